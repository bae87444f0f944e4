"""How far many residual layers move the features, from what one of them does: the recursion of
Lemmas 3.10 and 3.17, for every depth.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, exp, forall, given, nats, reals, sequences
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3
from .layers import L, product
from .recursions import compound

h, H = nats("h H")
e = sequences("e")
C, w, R, M, D, kappa, b, t = reals("root_c c_w0 R M D c_res b t")
A, B, P, T, Z, N = reals("A B P T Z N")


def reach(share):
    return (C * L + M / (share * w if share != 1 else w)) * exp(2 * kappa * L * w) * R


def growth_says():
    layer = D + kappa / H * L * ((w + R) * D + R * M)
    more = forall(D)(given(D >= 0, e(h) <= D**2) >> (e(h + 1) <= layer**2))
    return forall(e, C, L, w, R, M, kappa, H)(
        given(
            C >= 0, L >= 0, w > 0, R >= 0, R <= w, M >= 0, kappa >= 0, H >= 1,
            e(0) <= (C * L * R) ** 2, forall(h)((h + 1 < H) >> more),
        )
        >> forall(h)((h < H) >> (e(h) <= reach(2) ** 2))
    )  # fmt: skip


GROWTH = 1 + 2 * t * L * w
POWER = GROWTH**h
FAR = (C * L * R + b) * POWER - b


@claim(
    "deep.lem-3.17.growth",
    chapter_3("Lemma 3.17"),
    says=growth_says,
    uses=("book.power-below-exp",),
)
def growth(judge):
    """The recursion of Lemmas 3.10 and 3.17 stays below (sqrt(c_sigma) L + c_x0/(2 c_w0)) e^(2
    c_res c_w0 L) R at every depth.

    A layer turns a movement of at most D into one of at most D + (c_res/H) L ((c_w0 + R) D + R
    c_x0).
    """
    k = judge.theorem()
    c_low, L_low, w_pos, R_low, R_small, M_low, kappa_low, deep, start, run = k.given
    has = k.arith(2 * w != 0, w_pos), k.arith(H != 0, deep)
    known = k.assume(conj(b * (2 * w) == M * R, t == kappa / H))
    shift, scale_is = k.split(known)
    b_low = k.lemma(
        forall(b, w, M, R)(given(b * (2 * w) == M * R, w > 0, M * R >= 0) >> (b >= 0)), b, w, M, R
    )
    b_low = k.use(b_low, shift, w_pos, product(k, M, R, M_low, R_low))
    t_low = k.lemma(forall(A, B)(given(A >= 0, B >= 1) >> (A / B >= 0)), kappa, H)
    t_low = k.arith(t >= 0, k.use(t_low, kappa_low, deep), scale_is, has[1])
    tL = product(k, t, L, t_low, L_low)
    cL = product(k, C * L, R, product(k, C, L, c_low, L_low), R_low)
    here = (h < H) >> conj(POWER >= 1, e(h) <= FAR**2)
    one = k.power_zero(GROWTH)
    base = k.both(
        k.arith(POWER.put(h, 0) >= 1, one), k.arith((e(h) <= FAR**2).put(h, 0), start, one)
    )
    base = k.discharge(base, (h < H).put(h, 0))
    soon = k.assume(h + 1 < H)
    large, near = k.split(k.apply(k.assume(here), k.arith(h < H, soon)))
    rule = k.lemma(
        forall(A, B, P, D)(given(A == (P + B) * D - B, P >= 0, B >= 0, D >= 1) >> (A >= 0)),
        FAR, b, C * L * R, POWER,
    )  # fmt: skip
    low = k.use(rule, k.arith(FAR == FAR), cL, b_low, large)
    more = k.use(k.at(k.apply(k.at(run, h), soon), FAR), low, near)
    more = k.fold(scale_is, more)
    total = FAR + t * L * ((w + R) * FAR + R * M)
    rule = k.lemma(
        forall(A, P, D, T, L, R, M, N, b, w)(
            given(
                A == (P + b) * D - b, T * L >= 0, R <= w, A >= 0, (w - R) * (T * L * A) >= 0,
                b * (2 * w) == M * R, N == A + T * L * ((w + R) * A + R * M),
            )
            >> (N <= (P + b) * (D * (1 + 2 * T * L * w)) - b)
        ),
        FAR, C * L * R, POWER, t, L, R, M, total, b, w,
    )  # fmt: skip
    apart = k.arith(w - R >= 0, R_small)
    apart = product(k, w - R, t * L * FAR, apart, product(k, t * L, FAR, tL, low))
    top = k.use(rule, k.arith(FAR == FAR), tL, R_small, low, apart, shift, k.arith(total == total))
    change = (w + R) * FAR + R * M
    positive = product(k, w + R, FAR, k.arith(w + R >= 0, w_pos, R_low), low)
    positive = k.arith(change >= 0, positive, product(k, R, M, R_low, M_low))
    positive = product(k, t * L, change, tL, positive)
    positive = k.arith(total >= 0, low, positive)
    rule = k.lemma(
        forall(A, P, D, T, N, Z, b)(
            given(A <= N**2, N >= 0, N <= (P + b) * (D * T) - b, Z == D * T, D >= 1, T >= 1)
            >> conj(Z >= 1, A <= ((P + b) * Z - b) ** 2)
        ),
        e(h + 1), C * L * R, POWER, GROWTH, total, POWER.put(h, h + 1), b,
    )  # fmt: skip
    growth_ = product(k, t * L, w, tL, k.arith(w >= 0, w_pos))
    step = k.use(rule, more, positive, top, k.power_step(GROWTH, h), large,
                 k.arith(GROWTH >= 1, growth_))  # fmt: skip
    always = k.at(k.induction(h, here, base, k.discharge(step, soon.formula)), h)
    inside = k.assume(h < H)
    large, near = k.split(k.apply(always, inside))
    rate = 2 * kappa * L * w
    kL = product(k, kappa, L, kappa_low, L_low)
    rate_low = k.arith(rate >= 0, product(k, kappa * L, w, kL, k.arith(w >= 0, w_pos)))
    small, _ = compound(k, rate, rate_low, deep, k.arith(h <= H, inside))
    small = k.unfold(k.arith(1 + rate / H == GROWTH, scale_is, has[1]), small)
    bound = k.lemma(
        forall(C, L, M, w, R, b, A)(
            given(b * (2 * w) == M * R, w > 0)
            >> ((C * L + M / (2 * w)) * A * R == (C * L * R + b) * A)
        ),
        C, L, M, w, R, b, exp(rate),
    )  # fmt: skip
    bound = k.use(bound, shift, w_pos)
    rule = k.lemma(
        forall(A, P, D, T, Z, b)(
            given(A <= ((P + b) * D - b) ** 2, D <= T, P >= 0, b >= 0, D >= 1, Z == (P + b) * T)
            >> (A <= Z**2)
        ),
        e(h), C * L * R, POWER, exp(rate), reach(2), b, defined=[has[0]],
    )  # fmt: skip
    end = k.use(rule, near, small, cL, b_low, large, bound)
    end = k.for_all(k.discharge(end, h < H), h)
    end = k.for_all(k.discharge(end, known.formula), b, t)
    end = k.at(end, M * R / (2 * w), kappa / H, defined=has)
    same = k.arith(end.formula.left, *has, w_pos)
    return k.qed(k.apply(end, same))


@growth.mutant
def two_fifths(judge):
    """2/5 of c_x0/c_w0: many layers with R = c_w0 move by c_x0 (e^a - 1)/2, a = 2."""
    return falsify(
        forall(A)((A == 2) >> ((exp(A) - 1) / 2 <= "2/5" * exp(A))),
        hints=[{"values": {"A": "2"}}],
    )
