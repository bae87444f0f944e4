"""Definition 7.1 against the limit of the convolutional ResNet.

Two matrices have to be told apart: the Gram matrix of pixels P^(h) = lim <x_(:,l)^(h),
x_(:,r)^(h)>, which the skip connection carries on, and that of patches S^(h+1) = sum over offsets
of P^(h), which is the covariance of the next pre-activations. From the architecture
    P^(1) = c_sigma E s(u)s(v) over S^(1),    P^(h) = P^(h-1) + (c_res/H)(b_i,l E s(v_r) + E s(u_l)
    b_j,r) + (c_res/H)^2 E s(u_l)s(v_r) over S^(h), G^(H)_ij -> (c_res/H)^2 sum_l S^(H)_(ij,ll) E
    s'(u_l)s'(v_l) over S^(H).
The print has one letter K^(h) for both: K^(1) is a matrix of pixels, K^(h) for h >= 2 one of
patches to which the skip adds further patches.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, reals

from ..engine.terms import from_sympy
from ..engine.text import as_written
from . import number, printed
from .definitions import printed_convolutional
from .population import array, constants, dual

PLACE = printed("Definition 7.1", "Definition 3.3, equation (3.9)")
READINGS = [(index, padded) for index in (1, 0) for padded in (True, False)]
PIXELS, FILTER = 3, 3


def image() -> Any:
    """P^(0) of one input with one channel and pixels 2/7, 3/7, 6/7 (Frobenius norm 1)."""
    return array([[f"{a * b}/49" for b in (2, 3, 6)] for a in (2, 3, 6)])


def as_printed(name: str, depth: int, c_res: Any, index: int = 1, padded: bool = True) -> Any:
    """(K, b) as printed, from K^(0) = phi(x)^T phi(x)."""
    from steepest.kernels.deep_gram.gram import patches

    one = dual(name)
    return printed_convolutional(
        one,
        *constants(one),
        patches(image(), PIXELS, FILTER),
        depth,
        c_res,
        PIXELS,
        FILTER,
        index=index,
        padded=padded,
    )


def derived(name: str, depth: int, c_res: Any) -> tuple[Any, Any, Any]:
    """(P^(h) for h < H, S^(H), the limit of G^(H)) of the one image: only the diagonal of the last
    expectation is needed.
    """
    from steepest.kernels.deep_gram.gram import patches, residual

    from .definitions import general

    one = dual(name)
    c, root = constants(one)
    layers = residual(one, c, depth, root, c_res, positions=PIXELS, filter=FILTER).layers
    P, _ = general(layers[:-1], image(), PIXELS)
    S = patches(P[-1], PIXELS, FILTER)
    gram = (
        sum(S[k, k] * one.slope(S[k : k + 1, k : k + 1])[0, 0] for k in range(PIXELS))
        * layers[-1].square
    )
    return P, S, gram


def in_some_reading(judge: Any, pairs: Any, because: str) -> Any:
    """In one of the readings the printed number is the derived one: a disjunction of equations
    between numbers.
    """
    found = judge.holds(
        ("or", *[("==", from_sympy(left), from_sympy(right)) for left, right in pairs])
    )
    if found.verdict != "REFUTED":
        return found
    # each one once
    decimals = {
        one: f"{float(one):.8g}" for one in dict.fromkeys(one for pair in pairs for one in pair)
    }
    printed_, limits = (
        ", ".join(dict.fromkeys(decimals[pair[side]] for pair in pairs)) for side in (0, 1)
    )
    return found.saying(f"{because}: printed {printed_}; limit {limits};")


@claim(
    "deep.def-7.1.hidden",
    PLACE,
    formula=r"K^{(h)}_{ij,lr}=\mathrm{tr}(H^{(h)}_{ij,D_lD_r})\text{ is the Gram matrix of "
    r"}x^{(h)}\text{ (of its pixels, or of its patches)}",
    hypotheses=(
        "erf (so that b = 0), c_res = 1/2, H = 3, one input with pixels 2/7, 3/7, 6/7, q = 3",
    ),
    case=True,
)
def hidden(judge, c_res="1/2"):
    """The printed K^(h), 1 <= h <= H-1, are the limits of the features of layer h: of pixels, or of
    patches.

    False in both senses and in all four readings (A^(h-1) or A^(h) in the expectation, padding
    counted in D_l or not): K^(1) is the pixel matrix, and K^(2) adds to it a patch sum of the
    second-layer term, so that it is neither.
    """
    P, S, _ = derived("erf", 3, number(c_res))
    pairs = []
    for index, padded in READINGS:
        K = as_printed("erf", 3, number(c_res), index, padded)[0][2]
        pairs += [(K[0, 1], P[2][0, 1]), (K[0, 1], S[0, 1])]
    return in_some_reading(
        judge,
        pairs,
        "in every reading K^(2)_(11,12) is neither the limit for pixels nor the one for patches",
    )


hidden.mutant("c_res = 1/4", c_res="1/4")


@claim(
    "deep.def-7.1.first",
    PLACE,
    formula=r"K^{(1)}_{ij}=c_\sigma E\,\sigma(u)^\top\sigma(v)\text{ over }K^{(0)},\ "
    r"b^{(1)}_i=\sqrt{c_\sigma}E\sigma(u)",
    trial=True,
)
def first_layer(judge, factor=1):
    """The printed K^(0), K^(1), b^(1) are right, K^(0) as a Gram matrix of patches and K^(1) as one
    of pixels.

    Trials with softplus: 3 images with 2 channels, 3 pixels, drawn weights; the operator of patches
    is deep.fw-setup, one layer in the mean deep.def-5.1.expectation.
    """
    from .simulation import network_trial

    return judge.trial(
        network_trial("conv", "softplus", 1, statistic="K", layer=1, factor=float(factor))
    )


first_layer.mutant("twice K^(1)", factor=2)


@claim(
    "deep.def-7.1.bias",
    PLACE,
    formula=r"E[b_i^{\top}\sigma(u)+b_j^{\top}\sigma(v)]_{lr}=b_{i,l}E\sigma(u_r)+b_{j,l}E"
    r"\sigma(v_r)"
    r"\text{ is the limit of the cross terms}",
    hypotheses=("i = j", "two positions l, r with any biases and means"),
    case=True,
)
def cross_terms(judge, other=False):
    """The printed cross terms are the limits of <x_(i,l), s(z_(j,r))> + <s(z_(i,l)), x_(j,r)>.

    False already for i = j and inputs of unit norm: the printed entry (l, r) is 2 b_l E s(u_r), the
    derived one b_l E s(u_r) + E s(u_l) b_r, as patches of one image have different norms. The
    printed matrix is not even symmetric, hence no Gram matrix.
    """
    bl, br, ml, mr = reals("b_l b_r mean_l mean_r")
    return judge.equal(2 * (br if other else bl) * mr, bl * mr + ml * br)


cross_terms.mutant("another pairing", other=True)


@claim(
    "deep.def-7.1.bias.amended",
    PLACE,
    amends="deep.def-7.1.bias",
    formula=r"b_{i,l}E\sigma(v_r)+E\sigma(u_l)b_{j,r}",
)
def cross_terms_right(judge, sign=1):
    """b_(i,l) E s(v_r) + E s(u_l) b_(j,r) is symmetric under (i, l) <-> (j, r), and the printed
    terms exceed it for i = j by b_l E s(u_r) - b_r E s(u_l).
    """
    # i = j: the pair (l, r) against (r, l)
    right = as_written("b_l*m_r + m_l*b_r")
    swapped = as_written("b_r*m_l + sign*m_r*b_l", sign=number(sign))
    excess = as_written("(b_l*m_r + b_l*m_r) - right == b_l*m_r - b_r*m_l", right=right)
    return judge.all(judge.equal(right, swapped), judge.holds(excess))


cross_terms_right.mutant("the other sign", sign=-1)


@claim(
    "deep.def-7.1.factor",
    PLACE,
    formula=r"K^{(H)}_{ij}=\mathrm{tr}(M^{(H)}_{ij})\text{ without }c_{res}^2/H^2",
    hypotheses=(
        "H = 2, erf, one input with pixels 2/7, 3/7, 6/7, q = 3",
        "c_res = 1/2 and c_res = 1/4",
    ),
    case=True,
)
def missing_factor(judge, reference="1/2"):
    """The printed K^(2) is the limit of G^(2)(0) for every c_res.

    False: for H = 2 the printed value contains no c_res at all, while G^(2)(0) is proportional to
    c_res^2 (deep.eq-3.14 has the factor c_res^2/(H^2 m)): the derived limits for c_res = 1/2 and
    1/4 differ, so one number cannot be both.
    """
    K = as_printed("erf", 2, number(reference))[0][-1][0, 0]
    pairs = [(K, derived("erf", 2, number(c))[2]) for c in ("1/2", "1/4")]
    return in_some_reading(
        judge, pairs, "the printed number is the limit neither for c_res = 1/2 nor for c_res = 1/4"
    )


missing_factor.mutant("printed at another c_res", reference="1/8")


@claim(
    "deep.def-7.1.gram",
    PLACE,
    formula=r"K^{(H)}_{ij}=\mathrm{tr}(M^{(H)}_{ij})\cdot c_{res}^2/H^2\text{ is the limit of "
    r"}G^{(H)}_{ij}(0)",
    hypotheses=(
        "the missing factor c_res^2/H^2 is supplied",
        "erf, c_res = 1/2, H = 3, one input with pixels 2/7, 3/7, 6/7, q = 3",
    ),
    case=True,
)
def last_layer(judge, depth=3):
    """Even with the missing factor, K^(H) is the limit of G^(H)(0).

    False in all four readings: the covariance of layer H is that of the patches of x^(H-1), which
    the recursion does not contain.
    """
    half = number("1/2")
    right = derived("erf", depth, half)[2]
    pairs = [
        (as_printed("erf", depth, half, i, padded)[0][-1][0, 0] * (half / depth) ** 2, right)
        for i, padded in READINGS
    ]
    return in_some_reading(
        judge,
        pairs,
        "in every reading the printed K^(H), times c_res^2/H^2, differs from the limit of G^(H)(0)",
    )


last_layer.mutant("H = 2", depth=2)


@claim(
    "deep.def-7.1.amended",
    PLACE,
    amends="deep.def-7.1.gram",
    trial=True,
    formula=r"G^{(H)}_{ij}(0)\to\tfrac{c_{res}^2}{H^2}\sum_lS^{(H)}_{ij,ll}E_{S^{(H)}}[\sigma'(u_l)"
    r"\sigma'(v_l)],\ S^{(h)}_{ij,lr}=\sum_sP^{(h-1)}_{ij,l+s,r+s}",
)
def recursion_right(judge, factor=1, printed=False):
    """With pixels P^(h) and patches S^(h) kept apart, b_i crossed, and the factor c_res^2/H^2, the
    recursion is the limit of G^(H)(0).

    Trials: sigmoid, H = 3, three images with 2 channels and 3 pixels, zero padding, weights drawn;
    and the features of layer 2 for GELU.
    """
    from .simulation import network_trial

    trial = network_trial("conv", "sigmoid", 3, factor=factor, width=128, printed=printed)
    if factor != 1 or printed:
        return judge.trial(trial)
    return judge.all(
        judge.trial(trial),
        judge.trial(network_trial("conv", "gelu", 3, statistic="K", layer=2, width=128)),
    )


recursion_right.mutant("trials against the printed matrix with that factor", printed=True)
recursion_right.mutant("without the factor c_res^2/H^2", factor=1 / 0.09)


@claim(
    "deep.def-7.1.hidden.amended",
    PLACE,
    amends="deep.def-7.1.hidden",
    trial=True,
    formula=r"P^{(h)}=P^{(h-1)}+\tfrac{c_{res}}H(b_{i,l}E\sigma(v_r)+E\sigma(u_l)b_{j,r})+"
    r"\tfrac{c_{res}^2}{H^2}E\sigma(u_l)\sigma(v_r)",
)
def hidden_right(judge, factor=1.0):
    """P^(h), with the expectation over S^(h), is the limit of the Gram matrix of the pixels: trials
    at layer 3, sigmoid, H = 4.
    """
    from .simulation import network_trial

    return judge.trial(
        network_trial(
            "conv", "sigmoid", 4, statistic="K", layer=3, factor=factor, width=128, draws=32
        )
    )


hidden_right.mutant("10 % more", factor=1.1)
