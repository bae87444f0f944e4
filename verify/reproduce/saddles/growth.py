"""How the time of perturbed descent grows with the dimension: T_d against d up to 200, fitted with
intervals.
"""

from __future__ import annotations

from math import log1p

import numpy as np
from steepest.kernels.saddles import pgd as pgd
from steepest.kernels.saddles.setting import Setting

from ...fits import linear_fit
from ..engine import picture
from ..engine.output import finish, write_csv
from ..engine.registry import Comparison, Reproduction, Run, reproduction

SOURCE = "du-thesis, Section 7.5 and Theorem 7.3"
DIMENSIONS = (5, 10, 20, 50, 100, 200)


@reproduction("saddle-growth", SOURCE)
def saddle_growth(run: Run) -> Reproduction:
    """PGD on the octopus: time until the last saddle is left, d = 5 to 200, with fitted growth"""
    runs, L = int(run.settings.get("runs", 400 if run.full else 80)), 3.0
    dimensions = tuple(run.settings.get("dimensions", DIMENSIONS))
    setting = Setting.of({"d": dimensions[-1], "L": L})
    made = Reproduction(
        "saddle-growth", "Time of perturbed gradient descent against the dimension", SOURCE
    )
    made.settings = {
        "L": 3,
        "gamma": 1,
        "tau": "e",
        "eta": "1/12",
        "runs per dimension": runs,
        "seed": run.seed,
    }
    rows, total, mean = [], [], []
    for d in dimensions:
        T = pgd.simulate(0, runs, Setting.of({"d": d, "L": L}), run.seed)["T"]
        delta = np.diff(T, axis=0)[1:].mean(axis=0)
        total.append(T[-1].astype(float))
        mean.append(delta)
        rows.append(
            (
                d,
                float(T[-1].mean()),
                float(T[-1].std() / np.sqrt(runs)),
                float(delta.mean()),
                float(delta.std() / np.sqrt(runs)),
            )
        )
    made.data.append(
        write_csv(
            run.out / "saddle-growth.csv",
            ("d", "T_d", "s.e.", "steps per saddle", "s.e. of that"),
            rows,
        )
    )
    x = np.repeat(dimensions, runs).astype(float)
    line = linear_fit(x, np.concatenate(total))
    power = linear_fit(np.log(x), np.log(np.concatenate(total)))
    each = linear_fit(np.log(x), np.concatenate(mean))
    theory = 0.5 / log1p(2 * setting.eta)
    made.comparisons += [
        Comparison(
            "T_d = a + b d: b",
            "linear",
            f"{line.slope:.2f} [{line.low:.2f}, {line.high:.2f}]",
            line.r_squared > 0.99,
            f"99 % interval; R^2 = {line.r_squared:.5f}",
        ),
        Comparison(
            "T_d proportional to d^b: b",
            "1",
            f"{power.slope:.4f} [{power.low:.4f}, {power.high:.4f}]",
            abs(power.slope - 1) < 0.1,
            "99 % interval",
        ),
        Comparison(
            "steps per saddle = a + b log d: b",
            f"{theory:.3f} (theory)",
            f"{each.slope:.3f} [{each.low:.3f}, {each.high:.3f}]",
            each.low <= theory <= each.high,
            "99 % interval; a coordinate of the noise has size r/sqrt(d): log(d)/(2 log(1 + 2 "
            "eta gamma)) steps",
        ),
    ]
    made.remarks.append(
        "linear in d up to a logarithm: T_d grows like d log d, since every saddle takes "
        "log(d)/(2 log(1 + 2 eta gamma)) steps more"
    )
    with picture.canvas(1, 2) as (drawing, axes):
        left, right = axes[0]
        means = np.array([row[1] for row in rows])
        left.errorbar(
            dimensions, means, yerr=[3 * row[2] for row in rows], fmt="o", color=picture.BLUE
        )
        left.plot(
            [0, dimensions[-1]],
            [line.intercept, line.intercept + line.slope * dimensions[-1]],
            color=picture.GREY,
            linewidth=1,
        )
        left.set_xlabel("$d$")
        left.set_ylabel("$T_d$")
        right.errorbar(
            dimensions,
            [row[3] for row in rows],
            yerr=[3 * row[4] for row in rows],
            fmt="o",
            color=picture.RED,
        )
        grid = np.array(dimensions, dtype=float)
        right.plot(
            grid, each.intercept + each.slope * np.log(grid), color=picture.GREY, linewidth=1
        )
        right.set_xscale("log")
        right.set_xlabel("$d$")
        right.set_ylabel("steps per saddle")
        picture.put(
            made,
            drawing,
            run,
            "Means with 3 standard errors; grey: fitted lines (linear; logarithmic).",
        )
    return finish(made, run.out)
