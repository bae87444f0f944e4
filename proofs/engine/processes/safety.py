"""How every process of ours is started: it imports what this one imports, and nothing that lies in
the working directory.

Python puts the working directory in front of the path of `python -c` and `python -m`: a file
`z3.py` or a folder `steepest/` beside a user's files would replace the installed one, the checker
included.
"""

from __future__ import annotations

import sys
from pathlib import Path

SAFE = "PYTHONSAFEPATH"


def safe_path() -> list[str]:
    """The import path of this process without the working directory, unless steepest itself was
    imported from it.
    """
    here = Path.cwd()
    if Path(__file__).absolute().parents[4] == here:
        return list(sys.path)
    return [entry for entry in sys.path if entry and Path(entry).absolute() != here]
