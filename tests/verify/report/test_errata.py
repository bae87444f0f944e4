"""Errata: ranked, in one line, as LaTeX."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from steepest.proofs import registry
from steepest.verify.report.errata import escaped, kind_of, kinds, one_line, ranked, ranks
from steepest.verify.store import ledger


def entry(id, **more):
    base = {"id": id, "verdict": "REFUTED", "place": "Lemma 1", "values": [], "rows": []}
    return base | {"detail": "", "witness": []} | more


def test_every_refuted_claim_of_the_ledger_is_ranked():
    refuted = {id for id, word in ledger.recorded().items() if word == "REFUTED"}
    assert refuted - set(ranks()) == set(), "give these a kind in verify/report/errata.toml"


def test_ranks_are_of_claims_and_each_once():
    gone = set(ranks()) - set(registry.claims())
    assert gone == set(), "take these out of verify/report/errata.toml"
    assert set(ranks().values()) == set(kinds()) - {"unranked"}
    assert kind_of("no.such") == "unranked"


def test_the_heaviest_come_first():
    found = [
        entry("deep.lem-3.23-s2"),
        entry("conv.lem-5.12"),
        entry("conv.thm-5.3", place="Theorem 5.3"),
        entry("my.own"),
        entry("conv.lem-5.2", verdict="PROVED"),
    ]
    groups = ranked(found)
    assert [group["kind"] for group in groups] == ["statement", "slip", "unranked"]
    assert [one["id"] for one in groups[0]["entries"]] == ["conv.thm-5.3", "conv.lem-5.12"]


def test_a_witness_in_one_line():
    assert one_line(entry("a", detail="A first one. " * 30)).endswith("one.")
    assert one_line(entry("a", detail="word " * 60)).endswith("word ...")
    assert one_line(entry("a", witness=["x = 1", "violates x < 0"])) == "x = 1; violates x < 0"


def test_texts_for_latex():
    assert escaped("a_b & $x_1$ < 5 %") == r"a\_b \& $x_1$ \ensuremath{<} 5 \%"
    assert escaped("costs 5$") == r"costs 5\$"


def test_the_list_as_latex(fakes, steepest, store_path):
    steepest("run", "fake.*", "--no-report", "--store", store_path)
    code, out, _ = steepest("errata", "fake.*", "--tex", "--store", store_path)
    assert code == 0
    assert r"\section*{False as stated}" in out
    assert r"\[2x\le x\]" in out
    assert r"\emph{Instead (proved):} Twice x is at least x" in out


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex")
def test_latex_takes_it(fakes, steepest, store_path, tmp_path):
    steepest("run", "fake.*", "--no-report", "--store", store_path)
    _, out, _ = steepest("errata", "fake.*", "--tex", "--store", store_path)
    (tmp_path / "errata.tex").write_text(out)
    ran = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "errata.tex"],
        cwd=tmp_path,
        capture_output=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout[-2000:]
