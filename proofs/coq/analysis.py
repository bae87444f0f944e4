"""Certificates by intervals and by the mean value theorem, as Coq."""

from __future__ import annotations

from typing import Any

from ..checker._terms import parse, substitute
from .syntax import NotExported, variables

MIDDLE = "c__middle"  # a point between the end and the variable; no goal of a person has it
UNKNOWN = ("asin", "acos", "power", "rpower")  # the tactic of coq-interval has no word for them


def ball(scalars: Any, context: Any, data: Any) -> list[str]:
    """The claim on a box, by coq-interval."""
    scalars.uses.add("Enclosures")
    if any(word in repr(context.target.claim) for word in UNKNOWN):
        raise NotExported("enclosures of inverse functions and powers")
    writer, box = context.writer, data.get("box", {})
    if data.get("put"):
        raise NotExported("enclosures on boxes in multiples of pi")
    lines = []
    for name, (low, high) in box.items():
        text = writer.name(name)
        sides = f"{writer.real(parse(low))} <= {text} <= {writer.real(parse(high))}"
        lines.append(f"  assert (B{text} : {sides}) by (ands; lra).")
    if len(box) > 2:
        raise NotExported("enclosures on boxes of more than two sides")
    tactic = ("enclosed", "enclosed_on", "enclosed_on_two")[len(box)]
    by = " ".join([tactic, *map(writer.name, box)])
    return [*lines, f"  pieces; first [ reshaped | by_enclosure ltac:({by}) ]."]


def monotone(scalars: Any, context: Any, data: Any) -> list[str]:
    """Right at one end of a variable, with a derivative of the right sign from there on."""
    scalars.uses.add("Derivatives")
    writer, (head, left, right) = context.writer, context.target.claim
    own, end, low = data["variable"], parse(data["end"]), data["side"] == "lo"
    gap = ("-", right, left) if head[0] == "<" else ("-", left, right)
    lines = ["  ands."]
    for k, entry in enumerate(data.get("defined", [])):
        call, made = _called(scalars, writer, entry)
        lines.append(
            f"  assert (D{k} : {writer.stated(made.claim)}) by (apply ({call}); reshaped)."
        )
    at, there = _called(scalars, writer, data["at"])
    sign, slope = _called(scalars, writer, data["slope"], {own: MIDDLE})
    claim = substitute(slope.claim, {own: MIDDLE})
    middle = writer.bound(MIDDLE, "real")
    inner, name, point = writer.bound(own, "real"), writer.name(own), writer.atom(end)
    function = f"(fun {name} : R => {inner.real(gap)})"
    rate = f"(fun {name} : R => {inner.real(slope.claim[1])})"
    a, b = (point, name) if low else (name, point)
    value = f"({'' if low else '- '}({middle.real(claim[1])}))"
    order, sure = ("<", "Rmult_lt_0_compat") if len(claim[0]) == 1 else ("<=", "Rmult_le_pos")
    main = [
        "  {",
        f"  assert (at_end : {writer.stated(there.claim)}) by (apply ({at}); reshaped).",
        "  ands.",
        f"  destruct (mean_between {function} {rate} {a} {b} order'')",
        f"    as [{middle.name(MIDDLE)} [low'' [high'' E]]].",
        "  { intros y'' low'' high''. eapply slope_is; "
        "[ slope | cbv beta; simpl pred; casts; by_field ]. }",
        f"  assert (S : {middle.stated(claim)}) by (apply ({sign}); reshaped).",
        "  ands. cbv beta in E.",
        f"  assert (P : 0 {order} {value} * ({b} - {a})) by (apply {sure}; lra).",
        "  pieces; first [ reshaped | signs; reshaped ].",
        "  }",
    ]
    way = "<- " if low else ""
    equal = [
        "  {",
        f"  first [ exfalso; lra | rewrite {way}is in * ].",
        f"  all: assert (at_end : {writer.stated(there.claim)}) by (apply ({at}); reshaped).",
        "  all: ands; pieces; reshaped.",
        "  }",
    ]
    lines.append(f"  destruct (Rtotal_order {a} {b}) as [order'' | [is | order'']].")
    return [*lines, *main, *equal, "  { exfalso; lra. }"]


def _called(scalars: Any, writer: Any, entry: Any, put: dict[str, str] | None = None) -> Any:
    """The lemma of a certificate at the names of the context, and its goal."""
    label, made = scalars.lemma(entry)
    words = [writer.name((put or {}).get(one, one)) for one in variables(made)]
    return " ".join([label, *words]), made


__all__ = ["ball", "monotone"]
