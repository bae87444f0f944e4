"""The Coq file of one claim: its statement as a theorem, the proof, the axioms."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .lines import module, random, together
from .scalar import Scalars, statement
from .syntax import Node, NotExported, Writer
from .theorem import Proof

WIDTH = 100
IMPORTS = "From Steepest Require Import Steepest"


@dataclass(frozen=True)
class Exported:
    """`text` of the file `name`.v; `uses`: the ids of the claims that it calls."""

    name: str
    text: str
    uses: tuple[str, ...] = ()


def exported(
    id: str, about: str, says: Node | None, certificate: Any, claims: Mapping[str, Node]
) -> Exported:
    """The file of a claim with the formal statement `says` (None: its scalar goals are the
    statement). `about`: words for its head; `claims`: the statements that the proof may call.
    Raises `NotExported`.
    """
    parts = list(pieces(certificate))
    scalars, label, uses = Scalars(), module(id), ()
    if says is not None:
        if len(parts) != 1 or parts[0].get("kind") != "theorem":
            raise NotExported("a statement whose evidence is no proof of the kernel")
        proof = Proof(parts[0], claims, scalars)
        text, plain = proof.terms[-1]
        omega = "forall (Omega : Type) (P : expectation Omega),\n  " if random(says) else ""
        total = omega + Writer({}).formula(says)
        opening = "intros Omega P. " if omega else ""
        ending = f"Proof. {opening}exact ({text}). Qed."
        uses = tuple(dict.fromkeys(one["id"] for one in proof.data if one["rule"] == "claim"))
    else:
        made = [scalars.lemma(part) for part in parts]
        says_each = [
            one if isinstance(one, str) else statement(one, part["kind"])
            for (_, one), part in zip(made, parts)
        ]
        total = " /\\\n  ".join(f"({text})" for text in says_each)
        total = says_each[0] if len(made) == 1 else total
        ending = f"Proof. exact {together([one for one, _ in made])}. Qed."
    needs = [IMPORTS, *(f" {one}" for one in sorted(scalars.uses))]
    lines = [_comment(f"{id}: {about}"), "".join(needs) + "."]
    lines += ["Open Scope R_scope."]
    lines += [f"From Claims Require {module(one)}." for one in uses]
    lines += ["", *scalars.texts, f"Theorem {label} :\n  {total}.", ending, ""]
    lines.append(f"Print Assumptions {label}.\n")
    return Exported(label, wrapped("\n".join(lines)), uses)


def wrapped(text: str) -> str:
    """Lines of at most 100 characters; a space of Coq may be a new line. (`textwrap` takes ten
    times as long for the lines of a proof.)
    """
    found: list[str] = []
    for line in text.splitlines():
        line = line.rstrip()
        start = len(line) - len(line.lstrip())
        indent = " " * (start + 4)
        while len(line) > WIDTH:
            cut = line.rfind(" ", start, WIDTH + 1)
            cut = line.find(" ", WIDTH) if cut < start else cut  # a long word stays whole
            if cut < 0:
                break
            found.append(line[:cut].rstrip())
            line, start = indent + line[cut:].lstrip(), len(indent)
        found.append(line)
    return "\n".join(found) + "\n"


def pieces(certificate: Any) -> Iterator[Any]:
    if not isinstance(certificate, dict):
        raise NotExported("no certificate")
    if certificate.get("kind") == "all":
        for part in certificate["parts"]:
            yield from pieces(part)
    else:
        yield certificate


def _comment(text: str) -> str:
    plain = "".join(c if c.isprintable() and c not in '"' else " " for c in text)
    plain = plain.replace("(*", "( *").replace("*)", "* )")
    return "(** " + "\n    ".join(textwrap.wrap(plain, 92)) + " *)"


__all__ = ["Exported", "NotExported", "exported"]
