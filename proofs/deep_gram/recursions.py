"""What a bound for one layer, or one step, becomes after many: theorems by induction, for every
depth. Layers are counted from the first one, e(0) = E_1.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    exp,
    forall,
    given,
    maximum,
    nats,
    reals,
    sequences,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3

e = sequences("e")
h, H = nats("h H")
a, b, f, C, Lam, noise = reals("a b f C Lambda epsilon")
A, B, X, Y = reals("A B X Y")


def layers(bound):
    """e(h + 1) <= bound for the layers h < H"""
    return forall(h)((h < H) >> (e(h + 1) <= bound))


def fc_says(rate=Lam):
    return forall(e, Lam, H)(
        given(Lam >= 1, layers(Lam * e(h))) >> forall(h)((h <= H) >> (e(h) <= rate**h * e(0)))
    )


@claim(
    "deep.eq-4",
    chapter_3("equation (3.4)"),
    says=fc_says,
    uses=("book.growth",),
    instance={
        "values": {"Lambda": "2", "H": "1", "h": "1"},
        "functions": {"e": {"table": ["1", "2"]}},
    },
)
def propagation_fc(judge, rate=Lam):
    """An error of the first Gram matrix grows at most by a constant factor in every layer.

    Where a layer multiplies it by at most Lambda, it is after h of them at most Lambda^h times what
    it was: 2^O(h).
    """
    k = judge.theorem()
    low, run = k.given
    return k.qed(k.use(k.by("book.growth", e, Lam, H), k.arith(Lam >= 0, low), run))


propagation_fc.mutant("half of it", rate=Lam / 2)


def res_says():
    return forall(e, C, H)(
        given(C >= 0, H >= 1, e(0) >= 0, layers((1 + C / H) * e(h)))
        >> forall(h)((h <= H) >> (e(h) <= exp(C) * e(0)))
    )


@claim(
    "deep.eq-5",
    chapter_3("equation (3.5)"),
    says=res_says,
    uses=("book.growth", "book.power-below-exp"),
)
def propagation_res(judge):
    """For residual networks the factor stays below e^C for every depth.

    A residual layer multiplies an error by at most 1 + C/H, and (1 + C/H)^H <= e^C.
    """
    k = judge.theorem()
    positive, deep, start, run = k.given
    return k.qed(k.use(compounded(k, C, positive, deep, run, Lambda((h,), e(h))), start))


def compound(k, rate, positive, deep, inside):
    """(1 + rate/H)^h <= exp(rate) for rate >= 0, H >= 1, h <= H; and 1 + rate/H >= 0."""
    nonzero = k.arith(H != 0, deep)
    ratio = k.lemma(forall(A, B)(given(A >= 0, B >= 1) >> (A / B >= 0)), rate, H)
    above = k.arith(1 + rate / H >= 0, k.use(ratio, positive, deep), nonzero)
    power = k.by("book.power-below-exp", 1 + rate / H, rate / H, h, defined=[nonzero])
    power = k.use(power, above, k.arith(power.formula.left.part(1), nonzero))
    least = k.lemma(
        forall(A, X, Y)(given(A >= 0, Y >= 1, X <= Y, X >= 0) >> (exp(A / Y * X) <= exp(A))),
        rate, h, H,
    )  # fmt: skip
    least = k.use(least, positive, deep, inside, k.arith(h >= 0))
    return k.arith((1 + rate / H) ** h <= exp(rate), power, least, nonzero), above


def compounded(k, rate, positive, deep, run, sizes):
    """For all h <= H: size(h) <= exp(rate) size(0), if size(0) >= 0 and a layer multiplies the size
    by at most 1 + rate/H, which is `run`.
    """
    nonzero, inside = k.arith(H != 0, deep), k.assume(h <= H)
    small, above = compound(k, rate, positive, deep, inside)
    grown = k.use(k.by("book.growth", sizes, 1 + rate / H, H, defined=[nonzero]), above, run)
    grown = k.apply(k.at(grown, h), inside)
    first = sizes.body.put(h, 0)
    rule = k.lemma(
        forall(A, B, X, Y)(given(A <= B * Y, B <= X, Y >= 0) >> (A <= X * Y)),
        sizes.body, (1 + rate / H) ** h, exp(rate), first, defined=[nonzero],
    )  # fmt: skip
    start = k.assume(first >= 0)
    held = k.use(rule, grown, small, start)
    return k.discharge(k.for_all(k.discharge(held, h <= H), h), start.formula)


@propagation_res.mutant
def half_of_the_exponent(judge):
    """e^(C/2): one layer, C = 2."""
    return falsify(
        forall(C, A)(given(C == 2, A == 1 + C) >> (A <= exp(C / 2))),
        hints=[{"values": {"C": "2", "A": "3"}}],
    )


def accumulation_says(gain=1):
    step = forall(h)((h < H) >> (e(h + 1) <= f * e(h) + noise))
    top = maximum(e(h), noise)
    one = given(f >= 0, noise >= 0, forall(h)(e(h) >= 0), step) >> forall(h)(
        (h < H) >> (e(h + 1) <= (gain + f) * top)
    )
    residual = (1 + a / H) * e(h) + b / H * noise
    whole = given(a > 0, b >= 0, noise >= 0, e(0) >= 0, H >= 1, layers(residual)) >> forall(h)(
        (h <= H) >> (e(h) <= exp(a) * (e(0) + b / a * noise))
    )
    return forall(e, f, noise, a, b, H)(conj(one, whole))


@claim(
    "deep.thm-3.4.accumulation",
    chapter_3("Theorem 3.4"),
    says=accumulation_says,
    uses=("book.growth", "book.power-below-exp"),
)
def accumulation(judge, gain=1):
    """The 1 in A^(h) = 1 + max absorbs the fluctuation of each layer. Residual layers fluctuate by
    O(1/H) only, and nothing is doubled.

    epsilon is the fluctuation of one layer: e_l <= f e_(l-1) + epsilon gives e_l <= (1 + f)
    max(e_(l-1), epsilon), and e_l <= (1 + a/H) e_(l-1) + (b/H) epsilon gives e_H <= e^a (e_1 +
    (b/a) epsilon).
    """
    k = judge.theorem()
    first = k.assume(k.target.part(0).left)
    low, quiet, size, run = k.split(first)
    step = k.apply(k.at(run, h), k.assume(h < H))
    rule = k.lemma(
        forall(A, B, f, noise)(
            given(A <= f * B + noise, f >= 0, B >= 0) >> (A <= (gain + f) * maximum(B, noise))
        ),
        e(h + 1), e(h), f, noise,
    )  # fmt: skip
    one = k.for_all(k.discharge(k.use(rule, step, low, k.at(size, h)), h < H), h)
    one = k.discharge(one, first.formula)
    second = k.assume(k.target.part(1).left)
    a_pos, b_low, quiet, start, deep, run = k.split(second)
    has = [k.arith(a != 0, a_pos), k.arith(H != 0, deep)]
    lifted = e(h) + X
    rule = k.lemma(
        forall(A, B, X, Y, a, b, noise)(
            given(A <= (1 + a / Y) * B + b / Y * noise, X == b / a * noise, a > 0, Y >= 1)
            >> (A + X <= (1 + a / Y) * (B + X))
        ),
        e(h + 1), e(h), X, H, a, b, noise,
    )  # fmt: skip
    shift = k.assume(X == b / a * noise)
    inside = k.use(rule, k.apply(k.at(run, h), k.assume(h < H)), shift, a_pos, deep)
    inside = k.for_all(k.discharge(inside, h < H), h)
    grown = compounded(k, a, k.arith(a >= 0, a_pos), deep, inside, Lambda((h,), lifted))
    more = k.lemma(
        forall(X, a, b, noise)(
            given(X == b / a * noise, a > 0, b >= 0, noise >= 0) >> (X >= 0)
        ),
        X, a, b, noise,
    )  # fmt: skip
    more = k.use(more, shift, a_pos, b_low, quiet)
    grown = k.apply(k.at(k.use(grown, k.arith(e(0) + X >= 0, start, more)), h), k.assume(h <= H))
    end = k.arith(e(h) <= exp(a) * (e(0) + X), grown, more)
    end = k.for_all(k.discharge(k.discharge(end, h <= H), shift.formula), X)
    end = k.at(end, b / a * noise, defined=[has[0]])
    end = k.apply(end, k.arith(b / a * noise == b / a * noise, has[0]))
    end = k.discharge(k.for_all(end, h), second.formula)
    return k.qed(k.both(one, end))


@accumulation.mutant
def without_the_one(judge):
    """e_l <= f max(e_(l-1), epsilon)"""
    return falsify(
        forall(A, B, f, noise)(
            given(A <= f * B + noise, f >= 0, B >= 0, noise >= 0) >> (A <= f * maximum(B, noise))
        ),
        hints=[{"values": {"A": "1", "B": "0", "f": "0", "epsilon": "1"}}],
    )
