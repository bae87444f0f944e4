"""Figure 2, its checkpoints and the scan of settings, at sizes that take seconds."""

import csv
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from steepest.kernels.relu_gram.experiment import Setting
from steepest.verify.reproduce import reproduce
from steepest.verify.reproduce.balancedness import checkpoint, printed

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


def test_figure_2_and_its_cache(tmp_path):
    made = reproduce("figure-2", tmp_path, **SMALL)
    rows = read(tmp_path / "figure-2-balanced.csv")
    assert len(rows) == SMALL["steps"] + 1
    measured = [float(row["difference_12"]) for row in rows]
    predicted = [float(row["predicted_12"]) for row in rows]
    np.testing.assert_allclose(measured, predicted, atol=1e-9)
    assert len(made.comparisons) == 12
    kept = {path: path.read_bytes() for path in tmp_path.glob("*.npz")}
    again = reproduce("figure-2c", tmp_path, **SMALL)  # the panels share the runs
    assert kept == {path: path.read_bytes() for path in tmp_path.glob("*.npz")} != {}
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
