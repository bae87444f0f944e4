"""`steepest trial`: names, settings, what is printed, records and exit codes."""

import io
import json
import sys

import pytest
import sympy
from steepest.proofs import registry
from steepest.proofs.vocabulary import Evidence, Plan, Source, SteepestError, Verdict
from steepest.verify.store.database import Store
from steepest.verify.trials.engine.command import trial_command
from steepest.verify.trials.engine.drive import Step
from steepest.verify.trials.engine.named import (
    TrialInputError,
    trial,
)
from steepest.verify.trials.engine.plans import registered
from steepest.verify.trials.engine.progress import Bar, Plain, clock, line, progress

KEYS = [
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


pytestmark = pytest.mark.usefixtures("toy")
T = sympy.Symbol("t", real=True)


@pytest.fixture
def toy_claim(monkeypatch):
    registry.claims()
    monkeypatch.setattr(registry, "_claims", dict(registry._claims))

    @registry.claim("toy.coin", Source("toy", "Theorem 1"), trial=True)
    def fair(judge, p=0.95):
        """The coin is good."""
        first = judge.trial(
            Plan("toy.coin", "toys:coin", {"p": p}, 1500, "draw < p", "0.9", "0.05")
        )
        return judge.all(judge.equal((T + 1) ** 2, T**2 + 2 * T + 1), first)

    @registry.claim("toy.exact", Source("toy", "Theorem 2"))
    def exact(judge):
        """The square of a sum."""
        return judge.equal((T + 1) ** 2, T**2 + 2 * T + 1)

    @registry.claim("toy.none", Source("toy", "Theorem 3"), trial=True)
    def none(judge):
        """Never tried."""
        return Evidence(Verdict.UNDECIDED, "", "none")


def test_it_prints_plan_counts_interval_verdict_and_power(capsys, tmp_path):
    record, code = trial_command("toy-coin", tmp_path / "s.sqlite", workers=1)
    out = capsys.readouterr().out
    assert code == 0
    for words in (
        "trial    toy-coin, p = 0.95",
        "2000 trials, seed 20180604, backend numpy",
        "success  draw < p",
        "probability at least 0.9 (margin",
        "power    refuted with probability 0.99 if the truth is 0.8",
        "result   SUPPORTED: ",
        "counts   ",
        "interval [0.9",
        "time  ",
    ):
        assert words in out
    assert list(record) == KEYS
    assert record["title"] == "A coin falls on its better side."
    assert record["certificate"]["plan"] == record["hash"]
    again, _ = trial_command("toy-coin", tmp_path / "s.sqlite", workers=1)
    out = capsys.readouterr().out
    assert "2000 trials from the store" in out
    assert {**again, "seconds": 0} == {**record, "seconds": 0}
    trial_command("toy-coin", tmp_path / "s.sqlite", workers=1, resume=False)
    assert "from the store" not in capsys.readouterr().out


def test_json_goes_to_stdout_alone(capsys, tmp_path):
    record, code = trial_command(
        "toy-coin", tmp_path / "s.sqlite", settings=["p=0.7"], json=True, workers=1
    )
    out = capsys.readouterr().out
    assert json.loads(out) == record
    assert code == 1
    assert record["verdict"] == "REFUTED"
    assert record["witness"]["replay"].startswith("steepest trial toy-coin --set p=0.7 --only ")


def test_a_failing_trial_is_replayed(capsys, tmp_path):
    record, _ = trial_command("toy-coin", settings={"p": "0.7"}, seed=5, trials=900, workers=1)
    words = record["witness"]["replay"].split()
    assert words[:3] == ["steepest", "trial", "toy-coin"]
    assert words[words.index("--seed") + 1] == "5"
    index = int(words[words.index("--only") + 1])
    capsys.readouterr()
    replayed, code = trial_command(
        "toy-coin", settings={"p": "0.7"}, seed=5, trials=900, only=index
    )
    assert code == 1
    assert replayed["recorded"]["success"] == 0
    assert replayed["recorded"]["draw"] >= 0.7
    assert "success = 0" in capsys.readouterr().out
    assert trial_command("toy-coin", settings={"p": "1"}, only=0, json=True)[1] == 0


def test_a_stored_plan_is_data(tmp_path, monkeypatch):
    """A plan that names code of its own is refused before anything of it is imported."""
    (tmp_path / "evil_batch.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    for batch in ("evil_batch:run", "os:system", "steepest.verify.cli:main", "toys:broken"):
        path = tmp_path / f"{batch.replace(':', '-')}.sqlite"
        plan = registered(Plan("coin", "toys:coin", {"p": 0.9}, 100, "draw < p"))
        with Store(path) as store:
            hash = store.put_plan(plan | {"batch": batch})
        with pytest.raises(TrialInputError, match="a store is data"):
            trial_command(hash[:12], path)


def test_a_registered_plan_is_found_by_its_hash(tmp_path, capsys):
    path = tmp_path / "s.sqlite"
    record, _ = trial_command("toy-coin", path, settings=["p=0.7"], workers=1)
    replayed, _ = trial_command(record["hash"][:12], path, only=3)
    assert replayed["plan"] == record["hash"]
    assert trial_command(record["hash"][:12], path, workers=1)[0]["verdict"] == "REFUTED"
    with pytest.raises(TrialInputError, match="cannot change the registered plan"):
        trial_command(record["hash"][:12], path, settings=["p=0.7"])


@pytest.mark.usefixtures("toy_claim")
def test_a_claim_with_a_trial_is_decided_as_a_whole(tmp_path, capsys, monkeypatch):
    record, code = trial_command("toy.coin", tmp_path / "s.sqlite", workers=1)
    assert (record["verdict"], code) == ("SUPPORTED", 0)
    assert record["source"] == "toy, Theorem 1"
    assert [part["kind"] for part in record["certificate"]["parts"]] == ["identity", "counts"]
    record, code = trial_command("toy.coin", settings=["p=0.5"], trials=300, workers=1)
    assert (record["verdict"], code) == ("REFUTED", 1)
    replayed, _ = trial_command(
        "toy.coin", settings=["p=0.5"], trials=300, only=record["witness"]["first_failing"]
    )
    assert replayed["recorded"]["success"] == 0
    from steepest.verify.store import ledger

    monkeypatch.setattr(ledger, "recorded", lambda: {"toy.coin": "REFUTED"})
    # the ledger speaks of the claim as it stands
    assert trial_command("toy.coin", settings=["p=0.5"], workers=1)[1] == 1


@pytest.mark.usefixtures("toy_claim")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "toy-coyn"}, "there is no trial 'toy-coyn'; nearest: toy-coin"),
        ({"name": "deadbeefdeadbeef"}, "there is no trial 'deadbeefdeadbeef'"),
        ({"name": "toy.exact"}, "decided without trials; `steepest run toy.exact`"),
        ({"name": "toy.none", "only": 1}, "made no plan"),
        ({"name": "toy.coin", "settings": ["q=1"]}, "no parameter 'q'; it has p"),
        ({"name": "toy.coin", "settings": ["p=x"]}, "--set p=x: p takes a number"),
        ({"name": "toy-coin", "settings": ["bond=1"]}, "no parameter 'bond'; nearest: bound"),
        ({"name": "toy-coin", "settings": ["p"]}, "expected key=value"),
        ({"name": "toy-coin", "settings": ["p=1", "p=0"]}, "is given twice"),
        (
            {"name": "toy-coin", "settings": ["p=1.5"]},
            "p takes a number >= 0 and <= 1; the nearest is 1",
        ),
        ({"name": "toy-coin", "settings": ["sides=1"]}, "a whole number >= 2; the nearest is 2"),
        ({"name": "toy-coin", "settings": ["sides=2.5"]}, "sides takes a whole number"),
        (
            {"name": "toy-coin", "settings": ["bound=0"]},
            "bound takes an exact number such as 0.1 or 1/10 > 0 and <= 1",
        ),
        ({"name": "toy-coin", "trials": -1}, "the nearest is 1"),
        ({"name": "toy-coin", "trials": 10**18}, "the nearest is 10000000"),
        ({"name": "toy-coin", "seed": -1}, "seed = -1"),
        ({"name": "toy-coin", "backend": "gpu"}, "no backend 'gpu'"),
        ({"name": "toy-coin", "only": 2000}, "has the trials 0 to 1999"),
        ({"name": "toy-coin", "only": -1}, "has the trials 0 to 1999"),
        ({"name": "toy-coin", "workers": 0}, "--workers 0"),
    ],
)
def test_wrong_input_is_one_sentence_that_names_what_to_do(arguments, message, tmp_path):
    with pytest.raises(SteepestError) as caught:
        trial_command(**({"store": tmp_path / "s.sqlite"} | arguments))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_trial_whose_shards_are_lost_exits_with_1(capsys):
    @trial("toy-hungry")
    def hungry():
        """Never enough."""
        return Plan(
            "toy-hungry",
            "toys:hungry",
            {"p": 0.9, "fits": 3},
            200,
            "draw < p",
            "0.9",
            "0.05",
            shard=100,
        )

    record, code = trial_command("toy-hungry", workers=1)
    assert (record["verdict"], code) == ("UNDECIDED", 1)
    assert "3 retries" not in capsys.readouterr().out  # two shards, three retries each
    with pytest.raises(TrialInputError, match="toy-hungry has no parameters"):
        trial_command("toy-hungry", settings=["p=1"])


def test_early_stopping_from_the_command_line(capsys):
    record, _ = trial_command("toy-coin", settings=["p=0.5"], early=True, trials=4000, workers=1)
    assert record["witness"]["sequential"]
    assert "may stop early" in capsys.readouterr().out


def test_the_command_line_end_to_end(tmp_path, monkeypatch, capsys):
    from steepest.verify import cli

    monkeypatch.setattr(
        sys,
        "argv",
        ["steepest", "trial", "toy-coin", "--trials", "300", "--store", str(tmp_path / "s.sqlite")],
    )
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    assert "result   " in capsys.readouterr().out
    monkeypatch.setattr(
        sys, "argv", ["steepest", "trial", "toy-coyn", "--store", str(tmp_path / "s.sqlite")]
    )
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("steepest: there is no trial 'toy-coyn'")


def test_progress_in_lines_and_bars():
    steps = [Step(done, 100, done, float(done), 0) for done in range(0, 101, 5)]
    stream = io.StringIO()
    with Plain(stream) as plain:
        for step in steps:
            plain(step)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "5 of 100 trials (5 %), 5 successes, ETA 0:01:35"
    assert len(lines) == 11
    assert lines[-1] == line(steps[-1]) == "100 of 100 trials (100 %), 100 successes"
    assert clock(3725) == "1:02:05"

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    assert isinstance(progress(io.StringIO()), Plain)
    with progress(Terminal()) as bar:
        assert isinstance(bar, Bar)
        for step in steps:
            bar(step)


def test_without_a_name_the_trials_are_listed(capsys):
    from steepest.verify.trials.engine.listing import trials_table

    trials_table()
    shown = capsys.readouterr().out
    assert "rank1 " in shown
    assert "eta=" in shown
    trials_table(json=True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"name", "title", "parameters"} == set(rows[0])
