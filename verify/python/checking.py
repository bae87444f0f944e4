"""`check`, `claim`, `laws`, `theorem`: what a script or a notebook calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steepest.proofs.engine.language import UserClaim
from steepest.proofs.vocabulary import Evidence, SteepestError, Verdict

from .. import user_claims
from ..running.worker import FIELDS
from .records import Record, Records

if TYPE_CHECKING:
    from steepest.proofs.engine.laws import Count, Model
    from steepest.proofs.engine.theorems import Formula, Proof

SECONDS = 20.0
Claims = UserClaim | str | Path


def claim(id: str, statement: Any = None, where: Iterable[Any] = (), **fields: Any) -> UserClaim:
    """A claim: SymPy relations, expressions of `steepest.proofs.engine.matrix`, or text with the
    fields of a claim file (`real=["x"]`, `integer`, `matrix`, `uses`, `sharpest`, ...).
    """
    return user_claims.claim(id, statement, where, **fields)


def check(
    claims: Claims | Iterable[Claims],
    *more: Claims,
    seconds: float = SECONDS,
    seed: int = 0,
    workers: int = 2,
) -> Records:
    """The records of claims, in order: of `claim` objects, of claim files (paths), or of both.
    `seconds` is work, counted, so that the words do not depend on the load of the machine.
    """
    first = [claims] if isinstance(claims, (UserClaim, str, Path)) else list(claims)
    gathered = user_claims.gathered([*first, *more])
    found = dict(user_claims.results(gathered, seconds=seconds, seed=seed, workers=workers))
    from ..paper.formulas import decided

    return Records(Record.of(found[i], decided(one), one.text) for i, one in enumerate(gathered))


def laws(model: Model | Mapping[str, Any] | str | Path) -> Count:
    """Every conservation law of the gradient flow of a model: a file, a dictionary with the keys of
    a model file, or a `Model`.
    """
    from ..laws import laws as found

    return found(model)


def theorem(
    says: Formula,
    proof: Callable[[Proof], Any] | None = None,
    *,
    id: str = "theorem",
    seconds: float = SECONDS,
    seed: int = 0,
) -> Any:
    """A theorem by the rules of the kernel. `proof(k)` returns the last step of a `Proof`; the
    statement is attacked first, and the certificate has passed the independent checker.

    Without `proof` a decorator: `@theorem(says)` over the function that proves it; its name is then
    the record.
    """
    if proof is None:
        return lambda made: theorem(says, made, id=made.__name__, seconds=seconds, seed=seed)
    import time

    from steepest.proofs.checker import recheck
    from steepest.proofs.checker.formal import show, tex
    from steepest.proofs.engine.judge import Judge
    from steepest.proofs.engine.theorems import proved

    started = time.perf_counter()
    judge = Judge(seconds=seconds, seed=seed).about(says)

    def run(own: Any) -> Evidence:
        k = own.theorem()
        last = proof(k)
        return last if isinstance(last, Evidence) else k.qed(last)

    evidence = proved(judge, run)
    data = evidence.certificate or evidence.witness
    if data is not None and not (outcome := recheck(data, {})).ok:
        raise SteepestError(f"the independent checker does not accept the proof: {outcome.reason}")
    record = dict.fromkeys(FIELDS) | {
        "id": id,
        "title": (proof.__doc__ or show(says.node)).strip().split("\n\n")[0],
        "source": "<python>",
        "verdict": str(evidence.verdict),
        "scope": evidence.scope,
        "method": evidence.method,
        "detail": evidence.detail,
        "seconds": round(time.perf_counter() - started, 3),
        "certificate": evidence.certificate,
        "witness": evidence.witness,
        "hash": "",
        "backend": "exact",
        "seed": seed,
    }
    return Record.of(record, tex(says.node), show(says.node))


__all__ = ["Verdict", "check", "claim", "laws", "theorem"]
