"""Identities by normal form: numerator(L - R) is zero, or lies in the ideal of relations between
the functions that occur.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..goal import Goal
from ..terms import Term, to_json
from .closure import Closure
from .facts import relation
from .forms import conditions
from .ideal import Ideal
from .rational import Field, TooLarge

Prove = Callable[[Goal], dict | None]


def plain(goal: Goal) -> dict | None:
    """The certificate of an identity between rational functions (function subterms as
    indeterminates), definedness left out.
    """
    if goal.claim[0] != "==":
        return None
    try:
        field = Field(*goal.claim[1:])
        if not field.difference(goal.claim).numerator.is_zero():
            return None
    except (TooLarge, ZeroDivisionError):
        return None
    return _certificate(goal, field, [], [])


def _certificate(goal: Goal, field: Field, relations: list, cofactors: list[Term]) -> dict:
    return {
        "kind": "identity",
        "goal": goal.to_json(),
        "atoms": {name: to_json(atom) for atom, name in field.atoms.items()},
        "relations": relations,
        "cofactors": [to_json(each) for each in cofactors],
    }


def modulo(goal: Goal, instances: Iterable[tuple] = ()) -> tuple[dict, list[Term]] | None:
    """(certificate, conditions to be proved) for an identity modulo relations and hypotheses. May
    run long.
    """
    if goal.claim[0] != "==":
        return None
    closure = Closure(goal)
    listed: list[list] = []
    zeros: list[Term] = []
    for rule, *values in [*closure.instances, *instances]:
        atoms, zero, side = relation(rule, *values)
        listed.append([rule, *map(to_json, atoms), *map(to_json, values)])
        zeros.append(zero)
    for number, part in enumerate(goal.where):
        if part[0] == "==":
            listed.append(["hypothesis", number])
            zeros.append(("-", part[1], part[2]))
    if not zeros:
        return None
    field = Field(*closure.basic, goal.claim, *zeros)
    polynomials = [field.read(zero).numerator for zero in zeros]
    cofactors = Ideal(field, polynomials).express(field.difference(goal.claim).numerator)
    if cofactors is None:
        return None
    used = sorted(cofactors)
    terms = [field.term(cofactors[i]) for i in used]
    if len(used) > 1:  # one factor for all would cancel
        terms = [_for(field, term, zeros[i], polynomials[i]) for term, i in zip(terms, used)]
    certificate = _certificate(goal, field, [listed[i] for i in used], terms)
    needed = conditions(goal.claim, *(zeros[i] for i in used))
    kept = set(_names(certificate["relations"])) | set(_names(certificate["cofactors"]))
    certificate["atoms"] = _needed_atoms(field, goal, [zeros[i] for i in used], kept)
    return certificate, needed


def _for(field: Field, cofactor: Term, zero: Term, numerator: Any) -> Term:
    """The cofactor of the cleared numerator, of which the reduced one is a part."""
    factor, rest = divmod(field.cleared(zero)[0], numerator)
    if not rest.is_zero() or factor == field.one:
        return cofactor
    return ("/", cofactor, field.term(factor))


def _needed_atoms(field: Field, goal: Goal, zeros: list[Term], kept: set[str]) -> dict:
    from .forms import functions

    inside = set(functions(goal.claim, *zeros))
    return {
        name: to_json(atom) for atom, name in field.atoms.items() if atom in inside or name in kept
    }


def _names(data: object) -> Iterable[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list):
        for part in data:
            yield from _names(part)


def proved(certificate: dict, needed: list[Term], goal: Goal, prove: Prove) -> dict | None:
    """The certificate with proofs of its side conditions, or None when one of them could not be
    proved.
    """
    parts = []
    for each in needed:
        part = prove(Goal(goal.variables, goal.where, each, goal.integers))
        if part is None:
            return None
        parts.append(part)
    return certificate | ({"defined": parts} if parts else {})
