"""Models with a standard normal law: means are those of an independent quadrature, laws and bounds
over all reals are accepted only where they hold.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from steepest.proofs.checker import recheck
from steepest.proofs.checker._terms import Rejected
from steepest.proofs.checker.formal import to_json
from steepest.proofs.checker.formal.counterexample import satisfied
from steepest.proofs.checker.formal.model import Model
from steepest.proofs.engine.theorems import (
    E,
    conj,
    cos,
    exp,
    forall,
    functions,
    indicator,
    randoms,
    reals,
    samples,
    sin,
    term,
)

x, y, s, r, L = reals("x y s r L")
u, v = randoms("u v")
w, o = samples("w o")
f = functions("f", "real")
FORMS = {"u": {"linear": ["1/2", "-1"]}, "v": {"linear": ["2/3", "1/5"]}}
WAVE = {"f": {"of": ["x"], "is": to_json((sin(20 * x) - sin(60 * x) / 9).node)}}
FALSE = term(1) < 0


def value(mean, functions=FORMS):
    model = Model({"functions": functions, "normal": 2})
    return model.term(mean.node, {})


def holds(hypothesis, functions=FORMS, names=(u, v), **values):
    """Whether the hypothesis is true in the model: what follows from it is false there."""
    data = {"kind": "model", "functions": functions, "normal": 2, "values": values}
    says = forall(*names)(hypothesis >> FALSE)
    return recheck(data | {"statement": to_json(says.node)}).ok


def quadrature(function):
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    a, b = np.meshgrid(nodes, nodes)
    mass = np.outer(weights, weights) / (2 * np.pi)
    return float(np.sum(mass * function(a / 2 - b, 2 * a / 3 + b / 5)))


@pytest.mark.parametrize(
    ("mean", "function"),
    [
        (u(w) ** 2 * v(w) ** 4, lambda u, v: u**2 * v**4),
        (sin(u(w)) * sin(v(w)), lambda u, v: np.sin(u) * np.sin(v)),
        (u(w) ** 3 * cos(v(w)) * exp(u(w) / 2), lambda u, v: u**3 * np.cos(v) * np.exp(u / 2)),
        ((u(w) - 1) * exp(v(w) - u(w)) / 3, lambda u, v: (u - 1) * np.exp(v - u) / 3),
        (sin(u(w) + 1) ** 2 - 3, lambda u, v: np.sin(u + 1) ** 2 - 3),
    ],
)
def test_means_are_those_of_a_quadrature(mean, function):
    found = value(E(w, mean))
    assert float(arb(0) + (found if isinstance(found, arb) else float(found))) == pytest.approx(
        quadrature(function), rel=1e-9
    )


def test_moments_are_exact():
    assert value(E(w, u(w) ** 2)) == Fraction(5, 4)
    assert value(E(w, u(w) * v(w))) == Fraction(1, 3) - Fraction(1, 5)
    assert value(E(w, u(w) ** 6)) == 15 * Fraction(5, 4) ** 3
    assert value(E(w, u(w) - u(w) + 2)) == 2


@pytest.mark.parametrize(
    "mean",
    [
        E(w, exp(u(w) ** 2)),  # no closed form here
        E(w, 1 / u(w)),
        E(w, abs(u(w))),
        E(w, indicator(u(w) > 0)),
        E(w, E(o, u(w) * v(o))),  # two samples are not one
    ],
)
def test_what_has_no_closed_form_is_refused(mean):
    with pytest.raises(Rejected):
        value(mean)


def law(variance):
    return forall(s)(E(w, exp(s * u(w))) == exp(variance))


def test_laws():
    assert holds(law(s**2 * Fraction(5, 8)))
    assert holds(law(E(w, (s * u(w)) ** 2) / 2))
    assert not holds(law(s**2 / 2))
    assert not holds(law(s**2 * Fraction(5, 8) + s))
    assert not holds(law(s * Fraction(5, 8)))
    form = s * u(w) + r * v(w)
    assert holds(forall(s, r)(E(w, exp(form)) == exp(E(w, form**2) / 2)))
    assert not holds(forall(s, r)(E(w, exp(form)) == exp((s**2 * 5 / 4 + r**2) / 2)))
    assert holds(E(w, exp(u(w) + 1)) == exp(term(1) + Fraction(5, 8)))


@pytest.mark.parametrize(
    "variance",
    [s**3 - s**3 + s**2 * Fraction(5, 8), abs(s) ** 2 * Fraction(5, 8), exp(s)],
)
def test_laws_that_are_no_quadratic_polynomial_are_refused(variance):
    assert not holds(law(variance))


def test_bounds_over_a_period():
    bounded = lambda most: forall(x)(abs(f(x)) <= most)  # noqa: E731
    assert holds(bounded(Fraction(112, 100)), WAVE, [f])
    assert not holds(bounded(Fraction(111, 100)), WAVE, [f])  # 10/9 at z = pi/40
    assert holds(forall(x)(conj(f(x) <= L, f(x) >= -L)), WAVE, [f, L], L="6/5")
    assert holds(forall(x)(sin(x) + cos(x / 3) <= 2), {}, [L], L="0")


@pytest.mark.parametrize(
    "claimed",
    [
        forall(x)(x**2 >= -1),
        forall(x)(sin(x) <= x + 10),
        forall(x)(sin(x**2) <= 2),
        forall(x, y)(sin(x) + sin(y) <= 3),
        forall(x)(0 * x <= 1),
    ],
)
def test_other_statements_about_all_reals_are_left_open(claimed):
    assert not holds(claimed, {}, [L], L="0")


def lipschitz(most):
    return forall(x, y)(abs(f(x) - f(y)) <= most * abs(x - y))


def test_lipschitz_bounds_of_smooth_functions():
    assert holds(lipschitz(19), WAVE, [f])  # 40 sqrt(2)/3 = 18.86
    assert not holds(lipschitz(Fraction(188, 10)), WAVE, [f])
    turned = forall(x, y)(abs(f(y) - f(x)) <= abs(y - x) * 19)
    assert holds(turned, WAVE, [f])
    kink = {"f": {"of": ["x"], "is": ["abs", ["sin", "x"]]}}
    assert not holds(lipschitz(2), kink, [f])
    other = forall(x, y)(abs(f(x) - f(2 * y)) <= 100 * abs(x - y))
    assert not holds(other, WAVE, [f])
    shifted = forall(x, y)(abs(f(x) - f(y)) <= 100 * abs(x - y + 1))
    assert not holds(shifted, WAVE, [f])


@pytest.mark.parametrize(
    "change",
    [
        {"normal": 0},
        {"normal": 3},
        {"normal": 99},
        {"normal": True},
        {"normal": 2, "weights": ["1"]},
        {"functions": FORMS | {"u": {"linear": ["1"]}}},
        {"functions": FORMS | {"u": {"linear": "1,"}}},
        {"functions": FORMS | {"u": {"table": ["1"]}}},
        {"functions": FORMS | {"u": {"linear": ["1/2", "sqrt(2)"]}}},
    ],
)
def test_other_models_are_refused(change):
    says = forall(u, v)((E(w, u(w) ** 2) == Fraction(5, 4)) >> FALSE)
    data = {"kind": "model", "statement": to_json(says.node), "functions": FORMS, "normal": 2}
    assert recheck(data).ok
    assert not recheck(data | change).ok


def test_an_instance_of_hypotheses_about_normal_variables():
    says = forall(u)(law(s**2 * Fraction(5, 8)) >> (E(w, u(w)) == 0))
    satisfied({"kind": "model", "statement": to_json(says.node), "functions": FORMS, "normal": 2})
