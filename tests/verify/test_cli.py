"""The command line: output, record format, exit codes, and one message for every mistake."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from steepest.verify.store import ledger
from steepest.verify.store.database import Store

DRIVE = Path(__file__).parent / "fakes" / "drive.py"
DESIGNED = [
    "id",
    "title",
    "source",
    "verdict",
    "scope",
    "method",
    "seconds",
    "certificate",
    "witness",
    "detail",
    "hash",
    "backend",
    "seed",
    "amends",
]


def rows(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def ran(fakes, steepest, store_path):
    """A store with the results of the fake claims."""
    steepest("run", "fake.*", "--store", store_path, "--no-report")
    return store_path


def test_run_prints_records_in_the_designed_format(fakes, steepest, store_path):
    code, out, err = steepest("run", "fake.*", "--json", "--store", store_path)
    assert code == 1  # the ledger knows none of them
    records = rows(out)
    assert [list(record) for record in records] == [DESIGNED] * len(records)
    assert {record["id"]: record["verdict"] for record in records} == {
        "fake.proved": "PROVED",
        "fake.proved.step-1": "CERTIFIED",
        "fake.refuted": "REFUTED",
        "fake.refuted-amended": "PROVED",
        "fake.supported": "SUPPORTED",
        "fake.undecided": "UNDECIDED",
    }
    assert records[3]["amends"] == "fake.refuted"
    assert "report" in err
    assert (store_path.parent / "report" / "index.html").exists()


def test_run_agrees_with_the_ledger_or_says_where_not(ran, steepest, monkeypatch, tmp_path):
    file = tmp_path / "ledger.toml"
    monkeypatch.setattr(ledger, "path", lambda: file)
    code, out, _ = steepest("ledger", "--store", ran)
    assert code == 1
    assert "fake.proved: recorded nothing, measured PROVED" in out
    code, out, _ = steepest("ledger", "--update", "--store", ran)
    assert code == 0
    assert "fake.proved: nothing -> PROVED" in out
    code, out, _ = steepest("run", "fake.*", "--store", ran, "--no-report")
    assert code == 0
    assert "every verdict is as recorded" in out
    file.write_text(
        file.read_text().replace(
            '"fake.proved" = "PROVED"', '"fake.proved" = "CERTIFIED"\n"gone" = "PROVED"'
        )
    )
    code, out, _ = steepest("run", "fake.proved", "--store", ran, "--no-report")
    assert code == 1
    assert "not as recorded: fake.proved is PROVED, the ledger has CERTIFIED" in out
    code, out, _ = steepest("ledger", "--store", ran, "--json")
    (found,) = rows(out)
    assert {"id": "fake.proved", "recorded": "CERTIFIED", "measured": "PROVED"} in found[
        "differences"
    ]
    assert found["gone"] == ["gone"]


def test_mutation_score(fakes, steepest, store_path):
    code, out, _ = steepest("run", "--mutants", "fake.proved*", "--store", store_path)
    assert code == 1
    assert "not refuted: fake.proved.step-1 ~ survivor is CERTIFIED" in out
    assert "mutation score: 66.7 % (2 of 3 mutants refuted, 0 claims without a mutant)" in out
    code, out, _ = steepest(
        "run", "--mutants", "fake.undecided", "fake.proved", "--store", store_path
    )
    assert "no mutant: fake.undecided" in out


def test_list(ran, steepest, monkeypatch):
    code, out, _ = steepest("list", "fake.*", "long.one", "--store", ran)
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith("PROVED")
    assert lines[0].split()[1:] == ["fake.proved", "A", "proved", "<thing>", "&", "more."]
    assert lines[-1].startswith("-")
    from steepest.verify.store import results

    monkeypatch.setattr(results, "content_key", lambda claim, full=False: "changed")
    code, out, _ = steepest("list", "fake.proved", "--store", ran)
    assert " stale " in out
    code, out, _ = steepest("list", "fake.*", "--json", "--store", ran)
    assert {row["state"] for row in rows(out)} == {"stale"}
    code, out, _ = steepest("list", "fake.*", "--json", "--store", ran.with_name("none"))
    assert {row["state"] for row in rows(out)} == {"not run"}


def test_show(ran, steepest):
    code, out, _ = steepest("show", "fake.proved", "--store", ran)
    assert code == 0
    for expected in (
        "Simon S. Du, Wei Hu, Jason D. Lee. Algorithmic Regularization",
        "(also thesis, Section 0)",
        "- eta_1 -> 0",
        "1. CERTIFIED  fake.proved.step-1  Its first step.",
        "two; with another sign",
        "second paragraph",
    ):
        assert expected in out
    code, out, _ = steepest("show", "fake.refuted", "--store", ran)
    assert "x = 1" in out
    assert "satisfies  x >= 0" in out
    assert "violates   2*x <= x" in out
    assert "amended     PROVED     fake.refuted-amended" in out
    code, out, _ = steepest("show", "fake.refuted-amended", "--store", ran)
    assert "amends      fake.refuted" in out
    code, out, _ = steepest("show", "long.one", "--store", ran)
    assert "not run yet; `steepest run long.one`" in out
    code, out, _ = steepest("show", "fake.def-double", "--store", ran)
    assert "fake_claims:double" in out


def test_show_as_json(ran, steepest):
    code, out, _ = steepest("show", "fake.refuted", "--json", "--store", ran)
    page = rows(out)[0]
    assert set(page["record"]) == set(DESIGNED)
    assert page["amended"] == [
        {
            "id": "fake.refuted-amended",
            "title": "Twice x is at least x, for x >= 0.",
            "verdict": "PROVED",
        }
    ]
    code, out, _ = steepest("show", "fake.def-double", "--json", "--store", ran)
    assert rows(out)[0]["implementation"] == "fake_claims:double"


def test_errata(ran, steepest):
    code, out, _ = steepest("errata", "--store", ran)
    assert code == 0
    for expected in (
        "fake.refuted",
        "x = 1",
        "violates   2*x <= x",
        "PROVED    fake.refuted-amended",
        "fails at x = 1",
    ):
        assert expected in out
    code, out, _ = steepest("errata", "--json", "--store", ran)
    (entry,) = [row for row in rows(out) if row["id"] == "fake.refuted"]
    assert entry["amended"][0]["verdict"] == "PROVED"
    code, out, _ = steepest("errata", "--store", ran.with_name("none"))
    assert "there is no store at" in out
    assert "`steepest run` makes one" in out


def test_doctor(ran, steepest):
    code, out, _ = steepest("doctor", "--store", ran)
    for expected in ("sympy", "compiler", "cuda", "subnormals  kept", "sound: 6 results"):
        assert expected in out
    code, out, _ = steepest("doctor", "--json", "--store", ran)
    assert rows(out)[0]["store"]["sound"]
    code, out, err = steepest("doctor", "--salvage", "--store", ran)
    assert "kept 6 rows, lost 0" in err
    ran.write_bytes(b"junk" * 2000)
    code, out, err = steepest("doctor", "--store", ran)
    assert code == 1
    assert "not an SQLite database" in out


def test_report_command(ran, steepest, tmp_path):
    code, out, _ = steepest("report", "--store", ran, "--out", tmp_path / "r" / "page.html")
    assert code == 0
    assert Path(out.strip()).read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            ["show", "fake.prooved"],
            r"there is no claim 'fake.prooved'; nearest: .*fake.proved.* `steepest list` shows "
            r"every id",
        ),
        (["run", "fake.zzz*"], r"no claim matches 'fake.zzz\*'"),
        (["list", "nothing-like-it"], "no claim matches 'nothing-like-it'"),
        (["run", "--timeout", "0"], "--timeout 0 was given; expected a positive number of seconds"),
        (["run", "--timeout", "inf"], "--timeout inf was given"),
        (["run", "--timeout", "nan"], "--timeout nan was given"),
        (["run", "--workers", "0"], "--workers 0 was given; expected at least 1"),
        (["run", "long.*"], "every claim that matches long.* is a long one; add --full"),
        (
            ["run", "fake.proved", "--store", "/proc/none/store.sqlite"],
            "cannot be written: .*another file with --store",
        ),
        (["run", "fake.proved", "--store", "/"], "is a directory"),
        (["recheck", "--store", "/no/such/store"], "there is no store at /no/such/store"),
        (["recheck", "missing.json"], "there is no file missing.json"),
        (["doctor", "--salvage", "--store", "/no/such/store"], "nothing to salvage"),
        (["trial", "fake.zzz"], "fake.zzz"),
        (
            ["report", "--out", "/proc/none/report"],
            "the report /proc/none/report cannot be written: .*--out DIR",
        ),
    ],
)
def test_a_mistake_is_one_message_and_exit_2(
    fakes, steepest, arguments, expected, monkeypatch, tmp_path
):
    monkeypatch.setenv("STEEPEST_STORE", str(tmp_path / "s.sqlite"))
    code, out, err = steepest(*arguments)
    assert code == 2, err
    assert out == ""
    assert re.search(expected, err)
    assert err.startswith("steepest: ")
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [["run", "--timeout", "soon"], ["list", "--no-such-option"], ["no-such-command"], ["show"]],
)
def test_bad_usage_is_exit_2(steepest, arguments):
    code, out, err = steepest(*arguments)
    assert code == 2
    assert "Traceback" not in err


def test_stores_that_cannot_be_used(fakes, steepest, tmp_path):
    text = tmp_path / "notes.sqlite"
    text.write_text("some text " * 500)
    code, _, err = steepest("run", "fake.proved", "--store", text)
    assert code == 2
    assert "not an SQLite database" in err
    assert text.read_text().startswith("some text")
    path = tmp_path / "s.sqlite"
    with Store(path):
        code, _, err = steepest("run", "fake.proved", "--store", path)
    assert code == 2
    assert f"in use by another run, process {os.getpid()}" in err
    with Store(path) as store:
        store._connection.execute("UPDATE schema SET version = 2")
    for command in ("run", "list", "errata", "show"):
        code, _, err = steepest(
            command, *(["fake.proved"] if command != "errata" else []), "--store", path
        )
        assert code == 2
        assert "schema version 2, this steepest reads version 1" in err


def test_a_forbidden_file_is_one_message(steepest, monkeypatch):
    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied", "/secret")

    monkeypatch.setattr("steepest.verify.pages.claims.known", refuse)
    code, out, err = steepest("list")
    assert code == 2
    assert err.startswith("steepest: /secret: permission denied")


def test_the_reader_of_claim_files_is_light():
    """The workers load the engines; the process that reads the files goes without them."""
    code = (
        "import sys, steepest.verify.user_claims as own\n"
        "own.gathered([own.claim('a', 'x**2 >= 0', real=['x'])])\n"
        "heavy = {'sympy', 'numpy', 'z3', 'flint', 'typer', 'steepest.proofs.checker'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_help_is_quick_and_light():
    code = (
        "import sys; sys.argv=['steepest','--help']\nfrom steepest.verify.cli import "
        "main\ntry: main()\nexcept SystemExit: pass\n"
    )
    code += (
        "heavy = {'sympy', 'numpy', 'z3', 'flint', 'scipy', 'matplotlib', 'jinja2'} & "
        "set(sys.modules)\nassert not heavy, heavy"
    )
    times = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.35  # processor time: the machine may be busy


def test_module_entry_point():
    done = subprocess.run(
        [sys.executable, "-m", "steepest.verify", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "recheck" in done.stdout


def drive(*arguments, **options):
    return subprocess.Popen(
        [sys.executable, str(DRIVE), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def table(store_path):
    process = drive("run", "slow.*", "--json", "--no-report", "--store", store_path)
    out, _ = process.communicate(timeout=60)
    return [{name: value for name, value in row.items() if name != "seconds"} for row in rows(out)]


@pytest.mark.fault
def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(store_path):
    process = drive("run", "slow.*", "--no-report", "--store", store_path)
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert re.search(r"interrupted; \d+ of 12 results are in", err)
    assert "to go on where it stopped: steepest run 'slow.*'" in err
    with Store(store_path) as store:
        assert 0 < len(store.latest()) < 12
    assert len(table(store_path)) == 12


@pytest.mark.fault
def test_kill_9_at_any_moment_and_resume(store_path, tmp_path):
    whole = table(tmp_path / "whole.sqlite")
    chance = random.Random(11)
    for _ in range(4):
        process = drive("run", "slow.*", "--no-report", "--store", store_path)
        time.sleep(chance.uniform(0.3, 3.0))
        process.kill()
        process.communicate(timeout=20)
    assert table(store_path) == whole
    with Store(store_path) as store:
        assert store.integrity() == []
