"""Claims about every number of steps: `times = "T"`.

    real = ["x", "eta", "mu"];  step = { x = "x - eta*mu*x" };  times = "T"
    claim = "x_T**2 == (1 - eta*mu)**(2*T) * x**2"

x is the start and x_T the state after T steps, T = 0, 1, 2, ... `where` speaks of the start, but a
line of it with x_next is a condition on every step, with x the state before it and x_next the state
after it; `always` holds at every state. `invariant` (the claim itself, if it is not given) is shown
by induction with the rules of the kernel, and the claim follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...vocabulary import Evidence
from ..terms import Term, by_twos
from .calculus import substitute
from .exponents import natural_power

NEXT = "_next"


@dataclass(frozen=True)
class Induction:
    """The parts of such a claim, each a term in the names x, x_next, x_T, T."""

    states: tuple[str, ...]
    count: str  # "T"
    start: tuple[Term, ...]
    steps: tuple[Term, ...]
    always: tuple[Term, ...]
    invariant: tuple[Term, ...]
    claim: Term
    parameters: tuple[str, ...]


class NotInductive(Exception):
    """A term that no statement of the kernel can say."""


def statement(one: Induction) -> Any:
    """The formal statement: for all parameters and sequences, for all T."""
    from ..theorems import forall, given

    made = _Words(one)
    given_parts = [made.at_start(part) for part in one.start]
    given_parts += [made.for_each(made.step(part)) for part in one.steps]
    given_parts += [made.for_each(made.during(part)) for part in one.always]
    goal = forall(made.T)(made.state(one.claim))
    whole = given(*given_parts) >> goal if given_parts else goal
    return forall(*made.parameters, *made.sequences)(whole)


def prove(one: Induction, judge: Any) -> Evidence:
    """The theorem, or what `theorems.proved` makes of a proof that does not go through."""
    from ..theorems import proved

    return proved(judge.about(statement(one)), lambda own: by_induction(one, own))


def by_induction(one: Induction, judge: Any) -> Evidence:
    """The proof: `judge.says` is `statement(one)`."""
    from ..theorems import conj

    k, made = judge.theorem(), _Words(one)
    T = made.T
    universal = [step for step in k.given if step.theorem.conclusion[0] == "forall"]
    start = [step for step in k.given if step not in universal]
    always = conj(*(made.state(part) for part in one.invariant))
    powers = made.bases((*one.invariant, one.claim))
    signs = [lemma for base in powers for lemma in signs_of_powers(k, base, T, start)]
    zero = [k.power_zero(base) for base in powers]
    at_zero = [k.at(step, 0) for step in universal]
    base = k.arith(always.put(T, 0), *start, *zero, *at_zero)
    here = [k.at(step, T) for step in (*universal, *signs)]
    after = [k.at(step, T + 1) for step in universal[len(one.steps) :]]
    moved = [k.power_step(base, T) for base in powers]
    before = k.assume(always)
    later = k.arith(always.put(T, T + 1), before, *here, *after, *moved, *start)
    invariant = k.induction(T, always, base, later)
    if one.invariant == (one.claim,):
        return k.qed(invariant)
    found = k.arith(made.state(one.claim), k.at(invariant, T), *here, *start)
    return k.qed(k.for_all(found, T))


def signs_of_powers(k: Any, base: Any, T: Any, start: list[Any]) -> list[Any]:
    """For all T: base**T >= 0 (or > 0, and <= 1), where the start shows it of the base."""
    from ..theorems import NotProved

    found = []
    for one, holds in (
        (base > 0, base**T > 0),
        (base >= 0, base**T >= 0),
        (base <= 1, base**T <= 1),
    ):
        try:
            sign = k.arith(one, *start)
            first = k.arith(holds.put(T, 0), k.power_zero(base))
            known = [k.at(lemma, T) for lemma in found]
            here = (k.assume(holds), k.power_step(base, T), sign, *known)
            found.append(k.induction(T, holds, first, k.arith(holds.put(T, T + 1), *here)))
        except NotProved:
            continue
    return found


class _Words:
    """Terms of the claim as terms and formulas of statements."""

    def __init__(self, one: Induction):
        from ..theorems import nats, reals, sequences

        self.one = one
        self.T = nats(one.count)
        self.parameters = [reals(name) for name in one.parameters]
        self.sequences = [sequences(name) for name in one.states]
        self.sorts: dict[str, Any] = {one.count: "nat"}
        for variable in (*self.parameters, *self.sequences):
            self.sorts |= variable.sorts

    def formula(self, tree: Term, values: dict[str, Term]) -> Any:
        from ..theorems import Formula

        node = _node(substitute(tree, values), self.one.count)
        from ...checker.formal.names import free

        return Formula(node, {name: self.sorts[name] for name in free(node)})

    def values(self, now: Term) -> dict[str, Term]:
        return {name: ("apply", name, now) for name in self.one.states}

    def at_start(self, tree: Term) -> Any:
        return self.formula(tree, self.values(Fraction(0)))

    def step(self, tree: Term) -> Any:
        after = {
            name + NEXT: ("apply", name, ("+", self.one.count, Fraction(1)))
            for name in self.one.states
        }
        return self.formula(tree, self.values(self.one.count) | after)

    def during(self, tree: Term) -> Any:
        """A condition on every state: x is the state at T."""
        return self.formula(tree, self.values(self.one.count))

    def state(self, tree: Term) -> Any:
        """A term in x (the start), x_T and T."""
        count = self.one.count
        here = {f"{name}_{count}": ("apply", name, count) for name in self.one.states}
        return self.formula(tree, self.values(Fraction(0)) | here)

    def for_each(self, formula: Any) -> Any:
        from ..theorems import forall

        return forall(self.T)(formula)

    def bases(self, trees: tuple[Term, ...]) -> list[Any]:
        """The bases of the powers with exponent T, each once."""
        from ..theorems.words import Term as Word

        found: dict[Any, Any] = {}

        def walk(node: Any) -> None:
            if isinstance(node, tuple):
                if node[0] == "^" and node[2] == self.one.count:
                    from ...checker.formal.names import free

                    sorts = {name: self.sorts[name] for name in free(node[1])}
                    found.setdefault(node[1], Word(node[1], sorts))
                for part in node[1:]:
                    walk(part)

        for tree in trees:
            walk(self.state(tree).node)
        return list(found.values())


def _node(tree: Term, count: str) -> Any:
    """A term of claim files as one of statements: the power with exponent T is a natural one."""
    if not isinstance(tree, tuple):
        return tree
    head, *parts = tree
    if head == "apply":
        return tree
    if head in ("power", "rpower"):
        base, exponent = parts
        if (found := natural_power(_node(base, count), exponent, (count,))) is not None:
            return found
        raise NotInductive(
            f"a power whose exponent is neither a number nor made of {count} and whole numbers by "
            f"sums and multiples, as in r**(2*{count} + 1)"
        )
    made = [_node(part, count) for part in parts]
    if head in ("+", "*") and len(made) > 2:
        return by_twos(head, made)
    return (head, *made)
