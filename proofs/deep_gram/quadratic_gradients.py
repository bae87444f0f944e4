"""Lemma 3.7 with the step size of Lemma 3.6: how far the predictions move in a step of gradient
descent, by the gradients along it. The words are those of `predictions`, `segment` and
`curvature_blocks`: the blocks 0, .., H - 1 are the layers, block H is the output.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    disj,
    forall,
    given,
    reals,
    sequences,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3
from .curvature_blocks import (
    A,
    B,
    D,
    H,
    P,
    R,
    S,
    b,
    blocks,
    by_blocks,
    chosen,
    h,
    lam,
    residual,
)
from .layers import product
from .predictions import (
    J,
    U,
    against_gradient,
    differentiable,
    i,
    j,
    label,
    n,
    p,
    prediction,
    pull,
    q,
    s,
    x,
)
from .segment import TIMES, along_gradient, eta, segment, theta

g = sequences("g")
X, A20, cx, Q, T1 = reals("c_x0 a_20 c_x Q T_1")
TOP = 4 * X * A20 * cx**H


def step(i):
    """u_i(k + 1) - u_i(k)"""
    return prediction(i, segment(eta)) - prediction(i, theta(p))


def short():
    """Every block of the gradient of u_i is at most 4 c_x0 a_20 c_x^H along the step."""
    size = sum_over(p, q, chosen(b, p) * J(i, p, s) ** 2) <= TOP**2
    return forall(i, s)(((i < n) & TIMES) >> forall(b)((b <= H) >> size))


def gradients_say():
    smooth = forall(i)((i < n) >> forall(s)(TIMES >> differentiable(segment)))
    sums = conj(g(0) == 0, forall(h)(g(h + 1) == 2 * cx * g(h) + 1))
    room = 8192 * X**4 * A20**4 * cx * n**2 * H**2 * (cx**H) ** 3 * g(H) * eta <= lam
    return forall(U, J, theta, label, chosen, g, n, q, H, eta, lam, X, A20, cx)(
        given(
            eta > 0, lam > 0, H >= 1, X > 0, A20 >= "1/2", cx >= 1, smooth, blocks(), short(),
            sums, room,
        )
        >> (sum_over(i, n, step(i) ** 2) <= eta * lam / 8 * residual())
    )  # fmt: skip


@claim(
    "deep.lem-3.7.by-gradients",
    chapter_3("Lemma 3.7"),
    formula=r"\eta\le\frac{c\,\lambda_0}{n^2H^2c_x^{3H}g_{2c_x}(H)}\implies\|u(k+1)-u(k)\|^2\le"
    r"\tfrac18\eta\lambda_0\|y-u(k)\|^2,\quad c=\frac1{8192\,c_{x,0}^4a_{2,0}^4c_x}",
    hypotheses=(
        "the step size of Lemma 3.6",
        "every block of the gradient of u_i is at most 4 c_x0 a_20 c_x^H along the step, as "
        "deep.lem-3.5-s1 has it for one datum",
        "any differentiable network with H + 1 blocks, c_x >= 1",
    ),
    amends="deep.lem-3.7",
    missing=(
        "that the blocks of the network have these gradients along the step (deep.lem-3.5-s1 at "
        "every point of it): a premise",
    ),
    says=gradients_say,
    uses=(
        "book.increment", "book.cauchy-schwarz", "book.sum-exchange", "book.squares-nonnegative",
        "book.power-grows", "book.sum-constant",
    ),
)  # fmt: skip
def quadratic_term_by_gradients(judge):
    """The quadratic term for the theorem's step size, where every block of the gradients of the
    predictions is at most 4 c_x0 a_20 c_x^H along the step: no g^2.

    |u_i(k+1) - u_i(k)| <= eta (H + 1) Q' 4 c_x0 a_20 c_x^H by the mean value along the step, with
    Q' = 4 c_x0 a_20 c_x^H sqrt(n)|y - u| for the blocks of L'; and c_x^(H-1) <= g_{2c_x}(H).
    """
    k = judge.theorem()
    eta_pos, _, deep, X_pos, A_low, cx_low, smooth, parts, near, zero, run, room = k.given
    own, inside = k.assume(i < n), k.assume(TIMES)
    eta_low, (one, top_low) = k.arith(eta >= 0, eta_pos), tops_low(k, X_pos, A_low, cx_low)
    error = k.by("book.squares-nonnegative", Lambda((i,), prediction(i, theta(p)) - label(i)), n)
    known = k.assume(conj(Q >= 0, Q**2 == n * residual()))
    Q_low, Q_is = k.split(known)
    force = pulled(k, near, eta_low, Q_is)
    along = k.use(k.at(near, i, s), own, inside)
    along = k.both(top_low, k.apply(k.at(along, b), k.assume(b <= H)))
    along = k.for_all(k.discharge(along, b <= H), b)
    reach_low = product(k, TOP, Q, top_low, Q_low)
    most = by_blocks(k, parts, force, along, reach_low, J(i, p, s), TOP * Q, TOP)
    count = k.by("book.sum-constant", TOP, H + 1)
    top = TOP * Q * ((H + 1) * TOP)
    most = k.arith(abs(along_gradient(s)) <= top, most, count)
    # the mean value along the step
    here = k.apply(k.at(k.apply(k.at(smooth, i), own), s), inside)
    curve = k.derivative(deriv(x, segment(x), s))
    against = -pull(theta(p), 0)
    begins = k.both(
        k.arith(segment(s) == segment(s)), k.arith(deriv(x, segment(x), s) == against, curve)
    )
    here = k.at(here, Lambda((p, x), segment(x)), Lambda((p,), against))
    moves = against_gradient(k, theta(p), 0, s, k.apply(here, k.for_all(begins, p)))
    bounded = k.arith(abs(moves.sides[0]) <= top, moves, most)
    between = k.assume(conj(term(0) <= s, s <= eta))
    bounded = k.use(k.discharge(bounded, TIMES), between)
    bounded = k.for_all(k.discharge(bounded, between.formula), s)
    rise = k.by("book.increment", Lambda((x,), prediction(i, segment(x))), 0, eta, top)
    rise = k.use(rise, eta_low, bounded)
    start = k.same_family(
        prediction(i, segment(0)) == prediction(i, theta(p)),
        k.for_all(k.arith(segment(0) == theta(p)), p),
    )
    rise = k.arith(abs(step(i)) <= top * eta, rise, start)
    square = k.lemma(forall(A, B)((abs(A) <= B) >> (A**2 <= B**2)), step(i), top * eta)
    each = k.use(square, rise)
    whole = by_terms(
        k, i, n, lambda c: sum_over(i, c, step(i) ** 2) <= c * (top * eta) ** 2, [step(i) ** 2],
        each,
    )  # fmt: skip
    end = closes(k, whole, Q_is, one, deep, room, zero, run, eta_low, error, X_pos, A_low, cx_low)
    end = k.for_all(k.discharge(end, known.formula), Q)
    size = product(k, term(n), residual(), k.arith(n >= 0), error)
    value = sqrt(n * residual())
    end = k.at(end, value, defined=[size])
    return k.qed(k.apply(end, k.arith(conj(value >= 0, value**2 == n * residual()), size)))


def tops_low(k, X_pos, A_low, cx_low):
    """c_x^H >= 1 and 4 c_x0 a_20 c_x^H >= 0"""
    grows = k.apply(k.by("book.power-grows", cx), cx_low)
    one = k.arith(cx**H >= 1, k.use(k.at(grows, 0, H)), k.power_zero(cx))
    low = product(k, X, A20, k.arith(X >= 0, X_pos), k.arith(A20 >= 0, A_low))
    low = product(k, X * A20, cx**H, low, k.arith(cx**H >= 0, one))
    return one, k.arith(TOP >= 0, low)


def pulled(k, near, eta_low, Q_is):
    """|L'| <= TOP Q in every block, with Q^2 = n |y - u|^2: Cauchy-Schwarz over the data"""
    here = k.assume(b <= H)
    residuals = prediction(j, theta(p)) - label(j)
    entries = Lambda((j,), residuals), Lambda((j,), J(j, p, 0))
    cs = k.by("book.cauchy-schwarz", *entries, n)
    force, squares = pull(theta(p), 0), sum_over(j, n, J(j, p, 0) ** 2)
    errors = sum_over(j, n, residuals**2)
    member = k.part(k.apply(k.at(k.given[7], p), k.assume(p < q)), 0)
    rule = k.lemma(
        forall(A, B, D, P)(
            given(A**2 <= B * D, disj(P == 0, P == 1)) >> (P * A**2 <= B * (P * D))
        ),
        force, errors, squares, chosen(b, p),
    )  # fmt: skip
    each = k.use(rule, cs, k.at(member, b))
    bodies = [chosen(b, p) * J(j, p, 0) ** 2, J(j, p, 0) ** 2]
    inner = by_terms(
        k, j, n, lambda c: sum_over(j, c, bodies[0]) == chosen(b, p) * sum_over(j, c, bodies[1]),
        bodies,
    )  # fmt: skip
    whole = [chosen(b, p) * force**2, sum_over(j, n, bodies[0])]
    total = by_terms(
        k, p, q, lambda c: sum_over(p, c, whole[0]) <= errors * sum_over(p, c, whole[1]), whole,
        k.arith(whole[0] <= errors * whole[1], each, inner),
    )  # fmt: skip
    turn = k.by("book.sum-exchange", Lambda((p, j), bodies[0]), q, n)
    times = [k.arith(one, eta_low) for one in (term(0) >= 0, term(0) <= eta)]
    own = k.use(k.at(near, j, 0), k.assume(j < n), *times)
    own = k.apply(k.at(own, b), here)
    datum = own.sides[0]
    most = by_terms(k, j, n, lambda c: sum_over(j, c, datum) <= c * TOP**2, [datum], own)
    same = by_terms(
        k, j, n,
        lambda c: sum_over(j, c, residuals**2)
        == sum_over(j, c, (prediction(i, theta(p)) - label(i)).put(i, j) ** 2),
        [residuals**2],
    )  # fmt: skip
    low = k.by("book.squares-nonnegative", Lambda((j,), residuals), n)
    rule = k.lemma(
        forall(A, B, D, P, R, S)(
            given(A <= B * D, D <= P * R**2, B >= 0, S**2 == P * B) >> (A <= (R * S) ** 2)
        ),
        total.sides[0], errors, sum_over(j, n, datum), n, TOP, Q,
    )  # fmt: skip
    found = k.use(rule, k.arith(rule.formula.left.part(0), total, turn), most, low,
                  k.arith(rule.formula.left.part(3), Q_is, same))  # fmt: skip
    return k.for_all(k.discharge(found, here.formula), b)


def closes(k, whole, Q_is, one, deep, room, zero, run, eta_low, error, X_pos, A_low, cx_low):
    """n (TOP^2 (H + 1) Q eta)^2 <= 1024 c_x0^4 a_20^4 n^2 H^2 c_x^(4H) eta^2 |y - u|^2, and c_x^H
    <= c_x g(H)
    """
    wide = cx * g(h) >= cx**h
    here = conj(cx * g(h) >= cx**h - 1, cx**h >= 1, (h >= 1) >> wide)
    never = k.assume((h >= 1).put(h, 0))
    base = k.both(
        *(k.arith(here.part(place).put(h, 0), zero, k.power_zero(cx)) for place in (0, 1)),
        k.discharge(k.arith(wide.put(h, 0), never), never.formula),
    )
    rule = k.lemma(
        forall(A, B, D, P, R)(
            given(P * A >= B - 1, D == 2 * P * A + 1, R == B * P, P >= 1, B >= 1,
                  P * (P * A - (B - 1)) >= 0, P * (B - 1) >= 0)
            >> conj(P * D >= R, R >= 1)
        ),
        g(h), cx**h, g(h + 1), cx, cx ** (h + 1),
    )  # fmt: skip
    now, cx_pos = k.assume(here), k.arith(cx >= 0, cx_low)
    gaps = [
        product(k, cx, one_, cx_pos, k.arith(one_ >= 0, k.part(now, place)))
        for place, one_ in ((0, cx * g(h) - (cx**h - 1)), (1, cx**h - 1))
    ]
    found = [k.part(now, place) for place in (0, 1)]
    found = k.use(rule, *found, k.at(run, h), k.power_step(cx, h), cx_low, *gaps)
    more = [k.arith(here.part(place).put(h, h + 1), found) for place in (0, 1)]
    last = k.discharge(k.arith(wide.put(h, h + 1), found), (h >= 1).put(h, h + 1))
    always = k.at(k.induction(h, here, base, k.both(*more, last)), H)
    grown = k.apply(k.part(always, 2), deep)
    # 8192 c_x0^4 a_20^4 n^2 H^2 c_x^(4 H) eta <= lambda_0
    rest = 8192 * X**4 * A20**4 * n**2 * H**2 * (cx**H) ** 3 * eta
    low = k.lemma(
        forall(A, B, D, P, R, S)(
            given(P >= 1, S >= 0) >> (8192 * A**4 * B**4 * D**2 * R**2 * P**3 * S >= 0)
        ),
        X, A20, n, cx**H, H, eta,
    )  # fmt: skip
    low = k.use(low, one, eta_low)
    slack = product(k, rest, cx * g(H) - cx**H, low, k.arith(cx * g(H) - cx**H >= 0, grown))
    small = 8192 * X**4 * A20**4 * n**2 * H**2 * (cx**H) ** 4 * eta
    small = k.arith(small <= lam, slack, room)
    steps = k.lemma(forall(R)((R >= 1) >> ((R + 1) ** 2 <= 4 * R**2)), H)
    steps = k.use(steps, deep)
    rule = k.lemma(
        forall(A, B, D, P, R, S, T1)(
            given(A <= B * (P * D * ((R + 1) * P) * S) ** 2, D**2 == B * T1,
                  (4 * R**2 - (R + 1) ** 2) * (B**2 * P**4 * T1 * S**2) >= 0)
            >> (A <= 4 * R**2 * B**2 * P**4 * T1 * S**2)
        ),
        whole.sides[0], n, Q, TOP, H, eta, residual(),
    )  # fmt: skip
    weight = n**2 * TOP**4 * residual() * eta**2
    slack = product(k, (n * TOP**2 * eta) ** 2, residual(), k.arith((n * TOP**2 * eta) ** 2 >= 0),
                    error)  # fmt: skip
    more = 4 * H**2 - (H + 1) ** 2
    slack = product(
        k, more, weight, k.arith(more >= 0, steps), k.arith(weight >= 0, slack)
    )  # fmt: skip
    bound = k.use(rule, k.arith(rule.formula.left.part(0), whole), Q_is, slack)
    scale = product(k, eta, residual(), eta_low, error)
    room = product(k, eta * residual(), lam - small.sides[0], scale,
                   k.arith(lam - small.sides[0] >= 0, small))  # fmt: skip
    return k.arith(k.target, bound, room)


@quadratic_term_by_gradients.mutant
def half_of_the_constant(judge):
    """4096 in place of 8192: one block and the output, one datum."""
    return falsify(
        forall(A, lam)(given(lam > 0, 4 * A <= lam) >> (A <= lam / 8)),
        hints=[{"values": {"lambda_0": "4", "A": "1"}}],
    )
