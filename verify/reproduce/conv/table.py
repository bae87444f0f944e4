"""Table 5.1: the probability that gradient descent on the convolutional network reaches the global
minimum.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from steepest.kernels.conv import scalars as conv

from ...statistics import interval
from ..engine import picture
from ..engine.output import finish, write_csv
from ..engine.registry import Comparison, Reproduction, Run, reproduction

SOURCE = "du-thesis, Section 5.5.2 and Table 5.1"
RATIOS = (0, 1, 4, 9, 16, 25)
PRINTED = {
    25: (0.50, 0.55, 0.73, 1.00, 1.00, 1.00),
    36: (0.50, 0.53, 0.66, 0.89, 1.00, 1.00),
    49: (0.50, 0.53, 0.61, 0.78, 1.00, 1.00),
    64: (0.50, 0.51, 0.59, 0.71, 0.89, 1.00),
    81: (0.50, 0.53, 0.57, 0.66, 0.81, 0.97),
    100: (0.50, 0.50, 0.57, 0.63, 0.75, 0.90),
}
ROUNDING = 0.005
SETTINGS: dict[str, Any] = {
    "p": 6,
    "n": 1.0,
    "norm2": 0.2,
    "radius": 1.0,
    "eta": None,
    "horizon": 200_000,
}
VARIANTS = (
    {"norm2": 0.02},
    {"norm2": 0.5},
    {"norm2": 1.0},
    {"norm2": 3.0},
    {"eta": 0.01},
    {"radius": 0.0},
    {"radius": 3.0},
)


def measure(
    k: int, r: float, trials: int, seed: int, settings: dict[str, Any], backend: str = "auto"
) -> dict[str, float]:
    """Counts of one cell: runs classified as global, as spurious, and in neither region at the
    horizon.
    """
    place = (
        sorted(PRINTED).index(k) * len(RATIOS) + RATIOS.index(int(r))
        if k in PRINTED and r in RATIOS
        else 99
    )
    out = conv.batch(place * 10_000_000, trials, {"k": k, "r": float(r)} | settings, seed, backend)
    reached, other = int(out["success"].sum()), int(out["spurious"].sum())
    return {
        "global": reached,
        "spurious": other,
        "undecided": trials - reached - other,
        "steps": float(out["steps"].mean()),
    }


def z_score(reached: int, trials: int, printed: float) -> float:
    """Of the difference from the printed number, which comes from 5,000 runs and is rounded to
    0.01: both variances and the rounding's.
    """
    p = (reached + printed * 5000) / (trials + 5000)
    variance = p * (1 - p) * (1 / trials + 1 / 5000) + ROUNDING**2 / 3
    return (reached / trials - printed) / float(np.sqrt(variance))


def table(trials: int, seed: int, settings: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for k, printed in PRINTED.items():
        for r, value in zip(RATIOS, printed):
            cell = measure(k, r, trials, seed, settings)
            low, high = interval(int(cell["global"]), trials, "0.99")
            rows.append(
                {
                    "k": k,
                    "r": r,
                    "printed": value,
                    "measured": cell["global"] / trials,
                    "low": float(low),
                    "high": float(high),
                    "z": z_score(int(cell["global"]), trials, value),
                    "undecided": int(cell["undecided"]),
                    "steps": cell["steps"],
                    "predicted": conv.predicted(k, r, int(settings["p"])),
                }
            )
    return rows


@reproduction("table-5.1", SOURCE, aliases=("conv-table",))
def table_5_1(run: Run) -> Reproduction:
    """The convolutional network: probability of converging to the global minimum, 36 cells"""
    settings = SETTINGS | {key: value for key, value in run.settings.items() if key in SETTINGS}
    trials = int(run.settings.get("trials", 1_000_000 if run.full else 5000))
    rows = table(trials, run.seed, settings)
    made = Reproduction(
        "table-5.1", "Table 5.1: probability of converging to the global minimum", SOURCE
    )
    made.settings = (
        {"runs per cell": trials, "seed": run.seed}
        | settings
        | {"eta": settings["eta"] or "pi/(k + pi - 1)"}
    )
    for row in rows:
        note = (
            f"99 % {row['low']:.4f} to {row['high']:.4f}; z = {row['z']:+.2f}; predicted "
            f"{row['predicted']:.4f}"
        )
        note += f"; undecided {row['undecided']}" if row["undecided"] else ""
        made.comparisons.append(
            Comparison(
                f"k = {row['k']}, ratio {row['r']}",
                f"{row['printed']:.2f}",
                f"{row['measured']:.4f}",
                abs(row["z"]) <= 3,
                note,
            )
        )
    header = list(rows[0])
    made.data.append(
        write_csv(
            run.out / "table-5.1.csv", header, ([row[name] for name in header] for row in rows)
        )
    )
    _remarks(made, run, rows, trials, settings)
    made.pictures = heat_map(run, rows, trials)
    return finish(made, run.out)


def heat_map(run: Run, rows: list[dict[str, Any]], trials: int) -> list[Any]:
    """The table as a picture: the measured probability as a colour and a number, its 99 % interval
    and the printed number below it; a frame where the two disagree.
    """
    sizes = list(dict.fromkeys(row["k"] for row in rows))
    ratios = list(dict.fromkeys(row["r"] for row in rows))
    share = np.array([row["measured"] for row in rows]).reshape(len(sizes), len(ratios))
    with picture.canvas(width=7.2, height=5.0) as (drawing, axes):
        ax = axes[0, 0]
        ax.grid(False)
        shown = ax.imshow(share, cmap="cividis", vmin=0.45, vmax=1.0, aspect="auto")
        for place, row in enumerate(rows):
            i, j = divmod(place, len(ratios))
            ink = "white" if row["measured"] < 0.72 else "black"
            text = f"{row['low']:.3f} to {row['high']:.3f}\nprinted {row['printed']:.2f}"
            ax.text(j, i - 0.2, f"{row['measured']:.3f}", ha="center", va="center", color=ink)
            ax.text(j, i + 0.2, text, ha="center", va="center", color=ink, fontsize=6.5)
            if abs(row["z"]) > 3:
                frame = {"fill": False, "edgecolor": picture.RED, "linewidth": 2.2}
                ax.add_patch(picture.rectangle((j - 0.47, i - 0.47), 0.94, 0.94, **frame))
        ax.set_xticks(range(len(ratios)), [str(ratio) for ratio in ratios])
        ax.set_yticks(range(len(sizes)), [str(size) for size in sizes])
        ax.set_xlabel(r"ratio $(\mathbf{1}^\top a^*)^2/\|a^*\|^2$")
        ax.set_ylabel("number of hidden units k")
        bar = drawing.colorbar(shown, ax=ax)
        bar.set_label("probability of reaching the global minimum")
        differ = sum(abs(row["z"]) > 3 for row in rows)
        caption = (
            f"Table 5.1 with {trials:,} runs a cell: the measured probability, its exact 99 % "
            f"interval, and the printed number. Framed: the {differ} of {len(rows)} cells that "
            f"differ by more than three standard errors."
        )
        return picture.save(drawing, run.out, "table-5.1", caption)


def _remarks(
    made: Reproduction, run: Run, rows: list[dict[str, Any]], trials: int, settings: dict[str, Any]
) -> None:
    undecided = sum(row["undecided"] for row in rows)
    made.remarks.append(
        f"every run is classified by an invariant region (claims conv.region-global, "
        f"conv.region-spurious); in neither: {undecided} of {36 * trials}"
    )
    total = sum(row["z"] ** 2 for row in rows)
    made.remarks.append(
        f"sum of the 36 squared z-scores: {total:.1f} (36 expected when only sampling and "
        f"rounding differ)"
    )
    made.remarks.append(
        "unstated in the source: eta, |a*|, a* given the ratio, the convergence test, one "
        "start or four signs. Here: one start per trial; a* enters "
        "only through |a*| and the ratio; the step stands for gradient descent well below its "
        "limits"
    )
    if run.settings.get("variants", run.full):
        lines = []
        for change in VARIANTS:
            other = table(5000, run.seed, settings | change)
            lines.append(
                [
                    str(change),
                    sum(row["z"] ** 2 for row in other),
                    max(abs(row["measured"] - row["printed"]) for row in other),
                ]
            )
        made.data.append(
            write_csv(
                run.out / "table-5.1-variants.csv",
                ("changed", "sum of z^2", "largest difference"),
                lines,
            )
        )
        words = "; ".join(f"{change}: {total:.0f}" for change, total, _ in lines)
        made.remarks.append(
            f"which choices matter (sum of z^2 after one change): {words}. Only n^2 |a*|^2 "
            f"does, and the table asks for about 0.5 or less"
        )
    made.remarks.append(
        "predicted: the limit n^2 |a*|^2 -> 0, P(g(phi_0) > (1 - pi c)/(1 - c)) with c = r/(k "
        "+ pi - 1), phi_0 the angle of a uniform direction in R^p; "
        "it is 1 from r = (k + pi - 1)/pi on, where the spurious point stops being a local minimum"
    )
