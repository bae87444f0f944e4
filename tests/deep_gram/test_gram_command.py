"""`steepest gram`: files, output, stored evidence, and a message for every mistake."""

import json
from pathlib import Path

import numpy as np
import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.deep_gram.balls.gram import approximate, certified
from steepest.proofs.deep_gram.gram_file import GramFileError, load
from steepest.verify.cli import app
from steepest.verify.gram import main
from typer.testing import CliRunner

EXAMPLES = Path(__file__).parents[2] / "examples" / "gram"
GOOD = {
    "architecture": '"fc"',
    "activation": '"erf"',
    "depth": "2",
    "inputs": "[[1, 0], [0.6, 0.8]]",
}


def write(folder, text="", **fields):
    body = "\n".join(f"{key} = {value}" for key, value in (GOOD | fields).items() if value)
    path = folder / "mine.toml"
    path.write_text(text or f"[gram]\n{body}\n")
    return path


def test_decimals_are_exact(tmp_path):
    made = load(write(tmp_path, inputs='[[0.1, "1/3"], [1e-1, -2]]'))
    assert [str(v) for v in made.inputs[0]] == ["1/10", "1/3"]
    assert str(made.inputs[1][0]) == "1/10"


@pytest.mark.parametrize("name", ["resnet", "convolutional"])
def test_examples_are_certified_and_rechecked(name, tmp_path, capsys):
    assert main(EXAMPLES / f"{name}.toml", certificates=tmp_path) == 0
    out = capsys.readouterr().out
    assert "CERTIFIED" in out
    assert "positive definite" in out
    stored = json.loads((tmp_path / f"{name}.json").read_text())
    assert recheck(stored["certificate"]).ok
    stored["certificate"]["at_least"] = stored["certificate"]["at_most"]
    assert not recheck(stored["certificate"]).ok


def test_json_record(tmp_path, capsys):
    assert main(write(tmp_path), json=True, certificates=tmp_path) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["verdict"] == "CERTIFIED"
    assert len(record["kernel"]) == 2
    low, high = (eval(end) for end in record["lambda_min"])
    matrix = np.array([[float(v) for v in row] for row in record["kernel"]])
    assert low <= np.linalg.eigvalsh(matrix)[0] + 1e-12
    assert high >= np.linalg.eigvalsh(matrix)[0] - 1e-12


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"activation": '"softplus"', "depth": "4"},
        {"activation": '"polynomial"', "coefficients": '[0, 1, "1/2"]'},
        {"activation": '"sin"', "frequency": "1.5"},
        {"architecture": '"resnet"', "c_res": "0.25", "activation": '"gelu"'},
        {"architecture": '"resnet"', "normalize": "true", "inputs": "[[1, 2], [3, -1]]"},
        {"architecture": '"conv"', "inputs": "[[[1, 2]], [[3, -1]]]", "filter": "1"},
        {
            "architecture": '"conv"',
            "inputs": "[[1, 2, 0, 1], [3, -1, 1, 1]]",
            "channels": "2",
            "normalize": "true",
        },
        {"activation": '"relu"', "depth": "1"},
    ],
)
def test_floats_agree_with_balls(fields, tmp_path):
    made = load(write(tmp_path, **fields))
    exact, near = certified(made), approximate(made)
    matrix = np.array([[float(v) for v in row] for row in exact.matrix])
    assert near.matrix == pytest.approx(matrix, abs=1e-12)
    assert float(exact.low) - 1e-10 <= near.least <= float(exact.high) + 1e-10
    assert recheck(exact.certificate).ok


def test_equal_inputs_are_not_called_positive(tmp_path, capsys):
    main(write(tmp_path, inputs="[[1, 0], [1, 0]]"), certificates=tmp_path)
    assert "positivity is not decided" in capsys.readouterr().out


def test_float_mode_is_not_certified(tmp_path, capsys):
    assert main(write(tmp_path, mode='"float"', activation='"tanh"'), certificates=tmp_path) == 0
    out = capsys.readouterr().out
    assert "UNDECIDED" in out
    assert "not certified" in out
    assert not list(tmp_path.glob("*.json"))
    main(write(tmp_path, mode='"float"'), json=True)
    assert json.loads(capsys.readouterr().out)["certificate"] is None


def test_many_inputs_are_done_in_floats(tmp_path):
    rows = [[i, 1] for i in range(130)]
    assert load(write(tmp_path, inputs=str(rows))).mode == "float"


def test_csv_with_a_line_of_names(tmp_path):
    (tmp_path / "data.csv").write_text("x,y\n1,0\n\n0.6,4/5\n")
    made = load(write(tmp_path, inputs="", csv='"data.csv"'))
    assert len(made.inputs) == 2
    assert str(made.inputs[1][1]) == "4/5"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"architecture": '"dense"'}, "expected one of fc, resnet, conv"),
        ({"activation": '"softplu"'}, "did you mean 'softplus'"),
        ({"activation": ""}, "activation = missing"),
        ({"depth": "0"}, "from 1 to 200"),
        ({"depth": "true"}, "from 1 to 200"),
        ({"inputs": "[]"}, "give at least one input"),
        ({"inputs": "[[1, 2], [3]]"}, "different shapes"),
        ({"inputs": "[1, 2]"}, "expected a list of numbers"),
        ({"inputs": '[["a"]]'}, "expected a number"),
        ({"inputs": '[["1e9999999"]]'}, "expected a number"),
        ({"inputs": "[[true]]"}, "expected a number"),
        ({"inputs": '[["1/0"]]'}, "expected a number"),
        ({"csv": '"data.csv"'}, "either as inputs"),
        ({"inputs": "", "csv": '"none.csv"'}, "cannot be read"),
        ({"c_res": "1"}, "0 < c_res < 1"),
        ({"filter": "2"}, "an odd number"),
        ({"coefficients": "[1]"}, "coefficients go with"),
        ({"activation": '"polynomial"'}, "coefficients go with"),
        ({"activation": '"polynomial"', "coefficients": "[0]"}, "the polynomial is zero"),
        ({"activation": '"sin"', "frequency": "0"}, "frequency = 0"),
        ({"mode": '"fast"'}, 'expected "certified" or "float"'),
        ({"normalize": "1"}, "expected true or false"),
        ({"normalize": "true", "inputs": "[[0, 0]]"}, "cannot be normalized"),
        ({"colour": "1"}, "'colour' is not known"),
        (
            {"architecture": '"conv"', "channels": "2", "inputs": "[[1, 2, 3]]"},
            "no multiple of channels",
        ),
        ({"architecture": '"conv"', "channels": "0"}, "a whole number from 1"),
        ({"architecture": '"conv"', "inputs": "[[[1, 2], [3]]]"}, "different lengths"),
        ({"mode": '"certified"', "inputs": str([[i] for i in range(129)])}, "takes up to 128"),
        ({"inputs": str([[i] for i in range(5001)])}, "takes up to 5000"),
    ],
)
def test_mistakes_are_named(fields, message, tmp_path):
    with pytest.raises(GramFileError, match=message.replace("(", "\\(")):
        load(write(tmp_path, **fields))


@pytest.mark.parametrize(
    ("text", "message"),
    [("gram = 1", "one table"), ("[other]\n", "one table"), ("x = ", "is not TOML")],
)
def test_files_that_are_no_request(text, message, tmp_path):
    with pytest.raises(GramFileError, match=message):
        load(write(tmp_path, text=text))


def test_missing_file(tmp_path):
    with pytest.raises(GramFileError, match="cannot be read"):
        load(tmp_path / "none.toml")


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(GramFileError, match="another folder"):
        main(write(tmp_path), certificates=tmp_path / "taken")


def test_command_line(tmp_path, capsys):
    result = CliRunner().invoke(
        app, ["gram", str(write(tmp_path)), "--json", "--certificates", str(tmp_path)]
    )
    assert result.exit_code == 0
    bad = CliRunner().invoke(app, ["gram", str(tmp_path / "none.toml")])
    assert isinstance(bad.exception, GramFileError)
