"""A witness or certificate in words: what a person can check by hand."""

from __future__ import annotations

from typing import Any

from steepest.proofs.terms import from_json, show

LONG = 12  # entries of a list that are shown


def term_text(data: Any) -> str:
    """A term (JSON form) in claim-file syntax."""
    try:
        return show(from_json(data))
    except (TypeError, ValueError, KeyError, IndexError, ZeroDivisionError):
        return str(data)


def matrix_text(rows: list[list[Any]]) -> str:
    return "[" + "; ".join(" ".join(term_text(entry) for entry in row) for row in rows) + "]"


def readable(witness: Any) -> list[str]:
    """The lines that explain a witness; an empty list for none."""
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
        case "shape":
            return [str(witness.get("detail", "the printed shapes do not match"))]
    return [f"{name}: {_short(value)}" for name, value in witness.items() if name != "kind"]


def _point(witness: dict[str, Any]) -> list[str]:
    values = witness.get("values", {})
    goal = witness.get("goal", {})
    lines = [", ".join(f"{name} = {term_text(value)}" for name, value in values.items()) or "no variables"]
    if goal.get("where"):
        lines.append("satisfies  " + ", ".join(term_text(part) for part in goal["where"]))
    if goal.get("claim") is not None:
        lines.append("violates   " + term_text(goal["claim"]))
    return lines


def _matrix_point(witness: dict[str, Any]) -> list[str]:
    sizes = ", ".join(f"{name} = {value}" for name, value in witness.get("sizes", {}).items())
    lines = [f"sizes {sizes}"] if sizes else []
    lines += [f"{name} = {matrix_text(rows)}" for name, rows in witness.get("matrices", {}).items()]
    lines += [f"{name} = {term_text(value)}" for name, value in witness.get("scalars", {}).items()]
    if "left" in witness and "right" in witness:
        relation = witness.get("relation", "==")
        lines.append(f"violates   {_matrix_term(witness['left'])} {relation} {_matrix_term(witness['right'])}")
    return lines


def _matrix_term(term: Any) -> str:
    """A matrix term in claim-file syntax."""
    if not isinstance(term, list):
        return str(term)
    head, *parts = term
    texts = [_matrix_term(part) for part in parts]
    wrap = lambda text: f"({text})" if " + " in text or " - " in text else text  # noqa: E731
    match head:
        case "T":
            return f"{wrap(texts[0])}.T" if not texts[0].endswith(")") and " @ " not in texts[0] else f"({texts[0]}).T"
        case "@":
            return " @ ".join(wrap(text) for text in texts)
        case "+":
            return " + ".join(texts)
        case "-":
            return f"-{wrap(texts[0])}" if len(texts) == 1 else f"{texts[0]} - {wrap(texts[1])}"
        case "*":
            return "*".join(wrap(text) for text in texts)
        case "/":
            return f"{wrap(texts[0])}/{wrap(texts[1])}"
        case "^":
            return f"{wrap(texts[0])}**{texts[1]}"
        case "scale":
            return f"{wrap(texts[0])}*{wrap(texts[1])}"
        case "I":
            return f"eye({texts[0]})"
        case "0":
            return "0"
    return f"{head}({', '.join(texts)})"


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
