"""Matrix certificates as Coq: identities between words of matrices of every size."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ..checker._terms import NUMBER
from ..checker.matrix.calculus import plain
from ..checker.matrix.rules import HYPOTHESES, reasons
from ..checker.matrix.terms import SIZE, declared, evaluate
from ..checker.matrix.words import Words
from .syntax import NotExported, name

KINDS = {  # what it says, and how "its transpose is itself" follows
    "symmetric": ("mT {0} = {0}", "exact {1}"),
    "diagonal": ("is_diagonal {0}", "exact (diagonal_symmetric _ {1})"),
}
DERIVED = ("vary", "grad")


class Matrices:
    """One certificate: its statement and its proof."""

    def __init__(self, data: Mapping[str, Any]):
        self.data, self.header = data, declared(dict(data))
        self.algebra = Words(self.header)
        for kind in data.get("kinds", {}).values():
            if kind not in KINDS:
                raise NotExported(f"matrices that are {kind}")
        for words in reasons(self.header):
            if words[0] not in (*HYPOTHESES, "diagonal") or words[0] == "order":
                raise NotExported(f"matrix rules by {words[0]}")
        if any(heads(side) & set(DERIVED) for rule in data["rules"] for side in rule):
            raise NotExported("hypotheses with derivatives of matrices")

    # --- terms

    def shape(self, term: Any) -> Any:
        return evaluate(term, self.header, self.algebra)[1]

    def size(self, text: str) -> str:
        return text if SIZE.match(text) else name(text)

    def term(self, term: Any) -> str:
        """A scalar or a matrix; operations in parentheses, in the scope of its shape."""
        if isinstance(term, str):
            if NUMBER.match(term) and term not in self.header["letters"]:
                value = Fraction(term)
                return str(value) if value.denominator == 1 and value >= 0 else f"({value})"
            return name(term)
        head, *parts = term
        if head == "put":
            return self.term(plain(term, self.header))
        texts = list(map(self.term, parts)) if head not in ("I", "0", "^", "/") else []
        matrix = self.shape(term) is not None
        scope = "%M" if matrix else "%R"
        match head:
            case "I":
                return f"(mI {self.size(parts[0])})"
            case "0":
                return f"(mzero {self.size(parts[0])} {self.size(parts[1])})"
            case "T":
                return f"(mT {texts[0]})"
            case "tr" | "norm2" | "inner":
                return f"({head} {' '.join(texts)})"
            case "@":
                return f"({' * '.join(texts)}){scope}"
            case "+":
                return f"({' + '.join(texts)}){scope}" if len(texts) > 1 else texts[0]
            case "-":
                return f"({' - '.join(texts) if len(texts) > 1 else '- ' + texts[0]}){scope}"
            case "*" | "scale" if not matrix:
                return f"({' * '.join(texts)})%R" if len(texts) > 1 else texts[0]
            case "*" | "scale":
                *scalars, last = texts
                for one in reversed(scalars):
                    last = f"({one} .* {last})%M"
                return last
            case "^":
                base, count = self.term(parts[0]), int(parts[1])
                return (
                    f"({base} ^ {count})%R" if not matrix else f"({' * '.join([base] * count)})%M"
                )
            case "/":
                value = 1 / Fraction(parts[1])
                inner = self.term(parts[0])
                return f"(({value}) .* {inner})%M" if matrix else f"({inner} / {parts[1]})%R"
        raise NotExported(f"the matrix term {head}")

    # --- the statement

    def names(self) -> list[tuple[str, str]]:
        """The variables with their types."""
        letters = self.header["letters"]
        named = {s for shape in letters.values() for s in shape if not SIZE.match(s)}
        told = [self.data["left"], self.data["right"]]
        sizes = sorted(named.union(*map(self._sizes, told)))
        scalars = self.header.get("scalars", [])
        return [
            *((name(one), "nat") for one in sizes),
            *((name(one), self.type(shape)) for one, shape in letters.items()),
            *((name(one), "R") for one in scalars),
        ]

    def type(self, shape: Any) -> str:
        return f"mat {self.size(shape[0])} {self.size(shape[1])}" if shape else "R"

    def given(self) -> dict[int, Any]:
        """The rules that are hypotheses."""
        table = enumerate(zip(self.data["rules"], reasons(self.header)))
        return {i: rule for i, (rule, words) in table if words[0] in HYPOTHESES}

    def statement(self) -> str:
        head = f"forall {' '.join(f'({one} : {kind})' for one, kind in self.names())},\n  "
        lines = [KINDS[kind][0].format(name(one)) for one, kind in self.kinds()]
        lines += [f"{self.term(a)} = {self.term(b)}" for a, b in self.given().values()]
        return (head if self.names() else "") + " ->\n  ".join([*lines, *self.says()])

    def says(self) -> list[str]:
        """The conclusion, after hypotheses of its own."""
        return [f"{self.term(self.data['left'])} = {self.term(self.data['right'])}"]

    def _sizes(self, term: Any) -> set[str]:
        if not isinstance(term, list):
            return set()
        own = {one for one in term[1:] if not SIZE.match(one)} if term[0] in ("I", "0") else set()
        return own.union(*map(self._sizes, term[1:])) if term[0] not in ("I", "0") else own

    def kinds(self) -> list[tuple[str, str]]:
        return sorted(self.data.get("kinds", {}).items())

    # --- the proof

    def opening(self, *more: str) -> list[str]:
        """Names for the variables and hypotheses; `s0`, .. say that letters are symmetric."""
        kinds = [f"k{i}''" for i, _ in enumerate(self.kinds())]
        words = [*(one for one, _ in self.names()), *kinds, *(f"h{i}" for i in self.given()), *more]
        lines = [f"  intros {' '.join(words)}." if words else ""]
        for i, (one, kind) in enumerate(self.kinds()):
            why = KINDS[kind][1].format(name(one), kinds[i])
            lines.append(f"  assert (s{i} : mT {name(one)} = {name(one)}) by {why}.")
        for i, (a, b) in enumerate(self.data["rules"]):
            if i not in self.given():
                by = "apply diagonal_commute; assumption"
                lines.append(f"  assert (h{i} : {self.term(a)} = {self.term(b)}) by ({by}).")
        return lines

    def proof(self) -> str:
        return "\n".join(line for line in [*self.opening(), *self.script()] if line)

    def script(self) -> list[str]:
        """From the context: left = right."""
        rules = [f"h{i}" for i, _ in enumerate(self.data["rules"])]
        matrix = self.shape(self.data["left"]) is not None
        lines = []
        entries = []
        for k, entry in enumerate(self.data["combination"]):
            lines.append(f"  assert (E{k} := f_equal (fun X'' => {self.inside(entry)}) "
                         f"h{entry['rule']}).")  # fmt: skip
            lines.append(f"  cbv beta in E{k}.")
            entries.append(f"E{k}")
        if rules:
            lines.append(f"  clear {' '.join(rules)}.")
        if matrix:
            lines.append("  apply mat_ext. intros i'' j''.")
            shape = self.shape(self.data["left"])
            ones = [one for one, size in zip(("i''", "j''"), shape) if size == "1"]
            lines += [f"  rewrite (fin_one {one}). clear {one}." for one in ones]
            at = " ".join("Fin.F1" if one in ones else one for one in ("i''", "j''"))
            lines += [f"  apply (f_equal (fun M => M {at})) in {one}." for one in entries]
            lines += [f"  cbv beta in {one}." for one in entries]
        return [*lines, "  expanded.", "  of_words."]

    def inside(self, entry: Mapping[str, Any]) -> str:
        """What is done with both sides X of a rule: coefficient * left X right, or its trace."""
        rule = self.shape(self.data["rules"][entry["rule"]][0])
        text = "X''" if not entry.get("transposed") else "(mT X'')"
        if rule is None and ("left" in entry or "right" in entry or entry.get("transposed")):
            raise NotExported("a product with a rule between numbers")
        text = f"({self.term(entry['left'])} * {text})%M" if "left" in entry else text
        text = f"({text} * {self.term(entry['right'])})%M" if "right" in entry else text
        coefficient = self.term(entry["coefficient"])
        if entry.get("trace"):
            text = f"({coefficient} * tr {text})%R"
        elif rule is None:
            text = f"({coefficient} * {text})%R"
        else:
            text = f"({coefficient} .* {text})%M"
        if "times" in entry:
            times = self.term(entry["times"])
            scalar = self.shape(entry["times"]) is None
            text = f"({text} * {times})%R" if scalar else f"({text} .* {times})%M"
        return text


def heads(term: Any) -> set[str]:
    if not isinstance(term, list):
        return set()
    return {term[0]}.union(*map(heads, term[1:]))


__all__ = ["DERIVED", "Matrices", "heads"]
