"""JSON schemas of the files that people write, for editors: a first line `#:schema FILE` in a TOML
file lets them complete and check it.
"""

from __future__ import annotations

from pathlib import Path

NAMES = ("claims", "gram", "law", "model")


def schema(name: str) -> str:
    """The text of a schema: of claim, gram, law or model files."""
    return (Path(__file__).parent / f"{name}.schema.json").read_text(encoding="utf-8")
