"""Lemma 7.4, the lower bound of g_1': the smallest constant that the inequality (iii) allows."""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, reals

from . import chapter_7, slopes
from .bounds import alone_in, locus, place, written_alone
from .paths import refuted_by
from .slopes import WRITTEN, L, gamma, kappa, tau, u, v, x


@claim(
    "saddle.lem-7.4-ineq.iii-lower.always",
    chapter_7(locus),
    formula=r"\forall\kappa>1:\ g_1'(\tau(1+u))<-4L\tau\ \text{at}\ u=\tfrac{14}{15}",
    says=lambda at="14/15", form="derivative": forall(gamma, tau, kappa)(
        slopes.letters() >> (slopes.alone(tau * (1 + Fraction(at)), form=form) < -4 * L * tau)
    ),
    instance=place(),
)
def violated_for_every_kappa(judge, at="14/15", form="derivative"):
    """The printed lower bound fails whatever L > gamma is: at x_i = (29/15) tau."""
    p = judge.theorem()
    point = tau * (1 + Fraction(at))
    return p.qed(p.arith(p.target, written_alone(p, point), *p.given))


violated_for_every_kappa.mutant("at u = 1/2", at="1/2", form=WRITTEN)

star, root = reals("u_star root")


def minimum(inside=220):
    """u* = (14 kappa - 10 + root)/(30 kappa - 18), root^2 = 196 kappa^2 - 220 kappa + 64"""
    return given(
        root >= 0,
        root**2 == 196 * kappa**2 - inside * kappa + 64,
        star * (30 * kappa - 18) == 14 * kappa - 10 + root,
    )


@claim(
    "saddle.lem-7.4-ineq.iii-lower.exact",
    chapter_7(locus),
    seconds=240.0,
    formula=r"\min_{[\tau,2\tau]}g_1'=\gamma\tau\,q(u^*),\quad "
    r"u^*=\frac{14\kappa-10+\sqrt{196\kappa^2-220\kappa+64}}{30\kappa-18}",
    says=lambda inside=220, form="derivative": forall(gamma, tau, kappa, root, star, x)(
        given(slopes.letters(), slopes.on_line(), minimum(inside))
        >> conj(
            slopes.alone(form=form) >= gamma * tau * alone_in(star, v),
            star > Fraction(5, 6),
            star < 1,
            slopes.alone(tau * (1 + star), form=form) == gamma * tau * alone_in(star, v),
        )
    ),
    instance={
        "values": {
            "gamma": "1",
            "kappa": "79/40",
            "tau": "1",
            "x_i": "2",
            "root": "397/20",
            "u_star": "10/11",
        }
    },
)
def exact_minimum(judge, inside=220, form="derivative"):
    """The exact minimum of g_1' for every kappa > 1: at u* in (9/10 - 1/15, 1), where g_1''
    vanishes.
    """
    p = judge.theorem()
    facts = p.split(p.meet(minimum(inside), *p.given))
    above = p.arith(kappa > 1, *p.given)
    inner = p.arith(conj(star > Fraction(5, 6), star < 1), above, *facts)
    flat = p.arith(
        -2 + 2 * (10 - 14 * kappa) * star + 3 * (10 * kappa - 6) * star**2 == 0, above, *facts
    )
    rest = (10 * kappa - 6) * (u + 2 * star) + 10 - 14 * kappa
    positive = forall(u)(given(u >= 0, kappa > 1, star > Fraction(5, 6)) >> (rest >= 0))
    slope_there = -2 + 2 * (10 - 14 * kappa) * star + 3 * (10 * kappa - 6) * star**2
    same = p.arith(
        alone_in(u, v) - alone_in(star, v) == (u - star) ** 2 * rest + (u - star) * slope_there
    )
    known = p.use(p.at(p.lemma(positive), u), p.assume(u >= 0), above, inner)
    A, B, C, D = reals("A B C D")
    join = p.lemma(
        forall(A, B, C, D)(
            given(A - B == (u - star) ** 2 * C + (u - star) * D, C >= 0, D == 0) >> (A >= B)
        ),
        alone_in(u, v), alone_in(star, v), rest, slope_there,
    )  # fmt: skip
    least = p.use(join, same, known, flat)
    everywhere = p.for_all(p.discharge(least, u >= 0), u)
    nonzero = p.arith(tau != 0, *p.given)
    inside_it = p.arith(x / tau - 1 >= 0, *p.given)
    here = p.use(p.at(everywhere, x / tau - 1, defined=[nonzero]), inside_it)
    scaled_up = p.lemma(
        forall(A, B)(given(slopes.letters(), A >= B) >> (gamma * tau * A >= gamma * tau * B))
    )
    values = (alone_in(x / tau - 1, v), alone_in(star, v))
    made = p.use(p.at(scaled_up, *values, defined=[nonzero]), here, *p.given)
    first = p.fold(written_alone(p), made)
    point = slopes.alone(tau * (1 + star))
    value = p.arith(
        point == gamma * tau * alone_in(star, v), p.derivative(point, *p.given), nonzero
    )
    return p.qed(p.both(first, *p.split(inner), value))


@exact_minimum.mutant
def another_discriminant(judge):
    says = exact_minimum.says(inside=210, form=WRITTEN)
    found = {"gamma": "1", "kappa": "15/14", "tau": "1", "x_i": "187/100", "root": "8"}
    found |= {"u_star": "91/99"}
    return refuted_by(judge, says, {"values": found})


@claim(
    "saddle.lem-7.4-ineq.iii-lower.sharpest",
    chapter_7(locus),
    formula=r"4.13417<\inf\{C:\ g_1'\ge-CL\tau\ \forall\kappa\ge1\}\le4.1342",
    says=lambda most="41342/10000", form="derivative": forall(gamma, tau, kappa, x)(
        given(gamma > 0, kappa >= 1, tau > 0, slopes.on_line())
        >> conj(
            slopes.alone(form=form) >= -Fraction(most) * L * tau,
            (kappa == 1)
            >> (slopes.alone(tau * Fraction("1.86"), form=form) < -Fraction("4.13417") * L * tau),
        )
    ),
    instance=place(x_i="7"),
)
def sharpest_constant(judge, most="41342/10000", form="derivative"):
    """The constant that belongs in place of 4, enclosed: 4.1342 is enough for every kappa >= 1, and
    at kappa = 1 no constant up to 4.13417 is.
    """
    p = judge.theorem()
    equation = written_alone(p)
    nonzero = p.arith(tau != 0, *p.given)
    least = -Fraction(most)
    box = given(kappa >= 1, u >= 0, u <= 1)
    inside = p.lemma(forall(u)(box >> (alone_in(u, v) >= least * kappa)))
    known = p.use(p.at(inside, x / tau - 1, defined=[nonzero]), *p.given)
    Q = reals("Q")
    held = given(gamma > 0, tau > 0, Q >= least * kappa)
    lemma = p.lemma(forall(Q)(held >> (gamma * tau * Q >= least * L * tau)))
    made = p.use(p.at(lemma, alone_in(x / tau - 1, v), defined=[nonzero]), known, *p.given)
    point = slopes.alone(tau * Fraction("1.86"))
    limit = p.assume(kappa == 1)
    below = p.arith(
        point < -Fraction("4.13417") * L * tau, p.derivative(point, *p.given), limit, *p.given
    )
    return p.qed(p.both(p.fold(equation, made), p.discharge(below, kappa == 1)))


sharpest_constant.mutant("413/100", most="413/100", form=WRITTEN)
