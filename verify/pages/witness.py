"""A witness or certificate in words: what a person can check by hand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from steepest.proofs.engine.language.claim import as_written
from steepest.proofs.engine.terms import RELATIONS, from_json, show

LONG = 12  # entries of a list that are shown

FAILURES = (
    TypeError,
    ValueError,
    KeyError,
    IndexError,
    ArithmeticError,
    AttributeError,
    RecursionError,
)


def term_text(data: Any) -> str:
    """A term (JSON form) in claim-file syntax."""
    try:
        return show(tidied(from_json(data)))
    except (TypeError, ValueError, KeyError, IndexError, ZeroDivisionError, RecursionError):
        return _short(data)


def tidied(term: Any) -> Any:
    """The same value without products by -1 and sums of negatives, as a person would write it."""
    if not isinstance(term, tuple):
        return term
    head, *parts = (term[0], *map(tidied, term[1:]))
    if head == "*" and len(parts) > 1 and isinstance(parts[0], Fraction) and parts[0] < 0:
        factors = parts[1:] if parts[0] == -1 else (-parts[0], *parts[1:])
        return ("-", factors[0] if len(factors) == 1 else ("*", *factors))
    if head == "/" and _negative(parts[0]):
        return ("-", ("/", _opposite(parts[0]), parts[1]))
    if head == "+" and len(parts) > 1:
        parts.sort(key=_negative)  # a positive term first, if there is one
        total = parts[0]
        for part in parts[1:]:
            earlier = total[1:] if isinstance(total, tuple) and total[0] == "+" else (total,)
            total = ("-", total, _opposite(part)) if _negative(part) else ("+", *earlier, part)
        return total
    return (head, *parts)


def _negative(term: Any) -> bool:
    if isinstance(term, Fraction):
        return term < 0
    return isinstance(term, tuple) and term[0] == "-" and len(term) == 2


def _opposite(term: Any) -> Any:
    return -term if isinstance(term, Fraction) else term[1]


def value(term: Any, point: dict[str, float]) -> float:
    """A term in floating point, for display only."""
    if isinstance(term, str):
        return point[term]
    if not isinstance(term, tuple):
        return float(term)
    head, *parts = (term[0], *(value(part, point) for part in term[1:]))
    match head:
        case "+":
            return math.fsum(parts)
        case "*":
            return math.prod(parts)
        case "-":
            return -parts[0] if len(parts) == 1 else parts[0] - parts[1]
        case "/":
            return parts[0] / parts[1]
        case "^":
            return parts[0] ** parts[1]
        case "pi" | "E":
            return math.pi if head == "pi" else math.e
        case "abs" | "min" | "max":
            return {"abs": abs, "min": min, "max": max}[head](*parts)
    return getattr(math, head)(*parts)


def sides(claim: Any, values: dict[str, Any]) -> str:
    """Both sides of a relation at a point, rounded: "2 <= 1"; "" where that says nothing."""
    try:
        head, left, right = from_json(claim)
        point = {name: value(from_json(entry), {}) for name, entry in values.items()}
        numbers = [f"{value(side, point):.10g}" for side in (left, right)]
    except FAILURES:
        return ""
    return (
        f"{numbers[0]} {head} {numbers[1]}"
        if head in RELATIONS and (numbers[0] != numbers[1] or head in "<>!=")
        else ""
    )


def matrix_text(rows: list[list[Any]]) -> str:
    return "[" + "; ".join("  ".join(term_text(entry) for entry in row) for row in rows) + "]"


def readable(witness: Any, written: Iterable[tuple[str, str]] = ()) -> list[str]:
    """The lines that explain a witness; an empty list for none. `written`: what the names that a
    claim file does not know stand for.
    """
    return [as_written(line, written) for line in _lines(witness)]


def _lines(witness: Any) -> list[str]:
    if witness is None:
        return []
    if not isinstance(witness, dict):
        return [str(witness)]
    match witness.get("kind"):
        case "point":
            return _point(witness)
        case "matrix-point":
            return _matrix_point(witness)
        case "counts":
            return [_counts(witness)]
        case "negation":
            return [f"its negation is a theorem ({len(witness['certificate']['lines'])} lines)"]
        case "shape":
            return [str(witness.get("detail", "the printed shapes do not match"))]
        case "contradiction":
            return [f"its negation is proved: {witness.get('because', '')}"]
        case "written-point" if isinstance(witness.get("witness"), dict):
            return _lines(witness["witness"] | {"goal": witness.get("goal", {})})
        case "law-miscount":
            return [_miscount(witness)]
        case "model":
            return _model(witness)
    return [f"{name}: {_short(value)}" for name, value in witness.items() if name != "kind"]


def _point(witness: dict[str, Any]) -> list[str]:
    values = witness.get("values", {})
    goal = witness.get("goal", {})
    lines = [
        ", ".join(f"{name} = {term_text(value)}" for name, value in values.items())
        or "no variables"
    ]
    if goal.get("where"):
        lines.append("satisfies  " + ", ".join(term_text(part) for part in goal["where"]))
    if goal.get("claim") is not None:
        lines.append("violates   " + term_text(goal["claim"]))
        if there := sides(goal["claim"], values):
            lines.append("there      " + there)
    return lines


def _miscount(witness: dict[str, Any]) -> str:
    count = witness.get("certificate", {})
    low, high = count.get("lower"), count.get("upper")
    exact = f"exactly {low}" if low == high else f"between {low} and {high}"
    return f"claimed are {witness.get('claimed')} laws; counted are {exact}"


def _model(witness: dict[str, Any]) -> list[str]:
    """The model in which a formal statement is false."""
    from steepest.proofs.checker.formal import show
    from steepest.proofs.checker.formal.reading import from_json as formula

    values = ", ".join(f"{name} = {entry}" for name, entry in witness.get("values", {}).items())
    lines = [values] if values else []
    for name, own in witness.get("functions", {}).items():
        if "start" in own:
            lines.append(f"{name} starts at {own['start']} and follows its recurrence")
        elif "table" in own:
            lines.append(f"{name} = {', '.join(map(str, own['table']))}, the last value for ever")
        else:
            lines.append(f"{name}({', '.join(own.get('of', []))}) = {term_text(own.get('is'))}")
    if witness.get("weights"):
        lines.append(f"probabilities {', '.join(map(str, witness['weights']))}")
    try:
        lines.append(f"violates   {show(formula(witness['statement']))}")
    except (TypeError, ValueError, KeyError, IndexError):
        lines.append("violates the formal statement")
    return lines


def _matrix_point(witness: dict[str, Any]) -> list[str]:
    sizes = ", ".join(f"{name} = {value}" for name, value in witness.get("sizes", {}).items())
    lines = [f"sizes {sizes}"] if sizes else []
    lines += [f"{name} = {matrix_text(rows)}" for name, rows in witness.get("matrices", {}).items()]
    inverse = dict(_reciprocals(witness))
    lines += [
        f"{name} = {term_text(value)}"
        for name, value in witness.get("scalars", {}).items()
        if name not in inverse
    ]
    if "left" in witness and "right" in witness:
        relation = witness.get("relation", "==")
        sides = (_matrix_term(witness[side]) for side in ("left", "right"))
        lines.append(as_written(f"violates   {f' {relation} '.join(sides)}", inverse.items()))
    return lines


def _reciprocals(witness: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The numbers r that the engine made up with d*r == 1, as 1/d."""
    for pair, reason in zip(witness.get("rules", []), witness.get("reasons", [])):
        if reason.split(" ")[0] in ("reciprocal", "nonzero"):
            yield reason.split(" ")[1], _matrix_term(["/", "1", pair[0][1]])


def _matrix_term(term: Any) -> str:
    """A matrix term in claim-file syntax."""
    if not isinstance(term, list):
        return str(term)
    head, *parts = term
    texts = [_matrix_term(part) for part in parts]
    wrap = lambda text: f"({text})" if _loose(text) else text  # noqa: E731
    match head:
        case "T":
            return f"{texts[0]}.T" if texts[0].isidentifier() else f"({texts[0]}).T"
        case "@":
            return " @ ".join(wrap(text) for text in texts)
        case "+":
            return texts[0] + "".join(
                f" - {text[1:]}" if text.startswith("-") else f" + {text}" for text in texts[1:]
            )
        case "-":
            return f"-{wrap(texts[0])}" if len(texts) == 1 else f"{texts[0]} - {wrap(texts[1])}"
        case "*":
            return "*".join(wrap(text) for text in texts)
        case "/":
            return f"{wrap(texts[0])}/{wrap(texts[1])}"
        case "^":
            return f"{wrap(texts[0])}**{texts[1]}"
        case "scale" if texts[0] in ("1", "-1"):
            return texts[1] if texts[0] == "1" else f"-{wrap(texts[1])}"
        case "scale":
            return f"{wrap(texts[0])}*{wrap(texts[1])}"
        case "I":
            return f"eye({texts[0]})"
        case "0":
            return "0"
    return f"{head}({', '.join(texts)})"


def _loose(text: str) -> bool:
    """Whether a sum or difference stands outside all parentheses."""
    depth = 0
    for i, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0 and text[i : i + 3] in (" + ", " - "):
            return True
    return False


def _counts(counts: dict[str, Any]) -> str:
    successes, trials = counts.get("successes"), counts.get("trials")
    text = f"{successes} of {trials} trials succeeded; claimed at least {counts.get('at_least')}"
    return text + (f", tested at level {counts['alpha']}" if "alpha" in counts else "")


def _short(value: Any) -> str:
    if isinstance(value, list) and len(value) > LONG:
        return f"{value[:LONG]} ... ({len(value)} entries)"
    text = str(value)
    return text if len(text) <= 400 else text[:400] + " ..."


def pieces(certificate: Any) -> dict[str, int]:
    """How many certificates of each kind a certificate is made of."""
    counts: dict[str, int] = {}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            kind = node.get("kind")
            if isinstance(kind, str) and kind not in ("all", "lemmas", "cases"):
                counts[kind] = counts.get(kind, 0) + 1
            for name, value in node.items():
                if name not in ("goal", "tree", "values"):
                    walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(certificate)
    return counts


def steps_of(record: Any) -> list[str]:
    """The hashes of the recurrence steps that this evidence speaks of: proved to be the printed
    one, or run by trials.
    """
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("step"), str):
                found.append(node["step"])
            for name in ("parts", "certificate", "witness"):
                walk(node.get(name))
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(record)
    return list(dict.fromkeys(found))
