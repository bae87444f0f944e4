"""Theorem 2.3 after the start, for inputs of any norms: gradient descent from weights on the three
events converges at a linear rate for ever. The notation is that of `movement` and `norms_step`;
rho(i) = |x_i|, and a pattern may flip where -R |x_i| <= w_r(0) . x_i < R |x_i|.
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
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below, form, length

from . import thesis
from .certificate_neurons import kappa
from .data_movement import norm
from .data_rows import nu, q, rows_below
from .movement import ONE_RUN, RUN, T, at, descent, e, loss, moved, norm_of_start, residuals
from .network import (
    F,
    R,
    V,
    W,
    a,
    b,
    c,
    d,
    eta,
    i,
    k,
    kernel,
    lam,
    m,
    n,
    output,
    pre,
    r,
    root,
    signs,
    size,
    v,
    w,
    width,
    x,
    y,
)
from .norms_step import locus
from .perturbation import form_after_change, gram_of, length_is_nonnegative
from .stability_event import flippable

s = nats("s")
rho = sequences("rho")
A, B, N, X, Y, Z = reals("A B N X Y Z")
ALL = (*RUN, rho, lam, kappa, nu, R, q, root, size)


def event(r, i):
    """The pattern of neuron r at x_i may flip within R."""
    return flippable(pre(at(0), r, i), R, rho(i))


def flip(r, i):
    return indicator(event(r, i))


def lengths():
    return forall(i)((i < n) >> conj(rho(i) > 0, rho(i) ** 2 == sum_over(c, d, x(i, c) ** 2)))


def few_flips():
    """At every input the share of the neurons that may flip is at most q."""
    return forall(i)((i < n) >> (b**2 * sum_over(r, m, flip(r, i)) <= q))


def data():
    """kappa >= |K|_2, nu at least the largest row sum of the |K_ij|, root = sqrt(kappa)"""
    return conj(norm(), rows_below(kernel, nu), nu >= 0, root >= 0, root**2 == kappa)


def run_says(most="2/5", low=None, known=None):
    least = bounded_below(gram_of(at(0)), 3 * lam / 4) if low is None else low
    run = conj(width(), signs(), eta > 0, residuals(), descent())
    sizes = conj(lam > 0, 2 * lam <= kappa, eta * kappa <= most)
    start = conj(norm_of_start(), least, R > 0, q >= 0, 16 * q * nu <= lam, few_flips())
    result = conj(
        loss(k) <= (1 - eta * lam / 2) ** k * loss(0),
        forall(r)((r < m) >> (lam**2 * moved(k, r) <= (4 * root * b * size) ** 2)),
        bounded_below(gram_of(at(k)), 5 * lam / 8),
    )
    return forall(*ALL)(
        given(run, lengths(), sizes, data() if known is None else known, start,
              4 * root * b * size < lam * R)
        >> forall(k)((k <= T) >> result)
    )  # fmt: skip


@claim(
    "relu2.thm-2.3-norms.on-the-events",
    thesis(locus),
    says=run_says,
    uses=(
        "relu2.thm-2.3-norms.movement", "relu2.thm-2.3-norms.stability", "relu2.lem-2.1.weyl",
        "relu2.lem-2.2.event-amended", "relu2.thm-2.3-norms.contraction",
    ),
)  # fmt: skip
def run_on_the_events(judge):
    """Gradient descent from weights on the events of the start, for inputs of any norms and eta <=
    2/(5 kappa): |y - u(k)|^2 <= (1 - eta lambda_0/2)^k |y - u(0)|^2 for every k.

    The events: lambda_min(H(0)) >= 3 lambda_0/4, at every input at most the share q <= lambda_0/(16
    nu) of the patterns can flip within R, and 4 sqrt(kappa) |y - u(0)|/(sqrt(m) lambda_0) < R.
    Moreover no weight moves farther than R, and lambda_min(H(k)) >= 5 lambda_0/8. The time T is
    arbitrary; kappa >= |K|_2, 2 lambda_0 <= kappa and nu is at least the largest sum of the |x_i .
    x_j| over j.
    """
    K = judge.theorem()
    scale, square, signed, positive, resid, steps, norms, *rest = K.given
    lam_pos, double, short, top, rows, nu_low, low_root, rooted, *rest = rest
    low_size, sized, low, R_pos, q_low, small, shares, near = rest
    pace = 1 - eta * lam / 2
    at_most = loss(s) <= pace**s * loss(0)
    flips = Lambda((r, i), flip(r, i))
    reach = 4 * root * b * size
    rule = forall(eta, lam, kappa)(
        given(eta > 0, lam > 0, 2 * lam <= kappa, eta * kappa <= "2/5") >> (eta * lam <= 2)
    )
    step_size = K.use(K.lemma(rule, eta, lam, kappa), positive, lam_pos, double, short)

    def movement(top_time, inside, earlier):
        """How far weights move up to a time that is at most T, from the rate before it."""
        limit = K.discharge(K.arith(s <= T, K.assume(s <= top_time), inside), s <= top_time)
        one = K.assume((s <= top_time) & (i < n))
        errors = K.use(K.at(resid, s, i), K.apply(limit, K.part(one, 0)), K.part(one, 1))
        errors = K.for_all(K.discharge(errors, one.formula), s, i)
        three = K.assume((s < top_time) & (r < m) & (c < d))
        parts = K.split(three)
        going = K.use(K.at(steps, s, r, c), K.arith(s < T, parts[0], inside), *parts[1:])
        going = K.for_all(K.discharge(going, three.formula), s, r, c)
        values = w, y, e, eta, top_time, lam, size
        lemma = K.by("relu2.thm-2.3-norms.movement", x, a, b, n, m, d, kappa, root, *values)
        return K.use(
            lemma, scale, square, signed, top, low_root, rooted, positive, errors, going, lam_pos,
            step_size, low_size, sized, earlier,
        )  # fmt: skip

    trio = (r < m) & (i < n) & (flip(r, i) == 0)

    def stands(time, moves, ok):
        """Patterns that cannot flip are at this time what they were."""
        here = K.split(K.assume(trio))
        wrong = K.arith(~(flip(r, i) == 0), K.indicator(event(r, i), True, K.assume(event(r, i))))
        out = K.cases(K.excluded_middle(event(r, i)), K.absurd(here[2], wrong, ~event(r, i)),
                      K.assume(~event(r, i)))  # fmt: skip
        lemma = K.by("relu2.lem-2.2.event-amended", Lambda((c,), w(0, r, c)),
                     Lambda((c,), x(i, c)), d, R, rho(i))  # fmt: skip
        lemma = K.use(lemma, R_pos, K.apply(K.at(norms, i), here[1]))
        keeps = K.at(K.apply(K.part(lemma, 1), out), Lambda((c,), w(time, r, c)))
        far = K.apply(K.at(moves, r, time), K.both(here[0], ok))
        rule = K.lemma(
            forall(A, X, R, lam)(
                given(lam**2 * A <= X**2, X < lam * R, X >= 0, lam > 0) >> (A <= R**2)
            ),
            moved(time, r), reach, R, lam,
        )  # fmt: skip
        never = K.lemma(
            forall(root, b, size)(given(root >= 0, b > 0, size >= 0) >> (4 * root * b * size >= 0)),
            root, b, size,
        )  # fmt: skip
        never = K.use(never, low_root, scale, low_size)
        close = K.use(rule, far, near, never, lam_pos)
        return K.for_all(K.discharge(K.apply(keeps, close), trio), r, i)

    pair = (r < m) & (i < n)
    goal = (flip(r, i) == 0) | (flip(r, i) == 1)
    ends = [
        K.arith(goal, K.indicator(event(r, i), truth, K.assume(one)))
        for truth, one in ((True, event(r, i)), (False, ~event(r, i)))
    ]
    binary = K.for_all(
        K.discharge(K.cases(K.excluded_middle(event(r, i)), *ends), pair), r, i
    )  # fmt: skip

    def least_eigenvalue(time, patterns):
        """lambda_min(H) >= 5 lambda_0/8 where these patterns stand."""
        H0, H = gram_of(at(0)), gram_of(at(time))
        values = x, Lambda((r, c), w(0, r, c)), Lambda((r, c), w(time, r, c)), flips, b, n, m, d
        lemma = K.use(K.by("relu2.thm-2.3-norms.stability", *values), binary, patterns)
        change = K.use(K.at(K.part(lemma, 1), q, nu), rows, nu_low, q_low, shares)
        difference = lambda i, j: H(i, j) - H0(i, j)  # noqa: E731
        never = K.lemma(forall(q, nu)(given(q >= 0, nu >= 0) >> (2 * q * nu >= 0)), q, nu)
        never = K.use(never, q_low, nu_low)
        bound = form_after_change(K, H0, difference, H, 3 * lam / 4, 2 * q * nu, low, change, never)
        end = K.lemma(
            forall(B, Y, q, nu, lam)(
                given(B >= (3 * lam / 4 - 2 * q * nu) * Y, 16 * q * nu <= lam, Y >= 0)
                >> (B >= 5 * lam / 8 * Y)
            ),
            form(H), length(), q, nu, lam,
        )  # fmt: skip
        return K.for_all(K.use(end, bound, small, length_is_nonnegative(K)), v)

    zero = term(0)
    always = (k <= T) >> forall(s)((s <= k) >> at_most)
    first = K.rewrite(
        K.arith(zero == s, K.assume(s <= 0)),
        K.arith(at_most.put(s, 0), K.power_zero(pace)),
        at_most,
    )
    base = K.discharge(K.for_all(K.discharge(first, (s <= k).put(k, 0)), s), (k <= T).put(k, 0))
    soon = K.assume(k + 1 <= T)
    now = K.arith(k <= T, soon)
    known = K.apply(K.assume(always), now)
    earlier = K.apply(K.at(known, s), K.arith(s <= k, K.assume(s < k + 1)))
    earlier = K.for_all(K.discharge(earlier, s < k + 1), s)
    moves = movement(k + 1, soon, earlier)
    before = stands(k, moves, K.arith(k <= k + 1))
    after = stands(k + 1, moves, K.arith(k + 1 <= k + 1))
    eigen = least_eigenvalue(k, before)
    inside = K.assume(trio)
    both = [K.apply(K.at(one, r, i), inside) for one in (after, before)]
    same = K.arith(both[0].sides[0] == both[1].sides[0], *both)
    same = K.for_all(K.discharge(same, trio), r, i)
    own = {W: Lambda((r, c), w(k, r, c)), V: Lambda((r, c), w(k + 1, r, c)), F: flips}
    values = [x, own[W], own[V], own[F], a, y, Lambda((i,), e(k, i)), b, eta, n, m, d, lam, kappa,
              nu, q]  # fmt: skip
    errors = K.use(K.at(resid, k, i), now, K.assume(i < n))
    errors = K.for_all(K.discharge(errors, i < n), i)
    two = K.split(K.assume((r < m) & (c < d)))
    going = K.use(K.at(steps, k, r, c), K.arith(k < T, soon), *two)
    going = K.for_all(K.discharge(going, (r < m) & (c < d)), r, c)
    contracted = K.use(
        K.by("relu2.thm-2.3-norms.contraction", *values), scale, square, signed, positive, errors,
        going, binary, same, lam_pos, double, short, top, rows, nu_low, q_low, small, shares, eigen,
    )  # fmt: skip
    fresh = (output(at(k + 1), i) - y(i)) ** 2
    new = K.use(K.at(resid, k + 1, i), soon, K.assume(i < n))
    squares = by_terms(
        K, i, n,
        lambda t: sum_over(i, t, fresh) == sum_over(i, t, e(k + 1, i) ** 2),
        [fresh, e(k + 1, i) ** 2],
        K.arith(fresh == e(k + 1, i) ** 2, new),
    )  # fmt: skip
    grow = K.lemma(
        forall(A, B, N, X, Y, Z, eta, lam)(
            given(A == B, A <= (1 - eta * lam / 2) * N, N <= X * Y, Z == X * (1 - eta * lam / 2),
                  eta * lam <= 2)
            >> (B <= Z * Y)
        ),
        sum_over(i, n, fresh), loss(k + 1), loss(k), pace**k, loss(0), pace ** (k + 1), eta, lam,
    )  # fmt: skip
    power = K.arith(pace ** (k + 1) == pace**k * (1 - eta * lam / 2), K.power_step(pace, k))
    here = K.apply(K.at(known, k), K.arith(k <= k))
    last = K.use(grow, squares, contracted, here, power, step_size)
    own_time = K.rewrite(K.assume(k + 1 == s), last, at_most)
    cover = K.arith((s <= k) | (k + 1 == s), K.assume(s <= k + 1))
    each = K.cases(cover, K.apply(K.at(known, s), K.assume(s <= k)), own_time)
    ahead = K.for_all(K.discharge(each, s <= k + 1), s)
    step = K.discharge(ahead, k + 1 <= T)
    whole = K.apply(K.at(K.induction(k, always, base, step), T), K.arith(T <= T))
    earlier = K.apply(K.at(whole, s), K.arith(s <= T, K.assume(s < T)))
    moves = movement(T, K.arith(T <= T), K.for_all(K.discharge(earlier, s < T), s))
    time = K.assume(k <= T)
    far = K.apply(K.at(moves, r, k), K.both(K.assume(r < m), time))
    far = K.for_all(K.discharge(far, r < m), r)
    low_k = least_eigenvalue(k, stands(k, moves, time))
    end = K.both(K.apply(K.at(whole, k), time), far, low_k)
    return K.qed(K.for_all(K.discharge(end, k <= T), k))


@run_on_the_events.mutant
def with_a_longer_step(judge):
    """eta kappa up to 3; for one input H(0) and K are numbers."""
    one = conj(gram_of(at(0))(0, 0) >= 3 * lam / 4, n == 1)
    numbers = conj(kernel(0, 0) <= kappa, abs(kernel(0, 0)) <= nu, root >= 0, root**2 == kappa)
    still = {  # w = 1, and the residual goes from 1/1000 to -2/1000 with eta = 3
        "w": {"of": ["k", "r", "c"], "is": ["-", "1", ["*", "3/1000", "k"]]},
        "e": {"of": ["k", "i"], "is": ["-", "1/1000", ["*", "3/1000", "k"]]},
        "y": {"table": ["999/1000"]},
        "rho": {"table": ["1"]},
    }
    values = {"eta": "3", "lambda_0": "1/2", "size": "1/1000", "kappa": "1", "nu": "1", "q": "0",
              "R": "1/2"}  # fmt: skip
    hint = {"values": ONE_RUN["values"] | values, "functions": ONE_RUN["functions"] | still}
    return falsify(run_says(most="3", low=one, known=numbers), hints=[hint])
