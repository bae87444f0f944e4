"""`steepest laws` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from steepest.proofs.engine.laws import ModelError, load
from steepest.verify.cli import main
from steepest.verify.laws import laws

GALLERY = sorted((Path(__file__).parents[2] / "examples" / "conservation").glob("*.toml"))
QUICK = ("linear-2", "relu-2", "convolution-linear", "factorization", "tied", "swiglu")


def call(monkeypatch, *arguments):
    monkeypatch.setattr("sys.argv", ["steepest", "laws", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code or 0


def example(name):
    return next(path for path in GALLERY if path.stem == name)


def test_the_answer_for_people(monkeypatch, tmp_path, capsys):
    code = call(monkeypatch, example("linear-2"), "--certificates", tmp_path)
    printed = capsys.readouterr().out
    assert code == 0
    assert "N = 10 (exact)" in printed
    assert "V^T V - W W^T" in printed
    assert "with cross-entropy N = 14 (exact)" in printed
    assert "Q(theta - eta g) = Q(theta) + eta^2 Q(g)" in printed
    assert (tmp_path / "linear-2.json").exists()


def test_the_answer_for_programs_can_be_rechecked(monkeypatch, tmp_path, capsys):
    call(monkeypatch, example("relu-2"), "--json", "--certificates", tmp_path)
    record = json.loads(capsys.readouterr().out)
    assert (record["lower"], record["upper"], record["verdict"]) == (6, 6, "CERTIFIED")
    assert record["families"][0]["kind"] == "neuron"
    assert record["reachable"] == [32, 32]
    monkeypatch.setattr("sys.argv", ["steepest", "recheck", str(tmp_path / "relu-2.json")])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    assert "1 of 1" in capsys.readouterr().out


def test_a_picture(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("MPLBACKEND", "agg")
    file = tmp_path / "laws.svg"
    call(monkeypatch, example("linear-2"), "--certificates", tmp_path, "--picture", file)
    assert file.read_text().startswith("<?xml")
    assert call(monkeypatch, example("linear-2"), "--picture", tmp_path / "laws.doc") == 2
    assert ".png, .svg or .pdf" in capsys.readouterr().err


def test_certificates_need_a_folder(monkeypatch, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert call(monkeypatch, example("linear-2"), "--certificates", tmp_path / "file") == 2
    assert "another folder" in capsys.readouterr().err


def test_from_python():
    data = {"weights": {"W": [2, 2]}, "inputs": {"x": [2]}, "layers": ["y = W x"]}
    assert laws(data).words == "N = 0 (exact)"
    assert laws(load(example("tied"))).words == "N = 0 (exact)"
    with pytest.raises(ModelError):
        laws({})


def test_the_gallery_has_twenty_models():
    assert len(GALLERY) == 20
    assert all(load(path).name == path.stem for path in GALLERY)


@pytest.mark.parametrize("name", QUICK)
def test_gallery_counts_are_the_ones_of_the_docs(name):
    check_row(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [path.stem for path in GALLERY if path.stem not in QUICK])
def test_other_gallery_counts_are_the_ones_of_the_docs(name):
    check_row(name)


def check_row(name):
    table = (Path(__file__).parents[2] / "docs" / "laws.md").read_text()
    row = next(line for line in table.splitlines() if line.startswith(f"| `{name}`"))
    cells = [cell.strip() for cell in row.split("|")]
    found = laws(example(name))
    assert found.exact
    assert (str(found.model.size), str(found.lower)) == (cells[3], cells[4])
