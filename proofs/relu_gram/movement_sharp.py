"""Corollary 2.1 is sharp: descent with one sample, n = d = 1, x = 1, a_r = 1, y >= u(0). The
notation is that of `one_sample`; lambda_0 = 1/2 for one input of norm 1, so that R' = 8 r_0/
sqrt(m).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    disj,
    exists,
    forall,
    given,
    indicator,
    log,
    minimum,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .network import b, eta, k, m, r, relu
from .one_sample import LETTERS, eps, far, h, on, patterns_stand, r_0, setting, w_0, y

j = nats("j")
A, B, C, X, Y, Z = reals("A B C X Y Z")
p = 1 - eta * h
RUN = (*LETTERS, eta)


def reach(k):
    return far * (1 - p**k)


def weight(r, k):
    """w_r after k steps"""
    return w_0(r) + on(r) * reach(k)


def error(k):
    """y - u(k)"""
    return y - b * sum_over(r, m, relu(weight(r, k)))


def step_size():
    return conj(h > "1/8", eta > 0, eta * h**2 <= 2 * h - "1/4")


def follows():
    """Descent, Condition 2.1, and no weight farther than R'"""
    near = abs(weight(r, k) - w_0(r)) <= 8 * b * r_0
    condition = error(k) ** 2 <= (1 - eta / 4) ** k * error(0) ** 2
    return conj(condition, forall(r)(conj(moved_by(), near)))


def first_neurons(r):
    """w_r(0) = j - r: the neurons 0, .., j are active."""
    return indicator(j - r >= 0)


def small():
    return conj(b > 0, m == 8 * j, b**2 * m == 1, 8 * j * h == j + 1, far * h == b * r_0)


def goes_far():
    return far * (1 - p**k) * first_neurons(term(0)) > (1 - eps) * (8 * b * r_0)


def near_says():
    share = h == b**2 * sum_over(r, m, first_neurons(r))
    known = given(small(), r_0 > 0, step_size())
    return forall(b, m, h, far, r_0, eta)(known >> conj(share, exists(k)(goes_far())))


def sharp_says():
    every = forall(*RUN)(given(setting(), step_size()) >> forall(k)(follows()))
    return conj(every, forall(eps)((eps > 0) >> exists(j)((j >= 1) & near_says())))


def powers(K, known):
    """p^k <= 1, p^k >= 0 or >= p, (p^k)^2 <= (1 - eta/4)^k"""
    s = 1 - eta / 4
    sizes = K.lemma(
        forall(h, eta)(
            step_size()
            >> conj(1 - eta * h < 1, 1 - eta * h > -1, (1 - eta * h) ** 2 <= 1 - eta / 4, eta <= 4)
        ),
        h, eta,
    )  # fmt: skip
    sizes = K.use(sizes, known)
    always = conj(p**k <= 1, disj(p**k >= 0, p**k >= p), (p**k) ** 2 <= s**k, s**k >= 0)
    base = K.arith(always.put(k, 0), K.power_zero(p), K.power_zero(s))
    before = K.assume(always)
    steps = K.power_step(p, k), K.power_step(s, k)
    new = p ** (k + 1), s ** (k + 1)
    goal = conj(X * A <= 1, disj(X * A >= 0, X * A >= A))
    up = forall(A, X)(given(A >= 0, A < 1, X <= 1, disj(X >= 0, X >= A)) >> goal)
    down = forall(A, X)(given(A < 0, A > -1, X <= 1, disj(X >= 0, X >= A)) >> goal)
    ends = [
        K.use(K.lemma(rule, p, p**k), K.assume(case), sizes, before)
        for rule, case in ((up, p >= 0), (down, p < 0))
    ]
    first = K.cases(K.arith((p >= 0) | (p < 0)), *ends)
    rule = forall(A, B, X, Y)(
        given(X**2 <= Y, A**2 <= B, Y >= 0, B >= 0) >> conj((X * A) ** 2 <= Y * B, Y * B >= 0)
    )
    second = K.use(K.lemma(rule, p, s, p**k, s**k), before, sizes, K.arith(s >= 0, sizes))
    rule = forall(A, B, C, X, Y, Z)(
        given(X == Y * A, B == Z * C, Y * A <= 1, disj(Y * A >= 0, Y * A >= A),
              (Y * A) ** 2 <= Z * C, Z * C >= 0)
        >> conj(X <= 1, disj(X >= 0, X >= A), X**2 <= B, B >= 0)
    )  # fmt: skip
    rule = K.lemma(rule, p, new[1], s, new[0], p**k, s**k)
    grown = K.arith(conj(new[0] == p**k * p, new[1] == s**k * s), *steps)
    after = K.use(rule, grown, first, second)
    return K.at(K.induction(k, always, base, after), k), sizes


def runs(K):
    """The first half: every such run."""
    known = K.assume(given(setting(), step_size()))
    parts = K.split(known)
    scale, _, _, _, _, low, reached, *_ = parts
    bounds, sizes = powers(K, K.meet(step_size(), known))
    ahead, pattern, off = patterns_stand(K, p**k, K.part(bounds, 0), parts)
    first = K.at(K.for_all(off, k), 0)
    first = K.arith(error(term(0)) == r_0, first, K.power_zero(p))
    rule = K.lemma(
        forall(A, B, X, Y, r_0)(
            given(A == r_0 * X, B == r_0, X**2 <= Y) >> (A**2 <= Y * B**2)
        ),
        error(k), error(term(0)), p**k, (1 - eta / 4) ** k, r_0,
    )  # fmt: skip
    condition = K.use(rule, off, first, bounds)
    condition = K.arith(follows().part(0), condition)
    rule = K.lemma(
        forall(A, B, C, X, Y, b, h, far, r_0, eta)(
            # B = on, C = y - u, X = p^k, Y = p^(k + 1)
            given(C == r_0 * X, Y == X * (1 - eta * h), far * h == b * r_0)
            >> (A + B * (far * (1 - Y)) == A + B * (far * (1 - X)) + eta * b * C * B)
        ),
        w_0(r), on(r), error(k), p**k, p ** (k + 1), b, h, far, r_0, eta,
    )  # fmt: skip
    power = K.arith(p ** (k + 1) == p**k * (1 - eta * h), K.power_step(p, k))
    moves = K.use(rule, off, power, reached)
    moves = K.arith(moved_by(), moves, pattern)
    rule = K.lemma(
        forall(X, b, h, far, r_0, eta)(
            given(far * h == b * r_0, b > 0, r_0 >= 0, h > "1/8", eta <= 4, eta > 0,
                  disj(X >= 0, X >= 1 - eta * h))
            >> (far * (1 - X) <= 8 * b * r_0)
        ),
        p**k, b, h, far, r_0, eta,
    )  # fmt: skip
    most = K.use(rule, reached, scale, low, known, sizes, bounds)
    rule = K.lemma(
        forall(A, B, C, X)(
            given(C >= 0, C <= X, disj(B == 0, B == 1)) >> (abs(A + B * C - A) <= X)
        ),
        w_0(r), on(r), reach(k), 8 * b * r_0,
    )  # fmt: skip
    event = w_0(r) >= 0
    one, zero = (
        K.indicator(event, truth, K.assume(case))
        for truth, case in ((True, event), (False, ~event))
    )
    binary = K.cases(K.excluded_middle(event), K.either(one, disj(on(r) == 0, on(r) == 1)),
                     K.either(zero, disj(on(r) == 0, on(r) == 1)))  # fmt: skip
    near = K.use(rule, ahead, most, binary)
    end = K.both(condition, K.for_all(K.both(moves, near), r))
    return K.for_all(K.discharge(K.for_all(end, k), known.formula), *RUN)


def moved_by():
    active = indicator(weight(r, k) >= 0)
    return weight(r, k + 1) == weight(r, k) + eta * b * error(k) * active


def far_runs(K):
    """The second half: a run that goes nearly as far as R'."""
    D = reals("D")
    wanted = K.assume(given(D > 0, 2 * D < 1, 2 * D < eps))
    d_pos, d_small, d_eps = K.split(wanted)
    nonzero = K.arith(D != 0, d_pos)
    large = late(K, 1 / D + 1, nonzero)
    enough = K.such(large, j)
    known = K.assume(given(small(), r_0 > 0, step_size()))
    scale, count, square, share, reached, r_pos, above, *_ = K.split(known)
    # the share
    body = first_neurons(r)
    q = nats("q")
    here = sum_over(r, q, body) == minimum(q, j + 1)
    event = j - q >= 0
    grow = K.sum_step(r, q, body)
    yes, no = K.assume(event), K.assume(~event)
    goal = here.put(q, q + 1)
    ends = [
        K.arith(goal, grow, K.assume(here), K.indicator(event, truth, one), one)
        for truth, one in ((True, yes), (False, no))
    ]
    base = K.arith(here.put(q, 0), K.sum_empty(r, body), K.arith(j >= 0))
    total = K.at(K.induction(q, here, base, K.cases(K.excluded_middle(event), *ends)), m)
    many = K.arith(j >= 1, enough, d_pos, K.arith(1 / D > 0, d_pos))
    rule = K.lemma(
        forall(A, B, X, b, h)(
            given(A == minimum(X, B + 1), X == 8 * B, B >= 1, b**2 * X == 1, 8 * B * h == B + 1)
            >> (h == b**2 * A)
        ),
        sum_over(r, m, body), j, m, b, h,
    )  # fmt: skip
    active = K.use(rule, total, count, many, square, share)
    # a late step
    level = log(1 / D**2)
    logs = K.arith(1 / D**2 > 0, d_pos, nonzero)
    ok = K.arith(eta != 0, known)
    after = late(K, 4 * level / eta, logs, ok, nonzero)
    then = K.such(after, k)
    bounds, sizes = powers(K, K.meet(step_size(), known))
    power = K.by("book.power-late", eta / 4, 1, D**2, k)
    rule = K.lemma(
        forall(A, X, eta)(given(X >= 4 * A / eta, eta > 0) >> (eta / 4 * X >= A)), level, k, eta,
        defined=[logs, nonzero],
    )  # fmt: skip
    wait = K.use(rule, then, K.arith(eta > 0, known))
    quarter = K.arith(conj(eta / 4 >= 0, eta / 4 <= 1), sizes, known)
    power = K.use(power, quarter, K.arith(term(1) > 0), K.arith(D**2 > 0, d_pos), wait)
    rule = K.lemma(
        forall(A, B, X)(given(X**2 <= A, A * 1 <= B**2, B > 0) >> (X <= B)),
        (1 - eta / 4) ** k, D, p**k,
    )  # fmt: skip
    tiny = K.use(rule, bounds, power, d_pos)
    rule = K.lemma(
        forall(A, B, X, Y)(
            # A = far/(b r_0) by h = (B + 1)/(8 B), X = p^k
            given(A * (B + 1) == 8 * B * Y, B * D >= 1, D > 0, 2 * D < 1, X <= D, Y > 0, B >= 1)
            >> (A * (1 - X) >= (1 - D) * (1 - D) * (8 * Y))
        ),
        far, j, p**k, b * r_0,
    )  # fmt: skip
    equal = K.lemma(
        forall(A, B, Y, h)(given(8 * B * h == B + 1, A * h == Y) >> (A * (B + 1) == 8 * B * Y)),
        far, j, b * r_0, h,
    )  # fmt: skip
    equal = K.use(equal, share, reached)
    times = K.lemma(forall(A, D)(given(A >= 1 / D + 1, D > 0) >> (A * D >= 1)), j, D)
    times = K.use(times, enough, d_pos)
    positive = K.lemma(forall(b, r_0)(given(b > 0, r_0 > 0) >> (b * r_0 > 0)), b, r_0)
    positive = K.use(positive, scale, r_pos)
    reached_ = K.use(rule, equal, times, d_pos, d_small, tiny, positive, many)
    one = K.indicator(j - term(0) >= 0, True, K.arith(j - term(0) >= 0, K.arith(j >= 0)))
    rule = K.lemma(
        forall(A, B, X, D, eps)(
            given(A >= (1 - D) * (1 - D) * (8 * X), X > 0, D > 0, 2 * D < eps, B == 1)
            >> (A * B > (1 - eps) * (8 * X))
        ),
        reach(k), first_neurons(term(0)), b * r_0, D, eps,
    )  # fmt: skip
    end = K.use(rule, reached_, positive, d_pos, d_eps, one)
    goal = exists(k)(goes_far())
    end = K.obtain(after, K.exhibit(goal, k, K.arith(goes_far(), end)), k)
    near = K.for_all(K.discharge(K.both(active, end), known.formula), b, m, h, far, r_0, eta)
    found = exists(j)((j >= 1) & near_says())
    found = K.obtain(large, K.exhibit(found, j, K.both(many, near)), j)
    every = K.for_all(K.discharge(found, wanted.formula), D)
    positive = K.assume(eps > 0)
    value = eps / (2 + 2 * eps)
    has = K.arith(2 + 2 * eps != 0, positive)
    rule = forall(A)((A > 0) >> conj(A / (2 + 2 * A) > 0, 2 * (A / (2 + 2 * A)) < 1,
                                     2 * (A / (2 + 2 * A)) < A))  # fmt: skip
    sizes = K.use(K.lemma(rule, eps), positive)
    result = K.use(K.at(every, value, defined=[has]), sizes)
    return K.for_all(K.discharge(result, eps > 0), eps)


def late(K, value, *defined):
    """There is a natural number that is at least the value."""
    bound = reals("bound")
    return K.at(K.for_all(K.archimedes(bound), bound), value, defined=defined)


@claim(
    "relu2.cor-2.1.sharp",
    thesis("Corollary 2.1"),
    formula=r"\sup\frac{\|w_r(k+1)-w_r(0)\|}{R'}=1",
    says=sharp_says,
    uses=("book.power-late",),
)
def four_is_sharp(judge):
    """The constant 4 of Corollary 2.1 cannot be lowered: |w_r(k) - w_r(0)|/R' is at most 1 and
    comes arbitrarily near to it.

    One sample, x = 1, a_r = 1, y >= u(0), a share h > 1/8 = lambda_0/4 of the neurons active and
    eta h^2 <= 2 h - 1/4: y - u(k) = (1 - eta h)^k r_0 is a run of descent that satisfies Condition
    2.1, and an active neuron moves by (r_0/sqrt m)(1 - (1 - eta h)^k)/h, at most R' = 8 r_0/sqrt m.
    For every eps > 0 there are shares h = (j + 1)/(8 j), of m = 8 j neurons with w_r(0) = j - r,
    where neuron 0 exceeds (1 - eps) R' for some k.
    """
    K = judge.theorem()
    return K.qed(K.both(runs(K), far_runs(K)))


@four_is_sharp.mutant
def a_supremum_of_three_halves(judge):
    """1/(8 h) > 3/2 - eps for h > 1/8: not for eps = 1/2."""
    says = given(h > "1/8", eps > 0) >> (1 / (8 * h) > term("3/2") - eps)
    return falsify(forall(h, eps)(says), hints=[{"values": {"h": "1/4", "epsilon": "1/2"}}])
