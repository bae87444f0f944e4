"""Trials of Sections 3.3 to 3.12 on finite networks. The sources report no experiments; sizes and
thresholds are ours.

Every plan says where its threshold comes from: from the statement (theory), or from a pilot that is
stored in pilots.toml and was run under another seed. The seed of the plans was never run before
they were registered. Success is claimed with probability 0.99; 24 of 24 successes support it with
margin 0.4. Data: 3 random unit inputs in R^20, labels +1 and -1, eta = 1/(2 lambda_max(G(0))).
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim

from . import chapter_3

FC = {"kind": "fc", "activation": "tanh", "depth": 2, "width": 512}
RES = {"kind": "resnet", "activation": "tanh", "depth": 3, "width": 512, "c_res": 0.9}
CONV = {
    "kind": "conv",
    "activation": "tanh",
    "depth": 2,
    "width": 256,
    "c_res": 0.9,
    "positions": 4,
    "dimension": 5,
}
SOFTPLUS = {
    "kind": "resnet",
    "activation": "softplus",
    "depth": 32,
    "width": 128,
    "c_res": 0.5,
    "shallow": 2,
}


SEED = 20261129  # registered before it was run; the pilots have another one


def trial(
    judge: Any,
    name: str,
    batch: str,
    success: str,
    *,
    threshold: str = "theory",
    trials: int = 24,
    **parameters: Any,
) -> Any:
    """One registered plan on `kernels.deep_training_trials`; `threshold` says where it is from."""
    from steepest.proofs.vocabulary import Plan

    return judge.trial(
        Plan(
            name,
            f"steepest.kernels.deep_gram.training_trials:{batch}",
            parameters,
            trials,
            f"{success} (threshold: {threshold})",
            at_least="99/100",
            margin="2/5",
            seed=SEED,
            horizon=int(parameters.get("steps", 1)),
        )
    )


# --- one step -------------------------------------------------------------------------------------


@claim(
    "deep.eq-dynamics.trial",
    chapter_3("Section 3.3"),
    formula=r"\|(y-u(1))-(I-\eta G(0))(y-u(0))\|\le\tfrac{21\eta}{10^4}\|y-u(0)\|",
    hypotheses=("fully connected, tanh, H = 2, m = 512, eta = 0.01", "the full G of all blocks"),
    trial=True,
)
def one_step(judge, share=0.0021):
    """One step of a wide network is nearly linear: the remainder is a small part of the step."""
    return trial(
        judge,
        "deep.eq-dynamics.trial",
        "one_step",
        "remainder at most 0.0021 eta of the residual",
        threshold="pilot",
        eta=0.01,
        share=share,
        **FC,
    )


one_step.mutant("a remainder of eta/10^6", share=1e-6)


@claim(
    "deep.claim-2layer.trial",
    chapter_3("Section 3.3"),
    formula=r"\|(y-u(1))-(I-\eta H^\infty)(y-u(0))\|\le\tfrac{3\eta}{20}\|y-u(0)\|",
    hypotheses=("ReLU, c_sigma = 2, first layer trained, m = 2000, eta = 0.01",),
    trial=True,
)
def two_layer_step(judge, share=0.15):
    """For wide two-layer networks the limit matrix predicts the step."""
    parameters = {
        "kind": "fc",
        "activation": "relu",
        "depth": 1,
        "width": 2000,
        "G": "limit",
        "eta": 0.01,
    }
    return trial(
        judge,
        "deep.claim-2layer.trial",
        "one_step",
        "at most 0.15 eta of the residual",
        threshold="pilot",
        share=share,
        **parameters,
    )


two_layer_step.mutant("at most eta/1000", share=0.001)


@claim(
    "deep.claim-3.8b.trial",
    chapter_3("Section 3.8"),
    formula=r"|(y-u)^\top I_2|\propto\eta^2,\ \|u(k+1)-u(k)\|^2\propto\eta^2",
    hypotheses=("slopes between eta = 1e-3 and 1e-4", "fully connected, tanh, H = 2, m = 512"),
    trial=True,
)
def orders(judge, low=1.9):
    """Both perturbation terms are of second order in the step: log-log slopes between 1.9 and
    2.1.
    """
    return trial(
        judge,
        "deep.claim-3.8b.trial",
        "orders",
        "both slopes in [1.9, 2.1]",
        low=low,
        high=low + 0.2,
        **FC,
    )


orders.mutant("third order", low=2.9)


@claim(
    "deep.lem-3.13.trial",
    chapter_3("Lemma 3.13"),
    formula=r"\|I_2\|=O(\eta^2)",
    hypotheses=("ResNet, tanh, H = 3, m = 512",),
    trial=True,
)
def orders_res(judge, low=1.9):
    """The same for the residual network."""
    return trial(
        judge,
        "deep.lem-3.13.trial",
        "orders",
        "both slopes in [1.9, 2.1]",
        low=low,
        high=low + 0.2,
        **RES,
    )


orders_res.mutant("third order", low=2.9)


# --- initialization -------------------------------------------------------------------------------


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
