"""Trials during training: the linear rate, the stability of the Gram matrix, the movement of the
weights, and how they depend on the depth.

Thresholds, data and step size as in `experiments`.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim

from . import chapter_3
from .experiments import CONV, FC, RES, SOFTPLUS, trial


def run(
    judge: Any,
    name: str,
    success: str,
    check: str,
    share: float,
    parameters: dict,
    threshold: str = "theory",
) -> Any:
    return trial(
        judge,
        name,
        "descent",
        success,
        threshold=threshold,
        check=check,
        share=share,
        steps=25,
        **parameters,
    )


RATE = r"\|y-u(k)\|^2\le(1-\tfrac{\eta\lambda_0}2)^k\|y-u(0)\|^2"
SAYS = "|y - u(k)|^2 <= (1 - eta lambda_0/2)^k |y - u(0)|^2 for k <= 25"


@claim(
    "deep.cond-3.3",
    chapter_3("Condition 3.3"),
    formula=RATE,
    hypotheses=("tanh, H = 2, m = 256, 25 steps",),
    trial=True,
)
def induction_hypothesis(judge, share=0.5):
    """The induction hypothesis holds along runs of a fully connected network."""
    return run(judge, "deep.cond-3.3", SAYS, "rate", share, {**FC, "width": 256})


induction_hypothesis.mutant("rate 7 eta lambda_0", share=7.0)


@claim(
    "deep.thm-5.1.trial",
    chapter_3("Theorem 3.1"),
    formula=RATE,
    hypotheses=("softplus, H = 3, m = 256",),
    trial=True,
)
def rate_fc(judge, share=0.5):
    """The rate of the theorem at a width far below its own, with softplus."""
    return run(
        judge,
        "deep.thm-5.1.trial",
        SAYS,
        "rate",
        share,
        {**FC, "activation": "softplus", "depth": 3, "width": 256},
    )


rate_fc.mutant("rate 60 eta lambda_0", share=60.0)


@claim(
    "deep.thm-6.1.trial",
    chapter_3("Theorem 3.2"),
    formula=RATE,
    hypotheses=("tanh, H = 3, c_res = 0.9, m = 256",),
    trial=True,
)
def rate_res(judge, share=0.5):
    """The rate for the residual network; lambda_0 carries c_res^2/H^2, the other blocks make the
    run much faster.
    """
    return run(judge, "deep.thm-6.1.trial", SAYS, "rate", share, {**RES, "width": 256})


rate_res.mutant("rate 200 eta lambda_0", share=200.0)


@claim(
    "deep.thm-7.1.trial",
    chapter_3("Theorem 3.3"),
    formula=RATE,
    hypotheses=("convolutional, tanh, p = 4, q = 3, H = 2, m = 128",),
    trial=True,
)
def rate_conv(judge, share=0.5):
    """The rate for the convolutional residual network."""
    return run(judge, "deep.thm-7.1.trial", SAYS, "rate", share, {**CONV, "width": 128})


rate_conv.mutant("rate 60 eta lambda_0", share=60.0)


@claim(
    "deep.claim-limit.training",
    chapter_3("Section 3.3"),
    formula=r"\|G^{(H)}(k)-G^{(H)}(0)\|\le\tfrac{\lambda_0}4\quad(k\le25)",
    hypotheses=("tanh, H = 2, m = 512", "after 25 steps the loss is below 1e-6 of its start"),
    trial=True,
)
def gram_during_training(judge, share=0.25):
    """The Gram matrix of the last layer stays close to its start while the loss goes to zero."""
    return run(
        judge,
        "deep.claim-limit.training",
        "|G(k) - G(0)| <= lambda_0/4 at 4 marked steps",
        "stability",
        share,
        FC,
    )


gram_during_training.mutant("within lambda_0/1000", share=0.001)


@claim(
    "deep.lem-3.11.trial",
    chapter_3("Lemma 3.11"),
    formula=r"\|G^{(H)}(k)-G^{(H)}(0)\|\le\tfrac{\lambda_0}4\quad(k\le25)",
    hypotheses=("ResNet, tanh, H = 3, c_res = 0.9, m = 512",),
    trial=True,
)
def gram_during_training_res(judge, share=0.25):
    """The same for the residual network."""
    return run(
        judge,
        "deep.lem-3.11.trial",
        "|G(k) - G(0)| <= lambda_0/4 at 4 marked steps",
        "stability",
        share,
        RES,
    )


gram_during_training_res.mutant("within lambda_0/1000", share=0.001)


@claim(
    "deep.eq-6",
    chapter_3("equation (3.6)"),
    formula=r"\tfrac1{\sqrt m}\|W^{(h)}(k)-W^{(h)}(0)\|_F\propto\tfrac1{\sqrt m}",
    hypotheses=("tanh, H = 2, widths 128 and 512, 10 steps, residuals of size 1 at both widths",),
    trial=True,
)
def relative_movement(judge, low=1.2):
    """The relative movement of the weights is small and halves when the width is multiplied by
    four.
    """
    parameters = {**FC, "width": 128, "steps": 10}
    return trial(
        judge,
        "deep.eq-6",
        "widths",
        "quotient of the relative movements in [1.2, 2.8]",
        low=low,
        high=low + 1.6,
        **parameters,
    )


relative_movement.mutant("like 1/m", low=3.2)


@claim(
    "deep.claim-3.8d",
    chapter_3("Section 3.8"),
    formula=r"\|W^{(h)}(k)-W^{(h)}(0)\|_F=O(1)",
    hypotheses=(
        "tanh, H = 2, m = 512, 25 steps; 2.7 is our bound",
        "the scaling in m is deep.eq-6",
    ),
    trial=True,
)
def absolute_movement(judge, share=2.7):
    """No block moves further than a constant, whatever the width."""
    says = "every block moves by at most 2.7"
    return run(judge, "deep.claim-3.8d", says, "movement", share, FC, threshold="pilot")


absolute_movement.mutant("at most 1/50", share=0.02)


@claim(
    "deep.claim-3.8d.exponential",
    chapter_3("Section 3.8"),
    formula=r"\|\partial x^{(H)}/\partial x^{(1)}\|\text{ grows with }H\text{ in the fully "
    r"connected "
    r"network}",
    hypotheses=(
        "softplus, m = 128, H = 16 against H = 2",
        "read as a statement about networks; about the bounds it is true (deep.claim-3.8d.bounds)",
    ),
    trial=True,
)
def amplification_fc(judge, low=1.0):
    """The amplification of the fully connected network is exponential in the depth. False for
    softplus: it decreases with the depth.
    """
    parameters = {**SOFTPLUS, "kind": "fc", "depth": 16}
    return trial(
        judge,
        "deep.claim-3.8d.exponential",
        "amplification",
        "at least as large as at H = 2",
        low=low,
        high=1e9,
        **parameters,
    )


amplification_fc.mutant("at least 2^14 times as large", low=2.0**14)


@claim(
    "deep.claim-3.8d.exponential-amended",
    chapter_3("Section 3.8"),
    formula=r"\|\partial x^{(16)}/\partial x^{(1)}\|\le\tfrac{29}{10^4}\|\partial x^{(2)}/\partial "
    r"x^{(1)}\|",
    hypotheses=(
        "softplus, m = 128",
        "the exponential is in the bounds (deep.claim-3.8d.bounds), not in this network",
    ),
    amends="deep.claim-3.8d.exponential",
    trial=True,
)
def amplification_fc_amended(judge, high=0.0029):
    """For softplus the sensitivity to the lower layers fades: at depth 16 it is at most 0.0029 of
    that at depth 2.
    """
    parameters = {**SOFTPLUS, "kind": "fc", "depth": 16}
    name = "deep.claim-3.8d.exponential-amended"
    return trial(
        judge,
        name,
        "amplification",
        "at most 0.0029 of that at H = 2",
        threshold="pilot",
        low=0.0,
        high=high,
        **parameters,
    )


amplification_fc_amended.mutant("at most 1e-6", high=1e-6)


@claim(
    "deep.claim-3.8d.resnet",
    chapter_3("Section 3.8"),
    formula=r"\|\partial x^{(H)}/\partial x^{(1)}\|\text{ bounded in }H\text{ for the ResNet}",
    hypotheses=("softplus, c_res = 0.5, m = 128, H = 32 against H = 2",),
    trial=True,
)
def amplification_res(judge, high=1.1):
    """The residual network passes perturbations on without amplifying them with depth."""
    name = "deep.claim-3.8d.resnet"
    return trial(
        judge,
        name,
        "amplification",
        "0.85 to 1.1 times that at H = 2",
        threshold="pilot",
        low=0.85,
        high=high,
        **SOFTPLUS,
    )


amplification_res.mutant("at most 0.86", high=0.86)


def block(
    judge: Any, name: str, which: str, low: float, high: float, threshold: str = "pilot"
) -> Any:
    success = (
        f"the gradient norm of the {which} block at H = 32 is {low} to {high} times that at H = 2"
    )
    return trial(
        judge,
        name,
        "blocks",
        success,
        threshold=threshold,
        block=which,
        low=low,
        high=high,
        **SOFTPLUS,
    )


@claim(
    "deep.lem-3.12.inner",
    chapter_3("Lemma 3.12"),
    formula=r"\max_{2\le h\le H}\|\partial L/\partial W^{(h)}\|_F\propto\tfrac1H",
    hypotheses=(
        "ResNet, softplus, c_res = 0.5, m = 128: H = 32 against H = 2, where 1/16 is expected",
    ),
    trial=True,
)
def inner_blocks(judge, high=0.16):
    """The gradients of the layers with a skip connection shrink with the depth."""
    return block(judge, "deep.lem-3.12.inner", "inner", 0.019, high)


inner_blocks.mutant("at most 1/25", high=0.04)


@claim(
    "deep.lem-3.12.outer",
    chapter_3("Lemma 3.12"),
    formula=r"\|\partial L/\partial a\|,\|\partial L/\partial W^{(1)}\|_F\le\tfrac14\text{ of "
    r"their "
    r"values at }H=2",
    hypotheses=("as above: the 1/H of Q' in all blocks",),
    trial=True,
)
def outer_blocks(judge, high=0.25):
    """The gradients of the first layer and of the output shrink with the depth, too. False: they do
    not change.
    """
    return block(
        judge, "deep.lem-3.12.outer", "output", 0.0, high, threshold="four times the 1/16 of theory"
    )


outer_blocks.mutant("at most half", high=0.5)


@claim(
    "deep.lem-3.12.outer-amended",
    chapter_3("Lemma 3.12"),
    formula=r"0.36\le\frac{\|\partial L/\partial a\|(H=32)}{\|\partial L/\partial "
    r"a\|(H=2)}\le1.7,\text{ and for }W^{(1)}",
    amends="deep.lem-3.12.outer",
    trial=True,
)
def outer_blocks_amended(judge, low=0.36):
    """The gradient norms of the first layer and of the output do not depend on the depth up to a
    factor between 0.36 and 1.7.
    """
    return judge.all(
        block(judge, "deep.lem-3.12.outer-amended.first", "first", low, 1.7),
        block(judge, "deep.lem-3.12.outer-amended.output", "output", low, 1.7),
    )


outer_blocks_amended.mutant("at least 3/2", low=1.5)


@claim(
    "deep.conclusion.all-blocks",
    chapter_3("Section 3.7"),
    formula=r"\lambda_{\min}\Big(\lim\sum_hG^{(h)}\Big)\ge430\,\lambda_{\min}(K^{(H)})",
    hypotheses=(
        "ResNet, tanh, c_res = 0.9, H = 10, limits of all blocks for random data; the blocks "
        "are psd, so the quotient is at least 1",
    ),
    trial=True,
)
def all_blocks(judge, share=430.0):
    """The rate improves if all Gram matrices are used, as the conclusion suspects: the last layer
    alone carries c_res^2/H^2.
    """
    parameters = {**RES, "depth": 10, "share": share}
    return trial(
        judge,
        "deep.conclusion.all-blocks",
        "all_blocks",
        "lambda_min of the whole limit at least 430 times that of K^(H)",
        threshold="pilot",
        **parameters,
    )


all_blocks.mutant("ten thousand times", share=10000.0)
