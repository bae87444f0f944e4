"""Figures 6.3c, 6.3d and 6.4: learning random and Gabor filters from real images.

MNIST is not bundled with any package. The digits and photographs of scikit-learn stand in for it;
`--set images=FILE` reads an IDX file that the user has (train-images-idx3-ubyte), which is never
fetched.
"""

from __future__ import annotations

from math import pi
from typing import Any

import numpy as np
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.filters import images as kernel

from ..engine import picture
from ..engine.output import finish, write_csv
from ..engine.registry import Comparison, Reproduction, Run, reproduction
from .idx import read_idx
from .settings import COLOURS, SettingError, chosen

SOURCE = "du-thesis, Section 6.4 and Figures 6.3c, 6.3d, 6.4; also Du, Lee, Tian, ICLR 2018"
RADII = (0.25, 0.5, 0.75, 1.0, 1.5)
SETTINGS: dict[str, Any] = {
    "images": "digits",
    "size": 5,
    "stride": 1,
    "inputs": 1797,
    "epochs": 20,
    "starts": 5,
    "contrast": "normalised",
}
SMALL = 1e-2
LARGEST = 60_000_000  # numbers in all patches together


def inputs(given: dict[str, Any], rng: np.random.Generator) -> tuple[np.ndarray, str]:
    """The patches (n, k, p) of the chosen images, and what they are, in words."""
    name, size, stride = given["images"], given["size"], given["stride"]
    if given["contrast"] not in ("normalised", "raw"):
        raise SettingError(
            f"contrast = {given['contrast']!r} was given; choose normalised or raw (it concerns "
            f"the photographs)"
        )
    try:
        if name == "digits":
            images, words = (
                kernel.digits()[: given["inputs"]],
                "digits of scikit-learn, 8 x 8 pixels",
            )
        elif name == "photographs":
            side = size + 3 * stride
            images = kernel.crops(kernel.photographs(), side, given["inputs"], rng)
            words = (
                f"random {side} x {side} crops of the two photographs of scikit-learn (grey, "
                f"half size)"
            )
            if given["contrast"] == "normalised":
                images, words = (
                    kernel.normalised(images),
                    words + ", each of mean 0 and standard deviation 1 (flat ones left out)",
                )
        else:
            images = read_idx(name, given["inputs"])
            words = f"images of {name}, {images.shape[1]} x {images.shape[2]} pixels"
        k = max((images.shape[1] - size) // stride + 1, 0) * max(
            (images.shape[2] - size) // stride + 1, 0
        )
        if len(images) * k * size**2 > LARGEST:
            raise SettingError(
                f"{len(images)} inputs of {k} patches are more than fits here; give a larger "
                f"stride or fewer inputs with --set"
            )
        Z = kernel.patches(images, size, stride)
    except KernelError as error:
        raise SettingError(str(error)) from None
    return Z, f"the first {len(Z)} " + words if name == "digits" else f"{len(Z)} " + words


def teacher(kind: str, size: int, rng: np.random.Generator, theta: float = pi / 4) -> np.ndarray:
    """A random filter with entries N(0, 1), or a Gabor filter scaled to the size."""
    if kind == "random":
        return rng.standard_normal(size * size)
    return kernel.gabor(size, theta, wavelength=4.0 * size / 5, width=2.0 * size / 5)


def convergence(run: Run, name: str, kind: str) -> Reproduction:
    """Relative loss against epochs for starts at several distances of the teacher."""
    given = chosen(run, SETTINGS, name)
    rng = np.random.Generator(np.random.Philox(key=run.seed))
    Z, words = inputs(given, rng)
    target = teacher(kind, given["size"], rng)
    radii = np.repeat(RADII, given["starts"])
    begin = kernel.starts(target, radii, rng)
    eta = kernel.largest_step(Z)
    run.say(
        f"{len(radii)} runs of {given['epochs']} epochs over {len(Z)} inputs, k = {Z.shape[1]}, p "
        f"= {Z.shape[2]}"
    )
    made_runs = kernel.train(Z, target, begin, eta, given["epochs"], rng)
    loss = made_runs.loss.reshape(given["epochs"] + 1, len(RADII), given["starts"])
    made = Reproduction(
        name,
        f"Figure {name.removeprefix('figure-')}: learning a "
        f"{'Gabor' if kind == 'gabor' else kind} filter from images",
        SOURCE,
    )
    made.settings = {
        "images": words,
        "patches": f"{given['size']} x {given['size']}, stride {given['stride']}",
        "k": Z.shape[1],
        "p": Z.shape[2],
        "teacher": "entries N(0, 1)"
        if kind == "random"
        else f"Gabor, 45 degrees, wavelength {0.8 * given['size']:g}, width "
        f"{0.4 * given['size']:g}, aspect 1/2",
        "w_0": "w* + c |w*| u, u uniform on the sphere",
        "c": list(RADII),
        "starts a radius": given["starts"],
        "batch": "1, reshuffled",
        "eta": f"1/max |Z_avg|^2 = {eta:.4g}",
        "epochs": given["epochs"],
        "relative loss": "log10(mean (f - f*)^2 / (mean f*)^2)",
        "seed": run.seed,
    }
    middle = np.median(loss, axis=2)
    header = ["epoch", *(f"c={c} start {i + 1}" for c in RADII for i in range(given["starts"]))]
    made.data.append(
        write_csv(
            run.out / f"{name}.csv",
            header,
            ([t, *map(float, row)] for t, row in enumerate(made_runs.loss)),
        )
    )
    _compare(made, run, Z, target, made_runs, middle, given["starts"])
    with picture.canvas() as (drawing, axes):
        ax, epochs = axes[0, 0], np.arange(len(middle))
        for number, c in enumerate(RADII):
            colour = COLOURS[number]
            ax.plot(epochs, np.log10(middle[:, number]), color=colour, label=f"c = {c:g}")
            low, high = np.log10(loss[:, number].min(axis=1)), np.log10(loss[:, number].max(axis=1))
            ax.fill_between(epochs, low, high, color=colour, alpha=0.15, linewidth=0)
        ax.set_xlabel("epoch")
        ax.set_ylabel(r"$\log_{10}$ relative loss")
        ax.set_xlim(0, len(middle) - 1)
        ax.legend(loc="upper right", ncols=2, title=r"start $w_*+c\,\|w_*\|\,u$")
        caption = (
            f"{made.title}; {words}; lines: medians of {given['starts']} starts, bands: "
            f"smallest to largest."
        )
        made.pictures = picture.save(drawing, run.out, name, caption)
    return finish(made, run.out)


def _compare(
    made: Reproduction,
    run: Run,
    Z: np.ndarray,
    target: np.ndarray,
    found: Any,
    middle: np.ndarray,
    each: int,
) -> None:
    values, vectors = kernel.spectrum(Z)
    lead = vectors[:, values > 1e-3 * values[0]]
    cosines = np.array([kernel.cosine(w, target) for w in found.w]).reshape(-1, each)
    seen = np.array([kernel.cosine(w @ lead, target @ lead) for w in found.w]).reshape(-1, each)
    final, half = middle[-1], middle[len(middle) // 4]
    for when, losses in (
        ("final relative loss", final),
        ("relative loss after a quarter of the epochs", half),
    ):
        made.comparisons.append(
            Comparison(
                f"median {when} increases with c",
                "better starts are faster",
                ", ".join(f"{np.log10(x):.2f}" for x in losses),
                bool((np.diff(losses) > 0).all()),
                "log10",
            )
        )
    made.comparisons += [
        Comparison(
            "largest final relative loss for c <= 1",
            "near zero (1/100 here)",
            f"{found.loss[-1][: 4 * each].max():.2g}",
            bool(found.loss[-1][: 4 * each].max() <= SMALL),
        ),
        Comparison(
            "smallest cosine of learned and true filter",
            "often not the exact filter",
            ", ".join(f"{c:.3f}" for c in cosines.min(axis=1)),
            bool(cosines.min() < 0.99),
            "for each c",
        ),
        Comparison(
            f"the same in the span of the {lead.shape[1]} leading of {Z.shape[2]} directions",
            "equivalent filters",
            ", ".join(f"{c:.3f}" for c in seen.min(axis=1)),
            None,
            "eigenvalues above 1e-3 of the largest",
        ),
    ]
    made.data.append(
        write_csv(
            run.out / f"{made.name}-spectrum.csv",
            ("eigenvalue of E[Z_avg Z_avg^T]",),
            ([float(v)] for v in values),
        )
    )
    made.remarks.append(
        "filter size, stride, step, batch, iterations and starts are not stated in the source; it "
        "uses MNIST"
    )
    if made.settings["images"].endswith("8 x 8 pixels"):
        made.remarks.append(
            "for MNIST itself: --set images=train-images-idx3-ubyte (a file of yours; nothing is "
            "fetched)"
        )


@reproduction("figure-6.3c", SOURCE, aliases=("exp-6.3c",))
def figure_6_3c(run: Run) -> Reproduction:
    """Learning a random filter from images, from starts at different distances"""
    return convergence(run, "figure-6.3c", "random")


@reproduction("figure-6.3d", SOURCE, aliases=("exp-6.3d",))
def figure_6_3d(run: Run) -> Reproduction:
    """Learning a Gabor filter from images, from starts at different distances"""
    return convergence(run, "figure-6.3d", "gabor")


SETTINGS_4: dict[str, Any] = {
    "images": "both",
    "size": 5,
    "stride": 1,
    "inputs": 1797,
    "epochs": 20,
    "radius": 0.5,
    "starts": 4,
    "contrast": "normalised",
}
PAIRS = 4
ANGLES = (0.0, pi / 4, pi / 2, 3 * pi / 4)


@reproduction("figure-6.4", SOURCE, aliases=("fig-6.4",))
def figure_6_4(run: Run) -> Reproduction:
    """True and learned filters side by side: random and Gabor filters"""
    given = chosen(run, SETTINGS_4, "figure-6.4")
    sources = ("digits", "photographs") if given["images"] == "both" else (given["images"],)
    rng = np.random.Generator(np.random.Philox(key=run.seed))
    made = Reproduction("figure-6.4", "Figure 6.4: true (left) and learned (right) filters", SOURCE)
    made.settings = {
        "start": f"{given['radius']:g} |w*| u, u uniform on the sphere",
        "starts": f"{given['starts']}, the run with the smallest loss is shown",
        "epochs": given["epochs"],
        "batch": "1, reshuffled",
        "eta": "1/max |Z_avg|^2",
        "seed": run.seed,
    }
    rows, pairs = [], []
    for number, source in enumerate(sources, start=1):
        size, stride = (
            (11, 4)
            if source == "photographs" and "size" not in run.settings
            else (given["size"], given["stride"])
        )
        Z, words = inputs(given | {"images": source, "size": size, "stride": stride}, rng)
        made.settings[f"images {number}"] = (
            f"{words}; patches {size} x {size}, stride {stride}, k = {Z.shape[1]}"
        )
        for kind in ("random", "gabor"):
            run.say(
                f"{words}: {PAIRS} {kind} filters of {size} x {size}, {given['starts']} starts each"
            )
            rows += _learn(Z, source, kind, size, given, rng, pairs)
    header = (
        "images",
        "filter",
        "relative loss",
        "cosine before",
        "cosine after",
        "cosine after, leading directions",
        "leading directions",
    )
    made.data.append(write_csv(run.out / "figure-6.4.csv", header, rows))
    entries = (
        [p[0], p[1], which, " ".join(f"{x:.6g}" for x in v)]
        for p in pairs
        for which, v in (("true", p[3]), ("learned", p[4]))
    )
    made.data.append(
        write_csv(
            run.out / "figure-6.4-filters.csv", ("images", "filter", "which", "entries"), entries
        )
    )
    for source in sources:
        for kind in ("random", "gabor"):
            these = [row for row in rows if row[0] == source and row[1] == kind]
            before, after, seen = (
                max(abs(row[3]) for row in these),
                min(row[4] for row in these),
                min(row[5] for row in these),
            )
            note = (
                f"at the start at most {before:.3f} in size; in the {these[0][6]} leading "
                f"directions {seen:.4f}"
            )
            what = f"{source}, {kind} filters: smallest cosine of true and learned"
            made.comparisons.append(
                Comparison(what, "similar patterns", f"{after:.3f}", after >= 0.9, note)
            )
    _draw(made, run, pairs, len(sources))
    made.remarks.append(
        "the source shows MNIST; Gabor filters need patches larger than strokes, hence the "
        "photographs"
    )
    made.remarks.append(
        "raw photographs have 3 leading directions of 121: from them SGD finds other filters "
        "of small loss (--set contrast=raw)"
    )
    return finish(made, run.out)


def _learn(
    Z: np.ndarray,
    source: str,
    kind: str,
    size: int,
    given: dict[str, Any],
    rng: np.random.Generator,
    pairs: list[Any],
) -> list[list[Any]]:
    """One row a filter: the best of its runs; the pair of filters is added to `pairs`."""
    values, vectors = kernel.spectrum(Z)
    lead = vectors[:, values > 1e-3 * values[0]]
    goals, each = [teacher(kind, size, rng, theta) for theta in ANGLES], given["starts"]
    begin = np.concatenate(
        [kernel.starts(goal, [given["radius"]] * each, rng, free=True) for goal in goals]
    )
    found = kernel.train(
        Z, np.repeat(goals, each, axis=0), begin, kernel.largest_step(Z), given["epochs"], rng
    )
    rows = []
    for i, goal in enumerate(goals):
        own = np.where(np.isfinite(found.loss[-1]), found.loss[-1], np.inf)[
            i * each : (i + 1) * each
        ]
        best = i * each + int(own.argmin())
        w = found.w[best]
        pairs.append((source, kind, size, goal, w, kernel.cosine(goal, w)))
        seen = kernel.cosine(goal @ lead, w @ lead)
        rows.append(
            [
                source,
                kind,
                float(found.loss[-1][best]),
                kernel.cosine(goal, begin[best]),
                kernel.cosine(goal, w),
                seen,
                lead.shape[1],
            ]
        )
    return rows


def _draw(made: Reproduction, run: Run, pairs: list[Any], sources: int) -> None:
    with picture.canvas(2 * sources, 2 * PAIRS, width=0.95, height=1.22) as (drawing, axes):
        for number, (source, kind, size, goal, w, cosine) in enumerate(pairs):
            top = max(abs(goal).max(), abs(w).max())
            row, column = divmod(number, PAIRS)
            for offset, filter_ in ((0, goal), (1, w)):
                ax = axes[row, 2 * column + offset]
                ax.imshow(
                    filter_.reshape(size, size),
                    cmap="RdBu_r",
                    vmin=-top,
                    vmax=top,
                    interpolation="nearest",
                )
                ax.set_xticks([])
                ax.set_yticks([])
                ax.grid(False)
                for spine in ax.spines.values():
                    spine.set_visible(False)
                ax.set_title(
                    "true" if offset == 0 else f"{cosine:.3f}",
                    fontsize=8,
                    fontweight="normal",
                    loc="center",
                    pad=3,
                )
            if column == 0:
                axes[row, 0].set_ylabel(
                    f"{'images' if source not in ('digits', 'photographs') else source}\n{kind}",
                    fontsize=8,
                )
        drawing.get_layout_engine().set(wspace=0.06, hspace=0.06)
        caption = (
            "Each pair: the true filter and the one learned by SGD from real images, on "
            "one scale of colours; above the latter the cosine of the two."
        )
        made.pictures = picture.save(drawing, run.out, "figure-6.4", caption)
