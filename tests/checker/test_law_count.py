"""Certificates of counted laws: good ones are accepted, tampered ones are not."""

from __future__ import annotations

import copy
import json

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.laws import count, read


def certificate(weights, inputs, *layers, **keys):
    data = {"weights": weights, "inputs": inputs, "layers": list(layers)} | keys
    return json.loads(json.dumps(count(read(data)).certificate))


@pytest.fixture(scope="module")
def linear():
    return certificate({"W": [2, 2], "V": [2, 2]}, {"x": [2]}, "y = V (W x)")


@pytest.fixture(scope="module")
def relu():
    return certificate({"W": [2, 2], "b": [2], "V": [1, 2]}, {"x": [2]}, "y = V relu(W x + b)")


@pytest.fixture(scope="module")
def softmax():
    names = {name: [1, 2] for name in "QKV"} | {"O": [2, 1]}
    return certificate(names, {"x": [2, 2]}, "y = attention(x, Q, K, V, O)")


@pytest.fixture(scope="module")
def momentum():
    return certificate(
        {"W": [2, 2], "V": [2, 2]}, {"x": [2]}, "y = V (W x)", optimizer="heavy-ball(1/2)"
    )


@pytest.mark.parametrize("name", ["linear", "relu", "softmax", "momentum"])
def test_good(name, request):
    outcome = recheck(request.getfixturevalue(name))
    assert outcome.ok, outcome.reason
    assert "exactly" in outcome.shows[0]


def change(*path, to):
    def apply(data):
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = to(data[path[-1]]) if callable(to) else to

    return apply


def drop_law(data):
    data["laws"] = data["laws"][:-1] if len(data["laws"]) > 1 else [data["laws"][0][:-1]]


def false_law(data):
    """|W|^2 + |V|^2 in place of the difference."""
    for entry in data["laws"][0][0]["generator"]:
        entry[2] = abs(int(entry[2]))


TAMPERED = {
    "lower": change("lower", to=lambda n: n + 1),
    "upper": change("upper", to=lambda n: n - 1),
    "both": lambda d: d.update(lower=d["lower"] + 1, upper=d["upper"] + 1),
    "a law less": drop_law,
    "a false law": false_law,
    "a coefficient": change("laws", 0, 0, "generator", 0, 2, to=7),
    "an index": change("laws", 0, 0, "generator", 0, 0, to=-1),
    "an index too far": change("laws", 0, 0, "generator", 0, 0, to=10**6),
    "an entry twice": change("laws", 0, 0, "generator", to=lambda g: g + g[:1]),
    "an empty law": change("laws", 0, 0, to={"generator": [], "shift": []}),
    "a shift": change("laws", 0, 0, "shift", to=[[0, 1]]),
    "a word less": change("words", to=lambda w: w[:-1]),
    "the same word": change("words", to=lambda w: [w[0]] * len(w)),
    "a word of other samples": change("words", 0, to=[10**6]),
    "a negative sample": change("words", 0, to=[-2]),
    "a long word": change("words", 0, to=[0] * 7),
    "an empty word": change("words", 0, to=[]),
    "no prime": change("prime", to=67108857),
    "a small prime": change("prime", to=7),
    "a large prime": change("prime", to=2**31 - 1),
    "another prime type": change("prime", to="67108859"),
    "the point at 0": change("point", to=lambda p: [0] * len(p)),
    "a short point": change("point", to=lambda p: p[:-1]),
    "a float": change("point", 0, to=0.5),
    "truth as a number": change("point", 0, to=True),
    "a sample at 0": change(
        "samples", to=lambda s: [[[0] * len(part) for part in one] for one in s]
    ),
    "a sample less": change("samples", 0, to=lambda s: s[:-1]),
    "a key more": change("because", to="so"),
    "a key less": lambda d: d.pop("loss"),
    "another loss": change("loss", to="hinge"),
    "a scalar loss": change("loss", to="scalar"),
    "no network": change("network", to=[]),
    "a node that is not known": change("network", 0, to=["eval", "1"]),
    "a later node": change("network", -1, to=lambda n: n[:-1] + [len("x") * 999]),
    "a shape": change("network", 0, 1, 0, to=3),
    "a huge shape": change("network", 0, 1, 0, to=10**7),
    "a pattern": change("network", -1, 1, to="aa,ab->a"),
    "the node itself": change("network", -1, to=lambda n: n[:-1] + [n[-1] + 50]),
    "a law without fields": change("laws", 0, 0, to={}),
    "laws of no list": change("laws", to=7),
}


@pytest.mark.parametrize("tamper", TAMPERED)
@pytest.mark.parametrize("name", ["linear", "relu", "softmax", "momentum"])
def test_tampered(name, tamper, request):
    data = copy.deepcopy(request.getfixturevalue(name))
    TAMPERED[tamper](data)
    if data == request.getfixturevalue(name) or (name == "momentum" and tamper == "a false law"):
        pytest.skip("no change")
    if tamper == "scalar" and name == "relu":
        pytest.skip("one output")
    outcome = recheck(data)
    if name == "relu" and tamper == "a scalar loss":
        assert outcome.ok  # one output: the same fields
        return
    assert not outcome.ok, outcome.shows


def test_cross_entropy_moves_differences_only(linear):
    data = copy.deepcopy(linear) | {"loss": "cross-entropy"}
    assert "differences" in recheck(data).reason


def test_exponents_must_be_independent():
    """exp(z) and exp(-z): residues may not stand for both."""
    nodes = [
        ["weight", [1]],
        ["input", [1]],
        ["einsum", "a,a->a", 0, 1],
        ["constant", [1], [-1]],
        ["einsum", "a,a->a", 2, 3],
        ["exp", 2],
        ["exp", 4],
        ["add", 5, 6],
    ]
    data = {"kind": "law-count", "network": nodes, "loss": "any", "momentum": None}
    data |= {"prime": 67108859, "point": [3], "samples": [[[2], [1]]], "words": [[0]]}
    data |= {"laws": [], "lower": 0, "upper": 0}
    assert "independent" in recheck(data).reason
    nodes[3][2] = [2]  # z and 2 z
    assert "independent" in recheck(data).reason


def test_a_relu_at_its_kink_is_rejected(relu):
    data = copy.deepcopy(relu)
    data["point"] = [0] * len(data["point"])
    assert "sign" in recheck(data).reason


def root_network(second):
    """w (n(x) - n(second x)) with n = RMSNorm without eps: zero for a positive factor."""
    nodes = [["weight", []], ["input", [2]], ["constant", [], [second]]]
    nodes += [["einsum", ",a->a", 2, 1], ["einsum", "a,a->", 1, 1], ["einsum", "a,a->", 3, 3]]
    nodes += [["rsqrt", 4], ["rsqrt", 5], ["einsum", "a,->a", 1, 6], ["einsum", "a,->a", 3, 7]]
    nodes += [["constant", [], [-1]], ["einsum", ",a->a", 10, 9], ["add", 8, 11]]
    return [*nodes, ["einsum", ",a->a", 0, 12]]


@pytest.mark.parametrize("second", [2, 3, 5, 7, 11])
def test_roots_must_be_independent(second):
    """The sign of one root fixes the other: a free choice would make this zero network learn."""
    data = {"kind": "law-count", "network": root_network(second), "loss": "any", "momentum": None}
    data |= {"prime": 67108859, "point": [3], "samples": [[[3, 4], [1, 1]]], "words": [[0]]}
    data |= {"laws": [], "lower": 0, "upper": 0}
    assert "roots are not seen to be independent" in recheck(data).reason


def test_a_root_of_a_square_is_rejected():
    nodes = [["weight", []], ["input", []], ["einsum", ",->", 1, 1], ["rsqrt", 2]]
    nodes += [["einsum", ",->", 0, 3]]
    data = {"kind": "law-count", "network": nodes, "loss": "any", "momentum": None}
    data |= {"prime": 67108859, "point": [3], "samples": [[[3], [1]]], "words": [[0]]}
    data |= {"laws": [], "lower": 0, "upper": 0}
    assert "roots are not seen to be independent" in recheck(data).reason


def test_a_miscount(linear):
    witness = {"kind": "law-miscount", "claimed": 4, "certificate": linear}
    assert recheck(witness).shows[0].startswith("false: the network has exactly 4 laws")
    assert "possible" in recheck(witness | {"claimed": 3}).reason
    assert not recheck(witness | {"claimed": "4"}).ok
    assert not recheck(witness | {"certificate": linear | {"upper": 4}}).ok
    assert not recheck(witness | {"certificate": witness}).ok
