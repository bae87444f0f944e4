"""`steepest check`: decide the claims of a user, print their verdicts, write the evidence."""

from __future__ import annotations

import json as json_module
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from steepest.proofs.engine.language import UserClaim

from .running.warm import prepare
from .sympy_form import BadClaim
from .terminal import emit
from .user_claims import SECONDS, gathered, results


def as_expected(claim: UserClaim, record: dict[str, Any]) -> bool:
    """With `expect`: that verdict; without: anything but REFUTED and ERROR."""
    return (
        record["verdict"] == claim.expect
        if claim.expect
        else record["verdict"] not in ("REFUTED", "ERROR")
    )


def main(
    files: Iterable[Path],
    *,
    json: bool = False,
    timeout: float | None = None,
    certificates: Path | None = None,
) -> int:
    """`steepest check`: print a line (or, with `json`, an object) for each claim; 0 if all are as
    expected, 1 if not, 2 if a claim cannot be understood (the others are decided).
    """
    prepare()  # beside the reading of the files
    claims = gathered(list(files))
    folder = _folder(certificates) if certificates else None
    good, unread = True, False
    waiting: dict[int, dict[str, Any]] = {}
    shown, taken = 0, set()
    for index, found in results(claims, seconds=timeout or SECONDS, wall=timeout):
        waiting[index] = found
        while shown in waiting:  # in the order of the file, as soon as known
            one, result = claims[shown], waiting.pop(shown)
            good &= as_expected(one, result)
            unread |= result["method"] == "input"
            if json:
                emit(result, flush=True)
            else:
                _show(one, result)
            if folder and (result["certificate"] or result["witness"]):
                _write(folder, one, result, taken)
            shown += 1
    return 2 if unread else 0 if good else 1


def _show(claim: UserClaim, record: dict[str, Any]) -> None:
    from .pages.display import console, line

    note = f"expected {claim.expect}" if claim.expect and claim.expect != record["verdict"] else ""
    output = console()
    if record["method"] == "input":  # the message has a line for itself and its place
        output.print(line(record | {"detail": ""}))
        output.print(f"    {record['detail']}", markup=False, highlight=False)
        return
    whole = record["detail"] and record["verdict"] != "ERROR"
    output.print(line(record | {"detail": ""} if whole else record, note=note))
    if whole:
        output.print(f"    {record['detail']}", style="dim", markup=False, highlight=False)


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadClaim(
            f"the folder {path} cannot be made: {error.strerror}; give another one with "
            f"--certificates"
        ) from None
    return path


def described(claim: UserClaim) -> Any:
    """The claim as data: its text and everything that was read from it, but not its place."""
    fields = {name: value for name, value in asdict(claim).items() if name not in ("file", "line")}
    return json_module.loads(json_module.dumps(fields, default=str, sort_keys=True))


def _write(folder: Path, claim: UserClaim, record: dict[str, Any], taken: set[str]) -> None:
    """The evidence with the claim beside it; no two claims of a run share a file."""
    stem = Path(claim.file).name.removesuffix(".toml").strip("<>") or "claims"
    name, number = f"{stem}.{claim.id}", 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}.{claim.id}.{number}"
    taken.add(name.lower())
    try:
        (folder / f"{name}.json").write_text(
            json_module.dumps(record | {"claim": described(claim)}, indent=1) + "\n",
            encoding="utf-8",
        )
    except OSError as error:
        raise BadClaim(
            f"{folder} cannot be written: {error.strerror}; give another folder with --certificates"
        ) from None
