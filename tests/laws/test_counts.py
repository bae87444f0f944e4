"""Counts that are known from elsewhere, each exact and confirmed by the checker."""

from __future__ import annotations

import pytest
from steepest.proofs.engine.laws import confirm, count, read

from .models import attends, block, chain, convolves, linear_count, model, random_net

TEN = {
    "linear 2-2-2": (chain(2, 2, 2), 8, 3),
    "linear 2-3-2": (chain(2, 3, 2), 12, 6),
    "linear 1-3-1": (chain(1, 3, 1), 6, 5),
    "linear 2-2-2-2": (chain(2, 2, 2, 2), 12, 6),
    "linear 2-5-2": (chain(2, 5, 2), 20, 14),
    "linear 2-2-2, cross-entropy": (chain(2, 2, 2, loss="cross-entropy"), 8, 5),
    "convolution 1-1-1": (convolves(1, 1, 1), 4, 1),
    "convolution 1-2-1": (convolves(1, 2, 1), 8, 4),
    "softmax attention 1, 1": (attends(1, 1), 4, 2),
    "softmax attention 2, 1": (attends(2, 1), 8, 2),
    "softmax attention 1, 2": (attends(1, 2), 8, 6),
    "softmax attention 1, 3": (attends(1, 3), 12, 10),
    "linear attention 1, 1": (attends(1, 1, "linear_attention"), 4, 3),
    "tanh": (chain(1, 2, 1, act="tanh"), 4, 0),
    "gelu": (chain(1, 2, 1, act="gelu"), 4, 0),
    "silu": (chain(2, 2, 1, act="silu"), 6, 0),
    "relu with biases": (chain(2, 3, 1, act="relu", bias=True), 13, 3),
}


@pytest.mark.parametrize("name", TEN)
def test_known_counts(name):
    data, weights, laws = TEN[name]
    found = count(read(data))
    assert (found.model.size, found.words) == (weights, f"N = {laws} (exact)")
    assert f"exactly {laws} laws" in confirm(found)


@pytest.mark.parametrize(
    "sizes", [(1, 1, 1), (3, 2, 1), (2, 4, 2), (2, 6, 1), (1, 7, 3), (2, 9, 2)]
)
def test_two_linear_layers_agree_with_the_formula(sizes):
    assert count(read(chain(*sizes))).words == f"N = {linear_count(*sizes)} (exact)"


@pytest.mark.parametrize("hidden", [1, 2, 5])
@pytest.mark.parametrize("act", ["relu", "leaky", "square", "cube"])
def test_one_law_a_homogeneous_neuron(act, hidden):
    found = count(read(chain(2, hidden, 2, act=act)))
    assert found.words == f"N = {hidden} (exact)"
    assert [one.kind for one in found.families] == ["neuron"]


@pytest.mark.parametrize("seed", range(0, 36, 4))
def test_random_nets_are_exact(seed):
    found = count(read(random_net(seed)))
    assert found.exact, found.words


def test_momentum_keeps_the_rotations_of_the_hidden_layer():
    """W1 -> R W1, W2 -> W2 R^T: r(r - 1)/2 time-dependent laws."""
    found = count(read(chain(2, 3, 2, optimizer="heavy-ball(1/2)")))
    assert found.words == "N = 3 (exact)"
    assert "exactly 3 laws" in confirm(found)


def test_momentum_keeps_two_laws_a_translation():
    found = count(read(chain(1, 1, 2, loss="cross-entropy", optimizer="heavy-ball(1)")))
    assert found.lower == 2, found.words


def test_a_missing_bracket_is_said():
    """One field, D - 1 laws, most of them of no finite degree."""
    data = model({"a": [1], "b": [1]}, {"x": [1]}, "y = cube(a * a) * b * x", loss="scalar")
    found = count(read(data))
    assert found.upper == 1


@pytest.mark.slow
def test_transformer_block_is_exact():
    """Heads 2 * 2 * 10, hidden units 16, gains 2 * 8."""
    found = count(read(block()))
    assert found.words == "N = 72 (exact)"
    assert sorted(one.kind for one in found.families) == [
        "gate",
        "head",
        "head",
        "neuron",
        "neuron",
    ]
    assert "exactly 72" in confirm(found)


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, 100, 10))
def test_hundred_random_nets(start):
    for seed in range(start, start + 10):
        found = count(read(random_net(seed)))
        assert found.exact, (seed, found.words)
