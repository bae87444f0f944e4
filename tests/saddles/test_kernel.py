"""The kernels of Chapter 7 against the steps that are proved: a wrong coefficient is seen."""

import pytest
from steepest.kernels.saddles import octopus, steps, warmup
from steepest.proofs import Verdict
from steepest.proofs.engine.judge import Judge
from steepest.proofs.saddles import kernel
from steepest.proofs.saddles.construction import symbols
from steepest.proofs.vocabulary import Plan
from steepest.verify.trials.engine.plans import step_hash


def rise(u, v, kappa):
    """`steps.rise` with a 13 for the 14."""
    slope = -2 + u * (-2 + u * (10 - 13 * kappa + u * (10 * kappa - 6)))
    return -slope / 2 + 15 * (kappa + 1) * (u * (1 - u)) ** 2 * v**2


WRONG = {
    "rise": (steps, "rise", rise, kernel.escape_kernel),
    "bend": (steps, "bend", lambda u, kappa: kappa - kappa * u**3, kernel.escape_kernel),
    "in_region": (steps, "in_region", lambda kappa, h: (1 + h, 1 - h), kernel.escape_kernel),
    "drop": (
        octopus,
        "drop",
        lambda L, c, tau: tau**2 * (36 * L + c),
        kernel.splines_of_the_evaluator,
    ),
    "factor": (warmup, "factor", lambda s: 1 - s**3, kernel.long_slope_kernel),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_step_is_refuted(name, monkeypatch):
    module, attribute, wrong, claim = WRONG[name]
    monkeypatch.setattr(module, attribute, wrong)
    assert claim(Judge()).verdict == Verdict.REFUTED


def test_the_cases_of_the_recurrence_are_all_there():
    """At work, next and other coordinates, in A and B, with and without the next, and the crossing:
    eleven texts, the same in every dimension; no coordinate asks for one that is far from it.
    """
    five, ten = (kernel.cases(d)[1] for d in (5, 10))
    assert set(five) == set(ten)
    assert len(five) == 11
    assert not any(symbols().y in value.free_symbols for value, *_ in five)


def test_trials_carry_the_hash_of_the_step_that_is_proved():
    evidence = kernel.escape_kernel(Judge())
    plan = Plan("x", "steepest.kernels.saddles.exact:batch", {}, 1, "")
    assert evidence.certificate["step"] == step_hash(plan)
    for batch in ("batch", "order"):
        plan = Plan("x", f"steepest.kernels.saddles.pgd:{batch}", {"d": 10, "L": 3.0}, 1, "")
        assert step_hash(plan) == kernel.cases(10)[0].step_hash
    plan = Plan("x", "steepest.kernels.saddles.pgd:batch", {"d": 200, "L": 3.0}, 1, "")
    assert step_hash(plan) is None
