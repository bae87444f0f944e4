"""Gradient descent with a sharper contraction and a smaller width."""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import inner, matrices, norm2, scalars, symmetric

from . import holds, number, rests_on, root_two_pi, thesis
from .false_variants import too_fast_in_steps
from .widths import flip_share


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
