"""The names of a claim: variables, matrices with their shapes, `let` entries, a recurrence."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ..terms import NAME, Term
from .calculus import substitute
from .chance import VECTOR, law
from .classes import EXAMPLE, SIZE, known
from .errors import ClaimFileError, nearest
from .hints import for_name
from .scope import FUNCTIONS, LARGEST_TREE, MATRIX_FUNCTIONS, Built, Scope, measured
from .syntax import Reader

MOST_STEPS = 20
FIELDS = (
    "id",
    "says",
    "real",
    "integer",
    "matrix",
    "where",
    "let",
    "claim",
    "sharpest",
    "direction",
    "width",
    "step",
    "times",
    "invariant",
    "always",
    "sequence",
    "vector",
    "function",
    "random",
    "family",
    "conserved",
    "timeout",
    "expect",
    "source",
    "printed",
    "amends",
    "uses",
    "mutant",
    "trial",
)
KINDS = ("symmetric", "diagonal", "selector", "psd", "pd", "orthogonal", "invertible")
WITHOUT_FAMILIES = (
    *("integer", "sharpest", "step", "times", "conserved", "random", "uses", "trial", "function"),
)
RESERVED = {"pi", "E", "I", "loss", "grad", "inf", *FUNCTIONS, *MATRIX_FUNCTIONS}
_SHAPE = re.compile(r"\s*([A-Za-z0-9_]{1,60})\s+x\s+([A-Za-z0-9_]{1,60})\s*(?:,?\s*([a-z]+))?\s*\Z")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")


class Declarations:
    """One [[claim]] table and the names that it declares."""

    def __init__(self, table: dict[str, Any], file: str, number: int):
        self.table, self.file = table, file
        self.id = f"number {number}"
        id = table.get("id")
        if not isinstance(id, str) or not ID.match(id):
            raise self.error(
                f"the id {id!r:.60} was given; an id is made of letters, digits, '.', '-' and "
                f"'_', as in \"step-size\"",
                "id",
            )
        self.id = id
        for key in table:
            if key not in FIELDS:
                raise self.error(
                    f"the field {key[:60]!r} is not known{nearest(key, FIELDS)}; fields are "
                    f"{', '.join(FIELDS)}",
                    key[:60],
                )
        self.scope = Scope()
        self.kinds: dict[str, str] = {}
        self.owed: list[Term] = []  # links that show that something has a value

    def error(self, problem: str, field: str = "") -> ClaimFileError:
        return ClaimFileError(problem, file=self.file, claim=self.id, field=field)

    def reader(self, field: str) -> Reader:
        return Reader(self.scope, {"file": self.file, "claim": self.id, "field": field})

    def get(self, key: str, kind: type, default: Any, what: str) -> Any:
        value = self.table.get(key, default)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(f"{value!r:.60} was given; expected {what}", key)
        return value

    # --- declarations -----------------------------------------------------------------------------

    def declare(self, name: Any, field: str) -> str:
        if not isinstance(name, str) or not NAME.match(name) or name.startswith("_"):
            raise self.error(
                f"the name {name!r:.70} was given; a name is made of letters, digits and '_' "
                f"and begins with a letter",
                field,
            )
        if hint := for_name(name):
            raise self.error(hint, field)
        if name in RESERVED:
            raise self.error(f"the name {name!r} has a fixed meaning; choose another one", field)
        if name in self.scope.scalars or name in self.scope.letters or name in self.scope.known:
            raise self.error(
                f"the name {name!r} is declared twice; give the two different names", field
            )
        return name

    def declarations(self) -> None:
        for key in ("real", "integer"):
            for name in self.get(key, list, [], f'a list of names, as in {key} = ["x", "y"]'):
                self.scope.scalars.add(self.declare(name, key))
        self.integers = tuple(self.table.get("integer", ()))
        self.scope.integers |= set(self.integers)
        shapes = self.get("matrix", dict, {}, 'a table of shapes, as in matrix = { U = "d1 x r" }')
        vectors = self.get("vector", list, [], 'names, as in vector = ["x", "y"]')
        for name, text in [*shapes.items(), *((name, f"{SIZE} x 1") for name in vectors)]:
            self.declare(name, "matrix" if name in shapes else "vector")
            found = _SHAPE.match(text) if isinstance(text, str) else None
            if not found:
                raise self.error(
                    f'{text!r:.60} is no shape of {name}; write rows x columns, as in "d1 x '
                    f'r" or "n x n, symmetric"',
                    "matrix",
                )
            rows, cols, kind = found[1], found[2], found[3] or ""
            for size in (rows, cols):
                if not (NAME.match(size) or (size.isdigit() and 1 <= int(size) <= 10**6)):
                    raise self.error(
                        f"the size {size!r} of {name} is neither a name nor a positive integer",
                        "matrix",
                    )
            if kind and (kind not in KINDS or rows != cols):
                raise self.error(
                    f"{name} is declared as {kind} {rows} x {cols}; square letters may be "
                    f"{', '.join(KINDS)} (psd, pd: positive semidefinite, definite)",
                    "matrix",
                )
            if rows == cols == "1":
                raise self.error(
                    f"{name} is declared as 1 x 1, which is a number; declare it in `real`",
                    "matrix",
                )
            self.scope.letters[name], self.kinds[name] = (rows, cols), kind
        clash = (self.scope.sizes & self.scope.scalars) | (
            self.scope.sizes & set(self.scope.letters)
        )
        if clash:
            raise self.error(
                f"{min(clash)!r} names a size and a variable; give the two different names",
                "matrix",
            )
        self._functions()
        self._random()
        self._families()
        for name, text in self.get(
            "let", dict, {}, 'a table of formulas, as in let = { p = "x + 1" }'
        ).items():
            self.declare(name, "let")
            later = set(self.table["let"]) - set(self.scope.known)
            try:
                self.scope.known[name] = self.reader(f"let.{name}").expression(text)
            except ClaimFileError as problem:
                hidden = next(
                    (
                        other
                        for other in later
                        if f"the name {other!r} is not declared" in problem.problem
                    ),
                    None,
                )
                if hidden is None:
                    raise
                why = "itself" if hidden == name else f"{hidden!r}, which comes later"
                raise self.error(
                    f"{name!r} refers to {why}; `let` entries are expanded in order and may "
                    f"not be cyclic",
                    f"let.{name}",
                ) from None

    def _functions(self) -> None:
        shape = f"a table of classes, as in function = {{ f = {EXAMPLE.split(',')[0]} }}"
        for name, text in self.get("function", dict, {}, shape).items():
            self.declare(name, "function")
            try:
                one = known(name, text if isinstance(text, str) else "")
            except ValueError as problem:
                raise self.error(str(problem), "function") from None
            for constant in (one.smooth, one.strong, one.pl):
                if isinstance(constant, str) and constant not in self.scope.scalars:
                    raise self.error(
                        f"the constant {constant!r} is not declared; add it to `real`", "function"
                    )
            taken = [other for other in self.scope if other.startswith(
                (f"{name}_at_", f"grad_{name}_at_", f"inf_{name}"))]  # fmt: skip
            if taken:
                raise self.error(f"the name {taken[0]!r} is kept for {name}", "function")
            self.scope.functions[name] = one
        if self.scope.functions and not self.scope.letters:
            raise self.error('nothing is a vector; add vector = ["x"]', "function")

    def _families(self) -> None:
        shape = 'a table of families and their lengths, as in family = { x = "n" }'
        for name, length in self.get("family", dict, {}, shape).items():
            self.declare(name, "family")
            taken = length in self.scope or length in self.table["family"]
            if not isinstance(length, str) or not NAME.match(length) or taken or for_name(length):
                raise self.error(
                    f"the length {length!r:.60} of {name} was given; a length is a name that is "
                    f"used for nothing else: expected {shape}",
                    "family",
                )
            self.scope.families[name] = length
        beside = [key for key in FIELDS if key in self.table and key in WITHOUT_FAMILIES]
        if self.scope.families and (beside or self.scope.letters):
            raise self.error(
                f"`{(beside or ['matrix'])[0]}` does not go with families; state the claim with "
                "`real`, `where` and `let`",
                "family",
            )

    def _random(self) -> None:
        shape = 'a table of laws, as in random = { X = "normal", s = "uniform sign" }'
        for name, text in self.get("random", dict, {}, shape).items():
            self.declare(name, "random")
            if name in self.scope.random or name in self.scope.functions:
                raise self.error(f"the name {name!r} is declared twice", "random")
            try:
                found = law(text)
            except ValueError as problem:
                raise self.error(str(problem), "random") from None
            if found == VECTOR:
                self.scope.letters[name] = (SIZE, "1")
            self.scope.random[name] = found
        laws = set(self.scope.random.values())
        if self.scope.letters and laws - {VECTOR}:
            raise self.error(
                'random numbers do not stand beside matrices and vectors; a random vector is "any '
                'vector"',
                "random",
            )
        if laws and ("conserved" in self.table or isinstance(self.table.get("times"), str)):
            raise self.error(
                "random numbers do not go with `conserved` or times = a name", "random"
            )

    def recurrence(self) -> None:
        """Names x_next for the state after `times` steps."""
        step = self.get(
            "step", dict, {}, 'a table of next states, as in step = { x = "x - eta*x" }'
        )
        times = self.get("times", int, 1, f"a whole number of steps from 1 to {MOST_STEPS}")
        if not 1 <= times <= MOST_STEPS:
            raise self.error(
                f"{times} steps were given; from 1 to {MOST_STEPS} are composed", "times"
            )
        if "times" in self.table and not step:
            raise self.error(
                "`times` composes a `step`, and there is none; add step = { ... }", "times"
            )
        once: dict[str, Built] = {}
        for name, text in step.items():
            if name not in self.scope.scalars and name not in self.scope.letters:
                raise self.error(
                    f"the step of {name!r:.60} was given, which is not declared; add it to `real` "
                    f"or `matrix`",
                    "step",
                )
            once[name] = self.reader(f"step.{name}").expression(text)
            if once[name].shape != self.scope.letters.get(name):
                raise self.error(
                    f"the next {name} has the shape {once[name].shape}, {name} has "
                    f"{self.scope.letters.get(name)}",
                    f"step.{name}",
                )
        total = once
        for _ in range(times - 1) if self.scope.named else ():
            self.scope.known |= total  # read again at the state, with values by cases of its own
            total = {name: self.reader(f"step.{name}").expression(step[name]) for name in once}
        for name in once if self.scope.named else ():
            self.scope.known.pop(name, None)
        for _ in range(times - 1) if not self.scope.named else ():
            before, moved, total = total, {name: built.tree for name, built in total.items()}, {}
            for name, built in once.items():
                if built.size * max(one.size for one in before.values()) > 50 * LARGEST_TREE:
                    raise self.error(
                        f"{times} steps make {name}_next too large; compose fewer", "times"
                    )
                needs = tuple(substitute(one, moved) for one in built.needs)
                needs += tuple(one for state in before.values() for one in state.needs)
                total[name] = replace(
                    measured(substitute(built.tree, moved), built.shape),
                    needs=tuple(dict.fromkeys(needs)),
                )
                if total[name].too_large():
                    raise self.error(
                        f"{times} steps make {name}_next too large; compose fewer", "times"
                    )
        for name, built in total.items():
            self.scope.known[self.declare(f"{name}_next", "step")] = built

    def conditions(self) -> tuple[Term, ...]:
        texts = self.get(
            "where", list, [], 'a list of conditions, as in where = ["x > 0", "0 <= u <= 1"]'
        )
        found: list[Term] = []
        for i, text in enumerate(texts, 1):
            for one in self.reader(f"where, entry {i}").formula(text):
                found += one[1:] if one[0] == "and" else (one,)
        return tuple(found)
