"""The facts of one branch of a refutation. Every relation is brought to a polynomial against 0,
without denominators and without factors whose sign is known; each such step is a lemma.
"""

from __future__ import annotations

from typing import Any

from ....checker._definedness import obligations
from ....checker._positivstellensatz import parts
from ....checker._terms import COMPARE, ONE, Rejected, Term, whole
from .space import Fact, Space, needs

LARGEST = 300  # terms of a polynomial that takes part


class Closed(Exception):
    """The facts contradict each other; `tree` shows it."""

    def __init__(self, tree: list):
        super().__init__()
        self.tree = tree


class Known:
    """`facts` take part in products, `given` are relations as they came; `signs` finds facts by
    their monic polynomial; `either` are disjunctions; `steps` are the nodes above the next tree;
    `waiting` are relations whose denominators are not understood.
    """

    def __init__(self, space: Space):
        self.space = space
        self.formulas: dict[Term, None] = {}
        self.facts: list[Fact] = []
        self.given: list[Fact] = []
        self.signs: dict[str, list[Fact]] = {}
        self.either: list[Term] = []
        self.waiting: list[tuple[Fact, Any, Any]] = []
        self.steps: list[tuple[str, Any, frozenset, list]] = []
        self.tried: dict[Term, int] = {}  # what was not proved, by how much was known
        self.levels: dict[tuple, tuple[Any, Any, list[Fact]]] = {}  # columns, see `linear`

    def copy(self) -> Known:
        made = Known(self.space)
        made.formulas, made.facts, made.either = dict(self.formulas), self.facts[:], self.either[:]
        made.signs = {key: some[:] for key, some in self.signs.items()}
        made.waiting, made.tried = self.waiting[:], dict(self.tried)
        made.given = self.given[:]
        return made

    def wrapped(self, tree: list) -> list:
        """The tree below the steps so far, without the steps that it does not use."""
        used = needs(tree)
        for kind, data, brought, more in reversed(self.steps):
            if not brought & used:
                continue
            tree = [kind, data, tree, *more]
            if kind == "split":
                opposite = parts(("not", data))
                used = (used - brought).union(*map(parts, obligations(data)))
                used = used.union(*(needs(one) - opposite for one in more))
            else:
                used = (used - brought) | needs([kind, data, ["sum", [], [], []]])
        return tree

    # --- adding ----------------------------------------------------------------------------------

    def add(self, formula: Term) -> None:
        """A formula that holds, all its terms being defined."""
        for one in sorted(parts(formula), key=repr):
            if one in self.formulas:
                continue
            self.formulas[one] = None
            if one[0] in COMPARE:
                self._relation(one)
                self._whole(one)
            else:
                self.either.append(one)

    def _whole(self, relation: Term) -> None:
        """Between integers, < leaves a gap of 1."""
        integers = self.space.integers
        if (
            integers
            and relation[0] in ("<", ">")
            and all(whole(one, integers) for one in relation[1:])
        ):
            low, high = relation[1:] if relation[0] == "<" else relation[:0:-1]
            self.bring("whole", relation, ("<=", ("+", low, ONE), high))

    def bring(self, kind: str, data: Any, formula: Term) -> None:
        """A formula that a node of the tree brings in."""
        new = parts(formula)
        if not new <= self.formulas.keys():
            self.steps.append((kind, data, new, []))
            self.add(formula)

    def lemma(self, fact: Fact, products: list, equations: list = ()) -> Fact:
        """A fact whose negation the sum closes."""
        if fact.formula not in self.formulas:
            tree = self.space.leaf(products, equations)
            self.steps.append(("split", fact.formula, frozenset([fact.formula]), [tree]))
            self.formulas[fact.formula] = None
        self.note(fact)
        return fact

    def shown(self, formula: Term, tree: list) -> None:
        """A formula whose negation the tree closes."""
        if formula not in self.formulas:
            self.steps.append(("split", formula, parts(formula), [tree]))
            self.add(formula)

    def defined(self, *terms: Term) -> bool:
        return all(parts(one) <= self.formulas.keys() for one in obligations(*terms))

    def sign(self, poly: Any) -> Fact | None:
        """The strict fact about a multiple of the polynomial: > 0, or else != 0."""
        some = self.signs.get(_key(poly), ())
        strict = [fact for fact in some if fact.strict]
        return min(strict, key=lambda fact: fact.sign != ">", default=None)

    def least(self, poly: Any) -> Fact | None:
        """A fact that says c poly >= 0 or > 0 with c > 0."""
        lead = poly.leading_coefficient()
        some = [
            fact
            for fact in self.signs.get(_key(poly), ())
            if fact.sign in (">", ">=") and (fact.poly.leading_coefficient() > 0) == (lead > 0)
        ]
        return min(some, key=lambda fact: fact.sign != ">", default=None)

    def note(self, fact: Fact) -> None:
        """Keep the fact; what it gives with others about the same polynomial."""
        known = self.signs.setdefault(_key(fact.poly), [])
        same = self.least(fact.poly)
        if any(one.sign == fact.sign for one in known if fact.sign in ("!=", "==")) or (
            fact.sign in (">", ">=") and same is not None and (same.strict or not fact.strict)
        ):
            return
        if fact.sign in (">", ">="):  # the stronger fact takes the place of the weaker
            self.facts = [one for one in self.facts if one is not same]
        known.append(fact)
        self.facts.append(fact)
        self._pairs(fact, known)

    def _pairs(self, fact: Fact, known: list[Fact]) -> None:
        space, lead = self.space, fact.poly.leading_coefficient()
        equation = next((one for one in known if one.sign == "=="), None)
        strict = next((one for one in known if one.strict), None)
        if equation is not None and strict is not None:
            ratio = strict.factor / equation.poly
            raise Closed(space.leaf([(1, [strict], [])], [(equation, -ratio)]))
        below, above = self.least(-fact.poly), self.least(fact.poly)
        if below is not None and above is not None:
            ratio = -(above.poly.leading_coefficient() / below.poly.leading_coefficient())
            if below.strict or above.strict:
                raise Closed(space.leaf([(1, [above], []), (ratio, [below], [])]))
            made = space.fact(fact.poly / lead, "==")
            opposite = space.negation(made)
            scale = -1 / (below.poly.leading_coefficient() * above.poly.leading_coefficient())
            self.lemma(made, [(1, [opposite], []), (scale, [above, below], [])])
            return
        apart = next((one for one in known if one.sign == "!="), None)
        weak = above or below
        if apart is not None and weak is not None and not weak.strict:
            made = space.fact(weak.poly, ">")
            ratio = (weak.poly.leading_coefficient() / apart.poly.leading_coefficient()) ** 2
            self.lemma(made, [(ratio, [apart], []), (1, [weak, space.negation(made)], [])])

    # --- relations as polynomials ----------------------------------------------------------------

    def _relation(self, relation: Term) -> None:
        try:
            n, d = self.space.value(relation)
        except Rejected:
            return  # nowhere defined, or too large
        if len(n) > LARGEST or len(d) > LARGEST:
            return
        sign = {"<": ">", "<=": ">="}.get(relation[0], relation[0])
        common = n.gcd(d) if not n.is_zero() else d
        n, d = n / common, d / common
        if d.is_constant() and not n.is_constant() and sign != "!=":
            self.given.append(Fact(n / d.leading_coefficient(), sign, relation))
        if n.is_zero() or (n.is_constant() and d.is_constant()):
            self._number(relation, sign, n, d)
        elif not self.reduce(Fact(None, sign, relation), n, d):
            self.waiting.append((Fact(None, sign, relation), n, d))

    def _number(self, relation: Term, sign: str, n: Any, d: Any) -> None:
        value = 0 if n.is_zero() else n.leading_coefficient() / d.leading_coefficient()
        fact = Fact(None, sign, relation)
        if {">": value > 0, ">=": value >= 0, "==": value == 0, "!=": value != 0}[sign]:
            return
        if sign == "==":
            raise Closed(self.space.leaf([(1, [], [])], [(fact, self.space.one * (-1 / value))]))
        more = [] if value == 0 else [(-value, [], [])]
        raise Closed(self.space.leaf([(1, [fact], []), *more]))

    def reduce(self, fact: Fact, n: Any, d: Any) -> bool:
        """Note the relation n/d > 0, >= 0, == 0 or != 0 without denominators and without factors
        of known sign. False where a denominator is not known to be nonzero.
        """
        lead, top = self.space.factors(n)
        low, bottom = self.space.factors(d)
        powers = [(q, int(e)) for q, e in top] + [(q, -int(e)) for q, e in bottom]
        if fact.sign == "!=":
            return self._apart(fact, n, d, powers)
        if fact.sign == "==":
            return self._equation(fact, n, d, powers)
        return self._order(fact, n, d, lead / low, powers)

    def _squared(self, q: Any, times: int) -> list[Fact] | None:
        """Facts whose product as factors is a positive multiple of q^(2 times)."""
        found = self.sign(q)
        if found is None:
            return None
        return [found] * (2 * times if found.sign == ">" else times)

    def _apart(self, fact: Fact, n: Any, d: Any, powers: list) -> bool:
        """Each factor q of the numerator: (n/d)^2 D = q T, where D is divisible by d^2."""
        below: list[Fact] = []
        for q, e in powers:
            if e < 0:
                some = self._squared(q, -e)
                if some is None:
                    return False
                below += some
        square = n * n
        for one in below:
            square = square * one.factor
        square = square / (d * d)
        whole = len(powers) == 1 and powers[0][1] == 1
        for q, e in powers:
            if e > 0 and whole and d.is_constant():
                self.note(Fact(n / d.leading_coefficient(), "!=", fact.formula))
            elif e > 0 and self.sign(q) is None:
                made = self.space.fact(q, "!=")
                opposite = self.space.negation(made)
                self.lemma(made, [(1, [fact, *below], [])], [(opposite, -square / q)])
        return True

    def _equation(self, fact: Fact, n: Any, d: Any, powers: list) -> bool:
        """The product R of the factors that may vanish: R^2 N = (n/d) T."""
        space, rest, beside = self.space, self.space.one, []
        square = space.one
        for q, e in powers:
            if e > 0:
                some = self._squared(q, (e + 1) // 2)
                if some is None:
                    rest = rest * q ** ((e + 1) // 2)
                else:
                    beside += some
        for one in beside:
            square = square * one.factor
        if rest.is_constant():
            raise Closed(space.leaf([(1, beside, [])], [(fact, -(square * d / n))]))
        if (
            d.is_constant()
            and (rest / n.leading_coefficient() * d).total_degree() == n.total_degree()
        ):
            self.note(Fact(n / d.leading_coefficient(), "==", fact.formula))
            return True
        made = space.fact(primitive(rest), "==")
        square = square * made.poly * made.poly
        products = [(1, [space.negation(made), *beside], [])]
        self.lemma(made, products, [(fact, -(square * d / n))])
        return True

    def _order(self, fact: Fact, n: Any, d: Any, scale: Any, powers: list) -> bool:
        """(n/d) M = R N, with M and N made of positive facts and squares."""
        space, rest, plain = self.space, self.space.one * scale, d.is_constant()
        with_fact: list[Fact] = []
        with_rest: list[Fact] = []
        roots: list[Any] = []
        for q, e in powers:
            found, odd = self.sign(q), e % 2
            c = found.poly.leading_coefficient() / q.leading_coefficient() if found else None
            if found is not None and found.sign == ">":
                (with_rest if e > 0 else with_fact).extend([found] * abs(e))
                rest = rest * (c**-e if e < 0 else 1 / c**e)
            elif found is not None:
                count = (abs(e) - odd) // 2 if e > 0 else (abs(e) + odd) // 2
                (with_rest if e > 0 else with_fact).extend([found] * count)
                rest = rest * q**odd * (1 / c ** (2 * count) if e > 0 else c ** (2 * count))
            elif e < 0:
                return False
            elif fact.sign == ">":
                roots += [q] * ((e - odd) // 2)
                rest = rest * q**odd
            else:
                rest = rest * q**e
        if rest.is_constant():
            value = rest.leading_coefficient()
            if value < 0:
                raise Closed(space.leaf([(1, [fact, *with_fact], []), (-value, with_rest, roots)]))
            return True
        if plain and not with_rest and not roots:
            self.note(Fact(n / d.leading_coefficient(), fact.sign, fact.formula))
            return True
        poly = primitive(rest)
        ratio = rest.leading_coefficient() / poly.leading_coefficient()
        made = space.fact(poly, fact.sign)
        opposite = space.negation(made)
        self.lemma(made, [(1, [fact, *with_fact], []), (ratio, [opposite, *with_rest], roots)])
        return True

    # --- what follows at once --------------------------------------------------------------------

    def settle(self) -> None:
        """Signs of sums of positive terms, and relations without the factors that they settle."""
        before = -1
        while before != len(self.formulas):
            before = len(self.formulas)
            self.space.spend(5 * len(self.facts))
            for fact in self.facts[:]:
                self._positive_factors(fact.poly)
            for fact, n, d in self.waiting[:]:
                self._positive_factors(d)
                if self.reduce(fact, n, d):
                    self.waiting.remove((fact, n, d))
            for fact in self.facts[:]:
                factors = self.space.factors(fact.poly)[1]
                if len(factors) == 1 and factors[0][1] == 1:
                    continue
                if (
                    fact.sign == "!="
                    or any(self.sign(q) for q, _ in factors)
                    or (fact.sign == ">" and any(e > 1 for _, e in factors))
                ):
                    count = len(self.formulas)
                    self.reduce(fact, fact.poly, self.space.one)
                    if len(self.formulas) > count:
                        self.facts = [one for one in self.facts if one is not fact]

    def _positive_factors(self, poly: Any) -> None:
        if poly.is_constant():
            return
        for q, _ in self.space.factors(poly)[1]:
            known = self.sign(q)
            if (known is None or known.sign == "!=") and not self.evident(q):
                self.evident(-q)

    def evident(self, poly: Any) -> bool:
        """poly > 0 or >= 0 since every term is: a lemma. Whether it is so."""
        if len(poly) == 1 and poly.total_degree() == 1:
            return False
        products, positive = [], False
        for exponents, coefficient in poly.terms():
            some, roots = [], []
            for generator, e in zip(self.space.generators, exponents):
                e = int(e)
                if not e:
                    continue
                sign = next(
                    (one for one in (self.least(generator), self.least(-generator)) if one), None
                )
                if sign is not None and (e % 2 or sign.strict):
                    some += [sign] * e
                    coefficient = coefficient / sign.poly.leading_coefficient() ** e
                elif e % 2 == 0:
                    apart = self.sign(generator)
                    if apart is not None:
                        some += [apart] * (e // 2)
                        coefficient = coefficient / apart.poly.leading_coefficient() ** e
                    else:
                        roots += [generator ** (e // 2)]
                else:
                    return False
            if coefficient < 0:
                return False
            positive = positive or (not roots and all(one.strict for one in some))
            products.append((coefficient, some, roots))
        made = self.space.fact(poly, ">" if positive else ">=")
        known = self.least(poly)
        if known is not None and (known.strict or not positive):
            return True
        self.lemma(made, [(1, [self.space.negation(made)], []), *products])
        return True


def _key(poly: Any) -> str:
    """The same for all multiples of a polynomial."""
    return str(poly / poly.leading_coefficient())


def primitive(poly: Any) -> Any:
    """A positive multiple with integer coefficients without common factor."""
    from math import gcd, lcm

    numbers = poly.coeffs()
    below = lcm(*(int(one.q) for one in numbers))
    above = gcd(*(int((one * below).p) for one in numbers))
    return poly * below / above
