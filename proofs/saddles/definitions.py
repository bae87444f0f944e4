"""The definitions of the chapter, as functions: what the kernels implement."""

from __future__ import annotations

from typing import Any

from steepest.proofs import definition

from . import chapter_7


@definition("saddle.def-7.1", chapter_7("Definition 7.1"), r"|f(x)|\le B")
def is_bounded(values: Any, B: float) -> bool:
    """|f(x)| <= B at every given value."""
    return all(abs(value) <= B for value in values)


@definition(
    "saddle.def-7.2", chapter_7("Definition 7.2"), r"\|\nabla f(x)-\nabla f(y)\|\le\ell\|x-y\|"
)
def is_gradient_lipschitz(gradient: Any, pairs: Any, ell: float) -> bool:
    """The gradient changes at most by ell times the distance, at every given pair of points."""
    import numpy as np

    return all(
        np.linalg.norm(gradient(x) - gradient(y)) <= ell * np.linalg.norm(np.subtract(x, y))
        for x, y in pairs
    )


@definition(
    "saddle.def-7.3",
    chapter_7("Definition 7.3"),
    r"\|\nabla^2f(x)-\nabla^2f(y)\|_{op}\le\rho\|x-y\|",
)
def is_hessian_lipschitz(hessian: Any, pairs: Any, rho: float) -> bool:
    """The Hessian changes at most by rho times the distance, in operator norm, at every given pair
    of points.
    """
    import numpy as np

    return all(
        np.linalg.norm(hessian(x) - hessian(y), 2) <= rho * np.linalg.norm(np.subtract(x, y))
        for x, y in pairs
    )


@definition(
    "saddle.def-7.4",
    chapter_7("Definition 7.4"),
    r"\nabla f(x^*)=0,\ \lambda_{\min}(\nabla^2f(x^*))<-\alpha",
)
def is_strict_saddle(gradient: Any, hessian: Any, alpha: float) -> bool:
    """Gradient zero and an eigenvalue of the Hessian below -alpha."""
    import numpy as np

    return not np.any(gradient) and bool(np.linalg.eigvalsh(hessian)[0] < -alpha)


@definition(
    "saddle.def-7.5",
    chapter_7("Definition 7.5"),
    r"\|\nabla f\|\le\varepsilon,\ \lambda_{\min}(\nabla^2f)\ge-\sqrt{\rho\varepsilon}",
)
def is_sosp(gradient: Any, hessian: Any, epsilon: float = 0.0, rho: float = 0.0) -> bool:
    """An epsilon-second-order stationary point; epsilon = 0 gives the exact notion."""
    import numpy as np

    return bool(
        np.linalg.norm(gradient) <= epsilon
        and np.linalg.eigvalsh(hessian)[0] >= -np.sqrt(rho * epsilon)
    )


@definition(
    "saddle.eq-7.1", chapter_7("equation (7.1)"), r"x^{(t+1)}=x^{(t)}-\eta\nabla f(x^{(t)})"
)
def step(gradient: Any, x: Any, eta: float) -> Any:
    """One step of gradient descent."""
    return x - eta * gradient(x)


@definition(
    "saddle.alg-2",
    chapter_7("Algorithm 2"),
    r"x^{(t)}\gets x^{(t)}+\xi,\ \xi\sim\mathrm{Uniform}(B_0(r))",
)
def perturbed_descent(first: int, count: int, setting: Any, seed: int) -> Any:
    """Perturbed gradient descent on the octopus for trials first, .., first + count - 1; t starts
    at 0 with x^(0).
    """
    from steepest.kernels.saddles.pgd import simulate

    return simulate(first, count, setting, seed)


@definition(
    "saddle.eq-7.5",
    chapter_7("equation (7.5)"),
    r"D_0=\bigcup_i\{6\tau\ge x_{j<i}\ge2\tau\ge x_i\ge0,\ \tau\ge x_{j>i}\ge0\}",
)
def region(octopus: Any, x: Any) -> tuple[int, bool]:
    """The region of a point of D, or an error that names the coordinate that is outside."""
    return octopus.region(x)


def _piece(number: str, words: str, formula: str) -> Any:
    def value(octopus: Any, x: Any) -> float:
        return octopus.value(x)

    value.__doc__ = words
    return definition(f"saddle.eq-7.{number}", chapter_7(f"equation (7.{number})"), formula)(value)


_piece(
    "6",
    "f in the region A_i, i < d.",
    r"\sum_{j<i}L(x_j-4\tau)^2-\gamma x_i^2+\sum_{j>i}Lx_j^2-(i-1)\nu",
)
_piece(
    "7",
    "f in the buffer B_i, i < d.",
    r"\sum_{j<i}L(x_j-4\tau)^2+g(x_i,x_{i+1})+\sum_{j\ge i+2}Lx_j^2-(i-1)\nu",
)
_piece("8", "f in A_d.", r"\sum_{j<d}L(x_j-4\tau)^2-\gamma x_d^2-(d-1)\nu")
_piece("9", "f in B_d.", r"\sum_{j<d}L(x_j-4\tau)^2+g_1(x_d)-(d-1)\nu")
_piece("10", "f in the final region.", r"\sum_jL(x_j-4\tau)^2-d\nu")
_piece("14", "The mirrored f in A_i.", r"f(x)=f_0(|x_1|,\dots,|x_d|)")
_piece("15", "The mirrored f in B_i.", r"f(x)=f_0(|x_1|,\dots,|x_d|)")
_piece("16", "The mirrored f in A_d.", r"f(x)=f_0(|x_1|,\dots,|x_d|)")
_piece("17", "The mirrored f in B_d.", r"f(x)=f_0(|x_1|,\dots,|x_d|)")
_piece("18", "The mirrored f in the final region.", r"f(x)=f_0(|x_1|,\dots,|x_d|)")


@definition(
    "saddle.exp-setup",
    chapter_7("Section 7.5"),
    r"\eta=\frac1{4L},\ t_{thres}=1,\ g_{thres}=\frac{\gamma e}{100},\ r=\frac e{100}",
)
def experiment(d: int, L: float) -> Any:
    """The setting of the experiments; eta, g_thres and r are our reading of garbled symbols."""
    from steepest.kernels.saddles.setting import Setting

    return Setting.of({"d": d, "L": L})


def _picture(id: str, locus: str, words: str, **setting: Any) -> None:
    """What a figure shows, as the function or setting that `steepest reproduce` draws."""

    def shown() -> Any:
        if setting:
            return experiment(**setting)
        if id == "saddle.fig-7.1":
            from .warmup import connection

            return connection()
        from steepest.kernels.saddles.octopus import Octopus

        return Octopus()

    shown.__doc__ = words
    definition(id, chapter_7(locus))(shown)


_picture(
    "saddle.fig-7.1",
    "Figure 7.1",
    "The thin band and the long slope of Section 7.3 (`steepest reproduce figure-7.1`).",
)
_picture(
    "saddle.fig-7.2",
    "Figure 7.2",
    "The function, the tube and the octopus for d = 2 (`steepest reproduce figure-7.2`).",
)
_picture(
    "saddle.fig-7.5",
    "Figure 7.5",
    "The slice of the tube and the octopus as surfaces (`steepest reproduce figure-7.5`).",
)
_picture(
    "saddle.exp-fig-7.3",
    "Figure 7.3",
    "Staircases of both methods, d = 5 (`steepest reproduce figure-7.3`).",
    d=5,
    L=3.0,
)
_picture(
    "saddle.exp-fig-7.4",
    "Figure 7.4",
    "Staircases of both methods, d = 10 (`steepest reproduce figure-7.4`).",
    d=10,
    L=3.0,
)
