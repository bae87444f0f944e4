"""Phase II: Lemmas 5.10 and 5.11, n = 1 unless said. A = |a*|, d = 1.(a* - a), D = |a - a*|,
delta = pi - g, theta = eta (k + pi - 1)/(2 pi).

Both a-lemmas follow from the linear recursion a' - a* = (I - eta M/(2 pi))(a - a*) - (eta delta/(2
pi)) a*, M = 11^T + (pi - 1) I, whose matrix has the eigenvalues 1 - theta (along 1) and 1 - kappa,
kappa = eta (pi - 1)/(2 pi), both in [0, 1) for 0 < eta <= 2 pi/(k + pi - 1).
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import thesis
from .gaps import INDUCTION, LETTERS, POWERS
from .state import as_written, at_n_one, equal, holds, state

locus = "Section 5.9.3"


@claim(
    "conv.lem-5.10",
    thesis("Lemma 5.10 and its proof"),
    formula=r"|1^\top a^*-1^\top a^{T}|\le2\epsilon\|a^*\|,\quad "
    r"T\ge\frac{2\pi}{\eta(k+\pi-1)}\log\frac{|1^\top a^*-1^\top a^0|}{\epsilon\|a^*\|}",
    hypotheses=(
        "n = 1",
        "pi - g(phi^0) <= eps |a*|/|1.a*|",
        "the angle does not grow",
        "0 < eta <= 2 pi/(k + pi - 1)",
        "k >= 1",
    ),
    missing=(LETTERS, INDUCTION, POWERS),
)
def sums_converge(judge, total=2):
    """The recursion, its printed rewriting about (pi - g) S/K, and the conclusion with explicit T.

    E = |1.a* - 1.a| - e/K never exceeds (1 - theta)^T times its first value, e = eps |a*| >= (pi -
    g)|S|; (1 - theta)^T <= exp(-theta T) <= e/|d_0|.
    """
    from sympy import Abs, exp, pi

    z = state()
    theta = z.eta * z.K / (2 * pi)
    delta = pi - z.g
    d = z.S - z.s
    step = z.S - at_n_one(z.s_next)
    recursion = equal(judge, step, (1 - theta) * d + z.eta * delta / (2 * pi) * z.S)
    centred = equal(
        judge, step - delta * z.S / z.K, (1 - theta) * (d - delta * z.S / z.K), [(z.k, ">=", 1)]
    )
    gap, e, th, force, first, left, y = reals("gap e th force first left y")
    bounded = holds(
        judge,
        (Abs((1 - th) * gap + th * force), "<=", (1 - th) * Abs(gap) + th * Abs(force)),
        [(th, ">", 0), (th, "<=", 1)],
    )
    rate = holds(judge, (1 - y, "<=", exp(-y)))
    end = holds(
        judge,
        (left * first + e / z.K, "<=", total * e),
        [(z.k, ">=", 1), (e, ">", 0), (first, ">", 0), (left, ">=", 0), (left * first, "<=", e)],
    )
    return judge.all(recursion, centred, bounded, rate, end)


sums_converge.mutant("eps instead of 2 eps", total=1)


@claim(
    "conv.lem-5.11.inner-product",
    thesis("Lemma 5.11, proof, step 1"),
    formula=r"\langle\partial_a\ell,a-a^*\rangle=\tfrac1{2\pi}\left[(\pi-1)D^2+(\pi-g)a^{*"
    r"\top}(a-a^*)+(1^\top(a-a^*))^2\right]\ge\tfrac{\pi-1}{2\pi}D^2-\tfrac{\pi-g}{2\pi}\|a^*"
    r"\|D",
    missing=(
        "Cauchy-Schwarz: a*.(a - a*) >= -|a*| D enters as a hypothesis",
        "D, A, d, e, delta stand for norms and products of the first part",
    ),
)
def inner_product(judge, factor=1):
    """The identity for all k, then Cauchy-Schwarz: a*.(a - a*) >= -|a*| D."""
    from steepest.proofs.engine.matrix import eye, inner, matrices, norm2, scalars
    from sympy import pi

    one, a, t = matrices("one: k x 1, a: k x 1, as: k x 1")
    pi_, h, g = scalars("circle h g")
    gap = a - t
    grad = h * (one @ one.T + (pi_ - 1) * eye("k")) @ a - h * (one @ one.T + (g - 1) * eye("k")) @ t
    total = inner(one, gap)
    same = judge.same(
        inner(grad, gap),
        h * ((pi_ - 1) * norm2(gap) + factor * (pi_ - g) * inner(t, gap) + total * total),
    )
    D, A, delta, e, d = reals("D A delta e d")
    where = [(D, ">=", 0), (A, ">=", 0), (delta, ">=", 0), (e, ">=", -A * D)]
    return judge.all(
        same,
        holds(
            judge,
            ((pi - 1) * D**2 + delta * e + d**2, ">=", (pi - 1) * D**2 - delta * A * D),
            where,
        ),
    )


inner_product.mutant("twice the middle term", factor=2)


@claim(
    "conv.lem-5.11.gradient-norm",
    thesis("Lemma 5.11, proof, step 2"),
    formula=r"\|\partial_a\ell\|^2=\tfrac1{4\pi^2}\|(\pi-1)(a-a^*)+(\pi-g)a^*+11^\top(a-a^*)\|^2\le"
    r"\tfrac3{4\pi^2}\left((\pi-1)^2D^2+(\pi-g)^2\|a^*\|^2+k^2(1^\top a-1^\top a^*)^2\right)",
    missing=("|11^T y|^2 = k (1.y)^2", "that the three parts combine"),
)
def gradient_norm(judge, count=3):
    """The identity for all k; |X + Y + Z|^2 <= 3(|X|^2 + |Y|^2 + |Z|^2); |11^T y|^2 = k (1.y)^2 <=
    k^2 (1.y)^2.
    """
    from steepest.proofs.engine.matrix import eye, matrices, norm2, scalars

    one, a, t, X, Y, Z = matrices("one: k x 1, a: k x 1, as: k x 1, X: k x 1, Y: k x 1, Z: k x 1")
    pi_, h, g = scalars("circle h g")
    grad = h * (one @ one.T + (pi_ - 1) * eye("k")) @ a - h * (one @ one.T + (g - 1) * eye("k")) @ t
    same = judge.same(grad, h * ((pi_ - 1) * (a - t) + (pi_ - g) * t + one @ (one.T @ (a - t))))
    three = judge.at_most(norm2(X + Y + Z), count * (norm2(X) + norm2(Y) + norm2(Z)))
    z = state()
    (d,) = reals("d,")
    return judge.all(same, three, holds(judge, (z.k * d**2, "<=", z.k**2 * d**2), [(z.k, ">=", 1)]))


gradient_norm.mutant("factor 2", count=2)


@claim(
    "conv.lem-5.11.near",
    thesis("Lemma 5.11, proof, step 3"),
    formula=r"D\le\epsilon\|a^*\|\implies\|\partial_a\ell\|^2\le3\epsilon^2\|a^*\|^2",
    hypotheses=(
        "pi - g <= eps",
        "|1.a - 1.a*| <= (eps/k)|a*|",
        "'suppose |a - a*| <= eps |a*|' is what the lemma wants to show",
    ),
    missing=(
        "the bound of conv.lem-5.11.gradient-norm is written in",
        "D, A, delta stand for |a - a*|, |a*|, pi - g",
    ),
)
def near_the_teacher(judge, constant=3):
    """(3/(4 pi^2))((pi - 1)^2 + 1 + 1) eps^2 |a*|^2 = 0.501 eps^2 |a*|^2: the printed 3 has room,
    but the supposition is the conclusion.
    """
    from sympy import pi

    D, A, delta, e = reals("D A delta e")
    where = [
        (e, ">", 0),
        (A, ">", 0),
        (D, ">=", 0),
        (D, "<=", e * A),
        (delta, ">=", 0),
        (delta, "<=", e),
    ]
    bound = 3 * ((pi - 1) ** 2 * D**2 + delta**2 * A**2 + e**2 * A**2) / (4 * pi**2)
    lemmas = [(D**2, "<=", e**2 * A**2), (delta**2 * A**2, "<=", e**2 * A**2)]
    return holds(judge, (bound, "<=", _number(constant) * e**2 * A**2), where, lemmas)


def _number(value):
    from sympy import Rational

    return Rational(value)


near_the_teacher.mutant("one half", constant="1/2")


@claim(
    "conv.lem-5.11",
    thesis("Lemma 5.11"),
    formula=r"\|a^T-a^*\|\le\left(1+\tfrac1{\pi-1}\right)\epsilon\|a^*\|,\quad "
    r"T\ge\frac{2\pi}{\eta(\pi-1)}\log\frac{\|a^0-a^*\|}{\epsilon\|a^*\|}",
    hypotheses=(
        "n = 1",
        "pi - g(phi^t) <= eps",
        "0 < eta <= 2 pi/(k + pi - 1)",
        "no hypothesis on 1.a is needed; C = 1 + 1/(pi - 1)",
    ),
    missing=(
        "the eigenvectors of M: p and q stand for the parts of a - a* along 1 and across",
        "the triangle inequality for the forced step",
        INDUCTION,
        POWERS,
    ),
)
def layer_converges(judge, rate=1):
    """The conclusion with an explicit C, by the linear recursion instead of the printed (circular)
    steps.

    Split a - a* along 1 (p) and across (q): the matrix shrinks it by at least 1 - kappa. Then D' <=
    (1 - kappa) D + kappa e/(pi - 1) with e = eps |a*|, and D - e/(pi - 1) shrinks by 1 - kappa a
    step; (1 - kappa)^T <= exp(-kappa T).
    """
    from sympy import exp, pi

    p, q, theta, kappa, D, e, y = reals("p q theta kappa D e y")
    left, first, grown = reals("left first grown")
    norm = holds(
        judge,
        (
            ((1 - theta) * p) ** 2 + ((1 - kappa) * q) ** 2,
            "<=",
            (1 - rate * kappa) ** 2 * (p**2 + q**2),
        ),
        [(kappa, ">", 0), (kappa, "<=", theta), (theta, "<=", 1), (rate * kappa, "<=", 1)],
    )
    step = holds(
        judge,
        (
            (1 - kappa) * D + kappa * e / (pi - 1) - e / (pi - 1),
            "<=",
            (1 - kappa) * (D - e / (pi - 1)),
        ),
    )
    z = state()
    force = equal(judge, as_written("eta*(pi - 1)/(2*pi)/(pi - 1)"), z.eta / (2 * pi))
    # left = (1 - kappa)^T, grown = exp(kappa T) >= |a^0 - a*|/e by the choice of T
    end = holds(
        judge,
        (left * first + e / (pi - 1), "<=", (1 + 1 / (pi - 1)) * e),
        [
            (e, ">", 0),
            (left, ">=", 0),
            (left * grown, "<=", 1),
            (grown, ">", 0),
            (grown * e, ">=", first),
        ],
        [(left * first, "<=", left * grown * e)],
    )
    return judge.all(norm, step, force, holds(judge, (1 - y, "<=", exp(-y))), end)


layer_converges.mutant("twice the rate", rate=2)
