"""The report: complete, self-contained, and safe to open."""

from __future__ import annotations

import hashlib
import re
from html.parser import HTMLParser

import pytest
from markupsafe import escape
from steepest.proofs import registry
from steepest.verify.report import ReportError, tex, write_report
from steepest.verify.report.figures import anchor, figures
from steepest.verify.report.page import cite
from steepest.verify.report.trials import trials
from steepest.verify.store.database import Store

VOID = {"meta", "link", "br", "hr", "img", "input"}
SVG = """<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" width="10pt" height="5pt" viewBox="0 0 10 5" onload="x()">
<metadata><a href="http://example.org"/></metadata><script>alert(1)</script><!-- note --><defs><clipPath id="p1"/></defs>
<g id="g1" clip-path="url(#p1)"><use xlink:href="#g1"/><a xlink:href="javascript:alert(1)">x</a><image href="http://example.org/x.png"/></g></svg>"""


class Page(HTMLParser):
    """Collects ids, links and the stack of open elements."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.tags, self.open = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        self.links += [value for name, value in attrs if name in ("href", "src", "xlink:href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


@pytest.fixture
def page(fakes, steepest, store_path):
    steepest("run", "fake.*", "--no-report", "--store", store_path)
    steepest("run", "fake.*", "--mutants", "--store", store_path)
    table = (
        "quantity,printed,measured,verdict,note\nslope,1,1.01,agrees,\nratio,2,7,differs,large\n"
    )
    caption = "A curve with eta <= 1"
    put(
        store_path,
        {"figure-1.svg": SVG, "figure-1.txt": caption, "figure-1-compared.csv": table},
    )
    return write_report(store_path).read_text(encoding="utf-8")


def test_the_page_is_well_formed_and_stands_alone(page):
    found = Page(page)
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))
    assert all(link.startswith(("#", "data:image/svg+xml;base64,")) for link in found.links)
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    assert "script" not in found.tags
    assert "link" not in found.tags
    assert not re.search(r"url\(\s*['\"]?http|@import|javascript:|\son\w+=", page)
    assert "prefers-color-scheme: dark" in page


def test_it_shows_every_claim_with_its_evidence(page):
    for expected in (
        'id="fake.proved"',
        "A proved &lt;thing&gt; &amp; more.",
        "sigma_1^2 &lt;= 3",
        "eta_1 -&gt; 0",
        "Du, Hu, Lee 2018",
        "<math",
        "<mfrac>",
        "two (refuted)",
        "survivor (certified)",
        "1 smt certificate",
        "violates   2*x &lt;= x",
        "there      2 &lt;= 1",
        "Nearest true statement",
        "997 of 1,000 trials succeeded",
        "an external theorem",
        "A curve with eta &lt;= 1",
        "1 of 2 agree",
        "not run",
        "false variants refuted",
    ):
        assert expected in page, expected


def test_a_missing_store_is_an_error(tmp_path):
    with pytest.raises(ReportError, match="there is no store"):
        write_report(tmp_path / "none.sqlite")


HOSTILE = (
    "<svg><scr<script>x</script>ipt>alert(1)</scr<script>x</script>ipt></svg>",
    "<svg/onload=alert(2)><circle r='1'/></svg>",
    "<svg></svg><img src=x onerror=alert(3)><script>alert(4)</script><svg></svg>",
    "<svg></svg></div></figure></main><h1>Everything is PROVED</h1><svg></svg>",
    "<svg><style>@import url(http://127.0.0.1:9/a.css);</style></svg>",
    "<svg><a href=javascript:alert(5)><text>t</text></a></svg>",
    "<svg></svg><iframe srcdoc='&lt;script&gt;alert(6)&lt;/script&gt;'></iframe><svg></svg>",
)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_pictures_are_images(fakes, steepest, store_path, number):
    """Even of registered pictures nothing becomes part of the page's own text."""
    steepest("run", "fake.refuted", "--no-report", "--store", store_path)
    put(store_path, {"a.svg": HOSTILE[number]})
    text = write_report(store_path).read_text(encoding="utf-8")
    found = Page(text)
    assert found.open == []
    assert not {"script", "iframe", "svg", "image"} & set(found.tags)
    assert found.tags.count("img") == 1
    assert "alert(" not in text
    assert "Everything is PROVED" not in text


def put(store_path, files):
    """Files of figures below the store, registered as `reproduce` does it."""
    folder = store_path.parent / "figures"
    folder.mkdir(exist_ok=True)
    sums = {}
    for name, text in files.items():
        (folder / name).write_text(text)
        sums[f"figures/{name}"] = hashlib.sha256(text.encode()).hexdigest()
    with Store(store_path, "join") as store:
        store.put_figures(sums)


def test_only_registered_pictures(tmp_path, monkeypatch):
    (tmp_path / "some-picture.svg").write_text(SVG)
    (tmp_path / "other.svg").symlink_to("/etc/hostname")
    sha = hashlib.sha256(SVG.encode()).hexdigest()
    assert figures(tmp_path, {}) == []
    assert figures(tmp_path, {"some-picture.svg": "0" * 64, "none.svg": sha}) == []
    assert figures(tmp_path, {"../some-picture.svg": sha, "other.svg": sha}) == []
    (entry,) = figures(tmp_path, {"some-picture.svg": sha})
    assert entry["caption"] == "Some picture"
    assert entry["compared"] == []
    monkeypatch.setattr("steepest.verify.report.figures.LARGEST", 10)
    assert figures(tmp_path, {"some-picture.svg": sha}) == []


def test_a_strict_policy(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_ids_become_anchors_without_collisions():
    assert anchor("balance.thm-2.1") == "balance.thm-2.1"
    assert anchor("a->b") != anchor("a-b")
    assert re.fullmatch(r"[\w.-]+", anchor("lem-C.1.DEFG->G' ~ x"))


@pytest.mark.parametrize(
    "text",
    [
        "alpha_perp^2 <= 2 sigma_1",
        "e^(-x^2/2) and pi^2/6 and x^a/b",
        "the powers A^t, B^T",
        "balance.lem-eta_1",
        "snake_case_name & <tags>",
        "costs 5$",
    ],
)
def test_text_is_shown_as_it_is_written(text):
    assert tex.statement(text) == escape(text)


def test_mathematics_between_dollar_signs_is_set():
    shown = tex.statement(r"If $x^{2/3} < 1$ & more, then $\frac{\pi^2}{6}$.")
    assert shown.count("<math>") == 2
    assert "<msup>" in shown
    assert " &amp; more, then " in shown
    assert tex.statement(r"$\unknown{x}$ <b>") == r"$\unknown{x}$ &lt;b&gt;"


def test_formulas():
    assert tex.formula("") == ""
    assert "<msup>" in tex.formula(r"x^2")
    assert tex.formula(r"\frac{<") == r"<code>\frac{&lt;</code>"


@pytest.mark.parametrize("bad", [r"\frac{1}{2", r"a_{b", r"\unknown", r"\left( x", "x^a^b", "}"])
def test_bad_tex_is_told(bad):
    with pytest.raises(tex.BadTeX):
        tex.converted(bad)
    with pytest.raises(tex.BadTeX, match="without its partner"):
        tex.pieces("a $x$ and $y")


def test_all_formulas_and_statements_of_the_claims_are_set():
    problems = []
    for claim in registry.claims().values():
        try:
            tex.converted(claim.formula, display=True)
            for text in (claim.statement, *claim.hypotheses):
                for part, is_tex in tex.pieces(text):
                    if is_tex:
                        tex.converted(part)
        except tex.BadTeX as problem:
            problems.append(f"{claim.id}: {problem}")
    assert problems == []


def test_short_citations():
    assert cite("du-hu-lee-2018") == "Du, Hu, Lee 2018"
    assert cite("du-thesis") == "du thesis"


def test_counts_deep_in_the_evidence():
    counts = {"kind": "counts", "successes": 5, "trials": 10}
    record = {
        "certificate": {"kind": "all", "parts": [counts, {"kind": "smt"}]},
        "witness": counts | {"at_least": "9/10", "seed": 3},
    }
    first, second = trials(record)
    assert first["text"].startswith("5 of 10 trials succeeded (50 %); 95 % interval [")
    assert "claimed at least 0.9; seed 3" in second["text"]
    assert "<svg" in second["svg"]
    assert trials({"certificate": None}) == []
