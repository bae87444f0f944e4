"""Claim B.2 (Du, Hu, Lee 2018): the loss decreases at every step of gradient descent, B(t) of Lemma
3.1.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.matrix import inner, matrices, norm2
from steepest.proofs.engine.theorems import conj, forall, given, sqrt, term
from steepest.proofs.engine.theorems import reals as numbers
from steepest.proofs.engine.theorems.arrays import norm
from steepest.proofs.engine.theorems.arrays import norm2 as square

from . import objective
from .objective import bounded, eps, loss, norms, root, schedule, sizes, t
from .objective import eta as step_size
from .step import STEP, R, U, V, eta

X, Y, N = objective.U, objective.V, objective.M
CLOSE = objective.scalars(U=2, V=2, M=4, epsilon=1, t=0)
beta, h = numbers("beta h")


def next_norm(eleven=11):
    """|U_{t+1}|^2 link by link, where B(t) and C(t) hold; the same for V."""
    e = schedule(t)
    error = objective.residual(X, Y)
    moved = objective.next_iterate(X, Y, e)
    links = []
    for after, now, other in ((moved[0], X, Y), (moved[1], Y, X)):
        middle = 2 * square(now) + 2 * e**2 * square(error) * square(other)
        links += [
            square(after) <= middle,
            middle <= 10 * root * norm(N) + eps / 100,
        ]
    return forall(eps, t, X, Y, N)(
        given(objective.small(eps), objective.low_loss(X, Y), bounded(X, Y))
        >> conj(*links, 10 * root * norm(N) + eps / 100 <= eleven * root * norm(N))
    )


@claim(
    "balance.claim-B.2.norm",
    du_hu_lee("Claim B.2", "Claim 4.2"),
    says=next_norm,
    instance=CLOSE,
)
def next_iterate_norm(judge, eleven=11):
    """With the printed step size the next iterate has |U_{t+1}|^2, |V_{t+1}|^2 <= 11 sqrt(r) |M*|,
    link by link.
    """
    k = judge.theorem()
    positive, less, low, *limits = k.given
    e, error = schedule(t), objective.residual(X, Y)
    known = [positive, less, sizes(k)]
    m = k.arith(norm(N) > 0, *known)
    defined = objective.schedule_is_defined(k, t, known)
    o, p, f, q, x, z, y = numbers("o p f q x z y")
    step = forall(eps, o, p, x, y)(
        given(eps > 0, o >= 1, p > 0, x >= 1, y == o**2)
        >> ((sqrt(eps / y) / (100 * x * (p * sqrt(p)))) ** 2 <= eps / (10**4 * o**2 * p**3))
    )
    rooted = [k.arith(root**2 == objective.r, sizes(k)), k.arith(root >= 1, sizes(k))]
    values = eps, root, norm(N), t + 1, objective.r
    amount = k.use(k.lemma(step, *values), *known, *rooted, m, k.arith(t + 1 >= 1))
    even = k.lemma(forall(q)(q**2 >= 0), e, defined=defined)
    link = forall(eps, o, p, f, q, x, z)(
        given(
            q >= 0, q <= eps / (10**4 * o**2 * p**3), o >= 1, p > 0, eps > 0, f >= 0,
            f <= 4 * p**2, x <= 5 * o * p, z <= 5 * o * p, z >= 0,
        )
        >> (2 * x + 2 * q * f * z <= 10 * o * p + eps / 100)
    )  # fmt: skip
    facts = norms(k, X, Y, N, error)
    residual = k.arith(square(error) <= 4 * norm(N) ** 2, low, *facts)
    moved = objective.next_iterate(X, Y, step_size)
    parallelogram = forall(step_size, X, Y, N)(
        conj(
            square(moved[0]) <= 2 * square(X) + 2 * step_size**2 * square(error) * square(Y),
            square(moved[1]) <= 2 * square(Y) + 2 * step_size**2 * square(error) * square(X),
        )
    )
    first = k.split(k.at(_parallelogram(k, parallelogram), e, X, Y, N, defined=defined))
    ends = []
    for one, (now, other) in zip(first, ((X, Y), (Y, X))):
        made = k.lemma(
            link, eps, root, norm(N), square(error), e**2, square(now), square(other),
            defined=defined,
        )  # fmt: skip
        bound = k.use(made, even, amount, *rooted, m, *known, residual, *facts, *limits)
        ends += [one, bound]
    last = forall(eps, o, p)(
        given(o >= 1, eps < p, eps > 0) >> (10 * o * p + eps / 100 <= eleven * o * p)
    )
    end = k.use(k.lemma(last, eps, root, norm(N)), *rooted, *known)
    return k.qed(k.both(*ends, end))


next_iterate_norm.mutant("10 sqrt(r) |M*|", eleven=10)


def _parallelogram(k, says):
    """|X - s R Y|^2 <= 2 |X|^2 + 2 s^2 |R|^2 |Y|^2 for every step size s."""
    e, error = step_size, objective.residual(X, Y)
    links = []
    moved = objective.next_iterate(X, Y, e)
    for after, now, other, part in (
        (moved[0], X, Y, error @ Y),
        (moved[1], Y, X, error.T @ X),
    ):
        both = 2 * square(now) + 2 * e**2 * square(part)
        whole = k.matrix(square(after) + square(now + e * part) == both)
        some = k.matrix(square(now + e * part) >= 0)
        links.append(k.arith(square(after) <= both, whole, some))
        links.append(k.matrix(square(part) <= square(error) * square(other)))
    x, y, z, q = numbers("x y z q")
    lemma = forall(x, y, z, q)((x <= y) >> (2 * z + 2 * q**2 * x <= 2 * z + 2 * q**2 * y))
    made = []
    for now, other, part, one, two in (
        (X, Y, error @ Y, *links[:2]),
        (Y, X, error.T @ X, *links[2:]),
    ):
        more = k.use(
            k.lemma(lemma, square(part), square(error) * square(other), square(now), e), two
        )
        after = moved[0] if now is X else moved[1]
        goal = square(after) <= 2 * square(now) + 2 * e**2 * square(error) * square(other)
        made.append(k.arith(goal, one, more))
    return k.for_all(k.both(*made), e, X, Y, N)


@claim(
    "balance.claim-B.2.norm-first",
    du_hu_lee("Claim B.2, first link", "Claim 4.2"),
    formula=r"\|U-\eta RV\|_F^2\le2\|U\|_F^2+2\eta^2\|RV\|_F^2",
)
def parallelogram_bound(judge, two=2):
    """|X - Y|^2 <= 2 |X|^2 + 2 |Y|^2, for all sizes: the difference of the sides is |X + Y|^2."""
    X, Y = matrices("X: d1 x r, Y: d1 x r")
    return judge.at_most(norm2(X - Y), two * norm2(X) + two * norm2(Y))


parallelogram_bound.mutant("without the factor 2", two=1)


@claim(
    "balance.claim-B.2.beta",
    du_hu_lee("Claim B.2", "Claim 4.2"),
    says=lambda hundred=100: forall(eps, t, N)(
        objective.small(eps)
        >> conj(
            schedule(t, hundred) > 0,
            schedule(t, hundred) < 1 / ((66 * root + 2) * norm(N)),
        )
    ),
    instance=objective.scalars(M=1, epsilon="81/100", t=0),
)
def step_below_inverse_smoothness(judge, hundred=100):
    """0 < eta_t < 1/beta with beta = (66 sqrt(r) + 2)|M*|, the constant of Lemma B.1 at c = 11
    sqrt(r).
    """
    k = judge.theorem()
    o, p, x, y, q = numbers("o p x y q")
    squares = forall(eps, o, p, x, y)(
        given(eps > 0, eps < p, o >= 1, x >= 1, y == o**2)
        >> conj(
            sqrt(eps / y) / (hundred * x * (p * sqrt(p))) > 0,
            (sqrt(eps / y) / (hundred * x * (p * sqrt(p)))) ** 2
            <= eps / (hundred**2 * o**2 * p**3),
        )
    )
    below = forall(eps, o, p, q)(
        given(eps > 0, eps < p, o >= 1, q > 0, q**2 <= eps / (hundred**2 * o**2 * p**3))
        >> (q < 1 / ((66 * o + 2) * p))
    )
    known = [*k.given, sizes(k)]
    rooted = [k.arith(root**2 == objective.r, sizes(k)), k.arith(root >= 1, sizes(k))]
    values = eps, root, norm(N), t + 1, objective.r
    amount = k.use(k.lemma(squares, *values), *known, *rooted, k.arith(t + 1 >= 1))
    defined = objective.schedule_is_defined(k, t, known)
    made = k.lemma(below, eps, root, norm(N), schedule(t, hundred), defined=defined)
    return k.qed(k.both(k.part(amount, 0), k.use(made, amount, *known, *rooted)))


step_below_inverse_smoothness.mutant("60 instead of 100 in the step size", hundred=60)


def smooth_on_the_segment(a, b):
    """The Hessian form in the direction (a, b) is at most beta |(a, b)|^2 all the way from (U, V)
    to (U + a, V + b).
    """
    between = objective.form(X + h * a, Y + h * b, a, b)
    return forall(h)(given(h >= 0, h <= 1) >> (between <= beta * objective.square(a, b)))


def descent():
    e = step_size
    gradient = objective.gradient(X, Y)
    moved = objective.next_iterate(X, Y, e)
    size = objective.square(*gradient)
    direction = [-e * one for one in gradient]
    first = loss(X, Y) - e * size + beta / 2 * e**2 * size
    return forall(e, beta, X, Y, N)(
        given(e > 0, e * beta <= 1, smooth_on_the_segment(*direction))
        >> conj(loss(*moved) <= first, first <= loss(X, Y) - e / 2 * size)
    )


@claim(
    "balance.eq-14",
    du_hu_lee("equation (14)", "(4.14)"),
    says=descent,
)
def descent_step(judge):
    """The descent lemma for f, beta-smooth on the segment between the iterates, and 0 < eta_t <=
    1/beta.

    The remainder of Taylor's formula is exact here: f(W + D) = f(W) + <grad f(W), D> + H(0)/6 +
    H(1/2)/3 with H(h) the Hessian form at W + h D, since f is of degree four.
    """
    k = judge.theorem()
    positive, small, smooth = k.given
    e = step_size
    gradient = objective.gradient(X, Y)
    a, b = (-e * one for one in gradient)
    size = objective.square(*gradient)
    half, zero, one = Fraction(1, 2), term(0), term(1)
    at = [
        k.use(k.at(smooth, place), k.arith(zero <= place), k.arith(place <= one))
        for place in (term(0), term(half))
    ]
    moved = objective.next_iterate(X, Y, e)
    start, middle = (objective.form(X + place * a, Y + place * b, a, b) for place in (0, half))
    length = k.matrix(objective.square(a, b) == e**2 * size)
    f0, f1, g, p, q, w = numbers("f_0 f_1 g p q w")
    lemma = forall(e, beta, f0, f1, g, p, q, w)(
        given(
            e > 0, e * beta <= 1, g >= 0, f1 == f0 - e * g + p / 6 + q / 3, w == e**2 * g,
            p <= beta * w, q <= beta * w,
        )
        >> conj(
            f1 <= f0 - e * g + beta / 2 * e**2 * g,
            f0 - e * g + beta / 2 * e**2 * g <= f0 - e / 2 * g,
        )
    )  # fmt: skip
    whole = k.matrix(loss(*moved) == loss(X, Y) - e * size + start / 6 + middle / 3)
    some = k.matrix(size >= 0)
    values = e, beta, loss(X, Y), loss(*moved), size, start, middle, objective.square(a, b)
    return k.qed(k.use(k.lemma(lemma, *values), positive, small, some, whole, length, *at))


@descent_step.mutant
def eta_up_to_3_over_beta(judge):
    """(U, V) = (1, 0), M* = 1: the step moves V to 3, the form is beta at both places."""
    from steepest.proofs.engine.theorems.falsify import falsify

    e, gradient = step_size, objective.gradient(X, Y)
    a, b = (-e * one for one in gradient)
    at = [objective.form(X + one * a, Y + one * b, a, b) for one in (0, Fraction(1, 2))]
    smooth = [one <= beta * objective.square(a, b) for one in at]
    less = loss(X, Y) - e / 2 * objective.square(*gradient)
    says = forall(e, beta, X, Y, N)(
        given(e > 0, e * beta <= 3, *smooth) >> (loss(*objective.next_iterate(X, Y, e)) <= less)
    )
    return falsify(says, hints=[objective.scalars(U=1, V=0, M=1, eta=3, beta=1)])


@claim(
    "balance.eq-14.slope",
    du_hu_lee("equation (14), second line", "(4.14)"),
    formula=r"\langle\nabla f,W_{t+1}-W_t\rangle=-\eta_t\|\nabla "
    r"f\|_F^2,\qquad\|W_{t+1}-W_t\|_F^2=\eta_t^2\|\nabla f\|_F^2",
)
def slope_of_the_step(judge, power=2):
    """The two inner products that enter the descent lemma, for the step (9)."""
    GU, GV = R @ V, R.T @ U
    gradient2 = norm2(GU) + norm2(GV)
    moved_u, moved_v = STEP[U] - U, STEP[V] - V
    return judge.all(
        judge.same(inner(GU, moved_u) + inner(GV, moved_v), -1 * eta * gradient2),
        judge.same(norm2(moved_u) + norm2(moved_v), eta**power * gradient2),
    )


slope_of_the_step.mutant("first power of eta", power=1)


def keeps_decreasing(share=0):
    """f_{t+1} <= f_t - share |grad f_t|^2 where B(t) and C(t) hold."""
    moved = objective.next_iterate(X, Y, schedule(t))
    lost = schedule(t) * share * objective.square(*objective.gradient(X, Y))
    return forall(eps, t, X, Y, N)(
        given(objective.small(eps), objective.low_loss(X, Y), bounded(X, Y))
        >> conj(loss(*moved) <= loss(X, Y) - lost, objective.low_loss(*moved))
    )


@claim(
    "balance.claim-B.2",
    du_hu_lee("Claim B.2", "Claim 4.2"),
    says=lambda share=Fraction(1, 2): keeps_decreasing(share),
    uses=(
        "balance.claim-B.2.norm",
        "balance.claim-B.2.beta",
        "balance.eq-14",
        "balance.lem-B.1",
    ),
    instance=CLOSE,
)
def loss_keeps_decreasing(judge, share=Fraction(1, 2)):
    """Where f_t <= 2 |M*|^2 and C(t) hold, the printed step size decreases the loss, f_{t+1} <= f_t
    - (eta_t/2) |grad f_t|^2: so B(t + 1).

    The segment between the iterates lies in the convex set of Lemma B.1 with c = 11 sqrt(r), where
    f is smooth enough.
    """
    k = judge.theorem()
    positive, less, low, *limits = k.given
    known = [positive, less, sizes(k)]
    e = schedule(t)
    defined = objective.schedule_is_defined(k, t, known)
    gradient = objective.gradient(X, Y)
    moved = objective.next_iterate(X, Y, e)
    a, b = (-e * one for one in gradient)
    size = objective.square(*gradient)
    rate = (66 * root + 2) * norm(N)
    steps = k.split(k.use(k.by("balance.claim-B.2.beta", eps, t, N), positive, less))
    nexts = k.use(k.by("balance.claim-B.2.norm", eps, t, X, Y, N), *k.given)
    m, one = k.arith(norm(N) > 0, *known), k.arith(root >= 1, sizes(k))
    bounds = given(h >= 0, h <= 1)
    inside = k.split(k.assume(bounds))
    x, y, z, w, g = numbers("x y z w g")
    convex = forall(h, x, y, z, w, g)(
        given(h >= 0, h <= 1, x <= w, y <= w, g >= 0, z + h * (1 - h) * g == (1 - h) * x + h * y)
        >> (z <= w)
    )
    wider = forall(x, y, z)(given(x <= 5 * y * z, y >= 1, z > 0) >> (x <= 11 * y * z))
    there = []
    for now, way, after in ((X, a, moved[0]), (Y, b, moved[1])):
        start = k.use(k.lemma(wider, square(now), root, norm(N)), one, m, *limits)
        end = k.arith(square(after) <= 11 * root * norm(N), nexts)
        mixed = k.matrix(
            square(now + h * way) + h * (1 - h) * square(way)
            == (1 - h) * square(now) + h * square(after),
            steps[0],
        )
        values = square(now), square(after), square(now + h * way), 11 * root * norm(N)
        made = k.lemma(convex, h, *values, square(way), defined=[*defined, one])
        there.append(k.use(made, *inside, start, end, mixed, k.matrix(square(way) >= 0, steps[0])))
    positive_c = k.arith(11 * root > 0, one)
    flat = k.use(
        k.by("balance.lem-B.1", 11 * root, X + h * a, Y + h * b, N, a, b, defined=[*defined, one]),
        positive_c, *there,
    )  # fmt: skip
    most = objective.form(X + h * a, Y + h * b, a, b)
    length = objective.square(a, b)
    upper = forall(x, y, z, w)(
        (abs(x) <= (6 * (11 * y) + 2) * z * w) >> (x <= (66 * y + 2) * z * w)
    )
    smooth = k.use(k.lemma(upper, most, root, norm(N), length, defined=[*defined, one]), flat)
    smooth = k.for_all(k.discharge(smooth, bounds), h)
    small = forall(x, y)(given(x < 1 / y, y > 0) >> (x * y <= 1))
    above = k.arith(rate > 0, one, m)
    below = k.use(k.lemma(small, e, rate, defined=[*defined, one]), steps[1], above)
    found = k.by("balance.eq-14", e, rate, X, Y, N, defined=[*defined, one])
    lower = k.split(k.use(found, steps[0], below, smooth))
    total = k.arith(loss(*moved) <= loss(X, Y) - e / 2 * size, *lower)
    less_than = forall(x, z, w, g)(
        given(x <= z - w / 2 * g, w > 0, g >= 0) >> conj(x <= z - w * share * g, x <= z)
    )
    some = k.matrix(size >= 0)
    values = loss(*moved), loss(X, Y), e, size
    ends = k.use(k.lemma(less_than, *values, defined=defined), total, steps[0], some)
    return k.qed(k.both(k.part(ends, 0), k.arith(objective.low_loss(*moved), ends, low)))


loss_keeps_decreasing.mutant("twice the decrease", share=2)
