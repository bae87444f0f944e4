"""Learning a filter from real images: patches, teacher filters, batch-1 SGD with reshuffling, and
the losses of Section 6.4.

Images: the 1,797 digits of 8 x 8 pixels and the two photographs that come with scikit-learn, or an
array of the caller's (n, height, width). Nothing is fetched. Many runs go side by side, each with
its own order of the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ..engine import plans
from ..engine.batches import generator
from ..engine.errors import KernelError

MISSING = (
    "the images come with scikit-learn, which is not installed; install it with: pip "
    "install 'steepest[images]'"
)


def available() -> bool:
    """Whether scikit-learn, which brings the images, can be imported."""
    try:
        import sklearn.datasets  # noqa: F401
    except ImportError:
        return False
    return True


def _datasets() -> Any:
    if not available():
        raise KernelError(MISSING)
    import sklearn.datasets

    return sklearn.datasets


@lru_cache(maxsize=1)
def digits() -> np.ndarray:
    """The digits of scikit-learn, (1797, 8, 8), values in [0, 1]."""
    return _datasets().load_digits().images / 16.0


@lru_cache(maxsize=1)
def photographs() -> list[np.ndarray]:
    """The two photographs of scikit-learn in grey, every second pixel averaged, values in [0,
    1].
    """
    grey = [image.mean(axis=2) / 255.0 for image in _datasets().load_sample_images().images]
    halves = [image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2] for image in grey]
    return [(im[::2, ::2] + im[1::2, ::2] + im[::2, 1::2] + im[1::2, 1::2]) / 4 for im in halves]


def crops(images: list[np.ndarray], size: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """`count` squares of size x size pixels from random places of the images."""
    found = []
    for _ in range(count):
        image = images[int(rng.integers(len(images)))]
        row, column = (int(rng.integers(n - size + 1)) for n in image.shape)
        found.append(image[row : row + size, column : column + size])
    return np.array(found)


def patches(images: np.ndarray, size: int, stride: int = 1) -> np.ndarray:
    """All size x size patches at this stride, row by row: (n, k, size^2)."""
    n, height, width = images.shape
    if not 1 <= size <= min(height, width) or stride < 1:
        raise KernelError(
            f"patches of {size} x {size} at stride {stride} do not fit images of {height} x {width}"
        )
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(1, 2))[
        :, ::stride, ::stride
    ]
    return windows.reshape(n, -1, size * size)


def gabor(
    size: int,
    theta: float = np.pi / 4,
    wavelength: float = 4.0,
    width: float = 2.0,
    aspect: float = 0.5,
) -> np.ndarray:
    """exp(-(x'^2 + aspect^2 y'^2)/(2 width^2)) cos(2 pi x'/wavelength) on a grid centred at 0, (x',
    y') turned by theta.
    """
    axis = np.arange(size) - (size - 1) / 2
    x, y = np.meshgrid(axis, axis)
    u, v = x * np.cos(theta) + y * np.sin(theta), -x * np.sin(theta) + y * np.cos(theta)
    return (
        np.exp(-(u**2 + (aspect * v) ** 2) / (2 * width**2)) * np.cos(2 * np.pi * u / wavelength)
    ).ravel()


def output(Z: np.ndarray, w: np.ndarray) -> np.ndarray:
    """f(w, Z_n) for every run and input, (runs, n); w may be (p,) or (runs, p)."""
    return np.stack([np.maximum(Z @ one, 0).mean(axis=1) for one in np.atleast_2d(w)])


def relative_loss(Z: np.ndarray, w: np.ndarray, label: np.ndarray) -> np.ndarray:
    """mean (f(w) - f(w*))^2 / (mean f(w*))^2 for each run (label: (n,) or (runs, n))."""
    label = np.atleast_2d(label)
    return ((output(Z, w) - label) ** 2).mean(axis=1) / label.mean(axis=1) ** 2


def largest_step(Z: np.ndarray) -> float:
    """1/max_n ||(1/k) sum_i Z_i^(n)||^2: below it one step never overshoots on the input it sees,
    if every patch is active.
    """
    return 1.0 / float((Z.mean(axis=1) ** 2).sum(axis=1).max())


def normalised(images: np.ndarray, flat: float = 0.02) -> np.ndarray:
    """Each image less its mean, over its standard deviation; images flatter than `flat` are left
    out.
    """
    centred = images - images.mean(axis=(1, 2), keepdims=True)
    spread = centred.std(axis=(1, 2))
    return centred[spread > flat] / spread[spread > flat][:, None, None]


def starts(
    target: np.ndarray, radii: Any, rng: np.random.Generator, free: bool = False
) -> np.ndarray:
    """w* + c ||w*|| u for each radius c, u uniform on the sphere; `free`: c ||w*|| u, which knows
    nothing of the direction of w*.
    """
    u = rng.standard_normal((len(radii), len(target)))
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    return (0 if free else target) + np.asarray(radii)[:, None] * np.linalg.norm(target) * u


@dataclass(frozen=True)
class Trained:
    """The learned filters (runs, p), and the relative losses (epochs + 1, runs)."""

    w: np.ndarray
    loss: np.ndarray


def train(
    Z: np.ndarray,
    target: np.ndarray,
    start: np.ndarray,
    eta: float,
    epochs: int,
    rng: np.random.Generator,
) -> Trained:
    """Batch-1 SGD from each row of `start` towards the row of `target` (or the one target); every
    epoch in a new random order.

    All runs see the inputs in the same order. No result of a run depends on the runs beside it:
    einsum adds in the order of the shared index as long as there are two columns, so a single run
    goes with a copy of itself.
    """
    if len(start) == 1:
        twice = train(Z, target, np.repeat(start, 2, axis=0), eta, epochs, rng)
        return Trained(twice.w[:1], twice.loss[:, :1])
    w = np.ascontiguousarray(np.array(start, dtype=float).T)  # (p, runs)
    goal = np.broadcast_to(target, np.shape(start))
    n, k, _ = Z.shape
    label = output(Z, goal)
    losses = [relative_loss(Z, w.T, label)]
    for _ in range(epochs):
        for i in rng.permutation(n):
            own = np.einsum("kp,pr->kr", Z[i], w)
            active = own > 0
            gap = np.where(active, own, 0.0).sum(axis=0) / k - label[:, i]
            w -= (eta / k) * gap * np.einsum("kp,kr->pr", Z[i], active.astype(float))
        losses.append(relative_loss(Z, w.T, label))
    return Trained(w.T.copy(), np.array(losses))


def spectrum(Z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues (descending) and eigenvectors (columns) of E[Z_avg Z_avg^T]."""
    average = Z.mean(axis=1)
    values, vectors = np.linalg.eigh(average.T @ average / len(average))
    return values[::-1], vectors[:, ::-1]


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


DEFAULTS: dict[str, Any] = {
    "teacher": "random",  # entries N(0, 1), or "gabor"
    "size": 5,
    "radii": [0.25, 0.5, 0.75, 1.0, 1.5],
    "starts": 5,  # a radius
    "epochs": 5,
    "inputs": 1797,  # the first so many digits
    "free": False,  # starts around 0 in place of w*
    "claim": "order",
    "bound": 0.8,
}


def batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Each trial draws a teacher (random) and `starts` starts a radius, and trains on the digits of
    scikit-learn.

    claims: "order": Spearman's correlation of the radius with the median final loss is above
    `bound`; "small": every run with radius at most 1 ends with relative loss at most `bound`;
    "recovered": every learned filter has a cosine of at least `bound` with the teacher;
    "equivalent": some run with relative loss at most 1e-2 ends at a filter whose cosine with the
    teacher is below `bound`; "seen": "recovered", in the span of the eigenvectors of E[Z_avg
    Z_avg^T] above 1e-3 of the largest one, for radii at most 1; "best": the same for the run with
    the smallest final loss alone.
    """
    given = plans.settings(
        "filter images", DEFAULTS, parameters, positive=("size", "starts", "epochs", "inputs")
    )
    Z = patches(digits()[: int(given["inputs"])], int(given["size"]))
    radii = np.repeat([float(c) for c in given["radii"]], int(given["starts"]))
    begin, targets = [], []
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        target = (
            rng.standard_normal(Z.shape[2])
            if given["teacher"] == "random"
            else gabor(int(given["size"]))
        )
        begin.append(starts(target, radii, rng, given["free"]))
        targets.append(np.repeat(target[None], len(radii), axis=0))
    goal = np.concatenate(targets)
    made = train(
        Z,
        goal,
        np.concatenate(begin),
        largest_step(Z),
        int(given["epochs"]),
        generator(seed, 2**63),
    )
    final = made.loss[-1].reshape(count, len(given["radii"]), -1)
    from scipy.stats import spearmanr

    values, vectors = spectrum(Z)
    lead = vectors[:, values > 1e-3 * values[0]]
    near = np.array([cosine(w, t) for w, t in zip(made.w, goal)]).reshape(final.shape)
    seen = np.array([cosine(w @ lead, t @ lead) for w, t in zip(made.w, goal)]).reshape(final.shape)
    close = np.asarray(given["radii"]) <= 1
    several = len(given["radii"]) > 1
    correlation = np.array(
        [
            float(spearmanr(given["radii"], np.median(row, axis=1)).statistic) if several else 0.0
            for row in final
        ]
    )
    worst = final[:, close].max(axis=(1, 2))
    flat = final.reshape(count, -1)
    best = seen.reshape(count, -1)[np.arange(count), flat.argmin(axis=1)]
    answers = {
        "best": best >= given["bound"],
        "order": correlation > given["bound"],
        "small": worst <= given["bound"],
        "recovered": near.min(axis=(1, 2)) >= given["bound"],
        "equivalent": ((final <= 0.01) & (near < given["bound"])).any(axis=(1, 2)),
        "seen": seen[:, close].min(axis=(1, 2)) >= given["bound"],
    }
    if given["claim"] not in answers:
        raise KernelError(
            f"the claim {given['claim']!r} was given; choose one of {', '.join(answers)}"
        )
    return {
        "success": answers[given["claim"]].astype(np.int8),
        "correlation": correlation,
        "worst": worst,
        "cosine": near.min(axis=(1, 2)),
        "equivalent": ((final <= 0.01) & (near < given["bound"])).any(axis=(1, 2)),
        "seen": seen[:, close].min(axis=(1, 2)),
        "best": best,
    }
