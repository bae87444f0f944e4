"""Trials of the network at its start: Gram matrices, least eigenvalues, features, Gaussian norms,
moments.

Data, thresholds and seeds are those of `experiments`.
"""

from __future__ import annotations

from steepest.proofs import claim

from . import chapter_3
from .experiments import CONV, FC, RES, SOFTPLUS, trial


@claim(
    "deep.claim-limit",
    chapter_3("Section 3.3"),
    formula=r"E\|G^{(H)}(0)-K^{(H)}\|_F^2\propto\tfrac1m",
    hypotheses=(
        "K^(H) the derived limit",
        "fully connected, tanh, H = 2: root mean squares over 128 networks of widths 24 and "
        "96 (standard error of the quotient about 9 %)",
    ),
    trial=True,
)
def gram_at_initialization(judge, low=1.3):
    """The Gram matrix of the last layer approaches its limit like 1/sqrt(m): four times the width
    halves the error.
    """
    parameters = {**FC, "width": 24, "draws": 128}
    return trial(
        judge,
        "deep.claim-limit",
        "gram_error",
        "quotient of the errors in [1.3, 2.7]",
        low=low,
        high=low + 1.4,
        **parameters,
    )


gram_at_initialization.mutant("like 1/m", low=3.2)


@claim(
    "deep.claim-limit.resnet",
    chapter_3("Section 3.3"),
    hypotheses=("ResNet, softplus, H = 3, c_res = 0.9, widths 24 and 96",),
    trial=True,
)
def gram_at_initialization_res(judge, low=1.2):
    """The same for the residual network with softplus, whose features have a mean."""
    parameters = {**RES, "activation": "softplus", "width": 24, "draws": 128}
    name = "deep.claim-limit.resnet"
    return trial(
        judge,
        name,
        "gram_error",
        "quotient of the errors in [1.2, 2.8]",
        trials=24,
        low=low,
        high=low + 1.6,
        **parameters,
    )


gram_at_initialization_res.mutant("like 1/m", low=3.2)


@claim(
    "deep.lem-3.2",
    chapter_3("Lemma 3.2"),
    formula=r"\lambda_{\min}(G^{(H)}(0))\ge\tfrac34\lambda_0",
    hypotheses=(
        "tanh, H = 2, m = 1024; lambda_0 from the derived limit",
        "the width of the lemma has unspecified constants",
    ),
    trial=True,
)
def least_eigenvalue_fc(judge, share=0.75):
    """At this width the least eigenvalue is at least three quarters of its limit (the reduction to
    the entries is deep.lem-3.22).
    """
    parameters = {**FC, "width": 1024}
    return trial(
        judge,
        "deep.lem-3.2",
        "initial_gram",
        "lambda_min(G(0)) >= 3/4 lambda_0",
        share=share,
        **parameters,
    )


least_eigenvalue_fc.mutant("11/10 lambda_0", share=1.1)


@claim(
    "deep.lem-3.9",
    chapter_3("Lemma 3.9"),
    formula=r"\lambda_{\min}(G^{(H)}(0))\ge\tfrac34\lambda_0",
    hypotheses=("ResNet, tanh, H = 3, m = 1024",),
    trial=True,
)
def least_eigenvalue_res(judge, share=0.75):
    """The residual analogue."""
    parameters = {**RES, "width": 1024}
    return trial(
        judge,
        "deep.lem-3.9",
        "initial_gram",
        "lambda_min(G(0)) >= 3/4 lambda_0",
        share=share,
        **parameters,
    )


least_eigenvalue_res.mutant("11/10 lambda_0", share=1.1)


@claim(
    "deep.lem-3.16",
    chapter_3("Lemma 3.16"),
    formula=r"\lambda_{\min}(G^{(H)}(0))\ge\tfrac34\lambda_0",
    hypotheses=(
        "convolutional, tanh, q = 3, p = 4 pixels, H = 2, m = 512",
        "lambda_0 of the derived limit, which is not the printed Definition 3.3",
    ),
    trial=True,
)
def least_eigenvalue_conv(judge, share=0.75):
    """The convolutional analogue."""
    parameters = {**CONV, "width": 512}
    return trial(
        judge,
        "deep.lem-3.16",
        "initial_gram",
        "lambda_min(G(0)) >= 3/4 lambda_0",
        share=share,
        **parameters,
    )


least_eigenvalue_conv.mutant("11/10 lambda_0", share=1.1)


@claim(
    "deep.lem-3.1.trial",
    chapter_3("Lemma 3.1"),
    hypotheses=("softplus, H = 8, m = 256",),
    trial=True,
)
def features_fc(judge, low=0.5):
    """All feature norms of a fully connected softplus network are between 1/2 and 2."""
    parameters = {**FC, "activation": "softplus", "depth": 8, "width": 256}
    return trial(
        judge,
        "deep.lem-3.1.trial",
        "features",
        "all norms in [1/2, 2]",
        low=low,
        high=2.0,
        **parameters,
    )


features_fc.mutant("at least 1", low=1.0)


@claim(
    "deep.lem-3.8.trial",
    chapter_3("Lemma 3.8"),
    hypotheses=(
        "softplus, c_res = 0.99, m = 128, H = 64",
        "bounds 1/2 and (2 + rho) e^2 - rho with rho = 0.345 (deep.lem-3.8-amended): 17",
    ),
    trial=True,
)
def features_res(judge, high=17.0):
    """The features of a deep residual softplus network stay between 1/2 and the amended
    constant.
    """
    parameters = {**SOFTPLUS, "depth": 64, "c_res": 0.99}
    return trial(
        judge,
        "deep.lem-3.8.trial",
        "features",
        "all norms in [1/2, 17]",
        low=0.5,
        high=high,
        **parameters,
    )


features_res.mutant("at most 1", high=1.0)


@claim(
    "deep.lem-3.15.trial",
    chapter_3("Lemma 3.15"),
    formula=r"\|x^{(1)}\|_F>\sqrt{3}\cdot2.74\,\sqrt{c_\sigma}\text{ is reached at large }p",
    hypotheses=(
        "softplus, p = 128 pixels, q = 3, H = 2, m = 64: the norms are at least 5.5 while "
        "the printed bound of deep.lem-3.15-s3 is 5.41 at most",
    ),
    trial=True,
)
def features_conv(judge, low=5.5):
    """On long inputs the norm of the features grows like sqrt(p), beyond the bound of the printed
    proof.
    """
    parameters = {
        "kind": "conv",
        "activation": "softplus",
        "depth": 2,
        "width": 64,
        "c_res": 0.1,
        "positions": 128,
        "dimension": 1,
        "points": 1,
    }
    return trial(
        judge,
        "deep.lem-3.15.trial",
        "features",
        "all norms in [5.5, 9.1]",
        low=low,
        high=9.1,
        **parameters,
    )


features_conv.mutant("at least 12", low=12.0)


@claim(
    "deep.lem-3.27.trial",
    chapter_3("Lemma 3.27"),
    formula=r"P(\|W\|\le(\sqrt c+1.3)\sqrt m)\ge1-e^{-0.045m}",
    hypotheses=("m = 150, c = 3: probability of failure at most 0.0012",),
    trial=True,
)
def gaussian_norms(judge, bound=3.03):
    """Norms of Gaussian matrices stay below the bound of the lemma."""
    return trial(
        judge,
        "deep.lem-3.27.trial",
        "operator_norm",
        "|W| <= (sqrt 3 + 1.3) sqrt(m)",
        width=150,
        aspect=3,
        bound=bound,
    )


gaussian_norms.mutant("sqrt(3) + 0.8", bound=2.53)


@claim(
    "deep.thm-3.4.resnet",
    chapter_3("Theorem 3.4"),
    formula=r"\sqrt m\max|\tfrac1mXX^\top-K^{(H-1)}|\text{ at }H=16\text{ is at most 3.1 times "
    r"that at "
    r"}H=2",
    hypotheses=("ResNet, softplus, c_res = 0.5, m = 128, root mean squares over 12 networks",),
    trial=True,
)
def moments_res(judge, high=3.1):
    """The error of the moments does not grow exponentially with the depth of a residual network."""
    parameters = {**SOFTPLUS, "depth": 16, "draws": 12}
    return trial(
        judge,
        "deep.thm-3.4.resnet",
        "moments",
        "quotient of the errors at most 3.1",
        threshold="pilot",
        low=0.0,
        high=high,
        **parameters,
    )


moments_res.mutant("at most 1/10", high=0.1)


@claim(
    "deep.thm-3.4.fc",
    chapter_3("Theorem 3.4"),
    hypotheses=(
        "fully connected, softplus, m = 128, root mean squares over 12 networks",
        "H = 16 against H = 2",
    ),
    trial=True,
)
def moments_fc(judge, high=1.7):
    """For softplus the fully connected errors do not grow with the depth either: the bound 2^O(H)
    is not attained (deep.eq-4.softplus).
    """
    parameters = {**SOFTPLUS, "kind": "fc", "depth": 16, "draws": 12}
    return trial(
        judge,
        "deep.thm-3.4.fc",
        "moments",
        "quotient of the errors at most 1.7",
        threshold="pilot",
        low=0.0,
        high=high,
        **parameters,
    )


moments_fc.mutant("at most 1/20", high=0.05)
