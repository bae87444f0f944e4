"""Goals written with derivatives: Coq sees `Derive`, and proves what the checker's table says."""

from __future__ import annotations

from typing import Any

from ..checker._calculus import derivative, smooth
from ..checker._definedness import own_obligations
from ..checker._terms import COMPARE, Term, names, substitute, subterms
from .syntax import NotExported, Writer

INNER = "y__inner"  # the bound name of a derivative; no goal of a person has it


def duties(writer: Writer, node: Term) -> list[str]:
    """What says that a written term has a value, as Coq texts."""
    if not isinstance(node, tuple):
        return []
    head, *parts = node
    if head == "at":
        inner, value = duties(writer, parts[0]), writer.atom(parts[2])
        put = f"(fun {writer.name(parts[1])} : R => {{}}) {value}"
        return [*duties(writer, parts[2]), *(f"({put.format(one)})" for one in inner)]
    if head == "diff":
        own = writer.name(parts[1])
        exists = f"ex_derive (fun {own} : R => {writer.real(parts[0])}) {own}"
        more = [writer.relation(one) for one in smooth(parts[0], parts[1])]
        return [*duties(writer, parts[0]), *more, exists]
    found = [one for part in parts for one in duties(writer, part)]
    return [*found, *(writer.duty(one) for one in own_obligations(head, *parts))]


def stated(writer: Writer, node: Term) -> str:
    head, *parts = node
    if head == "and":
        return " /\\ ".join(f"({stated(writer, part)})" for part in parts)
    if head in COMPARE:
        owed = dict.fromkeys(one for part in parts for one in duties(writer, part))
        return " /\\ ".join([*owed, writer.relation(node)])
    raise NotExported("derivatives under a connective")


def occurrences(node: Term, put: dict[str, Term]) -> list[tuple[Term, str, Term, Term]]:
    """(function, its name, point, slope) of every derivative, with the values put in."""
    if not isinstance(node, tuple):
        return []
    head, *parts = node
    if head == "at":
        value = plain(parts[2], put)
        return [*occurrences(parts[2], put), *occurrences(parts[0], {**put, parts[1]: value})]
    if head != "diff":
        return [one for part in parts for one in occurrences(part, put)]
    term, name = parts
    if any(isinstance(one, tuple) and one[0] == "diff" for one in subterms(term)):
        raise NotExported("derivatives of derivatives")
    flat = plain(term, {})
    rest = {key: value for key, value in put.items() if key != name}
    inside = substitute(flat, {**rest, name: INNER})
    point = put.get(name, name)
    slope = substitute(derivative(flat, name), put)
    return [(inside, INNER, point, slope)]


def plain(node: Term, put: dict[str, Term]) -> Term:
    """A term without `at` (and without derivatives), with the values put in."""
    if not isinstance(node, tuple):
        return put.get(node, node) if isinstance(node, str) else node
    head, *parts = node
    if head == "at":
        return plain(parts[0], {**put, parts[1]: plain(parts[2], put)})
    if head == "diff":
        raise NotExported("a derivative in the point of another one")
    return (head, *(plain(part, put) for part in parts))


def proof(scalars: Any, context: Any, target: Any, data: Any) -> list[str]:
    """Every derivative is what the table says; the rest is the certificate."""
    scalars.uses |= {"Derivatives"}
    label, made = scalars.lemma(data["certificate"])
    writer = context.writer
    call = " ".join([label, *map(writer.name, sorted(names(made.claim, *made.where)))])
    lines = ["  cbv beta in *; ands."]
    for k, entry in enumerate(data.get("defined", [])):
        one, shown = scalars.lemma(entry)
        text = writer.stated(shown.claim)
        with_names = " ".join([one, *map(writer.name, sorted(names(shown.claim, *shown.where)))])
        lines.append(f"  assert (K{k} : {text}) by (apply ({with_names}); reshaped). ands.")
    found = [one for part in (*target.where, target.claim) for one in occurrences(part, {})]
    inner = writer.bound(INNER, "real")
    for k, (function, own, point, slope) in enumerate(dict.fromkeys(found)):
        bound = inner.name(own)
        text = f"is_derive (fun {bound} : R => {inner.real(function)}) {writer.atom(point)}"
        lines.append(f"  assert (D{k} : {text} ({writer.real(slope)})) by derived.")
        lines.append(f"  rewrite ?(is_derive_unique _ _ _ D{k}) in *.")
    return [*lines, f"  pieces; first [ has_slope | reshaped | apply ({call}); reshaped ]."]


__all__ = ["proof", "stated"]
