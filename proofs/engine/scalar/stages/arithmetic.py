"""Nonlinear arithmetic, with elementary facts about the functions in the goal."""

from __future__ import annotations

from collections.abc import Callable

from ....vocabulary import Evidence
from ...processes import alone
from ...work import Budget
from .. import axioms as facts
from .. import exact, powers, smt
from ..forms import ALGEBRAIC, heads
from ..refute import Found, shrink, violates
from .run import Run


def brief(run: Run) -> Evidence | None:
    """A short attempt to prove an inequality that no sample point violates: most goals end
    here, and the long search for a counterexample is spared.
    """
    if run.goal.claim[0] == "==" or not run.small:
        return None
    if run.here(lambda: run.search.violated(60) or None, 0.5):
        return None
    functions = heads(run.goal.claim, *run.goal.where) - ALGEBRAIC
    more = facts.instances(run.goal.claim, *run.goal.where) if functions else ()
    chosen = tuple(dict.fromkeys([*run.axioms, *more]))
    found = exact.quick(run.goal, chosen)
    if found is not None:
        return run.proved(exact.METHOD, found)
    answer = alone(lambda: smt.prove_here(run.goal, chosen), run.budget.share(0.2, 1.0), None)
    if answer is None or answer.result != "unsat":
        return None
    return _found_true(run, chosen, exact.upgraded(run.goal, chosen))


def _found_true(run: Run, axioms: tuple, found: dict) -> Evidence:
    """z3 says so; the certificate is an exact one, if there is one."""
    method = exact.METHOD if found["kind"] != "smt" else _z3(axioms)
    return run.proved(method, found)


def squares(run: Run) -> Evidence | None:
    """Semidefinite programs, where the claim is between polynomials, quotients and roots."""
    return _polynomial(run, exact.squares, 3.0)


def averages(run: Run) -> Evidence | None:
    """Weighted means of many positive variables."""
    from .. import means

    if run.depth > 1 or run.goal.claim[0] == "==":
        return None
    found = means.certificate(run.goal, Budget(run.budget.share(0.2, 2.0)))
    return None if found is None else run.proved("weighted means, by tangents of log", found)


def polynomial(run: Run) -> Evidence | None:
    """The long search for products of facts and squares."""
    return _polynomial(run, exact.longer, exact.SECONDS)


def _polynomial(run: Run, search: Callable, seconds: float) -> Evidence | None:
    if heads(run.goal.claim, *run.goal.where) - ALGEBRAIC or run.goal.claim[0] == "==":
        return None
    exact.load()
    found = alone(lambda: search(run.goal, run.axioms), run.budget.share(0.5, seconds), run.log)
    return None if found is None else run.proved(exact.METHOD, found)


def nonlinear(run: Run) -> Evidence | None:
    if heads(run.goal.claim, *run.goal.where) - ALGEBRAIC:
        return None
    return asked(run, run.axioms, run.budget.share(0.8))


def functions(run: Run) -> Evidence | None:
    if not heads(run.goal.claim, *run.goal.where) - ALGEBRAIC:
        return None
    chosen = dict.fromkeys([*run.axioms, *facts.instances(run.goal.claim, *run.goal.where)])
    for some in powers.groups(list(chosen)):
        found = asked(run, tuple(some), run.budget.share(0.1, 1.5))
        if found is not None:
            return found
    found = asked(run, tuple(chosen), run.budget.share(0.3, 4.0))
    if found is None:
        more = dict.fromkeys([*chosen, *facts.extended(run.goal)])
        found = (
            asked(run, tuple(more), run.budget.share(0.3, 4.0)) if len(more) > len(chosen) else None
        )
    return found


def asked(run: Run, axioms: tuple, seconds: float) -> Evidence | None:
    answer = smt.prove(run.goal, seconds, axioms, run.log)
    if answer is None:
        return None
    if answer.result == "sat":
        for point in run.search.around(answer.model):
            if len(point) == len(run.goal.variables) and violates(run.goal, point):
                return run.refuted(Found(shrunk(run, point)), "z3 model, confirmed exactly")
        if not axioms and not heads(run.goal.claim, *run.goal.where) - ALGEBRAIC:
            run.log.append("z3 has a model that could not be confirmed in exact arithmetic")
        return None
    return _found_true(run, axioms, exact.certificate(run.goal, axioms))


def shrunk(run: Run, point: dict) -> dict:
    return shrink(run.goal, point, Budget(min(2.0, run.budget.left)))


def _z3(axioms: tuple) -> str:
    return "nonlinear real arithmetic (z3)" + (" with elementary facts" if axioms else "")
