"""Phase II, from the distance to the loss: Lemma 5.12 and how the lemmas are put together.

The notation is that of `phase_two`.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems

from . import thesis
from .state import holds, state


def loss_of_order_eps(power=1):
    """Some C bounds the loss at phi = 0, S = 0, a = a* + (e/root k) 1 (root^2 = k) by C e^power,
    for every width k and e in (0, 1].
    """
    from sympy import pi, symbols

    z = state()
    far, size = symbols("e root")  # q = N + e^2, x = N, s^2 = k e^2
    there = {z.n: 1, z.N: 1, z.S: 0, z.g: pi, z.q: 1 + far**2, z.x: 1, z.s: size * far}
    (C, e, root), k = theorems.reals("C e root"), theorems.nats("k")
    loss = theorems.read(z.loss.subs(there), {"e": e, "root": root, str(z.k): k})
    given = theorems.given(k >= 1, e > 0, e <= 1, root >= 0, root**2 == k)
    return theorems.exists(C)(theorems.forall(k, e, root)(given >> (loss <= C * e**power)))


@claim(
    "conv.lem-5.12",
    thesis("Lemma 5.12"),
    formula=r"\pi-g\le\epsilon,\ \|a-\|w^*\|a^*\|\le\epsilon\|a^*\|\|w^*\|\implies\ell\le "
    r"C\epsilon\|a^*\|^2\|w^*\|^2",
    hypotheses=("an absolute constant C, any k", "n = |a*| = 1, phi = 0"),
    says=loss_of_order_eps,
)
def small_loss(judge, power=1):
    """No absolute constant works: the term (1.(a - n a*))^2 reaches k |a - n a*|^2.

    With phi = 0, S = 0 and a - a* = (eps/sqrt k) 1 the loss is (k + pi - 1) eps^2/(4 pi), above C
    eps once k > 4 pi C/eps.
    """
    k = judge.refutation()
    C, T = theorems.reals("C"), theorems.nats("T")
    (bound,) = k.inside(C)
    large = k.above(1 + 16 * abs(C), T)
    instance = k.at(bound, T**2, 1, T)
    return k.qed(k.falsehood(k.use(instance, large), large))


@small_loss.mutant
def loss_below_eps_over_ten(judge):
    """The false variant at k = 1: C = 1/10."""
    from sympy import Rational, pi

    (e,) = reals("e,")
    return holds(
        judge, (pi * e**2 / (4 * pi), "<=", Rational(1, 10) * e), [(e, ">", 0), (e, "<=", 1)]
    )


@claim(
    "conv.phase2-proof",
    thesis("Section 5.9.3, convergence of phase II"),
    formula=r"\sin^2\phi\le\epsilon^{10}\implies\pi-g(\phi)\le\epsilon",
    hypotheses=("0 <= phi <= pi/2", "0 < eps <= 1"),
    case=True,
)
def implication(judge):
    """The printed 'which implies': false at eps = 1 (phi = pi/2 has pi - g = pi - 1); for eps <=
    1/2 see the amended form.
    """
    from sympy import pi, sin

    z = state()
    (e,) = reals("e,")
    return holds(
        judge,
        (pi - z.g_of_phi, "<=", e),
        [(z.phi, ">=", 0), (2 * z.phi, "<=", pi), (e, "==", 1), (sin(z.phi) ** 2, "<=", e)],
    )


@implication.mutant
def with_the_first_power(judge):
    from sympy import pi, sin

    z = state()
    (e,) = reals("e,")
    return holds(
        judge,
        (pi - z.g_of_phi, "<=", e),
        [(z.phi, ">=", 0), (2 * z.phi, "<=", pi), (e, ">", 0), (e, "<=", 1), (sin(z.phi), "<=", e)],
    )


@claim(
    "conv.phase2-proof.chain",
    thesis("Section 5.9.3"),
    formula=r"|1^\top a^*-1^\top a|\le2\epsilon\|a^*\|\ (\text{Lemma 5.10})\implies|1^\top "
    r"a^*-1^\top "
    r"a|\le\tfrac\epsilon k\|a^*\|\ (\text{Lemma 5.11})",
)
def chain_of_lemmas(judge, scale=1):
    """What Lemma 5.10 gives is not what Lemma 5.11 asks, with the same eps: a factor 2k, absorbed
    by 'rescaling eps' (log k more steps).

    conv.lem-5.11 shows that the hypothesis on the sum is not needed at all.
    """
    z = state()
    d, e, A = reals("d e A")
    where = [(z.k, ">=", 1), (e, ">", 0), (A, ">", 0), (d, ">=", 0), (d, "<=", scale * 2 * e * A)]
    return holds(judge, (d, "<=", e / z.k * A), where)


chain_of_lemmas.mutant("4 eps", scale=2)
