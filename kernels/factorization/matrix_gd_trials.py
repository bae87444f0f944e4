"""Batches of trials of gradient descent on rank-r factorisation, on the reduced state: d = 10^6
costs what d = 10 costs.

Each function is usable as the `batch` of a trial plan. Trial i draws its target and its start from
the generator of (seed, i) alone; the trials of equal rank then run as one stack.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..engine.batches import array_module, collect, generator
from . import matrix_gd as gd

Parameters = Mapping[str, Any]
ROUNDING = 1e-13  # relative slack when a computed loss is compared with the one before


def draw(parameters: Parameters, rng: np.random.Generator) -> dict[str, Any]:
    """One problem: r (a number or [low, high]), sizes d1, d2 >= r, singular values in [1/condition,
    1] scaled to
    ||M||_F = 10^uniform(-1, 1) (or parameters["size"]), epsilon = parameters["epsilon"] ||M||_F,
    and a Gaussian start of variance epsilon / poly(d), poly(d) = coefficient d^power with d =
    max(d1, d2) (or parameters["variance"]).
    """
    rank = parameters.get("r", [1, 8])
    r = int(rng.integers(rank[0], rank[1] + 1)) if isinstance(rank, (list, tuple)) else int(rank)
    d1, d2 = (max(int(parameters.get(name, parameters.get("d", 100))), r) for name in ("d1", "d2"))
    size = float(parameters.get("size", 10.0 ** rng.uniform(-1, 1)))
    sigma = np.sort(float(parameters.get("condition", 4.0)) ** -rng.random(r))[::-1]
    sigma *= size / np.linalg.norm(sigma)
    epsilon = float(parameters.get("epsilon", 0.5)) * size
    poly = parameters.get("poly", {"coefficient": 8, "power": 2})
    variance = parameters.get("variance") or epsilon / (
        poly["coefficient"] * float(max(d1, d2)) ** poly["power"]
    )
    U, V = (gd.reduced_gaussian(d, r, float(variance), rng) for d in (d1, d2))
    return {"r": r, "size": size, "sigma": sigma, "epsilon": epsilon, "U": U, "V": V}


def _stacks(first: int, count: int, parameters: Parameters, seed: int, xp):
    """The problems of a batch as one stack for each rank: (places in the batch, r, size, epsilon,
    M, U, V).
    """
    problems = [draw(parameters, generator(seed, trial)) for trial in range(first, first + count)]
    for r in sorted({problem["r"] for problem in problems}):
        places = [k for k, problem in enumerate(problems) if problem["r"] == r]
        size, epsilon, sigma, U, V = (
            np.stack([problems[k][name] for k in places])
            for name in ("size", "epsilon", "sigma", "U", "V")
        )
        yield (
            places,
            r,
            xp.asarray(size),
            xp.asarray(epsilon),
            gd.reduced_target(xp.asarray(sigma), xp),
            xp.asarray(U),
            xp.asarray(V),
        )


def _host(x) -> np.ndarray:
    return x.get() if hasattr(x, "get") else np.asarray(x)


def _fill(count: int, parts: list[tuple[list[int], dict[str, Any]]]) -> dict[str, np.ndarray]:
    rows: list[dict[str, float]] = [{} for _ in range(count)]
    for places, columns in parts:
        for name, column in columns.items():
            for k, value in zip(places, _host(column)):
                rows[k][name] = value
    result = collect(rows)
    return result | {"success": result["success"].astype(np.int8)}


def initial_law(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """||U_0||_F^2 <= eps, ||V_0||_F^2 <= eps, ||U_0^T U_0 - V_0^T V_0||_F <= eps/2, f(U_0, V_0) <=
    2 ||M||_F^2.
    """
    parts = []
    for places, _, size, epsilon, M, U, V in _stacks(
        first, count, parameters, seed, array_module(backend)
    ):
        larger = np.maximum(_host(gd.square(U)), _host(gd.square(V))) / _host(epsilon)
        gap = np.sqrt(_host(gd.square(gd.imbalance(U, V)))) / _host(epsilon)
        start = _host(gd.loss(U, V, M)) / _host(size) ** 2
        success = (larger <= 1) & (gap <= 0.5) & (start <= 2)
        parts.append(
            (places, {"success": success, "square": larger, "imbalance": gap, "loss": start})
        )
    return _fill(count, parts)


def lemma_3_1(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Statements (i), (ii), (iii) of Lemma 3.1 at every one of parameters["steps"] steps; success:
    no violation in any.

    (i) ||U^T U - V^T V||_F <= eps; (ii) f never increases and starts at most at 2 ||M||_F^2; (iii)
    ||U||_F^2, ||V||_F^2 <= 5 sqrt(r) ||M||_F. parameters["schedule"] as in `matrix_gd.schedule`
    (the printed one by default), ["regularised"] for (3).
    """
    xp, parts = array_module(backend), []
    regularised, steps = (
        bool(parameters.get("regularised", False)),
        int(parameters.get("steps", 1000)),
    )
    for places, r, size, epsilon, M, U, V in _stacks(first, count, parameters, seed, xp):
        eta = gd.schedule(parameters.get("schedule", {}), epsilon, r, size)
        bound = 5 * np.sqrt(r) * size
        violations = [xp.zeros(len(places), dtype=xp.int64) for _ in range(3)]
        before, floor = 2 * size**2, 1e-28 * size**2  # below the floor f is rounding
        with np.errstate(over="ignore", invalid="ignore"):
            for t, u, v in gd.descend(U, V, M, eta, steps, regularised):
                f, gap = gd.loss(u, v, M), xp.sqrt(gd.square(gd.imbalance(u, v)))
                larger = xp.maximum(gd.square(u), gd.square(v))
                if t == 0:
                    first_loss, worst_gap, worst_square = f, gap, larger
                worst_gap, worst_square = (
                    xp.maximum(worst_gap, gap),
                    xp.maximum(worst_square, larger),
                )
                for counter, fine in zip(
                    violations,
                    (gap <= epsilon, f <= before * (1 + ROUNDING) + floor, larger <= bound),
                ):
                    counter += ~fine
                before = f
        names = ("violations_i", "violations_ii", "violations_iii")
        columns = dict(zip(names, violations)) | {"success": sum(violations) == 0}
        columns |= {
            "imbalance": worst_gap / epsilon,
            "square": worst_square / bound,
            "loss": f / first_loss,
        }
        parts.append((places, columns | {"diverged": ~xp.isfinite(f)}))
    return _fill(count, parts)


def convergence(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Is ||U_t V_t^T - M||_F <= eps for some t <= parameters["steps"]? Records that t, the largest
    imbalance, the norm ratio.
    """
    xp, parts = array_module(backend), []
    regularised, steps = (
        bool(parameters.get("regularised", False)),
        int(parameters.get("steps", 1000)),
    )
    for places, r, size, epsilon, M, U, V in _stacks(first, count, parameters, seed, xp):
        eta = gd.schedule(
            parameters.get("schedule", {"kind": "constant", "c": 0.1}), epsilon, r, size
        )
        arrived = xp.full(len(places), -1.0)
        worst, low, high = (
            xp.zeros(len(places)),
            xp.full(len(places), np.inf),
            xp.zeros(len(places)),
        )
        with np.errstate(over="ignore", invalid="ignore"):
            for t, u, v in gd.descend(U, V, M, eta, steps, regularised):
                error = xp.sqrt(gd.square(gd.residual(u, v, M)))
                arrived = xp.where((arrived < 0) & (error <= epsilon), float(t), arrived)
                worst = xp.maximum(worst, xp.sqrt(gd.square(gd.imbalance(u, v))))
                ratio = gd.square(u) / gd.square(v)
                low, high = xp.minimum(low, ratio), xp.maximum(high, ratio)
                if bool((arrived >= 0).all()):
                    break
        success = arrived >= 0
        columns = {
            "success": success,
            "censored": ~success,
            "steps": arrived,
            "imbalance": worst / epsilon,
        }
        parts.append((places, columns | {"ratio_low": low, "ratio_high": high}))
    return _fill(count, parts)


def not_arrived(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Is ||U_t V_t^T - M||_F > eps at every t <= parameters["steps"]? The complement of
    `convergence`, without its early end.
    """
    found = convergence(first, count, parameters, seed, backend)
    return {
        "success": (1 - found["success"]).astype(np.int8),
        "steps": found["steps"],
        "imbalance": found["imbalance"],
    }


def followed(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """The printed schedule to its end (`matrix_gd.follow`): success when eps is reached by the flow
    time parameters["longest"] /
    ||M||_F (200 by default) with ||U^T U - V^T V||_F <= eps and f never increasing, in more than
    10^500 iterations.
    """
    rows = []
    for trial in range(first, first + count):
        one = draw(parameters, generator(seed, trial))
        c = float(gd.printed_constant(one["epsilon"], one["r"], one["size"]))
        longest = float(parameters.get("longest", 200.0)) / one["size"]
        target = gd.reduced_target(one["sigma"])
        seen = gd.follow(
            one["U"], one["V"], target, c, one["epsilon"], int(parameters["steps"]), longest
        )
        fine = (
            seen["log10_iterations"] > 500
            and seen["largest_imbalance"] <= one["epsilon"]
            and seen["never_increases"]
        )
        rows.append(
            {"success": np.int8(fine), **{name: float(value) for name, value in seen.items()}}
        )
    return collect(rows)


def flow_balance(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Gradient flow on f up to parameters["time"] / ||M||_F: the drift of U^T U - V^T V relative to
    the largest ||U||^2 + ||V||^2.
    """
    rows = []
    for trial in range(first, first + count):
        problem = draw(parameters, generator(seed, trial))
        M = gd.reduced_target(problem["sigma"])
        times = np.linspace(0.0, float(parameters.get("time", 20.0)) / problem["size"], 41)
        U, V = gd.flow(
            problem["U"], problem["V"], M, times, bool(parameters.get("regularised", False))
        )
        gap = gd.imbalance(U, V)
        drift = float(np.sqrt(gd.square(gap - gap[0]).max()) / (gd.square(U) + gd.square(V)).max())
        moved = float(np.sqrt(gd.square(gd.residual(U[-1], V[-1], M))) / problem["size"])
        rows.append(
            {
                "success": np.int8(drift <= parameters.get("tolerance", 1e-7)),
                "violation": drift,
                "error": moved,
            }
        )
    return collect(rows)


def reduction_error(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Full-size descent and the reduced descent from the same start: the largest relative gap of f,
    ||U||^2, ||V||^2, U^T U - V^T V.
    """
    rows = []
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        r = int(rng.integers(1, 5))
        d1, d2 = (int(d) for d in rng.integers(r, 41, size=2))
        Phi, Psi = (np.linalg.qr(rng.standard_normal((d, r)))[0] for d in (d1, d2))
        sigma = rng.uniform(0.2, 1.0, r)
        U, V = (0.1 * rng.standard_normal((d, r)) for d in (d1, d2))
        M = (Phi * sigma) @ Psi.T
        regularised = bool(parameters.get("regularised", False))
        eta = gd.schedule(parameters.get("schedule", {"kind": "constant", "c": 0.2}))
        steps = int(parameters.get("steps", 200))
        full = gd.descend(U, V, M, eta, steps, regularised)
        small = gd.reduced_target(sigma)
        reduced = gd.descend(gd.reduce(U, Phi), gd.reduce(V, Psi), small, eta, steps, regularised)
        worst = 0.0
        for (_, u, v), (_, a, b) in zip(full, reduced):
            one, two = (
                np.concatenate(
                    ([gd.loss(x, y, m), gd.square(x), gd.square(y)], gd.imbalance(x, y).ravel())
                )
                for x, y, m in ((u, v, M), (a, b, small))
            )
            worst = max(worst, float(np.abs(one - two).max()))
        rows.append(
            {"success": np.int8(worst <= parameters.get("tolerance", 1e-10)), "violation": worst}
        )
    return collect(rows)
