"""Traps of the Python form: SymPy statements that are true, that are false, and that are refused.

`TRUE` and `FALSE` hold claims; `REFUSED` holds what no claim can be made of.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from steepest.verify import claim

x, y, z = sp.symbols("x y z", real=True)
p, q = sp.symbols("p q", positive=True)
u, v = sp.symbols("u v", nonnegative=True)
w = sp.Symbol("w", nonzero=True, real=True)
s = sp.Symbol("s", negative=True)
m, n = sp.symbols("m n", integer=True)
k = sp.Symbol("k", integer=True, nonnegative=True)
j = sp.Symbol("j", integer=True, positive=True)
t = sp.Symbol("t")
half = sp.Rational(1, 2)


def made(name: str, statement: Any, *where: Any, **fields: Any) -> Any:
    return claim(f"sympy-{name}", statement, where=list(where), **fields)


TRUE = [
    made("am-gm", 2 * x * y <= x**2 + y**2),
    made("reciprocal-of-a-positive", p + 1 / p >= 2),
    made("reciprocal-of-a-nonzero", (w + 1 / w) ** 2 >= 4),
    made("reciprocal-of-a-negative", s + 1 / s <= -2),
    made("integer-square", n**2 >= n),
    made("no-half-integer", sp.Ne(2 * n, 2 * m + half, evaluate=False)),
    made("positive-integer", 1 / j <= 1),
    made("bernoulli", (1 + u) ** k >= 1 + k * u),
    made("bernoulli-down", (1 - x) ** k >= 1 - k * x, x >= 0, x <= 1),
    made("two-to-the-k", 2**k >= k + 1),
    made("rate", (1 - p / q) ** k <= sp.exp(-k * p / q), p <= q),
    made("young", u * v <= u**p / p + v ** (p / (p - 1)) * (p - 1) / p, p > 1),
    made("positive-powers", sp.Gt(p**x, 0, evaluate=False)),
    made("powers-of-products", sp.Eq((x * y) ** k, x**k * y**k, evaluate=False)),
    made("root-of-a-nonnegative", sp.sqrt(u) * (1 - sp.sqrt(u)) <= sp.Rational(1, 4)),
    made("roots-of-sums", sp.sqrt(u + v) <= sp.sqrt(u) + sp.sqrt(v)),
    made("log-of-a-positive", sp.log(p) <= p - 1),
    made("log-of-a-product", sp.Eq(sp.log(p * q), sp.log(p) + sp.log(q), evaluate=False)),
    made("exp", sp.exp(x) >= 1 + x),
    made("plain-symbols-are-real", t**2 - t + 1 > 0),
    made("and", sp.And(x**2 + 1 > x, y**2 + y + 1 > 0)),
    made("min", sp.Min(x, y) <= (x + y) / 2),
    made("max", sp.Max(x, y) >= (x + y) / 2),
    made("tanh", sp.Abs(sp.tanh(x)) < 1),
    made("negative-product", sp.Lt(s * p, p, evaluate=False)),
    made("where", x**3 >= 1, x >= 1),
    made("integers-field", t**2 >= t, integers=[t]),
    made("cauchy", (x * y + z) ** 2 <= (x**2 + 1) * (y**2 + z**2)),
    made("sharp", u * (1 - u) <= sp.Symbol("C"), sharpest="C"),
    made("integer-gap", m <= n - 1, m < n),
    made("or", sp.Or(x > 0, x < 1)),
    made("cube-root", u ** sp.Rational(1, 3) <= 1, u <= 1),
]
FALSE = [
    made("am-gm-strict", 2 * x * y < x**2 + y**2),
    made("reciprocal-of-a-real", x + 1 / x >= 2),
    made("reciprocal-of-a-nonzero-number", w + 1 / w >= 2),
    made("reciprocal-below", p + 1 / p > 2),
    made("real-square", x**2 >= x),
    made("integer-square-strict", n**2 > n),
    made("half-real", sp.Ne(2 * x, 2 * y + half)),
    made("nonnegative-integer", 1 / k <= 1),
    made("bernoulli-everywhere", (1 + x) ** k >= 1 + k * x),
    made("bernoulli-down-turned", (1 - x) ** k <= 1 - k * x, x >= 0, x <= 1),
    made("two-to-the-k-plus-two", 2**k >= k + 2),
    made("rate-twice", (1 - p / q) ** k <= sp.exp(-2 * k * p / q), p <= q),
    made("young-without-p", u * v <= u**p / p + v**q / q),
    made("real-powers", x**y > 0),
    made("powers-of-sums", sp.Eq((x + y) ** k, x**k + y**k)),
    made("root-above", sp.sqrt(u) <= u),
    made("roots-of-sums-turned", sp.sqrt(u + v) >= sp.sqrt(u) + sp.sqrt(v)),
    made("log-of-a-real", sp.log(x) <= x - 1),
    made("log-of-a-nonnegative", sp.log(u) <= u - 1),
    made("exp-twice", sp.exp(x) >= 1 + 2 * x),
    made("plain-symbols", t**2 - 2 * t + 1 > 0),
    made("and-strict", sp.And(x**2 + 1 > x, y**2 > 0)),
    made("min-above", sp.Min(x, y) >= (x + y) / 2),
    made("max-below", sp.Max(x, y) <= (x + y) / 2),
    made("tanh-below", sp.Abs(sp.tanh(x)) < sp.Rational(9, 10)),
    made("negative-product-turned", sp.Gt(s * p, p, evaluate=False)),
    made("where-half", x**3 >= 1, x >= half),
    made("integers-field-two", t**2 >= 2 * t, integers=[t]),
    made("power-of-minus-one", sp.Eq((-1) ** n, 1)),
    made("even-power-no-sign", x > 0, x ** (2 * j) <= 1),
    made("integer-gap-of-reals", x <= y - 1, x < y),
    made("or-with-a-gap", sp.Or(x > 1, x < 1)),
    made("cube-root-everywhere", x ** sp.Rational(1, 3) <= 1, x <= 1),
]
REFUSED: dict[str, Callable[[], Any]] = {
    "absolute value by assumption": lambda: made("r", sp.Eq(abs(p) * y, p * y)),
    "a function outside the language": lambda: made("r", sp.gamma(p) > 0),
    "the same, not decided": lambda: made("r", sp.gamma(x) > 0),
    "an integral": lambda: made("r", sp.Integral(sp.exp(-(y**2)), (y, -sp.oo, sp.oo)) >= 0),
    "an integral with a parameter": lambda: made("r", sp.Integral(sp.exp(x * y), (y, 0, 1)) >= x),
    "a sum": lambda: made("r", sp.Sum(x**n, (n, 0, sp.oo)) >= x),
    "true": lambda: made("r", sp.true),
    "a Python truth value": lambda: made("r", 1 < 2),
    "a quotient that was cancelled": lambda: made("r", sp.Eq(x / x, 1)),
    "a root that was cancelled": lambda: made("r", sp.Eq(sp.sqrt(x) ** 2, x)),
    "sines of integers": lambda: made("r", sp.Eq(sp.sin(sp.pi * n), 0)),
    "an arc-cosine near 1": lambda: made(
        "r", sp.Eq(180 * sp.acos(sp.Rational(7823207, 7823209)) / sp.pi, 0)
    ),
    "no symbols": lambda: made("r", sp.Eq(sp.sqrt(2) * sp.pi, sp.E, evaluate=False)),
    "imaginary": lambda: made("r", sp.Symbol("a", imaginary=True) ** 2 <= x),
    "complex": lambda: made("r", sp.Abs(sp.Symbol("a", complex=True)) >= x),
    "not real": lambda: made("r", sp.Abs(sp.Symbol("a", real=False)) >= x),
    "even": lambda: made("r", sp.Symbol("a", even=True) >= x),
    "prime": lambda: made("r", sp.Symbol("a", prime=True) >= x),
    "irrational": lambda: made("r", sp.Symbol("a", irrational=True) >= x),
    "two symbols of one name": lambda: made("r", sp.Abs(sp.Symbol("x")) >= x),
    "two symbols of one name in where": lambda: made("r", x > 0, sp.Symbol("x", positive=True) > 1),
    "a float": lambda: made("r", x**2 >= -0.1),
    "infinity": lambda: made("r", sp.Lt(t, sp.oo, evaluate=False)),
    "a name that begins with an underscore": lambda: made("r", sp.Symbol("_0", real=True) ** 2 > x),
    "the name pi": lambda: made("r", sp.Symbol("pi", real=True) ** 2 > x),
    "the name E": lambda: made("r", sp.Symbol("E", real=True) ** 2 > x),
    "a dummy": lambda: made("r", sp.Dummy("x", real=True) ** 2 > x),
    "a hypothesis that is True": lambda: made("r", x > 0, p > 0),
    "a hypothesis that is False": lambda: made("r", x > 0, p < 0),
    "a piecewise function": lambda: made("r", sp.Piecewise((x, x > 0), (-x, True)) >= y),
    "an undefined function": lambda: made("r", sp.Function("f")(x) >= y),
    "an expression": lambda: made("r", x + 1),
    "an unknown field": lambda: made("r", x >= 0, reel=["x"]),
}
