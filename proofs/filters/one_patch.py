"""Lemma 6.1 and Theorem 6.1 for one patch, and what makes them work at every step size up to
2/Lambda, without Assumption 6.1.

a = w.Z, b = w*.Z, d.Z = a - b, and r = (relu(a) - relu(b)) 1{a >= 0}, so that the gradient is E[r
Z]. Two facts hold at every point: r (a - b) >= r^2 (the gradient points away from w* at least as
much as it is long), and the loss of one sample is 1-smooth from above along w.Z, although it has a
concave kink at w.Z = 0. Lambda = lambda_max(E[Z Z^T]).
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems

from . import as_written, chapter_6, equal, holds, number
from .model import relu

proof = "Section 6.6.1, proof of Theorem 6.1"
POSITIVE = (
    "A_{w1,w2} = E[Z Z^T 1{w1.Z >= 0, w2.Z >= 0}] > 0 whenever the angle of w1, w2 is below pi"
)


@claim(
    "fsgd.thm-6.1",
    chapter_6("Theorem 6.1"),
    formula=r"A_{w_1,w_2}\succ0\ (\theta<\pi),\ \ell(w_0)<\ell(0)\implies w_t\to w_*",
    hypotheses=(POSITIVE, "l(w_0) < l(0)", "no condition on the step size, as printed"),
)
def recovery_at_every_step_size(judge, scale=1):
    """Gradient descent recovers w*. False without a step condition: for Z ~ N(0, I) and eta = 6 it
    ends in a cycle of length two.

    On the ray w = c w* (|w*| = 1) the gradient is (c - 1)/2 w* for c > 0 and c/2 w* for c < 0
    (half-space moment I/2); from c = 1/2, where l = (c - 1)^2/4 = 1/16 < 1/4 = l(0), the run goes
    to 2, -1, 2, -1, ...
    """
    s = number(scale)  # the law N(0, s I), eta = 6/s
    eta = 6 / s
    step = lambda c, teacher: as_written(  # noqa: E731
        "c - eta*s*(c - teacher)/2", c=c, eta=eta, s=s, teacher=teacher
    )
    half = number("1/2")
    start = holds(judge, (s * (half - 1) ** 2 / 4, "<", s / number(4)))
    cycle = [
        equal(judge, step(half, 1), 2),
        equal(judge, step(number(2), 1), -1),
        equal(judge, step(number(-1), 0), 2),
    ]
    return judge.contradicted(
        start,
        *cycle,
        because=f"Z ~ N(0, {s} I), eta = {eta}, w_0 = w*/2: w_1 = 2 w*, w_2 = -w*, w_3 = 2 w*, ... "
        f"never tends to w*",
    )


recovery_at_every_step_size.mutant("for N(0, I/4), every step", scale="1/4")


def every_step_decreases(scale="1"):
    """On the ray of w* (|w*| = 1), for Z ~ N(0, scale I): from c > 0 to c - eta scale (c - 1)/2 > 0
    the loss scale (c - 1)^2/4 does not grow, whatever the step size.
    """
    (eta, c), s = theorems.reals("eta c"), theorems.term(str(scale))
    new = c - eta * s * (c - 1) / 2
    return theorems.forall(eta, c)(
        theorems.given(eta > 0, c > 0, new > 0) >> (s * (new - 1) ** 2 / 4 <= s * (c - 1) ** 2 / 4)
    )


@claim(
    "fsgd.thm-6.1.d",
    chapter_6(proof),
    formula=r"\ell(w_{t+1})\le\ell(w_t)",
    hypotheses=("no condition on the step size, as printed", "Z ~ N(0, I), on the ray of w*"),
    says=every_step_decreases,
)
def loss_decreases(judge, scale="1"):
    """Gradient descent only decreases the function value. Not at every step size: Z ~ N(0, I), eta
    = 6 takes w*/2 to 2 w*, four times the loss.
    """
    k = judge.refutation()
    half, s = theorems.term("1/2"), theorems.term(str(scale))
    nonzero = k.arith(s != 0)
    return k.qed(k.falsehood(k.use(k.at(k.claim, 6 / s, half, defined=[nonzero]))))


loss_decreases.mutant("for N(0, I/4)", scale="1/4")


@claim(
    "fsgd.thm-6.1.degenerate",
    chapter_6("Section 6.2, after Theorem 6.1"),
    formula=r"\nabla\ell(w)=0,\ w\ne w_*,\ 0<\ell(w)<\ell(0)\ \text{ for a degenerate law}",
    hypotheses=(
        "Z on two rays: (1, 1) and (1, -1), with equal chance, in R^2",
        "w* = (1, 0), w = (0, 1)",
    ),
)
def stuck(judge, second=1):
    """Positive definiteness cannot be dropped: on two rays gradient descent is stuck at a point
    with l(w) < l(0) that is not w*.

    (1, 1): w.Z = w*.Z = 1, no error. (1, -1): w.Z = -1 is inactive while w*.Z = 1. So the gradient
    is 0, l(w) = 1/4 and l(0) = 1/2.
    """
    x, y = reals("x y")  # w, put in as equations so that the record shows the point
    at = [(x, "==", 0), (y, "==", second)]
    half = number("1/2")
    values = lambda sign: relu(x + sign * y) - 1  # noqa: E731
    gradient = [equal(judge, values(1), 0, at), holds(judge, (x - y, "<", 0), at)]
    loss = half * values(1) ** 2 / 2 + half * values(-1) ** 2 / 2
    return judge.all(
        *gradient, holds(judge, (loss, ">", 0), at), holds(judge, (loss, "<", half), at)
    )


stuck.mutant("w = (0, 2)", second=2)


@claim("fsgd.thm-6.1.tian", chapter_6("Section 6.2, after Theorem 6.1"))
def contains_tian(judge):
    """Theorem 6.1 contains Theorem 6 of the cited paper of Tian as a special case: that theorem is
    not printed in the source.
    """
    return judge.undecided(
        "the cited theorem is not printed in the source; that Gaussian inputs satisfy the "
        "hypothesis of Theorem 6.1 is "
        "fsgd.thm-6.1.gaussian"
    )
