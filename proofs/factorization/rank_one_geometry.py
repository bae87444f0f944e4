"""Equation (23) for the norms and the choice of signs (Du, Hu, Lee 2018), by vectors of all sizes:
what rank_one_dynamics.py derives with the matrix engine, as statements about u, v, u*, v*.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import arrays, conj, disj, forall, given, reals, stated
from steepest.proofs.engine.theorems.arrays import eye, inner, norm, norm2

from . import rank_one_dynamics as dynamics
from .objective import norms
from .rank_one_state import du_hu_lee

u, v, u_star, v_star = arrays("u: d1 x 1, v: d2 x 1, u_star: d1 x 1, v_star: d2 x 1")
eta, sigma_1 = reals("eta sigma_1")
A, B, F = reals("A B F")  # names of single steps of the arithmetic
ONE = {"sizes": {"d1": 1, "d2": 1}}


def units():
    """|u*| = |v*| = 1"""
    return conj(norm2(u_star) == 1, norm2(v_star) == 1)


def said(expression):
    """An expression of rank_one_dynamics.py as it stands there, in the letters of the statement."""
    named = {one.name: one for one in (u, v, u_star, v_star, eta, sigma_1)}
    return stated(expression, named)


# --- equation (23), the norms ---------------------------------------------------------------------


LAYERS = (  # what is orthogonal to the signal now and after a step, the other vector and its parts
    (dynamics.off_u @ dynamics.u, dynamics.off_u @ dynamics.u_next, v, v_star,
     dynamics.off_v @ dynamics.v),
    (dynamics.off_v @ dynamics.v, dynamics.off_v @ dynamics.v_next, u, u_star,
     dynamics.off_u @ dynamics.u),
)  # fmt: skip


def norms_say(offset=1):
    parts = []
    for now, after, other, direction, off in LAYERS:
        factor = eta * (inner(other, direction) ** 2 + norm(said(off)) ** 2)
        now, after = norm(said(now)), norm(said(after))
        printed = (factor <= 1) >> (after == (1 - factor) * now)
        parts += [after == abs(offset - factor) * now, printed]
    return forall(u, v, u_star, v_star, eta, sigma_1)(units() >> conj(*parts))


@claim(
    "balance.eq-23-amended",
    du_hu_lee("equation (23), second display", "(4.23)"),
    amends="balance.eq-23",
    says=norms_say,
    instance={
        **ONE,
        "values": {"eta": "1/2", "sigma_1": "1"},
        "matrices": {"u": [["1"]], "v": [["2"]], "u_star": [["1"]], "v_star": [["1"]]},
    },
)
def orthogonal_norms(judge, offset=1):
    """With an absolute value the recursion for the norms alpha_perp, beta_perp holds for every eta;
    the printed form needs eta |u|^2, eta |v|^2 <= 1.
    """
    k = judge.theorem()
    ends = []
    for now, after, other, direction, off in LAYERS:
        now, after, off = said(now), said(after), said(off)
        factor = eta * (inner(other, direction) ** 2 + norm(off) ** 2)
        length = k.matrix(norm2(other) == inner(other, direction) ** 2 + norm2(off), *k.given)
        square = k.matrix(norm2(after) == (1 - eta * norm2(other)) ** 2 * norm2(now), *k.given)
        roots = norms(k, now, after, off)
        whole = k.arith(
            norm(after) ** 2 == (1 - factor) ** 2 * norm(now) ** 2, square, length, *roots
        )
        rule = forall(A, B, F)(
            given(A >= 0, B >= 0, A**2 == (1 - F) ** 2 * B**2)
            >> conj(A == abs(1 - F) * B, (F <= 1) >> (A == (1 - F) * B))
        )
        ends += k.split(k.use(k.lemma(rule, norm(after), norm(now), factor), whole, *roots))
    return k.qed(k.both(*ends))


@orthogonal_norms.mutant
def factor_2(judge):
    """2 - eta |v|^2 in place of 1 - eta |v|^2"""
    from steepest.proofs.engine.theorems.falsify import falsify

    return falsify(norms_say(offset=2), judge=judge)


# --- signs ----------------------------------------------------------------------------------------


def flipped_says(sign_of_v=-1):
    us, vs = -1 * u_star, sign_of_v * v_star
    now = inner(u, u_star), inner(v, v_star)
    after = inner(u, us), inner(v, vs)
    same = (
        sigma_1 * us @ vs.T == sigma_1 * u_star @ v_star.T,
        eye("d1") - us @ us.T == eye("d1") - u_star @ u_star.T,
        eye("d2") - vs @ vs.T == eye("d2") - v_star @ v_star.T,
    )
    positive = disj(*(conj(alpha > 0, beta > 0) for alpha, beta in (now, after)))
    return forall(u, v, u_star, v_star, sigma_1)(
        conj(
            *same,
            *(one == -other for one, other in zip(after, now)),
            (now[0] * now[1] > 0) >> positive,
        )
    )


@claim(
    "balance.rank1-sign",
    du_hu_lee("footnote 12", "Section 4.8"),
    says=flipped_says,
    instance=ONE
    | {
        "values": {"sigma_1": "1"},
        "matrices": {name: [["1"]] for name in ("u", "v", "u_star", "v_star")},
    },
)
def flip_signs(judge, sign_of_v=-1):
    """Flipping both u* and v* changes neither M* nor the orthogonal parts and flips alpha and beta;
    if alpha beta > 0, both are positive for one of the two choices.
    """
    k = judge.theorem()
    *equations, last = (k.target.part(one) for one in range(6))
    steps = [k.matrix(one) for one in equations]
    there = last.left
    signs = k.arith(last.part(1), k.assume(there), *steps[3:])
    return k.qed(k.both(*steps, k.discharge(signs, there)))


flip_signs.mutant("only u* flipped", sign_of_v=1)
