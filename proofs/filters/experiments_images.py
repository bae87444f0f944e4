"""Figures 6.3c, 6.3d and 6.4: filters learned from real images. Settings: see `experiments`."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.vocabulary import Plan

from . import SEED, chapter_6

IMAGES = "steepest.kernels.filters.images"


def images(
    judge, name, success, trials=24, at_least="0.9", margin="0.25", alpha="1/100", **parameters
):
    from steepest.kernels.filters.images import available

    if not available():
        return judge.lacks("images")  # the digits come with scikit-learn
    parameters |= {"inputs": 900, "starts": 3}
    return judge.trial(
        Plan(
            name,
            f"{IMAGES}:batch",
            parameters,
            trials,
            success,
            at_least=at_least,
            margin=margin,
            alpha=alpha,
            seed=SEED,
            basis=f"pilot filters.images-{parameters['teacher']}: bounds on losses and cosines",
        )
    )


ORDER = (
    "Spearman's correlation of the radius c with the median final relative loss of 3 starts "
    "is above 0.8"
)
DIGITS = (
    "digits of scikit-learn in place of MNIST",
    "a new filter and 3 starts a radius in every trial",
)


@claim("fsgd.exp-6.3c", chapter_6("Section 6.4 and Figure 6.3c"), trial=True, hypotheses=DIGITS)
def random_filter(judge, bound=0.8):
    """Random filters: starts closer to w* end with a smaller relative loss."""
    return images(judge, "filter-random", ORDER, teacher="random", claim="order", bound=bound)


random_filter.mutant("a correlation above one", bound=1.0)


@claim(
    "fsgd.exp-6.3c.small",
    chapter_6("Section 6.4, 'a filter with near zero loss'"),
    trial=True,
    hypotheses=DIGITS,
)
def random_filter_small_loss(judge, bound=0.01):
    """Random filters: from every start with c <= 1 the relative loss falls to 1/100. False for
    about a third of the filters.

    Pixels are not negative, so a filter with a negative sum has labels near 0 on most inputs;
    dividing by the squared mean label magnifies what is left.
    """
    success = "relative loss at most 1/100 after 5 epochs from all 12 starts with c <= 1"
    return images(
        judge,
        "filter-random-small",
        success,
        36,
        "0.99",
        "0.2",
        "1e-5",
        teacher="random",
        claim="small",
        bound=bound,
    )


random_filter_small_loss.mutant("to 1/10000", bound=1e-4)


@claim("fsgd.exp-6.3d", chapter_6("Section 6.4 and Figure 6.3d"), trial=True, hypotheses=DIGITS)
def gabor_filter(judge, bound=0.8):
    """A Gabor filter (45 degrees, wavelength 4): starts closer to w* end with a smaller relative
    loss.
    """
    return images(judge, "filter-gabor", ORDER, teacher="gabor", claim="order", bound=bound)


gabor_filter.mutant("a correlation above one", bound=1.0)


@claim(
    "fsgd.exp-6.3d.small",
    chapter_6("Section 6.4, 'a filter with near zero loss'"),
    trial=True,
    hypotheses=DIGITS,
    amends="fsgd.exp-6.3c.small",
)
def gabor_filter_small_loss(judge, bound=0.01):
    """The Gabor filter: from every start with c <= 1 the relative loss falls to 1/100 within 5
    epochs.
    """
    success = "relative loss at most 1/100 after 5 epochs from all 12 starts with c <= 1"
    return images(judge, "filter-gabor-small", success, teacher="gabor", claim="small", bound=bound)


gabor_filter_small_loss.mutant("to 1/10000", bound=1e-4)


@claim(
    "fsgd.exp-6.3d.equivalent",
    chapter_6("Section 6.4, 'cannot converge to the exact filter'"),
    trial=True,
    hypotheses=DIGITS,
)
def equivalent_filters(judge, bound=0.9):
    """SGD ends at filters with relative loss below 1/100 that differ from the true one: cosine
    below 0.9 (Gabor filter).
    """
    success = "some start ends with relative loss at most 1/100 and cosine below 0.9"
    return images(
        judge, "filter-equivalent", success, teacher="gabor", claim="equivalent", bound=bound
    )


equivalent_filters.mutant("cosine below zero", bound=0.0)


@claim("fsgd.fig-6.4", chapter_6("Figure 6.4"), trial=True, hypotheses=DIGITS)
def alike(judge, bound=0.95):
    """Learned and true Gabor filters have similar patterns: cosine at least 0.95 in the leading
    directions of the data, c <= 1.

    Leading: the 6 of 25 eigenvectors of E[Z_avg Z_avg^T] with eigenvalues above 1/1000 of the
    largest. In the other directions the data say little.
    """
    success = (
        "cosine of the projections to the leading directions at least 0.95 for all 12 "
        "starts with c <= 1"
    )
    return images(judge, "filter-alike", success, teacher="gabor", claim="seen", bound=bound)


alike.mutant("at least 0.9999", bound=0.9999)


@claim(
    "fsgd.fig-6.4.learned",
    chapter_6("Figure 6.4"),
    trial=True,
    hypotheses=(
        "digits of scikit-learn in place of MNIST",
        "3 starts |w*| u/2, u uniform on the sphere, 5 epochs; the run with the smallest loss",
    ),
)
def learned(judge, bound=0.95):
    """The likeness is learned and does not come from the start: Gabor filter, starts that know
    nothing of its direction, best of three runs.
    """
    success = (
        "cosine of the projections to the leading directions at least 0.95 for the run "
        "with the smallest loss"
    )
    return images(
        judge,
        "filter-learned",
        success,
        teacher="gabor",
        claim="best",
        bound=bound,
        free=True,
        radii=[0.5],
    )


learned.mutant("at least 0.9999", bound=0.9999)


@claim(
    "fsgd.fig-6.4.everywhere",
    chapter_6("Figure 6.4, read as: the same filter"),
    trial=True,
    hypotheses=DIGITS,
)
def the_same(judge, bound=0.95):
    """From every start, c = 3/2 included, the learned Gabor filter itself has a cosine of at least
    0.95 with the true one. False.
    """
    success = "cosine at least 0.95 for all 15 starts"
    return images(
        judge,
        "filter-the-same",
        success,
        12,
        "0.99",
        "0.3",
        "1e-5",
        teacher="gabor",
        claim="recovered",
        bound=bound,
    )


the_same.mutant("at least 0.99", bound=0.99)
