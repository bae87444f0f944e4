"""lambda_0 > 0 is necessary: a null vector v of H_inf is orthogonal to the predictions of every
network. Notation of `features`, `hyperplanes` and `independence`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    Prob,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.forms import length, v
from . import thesis
from .features import combination, energy
from .hyperplanes import distance, product, z
from .independence import everywhere, in_ball
from .limit_gram import along, gaussian_gram, in_common
from .network import R, W, a, b, c, d, i, j, kernel, m, n, output, pre, r, relu, x, y
from .perturbation import length_is_nonnegative
from .sectors import g, on, sums
from .start import o
from .start_gram import P

A, B, S, T, Q = reals("A B S T Q")
TRACE = sum_over(i, n, kernel(i, i))
FIELD = sum_over(c, d, combination(c) ** 2)


def ridge(z):
    """sum v_i max(z . x_i, 0)"""
    return sum_over(i, n, v(i) * relu(product(z, i)))


def unfitted_says():
    null = forall(i)((i < n) >> (sum_over(j, n, gaussian_gram(i, j) * v(j)) == 0))
    level = sum_over(i, n, v(i) * y(i)) ** 2
    loss = sum_over(i, n, (output(W, i) - y(i)) ** 2)
    flat = sum_over(i, n, v(i) * output(W, i)) == 0
    return forall(g, x, P, n, d, v)(
        given(in_common(), everywhere(), null)
        >> forall(W, a, b, m)(conj(flat, forall(y)(level <= length() * loss)))
    )


@claim(
    "relu2.asm-2.1.necessary",
    thesis("Assumption 2.1"),
    formula=r"H^\infty\alpha=0\implies\alpha^\top u(W,a)=0\ \forall "
    r"W,a,m\implies\|u-y\|^2\ge\frac{(\alpha^\top y)^2}{\|\alpha\|^2}",
    says=unfitted_says,
    uses=("relu2.thm-2.1.gram", "book.cauchy-schwarz", "book.sum-exchange", "relu2.pattern"),
)
def assumption_is_necessary(judge):
    """lambda_0 > 0 is necessary for fitting all labels, at any width.

    For v = alpha with H_inf v = 0 the combination of features is 0 almost everywhere. Its inner
    product with w is the sum of v_i max(w . x_i, 0), which is continuous, so it vanishes for every
    w; and v . u is a combination of such terms. Then Cauchy-Schwarz with v . (y - u) = v . y.
    """
    k = judge.theorem()
    shared, law, null = k.given
    zero = k.for_all(vanishes(k, law, no_energy(k, shared, null)), z)
    here = k.at(zero, Lambda((c,), W(r, c)))
    # v . u by neurons
    entry = v(i) * (a(r) * relu(pre(W, r, i)))
    bodies = [a(r) * relu(pre(W, r, i)), entry]
    row = by_terms(
        k, r, m, lambda q: v(i) * sum_over(r, q, bodies[0]) == sum_over(r, q, bodies[1]), bodies
    )
    terms = [v(i) * output(W, i), sum_over(r, m, entry)]
    rows = by_terms(
        k, i, n, lambda q: sum_over(i, q, terms[0]) == b * sum_over(i, q, terms[1]), terms,
        k.arith(terms[0] == b * terms[1], row),
    )  # fmt: skip
    swap = k.by("book.sum-exchange", Lambda((i, r), entry), n, m)
    terms = [entry, v(i) * relu(pre(W, r, i))]
    column = by_terms(
        k, i, n, lambda q: sum_over(i, q, terms[0]) == a(r) * sum_over(i, q, terms[1]), terms
    )
    column = k.arith(sum_over(i, n, entry) == 0, column, here)
    none = by_terms(
        k, r, m, lambda q: sum_over(r, q, sum_over(i, n, entry)) == 0, [sum_over(i, n, entry)],
        column,
    )  # fmt: skip
    flat = k.arith(sum_over(i, n, v(i) * output(W, i)) == 0, rows, swap, none)
    gap = output(W, i) - y(i)
    bodies = [v(i) * gap, v(i) * output(W, i), v(i) * y(i)]

    def whole(q):
        one, two, three = (sum_over(i, q, body) for body in bodies)
        return one == two - three

    split = by_terms(k, i, n, whole, bodies)
    cauchy = k.by("book.cauchy-schwarz", v, Lambda((i,), gap), n)
    level = k.arith(
        sum_over(i, n, v(i) * y(i)) ** 2 <= length() * sum_over(i, n, gap**2), cauchy, split, flat
    )
    return k.qed(k.for_all(k.both(flat, k.for_all(level, y)), W, a, b, m))


def no_energy(k, shared, null):
    """E|sum v_i phi(x_i)|^2 == 0"""
    row = sum_over(j, n, gaussian_gram(i, j) * v(j))
    each = k.arith(v(i) * row == 0, k.apply(k.at(null, i), k.assume(i < n)))
    flat = by_terms(k, i, n, lambda q: sum_over(i, q, v(i) * row) == 0, [v(i) * row], each)
    gram = k.part(k.apply(k.by("relu2.thm-2.1.gram", g, x, P, n, d), shared), 1)
    return k.arith(energy() == 0, k.at(gram, v), flat)


def vanishes(k, law, none):
    """ridge(z) == 0: otherwise it is at least half as large on a ball, and so the field as well."""
    some = k.assume(ridge(z) != 0)
    low = length_is_nonnegative(k)
    size = sums(k, [x(i, c) * x(i, c)], lambda one: one >= 0)
    trace = by_terms(k, i, n, lambda q: sum_over(i, q, kernel(i, i)) >= 0, [kernel(i, i)], size)
    known = k.assume(conj(R > 0, 4 * (length() * TRACE) * R**2 <= ridge(z) ** 2))
    likely = k.use(k.at(law, z, R), known)
    event = in_ball(z)
    here = k.assume(event)
    point = lambda c: g(c, o)  # noqa: E731
    large = far_from_zero(k, point, here, low, trace, known)
    never = by_terms(
        k, c, d, lambda q: sum_over(c, q, combination(c) ** 2) >= 0, [combination(c) ** 2]
    )
    top = 2 * R**2 + 2 * sum_over(c, d, z(c) ** 2)
    square = sum_over(c, d, point(c) ** 2)
    short = forall(A, B)(A**2 <= 2 * (A - B) ** 2 + 2 * B**2)
    short = k.lemma(short, point(c), z(c))
    short = sums(
        k, [point(c) ** 2, (point(c) - z(c)) ** 2, z(c) ** 2],
        lambda one, two, three: one <= 2 * two + 2 * three, short,
    )  # fmt: skip
    short = k.arith(square <= top, short, here)
    rule = forall(A, B, S, T, Q)(
        given(S <= 4 * A**2, A**2 <= T * Q, T <= B, Q >= 0) >> (S <= 4 * B * Q)
    )
    rule = k.lemma(rule, ridge(point), top, ridge(z) ** 2, square, FIELD)
    inside = k.use(rule, large, below_field(k, point), short, never)
    goal = ridge(z) ** 2 * indicator(event) <= 4 * top * FIELD
    positive = sums(k, [z(c) ** 2], lambda one: one >= 0)
    rule = forall(A, B)(given(A >= 0, B >= 0) >> (0 <= A * B))
    above = k.use(k.lemma(rule, 4 * top, FIELD), k.arith(4 * top >= 0, positive), never)
    yes = k.arith(goal, k.indicator(event, True, here), inside)
    no = k.arith(goal, k.indicator(event, False, k.assume(~event)), above)
    pointwise = k.for_all(k.cases(k.excluded_middle(event), yes, no), o)
    has = k.arith(integrable(Prob(o, event)), likely), k.arith(integrable(energy()), none)
    parts = [
        mean_of_combination(k, o, goal_side, [(factor, body, step)])
        for goal_side, factor, body, step in (
            (ridge(z) ** 2 * indicator(event), ridge(z) ** 2, indicator(event), has[0]),
            (4 * top * FIELD, 4 * top, FIELD, has[1]),
        )
    ]
    there = [k.arith(integrable(one.sides[0]), one) for one in parts]
    less = k.mean_is_monotone(pointwise, *there)
    rule = forall(A, B)(given(A**2 * B <= 0, B > 0) >> (A == 0))
    rule = k.lemma(rule, ridge(z), Prob(o, event), defined=[has[0]])
    flat = k.use(rule, k.arith(rule.formula.left.part(0), less, *parts, none), likely)
    flat = k.for_all(k.discharge(flat, known.formula), R)
    small = abs(A) / (2 * (1 + B))
    rule = forall(A, B)(
        given(A != 0, B >= 0) >> conj(small > 0, 4 * B * small**2 <= A**2, 2 * (1 + B) != 0)
    )
    rule = k.lemma(rule, ridge(z), length() * TRACE)
    product_low = k.lemma(forall(A, B)(given(A >= 0, B >= 0) >> (A * B >= 0)), length(), TRACE)
    product_low = k.use(product_low, low, trace)
    rule = k.use(rule, some, product_low)
    radius = k.part(rule, 0).sides[0]
    flat = k.use(k.at(flat, radius, defined=[k.part(rule, 2)]), *k.split(rule)[:2])
    return k.cases(
        k.excluded_middle(ridge(z) == 0),
        k.assume(ridge(z) == 0),
        k.apply(
            k.discharge(flat, some.formula), k.arith(ridge(z) != 0, k.assume(~(ridge(z) == 0)))
        ),
    )


def far_from_zero(k, w, here, low, trace, known):
    """ridge(z)^2 <= 4 ridge(w)^2 close to z"""
    own = [v(i) * relu(product(w, i)), v(i) * relu(product(z, i))]
    gap = relu(product(w, i)) - relu(product(z, i))
    bodies = [v(i) * gap, *own]

    def whole(q):
        one, two, three = (sum_over(i, q, body) for body in bodies)
        return one == two - three

    split = by_terms(k, i, n, whole, bodies)
    cauchy = k.by("book.cauchy-schwarz", v, Lambda((i,), gap), n)
    way = lambda c: w(c) - z(c)  # noqa: E731
    line = sums(
        k, [way(c) * x(i, c), w(c) * x(i, c), z(c) * x(i, c)],
        lambda one, two, three: one == two - three,
    )  # fmt: skip
    other = k.by("book.cauchy-schwarz", Lambda((c,), way(c)), Lambda((c,), x(i, c)), d)
    square = sums(k, [x(i, c) ** 2, x(i, c) * x(i, c)], lambda one, two: one == two)
    narrow = forall(A, B)((relu(A) - relu(B)) ** 2 <= (A - B) ** 2)
    narrow = k.lemma(narrow, product(w, i), product(z, i))
    each = k.arith(gap**2 <= distance(w, z) * kernel(i, i), narrow, line, other, square)
    total = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, gap**2) <= distance(w, z) * sum_over(i, q, kernel(i, i)),
        [gap**2, kernel(i, i)], each,
    )  # fmt: skip
    rule = forall(A, B, S, T, Q, R)(
        given(A**2 <= S * B, B <= T * Q, S >= 0, Q >= 0, T < R**2) >> (A**2 <= S * Q * R**2)
    )
    change = sum_over(i, n, v(i) * gap)
    rule = k.lemma(rule, change, sum_over(i, n, gap**2), length(), distance(w, z), TRACE, R)
    little = k.use(rule, k.arith(rule.formula.left.part(0), cauchy), total, low, trace, here)
    rule = forall(A, B)((4 * (A - B) ** 2 <= B**2) >> (B**2 <= 4 * A**2))
    rule = k.lemma(rule, ridge(w), ridge(z))
    return k.use(rule, k.arith(rule.formula.left, little, split, k.part(known, 1)))


def below_field(k, w):
    """ridge(w)^2 <= |w|^2 |F(w)|^2, since it is w . F(w)."""
    entry = w(c) * (v(i) * (x(i, c) * on(along(i))))
    bodies = [v(i) * (x(i, c) * on(along(i))), entry]
    rows = by_terms(
        k, i, n, lambda q: w(c) * sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies
    )
    whole = sums(
        k, [w(c) * combination(c), sum_over(i, n, entry)], lambda one, two: one == two, rows
    )
    swap = k.by("book.sum-exchange", Lambda((c, i), entry), d, n)
    column = sums(k, [entry, w(c) * x(i, c)], lambda one, two: one == v(i) * on(along(i)) * two)
    pattern = k.by("relu2.pattern", along(i))
    column = k.arith(sum_over(c, d, entry) == v(i) * relu(along(i)), column, k.part(pattern, 0))
    pair = [sum_over(c, d, entry), v(i) * relu(along(i))]
    columns = by_terms(
        k, i, n, lambda q: sum_over(i, q, pair[0]) == sum_over(i, q, pair[1]), pair, column
    )
    cauchy = k.by("book.cauchy-schwarz", *(Lambda((c,), one) for one in (w(c), combination(c))), d)
    product_ = sum_over(c, d, w(c) ** 2) * FIELD
    return k.arith(ridge(w) ** 2 <= product_, cauchy, whole, swap, columns)


@assumption_is_necessary.mutant
def half_of_the_loss(judge):
    """One input and one neuron with u = 0: y^2 <= v^2 y^2/2 fails for v = 1."""
    return falsify(forall(A)((A == 1) >> (A**2 <= A**2 / 2)))
