"""Norms in Sections 2.1 and 2.6: gradients against residuals, matrices against their entries, and
the geometric sum of Corollary 2.1. The notation is that of `step` and `perturbation`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    exists,
    forall,
    given,
    log,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import image, length

from . import thesis
from .network import (
    W,
    a,
    b,
    c,
    d,
    delta,
    i,
    j,
    lam,
    m,
    n,
    r,
    root,
    root_n,
    signs,
    size,
    unit_inputs,
    v,
    width,
    x,
)
from .perturbation import D, norm_by_frobenius
from .step import ONE, e, gradient, loss, total, total_against_loss, values_at
from .weight_gradients import A, active_input_is_short, combined, square_of_gradient

proof = "proof of Lemma 2.3"
s, p = reals("s p")


def triangle_says(factor=1):
    own = sum_over(c, d, gradient(r, c) ** 2)
    return forall(x, W, a, e, b, n, m, d)(
        given(width(), unit_inputs(), signs())
        >> forall(r)((r < m) >> (factor * own <= (b * total()) ** 2))
    )


@claim(
    "relu2.lem-2.3.gradient-norm.triangle",
    thesis(proof),
    says=triangle_says,
    uses=("book.norm-of-sum", "relu2.pattern"),
    instance=ONE,
)
def triangle_link(judge, factor=1):
    """A gradient is at most the sum of the |y_i - u_i| over sqrt m, for unit inputs."""
    k = judge.theorem()
    _, _, unit, signed = k.given
    short = k.for_all(k.discharge(active_input_is_short(k, unit), i < n), i)
    lemma = k.apply(k.by("book.norm-of-sum", Lambda((i, c), A), e, n, d), short)
    B, h, T = reals("B h T")
    last = k.lemma(
        forall(B, h, T, b)(given(B == b**2 * h, h <= T**2) >> (factor * B <= (b * T) ** 2)),
        sum_over(c, d, gradient(r, c) ** 2), sum_over(c, d, combined() ** 2), total(), b,
    )  # fmt: skip
    end = k.use(last, square_of_gradient(k, signed), k.arith(last.formula.left.part(1), lemma))
    return k.qed(k.for_all(k.discharge(end, r < m), r))


triangle_link.mutant("half of the square", factor=2)


def mean_says(factor=1):
    return forall(e, b, n, m, root, size)(
        given(width(), root_n(), size >= 0, size**2 == loss())
        >> (factor * b * total() <= root * b * size)
    )


@claim(
    "relu2.lem-2.3.gradient-norm.cauchy-schwarz",
    thesis(proof),
    says=mean_says,
    uses=("book.square-of-sum",),
    instance=values_at(root="1", size="1"),
)
def cauchy_schwarz_link(judge, factor=1):
    """The sum of the |y_i - u_i| is at most sqrt(n) |y - u|, so that divided by sqrt m it is at
    most sqrt(n/m) |y - u|; root = sqrt(n), size = |y - u|.
    """
    k = judge.theorem()
    scale, _, low_root, rooted, low_size, sized = k.given
    T, N, w = reals("T N w")
    rule = k.lemma(
        forall(T, N, w, b, root, size)(
            given(T**2 <= w * N, root >= 0, root**2 == w, size >= 0, size**2 == N, b > 0)
            >> (factor * b * T <= root * b * size)
        ),
        total(), loss(), n, b, root, size,
    )  # fmt: skip
    return k.qed(k.use(rule, total_against_loss(k), low_root, rooted, low_size, sized, scale))


cauchy_schwarz_link.mutant("half of it", factor=2)


def frobenius_says(factor=256):
    level = log(n / delta)
    small = forall(i, j)(((i < n) & (j < n)) >> (D(i, j) ** 2 <= 16 * level / m))
    norm = sum_over(i, n, sum_over(j, n, D(i, j) ** 2))
    wide = m * lam**2 >= factor * n**2 * level
    return forall(D, n, m, delta, lam)(
        given(n >= 1, m >= 1, delta > 0, delta < 1, lam > 0, wide, small)
        >> conj(
            norm <= 16 * n**2 * level / m,
            16 * n**2 * level / m <= lam**2 / 16,
            forall(v)(image(D) <= (lam / 4) ** 2 * length()),
        )
    )


@claim(
    "relu2.lem-2.1.frobenius",
    thesis("Section 2.6, proof of Lemma 2.1"),
    says=frobenius_says,
    uses=("relu2.lem-2.2.perturbation",),
    instance={
        "values": {"n": "1", "m": "256", "delta": "1/2", "lambda_0": "1"},
        "functions": {"D": {"of": ["i", "j"], "is": "0"}},
    },
)
def frobenius_step(judge, factor=256):
    """From entries to the norm: if every |E_ij| is at most 4 sqrt(log(n/delta)/m) and m >= 256 n^2
    log(n/delta)/lambda_0^2, then |E|_2 <= |E|_F <= lambda_0/4.
    """
    k = judge.theorem()
    one, many, d_pos, _, lam_pos, wide, small = k.given
    level = log(n / delta)
    above = k.arith(n / delta > 0, one, d_pos)
    entry = k.apply(k.at(small, i, j), k.both(k.assume(i < n), k.assume(j < n)))
    cap = 16 * level / m
    row = sum_over(j, n, D(i, j) ** 2)
    known = [wide, many, above]
    rows = by_terms(
        k, j, n, lambda q: sum_over(j, q, D(i, j) ** 2) <= q * cap, [D(i, j) ** 2], entry,
        always=known,
    )  # fmt: skip
    sums = by_terms(
        k, i, n, lambda q: sum_over(i, q, row) <= q * (n * cap), [row], rows, always=known
    )
    X, Y, Z, w = reals("X Y Z w")
    first = k.arith(k.target.part(0), sums, many, above)
    rule = k.lemma(
        forall(X, Y, w, lam)(
            given(w >= 1, w * lam**2 >= factor * Y**2 * X) >> (16 * Y**2 * X / w <= lam**2 / 16)
        ),
        level, n, m, lam, defined=[above],
    )  # fmt: skip
    second = k.use(rule, many, wide)
    norm = sum_over(i, n, row)
    small = k.arith(norm <= (lam / 4) ** 2, first, second, above, k.arith(m != 0, many))
    return k.qed(k.both(first, second, norm_by_frobenius(k, D, small)))


@frobenius_step.mutant
def an_eighth_of_the_width(judge):
    """m >= 32 n^2 log(n/delta)/lambda_0^2."""
    hint = {
        "values": {"n": "1", "m": "40", "delta": "1/2", "lambda_0": "1"},
        "functions": {"D": {"of": ["i", "j"], "is": "1/2"}, "v": {"table": ["1"]}},
    }
    return falsify(frobenius_says(factor=32), hints=[hint])


def series_says(two=2):
    partial = sum_over(c, m, p**c)
    return forall(s, p)(
        given(s > 0, s <= 1, p >= 0, p**2 == 1 - s)
        >> conj(
            1 / (1 - p) <= two / s,
            forall(m)(partial <= 1 / (1 - p)),
            forall(delta)((delta > 0) >> exists(m)(partial > 1 / (1 - p) - delta)),
        )
    )


@claim(
    "relu2.cor-2.1.step2",
    thesis("Corollary 2.1, Section 2.7"),
    says=series_says,
    uses=("book.geometric-sum", "book.power-nonnegative"),
    instance={"values": {"s": "3/4", "p": "1/2"}},
)
def geometric_sum(judge, two=2):
    """The geometric sum over the iterations, 1 + p + p^2 + .. = 1/(1 - p) with p = sqrt(1 - q), is
    at most 2/q for q in (0, 1].

    The partial sums are at most 1/(1 - p) and come arbitrarily near. Here s stands for q.
    """
    k = judge.theorem()
    positive, most, low, square = k.given
    below = k.arith(p < 1, positive, low, square)
    first = k.arith(1 / (1 - p) <= two / s, positive, low, square, below)
    geometric = k.at(k.by("book.geometric-sum", p), m)
    sign = k.at(k.apply(k.by("book.power-nonnegative", p), low), m)
    partial = sum_over(c, m, p**c)
    X, Y, w = reals("X Y w")
    rule = k.lemma(
        forall(p, X, Y)(given(p < 1, (1 - p) * X == 1 - Y, Y >= 0) >> (X <= 1 / (1 - p))),
        p, partial, p**m,
    )  # fmt: skip
    geometric = k.arith((1 - p) * partial == 1 - p**m, geometric)
    second = k.for_all(k.use(rule, below, geometric, sign), m)
    always = conj(p**m >= 0, p**m * (1 + m * (1 - p)) <= 1)
    base = k.arith(always.put(m, 0), k.power_zero(p))
    grow = k.lemma(
        forall(X, p, w, Y)(
            given(X >= 0, X * (1 + w * (1 - p)) <= 1, p >= 0, p < 1, w >= 0, Y == X * p)
            >> conj(Y >= 0, Y * (1 + (w + 1) * (1 - p)) <= 1)
        ),
        p**m, p, m, p ** (m + 1),
    )  # fmt: skip
    step = k.use(grow, k.assume(always), low, below, k.arith(m >= 0), k.power_step(p, m))
    decay = k.at(k.induction(m, always, base, step), m)
    goal = exists(m)(partial > 1 / (1 - p) - delta)
    wanted = k.assume(delta > 0)
    bound = reals("bound")
    large = k.for_all(k.archimedes(bound), bound)
    need = 1 / (delta * (1 - p) * (1 - p))
    nonzero = k.arith(delta * (1 - p) * (1 - p) != 0, wanted, below)
    large = k.at(large, need, defined=[nonzero])
    enough = k.lemma(
        forall(X, Y, p, w, delta)(
            given(Y >= 0, Y * (1 + w * (1 - p)) <= 1, (1 - p) * X == 1 - Y, p < 1, delta > 0,
                  w >= 1 / (delta * (1 - p) * (1 - p)))
            >> (X > 1 / (1 - p) - delta)
        ),
        partial, p**m, p, m, delta,
    )  # fmt: skip
    here = k.use(enough, decay, geometric, below, wanted, k.assume(m >= need))
    found = k.obtain(large, k.exhibit(goal, m, here), m)
    third = k.for_all(k.discharge(found, delta > 0), delta)
    return k.qed(k.both(first, second, third))


geometric_sum.mutant("1/q", two=1)
