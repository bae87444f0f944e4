"""Matrix certificates with derivatives, and inequalities by terms that are never negative, in Coq.

`["vary", ..]` becomes "moves with this velocity", `["grad", ..]` "is the gradient": limits of
quotients, from Coquelicot. The rules of the checker give a formula for each; that it is the
derivative is proved by the rules of `Gradients.v`, that both agree is an identity of words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..checker.matrix.calculus import _put, plain, shape
from ..checker.matrix.proofs import factor, term_of
from .matrices import DERIVED, Matrices, heads
from .syntax import NotExported, name


class Identity(Matrices):
    """left = right, each with derivatives or without."""

    def __init__(self, data: Mapping[str, Any]):
        super().__init__(data)
        self.found: list[Any] = []  # the derivatives that the statement names
        for side in (data["left"], data["right"]):
            self._find(side)
        for one in self.found:
            if any(heads(part) & set(DERIVED) for part in one[1:]):
                raise NotExported("derivatives of derivatives of matrices")

    def _find(self, term: Any) -> None:
        if not isinstance(term, list) or not heads(term) & set(DERIVED):
            return
        if term[0] in DERIVED:
            self.found += [term] if term not in self.found else []
            return
        if term[0] == "put":
            raise NotExported("values of derivatives of matrices")
        for part in term[1:]:
            self._find(part)

    def fresh(self, word: str) -> str:
        taken = {*self.header["letters"], *self.header.get("scalars", [])}
        while word in taken:
            word += "_0"
        return word

    def formula(self, derivative: Any) -> Any:
        return plain(derivative, self.header)

    def meaning(self, derivative: Any, value: str) -> str:
        """The value is this derivative, as Coq text."""
        head, body, *moved = derivative
        if head == "grad":
            x = moved[0]
            kind = self.type(self.header["letters"][x])
            return f"gradient (fun {name(x)} : {kind} => {self.term(body)}) {name(x)} {value}"
        time = self.fresh("t")
        values = {
            x: ["+", x, ["scale" if shape(x, self.header) else "*", time, b]]
            for x, b in zip(moved[::2], moved[1::2])
        }
        inside = {**self.header, "scalars": [*self.header.get("scalars", []), time]}
        text = Matrices({**self.data, "scalars": inside["scalars"]}).term(
            _put(plain(body, self.header), values)
        )
        function = f"(fun {name(time)} : R => {text})"
        if shape(body, self.header):
            return f"moves {function} {value}"
        return f"is_derive {function} 0 {value}"

    def says(self) -> list[str]:
        left, right = self.data["left"], self.data["right"]
        if not self.found:
            return super().says()
        if self.found == [left]:
            return [self.meaning(left, self.term(right))]
        letters = [f"D'{i}" for i, _ in enumerate(self.found)]
        groups = [
            f"({letter} : {self.type(self.of(one))})" for letter, one in zip(letters, self.found)
        ]
        parts = [self.meaning(one, letter) for letter, one in zip(letters, self.found)]
        parts.append(f"{self.term(left)} = {self.term(right)}")
        return [f"exists {' '.join(groups)},\n    " + " /\\\n    ".join(parts)]

    def term(self, term: Any) -> str:
        if isinstance(term, list) and term[0] in DERIVED:
            return f"D'{self.found.index(term)}"
        return super().term(term)

    def of(self, derivative: Any) -> Any:
        return (
            self.header["letters"][derivative[2]]
            if derivative[0] == "grad"
            else shape(derivative[1], self.header)
        )

    def proof(self) -> str:
        if not self.found:
            return super().proof()
        sides = {side: plain(self.data[side], self.header) for side in ("left", "right")}
        last = Matrices({**self.data, **sides}).script()
        formulas = [super(Identity, self).term(self.formula(one)) for one in self.found]
        if self.found == [self.data["left"]]:
            right = self.term(self.data["right"])
            lines = [f"  enough (E : {self.meaning(self.found[0], formulas[0])})."]
            lines += [f"  {{ replace {right} with {formulas[0]}; [ exact E | ]."]
            lines += ["  clear E.", *last, "  }"]
        else:
            lines = [f"  exists {', '.join(formulas)}."]
            for one in self.found:
                lines += ["  split.", "  {", *self.differentiated(one), "  }"]
            return "\n".join(line for line in [*self.opening(), *lines, *last] if line)
        lines += self.differentiated(self.found[0])
        return "\n".join(line for line in [*self.opening(), *lines] if line)

    def differentiated(self, derivative: Any) -> list[str]:
        """The formula is the derivative."""
        hypotheses = [f"h{i}" for i, _ in enumerate(self.data["rules"])]
        lines = [f"  clear {' '.join(hypotheses)}." if hypotheses else ""]
        empty = {"rules": [], "reasons": [], "combination": []}
        value = self.formula(derivative)
        if derivative[0] == "grad":
            _, body, x = derivative
            along = self.fresh("B")
            letters = {**self.data["letters"], along: self.data["letters"][x]}
            sides = {"left": self._plain(["vary", products(body), x, along], letters),
                     "right": ["inner", value, along]}  # fmt: skip
            lines += [f"  intro {name(along)}."]
        else:
            letters, sides = self.data["letters"], {"left": value, "right": value}
        made = Matrices({**self.data, **empty, **sides, "letters": letters})
        return [*lines, "  differentiated.", *made.script()]

    def _plain(self, term: Any, letters: Any) -> Any:
        return plain(term, {**self.header, "letters": letters})


def products(term: Any) -> Any:
    """|A|^2 as <A, A>: both factors move."""
    if not isinstance(term, list):
        return term
    head, *parts = term[0], *map(products, term[1:])
    return ["inner", parts[0], parts[0]] if head == "norm2" else [head, *parts]


class Squares(Matrices):
    """left <= right: the difference is a sum of products that are never negative."""

    def __init__(self, data: Mapping[str, Any]):
        super().__init__(data)
        if data.get("relation", "<=") != "<=" or "vector" in data:
            raise NotExported("inequalities between matrices, and strict ones")
        told = [data["left"], data["right"], *(pair for pair in data.get("where", []))]
        if any("sqrt" in heads(one) for one in told) or any(
            heads(one) & set(DERIVED) for one in told
        ):
            raise NotExported("roots of norms")

    def says(self) -> list[str]:
        strict = self.data.get("strict", [])
        lines = [
            f"{self.term(a)} {'<' if i in strict else '<='} {self.term(b)}"
            for i, (a, b) in enumerate(self.data.get("where", []))
        ]
        return [*lines, f"{self.term(self.data['left'])} <= {self.term(self.data['right'])}"]

    def nonnegative(self, entry: Any) -> str:
        """The proof that a factor is never negative."""
        reason, *terms = entry
        if reason == "where":
            return f"(difference _ _ w{terms[0]})"
        rules = {"norm2": "norm2_nonneg", "cauchy-schwarz": "cauchy_schwarz",
                 "submultiplicative": "submultiplicative", "square": "square_nonneg"}  # fmt: skip
        if reason not in rules:
            raise NotExported(f"matrix inequalities by {reason}")
        return f"({rules[reason]} {' '.join(map(self.term, terms))})"

    def proof(self) -> str:
        strict = self.data.get("strict", [])
        where = range(len(self.data.get("where", [])))
        lines = self.opening(*(f"w{i}" for i in where))
        lines += [f"  apply Rlt_le in w{i}." for i in where if i in strict]
        labels, terms = [], []
        for i, entry in enumerate(self.data["terms"]):
            total, text = (
                f"(nonneg_number {self.term(entry['coefficient'])} ltac:(lra))",
                f"{self.term(entry['coefficient'])}",
            )
            for one in entry["factors"]:
                total = f"(Rmult_le_pos _ _ {total} {self.nonnegative(one)})"
                text = f"{text} * {self.term(factor(one, self.header))}"
            lines.append(f"  assert (P{i} : 0 <= {text}) by exact {total}.")
            labels.append(f"P{i}")
            terms.append(text)
        made = Matrices({
            **self.data, "left": ["-", self.data["right"], self.data["left"]],
            "right": ["+", "0", *(term_of(one, self.header) for one in self.data["terms"])],
        })  # fmt: skip
        text = f"{self.term(self.data['right'])} - {self.term(self.data['left'])}"
        lines.append(f"  assert (E : {text} = {' + '.join(['0', *terms])}).")
        lines += [f"  {{ clear {' '.join(labels)}." if labels else "  {", *made.script(), "  }"]
        return "\n".join([one for one in lines if one] + [f"  clear - E {' '.join(labels)}. lra."])


def lemma(data: Mapping[str, Any]) -> tuple[str, str]:
    """(statement, proof) of a certificate of kind matrix or matrix-sos. Raises `NotExported`."""
    one = Squares(data) if data["kind"] == "matrix-sos" else Identity(data)
    return one.statement(), one.proof()


def libraries(data: Mapping[str, Any]) -> set[str]:
    """The files of the prelude that a certificate needs."""
    simple = set(data.get("kinds", {}).values()) <= {"symmetric"} and data["kind"] == "matrix"
    derived = heads([".", data["left"], data["right"]]) & set(DERIVED)
    return {"Words"} if simple and not derived else {"Words", "Gradients"}


__all__ = ["lemma", "libraries"]
