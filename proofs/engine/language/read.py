"""Claim files: TOML to `UserClaim`s, with every mistake reported where it is."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ...vocabulary import Verdict
from ..goal import Goal
from ..terms import NAME, Term, names
from .calculus import substitute
from .conserved import additive, plain
from .errors import ClaimFileError, nearest
from .hints import for_name
from .syntax import FUNCTIONS, LARGEST_TREE, MATRIX_FUNCTIONS, Built, Reader, Scope, combined

LARGEST_FILE = 1_000_000  # bytes
MOST_CLAIMS = 2_000
MOST_STEPS = 20
LONGEST_LINE = 20_000
MOST_DOTS = 200  # outside of strings: a dotted key costs the square of its length
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
    "conserved",
    "timeout",
    "expect",
)
KINDS = ("symmetric", "diagonal", "selector", "psd", "orthogonal")
RESERVED = {"pi", "E", "I", "loss", *FUNCTIONS, *MATRIX_FUNCTIONS}
_SHAPE = re.compile(r"\s*([A-Za-z0-9_]{1,60})\s+x\s+([A-Za-z0-9_]{1,60})\s*(?:,?\s*([a-z]+))?\s*\Z")
_STRING = re.compile(r'"[^"]*"|\'[^\']*\'')
_HEAD = re.compile(r"\s*\[\[\s*[\"']?claim[\"']?\s*\]\]")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")


@dataclass(frozen=True)
class UserClaim:
    """A claim of a user, ready to be decided: plain data."""

    id: str
    file: str = ""
    says: str = ""
    text: str = ""  # the formula as written
    goal: Goal | None = None  # a scalar claim
    constant: str = ""  # sharpest: its name
    smallest: bool = True
    width: float = 1e-6
    relations: tuple[Term, ...] = ()  # a matrix claim: its links
    where: tuple[Term, ...] = ()
    letters: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)  # rows, columns, kind
    scalars: tuple[str, ...] = ()
    integers: tuple[str, ...] = ()  # those of the scalars that are integers
    conserved: Mapping[str, Any] | None = None
    timeout: float | None = None
    expect: str | None = None
    line: int = 0  # of its table in the file
    problem: str = ""  # why this claim cannot be read; then nothing else is known of it


def load(path: str | Path, *, strict: bool = True) -> list[UserClaim]:
    """The claims of a file. Raises `ClaimFileError` for anything that cannot be read; without
    `strict` a claim that cannot be read is listed with its `problem`.
    """
    return loads(*text_of(path), strict=strict)


def text_of(path: str | Path) -> tuple[str, str]:
    """(the text of a claim file, its name); "-" is the standard input."""
    if str(path) == "-":
        data, name = sys.stdin.buffer.read(LARGEST_FILE + 1), "<stdin>"
        if len(data) > LARGEST_FILE:
            raise ClaimFileError(f"more than {LARGEST_FILE} bytes were given; split it", file=name)
        return _decoded(data, name), name
    path = Path(path)
    name = str(path)
    if not path.exists():
        raise ClaimFileError("there is no such file; check the path", file=name)
    if not path.is_file():
        raise ClaimFileError("this is no regular file; give a TOML file", file=name)
    if (size := path.stat().st_size) > LARGEST_FILE:
        raise ClaimFileError(
            f"the file has {size} bytes; at most {LARGEST_FILE} are read. Split it", file=name
        )
    try:
        with path.open("rb") as handle:
            data = handle.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ClaimFileError(
            f"the file cannot be read: {error.strerror}; check its permissions", file=name
        ) from None
    return _decoded(data, name), name


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")  # a byte-order mark is left out
    except UnicodeDecodeError as error:
        raise ClaimFileError(
            f"byte {error.start} is not UTF-8; save the file as UTF-8 text", file=name
        ) from None


def loads(text: str, file: str = "", *, strict: bool = True) -> list[UserClaim]:
    """The claims of a text in TOML; without `strict`, those that cannot be read say so."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE or _STRING.sub("", line).count(".") > MOST_DOTS:
            raise ClaimFileError(
                f"line {number} is too long or too deeply dotted; break it into several", file=file
            )
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = str(error).replace(
            "at end of document", f"at line {text.count(chr(10)) + 1}, the end of the document"
        )
        raise ClaimFileError(
            f"this is not TOML: {place}; a claim is a table [[claim]] with key = value lines",
            file=file,
        ) from None
    except (RecursionError, ValueError, OverflowError, MemoryError) as error:
        raise ClaimFileError(
            f"this TOML cannot be read ({type(error).__name__}): too deeply nested or too long",
            file=file,
        ) from None
    unknown = [key for key in data if key != "claim"]
    if unknown:
        raise ClaimFileError(
            f"the table {unknown[0][:60]!r} was given; a claim file holds [[claim]] tables only",
            file=file,
        )
    tables = data.get("claim")
    if (
        not isinstance(tables, list)
        or not tables
        or not all(isinstance(table, dict) for table in tables)
    ):
        raise ClaimFileError(
            "no claim was found; write each claim as a table [[claim]] with an id and a claim",
            file=file,
        )
    if len(tables) > MOST_CLAIMS:
        raise ClaimFileError(
            f"{len(tables)} claims were given; at most {MOST_CLAIMS} are read from one file. "
            f"Split it",
            file=file,
        )
    claims, seen = [], set()
    lines = Lines(text, len(tables))
    for number, table in enumerate(tables, 1):
        try:
            one = replace(_Table(table, file, number).claim(), line=lines.of(number) or 0)
            if one.id in seen:
                raise ClaimFileError(
                    "the id is used twice; ids are unique in a file",
                    file=file,
                    claim=one.id,
                    field="id",
                )
        except ClaimFileError as problem:
            placed = problem.at_line(lines.of(number, problem.field))
            if strict:
                raise placed from None
            id = str(table.get("id", ""))
            id = id if _ID.match(id) else f"number-{number}"
            one = UserClaim(id=id, file=file, problem=str(placed))
        seen.add(one.id)
        claims.append(one)
    return claims


class Lines:
    """Where the tables of a claim file and their fields stand."""

    def __init__(self, text: str, count: int):
        self.lines = text.splitlines()
        heads = [i for i, line in enumerate(self.lines) if _HEAD.match(line)]
        # brackets inside texts of several lines would mislead: then no line is named
        self.heads = heads if len(heads) == count else []

    def of(self, number: int, field: str = "") -> int | None:
        """The line of a field of table `number`, of the table itself when it is not found."""
        if not self.heads:
            return None
        start = self.heads[number - 1]
        end = self.heads[number] if number < len(self.heads) else len(self.lines)
        key = re.split(r"[.,\s]", field, maxsplit=1)[0] if field else ""
        for i in range(start, end) if key else ():
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]", self.lines[i]):
                return i + 1
        return start + 1


class _Table:
    """One [[claim]] table."""

    def __init__(self, table: dict[str, Any], file: str, number: int):
        self.table, self.file = table, file
        self.id = f"number {number}"
        id = table.get("id")
        if not isinstance(id, str) or not _ID.match(id):
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
        for name, text in self.get(
            "matrix", dict, {}, 'a table of shapes, as in matrix = { U = "d1 x r" }'
        ).items():
            self.declare(name, "matrix")
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
                    f"{', '.join(KINDS)}. Positive definite is said in `where`: A >= m*eye(n) "
                    "with m > 0",
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
        for _ in range(times - 1):
            before, moved, total = total, {name: built.tree for name, built in total.items()}, {}
            for name, built in once.items():
                if built.size * max(one.size for one in before.values()) > 50 * LARGEST_TREE:
                    raise self.error(
                        f"{times} steps make {name}_next too large; compose fewer", "times"
                    )
                total[name] = _measured(substitute(built.tree, moved), built.shape)
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

    # --- the claim --------------------------------------------------------------------------------

    def claim(self) -> UserClaim:
        self.declarations()
        self.recurrence()
        where = self.conditions()
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
            "letters": {
                name: (*shape, self.kinds[name]) for name, shape in self.scope.letters.items()
            },
            "scalars": tuple(sorted(self.scope.scalars)),
            "integers": self.integers,
        }
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

    def _scalar_claim(
        self, common: dict[str, Any], claim: Term, where: tuple[Term, ...]
    ) -> UserClaim:
        constant = self.get("sharpest", str, "", 'the name of a constant, as in sharpest = "C"')
        direction = self.get("direction", str, "smallest", '"smallest" or "largest"')
        width = self.get("width", float, 1e-6, "a relative width, as in width = 1e-6")
        if constant and constant not in names(claim):
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
        used = set(names(claim, *where))
        goal = Goal(
            names(*where, claim),
            where,
            claim,
            tuple(name for name in self.integers if name in used),
        )
        return UserClaim(
            **common, goal=goal, constant=constant, smallest=direction == "smallest", width=width
        )

    def _matrix_claim(
        self, common: dict[str, Any], relations: tuple[Term, ...], where: tuple[Term, ...]
    ) -> UserClaim:
        for key in ("sharpest", "direction", "width"):
            if key in self.table:
                raise self.error(
                    f"`{key}` is for claims between numbers; this claim has matrices", key
                )
        parts = [link for one in relations for link in (one[1:] if one[0] == "and" else (one,))]
        self._only_relations("claim", parts, ("==", "<=", ">=", "<", ">"))
        self._only_relations("where", where, ("==", "<=", ">=", "<", ">", "!="))
        return UserClaim(**common, relations=tuple(parts))

    def _only_relations(self, field: str, parts: Sequence[Term], allowed: tuple[str, ...]) -> None:
        """Beside matrices a statement is a list of comparisons."""
        for one in parts:
            if one[0] not in allowed:
                raise self.error(
                    f"{one[0]!r} was given; statements with matrices are comparisons with "
                    f"{' '.join(allowed)}, chains of them, and `and`: state several claims",
                    field,
                )
            self._only_algebra(field, one)

    def _only_algebra(self, field: str, *trees: Term) -> None:
        """Beside matrices numbers are polynomials, quotients and norms."""
        for tree in trees:
            if problem := next(functions_in(tree), None):
                from ..matrix.tree import show

                raise self.error(
                    f"{show(problem)} is not supported in a claim with matrices; declare a "
                    "number in its place, and say in `where` what is known of it",
                    field,
                )

    def _conserved(self, common: dict[str, Any]) -> UserClaim:
        shape = (
            'a table, as in conserved = { quantity = "a**2 - b**2", loss = "L(a*b)", '
            'parameters = ["a", "b"] }'
        )
        spec = self.get("conserved", dict, {}, shape)
        for key in spec:
            if key not in ("quantity", "loss", "parameters", "step"):
                raise self.error(
                    f"the entry {key[:60]!r} is not known; expected {shape}", "conserved"
                )
        if "claim" in self.table:
            raise self.error(
                "`claim` and `conserved` were both given; a table states one of them", "conserved"
            )
        parameters = spec.get("parameters")
        pool = self.scope.letters if self.scope.letters else self.scope.scalars
        if (
            not isinstance(parameters, list)
            or not parameters
            or not all(isinstance(one, str) and one in pool for one in parameters)
        ):
            raise self.error(
                f"parameters = {parameters!r:.60} was given; expected a list of declared "
                f"names ({', '.join(sorted(pool))})",
                "conserved",
            )
        if self.scope.letters:
            self._only_relations("where", common["where"], ("==", "<=", ">=", "<", ">", "!="))
        if whole := [one for one in parameters if one in self.integers]:
            raise self.error(
                f"the parameter {whole[0]!r} is declared as an integer; gradient flow moves real "
                f"numbers, so declare it in `real`",
                "conserved",
            )
        eta = spec.get("step", "eta")
        if eta not in self.scope.scalars:
            self.declare(eta, "conserved")
        quantity = self.reader("conserved.quantity").expression(spec.get("quantity"))
        free = set(re.findall(r"\b([A-Za-z]\w{0,60})\s*\(", str(spec.get("loss"))[:10_000])) - {
            *FUNCTIONS,
            *MATRIX_FUNCTIONS,
        }
        self.scope.losses = {
            name: []
            for name in sorted(free)
            if name not in self.scope.letters and name not in self.scope.scalars
        }
        loss = self.reader("conserved.loss").expression(spec.get("loss"))
        if loss.shape is not None:
            raise self.error(
                f"the loss has the shape {loss.shape}; a loss is a number, such as norm2(V @ W - "
                f"M)",
                "conserved",
            )
        outputs = {
            ("loss", name, i): plain(parts)
            for name, calls in self.scope.losses.items()
            for i, parts in enumerate(calls)
        }
        terms = additive(loss.tree)
        if self.scope.letters:
            whole = {call for _, call in terms}
            if any(call not in whole for call in outputs):
                raise self.error(
                    "an undefined function is used inside another one; a loss is a sum such "
                    'as "L(V @ W) + norm2(V)/2"',
                    "conserved",
                )
            self._only_algebra("conserved", quantity.tree, loss.tree)
        entry = {
            "quantity": quantity.tree,
            "loss": loss.tree,
            "outputs": outputs,
            "parameters": tuple(dict.fromkeys(parameters)),
            "step": eta,
            "terms": terms,
        }
        text = (
            f"{spec['quantity']} is constant along gradient flow of {spec['loss']} in "
            f"{', '.join(parameters)}"
        )
        return UserClaim(**common, conserved=entry, text=text[:2000])


ALGEBRA = (
    *("@", "T", "+", "-", "*", "/", "^", "scale", "tr", "norm2", "inner"),
    *("==", "!=", "<=", ">=", "<", ">"),
)


def functions_in(tree: Term) -> Iterator[Term]:
    """The first terms in a tree that are no matrix algebra; a root of norm2 is a norm."""
    if not isinstance(tree, tuple) or tree[0] in ("I", "0", "loss"):
        return
    root = tree[0] == "sqrt" and isinstance(tree[1], tuple) and tree[1][0] == "norm2"
    if tree[0] not in ALGEBRA and not root:
        yield tree
    for part in tree[1:]:
        yield from functions_in(part)


def _measured(tree: Term, shape: Any) -> Built:
    """A tree with its size, depth and degree."""
    if not isinstance(tree, tuple) or tree[0] in ("I", "0"):
        return Built(tree, shape)
    return combined(tree[0], [_measured(part, None) for part in tree[1:]], shape)


def table(fields: dict[str, Any], file: str = "") -> UserClaim:
    """One claim from the fields of its table."""
    return _Table(fields, file, 1).claim()
