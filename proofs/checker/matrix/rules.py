"""The rules of a statement: hypotheses, and what follows from them or from the kinds of letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._shape import shaped
from .._terms import need
from .terms import evaluate, show
from .words import Words

HYPOTHESES = ("given", "order", "reciprocal", "nonzero")


def rules(header: dict, algebra: Words) -> list:
    """The rules (left, right) of a header: hypotheses, and what is checked to follow from the rules
    before it or from the kinds.
    """
    listed = header["rules"]
    for i, (pair, (reason, *of)) in enumerate(zip(listed, reasons(header))):
        need(isinstance(pair, list) and len(pair) == 2, "a rule is a pair of two sides")
        if reason != "given":
            need(
                len(of) == REASONS[reason][0] and all(of),
                f"the reason {reason!r} takes {REASONS[reason][0]} names",
            )
            REASONS[reason][1](header, i, of, lambda term: evaluate(term, header, algebra))
    return listed


def reasons(header: dict) -> list[list[str]]:
    """The words of the reason of each rule: exactly "given", or the name of a derivation and what
    it is about, one space between two words.
    """
    given = header.get("reasons", ["given"] * len(header["rules"]))
    need(len(given) == len(header["rules"]), "there must be one reason for each rule")
    need(all(isinstance(text, str) for text in given), "a reason is a string")
    found = [text.split(" ") for text in given]
    for text, words in zip(given, found):
        need(text == "given" or words[0] in REASONS, f"unknown reason {text[:40]!r}")
    return found


Values = Callable[[Any], tuple[Any, Any]]


def inverse(header: dict, i: int, of: list[str], value: Values) -> None:
    """B A = I, where an earlier rule says A B = I and A is square."""
    need(of[0].isdigit() and int(of[0]) < i, "an inverse rule follows from a rule before it")
    product, unit = header["rules"][int(of[0])]
    need(
        is_call(product, "@", 2) and is_call(unit, "I", 1),
        "an inverse rule is no inverse: the rule it names is not A B = I",
    )
    _, a, b = product
    need(
        header["rules"][i] == [["@", b, a], unit] and value(a)[1] == (unit[1], unit[1]),
        "an inverse rule is no inverse of a square matrix",
    )


def root(header: dict, i: int, of: list[str], value: Values) -> None:
    """P = R R for a psd letter P and a symmetric letter R that occurs nowhere else."""
    listed, (p, r) = header["rules"], of
    elsewhere = [
        header["left"],
        header["right"],
        header.get("where", []),
        listed[:i],
        listed[i + 1 :],
    ]
    need(kinds(header, of) == ["psd", "symmetric"], "a root is one of a psd letter")
    need(listed[i] == [p, ["@", r, r]], "a root rule is no root of a psd letter")
    need(r not in words_of(elsewhere), "the root of a psd letter occurs elsewhere")


def selector(header: dict, i: int, of: list[str], value: Values) -> None:
    """P P = P, tr P = 1 or P A P = tr(P A) P for P = e_i e_i^T."""
    (left, right), p = header["rules"][i], of[0]
    known = [value(["-", ["@", p, p], p])[0], value(["-", ["tr", p], "1"])[0]]
    if is_call(right, "scale", 2):
        _, trace, last = right
        need(is_call(trace, "tr", 1) and last == p, "not a property of a selector")
        product = trace[1]  # P A: the trace in the rule says which A
        need(is_call(product, "@") and product[1] == p, "not a property of a selector")
        known.append(value(["-", ["@", product, p], right])[0])
    need(
        kinds(header, of) == ["selector"] and value(["-", left, right])[0] in known,
        "not a property of a selector",
    )


def orthogonal(header: dict, i: int, of: list[str], value: Values) -> None:
    """O^T O = I or O O^T = I."""
    (left, right), o = header["rules"][i], of[0]
    need(
        kinds(header, of) == ["orthogonal"]
        and left in (["@", ["T", o], o], ["@", o, ["T", o]])
        and is_call(right, "I", 1),
        "not a property of an orthogonal letter",
    )


def diagonal(header: dict, i: int, of: list[str], value: Values) -> None:
    """E D = D E for diagonal letters."""
    need(
        all(kind in ("diagonal", "selector") for kind in kinds(header, of))
        and header["rules"][i] == [["@", *of[::-1]], ["@", *of]],
        "not a property of diagonal letters",
    )


def order(header: dict, i: int, of: list[str], value: Values) -> None:
    """A hypothesis: U = L + P says that U - L is psd, by a psd letter P that occurs nowhere else
    but in its root.
    """
    listed, p = header["rules"], of[0]
    left, right = listed[i]
    others = [
        one
        for j, (one, words) in enumerate(zip(listed, reasons(header)))
        if j != i and not (words[0] == "root" and one[0] == p)
    ]
    need(
        kinds(header, of) == ["psd"] and is_call(right, "+", 2) and right[2] == p,
        "a rule is no order: U = L + P",
    )
    elsewhere = [left, right[1], header["left"], header["right"], header.get("where", []), others]
    need(p not in words_of(elsewhere), "the slack of an order occurs elsewhere")


def reciprocal(header: dict, i: int, of: list[str], value: Values) -> None:
    """A hypothesis: d r = 1 for a scalar r."""
    left, right = header["rules"][i]
    need(
        is_call(left, "*", 2)
        and left[2] == of[0]
        and right == "1"
        and of[0] in header.get("scalars", []),
        "a rule is no reciprocal: d r = 1",
    )


# the number of words after it, and the check
REASONS: dict[str, tuple[int, Callable]] = {
    "order": (1, order),
    "reciprocal": (1, reciprocal),
    "nonzero": (1, reciprocal),
    "inverse": (1, inverse),
    "root": (2, root),
    "selector": (1, selector),
    "orthogonal": (1, orthogonal),
    "diagonal": (2, diagonal),
}


def kinds(header: dict, names: list[str]) -> list[str | None]:
    return [header.get("kinds", {}).get(name) for name in names]


def is_call(term: Any, head: str, arguments: int | None = None) -> bool:
    return (
        isinstance(term, list)
        and len(term) > 1
        and term[0] == head
        and len(term) - 1 == (arguments or len(term) - 1)
    )


def words_of(data: Any) -> set[str]:
    if isinstance(data, list):
        return set().union(*map(words_of, data))
    return {data} if isinstance(data, str) else set()


def consequence(entry: Any, known: list) -> Any:
    """The matrix term of an entry of a combination."""
    shaped(
        entry,
        "coefficient:any rule:int",
        "transposed:bool left:any right:any trace:bool times:any",
    )
    need(0 <= entry["rule"] < len(known), "no rule has that index")
    term = ["-", *known[entry["rule"]]]
    term = ["T", term] if entry.get("transposed") else term
    term = ["@", entry["left"], term] if "left" in entry else term
    term = ["@", term, entry["right"]] if "right" in entry else term
    term = (
        ["*", entry["coefficient"], ["tr", term]]
        if entry.get("trace")
        else ["scale", entry["coefficient"], term]
    )
    return ["scale", term, entry["times"]] if "times" in entry else term


def hypotheses(header: dict) -> list:
    """The rules that are hypotheses of the statement."""
    return [
        pair for pair, (word, *_) in zip(header["rules"], reasons(header)) if word in HYPOTHESES
    ]


def statement(header: dict, sign: str) -> str:
    """The statement in words, with its hypotheses."""
    strict = header.get("strict", [])
    facts, made_up = [], {header.get("vector", "")} if "symmetry" in header else set()
    for (a, b), (reason, *of) in zip(header["rules"], reasons(header)):
        if reason == "order":
            facts.append(f"{show(b[1])} <= {show(a)}")
        elif reason in HYPOTHESES:
            facts.append(f"{show(a)} == {show(b)}")
        made_up |= set(of[-1:]) if reason in ("order", "root") else set()
    for i, (a, b) in enumerate(header.get("where", [])):
        facts.append(f"{show(a)} {'<' if i in strict else '<='} {show(b)}")
    facts += [f"{n} is {kind}" for n, kind in header.get("kinds", {}).items() if n not in made_up]
    shown = [
        f"{name}: {' x '.join(shape)}"
        for name, shape in header["letters"].items()
        if name not in made_up
    ]
    return f"{show(header['left'])} {sign} {show(header['right'])} for all {', '.join(shown)}" + (
        f" with {', '.join(facts)}" if facts else ""
    )
