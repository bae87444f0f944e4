"""Lemma 3.8 with its constants amended: the norms of the features of a residual network stay
between two bounds that depend on neither the width nor the depth.

x(h, r) is feature r after layer h + 1, W(h, r, j) are the weights that make layer h + 2 of it.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    exp,
    forall,
    functions,
    given,
    log,
    nats,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3
from .initialization import L, lipschitz, sigma
from .initialization_residual import RES
from .layer_norms import H, N, P, c_res, i, is_norm, kappa, m, r, root_m, scaled

j, h, D = nats("j h H")
c_w, t, rho, A, B, q_0 = reals("c_w0 t rho A B q")
v, z, norm = sequences("v x N")
V = functions("V", "nat", "nat")
x = functions("x", "nat", "nat")
W = functions("W", "nat", "nat", "nat")


def image(weights, vector):
    """(W x)_r"""
    return sum_over(j, m, weights(r, j) * vector(j))


def size(vector):
    return sum_over(r, m, vector(r) ** 2)


def bounded(weights):
    """|W| <= c_w0 sqrt(m)"""
    return forall(v)(
        sum_over(r, m, image(weights, v) ** 2) <= (c_w * root_m) ** 2 * sum_over(j, m, v(j) ** 2)
    )


def step_says():
    after = sum_over(r, m, (z(r) + kappa * sigma(image(V, z))) ** 2)
    return forall(sigma, z, V, L, c_res, kappa, c_w, H, N, P, root_m, m)(
        given(
            L >= 0, scaled(), c_w >= 0, lipschitz(), bounded(V), is_norm(N, size(z)),
            is_norm(P, after),
        )
        >> (abs(P - N) <= c_res / H * (abs(sigma(0)) + c_w * L * N))
    )  # fmt: skip


@claim(
    "deep.lem-3.8-s2-amended",
    chapter_3(RES),
    formula=r"\big|\|x^{(h)}\|-\|x^{(h-1)}\|\big|\le\tfrac{c_{res}}H\big(|\sigma(0)|+c_{w,0}L"
    r"\|x^{(h-1)}\|\big)",
    hypotheses=("|sigma(z)| <= |sigma(0)| + L|z|", "|W x| <= c_w0 sqrt(m)|x|"),
    amends="deep.lem-3.8-s2",
    says=step_says,
    uses=("deep.lem-3.8-s2.layer",),
)
def residual_step(judge):
    """The triangle inequality in R^m for the vector s 1 + L|W x|, for all m; with sigma(0) = 0 it
    is the printed one.
    """
    k = judge.theorem()
    slope, *ratio = k.given[:6]
    w_low, lip, weights, N_low, N_size, P_low, P_size = k.given[6:]
    u, H_low = image(V, z), ratio[0]
    entries = Lambda((r, i), z(r)), Lambda((r, i), u)
    layer = k.by("deep.lem-3.8-s2.layer", sigma, *entries, L, c_res, kappa, H, c_w * N, N, P)
    layer = k.at(layer, root_m, 1, m, 1)

    def column(entry):
        """The sum of the entries, at one position each"""
        inner = sum_over(i, 1, entry)
        last = k.unfold(k.arith(term(0) + 1 == 1), k.sum_step(i, 0, entry))
        each = k.arith(inner == entry, last, k.sum_empty(i, entry))
        return by_terms(
            k, r, m, lambda q: sum_over(r, q, inner) == sum_over(r, q, entry), [inner, entry], each
        )

    before, after, inner = map(column, (z(r) ** 2, (z(r) + kappa * sigma(u)) ** 2, u**2))
    known = k.at(weights, Lambda((j,), z(j)))
    small = (root_m * (c_w * N)) ** 2 >= inner.sides[0]
    bound = k.use(
        layer, slope, *ratio, k.arith(c_w * N >= 0, w_low, N_low), lip, N_low, P_low,
        k.arith(conj(term(1) >= 0, term(1) ** 2 == 1)), k.arith(small, inner, known, N_size),
        k.arith(N**2 == before.sides[0], before, N_size),
        k.arith(P**2 == after.sides[0], after, P_size),
    )  # fmt: skip
    return k.qed(k.arith(k.target, bound, H_low))


@residual_step.mutant
def without_the_value_at_zero(judge):
    """Without sigma(0): softplus moves x near 0."""
    one = given(A == 1, c_res == 1, H == 1, N == 0, P == N + c_res / H * A)
    return falsify(
        forall(A, c_res, H, N, P)(one >> (abs(P - N) <= c_res / H * N)),
        hints=[{"values": {"A": "1", "c_res": "1", "H": "1", "N": "0", "P": "1"}}],
    )


def powers_say(limit=1):
    lower = (t <= limit) >> ((1 - t / D) ** h >= exp(-t))
    return forall(t, D, h)(
        given(t > 0, D >= 2, h + 1 <= D) >> conj(lower, (1 + t / D) ** h <= exp(t))
    )


@claim(
    "deep.lem-3.8-s3-amended",
    chapter_3(RES),
    formula=r"\Big(1-\frac tH\Big)^{H-1}\ge e^{-t},\quad\Big(1+\frac tH\Big)^{H-1}\le e^t",
    hypotheses=(
        "0 < t <= 1 for the lower, t > 0 for the upper bound",
        "every depth H >= 2, and every exponent h <= H - 1",
    ),
    amends="deep.lem-3.8-s3",
    says=powers_say,
    uses=("book.power-below-exp",),
    instance={"values": {"t": "9/5", "H": "2", "h": "1"}},
)
def iterated_bounds(judge, limit=1):
    """Every depth: 1/(1 - t/H) = 1 + t/(H - t), whose powers are at most exp(h t/(H - t)), and h <=
    H - 1 <= H - t.
    """
    k = judge.theorem()
    positive, deep, inside = k.given
    low, q = 1 - t / D, t / D
    small = k.assume(t <= limit)
    a = t / (D - t)
    apart = k.arith(D - t >= h, small, inside)
    room = k.arith(D - t > 0, small, deep)
    nonzero = k.arith(D - t != 0, room)
    factor = 1 + a
    tail = k.by("book.power-below-exp", factor, a, h, defined=[nonzero])
    tail = k.use(tail, k.arith(factor >= 0, positive, room), k.arith(factor <= 1 + a, room))
    rate = k.arith(a * h <= t, apart, room, positive)
    above = k.arith(factor**h <= exp(t), tail, k.arith(exp(a * h) <= exp(t), rate, room), room)
    # (1 - t/H)^h (1 + t/(H - t))^h = 1
    always, pair = A**h * B**h == 1, k.assume(A * B == 1)
    base = k.arith(always.put(h, 0), k.power_zero(A), k.power_zero(B))
    powers = k.power_step(A, h), k.power_step(B, h)
    C, F = reals("C F")
    rule = k.lemma(
        forall(A, B, C, F)(given(A * B == 1, C * F == 1) >> (C * A * (F * B) == 1)),
        A, B, A**h, B**h,
    )  # fmt: skip
    step = k.use(rule, pair, k.assume(always))
    step = k.arith(always.put(h, h + 1), step, *powers)
    inverse = k.induction(h, always, base, step)
    inverse = k.for_all(k.discharge(k.at(inverse, h), pair.formula), A, B)
    inverse = k.at(inverse, low, factor, defined=[k.arith(D != 0, deep), nonzero])
    inverse = k.use(inverse, k.arith(low * factor == 1, room, deep))
    rule = forall(A, B, C, F)(given(A * B == 1, B >= 0, B <= C, C * F == 1, F > 0) >> (A >= F))
    rule = k.lemma(
        rule, low**h, factor**h, exp(t), exp(-t), defined=[k.arith(D != 0, deep), nonzero]
    )
    known = k.arith(conj(exp(t) * exp(-t) == 1, exp(-t) > 0))
    first = k.use(rule, inverse, k.part(tail, 0), above, known)
    upper = k.by("book.power-below-exp", 1 + q, q, h, defined=[k.arith(D != 0, deep)])
    upper = k.use(upper, k.arith(1 + q >= 0, positive, deep), k.arith(1 + q <= 1 + q, deep))
    rate = k.arith(exp(q * h) <= exp(t), k.arith(q * h <= t, positive, deep, inside), deep)
    second = k.arith((1 + q) ** h <= exp(t), upper, rate, deep)
    return k.qed(k.both(k.discharge(first, small.formula), second))


@iterated_bounds.mutant
def almost_two(judge):
    """t = 9/5: 1 - 9/10 at two layers."""
    return falsify(
        forall(t)((t == "9/5") >> (1 - t / 2 >= exp(-t))), hints=[{"values": {"t": "9/5"}}]
    )


def growth_says():
    """A layer changes N by at most (t/H)(rho + N)."""
    step = abs(norm(h + 1) - norm(h)) <= t / D * (rho + norm(h))
    first = norm(0) + rho
    below = (t <= 1) >> (norm(h) >= first * exp(-t) - rho)
    return forall(norm, t, rho, D)(
        given(t > 0, rho >= 0, D >= 2, norm(0) >= 0, forall(h)((h + 1 < D) >> step))
        >> forall(h)((h < D) >> conj(norm(h) <= first * exp(t) - rho, below))
    )


@claim(
    "deep.lem-3.8.growth",
    chapter_3(RES),
    says=growth_says,
    uses=("deep.lem-3.8-s3-amended",),
)
def growth_of_norms(judge):
    """N + rho is multiplied by at most 1 + t/H, and at least by 1 - t/H, in every layer."""
    k = judge.theorem()
    t_low, rho_low, deep, start_low, run = k.given
    q, small, first = t / D, t <= 1, norm(0) + rho
    has = k.arith(D != 0, deep)
    positive = k.arith(first >= 0, start_low, rho_low)
    ranges = k.arith(q >= 0, t_low, deep), k.arith(small >> (q <= 1), deep)
    ends = norm(h) + rho <= (1 + q) ** h * first, norm(h) + rho >= (1 - q) ** h * first
    always = (h < D) >> conj(ends[0], small >> ends[1])
    factors = 1 + q, 1 - q
    zeros = k.for_all(k.power_zero(A), A), k.for_all(k.power_step(A, h), A)
    zeros, steps = ([k.at(one, base, defined=[has]) for base in factors] for one in zeros)
    base = [k.arith(one.put(h, 0), *zeros, has) for one in ends]
    base = k.both(base[0], k.discharge(base[1], small))
    base = k.discharge(base, always.left.put(h, 0))
    inside = k.assume(h + 1 < D)
    move = k.apply(k.at(run, h), inside)
    X, Y = reals("X Y")
    letters, values = (A, B, q_0, rho, X, Y), (norm(h + 1), norm(h), q, rho)
    near = abs(A - B) <= q_0 * (rho + B)
    grown = forall(*letters)(
        given(near, B + rho <= X * Y, q_0 >= 0) >> (A + rho <= X * (1 + q_0) * Y)
    )
    shrunk = forall(*letters)(
        given(near, B + rho >= X * Y, q_0 <= 1) >> (A + rho >= X * (1 - q_0) * Y)
    )
    before = k.apply(k.assume(always), k.arith(h < D, inside))
    grown = k.lemma(grown, *values, (1 + q) ** h, first, defined=[has])
    shrunk = k.lemma(shrunk, *values, (1 - q) ** h, first, defined=[has])
    slow = k.assume(small)
    up = k.use(grown, move, k.part(before, 0), ranges[0])
    down = k.use(shrunk, move, k.apply(k.part(before, 1), slow), k.apply(ranges[1], slow))
    up = k.arith(ends[0].put(h, h + 1), up, *steps, has)
    down = k.arith(ends[1].put(h, h + 1), down, *steps, has)
    step = k.discharge(k.both(up, k.discharge(down, small)), inside.formula)
    every = k.induction(h, always, base, step)
    # exponentials
    deep_h = k.assume(h < D)
    here = k.apply(k.at(every, h), deep_h)
    powers = k.use(k.by("deep.lem-3.8-s3-amended", t, D, h), t_low, deep, deep_h)
    rule = forall(A, B, X, Y)(given(A <= X * B, X <= Y, B >= 0) >> (A <= Y * B))
    rule = k.lemma(rule, norm(h) + rho, first, (1 + q) ** h, exp(t), defined=[has])
    above = k.use(rule, k.part(here, 0), k.part(powers, 1), positive)
    rule = forall(A, B, X, Y)(given(A >= X * B, X >= Y, B >= 0) >> (A >= Y * B))
    rule = k.lemma(rule, norm(h) + rho, first, (1 - q) ** h, exp(-t), defined=[has])
    below = k.use(
        rule, k.apply(k.part(here, 1), slow), k.apply(k.part(powers, 0), slow), positive
    )  # fmt: skip
    above = k.arith(norm(h) <= first * exp(t) - rho, above)
    below = k.arith(norm(h) >= first * exp(-t) - rho, below)
    both = k.both(above, k.discharge(below, small))
    return k.qed(k.for_all(k.discharge(both, h < D), h))


@growth_of_norms.mutant
def without_the_quotient(judge):
    """N e^t, for N = 0: a layer of two adds (t/2) rho."""
    one = given(t == 1, rho == 1, B == 0, A == B + t / 2 * (rho + B))
    return falsify(
        forall(t, rho, A, B)(one >> (A <= B * exp(t))),
        hints=[{"values": {"t": "1", "rho": "1", "A": "1/2", "B": "0"}}],
    )


def softplus():
    """c_res <= 0.44 is enough for c_w0 = 2.01, L = 1 and sigma(0) = log 2."""
    return forall(A)((A <= "0.44") >> ("2.01" * A < log(1 + 1 / (2 * (log(2) / "2.01")))))


def features_say(start=2):
    inner, layer = h + 1 < D, lambda r: x(h, r)
    weights = lambda r, j: W(h, r, j)  # noqa: E731
    after = x(h, r) + kappa * sigma(image(weights, layer))
    below = (rho > 0) & (t < log(1 + 1 / (2 * rho)))
    low = (term("1/2") + rho) * exp(-t) - rho
    return forall(sigma, x, W, norm, L, c_res, kappa, c_w, rho, t, root_m, D, m)(
        given(
            L > 0, c_res > 0, c_w > 0, D >= 2, scaled().put(H, D), lipschitz(),
            rho * (c_w * L) == abs(sigma(0)), t == c_res * c_w * L,
            forall(h)(inner >> bounded(weights)),
            forall(h)(inner >> forall(r)((r < m) >> (x(h + 1, r) == after))),
            forall(h)((h < D) >> is_norm(norm(h), size(layer))),
            norm(0) >= "1/2", norm(0) <= 2,
        )
        >> conj(
            forall(h)((h < D) >> (norm(h) <= (start + rho) * exp(t) - rho)),
            (t <= 1) >> forall(h)((h < D) >> (norm(h) >= low)),
            below >> (low > 0),
            softplus(),
        )
    )  # fmt: skip


@claim(
    "deep.lem-3.8-amended",
    chapter_3("Lemma 3.8"),
    formula=r"\big(\tfrac12+\rho\big)e^{-t}-\rho\le\|x_i^{(h)}(0)\|\le(2+\rho)e^t-\rho,\quad\rho="
    r"\frac{|\sigma(0)|}{c_{w,0}L},\ t=c_{res}c_{w,0}L",
    hypotheses=(
        "1/2 <= |x^(1)| <= 2 (deep.lem-3.8-s1), |W^(h)| <= c_w0 sqrt(m) (deep.lem-3.27)",
        "t <= 1 for the lower bound, and t < log(1 + 1/(2 rho)) makes it positive",
        "every depth",
    ),
    amends="deep.lem-3.8",
    says=features_say,
    uses=("deep.lem-3.8-s2-amended", "deep.lem-3.8.growth"),
)
def normalized_features(judge):
    """|x| + rho is multiplied by at most 1 + t/H, |x| + rho at least by 1 - t/H; for softplus (rho
    = 0.345) c_res <= 0.44 is enough.
    """
    k = judge.theorem()
    slope, c_low, w_low, deep, *ratio = k.given[:9]
    lip, rho_is, t_is, weights, layers, norms, least, most = k.given[9:]
    # one layer
    inside = k.assume(h + 1 < D)
    now, then = (lambda r: x(h, r)), (lambda r: x(h + 1, r))
    new = x(h, r) + kappa * sigma(image(lambda r, j: W(h, r, j), now))
    equal = k.apply(k.at(k.apply(k.at(layers, h), inside), r), k.assume(r < m))
    bodies = [then(r) ** 2, new**2]
    same = by_terms(
        k, r, m, lambda q: sum_over(r, q, bodies[0]) == sum_over(r, q, bodies[1]), bodies,
        k.arith(bodies[0] == bodies[1], equal),
    )  # fmt: skip
    one = k.apply(k.at(norms, h), k.arith(h < D, inside))
    two = k.apply(k.at(norms, h + 1), inside)
    entries = Lambda((r,), x(h, r)), Lambda((r, j), W(h, r, j))
    step = k.by("deep.lem-3.8-s2-amended", sigma, *entries, L, c_res, kappa, c_w, D, norm(h))
    bound = k.use(
        k.at(step, norm(h + 1), root_m, m), slope, *ratio, w_low, lip,
        k.apply(k.at(weights, h), inside), one, k.part(two, 0),
        k.arith(norm(h + 1) ** 2 == same.sides[1], k.part(two, 1), same),
    )  # fmt: skip
    move = abs(norm(h + 1) - norm(h)) <= t / D * (rho + norm(h))
    share = k.arith(
        c_res / D * (rho * (c_w * L) + c_w * L * norm(h)) == t / D * (rho + norm(h)), t_is, deep
    )
    move = k.arith(move, bound, share, rho_is, deep)
    # all layers
    t_low = k.arith(t > 0, k.arith(c_res * c_w > 0, c_low, w_low), slope, t_is)
    rho_low = k.arith(rho >= 0, rho_is, k.arith(c_w * L > 0, w_low, slope))
    run = k.for_all(k.discharge(move, inside.formula), h)
    every = k.by("deep.lem-3.8.growth", norm, t, rho, D)
    every = k.use(every, t_low, rho_low, deep, k.arith(norm(0) >= 0, least), run)
    deep_h, small = k.assume(h < D), t <= 1
    above, below = k.split(k.apply(k.at(every, h), deep_h))
    slow = k.assume(small)
    rule = forall(A, B, q_0, rho)(given(A <= B, q_0 > 0) >> ((A + rho) * q_0 <= (B + rho) * q_0))
    powers = [k.arith(power > 0) for power in (exp(t), exp(-t))]
    wider = k.use(k.lemma(rule, norm(0), 2, exp(t), rho), most, powers[0])
    lower = k.use(k.lemma(rule, "1/2", norm(0), exp(-t), rho), least, powers[1])
    above = k.arith(norm(h) <= (2 + rho) * exp(t) - rho, above, wider)
    low = (term("1/2") + rho) * exp(-t) - rho
    below = k.arith(norm(h) >= low, k.apply(below, slow), lower)
    above, below = (k.for_all(k.discharge(one, h < D), h) for one in (above, below))
    # the sign
    known = k.assume((rho > 0) & (t < log(1 + 1 / (2 * rho))))
    large = k.arith(exp(t) < 1 + 1 / (2 * rho), known)
    rule = forall(rho, A, B)(
        given(rho > 0, A < 1 + 1 / (2 * rho), A * B == 1, B > 0) >> ((B / 2 + rho * B) - rho > 0)
    )
    pair = k.arith(conj(exp(t) * exp(-t) == 1, exp(-t) > 0))
    sign = k.use(k.lemma(rule, rho, exp(t), exp(-t)), known, large, pair)
    sign = k.arith(low > 0, sign)
    sign = k.discharge(sign, known.formula)
    less = k.assume(A <= "0.44")
    some = k.arith("2.01" * A < log(1 + 1 / (2 * (log(2) / "2.01"))), less)
    some = k.for_all(k.discharge(some, less.formula), A)
    return k.qed(k.both(above, k.discharge(below, small), sign, some))


@normalized_features.mutant
def starting_from_one(judge):
    """(1 + rho) e^t - rho, for |x^(1)| = 2 and t near 0."""
    one = given(A == 2, rho == 0, t == 0)
    return falsify(
        forall(A, rho, t)(one >> (A <= (1 + rho) * exp(t) - rho)),
        hints=[{"values": {"A": "2", "rho": "0", "t": "0"}}],
    )
