"""The convolutional network, for the self-check."""

from __future__ import annotations

from ..engine.examples import Entry
from . import scalars as conv

EXAMPLES: dict[str, Entry] = {
    "convolutional network": Entry(
        conv.recurrence, {"k": 20, "p": 10, "n": 1.2, "N": 1, "S": 2, "eta": 0.1, "size": 0.5}, 40
    ),
}
