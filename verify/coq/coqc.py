"""coqc in a process of its own: what it accepts, and the axioms that it lists."""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .export import CoqError

FLAGS = ("-q", "-w", "none", "-Q", "prelude", "Steepest", "-Q", "claims", "Claims",
         "-Q", "groups", "Groups")  # fmt: skip
# what Coq's real numbers rest on; nothing else may stand below a claim
REALS = frozenset(
    [
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    ]
)
AXIOM = re.compile(r"^([A-Za-z_][\w.']*)\s*(?::|$)", re.MULTILINE)


class Read(NamedTuple):
    """Accepted?, what coqc printed (the error if not), its processor seconds."""

    fine: bool
    printed: str
    seconds: float


def coqc() -> str:
    """The path of coqc. Raises `CoqError`."""
    found = shutil.which("coqc")
    if found is None:
        raise CoqError(
            "coqc is not on PATH; install Coq with Coquelicot (Debian and Ubuntu: "
            "apt install coq libcoq-coquelicot libcoq-interval coinor-csdp), or leave out --coq"
        )
    return found


def compiled(program: str, folder: str, file: str, called: Sequence[str] = ()) -> Read:
    """One file; not read if one of those that it calls was not accepted. Runs in a process with
    limits, which coqc inherits.
    """
    for one in called:
        if not (Path(folder) / one).with_suffix(".vo").exists():
            return Read(False, f"Error: {one} is not accepted", 0.0)
    before = _processor()
    done = subprocess.run(
        [program, *FLAGS, file],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    fine = done.returncode == 0
    return Read(fine, done.stdout if fine else done.stderr, _processor() - before)


def _processor() -> float:
    """Processor seconds of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def listed(program: str, folder: str, file: str, theorems: Sequence[tuple[str, str]]) -> Read:
    """The axioms of those theorems whose file coqc has accepted, together: one walk through the
    libraries below them. Each is (file, name in the file). Nothing is imported here, so that an
    axiom of a claim cannot bear the name of one of Coq's.
    """
    there = [(Path(one), name) for one, name in theorems
             if (Path(folder) / one).with_suffix(".vo").exists()]  # fmt: skip
    lines = [f"From {path.parent.name.title()} Require {path.stem}."
             for path in dict.fromkeys(path for path, _ in there)]  # fmt: skip
    names = ", ".join(["I", *(f"{path.stem}.{name}" for path, name in there)])
    lines += [f"Definition theorems := ({names}).", "Print Assumptions theorems.", ""]
    (Path(folder) / file).write_text("\n".join(lines), "utf-8")
    return compiled(program, folder, file)


def needed(text: str) -> list[str]:
    """The files of the prelude that a file requires."""
    lines = re.findall(
        r"^From Steepest Require (?:Import |Export )?([\w\s]+)\.", text, re.MULTILINE
    )
    return [name for line in lines for name in line.split()]


def axioms(printed: str) -> list[str] | None:
    """The names in the answer to `Print Assumptions`; None if there is no answer."""
    _, found, listed = printed.rpartition("Axioms:\n")
    if found:
        return sorted(set(AXIOM.findall(listed)))
    return [] if "Closed under the global context" in printed else None
