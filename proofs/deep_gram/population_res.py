"""Definition 6.1 against the limit of the ResNet.

With X = sqrt(m) x, one layer is X^(h) = X^(h-1) + (c_res/H) s(z^(h)), where given x^(h-1) the rows
of z^(h) are independent Gaussian with covariance Khat^(h-1). The cross term (1/m) sum_r
X_(i,r)^(h-1) (c_res/H) s(z_(j,r)) has mean (c_res/H) bhat_i^(h-1) E s(z_j): the bias of one input
meets the activation of the OTHER. The print pairs b_i with s(u), u of variance K_ii, and b_j with
s(v). The two differ by (c_res/H)(b_i - b_j)(E s(u) - E s(v)), which vanishes for inputs of equal
norms and in general only for them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from steepest.proofs import claim, reals

from . import every, holds, printed
from .definitions import printed_residual
from .population import array, compared, constants, dual, free_polynomial, limit, pair, symmetric
from .population_fc import row_mean

PLACE = printed("Definition 6.1, equation (8)", "Definition 3.2, equation (3.8)")
LAST = (
    r"K^{(H)}_{ij}=\tfrac{c_{res}^2}{H^2}K^{(H-1)}_{ij}E_{N(0,A^{(H-1)}_{ij})}[\sigma'(u)"
    r"\sigma'(v)]"
)
HIDDEN = (
    r"K^{(h)}_{ij}=K^{(h-1)}_{ij}+E\left[\tfrac{c_{res}b_i\sigma(u)}H+\tfrac{c_{res}b_j"
    r"\sigma(v)}H+\tfrac{c_{res}^2\sigma(u)\sigma(v)}{H^2}\right]"
)


def as_printed(name: str, depth: int, K0: Any, **options: Any) -> Any:
    one = dual(name)
    return printed_residual(one, *constants(one), K0, depth, _half(), **options)


def _half() -> Any:
    from . import number

    return number("1/2")


@claim(
    "deep.def-6.1.hidden",
    PLACE,
    formula=HIDDEN,
    hypotheses=("GELU, c_res = 1/2, H = 3, orthogonal inputs with |x_1| = 1, |x_2| = 2",),
    case=True,
)
def hidden(judge, crossed=False, second=4):
    """The printed K^(h), h <= H-1, are the limits of the Gram matrices of the features.

    False for inputs of unequal norms: b_i is paired with the activation of the same input instead
    of the other one.
    """
    K0 = pair(1, second, 0)
    found, _ = as_printed("gelu", 3, K0, crossed=crossed)
    return compared(judge, found[2][0, 1], limit("resnet", dual("gelu"), 3, K0, _half()).K[2][0, 1])


hidden.mutant("|x_2| = 3", second=9)


@claim(
    "deep.def-6.1.hidden.error",
    PLACE,
    formula=r"\text{printed}-\text{limit}=\tfrac{c_{res}}H(b_i-b_j)(E\sigma(u)-E\sigma(v))",
)
def size_of_the_error(judge, sign=1):
    """In one layer the printed cross terms exceed the derived ones by (c_res/H)(b_i - b_j)(E s(u) -
    E s(v)), for every activation.
    """
    bi, bj, mu, mv, k = reals("b_i b_j mean_u mean_v k")
    difference = k * (bi * mu + bj * mv) - k * (bi * mv + bj * mu)
    return judge.equal(difference, k * (bi - bj) * (mu - sign * mv))


size_of_the_error.mutant("sum of the means", sign=-1)


def one_residual_layer(judge, crossed=True):
    """E (x_i + k s(U_i))(x_j + k s(U_j)) and E (x_i + k s(U_i)) over a channel x with second
    moment K and mean b, and a row w: U = w.features is independent of x.
    """
    from steepest.kernels.deep_gram.gram import Layer, advance

    p, (k, bi, bj) = reals("p0 p1 p2"), reals("k b_i b_j")
    x, y = reals("x1 x2"), reals("y1 y2")
    K = symmetric(x[0] ** 2 + x[1] ** 2, y[0] ** 2 + y[1] ** 2, x[0] * y[0] + x[1] * y[1])
    b = array([["0", "0"]])[0]
    b[0], b[1] = bi, bj
    layer = Layer(free_polynomial(p), k, k**2, True)
    new, mean, _ = advance(layer, K, b, 1)
    mi, mj = row_mean(p, x, None), row_mean(p, y, None)
    cross = bi * mj + mi * bj if crossed else bi * mi + bj * mj
    formula = K[0, 1] + k * cross + k**2 * row_mean(p, x, y)
    own = K[0, 0] + 2 * k * bi * mi + k**2 * row_mean(p, x, x)
    return every(
        judge,
        [(formula, "==", new[0, 1]), (own, "==", new[0, 0]), (bi + k * mi, "==", mean[0])],
    )


@claim(
    "deep.def-6.1.hidden.amended",
    PLACE,
    amends="deep.def-6.1.hidden",
    trial=True,
    formula=r"K^{(h)}_{ij}=K^{(h-1)}_{ij}+E\left[\tfrac{c_{res}b_i\sigma(v)}H+\tfrac{c_{res}b_j"
    r"\sigma(u)}H+\tfrac{c_{res}^2\sigma(u)\sigma(v)}{H^2}\right]",
)
def hidden_right(judge, crossed=True, against_printed=False):
    """With b_i s(v) and b_j s(u), K^(h) is the limit of the Gram matrix of the features, for any
    norms.

    One layer in the mean, for the activation p0 + p1 z + p2 z^2, any two vectors with Gram matrix
    K^(h-1) and any means b: the moments of a row of weights against the formula, and against the
    recursion that `steepest gram` runs.

    Trials: the mean Gram matrix of the features of layer 2 of networks of width 4096 (GELU, H = 3,
    unequal norms, drawn in Gram coordinates) is within five standard errors of it. The same trials
    reject the printed matrix.
    """
    from .simulation import network_trial

    trial = network_trial(
        "resnet",
        "gelu",
        3,
        statistic="K",
        layer=2,
        printed=against_printed,
        width=4096,
        direct=False,
    )
    if against_printed:
        return judge.trial(trial)
    exact = one_residual_layer(judge, crossed)
    return judge.all(exact, judge.trial(trial)) if crossed else exact


hidden_right.mutant("as printed", crossed=False)
hidden_right.mutant("trials against the printed matrix", against_printed=True)


@claim(
    "deep.def-6.1.gram",
    PLACE,
    formula=LAST,
    hypotheses=("H = 2", "erf, for which b = 0", "|x_1| = |x_2| = 1, x_1.x_2 = 1/2"),
    case=True,
)
def last_layer(judge, depth=2):
    """The printed K^(H) is the limit of G^(H)(0).

    False also for unit inputs, where the hidden recursion is right: A^(H-1) is built from K^(H-2),
    and the derivatives of layer H are taken at the features of layer H-1. (For H = 1 the print
    gives the factor c_res^2 where the architecture has c_sigma.)
    """
    K0 = pair()
    return compared(
        judge,
        as_printed("erf", depth, K0)[0][-1][0, 1],
        limit("resnet", dual("erf"), depth, K0, _half()).gram[0, 1],
    )


last_layer.mutant("H = 3", depth=3)


@claim(
    "deep.def-6.1.gram.amended",
    PLACE,
    amends="deep.def-6.1.gram",
    trial=True,
    formula=r"K^{(H)}_{ij}=\tfrac{c_{res}^2}{H^2}K^{(H-1)}_{ij}E_{N(0,A^{(H)}_{ij})}[\sigma'(u)"
    r"\sigma'(v)]\quad(H\ge2)",
)
def last_layer_right(judge, shift=0, against_printed=False):
    """With A^(H) and the pairing b_i s(v), K^(H) is the limit of G^(H)(0), for H >= 2 and any
    norms.

    Trials with GELU, H = 3 (the least depth at which the pairing enters K^(H)), unequal norms,
    drawn weights; the same trials reject the printed matrix. One layer in the mean is
    deep.def-6.1.hidden.amended, the last one deep.def-5.1.expectation.
    """
    from .simulation import network_trial

    if shift:
        found = as_printed("erf", 2, pair(), shift=shift, crossed=True)[0][-1]
        right = limit("resnet", dual("erf"), 2, pair(), _half()).gram
        return compared(judge, found[0, 1], right[0, 1])
    trial = network_trial(
        "resnet", "gelu", 3, printed=against_printed, width=256, draws=48, seed=20190411
    )
    return judge.trial(trial)


last_layer_right.mutant("A^(H-1), as printed", shift=1)
last_layer_right.mutant("trials against the printed matrix", against_printed=True)


@claim(
    "deep.claim-b-dependence",
    printed("Section 6, after Definition 6.1", "Section 3.5"),
    trial=True,
    formula=r"b^{(h)}_i=\lim\tfrac1{\sqrt m}\sum_rx^{(h)}_{i,r},\ "
    r"b^{(h)}=b^{(h-1)}+\tfrac{c_{res}}HE\sigma(u)",
)
def bias(judge, factor=1):
    """b^(h) is the limit of the mean feature (1/sqrt m) sum_r x_r^(h), and it enters K^(h) through
    the skip connection only.

    Trials: the mean feature of layer 2 (softplus, H = 3, unequal norms) is within five standard
    errors of b^(2). The cross terms that contain b carry the factor D of the skip: without it
    (fully connected) the general recursion is K^(h) = E rho(U)rho(V), whatever b is.
    """
    from .simulation import network_trial

    D, bi, bj, mu, mv, second = reals("D b_i b_j mean_u mean_v second")
    general = D * bi * mv + D * bj * mu + second
    without = holds(judge, (general, "==", second), [(D, "==", 0)])
    return judge.all(
        without,
        judge.trial(network_trial("resnet", "softplus", 3, statistic="b", layer=2, factor=factor)),
    )


bias.mutant("a bias 10 % larger", factor=1.1)


@claim(
    "deep.claim-b-dependence.rate",
    printed("Section 4", "Section 3.3"),
    trial=True,
    formula=r"\|G^{(H)}(0)-K^{(H)}\|=\Theta(1/\sqrt m)",
)
def rate(judge, layers=3):
    """sqrt(m) times the root-mean-square deviation of G^(H)(0) from the derived limit does not
    depend on m (ResNet, softplus, H = 3, m = 128 and 1024).

    Draws in Gram coordinates: rows of W^(h) x^(h-1) are independent Gaussian vectors with the
    covariance of the features, the same law.
    """
    from .simulation import rate_trial

    plan = rate_trial("resnet", "softplus", 3)
    if layers != 3:  # against the limit of another depth the deviation does not shrink
        other = rate_trial("resnet", "softplus", layers).parameters["target"]
        plan = replace(plan, parameters={**plan.parameters, "target": other})
    return judge.trial(plan)


rate.mutant("the limit of two layers", layers=2)
