"""The named trials print what they promise; the figures leave their files."""

import pytest
from steepest.verify.reproduce.engine import registry
from steepest.verify.trials.engine import named
from steepest.verify.trials.engine.command import trial_command


def test_exact_times_are_printed(capsys):
    record, code = trial_command("saddle-gd", settings=["d=100", "L=3"], trials=20, workers=1)
    shown = capsys.readouterr().out
    assert code == 0
    assert record["verdict"] == "SUPPORTED"
    assert (
        "k = 100: S_k = 252665409165589849797252822438326904148528152488494540495846421313474660116"
        in shown
    )
    assert "true growth 1 - log(1 - 2 eta L)/log(1 + 2 eta gamma) = 5.49656" in shown


def test_perturbed_descent_runs(capsys):
    record, code = trial_command("saddle-pgd", settings=["d=3"], trials=2000, workers=1)
    assert (record["verdict"], code) == ("SUPPORTED", 0)
    assert "outside: min 0, median 0, max 0" in capsys.readouterr().out


@pytest.mark.parametrize(
    "settings", [["noise=gaussian"], ["noise=none", "sgd=0.1"], ["momentum=0.3"]]
)
def test_variants_of_perturbed_descent(settings):
    record, code = trial_command(
        "saddle-pgd", settings=["d=3", *settings], trials=1200, workers=1, backend="numpy"
    )
    assert (record["verdict"], code) == ("SUPPORTED", 0)


def test_a_setting_outside_the_theorem_is_answered():
    with pytest.raises(named.TrialInputError, match="need 0 < eta"):
        named.trials()["saddle-pgd"].plan({"eta": "1"})


@pytest.mark.parametrize("name", ["figure-7.1", "figure-7.3"])
def test_figures(name, tmp_path):
    made = registry.reproduce(name, tmp_path, runs=50)
    assert {path.suffix for path in made.pictures} == {".svg", ".pdf", ".png"}
    assert all(path.stat().st_size > 1000 for path in made.pictures)
    exact = [c for c in made.comparisons if c.note == "exact"]
    assert all(c.agrees for c in exact)
    assert len(exact) == (4 if name == "figure-7.3" else 0)


def test_surfaces(tmp_path):
    for name in ("figure-7.2", "figure-7.5"):
        assert registry.reproduce(name, tmp_path, grid=24).pictures
