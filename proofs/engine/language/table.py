"""One [[claim]] table to a `UserClaim`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, zip_longest
from math import prod
from typing import Any

from ...vocabulary import Verdict
from ..goal import Goal
from ..terms import Term, names
from .cases import meanings
from .claim import UserClaim, as_written
from .classes import SIZE
from .conserving import Conserving
from .entrywise import NotEntrywise, entry, families, occurs
from .families import Families, statement
from .scope import Built
from .spectra import HAS_INVERSE, STRICT, Spectral, introduced, regular
from .squares import orthogonality, random_names

MOST_CASES = 8  # of hypotheses with `or` beside matrices
ENGINE = {"pd": "psd", "invertible": ""}  # kinds of letters as the matrix engine has them


def table(fields: dict[str, Any], file: str = "") -> UserClaim:
    """One claim from the fields of its table."""
    return Table(fields, file, 1).claim()


class Table(Conserving):
    """One [[claim]] table, read as a whole."""

    def claim(self) -> UserClaim:
        """The claim with its false variants."""
        variants = tuple(
            (name, Table(fields, self.file, 1).claim()) for name, fields in self.variants()
        )
        return replace(self._claim(), mutants=variants)

    def _claim(self) -> UserClaim:
        self.declarations()
        counted = self.counted()
        if counted:
            where: tuple[Term, ...] = ()
        else:
            self.recurrence()
            where = () if self.scope.families else self.conditions()
        timeout = self.table.get("timeout")
        if timeout is not None and (
            isinstance(timeout, bool)
            or not isinstance(timeout, (int, float))
            or not 0 < timeout <= 86_400
        ):
            raise self.error(
                f"{timeout!r:.40} was given; expected seconds, as in timeout = 30", "timeout"
            )
        expect = self.table.get("expect")
        words = [str(word) for word in Verdict if word != Verdict.ERROR]
        if expect is not None and expect not in words:
            raise self.error(
                f"{expect!r:.40} was given; a verdict is one of {', '.join(words)}", "expect"
            )
        common: dict[str, Any] = {
            "id": self.id,
            "file": self.file,
            "where": where,
            "timeout": None if timeout is None else float(timeout),
            "expect": expect,
            "says": self.get("says", str, "", "a sentence in quotes")[:2000],
            "integers": self.integers,
            **self._names(),
            **self.cited(),
        }
        for field in () if counted else ("invariant", "always", "sequence"):
            if field in self.table:
                raise self.error('this is for a number of steps with a name, times = "T"', field)
        if counted:
            return self.induction(common)
        if "trial" in self.table:
            return self.tried(common)
        if self.scope.families:
            return self._of_families(common)
        if "conserved" in self.table:
            return self._conserved(common)
        if "claim" not in self.table:
            raise self.error(
                'there is nothing to decide; add claim = "..." (or conserved = { ... })', "claim"
            )
        common["text"] = str(self.table["claim"])[:2000]
        relations = self.reader("claim").formula(self.table["claim"])
        if self.scope.letters:
            return self._matrix_claim(common, relations, where)
        claim = relations[0] if len(relations) == 1 else ("and", *relations)
        return self._scalar_claim(common, claim, where)

    def _of_families(self, common: dict[str, Any]) -> UserClaim:
        """A claim with members of families; a line of `where` with an index holds for all of it."""
        where, each = [], []
        for i, text in enumerate(self.table.get("where", []), 1):
            self.scope.indices.clear()
            lines = self.reader(f"where, entry {i}").formula(text)
            free = dict(self.scope.indices)
            if len(free) > 1:
                raise self.error(
                    f"two free indices, {', '.join(free)}; give one line each", "where"
                )
            for one in lines:
                for part in one[1:] if one[0] == "and" else (one,):
                    if free:
                        each.append((*next(iter(free.items())), part))
                    else:
                        where.append(part)
        self.scope.indices.clear()
        if "claim" not in self.table:
            raise self.error('there is nothing to decide; add claim = "..."', "claim")
        made = self.reader("claim").formula(self.table["claim"])
        claim = made[0] if len(made) == 1 else ("and", *made)
        if self.scope.named:
            shown = next(iter(self.scope.named.values())).shown
            raise self.error(f"{shown} does not go with families; state the cases", "claim")
        one = Families(
            tuple(self.scope.families.items()),
            tuple(where),
            tuple(each),
            claim,
            tuple(sorted(self.scope.scalars)),
        )
        from ...checker._terms import Rejected

        try:
            statement(one)
        except (KeyError, TypeError, Rejected) as problem:
            raise self.error(f"{problem}; see families in the guide", "claim") from None
        text = str(self.table["claim"])[:2000]
        return UserClaim(**common | {"where": (), "text": text}, families=one)

    def _scalar_claim(
        self, common: dict[str, Any], claim: Term, where: tuple[Term, ...]
    ) -> UserClaim:
        sharp = self._sharp(claim)
        for one in self.scope.mixtures:
            where = (*(part for line in where for part in one.everywhere(line)), *one.hypotheses())
            common["law"] = one.told
        said, whole = meanings(self.scope.named, claim, *where)
        where = (*where, *said)
        constant = sharp["constant"]
        if constant and any(constant in names(one) for one in said):
            raise self.error(
                f"the constant {constant!r} stands in a piecewise, sign or floor; state the claim "
                "for a number in its place",
                "sharpest",
            )
        used = set(names(claim, *where))
        integers = tuple(name for name in (*self.integers, *whole) if name in used)
        goal = Goal(names(*where, claim), where, claim, integers)
        named = [self.scope.named[name] for name in self.scope.named if name in used]
        common = common | {
            "where": where,
            "named": tuple((one.name, one.shown, one.meaning) for one in named),
        }
        return UserClaim(**common, **sharp, goal=goal)

    def _sharp(self, *claims: Term) -> dict[str, Any]:
        """The constant that is asked for, the side, and the width of its enclosure."""
        constant = self.get("sharpest", str, "", 'the name of a constant, as in sharpest = "C"')
        direction = self.get("direction", str, "smallest", '"smallest" or "largest"')
        width = self.get("width", float, 1e-6, "a relative width, as in width = 1e-6")
        if constant and constant not in names(*claims):
            raise self.error(
                f"the constant {constant!r:.60} does not occur in the claim; name one that does",
                "sharpest",
            )
        if direction not in ("smallest", "largest") or (
            ("direction" in self.table or "width" in self.table) and not constant
        ):
            raise self.error(
                f'{direction!r:.40} was given; with `sharpest`, direction is "smallest" or '
                f'"largest"',
                "direction",
            )
        if not 1e-15 <= width < 1:
            raise self.error(
                f"{width!r} was given; a relative width lies between 1e-15 and 1", "width"
            )
        return {"constant": constant, "smallest": direction == "smallest", "width": width}

    def _matrix_claim(
        self, common: dict[str, Any], relations: tuple[Term, ...], where: tuple[Term, ...]
    ) -> UserClaim:
        sharp = self._sharp(*relations)
        parts = [link for one in relations for link in (one[1:] if one[0] == "and" else (one,))]
        if any(map(occurs, (*parts, *where))):
            if sharp["constant"]:
                raise self.error(
                    "no sharp constants beside hadamard and elementwise functions; state the claim "
                    "with a number in its place",
                    "sharpest",
                )
            return self._entrywise(common, parts, where)
        where, alternatives = self._alternatives(self._strict_orders(where))
        if sharp["constant"] in names(*chain(*chain(*alternatives))):
            raise self.error(f"the constant {sharp['constant']} stands beside `or`", "sharpest")
        common["alternatives"] = alternatives
        self._inverses()
        self._only_relations("claim", parts, ("==", "<=", ">=", "<", ">", STRICT))
        self._only_relations("where", where, ("==", "<=", ">=", "<", ">", "!="))
        parts += [one for one in self.owed if one not in parts]
        spectra = tuple(self.scope.spectra)
        common |= {"where": where, **self._names(), **sharp, "spectra": spectra}
        common["written"] = tuple(self._written())
        if not self.scope.functions:
            where = (*where, *orthogonality(self.scope))
            return UserClaim(**common | {"where": where}, relations=tuple(parts))
        classes = self.scope.functions.values()
        for one in classes:  # those that the inequalities need besides the ones that are named
            for i in range(len(one.points)):
                self.scope.letters[one.gradient(i)] = (SIZE, "1")
                self.scope.scalars.add(one.value(i))
            if one.pl is not None and one.points:
                self.scope.scalars.add(one.least)
        said = tuple(part for one in classes for part in one.hypotheses())
        said += tuple(orthogonality(self.scope))
        models = zip_longest(*(one.models() for one in classes), fillvalue=())
        own = {"where": (*where, *said), **self._names()}
        own["implied"] = said
        own["models"] = tuple(tuple(chain(*several)) for several in models)
        chance = random_names(self.scope)
        exact = all(one.exact for one in classes) and not any(
            one.value(i) in chance for one in classes for i in range(len(one.points))
        )
        words = tuple((one.name, self.table["function"][one.name], exact) for one in classes)
        return UserClaim(**common | own, relations=tuple(parts), functions=words)

    def _entrywise(
        self, common: dict[str, Any], parts: list[Term], where: tuple[Term, ...]
    ) -> UserClaim:
        """A claim about the entries of its matrices."""
        letters, scalars = self.scope.letters, sorted(self.scope.scalars)
        kinds = [name for name in letters if self.kinds.get(name) or name in self.scope.random]
        try:
            if kinds or self.scope.spectra or self.scope.functions:
                raise NotEntrywise(f"{(kinds or ['a function or an eigenvalue'])[0]}")
            if len(parts) != 1:
                raise NotEntrywise("several comparisons")
            sign, left, right = parts[0]
            matrix = any(self._is_matrix(side) for side in (left, right))
            if any(self._is_matrix(side) for one in where for side in one[1:]):
                raise NotEntrywise("a hypothesis about matrices")
            if not matrix:
                one = families(letters, scalars, where, parts[0])
                kept = {"where": (), "letters": {}, "scalars": ()}
                statement(one)
                return UserClaim(**common | kept, families=one)
            if sign != "==":
                raise NotEntrywise("the order of matrices")
            claim = (sign, *(entry(side, str, letters) for side in (left, right)))
        except NotEntrywise as problem:
            raise self.error(
                f"{problem} stands beside hadamard or an elementwise function; such claims are one "
                "equation between matrices, or one comparison of numbers, made of + - * hadamard, "
                "functions, norm2 and inner of letters without a kind",
                "claim",
            ) from None
        goal = Goal(names(*where, claim), where, claim, ())
        return UserClaim(**common | {"letters": {}, "scalars": ()}, goal=goal)

    def _alternatives(
        self, where: tuple[Term, ...]
    ) -> tuple[tuple[Term, ...], tuple[tuple[tuple[Term, ...], ...], ...]]:
        """The hypotheses without `or`, and the cases of those with it."""
        plain = tuple(one for one in where if one[0] != "or")
        found = tuple(
            tuple(part[1:] if part[0] == "and" else (part,) for part in one[1:])
            for one in where
            if one[0] == "or"
        )
        if prod(map(len, found)) > MOST_CASES:
            raise self.error(
                f"the hypotheses with `or` make more than {MOST_CASES} cases; state a claim for "
                f"each",
                "where",
            )
        allowed = ("==", "<=", ">=", "<", ">", "!=")
        for case in chain(*found):
            self._only_relations("where", case, allowed)
        return plain, found

    def _written(self) -> Iterator[tuple[str, str]]:
        """The names that were made up for values, and what they stand for."""
        from ..matrix.tree import show

        said = {m: f"E({v})" for v, m in self.scope.means.items()}
        for one in self.scope.functions.values():
            said[one.least] = f"inf({one.name})"
            for i, point in enumerate(one.points):
                at = as_written(show(point), said.items())
                said |= {
                    one.gradient(i): f"grad({one.name}, {at})",
                    one.value(i): f"{one.name}({at})",
                }
        for one in self.scope.spectra:
            if one.head != "pd":
                said[one.name] = f"{one.head}({as_written(show(one.tree), said.items())})"
        yield from said.items()

    def _is_matrix(self, tree: Term) -> bool:
        if isinstance(tree, str):
            return tree in self.scope.letters
        if not isinstance(tree, tuple) or tree[0] in ("norm2", "inner", "tr", "sqrt"):
            return False
        heads = ("scale", "@", "T", "I", "hadamard", "elementwise")
        return tree[0] in heads or any(map(self._is_matrix, tree[1:]))

    def _names(self) -> dict[str, Any]:
        """The letters with their shapes and kinds, and the numbers."""
        letters = {
            name: (*shape, ENGINE.get(self.kinds.get(name, ""), self.kinds.get(name, "")))
            for name, shape in self.scope.letters.items()
        }
        return {"letters": letters, "scalars": tuple(sorted(self.scope.scalars))}

    def _strict_orders(self, where: tuple[Term, ...]) -> tuple[Term, ...]:
        """A > B as a hypothesis: A - B >= m I for some m > 0; so for letters of the kind pd."""
        definite = [one for one in where if one[0] == STRICT]
        definite += [
            (STRICT, name, self.scope.letters[name][0])
            for name, kind in self.kinds.items()
            if kind == "pd"
        ]
        for _, tree, size in definite:
            name = self.scope.new_name("m")
            self.scope.scalars.add(name)
            self.scope.introduced.add(name)
            self.scope.spectra.append(Spectral("pd", tree, size, size, name))
        return tuple(one for one in where if one[0] != STRICT)

    def _inverses(self) -> None:
        """Every inverse is of something that has one; its kind is that of what it inverts."""
        for name in [name for name, kind in self.kinds.items() if kind == "invertible"]:
            introduced(self.scope, "inv", Built(name, self.scope.letters[name]))
        for one in [one for one in self.scope.spectra if one.head == "inv"]:
            definite = [other.tree for other in self.scope.spectra if other.head == "pd"]
            if not (regular(one.tree, self.kinds) or one.tree in definite):
                self.owed.append((HAS_INVERSE, one.tree, one.rows))
            kind = self.kinds.get(one.tree, "") if isinstance(one.tree, str) else ""
            if one.tree in definite or kind in ("pd", "symmetric", "orthogonal"):
                kind = "psd" if one.tree in definite or kind == "pd" else kind
                self.kinds[one.name] = kind
