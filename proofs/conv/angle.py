"""Lemma 5.5: how one step shrinks the angle. u = eta lambda, lambda = n (pi - phi) x/(2 pi |v|^2),
c = cos phi, s2 = sin^2 phi.

Exactly: sin^2 phi' = sin^2 phi (1 - u c)^2/(1 + u^2 sin^2 phi).
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems

from . import thesis
from .state import holds, state

locus = "Lemma 5.5 and its proof, Section 5.9.1"


def letters():
    c, s2, u = reals("c s2 u")
    return c, s2, u, [(c**2 + s2, "==", 1), (s2, ">=", 0)]


def shrunk(u, c, s2):
    """sin^2 phi'."""
    return s2 * (1 - u * c) ** 2 / (1 + u**2 * s2)


def of_order(power=4):
    """The dropped term at phi = pi/2, which is u^2, is at most C u^power for all small u > 0."""
    C, u, u_0 = theorems.reals("C u u_0")
    small = theorems.forall(u)(theorems.conj(u > 0, u < u_0) >> (u**2 <= C * u**power))
    return theorems.exists(C, u_0)(theorems.conj(u_0 > 0, small))


@claim(
    "conv.lem-5.5-proof.dropped-term",
    thesis(locus),
    formula=r"\text{the dropped squared term is }O(\eta^4)",
    says=of_order,
)
def order_of_dropped_term(judge, power=4):
    """The dropped term u^2 sin^4 phi is O(eta^4), u = eta lambda: false, it is of order eta^2; for
    every C it exceeds C u^4 at small u.

    Dropping it is harmless all the same: it enters with a minus sign (conv.eq-5.9).
    """
    k = judge.refutation()
    C, u_0 = theorems.reals("C u_0")
    positive, bound = k.inside(C, u_0)
    small = u_0 / (2 + u_0 + u_0 * abs(C))
    nonzero = k.arith(2 + u_0 + u_0 * abs(C) != 0, positive)
    return k.qed(k.falsehood(k.use(k.at(bound, small, defined=[nonzero]), positive), positive))


order_of_dropped_term.mutant("of order three", power=3)


@claim(
    "conv.lem-5.5",
    thesis("Lemma 5.5"),
    formula=r"\sin^2\phi^{t+1}\le(1-\eta\cos\phi^t\lambda^t)\sin^2\phi^t",
    hypotheses=(
        "the assumptions of Theorem 5.3 with any constant C in eta = O(.)",
        "n = 1, S = 0 = 1.a^0, k >= 2",
        "t = 0",
    ),
)
def contraction(judge):
    """Under the printed step sizes the angle contracts: false, they do not bound a^0.

    None of the entries of the minimum shrinks as a.a* grows, so let eta > 0 be any step they allow
    (n = |v| = 1). A start with a.a* > 2 pi/(eta (pi - phi) cos phi) has u cos phi > 1: the
    right-hand side is negative, sin^2 phi' is not.
    """
    from sympy import pi

    z = state()
    c, s2, u, circle = letters()
    x, phi, eta = z.x, z.phi, z.eta
    lam = (pi - phi) * x / (2 * pi)
    where = [
        (eta, ">", 0),
        (c, ">", 0),
        (phi, ">", 0),
        (2 * phi, "<", pi),
        (x * eta * (pi - phi) * c, ">", 2 * pi),
    ]
    large = holds(judge, (eta * lam * c, ">", 1), where)
    fails = holds(
        judge,
        (shrunk(u, c, s2), ">", (1 - u * c) * s2),
        [*circle, (s2, ">", 0), (c, ">", 0), (u * c, ">", 1)],
    )
    return judge.contradicted(
        large,
        fails,
        because="for every step a start with a large a.a* has eta lambda cos(phi) > 1, and then "
        "the "
        "bound is negative",
    )


@contraction.mutant
def without_any_condition(judge):
    c, s2, u, circle = letters()
    return holds(
        judge,
        (shrunk(u, c, s2), "<=", (1 - u * c) * s2),
        [*circle, (u, ">", 0), (c, ">", 0), (s2, ">", 0)],
    )
