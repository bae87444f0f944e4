"""After Lemma C.2: how many iterations bring the distance below epsilon."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.relations import relation
from steepest.proofs.engine.text import as_written

from .rank_one_finish import locus, thesis
from .rank_one_stage1 import number
from .rank_one_stage2 import C_1, C_INIT
from .rank_one_state import SCALE, du_hu_lee, holds

# --- how many iterations --------------------------------------------------------------------------


@claim(
    "balance.thm-3.2-finish.T2",
    du_hu_lee(locus, thesis),
    formula=r"k\ge T_2=\frac{\log(c_2/\epsilon^2)}{c_1c_{step}}\implies\xi_{T_1+k}\le\frac{c_1"
    r"\epsilon^2}8\sigma_1,\quad c_2=\frac{800c_{init}^2}{c_1}\le2.5603",
    hypotheses=(
        "(c) of Lemma C.2, xi_0 <= 100 c_init^2 sigma_1",
        "c_init <= 1/5000, c_1 = 1/80008",
        "0 < epsilon < 1",
    ),
    missing=(
        SCALE,
        "induction over k: one step is decided",
        "x stands for c_1 c_step, decay for the power",
    ),
)
def noise_time(judge, numerator=800):
    """T_2 in numbers: (1 - x)^k <= exp(-x k), and exp(-c_1 c_step k) xi_0 <= c_1 epsilon^2/8 from k
    c_1 c_step >= log(c_2/epsilon^2) on.

    x = c_1 c_step, X = k x. The power (1 - x)^k <= exp(-x k) by induction from 1 - x <= exp(-x).
    """
    from steepest.proofs import reals

    x, epsilon, xi, decay = reals("x epsilon xi decay")
    c, e = number(C_1), number(C_INIT) ** 2
    start, c_2 = 100 * e, numerator * e / c
    known = [
        (epsilon, ">", 0),
        (epsilon, "<", 1),
        (decay, "<=", epsilon**2 / c_2),
        (decay, ">", 0),
        (xi, "<=", decay * start),
    ]
    return judge.all(
        power_below_exponential(judge, x),
        late_enough(judge),
        holds(judge, (xi, "<=", c * epsilon**2 / 8), known),
        holds(judge, (c_2, "<=", number("25603/10000"))),
    )


def late_enough(judge):
    """exp(-X) <= 1/y from X >= log(y) on, y > 0."""
    from steepest.proofs import reals
    from steepest.proofs.engine.terms import from_sympy as term

    X, y = map(term, reals("X y"))
    decay, level = ("exp", ("-", X)), ("exp", ("-", ("log", y)))
    known = [(y, ">", 0), (X, ">=", ("log", y))]
    return judge.all(
        holds(
            judge,
            (decay, "<=", level),
            known,
            axioms=[("exp-monotone", ("-", X), ("-", ("log", y)))],
        ),
        holds(judge, (level, "==", ("/", term(1), y)), known[:1]),
    )


def power_below_exponential(judge, x):
    """p <= exp(-y) and 0 <= x <= 1 give p (1 - x) <= exp(-y - x): the induction step for (1 - x)^k
    <= exp(-k x).
    """
    from steepest.proofs import reals
    from steepest.proofs.engine.terms import from_sympy as term
    from sympy import exp

    p, y = reals("p y")
    axioms = [
        ("exp-tangent", term(-x)),
        ("exp-sum", term(-y), term(-x)),
        ("exp-positive", term(-y)),
        ("exp-positive", term(-x)),
    ]
    return holds(
        judge,
        (p * (1 - x), "<=", exp(-y - x)),
        [(x, ">=", 0), (x, "<=", 1), (p, ">=", 0), (p, "<=", exp(-y))],
        axioms=axioms,
    )


noise_time.mutant("c_2 = 799 c_init^2/c_1", numerator=799)


@claim(
    "balance.thm-3.2-finish.T3",
    du_hu_lee(locus, thesis),
    formula=r"k\ge T_3=\frac{\log(2/\epsilon)}{c_1c_{step}}\implies|h_{T_1+T_2+k}|\le\left(\tfrac"
    r"\epsilon2+\tfrac{\epsilon^2}8\right)\sigma_1\le\tfrac58\epsilon\sigma_1",
    hypotheses=(
        "(b), (d) of Lemma C.2 and alpha beta > 0",
        "xi <= c_1 epsilon^2 sigma_1/8 from T_1 + T_2 on",
        "0 < epsilon < 1",
    ),
    missing=(
        SCALE,
        "induction over k: one step is decided",
        "p stands for the power of 1 - c_1 c_step",
    ),
)
def signal_time(judge):
    """T_3 in numbers: with xi <= n the bound |h| <= p + n/c_1 is inherited with p (1 - c_1 c_step)
    in the place of p; |h| <= 1 to begin with.

    p is the power (1 - c_1 c_step)^k <= exp(-X), X = c_1 c_step k >= log(2/epsilon).
    """
    from steepest.proofs import reals

    h, following, p, n, c, step, epsilon = reals("h h_next p n c_1 c_step epsilon")
    known = [
        (c, ">", 0), (step, ">", 0), (c * step, "<", 1), (h, "<=", p + n / c), (n, ">=", 0),
        (following, "<=", (1 - c * step) * h + step * n),
    ]  # fmt: skip
    known_epsilon = [(epsilon, ">", 0), (epsilon, "<", 1)]
    level = as_written("exp(-log(2/epsilon))")
    late = judge.holds(
        as_written("exp(-X) <= epsilon/2"),
        [*(relation(*part) for part in known_epsilon), as_written("X >= log(2/epsilon)")],
        lemmas=[(">=", level, as_written("exp(-X)")), ("==", level, as_written("epsilon/2"))],
        axioms=[("exp-monotone", as_written("-X"), as_written("-log(2/epsilon)"))],
    )
    return judge.all(
        holds(judge, (following, "<=", (1 - c * step) * p + n / c), known),
        late,
        holds(judge, (epsilon / 2 + epsilon**2 / 8, "<=", number("5/8") * epsilon), known_epsilon),
    )


@signal_time.mutant
def a_third_after_the_same_time(judge):
    known = ("epsilon > 0", "epsilon < 1", "X == 1", "X >= log(2/epsilon)")
    return judge.holds(as_written("exp(-X) <= epsilon/3"), map(as_written, known))


@claim(
    "balance.thm-3.2-finish.total",
    du_hu_lee(locus, thesis),
    formula=r"T_1+\lceil T_2\rceil+\lceil T_3\rceil\le3+\frac{\tfrac12\log "
    r"d+\log(5/c_{init})}{\log(1+c_{step}/3)}+\frac{3\log(1/\epsilon)+\log(2c_2)}{c_1c_{step}}"
    r"\le C\log\frac d\epsilon\quad(d\ge2)",
    hypotheses=(
        "d >= 2, 0 < epsilon < 1",
        "C as in the proof, a function of c_step, c_init, c_1 only",
    ),
    missing=(
        "the letters stand for logarithms",
        "the sum of the three counts, and rounding up",
    ),
)
def total_time(judge, multiple=3):
    """O(log(d/epsilon)) with its constant: C = 3/ell + (1/2 + start/ell)/rate + (3 +
    extra/ell)/slow, ell = log 2.

    a = log d >= ell, b = log(1/epsilon) > 0, rate = log(1 + c_step/3), start = log(5/c_init), slow
    = c_1 c_step, extra = log(2 c_2) >= 0.
    """
    from steepest.proofs import reals

    a, b, ell, rate, slow, start, extra = reals("a b ell rate slow start extra")
    known = [
        (ell, ">", 0),
        (a, ">=", ell),
        (b, ">", 0),
        (rate, ">", 0),
        (slow, ">", 0),
        (start, ">=", 0),
        (extra, ">=", 0),
    ]
    parts = [
        (3, 3 / ell * (a + b)),
        ((a / 2 + start) / rate, (number("1/2") + start / ell) / rate * (a + b)),
        ((3 * b + extra) / slow, (multiple + extra / ell) / slow * (a + b)),
    ]
    return judge.all(*(holds(judge, (part, "<=", bound), known) for part, bound in parts))


total_time.mutant("2 log(1/epsilon) in place of 3", multiple=2)
