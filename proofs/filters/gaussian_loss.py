"""The population loss of one neuron for a Gaussian input."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    conj,
    cos,
    forall,
    given,
    integrable,
    maximum,
    mean_of_combination,
    pi,
    reals,
    sin,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .descent import own_product, product, square
from .gaussian_regions import ANGLE, m, n, normal, phi, place
from .moments import Z, dot, p, s, w, w_star

a, b = reals("a b")
ZERO = term(0)


def output(weights):
    return maximum(dot(weights), 0)


def loss():
    return E(s, (output(w) - output(w_star)) ** 2) / 2


def angle():
    lengths = m > 0, n > 0, square(w) == m**2, square(w_star) == n**2
    return *lengths, product(w, w_star) == m * n * cos(phi), *ANGLE


def loss_says():
    turn = (pi - phi) * cos(phi) + sin(phi)
    value = m**2 / 4 + n**2 / 4 - turn * m * n / (2 * pi)
    return forall(Z, w, w_star, p, m, n, phi)(given(normal(), *angle()) >> (loss() == value))


@claim(
    "fsgd.cf-gauss.loss",
    chapter_6(place),
    formula=r"\ell(w)=\tfrac14\|w\|^2+\tfrac14\|w_*\|^2-\tfrac1{2\pi}\left((\pi-\phi)\cos\phi+"
    r"\sin\phi"
    r"\right)\|w\|\|w_*\|",
    hypotheses=("Z ~ N(0, I_p)", "w, w* != 0"),
    says=loss_says,
    uses=("conv.lem-5.6d",),
)
def gaussian_loss(judge):
    """The population loss (E relu(a)^2 + E relu(b)^2)/2 - E relu(a) relu(b), from the kernel E
    relu(a) relu(b) at the three angles 0, 0 and phi.
    """
    k = judge.theorem()
    law, *sizes = k.given
    turn = k.arith(conj(cos(ZERO) == 1, sin(ZERO) == 0))
    parts, values = [], []
    for factor, first, second, sizes_, phi_ in (
        (1, w, w, (m, m), ZERO), (1, w_star, w_star, (n, n), ZERO), (-2, w, w_star, (m, n), phi)
    ):  # fmt: skip
        known = k.by("conv.lem-5.6d", Z, first, second, p, *sizes_, phi_)
        own = [own_product(k, first)] if first is second else []
        known = k.use(known, law, *sizes, *own, turn)
        body = output(first) * output(second)
        parts.append((factor, body, k.arith(integrable(E(s, body)), known)))
        values.append(known)
    square_ = (output(w) - output(w_star)) ** 2
    total = mean_of_combination(k, s, square_, parts)
    return k.qed(k.arith(k.target, total, *values, turn))


@gaussian_loss.mutant
def minus_the_sine(judge):
    """Minus the sine, in letters: at the angle pi/2 the last term has the other sign."""
    rule = forall(a, b)(given(a > 0, b == -a) >> (a == b))
    return falsify(rule, hints=[{"values": {"a": "1", "b": "-1"}}])
