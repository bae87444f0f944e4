"""Trials of one convolutional filter under an input law given as data: batch-1 SGD and exact
population descent.

A run starts at w_0 with ||w_0 - w*|| < ||w*||. It succeeds when ||w_t - w*|| <= eps ||w*|| within
the horizon. `rate` is the slope of log ||w_t - w*|| over the second half of what lies above the
rounding floor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..engine import plans
from ..engine.batches import generator
from ..engine.errors import KernelError
from .atoms import Atoms
from .constants import L_cross as cross_constant
from .constants import beta, descend, descend_many, distances, gamma_and_L, guarantee
from .laws import law_of
from .moments import InputLaw
from .sgd import recurrence_of
from .sgd import simulate as in_kernel

MARKS = 33
FLOOR = 1e-9  # of the first distance; below it rounding shows
CHUNK = 256

DEFAULTS: dict[str, Any] = {
    "law": None,  # a record, see `laws.law_of`
    "start": [0.4, 0.6],  # w_0; for laws made of patches (along w*, orthogonal to it) with |w*| = 1
    "eta": 0.1,
    "eps": 1e-3,
    "horizon": 2000,
}


def marks_of(horizon: int) -> np.ndarray:
    """The times at which distances are kept."""
    return np.unique(np.linspace(0, horizon, MARKS).astype(int))


def rates(times: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """The slope of log distance of each column, from the middle of the part above the floor to its
    end; NaN if there is none.
    """
    above = distance > FLOOR * distance[0]
    last = np.where(above.all(axis=0), len(times), np.argmin(above, axis=0)) - 1
    middle = np.maximum(last // 2, 0)
    columns = np.arange(distance.shape[1])
    with np.errstate(all="ignore"):
        drop = np.log(distance[last, columns] / distance[middle, columns])
        return np.where(last > middle, drop / np.maximum(times[last] - times[middle], 1), np.nan)


def simulate(
    law: InputLaw,
    start: Sequence[float],
    eta: float,
    horizon: int,
    first: int,
    count: int,
    seed: int,
    backend: str,
    reach: float,
    marks: Sequence[int],
) -> dict[str, np.ndarray]:
    """Distances (marks, count) and the first time at which they are at most `reach` (-1: never), by
    whichever sampler the law has.
    """
    if recurrence_of(law) is not None:
        x, y = float(start[0]), float(start[1])
        found = in_kernel(
            law,
            start=(x, y),
            step=eta,
            horizon=horizon,
            count=count,
            reach=reach,
            marks=marks,
            seed=seed,
            first=first,
            backend=backend,
        )
        return {key: found[key] for key in ("distance", "hit", "diverged")}
    target = law.target if isinstance(law, Atoms) else np.eye(law.p)[0]
    begin = np.asarray(start, dtype=float)
    if len(begin) != law.p:
        begin = np.concatenate((begin, np.zeros(law.p - len(begin))))
    parts = []
    for at in range(first, first + count, CHUNK):
        streams = [generator(seed, trial) for trial in range(at, min(at + CHUNK, first + count))]
        parts.append(outside(law, target, begin, eta, horizon, streams, reach, marks))
    return {key: np.concatenate([part[key] for part in parts], axis=-1) for key in parts[0]}


def outside(
    law: InputLaw,
    target: np.ndarray,
    start: np.ndarray,
    eta: float,
    horizon: int,
    streams: list[np.random.Generator],
    reach: float,
    marks: Sequence[int],
) -> dict[str, np.ndarray]:
    """The same runs with inputs drawn outside a kernel, one stream a run."""
    w = np.repeat(start[None], len(streams), axis=0)
    if isinstance(law, Atoms):
        picks = np.stack([law.pick(stream.random(horizon)) for stream in streams])

        def inputs(t: int) -> np.ndarray:
            return law.points[picks[:, t]]
    else:
        drawn = [law.sample(stream, horizon) for stream in streams]

        def inputs(t: int) -> np.ndarray:
            return np.stack([one[t] for one in drawn])

    kept, hit = np.full((len(marks), len(streams)), np.nan), np.full(len(streams), -1)
    for t in range(horizon + 1):
        distance = np.linalg.norm(w - target, axis=1)
        kept[np.equal(marks, t)] = distance
        hit = np.where((hit < 0) & (distance <= reach), t, hit)
        if t == horizon:
            break
        Z = inputs(t)
        own = np.einsum("nkp,np->nk", Z, w)
        gap = np.maximum(own, 0).mean(axis=1) - np.maximum(Z @ target, 0).mean(axis=1)
        w = w - eta * gap[:, None] * np.einsum("nk,nkp->np", (own > 0).astype(float), Z) / law.k
    diverged = np.asarray(~np.isfinite(w).all(axis=1), dtype=np.int8)
    return {"distance": kept, "hit": np.asarray(hit), "diverged": diverged}


def settings(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The plan's parameters with the defaults filled in, checked; `law` is made."""
    given = plans.settings("filter", DEFAULTS, parameters, positive=("eta", "eps", "horizon"))
    if not isinstance(given["law"], Mapping):
        raise KernelError("filter trials need a law, a record such as {'kind': 'gaussian', 'p': 2}")
    given["law"] = law_of(given["law"])
    target = given["law"].target if isinstance(given["law"], Atoms) else np.array((1.0, 0.0))
    start = np.asarray(given["start"], dtype=float)
    if start.shape != target.shape:
        raise KernelError(
            f"filter trials need a start w_0 with {len(target)} numbers, {len(start)} were given"
        )
    given["length"] = float(np.linalg.norm(target))
    if not 0 < np.linalg.norm(start - target) < given["length"]:
        raise KernelError(
            f"filter trials need 0 < |w_0 - w*| < |w*|; |w_0 - w*| = "
            f"{np.linalg.norm(start - target):.6g}, |w*| = {given['length']:.6g}"
        )
    return given


def _kernel_of(parameters: Mapping[str, Any]) -> Any:
    """The recurrence of the law, for the hash of its step; None where inputs are drawn outside."""
    made = recurrence_of(law_of(parameters["law"]))
    return made[0] if made else None


@plans.runs(_kernel_of)
def batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Batch-1 SGD. Success: ||w_t - w*|| <= eps ||w*|| within the horizon. Also returned: `rate`,
    `steps` (first such t), `distance` at the end.
    """
    given = settings(parameters)
    horizon, times = int(given["horizon"]), marks_of(int(given["horizon"]))
    found = simulate(
        given["law"],
        given["start"],
        float(given["eta"]),
        horizon,
        first,
        count,
        seed,
        backend,
        given["eps"] * given["length"],
        times,
    )
    hit = found["hit"]
    return {
        "success": (hit >= 0).astype(np.int8),
        "diverged": found["diverged"],
        "steps": np.where(hit >= 0, hit, horizon).astype(float),
        "rate": rates(times, found["distance"]),
        "distance": found["distance"][-1] / given["length"],
    }


# --- Section 6.4: trials about the printed curves -------------------------------------------------

ORDER: dict[str, Any] = {
    "laws": [],  # records, the claimed fastest law last
    "times": [50, 100, 200],
    "eta": 0.5,
    "start": [0.4, 0.6],
    "runs": 200,  # SGD runs whose median is a curve; 0: exact population descent
    # with runs = 0 and a positive radius, w_0 is uniform in the ball of this radius about w*
    "radius": 0.0,
}


def order(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Each trial compares curves of ||w_t - w*||. Success: at every time they are in the order of
    the list, the last one lowest.

    With runs = 0 a trial descends on the exact population loss; its step is uniform between eta/5
    and eta.
    """
    given = plans.settings("filter order", ORDER, parameters, positive=("eta",))
    laws, times, runs = (
        [law_of(record) for record in given["laws"]],
        list(given["times"]),
        int(given["runs"]),
    )
    if len(laws) < 2 or not times:
        raise KernelError("filter order trials need at least two laws and one time")
    if runs:
        found = [
            simulate(
                law,
                given["start"],
                given["eta"],
                times[-1],
                first * runs,
                count * runs,
                seed,
                backend,
                0.0,
                times,
            )
            for law in laws
        ]
        curves = np.array(
            [np.median(one["distance"].reshape(len(times), count, runs), axis=2) for one in found]
        )
    else:
        target, begin, steps = np.array((1.0, 0.0)), [], []
        for trial in range(first, first + count):
            rng = generator(seed, trial)
            steps.append(given["eta"] * rng.uniform(0.2, 1))
            angle, length = 2 * np.pi * rng.random(), given["radius"] * np.sqrt(rng.random())
            drawn = target + length * np.array((np.cos(angle), np.sin(angle)))
            begin.append(drawn if length else np.asarray(given["start"], dtype=float))
        curves = np.array(
            [distances(descend_many(law, begin, steps, times[-1]), target)[times] for law in laws]
        )
    gaps = np.diff(curves, axis=0).max(axis=(0, 1))
    return {"success": (gaps < 0).astype(np.int8), "gap": gaps}


CONSTANT: dict[str, Any] = {
    "law": {},
    "vary": {},
    "claim": "hypothesis",
    "phi_0": 0.0,
    "against": {},
    "factor": 1.0,
}


def constants(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Each trial draws the parameters in `vary` (name: [low, high], log-uniform) of a law and
    evaluates its constants.

    claims: "hypothesis" gamma(phi_0) > factor 6 L_cross; "beta" beta > factor times that of the law
    `against`; "ratio" the same for L(phi_0)/gamma(phi_0); "bound": the same for the rate constant
    (L(0) + 4 beta)^2/gamma(phi_0)^2 of one patch; "slope": the last contraction of population
    descent (eta = 1/2) is within 1e-3 factor of 1 - eta gamma(0).
    """
    given = plans.settings("filter constants", CONSTANT, parameters)
    rows = []
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        record = dict(given["law"])
        for name, (low, high) in sorted(given["vary"].items()):
            record[name] = float(np.exp(rng.uniform(np.log(low), np.log(high))))
        law, phi_0, factor = law_of(record), float(given["phi_0"]), float(given["factor"])
        gamma, L = (float(value[0]) for value in gamma_and_L(law, np.array([phi_0])))
        if given["claim"] == "hypothesis":
            left, right = gamma, factor * 6 * cross_constant(law).value
        elif given["claim"] == "beta":
            left, right = beta(law).value, factor * beta(law_of(given["against"])).value
        elif given["claim"] == "ratio":
            low, high = gamma_and_L(law_of(given["against"]), np.array([phi_0]))
            left, right = L / gamma, factor * float(high[0] / low[0])
        elif given["claim"] == "bound":
            left, right = _bound(law, phi_0), factor * _bound(law_of(given["against"]), phi_0)
        elif given["claim"] == "slope":
            length = min(int(30 / gamma), 2000)
            path = distances(descend(law, (0.4, 0.6), 0.5, length), np.array((1.0, 0.0)))
            end = int(np.argmin(path > 1e-6)) if (path <= 1e-6).any() else len(path) - 1
            left, right = (
                1e-3 * factor,
                abs(np.log(path[end] / path[end - 1]) - np.log(1 - gamma / 2)),
            )
        else:
            raise KernelError(
                f"the claim {given['claim']!r} was given; choose hypothesis, beta, ratio, bound "
                f"or slope"
            )
        rows.append((np.int8(left > right), left, right))
    return {
        "success": np.array([row[0] for row in rows], dtype=np.int8),
        "left": np.array([row[1] for row in rows]),
        "right": np.array([row[2] for row in rows]),
    }


def _bound(law: InputLaw, phi_0: float) -> float:
    gammas, Ls = gamma_and_L(law, np.array([0.0, phi_0]))
    return float(((Ls[0] + 4 * beta(law).value) / gammas[1]) ** 2)


CONTRACTION: dict[str, Any] = {"laws": [], "share": 1.0, "steps": 60, "slack": 1.0}


def contraction(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Exact population descent from a random start at `share` times the largest step of the theorem
    (laws in turn).

    Success: the hypothesis gamma(phi_0) > 6 L_cross holds and every step has ||d_{t+1}||^2 <= (1 -
    slack eta (gamma(phi_t) - 6 L_cross)/2 + 1e-12) ||d_t||^2. Starts have |w_0 - w*| = sin(phi_0)
    |w*|, phi_0 uniform in (0, 1.5) (or below the angle at which the hypothesis ends).
    """
    given = plans.settings(
        "filter contraction", CONTRACTION, parameters, positive=("share", "steps", "slack")
    )
    laws = [law_of(record) for record in given["laws"]]
    if not laws:
        raise KernelError("filter contraction trials need a list of laws")
    rows, target = [], np.array((1.0, 0.0))
    known = [(beta(law).value, cross_constant(law).value) for law in laws]
    for trial in range(first, first + count):
        law, (b, c), rng = laws[trial % len(laws)], known[trial % len(laws)], generator(seed, trial)
        phi_0, angle = 1.5 * rng.random(), 2 * np.pi * rng.random()
        points = 30 if getattr(law, "coupling", "") == "close" else 120
        made = guarantee(law, max(phi_0, 1e-3), b, c, points)
        while made.step is None and phi_0 > 1e-3:
            phi_0 /= 2
            made = guarantee(law, max(phi_0, 1e-3), b, c, points)
        if made.step is None:
            rows.append((np.int8(0), np.nan, phi_0))
            continue
        eta = given["share"] * made.step
        start = target + np.sin(made.phi_0) * np.array((np.cos(angle), np.sin(angle)))
        d = distances(descend(law, start, eta, int(given["steps"])), target)
        keep = d[:-1] > 1e-7
        phi = np.arcsin(np.minimum(d[:-1][keep], 1.0))
        allowed = 1 - given["slack"] * eta * (gamma_and_L(law, phi)[0] - 6 * c) / 2 + 1e-12
        excess = (d[1:][keep] / d[:-1][keep]) ** 2 - allowed
        rows.append((np.int8((excess <= 0).all()), float(excess.max()), made.phi_0))
    return {
        "success": np.array([row[0] for row in rows], dtype=np.int8),
        "excess": np.array([row[1] for row in rows]),
        "phi_0": np.array([row[2] for row in rows]),
    }
