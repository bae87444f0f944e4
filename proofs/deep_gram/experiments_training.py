"""Trials during training: the linear rate, the stability of the Gram matrix, the movement of the
weights, and how they depend on the depth.

Thresholds, data and step size as in `experiments`.
"""

from __future__ import annotations

from ..tables import Row
from . import chapter_3
from .experiments import CONV, FC, RES, SOFTPLUS, rows_of

RATE = r"\|y-u(k)\|^2\le(1-\tfrac{\eta\lambda_0}2)^k\|y-u(0)\|^2"
SAYS = "|y - u(k)|^2 <= (1 - eta lambda_0/2)^k |y - u(0)|^2 for k <= 25"
RATE_RUN = {"check": "rate", "share": 0.5, "steps": 25}
STABLE_RUN = {"check": "stability", "share": 0.25, "steps": 25}
RUN = {"horizon": 25}  # of the plan

rows_of(__name__)(
    Row(
        "deep.cond-3.3",
        chapter_3("Condition 3.3"),
        "The induction hypothesis holds along runs of a fully connected network.",
        "descent",
        {**FC, **RATE_RUN, "width": 256},
        SAYS,
        {"rate 7 eta lambda_0": {"share": 7.0}},
        plan=RUN,
        claim={"formula": RATE, "hypotheses": ("tanh, H = 2, m = 256, 25 steps",)},
    ),
    Row(
        "deep.thm-5.1.trial",
        chapter_3("Theorem 3.1"),
        "The rate of the theorem at a width far below its own, with softplus.",
        "descent",
        {**RATE_RUN, "kind": "fc", "activation": "softplus", "depth": 3, "width": 256},
        SAYS,
        {"rate 60 eta lambda_0": {"share": 60.0}},
        plan=RUN,
        claim={"formula": RATE, "hypotheses": ("softplus, H = 3, m = 256",)},
    ),
    Row(
        "deep.thm-6.1.trial",
        chapter_3("Theorem 3.2"),
        "The rate for the residual network; lambda_0 carries c_res^2/H^2, the other blocks\n"
        "make the run much faster.",
        "descent",
        {**RES, **RATE_RUN, "width": 256},
        SAYS,
        {"rate 200 eta lambda_0": {"share": 200.0}},
        plan=RUN,
        claim={"formula": RATE, "hypotheses": ("tanh, H = 3, c_res = 0.9, m = 256",)},
    ),
    Row(
        "deep.thm-7.1.trial",
        chapter_3("Theorem 3.3"),
        "The rate for the convolutional residual network.",
        "descent",
        {**CONV, **RATE_RUN, "width": 128},
        SAYS,
        {"rate 60 eta lambda_0": {"share": 60.0}},
        plan=RUN,
        claim={
            "formula": RATE,
            "hypotheses": ("convolutional, tanh, p = 4, q = 3, H = 2, m = 128",),
        },
    ),
    Row(
        "deep.claim-limit.training",
        chapter_3("Section 3.3"),
        "The Gram matrix of the last layer stays close to its start while the loss goes to\nzero.",
        "descent",
        {**FC, **STABLE_RUN},
        "|G(k) - G(0)| <= lambda_0/4 at 4 marked steps",
        {"within lambda_0/1000": {"share": 0.001}},
        plan=RUN,
        claim={
            "formula": r"\|G^{(H)}(k)-G^{(H)}(0)\|\le\tfrac{\lambda_0}4\quad(k\le25)",
            "hypotheses": (
                "tanh, H = 2, m = 512",
                "after 25 steps the loss is below 1e-6 of its start",
            ),
        },
    ),
    Row(
        "deep.lem-3.11.trial",
        chapter_3("Lemma 3.11"),
        "The same for the residual network.",
        "descent",
        {**RES, **STABLE_RUN},
        "|G(k) - G(0)| <= lambda_0/4 at 4 marked steps",
        {"within lambda_0/1000": {"share": 0.001}},
        plan=RUN,
        claim={
            "formula": r"\|G^{(H)}(k)-G^{(H)}(0)\|\le\tfrac{\lambda_0}4\quad(k\le25)",
            "hypotheses": ("ResNet, tanh, H = 3, c_res = 0.9, m = 512",),
        },
    ),
    Row(
        "deep.eq-6",
        chapter_3("equation (3.6)"),
        "The relative movement of the weights is small and halves when the width is\n"
        "multiplied by four.",
        "widths",
        {**FC, "low": 1.2, "high": 2.8, "width": 128, "steps": 10},
        "quotient of the relative movements in [1.2, 2.8]",
        {"like 1/m": {"low": 3.2, "high": 4.8}},
        plan={"horizon": 10},
        claim={
            "formula": r"\tfrac1{\sqrt m}\|W^{(h)}(k)-W^{(h)}(0)\|_F\propto\tfrac1{\sqrt m}",
            "hypotheses": (
                "tanh, H = 2, widths 128 and 512, 10 steps, residuals of size 1 at both widths",
            ),
        },
    ),
    Row(
        "deep.claim-3.8d",
        chapter_3("Section 3.8"),
        "No block moves further than a constant, whatever the width.",
        "descent",
        {**FC, "check": "movement", "share": 2.7, "steps": 25},
        "every block moves by at most 2.7",
        {"at most 1/50": {"share": 0.02}},
        threshold="pilot",
        plan=RUN,
        claim={
            "formula": r"\|W^{(h)}(k)-W^{(h)}(0)\|_F=O(1)",
            "hypotheses": (
                "tanh, H = 2, m = 512, 25 steps; 2.7 is our bound",
                "the scaling in m is deep.eq-6",
            ),
        },
    ),
    Row(
        "deep.claim-3.8d.exponential",
        chapter_3("Section 3.8"),
        "The amplification of the fully connected network is exponential in the depth.\n"
        "False for softplus: it decreases with the depth.",
        "amplification",
        {**SOFTPLUS, "low": 1.0, "high": 1000000000.0, "kind": "fc", "depth": 16},
        "at least as large as at H = 2",
        {"at least 2^14 times as large": {"low": 16384.0}},
        claim={
            "formula": r"\|\partial x^{(H)}/\partial x^{(1)}\|\text{ grows with }H\text{ in the "
            r"fully connected network}",
            "hypotheses": (
                "softplus, m = 128, H = 16 against H = 2",
                "read as a statement about networks; about the bounds it is true "
                "(deep.claim-3.8d.bounds)",
            ),
        },
    ),
    Row(
        "deep.claim-3.8d.exponential-amended",
        chapter_3("Section 3.8"),
        "For softplus the sensitivity to the lower layers fades: at depth 16 it is at most\n"
        "0.0029 of that at depth 2.",
        "amplification",
        {**SOFTPLUS, "low": 0.0, "high": 0.0029, "kind": "fc", "depth": 16},
        "at most 0.0029 of that at H = 2",
        {"at most 1e-6": {"high": 1e-06}},
        threshold="pilot",
        claim={
            "formula": r"\|\partial x^{(16)}/\partial x^{(1)}\|\le\tfrac{29}{10^4}\|\partial "
            r"x^{(2)}/\partial x^{(1)}\|",
            "hypotheses": (
                "softplus, m = 128",
                "the exponential is in the bounds (deep.claim-3.8d.bounds), not in this network",
            ),
            "amends": "deep.claim-3.8d.exponential",
        },
    ),
    Row(
        "deep.claim-3.8d.resnet",
        chapter_3("Section 3.8"),
        "The residual network passes perturbations on without amplifying them with depth.",
        "amplification",
        {**SOFTPLUS, "low": 0.85, "high": 1.1},
        "0.85 to 1.1 times that at H = 2",
        {"at most 0.86": {"high": 0.86}},
        threshold="pilot",
        claim={
            "formula": r"\|\partial x^{(H)}/\partial x^{(1)}\|\text{ bounded in }H\text{ for "
            r"the ResNet}",
            "hypotheses": ("softplus, c_res = 0.5, m = 128, H = 32 against H = 2",),
        },
    ),
    Row(
        "deep.lem-3.12.inner",
        chapter_3("Lemma 3.12"),
        "The gradients of the layers with a skip connection shrink with the depth.",
        "blocks",
        {**SOFTPLUS, "block": "inner", "low": 0.019, "high": 0.16},
        "the gradient norm of the {block} block at H = 32 is {low} to {high} times that at H = 2",
        {"at most 1/25": {"high": 0.04}},
        threshold="pilot",
        claim={
            "formula": r"\max_{2\le h\le H}\|\partial L/\partial W^{(h)}\|_F\propto\tfrac1H",
            "hypotheses": (
                "ResNet, softplus, c_res = 0.5, m = 128: H = 32 against H = 2, where 1/16 is "
                "expected",
            ),
        },
    ),
    Row(
        "deep.lem-3.12.outer",
        chapter_3("Lemma 3.12"),
        "The gradients of the first layer and of the output shrink with the depth, too.\n"
        "False: they do not change.",
        "blocks",
        {**SOFTPLUS, "block": "output", "low": 0.0, "high": 0.25},
        "the gradient norm of the {block} block at H = 32 is {low} to {high} times that at H = 2",
        {"at most half": {"high": 0.5}},
        threshold="four times the 1/16 of theory",
        claim={
            "formula": r"\|\partial L/\partial a\|,\|\partial L/\partial "
            r"W^{(1)}\|_F\le\tfrac14\text{ of their values at }H=2",
            "hypotheses": ("as above: the 1/H of Q' in all blocks",),
        },
    ),
    Row(
        "deep.lem-3.12.outer-amended",
        chapter_3("Lemma 3.12"),
        "The gradient norms of the first layer and of the output do not depend on the depth\n"
        "up to a factor between 0.36 and 1.7.",
        "blocks",
        {**SOFTPLUS, "low": 0.36, "high": 1.7},
        "the gradient norm of the {block} block at H = 32 is {low} to {high} times that at H = 2",
        {"at least 3/2": {"low": 1.5}},
        plans={
            "deep.lem-3.12.outer-amended.first": {"block": "first"},
            "deep.lem-3.12.outer-amended.output": {"block": "output"},
        },
        threshold="pilot",
        claim={
            "formula": r"0.36\le\frac{\|\partial L/\partial a\|(H=32)}{\|\partial L/\partial "
            r"a\|(H=2)}\le1.7,\text{ and for }W^{(1)}",
            "amends": "deep.lem-3.12.outer",
        },
    ),
    Row(
        "deep.conclusion.all-blocks",
        chapter_3("Section 3.7"),
        "The rate improves if all Gram matrices are used, as the conclusion suspects: the\n"
        "last layer alone carries c_res^2/H^2.",
        "all_blocks",
        {**RES, "depth": 10, "share": 430.0},
        "lambda_min of the whole limit at least 430 times that of K^(H)",
        {"ten thousand times": {"share": 10000.0}},
        threshold="pilot",
        claim={
            "formula": r"\lambda_{\min}\Big(\lim\sum_hG^{(h)}\Big)\ge430\,\lambda_{\min}(K^{(H)})",
            "hypotheses": (
                "ResNet, tanh, c_res = 0.9, H = 10, limits of all blocks for random data; the "
                "blocks are psd, so the quotient is at least 1",
            ),
        },
    ),
)
