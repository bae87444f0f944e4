"""The report: complete, self-contained, and safe to open."""

from __future__ import annotations

import hashlib
import re
from html.parser import HTMLParser

import pytest
from steepest.verify.report import write_report
from steepest.verify.report.figures import anchor, figures
from steepest.verify.report.formula import mathml
from steepest.verify.report.page import cite
from steepest.verify.report.prose import prose
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
        "σ<sub>1</sub><sup>2</sup> ≤ 3",
        "η<sub>1</sub> → 0",
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
        "A curve with η ≤ 1",
        "1 of 2 agree",
        "not run",
        "false variants refuted",
    ):
        assert expected in page, expected


def test_an_empty_store_makes_a_page(tmp_path):
    text = write_report(tmp_path / "none.sqlite").read_text(encoding="utf-8")
    assert Page(text).open == []
    assert "no run yet" in text


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
    ("text", "expected"),
    [
        ("alpha_perp^2 <= 2 sigma_1", "α<sub>perp</sub><sup>2</sup> ≤ 2 σ<sub>1</sub>"),
        ("U^T U - V^T V", "U<sup>⊤</sup> U − V<sup>⊤</sup> V"),
        ("W_{h+1}^{(2)}", "W<sub>h+1</sub><sup>(2)</sup>"),
        ("all d1 x r and 2 x 3", "all d<sub>1</sub> × r and 2 x 3"),
        ("beta-Lipschitz alphabet", "β-Lipschitz alphabet"),
        ("<g, V W u> -> 0 & sqrt(x)", "⟨g, V W u⟩ → 0 &amp; √(x)"),
        ("a < b", "a &lt; b"),
        ("snake_case_name", "snake<sub>case</sub><sub>name</sub>"),
    ],
)
def test_plain_mathematics_is_set(text, expected):
    assert prose(text) == expected


def test_formulas():
    assert mathml("") == ""
    assert "<msup>" in mathml(r"x^2")
    assert mathml(r"\frac{") == r"<code>\frac{</code>" or "<math" in mathml(r"\frac{")


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
