"""Decide a claim with matrices: its relations, hypotheses and divisions for the matrix engine."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...vocabulary import Evidence, Verdict, together
from ..terms import TURNED, Term
from .claim import UserClaim
from .errors import ClaimFileError

ZERO, ONE = Fraction(0), Fraction(1)


def decide_matrices(claim: UserClaim, seconds: float, seed: int) -> Evidence:
    """The claim for all sizes; every divisor is shown to be different from 0."""
    from .. import matrix

    frame = Frame(claim)
    goals = [frame.relation(one) for one in claim.relations]
    divisors = frame.nonzero(0.2 * seconds / max(1, len(frame.divisors.made)), seed)
    share = (0.8 if divisors else 1.0) * seconds / len(goals)
    parts = []
    for link in goals:
        prove = {"==": matrix.same, "<=": matrix.at_most, "<": matrix.below}[link.operator]
        given = frame.rules, frame.where
        limits: Any = {"seed": seed, "seconds": share, "models": frame.models}
        parts.append(prove(link.left, link.right, *given, **limits))
    return together(*(one.scoped(parts[0].scope) for one in divisors), *parts)


def asked_matrices(claim: UserClaim, judge: Any, seconds: float) -> Evidence:
    """What `decide_matrices` asks. (Of its divisors the sign that is shown is found again.)"""
    frame = Frame(claim)
    goals = [frame.relation(one) for one in claim.relations]
    divisors = frame.nonzero(0.2 * seconds / max(1, len(frame.divisors.made)), judge.seed)
    asked = (judge.matrices(link, frame.rules, frame.where) for link in goals)
    return together(*divisors, *asked)


def decide_conserved(claim: UserClaim, seconds: float, seed: int) -> Evidence:
    """A conserved quantity of matrix parameters."""
    from .conserved import conserved_matrices

    frame = Frame(claim)
    found = conserved_matrices(dict(claim.conserved), frame, seconds, seed)
    return together(*frame.nonzero(seconds / 4, seed), found) if frame.divisors.made else found


class Frame:
    """Letters, scalars and hypotheses of a claim; builds its expressions."""

    def __init__(self, claim: UserClaim):
        from .. import matrix

        self.claim = claim
        self.letters: dict[str, Any] = {}
        for name, (rows, cols, kind) in claim.letters.items():
            made = (getattr(matrix, kind) if kind else matrix.matrices)(f"{name}: {rows} x {cols}")
            self.letters[name] = made[0] if isinstance(made, tuple) else made
        names = [*claim.scalars]
        if claim.conserved is not None and claim.conserved["step"] not in names:
            names.append(claim.conserved["step"])
        self.scalars: dict[str, Any] = {name: matrix.scalars(name) for name in names}
        self.divisors = Divisors(self)
        self.plain: list[Any] = []  # hypotheses without divisions
        self.where: list[Any] = []
        for one in claim.where:
            before = len(self.divisors.used)
            found = self.relation(one)
            if found.operator == "!=":
                left, right = matrix.comparable(found.left, found.right)
                self.divisors.exclude(left - right)
                continue
            self.where.append(found)
            if len(self.divisors.used) == before:
                self.plain.append(found)
        self.where += [matrix.Relation("integer", self.scalars[n], 0) for n in claim.integers]

    @property
    def rules(self) -> list[Any]:
        return self.divisors.rules()

    @property
    def models(self) -> list[list[Any]]:
        """Equations that single out functions of the classes: where to look for an instance."""
        return [[self.relation(one) for one in model] for model in self.claim.models]

    @property
    def between_numbers(self) -> list[Any]:
        """Those of the plain hypotheses that speak of no matrix."""
        from .. import matrix

        numbers = (one for one in self.plain if not isinstance(one.left, matrix.Matrix))
        return [one for one in numbers if not one.left.letters and not one.right.letters]

    def build(self, tree: Term) -> Any:
        """The Matrix or Scalar of a tree, with divisions as products with reciprocals."""
        from .. import matrix

        return matrix.from_tree(self.divisors.without(tree), self.letters, self.scalars)

    def relation(self, one: Term) -> Any:
        """A comparison as a relation of the matrix engine."""
        from .. import matrix

        sign, left, right = one
        if sign in (">=", ">"):
            sign, left, right = TURNED[sign], right, left
        a, b = self.build(left), self.build(right)
        whole = [isinstance(side, matrix.Matrix) for side in (a, b)]
        if whole == [True, False] and b.tree == ZERO:
            b = 0 * a  # 0 beside a matrix is the zero matrix
        elif whole == [False, True] and a.tree == ZERO:
            a = 0 * b
        return matrix.Relation(sign, a, b)

    def nonzero(self, seconds: float, seed: int) -> list[Evidence]:
        """That the divisors are not 0, from the hypotheses."""
        from .. import matrix

        parts = []
        for divisor in self.divisors.made:
            if divisor.excluded:
                continue
            signs = (
                matrix.below(0, value, (), given, seed=seed, seconds=seconds / 2)
                for given in (self.between_numbers, self.plain)
                for value in (divisor.value, -divisor.value)
            )
            found = next((one for one in signs if one.verdict == Verdict.PROVED), None)
            if found is not None:
                parts.append(found)
            else:
                text = repr(divisor.value)
                raise ClaimFileError(
                    f"a division by {text}, which is not known to be different from 0; add "
                    f'"{text} > 0" or "{text} != 0" to `where`',
                    file=self.claim.file,
                    claim=self.claim.id,
                )
        return parts


class Divisor:
    """A scalar that something is divided by, up to a rational factor, and its reciprocal `name`."""

    def __init__(self, value: Any, name: str, excluded: bool):
        self.value, self.name, self.excluded = value, name, excluded


class Divisors:
    """The divisors of a claim. A quotient a/d becomes a*r with a new scalar r and the rule
    d*r == 1; names of such scalars begin with an underscore, which no input can write.
    """

    def __init__(self, frame: Frame):
        self.frame = frame
        self.made: list[Divisor] = []
        self.used: list[str] = []

    def exclude(self, value: Any) -> None:
        """A hypothesis value != 0."""
        self._find(value, excluded=True)

    def rules(self) -> list[Any]:
        from ..matrix import reciprocal

        return [
            reciprocal(one.value, i, "nonzero" if one.excluded else "reciprocal")
            for i, one in enumerate(self.made)
        ]

    def without(self, tree: Term) -> Term:
        """The tree with every division by something that is no number written as a product."""
        if not isinstance(tree, tuple) or tree[0] in ("I", "0"):
            return tree
        parts = [self.without(part) for part in tree[1:]]
        if tree[0] == "/" and not isinstance(parts[1], Fraction):
            return ("*", self._inverse(parts[1]), parts[0])
        return (tree[0], *parts)

    def _inverse(self, tree: Term) -> Term:
        if isinstance(tree, Fraction):
            if not tree:
                raise ClaimFileError(
                    "a division by zero", file=self.frame.claim.file, claim=self.frame.claim.id
                )
            return 1 / tree
        head = tree[0] if isinstance(tree, tuple) else ""
        if head in ("*", "scale"):
            return ("*", *(self._inverse(part) for part in tree[1:]))
        if head == "^":
            return ("^", self._inverse(tree[1]), tree[2])
        if head == "-" and len(tree) == 2:
            return ("-", self._inverse(tree[1]))
        factor, name = self._find(self.frame.build(tree))
        self.used.append(name)
        return ("*", factor, name)

    def _find(self, value: Any, excluded: bool = False) -> tuple[Fraction, str]:
        """(q, r) with 1/value = q*r."""
        from .. import matrix

        value = matrix.tr(value) if isinstance(value, matrix.Matrix) else value
        if not value.polynomial:
            raise ClaimFileError(
                "a division by zero", file=self.frame.claim.file, claim=self.frame.claim.id
            )
        factor: Fraction = 1 / value.polynomial[max(value.polynomial)]
        value = value if factor == 1 else value * factor
        for one in self.made:
            if one.value == value:
                one.excluded |= excluded
                return factor, one.name
        name = f"_r{len(self.made)}"
        self.made.append(Divisor(value, name, excluded))
        self.frame.scalars[name] = matrix.scalar(name)
        return factor, name
