"""The gradient of the population loss of one neuron, for every law of one patch.

a = w.Z, b = w*.Z, y = h.Z, r = relu(a) - relu(b). A step h changes the loss of one sample by
r y 1{a >= 0} up to y^2/2, and up to |r y| more where it may cross the hyperplane of w, |a| <= |y|.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    disj,
    exists,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    minimum,
    randoms,
    reals,
    sequences,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .cocoercivity import active, relu
from .descent import F, H, gap, root_of, split, square
from .descent_rate import part
from .moments import Z, c, dot, inside, nonnegative, p, s, vector_of, w, w_star

h = sequences("h")
X = randoms("X")
eps, delta, x = reals("epsilon delta x")
a, b, y, d, f, g, m, K, M = reals("a b y d f g m K M")
B, n, r, t = reals("B n r t")


def own_size():
    """|Z|^2"""
    return sum_over(c, p, Z(c, s) ** 2)


def loss(weights):
    """The population loss"""
    return E(s, (relu(dot(weights)) - relu(dot(w_star))) ** 2) / 2


def after(index):
    return w(index) + h(index)


def crossed(reach=delta):
    """|w.Z| <= reach |Z|"""
    return dot(w) ** 2 <= reach**2 * own_size()


def law():
    """Second moments, and a loss at every filter; no mass on the hyperplane of w*, none on that of
    w: what is seen within an angle of it vanishes with the angle.
    """
    v = sequences("v")
    thin = exists(delta)(conj(delta > 0, E(s, own_size() * indicator(crossed())) <= eps))
    return (
        integrable(E(s, own_size())),
        forall(v)(integrable(E(s, (relu(dot(v)) - relu(dot(w_star))) ** 2))),
        forall(X)(E(s, X(s) * indicator(dot(w_star) == 0)) == 0),
        forall(eps)((eps > 0) >> thin),
    )


def parts():
    """F = A_{w,w*} (w - w*), H = A_{w,-w*} w"""
    return forall(c)(conj(F(c) == part(w, 1, gap()), H(c) == part(w, -1, w)))


def change():
    linear = sum_over(c, p, h(c) * (F(c) + H(c)))
    return loss(after) - loss(w) - linear


def close():
    within = given(x >= 0, x**2 == square(h), x <= delta)
    return conj(delta > 0, forall(h, x)(within >> conj(change() <= eps * x, -eps * x <= change())))


def says(known=None):
    known = given(*(law() if known is None else known), parts())
    return forall(Z, w, w_star, F, H, p)(known >> forall(eps)((eps > 0) >> exists(delta)(close())))


def one_sample(weights):
    return (relu(dot(weights)) - relu(dot(w_star))) ** 2


@claim(
    "fsgd.grad-k1",
    chapter_6("Section 6.2"),
    formula=r"\nabla\ell(w)=A_{w,w_*}(w-w_*)+A_{w,-w_*}w",
    hypotheses=(
        "second moments; P(w*.Z = 0) = 0",
        "E[|Z|^2; |w.Z| <= delta |Z|] -> 0 with delta: no mass on the hyperplane w.Z = 0 (the "
        "source assumes continuous laws)",
    ),
    says=says,
    uses=("fsgd.mean-inner", "book.cauchy-schwarz", "book.squares-nonnegative"),
)
def gradient_of_one_neuron(judge):
    """The gradient of the population loss of one neuron, in the sense of Frechet, for every law and
    every p: |l(w + h) - l(w) - h.(A_{w,w*}(w - w*) + A_{w,-w*} w)| <= epsilon |h| for all small h.
    """
    z = judge.theorem()
    second, _, _, thin, _ = z.given
    positive = z.assume(eps > 0)
    length = z.assume(conj(m >= 0, m**2 == square(gap())))
    share = eps / (2 * (1 + m))
    nonzero = z.arith(2 * (1 + m) != 0, length)
    share_low = z.lemma(forall(eps, m)(given(eps > 0, m >= 0) >> (eps / (2 * (1 + m)) > 0)))
    share_low = z.use(z.at(share_low, eps, m), positive, length)
    some = z.apply(z.at(thin, share, defined=[nonzero]), share_low)
    few = z.such(some, delta)
    M_ = E(s, own_size())
    above = nonnegative(z, own_size(), z.by("book.squares-nonnegative", Lambda((c,), Z(c, s)), p),
                        second)  # fmt: skip
    M_nonzero = z.at(z.lemma(forall(M)((M >= 0) >> (1 + M != 0))), M_, defined=[second])
    M_nonzero = z.use(M_nonzero, above)
    reach = minimum(delta, eps / (1 + M_))
    inside_ = z.assume(given(x >= 0, x**2 == square(h), x <= reach))
    rule = forall(delta, eps, M, x)(
        given(M >= 0, x <= minimum(delta, eps / (1 + M)), x >= 0, eps > 0)
        >> conj(x <= delta, x**2 / 2 * M <= eps * x / 2)
    )
    short = z.use(z.lemma(rule, delta, eps, M_, x, defined=[second]), above, inside_, positive)
    ends = moved(z, length, few, inside_, z.part(short, 0))
    T = E(s, own_size() * indicator(crossed()))
    rule = forall(y, x, m, M, K, eps)(
        given(y <= x**2 / 2 * M + m * x * K, K <= eps / (2 * (1 + m)), m >= 0, x >= 0, eps > 0,
              x**2 / 2 * M <= eps * x / 2)
        >> (y <= eps * x)
    )  # fmt: skip
    has_T = z.arith(integrable(T), few)
    results = []
    for sign, end in zip((1, -1), ends, strict=True):
        bound = z.lemma(rule, sign * change(), x, m, M_, T, eps, defined=[second, has_T, end])
        results.append(z.use(bound, end, few, length, inside_, positive, short))
    end = z.arith(conj(change() <= eps * x, -eps * x <= change()), *results)
    end = z.for_all(z.discharge(end, inside_.formula), h, x)
    rule = forall(delta, eps, M)(
        given(M >= 0, delta > 0, eps > 0, eps / (1 + M) > 0) >> (minimum(delta, eps / (1 + M)) > 0)
    )
    low = z.use(z.lemma(rule, delta, eps, M_, defined=[second]), above, few, positive)
    end = z.exhibit(exists(delta)(close()), reach, z.both(low, end), second, M_nonzero)
    end = z.obtain(some, end, delta)
    end = z.for_all(z.discharge(end, length.formula), m)
    total = z.by("book.squares-nonnegative", vector_of(gap()), p)
    root = root_of(z, square(gap()), total)
    end = z.apply(z.at(end, sqrt(square(gap())), defined=[total]), root)
    return z.qed(z.for_all(z.discharge(end, positive.formula), eps))


def moved(z, length, few, inside_, short):
    """+-(l(w + h) - l(w) - h.(F + H)) <= x^2/2 E|Z|^2 + m x E[|Z|^2; |w.Z| <= delta |Z|]"""
    second, losses, none, _, images = z.given
    known = [z.for_all(one, c) for one in z.split(z.at(images, c))]
    inner = [
        z.use(z.by("fsgd.mean-inner", Z, Lambda((s,), body), image, h, p), has)
        for body, image, has in zip(
            (dot(gap()) * indicator(inside(1)), dot(w) * indicator(inside(-1))), (F, H), known,
            strict=True,
        )
    ]  # fmt: skip
    seen = dot(h) * (dot(gap()) * indicator(inside(1)))
    own = dot(h) * (dot(w) * indicator(inside(-1)))
    twice = dot(h) * (dot(w) * indicator(active()))
    edge = twice * indicator(dot(w_star) == 0)
    nothing = z.at(none, Lambda((s,), twice))
    new, old = one_sample(after), one_sample(w)
    have = [z.at(losses, vector_of(after)), z.at(losses, w), *(z.part(one, 0) for one in inner)]
    have.append(z.arith(integrable(E(s, edge)), nothing))
    T = own_size() * indicator(crossed())
    has_T = z.arith(integrable(E(s, T)), few)
    point = pointwise(z, length, inside_, short)
    bound = x**2 / 2 * own_size() + m * x * T
    most = mean_of_combination(z, s, bound, [(x**2 / 2, own_size(), second), (m * x, T, has_T)])
    bodies = [h(c) * (F(c) + H(c)), h(c) * F(c), h(c) * H(c)]

    def here(q):
        whole, first, last = (sum_over(c, q, one) for one in bodies)
        return whole == first + last

    linear = by_terms(z, c, p, here, bodies)
    ends, half = [], term("1/2")
    for sign in (1, -1):
        factors = sign * half, -sign * half, term(-sign), term(-sign), term(sign)
        parts_ = list(zip(factors, (new, old, seen, own, edge), have, strict=True))
        left = sum((factor * body for factor, body, _ in parts_[1:]), factors[0] * new)
        total = mean_of_combination(z, s, left, parts_)
        less = z.arith(left <= bound, point)
        both = [z.arith(integrable(one.sides[0]), one) for one in (total, most)]
        less = z.mean_is_monotone(z.for_all(less, s), *both)
        goal = sign * change() <= x**2 / 2 * E(s, own_size()) + m * x * E(s, T)
        ends.append(z.arith(goal, less, total, most, *inner, nothing, linear))
    return ends


def sizes(z, length, inside_):
    """y^2 <= x^2 |Z|^2, |r y| <= m x |Z|^2, and 0 <= m x |Z|^2"""
    seen, star, step, size = dot(w), dot(w_star), dot(h), own_size()
    Z_ = Lambda((c,), Z(c, s))
    schwarz = [z.by("book.cauchy-schwarz", one, Z_, p) for one in (vector_of(gap()), h)]
    total = z.by("book.squares-nonnegative", Z_, p)
    near = z.arith(step**2 <= x**2 * size, schwarz[1], inside_)
    wide = z.arith(dot(gap()) ** 2 <= m**2 * size, schwarz[0], length)
    lipschitz = forall(a, b, d)((d == a - b) >> ((relu(a) - relu(b)) ** 2 <= d**2))
    lipschitz = z.use(z.lemma(lipschitz, seen, star, dot(gap())), split(z))
    rule = forall(f, y, d, m, x, g)(
        given(f**2 <= d**2, d**2 <= m**2 * g, y**2 <= x**2 * g, g >= 0)
        >> ((f * y) ** 2 <= (m * x * g) ** 2)
    )
    products = z.lemma(rule, relu(seen) - relu(star), step, dot(gap()), m, x, size)
    products = z.use(products, lipschitz, wide, near, total)
    sign = z.lemma(forall(m, x, g)(given(m >= 0, x >= 0, g >= 0) >> (m * x * g >= 0)), m, x, size)
    sign = z.use(sign, length, inside_, total)
    rule = forall(y, K)(given(y**2 <= K**2, K >= 0) >> conj(y <= K, -y <= K))
    r = (relu(seen) - relu(star)) * step
    return total, near, z.both(z.use(z.lemma(rule, r, m * x * size), products, sign), sign)


def within(error, most):
    return conj(error <= most, -error <= most)


def error(f, t, n, y, B):
    """The change of (t - B)^2/2 to (n - B)^2/2, without its linear part"""
    return ((n - B) ** 2 - (t - B) ** 2) / 2 - (t - B) * y * f


def sides():
    """What t = relu(a) and n = relu(a + y) are, and the bound of the error"""
    active_, silent = (t == a, f == 1, a >= 0), (t == 0, f == 0, a < 0)
    up, down = (n == a + y, a + y >= 0), (n == 0, a + y <= 0)
    for on, own in ((True, active_), (False, silent)):
        for rises, new in ((True, up), (False, down)):
            yield on, rises, (*own, *new)


def one_case(z, premise, wide, split_, values):
    """The bound of the error in one case, as an implication at the values"""
    most = y**2 / 2 + K if wide else y**2 / 2
    small = ((t - B) * y <= K, -((t - B) * y) <= K, K >= 0) if wide else (y**2 < a**2,)
    bound = within(error(f, t, n, y, B), most)
    goal = forall(a, B, y, f, K, t, n)(given(*premise, *small) >> bound)
    if not split_:
        return z.lemma(goal, *values)
    # the product (t - B) (a + y), by the sign of t - B
    ends = []
    assumed = z.assume(conj(*premise, *small))
    for sign in (r >= 0, r < 0):
        known = given(a >= 0, a + y <= 0, sign, r * y <= K, -(r * y) <= K)
        rule = forall(a, r, y, K)(known >> within(-r * (a + y) + a**2 / 2, most))
        here = z.assume(sign.put(r, t - B))
        rule = z.lemma(rule, a, t - B, y, K)
        ends.append(z.use(rule, here, assumed))
    known = z.cases(z.arith((t - B >= 0) | (t - B < 0)), *ends)
    end = z.arith(bound, known, assumed)
    end = z.for_all(z.discharge(end, assumed.formula), a, B, y, f, K, t, n)
    return z.at(end, *values)


def pointwise(z, length, inside_, short):
    """|error| <= x^2/2 |Z|^2 + m x |Z|^2 [crossed] at a sample"""
    seen, star, step, size = dot(w), dot(w_star), dot(h), own_size()
    total, near, small = sizes(z, length, inside_)
    moved_, crossing = dot(after), indicator(crossed())
    bodies = [after(c) * Z(c, s), w(c) * Z(c, s), h(c) * Z(c, s)]

    def here(q):
        whole, first, second = (sum_over(c, q, one) for one in bodies)
        return whole == first + second

    new = by_terms(z, c, p, here, bodies)
    rule = forall(y, x, delta, g, a)(
        given(y**2 <= x**2 * g, x >= 0, x <= delta, g >= 0, a**2 > delta**2 * g) >> (y**2 < a**2)
    )
    far = z.lemma(rule, step, x, delta, size, seen)
    miss = z.assume(~crossed())
    far = z.use(far, near, inside_, short, total, z.arith(far.formula.left.part(4), miss))
    goal = within(error(indicator(active()), relu(seen), relu(moved_), step, relu(star)),
                  x**2 / 2 * size + m * x * (size * crossing))  # fmt: skip
    values = seen, relu(star), step, indicator(active()), m * x * size, relu(seen), relu(moved_)
    hit_ = z.assume(crossed())
    found = {}
    for on, rises, premise in sides():
        own = z.assume(active() if on else ~active())
        way = z.assume(seen + step >= 0 if rises else seen + step <= 0)
        facts = [own, z.indicator(active(), on, own), way]
        facts.append(z.arith(relu(seen) == (seen if on else 0), own))
        facts.append(z.arith(relu(moved_) == (seen + step if rises else 0), way, new))
        for wide in (True, False):
            rule = one_case(z, premise, wide, wide and on and not rises, values)
            facts_ = [*facts, small] if wide else [*facts, far]
            made = z.use(rule, *facts_)
            bit = z.indicator(crossed(), wide, hit_ if wide else miss)
            found[on, rises, wide] = z.arith(goal, made, bit, near)
    ends = []
    for wide in (True, False):
        inner = []
        for on in (True, False):
            both = [found[on, rises, wide] for rises in (True, False)]
            inner.append(z.cases(z.arith((seen + step >= 0) | (seen + step <= 0)), *both))
        ends.append(z.cases(z.excluded_middle(active()), *inner))
    whole = z.cases(z.excluded_middle(crossed()), *ends)
    return z.both(whole, linear_part(z))


def linear_part(z):
    """The linear part of a sample, from both regions and their common edge"""
    seen, star, step, d_ = dot(w), dot(w_star), dot(h), dot(gap())
    events = inside(1), inside(-1), active(), star == 0
    bits = [indicator(one) for one in events]
    goal = (relu(seen) - relu(star)) * step * bits[2] == (
        step * (d_ * bits[0]) + step * (seen * bits[1]) - step * (seen * bits[2]) * bits[3]
    )
    whole, ends = split(z), []
    for on in (True, False):
        first, inner = z.assume(active() if on else ~active()), []
        for place, truth in ((star > 0, (1, 0, 0)), (star == 0, (1, 1, 1)), (star < 0, (0, 1, 0))):
            second = z.assume(place)
            truths_ = truth[0] and on, truth[1] and on, on, truth[2]
            facts = []
            for event, true in zip(events, truths_, strict=True):
                shown = z.arith(event if true else ~event, first, second)
                facts.append(z.indicator(event, bool(true), shown))
            inner.append(z.arith(goal, whole, first, second, *facts))
        cover = z.arith(disj(star > 0, star == 0, star < 0))
        ends.append(z.cases(cover, *inner))
    return z.cases(z.excluded_middle(active()), *ends)


@gradient_of_one_neuron.mutant
def twice_the_second_term(judge):
    """2 A_{w,-w*} w, in letters: one sample with w.Z = 1, w*.Z = -1, where the loss is w^2/2."""
    rule = forall(a, y)(given(a == 1, y > 0) >> ((a + y) ** 2 / 2 - a**2 / 2 - 2 * a * y >= 0))
    return falsify(rule, hints=[{"values": {"a": "1", "y": "1"}}])
