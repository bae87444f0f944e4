"""`steepest export --coq` and `steepest recheck --coq`, without Coq."""

from __future__ import annotations

import pytest
from steepest.proofs.coq.claims import Exported
from steepest.proofs.engine.processes import Ended, Task
from steepest.verify.cli import app
from steepest.verify.coq import recheck as by_coq
from steepest.verify.coq.export import CoqError, Export, exports, reasons, write
from steepest.verify.coq.groups import write_groups
from typer.testing import CliRunner

PRINTED = """Axioms:
ClassicalDedekindReals.sig_forall_dec
  : forall P : nat -> Prop,
    (forall n : nat, {P n} + {~ P n}) -> {n : nat | ~ P n} + {forall n : nat, P n}
classic : forall P : Prop, P \\/ ~ P
"""


def loaded():
    import importlib

    return importlib.import_module("steepest.verify.coq.recheck")


def test_axioms_are_read_from_what_coqc_prints():
    read = loaded().axioms
    assert read(PRINTED) == ["ClassicalDedekindReals.sig_forall_dec", "classic"]
    assert read("Closed under the global context\n") == []
    assert read("") is None


def test_without_coqc_there_is_one_message_and_exit_code_2(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CoqError, match="coqc is not on PATH; install Coq"):
        by_coq([], tmp_path / "none.sqlite", json=False)


def test_export_says_what_is_missing(tmp_path):
    with pytest.raises(CoqError, match="there is no store at"):
        exports([], tmp_path / "none.sqlite")
    done = CliRunner().invoke(app, ["export"])
    assert "give --coq DIR" in str(done.exception)
    (tmp_path / "file").write_text("")
    with pytest.raises(CoqError, match="give a folder that can be made"):
        write([], tmp_path / "file")


def test_the_folder_has_prelude_claims_and_a_makefile(tmp_path):
    write([Exported("one", "Lemma x : True.\n")], tmp_path)
    project = (tmp_path / "_CoqProject").read_text("utf-8").splitlines()
    assert {"prelude/Steepest.v", "prelude/Elementary.v", "claims/one.v"} <= set(project)
    assert "-Q claims Claims" in project
    assert (tmp_path / "Makefile").is_file()


def test_reasons_are_gathered():
    left = {"a": "kind p", "b": "kind q", "c": "kind q"}
    assert reasons(left) == [("kind q", ["b", "c"]), ("kind p", ["a"])]


def ended(name: str, value, how: str = "done") -> Ended:
    return Ended(Task("work", (), name), how, value, 1.0)


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (ended("a", (True, PRINTED)), ""),
        (ended("a", (True, "")), "did not say which axioms"),
        (ended("a", (True, PRINTED + "leaf_0 : forall x : R, x = 0\n")), "rests on leaf_0"),
        (ended("a", (False, "File x\nError: No applicable tactic.")), "No applicable tactic."),
        (ended("a", "", "time"), "stopped after 240 s of processor time"),
        (ended("a", "was ended by SIGKILL", "crash"), "was ended by SIGKILL"),
    ],
)
def test_what_coqc_does_becomes_a_verdict(monkeypatch, tmp_path, event, problem):
    found = Export({"a": Exported("a", "text")}, {}, {})
    monkeypatch.setattr(loaded(), "coqc", lambda: "coqc")
    monkeypatch.setattr(loaded(), "as_they_end", lambda tasks, pool: iter([event]))
    [(id, wrong, used, _)] = list(loaded().checked(found, tmp_path))
    assert id == "a"
    assert problem in wrong
    assert bool(problem) == bool(wrong)
    assert problem or used == ["ClassicalDedekindReals.sig_forall_dec", "classic"]


def test_a_claim_falls_with_the_claim_that_it_calls(monkeypatch, tmp_path):
    found = Export({"a": Exported("a", ""), "b": Exported("b", "", ("a",))}, {}, {})
    events = [ended("a", (False, "Error: no")), ended("b", (False, "Error: Cannot find a"))]
    monkeypatch.setattr(loaded(), "coqc", lambda: "coqc")
    monkeypatch.setattr(loaded(), "as_they_end", lambda tasks, pool: iter(events))
    problems = [wrong for _, wrong, _, _ in loaded().checked(found, tmp_path)]
    assert problems == ["no", "it calls a, which is not accepted"]


HEADED = "From Steepest Require Import Steepest.\nTheorem {0} : True.\nPrint Assumptions {0}.\n"


def test_claims_that_none_calls_are_read_together(tmp_path):
    files = {id: Exported(id, HEADED.format(id)) for id in "abc"}
    files["d"] = Exported("d", HEADED.format("d"), ("a",))
    write(files.values(), tmp_path)
    [(name, ids)] = write_groups(files, tmp_path).items()
    assert ids == ["b", "c", "d"]  # a is called
    lines = (tmp_path / name).read_text("utf-8").splitlines()
    assert lines.count("From Steepest Require Import Steepest.") == 1
    assert "Definition theorems := (M_b.b, M_c.c, M_d.d)." in lines
    assert [line for line in lines if line.startswith("Print")] == ["Print Assumptions theorems."]


@pytest.mark.parametrize("fine", [True, False])
def test_a_refused_group_is_read_one_by_one(monkeypatch, tmp_path, fine):
    found = Export({id: Exported(id, HEADED.format(id)) for id in "ab"}, {}, {})
    group = ended("groups/group_0.v", (fine, PRINTED if fine else "Error: no"))
    rounds = iter([[group], [ended("a", (True, PRINTED)), ended("b", (False, "Error: no"))]])
    monkeypatch.setattr(loaded(), "coqc", lambda: "coqc")
    monkeypatch.setattr(loaded(), "as_they_end", lambda tasks, pool: iter(next(rounds)))
    problems = {id: wrong for id, wrong, _, _ in loaded().checked(found, tmp_path)}
    assert problems == {"a": "", "b": "" if fine else "no"}
