"""Proofs of the kernel as Coq: logic becomes proof terms, arithmetic lemmas, the rest the lemmas
of the prelude.

Every line of the proof is a sequent. A line that is needed more than once, or that a tactic has to
finish, becomes a lemma "for all its names, from its hypotheses"; the others are written in place.
"""

from __future__ import annotations

from ..checker._terms import COMPARE, Goal
from ..checker.formal.names import free
from ..checker.formal.syntax import sort_of
from ..checker.kernel.arithmetic import Abstraction
from .lines import PLACE, component, default, unmarked
from .logic import Logic
from .numbers import Numbers
from .scalar import variables
from .syntax import Node, Writer, kind, name


class Proof(Logic, Numbers):
    """A proof: the rules of logic and numbers, and its leaves of arithmetic."""

    def rule_arithmetic(self, place, entry, one, scope, inside):
        label, made = self.scalars.lemma(entry["certificate"])
        lost = sorted(set().union(*inside) - scope)
        scope = scope | set(lost)
        sorts = {**one.sorts, **self.sorts_of(entry)}
        for source in entry.get("from", []):
            sorts |= self.lines[source].sorts
        writer, table = Writer(sorts), Abstraction(sorts)
        known: dict[Node, tuple[str, Node]] = {}
        for source in entry.get("from", []):
            premise = self.lines[source].conclusion
            parts = premise[1:] if premise[0] == "and" else (premise,)
            text = self.given(source, scope)
            for index, part in enumerate(parts):
                own = component(text, index, len(parts))
                flat = table.formula(part)
                for piece in flat[1:] if flat[0] == "and" else (flat,):
                    known.setdefault(piece, (own if piece is flat else "", part))
        table.formula(one.conclusion)
        values = [writer.atom(table.terms.get(v, v)) for v in variables(made)]
        call = " ".join([label, *values])
        plain = (
            not made.integers
            and not lost
            and all(
                want in known
                and known[want][0]
                and self.same(made, writer, table, want, known[want][1])
                for want in made.where
            )
        )
        if plain and self.same(made, writer, table, made.claim, one.conclusion):
            return " ".join([call, *(known[want][0] for want in made.where)]), False
        self.passing.update(one for one in lost if sorts[one] == "sample")
        posed = [
            f"assert ({name(one)} : {kind(sorts[one])}) by exact {default(sorts[one])}."
            for one in lost
            if one not in self.passing
        ]
        for k, source in enumerate(entry.get("from", [])):
            posed.append(f"assert (K{k} := {self.given(source, scope)}).")
        for k, v in enumerate(variables(made)):
            term = table.terms.get(v, v)
            if v in made.integers or sort_of(term, sorts) == "nat":
                posed.append(f"assert (L{k} := pos_real {writer.atom(term)} ltac:(positive)).")
        if one.hypotheses:  # the premises say all that the leaf may use
            posed.append(f"clear {' '.join(map(self.hypothesis, one.hypotheses))}.")
        return self.by_tactic(place, *posed, f"from_leaf ({call}).")

    def same(self, made: Goal, writer: Writer, table: Abstraction, flat: Node, node: Node) -> bool:
        """The hypothesis of the lemma, at these terms, reads like the premise."""
        if flat[0] in COMPARE and flat == node and _real(node, writer):
            return True
        full = Writer(writer.sorts, full=True)
        names = {v: f"{PLACE}{i}__" for i, v in enumerate(variables(made))}
        leaf = Writer(dict.fromkeys(names, "real"), full=True, shown=names).stated(flat)
        for i, v in reversed(list(enumerate(variables(made)))):
            leaf = leaf.replace(f"{PLACE}{i}__", full.atom(table.terms.get(v, v)))
        return unmarked(leaf) == unmarked(full.formula(node))


def _real(node: Node, writer: Writer) -> bool:
    return all(writer.sorts.get(one) == "real" for one in free(node))


__all__ = ["Proof"]
