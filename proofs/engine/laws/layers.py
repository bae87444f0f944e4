"""The layers a model file can name, each made of the nodes of a graph.

Shapes: one sample is a vector [d], a sequence [tokens, d] or a picture [channels, length...]. A
weight matrix acts on the last axis. Constant factors such as 1/sqrt(r) in attention are left out:
they do not change which functions are conserved.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from ...files import rational
from .graph import ModelError, Tensor

PYTHAGOREAN = [(3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29), (12, 35, 37)]
EPS = "1/100000"


def one_plus(a: Tensor, factor: int = 1) -> Tensor:
    return a.graph.add(a.graph.scaled(factor, a), a.graph.full(1, *a.shape))


def sigmoid(z: Tensor) -> Tensor:
    """e^z / (1 + e^z)."""
    e = z.graph.map("exp", z)
    return z.graph.hadamard(e, z.graph.map("inv", one_plus(e)))


def tanh(z: Tensor) -> Tensor:
    """1 - 2/(1 + e^(2z)), with the e^z that every function of z shares."""
    e = z.graph.map("exp", z)
    return one_plus(z.graph.map("inv", one_plus(z.graph.hadamard(e, e))), -2)


def silu(z: Tensor) -> Tensor:
    return z.graph.hadamard(z, sigmoid(z))


def gelu(z: Tensor) -> Tensor:
    """z (1 + erf(z/sqrt 2))/2, the exact form."""
    return z.graph.hadamard(z, z.graph.scaled("1/2", one_plus(z.graph.map("gauss", z, "1/2"))))


def power(k: int) -> Callable[[Tensor], Tensor]:
    def apply(z: Tensor) -> Tensor:
        out = z
        for _ in range(k - 1):
            out = z.graph.hadamard(out, z)
        return out

    return apply


def leaky(z: Tensor, slope: Any = "1/100") -> Tensor:
    return z.graph.relu(z, _rational("leaky", slope))


ACTIVATIONS: dict[str, Callable[..., Tensor]] = {
    "linear": lambda z: z,
    "relu": lambda z: z.graph.relu(z),
    "leaky": leaky,
    "square": power(2),
    "cube": power(3),
    "tanh": tanh,
    "sigmoid": sigmoid,
    "silu": silu,
    "gelu": gelu,
    "softplus": lambda z: z.graph.map("softplus", z),
    "erf": lambda z: z.graph.map("gauss", z, "1"),
}


def matrix_product(a: Tensor, b: Tensor) -> Tensor:
    """W x: a weight matrix acts on the last axis of data; else the last axis of a meets the first
    of b.
    """
    g = a.graph
    if not a.shape or not b.shape:
        return g.hadamard(a, b)
    acts = not a.data and b.data and len(a.shape) == 2
    mine, other = a.shape[-1], b.shape[-1] if acts else b.shape[0]
    if mine != other:
        where = "last" if acts else "first"
        raise ModelError(
            f"shapes {list(a.shape)} and {list(b.shape)} do not fit: the product sums the last "
            f"axis of the left ({mine}) with the {where} axis of the right ({other})"
        )
    if acts:
        rest = "abcdefgh"[: len(b.shape) - 1]
        return g.einsum(f"oi,{rest}i->{rest}o", a, b)
    left, right = "abcdefgh"[: len(a.shape) - 1], "pqrstuvw"[: len(b.shape) - 1]
    return g.einsum(f"{left}i,i{right}->{left}{right}", a, b)


def transpose(a: Tensor) -> Tensor:
    if len(a.shape) != 2:
        raise ModelError(f".T was given shape {list(a.shape)}; expected a matrix")
    return a.graph.rearranged("ab->ba", a)


def over_axis(a: Tensor, axis: Any = 0, *, mean: bool = False) -> Tensor:
    """The sum (mean) over one axis, the first if not given."""
    axis = _whole("axis", axis)
    if not 0 <= axis < len(a.shape):
        raise ModelError(f"axis = {axis} was given for shape {list(a.shape)}")
    letters = "abcdefgh"[: len(a.shape)]
    out = a.graph.rearranged(f"{letters}->{letters.replace(letters[axis], '')}", a)
    return a.graph.scaled(Fraction(1, a.shape[axis]), out) if mean else out


def flatten(a: Tensor) -> Tensor:
    """All entries as one vector."""
    g, size = a.graph, prod(a.shape)
    if size > 40:
        raise ModelError(f"flatten was given {size} entries; at most 40 are handled")
    letters = "abcdefgh"[: len(a.shape)]
    eye = [int(i == j) for i in range(size) for j in range(size)]
    return g.einsum(f"z{letters},{letters}->z", g.constant(eye, size, *a.shape), a)


def dense(W: Tensor, x: Tensor) -> Tensor:
    """W: [out, ...] summed with all axes of x."""
    if W.shape[1:] != x.shape:
        raise ModelError(
            f"dense was given shapes {list(W.shape)} and {list(x.shape)}; expected "
            f"[out, {', '.join(map(str, x.shape))}]"
        )
    word = "abcdefgh"[: len(x.shape)]
    return x.graph.einsum(f"z{word},{word}->z", W, x)


def softmax(z: Tensor, mask: Tensor | None = None) -> Tensor:
    """Over the last axis; the mask holds 0 and 1."""
    g, word = z.graph, "abcdefgh"[: len(z.shape)]
    e = g.map("exp", z)
    e = e if mask is None else g.hadamard(e, mask)
    total = g.map("inv", g.rearranged(f"{word}->{word[:-1]}", e))
    return g.einsum(f"{word},{word[:-1]}->{word}", e, total)


def rmsnorm(x: Tensor, gain: Tensor | None = None, *, eps: Any = EPS) -> Tensor:
    """x / sqrt(mean of squares + eps) over the last axis, times the gain."""
    g, word = x.graph, "abcdefgh"[: len(x.shape)]
    mean = g.scaled(Fraction(1, x.shape[-1]), g.einsum(f"{word},{word}->{word[:-1]}", x, x))
    value = _rational("eps", eps)
    if value < 0:
        raise ModelError(f"eps = {eps} was given; expected a number >= 0")
    shifted = g.add(mean, g.full(value, *mean.shape)) if value else mean
    out = g.einsum(f"{word},{word[:-1]}->{word}", x, g.map("rsqrt", shifted))
    return out if gain is None else g.hadamard(out, gain)


def layernorm(
    x: Tensor, gain: Tensor | None = None, bias: Tensor | None = None, *, eps: Any = EPS
) -> Tensor:
    """The mean taken off, then as rmsnorm, plus the bias."""
    g, d, word = x.graph, x.shape[-1], "abcdefgh"[: len(x.shape)]
    centre = [Fraction(int(i == j)) - Fraction(1, d) for i in range(d) for j in range(d)]
    y = g.einsum(f"z{word[-1]},{word}->{word[:-1]}z", g.constant(centre, d, d), x)
    out = rmsnorm(y, gain, eps=eps)
    return out if bias is None else g.add(out, bias)


def conv(W: Tensor, x: Tensor, *, stride: Any = 1, padding: str = "valid") -> Tensor:
    """W: [out, in, k] or [out, in, k1, k2]; x: [in, n] or [in, n1, n2]."""
    g, stride = x.graph, _whole("stride", stride)
    if len(W.shape) != len(x.shape) + 1 or W.shape[1:2] != x.shape[:1] or len(x.shape) > 3:
        raise ModelError(
            f"conv was given a kernel of shape {list(W.shape)} and data of shape {list(x.shape)}; "
            f"expected [out, in, k] with [in, n], or [out, in, k1, k2] with [in, n1, n2]"
        )
    if padding not in ("valid", "circular") or stride < 1:
        raise ModelError('conv takes padding = "valid" or "circular" and stride >= 1')
    for axis, (k, n) in enumerate(zip(W.shape[2:], x.shape[1:])):
        if k > n:
            raise ModelError(f"conv: a kernel of length {k} does not fit into {n} positions")
        last = n if padding == "circular" else n - k + 1
        starts = range(0, last, stride)
        pick = [int(i == (s + j) % n) for s in starts for j in range(k) for i in range(n)]
        place = g.constant(pick, len(starts), k, n)
        # axes of the patches so far: in, (start, offset) for each axis done, then the rest
        done, rest = "abcdefgh"[: 1 + 2 * axis], "uvw"[: len(x.shape) - 1 - 2 * axis]
        rest = "uvw"[: len(x.shape) - len(done)]
        x = g.einsum(f"skn,{done}n{rest[1:]}->{done}sk{rest[1:]}", place, x)
    if len(W.shape) == 3:
        return g.einsum("oik,isk->os", W, x)
    return g.einsum("oikl,isktl->ost", W, x)


def attention(
    x: Tensor,
    Q: Tensor,
    K: Tensor,
    V: Tensor,
    O: Tensor | None = None,  # noqa: E741
    *,
    kind: str = "softmax",
    causal: bool = False,
    rotary: bool = False,
    context: Tensor | None = None,
    bq: Tensor | None = None,
    bk: Tensor | None = None,
    bv: Tensor | None = None,
) -> Tensor:
    """sum_h O_h sum_j a_h(i, j) V_h x_j with scores <Q_h x_i, K_h x_j>. Q: [heads, r, d] or [r, d];
    K, V: [groups, r, d] or [r, d]; O: [heads, d, r] or [d, r]. Rotary angles are rational points of
    the circle, standing for general angles.
    """
    g, y = x.graph, x if context is None else context
    if kind not in ("softmax", "linear"):
        raise ModelError(f'attention: kind = "{kind}" was given; expected "softmax" or "linear"')
    if len(x.shape) != 2 or len(y.shape) != 2:
        raise ModelError(f"attention was given data of shape {list(x.shape)}; expected [tokens, d]")
    Q, K, V = (_heads(name, W, x.shape[1]) for name, W in (("Q", Q), ("K", K), ("V", V)))
    if Q.shape[1] != K.shape[1] or K.shape[0] != V.shape[0] or Q.shape[0] % K.shape[0]:
        raise ModelError(
            f"attention: Q {list(Q.shape)}, K {list(K.shape)}, V {list(V.shape)} were given; "
            f"expected [heads, r, d], [groups, r, d], [groups, s, d], heads a multiple of groups"
        )
    q, k, v = (
        _biased(g.einsum("hrd,td->thr", W, z), b)
        for W, z, b in ((Q, x, bq), (K, y, bk), (V, y, bv))
    )
    heads, groups = Q.shape[0], K.shape[0]
    if heads != groups:
        share = [int(h * groups // heads == c) for h in range(heads) for c in range(groups)]
        spread = g.constant(share, heads, groups)
        k, v = (g.einsum("hc,tcr->thr", spread, z) for z in (k, v))
    if rotary:
        q, k = _rotated(q), _rotated(k)
    scores = g.einsum("ihr,jhr->hij", q, k)
    mask = None
    if causal:
        n, m = x.shape[0], y.shape[0]
        low = g.constant([int(j <= i) for i in range(n) for j in range(m)], n, m)
        mask = g.hadamard(g.full(1, heads, n, m), low)
    if kind == "softmax":
        weights = softmax(scores, mask)
    else:
        weights = scores if mask is None else g.hadamard(scores, mask)
    mixed = g.einsum("hij,jhs->ihs", weights, v)
    if O is None:
        if heads != 1:
            raise ModelError("attention with several heads needs O of shape [heads, d, r]")
        return g.rearranged("ihs->is", mixed)
    if len(O.shape) == 2:
        O = g.einsum("ds,h->hds", O, g.full(1, 1))  # noqa: E741
    if len(O.shape) != 3 or O.shape[0] != heads or O.shape[2] != V.shape[1]:
        raise ModelError(
            f"attention was given O of shape {list(O.shape)}; expected "
            f"[{heads}, d, {V.shape[1]}] (heads, width, values)"
        )
    return g.einsum("hds,ihs->id", O, mixed)


def _biased(z: Tensor, b: Tensor | None) -> Tensor:
    if b is not None and len(b.shape) == 1 and z.shape[1] == 1:
        b = b.graph.einsum("r,h->hr", b, b.graph.full(1, 1))
    return z if b is None else z.graph.add(z, b)


def _heads(name: str, W: Tensor, d: int) -> Tensor:
    if len(W.shape) == 2:
        W = W.graph.einsum("rd,h->hrd", W, W.graph.full(1, 1))
    if len(W.shape) != 3 or W.shape[2] != d:
        raise ModelError(
            f"attention was given {name} of shape {list(W.shape)}; expected [heads, r, {d}] or "
            f"[r, {d}]"
        )
    return W


def _rotated(q: Tensor) -> Tensor:
    """Position t turns pair m of the head by t times the angle of the m-th Pythagorean triple."""
    tokens, r = q.shape[0], q.shape[2]
    if r % 2 or r > 2 * len(PYTHAGOREAN):
        raise ModelError(f"rotary needs an even head size up to 12; it is {r}")
    turn = {}
    for m in range(r // 2):
        a, b, c = PYTHAGOREAN[m]
        cos, sin = Fraction(1), Fraction(0)
        for t in range(tokens):
            i, j = 2 * m, 2 * m + 1
            turn |= {(t, i, i): cos, (t, i, j): -sin, (t, j, i): sin, (t, j, j): cos}
            cos, sin = (cos * a - sin * b) / c, (cos * b + sin * a) / c
    entries = [turn.get(at, Fraction(0)) for at in product(range(tokens), range(r), range(r))]
    return q.graph.einsum("tab,thb->tha", q.graph.constant(entries, tokens, r, r), q)


def _whole(name: str, value: Any) -> int:
    value = _rational(name, value)
    if value.denominator != 1 or abs(value) > 10**6:
        raise ModelError(f"{name} = {value} was given; expected a whole number")
    return int(value)


def _rational(name: str, value: Any) -> Fraction:
    try:
        if isinstance(value, (bool, Tensor)):
            raise ValueError
        return value if isinstance(value, Fraction) else rational(str(value))
    except (ValueError, ZeroDivisionError):
        raise ModelError(
            f"{name} was given something that is no number; expected one such as 0.01 or 1/100"
        ) from None


def gated(activation: Callable[[Tensor], Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    return lambda gate, up: gate.graph.hadamard(activation(gate), up)


def linear_attention(*args: Any, **options: Any) -> Tensor:
    return attention(*args, kind="linear", **options)


FUNCTIONS: dict[str, Callable[..., Tensor]] = ACTIVATIONS | {
    "softmax": softmax,
    "rmsnorm": rmsnorm,
    "layernorm": layernorm,
    "conv": conv,
    "attention": attention,
    "linear_attention": linear_attention,
    "glu": gated(sigmoid),
    "swiglu": gated(silu),
    "geglu": gated(gelu),
    "reglu": gated(ACTIVATIONS["relu"]),
    "bilinear": gated(ACTIVATIONS["linear"]),
    "sum": over_axis,
    "mean": lambda a, axis=0: over_axis(a, axis, mean=True),
    "flatten": flatten,
    "dense": dense,
}
