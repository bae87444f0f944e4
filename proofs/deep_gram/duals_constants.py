"""The normalisation c_sigma = 1/E s(z)^2: closed forms, and 30 digits where there is none."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, reals
from steepest.proofs.engine.theorems import (
    E,
    exp,
    forall,
    indicator,
    integrable,
    maximum,
    randoms,
    samples,
)
from steepest.proofs.engine.theorems import reals as variables
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.events import truths

from ..engine.text import as_written
from . import holds, number
from .activations_analytic import logistic
from .constants_powers import FORMULA, PLACE

w, Z, s = samples("w"), randoms("Z"), variables("s")


def relu_says():
    normal = forall(s)(E(w, exp(s * Z(w))) == exp(s**2 / 2))
    return forall(Z)(normal >> (1 / E(w, maximum(Z(w), 0) ** 2) == 2))


@claim(
    "deep.const-csigma.relu",
    PLACE,
    formula=r"c_{\mathrm{relu}}=2",
    says=relu_says,
)
def relu_constant(judge):
    """ReLU: E max(z, 0)^2 = 1/2, so c_sigma = 2: z^2 phi(z) is even and max(z, 0)^2 + max(-z, 0)^2
    = z^2, whose mean is 1.
    """
    k = judge.theorem()
    event, square = Z(w) >= 0, maximum(Z(w), 0) ** 2
    half = k.at(k.fact("normal-half-line"), Z, 2, "1/2")
    half = k.apply(half, k.given[0], k.arith(half.formula.left.part(1)))
    part = half.sides[0]
    same = truths(k, Z(w) ** 2 * indicator(event) == square, (event,))
    mean = k.mean_of_equal(k.for_all(same, w), k.arith(integrable(part), half))
    return k.qed(k.arith(k.target, mean, half))


@relu_constant.mutant
def relu_constant_one(judge):
    """c = 1 for ReLU: a mean 1/2 has the inverse 2."""
    return falsify(forall(s)((s == "1/2") >> (1 / s == 1)))


@claim(
    "deep.const-csigma.erf",
    PLACE,
    formula=r"c_{\mathrm{erf}}=\left(\tfrac2\pi\arcsin\tfrac23\right)^{-1}",
    missing=("the dual of erf (deep.ref-erf), argued itself",),
)
def erf_constant(judge, value="2/3"):
    """erf: E erf(z)^2 = (2/pi) asin(2/3): the dual at s = t = c = 1 (deep.ref-erf)."""
    from sympy import asin, pi

    dual = as_written("at(at(at(2/pi*asin(2*c/sqrt((1 + 2*s)*(1 + 2*t))), s, 1), t, 1), c, 1)")
    return holds(judge, (dual, "==", 2 / pi * asin(number(value))))


erf_constant.mutant("asin(1/3)", value="1/3")


def _enclosed(name: str, digits: str, bound: tuple[int, int], square: Any, lemmas: Any) -> Any:
    """Register the 30 digits of the constant of an activation without closed form."""

    def check(judge, value=digits):
        from flint import ctx

        from .balls.duals import c_sigma
        from .balls.evidence import mean_between

        (x,) = reals("x,")
        middle, unit = Fraction(value), Fraction(1, 10 ** (len(value) - 2))
        low, high = 1 / (middle + unit), 1 / (middle - unit)
        with ctx.workprec(256):
            enclosure = 1 / c_sigma(name)
        return mean_between(judge, square(x), x, enclosure, low, high, bound, lemmas(x))

    check.__doc__ = f"""The constant of {name} is {digits}, to 1 in the last digit.

    The mean of its square is summed by the trapezoidal rule with an explicit error; the
    certificate is checked by another quadrature.
    """
    made = claim(f"deep.const-csigma.{name}", PLACE, formula=FORMULA + "=" + digits + r"\ldots")(
        check
    )
    made.mutant(
        "one digit changed", value=digits[:12] + str((int(digits[12]) + 5) % 10) + digits[13:]
    )
    return made


def _softplus_square(x: Any) -> Any:
    from sympy import exp, log

    return log(1 + exp(x)) ** 2


def _softplus_lemmas(x: Any) -> Any:
    from sympy import exp, log

    s = log(1 + exp(x))
    return [(s, "<=", 1 + x), (s, ">=", 0)], [(s, "<=", 1), (s, ">=", 0)]


def _tanh_square(x: Any) -> Any:
    from sympy import tanh

    return tanh(x) ** 2


softplus_digits = _enclosed(
    "softplus", "1.085486502988343417946258450559", (2, 2), _softplus_square, _softplus_lemmas
)
sigmoid_digits = _enclosed(
    "sigmoid",
    "3.408559841623102982914438079469",
    (1, 0),
    lambda x: logistic(x) ** 2,
    lambda x: ((), ()),
)
tanh_digits = _enclosed(
    "tanh", "2.536175433217453754229724481644", (1, 0), _tanh_square, lambda x: ((), ())
)
