"""What somebody meets in the first hour: version, help, lists, examples, stores, extras."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from steepest.verify.examples import files
from steepest.verify.report import report_name, write_report


def test_version(steepest):
    assert steepest("--version")[:2] == (0, "steepest 0.1.0\n")


def test_help_says_the_defaults(steepest):
    for command in ("run", "trial", "report", "list"):
        _, out, _ = steepest(command, "--help")
        assert "default:" in " ".join(out.split())
        assert "[]" not in out


def test_list_by_verdict(fakes, steepest, store_path):
    steepest("run", "fake.*", "--no-report", "--store", store_path)
    _, out, _ = steepest("list", "fake.*", "--verdict", "refuted", "--store", store_path)
    assert [line.split()[:2] for line in out.splitlines()] == [["REFUTED", "fake.refuted"]]
    code, _, err = steepest("list", "--verdict", "FALSE", "--store", store_path)
    assert code == 2
    assert "expected one of PROVED, CERTIFIED" in err
    code, _, err = steepest("list", "fake.*", "--verdict", "ERROR", "--store", store_path)
    assert code == 2
    assert "no claim has the verdict ERROR" in err


def test_errata_of_a_pattern(fakes, steepest, store_path):
    steepest("run", "fake.*", "--no-report", "--store", store_path)
    _, out, _ = steepest("errata", "fake.*", "--json", "--store", store_path)
    assert json.loads(out)["id"] == "fake.refuted"
    _, out, _ = steepest("errata", "fake.proved", "--store", store_path)
    assert "nothing that matches fake.proved" in out
    assert steepest("errata", "no.such", "--store", store_path)[0] == 2


def test_examples_are_listed_copied_and_never_replaced(steepest, tmp_path):
    _, out, _ = steepest("examples")
    assert "first.toml" in out
    assert len(files()) >= 10
    code, _, _ = steepest("examples", tmp_path / "mine")
    assert code == 0
    assert (tmp_path / "mine" / "first.toml").exists()
    code, _, err = steepest("examples", tmp_path / "mine")
    assert code == 2
    assert "exists already" in err


def test_two_stores_of_a_folder_have_two_reports(tmp_path):
    assert report_name(tmp_path / "results.sqlite") == "report"
    assert report_name(tmp_path / "other.sqlite") == "report-other"


def test_a_missing_store_has_no_report(tmp_path, steepest):
    code, _, err = steepest("report", "--store", tmp_path / "none.sqlite")
    assert code == 2
    assert "there is no store at" in err
    with pytest.raises(Exception, match="there is no store"):
        write_report(tmp_path / "none.sqlite")


def test_an_extra_that_is_missing_fails_nothing(fakes, steepest, store_path, monkeypatch):
    from steepest.verify import main_job

    lines = []
    out = type("Out", (), {"print": lambda self, text: lines.append(text)})()
    record = {"id": "fsgd.exp-6.3c", "verdict": "UNDECIDED", "method": "not run", "seconds": 0.0}
    detail = "not run: needs the extra images, pip install 'steepest[images]'"
    assert main_job._compare([record | {"detail": detail}], out) == 0
    assert "needs the extra images" in lines[0]
    late = record | {"method": "out of time", "detail": "", "seconds": 180.0}
    assert main_job._compare([late], out) == 0
    assert "steepest run fsgd.exp-6.3c --timeout 720" in " ".join(lines)


def test_without_scikit_learn_the_main_command_says_so_and_does_not_fail(tmp_path):
    """The package is there and cannot be imported, in every process of the run."""
    (tmp_path / "sklearn").mkdir()
    (tmp_path / "sklearn" / "__init__.py").write_text("raise ImportError('blocked')")
    ids = ["fsgd.exp-6.3c", "fsgd.exp-6.3c.small"]
    done = subprocess.run(
        [sys.executable, "-m", "steepest.verify", "run", *ids, "--no-report", "--store"]
        + [str(tmp_path / "out.sqlite")],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=250,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for id in ids:
        assert f"{id}: not run: needs the extra images" in done.stdout
    assert "every other verdict is as recorded" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_a_shell(shell):
    words = [sys.executable, "-m", "steepest.verify", "--show-completion", shell]
    named = os.environ | {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}  # by its argument
    done = subprocess.run(words, capture_output=True, text=True, timeout=100, env=named)
    assert done.returncode == 0, done.stderr
    assert "steepest" in done.stdout


def test_a_long_list_goes_through_the_pager(tmp_path, monkeypatch):
    """Twenty lines on a terminal of ten: the pager of the user gets them, a short text it does not
    get.
    """
    from rich.console import Console
    from steepest.verify.pages.display import paged

    sent = []
    monkeypatch.setattr("rich.pager.SystemPager.show", lambda self, text: sent.append(text))
    with open(tmp_path / "tty", "w") as stream:
        out = Console(file=stream, force_terminal=True, width=80, height=10)
        for count in (5, 20):
            with paged(out, count):
                for line in range(count):
                    out.print(f"line {line}")
    assert len(sent) == 1
    assert sent[0].count("line") == 20
    with paged(Console(file=sys.stderr, force_terminal=False), 10**6):
        pass
    assert len(sent) == 1
