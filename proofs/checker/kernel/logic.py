"""The rules of logic. G, H are sets of hypotheses; each rule is drawn as premises / conclusion.

Natural deduction for classical first-order logic over defined values (a logic of partial terms:
M. Beeson, Foundations of Constructive Mathematics, VI.1): what is put in for a bound name has to be
defined, which the caller shows.
"""

from __future__ import annotations

from collections.abc import Sequence

from .._terms import need
from ..formal.defined import obligations
from ..formal.names import alike, canonical, free, fresh, put, replaced
from ..formal.syntax import FALSE, Node, Sorts, is_matrix, legal, shape_of, sort_of
from .theorem import Theorem, common_sorts, derive, union


def assume(formula: Node, sorts: Sorts) -> Theorem:
    """/ A |- A"""
    return derive([], formula, hypotheses=(formula,), sorts=sorts)


def discharge(premise: Theorem, formula: Node, sorts: Sorts) -> Theorem:
    """G, A |- B  /  G |- A implies B.  (A need not be among the hypotheses.)"""
    rest = union([premise], without=[formula])
    return derive([premise], ("implies", formula, premise.conclusion), hypotheses=rest, sorts=sorts)


def apply(implication: Theorem, premise: Theorem) -> Theorem:
    """G |- A implies B,  H |- A  /  G, H |- B"""
    head = implication.conclusion
    need(head[0] == "implies", "the first premise is no implication")
    need(alike(head[1], premise.conclusion), "the second premise is not what the first asks for")
    return derive([implication, premise], head[2])


def together(*premises: Theorem) -> Theorem:
    """G |- A,  H |- B, ...  /  G, H, .. |- A and B and .."""
    need(premises, "a conjunction has parts")
    return derive(premises, ("and", *(one.conclusion for one in premises)))


def part(premise: Theorem, index: int) -> Theorem:
    """G |- A_0 and A_1 and ..  /  G |- A_index"""
    head, *parts = premise.conclusion
    need(head == "and" and 0 <= index < len(parts), "no conjunction with such a part")
    return derive([premise], parts[index])


def either(premise: Theorem, formula: Node, sorts: Sorts) -> Theorem:
    """G |- A_i  /  G |- A_0 or A_1 or .."""
    need(formula[0] == "or", "a disjunction is expected")
    need(any(alike(one, premise.conclusion) for one in formula[1:]), "the premise is no part of it")
    return derive([premise], formula, sorts=sorts)


def cases(cover: Theorem, *premises: Theorem) -> Theorem:
    """G |- A_0 or .. or A_n,  H_i, A_i |- B for every i  /  G, H_0, .., H_n |- B"""
    head, *parts = cover.conclusion
    need(head == "or" and len(parts) == len(premises), "one premise for each part of the cover")
    goal = premises[0].conclusion
    need(all(alike(one.conclusion, goal) for one in premises), "the cases end differently")
    rest = {canonical(one): one for one in cover.hypotheses}
    for when, one in zip(parts, premises):
        rest |= {canonical(each): each for each in union([one], without=[when])}
    return derive([cover, *premises], goal, hypotheses=tuple(rest.values()))


def excluded_middle(formula: Node, sorts: Sorts) -> Theorem:
    """/ |- A or not A"""
    return derive([], ("or", formula, ("not", formula)), sorts=sorts)


def contradiction(yes: Theorem, no: Theorem, formula: Node, sorts: Sorts) -> Theorem:
    """G |- A,  H |- not A  /  G, H |- B"""
    need(no.conclusion[0] == "not", "the second premise is no negation")
    need(alike(no.conclusion[1], yes.conclusion), "the premises do not contradict each other")
    return derive([yes, no], formula, sorts=sorts)


def negate(premise: Theorem, formula: Node, sorts: Sorts) -> Theorem:
    """G, A |- 0 < 0  /  G |- not A"""
    need(premise.conclusion == FALSE, "the premise does not end in 0 < 0")
    rest = union([premise], without=[formula])
    return derive([premise], ("not", formula), hypotheses=rest, sorts=sorts)


def generalize(premise: Theorem, name: str, sorts: Sorts) -> Theorem:
    """G |- A  /  G |- forall x: A,  x not free in G"""
    need(name not in free(*premise.hypotheses), f"{name} is free in a hypothesis")
    sort = common_sorts([premise], {name: sorts[name]} if name in sorts else None).get(name)
    need(sort is not None, f"the sort of {name} is not known")
    return derive([premise], ("forall", name, sort, premise.conclusion))


def specialize(premise: Theorem, term: Node, sorts: Sorts, *defined: Theorem) -> Theorem:
    """G |- forall x: A,  |- t is defined (for what can be undefined in t)  /  G |- A[x := t]

    t is a term of the sort of x; for a function x the name of one, or ("lambda", (y, ..), body)
    whose body is defined everywhere, and whose arguments are where x is applied.
    """
    head, *parts = premise.conclusion
    need(head == "forall", "the premise is no statement for all")
    name, sort, body = parts
    known = common_sorts([premise, *defined], sorts)
    owed = _fits(term, sort, known)
    settle(owed, defined)
    _total(body, name, term)
    return derive([premise, *defined], put(body, {name: term}), sorts=sorts)


def exhibit(
    premise: Theorem, formula: Node, term: Node, sorts: Sorts, *defined: Theorem
) -> Theorem:
    """G |- A[x := t],  |- t is defined  /  G |- exists x: A"""
    need(formula[0] == "exists", "a statement of existence is expected")
    name, sort, body = formula[1:]
    settle(_fits(term, sort, common_sorts([premise, *defined], sorts)), defined)
    _total(body, name, term)
    need(alike(put(body, {name: term}), premise.conclusion), "the premise is another instance")
    return derive([premise, *defined], formula, sorts=sorts)


def obtain(existence: Theorem, premise: Theorem, name: str) -> Theorem:
    """G |- exists x: A,  H, A[x := y] |- B  /  G, H |- B,  y not free in G, H, B nor the first"""
    need(existence.conclusion[0] == "exists", "the first premise is no statement of existence")
    legal(name)
    bound, sort, body = existence.conclusion[1:]
    instance = put(body, {bound: name})
    rest = union([premise], without=[instance])
    need(
        name not in free(premise.conclusion, existence.conclusion, *rest, *existence.hypotheses),
        f"{name} is not fresh",
    )
    need(premise.sorts.get(name, sort) == sort, f"{name} has another sort")
    both = {canonical(one): one for one in (*existence.hypotheses, *rest)}
    return derive([existence, premise], premise.conclusion, hypotheses=tuple(both.values()))


def rewrite(equation: Theorem, premise: Theorem, target: Node, sorts: Sorts) -> Theorem:
    """G |- s == t,  H |- A  /  G, H |- B, where A and B are equal once s is replaced by t in both
    (numbers, or matrices)

    An equation that holds says that both sides are defined, so the replacement changes no truth;
    under a binder of a name of s or t nothing is replaced.
    """
    need(equation.conclusion[0] in ("==", "equal"), "the first premise is no equation")
    _, left, right = equation.conclusion
    need(
        alike(replaced(premise.conclusion, left, right), replaced(target, left, right)),
        "the two sides differ by more than the equation",
    )
    return derive([equation, premise], target, sorts=sorts)


def same_family(entries: Theorem, target: Node, sorts: Sorts) -> Theorem:
    """G |- forall i: forall j: .. a == b  /  G |- f(.., (i, j, ..) -> a, ..) == f(.., the same of
    b, ..),  all terms defined everywhere

    A function has one value for equal arguments, and families with equal entries are equal.
    """
    need(target[0] == "==", "an equation is expected")
    sides = target[1:]
    need(all(isinstance(one, tuple) and one[0] == "apply" for one in sides), "values of a function")
    left, right = sides
    need(len(left) == len(right) and left[1] == right[1], "values of one function are expected")
    places = [k for k in range(2, len(left)) if not alike(left[k], right[k])]
    need(len(places) == 1, "the values differ in one argument")
    one, other = left[places[0]], right[places[0]]
    families = all(isinstance(each, tuple) and each[0] == "lambda" for each in (one, other))
    need(
        families and len(one[1]) == len(other[1]), "the argument is a family of the same dimensions"
    )
    need(not obligations(left) and not obligations(right), "a term may be undefined")
    taken = set(free(one, other)) | set(one[1]) | set(other[1])
    names: list[str] = []
    for name in one[1]:
        names.append(fresh(name, taken))
        taken.add(names[-1])
    bodies = (put(each[2], dict(zip(each[1], names))) for each in (one, other))
    wanted = ("==", *bodies)
    for name in reversed(names):
        wanted = ("forall", name, "nat", wanted)
    need(alike(entries.conclusion, wanted), "the entries are equal for all indices: not shown")
    return derive([entries], target, sorts=sorts)


def _fits(term: Node, sort: Node, sorts: Sorts) -> list[Node]:
    """What has to be shown for the term to be a value of the sort. Raises `Rejected`."""
    for name in free(term):
        legal(name)
    if sort == "sample":
        need(isinstance(term, str) and sorts.get(term) == "sample", "a sample is expected")
        return []
    if isinstance(sort, str):
        found = sort_of(term, sorts)
        need(found == "nat" or sort == "real", "a natural number is expected")
        return obligations(term)
    if is_matrix(sort):
        need(shape_of(term, sorts) == sort[1:], "a matrix of another shape is expected")
        return obligations(term)
    if isinstance(term, str):
        need(sorts.get(term) == sort, f"{term} is no function of the sort that is expected")
        return []
    need(
        isinstance(term, tuple) and len(term) == 3 and term[0] == "lambda", "a function is expected"
    )
    names, body = term[1], term[2]
    need(
        isinstance(names, tuple) and len(set(names)) == len(names) == len(sort[1]),
        "the function takes another number of arguments",
    )
    inside = {**sorts, **dict(zip(names, sort[1]))}
    if is_matrix(sort[2]):
        need(shape_of(body, inside) == sort[2][1:], "matrices of another shape are expected")
    else:
        found = sort_of(body, inside)
        need(found == "nat" or sort[2] == "real", "values in the natural numbers are expected")
    need(not obligations(body), "the body of the function may be undefined")
    return []


def _total(node: Node, name: str, function: Node) -> None:
    """A value at an argument that is undefined is undefined; the body that is put in for it may not
    ask for the argument. Raises `Rejected`.
    """
    if not isinstance(node, tuple) or not isinstance(function, tuple) or name not in free(node):
        return
    head, *parts = node
    if head == "apply" and parts[0] == name:
        need(not obligations(node), "a function is put in, its argument may be undefined")
    for part in parts:
        _total(part, name, function)


def settle(owed: Sequence[Node], defined: Sequence[Theorem]) -> None:
    """What is owed is among the conclusions. Raises `Rejected`."""
    shown = {canonical(one.conclusion) for one in defined}
    for one in owed:
        need(canonical(one) in shown, "not shown to be defined: ", one)
