"""Models of statements about runs: a run written as a polynomial through its values, and false
variants that such a model refutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

LETTERS_AT = {"L": "2", "gamma": "1", "tau": "4", "eta": "1/4", "kappa": "2"}


def _through(values: Sequence[Any], name: str) -> Any:
    """The Lagrange polynomial with these values (terms in other names) at 0, 1, 2, .."""
    total: Any = "0"
    for place, value in enumerate(values):
        factor, scale = value, Fraction(1)
        for other in range(len(values)):
            if other != place:
                factor = ["*", factor, ["-", name, str(other)]]
                scale *= place - other
        total = ["+", total, ["*", str(1 / scale), factor]]
    return total


def path(*points: Sequence[Any]) -> dict[str, Any]:
    """x(t, j) for t = 0, 1, .. and j = 0, 1, ..: one row a time."""
    rows = [_through([str(Fraction(one)) for one in row], "j") for row in points]
    return {"of": ["t", "j"], "is": _through(rows, "t")}


def run_of_one(first: Any, count: int) -> list[Fraction]:
    """x_1^(0), .., x_1^(count) of gradient descent in one dimension, with the letters above."""
    from steepest.kernels.saddles import steps

    kappa, h, tau = Fraction(2), Fraction(1, 2), Fraction(4)
    values = [Fraction(first)]
    for _ in range(count):
        now = values[-1] / tau
        grown = steps.in_region(kappa, h)[0] * now
        values.append(tau * (grown if now < 1 else now + h * steps.rise(now - 1, 0, kappa)))
    return values


def model(x: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
    """Numbers for the letters (L = 2, gamma = 1, tau = 4, eta = 1/4 unless given), and a run."""
    numbers = {**LETTERS_AT, **{name: str(value) for name, value in values.items()}}
    return {"values": numbers, "functions": {} if x is None else {"x": x}}


def refuted_by(judge: Any, says: Any, found: dict[str, Any]) -> Any:
    """REFUTED with this model, if the statement is false in it."""
    from steepest.proofs.engine.theorems.falsify import falsify

    hit = falsify(says, hints=[found], attempts=0)
    return hit or judge.undecided("the statement is not false in the model")
