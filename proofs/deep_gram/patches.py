"""The patches of a convolution as a linear map: stride 1, filters of odd length q = 2 r + 1, zero
padding.

x(c, j) is channel c of d at position j of p; its patch at position i holds x(c, i + s - r) at the
offset s < q, and 0 outside. Positions count from 0.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    indicator,
    maximum,
    minimum,
    nats,
    reals,
    sequences,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from .architectures import CONV

c, d, i, j, n, p, r, s = nats("c d i j n p r s")
x, y = functions("x y", "nat", "nat")
f, g = sequences("f g")
F, G = functions("F G", "nat", "nat")
X, Y = functions("X Y", "nat", "nat", "nat")
A, B, q, low, high = reals("A B q low high")


def lands():
    """Offset s of the patch at i is position j."""
    return j + r == i + s


def patch(f):
    return sum_over(j, p, indicator(lands()) * f(j))


def line(F, f):
    """F(i, s) is the patch of f at i, at the offset s."""
    return forall(i, s)(F(i, s) == patch(f))


def patched(X, x):
    """X is phi(x)."""
    return forall(c, i, s)(X(c, i, s) == patch(lambda j: x(c, j)))


def inside():
    """The patch at i contains position j."""
    return conj(i <= j + r, j <= i + r)


def multiplicity(j):
    """In how many patches position j occurs"""
    return minimum(p, j + r + 1) - maximum(0, j - r)


def line_says():
    """<phi(f), phi(g)> for one channel"""
    products = sum_over(i, p, sum_over(s, 2 * r + 1, F(i, s) * G(i, s)))
    return forall(f, g, F, G, p, r)(
        given(line(F, f), line(G, g))
        >> (products == sum_over(j, p, multiplicity(j) * (f(j) * g(j))))
    )


@claim(
    "deep.ineq-patch.channel",
    CONV,
    formula=r"\langle\phi(f),\phi(g)\rangle=\sum_l\text{mult}(l)f_lg_l",
    says=line_says,
    uses=("book.sum-exchange",),
)
def one_channel(judge):
    """Products of two offsets of a patch vanish; position j is one offset of the patches from j - r
    to j + r, as far as these exist.
    """
    k = judge.theorem()
    # one entry: patch(f) patch(g) is the sum of the products
    bodies = [indicator(lands()) * one for one in (f(j), g(j), f(j) * g(j))]
    left, right, both = (sum_over(j, n, body) for body in bodies)
    zero = conj(left == 0, right == 0, both == 0)
    always = conj(left * right == both, (n + r <= i + s) >> zero)
    steps = [k.sum_step(j, n, body) for body in bodies]
    base = k.arith(always.put(n, 0), *(k.sum_empty(j, body) for body in bodies))
    event = lands().put(j, n)
    hit, miss = k.assume(event), k.assume(~event)
    now = k.assume(always)
    one, none = k.indicator(event, True, hit), k.indicator(event, False, miss)
    before = k.apply(k.part(now, 1), k.arith(n + r <= i + s, hit))
    soon = k.assume(n + 1 + r <= i + s)
    early = k.apply(k.part(now, 1), k.arith(n + r <= i + s, soon))
    apart = k.indicator(event, False, k.arith(~event, soon))
    goal = (left * right == both).put(n, n + 1)
    grown = k.cases(
        k.excluded_middle(event),
        k.arith(goal, *steps, one, before),
        k.arith(goal, *steps, none, k.part(now, 0)),
    )
    still = k.discharge(k.arith(zero.put(n, n + 1), *steps, early, apart), soon.formula)
    entry = k.part(k.at(k.induction(n, always, base, k.both(grown, still)), p), 0)

    def bit(event, truth, *known):
        return k.indicator(event, truth, k.arith(event if truth else ~event, *known))

    def counted(index, event, after, value):
        """How often the event happens for index < n, by what happens at n."""
        body = indicator(event)
        here = sum_over(index, n, body) == value
        now, step = k.assume(here), k.sum_step(index, n, body)
        goal, last = here.put(n, n + 1), event.put(index, n)
        ends = [
            k.arith(goal, now, step, k.indicator(last, truth, one), *after(truth, one))
            for truth, one in ((True, k.assume(last)), (False, k.assume(~last)))
        ]
        base = k.arith(here.put(n, 0), k.sum_empty(index, body), *after(None))
        return k.induction(n, here, base, k.cases(k.excluded_middle(last), *ends))

    reach = conj(i <= j + r, j + r < i + n)
    longer = reach.put(n, n + 1)

    def offsets(truth, *known):
        if truth is None:
            return [bit(reach.put(n, 0), False)]
        if truth:
            return [bit(reach, False, *known), bit(longer, True, *known)]
        ends = [
            k.arith(
                indicator(longer) == indicator(reach),
                bit(reach, truth, one), bit(longer, truth, one, *known),
            )
            for truth, one in ((True, k.assume(reach)), (False, k.assume(~reach)))
        ]  # fmt: skip
        return [k.cases(k.excluded_middle(reach), *ends)]

    along = counted(s, lands(), offsets, indicator(reach))
    within = reach.put(n, 2 * r + 1)
    size = maximum(0, minimum(n, j + r + 1) - maximum(0, j - r))
    known = k.at(counted(i, within, lambda _, *known: known, size), p)

    # the sums in another order
    def equal(index, count, bodies, *each):
        """The sums of two bodies are equal if the bodies are."""
        return by_terms(
            k, index, count,
            lambda q: sum_over(index, q, bodies[0]) == sum_over(index, q, bodies[1]),
            bodies, *each,
        )  # fmt: skip

    value = f(j) * g(j)
    entries = indicator(lands()) * value
    offset = 2 * r + 1
    weighted, products = indicator(within) * value, F(i, s) * G(i, s)
    entry = k.arith(
        products == sum_over(j, p, entries), entry, *(k.at(one, i, s) for one in k.given)
    )
    rows = equal(s, offset, [products, sum_over(j, p, entries)], entry)
    turned = k.by("book.sum-exchange", Lambda((s, j), entries), offset, p)
    column = by_terms(
        k, s, offset,
        lambda q: sum_over(s, q, entries) == sum_over(s, q, indicator(lands())) * value,
        [entries, indicator(lands())],
    )  # fmt: skip
    found = k.arith(sum_over(s, offset, entries) == weighted, column, k.at(along, offset))
    columns = equal(j, p, [sum_over(s, offset, entries), weighted], found)
    ends = sum_over(s, offset, products), sum_over(j, p, weighted)
    patches = equal(i, p, ends, k.arith(ends[0] == ends[1], rows, turned, columns))
    again = k.by("book.sum-exchange", Lambda((i, j), weighted), p, p)
    across = by_terms(
        k, i, p,
        lambda q: sum_over(i, q, weighted) == sum_over(i, q, indicator(within)) * value,
        [weighted, indicator(within)]
    )  # fmt: skip
    times = multiplicity(j) * value
    last = k.arith(sum_over(i, p, weighted) == times, across, known, k.assume(j < p))
    total = equal(j, p, [sum_over(i, p, weighted), times], last)
    return k.qed(k.arith(k.target, patches, again, total))


def broken(relation, values):
    """A relation between |phi(f)|^2 and f, at three positions with r = 1"""
    total = sum_over(i, p, sum_over(s, 2 * r + 1, patch(f) ** 2))
    model = {"values": {"p": "3", "r": "1"}, "functions": {"f": {"table": values}}}
    return falsify(forall(f, p, r)(relation(total)), hints=[model], attempts=0)


def once_more(total):
    return total == sum_over(j, p, (multiplicity(j) + 1) * f(j) ** 2)


@one_channel.mutant
def one_more_each(judge):
    """One more patch each."""
    return broken(once_more, ["0", "1", "0"])


def product(X, Y):
    """<X, Y> of two families of patches"""
    return sum_over(c, d, sum_over(i, p, sum_over(s, 2 * r + 1, X(c, i, s) * Y(c, i, s))))


def counts_say():
    diagonal = sum_over(c, d, sum_over(j, p, multiplicity(j) * (x(c, j) * y(c, j))))
    return forall(x, y, X, Y, d, p, r)(
        given(patched(X, x), patched(Y, y)) >> (product(X, Y) == diagonal)
    )


@claim(
    "deep.ineq-patch.counts",
    CONV,
    formula=r"\phi^\top\phi=\mathrm{diag}(\text{mult}),\ \text{mult}(l)=\min(p,l+r)-\max(1,l-r)+1",
    hypotheses=("positions from 0 in the formal statement: l = j + 1",),
    says=counts_say,
    uses=("deep.ineq-patch.channel",),
)
def patch_counts(judge):
    """<phi(x), phi(y)> is the sum of mult(l) <x_l, y_l> over the positions, for all sizes."""
    k = judge.theorem()
    rows = Lambda((j,), x(c, j)), Lambda((j,), y(c, j))
    images = Lambda((i, s), X(c, i, s)), Lambda((i, s), Y(c, i, s))
    known = k.both(*(k.for_all(k.at(one, c, i, s), i, s) for one in k.given))
    one = k.apply(k.by("deep.ineq-patch.channel", *rows, *images, p, r), known)
    bodies = one.sides
    return k.qed(
        by_terms(
            k, c, d, lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1]), bodies, one
        )
    )


@patch_counts.mutant
def one_more_for_all(judge):
    """One more patch each, at the border."""
    return broken(once_more, ["1", "0", "0"])


def length(d=d):
    """|x|_F^2"""
    return sum_over(c, d, sum_over(j, p, x(c, j) ** 2))


def between(k, least, most):
    """least |x|^2 <= |phi(x)|^2 <= most |x|^2, from such bounds of the multiplicities"""
    counts = k.apply(k.by("deep.ineq-patch.counts", x, x, X, X, d, p, r), k.both(*k.given * 2))
    bodies = [x(c, j) ** 2, multiplicity(j) * (x(c, j) * x(c, j))]
    range_ = conj(least <= multiplicity(j), multiplicity(j) <= most)
    rule = k.lemma(
        forall(A, B, low, high)(
            given(low <= B, B <= high)
            >> conj(A**2 >= 0, low * A**2 <= B * (A * A), B * (A * A) <= high * A**2)
        ),
        x(c, j), multiplicity(j), least, most,
    )  # fmt: skip
    each = k.use(rule, k.arith(range_, k.assume(j < p)))

    def within(size, image):
        return conj(size >= 0, least * size <= image, image <= most * size)

    each = entrywise(k, within, bodies, each, sizes=((j, p), (c, d)))
    return k.arith(within(length(), product(X, X)), each, counts)


def bounds_say():
    image = sqrt(product(X, X))
    return forall(x, X, d, p, r)(
        patched(X, x) >> conj(sqrt(length()) <= image, image <= sqrt(2 * r + 1) * sqrt(length()))
    )


@claim(
    "deep.ineq-patch",
    CONV,
    formula=r"\|x\|_F\le\|\phi_h(x)\|_F\le\sqrt q\,\|x\|_F",
    hypotheses=("stride 1, q = 2 r + 1 odd, zero padding",),
    says=bounds_say,
    uses=("deep.ineq-patch.counts",),
)
def patch_norm(judge):
    """Each entry appears in at least one and in at most q patches."""
    k = judge.theorem()
    bounds = between(k, term(1), 2 * r + 1)
    rule = k.lemma(
        forall(A, B, q)(
            given(A >= 0, A <= B, B <= q * A, q >= 1)
            >> conj(sqrt(A) <= sqrt(B), sqrt(B) <= sqrt(q) * sqrt(A))
        ),
        length(), product(X, X), 2 * r + 1,
    )  # fmt: skip
    return k.qed(k.use(rule, bounds))


@patch_norm.mutant
def one_less(judge):
    """At most q - 1 times."""
    return broken(lambda total: total <= 2 * r * sum_over(j, p, f(j) ** 2), ["0", "1", "0"])


def sharper_says():
    least = minimum(p, r + 1)
    middle = conj(j >= r, j + r < p)
    return forall(x, X, d, p, r)(
        patched(X, x)
        >> conj(
            sqrt(least) * sqrt(length()) <= sqrt(product(X, X)),
            multiplicity(term(0)) == least,
            forall(j)(middle >> (multiplicity(j) == 2 * r + 1)),
        )
    )


@claim(
    "deep.ineq-patch.sharper",
    CONV,
    formula=r"\sqrt{\min(p,r+1)}\,\|x\|_F\le\|\phi(x)\|_F,\quad q=2r+1",
    says=sharper_says,
    uses=("deep.ineq-patch.counts",),
)
def patch_norm_sharper(judge):
    """The smallest multiplicity is min(p, r + 1) (at the border), so the printed lower bound is
    attained for p = 1 or q = 1 only.

    For q = 3 and p >= 2 even |phi(x)| >= sqrt 2 |x|. The upper bound is attained by x supported on
    positions r < l <= p - r, if p >= q: they occur q times.
    """
    k = judge.theorem()
    least = minimum(p, r + 1)
    bounds = between(k, least, 2 * r + 1)
    rule = k.lemma(
        forall(A, B, q)(
            given(A >= 0, q * A <= B, q >= 0) >> (sqrt(q) * sqrt(A) <= sqrt(B))
        ),
        length(), product(X, X), least,
    )  # fmt: skip
    middle = k.assume(conj(j >= r, j + r < p))
    often = k.for_all(k.discharge(k.arith(multiplicity(j) == 2 * r + 1, middle), middle.formula), j)
    return k.qed(k.both(k.use(rule, bounds), k.arith(multiplicity(term(0)) == least), often))


@patch_norm_sharper.mutant
def one_more_at_the_border(judge):
    """min(p, r + 2) at the border."""
    least = minimum(p, r + 2)
    return broken(lambda total: least * sum_over(j, p, f(j) ** 2) <= total, ["1", "0", "0"])
