"""Theorem 2.3: the induction step and its constants. r = y - u(k), N = |r|^2, h = r^T H r, sizes as
in `descent`; S = C^2 + 1/2.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import inner, matrices, norm2, scalars, symmetric

from ..engine.text import as_written
from . import holds, number, rests_on, root_two_pi, thesis
from .false_variants import too_fast_in_steps
from .flow_theorem import three_events
from .widths import flip_share

section = "Section 2.3.1, final display"


def explicit_constants(
    n: int, lambda_0: float, delta: float, C: float = 1.0
) -> dict[str, tuple[float, float]]:
    """(largest step, width) for which Theorem 2.3 holds: with the printed proof (repaired), and
    with the shorter one.
    """
    size = (C**2 + 0.5) / lambda_0**4
    return {
        "printed proof": (lambda_0 / (4 * n**2), 70406 * size * n**6 / delta**3),
        "sharper": (2 / (5 * n), 31292 * size * n**4 / delta),
    }


@claim(
    "relu2.induction-expansion",
    thesis(section),
    formula=r"\|y-u(k+1)\|^2=\|r\|^2-2\eta r^\top Hr+2\eta r^\top H^\perp r-2r^\top "
    r"I_2+\|u(k+1)-u(k)\|^2",
)
def expansion(judge, two=2):
    """The squared residual after one step, expanded.

    The squared residual after one step, with u(k+1) - u(k) = eta (H - H^perp) r + I_2, for all n.
    """
    r, I2 = matrices("r: n x 1, I2: n x 1")
    H, Hp = symmetric("H: n x n"), matrices("Hp: n x n")[0]
    eta = scalars("eta")
    step = eta * (H - Hp) @ r + I2
    expanded = (
        norm2(r)
        - 2 * eta * inner(r, H @ r)
        + two * eta * inner(r, Hp @ r)
        - 2 * inner(r, I2)
        + norm2(step)
    )
    return judge.same(norm2(r - step), expanded)


expansion.mutant("one H^perp term", two=1)


@claim(
    "relu2.induction-contraction-1",
    thesis(section),
    formula=r"\|y-u(k+1)\|^2\le\left(1-\eta\lambda_0+\tfrac{2C\eta n^2R}\delta+\tfrac{2C\eta "
    r"n^{3/2}R}\delta+\eta^2n^2\right)\|y-u(k)\|^2",
    missing=(
        "h, p, i, quad stand for r^T H r, r^T H^perp r, r^T I_2 and |u(k+1) - u(k)|^2, with "
        "their bounds as premises",
    ),
)
def four_bounds(judge, rate=1):
    """The four bounds put into the expansion.

    The four bounds put in: h >= (lambda_0/2) N, |r^T H^perp r| <= b1 N, |r^T I_2| <= eta b2 N, the
    quadratic term; b1, b2 as printed. root = sqrt n.
    """
    N, h, p, i, quad, eta, lam, C, root, R, delta, after = reals(
        "N h p i quad eta lam C root R delta after"
    )
    b1, b2 = C * root**4 * R / delta, C * root**3 * R / delta
    where = [
        N >= 0,
        eta > 0,
        lam > 0,
        C > 0,
        root >= 1,
        R > 0,
        delta > 0,
        2 * h >= lam * N,
        p <= b1 * N,
        i >= -eta * b2 * N,
        quad <= eta**2 * root**4 * N,
        (after, "==", N - 2 * eta * h + 2 * eta * p - 2 * i + quad),
    ]
    bracket = 1 - rate * eta * lam + 2 * eta * b1 + 2 * eta * b2 + eta**2 * root**4
    return rests_on(
        holds(judge, after <= bracket * N, where),
        *(
            f"relu2.{step}"
            for step in ("induction-expansion", "Hperp-bound", "I2-bound.norm", "quadratic-bound")
        ),
    )


four_bounds.mutant("2 eta lambda_0", rate=2)


def bracket(eta: Any, lam: Any, C: Any, root: Any, R: Any, delta: Any) -> Any:
    """The printed bracket, root = sqrt n."""
    return (
        1
        - eta * lam
        + 2 * C * eta * root**4 * R / delta
        + 2 * C * eta * root**3 * R / delta
        + eta**2 * root**4
    )


@claim(
    "relu2.induction-contraction-2",
    thesis(section),
    formula=r"R=\tfrac{c\lambda_0}{n^2},\ \eta=O(\tfrac{\lambda_0}{n^2}):\ "
    r"1-\eta\lambda_0+\tfrac{2C\eta n^2R}\delta+\tfrac{2C\eta "
    r"n^{3/2}R}\delta+\eta^2n^2\le1-\tfrac{\eta\lambda_0}2",
    hypotheses=(
        "c a constant, as printed; C = 2/sqrt(2 pi) or any other constant",
        "every delta in (0, 1)",
    ),
)
def printed_choice(judge, scale=1):
    """With R = c lambda_0/n^2 and eta = O(lambda_0/n^2) the bracket is at most 1 - eta lambda_0/2.

    The printed radius R = c lambda_0/n^2 has no factor delta: false for every c, the bracket
    exceeds 1 - eta lambda_0/2 once delta < 4 C c. Then 2 C eta n^2 R/delta = 2 C c eta
    lambda_0/delta > eta lambda_0/2 alone. (Lemma 2.2, used in the same line, has the factor delta.)
    """
    eta, lam, C, root, delta, c = reals("eta lam C root delta c")
    where = [
        eta > 0,
        lam > 0,
        C > 0,
        c > 0,
        root >= 1,
        delta > 0,
        delta < 1,
        delta <= 4 * C * c * scale,
    ]
    exceeds = holds(
        judge,
        bracket(eta, lam, C, root, scale * c * lam / root**4, delta) > 1 - eta * lam / 2,
        where,
    )
    return judge.contradicted(
        exceeds,
        because="for every constant c the bracket is above 1 - eta lambda_0/2 for all delta <= 4 "
        "C c, "
        "every n and eta",
    )


printed_choice.mutant("R = 10 c lambda_0/n^2", scale=10)


@claim(
    "relu2.induction-contraction-2-amended",
    thesis(section),
    formula=r"R=\tfrac{c\delta\lambda_0}{n^2},\ c=\tfrac{\sqrt{2\pi}}{32},\ "
    r"C=\tfrac2{\sqrt{2\pi}},\ "
    r"\eta\le\tfrac{\lambda_0}{4n^2}:\ [\ldots]\le1-\tfrac{\eta\lambda_0}2",
    amends="relu2.induction-contraction-2",
)
def amended_choice(judge, scale=1):
    """With R = c delta lambda_0/n^2, c = sqrt(2 pi)/32, and eta <= lambda_0/(4 n^2) the bracket is
    at most 1 - eta lambda_0/2.

    With the factor delta: 2 C c (1 + 1/sqrt n) + eta n^2/lambda_0 <= 1/8 * 2 + 1/4 = 1/2, with
    equality at n = 1. root = sqrt n.
    """
    eta, lam, root, delta = reals("eta lam root delta")
    where = [eta > 0, lam > 0, root >= 1, delta > 0, delta < 1, 4 * eta * root**4 <= lam]
    return judge.all(
        judge.holds(as_written("2/sqrt(2*pi)*(k*sqrt(2*pi)/32) == k/16", k=scale)),
        holds(
            judge,
            bracket(eta, lam, scale * number("1/16"), root, delta * lam / root**4, delta)
            <= 1 - eta * lam / 2,
            where,
        ),
    )


amended_choice.mutant("c = sqrt(2 pi)/28", scale=Fraction(8, 7))


@claim(
    "relu2.induction-contraction-2.tradeoff",
    thesis(section),
    formula=r"4Cc+\tfrac{\eta n^2}{\lambda_0}\le\tfrac12\ \text{ is sufficient, and necessary at "
    r"}n=1",
)
def tradeoff(judge, half="1/2"):
    """All pairs of radius and step that this proof allows.

    All admissible pairs (c, eta) of this proof: a larger step needs a smaller radius. x = C c, e =
    eta n^2/lambda_0, t = 1/sqrt n.
    """
    x, e, t = reals("x e t")
    enough = holds(
        judge,
        2 * x * (1 + t) + e <= number("1/2"),
        [x > 0, e > 0, t > 0, t <= 1, 4 * x + e <= number(half)],
    )
    needed = holds(
        judge,
        4 * x + e <= number("1/2"),
        [x > 0, e > 0, (t, "==", 1), 2 * x * (1 + t) + e <= number("1/2")],
    )
    return judge.all(enough, needed)


tradeoff.mutant("up to 3/5", half="3/5")


@claim(
    "relu2.thm-2.3-assembly",
    thesis("Section 2.3.1"),
    formula=r"m\ge70406\,(C^2+\tfrac12)\frac{n^6}{\lambda_0^4\delta^3},\ "
    r"\eta\le\frac{\lambda_0}{4n^2}\implies R'=\tfrac{4\sqrt n\|y-u(0)\|}{\sqrt m\lambda_0}<R",
    hypotheses=(
        "every event with delta/3",
        "R = c (delta/3) lambda_0/n^2, c = sqrt(2 pi)/32",
        "lambda_0 <= 1/2, 0 < delta < 1",
    ),
    missing=(
        "Markov's inequality and the union bound: probabilities are letters",
        "L stands for the logarithm, with its bound as a premise",
        "the norm by the sum of the entries",
    ),
)
def assembly(judge, constant=70406):
    """The width and the step for which the whole proof of Theorem 2.3 closes.

    m_min = 16 * 9 * 3 * 1024/(2 pi) (C^2 + 1/2) n^6/(lambda_0^4 delta^3), 70405.05 rounded up; k =
    0 is an identity. Three events suffice: Lemma 2.1, the residual, and Lemma 2.5, because sum_ij
    |H_ij - H_ij(0)| <= 2 n sum_i q_i makes Lemma 2.2 follow from
    it: 2 C n^2 R/(delta/3) = lambda_0/8 <= lambda_0/4. Also eta lambda_0 <= 2, and the width of
    Lemma 2.1 is dominated.
    """
    n, S, m, lam, delta, r2, L, eta = reals("n S m lam delta r2 L eta")
    change, flips = reals("change flips")
    base = [
        n >= 1,
        number("1/2") <= S,
        lam > 0,
        lam <= number("1/2"),
        delta > 0,
        delta < 1,
        m * lam**4 * delta**3 >= constant * S * n**6,
    ]
    radius2 = root_two_pi() ** 2 / 1024 * (delta / 3) ** 2 * lam**2 / n**4
    return judge.all(
        holds(judge, 16 * n * r2 < radius2 * m * lam**2, [*base, r2 >= 0, r2 * delta <= 3 * n * S]),
        holds(judge, m * lam**2 >= 8 * n**2 * L, [*base, L * delta <= 6 * n**2]),
        holds(judge, change <= lam / 4, [lam > 0, change <= 2 * flips, flips <= lam / 16]),
        holds(
            judge,
            eta * lam <= 2,
            [n >= 1, lam > 0, lam <= number("1/2"), eta > 0, 4 * eta * n**2 <= lam],
        ),
        three_events(judge),
    )


assembly.mutant("three quarters of the constant", constant=52804)


@claim(
    "relu2.thm-2.3",
    thesis("Theorem 2.3"),
    formula=r"m\ge70406\,(C^2+\tfrac12)\tfrac{n^6}{\lambda_0^4\delta^3},\ "
    r"\eta\le\tfrac{\lambda_0}{4n^2}\implies P\left(\forall "
    r"k:\|u(k)-y\|^2\le(1-\tfrac{\eta\lambda_0}2)^k\|u(0)-y\|^2\right)\ge1-\delta",
    hypotheses=("unit inputs, |y_i| <= C",),
    missing=(
        "Hoeffding's and Markov's inequality and the union bound",
        "induction over k",
        "that the lemmas named compose",
    ),
)
def theorem(judge, constant=70406):
    """Gradient descent converges linearly, at explicit width and step of the printed orders.

    Gradient descent converges linearly, with the printed orders of m and eta: explicit constants
    close the whole proof, by induction over k. Condition 2.1 up to k bounds the movement up to k +
    1 (Corollary 2.1), so patterns in S_i are kept, the step contracts, and Condition 2.1 holds at k
    + 1. Decided are the constants; each step is a claim of its own. The inequalities of probability
    and that the steps compose are in words.
    """
    q, k, N0, N, after, power = reals("q k N0 N after power")
    step = holds(
        judge,
        after <= (1 - q) * power * N0,
        [q > 0, q < 1, N0 >= 0, N >= 0, power >= 0, power * N0 >= N, after <= (1 - q) * N],
    )
    ids = (
        "lem-2.1-sharper",
        "lem-2.5",
        "lem-2.2.eigen",
        "cor-2.1",
        "I1-identity.pattern",
        "I1-identity",
        "induction-contraction-1",
        "induction-contraction-2-amended",
        "init-markov",
    )
    return rests_on(
        judge.all(assembly.check(judge, constant), step), *(f"relu2.{id}" for id in ids)
    )


theorem.mutant(too_fast_in_steps)


@claim(
    "relu2.thm-2.3-sharper.step",
    thesis("Theorem 2.3, sharper"),
    formula=r"r\mapsto(I-\eta(H+E))r,\ H\ge\tfrac58\lambda_0,\ \|E\|\le\tfrac{\lambda_0}{16},\ "
    r"\eta\|H\|\le\tfrac25\implies\|r^+\|^2\le(1-\tfrac{\eta\lambda_0}2)\|r\|^2",
    missing=(
        "N, h, b, e2, p, g stand for |r|^2, r^T H r, |H r|^2, |E r|^2, r^T E r and |(H + E) r|^2",
        "|H r|^2 <= |H| r^T H r enters as a premise",
    ),
)
def contraction_sharper(judge, largest="2/5"):
    """One step contracts by 1 - eta lambda_0/2 for steps of order 1/|H|.

    One step without splitting it: E collects every flip, and |H r|^2 <= |H| r^T H r, so that eta
    need not shrink with lambda_0.
    |(H + E) r|^2 <= 2 |H r|^2 + 2 |E r|^2; h = r^T H r, b = |H r|^2 <= top h, e2 = |E r|^2, p = r^T
    E r, top = |K|_2 (between 1 and n).
    """
    N, h, b, e2, p, eta, lam, top, g = reals("N h b e2 p eta lam top g")
    gain, loss = reals("gain loss")
    r, E = matrices("r: n x 1, Err: n x n")
    H = symmetric("H: n x n")
    t = scalars("t")
    where = [
        N >= 0,
        lam > 0,
        lam <= number("1/2"),
        eta > 0,
        top >= 1,
        eta * top <= number(largest),
        8 * h >= 5 * lam * N,
        b <= top * h,
        256 * e2 <= lam**2 * N,
        16 * p >= -lam * N,
        g <= 2 * b + 2 * e2,
        b >= 0,
        e2 >= 0,
    ]
    # the bracket in two parts: 2 eta h - 2 eta^2 b >= (3/4) eta lam N, the rest costs at most (1/8
    # + 1/256) eta lam N
    main = holds(judge, 2 * eta * h - 2 * eta**2 * b >= number("3/4") * eta * lam * N, where)
    rest = holds(judge, -2 * eta * p + 2 * eta**2 * e2 <= number("33/256") * eta * lam * N, where)
    total = holds(
        judge,
        N - gain + loss <= (1 - eta * lam / 2) * N,
        [
            N >= 0,
            eta > 0,
            lam > 0,
            gain >= number("3/4") * eta * lam * N,
            loss <= number("33/256") * eta * lam * N,
        ],
    )
    return judge.all(
        judge.same(
            norm2(r - t * (H + E) @ r),
            norm2(r)
            - 2 * t * inner(r, H @ r)
            - 2 * t * inner(r, E @ r)
            + t * t * norm2((H + E) @ r),
        ),
        judge.at_most(norm2((H + E) @ r), 2 * norm2(H @ r) + 2 * norm2(E @ r)),
        main,
        rest,
        total,
    )


contraction_sharper.mutant("eta |H| <= 3/5", largest="3/5")


@claim(
    "relu2.thm-2.3-sharper.flips",
    thesis("Theorem 2.3, sharper"),
    formula=r"|E_{ij}|\le q_i\le q\implies\|E\|_2\le nq;\qquad0\le H\le\|K\|_2I",
    missing=(
        "total2, row2 and out stand for sums over j and over the rows",
        "H <= |K| I: the mean over the neurons",
    ),
)
def flips_in_one_step(judge, factor=1):
    """Flips within one step perturb H by at most n q.

    Row i of E r is at most q_i sum_j |r_j| <= q sqrt n |r|; n rows. And r^T D K D r <= |K|_2 |D
    r|^2 <= |K|_2 |r|^2, averaged over the neurons.
    """
    n, q, N, total2, row2, out = reals("n q N total2 row2 out")
    where = [
        n >= 1,
        q >= 0,
        N >= 0,
        total2 >= 0,
        total2 <= n * N,
        row2 <= q**2 * total2,
        out <= n * row2,
    ]
    return rests_on(
        holds(judge, out <= factor * n**2 * q**2 * N, where),
        "relu2.lem-2.3.gradient-norm.cauchy-schwarz",
    )


flips_in_one_step.mutant("half of it", factor=Fraction(1, 2))


@claim(
    "relu2.thm-2.3-sharper",
    thesis("Theorem 2.3, sharper"),
    formula=r"m\ge31292\,(C^2+\tfrac12)\frac{n^4}{\lambda_0^4\delta},\ \eta\le\frac2{5n}\ "
    r"\left(\text{or }\tfrac2{5\|K\|_2}\right)\implies\text{the same conclusion}",
    hypotheses=("unit inputs, |y_i| <= C",),
    missing=(
        "Hoeffding's and Markov's inequality and the union bound",
        "induction over k",
        "that the lemmas named compose",
    ),
)
def sharper(judge, constant=31292):
    """Gradient descent with m of order n^4/(lambda_0^4 delta) and eta of order 1/n.

    n^4/(lambda_0^4 delta) in place of n^6/(lambda_0^4 delta^3), and a step of order 1/n (or
    1/|K|_2) in place of lambda_0/n^2. R = sqrt(2 pi) lambda_0/(64 n), tau = lambda_0/(32 n): q <=
    lambda_0/(16 n), |H - H(0)| <= (2n - 1) q <= lambda_0/8, H >= (5/8) lambda_0, |E| <= n q. R' < R
    with r2 <= 3 n S/delta: 98304/pi = 31291.1. The other widths are 512 n^2 L/lambda_0^2 and 8 n^2
    * 2 L/lambda_0^2, L = log(3n/delta).
    """
    n, S, m, lam, delta, r2, L, q = reals("n S m lam delta r2 L q")
    low, change = reals("low change")
    base = [
        n >= 1,
        number("1/2") <= S,
        lam > 0,
        lam <= number("1/2"),
        delta > 0,
        delta < 1,
        m * lam**4 * delta >= constant * S * n**4,
    ]
    root = root_two_pi()
    R, tau = root * lam / (64 * n), lam / (32 * n)
    flips = [n >= 1, lam > 0, q >= 0, q * 16 * n <= lam]
    parts = judge.all(
        flip_share(judge, n, lam, 16),
        holds(judge, (2 * n - 1) * q <= lam / 8, flips),
        holds(
            judge,
            low - change >= number("5/8") * lam,
            [lam > 0, low >= 3 * lam / 4, change <= lam / 8],
        ),
        holds(judge, 2 * m * tau**2 >= L, [*base, L > 0, L * delta <= 3 * n]),
        holds(judge, m * lam**2 >= 8 * n**2 * (2 * L), [*base, L > 0, L * delta <= 3 * n]),
        holds(judge, 16 * n * r2 < R**2 * m * lam**2, [*base, r2 >= 0, r2 * delta <= 3 * n * S]),
    )
    ids = (
        "thm-2.3-sharper.step",
        "thm-2.3-sharper.flips",
        "quadratic-bound.sharper",
        "lem-2.2.row-sums",
        "thm-2.2-sharper.flips",
        "lem-2.1-sharper",
        "lem-2.1.weyl",
        "cor-2.1",
        "init-markov",
    )
    return rests_on(parts, *(f"relu2.{id}" for id in ids))


sharper.mutant(too_fast_in_steps)


@claim(
    "relu2.main-informal",
    thesis("Section 2.1"),
    formula=r"x_i\nparallel x_j,\ m\text{ large}\implies\|u(k)-y\|^2\le\varepsilon\text{ for "
    r"}k\ge\tfrac2{\eta\lambda_0}\log\tfrac{\|u(0)-y\|^2}\varepsilon",
    missing=(
        "(1 - q)^k <= exp(-q k) from 1 - q <= exp(-q)",
        "relu2.thm-2.1 and relu2.thm-2.3, argued themselves",
    ),
)
def informal(judge, two=2):
    """No two inputs parallel and m large: gradient descent reaches zero training loss at a linear
    rate. Theorem 2.1 gives lambda_0 > 0, Theorem 2.3 the rate.

    1 - q <= exp(-q), so k >= (1/q) log(N0/eps) iterations, q = eta lambda_0/2, bring the squared
    residual below eps.
    """
    from sympy import exp, log

    q, eta, lam, k, t, first, eps = reals("q eta lam k t N_0 eps")
    level = log(eps / first)
    steps = judge.all(
        holds(judge, 1 - q <= exp(-q), axioms=[("exp-tangent", -q)]),
        holds(
            judge,
            first * exp(t) <= eps,
            [
                eta > 0,
                lam > 0,
                first > 0,
                eps > 0,
                eps < first,
                (t, "==", -k * eta * lam / 2),
                k * eta * lam >= -two * level,
            ],
            axioms=[("exp-monotone", t, level), ("exp-log", eps / first)],
        ),
    )
    return rests_on(steps, "relu2.thm-2.1", "relu2.thm-2.3")


informal.mutant("half as many iterations", two=1)
