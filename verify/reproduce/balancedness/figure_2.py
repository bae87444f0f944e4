"""Figure 2: how balanced a three-layer ReLU network stays, for two initialisations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from steepest.kernels.relu_gram.descent import Descent, predicted_differences
from steepest.kernels.relu_gram.experiment import INITIALISATIONS, Setting, measures

from ..engine import picture
from ..engine.output import finish, write_csv
from ..engine.registry import Reproduction, Run, reproduction
from .checkpoint import resumed_runs
from .printed import CLOSE, FINAL_NORMS, compare

SOURCE = "du-hu-lee-2018, Section 4 and Figure 2; also thesis, Section 4.4 and Figure 4.2"
CHOSEN = Setting(
    inputs="N(0,1)", labels="linear teacher", label_scale=5.0, eta=5e-6
)  # of what the source leaves open; see the table of exp-scan
PANELS = {
    "a": ("balanced", "differences", "Balanced: differences"),
    "b": ("balanced", "ratios", "Balanced: ratios"),
    "c": ("unbalanced", "differences", "Unbalanced: differences"),
    "d": ("unbalanced", "ratios", "Unbalanced: ratios"),
}


def _runs(
    run: Run, kinds: tuple[str, ...]
) -> tuple[dict[str, Descent], dict[str, Setting], list[str]]:
    changed = {
        name: value for name, value in run.settings.items() if name in Setting.__dataclass_fields__
    }
    settings = {
        kind: replace(CHOSEN, initialisation=kind, seed=run.seed, **changed) for kind in kinds
    }
    jobs = [(run.out / f"run-{kind}.npz", setting) for kind, setting in settings.items()]
    found = dict(zip(kinds, resumed_runs(jobs, run.say)))
    remarks = [
        f"the {kind} run continued from iteration {begun:,} of an earlier call"
        for kind, (_, begun) in found.items()
        if begun
    ]
    return {kind: state for kind, (state, _) in found.items()}, settings, remarks


def _write_data(run: Run, kind: str, state: Descent, eta: float):
    norms = state.norms[: state.done + 1]
    gaps, law = -np.diff(norms, axis=1), predicted_differences(state, eta)
    header = (
        "iteration",
        "norm_1",
        "norm_2",
        "norm_3",
        "difference_12",
        "difference_23",
        "ratio_12",
        "ratio_23",
        "loss",
    )
    header += ("predicted_12", "predicted_23")
    ratios = norms[:, :-1] / norms[:, 1:]
    loss = state.loss[: state.done + 1, None]
    rows = np.concatenate((norms, gaps, ratios, loss, law), axis=1)
    return write_csv(
        run.out / f"figure-2-{kind}.csv",
        header,
        ([t, *map(float, row)] for t, row in enumerate(rows)),
    )


def draw(ax: Any, state: Descent, kind: str, what: str, title: str) -> None:
    """One panel."""
    norms = state.norms[: state.done + 1]
    t = picture.thinned(len(norms))
    lines = (("12", picture.RED, 0), ("23", picture.BLUE, 1))
    for name, colour, h in lines:
        top, bottom = f"\\|W_{name[0]}\\|_F^2", f"\\|W_{name[1]}\\|_F^2"
        if what == "differences":
            ax.plot(
                t,
                np.abs(norms[t, h] - norms[t, h + 1]),
                color=colour,
                label=f"$|{top} - {bottom}|$",
            )
        else:
            ax.plot(t, norms[t, h] / norms[t, h + 1], color=colour, label=f"${top}\\,/\\,{bottom}$")
    if what == "differences":
        bound = FINAL_NORMS[kind]["bound"]
        ax.axhline(
            bound,
            color=picture.GREY,
            linewidth=1,
            linestyle=(0, (4, 3)),
            label=f"printed bound {bound:g}",
        )
        ax.set_ylim(bottom=0)
        ax.set_ylabel("difference of squared norms")
    else:
        ax.axhline(1, color=picture.GREY, linewidth=1, linestyle=(0, (4, 3)))
        if (norms[:, :-1] / norms[:, 1:]).max() > 3:
            ax.set_yscale("log")
            ax.set_yticks([1, 2, 5, 10], ["1", "2", "5", "10"])
            ax.minorticks_off()
        ax.set_ylabel("ratio of squared norms")
    ax.set_title(title)
    ax.set_xlabel("iteration")
    ax.set_xlim(0, len(norms) - 1)
    ax.legend(loc="best")


def _make(run: Run, name: str, panels: str) -> Reproduction:
    kinds = tuple(
        kind for kind in INITIALISATIONS if kind in {PANELS[panel][0] for panel in panels}
    )
    states, settings, remarks = _runs(run, kinds)
    title = f"Figure {name.removeprefix('figure-')}: balancedness of a 3-layer ReLU network"
    stated = {
        key: value
        for key, value in settings[kinds[0]].to_json().items()
        if key not in ("initialisation", "trial", "variances")
    }
    stated |= {
        "variances": {kind: INITIALISATIONS[kind] for kind in kinds},
        "loss": "(1/2) sum over the points of ||f(x) - y||^2",
    }
    made = Reproduction(name, title, SOURCE, settings=stated, remarks=remarks)
    for kind in kinds:
        seen = measures(states[kind], settings[kind].eta, CLOSE)
        made.data.append(_write_data(run, kind, states[kind], settings[kind].eta))
        made.comparisons += compare(kind, seen)
        made.remarks.append(
            f"{kind}: the differences follow eta^2 times the accumulated gradient norms to "
            f"{seen['law_error']:.1e}; "
            f"loss {seen['loss_first']:.4g} -> {seen['loss']:.4g}"
        )
    columns = min(2, len(panels))
    widths = "-".join(map(str, settings[kinds[0]].widths))
    setting = settings[kinds[0]]
    caption = (
        f"{title}, {widths}, {setting.points:,} points, {setting.steps:,} iterations of "
        f"full-batch gradient descent; "
        f"inputs {setting.inputs}, labels {setting.labels} times {setting.label_scale:g}, "
        f"step {setting.eta:g} on half the summed squares."
    )
    with picture.canvas(len(panels) // columns, columns) as (drawing, axes):
        for ax, panel in zip(axes.flat, panels):
            kind, what, heading = PANELS[panel]
            draw(
                ax, states[kind], kind, what, f"({panel}) {heading}" if len(panels) > 1 else heading
            )
        made.pictures = picture.save(drawing, run.out, name, caption)
    return finish(made, run.out)


@reproduction("figure-2", SOURCE, aliases=("exp", "fig-2"))
def figure_2(run: Run) -> Reproduction:
    """Balancedness of a 3-layer ReLU network, both initialisations: differences and ratios of
    squared norms
    """
    return _make(run, "figure-2", "abcd")


def _panel(letter: str, title: str, *aliases: str) -> None:
    """Register one panel: it has the picture's runs and a picture of its own."""

    def make(run: Run) -> Reproduction:
        return _make(run, f"figure-2{letter}", letter)

    make.__doc__ = title
    reproduction(f"figure-2{letter}", SOURCE, aliases=aliases)(make)


_panel("a", "Balanced initialisation: differences of squared norms", "exp-balanced")
_panel("b", "Balanced initialisation: ratios of squared norms")
_panel("c", "Unbalanced initialisation: differences of squared norms", "exp-unbalanced")
_panel("d", "Unbalanced initialisation: ratios of squared norms")
