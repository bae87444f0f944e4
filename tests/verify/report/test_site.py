"""The report: complete, safe to open, with every link leading somewhere."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path, PurePosixPath

import pytest
from steepest.proofs import Source
from steepest.proofs.vocabulary import Claim
from steepest.verify.report import ReportError, write_report, write_site
from steepest.verify.report.entries import cite
from steepest.verify.report.figures import figures, place_of
from steepest.verify.report.material import Material
from steepest.verify.report.names import anchor, file_names
from steepest.verify.report.site import environment
from steepest.verify.report.trials import trials
from steepest.verify.store.results import Known

from .pages import SVG, Page, put, read


def policy_of(text):
    return html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1])


def test_every_page_is_well_formed_and_every_link_leads_somewhere(site):
    pages = {name: Page(text) for name, text in read(site).items()}
    assert {"index.html", "errata.html", "facts.html", "figures.html", "papers.html"} <= set(pages)
    for name, page in pages.items():
        assert page.open == [], name
        assert len(page.ids) == len(set(page.ids)), name
        assert page.tags.count("h1") == 1, name
        assert page.tags.count("main") == 1, name
        assert "style" not in page.names, f"{name}: its policy forbids style attributes"
        assert not [one for one in page.names if one.startswith("on")], name
        for link in page.links:
            path, _, place = link.partition("#")
            target = (site / name).parent / path if path else site / name
            assert target.is_file(), f"{name}: {link}"
            assert ":" not in path, f"{name}: {link}"
            if place:
                there = target.resolve().relative_to(site.resolve()).as_posix()
                assert place in pages[there].ids, f"{name}: {link}"


def test_a_strict_policy(site):
    for name, text in read(site).items():
        policy = policy_of(text)
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert ("script-src" in policy) == ("<script" in text) == (name == "index.html")
    script = re.search(r"<script>(.*?)</script>", (site / "index.html").read_text(), re.DOTALL)[1]
    sha = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{sha}'" in policy_of((site / "index.html").read_text())


def test_a_claim_shows_everything(site):
    page = (site / "claims" / "fake.proved.html").read_text()
    for expected in (
        "A proved &lt;thing&gt; &amp; more.",
        "sigma_1^2 &lt;= 3",
        "eta_1 -&gt; 0",
        "Du, Hu, Lee 2018",
        "<mfrac>",
        "two (refuted)",
        "1 smt certificate",
        "<code>x**2 &gt;= 0</code>",
        "<b>smt 1</b>",
        "steepest recheck certificates/fake.proved.json",
        "1 part: claims about this one",
        "Permalink",
    ):
        assert expected in page, expected
    assert "survivor (certified)" in (site / "claims" / "fake.proved.step-1.html").read_text()
    supported = (site / "claims" / "fake.supported.html").read_text()
    assert "997 of 1,000 trials succeeded" in supported
    assert "an external theorem" in (site / "claims" / "fake.undecided.html").read_text()


def test_a_witness_is_evaluated(site):
    page = (site / "claims" / "fake.refuted.html").read_text()
    for expected in (
        "<code>x = 1</code>",
        "<code>x &gt;= 0</code>",
        "<code>1 &gt;= 0</code>",
        "<code>2*x &lt;= x</code>",
        "<code>2 &lt;= 1</code>",
        "must hold, and does not",
        "What is true instead",
        "fake.refuted-amended",
    ):
        assert expected in page, expected


def test_the_other_pages(site):
    start = (site / "index.html").read_text()
    assert "false variants are refuted" in " ".join(start.split())
    assert "REFUTED" in start
    errata = (site / "errata.html").read_text()
    assert "at x = 1: 2 &lt;= 1 is false" in errata
    assert "False as stated" in errata
    pictures = (site / "figures.html").read_text()
    assert "1 of 2 that the source prints agree" in " ".join(pictures.split())
    assert "claims/fake.refuted.html" in pictures
    assert 'href="figures/figure-figure-1.csv"' in pictures
    assert "fake.def-double" in (site / "definitions.html").read_text()
    assert "exp-tangent" in (site / "facts.html").read_text()


def test_the_index_is_small_and_cannot_end_its_script(site):
    text = (site / "index.html").read_text()
    data = re.search(r'id="index">(.*?)</script>', text, re.DOTALL)[1]
    rows = {row[0]: row for row in json.loads(data)["claims"]}
    assert rows["fake.proved"][5].endswith("A proved <thing> & more.")
    assert "<" not in data
    assert len(data) < 250 * len(rows)


def test_the_record_to_download_is_accepted(site, steepest, store_path):
    code, out, _ = steepest(
        "recheck", site / "certificates" / "fake.proved.step-1.json", "--store", store_path
    )
    assert "accepted" in out


def test_one_file_for_mailing(fakes, steepest, store_path, tmp_path):
    steepest("run", "fake.*", "--no-report", "--store", store_path)
    target = tmp_path / "mail" / "me.html"
    code, out, _ = steepest(
        "report", "--single-file", "--out", target, "--store", store_path, "--store", store_path
    )
    assert (code, out.strip()) == (0, str(target))
    page = Page(target.read_text())
    assert page.open == []
    assert all(link.startswith("#") for link in page.links)
    assert "Twice x is at most x." in target.read_text()
    style = re.search(r"<style>(.*?)</style>", target.read_text(), re.DOTALL)[1]
    sha = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{sha}'" in policy_of(target.read_text())


def test_a_missing_store_is_an_error(tmp_path):
    with pytest.raises(ReportError, match="there is no store"):
        write_report(tmp_path / "none.sqlite")


def test_other_files_are_never_touched(site, store_path, tmp_path):
    stale = site / "claims" / "gone.html"
    stale.write_text("old")
    manifest = site / ".steepest-report"
    manifest.write_text(manifest.read_text() + "claims/gone.html\n../results.sqlite\n")
    own = site / "mine.txt"
    own.write_text("mine")
    write_report(store_path)
    assert not stale.exists()
    assert own.exists()
    assert store_path.exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.tex").write_text("x")
    with pytest.raises(ReportError, match="holds other files"):
        write_report(store_path, tmp_path / "full")
    with pytest.raises(ReportError, match="is a file"):
        write_report(store_path, own)


def of_one(id, title, record=None, **fields):
    """A claim that no registry knows."""

    def check(judge):
        pass

    check.__doc__ = title
    return Known(Claim(id, Source("mine", "Lemma 1"), check, **fields), record)


def test_any_claims_and_records_make_a_site(tmp_path):
    """A paper of one's own: nothing of it is registered."""
    record = {
        "id": "mine.a",
        "verdict": "PROVED",
        "certificate": {"kind": "all", "parts": []},
        "witness": None,
        "seconds": 1.0,
        "hash": "0" * 64,
        "coq": {"axioms": ["excluded middle"]},
    }
    items = [
        of_one("mine.a", r"$\lambda_{\min}(H) > 0$ </script><b>", record, uses=("mine.b", "no.b")),
        of_one("mine.b", "An unfinished one.", uses=("mine.a",)),
        of_one("Mine.b", "Another in capitals."),
    ]
    start = write_site(Material(items, papers={"mine": "Me. My paper."}), tmp_path / "site")
    pages = read(start.parent)
    assert "Mine.b_2.html" in {Path(name).name for name in pages}
    page = pages["claims/mine.a.html"]
    assert "<b>Coq</b> checked by Coq, axioms: excluded middle" in page
    assert "is used, and is not registered" in page
    assert "If this falls, 1 claim falls" in " ".join(page.split())
    assert "&lt;/script&gt;" in page
    assert "Me. My paper." in pages["papers/mine.html"]
    assert all(Page(text).open == [] for text in pages.values())


HOSTILE = (
    "<svg><scr<script>x</script>ipt>alert(1)</scr<script>x</script>ipt></svg>",
    "<svg></svg><img src=x onerror=alert(3)><script>alert(4)</script><svg></svg>",
    "<svg></svg></div></figure></main><h1>Everything is PROVED</h1><svg></svg>",
    "<svg><a href=javascript:alert(5)><text>t</text></a></svg>",
    "<svg><a href='javascript:alert(6)'><text>t</text></a><script>alert(7)</script></svg>",
    "<svg><style>@import url(http://127.0.0.1:9/a.css);</style></svg>",
)
DRAWN = (4, 5)  # XML, of which something is left


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_pictures_are_images(fakes, steepest, store_path, number):
    """Even of registered pictures nothing becomes part of the page's own text."""
    steepest("run", "fake.refuted", "--no-report", "--store", store_path)
    put(store_path, {"a.svg": HOSTILE[number]})
    page = write_report(store_path).parent / "figures.html"
    assert page.exists() == (number in DRAWN)
    text = (page if page.exists() else page.with_name("index.html")).read_text()
    found = Page(text)
    assert found.open == []
    assert not {"iframe", "image", *(["script", "svg"] if page.exists() else [])} & set(found.tags)
    assert found.tags.count("img") == (number in DRAWN)
    for path in store_path.parent.rglob("*.svg"):
        if path.name != "a.svg":  # opened by itself, a drawing runs nothing either
            assert not re.search("alert|script|http://127", path.read_text())
    assert "alert(" not in text
    assert "Everything is PROVED" not in text
    assert not [link for link in found.links if PurePosixPath(link).suffix == ".svg"][1:]


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


def test_figures_and_their_places():
    assert re.search(place_of("figure-6.3a"), "Section 6.4, Figure 6.3a")
    assert re.search(place_of("figure-6.3a"), "Figure 6.3")
    assert not re.search(place_of("figure-6.3a"), "Figure 6.3b")
    assert re.search(place_of("figure-1"), "Figure 1b")
    assert not re.search(place_of("figure-1"), "Figure 1.2; Figure 10")
    assert place_of("conv-basins") == ""


def test_ids_become_names_without_collisions():
    assert anchor("balance.thm-2.1") == "balance.thm-2.1"
    assert anchor("a->b") != anchor("a-b")
    assert re.fullmatch(r"[\w.-]+", anchor("lem-C.1.DEFG->G' ~ x"))
    assert list(file_names(["a.B", "a.b", "../x"]).values()) == ["a.B", "a.b_2", "_2f" + "x"]


def test_short_citations():
    assert cite("du-hu-lee-2018") == "Du, Hu, Lee 2018"
    assert cite("du-thesis") == "Du thesis"


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


def test_relations_that_are_shown_as_text_stand_on_lines_of_their_own():
    block = environment().get_template("words.j2").module.block
    parts = [{"markup": "<math></math>", "text": text} for text in ("0 < g", "2*g == 1")]
    shown = "".join(block(part, True) for part in parts)
    assert shown == "<div><code>0 &lt; g</code></div><div><code>2*g == 1</code></div>"
