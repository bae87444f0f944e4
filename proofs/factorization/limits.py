"""Lemma B.2 (Du, Hu, Lee 2018): what the decrease of the loss and the balance of the iterates say
of a limit, if there is one (convergence.py).
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.theorems import (
    conj,
    disj,
    exists,
    forall,
    given,
    nats,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.arrays import norm
from steepest.proofs.engine.theorems.falsify import falsify

from . import objective
from .objective import eps, norms, t, u, v

HALF = Fraction(1, 2)
X, Y = objective.U, objective.V
i, n, s = nats("i n s")
beta, level, start, A, B, C = reals("beta g f_0 A B C")
step_size, slope = sequences("eta_t slope")


def rates(work=HALF):
    """Step sizes with an infinite sum, squared gradients with a finite weighted sum."""
    steps, decrease = sum_over(i, t, step_size(i)), sum_over(i, t, work * step_size(i) * slope(i))
    small = forall(level, t)((level > 0) >> exists(s)(conj(s >= t, slope(s) < level)))
    return forall(step_size, slope, start)(
        given(
            forall(t)(conj(step_size(t) >= 0, slope(t) >= 0)),
            forall(t)(decrease <= start),
            forall(level)(exists(t)(steps >= level)),
        )
        >> small
    )


@claim(
    "balance.lem-B.2.liminf",
    du_hu_lee("Lemma B.2", "Lemma 4.4"),
    formula=r"\sum_{t}\tfrac{\eta_t}2\|\nabla f_t\|^2\le f_0,\ "
    r"\sum_t\eta_t=\infty\implies\liminf\|\nabla f_t\|=0",
    says=rates,
    uses=("book.sum-grows",),
)
def gradient_vanishes_along_a_subsequence(judge, work=HALF):
    """Were |grad f_t|^2 >= g > 0 from some time T on, the decrease (eta_t/2) g summed over eta_t
    would exceed f_0: the sum of the eta_t up to any time is at most its value at T and 2 f_0/g.

    The sum of eta_t = c/(t+1) is infinite: `balance.fn-11.divergent`; that of the decreases is at
    most f_0: `balance.lem-B.2.telescope`.
    """
    k = judge.theorem()
    signs, work_done, endless = k.given
    positive, found = k.assume(level > 0), exists(s)(conj(s >= t, slope(s) < level))
    never, later, low = k.assume(~found), k.assume(s >= t), k.assume(slope(s) < level)
    hit = k.absurd(k.exhibit(found, s, k.both(later, low)), never, slope(s) >= level)
    high = k.arith(slope(s) >= level, k.assume(slope(s) >= level))
    high = k.cases(k.arith(disj(slope(s) < level, slope(s) >= level)), hit, high)
    steep = k.for_all(k.discharge(high, s >= t), s)

    total = lambda count: sum_over(i, count, step_size(i))  # noqa: E731
    worked = lambda count: sum_over(i, count, body)  # noqa: E731
    body = work * step_size(i) * slope(i)
    always = conj(worked(n) >= 0, work * level * (total(n) - total(t)) <= worked(n))
    empty = [k.sum_empty(i, one) for one in (step_size(i), body)]
    grows = k.by("book.sum-grows", step_size)
    sizes_known = k.for_all(k.part(k.at(signs, t), 0), t)
    first = k.use(k.at(grows, 0, t), sizes_known, k.arith(0 <= t))
    shrink = forall(level, A, B, C)(
        given(level > 0, A <= B, C >= 0) >> (work * level * (A - B) <= C)
    )
    start_low = k.use(
        k.lemma(shrink, level, total(0), total(t), worked(0)),
        positive, first, k.arith(worked(0) >= 0, *empty),
    )  # fmt: skip
    base = k.both(k.arith(worked(0) >= 0, *empty), start_low)
    now, here = k.assume(always), k.at(signs, n)
    more = [k.sum_step(i, n, one) for one in (step_size(i), body)]
    gain = k.lemma(
        forall(A, B)(given(A >= 0, B >= 0) >> (work * A * B >= 0)), step_size(n), slope(n)
    )
    done = k.arith(worked(n + 1) >= 0, k.part(now, 0), more[1], k.use(gain, here))
    early = k.use(k.at(grows, n + 1, t), sizes_known, k.arith(n + 1 <= t, k.assume(n < t)))
    early = k.use(
        k.lemma(shrink, level, total(n + 1), total(t), worked(n + 1)), positive, early, done
    )
    one = forall(level, A, B)(given(A >= 0, B >= level) >> (work * level * A <= work * A * B))
    one = k.use(
        k.lemma(one, level, step_size(n), slope(n)),
        here, k.use(k.at(steep, n), k.assume(n >= t)),
    )  # fmt: skip
    late = k.arith(always.part(1).put(n, n + 1), now, *more, one)
    claimed = k.cases(k.arith(disj(n < t, n >= t)), early, late)
    bounded = k.induction(n, always, base, k.both(done, claimed))
    limit = total(t) + start / (work * level) + 1
    off = k.arith(work * level != 0, positive)
    far = k.at(endless, limit, defined=[off])
    there = k.such(far, n)
    false = forall(level, A, B, C, start)(
        given(
            level > 0, A >= B + start / (work * level) + 1, C <= start,
            work * level * (A - B) <= C,
        )
        >> (term(0) < 0)
    )  # fmt: skip
    false = k.lemma(false, level, total(n), total(t), worked(n), start)
    false = k.use(false, positive, there, k.at(work_done, n), k.part(k.at(bounded, n), 1))
    false = k.obtain(far, false, n)
    some = k.cases(
        k.excluded_middle(found), k.assume(found), k.absurd(false, k.arith(~(term(0) < 0)), found)
    )
    return k.qed(k.for_all(k.discharge(some, level > 0), level, t))


@gradient_vanishes_along_a_subsequence.mutant
def steps_with_a_finite_sum(judge):
    """Without any step the slope may stay at 1."""
    signs = forall(t)(conj(step_size(t) == 0, slope(t) >= 0))
    says = forall(step_size, slope)(signs >> exists(s)(slope(s) < 1))
    table = {"eta_t": {"table": ["0"]}, "slope": {"table": ["1"]}}
    return falsify(says, hints=[{"functions": table}])


def limits():
    """(U_t, V_t) converges to (U, V)."""
    near = conj(norm(u(t) - X) <= beta, norm(v(t) - Y) <= beta)
    return forall(beta)((beta > 0) >> exists(s)(forall(t)((t >= s) >> near)))


def balanced_limit():
    always = forall(t)(norm(objective.balance(u(t), v(t))) <= eps)
    return forall(eps, u, v, X, Y)(
        given(always, limits()) >> (norm(objective.balance(X, Y)) <= eps)
    )


@claim(
    "balance.lem-B.2.limit-balance",
    du_hu_lee("Lemma B.2", "Lemma 4.4"),
    formula=r"\|U_t^\top U_t-V_t^\top V_t\|_F\le\varepsilon\ \forall t\implies\|\bar U^\top\bar "
    r"U-\bar V^\top\bar V\|_F\le\varepsilon",
    says=balanced_limit,
)
def limit_is_balanced(judge):
    """A closed condition passes to the limit.

    The balance n of the limit is at most eps + 2|U||D| + |D|^2 + 2|V||F| + |F|^2, D and F how far
    an iterate is from it; were n > eps, D and F of the size (n - eps)/(4(|U| + |V| + 1) + n - eps)
    would contradict it.
    """
    k = judge.theorem()
    always, converges = k.given
    gap = objective.balance(X, Y)
    excess = norm(gap) - eps
    reach = 4 * (norm(X) + norm(Y) + 1) + excess
    above, lengths = k.assume(norm(gap) > eps), norms(k, X, Y)
    nonzero = k.arith(reach > 0, above, *lengths)
    small = k.arith(excess / reach > 0, nonzero, above)
    near = k.use(k.at(converges, excess / reach, defined=[nonzero]), small)
    close = k.use(k.at(k.such(near, s), s), k.arith(s >= s))
    far = _moves_little(k, u(s), v(s))
    a, b, p, q, m, g, h = reals("a b p q m g h")
    lemma = forall(eps, a, b, p, q, m, g, h)(
        given(
            a >= 0, b >= 0, p >= 0, q >= 0, m > eps, g <= eps, p <= h, q <= h,
            m <= g + p * (2 * a + p) + q * (2 * b + q),
            h > 0, h * (4 * (a + b + 1) + m - eps) == m - eps,
        )
        >> (term(0) < 0)
    )  # fmt: skip
    ratio = k.arith(excess / reach * reach == excess, nonzero)
    values = norm(X), norm(Y), norm(u(s) - X), norm(v(s) - Y), norm(gap)
    other = norm(objective.balance(u(s), v(s)))
    false = k.lemma(lemma, eps, *values, other, excess / reach, defined=[nonzero])
    lengths += norms(k, u(s) - X, v(s) - Y)
    false = k.use(false, above, k.at(always, s), close, far, small, ratio, *lengths)
    false = k.obtain(near, false, s)
    return k.qed(k.arith(k.target, k.negate(false, norm(gap) > eps)))


def _moves_little(k, x, y):
    """The balance at (X, Y) is at most that at (x, y) and |x - X| (2|X| + |x - X|) and the same of
    y.
    """
    whole, start = objective.balance(X, Y), objective.balance(x, y)
    grams = [end.T @ end - one.T @ one for end, one in ((X, x), (Y, y))]
    steps = [
        *_triangle(k, whole, start, grams[0] - grams[1]),
        k.matrix(norm(grams[0] - grams[1]) <= norm(grams[0]) + norm(grams[1])),
    ]
    for gram, end, one in zip(grams, (X, Y), (x, y)):
        way = one - end
        first, second = way.T @ end, one.T @ way
        links = [
            *_triangle(k, gram, -first, -second),
            k.matrix(norm(-first) <= norm(way) * norm(end)),
            k.matrix(norm(-second) <= norm(one) * norm(way)),
            *_triangle(k, one, end, way),
        ]
        goal = norm(gram) <= norm(way) * (2 * norm(end) + norm(way))
        steps.append(k.arith(goal, *links, *norms(k, way, one)))
    ends = [norm(one - end) * (2 * norm(end) + norm(one - end)) for end, one in ((X, x), (Y, y))]
    return k.arith(norm(whole) <= norm(start) + ends[0] + ends[1], *steps)


def _triangle(k, whole, one, other):
    """|whole| <= |one| + |other| for whole = one + other"""
    return [
        k.matrix(norm(whole) == norm(one + other)),
        k.matrix(norm(one + other) <= norm(one) + norm(other)),
    ]


@limit_is_balanced.mutant
def iterates_balanced_to_twice_eps_only(judge):
    """Iterates at rest at (1, 0) with eps = 1/2."""
    rest = forall(t)(conj(u(t) == X, v(t) == Y))
    always = forall(t)(norm(objective.balance(u(t), v(t))) <= 2 * eps)
    says = forall(eps, u, v, X, Y)(given(rest, always) >> (norm(objective.balance(X, Y)) <= eps))
    still = {"u": {"table": [[["1"]]]}, "v": {"table": [[["0"]]]}}
    return falsify(says, hints=[objective.scalars(U=1, V=0, epsilon="1/2") | {"functions": still}])
