"""A picture of the laws of a model against time: the flow, gradient descent at three steps, heavy
ball and Adam from one random start.
"""

from __future__ import annotations

from pathlib import Path

from steepest.proofs.engine.laws import Count, ModelError
from steepest.proofs.vocabulary import SteepestError


class PictureError(SteepestError):
    """A picture that cannot be written."""


def draw(found: Count, file: Path, *, eta: float = 0.05, steps: int = 200) -> Path:
    """The change of the law that gradient descent moves most, and the largest change of any law."""
    if found.model.momentum is not None or not found.lower:
        raise ModelError("a picture needs laws of the gradient flow; this model has none")
    import matplotlib.pyplot as plt
    from steepest.kernels.laws.drift import paths

    laws = [one.law() for group in found.laws for one in group]
    data = {"network": found.model.network, "loss": found.model.loss, "laws": laws}
    curves = paths(data | {"eta": eta, "steps": steps})
    most = abs(curves[f"GD, eta = {eta:g}"][1][-1]).argmax()
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for name, (times, values) in curves.items():
        left.plot(times, values[:, most], label=name)
        right.semilogy(times[1:], abs(values[1:]).max(axis=1) + 1e-16, label=name)
    left.set(xlabel="time", ylabel="h(t) - h(0)", title="the law that GD moves most")
    right.set(xlabel="time", ylabel="largest |h(t) - h(0)|", title="all laws")
    right.legend(fontsize="small")
    figure.suptitle(f"{found.model.name}: {found.words}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(file, dpi=150)
    except OSError as error:
        raise PictureError(f"{file} cannot be written: {error.strerror}") from None
    finally:
        plt.close(figure)
    return file
