"""`steepest gram FILE.toml`: the population Gram matrix of a deep network for a user's data, with a
certified least eigenvalue.
"""

from __future__ import annotations

import json as json_module
import time
from pathlib import Path
from typing import Any

from steepest.proofs.deep_gram.gram_file import GramFileError, Request, load
from steepest.proofs.vocabulary import Verdict

from .limits import Failed, Limits, call
from .running.worker import FIELDS
from .store.keys import versions
from .store.rows import digest
from .terminal import emit, say

LIMITS = Limits(seconds=1200, gigabytes=4)
SHOWN = 8  # a larger matrix is not printed for people
FOLDER = Path("steepest-output/gram")
TITLES = {"fc": "fully connected network", "resnet": "ResNet", "conv": "convolutional ResNet"}


def main(
    file: Path, *, json: bool = False, certificates: Path | None = None, outside: bool = False
) -> int:
    """Compute, print, and store the evidence; 0, or `GramFileError` for bad input. The work is done
    in a process with limits, which hold inside C code.
    """
    request = load(file, outside=outside)
    started = time.monotonic()
    work = _certified if request.mode == "certified" else _approximate
    found = call(work, request, file, limits=LIMITS)
    if isinstance(found, Failed):
        raise GramFileError(f"{file}: {found.reason}")
    record, more = found
    record["seconds"] = round(time.monotonic() - started, 3)
    stored = _write(certificates or FOLDER, request, record) if record["certificate"] else None
    if json:
        emit(record | more)
    else:
        _show(request, record, more, stored)
    return 0


def _title(request: Request) -> str:
    sigma = request.activation
    if sigma == "polynomial":
        sigma = " + ".join(f"{c} z^{k}" for k, c in enumerate(request.coefficients) if c)
    elif sigma == "sin":
        sigma = f"sin({request.frequency} z)"
    extra = "" if request.architecture == "fc" else f", c_res = {request.c_res}"
    extra += (
        f", filter {request.filter} on {request.positions} positions"
        if request.architecture == "conv"
        else ""
    )
    return (
        f"K^({request.depth}) of the {TITLES[request.architecture]}, {sigma}{extra}, "
        f"{len(request.inputs)} inputs"
    )


def _record(request: Request, file: Path, **values: Any) -> dict[str, Any]:
    key = digest(repr(request), *versions())
    common = dict.fromkeys(FIELDS) | {
        "id": request.name,
        "title": _title(request),
        "scope": f"these {len(request.inputs)} inputs",
        "source": file.name,
        "hash": key,
        "seconds": 0.0,
    }
    return common | {"detail": "", "backend": "exact", "seed": 0} | values


def _certified(request: Request, file: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    from steepest.proofs.deep_gram.balls.gram import certified

    try:
        found = certified(request)
    except ValueError as error:
        finite = "man_exp" not in str(error)
        raise GramFileError(
            str(error)
            if finite
            else "an entry cannot be enclosed: the numbers grow or vanish over "
            f"{request.depth} layers; give fewer layers or inputs of norm about 1"
        ) from None
    sign = (
        "positive definite"
        if found.low > 0
        else "singular"
        if found.high == 0
        else "positivity is not decided"
    )
    record = _record(
        request,
        file,
        verdict=str(Verdict.CERTIFIED),
        certificate=found.certificate,
        method="ball arithmetic; LDL^T of K - lambda I",
        detail=f"{_bounds(found.low, found.high)}: {sign}",
    )
    kernel = [[value.str(25, radius=False) for value in row] for row in found.matrix]
    more = {
        "kernel": kernel,
        "radius": f"{found.radius:.2e}",
        "c_sigma": found.c_sigma.str(30, radius=False),
    }
    return record, more | {"lambda_min": [str(found.low), str(found.high)]}


def _approximate(request: Request, file: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    from steepest.proofs.deep_gram.balls.gram import approximate

    found = approximate(request)
    detail = (
        f'lambda_min is about {found.least:.6g}, not certified; use mode = "certified" for '
        f"up to 128 rows"
    )
    record = _record(
        request,
        file,
        verdict=str(Verdict.UNDECIDED),
        method="float64",
        detail=detail,
        backend="numpy",
    )
    more = {
        "kernel": found.matrix.tolist(),
        "truncation": found.error,
        "c_sigma": found.c_sigma,
        "lambda_min": found.least,
    }
    return record, more


def _bounds(low: Any, high: Any) -> str:
    """lambda_min with the digits that are certain."""
    middle, radius = float((low + high) / 2), float((high - low) / 2)
    return f"lambda_min = {middle:.15g} +/- {max(radius, abs(middle) * 1e-15):.1e}"


def _write(folder: Path, request: Request, record: dict[str, Any]) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = (
            folder
            / f"{''.join(c if c.isalnum() or c in '-_.' else '-' for c in request.name)}.json"
        )
        path.write_text(json_module.dumps(record, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise GramFileError(
            f"{folder} cannot be written: {error.strerror}; give another folder with --certificates"
        ) from None
    return path


def _show(
    request: Request, record: dict[str, Any], more: dict[str, Any], stored: Path | None
) -> None:
    say(record["title"])
    say(f"c_sigma     {more['c_sigma']}")
    if request.mode == "float":
        say(
            f"entries     float64; truncated expansions leave out at most "
            f"{more['truncation']:.1e} (rounding aside)"
        )
    else:
        say(f"entries     every entry is enclosed to within {more['radius']}")
    if len(more["kernel"]) <= SHOWN:
        for row in more["kernel"]:
            say("            " + "  ".join(f"{float(value):.12f}" for value in row))
    say(f"{record['verdict']:<11} {record['detail']}")
    if stored:
        say(f"certificate {stored}  (steepest recheck {stored})")
