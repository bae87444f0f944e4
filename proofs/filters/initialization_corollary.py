"""Corollary 6.1: a random start is close enough to w* with probability a quarter, what that asks of
the angle, and how many restarts are enough. The notation is that of `initialization`.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems

from . import chapter_6, equal, holds, number


@claim(
    "fsgd.cor-6.1",
    chapter_6("Corollary 6.1"),
    formula=r"\cos\phi_*<\frac1{\sqrt{8\pi p}}\implies P(\|w_0-w_*\|\le\|w_*\|\sin\phi_*)\ge"
    r"\tfrac12-"
    r"\cos\phi_*\sqrt{\tfrac{\pi p}2}\ge\tfrac14",
    hypotheses=(
        "w_0 uniform in the ball of radius |w*| cos(phi_*)",
        "Theorem 6.6 with alpha = cos(phi_*), which is at most sqrt(1/(2 pi p))",
    ),
    missing=("Theorem 6.6 enters as a hypothesis", "z stands for alpha sqrt(pi p/2)"),
)
def quarter(judge, limit=8):
    """The corollary: Theorem 6.6 with alpha = cos(phi_*). It delivers the requirement with
    sin(phi_*), see fsgd.cor-6.1.requirement.
    """
    from sympy import pi

    alpha, p, x = reals("alpha p x")  # x = sqrt(pi p/2)
    where = [
        (alpha, ">", 0),
        (p, ">=", 1),
        (alpha**2 * limit * pi * p, "<", 1),
        (x, ">", 0),
        (x**2, "==", pi * p / 2),
    ]
    small = holds(judge, (2 * pi * p * alpha**2, "<=", 1), where)
    square = holds(
        judge,
        ((alpha * x) ** 2, "<=", number("1/16")),
        [*where, ((alpha * x) ** 2, "==", alpha**2 * pi * p / 2)],
    )
    z, P = reals("z P")
    root = [(z, ">", 0), (z**2, "<=", number("1/16")), (P, ">=", number("1/2") - z)]
    return judge.all(small, square, holds(judge, (P, ">=", number("1/4")), root))


quarter.mutant("cos(phi_*) < 1/sqrt(4 pi p)", limit=4)


def a_start_within_the_cosine(limit="1/2"):
    """Some w_0 of norm r <= |w*| C has a distance D < |w*| C to w*, where C = cos(phi_*), and D >=
    |w*| - r by the triangle inequality.
    """
    from sympy import pi

    n, C, r, D, p = theorems.reals("n C r D p")
    return theorems.exists(n, C, r, D, p)(
        theorems.conj(
            D < n * C,
            n > 0,
            C > 0,
            p >= 1,
            8 * theorems.read(pi, {}) * p * C**2 < 1,
            r <= n * C,
            D >= n - r,
        )
    )


@claim(
    "fsgd.cor-6.1.requirement",
    chapter_6("Section 6.3.2, before Theorem 6.6"),
    formula=r"\|w_0-w_*\|<\|w_*\|\cos\phi_*\text{ for some }w_0\text{ in the ball of radius "
    r"}\|w_*\|\cos\phi_*,\ \cos\phi_*<\tfrac1{\sqrt{8\pi p}}",
    hypotheses=("the requirement as printed in the text, with the cosine",),
    says=a_start_within_the_cosine,
)
def cosine_requirement(judge, limit="1/2"):
    """The text before the theorem asks for cos(phi_*) in place of sin(phi_*): no start of the
    corollary satisfies that, the probability is 0.
    """
    k = judge.refutation()
    n, C, r, D, p = theorems.reals("n C r D p")
    near, *given = k.inside(n, C, r, D, p)
    half = k.arith(C < theorems.term(limit), *given)
    return k.qed(k.falsehood(near, half, *given))


cosine_requirement.mutant("shown through cos(phi_*) < 1/3", limit="1/3")


@claim(
    "fsgd.cor-6.1.requirement-amended",
    chapter_6("Section 6.3.2, before Theorem 6.6"),
    formula=r"\|w_0-w_*\|\le\|w_*\|\sin\phi_*,\quad\alpha=\cos\phi_*:\ "
    r"\sqrt{1-\alpha^2}=\sin\phi_*",
    amends="fsgd.cor-6.1.requirement",
)
def sine_requirement(judge, power=2):
    """With the sine, as Theorems 6.3 and 6.4 need it and as the corollary delivers it."""
    from sympy import cos, pi, sin, sqrt

    (phi,) = reals("phi,")
    return equal(
        judge, sqrt(1 - cos(phi) ** power), sin(phi), [(phi, ">=", 0), (phi, "<=", pi / 2)]
    )


sine_requirement.mutant("the first power", power=1)
