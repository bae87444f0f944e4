"""Positivstellensatz certificates as Coq proofs: the products are written out with the proofs of
their signs, `lra` adds them up.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..checker._definedness import obligations
from ..checker._facts import axiom
from ..checker._terms import COMPARE, NEGATED, ONE, ZERO, Term, formula, negated, parse, subterms
from . import elementary
from .syntax import NotExported

DECIDED = {  # claim: how its failure is assumed
    "<": "destruct (Rlt_or_le {0} {1}) as [G'' | {2}]; [exact G'' | exfalso]",
    "<=": "destruct (Rle_or_lt {0} {1}) as [G'' | {2}]; [exact G'' | exfalso]",
    ">": "destruct (Rlt_or_le {1} {0}) as [G'' | {2}]; [exact G'' | exfalso]",
    ">=": "destruct (Rle_or_lt {1} {0}) as [G'' | {2}]; [exact (Rle_ge _ _ G'') | exfalso]",
    "==": "destruct (Req_dec {0} {1}) as [G'' | {2}]; [exact G'' | exfalso]",
    "!=": "intro {2}",
}


def parts(fact: Term) -> list[Term]:
    head, *inner = fact
    if head == "not":
        return parts(negated(inner[0]))
    return [one for part in inner for one in parts(part)] if head == "and" else [fact]


def proof(context: Any, scalars: Any, data: Any) -> list[str]:
    """One block for each obligation and each part of the claim, in the order of the checker."""
    goal = context.target
    for one in goal.where:
        for part in parts(one):
            context.known.setdefault(part, context.known[one])
    known = {part for one in (*goal.where, *obligations(*goal.where)) for part in parts(one)}
    claims = goal.claim[1:] if goal.claim[0] == "and" else (goal.claim,)
    trees, lines = list(data["proofs"]), ["  ands."]
    for duty in dict.fromkeys((*obligations(goal.claim), *claims)):
        if duty in known:
            continue
        label, missing = context.fresh(), context.fresh()
        lines.append(f"  assert ({label} : {_text(context, duty)}).")
        lines.append("  {")
        if duty[0] in COMPARE:
            sides = [context.writer.atom(side) for side in duty[1:]]
            lines.append(f"  {DECIDED[duty[0]].format(*sides, missing)}.")
            context.known[negated(duty)] = missing
        else:
            lines.append(f"  apply NNPP; intro {missing}.")
            for part in parts(negated(duty)):
                one = context.fresh()
                lines.append(f"  assert ({one} : {_text(context, part)}) by shown_false {missing}.")
                context.known[part] = one
        lines += Tree(context, scalars).refute(trees.pop(0))
        lines.append("  }")
        for part in parts(negated(duty)):
            context.known.pop(part, None)
        context.known[duty] = label
        known |= set(parts(duty))
    return [*lines, "  pieces; reshaped."]


def _text(context: Any, node: Term) -> str:
    return context.writer.bare(node)


class Tree:
    """Lines that end the goal False."""

    def __init__(self, context: Any, scalars: Any):
        self.context, self.scalars, self.writer = context, scalars, context.writer

    def refute(self, tree: Any) -> list[str]:
        head, first, *inner = tree
        if head == "sum":
            return self.summed(first, *inner)
        if head == "axiom":
            fact = axiom(first[0], list(map(parse, first[1:])))
            lines = elementary.stated(self.context, self.scalars, first)
            return [*lines, *self.under(inner[0], parts(fact))]
        fact = formula(first)
        if head == "split":
            label = self.context.fresh()
            text = _text(self.context, fact)
            other = " /\\ ".join(f"({_text(self.context, p)})" for p in parts(negated(fact)))
            opening = f"  assert ({label} : ({text}) \\/ ({other})) by decided."
            return self.branches(opening, label, [parts(fact), parts(negated(fact))], inner)
        if head == "cases":
            either = fact[1:] if fact[0] == "or" else [(sign, *fact[1:]) for sign in "<>"]
            label = self.context.fresh()
            text = " \\/ ".join(f"({_text(self.context, one)})" for one in either)
            by = "first [ assumption | tauto | lra ]"
            by = by if fact[0] == "or" else "(apply Rdichotomy; assumption)"
            opening = f"  assert ({label} : {text}) by {by}."
            return self.branches(opening, label, [parts(one) for one in either], inner)
        if head == "whole":
            low, high = fact[1:] if fact[0] == "<" else fact[:0:-1]
            new = ("<=", ("+", low, ONE), high)
            label = self.context.fresh()
            self.context.known[new] = label
            lines = [
                f"  assert ({label} : {_text(self.context, new)}) by "
                f"(apply next_integer; [whole | whole | reshaped])."
            ]
            return [*lines, *self.refute(inner[0])]
        raise NotExported(f"Positivstellensatz steps of kind {head}")

    def branches(self, opening: str, label: str, cases: list, inner: list) -> list[str]:
        pattern = label
        for _ in cases[1:]:
            pattern = f"[{label} | {pattern}]"
        lines = [opening, f"  destruct {label} as {pattern}."]
        for some, tree in zip(cases, inner):
            kept = dict(self.context.known)
            lines += ["  {", *self.under(tree, some, label), "  }"]
            self.context.known = kept
        return lines

    def under(self, tree: Any, some: list[Term], label: str = "") -> list[str]:
        lines = []
        for one in some:
            if label and len(some) == 1:
                self.context.known[one] = label
                continue
            new = self.context.fresh()
            lines.append(f"  assert ({new} : {_text(self.context, one)}) by reshaped.")
            self.context.known[one] = new
        return [*lines, *self.refute(tree)]

    def summed(self, facts: Any, products: Any, equations: Any) -> list[str]:
        """sum c_k prod f_i prod t_j^2 + sum e_i t_i = 0, a contradiction."""
        lines, kept = [], []
        facts = list(map(formula, facts))
        values: list[Term] = []
        labels: list[str] = []
        texts: list[str] = []  # of the values
        for one in facts:
            sign, left, right = one
            value = ("-", right, left) if sign in ("<", "<=") else ("-", left, right)
            label = self.context.fresh()
            mark = {"<": "0 < {}", ">": "0 < {}", "==": "{} = 0", "!=": "{} <> 0"}
            texts.append(self.writer.real(value))
            text = mark.get(sign, "0 <= {}").format(texts[-1])
            lines.append(f"  assert ({label} : {text}) by {self.by(one)}.")
            values.append(value)
            labels.append(label)
        total: list[str] = []
        for scale, chosen, roots in products:
            label = self.context.fresh()
            text, sign, term = self.product(facts, texts, labels, chosen, list(map(parse, roots)))
            lines.append(f"  assert ({label} : 0 {sign} {text}).\n  {{ exact {term}. }}")
            kept.append(label)
            total.append(f"{self.writer.real(parse(scale), 3)} * ({text})")
        for place, factor in equations:
            label = self.context.fresh()
            value, term = texts[place], self.writer.atom(parse(factor))
            lines.append(f"  assert ({label} : ({value}) * {term} = 0).")
            lines.append(f"  {{ exact (zero_times _ _ {labels[place]}). }}")
            kept.append(label)
            total.append(f"({value}) * {term}")
        squared = (parse(t) for _, _, ts in products for t in ts)
        if divides(*values, *squared, *(parse(t) for _, t in equations)):
            label = self.context.fresh()
            lines.append(f"  assert ({label} : {' + '.join(total)} = 0) by by_quotients.")
            kept.append(label)
        return [*lines, f"  clear - {' '.join(kept)}. lra."]

    def by(self, fact: Term) -> str:
        known = self.context.known
        label = known.get(("bare", fact)) or known.get(fact)
        if fact[0] == "!=":
            return f"(apply Rminus_eq_contra; {f'exact {label}' if label else 'reshaped'})"
        return f"gap {label}" if label else "lra"

    def product(
        self, facts: list[Term], texts: list[str], labels: list[str], chosen: Any, roots: Any
    ) -> tuple[str, str, str]:
        """The text of the product, "<" or "<=", and the proof of its sign."""
        factors: list[tuple[str, bool, str]] = []  # text, strict, proof
        for i in chosen:
            sign, text = facts[i][0], f"({texts[i]})"
            if sign == "!=":
                factors.append((f"({text} * {text})", True, f"(square_pos _ {labels[i]})"))
            else:
                factors.append((text, sign in "<>", labels[i]))
        for root in roots:
            text = self.writer.atom(root)
            factors.append((f"({text} * {text})", False, f"(square_nonneg {text})"))
        if not factors:
            return "1", "<", "Rlt_0_1"
        strict = all(one for _, one, _ in factors)
        weak = lambda one: f"(Rlt_le _ _ {one[2]})" if one[1] else one[2]  # noqa: E731
        text, term = factors[0][0], factors[0][2] if strict else weak(factors[0])
        for one in factors[1:]:
            text = f"{text} * {one[0]}"
            if strict:
                term = f"(Rmult_lt_0_compat _ _ {term} {one[2]})"
            else:
                term = f"(Rmult_le_pos _ _ {term} {weak(one)})"
        return text, "<" if strict else "<=", term


def divides(*terms: Term) -> bool:
    """Is there a quotient by something else than a number?"""
    inside = (one for term in terms for one in subterms(term) if isinstance(one, tuple))
    return any(
        not isinstance(one[2], Fraction)
        if one[0] == "/"
        else isinstance(one[2], Fraction) and one[2] < 0 and not isinstance(one[1], Fraction)
        for one in inside
        if one[0] in ("/", "^")
    )


__all__ = ["NEGATED", "ZERO", "divides", "parts", "proof"]
