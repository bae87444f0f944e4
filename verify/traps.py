"""The trap set: believable statements whose truth is known, and what the judge says of them.

``python -m steepest.verify.traps [FOLDER] [--seconds S] [--json]`` decides the files *false.toml
and *true.toml of FOLDER (default: tests/traps), and the lists FALSE and TRUE of its statements.py,
and prints the confusion table. Exit code 1 if a false statement is proved or a true one refuted.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from steepest.proofs.engine.language import load
from steepest.proofs.vocabulary import SteepestError

from .terminal import emit, say
from .user_claims import results

WORDS = ("PROVED", "CERTIFIED", "REFUTED", "UNDECIDED", "ERROR")
TRUTHS = ("true", "false")


def statements(folder: Path, truth: str) -> list[Any]:
    """The claims of all files of one truth."""
    paths = sorted(folder.glob(f"*{truth}.toml")) or [folder / f"{truth}.toml"]
    found = [one for path in paths for one in load(path)]
    python = written_in_python(folder)
    return [*found, *getattr(python, truth.upper())] if python else found


def written_in_python(folder: Path) -> Any:
    """The module FOLDER/statements.py with the lists TRUE and FALSE of claims, if there is one."""
    path = folder / "statements.py"
    spec = importlib.util.spec_from_file_location("steepest_traps", path)
    if spec is None or spec.loader is None or not path.exists():
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def judged(folder: Path, seconds: float = 20.0) -> list[tuple[str, dict[str, Any]]]:
    """(truth, record) for every statement."""
    claims = [(truth, one) for truth in TRUTHS for one in statements(folder, truth)]
    found = dict(results([one for _, one in claims], seconds=seconds))
    return [(truth, found[i]) for i, (truth, _) in enumerate(claims)]


def wrong(truth: str, verdict: str) -> bool:
    return verdict == "ERROR" or (
        verdict in ("PROVED", "CERTIFIED") if truth == "false" else verdict == "REFUTED"
    )


def table(rows: list[tuple[str, dict[str, Any]]]) -> str:
    """The confusion table."""
    lines = [f"{'':17}" + "".join(f"{word:>11}" for word in WORDS) + f"{'all':>8}"]
    for truth in TRUTHS:
        counts = Counter(record["verdict"] for kind, record in rows if kind == truth)
        total = sum(counts.values())
        lines.append(
            f"{truth + ' statements':17}"
            + "".join(f"{counts[word]:>11}" for word in WORDS)
            + f"{total:>8}"
        )
    true = Counter(record["verdict"] for kind, record in rows if kind == "true")
    false = Counter(record["verdict"] for kind, record in rows if kind == "false")
    shown = 100 * (true["PROVED"] + true["CERTIFIED"]) / max(1, true.total())
    refuted = 100 * false["REFUTED"] / max(1, false.total())
    lines.append(
        f"true ones shown: {shown:.1f} %; false ones refuted: {refuted:.1f} %; wrong "
        f"verdicts: {sum(wrong(k, r['verdict']) for k, r in rows)}"
    )
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m steepest.verify.traps", description="The confusion table of the trap set."
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path("tests/traps"),
        help="holds files *false.toml and *true.toml",
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="time limit of one statement")
    parser.add_argument(
        "--json", action="store_true", help="one record a line instead of the table"
    )
    options = parser.parse_args(arguments)
    try:
        rows = judged(options.folder, options.seconds)
    except SteepestError as problem:
        say(f"steepest: {problem}", file=sys.stderr)
        return 2
    if options.json:
        for truth, record in rows:
            emit({"truth": truth, **record})
    else:
        say(table(rows))
        for truth, record in rows:
            expected = ("PROVED", "CERTIFIED") if truth == "true" else ("REFUTED",)
            if record["verdict"] not in expected:
                say(
                    f"{truth:6}{record['verdict']:11}{record['id']:32}{record['seconds']:7.1f} s  "
                    f"{record['detail'][:140]}"
                )
    return 1 if any(wrong(truth, record["verdict"]) for truth, record in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
