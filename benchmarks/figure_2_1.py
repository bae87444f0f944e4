"""The row "Figure 2.1": gradient descent on a two-layer ReLU network, n = d = 1000, m = 2000, 100
epochs, with the three curves of the figure.

"direct" carries the weights, as one would write it down: two products of m x d by d x n an epoch,
the distance from the start one pass more. "Gram coordinates" carries W X^T: one product, of m x n
by n x n, and none where no pattern can change (`steepest.kernels.relu_gram.gram`).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from .rivals import Missing
from .rows import Answer, Row

N, WIDTH, EPOCHS, ETA = 1000, 2000, 100, 1.0


@cache
def problem() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """X (rows on the unit sphere), y, W(0), a."""
    from steepest.kernels.relu_gram.gram import Setting, inputs, weights

    setting = Setting(n=N, d=N, m=WIDTH, seed=20180604)
    return (*inputs(setting), *weights(setting))


def direct(lib: Any, X: Any, y: Any, W: Any, a: Any) -> Any:
    """With NumPy or PyTorch; arrays of the library."""
    scale, curves, first, start = WIDTH**-0.5, [], W @ X.T >= 0, W
    signs = a[:, None] * scale
    for k in range(EPOCHS + 1):
        Z = W @ X.T
        on = Z >= 0
        e = scale * (a @ (Z * on)) - y
        curves.append(
            (
                0.5 * float(e @ e),
                float((on != first).sum()) / on.size
                if lib is np
                else float((on != first).sum()) / on.numel(),
                float(((W - start) ** 2).sum(1).max()) ** 0.5,
            )
        )
        if k < EPOCHS:
            W = W - ETA * ((signs * on) * e) @ X
    return np.array(curves)


def numpy_direct(threads: int) -> Any:
    return lambda: {"curves": direct(np, *problem())}


def torch_direct(threads: int) -> Any:
    try:
        import torch
    except ImportError as error:
        raise Missing(f"{error}; install the extra bench") from None
    torch.set_num_threads(threads)

    def go() -> Answer:
        with torch.no_grad():
            return {"curves": direct(torch, *(torch.from_numpy(each) for each in problem()))}

    return go


def torch_autograd(threads: int) -> Any:
    """The loss written down, its gradient by autograd, torch.optim.SGD: what most users would
    write.
    """
    try:
        import torch
    except ImportError as error:
        raise Missing(f"{error}; install the extra bench") from None
    torch.set_num_threads(threads)

    def go() -> Answer:
        X, y, start, a = (torch.from_numpy(each) for each in problem())
        W = start.clone().requires_grad_(True)
        optimizer, curves = torch.optim.SGD([W], lr=ETA), []
        first = start @ X.T >= 0
        for k in range(EPOCHS + 1):
            Z = W @ X.T
            loss = 0.5 * ((WIDTH**-0.5 * (a @ torch.relu(Z)) - y) ** 2).sum()
            with torch.no_grad():
                changed = ((Z >= 0) != first).double().mean()
                curves.append(
                    (float(loss), float(changed), float(((W - start) ** 2).sum(1).max()) ** 0.5)
                )
            if k < EPOCHS:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        return {"curves": np.array(curves)}

    return go


def jax_direct(threads: int) -> Any:
    """The whole run as one jit(scan)."""
    try:
        import jax
    except ImportError as error:
        raise Missing(f"{error}; install the extra bench") from None
    jax.config.update("jax_enable_x64", True)
    jnp: Any = jax.numpy

    @jax.jit
    def descend(X, y, start, a):
        first, scale = start @ X.T >= 0, WIDTH**-0.5

        def step(W, _):
            Z = W @ X.T
            on = Z >= 0
            e = scale * (a @ (Z * on)) - y
            seen = (0.5 * e @ e, (on != first).mean(), jnp.sqrt(((W - start) ** 2).sum(1).max()))
            return W - ETA * ((scale * a[:, None] * on) * e) @ X, seen

        return jax.lax.scan(step, start, None, length=EPOCHS + 1)[1]

    return lambda: {"curves": np.stack([np.asarray(one) for one in descend(*problem())], axis=1)}


def gram(skip: bool, dtype: str = "float64") -> Any:
    def prepare(threads: int) -> Any:
        from steepest.kernels.relu_gram.gram import descend, plain

        def go() -> Answer:
            X, y, W, a = problem()
            seen = (descend if skip else plain)(
                X @ X.T, y, W @ X.T, a, ETA, EPOCHS, dtype=np.dtype(dtype)
            )
            return {"curves": np.stack([seen.loss, seen.changed, seen.moved], axis=1)}

        return go

    return prepare


def compare(mine: Answer, wanted: Answer) -> str:
    loss, changed, moved = np.abs(mine["curves"] - wanted["curves"]).max(axis=0)
    return (
        f"loss differs by {loss / wanted['curves'][0, 0]:.0e} of the first, pattern changes "
        f"by {changed:.0e}, distance by {moved:.0e}"
    )


ROW = Row(
    "figure-2.1",
    "Figure 2.1",
    f"n = d = {N}, m = {WIDTH}, {EPOCHS} epochs of gradient descent with the curves of loss, "
    f"pattern changes and largest distance.",
    {
        "NumPy direct": numpy_direct,
        "steepest, Gram coordinates": gram(True),
        "steepest, Gram coordinates, nothing skipped": gram(False),
        "steepest, Gram coordinates, float32": gram(True, "float32"),
        "PyTorch direct": torch_direct,
        "PyTorch autograd": torch_autograd,
        "JAX jit(scan)": jax_direct,
    },
    "NumPy direct",
    compare,
)
