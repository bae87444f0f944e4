"""What a claim says of its paper: where it stands, what it corrects, what it uses, what would be
false, which trial decides it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..terms import NAME, Term
from .claim import UserClaim
from .declarations import ID, Declarations

LONGEST = 10_000  # of `printed`
MOST_VARIANTS = 20
KEPT_FOR_VARIANTS = ("id", "mutant", "expect", "amends", "uses", "trial")
TRIAL = 'a table, as in trial = { name = "saddle-time", trials = 400, set = { d = 100 } }'


class Citing(Declarations):
    """The fields source, printed, amends, uses, mutant and trial."""

    def cited(self) -> dict[str, Any]:
        amends = self.table.get("amends")
        if amends is not None and (not isinstance(amends, str) or not ID.match(amends)):
            raise self.error(
                f"{amends!r:.60} was given; expected the id of the claim that is corrected",
                "amends",
            )
        if amends == self.id:
            raise self.error("a claim does not amend itself; name the false one", "amends")
        return {
            "source": self.get("source", str, "", 'a place, as in source = "Lemma 2.1"')[:300],
            "printed": self.get("printed", str, "", "TeX in quotes")[:LONGEST],
            "amends": amends,
            "uses": tuple(self._uses()),
        }

    def _uses(self) -> Iterator[tuple[str, tuple[tuple[str, Term], ...]]]:
        shape = 'ids, as in uses = ["lem-1"], or { id = "lem-1", x = "a + b" } for its x at a + b'
        if self.table.get("uses") and self.scope.letters:
            raise self.error("`uses` is for claims between numbers; this one has matrices", "uses")
        for entry in self.get("uses", list, [], shape):
            entry = {"id": entry} if isinstance(entry, str) else entry
            id = entry.get("id") if isinstance(entry, dict) else None
            if not isinstance(id, str) or not ID.match(id):
                raise self.error(f"{entry!r:.60} was given; expected {shape}", "uses")
            if id == self.id:
                raise self.error("a claim does not use itself", "uses")
            values = []
            for name, text in entry.items():
                if name == "id":
                    continue
                if not NAME.match(name):
                    raise self.error(f"{name!r:.60} is no name of a variable of {id}", "uses")
                values.append((name, self.reader(f"uses, {name}").expression(text).tree))
            yield id, tuple(values)

    def variants(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(name, the fields of a claim) for each false variant."""
        shape = 'a table of changed fields, as in mutant = { "sign" = { claim = "x <= 0" } }'
        given = self.get("mutant", dict, {}, shape)
        if len(given) > MOST_VARIANTS:
            raise self.error(f"{len(given)} were given; at most {MOST_VARIANTS}", "mutant")
        for name, changes in given.items():
            if not isinstance(changes, dict) or not changes:
                raise self.error(f"{changes!r:.60} was given; expected {shape}", "mutant")
            if kept := [key for key in changes if key in KEPT_FOR_VARIANTS]:
                raise self.error(
                    f"a variant keeps the field {kept[0]!r}; change the statement", "mutant"
                )
            if all(self.table.get(key) == value for key, value in changes.items()):
                raise self.error(f"the variant {name!r:.60} changes nothing", "mutant")
            rest = {
                key: value for key, value in self.table.items() if key not in ("mutant", "uses")
            }
            yield name[:100], rest | changes

    def tried(self, common: dict[str, Any]) -> UserClaim:
        """A claim that a registered trial decides: its name and settings are data."""
        spec = self.get("trial", dict, {}, TRIAL)
        if other := next((key for key in ("claim", "conserved") if key in self.table), ""):
            raise self.error(
                f"`trial` and `{other}` were both given; a table states one of them", "trial"
            )
        for key in spec:
            if key not in ("name", "trials", "set"):
                raise self.error(f"the entry {key[:60]!r} is not known; expected {TRIAL}", "trial")
        name, count, settings = spec.get("name"), spec.get("trials"), spec.get("set", {})
        if not isinstance(name, str):
            raise self.error(f"no name was given; expected {TRIAL}", "trial")
        whole = isinstance(count, int) and not isinstance(count, bool)
        if count is not None and (not whole or not 1 <= count <= 10**7):
            raise self.error(f"trials = {count!r:.40} was given; from 1 to 10000000", "trial")
        simple = isinstance(settings, dict) and all(
            isinstance(one, (str, int, float)) for one in settings.values()
        )
        if not simple:
            raise self.error("set holds numbers and texts, as in set = { d = 100 }", "trial")
        told = ", ".join(f"{key} = {value}" for key, value in settings.items())
        text = f"trial {name}" + (f" with {told}" if told else "")
        entry = {"name": name[:100], "trials": count, "set": dict(settings)}
        return UserClaim(**common, trial=entry, text=text[:2000])
