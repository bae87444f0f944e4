"""Theorems 2.2 and 2.3 with a width that grows like log(n/delta): only the residual at
initialisation still cost 1/delta.

u_i(0) = m^{-1/2} sum_r a_r relu(g_r) is symmetric and subgaussian with the variance proxy 1 for
every m, so |y - u(0)|^2 <= 2 n (C^2 + 2 L), L = log(6 n/delta), with probability at least 1 -
delta/3. kappa = |K|_2 and nu = max_i sum_j |x_i.x_j| (both at most n) as in `data_width`:
    m >= 20861 kappa nu^2 n (C^2 + 2 L)/lambda_0^4, eta <= 2/(5 kappa).
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import nats
from steepest.proofs.engine.theorems.falsify import falsify

from . import holds, number, rests_on, root_two_pi, thesis
from .false_variants import too_fast
from .widths import flip_share

locus = "Theorems 2.2 and 2.3, in terms of log(1/delta)"


def log_width(X: Any, delta: float, C: float = 1.0) -> tuple[float, float]:
    """Sufficient widths for gradient flow and for gradient descent with eta <= 2/(5 kappa), for
    these unit inputs.
    """
    from math import log

    from .data_width import data_numbers

    least, kappa, nu = data_numbers(X)
    size = kappa * nu**2 * len(X) * (C**2 + 2 * log(6 * len(X) / delta)) / least**4
    return 1304 * size, 20861 * size


def widths(judge: Any, constant: int, ratio: int, path: int) -> list[Any]:
    """From m lambda_0^4 >= constant kappa nu^2 n (C^2 + 2 L): the flips, Lemma 2.1 and the
    movement; q <= lambda_0/(ratio nu).
    """
    n, C2, m, lam, r2, L, kappa, nu = reals("n C2 m lam r2 L kappa nu")
    base = [
        n >= 1, C2 >= 0, lam > 0, lam <= number("1/2"), kappa >= 1, nu >= 1, L >= 1, m > 0,
        m * lam**4 >= constant * kappa * nu**2 * n * (C2 + 2 * L),
    ]  # fmt: skip
    R, tau = root_two_pi() * lam / (4 * ratio * nu), lam / (2 * ratio * nu)
    return [
        flip_share(judge, nu, lam, ratio),
        holds(judge, 2 * m * tau**2 >= L, base),
        holds(judge, m * lam**2 >= 8 * nu**2 * (2 * L), base),
        holds(
            judge,
            path**2 * kappa * r2 < R**2 * m * lam**2,
            [*base, r2 >= 0, r2 <= 2 * n * (C2 + 2 * L)],
        ),
    ]


@claim(
    "relu2.thm-2.2-log",
    thesis(locus),
    formula=r"m\ge1304\,\frac{\kappa\nu^2n\left(C^2+2\log\frac{6n}\delta\right)}{\lambda_0^4}"
    r"\implies "
    r"P\left(\forall t:\|u(t)-y\|^2\le e^{-\lambda_0t}\|u(0)-y\|^2\right)\ge1-\delta",
    hypotheses=(
        "unit inputs, |y_i| <= C",
        "in particular m >= 1304 n^4 (C^2 + 2 log(6n/delta))/lambda_0^4",
    ),
    missing=(
        "Hoeffding's inequality, the tail of the residual and the union bound",
        "existence of the flow and the first exit time",
        "that the lemmas named compose",
    ),
)
def flow_width(judge, constant=1304):
    """Gradient flow with m of order n^4 log(n/delta)/lambda_0^4.

    Gradient flow: n^4 log(n/delta)/lambda_0^4 in place of n^6/(lambda_0^4 delta^3). 4096/pi =
    1303.8; L = log(6n/delta) >= 1.
    """
    steps = (
        "thm-2.3-data.perturbation",
        "thm-2.3-data.start",
        "thm-2.3-data.movement",
        "thm-2.2-sharper.flips",
        "init-residual.tail",
        "thm-2.3-log.logarithm",
        "thm-2.2-data",
        "lem-2.4-amended",
    )
    return rests_on(judge.all(*widths(judge, constant, 8, 2)), *(f"relu2.{step}" for step in steps))


flow_width.mutant(too_fast)


def logarithms_say(six=6):
    n, delta = nats("n"), theorems.reals("delta")
    level = theorems.log(six * n / delta)
    return theorems.forall(n, delta)(
        theorems.given(n >= 1, delta > 0, delta < 1)
        >> theorems.conj(
            level >= 1,
            theorems.log(3 * n / delta) <= level,
            theorems.log(3 * n * (n + 1) / delta) <= 2 * level,
        )
    )


@claim(
    "relu2.thm-2.3-log.logarithm",
    thesis(locus),
    says=logarithms_say,
    instance={"values": {"n": "1", "delta": "1/2"}},
)
def logarithms(judge):
    """The logarithms of the three events are bounded by one: L = log(6n/delta) >= 1, log(3n/delta)
    <= L and log(3n(n + 1)/delta) <= 2 L.

    6n/delta >= 6 > e; 3n(n + 1)/delta <= (6n/delta)^2: the logarithms of Lemma 2.1 and of the flips
    are at most 2 L and L.
    """
    k = judge.theorem()
    A, D, X, Y = theorems.reals("A D X Y")
    n, delta = nats("n"), theorems.reals("delta")
    one, positive, small = k.given
    sizes = k.lemma(
        theorems.forall(A, D)(
            theorems.given(A >= 1, D > 0, D < 1)
            >> theorems.conj(
                6 * A / D >= 6, 3 * A / D > 0, 3 * A / D <= 6 * A / D,
                3 * A * (A + 1) / D > 0, 3 * A * (A + 1) / D <= (6 * A / D) ** 2,
            )
        ),
        n, delta,
    )  # fmt: skip
    sizes = k.use(sizes, one, positive, small)
    log, six = theorems.log, theorems.term(6)
    rule = k.lemma(theorems.forall(X, Y)(theorems.given(X > 0, X <= Y) >> (log(X) <= log(Y))), X, Y)
    grows = k.for_all(rule, X, Y)
    defined = [k.arith(delta != 0, positive), sizes]
    level, other, third = 6 * n / delta, 3 * n / delta, 3 * n * (n + 1) / delta
    first = k.use(k.at(grows, six, level, defined=defined), sizes)
    first = k.arith(log(level) >= 1, first, k.arith(log(six) >= 1), *defined)
    second = k.use(k.at(grows, other, level, defined=defined), sizes)
    square = k.use(k.at(grows, third, level**2, defined=defined), sizes)
    power = k.lemma(
        theorems.forall(X)((X > 0) >> (log(X**2) == 2 * log(X))), level, defined=defined
    )
    above = k.arith(level > 0, sizes, *defined)
    last = k.arith(log(third) <= 2 * log(level), square, k.use(power, above), *defined)
    return k.qed(k.both(first, second, last))


@logarithms.mutant
def of_the_ratio_alone(judge):
    """L = log(n/delta)."""
    hint = {"values": {"n": "1", "delta": "1/2"}}
    return falsify(logarithms_say(six=1), hints=[hint])
