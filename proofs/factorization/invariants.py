"""Lemma 3.1 (Du, Hu, Lee 2018): along gradient descent the layers stay nearly balanced, the loss
decreases, the iterates stay bounded.

A(t): |U_t^T U_t - V_t^T V_t|_F <= eps;  B(t): f does not increase and f(U_0, V_0) <= 2 |M*|_F^2;
C(t): |U_t|_F^2, |V_t|_F^2 <= 5 sqrt(r) |M*|_F. The three implications are in `drift`, `descent` and
`bounded_proof`; here the start and the composition.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.theorems import conj, disj, forall, given
from steepest.proofs.engine.theorems import reals as numbers
from steepest.proofs.engine.theorems.arrays import norm
from steepest.proofs.engine.theorems.arrays import norm2 as square

from . import objective
from .objective import (
    balance,
    bounded,
    eps,
    loss,
    low_loss,
    nearly_balanced,
    norms,
    root,
    s,
    sizes,
    t,
    u,
    v,
)

X, Y, N = objective.U, objective.V, objective.M


def small_start(two=2):
    product = square(X) * square(Y) + square(N)
    return forall(eps, X, Y, N)(
        given(objective.small(eps), square(X) <= eps, square(Y) <= eps)
        >> conj(
            loss(X, Y) <= product,
            product <= eps**2 + square(N),
            eps**2 + square(N) <= two * square(N),
            bounded(X, Y),
        )
    )


@claim(
    "balance.lem-3.1-proof.base",
    du_hu_lee("Appendix B.1", "Section 4.7.1"),
    says=small_start,
    instance=objective.scalars(U="1/2", V="1/2", M=1, epsilon="9/10"),
)
def base_case(judge, two=2):
    """|U_0|^2, |V_0|^2 <= eps < |M*| give f(U_0, V_0) <= 2 |M*|^2, link by link, and C(0)."""
    k = judge.theorem()
    error, product = objective.residual(X, Y), X @ Y.T
    triangle = k.matrix(norm(error) <= norm(product) + norm(N))
    spread = k.matrix(square(product) <= square(X) * square(Y))
    p, q, m, f, a, b, o, g = numbers("p q m f a b o g")
    first = forall(p, q, m, f, a, b, g)(
        given(p >= 0, q >= 0, p <= q + m, m >= 0, f == p**2, g == q**2, g <= a * b)
        >> (f / 2 <= a * b + m**2)
    )
    facts = norms(k, error, product, X, Y, N)
    values = norm(error), norm(product), norm(N), square(error), square(X), square(Y)
    low = k.use(k.lemma(first, *values, square(product)), triangle, spread, *facts)
    second = forall(eps, a, b)(given(a >= 0, b >= 0, a <= eps, b <= eps) >> (a * b <= eps**2))
    small = k.use(k.lemma(second, eps, square(X), square(Y)), *facts, *k.given)
    third = forall(eps, m)(given(eps > 0, eps < m) >> (eps**2 <= (two - 1) * m**2))
    large = k.use(k.lemma(third, eps, norm(N)), *k.given)
    links = [k.arith(k.target.part(one), low, small, large, *facts) for one in range(3)]
    limit = forall(eps, a, o, m)(given(a <= eps, eps < m, eps > 0, o >= 1) >> (a <= 5 * o * m))
    one = k.arith(root >= 1, sizes(k))
    ends = [k.use(k.lemma(limit, eps, square(w), root, norm(N)), one, *k.given) for w in (X, Y)]
    return k.qed(k.both(*links, k.both(*ends)))


base_case.mutant("f(U_0, V_0) <= 1.5 |M*|^2", two=Fraction(3, 2))


def invariants(time):
    """A, B and C at one time."""
    return conj(
        nearly_balanced(u(time), v(time)),
        loss(u(time + 1), v(time + 1)) <= loss(u(time), v(time)),
        low_loss(u(time), v(time)),
        bounded(u(time), v(time)),
    )


def for_all_time():
    return forall(eps, N, u, v)(
        given(
            objective.small(eps),
            objective.run(),
            square(u(0)) <= eps,
            square(v(0)) <= eps,
            norm(balance(u(0), v(0))) <= eps / 2,
        )
        >> forall(t)(invariants(t))
    )


@claim(
    "balance.lem-3.1",
    du_hu_lee("Lemma 3.1", "Lemma 4.1"),
    says=for_all_time,
    uses=(
        "balance.lem-3.1-proof.base",
        "balance.claim-B.1",
        "balance.claim-B.2",
        "balance.claim-B.2.beta",
        "balance.claim-B.3",
    ),
)
def lemma_3_1(judge):
    """A(t), B(t) and C(t) for all t, with the printed step sizes eta_t = sqrt(eps/r)/(100 (t + 1)
    |M*|^(3/2)), from |U_0|^2, |V_0|^2 <= eps, |U_0^T U_0 - V_0^T V_0| <= eps/2 and 0 < eps < |M*|.

    By induction on t: the base case, then Claims B.1, B.2 and B.3. (The probability of such a start
    is `balance.lem-3.1-proof.base-probability`.)
    """
    k = judge.theorem()
    positive, less, recursion, first, second, start = k.given
    small = [positive, less]

    def held(time):
        return conj(
            low_loss(u(time), v(time)),
            bounded(u(time), v(time)),
            nearly_balanced(u(time), v(time)),
        )

    def decreased(time, held_then):
        """f_{t+1} <= f_t and f_{t+1} <= 2 |M*|^2 for the iterates."""
        low, within = k.part(held_then, 0), k.part(held_then, 1)
        found = k.use(
            k.by("balance.claim-B.2", eps, time, u(time), v(time), N), *small, low, within
        )
        step = objective.schedule(time)
        defined = objective.schedule_is_defined(k, time, [*small, sizes(k)])
        gradient = objective.gradient(u(time), v(time))
        some = k.matrix(objective.square(*gradient) >= 0)
        rate = k.part(k.use(k.by("balance.claim-B.2.beta", eps, time, N), *small), 0)
        x, y, z, w = numbers("x y z w")
        lemma = forall(x, y, z, w)(
            given(x <= y - w * Fraction(1, 2) * z, w > 0, z >= 0) >> (x <= y)
        )
        after = loss(*objective.next_iterate(u(time), v(time), step))
        values = after, loss(u(time), v(time)), objective.square(*gradient), step
        less_loss = k.use(k.lemma(lemma, *values, defined=defined), k.part(found, 0), rate, some)
        both = k.both(less_loss, k.part(found, 1))
        for one in k.split(k.at(recursion, time)):
            both = k.fold(one, both)
        return k.split(both)

    always = forall(s)((s <= t) >> held(s))
    base = k.use(k.by("balance.lem-3.1-proof.base", eps, u(0), v(0), N), *small, first, second)
    facts = norms(k, N)
    at_zero = k.both(
        k.arith(low_loss(u(0), v(0)), base, *facts),
        k.part(base, 3),
        k.arith(nearly_balanced(u(0), v(0)), start, *small),
    )
    early = k.assume(s <= 0)
    now = k.rewrite(k.arith(s == 0, early), at_zero, held(s))
    base_all = k.for_all(k.discharge(now, s <= 0), s)
    before = k.assume(always)
    here = k.use(k.at(before, t), k.arith(t <= t))
    inside = k.use(k.at(before, s), k.assume(s <= t))
    kept = k.for_all(k.discharge(k.both(k.part(inside, 0), k.part(inside, 1)), s <= t), s)
    near = k.use(k.by("balance.claim-B.1", eps, N, u, v, t), *small, recursion, start, kept)
    low = decreased(t, here)[1]
    within = k.use(k.by("balance.claim-B.3", eps, u(t + 1), v(t + 1), N), near, low, *small)
    next_one = k.both(low, within, near)
    late = k.assume(s <= t + 1)
    own, other = s == t + 1, s <= t
    cover = k.arith(disj(own, other), late)
    this = k.rewrite(k.assume(own), next_one, held(s))
    that = k.use(k.at(before, s), k.assume(other))
    step = k.for_all(k.discharge(k.cases(cover, this, that), s <= t + 1), s)
    induced = k.at(k.induction(t, always, base_all, step), t)
    found = k.use(k.at(induced, t), k.arith(t <= t))
    low, within, near = (k.part(found, one) for one in range(3))
    end = k.both(near, decreased(t, found)[0], low, within)
    return k.qed(k.for_all(end, t))


@lemma_3_1.mutant
def without_the_initial_balance(judge):
    """A(0) fails although |U_0|^2, |V_0|^2 <= eps: the rows of U_0 and V_0 are orthogonal."""
    from steepest.proofs.engine.theorems.falsify import falsify

    says = forall(eps, X, Y, N)(
        given(objective.small(eps), square(X) <= eps, square(Y) <= eps) >> nearly_balanced(X, Y)
    )
    apart = {
        "sizes": {"d1": 1, "d2": 1, "r": 2},
        "matrices": {"U": [["1", "0"]], "V": [["0", "1"]], "M": [["2"]]},
        "values": {"epsilon": "1"},
    }
    return falsify(says, hints=[apart])
