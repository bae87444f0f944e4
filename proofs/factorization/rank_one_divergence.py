"""Large starts of the rank-one problem diverge (Du, Hu, Lee 2018): why Theorem 3.2 is false as
printed, whatever its constants are.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, reals

from .rank_one_growth import a, b, eta, next_state, p, q, run, sigma, t, u, v, x, y
from .rank_one_state import du_hu_lee

U, V, G, H, W = reals("U V G H W")  # names of single steps of the arithmetic


def large(first, second, least=4):
    """Both squared norms are at least 4/eta, their product at least 16 sigma^2."""
    return conj(eta * first >= least, eta * second >= least, first * second >= 16 * sigma**2)


def triples(least=4, factor=3):
    alpha, beta, alpha_perp, beta_perp = next_state(x, y, u, v)
    before = x**2 + u**2, y**2 + v**2
    after = alpha**2 + alpha_perp**2, beta**2 + beta_perp**2
    return forall(eta, sigma, x, y, u, v)(
        given(eta > 0, sigma > 0, large(*before, least))
        >> conj(*(one >= factor * other for one, other in zip(after, before)))
    )


@claim(
    "balance.thm-3.2.divergence-step",
    du_hu_lee("Theorem 3.2", "Theorem 4.5"),
    says=triples,
    instance={
        "values": {"eta": "1", "sigma": "1", "x": "2", "y": "2", "u": "0", "v": "0"},
    },
)
def large_norms_triple(judge, least=4, factor=3):
    """Where |u|^2, |v|^2 >= 4/eta and |u|^2 |v|^2 >= 16 sigma_1^2, one step of gradient descent at
    least triples both: |u'|^2 >= (eta |v|^2 - 1)(eta |v|^2/2 - 1)|u|^2.
    """
    k = judge.theorem()
    alpha, beta, alpha_perp, beta_perp = next_state(x, y, u, v)
    first, second = x**2 + u**2, y**2 + v**2
    mixed = k.lemma(forall(x, y, u, v)((x * y) ** 2 <= (x**2 + u**2) * (y**2 + v**2)), x, y, u, v)
    some = k.arith(conj(first >= 0, second >= 0))
    ends = []
    for norm, other, signal, after in (
        (first, second, y, alpha**2 + alpha_perp**2),
        (second, first, x, beta**2 + beta_perp**2),
    ):
        gain = (eta * sigma * signal) ** 2
        rest = k.arith(gain >= 0)
        grown = grows(k, norm, other, x * y, gain, mixed, some, rest, *k.given,
                      least=least, factor=factor)  # fmt: skip
        exact = k.arith(
            after
            == (1 - eta * other) ** 2 * norm + 2 * (1 - eta * other) * eta * sigma * (x * y) + gain
        )
        ends.append(k.fold(exact, grown))
    return k.qed(k.both(*ends))


def grows(k, norm, other, product, rest, *known, least=4, factor=3):
    """(1 - eta V)^2 U + 2 (1 - eta V) eta sigma G + H >= 3 U where U, V are large, G^2 <= U V and
    H >= 0; the known steps say so of these terms.
    """
    lemma = forall(eta, sigma, U, V, G, H)(
        given(
            eta > 0, U >= 0, eta * V >= least, 4 * (sigma * G) <= U * V, -4 * (sigma * G) <= U * V,
            H >= 0,
        )
        >> ((1 - eta * V) ** 2 * U + 2 * (1 - eta * V) * eta * sigma * G + H >= factor * U)
    )  # fmt: skip
    bound = forall(sigma, G, W)(
        given(sigma > 0, G**2 <= W, W >= 16 * sigma**2)
        >> conj(4 * (sigma * G) <= W, -4 * (sigma * G) <= W)
    )
    small = k.use(k.lemma(bound, sigma, product, norm * other), *known)
    return k.use(k.lemma(lemma, eta, sigma, norm, other, product, rest), small, *known)


large_norms_triple.mutant("squared norms above 3/eta", least=3)
large_norms_triple.mutant("factor five", factor=5)


def lengths(time):
    return a(time) ** 2 + p(time) ** 2, b(time) ** 2 + q(time) ** 2


def divergent(factor=3):
    return forall(eta, sigma, a, b, p, q)(
        given(run(), eta > 0, sigma > 0, large(*lengths(0)))
        >> forall(t)(
            conj(*(now >= factor**t * start for now, start in zip(lengths(t), lengths(0))))
        )
    )


@claim(
    "balance.thm-3.2.divergence",
    du_hu_lee("Theorem 3.2", "Theorem 4.5"),
    says=divergent,
    uses=("balance.thm-3.2.divergence-step",),
    instance={
        "values": {"eta": "1", "sigma": "1", "t": "1"},
        "functions": {
            "alpha": {"start": "2"},
            "beta": {"start": "2"},
            "alpha_perp": {"start": "0"},
            "beta_perp": {"start": "0"},
        },
    },
)
def large_starts_diverge(judge, factor=3):
    """From |u_0|^2, |v_0|^2 >= 4/eta with product at least 16 sigma_1^2 the iterates diverge:
    |u_t|^2 >= 3^t |u_0|^2 and |v_t|^2 >= 3^t |v_0|^2 for all t.

    The Gaussian start of Theorem 3.2 is that large with positive probability for every choice of
    its constants.
    """
    k = judge.theorem()
    recursion, *positive = k.given
    now = lengths(t)
    always = conj(large(*now), *(one >= factor**t * start for one, start in zip(now, lengths(0))))
    zero = k.power_zero(factor)
    base = k.arith(always.put(t, 0), zero, *positive)
    held = k.assume(always)
    lemma = k.by("balance.thm-3.2.divergence-step", eta, sigma, a(t), b(t), p(t), q(t))
    found = k.use(lemma, *positive, held)
    for one in k.split(k.at(recursion, t)):
        found = k.fold(one, found)
    power = k.power_step(factor, t)
    grown = forall(eta, sigma, U, V, G, H)(
        given(
            eta > 0, eta * U >= 4, eta * V >= 4, U * V >= 16 * sigma**2, G >= 3 * U, H >= 3 * V
        )
        >> large(G, H)
    )  # fmt: skip
    later = lengths(t + 1)
    still = k.use(k.lemma(grown, eta, sigma, *now, *later), *positive, held, found)
    ends = [
        k.arith(one >= factor ** (t + 1) * start, found, held, power)
        for one, start in zip(later, lengths(0))
    ]
    induced = k.at(k.induction(t, always, base, k.both(still, *ends)), t)
    end = k.both(k.part(induced, 1), k.part(induced, 2))
    return k.qed(k.for_all(end, t))


large_starts_diverge.mutant("five times in a step", factor=5)
