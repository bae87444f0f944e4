"""Trials of the two-layer ReLU experiment: what width does to loss, patterns and movement, and the
rate against lambda_0.

A trial is one repetition: one data set, and one initialization for each width (the narrow ones are
the first rows of the wide ones).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from ..engine import plans
from ..engine.batches import collect, generator
from ..engine.errors import KernelError
from .gram import Setting, descend, direct, inputs, limiting_gram, plain, run, weights

EXPERIMENT: dict[str, Any] = {
    "check": "loss",
    "n": 50,
    "d": 50,
    "widths": [50, 100, 200, 400, 800],
    "eta": 1.0,
    "steps": 100,
    "label_scale": 1.0,
    "low": 1.0,
    "high": 1.0,
    "bounds": None,
    "sign": 1,
}

RESTING = 1e-6  # a preactivation this close to 0 rests there: by chance one in a million does


@lru_cache(maxsize=4096)
def measures(setting: Setting, looks: int = 2) -> dict[str, float]:
    """What one run leaves behind, with the eigenvalues of H(k) at `looks` iterations; a diverged
    run: infinite loss, the rest NaN.
    """
    marks = tuple(sorted({round(k) for k in np.linspace(0, setting.steps, looks)}))
    seen = run(setting, grams=marks)
    names = ("changed", "moved", "first", "last", "least", "drift", "top", "resting")
    if seen.done < setting.steps or not np.isfinite(seen.loss[-1]):
        return {"ratio": np.inf, "loss": np.inf} | dict.fromkeys(names, np.nan)
    spectra = [np.linalg.eigvalsh(H) for H in seen.grams.values()]
    drift = float(np.linalg.norm(seen.grams[setting.steps] - seen.grams[0], 2))
    least = [float(one[0]) for one in spectra]
    values = (
        float(seen.changed[-1]),
        float(seen.moved[-1]),
        least[0],
        least[-1],
        min(least),
        drift,
        float(spectra[-1][-1]),
        float(np.mean(np.abs(seen.Z) < RESTING)),
    )
    ratio = float(seen.loss[-1] / seen.loss[0])
    return {"ratio": ratio, "loss": float(np.log(max(ratio, 1e-300)))} | dict(zip(names, values))


def exponent(widths: Any, values: Any) -> float:
    """The slope of log(values) against log(widths)."""
    return float(np.polyfit(np.log(widths), np.log(values), 1)[0])


def _monotone(name: str, every: int) -> Callable[..., bool]:
    """Strictly decreasing (increasing for sign -1) over every `every`-th width; every = 0: over the
    first and the last one.
    """

    def check(rows: list[dict], given: Mapping[str, Any], lambda0: float) -> bool:
        chosen = rows[::every] if every else [rows[0], rows[-1]]
        return bool(np.all(given["sign"] * np.diff([row[name] for row in chosen]) < 0))

    return check


def _exponent(name: str) -> Callable[..., bool]:
    def check(rows: list[dict], given: Mapping[str, Any], lambda0: float) -> bool:
        low, high = given["bounds"]
        values = [row[name] for row in rows]
        return (
            bool(np.all(np.array(values) > 0)) and low <= exponent(given["widths"], values) <= high
        )

    return check


CHECKS: dict[str, Callable[[list[dict], Mapping[str, Any], float], bool]] = {
    "loss": _monotone("loss", 2),
    "solved": lambda rows, given, lambda0: all(
        given["sign"] * (row["ratio"] - 1e-6) < 0 for row in rows
    ),
    "changed": _monotone("changed", 1),
    "moved": _monotone("moved", 1),
    "drift": _monotone("drift", 2),
    "first": _monotone("first", 0),
    "last": _monotone("last", 0),
    "changed-exponent": _exponent("changed"),
    "moved-exponent": _exponent("moved"),
    "edge": lambda rows, given, lambda0: all(
        row["top"] <= 2 * given["bounds"][1] / given["eta"] for row in rows
    ),
    "resting": lambda rows, given, lambda0: all(
        given["bounds"][0] * row["changed"] <= row["resting"] <= given["bounds"][1] * row["changed"]
        for row in rows
    ),
    "positive": lambda rows, given, lambda0: all(
        row["least"] >= given["bounds"][0] * lambda0 for row in rows
    ),
}


def experiment(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Repetitions of the experiment. Success: what `check` says of the widths; a check of several
    names asks for all of them.
    """
    given = plans.settings(
        "relu experiment", EXPERIMENT, parameters, positive=("n", "d", "eta", "steps")
    )
    widths, checks = given["widths"], str(given["check"]).split()
    unknown = [name for name in checks if name not in CHECKS]
    if unknown or not checks:
        raise KernelError(f"check {given['check']!r} was given; it is made of {', '.join(CHECKS)}")
    if not (
        isinstance(widths, list)
        and len(widths) >= 3
        and all(isinstance(m, int) and m >= 1 for m in widths)
    ):
        raise KernelError(
            f"widths {widths!r} were given; expected a list of at least three whole numbers, "
            f"increasing"
        )
    common = {
        name: given[name] for name in ("n", "d", "eta", "steps", "label_scale", "low", "high")
    }
    rows = []
    for trial in range(first, first + count):
        settings = [Setting(m=m, seed=seed, trial=trial, **common) for m in widths]
        seen = [measures(setting, 21 if "positive" in checks else 2) for setting in settings]
        lambda0 = float(np.linalg.eigvalsh(limiting_gram(inputs(settings[0])[0]))[0])
        good = all(CHECKS[name](seen, given, lambda0) for name in checks)
        numbers = {
            f"{name}_{m}": one[name]
            for one, m in zip(seen, widths)
            for name in ("ratio", "changed", "moved", "least")
        }
        rows.append({"success": np.int8(good), "lambda0": lambda0} | numbers)
    return collect(rows)


RATE: dict[str, Any] = {
    "n": 10,
    "d": 10,
    "m": 1000,
    "eta": 0.5,
    "steps": 100,
    "factor": 0.5,
    "label_scale": 1.0,
    "low": 1.0,
    "high": 1.0,
}


def settings(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of `rate` with defaults, checked."""
    given = plans.settings(
        "relu-gram", RATE, parameters, positive=("n", "d", "m", "eta", "steps", "low", "high")
    )
    Setting(**{name: value for name, value in given.items() if name != "factor"})
    return given


def one_rate(setting: Setting, factor: float) -> dict[str, float]:
    """One run against Theorem 2.3: the largest |u(k)-y|^2/((1 - factor eta lambda_0)^k |u(0)-y|^2),
    and the rate at the end.

    `rate` is the mean decrease of log|u - y|^2 an iteration over the second half of the epochs
    above the rounding level; `linear` is -2 log(1 - eta lambda_0), what the slowest direction of
    H_inf would give.
    """
    X, _ = inputs(setting)
    lambda0 = float(np.linalg.eigvalsh(limiting_gram(X))[0])
    seen = run(setting)
    loss = seen.loss[: seen.done + 1]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        level = np.log(np.maximum(loss / loss[0], 1e-26))
        allowed = np.arange(len(loss)) * np.log(max(1 - factor * setting.eta * lambda0, 1e-300))
        # below: rounding
        excess = float(np.max(np.where(loss / loss[0] > 1e-26, level - allowed, -np.inf)))
    last = int(np.flatnonzero(level > np.log(1e-24))[-1])
    half = last // 2
    rate = float((level[half] - level[last]) / (last - half)) if last > half else np.nan
    linear = -2 * np.log(abs(1 - setting.eta * lambda0)) if setting.eta * lambda0 != 1 else np.inf
    theorem = -np.log(max(1 - setting.eta * lambda0 / 2, 1e-300))
    return {
        "lambda0": lambda0,
        "theorem": float(theorem),
        "excess": excess,
        "rate": rate,
        "linear": float(linear),
        "changed": float(seen.changed[seen.done]),
        "moved": float(seen.moved[seen.done]),
        "diverged": float(seen.done < setting.steps or not np.isfinite(loss[-1])),
    }


def rate(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Success: |u(k) - y|^2 <= (1 - factor eta lambda_0)^k |u(0) - y|^2 for every k up to `steps`
    (factor 1/2: Theorem 2.3).
    """
    given = settings(parameters)
    base = Setting(**{name: value for name, value in given.items() if name != "factor"})
    rows = []
    for trial in range(first, first + count):
        seen = one_rate(replace(base, seed=seed, trial=trial), float(given["factor"]))
        rows.append(
            {"success": np.int8(seen["excess"] <= 1e-9 and not seen["diverged"])}
            | seen
            | {"diverged": np.int8(seen["diverged"])}
        )
    return collect(rows)


AGREEMENT: dict[str, Any] = {"largest": 60, "steps": 40, "tolerance": 1e-9, "speed": 1.0}


def agreement(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Success: Gram coordinates, with and without skipping, give the outputs and movements of the
    weights themselves to `tolerance`.

    n, d and m are uniform up to `largest` (m up to ten times that), norms of the inputs in [1/2,
    2], eta up to 1.9/lambda_max(H_inf).
    """
    given = plans.settings(
        "relu agreement", AGREEMENT, parameters, positive=("largest", "steps", "tolerance", "speed")
    )
    rows = []
    for trial in range(first, first + count):
        rng = generator(seed, (1 << 40) + trial)
        n, d, m = (
            int(rng.integers(1, top + 1))
            for top in (given["largest"], given["largest"], 10 * given["largest"])
        )
        setting = Setting(n=n, d=d, m=m, low=0.5, high=2.0, seed=seed, trial=trial)
        X, y = inputs(setting)
        W, a = weights(setting)
        eta = float(rng.uniform(0.1, 1.9)) / float(np.linalg.eigvalsh(limiting_gram(X))[-1])
        history, last, moved = direct(X, y, W, a, eta * given["speed"], given["steps"])
        worst = 0.0
        for engine in (plain, descend):
            seen = engine(X @ X.T, y, W @ X.T, a, eta, given["steps"])
            loss = 0.5 * ((history - y) ** 2).sum(axis=1)
            size = max(1.0, float(loss[0]))
            gaps = (
                np.abs(seen.u - history[-1]).max(),
                np.abs(seen.loss - loss).max() / size,
                np.abs(seen.moved - moved).max(),
            )
            worst = max(worst, *gaps, float(np.abs(seen.Z - last @ X.T).max()))
        rows.append({"success": np.int8(worst <= given["tolerance"]), "gap": worst})
    return collect(rows)
