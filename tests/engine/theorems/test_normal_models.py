"""The falsifier on statements about normal variables: where it looks is its own affair, what is
accepted is exact.
"""

from __future__ import annotations

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.theorems import (
    E,
    conj,
    exp,
    forall,
    functions,
    given,
    pi,
    randoms,
    reals,
    samples,
    sqrt,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.vocabulary import Verdict

L, beta, c, e, x, y, h, k, a, b, rho = reals("L beta c e x y h k a b rho")
u, v, p, q = randoms("u v p q")
w = samples("w")
slope = functions("slope", "real")


def jointly_normal(one, other):
    """Centred: log E exp(h X + k Y) is half the second moment of h X + k Y."""
    form = h * one(w) + k * other(w)
    return forall(h, k)(E(w, exp(form)) == exp(E(w, form**2) / 2))


def covariance(one, other):
    return E(w, one(w) * other(w))


def slopes_as_stated():
    """A bounded, Lipschitz slope: the mean of its products moves by at most C' times the largest
    change of the covariance, C' = beta^2 + sqrt(2/pi) beta L sqrt(c), variances at least 1/c.
    """
    changes = [
        abs(covariance(*one) - covariance(*other)) <= e
        for one, other in (((u, u), (p, p)), ((u, v), (p, q)), ((v, v), (q, q)))
    ]
    moved = E(w, slope(u(w)) * slope(v(w))) - E(w, slope(p(w)) * slope(q(w)))
    constant = beta**2 + sqrt(2 / pi) * beta * L * sqrt(c)
    return forall(slope, L, beta, c, e, u, v, p, q)(
        given(
            conj(L > 0, beta > 0, c > 0),
            forall(x)(abs(slope(x)) <= L),
            forall(x, y)(abs(slope(x) - slope(y)) <= beta * abs(x - y)),
            jointly_normal(u, v),
            jointly_normal(p, q),
            *(covariance(one, one) >= 1 / c for one in (u, v, p, q)),
            *changes,
        )
        >> (abs(moved) <= constant * e)
    )


def refuted(says, **budget):
    found = falsify(says, **budget)
    assert found is not None
    assert found.verdict == Verdict.REFUTED
    assert found.witness["normal"] == 2
    outcome = recheck(found.witness)
    assert outcome.ok, outcome.reason
    return found


@pytest.mark.slow
def test_the_slopes_of_lemma_3_22_as_they_were_stated():
    """Nothing says where to look; the budget is the falsifier's own."""
    found = refuted(slopes_as_stated())
    assert "sin" in str(found.witness) or "cos" in str(found.witness)


def test_fourth_moments_are_three_times_the_squared_second():
    says = forall(u, v)(jointly_normal(u, v) >> (E(w, u(w) ** 4) <= 2 * E(w, u(w) ** 2) ** 2))
    refuted(says, attempts=200)


def test_names_of_covariances_take_the_values_of_the_model():
    law = forall(h, k)(
        E(w, exp(h * u(w) + k * v(w))) == exp((h**2 * a + 2 * h * k * rho + k**2 * b) / 2)
    )
    says = forall(u, v, a, rho, b)(law >> (E(w, u(w) ** 2 * v(w) ** 2) <= a * b))
    found = refuted(says, attempts=200)
    assert set(found.witness["values"]) == {"a", "rho", "b"}


@pytest.mark.parametrize(
    "conclusion",
    [
        E(w, u(w) ** 4) == 3 * E(w, u(w) ** 2) ** 2,
        E(w, u(w) * v(w)) ** 2 <= E(w, u(w) ** 2) * E(w, v(w) ** 2),
        E(w, exp(u(w))) >= 1,
    ],
)
def test_what_is_true_is_not_refuted(conclusion):
    assert falsify(forall(u, v)(jointly_normal(u, v) >> conclusion), attempts=200) is None


def test_a_search_is_repeated_by_its_seed():
    says = forall(u, v)(jointly_normal(u, v) >> (covariance(u, v) <= 1))
    assert refuted(says, seed=3).witness == refuted(says, seed=3).witness
