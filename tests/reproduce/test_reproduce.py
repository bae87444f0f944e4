"""Figures and tables of the experiments, at sizes that take seconds."""

import csv
import json
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from steepest.kernels.relu_gram.experiment import Setting
from steepest.proofs import SteepestError
from steepest.verify.reproduce import UnknownReproduction, main, names, reproduce, reproduce_command
from steepest.verify.reproduce.balancedness import checkpoint, printed
from steepest.verify.reproduce.engine import command, registry
from steepest.verify.reproduce.engine.output import write
from steepest.verify.reproduce.engine.registry import Comparison, OutputError

SMALL = {
    "widths": (40, 12, 11, 3),
    "points": 30,
    "steps": 120,
    "eta": 1e-4,
    "variances": (0.01, 0.02, 0.02),
}


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def test_every_name_has_a_title_and_a_source():
    assert {
        "figure-1",
        "figure-1a",
        "figure-1b",
        "figure-2",
        "figure-2a",
        "figure-2d",
        "exp-scan",
    } <= set(names())
    for entry in registry.entries().values():
        assert entry.title
        assert entry.source
        assert entry.make.__doc__


def test_unknown_name_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(UnknownReproduction, match="figure-2a"):
        reproduce("figure-2aa", tmp_path)
    with pytest.raises(SteepestError, match="figure-1"):
        reproduce_command("zzzzzz", tmp_path)


def test_names_are_registered_once():
    with pytest.raises(ValueError, match="twice"):
        registry.reproduction("figure-1", "somewhere")(lambda run: None)


def test_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="another one with --out"):
        reproduce("figure-1", tmp_path / "file")
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "absent" / "x.csv", "")


@pytest.mark.parametrize("name", ["figure-1", "figure-1b"])
def test_figure_1(tmp_path, name):
    made = reproduce(name, tmp_path, steps=320, eta=0.1)
    rows = read(tmp_path / "figure-1-equal.csv")
    assert len(rows) == 321
    assert float(rows[-1]["loss_plain"]) < 1e-6 * float(rows[0]["loss_plain"])
    verdicts = {comparison.quantity: comparison.agrees for comparison in made.comparisons}
    assert all(agrees for quantity, agrees in verdicts.items() if "final loss" in quantity)
    assert not verdicts["d1 = 100, d2 = 400, equal scales: ratio ||U||^2/||V||^2 constant to 1 %"]
    assert verdicts["equal sizes of 10,000, equal scales: ratio ||U||^2/||V||^2 constant to 1 %"]
    assert {path.suffix for path in made.pictures} == {".svg", ".pdf", ".png"}
    assert (tmp_path / f"{name}.txt").read_text().startswith("Figure")
    assert (tmp_path / f"{name}.png").read_bytes()[:4] == b"\x89PNG"


def test_figure_2_and_its_cache(tmp_path):
    made = reproduce("figure-2", tmp_path, **SMALL)
    rows = read(tmp_path / "figure-2-balanced.csv")
    assert len(rows) == SMALL["steps"] + 1
    measured = [float(row["difference_12"]) for row in rows]
    predicted = [float(row["predicted_12"]) for row in rows]
    np.testing.assert_allclose(measured, predicted, atol=1e-9)
    assert len(made.comparisons) == 12
    begun = time.perf_counter()
    again = reproduce("figure-2c", tmp_path, **SMALL)  # the panels share the runs
    assert time.perf_counter() - begun < 5
    assert any("continued from iteration 120" in remark for remark in again.remarks)
    assert [c.measured for c in again.comparisons] == [c.measured for c in made.comparisons[6:]]


def test_other_settings_are_other_runs(tmp_path):
    one = reproduce("figure-2b", tmp_path, **SMALL)
    two = reproduce("figure-2b", tmp_path, seed=1, **SMALL)
    assert one.comparisons[0].measured != two.comparisons[0].measured


def test_a_run_continues_from_its_checkpoint_bitwise(tmp_path):
    setting = Setting(labels="linear teacher", **SMALL)
    path, lines = tmp_path / "run.npz", []
    whole, begun = checkpoint.resumed_run(tmp_path / "whole.npz", setting, lines.append)
    assert begun == 0

    class Cut(Exception):
        pass

    def cut(line):
        lines.append(line)
        raise Cut

    with pytest.raises(Cut):
        checkpoint.resumed_run(path, setting, cut, seconds=0.0)
    state, begun = checkpoint.resumed_run(path, setting, lines.append)
    assert begun == 100
    np.testing.assert_array_equal(state.norms, whole.norms)
    np.testing.assert_array_equal(state.loss, whole.loss)


def test_a_damaged_checkpoint_is_computed_again(tmp_path):
    setting = Setting(labels="linear teacher", **SMALL)
    path = tmp_path / "run.npz"
    checkpoint.resumed_run(path, setting, print)
    assert checkpoint.load(path, setting).done == SMALL["steps"]
    assert checkpoint.load(path, Setting(**SMALL)) is None
    path.write_bytes(path.read_bytes()[:5000])
    assert checkpoint.load(path, setting) is None
    assert checkpoint.resumed_run(path, setting, print)[1] == 0


def test_runs_side_by_side_equal_runs_in_turn(tmp_path, monkeypatch):
    settings = [Setting(initialisation=kind, **SMALL) for kind in ("balanced", "unbalanced")]
    turn = checkpoint.resumed_runs(
        [(tmp_path / f"a{k}.npz", s) for k, s in enumerate(settings)], print
    )
    monkeypatch.setattr(checkpoint, "PARALLEL", 0)
    side = checkpoint.resumed_runs(
        [(tmp_path / f"b{k}.npz", s) for k, s in enumerate(settings)], print
    )
    for (one, _), (two, _) in zip(turn, side):
        np.testing.assert_allclose(one.norms, two.norms, rtol=1e-9)


def test_scan(tmp_path):
    settings = SMALL | {
        "pairs": (("N(0,1)", "N(0,1)"), ("N(0,1)", "one-hot")),
        "rounds": 2,
        "steps": 60,
    }
    said = []
    made = reproduce("exp-scan", tmp_path, say=said.append, **settings)
    rows = read(tmp_path / "exp-scan.csv")
    assert len(said) == len(rows) == 2
    assert float(rows[0]["distance"]) <= float(rows[1]["distance"])
    assert "| printed |" in (tmp_path / "exp-scan-table.md").read_text()
    assert len(made.comparisons) == 4
    with open(tmp_path / "exp-scan.jsonl", "a") as file:
        file.write("{damaged\n")
    reproduce("exp-scan", tmp_path, say=said.append, **settings)
    assert len(said) == 2  # both rows were kept


def test_comparison_with_the_printed_numbers():
    exact = {f"norm_{h}": n for h, n in enumerate(printed.FINAL_NORMS["balanced"]["norms"], 1)}
    other = {f"norm_{h}": n for h, n in enumerate(printed.FINAL_NORMS["unbalanced"]["norms"], 1)}
    assert printed.distance(exact, other) == 0
    assert printed.distance({name: 1.1 * n for name, n in exact.items()}, other) == pytest.approx(
        0.0674, abs=1e-3
    )


def test_command_prints_a_table_or_json(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(command, "reproduce", partial(reproduce, steps=40))
    record, code = reproduce_command("figure-1a", tmp_path)
    assert code == 0
    assert "| quantity | printed |" in capsys.readouterr().out
    assert (tmp_path / "figure-1a.md").exists()
    assert main("figure-1a", tmp_path, json=True) == 0
    assert json.loads(capsys.readouterr().out)["name"] == record["name"] == "figure-1a"
    assert main(None) == 0
    assert "figure-2" in capsys.readouterr().out
    assert main(None, json=True) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["title"]
    monkeypatch.setenv("STEEPEST_STORE", str(tmp_path / "run" / "results.sqlite"))
    reproduce_command("figure-1b")
    assert (tmp_path / "run" / "figures" / "figure-1" / "figure-1b.svg").exists()


def test_all_makes_every_figure_and_names_the_one_that_fails(tmp_path, capsys, monkeypatch):
    def works(run):
        """A figure."""
        return registry.Reproduction("one", "A figure", "nowhere")

    def fails(run):
        """Another."""
        raise SteepestError("a library is missing")

    panels = {
        name: registry.Entry(name, "nowhere", make)
        for name, make in (("two", fails), ("one", works), ("onea", works))
    }
    monkeypatch.setattr(registry, "entries", lambda: panels)
    monkeypatch.setattr(command, "entries", lambda: panels)
    monkeypatch.setattr(registry, "_aliases", {name: name for name in panels})
    with pytest.raises(SteepestError, match="two was not made: a library is missing"):
        main("all", out=tmp_path, json=True)
    shown = capsys.readouterr()
    assert json.loads(shown.out)["name"] == "one"
    assert "one (2 of 2)" in shown.err
    del panels["two"]
    assert main("all", out=tmp_path) == 0


def test_words_of_a_comparison():
    assert Comparison("q", "1", "2", None).agrees is None


@pytest.mark.fault
def test_a_killed_run_continues(tmp_path):
    call = (
        "import steepest.verify.reproduce.balancedness.checkpoint as c; from "
        "steepest.kernels.relu_gram.experiment import Setting; from pathlib import Path;"
        f"s = Setting(widths=(40, 20, 20, 3), points=60, steps=8000, variances=(.01, .02, "
        f".02)); p = Path({str(tmp_path)!r}) / 'run.npz';"
        "print(c.resumed_run(p, s, lambda line: None, seconds=0.05)[1], flush=True)"
    )
    process = subprocess.Popen([sys.executable, "-c", call], stdout=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not (tmp_path / "run.npz").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    done = subprocess.run(
        [sys.executable, "-c", call], capture_output=True, text=True, check=True, timeout=120
    )
    assert int(done.stdout) > 0
    assert not [
        path
        for path in Path(tmp_path).iterdir()
        if path.suffix == ".part" and path.stat().st_size == 0
    ]
