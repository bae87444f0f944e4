"""`steepest new paper`, the schemas, and the pytest plugin."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from steepest.proofs.deep_gram import gram_file
from steepest.proofs.engine.language.declarations import FIELDS
from steepest.proofs.engine.language.header import FIELDS as HEADER
from steepest.proofs.engine.laws.model import KEYS
from steepest.proofs.filters import laws_file
from steepest.verify.paper.new import FILES
from steepest.verify.schemas import NAMES, schema

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def made(tmp_path, monkeypatch, steepest):
    monkeypatch.chdir(tmp_path)
    code, out, _ = steepest("new", "paper", "mine")
    assert (code, "mine: paper.toml" in out) == (0, True)
    return tmp_path / "mine"


def test_what_is_made_runs(made, steepest):
    assert all((made / name).is_file() for name in FILES)
    code, out, err = steepest("run", made, "--json", "--no-report")
    assert code == 0, err
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == ["PROVED", "PROVED"]
    assert steepest("run", made, "--mutants")[0] == 0
    for name in ("paper.toml", "lemmas.claims.toml"):
        text = (made / name).read_text()
        line = text.splitlines()[0].removeprefix("#:schema ")
        assert json.loads((made / line).read_text())["title"] == "A steepest claim file"


def test_nothing_is_replaced(made, steepest, tmp_path):
    code, _, err = steepest("new", "paper", "mine")
    assert (code, "not empty" in err) == (2, True)
    code, _, err = steepest("new", "book", "other")
    assert (code, "steepest new paper NAME" in err) == (2, True)
    code, _, err = steepest("new", "paper", "a b")
    assert (code, "a name is made of" in err) == (2, True)
    (tmp_path / "file").write_text("")
    assert steepest("new", "paper", "file/mine")[0] == 2


def test_the_schemas_know_every_field(steepest):
    read = {name: json.loads(schema(name)) for name in NAMES}
    claims = read["claims"]["properties"]
    assert list(claims["claim"]["items"]["properties"]) == list(FIELDS)
    assert list(claims["paper"]["properties"]) == list(HEADER)
    assert set(read["gram"]["properties"]["gram"]["properties"]) == set(gram_file.FIELDS)
    laws = {"kind"}.union(*laws_file.KEYS.values())
    assert set(read["law"]["properties"]) == laws
    assert set(read["model"]["properties"]) == set(KEYS)
    code, out, _ = steepest("schema", "model")
    assert (code, json.loads(out)) == (0, read["model"])
    assert steepest("schema", "nope")[0] == 2


def files():
    kinds = {"gram": "gram", "laws": "law", "conservation": "model", ".": "claims"}
    return [
        pytest.param(kind, path, id=str(path.relative_to(EXAMPLES)))
        for folder, kind in kinds.items()
        for path in sorted((EXAMPLES / folder).glob("*.toml"))
    ]


@pytest.mark.parametrize(("kind", "path"), files())
def test_the_examples_are_as_the_schemas_say(kind, path):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(tomllib.loads(path.read_text()), json.loads(schema(kind)))


def run_pytest(folder, *options):
    command = [sys.executable, "-m", "pytest", "-rx", "-p", "no:randomly", *options]
    if "-p" not in options:
        listed = subprocess.run([*command, "--help"], capture_output=True, text=True, cwd=folder)
        if "--steepest-timeout" not in listed.stdout:
            command += ["-p", "steepest.verify.pytest_plugin"]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder)


def test_the_plugin(tmp_path):
    (tmp_path / "paper.toml").write_text('[paper]\ntitle = "T"\n')
    (tmp_path / "a.claims.toml").write_text(
        '[[claim]]\nid = "sum"\nreal = ["x", "y"]\nclaim = "2*x*y <= x**2 + y**2"\n'
        '[[claim]]\nid = "open"\nreal = ["x"]\nwhere = ["x > 0"]\nuses = ["far"]\n'
        'claim = "x >= 0"\n'
        '[[claim]]\nid = "said"\nreal = ["x"]\nclaim = "x >= 0"\nexpect = "REFUTED"\n'
        '[[claim]]\nid = "false"\nreal = ["x"]\nclaim = "x >= 0"\n'
    )
    (tmp_path / "b.claims.toml").write_text(
        '[[claim]]\nid = "far"\nreal = ["x"]\nwhere = ["x > 1"]\nclaim = "x**2 > 1"\n'
        '[[claim]]\nid = "near"\nreal = ["a"]\nwhere = ["a > 2"]\nclaim = "a**2 > 1"\n'
        'uses = [{ id = "far", x = "a" }]\n'
    )
    done = run_pytest(tmp_path)
    assert "1 failed, 4 passed, 1 xfailed" in done.stdout, done.stdout + done.stderr
    assert "a hypothesis of a lemma that is used does not follow here: x > 1" in done.stdout
    assert "anything but REFUTED was expected" in done.stdout
    wrong = run_pytest(tmp_path, "--steepest-timeout", "-1")
    assert "expected a positive number" in wrong.stderr


def test_the_plugin_keeps_records_and_writes_a_report(tmp_path):
    """A claim that did not change is not decided again; one report of the run on request."""
    (tmp_path / "a.claims.toml").write_text(
        '[[claim]]\nid = "one"\nreal = ["x"]\nclaim = "x**2 >= 0"\n'
        '[[claim]]\nid = "two"\nreal = ["x"]\nclaim = "x >= 0"\n'
    )
    (tmp_path / "b.claims.toml").write_text(
        '[[claim]]\nid = "one"\nreal = ["x"]\nclaim = "x**4 >= 0"\n'
    )
    done = run_pytest(tmp_path, "--steepest-report", "out")
    assert "1 failed, 2 passed" in done.stdout, done.stdout + done.stderr
    assert "report of the claims: out/index.html" in done.stdout
    pages = {path.stem for path in (tmp_path / "out" / "claims").glob("*.html")}
    assert pages == {"a.one", "b.one", "two"}
    records = sorted((tmp_path / ".pytest_cache" / "d" / "steepest").glob("*.json"))
    assert len(records) == 3
    for file in records:  # what an earlier run found is what this one shows
        file.write_text(file.read_text().replace("Proved for", "Kept: proved for"))
    again = run_pytest(tmp_path, "--steepest-report", "out")
    assert "1 failed, 2 passed" in again.stdout
    assert "Kept: proved for" in (tmp_path / "out" / "claims" / "a.one.html").read_text()
    records[0].write_text("{")  # damaged: decided again
    fresh = run_pytest(tmp_path, "--steepest-fresh", "--steepest-report", "out")
    assert "1 failed, 2 passed" in fresh.stdout
    assert "Kept:" not in (tmp_path / "out" / "claims" / "a.one.html").read_text()
