"""Figure 2.1: what the width does to two-layer ReLU networks. Loss, pattern changes and largest
distance over 100 epochs, n = d = 1000.

The runs behind it are those of `width_runs`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from steepest.kernels.relu_gram.gram import Setting, inputs, limiting_gram

from ...fits import linear_fit, rate_fit
from ..engine import picture
from ..engine.output import finish, write_csv
from ..engine.registry import Comparison, Reproduction, Run, reproduction
from .width_runs import planned, results

SOURCE = "du-thesis, Section 2.4 and Figure 2.1; also Du, Zhai, Poczos, Singh, ICLR 2019"
SOLVED = 1e-6
PANELS = {
    "a": ("loss", r"loss", "(a) Training loss"),
    "b": ("changed", "share of changed patterns", "(b) Pattern changes"),
    "c": ("moved", r"$\max_r\,\|w_r(k)-w_r(0)\|_2$", "(c) Largest distance from the start"),
}


def _compare(made: Reproduction, runs: dict[Setting, dict[str, Any]], lambda0: float) -> None:
    widths = made.settings["widths"]

    def means(pick):
        return [float(np.mean([pick(r) for s, r in runs.items() if s.m == m])) for m in widths]  # noqa: E731

    show = lambda values: ", ".join(f"{v:.3g}" for v in values)  # noqa: E731
    ratio = means(lambda r: np.log10(max(r["loss"][-1] / r["loss"][0], 1e-300)))
    half = means(lambda r: np.log10(r["loss"][min(20, len(r["loss"]) - 1)] / r["loss"][0]))
    drops = lambda values: bool(np.all(np.diff(values) < 0))  # noqa: E731
    listed = f"m = {', '.join(map(str, widths))}"
    made.comparisons += [
        Comparison(
            "(a) log10 of loss / first loss, last epoch",
            "better for larger m",
            show(ratio),
            ratio[-1] < ratio[0],
            listed,
        ),
        Comparison(
            "(a) the same after 20 epochs", "better for larger m", show(half), half[-1] < half[0]
        ),
        Comparison(
            "(a) every width reaches zero loss",
            "yes",
            f"worst {10 ** max(ratio):.1e}",
            10 ** max(ratio) < SOLVED,
        ),
    ]
    steps, eta = made.settings["steps"], made.settings["eta"]
    window = (round(0.2 * steps), round(0.6 * steps))
    if (
        steps >= 20
        and 0 < eta * lambda0 < 1
        and all(min(r["loss"]) > 0 and len(r["loss"]) > steps for r in runs.values())
    ):
        rates = means(lambda r: -rate_fit(range(steps + 1), r["loss"], window).slope)
        theory = (
            f"-2 log(1 - eta lambda_0) = {-2 * np.log(1 - eta * lambda0):.4f}: the slowest "
            f"direction of H_inf"
        )
        said = f"(a) rate: decrease of log loss an epoch, epochs {window[0]} to {window[1]}"
        made.comparisons.append(
            Comparison(said, "better for larger m", show(rates), rates[-1] > rates[0], theory)
        )
    for panel in "bc":
        name, _, title = PANELS[panel]
        values = means(lambda r, name=name: r[name][-1])
        fit = linear_fit(
            np.log([s.m for s in runs]),
            np.log([r[name][-1] for r in runs.values()]),
            confidence=0.95,
        )
        made.comparisons += [
            Comparison(
                f"({panel}) {title[4:].lower()}, last epoch",
                "decreases as m grows",
                show(values),
                drops(values),
            ),
            Comparison(
                f"({panel}) exponent of m",
                "(theory: -1/2)",
                f"{fit.slope:.3f} [{fit.low:.3f}, {fit.high:.3f}]",
                None,
                "95 % interval",
            ),
        ]
    first, last = (
        means(lambda r, key=key: r[key][0] if r[key] else np.nan) for key in ("first", "last")
    )
    drift = f"start {show(first)}; end {show(last)}"
    note = f"lambda_min(H_inf) = {lambda0:.4f}"
    made.comparisons += [
        Comparison(
            "least eigenvalue of H grows with m",
            "conjectured reason for (a)",
            drift,
            first[-1] > first[0] and last[-1] > last[0],
            note,
        ),
        Comparison(
            "least eigenvalue of H stays positive",
            "yes",
            f"{min(first + last):.4f}",
            min(first + last) > 0,
        ),
    ]


def _draw(ax: Any, panel: str, runs: dict[Setting, dict[str, Any]]) -> None:
    import matplotlib

    name, label, title = PANELS[panel]
    widths = sorted({s.m for s in runs})
    colours = matplotlib.colormaps["viridis"](np.linspace(0.0, 0.82, len(widths)))
    for colour, m in zip(colours, widths):
        chosen = [r[name] for s, r in runs.items() if s.m == m]
        length = min(map(len, chosen))
        curves = np.array([one[:length] for one in chosen])
        middle = (
            np.exp(np.log(np.maximum(curves, 1e-300)).mean(axis=0))
            if panel == "a"
            else curves.mean(axis=0)
        )
        epochs = np.arange(length)
        shown = middle > 1e-26 if panel == "a" else np.ones(length, dtype=bool)
        ax.plot(
            epochs[shown],
            (100 if panel == "b" else 1) * middle[shown],
            color=colour,
            label=f"$m$ = {m:,}",
        )
        if len(chosen) > 1 and panel != "a":
            scale = 100 if panel == "b" else 1
            ax.fill_between(
                epochs,
                scale * curves.min(axis=0),
                scale * curves.max(axis=0),
                color=colour,
                alpha=0.15,
                linewidth=0,
            )
    ax.set_yscale("log" if panel == "a" else "linear")
    ax.set_ylabel(label + (" (%)" if panel == "b" else ""))
    ax.set_xlabel("epoch")
    ax.set_xlim(left=0)
    if panel != "a":
        ax.set_ylim(bottom=0)
    ax.set_title(title)
    if panel == "a":
        ax.legend(loc="upper right")


def _make(run_: Run, name: str, panels: str) -> Reproduction:
    figure, steps, stated = planned(run_)
    base = figure[0]
    everything = results(run_, figure + steps)
    runs = {setting: everything[setting] for setting in figure}
    spectrum = np.linalg.eigvalsh(limiting_gram(inputs(base)[0]))
    made = Reproduction(
        name,
        f"Figure {name.removeprefix('figure-')}: the width of a two-layer ReLU network",
        SOURCE,
    )
    made.settings = stated | {
        name: getattr(base, name) for name in ("n", "d", "eta", "steps", "dtype", "seed")
    }
    made.settings |= {
        "inputs": "uniform on the unit sphere",
        "labels": f"N(0, {base.label_scale:g}^2)",
        "start": "w ~ N(0, I), random signs",
    }
    made.settings |= {
        "lambda_min(H_inf)": round(float(spectrum[0]), 6),
        "lambda_max(H_inf)": round(float(spectrum[-1]), 6),
    }
    rows = (
        (s.m, s.trial, k, *values)
        for s, r in runs.items()
        for k, values in enumerate(zip(r["loss"], r["changed"], r["moved"]))
    )
    made.data.append(
        write_csv(
            run_.out / "figure-2.1.csv",
            ("m", "repetition", "epoch", "loss", "changed", "moved"),
            rows,
        )
    )
    header = (
        "m",
        "eta",
        "repetition",
        "loss_first",
        "loss_worst",
        "loss_last",
        "changed",
        "moved",
        "lambda_min_0",
        "lambda_max_0",
        "lambda_min_end",
        "lambda_max_end",
    )
    summary = [
        (
            s.m,
            s.eta,
            s.trial,
            r["loss"][0],
            max(r["loss"]),
            r["loss"][-1],
            r["changed"][-1],
            r["moved"][-1],
            *r["first"],
            *(r["last"] or ("", "")),
        )
        for s, r in everything.items()
    ]
    made.data.append(write_csv(run_.out / "figure-2.1-summary.csv", header, summary))
    _compare(made, runs, float(spectrum[0]))
    made.remarks += _remarks(steps, everything, float(spectrum[-1]))
    with picture.canvas(1, len(panels), width=4.6, height=3.5) as (drawing, axes):
        for ax, panel in zip(axes.flat, panels):
            _draw(ax, panel, runs)
        caption = (
            f"{made.title}; n = {base.n}, d = {base.d}, step {base.eta:g}, "
            f"{stated['repetitions']} repetitions (bands: their range)."
        )
        made.pictures = picture.save(drawing, run_.out, name, caption)
    return finish(made, run_.out)


def _remarks(steps: list[Setting], runs: dict[Setting, dict[str, Any]], top: float) -> list[str]:
    """What the unstated step does, one line a step."""
    lines = [
        "the source states neither widths, step, repetitions nor axis scales; Gram "
        "coordinates are exact, so d costs nothing beyond X X^T"
    ]
    lines.append(
        f"step: while no pattern changes, eta < 2/lambda_max(H) is needed; 2/lambda_max(H_inf) = "
        f"{2 / top:.3f}"
    )
    for s in steps:
        r = runs[s]
        end = (
            f"lambda_max(H) {r['first'][1]:.3f} -> {r['last'][1]:.3f} (2/eta = {2 / s.eta:.3f})"
            if r["last"]
            else "stopped: not finite"
        )
        lines.append(
            f"step {s.eta:g} (m = {s.m}): loss {r['loss'][0]:.3g} -> {r['loss'][-1]:.2g} "
            f"(largest {max(r['loss']):.3g}), "
            f"patterns changed {r['changed'][-1]:.2%}, largest distance {r['moved'][-1]:.3g}, {end}"
        )
    return lines


def _register(name: str, panels: str, says: str) -> None:
    def make(run_: Run) -> Reproduction:
        return _make(run_, name, panels)

    make.__doc__ = f"Two-layer ReLU networks of growing width: {says}"
    reproduction(name, SOURCE, aliases=(name.replace("figure", "fig"),))(make)


_register("figure-2.1", "abc", "training loss, pattern changes, largest distance from the start")
_register("figure-2.1a", "a", "training loss")
_register("figure-2.1b", "b", "pattern changes")
_register("figure-2.1c", "c", "largest distance from the start")
