"""The times of the two phases of Theorem 5.3, measured: fitted exponents with intervals beside the
printed bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from steepest.kernels.conv.checks import phase_times

from ...fits import Line, linear_fit
from ..engine import picture
from ..engine.output import finish, write_csv
from ..engine.registry import Comparison, Reproduction, Run, reproduction

SOURCE = "du-thesis, Theorem 5.3 and Section 5.4.2"
BASE: dict[str, float] = {"k": 20.0, "N": 0.2, "ratio": 2.0, "eta": 0.1, "cosine": 0.1, "eps": 1e-3}
STEPS = 0.2 * 0.7 ** np.arange(8)
COSINES = 10.0 ** -(1 + np.arange(9) / 2)
NORMS = 0.02 * 1.5 ** np.arange(7)
SIGNALS = 10.0 ** -(np.arange(9) / 2)
ACCURACIES = 10.0 ** -np.arange(2, 9)


def times(**changes: Any) -> tuple[np.ndarray, np.ndarray]:
    """T_1 and T_2 at the base setting with some entries replaced by arrays; `signal` is x_0/|a*|^2
    (else cos phi^0).
    """
    given = BASE | changes
    N = given["N"]
    p = {"k": given["k"], "n": 1.0, "N": N, "S": np.sqrt(given["ratio"] * N), "eta": given["eta"]}
    return phase_times(p, given["cosine"], N * changes.get("signal", given["cosine"]), given["eps"])


def _said(line: Line) -> str:
    return f"{line.slope:.3f} [{line.low:.3f}, {line.high:.3f}]"


@reproduction("conv-times", SOURCE)
def conv_times(run: Run) -> Reproduction:
    """The convolutional network: the times of both phases against eta, cos phi, the first signal,
    |a*| and the accuracy
    """
    made = Reproduction("conv-times", "Times of the two phases of Theorem 5.3", SOURCE)
    made.settings = {
        "n": 1,
        "1.a": "0 at the start",
        "x_0": "|a*|^2 cos phi^0 unless varied",
    } | BASE
    rows: list[tuple[Any, ...]] = []

    def scan(name: str, values: np.ndarray, **changes: Any) -> tuple[np.ndarray, np.ndarray]:
        found = times(**changes)
        rows.extend((name, float(value), int(a), int(b)) for value, a, b in zip(values, *found))
        return found

    by_eta = scan("eta", STEPS, eta=STEPS)
    flat, none = (
        scan("cosine, ratio 2", COSINES, cosine=COSINES),
        scan("cosine, ratio 0", COSINES, cosine=COSINES, ratio=0.0),
    )
    by_norm = scan("|a*|^2", NORMS, N=NORMS)
    by_signal = scan("x_0/|a*|^2, ratio 0", SIGNALS, signal=SIGNALS, ratio=0.0)
    by_accuracy = [times(eps=float(eps))[1][0] for eps in ACCURACIES]
    rows += [("eps", float(eps), "", int(T2)) for eps, T2 in zip(ACCURACIES, by_accuracy)]
    made.data.append(write_csv(run.out / "conv-times.csv", ("varied", "value", "T_1", "T_2"), rows))

    def power(x: np.ndarray, y: np.ndarray) -> Line:
        return linear_fit(np.log(x), np.log(y))

    def note(
        quantity: str, printed: str, line: Line, agrees: Callable[[Line], bool] | None
    ) -> None:
        made.comparisons.append(
            Comparison(
                quantity,
                printed,
                _said(line),
                None if agrees is None else agrees(line),
                f"99 % interval; R^2 = {line.r_squared:.4f}",
            )
        )

    above = lambda value: lambda line: line.low >= value  # noqa: E731
    near = lambda value: lambda line: abs(line.slope - value) <= 0.05  # noqa: E731
    note("T_1: exponent of eta", "-1", power(STEPS, by_eta[0]), near(-1))
    note("T_2: exponent of eta", "-1", power(STEPS, by_eta[1]), near(-1))
    note("T_2: exponent of |a*|^2", "-1 (small |a*|)", power(NORMS, by_norm[1]), near(-1))
    note("T_1: exponent of |a*|^2", "-1 (small |a*|)", power(NORMS, by_norm[0]), near(-1))
    for ratio, steps in ((2, flat[0]), (0, none[0])):
        fitted = power(COSINES, steps)
        note(f"T_1: exponent of cos phi^0, ratio {ratio}", "-2 at most", fitted, above(-2))
    note(
        "T_1: steps per unit of log(1/cos phi^0), ratio 0",
        "",
        linear_fit(-np.log(COSINES), none[0]),
        None,
    )
    fitted = power(SIGNALS, by_signal[0])
    note("T_1: exponent of x_0, ratio 0", "-1 at most", fitted, above(-1))
    note(
        "T_2: steps per unit of log(1/eps)",
        "linear",
        linear_fit(-np.log(ACCURACIES), by_accuracy),
        lambda line: line.r_squared > 0.99,
    )
    made.remarks.append(
        "the printed bound on T_1 grows like 1/(eta cos phi^0 beta^0), of order 1/cos^2 phi^0 "
        "for flat starts; T_1 itself grows like log(1/cos phi^0) "
        "when 1.a* = 0 (the signal, and with it each step of cos phi, is then of the order of "
        "cos phi) and is bounded when 1.a* is not 0"
    )
    with picture.canvas(1, 2) as (drawing, axes):
        left, right = axes[0]
        left.loglog(STEPS, by_eta[0], "o-", color=picture.BLUE, label="$T_1$")
        left.loglog(STEPS, by_eta[1], "s--", color=picture.RED, label="$T_2$")
        left.set_xlabel(r"$\eta$")
        left.set_ylabel("iterations")
        left.set_xticks([0.02, 0.05, 0.1, 0.2], ["0.02", "0.05", "0.1", "0.2"])
        left.set_yticks([200, 500, 1000, 2000], ["200", "500", "1000", "2000"])
        left.minorticks_off()
        left.legend()
        right.semilogx(COSINES, none[0], "o-", color=picture.BLUE, label="ratio 0")
        right.semilogx(COSINES, flat[0], "s--", color=picture.RED, label="ratio 2")
        right.set_xlabel(r"$\cos\phi^0$")
        right.set_ylabel("$T_1$")
        right.legend()
        picture.put(
            made, drawing, run, "Measured times of the two phases; n = 1, k = 20, |a*|^2 = 1/5."
        )
    return finish(made, run.out)
