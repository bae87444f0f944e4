"""Claim B.1 (Du, Hu, Lee 2018): the layers stay nearly balanced along gradient descent, A(t) of
Lemma 3.1.

Names in the inequalities: m = |M*|_F, R_t = U_t V_t^T - M*, rho = sqrt(r) >= 1, and k = t + 1 with
eta_t^2 = eps / (100^2 r k^2 m^3), the printed step sizes.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, definition
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.matrix import matrices, substitute
from steepest.proofs.engine.text import as_written
from steepest.proofs.engine.theorems import conj, forall, given, nats, sqrt, sum_over
from steepest.proofs.engine.theorems import reals as numbers
from steepest.proofs.engine.theorems.arrays import arrays, norm
from steepest.proofs.engine.theorems.arrays import norm2 as square

from . import objective
from .objective import eps, norms, root, s, sizes, t, u, v
from .objective import eta as step_size
from .step import STEP, R, U, V, eta

(E,) = arrays("R: d1 x d2")
i = nats("i")
HALF = Fraction(1, 2)


@definition(
    "balance.eq-9",
    du_hu_lee("equation (9)", "(4.9)"),
    r"U_{t+1}=U_t-\eta_tR_tV_t,\quad V_{t+1}=V_t-\eta_tR_t^\top U_t",
)
def gradient_step(u, v, m, eta):
    """One simultaneous step of gradient descent on f, R = U V^T - M*."""
    residual = u @ v.T - m
    return u - eta * residual @ v, v - eta * residual.T @ u


@claim(
    "balance.claim-B.1.identity",
    du_hu_lee("Claim B.1, first display", "Claim 4.1"),
    formula=r"U_{t+1}^\top U_{t+1}-V_{t+1}^\top V_{t+1}=U_t^\top U_t-V_t^\top "
    r"V_t+\eta_t^2\left(V_t^\top R_t^\top R_tV_t-U_t^\top R_t^\top R_tU_t\right)",
)
def balance_after_a_step_as_printed(judge, weight=1):
    """The change of the balance in one step, as printed, with U^T R^T R U.

    For d1 != d2 the shapes of that product do not match (R^T is d2 x d1, U is d1 x r). Checked
    where the formula has a meaning, at d1 = d2 = d: there the product is another matrix than the
    one that occurs, U^T R R^T U.
    """
    A, B, N = matrices("A: d x r, B: d x r, N: d x d")
    residual = A @ B.T - N
    moved = {A: A - eta * (residual @ B), B: B - eta * (residual.T @ A)}
    balance = A.T @ A - B.T @ B
    printed = balance + eta**2 * (
        B.T @ residual.T @ residual @ B - weight * (A.T @ residual.T @ residual @ A)
    )
    return judge.same(substitute(balance, moved), printed)


balance_after_a_step_as_printed.mutant("twice the last product", weight=2)


@claim(
    "balance.claim-B.1.identity-amended",
    du_hu_lee("Claim B.1, first display", "Claim 4.1"),
    formula=r"U_{t+1}^\top U_{t+1}-V_{t+1}^\top V_{t+1}=U_t^\top U_t-V_t^\top "
    r"V_t+\eta_t^2\left(V_t^\top R_t^\top R_tV_t-U_t^\top R_tR_t^\top U_t\right)",
    amends="balance.claim-B.1.identity",
)
def balance_after_a_step(judge, sign=-1, power=2):
    """The exact change of the balance in one step, for all d1, d2, r: with R R^T in the last
    product. The first-order terms cancel.

    The norm bounds that the proof draws from the display are the same for both products, so Claim
    B.1 is not affected.
    """
    balance = U.T @ U - V.T @ V
    change = eta**power * (V.T @ R.T @ R @ V + sign * (U.T @ R @ R.T @ U))
    return judge.same(substitute(balance, STEP), balance + change)


balance_after_a_step.mutant("the sum instead of the difference", sign=1)
balance_after_a_step.mutant("first order in eta", power=1)


X, Y, N = objective.U, objective.V, objective.M
INSTANCE = objective.scalars(U=1, V=1, M=3, eta=1, epsilon=1)


def products():
    """V^T R^T R V and U^T R R^T U."""
    error = objective.residual(X, Y)
    return Y.T @ error.T @ error @ Y, X.T @ error @ error.T @ X


def grown(factor=1):
    """|B_t| + eta^2 (|V|^2 + |U|^2) |R|^2"""
    error = objective.residual(X, Y)
    growth = (square(Y) + square(X)) * square(error)
    return norm(objective.balance(X, Y)) + step_size**2 * growth


def growth(ten=10):
    moved = objective.next_iterate(X, Y, step_size)
    before = norm(objective.balance(X, Y))
    by_loss = before + 2 * step_size**2 * (square(Y) + square(X)) * objective.loss(X, Y)
    limit = 2 * step_size**2 * (ten * root * norm(N)) * (2 * square(N))
    return forall(step_size, X, Y, N)(
        given(objective.low_loss(X, Y), objective.bounded(X, Y))
        >> conj(
            norm(objective.balance(*moved)) <= grown(),
            grown() == by_loss,
            by_loss <= before + limit,
        )
    )


@claim(
    "balance.eq-13",
    du_hu_lee("equation (13)", "(4.13)"),
    says=growth,
    uses=("balance.eq-13.norms",),
    instance=INSTANCE,
)
def balance_growth(judge, ten=10):
    """How much the balance grows in one step, link by link, where B(t) (f <= 2 |M*|^2) and C(t)
    hold.
    """
    k = judge.theorem()
    first, second = products()
    before = objective.balance(X, Y)
    e = step_size
    moved = objective.next_iterate(X, Y, e)
    after = k.matrix(norm(objective.balance(*moved)) == norm(before + e**2 * first - e**2 * second))
    triangle = [
        k.matrix(
            norm(before + e**2 * first - e**2 * second)
            <= norm(before + e**2 * first) + norm(e**2 * second)
        ),
        k.matrix(norm(before + e**2 * first) <= norm(before) + norm(e**2 * first)),
    ]
    a, b, d = numbers("a b d")
    scaled = forall(a, b, d)(given(a >= 0, b >= 0, d >= 0, b**2 == d**2 * a**2) >> (b == d * a))
    for one in (first, second):
        length = k.matrix(square(e**2 * one) == (e**2) ** 2 * square(one))
        facts = norms(k, one, e**2 * one)
        equation = k.arith(norm(e**2 * one) ** 2 == (e**2) ** 2 * norm(one) ** 2, length, *facts)
        even = k.arith(e**2 >= 0)
        made = k.lemma(scaled, norm(one), norm(e**2 * one), e**2)
        triangle.append(k.use(made, equation, even, *facts))
    error = objective.residual(X, Y)
    bounds = k.by("balance.eq-13.norms", error, X, Y)
    n, p, q, x, y, u, v, w = numbers("n p q x y u v w")
    link = forall(n, a, b, d, p, q, x, y, u, v, w)(
        given(
            x <= y + q, y <= n + p, p == d * a, q == d * b, d >= 0, a <= v * w, b <= u * w
        )
        >> (x <= n + d * ((v + u) * w))
    )  # fmt: skip
    values = norm(before), norm(first), norm(second), e**2, norm(e**2 * first)
    sums = norm(before + e**2 * first - e**2 * second), norm(before + e**2 * first)
    ends = square(X), square(Y), square(error)
    made = k.lemma(link, *values, norm(e**2 * second), *sums, *ends)
    most = k.use(made, *triangle, even, bounds)
    start = k.arith(k.target.part(0), after, most)
    middle = k.arith(k.target.part(1))
    f, m, o = numbers("f m o")
    last = forall(u, v, f, m, o, d)(
        given(
            u <= 5 * o * m, v <= 5 * o * m, u >= 0, v >= 0, f >= 0, f <= 2 * m**2, d >= 0,
            o >= 0, m >= 0,
        )
        >> (2 * d * (v + u) * f <= 2 * d * (ten * o * m) * (2 * m**2))
    )  # fmt: skip
    rooted = k.arith(root >= 0, sizes(k))
    known = [*k.given, even, rooted, *norms(k, X, Y, error, N)]
    low = k.arith(objective.loss(X, Y) <= 2 * norm(N) ** 2, *known)
    ended = k.use(
        k.lemma(last, square(X), square(Y), objective.loss(X, Y), norm(N), root, e**2), low, *known
    )
    return k.qed(k.both(start, middle, k.arith(k.target.part(2), ended, *norms(k, N))))


balance_growth.mutant("5 sqrt(r) instead of 10 sqrt(r)", ten=5)


@claim(
    "balance.eq-13.norms",
    du_hu_lee("equation (13), second link", "(4.13)"),
    says=lambda factor=1: forall(E, X, Y)(
        conj(
            norm(Y.T @ E.T @ E @ Y) <= factor * square(Y) * square(E),
            norm(X.T @ E @ E.T @ X) <= factor * square(X) * square(E),
        )
    ),
    instance={
        "sizes": {"d1": 1, "d2": 1, "r": 1},
        "matrices": {"R": [["1"]], "U": [["1"]], "V": [["1"]]},
    },
)
def quadratic_form_norm(judge, factor=1):
    """|V^T R^T R V| = |(R V)^T (R V)| <= |R V|^2 <= |R|^2 |V|^2; likewise |U^T R R^T U|."""
    k = judge.theorem()
    links = []
    for one, error in ((Y, E), (X, E.T)):
        links.append(k.matrix(norm(one.T @ error.T @ error @ one) <= square(error @ one)))
        links.append(k.matrix(square(error @ one) <= square(error) * square(one)))
    same = k.matrix(norm(X.T @ E @ E.T @ X) == norm(X.T @ E.T.T @ E.T @ X))
    turned = k.matrix(square(E.T) == square(E))
    swapped = k.unfold(turned, links[3])
    return k.qed(k.arith(k.target, *links[:3], swapped, same))


quadratic_form_norm.mutant("half the right side", factor=HALF)


def _denominators(k):
    """Every term of the sum has a value."""
    return k.for_all(k.arith((i + 1) ** 2 != 0), i)


def partial_sum(count):
    """1 + 1/4 + .. + 1/count^2"""
    return sum_over(i, count, 1 / (i + 1) ** 2)


def accumulated(hundred=100):
    """eps/2 + 40 sqrt(r) |M*|^3 times the sum of the squared step sizes up to t is at most eps."""
    steps = (eps / objective.r) / (hundred**2 * norm(N) ** 3)
    return forall(eps, t, N)(
        objective.small(eps)
        >> (eps / 2 + 40 * root * norm(N) ** 3 * (partial_sum(t + 1) * steps) <= eps)
    )


@claim(
    "balance.claim-B.1.sum",
    du_hu_lee("Claim B.1, last display", "Claim 4.1"),
    says=accumulated,
    uses=("book.reciprocal-squares",),
    instance={**objective.scalars(M=3, epsilon=1), "values": {"epsilon": "1", "t": "1"}},
)
def balance_sum(judge, hundred=100):
    """The accumulated balance stays below eps: the squares of 1/(i + 1) add up to at most 2."""
    k = judge.theorem()
    total = k.by("book.reciprocal-squares", t + 1)
    o, m, x = numbers("o m x")
    lemma = forall(eps, o, m, x)(
        given(eps > 0, m > 0, o >= 1, x <= 2)
        >> (eps / 2 + 40 * o * m**3 * (x * ((eps / o**2) / (hundred**2 * m**3))) <= eps)
    )
    one = k.arith(root >= 1, sizes(k))
    positive = k.arith(norm(N) > 0, *k.given)
    made = k.use(
        k.lemma(lemma, eps, root, norm(N), partial_sum(t + 1), defined=[_denominators(k)]),
        one, positive, total, *k.given,
    )  # fmt: skip
    squared = k.arith(root**2 == objective.r, sizes(k))
    return k.qed(k.unfold(squared, made))


balance_sum.mutant("7 instead of 100 in the step size", hundred=7)


@claim(
    "balance.claim-B.1.sum-sharp",
    du_hu_lee("Claim B.1", "Claim 4.1"),
    formula=r"\frac12+\frac{40}{K^2}\cdot\frac{\pi^2}{6}\le1\iff K\ge\sqrt{40\pi^2/3}=11.471\dots",
)
def smallest_denominator(judge, K="11.4715"):
    """How much room the constant 100 leaves: with the full sum pi^2/6 exactly the K >= sqrt(40
    pi^2/3) work (r = 1), and 11.4714 < sqrt(40 pi^2/3) < 11.4715.
    """
    total, least = as_written("1/2 + 40/K**2*(pi**2/6)"), as_written("sqrt(40*pi**2/3)")
    where = lambda sign: [as_written("K > 0"), (sign, "K", least)]  # noqa: E731
    one = Fraction(1)
    return judge.all(
        judge.holds(("<=", total, one), where(">=")),
        judge.holds((">", total, one), where("<")),
        judge.holds(as_written(f"11.4714 < sqrt(40*pi**2/3) < {K}")),
    )


smallest_denominator.mutant("K = 11.47", K="11.47")


def stays_balanced():
    """B(0..t), C(0..t) give A(t + 1)."""
    before = forall(s)(
        (s <= t) >> conj(objective.low_loss(u(s), v(s)), objective.bounded(u(s), v(s)))
    )
    return forall(eps, N, u, v, t)(
        given(
            objective.small(eps),
            objective.run(),
            norm(objective.balance(u(0), v(0))) <= HALF * eps,
            before,
        )
        >> objective.nearly_balanced(u(t + 1), v(t + 1))
    )


@claim(
    "balance.claim-B.1",
    du_hu_lee("Claim B.1", "Claim 4.1"),
    says=stays_balanced,
    uses=("balance.eq-13", "book.reciprocal-squares"),
)
def balance_stays_small(judge):
    """With the printed step sizes the balance, at most eps/2 at the start, is at most eps at t + 1
    if B and C hold up to t.

    By induction it is at most eps/2 + (40 eps/(100^2 sqrt r)) (1 + 1/4 + .. + 1/s^2) at s; eta_t is
    sqrt(eps/r)/(100 (t + 1) |M*|^(3/2)).
    """
    k = judge.theorem()
    positive, less, recursion, start, before = k.given
    unit = Fraction(40, 10**4) * eps / root
    always = (s <= t + 1) >> (
        norm(objective.balance(u(s), v(s))) <= HALF * eps + unit * partial_sum(s)
    )
    limits = [positive, less, sizes(k)]
    above = k.arith(root > 0, sizes(k))
    empty = k.sum_empty(i, 1 / (i + 1) ** 2)
    base = k.arith(always.put(s, 0), start, empty, above)
    later = k.assume(s + 1 <= t + 1)
    now = k.use(k.assume(always), k.arith(s <= t + 1, later))
    here = k.use(k.at(before, s), k.arith(s <= t, later))
    step = objective.schedule(s)
    defined = objective.schedule_is_defined(k, s, limits)
    grown = k.by("balance.eq-13", step, u(s), v(s), N, defined=defined)
    links = k.split(k.use(grown, here))
    moved = k.split(k.at(recursion, s))
    first = k.arith(
        norm(objective.balance(*objective.next_iterate(u(s), v(s), step)))
        <= norm(objective.balance(u(s), v(s)))
        + 2 * step**2 * (10 * root * norm(N)) * (2 * square(N)),
        *links,
    )
    for one in moved:
        first = k.fold(one, first)
    o, m, x, y = numbers("o m x y")
    squared = forall(eps, o, m, x, y)(
        given(eps > 0, o >= 1, m > 0, x >= 1, y == o**2)
        >> (
            2 * (sqrt(eps / y) / (100 * x * (m * sqrt(m)))) ** 2 * (10 * o * m) * (2 * m**2)
            == Fraction(40, 10**4) * eps / o * (1 / x**2)
        )
    )
    ready = [k.arith(root**2 == objective.r, sizes(k)), k.arith(root >= 1, sizes(k)), *limits]
    ready.append(k.arith(norm(N) > 0, *limits))
    amount = k.use(
        k.lemma(squared, eps, root, norm(N), s + 1, objective.r), *ready, k.arith(s + 1 >= 1)
    )
    more = k.sum_step(i, s, 1 / (i + 1) ** 2, _denominators(k))
    facts = norms(k, N)
    step_taken = k.arith(
        norm(objective.balance(u(s + 1), v(s + 1)))
        <= norm(objective.balance(u(s), v(s))) + unit * (1 / (s + 1) ** 2),
        first, amount, *facts,
    )  # fmt: skip
    following = k.arith(always.put(s, s + 1).part(1), step_taken, now, more, above)
    induced = k.induction(s, always, base, k.discharge(following, s + 1 <= t + 1))
    end = k.use(k.at(induced, t + 1), k.arith(t + 1 <= t + 1))
    total = k.by("book.reciprocal-squares", t + 1)
    z, n = numbers("z n")
    last = forall(eps, o, z, n)(
        given(n <= HALF * eps + Fraction(40, 10**4) * eps / o * z, z <= 2, eps > 0, o >= 1)
        >> (n <= eps)
    )
    values = eps, root, partial_sum(t + 1), norm(objective.balance(u(t + 1), v(t + 1)))
    return k.qed(k.use(k.lemma(last, *values, defined=[_denominators(k)]), end, total, *ready))


OFF_THE_TARGET = {  # (r, d1, d2) = (1, 2, 1): M* is orthogonal to U, and V grows less
    "sizes": {"d1": 2, "d2": 1, "r": 1},
    "matrices": {"U": [["5/4"], ["0"]], "V": [["3/4"]], "M": [["0"], ["4"]]},
    "values": {"epsilon": "1", "t": "0"},
}


@balance_stays_small.mutant
def the_initial_balance_at_eps(judge):
    """One step from a balance of eps goes beyond it."""
    from steepest.proofs.engine.theorems.falsify import falsify

    moved = objective.next_iterate(X, Y, objective.schedule(t))
    says = forall(eps, t, X, Y, N)(
        given(
            objective.small(eps),
            objective.nearly_balanced(X, Y),
            objective.low_loss(X, Y),
            objective.bounded(X, Y),
        )
        >> objective.nearly_balanced(*moved)
    )
    return falsify(says, hints=[OFF_THE_TARGET])
