"""The proof of Theorem 6.5, step by step: the expansion around the average patch, the angle of two
patches, and the bounds for any norms. The notation is that of `easy_laws`.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.matrix import matrices, scalars

from . import as_written, chapter_6, every, holds, number
from .easy_laws import proof


@claim(
    "fsgd.thm-6.5.expand",
    chapter_6(proof),
    formula=r"\left(\sum_iZ_i1_i\right)\left(\cdot\right)^\top=k^2ZZ^\top+kZY^\top+kYZ^\top+YY^"
    r"\top,"
    r"\quad Y=\sum_i(Z_i1_i-Z),\ Z=Z_{\mathrm{avg}}",
)
def expansion(judge, factor=1):
    """The expansion around the average, all p; k is a symbol."""
    Z, Y = matrices("Z: p x 1, Y: p x 1")
    k, _ = scalars("k unused")
    total = k * Z + Y
    return judge.same(
        total @ total.T, k * k * Z @ Z.T + factor * (k * Z @ Y.T) + k * Y @ Z.T + Y @ Y.T
    )


expansion.mutant("one mixed term twice", factor=2)


@claim(
    "fsgd.thm-6.5.cosine",
    chapter_6(proof),
    formula=r"\|Z_{\mathrm{avg}}(Z_i-Z_{\mathrm{avg}})^\top\|\le2(1-\cos\rho)",
    hypotheses=(
        "k = 2, unit patches at +-rho from their average, which has the length cos(rho)",
        "0 < rho <= 1",
    ),
    case=True,
)
def law_of_cosines(judge, factor=2):
    """'By the law of cosines': the norm is cos(rho) sin(rho), of first order in rho; 2(1 - cos rho)
    is its square, roughly.
    """
    from sympy import cos, sin

    (rho,) = reals("rho,")
    return holds(
        judge, (cos(rho) * sin(rho), "<=", factor * (1 - cos(rho))), [(rho, ">", 0), (rho, "<=", 1)]
    )


law_of_cosines.mutant("3(1 - cos rho)", factor=3)


@claim(
    "fsgd.thm-6.5.cross",
    chapter_6(proof),
    formula=r"\|E[Z_iZ_j^\top1\{S(w,w_*)_iS(w,-w_*)_j\}]\|\le P(Z_i\in S_{++},Z_j\in "
    r"S_{+-})\le\mu\phi",
    hypotheses=(
        "witness: signed angles from the hyperplane of w*, in units of rho: (Z_1, Z_2) = "
        "(-21/20, 19/20) or (-19/20, 21/20), chance 1/2 each",
        "phi = 11/10 rho, mu rho = 10/19",
    ),
)
def pair_probability(judge, phi="11/10"):
    """For phi > rho the printed bound counts one of two cases: whether Z_avg is on the side of Z_i
    or of Z_j. Here the probability is 1 and mu phi = 11/19.
    """
    half, edge = number("1/2"), number("19/20")
    offsets = [(number("-21/20"), number("19/20")), (number("-19/20"), number("21/20"))]
    near = lambda z, x, y: as_written("abs(z - (x + y)/2) <= 1", z=z, x=x, y=y)  # noqa: E731
    mean = [holds(judge, near(z, x, y)) for x, y in offsets for z in (x, y)]
    crossing = [
        every(judge, [(x, "<", 0), (y, ">", 0), (y, "<=", number(phi))]) for x, y in offsets
    ]
    # each patch is within 19/20 of the hyperplane with probability 1/2, and never closer
    mu = as_written("half/edge", half=half, edge=edge)
    band = [holds(judge, as_written("half <= mu*edge", half=half, mu=mu, edge=edge))]
    band += [
        holds(judge, as_written("abs(z) >= edge", z=z, edge=edge))
        for x, y in offsets
        for z in (x, y)
    ]
    large = holds(judge, as_written("1 > mu*phi", mu=mu, phi=number(phi)))
    return judge.contradicted(
        *mean, *crossing, *band, large, because=f"P = 1 > mu phi at phi = {phi} rho, mu rho = 10/19"
    )


pair_probability.mutant("at phi = 3/2 rho", phi="3/2")


def decreasing_says(top=1):
    """The bound as a function of rho, for every gamma_avg."""
    g, x, y = theorems.reals("gamma_avg rho rho_larger")
    bound = lambda angle: g - 4 * (1 - theorems.cos(angle))  # noqa: E731
    falls = theorems.given(x >= 0, x < y, y <= top * theorems.pi) >> (bound(y) < bound(x))
    return theorems.forall(g, x, y)(theorems.conj(falls, bound(theorems.term(0)) == g))


@claim(
    "fsgd.thm-6.5.decreasing",
    chapter_6("after Theorem 6.5"),
    formula=r"\gamma_{\mathrm{avg}}-4(1-\cos\rho)\text{ decreases in }\rho\in[0,\pi],\ "
    r"=\gamma_{\mathrm{avg}}\text{ at }\rho=0",
    says=decreasing_says,
    uses=("book.cosine-order",),
)
def bound_decreases(judge, top=1):
    """The printed lower bound is decreasing in rho and equals gamma_avg at rho = 0 (true of the
    expression, not of gamma).
    """
    z = judge.theorem()
    falls, start = z.target.part(0), z.target.part(1)
    angles = z.assume(falls.left)
    x, y = theorems.reals("rho rho_larger")
    low, high = theorems.cos(x), theorems.cos(y)
    wrong = z.use(z.by("book.cosine-order", x, y), z.assume(low <= high), angles)
    less = z.cases(
        z.arith((low <= high) | (high < low)),
        z.arith(falls.part(1), wrong, angles),
        z.arith(falls.part(1), z.assume(high < low)),
    )
    return z.qed(z.both(z.discharge(less, falls.left), z.arith(start)))


bound_decreases.mutant("up to 2 pi", top=2)


@claim(
    "fsgd.thm-6.5.quadratic",
    chapter_6("after Theorem 6.5"),
    formula=r"P\le C\phi^2\ (\phi\le\varepsilon)\implies P\le C\varepsilon\phi",
)
def quadratic_mass(judge, power=1):
    """If the mass near the boundary is of second order, mu is of the order of the radius."""
    P, C, phi, eps = reals("P C phi epsilon")
    return holds(
        judge,
        (P, "<=", C * eps**power * phi),
        [(P, "<=", C * phi**2), (C, ">", 0), (phi, ">=", 0), (phi, "<=", eps)],
    )


quadratic_mass.mutant("epsilon^2 phi", power=2)


@claim(
    "fsgd.thm-6.5.footnote",
    chapter_6("Theorem 6.5, footnote"),
    formula=r"Z\to cZ:\ \mu\text{ stays, }L_{\mathrm{cross}}\to c^2L_{\mathrm{cross}}\le3\mu",
    hypotheses=(
        "norms independent of the angles, in place of unit norms",
        "L_cross <= 3 mu at c = 1",
    ),
)
def any_norm(judge, factor=3):
    """'Unit norm can be relaxed to norms independent of the angle': not with the same bound, which
    does not scale.
    """
    L, mu, c = reals("L_cross mu c")
    return holds(
        judge, (c**2 * L, "<=", factor * mu), [(c, ">", 0), (L, ">=", 0), (L, "<=", 3 * mu)]
    )


any_norm.mutant("30 mu", factor=30)
