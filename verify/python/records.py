"""The answer to one claim, as a frozen object that a notebook shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from html import escape
from types import MappingProxyType
from typing import Any, overload

from steepest.proofs.vocabulary import Verdict

RATIONAL = re.compile(r"-?\d{1,30}(/\d{1,30})?")
COLOURS = {
    "PROVED": "#1a7f37",
    "CERTIFIED": "#2da44e",
    "ARGUED": "#3b82f6",
    "SUPPORTED": "#0e7490",
    "REFUTED": "#cf222e",
    "UNDECIDED": "#9a6700",
    "ERROR": "#24292f",
}


@dataclass(frozen=True, repr=False)
class Record:
    """What was found about one claim. `verdict` is the word, `detail` a sentence; `certificate`
    (for the positive words) and `witness` (for REFUTED) are the evidence, as JSON data.
    """

    id: str
    verdict: Verdict
    title: str = ""
    source: str = ""
    scope: str = ""
    method: str = ""
    detail: str = ""
    seconds: float = 0.0
    certificate: Any = field(default=None, compare=False)
    witness: Any = field(default=None, compare=False)
    hash: str = ""
    backend: str = "exact"
    seed: int = 0
    amends: str | None = None
    formula: str = ""  # TeX: what was decided; "" where there is none
    text: str = ""  # the statement as plain text

    @classmethod
    def of(cls, record: Mapping[str, Any], formula: str = "", text: str = "") -> Record:
        """From a record as the commands print it with --json."""
        known = {one.name for one in fields(cls)} - {"formula", "text"}
        values = {name: value for name, value in record.items() if name in known}
        values["verdict"] = Verdict(values["verdict"])
        return cls(**values, formula=formula, text=text)

    @property
    def holds(self) -> bool | None:
        """True: shown; False: refuted; None: neither."""
        if self.verdict in (Verdict.PROVED, Verdict.CERTIFIED):
            return True
        return False if self.verdict == Verdict.REFUTED else None

    @property
    def counterexample(self) -> Mapping[str, str]:
        """The values of the names at which the claim fails, exactly; empty where there are none."""
        values = self.witness.get("values") if isinstance(self.witness, dict) else None
        if not isinstance(values, dict):
            return MappingProxyType({})
        from steepest.verify.pages.witness import term_text

        return MappingProxyType({name: term_text(value) for name, value in values.items()})

    def to_dict(self) -> dict[str, Any]:
        """The record as the commands print it with --json."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        del found["formula"], found["text"]
        return found | {"verdict": str(self.verdict)}

    def lines(self) -> list[str]:
        """The witness in words, or the detail."""
        from steepest.verify.pages.witness import readable

        return readable(self.witness) or ([self.detail] if self.detail else [])

    def __repr__(self) -> str:
        return f"{self.verdict} {self.id}" + (f": {self.detail}" if self.detail else "")

    def _repr_latex_(self) -> str | None:
        if not self.formula:
            return None
        return rf"$\displaystyle {self.formula}\qquad\textsf{{{self.verdict}}}{self._at()}$"

    def _at(self) -> str:
        """The counterexample as TeX, where it is a few rational numbers."""
        from steepest.proofs.checker.formal import tex

        values = self.counterexample
        if not 0 < len(values) <= 6 or not all(map(RATIONAL.fullmatch, values.values())):
            return ""
        return r"\quad " + r",\ ".join(f"{tex(name)}={value}" for name, value in values.items())

    def _repr_html_(self) -> str:
        badge = (
            f'<b style="background:{COLOURS.get(str(self.verdict), "#24292f")};color:#fff;'
            f'padding:1px 6px;border-radius:3px;font-size:80%">{self.verdict}</b>'
        )
        shown = f"<div><code>{escape(self.text)}</code></div>" if self.text else ""
        if self.formula:
            shown = f"<div>$\\displaystyle {escape(self.formula)}$</div>"
        said = "".join(f"<div><small>{escape(line)}</small></div>" for line in self.lines())
        return f"<div>{badge} <code>{escape(self.id)}</code>{shown}{said}</div>"


class Records(tuple[Record, ...]):
    """The records of several claims, in order; by id too: `records["am-gm"]`."""

    __slots__ = ()

    def __new__(cls, records: Iterable[Record] = ()) -> Records:
        return super().__new__(cls, tuple(records))

    def __iter__(self) -> Iterator[Record]:
        return super().__iter__()

    @overload  # type: ignore[override]
    def __getitem__(self, key: str) -> Record: ...
    @overload
    def __getitem__(self, key: int) -> Record: ...
    @overload
    def __getitem__(self, key: slice) -> Records: ...
    def __getitem__(self, key: str | int | slice) -> Record | Records:
        if isinstance(key, slice):
            return Records(super().__getitem__(key))
        if isinstance(key, str):
            for one in self:
                if one.id == key:
                    return one
            raise KeyError(f"there is no record {key!r}; there are {', '.join(r.id for r in self)}")
        return super().__getitem__(key)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self)) or "no records"

    def _repr_html_(self) -> str:
        return "".join(one._repr_html_() for one in self)
