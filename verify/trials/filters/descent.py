"""The trial of one convolutional filter under a law of the user: what the theorems predict beside
what is measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import asin, ceil, hypot, log
from typing import Any

from steepest.proofs.vocabulary import Plan

from ..engine.named import TrialInputError, claimed, integer, number, text, trial

BUILT_IN: dict[str, dict[str, Any]] = {
    "gaussian": {"kind": "gaussian", "p": 2},
    "sphere": {"kind": "sphere", "p": 2},
    "mixture": {"kind": "mixture", "sigma": 1},
    "close": {"kind": "mixture", "sigma": 1, "k": 5, "coupling": "close", "sigma_2": "1/10"},
}
LONGEST = 200_000
TIME = 4  # horizon, in units of the asymptotic time of population descent to the asked accuracy


@lru_cache(maxsize=4)
def law_named(name: str) -> Any:
    """One of the built-in laws, or the law of a TOML file."""
    from steepest.proofs.filters.laws_file import law_from, read

    return law_from(BUILT_IN[name], name) if name in BUILT_IN else read(name)


@lru_cache(maxsize=4)
def theory(name: str) -> dict[str, Any]:
    """gamma, L, beta, L_cross of the law and what the theorem makes of them at its start."""
    from steepest.proofs.filters.laws import Atoms, L_cross, beta, gamma_and_L, guarantee

    law = law_named(name)
    numbers, start = law.numbers, law.start
    target = list(numbers.target) if isinstance(numbers, Atoms) else [1.0, 0.0]
    length = hypot(*target)
    phi_0 = asin(hypot(*(a - b for a, b in zip(start, target))) / length)
    b, c, other = beta(numbers), L_cross(numbers), L_cross(numbers, "eigenvalue")
    made = guarantee(numbers, phi_0, b.value, c.value)
    angles = [0.0, phi_0, 1.5707963267948966]
    gammas, Ls = gamma_and_L(numbers, angles)
    first = numbers.at_angle([0.0])
    drift, trace = (
        float(gammas[0]),
        float(first.block[0, 0, 0, 0].trace() + first.others * first.rest[0, 0, 0, 0]),
    )
    found = {
        "law": name,
        "p": numbers.p,
        "k": numbers.k,
        "phi_0": phi_0,
        "gamma": dict(zip(("0", "phi_0", "pi/2"), map(float, gammas))),
        "L": dict(zip(("0", "phi_0", "pi/2"), map(float, Ls))),
        "beta": b.value,
        "beta_at": b.at,
        "beta_by": b.how,
        "L_cross": c.value,
        "L_cross_at": c.at,
        "L_cross_by": c.how,
        "L_cross_eigenvalue_reading": other.value,
        "margin": made.margin,
        "step": made.step,
        "factor": made.factor,
        "drift": drift,
        "trace": trace,
        "all_w": numbers.complete,
    }
    if law.exact is not None and law.exact.p == 2:
        found["exact"] = {which: law.exact.growth(which)[0].str(20) for which in ("beta", "cross")}
    return found


def steps_of(name: str, eta: float, eps: float, horizon: int) -> tuple[float, int]:
    """The step and the horizon: as asked, or (0) the theorem's largest step, else 1/(4 tr M) at w*,
    and time enough.
    """
    known = theory(name)
    if not known["trace"] > 0:
        raise TrialInputError(
            f"filter: no patch of {name} is active at w*, so that every label is 0 and "
            f"nothing can be learned; turn w_star"
        )
    step = eta or known["step"] or 1 / (4 * known["trace"])
    if horizon:
        return step, horizon
    pace = step * known["drift"]
    return step, min(max(ceil(TIME * log(1 / eps) / pace), 100), LONGEST) if pace > 1e-9 else 2000


@trial(
    "filter",
    law=text("gaussian", f"a TOML file (examples/laws), or one of {', '.join(BUILT_IN)}"),
    eta=number(
        0.0,
        "the step size; 0: the largest one that the theorem admits, or 1/(4 tr E[Z_avg "
        "Z_avg^T 1]) where it admits none",
        low=0,
    ),
    eps=number(1e-3, "relative accuracy", above=0, below=1),
    horizon=integer(
        0,
        "steps after which a run is cut off; 0: four times the asymptotic time to eps",
        low=0,
        high=10**7,
    ),
    at_least=claimed("0.99"),
)
def filter_trial(at_least: str, law: str, eta: float, eps: float, horizon: int) -> Plan:
    """Batch-1 SGD on one convolutional filter under an input law of your own: predicted and
    measured rates (Chapter 6).

    The law is a small TOML file. Printed beside the counts: gamma, L, beta, L_cross, the admissible
    step, the guaranteed factor, and the measured rates of population gradient descent and of SGD
    with an interval.
    """
    read = law_named(law)
    step, steps = steps_of(law, eta, eps, horizon)
    parameters = {
        "law": read.record,
        "start": read.start,
        "eta": step,
        "eps": eps,
        "horizon": steps,
    }
    from steepest.kernels.filters.runs import settings

    try:
        settings(parameters)
    except ValueError as error:
        raise TrialInputError(f"filter: {error}") from None
    return Plan(
        "filter",
        "steepest.kernels.filters.runs:batch",
        parameters,
        1000,
        "||w_t - w*|| <= eps ||w*|| within the horizon",
        at_least=at_least,
        margin="0.02",
        horizon=steps,
        backend="auto",
    )


def measured(results: Iterable[Any]) -> dict[str, Any]:
    """The mean slope of log ||w_t - w*|| over the runs, with Student's interval at 99 %."""
    import numpy
    from scipy.special import stdtrit

    rates = numpy.concatenate(
        [numpy.asarray(result.table["rate"], dtype=float) for result in results] or [numpy.zeros(0)]
    )
    rates = rates[numpy.isfinite(rates)]
    if len(rates) < 2:
        return {"runs": len(rates), "rate": None, "low": None, "high": None}
    half = float(stdtrit(len(rates) - 1, 0.995)) * float(rates.std(ddof=1)) / len(rates) ** 0.5
    mean = float(rates.mean())
    return {"runs": len(rates), "rate": mean, "low": mean - half, "high": mean + half}


def population_rate(name: str, step: float, horizon: int) -> dict[str, Any]:
    """Exact population descent: its last measurable contraction a step, and the largest contraction
    factor of its squares.
    """
    import numpy
    from steepest.proofs.filters.laws import descend

    law = law_named(name)
    numbers = law.numbers
    target = numpy.array(numbers.target) if hasattr(numbers, "target") else numpy.array((1.0, 0.0))
    heavy = (
        getattr(numbers, "points", numpy.zeros(1)).size > 20_000
        or getattr(numbers, "coupling", "") == "close"
    )
    steps = min(horizon, 300 if heavy else 4000)
    distance = numpy.linalg.norm(descend(numbers, law.start, step, steps, target) - target, axis=1)
    keep = distance > 1e-9 * distance[0]
    last = len(keep) - 1 if keep.all() else int(numpy.argmin(keep)) - 1
    if last < 1:
        return {"steps": last, "rate": None, "worst_factor": None}
    ratios = distance[1 : last + 1] / distance[:last]
    return {
        "steps": last,
        "rate": float(numpy.log(ratios[-1])),
        "worst_factor": float((ratios**2).max()),
    }


def numbers(
    results: Iterable[Any], at_least: str, law: str, eta: float, eps: float, horizon: int
) -> tuple[dict[str, Any], list[str]]:
    """The record's numbers and the lines that show them."""
    step, steps = steps_of(law, eta, eps, horizon)
    known = theory(law)
    predicted = (
        None
        if known["step"] is None or step > known["step"] * (1 + 1e-12)
        else 1 - step * known["margin"] / 2
    )
    found = known | {
        "eta": step,
        "guaranteed_factor": predicted,
        "guaranteed_steps": None if predicted is None else ceil(2 * log(eps) / log(predicted)),
        "asymptotic_rate": log(1 - step * known["drift"])
        if 0 < step * known["drift"] < 1
        else None,
        "population": population_rate(law, step, steps),
        "sgd": measured(results),
    }
    return found, lines(found)


def _shown(value: Any) -> str:
    return "none" if value is None else f"{value:.6g}"


def lines(found: Mapping[str, Any]) -> list[str]:
    """The numbers for a person."""
    g, L, gd, sgd = found["gamma"], found["L"], found["population"], found["sgd"]
    note = "" if found["all_w"] else "; gamma, L, beta and L_cross over a sample of directions only"
    shown = [
        f"law      {found['law']}: p = {found['p']}, k = {found['k']}, phi_0 = "
        f"{found['phi_0']:.6g}{note}",
        f"gamma    {g['0']:.6g} at 0, {g['phi_0']:.6g} at phi_0, {g['pi/2']:.6g} at pi/2",
        f"L        {L['0']:.6g} at 0, {L['phi_0']:.6g} at phi_0, {L['pi/2']:.6g} at pi/2",
        f"beta     {found['beta']:.10g} (at angle {found['beta_at']:.4g}; {found['beta_by']})",
        f"L_cross  {found['L_cross']:.10g} (at angle {found['L_cross_at']:.4g}; "
        f"{found['L_cross_by']}); with eigenvalues in place of norms "
        f"{found['L_cross_eigenvalue_reading']:.6g}",
    ]
    if "exact" in found:
        shown.append(
            f"exact    beta in {found['exact']['beta']}, L_cross in {found['exact']['cross']}"
        )
    if found["step"] is None:
        shown.append(
            f"theorem  silent here: gamma(phi_0) - 6 L_cross = {found['margin']:.6g} is not "
            f"positive"
        )
    else:
        shown.append(
            f"theorem  steps up to {found['step']:.6g}; then ||d'||^2 <= {found['factor']:.8g} "
            f"||d||^2"
        )
    guaranteed = found["guaranteed_factor"]
    rate = None if guaranteed is None else log(guaranteed) / 2
    shown += [
        f"step     {found['eta']:.6g}"
        + (
            f", guaranteed within {found['guaranteed_steps']} steps"
            if guaranteed is not None
            else ""
        ),
        f"rates    of log ||d|| a step: guaranteed {_shown(rate)}, asymptotic "
        f"{_shown(found['asymptotic_rate'])}, population descent {_shown(gd['rate'])}"
        f" (after {gd['steps']} steps)",
        f"measured SGD {_shown(sgd['rate'])}, 99 % interval [{_shown(sgd['low'])}, "
        f"{_shown(sgd['high'])}], mean of {sgd['runs']} runs",
    ]
    if rate is not None and sgd["rate"]:
        shown.append(f"ratio    measured rate of SGD / guaranteed rate = {sgd['rate'] / rate:.4g}")
    return shown


filter_trial.numbers = numbers
