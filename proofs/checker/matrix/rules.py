"""The rules of a statement: hypotheses, and what follows from them or from the kinds of letters."""

from __future__ import annotations

from typing import Any

from .._terms import field, need
from .terms import evaluate
from .words import Words

HYPOTHESES = ("given", "order", "reciprocal", "nonzero")


def rules(header: dict, algebra: Words) -> list:
    """The rules. Derived ones are checked: "inverse i" is B A = I where rule i is A B = I with A
    and B square; "root P R" is P = R R for a psd letter P and a symmetric letter R that occurs
    nowhere else; "selector", "orthogonal" and "diagonal" follow from the kinds. Hypotheses are
    "given"; "order P", where U = L + P says that U - L is psd, by a psd letter P that occurs
    nowhere else but in its root; "reciprocal r" and "nonzero r", d r = 1 for a scalar r.
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
        elif reason == "order":
            others = [
                one
                for j, one in enumerate(listed)
                if j != i and not (reasons[j].startswith("root ") and one[0] == of[0])
            ]
            elsewhere = [header["left"], header["right"], header.get("where", []), others]
            need(kinds == ["psd"] and right[0] == "+" and right[2:] == of, "not an order")
            need(f"'{of[0]}'" not in str([left, right[1], elsewhere]), "the slack occurs elsewhere")
        elif reason in ("reciprocal", "nonzero"):
            need(
                left[0] == "*" and left[2:] == of and right == "1" and of[0] in header["scalars"],
                "not a reciprocal",
            )
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


def statement(header: dict, sign: str) -> str:
    """The statement in words, with its hypotheses."""
    reasons = header.get("reasons", ["given"] * len(header["rules"]))
    strict = header.get("strict", [])
    facts, made_up = [], set()
    for (a, b), reason in zip(header["rules"], reasons):
        if reason.startswith("order"):
            facts.append(f"{b[1]} <= {a}")
        elif reason.startswith(HYPOTHESES):
            facts.append(f"{a} == {b}")
        if reason.startswith(("order", "root")):
            made_up.add(reason.split()[-1])
    for i, (a, b) in enumerate(header.get("where", [])):
        facts.append(f"{a} {'<' if i in strict else '<='} {b}")
    facts += [f"{n} is {kind}" for n, kind in header.get("kinds", {}).items() if n not in made_up]
    made_up.add(header.get("vector", "") if "terms" in header else "")
    shown = {name: shape for name, shape in header["letters"].items() if name not in made_up}
    return f"{header['left']} {sign} {header['right']} for all {shown}" + (
        f" with {', '.join(facts)}" if facts else ""
    )
