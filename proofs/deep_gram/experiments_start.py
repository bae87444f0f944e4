"""Trials of the network at its start: Gram matrices, least eigenvalues, features, Gaussian norms,
moments.

Data, thresholds and seeds are those of `experiments`.
"""

from __future__ import annotations

from ..tables import Row
from . import chapter_3
from .experiments import CONV, FC, RES, SOFTPLUS, rows_of

rows_of(__name__)(
    Row(
        "deep.claim-limit",
        chapter_3("Section 3.3"),
        "The Gram matrix of the last layer approaches its limit like 1/sqrt(m): four times\n"
        "the width halves the error.",
        "gram_error",
        {**FC, "low": 1.3, "high": 2.7, "width": 24, "draws": 128},
        "quotient of the errors in [1.3, 2.7]",
        {"like 1/m": {"low": 3.2, "high": 4.6}},
        claim={
            "formula": r"E\|G^{(H)}(0)-K^{(H)}\|_F^2\propto\tfrac1m",
            "hypotheses": (
                "K^(H) the derived limit",
                "fully connected, tanh, H = 2: root mean squares over 128 networks of widths 24 "
                "and 96 (standard error of the quotient about 9 %)",
            ),
        },
    ),
    Row(
        "deep.claim-limit.resnet",
        chapter_3("Section 3.3"),
        "The same for the residual network with softplus, whose features have a mean.",
        "gram_error",
        {**RES, "low": 1.2, "high": 2.8, "activation": "softplus", "width": 24, "draws": 128},
        "quotient of the errors in [1.2, 2.8]",
        {"like 1/m": {"low": 3.2, "high": 4.8}},
        claim={"hypotheses": ("ResNet, softplus, H = 3, c_res = 0.9, widths 24 and 96",)},
    ),
    Row(
        "deep.lem-3.2",
        chapter_3("Lemma 3.2"),
        "At this width the least eigenvalue is at least three quarters of its limit (the\n"
        "reduction to the entries is deep.lem-3.22).",
        "initial_gram",
        {**FC, "share": 0.75, "width": 1024},
        "lambda_min(G(0)) >= 3/4 lambda_0",
        {"11/10 lambda_0": {"share": 1.1}},
        claim={
            "formula": r"\lambda_{\min}(G^{(H)}(0))\ge\tfrac34\lambda_0",
            "hypotheses": (
                "tanh, H = 2, m = 1024; lambda_0 from the derived limit",
                "the width of the lemma has unspecified constants",
            ),
        },
    ),
    Row(
        "deep.lem-3.9",
        chapter_3("Lemma 3.9"),
        "The residual analogue.",
        "initial_gram",
        {**RES, "share": 0.75, "width": 1024},
        "lambda_min(G(0)) >= 3/4 lambda_0",
        {"11/10 lambda_0": {"share": 1.1}},
        claim={
            "formula": r"\lambda_{\min}(G^{(H)}(0))\ge\tfrac34\lambda_0",
            "hypotheses": ("ResNet, tanh, H = 3, m = 1024",),
        },
    ),
    Row(
        "deep.lem-3.16",
        chapter_3("Lemma 3.16"),
        "The convolutional analogue.",
        "initial_gram",
        {**CONV, "share": 0.75, "width": 512},
        "lambda_min(G(0)) >= 3/4 lambda_0",
        {"11/10 lambda_0": {"share": 1.1}},
        claim={
            "formula": r"\lambda_{\min}(G^{(H)}(0))\ge\tfrac34\lambda_0",
            "hypotheses": (
                "convolutional, tanh, q = 3, p = 4 pixels, H = 2, m = 512",
                "lambda_0 of the derived limit, which is not the printed Definition 3.3",
            ),
        },
    ),
    Row(
        "deep.lem-3.1.trial",
        chapter_3("Lemma 3.1"),
        "All feature norms of a fully connected softplus network are between 1/2 and 2.",
        "features",
        {"low": 0.5, "high": 2.0, "kind": "fc", "activation": "softplus", "depth": 8, "width": 256},
        "all norms in [1/2, 2]",
        {"at least 1": {"low": 1.0}},
        claim={"hypotheses": ("softplus, H = 8, m = 256",)},
    ),
    Row(
        "deep.lem-3.8.trial",
        chapter_3("Lemma 3.8"),
        "The features of a deep residual softplus network stay between 1/2 and the amended\n"
        "constant.",
        "features",
        {**SOFTPLUS, "low": 0.5, "high": 17.0, "depth": 64, "c_res": 0.99},
        "all norms in [1/2, 17]",
        {"at most 1": {"high": 1.0}},
        claim={
            "hypotheses": (
                "softplus, c_res = 0.99, m = 128, H = 64",
                "bounds 1/2 and (2 + rho) e^2 - rho with rho = 0.345 (deep.lem-3.8-amended): 17",
            )
        },
    ),
    Row(
        "deep.lem-3.15.trial",
        chapter_3("Lemma 3.15"),
        "On long inputs the norm of the features grows like sqrt(p), beyond the bound of\n"
        "the printed proof.",
        "features",
        {
            **CONV,
            "low": 5.5,
            "high": 9.1,
            "activation": "softplus",
            "width": 64,
            "c_res": 0.1,
            "positions": 128,
            "dimension": 1,
            "points": 1,
        },
        "all norms in [5.5, 9.1]",
        {"at least 12": {"low": 12.0}},
        claim={
            "formula": r"\|x^{(1)}\|_F>\sqrt{3}\cdot2.74\,\sqrt{c_\sigma}\text{ is reached at "
            r"large }p",
            "hypotheses": (
                "softplus, p = 128 pixels, q = 3, H = 2, m = 64: the norms are at least 5.5 while "
                "the printed bound of deep.lem-3.15-s3 is 5.41 at most",
            ),
        },
    ),
    Row(
        "deep.lem-3.27.trial",
        chapter_3("Lemma 3.27"),
        "Norms of Gaussian matrices stay below the bound of the lemma.",
        "operator_norm",
        {"width": 150, "aspect": 3, "bound": 3.03},
        "|W| <= (sqrt 3 + 1.3) sqrt(m)",
        {"sqrt(3) + 0.8": {"bound": 2.53}},
        claim={
            "formula": r"P(\|W\|\le(\sqrt c+1.3)\sqrt m)\ge1-e^{-0.045m}",
            "hypotheses": ("m = 150, c = 3: probability of failure at most 0.0012",),
        },
    ),
    Row(
        "deep.thm-3.4.resnet",
        chapter_3("Theorem 3.4"),
        "The error of the moments does not grow exponentially with the depth of a residual\n"
        "network.",
        "moments",
        {**SOFTPLUS, "low": 0.0, "high": 3.1, "depth": 16, "draws": 12},
        "quotient of the errors at most 3.1",
        {"at most 1/10": {"high": 0.1}},
        threshold="pilot",
        claim={
            "formula": r"\sqrt m\max|\tfrac1mXX^\top-K^{(H-1)}|\text{ at }H=16\text{ is at most "
            r"3.1 times "
            r"that at "
            r"}H=2",
            "hypotheses": (
                "ResNet, softplus, c_res = 0.5, m = 128, root mean squares over 12 networks",
            ),
        },
    ),
    Row(
        "deep.thm-3.4.fc",
        chapter_3("Theorem 3.4"),
        "For softplus the fully connected errors do not grow with the depth either: the\n"
        "bound 2^O(H) is not attained (deep.eq-4.softplus).",
        "moments",
        {**SOFTPLUS, "low": 0.0, "high": 1.7, "kind": "fc", "depth": 16, "draws": 12},
        "quotient of the errors at most 1.7",
        {"at most 1/20": {"high": 0.05}},
        threshold="pilot",
        claim={
            "hypotheses": (
                "fully connected, softplus, m = 128, root mean squares over 12 networks",
                "H = 16 against H = 2",
            )
        },
    ),
)
