"""Model files that cannot be used: one message, exit code 2; nothing is executed."""

from __future__ import annotations

import pytest
from steepest.proofs.engine.laws import ModelError, load, read
from steepest.verify.cli import main

from .models import chain, model

GOOD = chain(2, 3, 1)
W = {"W": [3, 2]}
X = {"x": [2]}


def bad(**changes):
    return GOOD | changes


BAD = [
    ({}, "`layers` is a list of lines, not empty"),
    (bad(layers=[]), "not empty"),
    (bad(layers=["h = W0 x", 3]), "list of lines"),
    (bad(weights={}), "none is given"),
    (bad(inputs={}), "none is given"),
    (bad(loss="hinge"), "expected one of squared"),
    (bad(optimizer="adam"), "heavy-ball"),
    (bad(optimizer="heavy-ball(1/0)"), "heavy-ball"),
    (bad(output="z"), "is no layer"),
    (bad(extra=1), "unknown key 'extra'"),
    (bad(name=3), "text of at most 100"),
    (bad(sizes={"d": 0}), "whole numbers >= 1"),
    (model({"W": [3, "q"]}, X, "y = W x"), "names of [sizes]"),
    (model({"W": [3, 2, 1, 1, 1]}, X, "y = W x"), "at most four axes"),
    (model({"x": [2, 2]}, X, "y = x x"), "is a weight and an input"),
    (model({"W": [3, 4]}, X, "y = W x"), "(4) with the last axis of the right (2)"),
    (model(W, X, "y = W x + W"), "do not go together"),
    (model(W, X, "h = y", "y = W x"), "so that there is no cycle"),
    (model(W, X, "y = relu(y)"), "so that there is no cycle"),
    (model(W, X, "y = maxpool(W x)"), "the operator 'maxpool' is not known"),
    (model(W, X, "y = rellu(W x)"), "nearest: relu"),
    (model(W, X, "y = Z x"), "is no weight, input or earlier layer"),
    (model(W, X, "W = W x"), "has a meaning already"),
    (model(W, X, "y W x"), 'expected "name = expression"'),
    (model(W, X, "y = W x)"), "is not expected there"),
    (model(W, X, "y = relu(W x"), "expected ','"),
    (model(W, X, "y = W x ; import os"), "cannot be read"),
    (model(W, X, "y = __import__(W x)"), "is not known"),
    (model(W, X, "y = relu()"), "was called otherwise"),
    (model(W, X, "y = relu(3)"), "is a tensor"),
    (model(W, X, "y = leaky(W x, x)"), "is no number"),
    (model(W, X, "y = 1/0 W x"), "divides by zero"),
    (model(W, X, "y = " + "(" * 60 + "x" + ")" * 60), "nested deeper"),
    (model(W, X, "y = " + "W x + " * 600 + "W x"), "at most 2000"),
    (model(W, X, "y = W.T W"), "depends on no input"),
    (model({"W": [2, 2, 2]}, X, "y = W.T x"), "expected a matrix"),
    (model(W, X, "y = attention(x, W, W, W)"), "expected [tokens, d]"),
    (model(W, {"x": [2, 2]}, "y = attention(x, W, W, W, W, kind=hard)"), '"softmax" or "linear"'),
    (model(W, {"x": [2, 2]}, "y = attention(x, W, W, W, W, rotary=true)"), "even head size"),
    (model({"a": [1, 1, 9]}, {"x": [1, 4]}, "y = conv(a, x)"), "does not fit into 4 positions"),
    (model({"a": [1, 2, 2]}, {"x": [1, 4]}, "y = conv(a, x)"), "expected [out, in, k]"),
    (model({"a": [1, 1, 2]}, {"x": [1, 4]}, "y = conv(a, x, padding=same)"), "circular"),
    (model({"a": [1, 1, 2]}, {"x": [1, 4]}, "y = conv(a, x, stride=1/2)"), "whole number"),
    (model(W, X, "y = rmsnorm(W x, eps=-1)"), "a number >= 0"),
    (model(W, X, 'y = einsum("ij,k->i", W, x, x)'), "einsum takes"),
    (model(W, X, 'y = einsum("ij,k->kk", W, x)'), "each letter once"),
    (model(W, X, 'y = einsum("ij,i->j", W, x)'), "does not fit"),
    (model(W, X, "y = mean(W x, 3)"), "axis = 3"),
    (chain(2, 2, 2, loss="scalar"), "needs one output"),
    (chain(2, 2, 1, loss="cross-entropy"), "two classes"),
    (chain(1000, 1000), "1,000,000 weights"),
    (model({"W": [10**9, 10**9]}, X, "y = W x"), "years"),
    (model({"W": [40, 30]}, {"x": [4000, 30]}, "y = W x"), "make the sizes smaller"),
]


@pytest.mark.parametrize(("data", "says"), BAD, ids=range(len(BAD)))
def test_bad_models_say_what_is_wrong(data, says):
    with pytest.raises(ModelError) as error:
        read(data)
    assert says in str(error.value)


def test_a_large_model_offers_sizes_that_work():
    sizes = {"d": 512, "h": 2048}
    data = model({"W": ["h", "d"], "V": ["d", "h"]}, {"x": ["d"]}, "y = V relu(W x)", sizes=sizes)
    with pytest.raises(ModelError) as error:
        read(data)
    assert "try d = 8, h = 32" in str(error.value) or "try d = " in str(error.value)
    offered = dict(
        part.split(" = ") for part in str(error.value).split("try ")[1].split(" (")[0].split(", ")
    )
    assert read(data | {"sizes": {k: int(v) for k, v in offered.items()}}).size <= 400


FILES = {
    "empty": b"",
    "no TOML": b"layers = [",
    "no text": b"\xff\xfe\x00",
    "large": b"#" * 300_000,
    "deep": b"layers = " + b"[" * 3000,
}


@pytest.mark.parametrize("name", FILES)
def test_bad_files_are_one_message_and_exit_code_2(name, tmp_path, capsys, monkeypatch):
    file = tmp_path / "model.toml"
    file.write_bytes(FILES[name])
    monkeypatch.setattr("sys.argv", ["steepest", "laws", str(file)])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("steepest: ")
    assert "Traceback" not in printed.err


def test_a_missing_file():
    with pytest.raises(ModelError, match="No such file"):
        load("nowhere.toml")


def test_errors_name_the_line(tmp_path):
    file = tmp_path / "model.toml"
    file.write_text(
        'layers = [\n  "h = W x",\n  "y = V h",\n]\n[weights]\nW = [3, 2]\nV = [2, 2]\n'
        "[inputs]\nx = [2]\n"
    )
    with pytest.raises(ModelError, match=r"layer 2 \(line 3\), 'y = V h': shapes \[2, 2\]"):
        load(file)


def test_python_code_in_a_name_stays_a_name(tmp_path):
    target = tmp_path / "made"
    line = f'y = open("{target}", "w")'
    with pytest.raises(ModelError):
        read(model(W, X, line))
    assert not target.exists()
