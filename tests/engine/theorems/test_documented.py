"""The example of docs/theorems.md runs as it is printed."""

from __future__ import annotations

import re
from pathlib import Path

TEXT = (Path(__file__).parents[3] / "docs" / "theorems.md").read_text(encoding="utf-8")


def test_the_statement_and_its_proof(capsys):
    space: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", TEXT, re.S)[:2]:
        exec(compile(block, "docs/theorems.md", "exec"), space)
    assert capsys.readouterr().out == "PROVED theorem by induction\n"
    assert repr(space["says"]).replace("*", r"\*") in TEXT.replace("\n", " ").replace("`", "")
