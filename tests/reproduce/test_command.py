"""Names, folders and the command of the reproductions."""

import json
from functools import partial

import pytest
from steepest.proofs import SteepestError
from steepest.verify.reproduce import UnknownReproduction, main, names, reproduce, reproduce_command
from steepest.verify.reproduce.engine import command, registry
from steepest.verify.reproduce.engine.output import write
from steepest.verify.reproduce.engine.registry import Comparison, OutputError


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
    registry.entries()  # in any order of the tests: what is not imported yet cannot be in the way
    with pytest.raises(ValueError, match="twice"):
        registry.reproduction("figure-1", "somewhere")(lambda run: None)


def test_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="another one with --out"):
        reproduce("figure-1", tmp_path / "file")
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "absent" / "x.csv", "")


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
