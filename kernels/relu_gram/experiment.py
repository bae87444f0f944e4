"""The three-layer ReLU experiment (1000-100-100-10, 1,000 points, quadratic loss, 10,000 steps)
under stated choices.

What the source leaves open is named here: the law of the inputs, the law of the labels, and the
step size. The factor in front of the loss is not a separate choice: descent on s L with step eta is
descent on L with step s eta, so `eta` is the step for L = (1/2) sum_i ||f(x_i) - y_i||^2 (multiply
by m for the mean over m points).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from ..engine.batches import array_module, collect, generator
from ..engine.errors import KernelError
from .descent import Descent, descend, predicted_differences, start

Rng = np.random.Generator


def _sphere(rng: Rng, d: int, m: int, radius: float = 1.0) -> np.ndarray:
    X = rng.standard_normal((d, m))
    return radius * X / np.linalg.norm(X, axis=0)


def _orthonormal(rng: Rng, d: int, m: int) -> np.ndarray:
    return np.linalg.qr(rng.standard_normal((max(d, m), max(d, m))))[0][:d, :m]


INPUTS: dict[str, Callable[[Rng, int, int], np.ndarray]] = {  # columns are points
    "N(0,1)": lambda rng, d, m: rng.standard_normal((d, m)),
    "N(0,1/10)": lambda rng, d, m: rng.standard_normal((d, m)) / np.sqrt(10.0),
    "N(0,1/100)": lambda rng, d, m: rng.standard_normal((d, m)) / 10.0,
    "uniform[-1,1]": lambda rng, d, m: rng.uniform(-1, 1, (d, m)),
    "uniform[0,1]": lambda rng, d, m: rng.uniform(0, 1, (d, m)),
    "unit sphere": _sphere,
    "orthonormal": _orthonormal,
}


def _teacher(rng: Rng, X: np.ndarray, p: int) -> np.ndarray:
    """A ReLU network of widths 100, 100 with Kaiming weights on the inputs scaled to mean square
    norm d: labels of order one.
    """
    d = X.shape[0]
    signal = X * np.sqrt(d / (X**2).sum(axis=0).mean())
    for rows in (100, 100):
        signal = np.maximum(
            rng.standard_normal((rows, len(signal))) * np.sqrt(2.0 / len(signal)) @ signal, 0.0
        )
    return rng.standard_normal((p, len(signal))) / np.sqrt(len(signal)) @ signal


def _linear(rng: Rng, X: np.ndarray, p: int) -> np.ndarray:
    """A linear teacher, scaled so that labels have variance one."""
    return rng.standard_normal((p, X.shape[0])) @ X / np.sqrt((X**2).sum(axis=0).mean())


LABELS: dict[str, Callable[[Rng, np.ndarray, int], np.ndarray]] = {
    "N(0,1)": lambda rng, X, p: rng.standard_normal((p, X.shape[1])),
    "one-hot": lambda rng, X, p: np.eye(p)[:, rng.integers(p, size=X.shape[1])],
    "uniform[0,1]": lambda rng, X, p: rng.uniform(0, 1, (p, X.shape[1])),
    "linear teacher": _linear,
    "ReLU teacher": _teacher,
}

# entrywise variances of W_1, W_2, W_3 as printed
INITIALISATIONS = {"balanced": (1e-4 / 100, 1e-4 / 10, 1e-4), "unbalanced": (1e-4, 1e-4, 1e-4)}


@dataclass(frozen=True)
class Setting:
    """Every choice of one run; the widths, points, steps and variances are the printed ones by
    default.
    """

    inputs: str = "N(0,1)"
    labels: str = "N(0,1)"
    label_scale: float = 1.0
    eta: float = 1e-5
    initialisation: str = "balanced"
    widths: tuple[int, ...] = (1000, 100, 100, 10)
    points: int = 1000
    steps: int = 10_000
    variances: tuple[float, ...] | None = None  # instead of the named initialisation
    dtype: str = "float64"
    seed: int = 0
    trial: int = 0

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Setting:
        known = {
            name: value for name, value in parameters.items() if name in cls.__dataclass_fields__
        }
        known = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in known.items()
        }
        setting = cls(**known)
        for name, table in (
            ("inputs", INPUTS),
            ("labels", LABELS),
            ("initialisation", INITIALISATIONS),
        ):
            if getattr(setting, name) not in table:
                raise KernelError(
                    f"{name} {getattr(setting, name)!r} was given; choose one of {', '.join(table)}"
                )
        return setting

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def prepare(setting: Setting) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Initial weights, inputs and labels. Both initialisations use the same standard normals and
    the same data.
    """
    rng = generator(setting.seed, setting.trial)
    X = INPUTS[setting.inputs](rng, setting.widths[0], setting.points)
    Y = setting.label_scale * LABELS[setting.labels](rng, X, setting.widths[-1])
    variances = setting.variances or INITIALISATIONS[setting.initialisation]
    shapes = zip(setting.widths[1:], setting.widths)
    return [rng.standard_normal(shape) * np.sqrt(v) for shape, v in zip(shapes, variances)], X, Y


def run(
    setting: Setting,
    *,
    state: Descent | None = None,
    pause: Callable[[Descent], None] | None = None,
    backend: str = "numpy",
) -> Descent:
    """The whole run, or the rest of it from a saved `state`."""
    xp = array_module(backend)
    weights, X, Y = prepare(setting)
    X = xp.asarray(X)
    if state is None:
        state = start(
            [xp.asarray(W) for W in weights], X, setting.steps, np.dtype(setting.dtype), xp
        )
    return descend(state, X.T @ X, Y, setting.eta, pause=pause, xp=xp)


def measures(state: Descent, eta: float, close: float = 1.3) -> dict[str, float]:
    """The printed quantities of a run: final norms, largest and final differences, when the ratios
    come near one.
    """
    with np.errstate(all="ignore"):  # a diverging run is data
        return _measures(state, eta, close)


def _measures(state: Descent, eta: float, close: float) -> dict[str, float]:
    norms = state.norms[: state.done + 1]
    gaps = -np.diff(norms, axis=1)
    ratio = norms.max(axis=1) / norms.min(axis=1)
    apart = np.flatnonzero(ratio > close)
    result = {f"norm_{h + 1}": float(n) for h, n in enumerate(norms[-1])}
    for h in range(gaps.shape[1]):
        name = f"{h + 1}{h + 2}"
        result[f"first_{name}"], result[f"final_{name}"] = float(gaps[0, h]), float(gaps[-1, h])
        result[f"largest_{name}"] = float(np.abs(gaps[:, h]).max())
        result[f"moved_{name}"] = float(np.abs(gaps[:, h] - gaps[0, h]).max())
    moved = np.abs(gaps - gaps[0])
    spent = 2 * eta * (state.loss[0] - state.loss[1 : state.done + 1])
    # at most one wherever each step lowers the loss by eta |grad|^2 / 2
    result["drift_share"] = float((moved[1:] / spent[:, None]).max()) if state.done else 0.0
    result["moved_of_grown"] = float(moved.max() / (norms[-1] - norms[0]).min())
    result["largest_share"] = float((norms.max(axis=1) - norms.min(axis=1)).max() / norms[-1].min())
    result["grown"] = float((norms[-1] - norms[0]).min())
    result["ratio"] = float(ratio[-1])
    result["ratio_1000"] = float(ratio[min(1000, len(ratio) - 1)])
    result["close_from"] = float(apart[-1] + 1 if len(apart) else 0)  # = len(ratio) when never
    result["law_error"] = float(np.abs(gaps - predicted_differences(state, eta)).max())
    result["loss_first"], result["loss"] = float(state.loss[0]), float(state.loss[state.done])
    result["loss_share"] = result["loss"] / result["loss_first"]
    # a blow-up may end in a dead network of small loss
    worst = float(state.loss[: state.done + 1].max())
    result["diverged"] = float(state.done < state.steps or not worst <= 100 * state.loss[0])
    return result


def experiment(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Trials of the experiment. Success: every measure named in parameters["bounds"] lies in its
    interval [low, high].

    The other parameters are fields of `Setting`; trial i has data and weights of its own. A
    diverged run is no success.
    """
    rows = []
    for trial in range(first, first + count):
        setting = replace(Setting.of(parameters), seed=seed, trial=trial)
        seen = measures(run(setting, backend=backend), setting.eta)
        inside = all(
            low <= seen[name] <= high for name, (low, high) in parameters.get("bounds", {}).items()
        )
        rows.append({"success": np.int8(inside and not seen["diverged"]), **seen})
    return collect(rows)
