"""Forty architectures on which a plausible formula is wrong. Each row has the true count, which is
known from elsewhere, and the count that the tempting formula gives.
"""

from __future__ import annotations

import sys

import pytest
from steepest.proofs.engine.laws import CountError, count, read

from .models import attends, chain, convolves, linear_count, model

CE = {"loss": "cross-entropy"}


def gated(gate, hidden=2):
    weights = {"W": [hidden, 2], "U": [hidden, 2], "D": [2, hidden]}
    return model(weights, {"x": [2]}, f"y = D {gate}(W x, U x)")


def one(layer, weights=None, shape=(2,), **keys):
    weights = weights or {"W": [2, 2], "V": [2, 2]}
    return model(weights, {"x": list(shape)}, layer, **keys)


HEAD = {"Q": [2, 2], "K": [2, 2], "V": [2, 2], "O": [2, 2]}
TWO_HEADS = {"Q": [2, 1, 2], "K": [2, 1, 2], "V": [2, 1, 2], "O": [2, 2, 1]}

# name: (model, the true count, the tempting one)
TRAPS = {
    "r(r+1)/2 for r > n + m: 2-5-2": (chain(2, 5, 2), 14, 15),
    "r(r+1)/2 for r > n + m: 1-3-1": (chain(1, 3, 1), 5, 6),
    "r(r+1)/2 for r > n + m: 1-4-1": (chain(1, 4, 1), 7, 10),
    "r(r+1)/2 for r > n + m: 2-7-1": (chain(2, 7, 1), linear_count(2, 7, 1), 28),
    "neurons only in a linear net": (chain(2, 3, 2), 6, 3),
    "layers only in a linear net": (chain(2, 2, 2, 2), 6, 2),
    "a law more for a bias": (chain(2, 2, 2, bias=True), 3, 5),
    "a law less for a bias": (chain(2, 3, 1, act="relu", bias=True), 3, 0),
    "matrix laws for ReLU": (chain(2, 3, 2, act="relu"), 3, 6),
    "matrix laws for leaky ReLU": (chain(2, 3, 2, act="leaky"), 3, 6),
    "deep ReLU as pairs of linear layers": (chain(2, 2, 2, 2, act="relu"), 4, 6),
    "GELU as ReLU": (chain(2, 3, 2, act="gelu"), 0, 3),
    "SiLU as ReLU": (chain(2, 3, 2, act="silu"), 0, 3),
    "softplus as ReLU": (chain(2, 3, 2, act="softplus"), 0, 3),
    "tanh as linear (Taylor cut after z)": (chain(2, 2, 2, act="tanh"), 0, 3),
    "erf as linear (Taylor cut after z)": (chain(2, 2, 2, act="erf"), 0, 3),
    "sigmoid as 1/2 + z/4": (chain(2, 2, 2, act="sigmoid"), 0, 3),
    "no law for the square": (chain(2, 3, 2, act="square"), 3, 0),
    "no law for the cube": (chain(2, 2, 2, act="cube"), 2, 0),
    "matrix laws for the square": (chain(2, 3, 2, act="square"), 3, 6),
    "cross-entropy as squared loss, linear": (chain(2, 2, 2, **CE), 5, 3),
    "cross-entropy as squared loss, tanh": (chain(2, 2, 3, act="tanh", **CE), 2, 0),
    "cross-entropy forgets the output bias": (chain(2, 1, 2, act="tanh", bias=True, **CE), 2, 1),
    "squared loss as cross-entropy": (chain(2, 2, 3, act="tanh"), 0, 2),
    "products of column sums counted again": (chain(1, 2, 2, act="gelu", **CE), 2, 5),
    "softmax as linear attention": (attends(1, 1), 2, 3),
    "linear attention as softmax": (attends(1, 1, "linear_attention"), 3, 2),
    "r(r+1) a head for r > 2 d": (attends(1, 3), 10, 12),
    "one law a head": (attends(1, 2), 6, 2),
    "a frozen key bias forgotten": (
        one("y = attention(x, Q, K, V, O, bk=b)", HEAD | {"b": [2]}, (2, 2)), 8, 6),
    "a query bias frozen": (
        one("y = attention(x, Q, K, V, O, bq=b)", HEAD | {"b": [2]}, (2, 2)), 6, 8),
    "rotary angles ignored": (
        one("y = attention(x, Q, K, V, O, rotary=true)", HEAD, (2, 2)), 4, 6),
    "two heads as one of twice the width": (
        one("y = attention(x, Q, K, V, O)", TWO_HEADS, (2, 2)), 4, 6),
    "the gate of SwiGLU has a law": (gated("swiglu"), 2, 4),
    "a bilinear gate as SwiGLU": (gated("bilinear"), 4, 2),
    "the swap law of one channel": (convolves(1, 2, 1), 4, 3),
    "a law a kernel entry": (convolves(1, 1, 1), 1, 2),
    "tied weights as free ones": (one("y = W.T relu(W x)", {"W": [3, 2]}), 0, 3),
    "shared layers as two": (one("y = V relu(W relu(W x))"), 1, 4),
    "a skip connection undone": (one("y = x + V relu(W x)"), 2, 0),
    "eps of a norm ignored": (one("y = V tanh(rmsnorm(W x, eps=1/10))"), 0, 1),
    "no eps as some eps": (one("y = V tanh(rmsnorm(W x, eps=0))"), 1, 0),
    "momentum keeps the balance": (chain(2, 2, 2, optimizer="heavy-ball(1)"), 1, 3),
}  # fmt: skip


def test_there_are_at_least_forty():
    assert len(TRAPS) >= 40
    assert all(true != tempting for _, true, tempting in TRAPS.values())


@pytest.mark.parametrize("name", TRAPS)
def test_trap(name):
    data, true, tempting = TRAPS[name]
    found = count(read(data))
    assert found.lower <= true <= found.upper, f"a wrong count: {found.words}, not {true}"
    assert found.words == f"N = {true} (exact)", found.words


def test_more_laws_than_the_rank_leaves_is_an_error(monkeypatch):
    """A defect of ours, never a count."""
    monkeypatch.setattr(sys.modules[count.__module__], "_rank", lambda model, groups: 99)
    with pytest.raises(CountError, match="defect"):
        count(read(chain(2, 2, 2)))
