"""Lemma 3.13 with a smaller step: the curvature term I_2 of a step of gradient descent, for the
blocks of a residual network. The words are those of `predictions` and `segment`.

Block 0 is the first layer, the blocks 1, .., H - 1 are the layers with a skip connection, block H
is the output; chosen(b, p) is 1 if the parameter p belongs to block b and 0 otherwise.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    functions,
    given,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3
from .layers import product
from .predictions import (
    J,
    U,
    differentiable,
    gram_row,
    i,
    label,
    n,
    p,
    prediction,
    pull,
    q,
    s,
    x,
)
from .segment import TIMES, along_gradient, eta, second_term, segment, theta

b, h, H = nats("b h H")
chosen = functions("chosen", "nat", "nat")
delta = functions("delta", "nat", "nat", "real")
lam, kappa, C, C0, Q, S1, S2 = reals("lambda_0 c_res C C_0 Q S_1 S_2")
A, B, D, P, R, S, T = reals("A B D P R S T")


def residual():
    """|y - u|^2"""
    return sum_over(i, n, (prediction(i, theta(p)) - label(i)) ** 2)


def change():
    """I_2^i: how far the prediction moves, without I_1^i = -eta (G (u - y))_i"""
    moved = prediction(i, segment(eta)) - prediction(i, theta(p))
    return moved + eta * gram_row(theta(p), 0)


def blocks():
    """Every parameter belongs to one block."""
    each = forall(b)(disj(chosen(b, p) == 0, chosen(b, p) == 1))
    return forall(p)((p < q) >> conj(each, sum_over(b, H + 1, chosen(b, p)) == 1))


def pulled():
    """|L'| <= Q in every block"""
    size = sum_over(p, q, chosen(b, p) * pull(theta(p), 0) ** 2)
    return forall(b)((b <= H) >> (size <= Q**2))


def gap(s):
    return J(i, p, 0) - J(i, p, s)


def differences():
    """|u_i'(theta) - u_i'(theta - s L')| <= delta(i, b, s) in the block b: at most eta Q (c_res/H)
    S_1 for the inner ones, and at most eta Q S_2 for the first and the last one together
    """
    near = sum_over(p, q, chosen(b, p) * gap(s) ** 2) <= delta(i, b, s) ** 2
    every = forall(b)((b <= H) >> conj(delta(i, b, s) >= 0, near))
    inner = delta(i, b, s) <= kappa / H * S1 * (eta * Q)
    inner = forall(b)(given(b >= 1, b < H) >> inner)
    outer = delta(i, 0, s) + delta(i, H, s) <= S2 * (eta * Q)
    return forall(i)((i < n) >> forall(s)(TIMES >> conj(every, inner, outer)))


def curvature_says():
    smooth = forall(i)((i < n) >> forall(s)(TIMES >> differentiable(segment)))
    total = kappa * S1 + S2
    letters = U, J, theta, label, chosen, delta, n, q, H, eta, lam, kappa, C, C0, Q, S1, S2
    return forall(*letters)(
        given(
            eta > 0, lam > 0, kappa >= 0, C >= 0, C0 >= 0, S1 >= 0, S2 >= 0, H >= 2, smooth,
            blocks(), Q >= 0, Q**2 == C**2 * n * residual(), residual() <= C0**2 * n, pulled(),
            differences(), 8 * C**2 * total * C0 * n**2 * eta <= lam,
        )
        >> (sum_over(i, n, change() ** 2) <= (eta * lam / 8) ** 2 * residual())
    )  # fmt: skip


@claim(
    "deep.lem-3.13.smaller-step",
    chapter_3("Lemma 3.13"),
    formula=r"\eta\le\frac{\lambda_0}{8C^2SC_0n^2}\implies\|I_2(k)\|\le\tfrac18\eta\lambda_0"
    r"\|y-u(k)\|,\quad S=c_{res}S_1+S_2",
    hypotheses=(
        "blocks move by at most eta Q'' = eta C sqrt(n) y (deep.lem-3.12-amended), y <= C_0 "
        "sqrt(n)",
        "S_1 and S_2 bound the differences of the gradients of u_i along the step, divided by eta "
        "Q'': c_res S_1/H for each of the H - 1 inner blocks, S_2 for the first layer and the "
        "output together (deep.lem-3.13.sum has values for them)",
        "any differentiable network with these blocks, any number of inputs and parameters",
    ),
    missing=(
        "that the blocks of the residual network have these bounds (deep.lem-3.12-amended, "
        "deep.lem-3.13.sum): premises",
    ),
    says=curvature_says,
    uses=("deep.eq-I1I2", "book.increment", "book.cauchy-schwarz", "book.sum-exchange",
          "book.squares-nonnegative"),
)  # fmt: skip
def curvature_term_amended(judge):
    """The curvature term for a step without H^2, where the gradients of the blocks are at most Q''
    and change by at most eta Q'' times c_res S_1/H (inner blocks) and S_2 (the other two).

    The inner blocks add up to c_res S_1, so that |I_2^i| <= eta^2 Q''^2 S for every depth.
    """
    k = judge.theorem()
    (eta_pos, _, kappa_low, _, C0_low, S1_low, S2_low, deep, smooth, parts, Q_low, Q_is, far,
     pulled_, near, small) = k.given  # fmt: skip
    own, total = k.assume(i < n), kappa * S1 + S2
    low = k.arith(total >= 0, product(k, kappa, S1, kappa_low, S1_low), S2_low)
    inside = k.assume(TIMES)
    every, inner, outer = k.split(k.apply(k.at(k.apply(k.at(near, i), own), s), inside))
    sums = sum_of_differences(k, deep, every, inner, outer, k.arith(eta >= 0, eta_pos), Q_low,
                              kappa_low, S1_low)  # fmt: skip
    most = integrand(k, parts, pulled_, every, Q_low)
    top = Q * (total * (eta * Q))
    rule = forall(A, B, D, P)(given(A <= P * B, B <= D, P >= 0) >> (A <= P * D))
    rule = k.lemma(
        rule, abs(second_term(s)), sum_over(b, H + 1, delta(i, b, s)), total * (eta * Q), Q
    )
    most = k.use(rule, most, sums, Q_low)
    # the integral
    first, slope, moves = k.split(
        k.apply(k.by("deep.eq-I1I2", U, J, theta, label, n, q, eta, i),
                k.both(eta_pos, k.apply(k.at(smooth, i), own)))
    )  # fmt: skip
    function = prediction(i, segment(x)) + x * along_gradient(0)
    equal = k.apply(k.at(slope, s), inside)
    bounded = k.arith(abs(equal.sides[0]) <= top, equal, most)
    between = k.assume(conj(term(0) <= s, s <= eta))
    bounded = k.use(k.discharge(bounded, TIMES), between)
    bounded = k.for_all(k.discharge(bounded, between.formula), s)
    rise = k.by("book.increment", Lambda((x,), function), 0, eta, top)
    rise = k.use(rise, k.arith(eta >= 0, eta_pos), bounded)
    moves = k.apply(k.at(moves, Lambda((x,), function)), slope)
    rise = k.arith(abs(change()) <= top * eta, rise, moves)
    square = k.lemma(forall(A, B)((abs(A) <= B) >> (A**2 <= B**2)), change(), top * eta)
    each = k.use(square, rise)
    whole = by_terms(
        k, i, n, lambda c: sum_over(i, c, change() ** 2) <= c * (top * eta) ** 2, [change() ** 2],
        each,
    )  # fmt: skip
    error = k.by("book.squares-nonnegative", Lambda((i,), prediction(i, theta(p)) - label(i)), n)
    return k.qed(closes(k, whole, Q_is, far, small, low, C0_low, eta_pos, error))


def integrand(k, parts, pulled_, every, Q_low):
    """|<L', u_i'(theta) - u_i'(theta - s L')>| <= Q sum_b delta(i, b, s)"""
    force = pull(theta(p), 0)
    bodies = [force * J(i, p, 0), force * J(i, p, s), force * gap(s)]

    def split(c):
        one, two, three = (sum_over(p, c, body) for body in bodies)
        return one - two == three

    apart = by_terms(k, p, q, split, bodies)
    total = by_blocks(k, parts, pulled_, every, Q_low, gap(s), Q, delta(i, b, s))
    return k.arith(abs(second_term(s)) <= total.sides[1], apart, total)


def by_blocks(k, parts, pulled_, every, top_low, entry, top, bound):
    """|sum_p L'_p entry_p| <= top times the sum of the bounds of the blocks, from |L'| <= top and
    |entry| <= bound in every block, `pulled_` and `every`
    """
    force, count = pull(theta(p), 0), H + 1
    # one parameter belongs to one block
    inside = k.assume(p < q)
    member, one = k.split(k.apply(k.at(parts, p), inside))
    part = chosen(b, p) * (force * entry)
    bodies = [part, chosen(b, p)]
    alone = by_terms(
        k, b, count,
        lambda c: sum_over(b, c, bodies[0]) == force * entry * sum_over(b, c, bodies[1]), bodies,
    )  # fmt: skip
    bodies = [force * entry, sum_over(b, count, part)]
    apiece = k.arith(bodies[0] == bodies[1], alone, one)
    rows = by_terms(
        k, p, q, lambda c: sum_over(p, c, bodies[0]) == sum_over(p, c, bodies[1]), bodies, apiece
    )
    turned = k.by("book.sum-exchange", Lambda((p, b), part), q, count)
    # one block
    masked = [chosen(b, p) * force, chosen(b, p) * entry]
    cs = k.by("book.cauchy-schwarz", *(Lambda((p,), body) for body in masked), q)
    idempotent = k.lemma(forall(A)(disj(A == 0, A == 1) >> (A * A == A)), chosen(b, p))
    idempotent = k.apply(idempotent, k.at(member, b))
    rule = k.lemma(
        forall(A, B, D)(
            (A * A == A)
            >> conj(A * B * (A * D) == A * (B * D), (A * B) ** 2 == A * B**2,
                    (A * D) ** 2 == A * D**2)
        ),
        chosen(b, p), force, entry,
    )  # fmt: skip
    equal = k.apply(rule, idempotent)
    pairs = [(masked[0] * masked[1], part), (masked[0] ** 2, chosen(b, p) * force**2),
             (masked[1] ** 2, chosen(b, p) * entry ** 2)]  # fmt: skip
    same = [
        by_terms(
            k, p, q, lambda c, two=two: sum_over(p, c, two[0]) == sum_over(p, c, two[1]), two,
            k.part(equal, place),
        )
        for place, two in enumerate(pairs)
    ]  # fmt: skip
    here = k.assume(b < count)
    last = k.arith(b <= H, here)
    size = k.apply(k.at(pulled_, b), last)
    low, near = k.split(k.apply(k.at(every, b), last))
    rule = k.lemma(
        forall(A, B, D, P, R)(
            given(A**2 <= B * D, B <= P**2, D <= R**2, B >= 0, D >= 0, P >= 0, R >= 0)
            >> (abs(A) <= P * R)
        ),
        sum_over(p, q, part), size.sides[0], near.sides[0], top, bound,
    )  # fmt: skip
    squares = [k.by("book.squares-nonnegative", Lambda((p,), body), q) for body in masked]
    block = k.use(
        rule, k.arith(rule.formula.left.part(0), cs, *same), size, near,
        k.arith(size.sides[0] >= 0, same[1], squares[0]),
        k.arith(near.sides[0] >= 0, same[2], squares[1]), top_low, low,
    )  # fmt: skip
    bodies = [sum_over(p, q, part), bound]
    total = by_terms(
        k, b, count,
        lambda c: abs(sum_over(b, c, bodies[0])) <= top * sum_over(b, c, bodies[1]), bodies, block,
    )  # fmt: skip
    goal = abs(sum_over(p, q, force * entry)) <= top * sum_over(b, count, bound)
    return k.arith(goal, rows, turned, total)


def sum_of_differences(k, deep, every, inner, outer, *signs):
    """sum_b delta(i, b, s) <= (c_res S_1 + S_2) eta Q"""
    eta_low, Q_low, kappa_low, S1_low = signs
    has = k.arith(H != 0, deep)
    each, top = delta(i, b, s), kappa / H * S1 * (eta * Q)
    part = lambda c: sum_over(b, c, each)  # noqa: E731
    ratio = k.lemma(forall(A, B)(given(A >= 0, B >= 2) >> (A / B >= 0)), kappa, H)
    top_low = product(k, kappa / H, S1, k.use(ratio, kappa_low, deep), S1_low)
    top_low = product(k, kappa / H * S1, eta * Q, top_low, product(k, eta, Q, eta_low, Q_low))
    first = k.part(k.apply(k.at(every, 0), k.arith(term(0) <= H)), 0)
    here = (h <= H) >> conj(part(h) <= delta(i, 0, s) + h * top, (h == 0) >> (part(h) == 0))
    none = k.sum_empty(b, each)
    base = k.both(
        k.arith(here.part(1).part(0).put(h, 0), none, first, has),
        k.discharge(none, (h == 0).put(h, 0)),
    )
    base = k.discharge(base, (h <= H).put(h, 0))
    soon = k.assume(h + 1 <= H)
    before, start = k.split(k.apply(k.assume(here), k.arith(h <= H, soon)))
    longer = k.sum_step(b, h, each)
    goal = here.part(1).part(0).put(h, h + 1)
    zero = k.assume(h == 0)
    same = k.rewrite(
        zero, k.arith(delta(i, h, s) == delta(i, h, s)), delta(i, h, s) == delta(i, 0, s)
    )
    begins = k.arith(goal, longer, same, k.apply(start, zero), top_low, zero, has)
    later = k.assume(h >= 1)
    more = k.apply(k.at(inner, h), k.both(later, k.arith(h < H, soon)))
    goes_on = k.arith(goal, longer, before, more, has)
    grown = k.cases(k.arith((h == 0) | (h >= 1)), begins, goes_on)
    never = k.assume((h == 0).put(h, h + 1))
    never = k.discharge(k.arith(part(h + 1) == 0, never), never.formula)
    step = k.discharge(k.both(grown, never), soon.formula)
    always = k.at(k.induction(h, here, base, step), H)
    always = k.part(k.apply(always, k.arith(H <= H)), 0)
    last = k.sum_step(b, H, each)
    rule = k.lemma(
        forall(A, B, D, P, R, S, T)(
            given(A <= B + T * (P / T * S * R), B + D <= S2 * R, T >= 2)
            >> (A + D <= (P * S + S2) * R)
        ),
        part(H), delta(i, 0, s), delta(i, H, s), kappa, eta * Q, S1, H, defined=[has],
    )  # fmt: skip
    total = k.use(rule, always, outer, deep)
    return k.arith(part(H + 1) <= (kappa * S1 + S2) * (eta * Q), total, last)


def closes(k, whole, Q_is, far, small, low, C0_low, eta_pos, error):
    """n (eta^2 Q^2 S)^2 <= (eta lambda_0/8)^2 |y - u|^2, from Q^2 = C^2 n |y - u|^2 <= C^2 C_0^2
    n^2 and 8 eta C^2 S C_0 n^2 <= lambda_0
    """
    total, size = kappa * S1 + S2, residual()
    number = 8 * C**2 * total * C0 * n**2 * eta
    square = k.lemma(forall(A, B)(given(A >= 0, A <= B) >> (A**2 <= B**2)), number, lam)
    positive = product(k, total, C0, low, C0_low)
    positive = product(k, (C * n) ** 2, total * C0, k.arith((C * n) ** 2 >= 0), positive)
    positive = product(k, (C * n) ** 2 * (total * C0), eta, positive, k.arith(eta >= 0, eta_pos))
    square = k.use(square, k.arith(number >= 0, positive), small)
    rule = k.lemma(
        forall(A, B, D, P, R, S, T)(
            given(A <= B * (Q * (S * (eta * Q)) * eta) ** 2, Q**2 == C**2 * B * R)
            >> (A <= B * (C**2 * B * R * S * eta**2) ** 2)
        ),
        whole.sides[0], n, 0, 0, size, total, 0,
    )  # fmt: skip
    bound = k.use(rule, whole, Q_is)
    # n (C^2 n R S eta^2)^2 = (n^3 C^4 S^2 eta^4 R) R
    room = k.lemma(
        forall(A, B, P, R)(given(A <= B, R >= 0) >> (P**2 * R * A <= P**2 * R * B)),
        size, C0**2 * n, C**2 * n * total * eta**2, n * size,
    )  # fmt: skip
    room = k.use(room, far, product(k, term(n), size, k.arith(term(n) >= 0), error))
    scaled = k.lemma(forall(A, B, P, R)(given(A <= B, R >= 0) >> (P**2 * R * A <= P**2 * R * B)),
                     number**2, lam**2, eta / 8, size)  # fmt: skip
    scaled = k.use(scaled, square, error)
    return k.arith(k.target, bound, room, scaled)


@curvature_term_amended.mutant
def four_for_eight(judge):
    """4 in place of 8: one input, where every bound is attained."""
    return falsify(
        forall(A, B, lam)(given(lam > 0, 4 * A <= lam, B <= A) >> (B <= lam / 8)),
        hints=[{"values": {"lambda_0": "4", "A": "1", "B": "1"}}],
    )
