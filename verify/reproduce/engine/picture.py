"""One look for all pictures: colour-blind safe, readable at column width; SVG, PDF and PNG."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .output import write

RED, BLUE, GREEN, ORANGE, PURPLE, GREY = (
    "#c1272d",
    "#0060ad",
    "#1b7f4b",
    "#d98200",
    "#7b3fa0",
    "#6b6b6b",
)

STYLE = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 9.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#555555",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.7,
    "lines.linewidth": 1.7,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "xtick.color": "#444444",
    "ytick.color": "#444444",
    "svg.fonttype": "none",
    "svg.hashsalt": "steepest",
    "figure.dpi": 100,
}


@contextmanager
def canvas(rows: int = 1, columns: int = 1, **size: float) -> Iterator[tuple[Any, Any]]:
    """`figure` with the look in force while it is drawn and saved."""
    import matplotlib

    with matplotlib.rc_context(STYLE):  # pyright: ignore[reportArgumentType]
        yield figure(rows, columns, **size)


def figure(
    rows: int = 1, columns: int = 1, width: float = 5.4, height: float = 3.5
) -> tuple[Any, Any]:
    """A figure with rows x columns axes (always a 2-d array of them), on white, made without any
    display.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    made = Figure(figsize=(width * columns, height * rows), layout="constrained", facecolor="white")
    FigureCanvasAgg(made)
    return made, made.subplots(rows, columns, squeeze=False)


def rectangle(corner: tuple[float, float], width: float, height: float, **look: Any) -> Any:
    """A rectangle in the coordinates of the axes."""
    from matplotlib.patches import Rectangle

    return Rectangle(corner, width, height, **look)


def save(made: Any, out: Path, name: str, caption: str) -> list[Path]:
    """name.svg, name.pdf, name.png and the caption as name.txt."""
    paths = []
    kinds = (
        ("svg", {"metadata": {"Date": None}}),
        ("pdf", {"metadata": {"CreationDate": None}}),
        ("png", {"dpi": 170}),
    )
    for kind, options in kinds:
        content = io.BytesIO()
        made.savefig(content, format=kind, **options)
        paths.append(write(out / f"{name}.{kind}", content.getvalue()))
    write(out / f"{name}.txt", caption + "\n")
    return paths


def thinned(length: int, points: int = 1200) -> Any:
    """Indices for a curve: everything early, then evenly spaced, the last one included; enough for
    any screen.
    """
    import numpy

    if length <= points:
        return numpy.arange(length)
    early = numpy.arange(points // 4)
    return numpy.unique(
        numpy.concatenate(
            (early, numpy.linspace(points // 4, length - 1, points - points // 4).astype(int))
        )
    )


def put(made: Any, drawing: Any, run: Any, caption: str) -> None:
    """Save the one picture of a reproduction under its name."""
    made.pictures = save(drawing, run.out, made.name, caption)
