"""Figure 1: gradient descent on the factorisation objective, with and without the balancing
regulariser.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from steepest.kernels.engine.batches import generator
from steepest.kernels.factorization import matrix_gd as gd

from ..engine import picture
from ..engine.output import finish, write_csv
from ..engine.registry import Comparison, Reproduction, Run, reproduction

SOURCE = "du-hu-lee-2018, Section 1 and Figure 1; also thesis, Section 4.1 and Figure 4.1"
OBJECTIVES = {"(1) unregularised": (False, picture.RED), "(3) regularised": (True, picture.BLUE)}
SOLVED = 1e-6  # of the initial loss
CONSTANT = 0.01


@dataclass(frozen=True)
class Case:
    """One choice of sizes and scales; entries of U_0 and V_0 are N(0, scale^2 sigma_1 / d1)."""

    words: str
    d1: int
    d2: int
    scale_u: float
    scale_v: float


CASES = {
    "equal": Case("equal sizes, equal scales", 100, 100, 0.1, 0.1),
    "sizes": Case("d1 = 100, d2 = 400, equal scales", 100, 400, 0.1, 0.1),
    "scales": Case("equal sizes, V_0 three times larger", 100, 100, 0.1, 0.3),
    "large": Case("equal sizes of 10,000, equal scales", 10_000, 10_000, 0.1, 0.1),
}


def trajectories(case: Case, run: Run) -> dict[str, dict[str, np.ndarray]]:
    """Loss, ||U||^2, ||V||^2 at every iteration, for both objectives from one start; on the exact
    reduced state.
    """
    r, steps, eta = (
        int(run.settings.get("r", 5)),
        int(run.settings.get("steps", 1000)),
        float(run.settings.get("eta", 0.05)),
    )
    rng = generator(run.seed, 1)
    sigma = np.linspace(1.0, 0.5, r)
    U = gd.reduced_gaussian(case.d1, r, case.scale_u**2 / case.d1, rng)
    V = gd.reduced_gaussian(case.d2, r, case.scale_v**2 / case.d1, rng)
    M, found = gd.reduced_target(sigma), {}
    for name, (regularised, _) in OBJECTIVES.items():
        rows = [
            (
                float(gd.loss(u, v, M, regularised)),
                float(gd.square(u)),
                float(gd.square(v)),
                float(gd.loss(u, v, M)),
            )
            for _, u, v in gd.descend(U, V, M, lambda t: eta, steps, regularised)
        ]
        columns = np.array(rows).T
        found[name] = dict(zip(("loss", "u", "v", "fit"), columns))
    return found


def first_below(values: np.ndarray, level: float) -> int | None:
    hit = np.flatnonzero(values <= level)
    return int(hit[0]) if len(hit) else None


def _compare(made: Reproduction, key: str, paths: dict[str, dict[str, np.ndarray]]) -> None:
    words, arrived = CASES[key].words, {}
    for name, path in paths.items():
        arrived[name] = first_below(path["loss"], SOLVED * path["loss"][0])
        last = float(path["loss"][-1] / path["loss"][0])
        made.comparisons.append(
            Comparison(
                f"{words}: final loss / first, {name}",
                "global minimum",
                f"{last:.1e}",
                last <= SOLVED,
            )
        )
    plain, regularised = arrived.values()
    if plain is not None and regularised is not None:
        made.comparisons.append(
            Comparison(
                f"{words}: iterations to 1e-6 of the first loss, (1) / (3)",
                "competitive",
                f"{plain} / {regularised}",
                plain <= 2 * regularised,
            )
        )
    path = paths["(1) unregularised"]
    ratio, gap = path["u"] / path["v"], path["u"] - path["v"]
    spread = float(np.abs(ratio / ratio[0] - 1).max())
    moved = float(np.abs(gap - gap[0]).max() / max(path["u"].max(), path["v"].max()))
    note = (
        f"{ratio.min():.4f} to {ratio.max():.4f}; the difference of the squares moves by "
        f"{moved:.1e} of the largest"
    )
    made.comparisons.append(
        Comparison(
            f"{words}: ratio ||U||^2/||V||^2 constant to 1 %",
            "constant",
            f"moves by {spread:.1%}",
            spread <= CONSTANT,
            note,
        )
    )


def _draw(ax: Any, panel: str, everything: dict[str, dict[str, dict[str, np.ndarray]]]) -> None:
    if panel == "a":
        for name, path in everything["equal"].items():
            t = picture.thinned(len(path["loss"]))
            shown = path["loss"] / path["loss"][0]
            t = t[shown[t] > 1e-17]
            ax.semilogy(
                t,
                shown[t],
                color=OBJECTIVES[name][1],
                label=name,
                linestyle="-" if "un" in name else (0, (5, 2)),
            )
        ax.set_ylim(1e-17, 3)
        ax.set_ylabel("objective / its initial value")
        ax.set_title("(a) Objective")
    else:
        styles = {"equal": "-", "scales": (0, (1, 1.2)), "sizes": (0, (5, 2))}
        for key, style in styles.items():
            for name, path in everything[key].items():
                t = picture.thinned(len(path["u"]))
                label = (
                    CASES[key]
                    .words.replace("d1", "$d_1$")
                    .replace("d2", "$d_2$")
                    .replace("V_0", "$V_0$")
                    if "un" in name
                    else None
                )
                ax.plot(
                    t,
                    (path["u"] / path["v"])[t],
                    color=OBJECTIVES[name][1],
                    linestyle=style,
                    label=label,
                )
        ax.axhline(1, color=picture.GREY, linewidth=0.8)
        ax.set_ylim(0, 1.35)
        ax.set_ylabel(r"$\|U\|_F^2\,/\,\|V\|_F^2$")
        ax.set_title("(b) Ratio of squared norms; red: (1), blue: (3)")
    ax.set_xlabel("iteration")
    ax.set_xlim(left=0)
    ax.legend(loc="best")


def _make(run: Run, name: str, panels: str) -> Reproduction:
    everything = {key: trajectories(case, run) for key, case in CASES.items()}
    r, steps, eta = (
        run.settings.get("r", 5),
        run.settings.get("steps", 1000),
        run.settings.get("eta", 0.05),
    )
    settings = {
        "rank": r,
        "singular values": f"1 to 1/2 in {r} equal steps",
        "step": eta,
        "iterations": steps,
        "seed": run.seed,
    }
    settings |= {
        key: f"{case.words}; entry scales {case.scale_u}, {case.scale_v} over sqrt(d1)"
        for key, case in CASES.items()
    }
    title = f"Figure {name.removeprefix('figure-')}: factorisation with and without the regulariser"
    made = Reproduction(name, title, SOURCE, settings=settings)
    for key, paths in everything.items():
        header = ["iteration"] + [
            f"{quantity}_{'regularised' if OBJECTIVES[n][0] else 'plain'}"
            for n in paths
            for quantity in paths[n]
        ]
        columns = np.array([column for path in paths.values() for column in path.values()]).T
        rows = ([t, *map(float, row)] for t, row in enumerate(columns))
        made.data.append(write_csv(run.out / f"figure-1-{key}.csv", header, rows))
        _compare(made, key, paths)
    made.remarks.append(
        "the source states no setting of this experiment; sizes, scales and step are ours, "
        "and four cases are shown"
    )
    made.remarks.append(
        "the ratio tends to one: it is constant only where it starts at one; what stays put is "
        "the difference"
    )
    with picture.canvas(1, len(panels)) as (drawing, axes):
        for ax, panel in zip(axes.flat, panels):
            _draw(ax, panel, everything)
        made.pictures = picture.save(
            drawing, run.out, name, f"{title}; rank {r}, step {eta}, {steps} iterations."
        )
    return finish(made, run.out)


@reproduction("figure-1", SOURCE, aliases=("fig-1",))
def figure_1(run: Run) -> Reproduction:
    """Gradient descent on the factorisation objectives (1) and (3): loss, and ratio of squared
    norms
    """
    return _make(run, "figure-1", "ab")


@reproduction("figure-1a", SOURCE)
def figure_1a(run: Run) -> Reproduction:
    """Gradient descent on the factorisation objectives (1) and (3): loss"""
    return _make(run, "figure-1a", "a")


@reproduction("figure-1b", SOURCE)
def figure_1b(run: Run) -> Reproduction:
    """Gradient descent on the factorisation objectives (1) and (3): ratio of squared norms"""
    return _make(run, "figure-1b", "b")
