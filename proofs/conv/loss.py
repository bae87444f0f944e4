"""Theorem 5.1 with its proof: A(w), B(w, w*) and the population loss.

k and p are symbolic: `one` is the all-ones vector of R^k, `w`, `v`, `ws` live in R^p, D = diag(1{Zw
>= 0}), Ds = diag(1{Zw* >= 0}). The letters half_pi_inverse = 1/(2 pi), circle = pi and g are free
scalars of the matrix identities, which hold for all their values.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import eye, inner, matrices, norm2, scalars

from . import thesis
from .gaps import EXPECTATION, LETTERS
from .state import as_written, at, equal, state

one, a, teacher = matrices("one: k x 1, a: k x 1, as: k x 1")
circle, h, g, n = scalars("circle h g n")
HALF = Fraction(1, 2)

A = h * (one @ one.T + (circle - 1) * eye("k"))  # at |w| = 1
A_star = h * n * n * (one @ one.T + (circle - 1) * eye("k"))
B = h * n * (one @ one.T + (g - 1) * eye("k"))
ABOUT_Z = "Z has i.i.d. N(0,1) entries"


def quadratic(X, Y, M):
    return inner(X, M @ Y)


loss = HALF * (
    quadratic(teacher, teacher, A_star) + quadratic(a, a, A) - 2 * quadratic(a, teacher, B)
)


@claim(
    "conv.loss-expansion",
    thesis("Section 5.7, proof of Theorem 5.1"),
    formula=r"\ell(v,a)=(a^*)^\top A(w^*)a^*+a^\top A(w)a-2a^\top B(w,w^*)a^*",
    hypotheses=("loss with the factor 1/2 of its definition",),
    case=True,
)
def expansion(judge, factor=1):
    """The first display of the proof: the square expanded, without the factor 1/2 of the definition
    of the loss.

    With y = a.u - a*.u*, u = sigma(Zw), u* = sigma(Zw*): y^2/2 against a.u u.a + a*.u* u*.a* - 2
    a.u u*.a* (one sample; then E).
    """
    u, us, a, t = reals("u us a t")  # k = 1; a failure there refutes the general statement
    return equal(
        judge, (a * u - t * us) ** 2 / 2, factor * (t**2 * us**2 + a**2 * u**2 - 2 * a * u * us * t)
    )


expansion.mutant("with a factor 2", factor=2)


def scalars_of(judge):
    """The loss through A and B equals the expression in q, s, x, N, S (with h = 1/(2 pi)), for all
    k.
    """
    expression = HALF * h * (
        (circle - 1) * n * n * norm2(teacher)
        + (circle - 1) * norm2(a)
        - 2 * (g - 1) * n * inner(a, teacher)
        + n * n * inner(one, teacher) * inner(one, teacher)
        + inner(one, a) * inner(one, a)
        - 2 * n * inner(one, a) * inner(one, teacher)
    )  # fmt: skip
    return judge.same(loss, expression)


@claim(
    "conv.thm-5.1",
    thesis("Theorem 5.1, equation (5.3)"),
    formula=r"\ell=\tfrac12\left[\tfrac{(\pi-1)\|w^*\|^2}{2\pi}\|a^*\|^2+\tfrac{\pi-1}{2\pi}\|a"
    r"\|^2-"
    r"\tfrac{2(g-1)\|w^*\|}{2\pi}a^\top a^*+\tfrac{\|w^*\|^2}{2\pi}(1^\top "
    r"a^*)^2+\tfrac1{2\pi}(1^\top a)^2-2\|w^*\|\,1^\top a\,1^\top a^*\right]",
    hypotheses=(ABOUT_Z, "k >= 1, p >= 2, v != 0"),
    case=True,
)
def printed_loss(judge, last=2):
    """The printed loss against the derived one, coefficient by coefficient: the last term lacks the
    factor 1/(2 pi).
    """
    from sympy import pi

    z = state()
    printed = (
        (pi - 1) * z.n**2 * z.N
        + (pi - 1) * z.q
        - 2 * (z.g - 1) * z.n * z.x
        + z.n**2 * z.S**2
        + z.s**2
    ) / (4 * pi) - last * z.n * z.s * z.S / 2
    # k = 1: q = s^2, x = s S, N = S^2, a point at which the displays differ refutes the statement
    k_one = {z.q: z.s**2, z.x: z.s * z.S, z.N: z.S**2}
    return judge.all(scalars_of(judge), equal(judge, z.loss.subs(k_one), printed.subs(k_one)))


printed_loss.mutant("no last term", last=0)


@claim(
    "conv.thm-5.1-amended",
    thesis("Theorem 5.1, equation (5.3)"),
    formula=r"\ell=\tfrac1{4\pi}\left[(\pi-1)\|w^*\|^2\|a^*\|^2+(\pi-1)\|a\|^2-2(g-1)\|w^*\|a^\top "
    r"a^*+\|w^*\|^2(1^\top a^*)^2+(1^\top a)^2-2\|w^*\|\,1^\top a\,1^\top a^*\right]",
    hypotheses=(
        ABOUT_Z,
        "k >= 1, p >= 2, v != 0",
        "conv.loss-expansion-amended, conv.A-matrix, conv.B-matrix",
    ),
    amends="conv.thm-5.1",
    missing=(EXPECTATION, "A and B of conv.A-matrix and conv.B-matrix are written in", LETTERS),
)
def derived_loss(judge, last=2):
    """The loss derived from its definition: every term over 4 pi. It is a sum of squares plus 2 n
    (pi - g) a.a*, and 0 at (w*, n a*).
    """
    from sympy import pi

    z = state()
    formula = as_written(
        "((pi - 1)*n**2*N + (pi - 1)*q - 2*(g - 1)*n*x + n**2*S**2 + s**2 - last*n*s*S)/(4*pi)",
        last=Fraction(last),
    )
    D = z.q - 2 * z.n * z.x + z.n**2 * z.N
    squares = ((pi - 1) * D + (z.s - z.n * z.S) ** 2 + 2 * z.n * (pi - z.g) * z.x) / (4 * pi)
    teacher_ = (z.g, pi), (z.q, z.n**2 * z.N), (z.x, z.n * z.N), (z.s, z.n * z.S)
    return judge.all(
        scalars_of(judge),
        equal(judge, formula, z.loss),
        equal(judge, formula, squares),
        equal(judge, at(formula, *teacher_), 0),
    )


derived_loss.mutant("the last term halved", last=1)
