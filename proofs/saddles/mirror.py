"""Lemma 7.3: a run on the octopus, reflected into the tube, is a run on the tube."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import Lambda, conj, disj, forall, given, reals

from . import chapter_7
from .escape import each, ratio, sizes_of
from .lower_bound import n
from .paths import model, path, refuted_by
from .tube import (
    LETTERS,
    T,
    bent,
    between,
    d,
    distance,
    grown,
    in_A,
    in_B,
    j,
    k,
    mirrored,
    numbers,
    octopus_run,
    octopus_start,
    risen,
    run,
    settled,
    shrunk,
    start,
    t,
    tau,
    wide,
    x,
)

a, b, c = reals("a b c")


def reflected():
    """The run |x|, put in for x."""
    return Lambda((t, j), abs(x(t, j)))


def absolute(value):
    """|value| = value or -value, by its sign"""
    return (value >= 0, value < 0)


@claim(
    "saddle.lem-7.3.reflect-linear",
    chapter_7("Lemma 7.3"),
    says=lambda sign=1: forall(*LETTERS, a, b)(
        given(numbers(), between(2 * tau, abs(a), 6 * tau), mirrored(b, a, settled))
        >> (sign * abs(b) == settled(abs(a)))
    ),
)
def reflected_settled(judge, sign=1):
    """A settled coordinate, reflected, takes the settled coordinate's step."""
    p = judge.theorem()
    cover = p.excluded_middle(a >= 0)
    goal = p.target
    up = p.use(p.meet((a >= 0) >> (b == settled(a)), *p.given), p.assume(a >= 0))
    low = p.arith(a < 0, p.assume(~(a >= 0)))
    down = p.use(p.meet((a < 0) >> (b == -settled(-a)), *p.given), low)
    simple = [one for one in p.given if one.theorem.conclusion[0] != "implies"]
    return p.qed(
        p.cases(
            cover,
            p.arith(goal, up, p.assume(a >= 0), *simple),
            p.arith(goal, down, low, *simple),
        )
    )
