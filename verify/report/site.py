"""The pages of a report from its material: {path below the folder: content}."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from steepest.proofs.vocabulary import Verdict

from ..store.database import canonical
from ..store.keys import versions
from . import evidence, graph, tex
from .entries import NOT_RUN, cite, claims_of, entries, printed_theorems
from .errata import one_line, ranked
from .figures import figures, linked
from .index import KINDS, index
from .material import Material
from .names import anchor, file_names

MEANINGS = (
    (
        "PROVED",
        "holds for all values and all dimensions of the stated domain, by exact algebra or a "
        "complete decision procedure",
    ),
    ("CERTIFIED", "rigorous on a stated box, size or instance"),
    (
        "ARGUED",
        "every formal part is proved; the passage from the parts to the sentence is made in words, "
        "and what is missing is named",
    ),
    ("SUPPORTED", "pre-registered trials agree, with the sample size and interval shown"),
    ("REFUTED", "false as stated: an exact witness, or trials that reject at the registered level"),
    ("UNDECIDED", "none of these; the detail says what was tried and why it stopped"),
)
LARGEST = 60_000  # bytes of a claim's page; a longer one shows fewer goals
FEWER = (40, 20, 10, 4, 1)  # goals
OWN = "'self' file:"  # some browsers have no 'self' for pages of the file system


def policy(*, script: str = "", inline: str = "") -> str:
    """The Content-Security-Policy of a page: images and the style sheet beside it; a script only
    by its hash.
    """
    style = f"'sha256-{digest(inline)}'" if inline else OWN
    images = "data:" if inline else f"{OWN} data:"
    scripts = f"script-src 'sha256-{digest(script)}'; " if script else ""
    return (
        f"default-src 'none'; img-src {images}; style-src {style}; {scripts}"
        "base-uri 'none'; form-action 'none'"
    )


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def environment() -> Any:
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.PackageLoader("steepest.verify.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["tone"] = lambda word: "none" if word == NOT_RUN else word.lower()
    made.filters["statement"] = tex.statement
    made.filters["anchor"] = anchor
    return made


def own(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


class Site:
    """The pages of one report."""

    def __init__(self, material: Material):
        self.material = material
        self.entries = entries(material)
        self.figures = figures(material.folder, material.figures)
        linked(self.figures, self.entries)
        self.environment = environment()
        self.templates: dict[str, Any] = {}
        found = list(self.entries.values())
        for entry in found:
            entry["all_parts"] = list(self._parts(entry))
            if entry["verdict"] == "REFUTED":
                entry["one_line"] = one_line(entry)
        self.counts = Counter(entry["verdict"] for entry in found)
        words = [*(str(word) for word in Verdict), NOT_RUN]
        shown = [word for word in words if word in self.counts]
        self.words = [
            word for word in words if word in self.counts or word not in ("ERROR", NOT_RUN)
        ]
        self.errata = ranked(found)
        self.subjects = self._groups("subject", "subject")
        self.papers = self._groups("key", "paper")
        self.common = {
            "words": self.words,
            "shown": shown,
            "counts": self.counts,
            "total": len(found),
            "subjects": list(self.subjects.values()),
            "papers": list(self.papers.values()),
            "theorems": self._theorems(),
            "errata": self.errata,
            "meanings": MEANINGS,
            "kinds": KINDS,
            "mutants": {
                "total": len(material.mutants),
                "refuted": sum(word == Verdict.REFUTED for word in material.mutants.values()),
            },
            "version": metadata.version("steepest"),
            "versions": versions(),
            "created": material.created,
            "word": material.word + " " if material.word else "",
            "has": {
                "papers": bool(found),
                "figures": bool(self.figures),
                "definitions": bool(material.definitions),
                "certificates": True,
            },
            "style": "",
            "policy": policy(),
        }

    def pages(self) -> Iterator[tuple[str, str | bytes]]:
        """Every file of the site."""
        yield "style.css", own("style.css")
        yield "index.html", self._start()
        yield "errata.html", self._errata()
        for name, groups in (("subjects", self.subjects), ("papers", self.papers)):
            for group in groups.values():
                yield f"{name}/{group['file']}.html", self._group(group)
        yield "papers.html", self._page("papers")
        yield "facts.html", self._page("facts", facts=self._facts())
        if self.material.definitions:
            yield "definitions.html", self._page("definitions", definitions=self._definitions())
        if self.figures:
            yield from self._figures()
        for entry in self.entries.values():
            yield f"claims/{entry['file']}.html", self.claim(entry)
            if entry["record"]:
                yield f"certificates/{entry['file']}.json", canonical(entry["record"]) + "\n"

    def single(self) -> str:
        """One page for mailing: theorems and errata."""
        from markupsafe import Markup

        style = own("style.css")
        return self._page("single", style=Markup(style), policy=policy(inline=style))

    def claim(self, entry: dict[str, Any]) -> str:
        """The page of one claim, with as many goals as there is room for; a very long statement is
        text, which is smaller than set mathematics.
        """
        nodes, drawn, left = graph.around(entry)
        picture = graph.svg(nodes, drawn, entry["id"], "", f"what {entry['id']} rests on")
        arithmetic = evidence.decided(entry["record"] or {}) if entry["formal"] else []
        text = ""
        for most, as_text in [*((number, False) for number in FEWER), (4, True), (0, True)]:
            text = self._page(
                "claim",
                root="../",
                claim=entry | {"arithmetic": arithmetic},
                subject=self.subjects[entry["subject"]],
                graph=picture,
                left=left,
                most=most,
                as_text=as_text,
            )
            if len(text.encode()) <= LARGEST:
                break
        return text

    def _page(self, name: str, root: str = "", **more: Any) -> str:
        template = self.environment.get_template(f"{name}.html.j2")
        return template.render(self.common | {"root": root} | more)

    def _start(self) -> str:
        from markupsafe import Markup

        script = own("search.js")
        data = index(self.entries.values(), self.words, list(self.subjects), list(self.papers))
        first = [entry for group in self.errata[:1] for entry in group["entries"]]
        return self._page(
            "index",
            script=Markup(script),
            index=Markup(data),
            policy=policy(script=script),
            first_errata=first[:8],
        )

    def _errata(self) -> str:
        keys = Counter(entry["key"] for group in self.errata for entry in group["entries"])
        numbers = {key: number for number, key in enumerate(keys)}
        sources = [{"cite": cite(key), "count": count} for key, count in keys.items()]
        return self._page(
            "errata", count=self.counts["REFUTED"], sources=sources, source_number=numbers
        )

    def _group(self, group: dict[str, Any]) -> str:
        nodes, drawn, left = graph.of_paper(group["claims"])
        label = f"what rests on what in {group['name']}"
        picture = graph.svg(nodes, drawn, base="../claims/", label=label)
        return self._page("subject", root="../", subject=group, graph=picture, left=left)

    def _groups(self, key: str, kind: str) -> dict[str, dict[str, Any]]:
        groups = claims_of(self.entries.values(), key)
        files = file_names(groups)
        return {
            name: {
                "name": name.replace("_", " ") if kind == "subject" else cite(name),
                "cite": cite(name),
                "about": (self.material.papers if kind == "paper" else self.material.subjects).get(
                    name, ""
                ),
                "kind": kind,
                "file": files[name],
                "claims": claims,
                "roots": [one for one in claims if one["whole"] is None],
                "counts": Counter(one["verdict"] for one in claims),
            }
            for name, claims in groups.items()
        }

    def _parts(self, entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for part in entry["parts"]:
            yield part
            yield from self._parts(part)

    def _theorems(self) -> list[dict[str, Any]]:
        found = [
            {"cite": paper["cite"], "claims": printed_theorems(paper["claims"])}
            for paper in self.papers.values()
        ]
        return [paper for paper in found if paper["claims"]]

    def _facts(self) -> list[dict[str, Any]]:
        users: dict[str, list[Any]] = {}
        for entry in self.entries.values():
            for name in entry["facts"]:
                users.setdefault(name, []).append(entry)
        known = evidence.fact_texts()
        names = {fact["name"] for fact in known}
        extra = [{"name": name, "text": "a textbook fact"} for name in users if name not in names]
        return [fact | {"users": users.get(fact["name"], [])} for fact in [*extra, *known]]

    def _definitions(self) -> list[dict[str, Any]]:
        return [
            {
                "id": one.id,
                "title": one.title,
                "more": one.statement.partition("\n\n")[2].strip(),
                "formula": tex.formula(one.formula),
                "locus": one.source.locus,
                "cite": cite(one.source.paper),
                "implementation": f"{one.implementation.__module__}:"
                f"{one.implementation.__qualname__}",
            }
            for one in self.material.definitions
        ]

    def _figures(self) -> Iterator[tuple[str, str | bytes]]:
        names = file_names(figure["anchor"] for figure in self.figures)
        shown = []
        for figure in self.figures:
            stem = f"figures/{names[figure['anchor']]}"
            yield f"{stem}.svg", figure["data"]
            for suffix, data in figure["beside"].items():
                yield f"{stem}{suffix}", data
            files = [
                {"href": f"{stem}{suffix}", "kind": suffix[1:].upper()}
                for suffix in figure["beside"]
            ]
            shown.append(figure | {"source": f"{stem}.svg", "files": files})
        yield "figures.html", self._page("figures", figures=shown)
