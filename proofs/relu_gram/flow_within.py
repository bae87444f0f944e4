"""Lemma 2.4 (amended) for all sizes, by the first exit from the ball of radius R. Notation of
`flow_lemma`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    exp,
    forall,
    given,
    integrable,
    maximum,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .flow_decay import H, T, during, flow, loss, tau
from .flow_lemma import VALUES, moved, radius, start, w, weights_flow
from .network import (
    R,
    b,
    c,
    d,
    i,
    j,
    lam,
    m,
    n,
    r,
    root,
    root_n,
    signs,
    size,
    t,
    unit_inputs,
    v,
    width,
)

s, x, near_by = reals("s t_1 d_1")


def eigenvalue():
    """lambda_min(H(t)) >= lambda_0/2"""
    form = sum_over(i, n, v(i) * sum_over(j, n, H(i, j, t) * v(j)))
    return forall(v)(form >= lam / 2 * sum_over(i, n, v(i) ** 2))


def near():
    """All |w_r(t) - w_r(0)| <= R"""
    return forall(r)((r < m) >> (moved(r, t) <= R**2))


def inside(t):
    """All |w_r(t) - w_r(0)| < R"""
    return forall(r)((r < m) >> (moved(r, t) < R**2))


def bootstrap_says():
    return forall(*VALUES, root, size, R)(
        given(
            width(), unit_inputs(), signs(), lam > 0, flow(), weights_flow(), root_n(), start(),
            R > 0, 2 * root * b * size < lam * R,
            forall(t)(during() >> (near() >> eigenvalue())),
        )
        >> conj(
            forall(t)(during() >> eigenvalue()),
            forall(t)(during() >> (loss(t) <= exp(-lam * t) * loss(0))),
            radius(2, root),
        )
    )  # fmt: skip


@claim(
    "relu2.lem-2.4-amended",
    thesis("Lemma 2.4, Section 2.6"),
    says=bootstrap_says,
    amends="relu2.lem-2.4",
    uses=("relu2.lem-2.3-amended", "book.first-exit", "book.continuous"),
)
def bootstrap(judge):
    """With the amended R' = 2 sqrt(n) |y - u(0)|/(sqrt(m) lambda_0) < R the three conclusions hold
    for all time: lambda_min(H(t)) >= lambda_0/2, linear rate, movement at most R'.

    For 0 <= t <= T, T arbitrary, along weights that follow the flow of (2.3) and predictions that
    follow (2.6), where lambda_min(H) >= lambda_0/2 whenever all |w_r - w_r(0)| <= R. There is no
    first time at which some |w_r - w_r(0)| is R: before it Lemma 2.3 holds and bounds the movement
    by R' < R, and so it is at that time by continuity.
    """
    k = judge.theorem()
    (scale, square, unit, signed, positive, moves, weights, low_root, rooted, low_size, sized,
     R_pos, margin, stable) = k.given  # fmt: skip
    smooth = differentiable(k, weights)
    body = (w(r, c, 0) - w(r, c, 0)) ** 2
    begin = by_terms(k, c, d, lambda q: sum_over(c, q, body) == 0, [body])
    begin = k.arith(moved(r, 0) < R**2, begin, R_pos)
    begin = k.for_all(k.discharge(begin, r < m), r)

    def shortened(step, top, within, *names):
        """A hypothesis for all times up to T, up to `top`, from top <= T."""
        made = k.at(step, *names)
        early = k.assume(made.formula.left.put(T, top))
        met = k.use(made, early, within)
        return k.for_all(k.discharge(met, early.formula), *names)

    def up_to(top, within, low):
        """Lemma 2.3 on [0, top], from top <= T and the least eigenvalue on this interval."""
        values = [top if one is T else one for one in VALUES]
        lemma = k.by("relu2.lem-2.3-amended", *values, root, size)
        flows = (
            shortened(moves, top, within, t, i), shortened(weights, top, within, t, r, c)
        )  # fmt: skip
        return k.use(
            lemma, scale, square, unit, signed, positive, flows[0], low, flows[1], low_root,
            rooted, low_size, sized,
        )  # fmt: skip

    def bounded(known, time):
        """lambda_min(H) >= lambda_0/2 at `time` from all weights below R."""
        weak = k.arith(moved(r, time) <= R**2, k.apply(k.at(known, r), k.assume(r < m)))
        return k.for_all(k.discharge(weak, r < m), r)

    # a time x before which all weights are below R: they are within R' up to it
    last = k.assume(given(x > 0, x <= T, forall(s)(conj(s >= 0, s < x) >> inside(s))))
    late, end, past = (k.part(last, one) for one in range(3))
    early = k.assume(conj(s >= 0, s < x))
    now = k.assume(conj(t >= 0, t <= s))
    here = k.use(k.at(past, t), now, early)
    low = k.apply(k.apply(k.at(stable, t), k.arith(during(), now, early, end)), bounded(here, t))
    low = k.for_all(k.discharge(low, now.formula), t)
    within = k.arith(s <= T, early, end)
    far = k.at(k.part(up_to(s, within, low), 1), r, s)
    member = k.assume(r < m)
    far = k.use(far, member, k.arith(conj(s >= 0, s <= s), early))
    far = k.discharge(far, early.formula)
    small = (2 * root * b * size / lam) ** 2
    nonzero = k.arith(lam != 0, positive)
    A, B, X, D = reals("A B X D")
    gap = k.lemma(
        forall(X, lam, R)(given(lam > 0, X >= 0, X < lam * R) >> (R**2 - (X / lam) ** 2 > 0)),
        2 * root * b * size, lam, R,
    )  # fmt: skip
    never = k.lemma(
        forall(root, b, size)(given(root >= 0, b > 0, size >= 0) >> (2 * root * b * size >= 0)),
        root, b, size,
    )  # fmt: skip
    never = k.use(never, low_root, scale, low_size)
    gap = k.use(gap, positive, never, margin)
    slope = k.apply(k.at(smooth, x, r), k.both(k.arith(conj(x >= 0, x <= T), late, end), member))
    lemma = k.by("book.continuous", Lambda((s,), moved(r, s)), x, R**2 - small, defined=[nonzero])
    close = k.use(lemma, slope, gap)
    opened = k.such(close, near_by)
    before = maximum(0, x - near_by / 2)
    wide = k.part(opened, 0)
    at = k.arith(
        conj(before >= 0, before < x, x - near_by < before, before < x + near_by), wide, late
    )
    value = k.use(k.at(k.part(opened, 1), before), at)
    there = k.use(k.at(k.for_all(far, s), before), at)
    rule = k.lemma(
        forall(A, B, X, lam, R)(
            given(lam**2 * A <= X**2, lam > 0, abs(A - B) < R**2 - (X / lam) ** 2) >> (B < R**2)
        ),
        moved(r, before), moved(r, x), 2 * root * b * size, lam, R,
    )  # fmt: skip
    result = k.use(
        rule, k.arith(rule.formula.left.part(0), there), positive,
        k.arith(rule.formula.left.part(2), value, nonzero),
    )  # fmt: skip
    result = k.obtain(close, result, near_by)
    result = k.for_all(k.discharge(result, r < m), r)
    closed = k.for_all(k.discharge(result, last.formula), x)
    lemma = k.by("book.first-exit", Lambda((r, s), moved(r, s)), m, R**2, T)
    always = k.apply(lemma, k.both(smooth, begin, closed))
    now = k.assume(during())
    low = k.apply(k.apply(k.at(stable, t), now), bounded(k.apply(k.at(always, t), now), t))
    low = k.for_all(k.discharge(low, during()), t)
    both = up_to(T, k.arith(T <= T), low)
    return k.qed(k.both(low, k.part(both, 0), k.part(both, 1)))


def differentiable(k, weights):
    """|w_r(t) - w_r(0)|^2 has a derivative on [0, T]."""
    pair = k.assume(conj(during(), r < m))
    going = k.use(k.at(weights, t, r, c), pair, k.assume(c < d))
    own = k.derivative(deriv(tau, (w(r, c, tau) - w(r, c, 0)) ** 2, t), going)
    total = k.derivative_of_sum(k.for_all(k.discharge(own, c < d), c))
    step = k.arith(integrable(deriv(tau, moved(r, tau), t)), total)
    return k.for_all(k.discharge(step, pair.formula), t, r)


@bootstrap.mutant
def the_boundary_itself(judge):
    """R' = R: the movement R' is not below R."""
    return falsify(forall(x, R)(given(x >= 0, R > 0, x <= R) >> (x < R)))
