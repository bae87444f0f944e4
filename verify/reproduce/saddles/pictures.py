"""Figures 7.1, 7.2 and 7.5: the examples and the construction, drawn from the functions
themselves.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.saddles.octopus import Octopus, simulate

from ..engine import picture
from ..engine.output import finish
from ..engine.registry import Reproduction, Run, reproduction

SOURCE = (
    "du-thesis, Sections 7.3, 7.4 and 7.7; also Du, Jin, Lee, Jordan, Poczos, Singh, NeurIPS 2017"
)


def slope(x1: Any, x2: Any) -> Any:
    """Equation (7.2) with the explicit connection h of the claim saddle.warm-2.h."""
    s = np.clip(x1 + 2, 0, 1)
    h1 = 8 - 4 * s - 37 * s**3 + 57 * s**4 - 23 * s**5 + 64 * s**3 * (1 - s) ** 3 * (2 * s - 1)
    middle = h1 + (1 - 2 * s**3 * (10 - 15 * s + 6 * s**2)) * x2**2
    return np.where(x1 > -1, x1**2 - x2**2, np.where(x1 < -2, -4 * x1 + x2**2, middle))


def octopus_values(f: Octopus, axis: np.ndarray) -> np.ndarray:
    """f on the grid axis x axis, NaN outside the domain; rows are x_2."""
    values = np.full((len(axis), len(axis)), np.nan)
    for row, b in enumerate(axis):
        for column, a in enumerate(axis):
            try:
                values[row, column] = f.value([a, b])
            except KernelError:
                continue
    return values


def _contours(ax: Any, x: Any, y: Any, z: Any, levels: int = 25) -> None:
    ax.contourf(x, y, z, levels=levels, cmap="viridis", alpha=0.85)
    ax.contour(x, y, z, levels=levels, colors="white", linewidths=0.4)
    ax.set_xlabel("$x_1$")
    ax.set_ylabel("$x_2$")
    ax.grid(False)


def _points(ax: Any, f: Octopus, mirrored: bool) -> None:
    c = 4 * f.tau
    signs = (1, -1) if mirrored else (1,)
    saddles = [(0, 0), *((a * c, 0) for a in signs)]
    minima = [(a * c, b * c) for a in signs for b in signs]
    ax.plot(*zip(*saddles), "o", color=picture.BLUE, markeredgecolor="white", label="saddle point")
    ax.plot(*zip(*minima), "o", color=picture.RED, markeredgecolor="white", label="minimum")


@reproduction("figure-7.1", SOURCE, aliases=("fig-7.1",))
def figure_7_1(run: Run) -> Reproduction:
    """Two initialisations from which gradient descent leaves (0, 0) slowly: a thin band, and a box
    far up a slope
    """
    made = Reproduction(
        "figure-7.1",
        "Figure 7.1: unnatural initialisations",
        SOURCE,
        settings={"R": 6, "band half-width drawn": 0.06},
    )
    with picture.canvas(1, 2, width=5.0, height=3.4) as (drawing, axes):
        near, far = axes.flat
        a, b = np.meshgrid(np.linspace(-1, 1, 201), np.linspace(-1, 1, 201))
        _contours(near, a, b, a**2 - b**2)
        near.fill_between(
            [-1, 1], -0.06, 0.06, color=picture.RED, alpha=0.75, label="initialisation"
        )
        near.set_title("(a) a thin band")
        a, b = np.meshgrid(np.linspace(-7.2, 1, 401), np.linspace(-1, 1, 201))
        _contours(far, a, b, slope(a, b))
        far.fill_between([-7, -5], -1, 1, color=picture.RED, alpha=0.75, label="initialisation")
        far.set_title("(b) far up a slope, R = 6")
        for ax in (near, far):
            ax.plot(0, 0, "o", color=picture.BLUE, markeredgecolor="white", label="saddle point")
            ax.legend(loc="upper right", frameon=True)
        picture.put(
            made,
            drawing,
            run,
            "Level sets of x_1^2 - x_2^2 and of equation (7.2); red: the initial points.",
        )
    made.remarks.append(
        "the band is drawn wider than (3/2)^(-exp(1/epsilon)), which would be invisible"
    )
    return finish(made, run.out)


def _surface(
    drawing: Any, place: tuple[int, int, int], old: Any, x: np.ndarray, z: np.ndarray, title: str
) -> Any:
    old.remove()
    ax = drawing.add_subplot(*place, projection="3d")
    a, b = np.meshgrid(x, x)
    ax.plot_surface(
        a,
        b,
        z,
        cmap="viridis",
        linewidth=0,
        antialiased=False,
        rcount=90,
        ccount=90,
        vmin=np.nanmin(z),
        vmax=np.nanmax(z),
    )
    ax.set_title(title)
    ax.view_init(elev=42, azim=-120)
    return ax


@reproduction("figure-7.2", SOURCE, aliases=("fig-7.2",))
def figure_7_2(run: Run) -> Reproduction:
    """The function with two saddles: surface, tube with a trajectory of gradient descent,
    octopus
    """
    f = Octopus()
    size = int(run.settings.get("grid", 160))
    tube, whole = np.linspace(0, 6 * f.tau, size), np.linspace(-6 * f.tau, 6 * f.tau, size)
    z, mirrored = octopus_values(f, tube), octopus_values(f, whole)
    path, values = simulate(f, [0.3, 0.9], 1 / (20 * f.L), 600)
    made = Reproduction("figure-7.2", "Figure 7.2: the construction for d = 2", SOURCE)
    made.settings = {
        "L": "e",
        "gamma": 1,
        "tau": "e",
        "start": "(0.3, 0.9)",
        "eta": "1/(20 L)",
        "steps": 600,
    }
    with picture.canvas(1, 3, width=4.6, height=3.8) as (drawing, axes):
        surface = _surface(
            drawing, (1, 3, 1), axes[0][0], tube, z, "(a) surface and stationary points"
        )
        c = 4 * f.tau
        surface.plot([0, c], [0, 0], [0, -f.nu], "o", color=picture.BLUE, zorder=10)
        surface.plot([c], [c], [-2 * f.nu], "o", color=picture.RED, zorder=10)
        surface.plot(path[:, 0], path[:, 1], values + 4, color="#e377c2", zorder=9)
        for ax, axis, grid, title in (
            (axes[0][1], tube, z, "(b) tube and trajectory"),
            (axes[0][2], whole, mirrored, "(c) octopus"),
        ):
            _contours(ax, axis, axis, grid)
            _points(ax, f, grid is mirrored)
            ax.set_title(title)
            ax.set_aspect("equal")
        axes[0][1].plot(path[:, 0], path[:, 1], color="#e377c2", label="gradient descent")
        axes[0][1].legend(loc="upper left")
        picture.put(
            made, drawing, run, "tau = e, L = e, gamma = 1. Blue: saddle points, red: minima."
        )
    return finish(made, run.out)


@reproduction("figure-7.5", SOURCE, aliases=("fig-7.5",))
def figure_7_5(run: Run) -> Reproduction:
    """A slice of the tube in the plane of x_i and x_{i+1}, and the octopus for d = 2"""
    f = Octopus()
    size = int(run.settings.get("grid", 160))
    tube, whole = np.linspace(0, 6 * f.tau, size), np.linspace(-6 * f.tau, 6 * f.tau, size)
    made = Reproduction(
        "figure-7.5",
        "Figure 7.5: intersection surfaces of the construction",
        SOURCE,
        settings={"L": "e", "gamma": 1, "tau": "e"},
    )
    with picture.canvas(1, 2, width=5.0, height=4.2) as (drawing, axes):
        left = _surface(
            drawing, (1, 2, 1), axes[0][0], tube, octopus_values(f, tube), "(a) tube, slice"
        )
        right = _surface(
            drawing, (1, 2, 2), axes[0][1], whole, octopus_values(f, whole), "(b) octopus, d = 2"
        )
        left.set_xlabel("$x_i$")
        left.set_ylabel("$x_{i+1}$")
        right.set_xlabel("$x_1$")
        right.set_ylabel("$x_2$")
        picture.put(
            made,
            drawing,
            run,
            "tau = e, L = e, gamma = 1; f less its value at the i-th saddle on the left.",
        )
    return finish(made, run.out)
