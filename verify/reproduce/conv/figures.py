"""Figures 5.1b and 5.2 of the convolutional network, and its basins in the plane of the first angle
and the first signal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from steepest.kernels.conv import direct as conv_direct
from steepest.kernels.conv import scalars as conv
from steepest.kernels.engine.drive import run as simulate

from ..engine import picture
from ..engine.output import finish, write_csv
from ..engine.registry import Comparison, Reproduction, Run, reproduction

SOURCE_B = "du-thesis, Section 5.1 and Figure 5.1b"
SOURCE_2 = "du-thesis, Section 5.5.1 and Figure 5.2"
K, P = 20, 25
LATE = [round(10 ** (i / 10)) for i in range(20, 61)]  # 100 to 1,000,000


def trajectory(
    parameters: dict[str, float], cosine: float, a0: dict[str, float], marks: Sequence[int]
) -> dict[str, np.ndarray]:
    """Angle, |a - a*|, |1.a - 1.a*| and the loss at the given iterations. a0 = (sum, product with
    a*, rest) of the first second layer.
    """
    n, N, S = (parameters[name] for name in ("n", "N", "S"))
    start = {
        "along": cosine,
        "across": float(np.sqrt(1 - cosine**2)),
        "sums": a0["sum"] - n * S,
        "inner": a0["product"] - n * N,
        "rest": a0["rest"],
    }
    path = conv_direct.reduced(parameters, start, marks)
    flat = {name: values[:, 0] for name, values in path.items()}
    return {
        "angle": np.arctan2(flat["across"], flat["along"]),
        "layer": np.sqrt(conv.square(parameters, flat)),
        "sum": np.abs(flat["sums"]),
        "loss": conv.loss(parameters, flat),
        "norm": np.hypot(flat["along"], flat["across"]),
    }


def logarithm(values: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore"):
        return np.log(values)


def slope(values: np.ndarray, first: int, last: int) -> tuple[float, float]:
    """Slope of log(values) over [first, last] and R^2 of the straight line."""
    t, y = np.arange(first, last + 1), logarithm(values[first : last + 1])
    rate, level = np.polyfit(t, y, 1)
    rest = y - rate * t - level
    return float(rate), float(1 - rest @ rest / max(float(((y - y.mean()) ** 2).sum()), 1e-300))


def rates(parameters: dict[str, float], norm: float) -> dict[str, float]:
    """The asymptotic rates (per iteration, natural logarithm) that the linearised step predicts at
    the global minimum.

    sin(phi) has the factor 1 - u, u = eta n^2 N/(2 |v|^2); pi - g ~ pi phi^2/2 drives the second
    layer, which itself has the factors 1 - eta K/(2 pi) (its sum) and 1 - eta (pi - 1)/(2 pi): the
    slower of own factor and drive wins; the loss follows max(layer^2, phi^2).
    """
    eta, k = parameters["eta"], parameters["k"]
    angle = float(np.log(abs(1 - eta * parameters["n"] ** 2 * parameters["N"] / (2 * norm**2))))
    layer = max(float(np.log(1 - eta * (np.pi - 1) / (2 * np.pi))), 2 * angle)
    total = max(float(np.log(abs(1 - eta * (k + np.pi - 1) / (2 * np.pi)))), 2 * angle)
    return {"angle": angle, "layer": layer, "sum": total, "loss": max(2 * layer, 2 * angle)}


def _parameters(settings: dict[str, Any]) -> dict[str, float]:
    N = settings["norm2"]
    return {
        "k": float(K),
        "n": 1.0,
        "N": N,
        "S": float(np.sqrt(settings["ratio"] * N)),
        "eta": settings["eta"],
    }


FIGURE_B = {"eta": 0.2, "norm2": 1.0, "ratio": 4.0, "cosine": 0.05}


@reproduction("figure-5.1b", SOURCE_B)
def figure_5_1b(run: Run) -> Reproduction:
    """The convolutional network: prediction error of a successful and of a failing start"""
    given = FIGURE_B | {key: value for key, value in run.settings.items() if key in FIGURE_B}
    parameters = _parameters(given)
    N, S, steps = parameters["N"], parameters["S"], 500
    zero = {"sum": 0.0, "product": 0.0, "rest": 0.0}
    good = trajectory(parameters, given["cosine"], zero, range(steps + 1))
    c = S**2 / (N * (K + np.pi - 1))
    bad = trajectory(
        parameters, -0.7, {"sum": 0.0, "product": -0.2 * N, "rest": 0.05}, range(steps + 1)
    )
    long = trajectory(parameters, -0.7, {"sum": 0.0, "product": -0.2 * N, "rest": 0.05}, LATE)
    plateau = ((np.pi - 2) * N + np.pi * c * N) / (4 * (np.pi - 1))
    made = Reproduction(
        "figure-5.1b", "Figure 5.1b: log prediction error, success and failure", SOURCE_B
    )
    made.settings = {
        "k": K,
        "p": P,
        "steps": steps,
        "failing start": "cos phi = -0.7, a.a* = -0.2 |a*|^2",
    } | given
    made.data.append(
        write_csv(
            run.out / "figure-5.1b.csv",
            ("iteration", "success", "failure"),
            ((t, float(good["loss"][t]), float(bad["loss"][t])) for t in range(steps + 1)),
        )
    )
    tail = np.flatnonzero(good["loss"] > 1e-25)[-1]
    rate, straight = slope(good["loss"], int(tail * 0.7), int(tail))
    theory = rates(parameters, float(good["norm"][-1]))["loss"]
    made.comparisons += [
        Comparison(
            "success: tail of the log error is straight (R^2 > 0.999)",
            "fast linear rate",
            f"R^2 = {straight:.6f}",
            straight > 0.999,
        ),
        Comparison(
            "success: rate per iteration against the linearised step",
            f"{theory:.4f} (theory)",
            f"{rate:.4f}",
            abs(rate / theory - 1) < 0.02,
        ),
        Comparison(
            "failure: error after 500 iterations / closed-form spurious loss",
            "plateau",
            f"{bad['loss'][-1] / plateau:.4f}",
            None,
        ),
    ]
    close = np.flatnonzero(np.abs(long["loss"] / plateau - 1) <= 1e-6)
    made.comparisons.append(
        Comparison(
            "failure: iterations until within 1e-6 of the closed-form loss",
            "plateau",
            f"about {LATE[close[0]]:,}" if len(close) else f"more than {LATE[-1]:,}",
            None,
        )
    )
    made.remarks.append(
        "k, p, a*, eta, the starts and the base of the logarithm are not stated in the "
        "source; natural logarithms here"
    )
    made.remarks.append(
        "the approach to the spurious point is not linear: psi = pi - phi obeys psi' = psi - "
        "C psi^2, so the loss excess decays like t^-3"
    )
    with picture.canvas() as (drawing, axes):
        ax = axes[0, 0]
        ax.plot(logarithm(np.maximum(good["loss"], 1e-30)), color=picture.BLUE, label="success")
        ax.plot(logarithm(bad["loss"]), color=picture.RED, linestyle=(0, (5, 2)), label="failure")
        ax.axhline(float(np.log(plateau)), color=picture.GREY, linewidth=0.8)
        ax.set_xlabel("iteration")
        ax.set_ylabel("prediction error, natural logarithm")
        ax.set_xlim(0, steps)
        ax.legend(loc="center right")
        caption = "Two starts of one network: global and spurious local minimum (grey: its loss)."
        picture.put(made, drawing, run, caption)
    return finish(made, run.out)


FIGURE_2 = {"eta": 0.12, "norm2": 0.67, "ratio": 0.5, "cosine": 0.03}
CURVES = {
    "angle": ("angle between v and w*", picture.BLUE, "-"),
    "layer": ("|a - a*|", picture.RED, (0, (5, 2))),
    "sum": ("|1.a - 1.a*|", picture.GREEN, (0, (1, 1.2))),
    "loss": ("prediction error", picture.ORANGE, (0, (5, 2, 1, 2))),
}


@reproduction("figure-5.2", SOURCE_2)
def figure_5_2(run: Run) -> Reproduction:
    """The convolutional network: four measures of convergence, k = 20, p = 25"""
    given = FIGURE_2 | {key: value for key, value in run.settings.items() if key in FIGURE_2}
    parameters, steps = _parameters(given), 400
    path = trajectory(
        parameters, given["cosine"], {"sum": 0.0, "product": 0.0, "rest": 0.0}, range(steps + 1)
    )
    later = trajectory(
        parameters, given["cosine"], {"sum": 0.0, "product": 0.0, "rest": 0.0}, range(901)
    )
    theory = rates(parameters, float(later["norm"][-1]))
    made = Reproduction("figure-5.2", "Figure 5.2: four measures of convergence", SOURCE_2)
    made.settings = {"k": K, "p": P, "steps": steps, "start": "cos phi as given, a = 0"} | given
    header = ("iteration", *CURVES)
    made.data.append(
        write_csv(
            run.out / "figure-5.2.csv",
            header,
            ((t, *(float(path[name][t]) for name in CURVES)) for t in range(steps + 1)),
        )
    )
    steep = np.diff(logarithm(path["sum"]))
    settled = int(np.flatnonzero(steep > -0.05)[0])
    fast = np.diff(logarithm(path["angle"]))
    knee = (
        int(np.flatnonzero(fast <= 0.5 * theory["angle"])[0])
        if (fast <= 0.5 * theory["angle"]).any()
        else steps
    )
    made.comparisons += [
        Comparison(
            "the sum has dropped by iteration", "about 10", str(settled), abs(settled - 10) <= 5
        ),
        Comparison(
            "the fast phase begins at iteration (half of the final rate of the angle)",
            "about 200",
            str(knee),
            abs(knee - 200) <= 50,
        ),
    ]
    for name, (words, _, _) in CURVES.items():
        last = int(np.flatnonzero(later[name] > 1e-13)[-1])
        rate, straight = slope(later[name], int(0.85 * last), last)
        made.comparisons.append(
            Comparison(
                f"{words}: rate per iteration at the end",
                f"{theory[name]:.4f} (theory)",
                f"{rate:.4f}",
                abs(rate / theory[name] - 1) < 0.05,
                f"R^2 = {straight:.5f}",
            )
        )
    made.remarks.append(
        "eta, |a*|, the ratio, the start and the base of the logarithm are not stated; these "
        "choices show the three regimes of the text"
    )
    with picture.canvas() as (drawing, axes):
        ax = axes[0, 0]
        for name, (words, colour, style) in CURVES.items():
            ax.plot(
                logarithm(np.maximum(path[name], 1e-30)), color=colour, linestyle=style, label=words
            )
        ax.axvline(knee, color=picture.GREY, linewidth=0.8)
        ax.set_xlabel("iteration")
        ax.set_ylabel("natural logarithm of each measure")
        ax.set_xlim(0, steps)
        ax.legend(loc="lower left")
        caption = f"Four measures of convergence, natural logarithms; grey line: iteration {knee}."
        picture.put(made, drawing, run, caption)
    return finish(made, run.out)


@reproduction("conv-basins", "du-thesis, Sections 5.3.1, 5.5.2 (our picture)")
def basins(run: Run) -> Reproduction:
    """The convolutional network: which first angle and first signal lead to the global minimum"""
    size = int(run.settings.get("grid", 160))
    k, ratio = 25.0, float(run.settings.get("ratio", 4.0))
    made = Reproduction(
        "conv-basins",
        "Basins of the global and of the spurious minimum",
        "du-thesis, Sections 5.3.1, 5.5.2",
    )
    made.settings = {
        "k": 25,
        "ratio": ratio,
        "1.a at the start": 0,
        "eta": "pi/(k + pi - 1)",
        "grid": size,
    }
    angles = np.linspace(0.01, np.pi - 0.01, size)
    with picture.canvas(1, 2) as (drawing, axes):
        for ax, N in zip(axes.flat, (0.2, 3.0)):
            S = float(np.sqrt(ratio * N))
            signals = np.linspace(-1.5, 1.5, size) * N
            grid = np.meshgrid(angles, signals)
            phi, x = (each.ravel() for each in grid)
            zeros = np.zeros_like(phi)
            start = {
                "along": np.cos(phi),
                "across": np.sin(phi),
                "sums": zeros - S,
                "inner": x - N,
                "rest": zeros,
            }
            numbers = {
                "k": k,
                "n": 1.0,
                "N": N,
                "S": S,
                "eta": float(np.pi / (k + np.pi - 1)),
                "p": 6.0,
                "size": 1.0,
            }
            out = simulate(
                conv.recurrence(), count=len(phi), horizon=100_000, parameters=numbers, start=start
            )
            kind = np.where(
                out["reached_global"] >= 0, 1.0, np.where(out["reached_spurious"] >= 0, 0.0, 0.5)
            ).reshape(size, size)
            undecided = int((kind == 0.5).sum())
            made.data.append(
                write_csv(
                    run.out / f"conv-basins-{N:g}.csv",
                    ("angle", "signal", "global"),
                    zip(phi.tolist(), x.tolist(), kind.ravel().tolist()),
                )
            )
            from matplotlib.colors import ListedColormap

            ax.pcolormesh(
                angles / np.pi,
                signals / N,
                kind,
                cmap=ListedColormap(["#f3c9c6", "#ffffff", "#cfe0f1"]),
                vmin=0,
                vmax=1,
                rasterized=True,
            )
            c = ratio / (k + np.pi - 1)
            level = (1 - np.pi * c) / (1 - c)
            g = (np.pi - angles) * np.cos(angles) + np.sin(angles)
            ax.axvline(
                float(angles[np.argmin(np.abs(g - level))]) / np.pi,
                color=picture.GREY,
                linewidth=0.9,
            )
            ax.set_xlabel(r"first angle / $\pi$")
            ax.set_ylabel(r"first signal $a^\top a^*/\|a^*\|^2$")
            ax.set_title(rf"$\|w^*\|^2\|a^*\|^2$ = {N:g}")
            ax.text(0.12, 1.25, "global", color=picture.BLUE)
            ax.text(0.68, -1.35, "spurious", color=picture.RED)
            made.comparisons.append(
                Comparison(
                    f"n^2 |a*|^2 = {N:g}: grid points in neither region", "", str(undecided), None
                )
            )
        caption = "Basins at k = 25, ratio 4; grey: the angle at which the slow limit divides them."
        picture.put(made, drawing, run, caption)
    made.remarks.append(
        "the smaller n^2 |a*|^2, the more the first angle alone decides (grey line): the "
        "source's table needs that case"
    )
    return finish(made, run.out)
