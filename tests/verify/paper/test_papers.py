"""A paper of claim files: every command works on it, results stay, lemmas compose."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from steepest.proofs import registry
from steepest.verify.paper.entries import content
from steepest.verify.paper.opening import is_paper, open_path

PAPER = """
[paper]
title = "Small facts about descent"
authors = ["A. Author", "B. Author"]
key = "author-2026"
year = 2026
"""
LEMMAS = r"""
[[claim]]
id = "am-gm"
says = "The product is at most half the sum of squares."
real = ["x", "y"]
source = "Lemma 1"
printed = '2xy \le x^2+y^2'
claim = "2*x*y <= x**2 + y**2"
mutant = { "sign" = { claim = "2*x*y <= x**2 - y**2" } }

[[claim]]
id = "square"
real = ["a"]
uses = [{ id = "am-gm", x = "a", y = "1" }]
claim = "2*a <= a**2 + 1"
"""
MORE = """
[[claim]]
id = "wrong"
real = ["a"]
where = ["a > 0"]
claim = "a**2 >= a"
expect = "REFUTED"

[[claim]]
id = "right"
real = ["a"]
where = ["a > 1"]
claim = "a**2 >= a"
amends = "wrong"
"""


@pytest.fixture
def paper(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "paper.toml").write_text(PAPER)
    (folder / "lemmas.claims.toml").write_text(LEMMAS)
    (folder / "more.claims.toml").write_text(MORE)
    return folder


def records(out):
    return {one["id"]: one for one in map(json.loads, out.splitlines())}


def test_every_command(steepest, paper):
    code, out, err = steepest("run", paper, "--json")
    found = records(out)
    assert code == 0, err
    words = [one["verdict"] for one in found.values()]
    assert words == ["PROVED", "PROVED", "REFUTED", "PROVED"]
    assert found["am-gm"]["source"] == "author-2026, Lemma 1"
    pages = paper / "steepest-output" / "report" / "claims"
    assert ">As printed<" in (pages / "am-gm.html").read_text()
    assert ">As read from its file<" in (pages / "square.html").read_text()  # nobody printed it
    _, out, _ = steepest("list", paper, "--json")
    assert {one["subject"] for one in records(out).values()} == {"lemmas", "more"}
    _, out, _ = steepest("show", paper, "square")
    assert "uses        PROVED     am-gm" in out
    assert "A. Author, B. Author. Small facts about descent. 2026." in out
    _, out, _ = steepest("show", paper, "am-gm")
    assert r"2xy \le x^2+y^2" in out
    _, out, _ = steepest("errata", paper)
    assert "a = 1/2" in out
    assert "amended   PROVED    right" in out
    code, out, _ = steepest("audit", paper, "right", "--json")
    assert json.loads(out)["word"] == "needed"
    code, out, _ = steepest("recheck", paper)
    assert (code, "4 of 4 are those of their claims" in out) == (0, True)
    assert steepest("report", paper)[0] == 0


def test_results_stay_and_go_stale(steepest, paper):
    steepest("run", paper, "--no-report")
    _, _, err = steepest("run", paper, "--no-report")
    assert err.count("(unchanged)") == 4
    file = paper / "lemmas.claims.toml"
    file.write_text(
        LEMMAS.replace('claim = "2*x*y <= x**2 + y**2"', 'claim = "3*x*y <= x**2 + y**2"')
    )
    _, out, _ = steepest("list", paper)
    assert out.count(" stale ") == 2  # the lemma, and what rests on it
    code, out, _ = steepest("run", paper, "--json", "--no-report")
    found = records(out)
    assert (code, found["am-gm"]["verdict"], found["square"]["verdict"]) == (1, "REFUTED", "ERROR")
    assert "rests on am-gm, which is REFUTED" in found["square"]["detail"]


def test_the_ledger_lies_beside_the_paper(steepest, paper):
    steepest("run", paper, "--no-report")
    assert steepest("ledger", paper)[0] == 1
    assert steepest("ledger", paper, "--update")[0] == 0
    assert '"wrong" = "REFUTED"' in (paper / "ledger.toml").read_text()
    assert steepest("ledger", paper)[0] == 0
    (paper / "ledger.toml").write_text('"am-gm" = "REFUTED"\n')
    code, _, err = steepest("run", paper, "am-gm", "--no-report", "--json")
    assert (code, "not as expected: am-gm is PROVED" in err) == (1, True)


def test_mutants(steepest, paper):
    code, out, _ = steepest("run", paper, "--mutants")
    assert (code, "1 of 1 mutants refuted" in out) == (0, True)
    file = paper / "lemmas.claims.toml"
    file.write_text(LEMMAS.replace("x**2 - y**2", "x**2 + 2*y**2"))
    code, out, _ = steepest("run", paper, "--mutants")
    assert (code, "not refuted: am-gm ~ sign is PROVED" in out) == (1, True)


def test_a_swapped_certificate_is_refused(steepest, paper):
    from steepest.verify.store.database import Store

    steepest("run", paper, "--no-report")
    path = paper / "steepest-output" / "results.sqlite"
    with Store(path) as store:
        one, other = (store.latest()[id] for id in ("am-gm", "right"))
        store.put(one.record | {"certificate": other.record["certificate"]}, one.key)
    code, out, _ = steepest("recheck", paper, "am-gm")
    assert (code, "swapped" in out) == (1, True)


def test_a_lemma_whose_hypotheses_do_not_hold_here(steepest, tmp_path):
    file = tmp_path / "a.toml"
    file.write_text(
        MORE + '[[claim]]\nid = "root"\nreal = ["a", "b"]\nwhere = ["b >= 1"]\n'
        'claim = "b**2 >= b"\nuses = [{ id = "right", a = "b" }]\n'
    )
    code, out, _ = steepest("run", file, "root", "--json", "--no-report")
    found = records(out)["root"]
    assert found["verdict"] == "UNDECIDED"
    assert "b > 1" in found["detail"]


def test_a_lemma_outside_of_its_domain_is_no_hypothesis(steepest, tmp_path):
    """At x = -1 the lemma's hypothesis has no value; the lemma says nothing there."""
    file = tmp_path / "a.toml"
    file.write_text(
        '[[claim]]\nid = "log"\nreal = ["x"]\nwhere = ["log(x) > 0"]\nclaim = "x > 1"\n'
        '[[claim]]\nid = "all"\nreal = ["x"]\nclaim = "x > 1 or log(x) <= 0"\nuses = ["log"]\n'
    )
    _, out, _ = steepest("run", file, "--json", "--no-report")
    assert [one["verdict"] for one in records(out).values()] == ["PROVED", "UNDECIDED"]


BAD = {
    "unknown lemma": ('uses = ["nope"]', "there is no claim 'nope'"),
    "itself": ('uses = ["one"]', "does not use itself"),
    "a name that is not there": ('uses = [{ id = "other", z = "x" }]', "no variable 'z'"),
    "a name without a value": ('uses = ["other"]', "'k' is not declared here"),
    "an integer": ('uses = [{ id = "other", k = "x/2" }]', "is an integer"),
    "matrix lemma": ('uses = ["matrix"]', "no statement about numbers"),
    "amends nothing": ('amends = "nope"', "no claim of this paper"),
    "empty variant": ('mutant = { "a" = { claim = "x**2 >= 0" } }', "changes nothing"),
    "variant with an id": ('mutant = { "a" = { id = "b" } }', "keeps the field 'id'"),
}


@pytest.mark.parametrize("case", BAD)
def test_one_bad_claim_is_an_error_of_its_own(case, steepest, tmp_path):
    line, message = BAD[case]
    file = tmp_path / "a.toml"
    file.write_text(
        f'[[claim]]\nid = "one"\nreal = ["x"]\nclaim = "x**2 >= 0"\n{line}\n'
        '[[claim]]\nid = "other"\ninteger = ["k"]\nclaim = "k**2 >= k"\n'
        '[[claim]]\nid = "matrix"\nmatrix = { A = "n x n" }\nclaim = "norm2(A) >= 0"\n'
    )
    code, out, err = steepest("run", file, "one", "other", "--json", "--no-report")
    found = records(out)
    assert (code, found["one"]["verdict"], found["one"]["method"]) == (2, "ERROR", "input")
    assert message in found["one"]["detail"]
    assert found["other"]["verdict"] == "PROVED"


def test_what_no_paper_is(steepest, tmp_path, paper):
    assert not is_paper("saddle.*")
    assert not is_paper(str(tmp_path))  # a folder without claim files is a pattern, or certificates
    code, _, err = steepest("run", tmp_path / "nope.toml")
    assert (code, "there is no file" in err) == (2, True)
    code, _, err = steepest("run", paper, paper / "more.claims.toml")
    assert (code, "one paper is opened at a time" in err) == (2, True)
    code, _, err = steepest("show", paper)
    assert (code, "expected one id" in err) == (2, True)
    (paper / "again.claims.toml").write_text(MORE)
    code, _, err = steepest("run", paper)
    assert (code, "used twice" in err) == (2, True)


def test_the_header_is_read_with_care(steepest, tmp_path):
    for line, message in (
        ("titel = 'x'", "did you mean 'title'"),
        ("authors = 3", "expected names"),
        ("key = 'a b'", "a key is made of"),
        ("year = true", "expected a text"),
    ):
        file = tmp_path / "a.toml"
        file.write_text(f"[paper]\n{line}\n{MORE}")
        code, _, err = steepest("run", file)
        assert (code, message in err) == (2, True), err


def test_where_a_claim_stands_is_not_what_it_says(paper):
    claim = open_path(paper).claims[0]
    assert content(replace(claim, file="other", line=7)) == content(claim)
    assert content(replace(claim, printed="x")) != content(claim)
    assert registry.opened().ledger == paper / "ledger.toml"


def test_a_claim_that_a_trial_decides(steepest, tmp_path):
    file = tmp_path / "a.toml"
    text = '[[claim]]\nid = "runs"\nsays = "It leaves."\ntrial = {{ name = "{}", trials = {} }}\n'
    file.write_text(text.format("quadratic-saddle-gd", 2000))
    code, out, err = steepest("run", file, "--json", "--no-report")
    assert (code, records(out)["runs"]["verdict"]) == (0, "SUPPORTED"), err
    assert steepest("recheck", file)[0] == 0
    assert "steepest run FILE" in steepest("check", file, "--json")[1]
    for wrong, message in (
        (text.format("nope", 40), "there is no trial 'nope'"),
        (text.format("rank1", 0), "from 1 to"),
        (
            text.format("rank1", 9).replace("trials = 9", "set = { nope = 1 }"),
            "no parameter 'nope'",
        ),
    ):
        file.write_text(wrong)
        code, out, _ = steepest("run", file, "--json", "--no-report")
        assert (code, message in out) == (2, True), out


VALUES = """
[[claim]]
id = "mean"
matrix = { A = "n x n, symmetric" }
claim = "lmin(A) <= tr(A)/n"

[[claim]]
id = "singular"
matrix = { A = "n x n" }
claim = "inv(A) @ A == eye(n)"
expect = "REFUTED"

[[claim]]
id = "definite"
matrix = { A = "n x n, psd" }
claim = "A > 0"
expect = "REFUTED"

[[claim]]
id = "sum"
family = { x = "n" }
where = ["x[i] >= 0"]
claim = "sum(i, 1, n, x[i]) >= 0"

[[claim]]
id = "sign"
real = ["x"]
claim = "x*sign(x) >= 0"
"""


def test_claims_with_values_of_their_own_are_bound(steepest, tmp_path):
    file = tmp_path / "values.claims.toml"
    file.write_text('[paper]\ntitle = "Values"\n' + VALUES)
    code, out, err = steepest("run", file)
    assert code == 0, out + err
    code, out, _ = steepest("recheck", file)
    assert code == 0, out
    assert "5 of 5 are those of their claims as they stand now" in out
    _, out, _ = steepest("show", file, "mean")
    assert "lmin_A is lmin(A), attained at v_lmin_A." in out
    file.write_text(file.read_text().replace("lmin(A) <= tr(A)/n", "lmin(A) <= 2*tr(A)/n"))
    code, out, _ = steepest("recheck", file, "mean")
    assert code == 1, out


QUADRATIC = """
[[claim]]
id = "rate"
source = "Lemma 3"
real = ["x", "eta", "h"]
where = ["h > 0", "eta > 0", "eta*h <= 1"]
step = { x = "x - eta*h*x" }
times = "T"
claim = "h*x_T**2/2 <= (1 - eta*h)**T * (h*x**2/2)"
"""


def test_the_single_file_says_what_is_assumed(steepest, tmp_path):
    file, target = tmp_path / "rate.claims.toml", tmp_path / "rate.html"
    file.write_text(PAPER + QUADRATIC)
    steepest("run", file, "--no-report")
    assert steepest("report", file, "--single-file", "--out", target)[0] == 0
    text = " ".join(re.sub("<[^>]*>", " ", target.read_text()).split())
    stated = text.partition("What is proved, for all real eta, h, sequence x, if")[2]
    assumed, _, conclusion = stated.partition("then")
    assert "h &gt; 0" in assumed
    assert "≤" in conclusion.partition("Check the evidence")[0]
    assert "&gt;" not in conclusion.partition("Check the evidence")[0]
