"""`steepest laws MODEL.toml`: every conservation law of an architecture, counted and certified."""

from __future__ import annotations

import json as json_module
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from steepest.proofs.engine.laws import Count, Model, ModelError, confirm, count, load, read
from steepest.proofs.engine.laws.families import Family
from steepest.proofs.engine.laws.steps import lines
from steepest.proofs.vocabulary import SteepestError, Verdict

from .terminal import emit, say

FOLDER = Path("steepest-output/laws")
THEOREMS = {  # the same form for all sizes
    "layer": "laws.sizes.layer",
    "neuron": "laws.sizes.neuron",
    "gate": "laws.sizes.neuron",
    "head": "laws.sizes.head, laws.sizes.values",
    "gain": "laws.sizes.gain",
}
COMPARED = 250  # up to this many weights the count under cross-entropy is compared


class LawsError(SteepestError):
    """Evidence that cannot be written."""


def laws(model: Model | Mapping[str, Any] | str | Path) -> Count:
    """Every conservation law of a model: a file, a dictionary with the keys of a model file, or a
    `Model`. The certificate has passed the independent checker.
    """
    if isinstance(model, (str, Path)):
        model = load(model)
    elif not isinstance(model, Model):
        model = read(model)
    found = count(model)
    confirm(found)
    return found


def main(
    file: Path,
    *,
    json: bool = False,
    certificates: Path | None = None,
    picture: Path | None = None,
) -> int:
    """Count, print, and store the evidence; 0, or `ModelError` for bad input."""
    if picture is not None and picture.suffix not in (".png", ".svg", ".pdf"):
        raise LawsError(f"--picture {picture}: expected a name that ends with .png, .svg or .pdf")
    model = load(file)
    started = time.monotonic()
    found = count(model)
    shows = confirm(found)
    record = {
        "id": model.name,
        "title": f"conservation laws of {model.name}",
        "source": file.name,
        "verdict": str(Verdict.CERTIFIED if found.exact else Verdict.UNDECIDED),
        "scope": "this architecture, all data, weights in general position",
        "method": "brackets modulo a prime; polynomial identities",
        "detail": f"{found.words}: {shows.removeprefix('true: ')}",
        "weights": model.size,
        "loss": model.loss,
        "momentum": model.momentum,
        "lower": found.lower,
        "upper": found.upper,
        "reason": found.reason,
        "families": [_family(one) for one in found.families],
        "reachable": [found.dimension - found.upper, found.dimension - found.lower],
        "theorems": _theorems(found),
        "steps": lines(found.families, model.momentum),
        "cross_entropy": _cross_entropy(model, found),
        "certificate": found.certificate,
    }
    record["seconds"] = round(time.monotonic() - started, 3)
    stored = _write(certificates or FOLDER, model, record)
    if json:
        emit(record)
    else:
        _show(model, found, record, stored)
    if picture is not None:
        from .laws_picture import draw

        say(f"picture     {draw(found, picture)}", file=sys.stderr if json else sys.stdout)
    return 0


def _family(one: Family) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "count": one.count,
        "law": one.formula,
        "symmetry": one.symmetry,
        "norm": str(one.norm),
    }


def _theorems(found: Count) -> list[str]:
    """Claims that say for every width what was found here."""
    if found.model.momentum is not None:
        return ["laws.sizes.rotation"] if found.lower else []
    return sorted({THEOREMS[one.kind] for one in found.families if one.kind in THEOREMS})


def _cross_entropy(model: Model, found: Count) -> dict[str, Any] | None:
    """The count with the loss exchanged, where that makes sense and is quick."""
    shape = model.output.shape
    if model.loss not in ("squared", "any") or not shape or shape[-1] < 2 or model.size > COMPARED:
        return None
    other = count(replace(model, loss="cross-entropy"))
    new = [_family(one) for one in other.families if one not in found.families]
    return {"lower": other.lower, "upper": other.upper, "words": other.words, "new": new}


def _write(folder: Path, model: Model, record: dict[str, Any]) -> Path:
    name = "".join(c if c.isalnum() or c in "-_" else "-" for c in model.name) or "model"
    path = folder / f"{name}.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(json_module.dumps(record) + "\n", encoding="utf-8")
    except OSError as error:
        raise LawsError(
            f"{folder} cannot be written: {error.strerror}; give another folder with --certificates"
        ) from None
    return path


def _show(model: Model, found: Count, record: dict[str, Any], stored: Path) -> None:
    moves = "gradient flow" if model.momentum is None else f"heavy ball, tau = {model.momentum}"
    say(f"{model.name}: {model.size} weights, {model.loss} loss, {moves}")
    say(f"{found.words} independent conservation laws")
    if found.reason:
        say(f"            {found.reason}")
    if found.unproved:
        say(f"            {found.unproved} candidates were not proved and are not counted")
    for one in found.families:
        say(f"{one.count:>5} {one.kind:<11} {one.formula}")
        say(f"{'':>5} {'':<11} from {one.symmetry}")
    if sum(one.count for one in found.families) > found.lower:
        say(f"            ({found.lower} of them are independent)")
    if record["theorems"]:
        say(f"all sizes   {'; '.join(record['theorems'])}  (steepest show CLAIM)")
    low, high = record["reachable"]
    reach = str(high) if low == high else f"{low} to {high}"
    say(f"reachable   from one start: a set of dimension {reach} of {found.dimension}")
    for line in record["steps"]:
        say(f"one step    {line}")
    if record["cross_entropy"]:
        other = record["cross_entropy"]
        say(f"with cross-entropy {other['words']}")
        for one in other["new"]:
            say(f"{one['count']:>5} {one['kind']:<11} {one['law']}")
    rank = found.dimension - found.upper
    say(
        f"evidence    laws: polynomial identities; upper end: rank {rank} of fields and brackets "
        f"to depth {found.point.depth} at a point modulo {found.point.prime}"
    )
    say(f"certificate {stored}  (steepest recheck {stored})")


__all__ = ["Count", "Model", "ModelError", "laws", "main"]
