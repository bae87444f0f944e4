"""Certificates in place of z3's word: an exact one where the search finds it, z3's otherwise."""

from __future__ import annotations

from functools import partial

from ..goal import Goal
from ..processes import alone
from ..terms import Term, subterms, to_json
from .forms import size

QUICK = 3  # stages of the short search: products of two, and their multiples
EFFORT = 25_000  # of it, in units of about ten microseconds
SECONDS = 12.0  # nominal, of the long one
HERE = 60_000  # of the long one inside another search, which has work of its own to do
METHOD = "products of hypotheses (Positivstellensatz)"


def smt_certificate(goal: Goal, instances: tuple) -> dict:
    """The certificate that asks z3 again."""
    return {
        "kind": "smt",
        "goal": goal.to_json(),
        "axioms": [[rule, *map(to_json, terms)] for rule, *terms in instances],
    }


def load() -> None:
    """What the long search imports, once here and not once in every child process."""
    import clarabel  # noqa: F401
    import scipy.optimize
    import scipy.sparse  # noqa: F401


def quick(goal: Goal, instances: tuple = ()) -> dict | None:
    """An exact certificate by the simplest products, in this process; None where the goal is too
    large for that, or the products do not suffice.
    """
    from .positivstellensatz import positivstellensatz

    if not moderate(goal):
        return None
    return positivstellensatz(goal, instances, QUICK, 6, EFFORT, squares=False)


def squares(goal: Goal, instances: tuple = ()) -> dict | None:
    """An exact certificate by comparing variables and by semidefinite programs."""
    from .positivstellensatz import positivstellensatz

    return positivstellensatz(goal, instances, 2, 8, 4 * EFFORT) if moderate(goal, 4) else None


def longer(goal: Goal, instances: tuple = (), effort: int | None = None) -> dict | None:
    """An exact certificate by all stages, perhaps with no more than some effort."""
    from .positivstellensatz import positivstellensatz

    if not moderate(goal, 4):
        return None
    return positivstellensatz(goal, instances, **({} if effort is None else {"effort": effort}))


def certificate(goal: Goal, instances: tuple = (), here: bool = False) -> dict:
    """The certificate of a goal that z3 has found true; `here`: searched in this process, where
    that may be ended or the goal is easy.
    """
    return quick(goal, instances) or upgraded(goal, instances, here)


def upgraded(goal: Goal, instances: tuple, here: bool = False) -> dict:
    """The same where `quick` has failed."""
    load()
    found = (
        longer(goal, instances, HERE) if here else alone(partial(longer, goal, instances), SECONDS)
    )
    return smt_certificate(goal, instances) if found is None else found


def moderate(goal: Goal, times: int = 1) -> bool:
    """Whether the polynomials of a goal are small enough to be multiplied out at once."""
    statements = (goal.claim, *goal.where)
    return sum(map(size, statements)) <= 600 * times and all(
        abs(part[2]) <= 8 * times for part in subterms_of(statements) if part[0] == "^"
    )


def subterms_of(statements: tuple[Term, ...]) -> list[tuple]:
    return [one for each in statements for one in subterms(each) if isinstance(one, tuple)]
