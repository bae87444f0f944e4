"""Figures 7.3 and 7.4: staircases of gradient descent (exact times) and perturbed gradient descent
on the octopus, d = 5 and d = 10.
"""

from __future__ import annotations

from fractions import Fraction
from math import log1p
from typing import Any

import numpy as np
from steepest.kernels.engine.number import Number
from steepest.kernels.saddles import pgd as pgd
from steepest.kernels.saddles.exact import Escape, escape_times, exact_starts
from steepest.kernels.saddles.octopus import Octopus
from steepest.kernels.saddles.setting import Setting

from ..engine import picture
from ..engine.output import finish, write_csv
from ..engine.registry import Comparison, Reproduction, Run, reproduction

SOURCE = "du-thesis, Section 7.5; also Du, Jin, Lee, Jordan, Poczos, Singh, NeurIPS 2017"
LS = ("1.5", "2", "e", "3")
AROUND = 40  # iterations drawn on each side of an event


def staircase(
    run: Escape, start: list[Fraction], L: float, tau: float = float(np.e), gamma: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Iterations and f for gradient descent, from its exact times: every iteration near an event,
    and the ends of the flat parts.

    Between events each coordinate is a power of 1 + 2 eta gamma or 1 - 2 eta L away from the last
    event, so nothing is simulated.
    """
    f = Octopus(L, gamma, tau)
    eta = float(run.eta)
    up, down = 1 + 2 * eta * gamma, 1 - 2 * eta * L
    d, times, values = len(run.S), [], []
    moments = {0}
    for S, T in zip(run.S, run.T):
        moments |= set(range(max(S - AROUND, 0), T + AROUND + 1))
    first = np.array([abs(float(x)) for x in start])
    for t in sorted(moments):
        k = sum(t >= T for T in run.T)  # saddles already left
        value = -k * f.nu
        for j in range(k):
            value += L * (tau * (run.entries[j][-1] - 3) * _power(down, t - run.T[j])) ** 2
        if k < d:
            if t >= run.S[k]:
                value += float(f.splines(run.entries[k][t - run.S[k]])[0])
            else:
                value -= gamma * (tau * (1 + run.entries[k][0]) * _power(up, t - run.S[k])) ** 2
            value += L * float(np.sum((first[k + 1 :] * _power(down, t)) ** 2))
        times.append(float(t))
        values.append(value)
    return np.array(times), np.array(values)


def _power(base: float, exponent: int) -> float:
    return base**exponent if abs(exponent) < 5000 else 0.0


def _make(run: Run, name: str, d: int) -> Reproduction:
    seed, runs = run.seed, int(run.settings.get("runs", 4000 if run.full else 1000))
    start = exact_starts(0, 1, d, seed)[0]
    settings = {
        "d": d,
        "gamma": 1,
        "tau": "e",
        "eta": "1/(4 L)",
        "t_thres": 1,
        "g_thres": "gamma e/100",
        "r": "e/100",
        "seed": seed,
    }
    settings |= {
        "start": "uniform on [-1, 1]^d, the same for both",
        "runs of perturbed descent": runs,
    }
    made = Reproduction(
        name,
        f"Figure {name.removeprefix('figure-')}: gradient descent and perturbed gradient "
        f"descent, d = {d}",
        SOURCE,
        settings,
    )
    rows, curves = [], {}
    for text in LS:
        L = Number.of(text)
        exact = escape_times(start, L)
        setting = Setting.of({"d": d, "L": float(L)})
        one = pgd.simulate(0, 1, setting, seed, follow=True)
        many = pgd.simulate(0, runs, setting, seed)
        curves[text] = (staircase(exact, start, float(L)), one["heights"], exact)
        delta = np.diff(many["T"], axis=0, prepend=0)[2:]
        mean, error = delta.mean(axis=1), delta.std(axis=1) / np.sqrt(runs)
        rows += [(text, k + 1, exact.S[k], exact.T[k], int(one["T"][k, 0])) for k in range(d)]
        _compare(
            made,
            text,
            exact,
            many["T"],
            float(mean.mean()),
            float(np.ptp(mean) / mean.mean()),
            float(error.max()),
            setting,
        )
    made.data.append(
        write_csv(
            run.out / f"{name}.csv",
            ["L", "k", "S_k of GD", "T_k of GD", "T_k of PGD, one run"],
            rows,
        )
    )
    made.remarks.append(
        "times of gradient descent are integers certified by ball arithmetic; float64 would "
        "lose the later coordinates after about 1000 steps"
    )
    made.remarks.append(
        "the source states neither L nor starts; eta, g_thres and r are our reading of "
        "symbols that are hard to read in it"
    )
    with picture.canvas(2, len(LS), width=3.6, height=2.9) as (drawing, axes):
        for column, text in enumerate(LS):
            curve, heights, exact = curves[text]
            for row in range(2):
                _draw(
                    axes[row][column],
                    row,
                    text,
                    curve,
                    heights,
                    exact,
                    Octopus(float(Number.of(text))),
                    d,
                )
        axes[0][0].legend(loc="center right")
        made.pictures = picture.save(
            drawing, run.out, name, f"{made.title}; top: linear axis, bottom: logarithmic axis."
        )
    return finish(made, run.out)


def _compare(
    made: Reproduction,
    text: str,
    exact: Escape,
    T: np.ndarray,
    mean: float,
    spread: float,
    error: float,
    s: Setting,
) -> None:
    ratio, last = float(1 + exact.kappa), exact.T[-1] / exact.T[-2]
    limit = 1 - log1p(-float(2 * exact.eta * exact.kappa)) / log1p(float(2 * exact.eta))
    L = f"L = {float(Number.of(text)):.4g}"
    made.comparisons += [
        Comparison(
            f"{L}: GD, T_d / T_(d-1)",
            f"(L + gamma)/gamma = {ratio:.4g}",
            f"{last:.4f}",
            abs(last / ratio - 1) < 0.05,
            f"its limit is {limit:.4f}",
        ),
        Comparison(
            f"{L}: GD, T_d",
            f">= {ratio:.3g}^d = {ratio**s.d:.4g}",
            str(exact.T[-1]),
            exact.T[-1] >= ratio**s.d,
            "exact",
        ),
        Comparison(
            f"{L}: PGD, steps per saddle, k >= 3",
            "about constant",
            f"{mean:.2f}, spread {spread:.1%}",
            spread < 0.05,
            f"s.e. {error:.2f}",
        ),
        Comparison(
            f"{L}: PGD reaches the minimum before GD",
            "always",
            f"{np.mean((T[-1] >= 0) & (T[-1] < exact.T[-1])):.4f} of the runs",
            bool(((T[-1] >= 0) & (T[-1] < exact.T[-1])).all()),
            "GD from the pictured start",
        ),
    ]


def _draw(
    ax: Any,
    row: int,
    text: str,
    curve: tuple[np.ndarray, np.ndarray],
    heights: np.ndarray,
    exact: Escape,
    f: Octopus,
    d: int,
) -> None:
    t, values = curve
    ax.plot(t + row, values, color=picture.BLUE, label="GD")
    tail = np.array([len(heights), max(t[-1], len(heights))])
    ax.plot(
        np.concatenate((np.arange(len(heights)), tail)) + row,
        np.concatenate((heights, [-d * f.nu] * 2)),
        color=picture.RED,
        label="PGD",
        linestyle=(0, (5, 1.5)),
    )
    ax.set_xlabel("iteration" if row == 0 else "iteration + 1")
    if row:
        ax.set_xscale("log")
    else:
        ax.set_title(
            f"$L$ = {float(Number.of(text)):.4g},  $(L+\\gamma)/\\gamma$ = "
            f"{float(1 + exact.kappa):.4g}"
        )
        ax.ticklabel_format(axis="x", style="sci", scilimits=(0, 4))
    ax.set_ylabel("objective")


@reproduction("figure-7.3", SOURCE, aliases=("fig-7.3",))
def figure_7_3(run: Run) -> Reproduction:
    """GD and PGD on the octopus with 5 saddles: objective against iterations, four values of L"""
    return _make(run, "figure-7.3", 5)


@reproduction("figure-7.4", SOURCE, aliases=("fig-7.4",))
def figure_7_4(run: Run) -> Reproduction:
    """GD and PGD on the octopus with 10 saddles: objective against iterations, four values of L"""
    return _make(run, "figure-7.4", 10)
