"""`steepest export --coq` and `steepest recheck --coq`, without Coq."""

from __future__ import annotations

import importlib

import pytest
from steepest.proofs.coq.claims import Exported
from steepest.proofs.engine.processes import Ended, Limits, Task
from steepest.verify.cli import app
from steepest.verify.coq import recheck as by_coq
from steepest.verify.coq.export import CoqError, Export, exports, reasons, write
from steepest.verify.coq.groups import culprit, depths, grouped, in_order, text
from steepest.verify.limits import Failed
from typer.testing import CliRunner

PRINTED = """Axioms:
ClassicalDedekindReals.sig_forall_dec
  : forall P : nat -> Prop,
    (forall n : nat, {P n} + {~ P n}) -> {n : nat | ~ P n} + {forall n : nat, P n}
Classical_Prop.classic : forall P : Prop, P \\/ ~ P
"""


def loaded():
    return importlib.import_module("steepest.verify.coq.recheck")


def test_axioms_are_read_from_what_coqc_prints():
    read = loaded().axioms
    assert read(PRINTED) == ["ClassicalDedekindReals.sig_forall_dec", "Classical_Prop.classic"]
    assert read("Closed under the global context\n") == []
    assert read("") is None


def test_without_coqc_there_is_one_message_and_exit_code_2(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CoqError, match="coqc is not on PATH; install Coq"):
        by_coq([], tmp_path / "none.sqlite", json=False)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--coq", "--timeout", "0"], "--timeout was given as 0; give seconds above 0"),
        (["--coq", "--timeout", "nan"], "--timeout was given as nan; give seconds above 0"),
        (["--coq", "--within", "0"], "--within was given as 0; give minutes above 0"),
        (["--timeout", "5"], "--timeout was given without --coq"),
        (["--within", "5"], "--within was given without --coq"),
    ],
)
def test_a_limit_that_says_nothing_is_refused(given, said):
    done = CliRunner().invoke(app, ["recheck", *given])
    assert said in str(done.exception)


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


LIMITS = Limits(processor=20)


def ended(name: str, value, how: str = "done") -> Ended:
    value = (*value, 0.5) if isinstance(value, tuple) else value
    return Ended(Task("work", (), name, LIMITS), how, value, 1.0)


def read(monkeypatch, folder, found: Export, *rounds: list[Ended]):
    """What is said of each claim, and the names of the tasks, where coqc does this."""
    left, tasks = iter(rounds), []

    def run(some, pool):
        tasks.append([task.name for task in some if not task.name.startswith("prelude/")])
        return iter(next(left))

    monkeypatch.setattr(loaded(), "coqc", lambda: "coqc")
    monkeypatch.setattr(loaded(), "as_they_end", run)
    judged = {id: wrong for id, wrong, _, _ in loaded().checked(found, folder)}
    assert next(left, None) is None
    return judged, tasks


HEADED = "From Steepest Require Import Steepest.\nTheorem {0} : True.\nPrint Assumptions {0}.\n"
FOREIGN = PRINTED + "leaf_0 : forall x : R, x = 0\n"


def claims(**uses: tuple[str, ...]) -> Export:
    return Export({id: Exported(id, HEADED.format(id), used) for id, used in uses.items()}, {}, {})


def accepted(name: str) -> Ended:
    return ended(f"claims/{name}.v", (True, ""))


def listing(number: int, printed: str = PRINTED, fine: bool = True) -> Ended:
    return ended(f"groups/axioms_{number}.v", (fine, printed))


@pytest.mark.parametrize(
    ("events", "problem"),
    [
        ([accepted("a"), listing(0)], ""),
        ([accepted("a"), listing(0, "")], "did not say which axioms"),
        ([accepted("a"), listing(0, FOREIGN)], "rests on leaf_0"),
        ([accepted("a"), listing(0, PRINTED.replace("_Prop", ""))], "rests on Classical.classic"),
        (
            [ended("claims/a.v", (False, "File x\nError: No applicable tactic.")), listing(0)],
            "No applicable tactic.",
        ),
        (
            [ended("claims/a.v", "", "time"), listing(0)],
            "stopped after 20 s of processor time; --timeout",
        ),
        ([ended("claims/a.v", "was ended by SIGKILL", "crash"), listing(0)], "ended by SIGKILL"),
    ],
)
def test_what_coqc_does_becomes_a_verdict(monkeypatch, tmp_path, events, problem):
    judged, tasks = read(monkeypatch, tmp_path, claims(a=()), events)
    assert list(judged) == ["a"]
    assert problem in judged["a"]
    assert bool(problem) == bool(judged["a"])
    assert tasks == [["claims/a.v", "groups/axioms_0.v"]]


def test_a_claim_falls_with_the_claim_that_it_calls(monkeypatch, tmp_path):
    events = [ended("claims/a.v", (False, "Error: no")),
              ended("claims/b.v", (False, "Error: Cannot find a")), listing(0)]  # fmt: skip
    judged, _ = read(monkeypatch, tmp_path, claims(a=(), b=("a",)), events)
    assert judged == {"a": "no", "b": "it calls a, which is not accepted"}


def test_a_library_that_coqc_does_not_accept_ends_the_reading(monkeypatch, tmp_path):
    events = [ended("prelude/Steepest", (False, "Error: Syntax error"))]
    with pytest.raises(CoqError, match=r"coqc does not accept prelude/Steepest.v: Syntax error"):
        read(monkeypatch, tmp_path, claims(a=()), events)


def test_claims_that_are_as_deep_as_each_other_are_read_together():
    files = claims(a=(), b=(), c=(), d=("a",)).files
    assert grouped(files, depths(files)) == [["a"], ["b", "c", "d"]]  # a is called
    files = claims(a=(), b=(), c=("a", "b"), d=("a",), e=("d",)).files
    assert grouped(files, depths(files)) == [["a", "b"], ["d"], ["c", "e"]]
    calls = "From Claims Require a.\nFrom Claims Require b.\nTheorem c : True.\n"
    written = text([Exported("c", calls, ("a", "b"))], {"a": "of_a"})
    assert "From Groups Require of_a.\nModule a := of_a.M_a.\nFrom Claims Require b.\n" in written
    files = claims(a=(), b=(), c=(), d=("a",)).files
    lines = text([files[id] for id in "bcd"], {}).splitlines()
    assert lines.count("From Steepest Require Import Steepest.") == 1
    assert [line for line in lines if "Module" in line] == ["Module M_b.", "Module M_c.",
                                                            "Module M_d."]  # fmt: skip
    assert not [line for line in lines if line.startswith("Print")]


def test_short_claims_are_read_first_but_after_those_that_they_call():
    files = dict(claims(a=(), b=(), c=("b",), d=()).files)
    files["b"] = Exported("b", HEADED.format("b") + "(* long *)" * 200)
    assert in_order([["c"], ["b"], ["a", "d"]], files) == [["a", "d"], ["b"], ["c"]]
    files["d"] = Exported("d", HEADED.format("d") + "(* longer *)" * 20_000)
    assert grouped(files, depths(files)) == [["b"], ["a", "c"], ["d"]]


def test_a_claim_that_was_refused_before_is_read_alone():
    files = claims(a=(), b=(), c=()).files
    assert sorted(grouped(files, depths(files), {"b"})) == [["a", "c"], ["b"]]


def test_a_claim_that_only_a_search_may_prove_is_read_alone():
    files = dict(claims(a=(), b=(), c=()).files)
    files["a"] = Exported("a", HEADED.format("a") + "  first [ solve [ ands; lra ] | real ].\n")
    assert sorted(grouped(files, depths(files))) == [["a"], ["b", "c"]]


@pytest.mark.parametrize("fine", [True, False])
def test_a_group_that_is_refused_without_a_place_is_read_one_by_one(monkeypatch, tmp_path, fine):
    first = [ended("groups/of_a.v", (fine, "" if fine else "Error: no")), listing(0)]
    second = [accepted("a"), ended("claims/b.v", (False, "Error: no")), listing(1)]
    rounds = [first] if fine else [first, second]
    judged, tasks = read(monkeypatch, tmp_path, claims(a=(), b=()), *rounds)
    assert judged == {"a": "", "b": "" if fine else "no"}
    assert tasks[1:] == ([] if fine else [["claims/a.v", "claims/b.v", "groups/axioms_1.v"]])


def test_a_group_is_read_again_without_the_claim_at_which_coqc_stopped(monkeypatch, tmp_path):
    found = claims(a=(), b=(), c=())
    lines = text(list(found.files.values()), {}).splitlines()
    at = lines.index("Module M_b.") + 2
    said = f'File "./groups/of_a.v", line {at}, characters 2-7:\nError: no'
    first = [ended("groups/of_a.v", (False, said)), listing(0, "Closed under the global context")]
    second = [ended("groups/of_a.v", (True, "")), listing(1)]
    judged, tasks = read(monkeypatch, tmp_path, found, first, second)
    assert judged == {"a": "", "b": "no", "c": ""}
    assert tasks[1] == ["groups/of_a.v", "groups/axioms_1.v"]
    assert "Module M_b." not in (tmp_path / "groups" / "of_a.v").read_text("utf-8")


def test_a_group_is_read_again_without_the_callers_of_a_refused_claim(monkeypatch, tmp_path):
    found = claims(a=(), b=("a",), c=(), d=())
    first = [ended("claims/a.v", (False, "Error: no")),
             ended("groups/of_b.v", (False, "Error: claims/a.v is not accepted")),
             listing(0)]  # fmt: skip
    second = [ended("groups/of_c.v", (True, "")), listing(1)]
    judged, _ = read(monkeypatch, tmp_path, found, first, second)
    assert judged == {"a": "no", "b": "it calls a, which is not accepted", "c": "", "d": ""}


def test_what_calls_a_claim_of_a_refused_group_is_read_after_it(monkeypatch, tmp_path):
    found = claims(a=(), b=(), c=("b",), d=("a",))
    lines = text([found.files[id] for id in "ab"], {}).splitlines()
    at = lines.index("Module M_b.") + 2
    said = f'File "./groups/of_a.v", line {at}, characters 2-7:\nError: no'
    missing = Ended(
        Task("work", (), "groups/of_c.v", LIMITS), "done", (False, "Error: x", 0.0), 1.0
    )
    first = [ended("groups/of_a.v", (False, said)), missing, listing(0, "")]
    second = [accepted("a"), accepted("d"), listing(1)]
    judged, tasks = read(monkeypatch, tmp_path, found, first, second)
    assert judged == {"b": "no", "c": "it calls b, which is not accepted", "a": "", "d": ""}
    assert tasks == [["groups/of_a.v", "groups/of_c.v", "groups/axioms_0.v"],
                     ["claims/a.v", "claims/d.v", "groups/axioms_1.v"]]  # fmt: skip


def test_the_place_of_an_error_says_which_module_is_refused():
    file, written = "groups/of_a.v", "Module M_a.\nx.\nEnd M_a.\nModule M_b.\ny.\nEnd M_b.\n"
    said = 'File "./groups/of_a.v", line {}, characters 0-2:\nError: {}'
    assert culprit(file, written, said.format(2, "no")) == "a"
    assert culprit(file, written, said.format(5, "no")) == "b"
    assert culprit(file, written, said.format(6, "no")) is None  # at the end of a module
    assert culprit(file, written, said.format(5, "Out of memory.")) is None
    assert culprit(file, written, said.format(5, "Stack overflow.")) is None
    assert culprit(file, written, said.format(5, "no").replace("of_a", "of_b")) is None
    assert culprit(file, written, "Error: no") is None


def test_what_calls_a_file_that_was_not_accepted_is_not_read(monkeypatch, tmp_path):
    module = importlib.import_module("steepest.verify.coq.coqc")
    monkeypatch.setattr(module.subprocess, "run", None)  # coqc is not started
    done = module.compiled("coqc", str(tmp_path), "claims/b.v", ["claims/a.v"])
    assert done == (False, "Error: claims/a.v is not accepted", 0.0)


@pytest.mark.parametrize(("printed", "fine"), [(FOREIGN, True), ("Error: no room", False)])
def test_a_bad_list_of_axioms_is_taken_apart(monkeypatch, tmp_path, printed, fine):
    first = [accepted("b"), ended("groups/of_c.v", (True, "")), listing(0, printed, fine)]
    again = [listing(1), listing(2, FOREIGN), listing(3)]
    found = claims(b=(), c=("b",), d=("b",))
    judged, tasks = read(monkeypatch, tmp_path, found, first, again)
    assert judged == {"b": "", "d": "", "c": "it rests on leaf_0, no axiom of the real numbers"}
    assert tasks == [
        ["claims/b.v", "groups/of_c.v", "groups/axioms_0.v"],
        ["groups/axioms_1.v", "groups/axioms_2.v", "groups/axioms_3.v"],
    ]


def test_when_the_time_is_over_the_axioms_of_what_was_read_are_listed(monkeypatch, tmp_path):
    rounds = iter([[accepted("a"), accepted("b")], [listing(1)]])
    tasks = []

    def run(some, pool):
        tasks.append([task.name for task in some])
        return iter(next(rounds))

    monkeypatch.setattr(loaded(), "coqc", lambda: "coqc")
    monkeypatch.setattr(loaded(), "as_they_end", run)
    found = claims(a=(), b=("a",))
    judged = {id: wrong for id, wrong, _, _ in loaded().checked(found, tmp_path, until=0.0)}
    assert judged == {"a": ""}  # b was not read any more
    assert tasks[1] == ["groups/axioms_1.v"]


def test_what_is_refused_for_its_axioms_is_not_listed_again_when_the_time_is_over(
    monkeypatch, tmp_path
):
    begun = []

    def run(some, pool):
        begun.append([task.name for task in some if not task.name.startswith("prelude/")])
        return iter([accepted("a"), listing(0, FOREIGN)] if len(begun) == 1 else [])

    monkeypatch.setattr(loaded(), "coqc", lambda: "coqc")
    monkeypatch.setattr(loaded(), "as_they_end", run)
    times = iter([0.0, 0.0])
    monkeypatch.setattr(loaded().time, "monotonic", lambda: next(times, 2.0))
    found = claims(a=())
    said = [(id, wrong) for id, wrong, _, _ in loaded().checked(found, tmp_path, until=1.0)]
    assert [id for id, _ in said] == ["a"]
    assert "rests on leaf_0" in said[0][1]
    assert begun == [["claims/a.v", "groups/axioms_0.v"]]


def test_a_list_of_axioms_has_more_time_than_a_claim(monkeypatch, tmp_path):
    monkeypatch.setattr(loaded(), "coqc", lambda: "coqc")
    tasks = {one.name: one for one in loaded().Plan(claims(a=()), tmp_path, 12.0).together()}
    assert tasks["claims/a.v"].limits.processor == 12.0
    assert tasks["groups/axioms_0.v"].limits.processor == 120.0


def test_what_is_listed_together_is_what_coqc_has_accepted(monkeypatch, tmp_path):
    module = importlib.import_module("steepest.verify.coq.coqc")
    monkeypatch.setattr(module, "compiled", lambda program, folder, file: file)
    for file in ("claims/b.vo", "groups/of_c.vo"):
        (tmp_path / file).parent.mkdir()
        (tmp_path / file).touch()
    there = [("claims/b.v", "b"), ("groups/of_c.v", "M_c.c"), ("groups/of_c.v", "M_d.d")]
    theorems = [("claims/a.v", "a"), *there]
    assert module.listed("coqc", str(tmp_path), "list.v", theorems) == "list.v"
    assert (tmp_path / "list.v").read_text("utf-8").splitlines()[:3] == [
        "From Claims Require b.",
        "From Groups Require of_c.",
        "Definition theorems := (I, b.b, of_c.M_c.c, of_c.M_d.d).",
    ]


def test_a_process_that_ends_early_leaves_its_claims_unread(monkeypatch):
    module = importlib.import_module("steepest.verify.coq.export")
    wanted = [(f"x.{k}", "title", None, {}, {}) for k in range(module.SHARE + 1)]
    made = module.forms(wanted)
    assert set(made.values()) == {"certificates of kind None"}
    parts = [(0, Failed("was ended by SIGKILL")), (1, {"x.16": "other"})]
    monkeypatch.setattr(module, "each", lambda *work, **how: iter(parts))
    made = module.forms(wanted)
    assert made["x.0"] == "evidence that cannot be read: was ended by SIGKILL"
    assert made["x.16"] == "other"
