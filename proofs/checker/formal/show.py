"""Statements as plain text, in the syntax of claim files where that has a counterpart."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .syntax import PARTIAL, Node

WORDS = {"nat": "natural", "real": "real", "sample": "sample"}


def show(node: Node) -> str:
    return _show(node, 0)


def _show(node: Node, level: int) -> str:
    """level: 0 for a formula or a sum, 1 inside a sum, 2 in a product, 3 in a power; formulas use
    0 (whole), -1 (part of a connective).
    """
    if isinstance(node, Fraction):
        text = str(node)
        return f"({text})" if level > 1 and (node < 0 or node.denominator != 1) else text
    if isinstance(node, str):
        return node
    head, *parts = node
    if head == "==" and parts[0] == parts[1] and says_that_it_exists(parts[0]):
        return f"{_show(parts[0], 0)} exists"
    if head == "equal":
        return f"{_show(parts[0], 0)} == {_show(parts[1], 0)}"
    if head in ("==", "!=", "<", "<=", ">", ">="):
        return f"{_show(parts[0], 0)} {head} {_show(parts[1], 0)}"
    if head in ("and", "or"):
        text = f" {head} ".join(_show(part, -1) for part in parts)
        return f"({text})" if level < 0 else text
    if head == "not":
        return f"not ({_show(parts[0], 0)})"
    if head == "implies":
        text = f"{_show(parts[0], -1)} implies {_show(parts[1], 0)}"
        return f"({text})" if level < 0 else text
    if head in ("forall", "exists"):
        text = _quantified(node)
        return f"({text})" if level < 0 else text
    if head == "apply":
        return f"{parts[0]}({', '.join(_show(part, 0) for part in parts[1:])})"
    if head == "lambda":
        return f"({', '.join(parts[0])}) -> {_show(parts[1], 0)}"
    if head == "sum":
        return f"sum({_show(parts[2], 0)} for {parts[0]} < {_show(parts[1], 0)})"
    if head == "expect" and isinstance(parts[1], tuple) and parts[1][0] == "indicator":
        return f"Prob[{parts[0]}]({_show(parts[1][1], 0)})"
    if head == "expect":
        return f"E[{parts[0]}]({_show(parts[1], 0)})"
    if head == "deriv":
        return f"deriv({_show(parts[2], 0)}, {parts[0]} = {_show(parts[1], 0)})"
    if head == "indicator":
        return f"indicator({_show(parts[0], 0)})"
    return _arithmetic(head, parts, level)


PLAIN = {"plus": "+", "minus": "-", "scale": "*"}  # matrices, as numbers are written
CALLS = {"identity": "eye", "trace": "tr", "fro": "norm"}


def says_that_it_exists(term: Node) -> bool:
    """Its equation with itself says no more: an expectation or a derivative."""
    return isinstance(term, tuple) and term[0] in PARTIAL


def sort_word(sort: Any) -> str:
    """ "real", "natural", "sequence", "function(real, real)"."""
    if isinstance(sort, str):
        return WORDS[sort]
    if sort[0] == "matrix":
        return f"matrix({sort[1]} x {sort[2]})"
    _, arguments, value = sort
    if value[0] == "matrix" and arguments == ("nat",):
        return f"sequence of {sort_word(value)}"
    if value == "real" and arguments in (("nat",), ("sample",)):
        return "sequence" if arguments == ("nat",) else "random variable"
    inside = ", ".join(map(sort_word, arguments))
    return f"function({inside}) -> {sort_word(value)}"


def _quantified(node: Node) -> str:
    """Quantifiers of one kind in a row are one phrase: "for all real a, b, natural t: ..."."""
    head, found = node[0], []
    while isinstance(node, tuple) and node[0] == head:
        found.append((node[1], sort_word(node[2])))
        node = node[3]
    phrases: list[str] = []
    for index, (name, sort) in enumerate(found):
        if index and found[index - 1][1] == sort:
            phrases.append(name)
        else:
            phrases.append(f"{sort} {name}")
    word = "for all" if head == "forall" else "there is"
    return f"{word} {', '.join(phrases)}: {_show(node, 0)}"


def _arithmetic(head: str, parts: list[Node], level: int) -> str:
    head = PLAIN.get(head, head)
    if head == "T":
        return f"{_show(parts[0], 4)}.T"
    if head == "@":
        text, own = " @ ".join(_show(part, 2) for part in parts), 2
    elif head == "+":
        text, own = " + ".join(_show(part, min(at, 1)) for at, part in enumerate(parts)), 1
        text = text.replace(" + -", " - ")
    elif head == "-" and len(parts) == 1:
        text, own = "-" + _show(parts[0], 2), 1
    elif head == "-":
        text, own = f"{_show(parts[0], 0)} - {_show(parts[1], 2)}", 1
    elif head == "*":
        text, own = "*".join(_show(part, 2) for part in parts), 2
    elif head == "/":
        text, own = f"{_show(parts[0], 2)}/{_show(parts[1], 3)}", 2
    elif head == "^":
        text, own = f"{_show(parts[0], 4)}**{_show(parts[1], 4)}", 3
    elif not parts:
        return head
    else:
        return f"{CALLS.get(head, head)}({', '.join(_show(part, 0) for part in parts)})"
    return f"({text})" if level > own or (level == own and head == "-") else text
