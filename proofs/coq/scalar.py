"""Scalar certificates as Coq lemmas: "for all reals with these hypotheses, the claim".

The lemma says of every hypothesis, and of the claim, that its terms are defined. How it is proved
depends on the kind; what has no form of its own falls to Coq's `lra`, `nra`, `psatz`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ..checker._algebra import Ring
from ..checker._calculus import WRITTEN
from ..checker._definedness import obligations
from ..checker._terms import Goal, formula, goal, names, parse, substitute, subterms
from . import analysis, elementary, gradients, positivstellensatz, written
from .syntax import Node, NotExported, Writer, binders, variables


class Scalars:
    """Writes the lemmas of certificates, each once; `texts` holds them in order."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.made: dict[str, tuple[str, Any]] = {}
        self.uses: set[str] = set()  # libraries beyond the prelude
        self.goals: dict[int, tuple[Any, Goal]] = {}  # by the certificate itself

    def goal(self, data: Any) -> Goal:
        """The goal of a certificate, read once for the kernel and for Coq."""
        if id(data) not in self.goals:
            self.goals[id(data)] = data, goal(data)  # kept, so that no other takes its place
        return self.goals[id(data)][1]

    def lemma(self, data: Any) -> tuple[str, Goal]:
        """The name of the lemma that a certificate proves, and its goal."""
        key = repr(data)
        if key not in self.made:
            kind = data.get("kind")
            if kind in ("matrix", "matrix-sos"):
                return self._matrix(key, data)
            if kind not in WRITERS:
                raise NotExported(f"certificates of kind {kind}")
            target = goal(data, WRITTEN) if kind == "written" else self.goal(data)
            proof = WRITERS[kind](self, target, data)
            label = f"leaf_{len(self.made)}"
            self.made[key] = label, target
            says = statement(target, kind)
            self.texts.append(f"Lemma {label} : {says}.\nProof.\n{proof.lstrip(chr(10))}\nQed.\n")
        return self.made[key]

    def _matrix(self, key: str, data: Any) -> tuple[str, Any]:
        says, proof = gradients.lemma(data)
        self.uses |= gradients.libraries(data)
        self.made[key] = label, _ = f"leaf_{len(self.made)}", says
        self.texts.append(f"Lemma {label} :\n  {says}.\nProof.\n{proof.lstrip(chr(10))}\nQed.\n")
        return self.made[key]

    def applied(self, label: str, made: Goal, known: dict[Node, str]) -> str:
        """The lemma at the names of the context, with its hypotheses; `known`: formula: its
        proof. Raises KeyError for a hypothesis that is not known.
        """
        whole = [known[("integer", one)] for one in sorted(made.integers)]
        where = [known[one] for one in made.where]
        writer = writer_of(made)
        return " ".join([label, *(writer.name(one) for one in variables(made)), *whole, *where])


def writer_of(target: Goal) -> Writer:
    return Writer(dict.fromkeys(variables(target), "real"))


def has_power(target: Goal) -> bool:
    text = repr((target.claim, target.where))
    return "'power'" in text


def statement(target: Goal, kind: str = "") -> str:
    if has_power(target):
        raise NotExported("integer powers with a symbolic exponent in a scalar goal")
    writer = writer_of(target)
    bound = variables(target)
    whole = [f"is_integer {writer.name(one)}" for one in sorted(target.integers)]
    says = writer.stated if kind != "written" else lambda one: written.stated(writer, one)
    where = [_bracketed(says(one)) for one in target.where]
    head = f"forall {binders((one, 'real') for one in bound)},\n  " if bound else ""
    lines = [*whole, *where, says(target.claim)]
    return head + " ->\n  ".join(lines)


def _bracketed(text: str) -> str:
    return f"({text})" if "\\/" in text or "/\\" in text or text.startswith("~") else text


class Context:
    """What a proof knows: formulas with the Coq names of their proofs."""

    def __init__(self, target: Goal):
        self.target, self.writer = target, writer_of(target)
        self.known: dict[Node, str] = {}
        self.count = 0

    def fresh(self) -> str:
        self.count += 1
        return f"h{self.count - 1}"

    def intros(self) -> str:
        """The names and the hypotheses; the parts of a hypothesis get names of their own."""
        words = [self.writer.name(one) for one in variables(self.target)]
        for one in sorted(self.target.integers):
            words.append(self.fresh())
            self.known[("integer", one)] = words[-1]
        opened = []
        for one in self.target.where:
            words.append(label := self.fresh())
            self.known[one] = label
            opened += self.open(one, label)
        return "\n".join([f"  intros {' '.join(words)}." if words else "", *opened]).strip("\n")

    def open(self, one: Node, label: str) -> list[str]:
        """Names for the relation and the obligations of a hypothesis, which itself is kept."""
        owed = list(dict.fromkeys(obligations(one)))
        if not owed or one[0] == "and":
            return []
        pieces = [self.fresh() for _ in range(len(owed) + 1)]
        for duty, piece in zip(owed, pieces):
            self.known.setdefault(duty, piece)
        self.known[("bare", one)] = pieces[-1]
        return [_taken_apart(label, pieces)]


Kind = Callable[[Scalars, Goal, Any], str]


def search(scalars: Scalars, target: Goal, data: Any) -> str:
    """A leaf that only a search decides."""
    context = Context(target)
    lines = [context.intros()]
    lines += elementary.posed(context, scalars, data.get("axioms", []))
    shown = [context.writer.name(one) for one in variables(target)][:8]
    roots = [f"({a} {sign} {b})" for i, a in enumerate(shown) for b in shown[:i] for sign in "-+"]
    hints = " ".join(f"pose proof (square_nonneg {root});" for root in [*shown, *roots])
    tries = ["ands; lra", "ands; subst; by_field", f"ands; {hints} lra"]
    return "\n".join([*lines, f"  first [ solve [ {' ] | solve [ '.join(tries)} ] | real ]."])


def lemmas(scalars: Scalars, target: Goal, data: Any) -> str:
    context = Context(target)
    lines = [context.intros()]
    for entry in data["lemmas"]:
        lines.append(_posed(scalars, context, entry["certificate"]))
    lines.append(_exactly(scalars, context, data["final"]))
    return "\n".join(lines)


def _posed(scalars: Scalars, context: Context, certificate: Any) -> str:
    label, made = scalars.lemma(certificate)
    fact = context.fresh()
    try:
        text = f"  assert ({fact} := {scalars.applied(label, made, context.known)})."
    except KeyError:
        text = (
            f"  assert ({fact} : {context.writer.stated(made.claim)}).\n"
            f"  {{ apply ({called(context, label, made)}); reshaped. }}"
        )
    context.known[made.claim] = fact
    return "\n".join([text, *context.open(made.claim, fact), *_parts(context, made.claim, fact)])


def called(context: Context, label: str, made: Goal) -> str:
    return " ".join([label, *(context.writer.name(one) for one in variables(made))])


def _parts(context: Context, claim: Node, label: str) -> list[str]:
    """The parts of a conjunction that is a fact."""
    if claim[0] != "and":
        return []
    pieces = [context.fresh() for _ in claim[1:]]
    for part, piece in zip(claim[1:], pieces):
        context.known.setdefault(part, piece)
    return [_taken_apart(label, pieces)]


def _taken_apart(label: str, pieces: list[str]) -> str:
    """Names for the parts of a conjunction, which itself is kept."""
    pattern = pieces[-1]
    for piece in reversed(pieces[:-1]):
        pattern = f"[{piece} {pattern}]"
    return f"  assert (K{label[1:]} := {label}). destruct K{label[1:]} as {pattern}."


def _exactly(scalars: Scalars, context: Context, certificate: Any) -> str:
    label, made = scalars.lemma(certificate)
    try:
        return f"  exact ({scalars.applied(label, made, context.known)})."
    except KeyError:
        return f"  apply ({called(context, label, made)}); reshaped."


def instance(scalars: Scalars, target: Goal, data: Any) -> str:
    """The lemma of a goal at terms in place of its names."""
    context = Context(target)
    lines = [context.intros()]
    for entry in data.get("defined", []):
        lines.append(_posed(scalars, context, entry))
    label, made = scalars.lemma(data["certificate"])
    terms = {name: parse(term) for name, term in data["put"].items()}
    values = (context.writer.atom(terms.get(one, one)) for one in variables(made))
    lines.append(f"  pieces; first [ reshaped | apply ({' '.join([label, *values])}); reshaped ].")
    return "\n".join(lines)


def rewriting(scalars: Scalars, target: Goal, data: Any) -> str:
    """Terms are replaced by what equations say they are."""
    context = Context(target)
    lines = [context.intros()]
    for entry in data["equations"]:
        lines.append(_posed(scalars, context, entry))
    lines.append("  ands.")
    for entry in data["equations"]:
        _, left, right = scalars.lemma(entry)[1].claim
        sides = f"{context.writer.real(left)} = {context.writer.real(right)}"
        lines.append(f"  assert (Q : {sides}) by reshaped. try rewrite Q in *. clear Q.")
    call = called(context, *scalars.lemma(data["final"]))
    lines.append(f"  pieces; first [ reshaped | apply ({call}); reshaped ].")
    return "\n".join(lines)


def cases(scalars: Scalars, target: Goal, data: Any) -> str:
    context = Context(target)
    lines = [context.intros()]
    label, made = scalars.lemma(data["cover"])
    whens = [formula(entry["when"]) for entry in data["cases"]]
    lines.append(f"  assert (K : {context.writer.bare(('or', *whens))}).")
    lines.append(f"  {{ apply ({called(context, label, made)}); reshaped. }}")
    opened = _either(len(whens))
    lines.append(f"  destruct K as {opened}.")
    for entry in data["cases"]:
        one, made = scalars.lemma(entry["certificate"])
        lines.append(f"  - apply ({called(context, one, made)}); reshaped.")
    return "\n".join(lines)


def _either(count: int) -> str:
    return "H" if count == 1 else f"[H | {_either(count - 1)}]"


def identity(scalars: Scalars, target: Goal, data: Any) -> str:
    """left - right = sum of cofactor times relation, by `field`."""
    context = Context(target)
    lines = [context.intros()]
    for entry in data.get("defined", []):
        lines.append(_posed(scalars, context, entry))
    atoms: dict[str, Node] = {}
    for one, text in data.get("atoms", {}).items():
        atoms[one] = substitute(parse(text), atoms)
    writer = context.writer
    zeros: list[Node] = []
    for place, entry in enumerate(data["relations"]):
        rule, *rest = entry
        if rule != "hypothesis":
            zero, text = elementary.vanishing(context, scalars, rule, rest, atoms, place)
            lines.append(text)
        else:
            equation = formula(data["goal"]["where"][rest[0]])
            zero = ("-", *equation[1:])
            lines.append(f"  assert (Z{place} : {writer.real(zero)} = 0) by (ands; lra).")
        zeros.append(zero)
    equal = "pieces; first [ exact Z | reshaped ]."
    if not zeros:
        how = "by_quotients" if positivstellensatz.divides(*target.claim[1:]) else "by_field"
        lines.append(f"  assert (Z : {writer.relation(target.claim)}) by {how}.")
        return "\n".join([*lines, f"  {equal}"])
    factors = [substitute(parse(part), atoms) for part in data["cofactors"]]
    if len(zeros) > 1:  # a cofactor is that of the numerator
        factors = [_whole(one, zero) for one, zero in zip(factors, zeros)]
    total = " + ".join(
        f"{writer.real(one, 3)} * {writer.real(zero, 3)}" for one, zero in zip(factors, zeros)
    )
    _, left, right = target.claim
    scale = _factor(writer, ("-", left, right), list(zip(factors, zeros)))
    lines.append(f"  assert (E : {writer.real(left, 1)} - {writer.real(right, 2)} =")
    how = "by_quotients" if "/" in scale or positivstellensatz.divides(left, right) else "by_field"
    lines += [f"    {scale} * ({total})).", f"  {{ {how}. }}"]
    vanish = ""
    for place, one in enumerate(factors):
        own = f"(times_zero {writer.atom(one)} _ Z{place})"
        vanish = f"(zero_plus _ _ {vanish} {own})" if vanish else own
    lines.append(f"  assert (total'' : {total} = 0) by exact {vanish}.")
    lines.append("  rewrite total'' in E.")
    lines.append(f"  assert (Z : {writer.relation(target.claim)}) by (clear - E; lra).")
    return "\n".join([*lines, f"  {equal}"])


def _ring(*terms: Node) -> Ring:
    """Polynomials in the names of the terms and in the function values in them."""
    heads = ("+", "-", "*", "/", "^", "pi", "E")
    inside = (part for term in terms for part in subterms(term) if isinstance(part, tuple))
    return Ring(names(*terms) | {part for part in inside if part[0] not in heads})


def _whole(cofactor: Node, zero: Node) -> Node:
    """The cofactor times the denominator of what is zero."""
    ring = _ring(zero)
    _, below = ring.quotient(zero)
    if below == ring.one:
        return cofactor
    terms: list[Node] = []
    for exponents, value in below.terms():
        powers = zip(ring.variables, exponents)
        factors = [("^", one, Fraction(int(k))) for one, k in powers if k]
        terms.append(("*", Fraction(int(value.p), int(value.q)), *factors))
    return ("*", cofactor, terms[0] if len(terms) == 1 else ("+", *terms))


def _factor(writer: Writer, gap: Node, terms: list[tuple[Node, Node]]) -> str:
    """gap / sum of the products, a quotient of polynomials, as Coq text."""
    total = ("+", *(("*", one, zero) for one, zero in terms))
    ring = _ring(gap, total)
    (n, d), (p, q) = ring.quotient(gap), ring.quotient(total)
    if n.is_zero() or p.is_zero():
        return "1"
    above, below = n * q, d * p
    if above == below:
        return "1"
    common = above.gcd(below)
    texts = {str(own): writer.atom(term) for term, own in ring.variables.items()}
    shown = [
        re.sub(r"v\d+", lambda m: texts[m[0]], str(one / common)).replace("*", " * ")
        for one in (above, below)
    ]
    return f"(({shown[0]}) / ({shown[1]}))"


def refuted(scalars: Scalars, target: Goal, data: Any) -> str:
    context = Context(target)
    return "\n".join([context.intros(), *positivstellensatz.proof(context, scalars, data)])


def differentiated(scalars: Scalars, target: Goal, data: Any) -> str:
    context = Context(target)
    words = [context.writer.name(one) for one in variables(target)]
    words += [context.fresh() for _ in (*target.integers, *target.where)]
    opening = f"  intros {' '.join(words)}." if words else ""
    return "\n".join([opening, *written.proof(scalars, context, target, data)])


def enclosed(scalars: Scalars, target: Goal, data: Any) -> str:
    context = Context(target)
    return "\n".join([context.intros(), *analysis.ball(scalars, context, data)])


def grows(scalars: Scalars, target: Goal, data: Any) -> str:
    context = Context(target)
    return "\n".join([context.intros(), *analysis.monotone(scalars, context, data)])


WRITERS: dict[str, Kind] = {
    "ball": enclosed,
    "derivative": grows,
    "smt": search,
    "lemmas": lemmas,
    "cases": cases,
    "identity": identity,
    "instance": instance,
    "rewrite": rewriting,
    "positivstellensatz": refuted,
    "written": differentiated,
}
