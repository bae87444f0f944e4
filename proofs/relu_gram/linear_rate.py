"""Theorem 2.3 after the start: gradient descent from weights on the three events converges at a
linear rate for ever. What is left of the theorem is the probability of the events.

Notation of `movement`; S_i^perp are the neurons with -R <= w_r(0) . x_i < R.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below, form, length

from . import thesis
from .movement import ONE_RUN, RUN, T, at, e, loss, moved, norm_of_start, run
from .network import (
    C,
    F,
    R,
    V,
    W,
    a,
    b,
    c,
    d,
    delta,
    eta,
    i,
    k,
    lam,
    m,
    n,
    output,
    pre,
    r,
    root,
    root_n,
    size,
    v,
    w,
    x,
    y,
)
from .perturbation import form_after_change, gram_of, length_is_nonnegative

s = nats("s")
ALL = (*RUN, lam, C, R, delta, root, size)


def flippable(r, i):
    """1 for the neurons of S_i^perp: -R <= w_r(0) . x_i < R"""
    start = pre(at(0), r, i)
    return indicator(conj(-R <= start, start < R))


def few_flippable():
    """The event of Lemma 2.5, with R = delta lambda_0/(16 C n^2)"""
    flips = sum_over(i, n, sum_over(r, m, flippable(r, i)))
    sizes = conj(C > 0, R > 0, delta > 0, flips <= C * m * n * R / delta)
    return conj(sizes, 16 * C * n**2 * R == delta * lam)


def close():
    """R' = 4 sqrt(n) |y - u(0)|/(sqrt(m) lambda_0) < R"""
    return 4 * root * b * size < lam * R


def core_says(steps=4, low=None):
    least = bounded_below(gram_of(at(0)), 3 * lam / 4) if low is None else low
    sizes = conj(n >= 1, lam > 0, lam <= "1/2", term(steps) * eta * n**2 <= lam)
    result = conj(
        loss(k) <= (1 - eta * lam / 2) ** k * loss(0),
        forall(r)((r < m) >> (lam**2 * moved(k, r) <= (4 * root * b * size) ** 2)),
        bounded_below(gram_of(at(k)), lam / 2),
    )
    return forall(*ALL)(
        given(run(), sizes, root_n(), norm_of_start(), least, few_flippable(), close())
        >> forall(k)((k <= T) >> result)
    )


@claim(
    "relu2.thm-2.3.on-the-events",
    thesis("Theorem 2.3, Section 2.3.1"),
    says=core_says,
    uses=(
        "relu2.cor-2.1", "relu2.I1-identity.pattern", "relu2.three-observations.stability",
        "relu2.lem-2.1.weyl", "relu2.induction-contraction-1",
    ),
)  # fmt: skip
def linear_rate_on_the_events(judge):
    """Theorem 2.3 from weights on its events: for eta <= lambda_0/(4 n^2) and every k, |y - u(k)|^2
    <= (1 - eta lambda_0/2)^k |y - u(0)|^2.

    The events: lambda_min(H(0)) >= 3 lambda_0/4, at most C m n R/delta patterns can flip within
    R = delta lambda_0/(16 C n^2), and R' < R. Moreover no weight moves farther than R', and
    lambda_min(H(k)) >= lambda_0/2. The time T is arbitrary.
    """
    K = judge.theorem()
    scale, square, unit, signed, positive, resid, steps, one_input, *rest = K.given
    lam_positive, lam_small, short, low_root, rooted, low_size, sized, *rest = rest
    low, C_pos, R_pos, d_pos, few, radius, near = rest
    q = 1 - eta * lam / 2
    flip = Lambda((r, i), flippable(r, i))
    at_most = loss(s) <= q**s * loss(0)

    def consequences(top, inside, earlier):
        """Up to the time `top`, which is at most T: how far weights move and that patterns stand;
        `earlier` is Condition 2.1 before it.
        """
        limit = K.discharge(K.arith(s <= T, K.assume(s <= top), inside), s <= top)
        one = K.assume((s <= top) & (i < n))
        errors = K.use(K.at(resid, s, i), K.apply(limit, K.part(one, 0)), K.part(one, 1))
        errors = K.for_all(K.discharge(errors, (s <= top) & (i < n)), s, i)
        three = K.assume((s < top) & (r < m) & (c < d))
        parts = K.split(three)
        going = K.use(K.at(steps, s, r, c), K.arith(s < T, parts[0], inside), *parts[1:])
        going = K.for_all(K.discharge(going, (s < top) & (r < m) & (c < d)), s, r, c)
        lemma = K.by("relu2.cor-2.1", *RUN[:-1], top, lam, root, size)
        small = K.arith(eta * lam <= 2, *sizes)
        return K.use(
            lemma, scale, square, unit, signed, positive, errors, going, lam_positive, small,
            low_root, rooted, low_size, sized, earlier,
        )  # fmt: skip

    sizes = [positive, one_input, lam_positive, lam_small, short]
    A, B, X, Y, Z = reals("A B X Y Z")
    step_size = K.lemma(
        forall(eta, lam, X)(
            given(X >= 1, eta > 0, lam > 0, lam <= "1/2", 4 * eta * X**2 <= lam)
            >> conj(eta * lam <= 2, 4 * eta <= lam)
        ),
        eta, lam, n,
    )  # fmt: skip
    sizes = K.split(K.use(step_size, *sizes)) + sizes
    reach = 4 * root * b * size / lam
    has_reach = K.arith(lam != 0, lam_positive)

    def stands(before, after, moves, times):
        """For S_i the pattern is the same at two times up to the horizon of `moves`."""
        trio = (r < m) & (i < n) & (flippable(r, i) == 0)
        here = K.split(K.assume(trio))
        start = pre(at(0), r, i)
        event = conj(-R <= start, start < R)
        yes = K.assume(event)
        hit = K.indicator(event, True, yes)
        wrong = K.arith(~(flippable(r, i) == 0), hit)
        outside = K.cases(
            K.excluded_middle(event), K.absurd(here[2], wrong, ~event), K.assume(~event)
        )
        lemma = K.by(
            "relu2.I1-identity.pattern",
            Lambda((c,), w(0, r, c)), Lambda((c,), w(before, r, c)), Lambda((c,), w(after, r, c)),
            Lambda((c,), x(i, c)), d, R, reach,
            defined=[has_reach],
        )  # fmt: skip
        rule = K.lemma(
            forall(A, B, lam)(
                given(lam > 0, lam**2 * A <= B**2) >> (A <= (B / lam) ** 2)
            ),
            moved(s, r), 4 * root * b * size, lam,
        )  # fmt: skip
        rule = K.for_all(K.discharge(K.use(rule, lam_positive, K.assume(rule.formula.left.part(1))),
                                     rule.formula.left.part(1)), s)  # fmt: skip
        inside = []
        for time, ok in zip((before, after), times):
            far = K.apply(K.at(moves, r, time), K.both(here[0], ok))
            inside.append(K.apply(K.at(rule, time), far))
        below = K.lemma(
            forall(X, lam, R)(
                given(X < lam * R, lam > 0, X >= 0) >> conj(X / lam < R, X / lam >= 0)
            ),
            4 * root * b * size, lam, R,
        )  # fmt: skip
        nonneg = K.lemma(
            forall(root, b, size)(given(root >= 0, b > 0, size >= 0) >> (4 * root * b * size >= 0)),
            root, b, size,
        )  # fmt: skip
        below = K.use(below, near, lam_positive, K.use(nonneg, low_root, scale, low_size))
        one = K.apply(K.at(unit, i), here[1])
        same = K.use(lemma, one, *K.split(below), *inside, outside)
        return K.for_all(K.discharge(same, trio), r, i)

    pair = (r < m) & (i < n)
    start = pre(at(0), r, i)
    event = conj(-R <= start, start < R)
    binary_goal = (flippable(r, i) == 0) | (flippable(r, i) == 1)
    binary = K.cases(
        K.excluded_middle(event),
        K.arith(binary_goal, K.indicator(event, True, K.assume(event))),
        K.arith(binary_goal, K.indicator(event, False, K.assume(~event))),
    )
    binary = K.for_all(K.discharge(binary, pair), r, i)

    # the shares of flippable neurons
    count = sum_over(r, m, flippable(r, i))
    shares = sum_over(i, n, b**2 * count)
    same = by_terms(
        K, i, n,
        lambda t: sum_over(i, t, b**2 * count) == b**2 * sum_over(i, t, count),
        [b**2 * count, count],
    )  # fmt: skip
    rule = K.lemma(
        forall(A, X, Y, Z, b, C, R, delta, lam)(
            given(b > 0, b**2 * X == 1, delta > 0, A <= C * X * Y * R / delta, Z == b**2 * A,
                  16 * C * Y**2 * R == delta * lam, Y >= 1, lam > 0)
            >> (2 * Y * Z <= lam / 4)
        ),
        sum_over(i, n, count), m, n, shares, b, C, R, delta, lam,
    )  # fmt: skip
    few_shares = K.use(rule, scale, square, d_pos, few, same, radius, one_input, lam_positive)

    def least_eigenvalue(time, moves, ok):
        """lambda_min(H) >= lambda_0/2 at a time up to the horizon of `moves`."""
        zero = K.arith(term_zero <= horizon[0], *horizon[1])
        patterns = stands(term_zero, time, moves, (zero, ok))
        values = (x, Lambda((r, c), w(0, r, c)), Lambda((r, c), w(time, r, c)), flip, b, n, m, d)
        lemma = K.by("relu2.three-observations.stability", *values)
        close_by = K.part(K.use(lemma, scale, square, unit, binary, patterns), 1)
        H0, H = gram_of(at(0)), gram_of(at(time))
        change = lambda i, j: H(i, j) - H0(i, j)  # noqa: E731
        nonneg = by_terms(
            K, i, n, lambda t: sum_over(i, t, b**2 * count) >= 0, [b**2 * count],
            K.use(K.lemma(forall(A, b)((A >= 0) >> (b**2 * A >= 0)), count, b),
                  by_terms(K, r, m, lambda t: sum_over(r, t, flippable(r, i)) >= 0,
                           [flippable(r, i)], K.indicator_range(event))),
        )  # fmt: skip
        small = K.use(
            K.lemma(forall(A, X)(given(A >= 0, X >= 1) >> (2 * X * A >= 0)), shares, n),
            nonneg, one_input,
        )  # fmt: skip
        bound = form_after_change(
            K, H0, change, H, 3 * lam / 4, 2 * n * shares, low, close_by, small
        )
        end = K.lemma(
            forall(B, X, Y, lam)(
                given(B >= (3 * lam / 4 - X) * Y, X <= lam / 4, Y >= 0) >> (B >= lam / 2 * Y)
            ),
            form(H), 2 * n * shares, length(), lam,
        )  # fmt: skip
        return K.for_all(K.use(end, bound, few_shares, length_is_nonnegative(K)), v)

    term_zero = term(0)
    always = (k <= T) >> forall(s)((s <= k) >> at_most)
    first = K.rewrite(
        K.arith(term_zero == s, K.assume(s <= 0)),
        K.arith(at_most.put(s, 0), K.power_zero(q)),
        at_most,
    )
    base = K.discharge(K.for_all(K.discharge(first, (s <= k).put(k, 0)), s), (k <= T).put(k, 0))
    soon = K.assume(k + 1 <= T)
    now = K.arith(k <= T, soon)
    known = K.apply(K.assume(always), now)
    earlier = K.apply(K.at(known, s), K.arith(s <= k, K.assume(s < k + 1)))
    earlier = K.for_all(K.discharge(earlier, s < k + 1), s)
    moves = consequences(k + 1, soon, earlier)
    horizon = (k + 1, [K.arith(k >= 0)])
    there, after = K.arith(k <= k + 1), K.arith(k + 1 <= k + 1)
    patterns = stands(k, k + 1, moves, (there, after))
    eigen = least_eigenvalue(k, moves, there)
    own = {W: Lambda((r, c), w(k, r, c)), V: Lambda((r, c), w(k + 1, r, c)), F: flip}
    own_e = Lambda((i,), e(k, i))
    values = [x, own[W], own[V], flip, a, y, own_e, b, eta, n, m, d, C, R, delta, root, lam]
    contraction = K.by("relu2.induction-contraction-1", *values)
    errors = K.use(K.at(resid, k, i), now, K.assume(i < n))
    errors = K.for_all(K.discharge(errors, i < n), i)
    two = K.split(K.assume((r < m) & (c < d)))
    going = K.use(K.at(steps, k, r, c), K.arith(k < T, soon), *two)
    going = K.for_all(K.discharge(going, (r < m) & (c < d)), r, c)
    contracted = K.use(
        contraction, scale, square, unit, signed, positive, errors, going, binary, patterns,
        low_root, rooted, C_pos, R_pos, d_pos, few, eigen,
    )  # fmt: skip
    new = K.use(K.at(resid, k + 1, i), soon, K.assume(i < n))
    fresh = (output(at(k + 1), i) - y(i)) ** 2
    squares = by_terms(
        K, i, n,
        lambda t: sum_over(i, t, fresh) == sum_over(i, t, e(k + 1, i) ** 2),
        [fresh, e(k + 1, i) ** 2],
        K.arith(fresh == e(k + 1, i) ** 2, new),
    )  # fmt: skip
    N = reals("N")
    rate = K.lemma(
        forall(A, N, X, C, R, delta, eta, lam, root)(
            given(
                A <= (1 - eta * lam + 2 * C * eta * X**2 * R / delta
                      + 2 * C * eta * (X * root) * R / delta + eta**2 * X**2) * N,
                16 * C * X**2 * R == delta * lam, C > 0, R > 0, delta > 0, root >= 0, root <= X,
                X >= 1, 4 * eta * X**2 <= lam, eta > 0, N >= 0,
            )
            >> (A <= (1 - eta * lam / 2) * N)
        ),
        sum_over(i, n, fresh), loss(k), n, C, R, delta, eta, lam, root,
    )  # fmt: skip
    at_most_n = K.lemma(
        forall(root, X)(given(root >= 0, root**2 == X, X >= 1) >> (root <= X)), root, n
    )
    at_most_n = K.use(at_most_n, low_root, rooted, one_input)
    loss_positive = by_terms(K, i, n, lambda t: sum_over(i, t, e(k, i) ** 2) >= 0, [e(k, i) ** 2])
    less = K.use(
        rate, contracted, radius, C_pos, R_pos, d_pos, low_root, at_most_n, one_input, short,
        positive, loss_positive,
    )  # fmt: skip
    grow = K.lemma(
        forall(A, B, N, X, Y, Z, eta, lam)(
            given(A == B, A <= (1 - eta * lam / 2) * N, N <= X * Y, Z == X * (1 - eta * lam / 2),
                  eta * lam <= 2)
            >> (B <= Z * Y)
        ),
        sum_over(i, n, fresh), loss(k + 1), loss(k), q**k, loss(0), q ** (k + 1), eta, lam,
    )  # fmt: skip
    power = K.arith(q ** (k + 1) == q**k * (1 - eta * lam / 2), K.power_step(q, k))
    here = K.apply(K.at(known, k), K.arith(k <= k))
    last = K.use(grow, squares, less, here, power, sizes[0])
    own_time = K.rewrite(K.assume(k + 1 == s), last, at_most)
    cover = K.arith((s <= k) | (k + 1 == s), K.assume(s <= k + 1))
    both = K.cases(cover, K.apply(K.at(known, s), K.assume(s <= k)), own_time)
    ahead = K.for_all(K.discharge(both, s <= k + 1), s)
    step = K.discharge(ahead, k + 1 <= T)
    whole = K.apply(K.at(K.induction(k, always, base, step), T), K.arith(T <= T))
    before = K.apply(K.at(whole, s), K.arith(s <= T, K.assume(s < T)))
    before = K.for_all(K.discharge(before, s < T), s)
    moves = consequences(T, K.arith(T <= T), before)
    horizon = (T, [K.arith(T >= 0)])
    time = K.assume(k <= T)
    far = K.apply(K.at(moves, r, k), K.both(K.assume(r < m), time))
    far = K.for_all(K.discharge(far, r < m), r)
    end = K.both(K.apply(K.at(whole, k), time), far, least_eigenvalue(k, moves, time))
    return K.qed(K.for_all(K.discharge(end, k <= T), k))


@linear_rate_on_the_events.mutant
def with_a_longer_step(judge):
    """eta up to 8 lambda_0/n^2; for one input H(0) is a number."""
    one = conj(gram_of(at(0))(0, 0) >= 3 * lam / 4, n == 1)
    still = {  # w = 1, and the residual goes from 1/1000 to -2/1000 with eta = 3
        "w": {"of": ["k", "r", "c"], "is": ["-", "1", ["*", "3/1000", "k"]]},
        "e": {"of": ["k", "i"], "is": ["-", "1/1000", ["*", "3/1000", "k"]]},
        "y": {"table": ["999/1000"]},
    }
    values = {"eta": "3", "lambda_0": "1/2", "size": "1/1000", "C": "1", "delta": "1", "R": "1/32"}
    hint = {"values": ONE_RUN["values"] | values, "functions": ONE_RUN["functions"] | still}
    return falsify(core_says(steps="1/8", low=one), hints=[hint])
