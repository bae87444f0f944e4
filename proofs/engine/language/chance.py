"""Random numbers: `random = { X = "normal", s = "uniform sign", Z = "any law" }`, with E and Prob.

They are independent, but for those of any law, which may depend on each other.

    uniform sign   E is the average over the values -1 and 1
    normal         mean 0, variance 1; E in closed form (`moments`), Prob by erf
    any law        what is linear in E and Prob holds for all laws exactly if it holds for every
                   constant, with Prob(A) the indicator of A; else see `mixtures`
    any vector     a random vector with second moments (`squares`)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from ..terms import TURNED, Term, names
from .calculus import plus, times
from .cases import both, conditions, either
from .errors import nearest
from .mixtures import MOST, mixture, outside
from .moments import NoMoment, mean, parts
from .scope import ONE, ZERO, Built, measured
from .squares import Squares

LAWS = ("normal", "uniform sign", "any law", "any vector")
ANY, SIGN, NORMAL, VECTOR = "any law", "uniform sign", "normal", "any vector"
MOST_SIGNS = 6
HALF = Fraction(1, 2)


def law(text: Any) -> str:
    """The name of a law. Raises `ValueError` with what was expected."""
    words = " ".join(text.split()) if isinstance(text, str) else str(text)
    words = {"uniform signs": SIGN, "normal(0, 1)": NORMAL, "any": ANY}.get(words, words)
    if words not in LAWS:
        raise ValueError(
            f"{words!r:.60} is no law{nearest(words, LAWS)}; laws are {', '.join(LAWS)}. A normal "
            "number of mean m and variance v is m + sqrt(v)*X"
        )
    return words


class Chance(Squares):
    """Reads E(..), Prob(..) and the names of random numbers."""

    def drawn(self, node: Any, name: str) -> Built:
        if self.scope.random[name] != ANY and not self.scope.mean:
            raise self.error(
                f"{name} is random and stands outside of E and Prob; write E(..) or Prob(..) "
                "around what depends on it",
                node,
            )
        return Built(name, self.scope.letters.get(name))

    def expected(self, node: ast.Call, name: str, arguments: list[Any], level: int) -> Built:
        if not self.scope.random:
            raise self.error(
                f"{name}(..) was given and nothing is random; add the law of a number, as in "
                'random = { X = "normal" } (E alone is the number 2.718...)',
                node,
            )
        if len(arguments) != 1:
            raise self.error(f"{name} takes 1 argument, {len(arguments)} were given", node)
        outer = self.scope.mean
        if outer and not self.scope.letters:
            raise self.error(f"{name} stands inside of another E or Prob", node)
        self.scope.mean = True
        try:
            return self._mean(node, name, arguments[0], level)
        finally:
            self.scope.mean = outer

    def _mean(self, node: ast.Call, name: str, body: Any, level: int) -> Built:
        if self.scope.letters:
            return self.square_mean(node, name, body, level)
        used = {one.id for one in ast.walk(body) if isinstance(one, ast.Name)}
        waiting, reached = list(used & set(self.scope.known)), set(used)
        while waiting:
            inside = set(names(self.scope.known[waiting.pop()].tree))
            reached |= inside
        used = reached & set(self.scope.random)
        laws = {self.scope.random[one] for one in used}
        if ANY in laws and len(laws) > 1:
            raise self.error("numbers of any law stand beside others in one E or Prob", node)
        if laws <= {ANY}:
            found = (
                self._indicator(body, level)
                if name == "Prob"
                else self._value_of(node, body, level)
            )
            return Built(("E", found.tree), None, found.size + 1, found.depth + 1, 1, found.needs)
        signs = sorted(one for one in used if self.scope.random[one] == SIGN)
        normals = sorted(one for one in used if self.scope.random[one] == NORMAL)
        if len(signs) > MOST_SIGNS:
            raise self.error(f"{len(signs)} signs in one E or Prob; at most {MOST_SIGNS}", node)
        values = [self._at(node, name, body, level, normals) for _ in self._assigned(signs)]
        total = plus(*(one.tree for one in values))
        made = measured(times(Fraction(1, len(values)), total), None)
        if problem := made.too_large():
            raise self.error(f"with its cases written out this expectation {problem}", node)
        needs = tuple(dict.fromkeys(need for one in values for need in one.needs))
        return Built(made.tree, None, made.size, made.depth, made.degree, needs)

    def _assigned(self, signs: list[str]) -> Iterator[None]:
        """Every assignment of the signs in turn, in force while it is the current one."""
        kept = {one: self.scope.known[one] for one in signs if one in self.scope.known}
        try:
            for values in product((ONE, -ONE), repeat=len(signs)):
                self.scope.known |= {one: Built(v) for one, v in zip(signs, values)}
                yield None
        finally:
            for one in signs:
                self.scope.known.pop(one, None)
            self.scope.known |= kept

    def _at(self, node: ast.Call, name: str, body: Any, level: int, normals: list[str]) -> Built:
        if name == "Prob" and normals:
            return self._normal_event(body, normals, level)
        if name == "Prob":
            return self._indicator(body, level)
        found = self._value_of(node, body, level)
        if not normals:
            return found
        for one in names(found.tree):
            value = self.scope.named.get(one)
            if value is not None and set(names(value.meaning)) & set(normals):
                raise self.error(
                    f"E of {value.shown} was given; of normal numbers E is known for polynomials, "
                    "relu(X), abs(X) and exp of linear terms",
                    node,
                )
        try:
            value, gone = mean(found.tree, normals)
        except NoMoment as problem:
            raise self.error(self._no_moment(problem), node) from None
        needs = (*found.needs, *(need for one in gone for need in conditions(one)))
        return Built(value, None, 1, 1, 1, needs)

    def _no_moment(self, problem: NoMoment) -> str:
        from ..terms import show

        one = problem.args[0]
        what = one if isinstance(one, str) else show(one)
        return (
            f"E of {what[:80]} has no closed form here; of normal numbers E is known for "
            "polynomials, relu(X), abs(X) and exp of linear terms"
        )

    def _value_of(self, node: Any, body: Any, level: int) -> Built:
        if isinstance(body, (ast.Compare, ast.BoolOp)):
            raise self.error("E is of a number, a statement was given; write Prob(..)", node)
        found = self._tree(body, level)
        if found.shape is not None:
            raise self.error("E is of a number, a matrix was given", node)
        return found

    # --- events -----------------------------------------------------------------------------------

    def _event(self, body: Any, level: int) -> Term:
        if not isinstance(body, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
            raise self.error("Prob is of a statement, as in Prob(X >= 1); a number was given", body)
        return self._formula(body, level)

    def _indicator(self, body: Any, level: int) -> Built:
        """1 where the event holds, else 0."""
        from ...checker._values import truth

        event = self._event(body, level)
        if not names(event) and not conditions(event):
            known = truth(event, {})
            if known is not None:
                return Built(ONE if known else ZERO)
        name = self.scope.new_name("indicator")
        meaning = either(
            [both([event, ("==", name, ONE)]), both([("not", event), ("==", name, ZERO)])]
        )
        return self._named(body, name, [], meaning, conditions(event))

    def _normal_event(self, body: Any, normals: list[str], level: int) -> Built:
        event = self._event(body, level)
        links = event[1:] if event[0] == "and" else (event,)
        wrong = self.error(
            "Prob of normal numbers was given in a form that is not known; known are comparisons "
            "of a sum c_1*X_1 + .. with numbers c_i and a term without random numbers, of its "
            "abs, and a <= X <= b",
            body,
        )
        if len(links) > 2 or event[0] in ("or", "not"):
            raise wrong
        bounds = [self._bound(link, normals, wrong) for link in links]
        if len(bounds) == 1:
            return bounds[0][1]
        (one, low), (two, high) = bounds
        if one is None or two is None or one[0] != two[0] or one[1] == two[1]:
            raise wrong  # two sides of the same sum
        inside = plus(low.tree, high.tree, -ONE)
        return Built(("max", inside, ZERO), None, 1, 1, 1, (*low.needs, *high.needs))

    def _bound(self, link: Term, normals: list[str], wrong: Exception) -> tuple[Any, Built]:
        """((the sum, its direction), the probability) of one comparison."""
        sign, left, right = link
        needs = conditions(link)
        if set(names(left)) & set(normals) and set(names(right)) & set(normals):
            left, right = ("-", left, right), ZERO
        if set(names(right)) & set(normals):
            sign, left, right = TURNED.get(sign, sign), right, left
        absolute = isinstance(left, tuple) and left[0] == "abs"
        inside: Term = left[1] if isinstance(left, tuple) and absolute else left
        rates, rest = self._linear(inside, normals, wrong)
        wide = ("sqrt", 2 * sum(c * c for c in rates.values()))
        if sign in ("==", "!="):
            return None, Built(ZERO if sign == "==" else ONE, needs=needs)
        up = sign in (">", ">=")
        if absolute:
            if rest != ZERO:
                raise wrong
            near = ("erf", ("/", ("max", right, ZERO), wide))
            return None, Built(("-", ONE, near) if up else near, needs=needs)
        z = ("erf", ("/", ("-", right, rest) if rest != ZERO else right, wide))
        value = ("*", HALF, ("-" if up else "+", ONE, z))
        return (tuple(sorted(rates.items())), up), Built(value, needs=needs)

    def _linear(
        self, tree: Term, normals: list[str], wrong: Exception
    ) -> tuple[dict[str, Fraction], Term]:
        rates: dict[str, Fraction] = {}
        rest: list[Term] = []
        try:
            found = parts(tree, normals)
        except NoMoment:
            raise wrong from None
        for one in found:
            if not one.powers and not one.rates:
                rest.append(one.coefficient)
                continue
            value = self._rational(one.coefficient, None)
            if one.rates or value is None or list(one.powers.values()) != [(1, 0, 0)]:
                raise wrong
            name = next(iter(one.powers))
            rates[name] = rates.get(name, ZERO) + value
        if not any(rates.values()):
            raise wrong
        return {name: c for name, c in rates.items() if c}, plus(*rest)

    # --- any law ----------------------------------------------------------------------------------

    def constant_law(self, node: Any, sign: str, left: Term, right: Term) -> Term:
        """A comparison that is linear in E, for constants in place of the random numbers."""
        if not (_means(left) or _means(right)):
            return (sign, left, right)
        if self.place.get("field", "") != "claim":
            raise self.error(
                "E or Prob of a number of any law stands in a hypothesis; hypotheses are about the "
                "number itself (X >= 0: almost surely). Or give it a law, as in "
                'random = { X = "normal" }',
                node,
            )
        self.scope.laws += 1
        if sign == "!=":
            raise self.error("E or Prob beside !=; compare with ==, <=, <, >=, >", node)
        alone = (outside(left) | outside(right)) & set(self.scope.random)
        if alone:
            raise self.error(f"{min(alone)} stands outside of E and Prob beside them", node)
        if not (_linear(left) and _linear(right)):
            found = mixture(self.scope, left, right)
            if found is not None:
                self.scope.mixtures.append(found)
                return (sign, found.put(left), found.put(right))
        return (sign, self._without(node, left), self._without(node, right))

    def _without(self, node: Any, tree: Term) -> Term:
        if not _means(tree):
            return tree
        head, *inside = tree
        if head == "E":
            return inside[0]
        if not _fits(head, inside):
            raise self.error(
                f"of numbers of any law Prob stands linearly (in sums, and in products with what "
                f"is not random), and E in at most {MOST} different places where it does not; "
                f"state a claim for each",
                node,
            )
        return (head, *(self._without(node, one) for one in inside))


def _fits(head: str, inside: list[Term]) -> bool:
    """Whether E stands linearly in an operation."""
    many = [one for one in inside if _means(one)]
    return (
        head in ("+", "-")
        or (head == "*" and len(many) == 1)
        or (head == "/" and many == inside[:1])
    )


def _linear(tree: Term) -> bool:
    if not isinstance(tree, tuple) or not _means(tree) or (tree[0] == "E" and len(tree) == 2):
        return True
    return _fits(tree[0], list(tree[1:])) and all(map(_linear, tree[1:]))


def _means(tree: Term) -> bool:
    return isinstance(tree, tuple) and (tree[0] == "E" and len(tree) == 2 or any(map(_means, tree)))
