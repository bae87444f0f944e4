"""What the evidence of one claim is made of, for its page: goals, rules, facts, kinds, badges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from steepest.proofs.checker._facts import FACTS

from ..pages.proved import goals
from ..pages.witness import pieces, readable, term_text

BALLS = ("ball", "enclosure", "gaussian-mean", "least-eigenvalue", "relu-rate")
NAMED = {**FACTS["relations"], **FACTS["axioms"], "congruence": ""}


def nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object in a tree of JSON, from the outside in."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += reversed(list(node.values()))
        elif isinstance(node, list):
            waiting += reversed(node)


def evidence_of(record: dict[str, Any]) -> Any:
    """The certificate, or what a contradiction proves of the negation."""
    witness = record.get("witness")
    if isinstance(witness, dict) and witness.get("kind") == "contradiction":
        return witness.get("certificate")
    return record.get("certificate")


def facts(record: dict[str, Any]) -> dict[str, int]:
    """The facts that a piece of evidence uses, with how often: textbook facts of a theorem,
    elementary facts of a certificate.
    """
    found: Counter[str] = Counter()
    for node in nodes(evidence_of(record)):
        if node.get("rule") == "fact":
            found[str(node.get("name") or node.get("fact") or "fact")] += 1
        for key in ("axioms", "relations"):
            listed = node.get(key)
            for one in listed if isinstance(listed, list) else []:
                if isinstance(one, list) and one and one[0] in NAMED:
                    found[one[0]] += 1
    return dict(sorted(found.items()))


def fact_texts() -> list[dict[str, str]]:
    """Every elementary fact that a certificate may use."""
    found: dict[str, list[str]] = {}
    for name, (_, zero, side) in FACTS["relations"].items():
        where = f"  where {side} == 0" if side != "0" else ""
        found.setdefault(name, []).append(f"{zero} == 0{where}")
    found["congruence"] = ["f(T) == f(U)  where T == U, for every function f"]
    for name, text in FACTS["axioms"].items():
        found.setdefault(name, []).append(text)
    return [{"name": name, "text": ";  ".join(texts)} for name, texts in found.items()]


def rules(record: dict[str, Any]) -> dict[str, int]:
    """How often each rule of the kernel stands in the proof of a theorem."""
    found: Counter[str] = Counter()
    for node in nodes(evidence_of(record)):
        if node.get("kind") == "theorem":
            found.update(str(line.get("rule")) for line in node.get("lines", []))
    return dict(found.most_common())


def decided(record: dict[str, Any]) -> list[str]:
    """The goals that the evidence decides, each once."""
    shown = [text for text in goals(evidence_of(record)) if "kind theorem" not in text]
    for node in nodes(evidence_of(record)):
        if node.get("kind") == "theorem":
            for line in node.get("lines", []):
                if line.get("rule") == "arithmetic":
                    shown += goals(line.get("certificate"))
    return list(dict.fromkeys(shown))


def refuted_goal(record: dict[str, Any]) -> str:
    """The statement that a witness is against; "" where there is none."""
    witness = record.get("witness")
    if isinstance(witness, dict) and witness.get("kind") == "matrix-point":
        return readable(witness)[-1].removeprefix("violates").strip()
    goal = witness.get("goal") if isinstance(witness, dict) else None
    if not isinstance(goal, dict) or "claim" not in goal:
        return ""
    given = [part for one in goal.get("where", []) for part in conjuncts(one)]
    text = term_text(goal["claim"])
    return text + (f"  if {', '.join(map(term_text, given))}" if given else "")


def conjuncts(formula: Any) -> list[Any]:
    if isinstance(formula, list) and formula[:1] == ["and"]:
        return [part for one in formula[1:] for part in conjuncts(one)]
    return [formula]


def badges(record: dict[str, Any]) -> list[dict[str, str]]:
    """Short words on what a verdict rests on, each with its meaning."""
    verdict, kinds = record.get("verdict"), pieces(evidence_of(record))
    found = []
    balls = sum(kinds.get(kind, 0) for kind in BALLS)
    if verdict in ("PROVED", "ARGUED") and not kinds.get("smt") and not balls:
        found.append(
            {"text": "exact", "title": "its own steps: exact rational algebra, no solver's word"}
        )
    if coq := record.get("coq"):
        found.append({"text": "Coq", "title": coq_words(coq)})
    if count := kinds.get("smt"):
        found.append({"text": f"smt {count}", "title": f"{count} goals rest on z3 saying unsat"})
    if count := len(facts(record)):
        found.append({"text": f"facts {count}", "title": f"{count} named facts are used"})
    if balls:
        found.append({"text": f"balls {balls}", "title": "rigorous enclosures in ball arithmetic"})
    if count := kinds.get("counts"):
        found.append({"text": f"trials {count}", "title": "counts of pre-registered trials"})
    return found


def coq_words(coq: Any) -> str:
    """What a record says of its check by Coq."""
    axioms = coq.get("axioms") if isinstance(coq, dict) else None
    if axioms:
        return "checked by Coq, axioms: " + ", ".join(map(str, axioms))
    return "checked by Coq"


def kind_of(record: dict[str, Any]) -> str:
    """One word for what decided, for filters."""
    if not record or record.get("verdict") in ("UNDECIDED", "ERROR"):
        return "none"
    if record["verdict"] == "REFUTED":
        witness = record.get("witness")
        kind = str(witness.get("kind")) if isinstance(witness, dict) else ""
        return {"counts": "trials", "contradiction": "contradiction"}.get(kind, "counterexample")
    kinds = pieces(record.get("certificate"))
    if kinds.get("counts"):
        return "trials"
    if kinds.get("theorem"):
        return "theorem"
    if any(kinds.get(kind) for kind in BALLS):
        return "enclosure"
    return "solver" if kinds.get("smt") else "exact"


def summary(record: dict[str, Any]) -> str:
    """What the certificate is made of, in words."""
    if not record:
        return ""
    counts = pieces(evidence_of(record))
    parts = [
        f"{count} {kind} certificate{'' if count == 1 else 's'}"
        for kind, count in counts.items()
        if kind != "counts"
    ]
    return "; ".join([*parts, f"{record['seconds']:.2f} s", f"key {record['hash'][:12]}"])
