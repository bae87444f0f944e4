"""Figure 2.1 in small, its settings from the command line, and the named trial."""

import json

import pytest
from steepest.verify.reproduce.engine.registry import reproduce
from steepest.verify.reproduce.relu_gram.width_runs import FigureError

SMALL = {"n": 20, "d": 20, "widths": "30,60,120", "steps": 30, "scan": "0.5,3"}


def test_the_figure_is_made_and_continues(tmp_path):
    said = []
    made = reproduce("figure-2.1", tmp_path, say=said.append, **SMALL)
    # three widths, two other steps; eta = 1 at the middle width is shared
    assert len(said) == 3 + 2
    assert {path.suffix for path in made.pictures} == {".svg", ".pdf", ".png"}
    rows = (tmp_path / "figure-2.1.csv").read_text().splitlines()
    assert rows[0] == "m,repetition,epoch,loss,changed,moved"
    assert len(rows) == 1 + 3 * 31
    assert any("exponent" in one.quantity for one in made.comparisons)
    json.dumps(made.to_json())
    said.clear()
    reproduce("fig-2.1b", tmp_path, say=said.append, **SMALL)
    assert said == []  # every run was kept
    kept = tmp_path / "figure-2.1-runs.jsonl"
    kept.write_text(kept.read_text() + "{broken\n")
    reproduce("figure-2.1c", tmp_path, say=said.append, **SMALL)
    assert said == []


@pytest.mark.parametrize(
    "bad",
    [
        {"widths": "10,20"},
        {"widths": "ten"},
        {"widths": "inf"},
        {"eta": 0},
        {"eta": ","},
        {"repetitions": "1,2"},
        {"colour": 3},
        {"repetitions": 0},
        {"dtype": "float16"},
    ],
)
def test_settings_are_checked(tmp_path, bad):
    with pytest.raises(FigureError, match="was given|were given|no such setting"):
        reproduce("figure-2.1", tmp_path, **(SMALL | bad))


def test_set_on_the_command_line(tmp_path, capsys):
    from steepest.verify.reproduce.engine.command import main

    texts = [f"{key}={value}" for key, value in SMALL.items()]
    assert main("figure-2.1a", out=tmp_path, json=True, settings=texts) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["settings"]["widths"] == [30, 60, 120]


def test_the_named_trial():
    from steepest.verify.trials.engine.named import TrialInputError, trials

    named = trials()["relu-gram"]
    plan = named.plan({"n": "5", "m": "50"})
    assert (plan.parameters["n"], plan.parameters["m"]) == (5, 50)
    assert any(
        "lambda_0 =" in line
        for line in named.explain({"n": "5", "d": "5", "m": "50", "steps": "40"})
    )
    with pytest.raises(TrialInputError, match="low <= high"):
        named.plan({"low": "2", "high": "1"})


def test_the_named_flow_trial():
    plan = trials_named("relu-flow").plan({"check": "slides", "horizon": "2"})
    assert plan.parameters["check"] == "slides"
    assert "slides" in plan.success


def trials_named(name):
    from steepest.verify.trials.engine.named import trials

    return trials()[name]
