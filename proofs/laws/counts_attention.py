"""The published counts of the laws of attention heads, on instances: both ends certified."""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim

from . import counted, marcotte, model, modern


@claim("laws.attention.softmax", marcotte(2025, "attention layers"))
def softmax_attention(judge, laws=(2, 2, 6), kind="attention"):
    """A head of softmax attention on two tokens has exactly 2, 2 and 6 laws for (d, r) = (1, 1),
    (2, 1) and (1, 2): r(r + 1).
    """
    return judge.all(
        *(
            counted(judge, _attention(d, r, kind), n)
            for (d, r), n in zip(((1, 1), (2, 1), (1, 2)), laws)
        )
    )


softmax_attention.mutant("linear attention counted as softmax", kind="linear_attention")
softmax_attention.mutant("r(r + 1) laws a pair", laws=(2, 2, 8))


@claim("laws.attention.wide", marcotte(2025, "attention layers"), case=True)
def wide_heads(judge, laws=12):
    """Read without r <= 2 d: a head with d = 1, r = 3 has r(r + 1) = 12 laws."""
    return counted(judge, _attention(1, 3, "attention"), laws)


wide_heads.mutant("one law more", laws=13)


@claim(
    "laws.attention.wide-amended",
    marcotte(2025, "attention layers"),
    amends="laws.attention.wide",
)
def wide_heads_amended(judge, laws=10):
    """A head of softmax attention on two tokens with d = 1, r = 3 has exactly 10 laws, fewer than
    r(r + 1).
    """
    return counted(judge, _attention(1, 3, "attention"), laws)


wide_heads_amended.mutant("nine", laws=9)


@claim("laws.attention.linear", marcotte(2025, "attention layers"))
def linear_attention_has_one_more(judge, laws=3, kind="linear_attention"):
    """On two tokens a head with d = r = 1 has exactly 3 laws with linear attention and 2 with
    softmax.
    """
    return judge.all(
        counted(judge, _attention(1, 1, kind), laws),
        counted(judge, _attention(1, 1, "attention"), 2),
    )


linear_attention_has_one_more.mutant("softmax", kind="attention")


@claim("laws.attention.bias", marcotte(2025, "attention layers"))
def key_bias_never_moves(judge, which="bk", laws=8):
    """On two tokens a head of softmax attention with d = r = 2 has exactly 6 laws, and 8 with a
    bias of the keys.

    Such a bias shifts all scores of a query alike: softmax cancels it, and it never moves.
    """
    weights = {"Q": [2, 2], "K": [2, 2], "V": [2, 2], "O": [2, 2], which: [2]}
    layers = [f"y = attention(x, Q, K, V, O, {which}={which})"]
    return judge.all(
        counted(judge, model(weights, [2, 2], layers), laws),
        counted(judge, _attention(2, 2, "attention"), 6),
    )


key_bias_never_moves.mutant("a bias of the queries", which="bq")
key_bias_never_moves.mutant("one law", laws=7)


@claim("laws.attention.rotary", modern("rotary attention"))
def rotary_angles_leave_scales(judge, rotary="true", laws=4):
    """On three tokens a head with rotary angles, d = r = 2, has exactly 4 laws.

    They are one for the scales of Q and K a pair of coordinates, and r(r + 1)/2 for V and O.
    """
    weights = {"Q": [2, 2], "K": [2, 2], "V": [2, 2], "O": [2, 2]}
    layers = [f"y = attention(x, Q, K, V, O, rotary={rotary})"]
    return counted(judge, model(weights, [3, 2], layers), laws)


rotary_angles_leave_scales.mutant("without rotary angles", rotary="false")


def _attention(d: int, r: int, kind: str) -> dict[str, Any]:
    weights = {"Q": [r, d], "K": [r, d], "V": [r, d], "O": [d, r]}
    return model(weights, [2, d], [f"y = {kind}(x, Q, K, V, O)"])
