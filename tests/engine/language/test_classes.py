"""Functions known by their class: their inequalities hold for functions of the class, true and
false twins, what cannot be read.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.language import ClaimFileError, decide
from steepest.proofs.engine.language.classes import known
from steepest.proofs.engine.language.table import table


def claim(text, classes, real=(), vector=("x", "y"), where=()):
    return table({"id": "a", "real": list(real), "vector": list(vector), "where": list(where),
                  "function": {"f": classes}, "claim": text})  # fmt: skip


# --- the inequalities are true of functions of the class ------------------------------------------


def value(term, names):
    """A term of a hypothesis in floating point."""
    if isinstance(term, Fraction):
        return float(term)
    if isinstance(term, str):
        return names[term]
    head, *parts = term
    a, *rest = (value(part, names) for part in parts)
    b = rest[0] if rest else None
    match head:
        case "norm2":
            return float(a @ a)
        case "inner":
            return float(a @ b)
        case "-":
            return -a if b is None else a - b
    return {"+": lambda: a + b, "*": lambda: a * b, "scale": lambda: a * b, "/": lambda: a / b,
            "^": lambda: a**b}[head]()  # fmt: skip


def quadratic(rng, low, high):
    """x^T A x/2 with eigenvalues in [low, high]; its value, gradient and least value."""
    q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    A = q @ np.diag([low, high, rng.uniform(low, high)]) @ q.T
    return (lambda x: x @ A @ x / 2), (lambda x: A @ x), 0.0 if low >= 0 else -1e9


def waves(rng, low, high):
    """Separable: a sum of high cos(x_k), smooth and not convex."""
    return (lambda x: high * np.cos(x).sum()), (lambda x: -high * np.sin(x)), -3 * high


def bowls(rng, low, high):
    """low |x|^2/2 + (high - low) sum of softplus-like log cosh: smooth and strongly convex."""
    rest = high - low
    f = lambda x: low * x @ x / 2 + rest * np.log(np.cosh(x)).sum()  # noqa: E731
    return f, (lambda x: low * x + rest * np.tanh(x)), 0.0


MEMBERS = {
    "convex": ("convex", [(quadratic, 0, 3), (bowls, 0, 2)]),
    "strongly convex": ("mu-strongly convex", [(quadratic, 0.5, 3), (bowls, 0.5, 2)]),
    "smooth": ("L-smooth", [(quadratic, -2, 2), (waves, 0, 2), (bowls, 0, 2)]),
    "smooth and convex": ("L-smooth, convex", [(quadratic, 0, 2), (bowls, 0, 2)]),
    "both": ("L-smooth, mu-strongly convex", [(quadratic, 0.5, 2), (bowls, 0.5, 2)]),
    "equal": ("L-smooth, mu-strongly convex", [(quadratic, 2, 2)]),
    "PL": ("L-smooth, mu-PL", [(quadratic, 0.5, 2), (bowls, 0.5, 2)]),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_functions_of_the_class_satisfy_its_inequalities(name):
    text, members = MEMBERS[name]
    rng = np.random.default_rng(7)
    for make, low, high in members:
        for _ in range(40):
            f, gradient, least = make(rng, low, high)
            one = known("f", text)
            one.infimum = "PL" not in text
            one.points = ["x0", "x1", "x2"]
            names = {"L": float(high), "mu": float(low), "inf_f": least}
            for i in range(3):
                x = rng.normal(size=3) * 10 ** rng.uniform(-1, 1)
                names |= {f"x{i}": x, f"f_at_{i}": f(x), f"grad_f_at_{i}": gradient(x)}
            checked = 0
            for sign, left, right in one.hypotheses():
                a, b = value(left, names), value(right, names)
                room = 1e-9 * (1 + abs(a) + abs(b) + abs(names["f_at_0"]) + abs(names["f_at_1"]))
                ok = a <= b + room if sign == "<=" else a >= b - room
                assert ok, (name, make.__name__, sign, left, right, a, b)
                checked += 1
            assert checked >= 6


# --- twins ----------------------------------------------------------------------------------------

TRUE = {
    "co-coercive": claim(
        "inner(grad(f, x) - grad(f, y), x - y) >= norm2(grad(f, x) - grad(f, y))/L",
        "convex, L-smooth", ["L"],
    ),
    "monotone": claim("inner(grad(f, x) - grad(f, y), x - y) >= 0", "convex"),
    "quadratic bound": claim(
        "f(x) <= f(y) + inner(grad(f, y), x - y) + L/2*norm2(x - y)", "L-smooth", ["L"]
    ),
    "the constant is a number": claim(
        "f(x) <= f(y) + inner(grad(f, y), x - y) + norm2(x - y)", "2-smooth"
    ),
}  # fmt: skip
FALSE = {
    "co-coercive": claim(
        "inner(grad(f, x) - grad(f, y), x - y) >= 2*norm2(grad(f, x) - grad(f, y))/L",
        "convex, L-smooth", ["L"],
    ),
    "monotone": claim("inner(grad(f, x) - grad(f, y), x - y) >= 0", "L-smooth", ["L"]),
    "quadratic bound": claim(
        "f(x) <= f(y) + inner(grad(f, y), x - y) + L/4*norm2(x - y)", "L-smooth", ["L"]
    ),
    "the constant is a number": claim(
        "f(x) <= f(y) + inner(grad(f, y), x - y) + norm2(x - y)", "3-smooth"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_true(name):
    found = decide(TRUE[name])
    assert found.verdict == "PROVED", found.detail
    assert "Used are the inequalities of f" in found.detail
    assert recheck(found.certificate).ok


@pytest.mark.parametrize("name", FALSE)
def test_false(name):
    found = decide(FALSE[name])
    assert found.verdict == "REFUTED", found.detail
    assert recheck(found.witness).ok


@pytest.mark.parametrize(
    "one",
    [
        claim("f(x) <= f(y) + inner(grad(f, y), x - y)", "convex"),
        claim("f(x) <= inf(f) + norm2(grad(f, x))/L", "L-smooth", ["L"], ["x"]),
        claim("f(x) - inf(f) <= norm2(grad(f, x))/(4*mu)", "mu-PL", ["mu"], ["x"], ["mu > 0"]),
    ],
    ids=["convex", "inf", "PL"],
)
def test_where_the_inequalities_do_not_say_all_nothing_is_refuted(one):
    assert decide(one).verdict == "UNDECIDED"


BAD = {
    "no class": ({"function": {"f": "nice"}}, "is no class"),
    "no constant": ({"function": {"f": "smooth"}}, "expected"),
    "a constant too many": ({"function": {"f": "mu-convex"}}, "expected"),
    "undeclared": ({"function": {"f": "K-smooth"}}, "'K' is not declared"),
    "twice": ({"function": {"f": "L-smooth, 2-smooth"}}, "says smooth twice"),
    "no vector": ({"vector": []}, "nothing is a vector"),
    "of a number": ({"claim": "f(L) >= 0"}, "a function of vectors"),
    "gradient of what": ({"claim": "norm2(grad(x, x)) >= 0"}, "a number is expected"),
    "gradient of a value": (
        {"claim": "norm2(grad(2*f(x), x)) >= 0"},
        r"depends on its argument in a way that is not written out; write grad\(f, x\)",
    ),
    "a kept name": ({"real": ["L", "f_at_0"]}, "is kept for f"),
    "too many points": (
        {"claim": "f(x) + f(2*x) + f(3*x) + f(4*x) + f(5*x) + f(6*x) + f(7*x) >= 0"},
        "more than 6 points",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_read(case):
    changes, message = BAD[case]
    fields = {"id": "a", "real": ["L"], "vector": ["x"], "function": {"f": "L-smooth"},
              "claim": "f(x) >= 0"}  # fmt: skip
    with pytest.raises(ClaimFileError, match=message):
        table(fields | changes)
