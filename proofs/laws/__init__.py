"""Conservation laws: what gradient flow keeps for all data, and what finite steps make of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..vocabulary import Evidence, Source, Verdict


def marcotte(year: int, locus: str) -> Source:
    """A place in the papers on conservation laws by Marcotte, Gribonval and Peyre (and others)."""
    return Source(f"marcotte-{year}", locus)


def du_hu_lee(locus: str) -> Source:
    return Source("du-hu-lee-2018", locus)


def modern(locus: str) -> Source:
    return Source("modern-2026", locus)


def counted(judge: Any, model: dict[str, Any], laws: int) -> Evidence:
    """CERTIFIED when the model has exactly `laws` independent laws; REFUTED by the certificate of
    another count; UNDECIDED while both ends leave it open.
    """
    from steepest.proofs.engine.laws import confirm, count, read

    found = count(read(model))
    shown = confirm(found).removeprefix("true: ")
    certified = Evidence(
        Verdict.CERTIFIED,
        f"this architecture ({found.model.size} weights), all data",
        "brackets modulo a prime; polynomial identities",
        certificate=found.certificate,
        detail=shown,
    )
    if found.lower == laws == found.upper:
        return certified
    if not found.lower <= laws <= found.upper:
        witness = {"kind": "law-miscount", "claimed": laws, "certificate": found.certificate}
        return replace(certified, verdict=Verdict.REFUTED, certificate=None, witness=witness)
    return judge.undecided(f"{laws} laws were claimed; {found.words}: {found.reason}")


def chain(*widths: int, act: str = "", bias: bool = False, **keys: Any) -> dict[str, Any]:
    """A fully connected network as a model; `act` between its layers."""
    weights: dict[str, list[int]] = {}
    layers, last = [], "x"
    for k, (n, m) in enumerate(zip(widths, widths[1:])):
        weights[f"W{k}"] = [m, n]
        line = f"W{k} {last}"
        if bias:
            weights[f"b{k}"] = [m]
            line += f" + b{k}"
        if act and k < len(widths) - 2:
            line = f"{act}({line})"
        last = f"h{k}"
        layers.append(f"{last} = {line}")
    return model(weights, [widths[0]], layers) | keys


def model(weights: dict, shape: list[int], layers: list[str]) -> dict[str, Any]:
    """A model of one input x, as a model file has it."""
    return {"weights": weights, "inputs": {"x": shape}, "layers": layers}
