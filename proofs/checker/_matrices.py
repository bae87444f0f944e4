"""Matrix statements: the free algebra of words in letters and transposes for all sizes, exact
rational matrices for witnesses.

One evaluator reads matrix terms; `Words` and `Numbers` say what the operations are.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import isqrt
from typing import Any

from flint import arb, fmpq, fmpq_mat

from ._terms import COMPARE, NAME, NEGATED, NUMBER, ONE, ZERO, field, need

Shape = tuple[str, str] | None  # None for a scalar
SYMMETRIC = ("symmetric", "psd", "diagonal", "selector")
KINDS = (*SYMMETRIC, "orthogonal")


class Words:
    """{(monomial, word): rational}. A trace is the least of its rotations and their transposes; a 1
    x 1 block is its own trace.
    """

    def __init__(self, header: dict):
        self.letters, self.one, self.roots = header["letters"], {((), ()): ONE}, {}
        self.symmetric = {
            name for name, kind in header.get("kinds", {}).items() if kind in SYMMETRIC
        }

    def number(self, value: Fraction) -> dict:
        return {((), ()): value} if value else {}

    def scalar(self, name: str) -> dict:
        return {(((("", name), 1),), ()): ONE}

    def matrix(self, name: str) -> dict:
        return {((), ((name, 0),)): ONE}

    def identity(self, size: str) -> dict:
        return self.one

    def zero(self, rows: str, cols: str) -> dict:
        return {}

    def rows(self, factor: tuple) -> str:
        return self.letters[factor[0]][factor[1]]

    def trace_of(self, word: tuple) -> tuple:
        """The monomial tr(word), cut at the sizes 1."""
        cuts = [i for i, factor in enumerate(word) if self.rows(factor) == "1"] or [0]
        word, cuts = word[cuts[0] :] + word[: cuts[0]], [i - cuts[0] for i in cuts] + [len(word)]
        return multiply(*(((("tr", self.least(word[i:j])), 1),) for i, j in zip(cuts, cuts[1:])))

    def least(self, word: tuple) -> tuple:
        return min(way[i:] + way[:i] for way in (word, self.flip(word)) for i in range(len(word)))

    def flip(self, word: tuple) -> tuple:
        return tuple(
            (name, 0 if name in self.symmetric else 1 - flag) for name, flag in reversed(word)
        )

    def tidy(self, mono: tuple, word: tuple) -> tuple:
        ones = [i for i, factor in enumerate(word) if self.rows(factor) == "1"]
        ones += [len(word)] if word and self.letters[word[-1][0]][1 - word[-1][1]] == "1" else []
        if len(ones) < 2:
            return mono, word
        return multiply(
            mono, *(((("tr", self.least(word[i:j])), 1),) for i, j in zip(ones, ones[1:]))
        ), word[: ones[0]] + word[ones[-1] :]

    def add(self, a: dict, b: dict) -> dict:
        return collect([*a.items(), *b.items()])

    def times(self, a: dict, b: dict) -> dict:
        need(len(a) * len(b) < 10**6, "a product has too many terms")
        found = collect(
            (self.tidy(multiply(m, n), v + w), c * d)
            for (m, v), c in a.items()
            for (n, w), d in b.items()
        )
        for (mono, word), c in found.items():
            for atom, exponent in mono:
                if atom in self.roots and exponent > 1:  # a root squared is its radicand
                    rest = {(multiply(mono, ((atom, -2),)), word): c}
                    others = {key: value for key, value in found.items() if key != (mono, word)}
                    return self.add(
                        self.times(others, self.one), self.times(rest, self.roots[atom])
                    )
        return found

    def root(self, radicand: dict) -> dict:
        """The square root of a squared norm, a fresh atom up to a rational factor."""
        if not radicand:
            return {}
        scale = radicand[min(radicand)]
        p, q = isqrt(abs(scale.numerator)), isqrt(scale.denominator)
        factor = Fraction(p, q) if Fraction(p * p, q * q) == scale else ONE
        radicand = {key: c / factor**2 for key, c in radicand.items()}
        if radicand == self.one:
            return {((), ()): factor}
        atom = ("root", tuple(sorted((key, c) for key, c in radicand.items())))
        self.roots[atom] = radicand
        return {(((atom, 1),), ()): factor}

    def transpose(self, a: dict) -> dict:
        return collect((self.tidy(m, self.flip(w)), c) for (m, w), c in a.items())

    def trace(self, a: dict, size: str) -> dict:
        unit = ((), int(size)) if size.isdigit() else (((("dim", size), 1),), 1)
        parts = ((m, (self.trace_of(w), 1) if w else unit, c) for (m, w), c in a.items())
        return collect(((multiply(m, t), ()), c * factor) for m, (t, factor), c in parts)


class Numbers:
    """Rational matrices (FLINT) at integer sizes."""

    def __init__(self, sizes: dict, matrices: dict[str, fmpq_mat], scalars: dict[str, fmpq]):
        self.sizes, self.matrices, self.scalars = sizes, matrices, scalars

    def size(self, size: str) -> int:
        return int(size) if size.isdigit() else field(self.sizes, size, int)

    def number(self, value: Fraction) -> fmpq:
        return fmpq(value.numerator, value.denominator)

    def scalar(self, name: str) -> fmpq:
        return self.scalars[name]

    def matrix(self, name: str) -> fmpq_mat:
        return self.matrices[name]

    def identity(self, size: str) -> fmpq_mat:
        return fmpq_mat(n := self.size(size), n, [int(i == j) for i in range(n) for j in range(n)])

    def zero(self, rows: str, cols: str) -> fmpq_mat:
        return fmpq_mat(self.size(rows), self.size(cols))

    def add(self, a: Any, b: Any) -> Any:
        return a + b

    def times(self, a: Any, b: Any) -> Any:
        return a * b

    def transpose(self, a: fmpq_mat) -> fmpq_mat:
        return a.transpose()

    def root(self, radicand: Any) -> Any:
        p, q = (radicand.p, radicand.q) if isinstance(radicand, fmpq) else (2, 1)
        exact = p.is_square() and q.is_square() if isinstance(radicand, fmpq) else False
        return fmpq(p.isqrt(), q.isqrt()) if exact else arb(radicand).sqrt()

    def trace(self, a: fmpq_mat, size: str) -> fmpq:
        return sum((a[i, i] for i in range(a.nrows())), fmpq(0))


def multiply(*monomials: tuple) -> tuple:
    total: dict = {}
    for atom, exponent in (power for mono in monomials for power in mono):
        total[atom] = total.get(atom, 0) + exponent
    return tuple(sorted((atom, exponent) for atom, exponent in total.items() if exponent))


def collect(terms: Any) -> dict:
    total: dict = {}
    for key, coefficient in terms:
        total[key] = total.get(key, ZERO) + coefficient
    return {key: c for key, c in total.items() if c}


def evaluate(term: Any, header: dict, algebra: Any, depth: int = 0) -> tuple[Any, Shape]:
    """(value, shape) of a matrix term; every shape is checked."""
    need(depth < 150, "a matrix term is nested too deeply")
    if isinstance(term, str):
        if term in header["letters"]:
            return algebra.matrix(term), tuple(header["letters"][term])
        need(
            term in header.get("scalars", []) or NUMBER.match(term),
            f"{term[:60]!r} is not declared",
        )
        return (
            algebra.number(Fraction(term)) if NUMBER.match(term) else algebra.scalar(term)
        ), None
    need(
        isinstance(term, list) and len(term) > 1 and isinstance(term[0], str),
        f"not a matrix term: {str(term)[:80]}",
    )
    head, *rest = term
    if head in ("I", "0"):
        need(
            len(rest) == (1 if head == "I" else 2) and all(map(is_size, rest)),
            f"{head}: the sizes are wrong",
        )
        return (algebra.identity(*rest) if head == "I" else algebra.zero(*rest)), (
            rest[0],
            rest[-1],
        )
    if head in ("norm2", "inner"):
        need(len(rest) == (1 if head == "norm2" else 2), f"{head}: wrong number of arguments")
        return evaluate(["tr", ["@", ["T", rest[0]], rest[-1]]], header, algebra, depth + 1)
    if head == "sqrt":
        need(
            len(rest) == 1 and isinstance(rest[0], list) and rest[0][:1] == ["norm2"],
            "a root is a root of norm2",
        )
        return algebra.root(evaluate(rest[0], header, algebra, depth + 1)[0]), None
    if head == "^":
        need(
            len(rest) == 2
            and isinstance(rest[1], str)
            and rest[1].isdigit()
            and 0 < int(rest[1]) <= 60,
            "an exponent is from 1 to 60",
        )
        rest = [rest[0]] * int(rest[1])
    parts = [evaluate(part, header, algebra, depth + 1) for part in rest]
    (first, shape), second = parts[0], parts[-1]
    if head == "+":
        need(all(other == shape for _, other in parts), "a sum of different shapes")
        return reduce(algebra.add, (one for one, _ in parts)), shape
    if head == "-":
        need(len(parts) < 3 and second[1] == shape, "a difference of different shapes")
        negative = algebra.times(algebra.number(-ONE), second[0])
        return (negative if len(parts) == 1 else algebra.add(first, negative)), shape
    if head == "/":
        need(
            len(rest) == 2
            and isinstance(rest[1], str)
            and NUMBER.match(rest[1])
            and Fraction(rest[1]),
            "division is by numbers only",
        )
        return algebra.times(algebra.number(1 / Fraction(rest[1])), first), shape
    if head in ("*", "scale") or (head == "^" and shape is None):
        need(
            all(other is None for _, other in parts[:-1])
            and (head == "scale" or second[1] is None),
            f"{head} multiplies by scalars",
        )
        return reduce(algebra.times, (one for one, _ in parts)), second[1]
    need(
        head in ("@", "^", "T", "tr") and all(other for _, other in parts),
        f"{head[:20]} is no operation on matrices",
    )
    if head in ("@", "^"):
        need(
            all(a[1][1] == b[1][0] for a, b in zip(parts, parts[1:])),
            "a product of shapes that do not fit",
        )
        return reduce(algebra.times, (one for one, _ in parts)), (shape[0], second[1][1])
    need(
        len(parts) == 1 and (head == "T" or shape[0] == shape[1]), "a trace needs one square matrix"
    )
    return (
        (algebra.transpose(first), shape[::-1])
        if head == "T"
        else (algebra.trace(first, shape[0]), None)
    )  # pyright: ignore[reportReturnType]


def is_size(size: Any) -> bool:
    return isinstance(size, str) and bool(
        NAME.match(size) or (size.isdigit() and 0 < int(size) < 10**6)
    )


def declared(header: dict) -> dict:
    """The header, if every letter has two sizes and a known kind and every scalar a name of its
    own.
    """
    for name, shape in field(header, "letters", dict).items():
        need(
            NAME.match(name)
            and isinstance(shape, list)
            and len(shape) == 2
            and all(map(is_size, shape)),
            f"{name[:60]!r}: two sizes",
        )
    scalars = header.get("scalars", [])
    need(
        all(
            isinstance(one, str) and NAME.match(one) and one not in header["letters"]
            for one in scalars
        ),
        "a scalar has a bad name",
    )
    for name, kind in header.get("kinds", {}).items():
        need(
            kind in KINDS and len(set(header["letters"][name])) == 1,
            f"{name[:60]!r}: unknown kind, or not square",
        )
    return header


def rules(header: dict, algebra: Words) -> list:
    """The rules. Derived ones are checked: "inverse i" is B A = I where rule i is A B = I with A
    and B square; "root P R" is P = R R for a psd letter P and a symmetric letter R that occurs
    nowhere else; "selector", "orthogonal" and "diagonal" follow from the kinds.
    """
    listed = field(header, "rules", list)
    reasons = header.get("reasons", ["given"] * len(listed))
    need(len(reasons) == len(listed), "there must be one reason for each rule")
    for i, ((left, right), (reason, *of)) in enumerate(
        zip(listed, (text.split() for text in reasons))
    ):
        kinds = [header.get("kinds", {}).get(name) for name in of]
        value = lambda term: evaluate(term, header, algebra)[0]  # noqa: E731
        if reason == "inverse":
            (head, a, b), unit = listed[int(of[0])]
            need(
                head == "@" and unit[0] == "I" and [left, right] == [["@", b, a], unit],
                "an inverse rule is no inverse",
            )
            need(
                evaluate(a, header, algebra)[1] == (unit[1], unit[1]),
                "an inverse of a matrix that is not square",
            )
        elif reason == "root":
            elsewhere = [
                header["left"],
                header["right"],
                header.get("where", []),
                listed[:i],
                listed[i + 1 :],
            ]
            need(
                kinds == ["psd", "symmetric"] and left == of[0] and right == ["@", of[1], of[1]],
                "a root rule is no root of a psd letter",
            )
            need(f"'{of[1]}'" not in str(elsewhere), "the root of a psd letter occurs elsewhere")
        elif reason == "selector":
            p = of[0]
            known = [value(["-", ["@", p, p], p]), value(["-", ["tr", p], "1"])]
            if right[0] == "scale":  # P A P = tr(P A) P, with the trace in the rule saying which A
                (head, (product, first, *_)), last = right[1:]
                need(
                    (head, product, first, last) == ("tr", "@", p, p),
                    "not a property of a selector",
                )
                known.append(value(["-", ["@", right[1][1], p], right]))
            need(
                kinds == ["selector"] and value(["-", left, right]) in known,
                "not a property of a selector",
            )
        elif reason == "orthogonal":
            products = (["@", ["T", of[0]], of[0]], ["@", of[0], ["T", of[0]]])
            need(
                kinds == ["orthogonal"] and left in products and right[0] == "I",
                "not a property of an orthogonal letter",
            )
        elif reason == "diagonal":
            commute = all(kind in ("diagonal", "selector") for kind in kinds) and len(of) == 2
            need(
                commute and left == ["@", *of[::-1]] and right == ["@", *of],
                "not a property of diagonal letters",
            )
        else:
            need(reason == "given", f"unknown reason {reason[:40]!r}")
    return listed


def consequence(entry: dict, known: list) -> Any:
    """The matrix term of an entry of a combination."""
    at = field(entry, "rule", int)
    need(0 <= at < len(known), "no rule has that index")
    term = ["-", *known[at]]
    term = ["T", term] if entry.get("transposed") else term
    term = ["@", entry["left"], term] if "left" in entry else term
    term = ["@", term, entry["right"]] if "right" in entry else term
    term = (
        ["*", field(entry, "coefficient"), ["tr", term]]
        if entry.get("trace")
        else ["scale", field(entry, "coefficient"), term]
    )
    return ["scale", term, entry["times"]] if "times" in entry else term


def factor(entry: Any, header: dict) -> Any:
    """The matrix term of a factor that is never negative."""
    reason, *rest = entry
    if reason == "where":
        need(
            type(rest[0]) is int and 0 <= rest[0] < len(header["where"]),
            "no hypothesis has that index",
        )
        smaller, larger = header["where"][rest[0]]
        return ["-", larger, smaller]
    need(
        reason in NONNEGATIVE and len(rest) == NONNEGATIVE[reason][0],
        f"unknown reason {str(reason)[:40]!r}",
    )
    return NONNEGATIVE[reason][1](*rest)


def norm(a: Any) -> Any:
    return ["sqrt", ["norm2", a]]


NONNEGATIVE: dict[str, tuple[int, Any]] = {
    "norm2": (1, lambda a: ["norm2", a]),
    "sqrt": (1, lambda square: ["sqrt", square]),
    "square": (1, lambda s: ["*", s, s]),
    "cauchy-schwarz": (
        2,
        lambda a, b: ["-", ["*", ["norm2", a], ["norm2", b]], ["^", ["inner", a, b], "2"]],
    ),
    "cauchy-schwarz-root": (2, lambda a, b: ["-", ["*", norm(a), norm(b)], ["inner", a, b]]),
    "submultiplicative": (
        2,
        lambda a, b: ["-", ["*", ["norm2", a], ["norm2", b]], ["norm2", ["@", a, b]]],
    ),
    "submultiplicative-root": (2, lambda a, b: ["-", ["*", norm(a), norm(b)], norm(["@", a, b])]),
    "triangle": (2, lambda a, b: ["-", ["+", norm(a), norm(b)], norm(["+", a, b])]),
}


def term_of(entry: dict, header: dict) -> Any:
    coefficient = field(entry, "coefficient", str)
    need(
        NUMBER.match(coefficient) and Fraction(coefficient) >= 0,
        "the coefficient of a nonnegative term is a nonnegative number",
    )
    return ["*", coefficient, *(factor(one, header) for one in field(entry, "factors", list))]


def prove(certificate: dict) -> str:
    header, algebra = declared(certificate), Words(certificate)
    left, right, known = (
        field(certificate, "left"),
        field(certificate, "right"),
        rules(certificate, algebra),
    )
    terms = [consequence(entry, known) for entry in certificate.get("combination", [])]
    sign = "=="
    if certificate["kind"] == "matrix-sos":
        sign, left, right = "<=", right, left
        terms += [term_of(entry, header) for entry in field(certificate, "terms", list)]
    rest, _ = evaluate(
        ["-", ["-", left, right], ["+", *terms]] if terms else ["-", left, right], header, algebra
    )
    need(not rest, f"the combination leaves {len(rest)} terms")
    return statement(certificate, sign)


def statement(header: dict, sign: str) -> str:
    reasons = header.get("reasons", ["given"] * len(header["rules"]))
    facts = [f"{a} == {b}" for (a, b), reason in zip(header["rules"], reasons) if reason == "given"]
    facts += [f"{a} <= {b}" for a, b in header.get("where", [])]
    facts += [f"{name} is {kind}" for name, kind in header.get("kinds", {}).items()]
    return f"{header['left']} {sign} {header['right']} for all {header['letters']}" + (
        f" with {', '.join(facts)}" if facts else ""
    )


def point(witness: dict) -> str:
    """The rules hold exactly at rational matrices, the relation fails exactly."""
    header, sizes, sign = (
        declared(witness),
        field(witness, "sizes", dict),
        field(witness, "relation", str),
    )
    need(
        all(is_size(key) and type(n) is int and 0 < n <= 50 for key, n in sizes.items()),
        "a size is an integer from 1 to 50",
    )
    size = lambda key: int(key) if key.isdigit() else field(sizes, key, int)  # noqa: E731

    def entry(text):
        return (
            fmpq(*Fraction(text).as_integer_ratio())
            if NUMBER.match(text)
            else need(False, "not a rational")
        )  # noqa: E731

    matrices, scalars = (
        {},
        {name: entry(text) for name, text in dict(witness.get("scalars", {})).items()},
    )
    for name, (rows, cols) in header["letters"].items():
        table = field(field(witness, "matrices", dict), name, list)
        need(
            len(table) == size(rows) and all(len(row) == size(cols) for row in table),
            f"the matrix {name} has another shape",
        )
        matrices[name] = fmpq_mat(
            size(rows), size(cols), [entry(text) for row in table for text in row]
        )
    algebra = Numbers(sizes, matrices, scalars)
    at = lambda term: evaluate(term, header, algebra)[0]  # noqa: E731
    for (a, b), reason in zip(
        field(witness, "rules", list), header.get("reasons", ["given"] * len(witness["rules"]))
    ):
        need(reason.startswith("root") or at(a) == at(b), "a rule does not hold at the point")
    need(
        all(at(a) <= at(b) for a, b in header.get("where", [])),
        "a hypothesis does not hold at the point",
    )
    for name, kind in header.get("kinds", {}).items():
        need(has_kind(matrices[name], kind), f"{name} is not {kind} at the point")
    left, right = (
        evaluate(field(witness, "left"), header, algebra),
        evaluate(field(witness, "right"), header, algebra),
    )
    need(
        left[1] == right[1] and (sign in ("==", "!=") or left[1] is None),
        "the two sides have different shapes",
    )
    need(
        COMPARE[NEGATED[sign]](left[0], right[0]),
        "the relation does not certainly fail at the point",
    )
    return statement(header, sign)


def has_kind(matrix: fmpq_mat, kind: str) -> bool:
    n, cells = (
        matrix.nrows(),
        [(i, j) for i in range(matrix.nrows()) for j in range(matrix.ncols())],
    )
    if kind == "orthogonal":
        return matrix.transpose() * matrix == fmpq_mat(n, n, [int(i == j) for i, j in cells])
    if kind in ("diagonal", "selector"):
        entries = [matrix[i, j] for i, j in cells if matrix[i, j] != 0]
        return all(matrix[i, j] == 0 or i == j for i, j in cells) and (
            kind == "diagonal" or entries == [1]
        )
    symmetric = matrix == matrix.transpose()
    # all roots of the characteristic polynomial are >= 0 exactly if its coefficients alternate
    if kind == "psd":
        return symmetric and all(
            c * (-1) ** (n - i) >= 0 for i, c in enumerate(matrix.charpoly().coeffs())
        )
    return symmetric and kind == "symmetric"


def mismatch(witness: dict) -> str:
    """A printed operation whose two shapes do not fit."""
    operation, (a, b) = (
        field(witness, "operation", str),
        [list(map(str, shape)) for shape in field(witness, "shapes", list)],
    )
    need(len(a) == len(b) == 2, "a shape has two sizes")
    need(
        (a[1] != b[0]) if operation == "@" else a != b,
        f"the shapes {a} and {b} fit in {operation[:20]!r}",
    )
    return f"the shapes {a} and {b} do not fit in {operation[:20]!r}"
