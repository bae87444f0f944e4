"""The formula that is proved is the formula that runs: every kernel of the chapter against one step
of gradient descent on the pieces of f.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from steepest.proofs import claim, reals

from . import as_written, at, chapter_7, diff, every, number
from .construction import moved, pieces, positive, spline, symbols, to_scaled

place = "Section 7.7.1, Step 1 (our kernels)"


def scaled_step(f, coordinate):
    """x - eta df/dx in units of tau, at L = kappa gamma, x_i = tau (1 + u), x_{i+1} = tau v, eta =
    h/(2 gamma).
    """
    s = symbols()
    step = to_scaled(moved(f, coordinate))
    return as_written("step/tau", step=at(step, (s.eta, s.h / (2 * s.gamma))), tau=s.tau)


@claim(
    "saddle.kernel",
    chapter_7(place),
    formula=r"u'=u+hP,\ v'=v(1-h\,g_2/\gamma)\text{ in }B_k;\quad"
    r"(1+h)x_k,\ (1-\kappa h)x_{k+1}\text{ in }A_k",
    hypotheses=("kappa = L/gamma, h = 2 eta gamma, x_k = tau (1 + u), x_{k+1} = tau v",),
)
def escape_kernel(judge, middle=14):
    """The step with which the certified escape times are computed is, in x_k and x_{k+1}, one step
    of gradient descent on the pieces A_k and B_k (and B_d, which has no next coordinate: v = 0).

    `middle` is a coefficient of the kernel's cubic, changed for the mutant.
    """
    from steepest.kernels.saddles import steps

    s, p = symbols(), pieces()
    u, v, kappa, h = s.u, s.v, s.kappa, s.h
    grow, shrink = steps.in_region(kappa, h)
    wrong = (middle - 14) * h * kappa * u**2 / 2
    where = [(s.gamma, ">", 0), (s.tau, ">", 0)]
    claims = [
        (scaled_step(p.A, s.x), "==", grow * (1 + u)),
        (scaled_step(p.A, s.z), "==", shrink * v),
        (scaled_step(p.B, s.x), "==", 1 + u + h * steps.rise(u, v, kappa) + wrong),
        (scaled_step(p.B, s.z), "==", v * (1 - h * steps.bend(u, kappa))),
        (scaled_step(p.B_last, s.x), "==", 1 + u + h * steps.rise(u, 0, kappa) + wrong),
    ]
    return judge.runs(steps.one_saddle(), every(judge, claims, where))


escape_kernel.mutant("13 for 14", middle=13)


def cases(d):
    """The step of the recurrence in d dimensions, a case at a time: (new value, piece, variable)
    with the coordinates renamed: x at work, z the next one, w the one that moves (less its centre)
    if it is another, y all others.

    Without perturbation, momentum or gradient errors, and with the coordinate at work positive.
    """
    import sympy
    from steepest.kernels.saddles import kernel

    s, p = symbols(), pieces()
    made = kernel.recurrence(d)
    names = {symbol.name: symbol for symbol in made.derived}
    y = list(made.step)[:d]
    still = {names["due"]: 0}
    constants = {
        symbol: value
        for symbol, value in made.constants.items()
        if symbol.name in ("kappa", "h", "theta")
    }
    found = []
    for stage, inside, crossed, j in product(range(d), (1, 0), (0, 1), range(d)):
        known = still | {names["inside"]: inside, names["crossed"]: crossed}
        value = made.step[y[j]]
        for symbol, text in reversed(list(made.derived.items())):
            value = value.xreplace({symbol: known.get(symbol, sympy.sympify(text))})
        value = value.xreplace({kernel.stage: sympy.Integer(stage)})
        value = value.xreplace({sympy.Abs(y[stage]): y[stage]})
        rename = dict.fromkeys(y, s.y) | {y[j]: s.w, y[stage]: s.x}
        if stage + 1 < d:
            rename[y[stage + 1]] = s.z
        value = value.xreplace(constants).xreplace(rename)
        value = value.replace(sympy.sign, lambda _: sympy.Integer(1))
        last = stage + 1 == d
        piece = (p.A_last if last else p.A) if inside else (p.B_last if last else p.B)
        if j == stage:
            found.append((value, piece, s.x, crossed))
        elif j == stage + 1:
            found.append((value, piece, s.z, 0))
        else:
            found.append((value, s.L * s.w**2, s.w, 0))
    return made, list(dict.fromkeys(found))


@claim(
    "saddle.kernel-pgd",
    chapter_7(place),
    formula=r"y^{(t+1)}=y^{(t)}-\eta\nabla f\text{ in every coordinate, }y_j=x_j-4\tau\ (j<k)",
    hypotheses=(
        "d = 5 and d = 10, every stage, between two perturbations, the coordinate at work positive "
        "(the other sign: saddle.lem-7.3.equivariance)",
        "no momentum and no gradient error (parameters of the recurrence of their own)",
    ),
    seconds=240.0,
)
def perturbed_kernel(judge, sign=1):
    """Between two perturbations the kernel of perturbed descent takes the steps of gradient descent
    on f, in each region and each coordinate; when x_k passes 2 tau it is counted from 4 tau.
    """
    s = symbols()
    made, found = zip(*(cases(d) for d in (5, 10)))
    claims = [
        (
            value,
            "==",
            as_written(
                "x - sign*eta*slope - shift",
                x=x,
                sign=Fraction(sign),
                eta=s.eta,
                slope=diff(piece, x),
                shift=4 * s.tau * crossed,
            ),
        )
        for value, piece, x, crossed in dict.fromkeys(one for part in found for one in part)
    ]
    steps = every(judge, claims, positive())
    return judge.all(*(judge.runs(recurrence, steps) for recurrence in made))


perturbed_kernel.mutant("ascent", sign=-1)


@claim(
    "saddle.kernel-octopus",
    chapter_7(place),
    formula=r"(g_1,g_1',g_1'',g_2,g_2',g_2'')(\tau(1+u))",
)
def splines_of_the_evaluator(judge, shift=0):
    """The evaluator of f, with which figures are drawn and the array program is tested, computes
    g_1, g_2, their first two derivatives and the drop nu of Lemma 7.4.
    """
    from steepest.kernels.saddles.octopus import drop, splines

    s, f = symbols(), spline()
    values = splines(s.u, s.L, s.gamma, s.tau)
    there = (s.x, s.tau * (1 + s.u))
    terms = [at(diff(g, *[s.x] * k), there) for g in (f.g1, f.g2) for k in range(3)]
    claims = [(term, "==", value) for term, value in zip(terms, values)]
    end = at(f.g1, (s.x, 2 * s.tau))
    nu = as_written("4*L*tau**2 - end", L=s.L, tau=s.tau, end=end)
    claims.append((nu, "==", drop(s.L, s.gamma, s.tau) + shift))
    return every(judge, claims, [(s.tau, ">", 0)])


splines_of_the_evaluator.mutant("another drop", shift=1)


@claim(
    "saddle.kernel-slope",
    chapter_7("equation (7.2) (our kernel)"),
    formula=r"x_1-\tfrac14\partial_1h,\quad x_2(1-\tfrac12h_2)",
    hypotheses=("h is ours: saddle.warm-2.h",),
)
def long_slope_kernel(judge, bump=64):
    """The step of the long slope's trial is gradient descent with eta = 1/4 on -4 x_1 + x_2^2, on
    x_1^2 - x_2^2, and on h between them.
    """
    from steepest.kernels.saddles import warmup as kernel

    from .warmup import connection
    from .warmup import moved as quarter

    s, b, h1, h2 = connection()
    x, y = reals("x_1 x_2")
    between = at(h1 + h2 * b**2, (s, x + 2), (b, y))
    end = x**2 - y**2
    slope = kernel.slope(x + 2, y**2) + (bump - 64) * (x + 2) ** 2
    claims = [
        (quarter(between, x), "==", x - slope / 4),
        (quarter(between, y), "==", y * kernel.factor(x + 2)),
        (quarter(end, x), "==", x - kernel.slope_of_the_saddle(x) / 4),
        (quarter(end, y), "==", y * Fraction(kernel.FACTOR_OF_THE_SADDLE)),
        (quarter(-4 * x + y**2, x), "==", x - kernel.slope(number(0), y**2) / 4),
        (quarter(-4 * x + y**2, y), "==", y * kernel.factor(number(0))),
    ]
    return every(judge, claims)


long_slope_kernel.mutant("65 for 64 in the bump", bump=65)
