"""Corollary 2.1 for all sizes and all times: how far the weights of gradient descent move while the
loss decreases geometrically.

w(k, r, c) are the weights after k steps, up to a horizon T that is arbitrary; e(k, i) is u_i(k) -
y_i; root = sqrt(n), size = |y - u(0)|, b = 1/sqrt(m).
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    nats,
    reals,
    sequences,
    sum_over,
)

from . import thesis
from .network import (
    a,
    active,
    b,
    c,
    d,
    eta,
    i,
    k,
    lam,
    m,
    n,
    output,
    r,
    root,
    root_n,
    signs,
    size,
    unit_inputs,
    w,
    width,
    x,
    y,
)
from .weight_gradients import gradients_are_small

section = "Corollary 2.1, Section 2.7"
e = functions("e", "nat", "nat")
T, ell = nats("T l")
S = reals("S")
RUN = (x, w, a, y, e, b, eta, n, m, d, T)


def at(k):
    """The weights after k steps"""
    return lambda r, c: w(k, r, c)


def gradient(k, r, c):
    return b * a(r) * sum_over(i, n, e(k, i) * x(i, c) * active(at(k), r, i))


def residuals():
    return forall(k, i)(((k <= T) & (i < n)) >> (e(k, i) == output(at(k), i) - y(i)))


def descent():
    """Gradient descent (2.2) up to the horizon"""
    step = w(k + 1, r, c) == w(k, r, c) - eta * gradient(k, r, c)
    return forall(k, r, c)(((k < T) & (r < m) & (c < d)) >> step)


def run():
    return conj(width(), unit_inputs(), signs(), eta > 0, residuals(), descent())


def loss(k):
    """|y - u(k)|^2"""
    return sum_over(i, n, e(k, i) ** 2)


def moved(k, r):
    """|w_r(k) - w_r(0)|^2"""
    return sum_over(c, d, (w(k, r, c) - w(0, r, c)) ** 2)


def norm_of_start():
    return conj(size >= 0, size**2 == loss(0))


ONE_RUN = {
    "values": {
        "b": "1", "eta": "1", "n": "1", "m": "1", "d": "1", "T": "1", "r": "0", "k": "1",
        "root": "1", "size": "1", "lambda_0": "1",
    },
    "functions": {
        "x": {"of": ["i", "c"], "is": "1"},
        "w": {"of": ["k", "r", "c"], "is": ["+", "1", "k"]},
        "a": {"table": ["1"]},
        "y": {"table": ["2"]},
        "e": {"of": ["k", "i"], "is": ["-", "k", "1"]},
        "rho": {"table": ["1", "0"]},
        "G": {"of": ["k", "r"], "is": ["-", "1", "k"]},
    },
}  # fmt: skip


rho = sequences("rho")
G = functions("G", "nat", "nat")


def by_gradients_says(factor=1):
    own = sum_over(c, d, gradient(k, r, c) ** 2)
    norms = conj(
        forall(k)((k <= T) >> conj(rho(k) >= 0, rho(k) ** 2 == loss(k))),
        forall(k, r)(((k <= T) & (r < m)) >> conj(G(k, r) >= 0, G(k, r) ** 2 == own)),
    )
    first = eta * sum_over(ell, k, G(ell, r))
    second = eta * (root * b) * sum_over(ell, k, rho(ell))
    return forall(*RUN, rho, G, root)(
        given(run(), norms, root_n())
        >> forall(r, k)(
            ((r < m) & (k <= T))
            >> conj(factor * moved(k, r) <= first**2, first >= 0, first <= second)
        )
    )


@claim(
    "relu2.cor-2.1.step1",
    thesis(section),
    says=by_gradients_says,
    uses=("book.minkowski", "relu2.gradient-norm"),
    instance=ONE_RUN,
)
def movement_by_gradients(judge, factor=1):
    """A weight moves by at most eta times the sum of the norms of its gradients, and these are at
    most sqrt(n/m) |y - u| each.

    G(k, r) is the norm of the gradient of neuron r after k steps, rho(k) is |y - u(k)|.
    """
    K = judge.theorem()
    scale, square, unit, signed, positive, _, steps, losses, grads, low_root, rooted = K.given
    inside = K.assume(r < m)

    def at_time(t, t_ok):
        return K.apply(K.at(grads, t, r), K.both(t_ok, inside))

    total = sum_over(ell, k, G(ell, r))
    always = (k <= T) >> conj(factor * moved(k, r) <= (eta * total) ** 2, total >= 0,
                              total <= root * b * sum_over(ell, k, rho(ell)))  # fmt: skip
    empty = [K.sum_empty(ell, G(ell, r)), K.sum_empty(ell, rho(ell))]
    still = by_terms(
        K, c, d, lambda q: sum_over(c, q, (w(0, r, c) - w(0, r, c)) ** 2) == 0,
        [(w(0, r, c) - w(0, r, c)) ** 2],
    )  # fmt: skip
    base = K.discharge(K.arith(always.part(1).put(k, 0), still, *empty), (k <= T).put(k, 0))
    soon = K.assume(k + 1 <= T)
    before, now = K.arith(k < T, soon), K.arith(k <= T, soon)
    known = K.apply(K.assume(always), now)
    norm = at_time(k, now)
    at_c = K.use(K.at(steps, k, r, c), before, inside, K.assume(c < d))
    f, g = w(k, r, c) - w(0, r, c), -eta * gradient(k, r, c)
    split = by_terms(
        K, c, d,
        lambda q: sum_over(c, q, (w(k + 1, r, c) - w(0, r, c)) ** 2)
        == sum_over(c, q, (f + g) ** 2),
        [(w(k + 1, r, c) - w(0, r, c)) ** 2, (f + g) ** 2],
        K.arith((w(k + 1, r, c) - w(0, r, c)) ** 2 == (f + g) ** 2, at_c),
    )  # fmt: skip
    scaled = by_terms(
        K, c, d,
        lambda q: sum_over(c, q, g**2) == eta**2 * sum_over(c, q, gradient(k, r, c) ** 2),
        [g**2, gradient(k, r, c) ** 2],
    )  # fmt: skip
    triangle = K.by(
        "book.minkowski", Lambda((c,), f), Lambda((c,), g), d, eta * total, eta * G(k, r)
    )
    step_of = K.arith(sum_over(c, d, g**2) <= (eta * G(k, r)) ** 2, scaled, norm)
    longer = K.use(
        triangle,
        K.arith(eta * total >= 0, positive, known),
        K.arith(eta * G(k, r) >= 0, positive, norm),
        K.arith(sum_over(c, d, f**2) <= (eta * total) ** 2, known),
        step_of,
    )
    bound = gradients_are_small(K, Lambda((r, c), w(k, r, c)), Lambda((i,), e(k, i)), inside)
    A, B, L, Z, N = reals("A B L Z N")
    size_of = K.lemma(
        forall(A, B, L, Z, N, b, root)(
            given(A >= 0, A**2 == Z, Z <= b**2 * (N * L), b > 0, root >= 0, root**2 == N, B >= 0,
                  B**2 == L)
            >> (A <= root * b * B)
        ),
        G(k, r), rho(k), loss(k), sum_over(c, d, gradient(k, r, c) ** 2), n, b, root,
    )  # fmt: skip
    small = K.use(size_of, norm, bound, scale, low_root, rooted, K.apply(K.at(losses, k), now))
    sums = [K.sum_step(ell, k, G(ell, r)), K.sum_step(ell, k, rho(ell))]
    parts = always.part(1).put(k, k + 1)
    first = K.arith(parts.part(0), longer, split, sums[0])
    rest = [
        K.arith(parts.part(1), sums[0], known, norm),
        K.arith(parts.part(2), *sums, known, small),
    ]
    step = K.discharge(K.both(first, *rest), k + 1 <= T)
    both = K.assume((r < m) & (k <= T))
    whole = K.at(K.induction(k, always, base, step), k)
    result = K.apply(whole, K.part(both, 1))
    first = eta * total
    second = eta * (root * b) * sum_over(ell, k, rho(ell))
    ends = K.both(
        K.arith(factor * moved(k, r) <= first**2, result),
        K.arith(first >= 0, result, positive),
        K.arith(first <= second, result, positive),
    )
    ends = K.apply(K.discharge(ends, r < m), K.part(both, 0))
    return K.qed(K.for_all(K.discharge(ends, (r < m) & (k <= T)), r, k))


movement_by_gradients.mutant("half of the square", factor=2)


def condition():
    """Condition 2.1 before the horizon"""
    return forall(k)((k < T) >> (loss(k) <= (1 - eta * lam / 2) ** k * loss(0)))


def movement_says(four=4):
    bound = four * root * b * size
    return forall(*RUN, lam, root, size)(
        given(run(), lam > 0, eta * lam <= 2, root_n(), norm_of_start(), condition())
        >> forall(r, k)(((r < m) & (k <= T)) >> (lam**2 * moved(k, r) <= bound**2))
    )


def travelled(K, number, gradients, known, four=4):
    """lambda_0 |w_r(k) - w_r(0)| <= 4 root |y - u(0)|/sqrt(m), where |g_r|^2 is at most b^2 root^2
    |y - u|^2 by `gradients` at r < m, and root^2 is the number.
    """
    (scale, positive, steps, lam_positive, step_size, low_root, rooted, low_size, sized,
     decay) = known  # fmt: skip
    inside = K.assume(r < m)
    u, v = 1 - eta * lam / 2, 1 - eta * lam / 4
    far = four * root * b * size
    way = far * (1 - v**k)  # lambda_0 |w_r(k) - w_r(0)| is at most that
    always = (k <= T) >> conj(
        u**k >= 0, v**k >= 0, v**k <= 1, u**k <= (v**k) ** 2, lam**2 * moved(k, r) <= way**2
    )
    still = by_terms(
        K, c, d, lambda q: sum_over(c, q, (w(0, r, c) - w(0, r, c)) ** 2) == 0,
        [(w(0, r, c) - w(0, r, c)) ** 2],
    )  # fmt: skip
    zero = [K.power_zero(u), K.power_zero(v)]
    base = K.discharge(K.arith(always.part(1).put(k, 0), still, *zero), (k <= T).put(k, 0))
    soon = K.assume(k + 1 <= T)
    before, now = K.arith(k < T, soon), K.arith(k <= T, soon)
    known = K.split(K.apply(K.assume(always), now))
    step_u, step_v = K.power_step(u, k), K.power_step(v, k)
    A, B, C, X, Y, Z = reals("A B C X Y Z")
    powers = K.lemma(
        forall(A, B, X, Y, Z)(  # A = u^k, B = v^k, X = eta lambda_0
            given(A >= 0, B >= 0, B <= 1, A <= B**2, X >= 0, X <= 2, Y == A * (1 - X / 2),
                  Z == B * (1 - X / 4))
            >> conj(Y >= 0, Z >= 0, Z <= 1, Y <= Z**2)
        ),
        u**k, v**k, eta * lam, u ** (k + 1), v ** (k + 1),
    )  # fmt: skip
    x_positive = K.arith(eta * lam >= 0, positive, lam_positive)
    after = K.use(
        powers, *known[:4], x_positive, step_size,
        K.arith(u ** (k + 1) == u**k * (1 - eta * lam / 2), step_u),
        K.arith(v ** (k + 1) == v**k * (1 - eta * lam / 4), step_v),
    )  # fmt: skip
    at_c = K.use(K.at(steps, k, r, c), before, inside, K.assume(c < d))
    f, g = lam * (w(k, r, c) - w(0, r, c)), -lam * eta * gradient(k, r, c)
    next_ = lam**2 * (w(k + 1, r, c) - w(0, r, c)) ** 2
    split = by_terms(
        K, c, d,
        lambda q: lam**2 * sum_over(c, q, (w(k + 1, r, c) - w(0, r, c)) ** 2)
        == sum_over(c, q, (f + g) ** 2),
        [(w(k + 1, r, c) - w(0, r, c)) ** 2, (f + g) ** 2],
        K.arith(next_ == (f + g) ** 2, at_c),
    )  # fmt: skip
    scaled = by_terms(
        K, c, d,
        lambda q: conj(sum_over(c, q, g**2)
                       == lam**2 * eta**2 * sum_over(c, q, gradient(k, r, c) ** 2),
                       sum_over(c, q, f**2)
                       == lam**2 * sum_over(c, q, (w(k, r, c) - w(0, r, c)) ** 2)),
        [g**2, gradient(k, r, c) ** 2, f**2, (w(k, r, c) - w(0, r, c)) ** 2],
    )  # fmt: skip
    bound = gradients(inside)
    small_loss = K.apply(K.at(decay, k), before)
    H, N, Q = reals("H N Q")
    short = K.lemma(
        forall(A, B, C, X, Y, Z, H, N, Q, b, eta, lam, root, size)(
            # C = |lambda eta g|^2, X = |g|^2, Y = loss(k), Z = loss(0)
            given(C == lam**2 * eta**2 * X, X <= b**2 * (N * Y), Y <= A * Z, A <= B**2,
                  size**2 == Z, root**2 == N, N >= 0)
            >> (C <= (lam * eta * (b * root * size * B)) ** 2)
        ),
        u**k, v**k, sum_over(c, d, g**2), sum_over(c, d, gradient(k, r, c) ** 2), loss(k),
        loss(0), 0, number, 0, b, eta, lam, root, size,
    )  # fmt: skip
    length = lam * eta * (b * root * size * v**k)
    short = K.use(
        short, scaled, bound, small_loss, *known[:4], sized, rooted, K.arith(number >= 0, rooted)
    )
    nonneg = K.lemma(
        forall(A, B, X, b, root, size)(
            given(A >= 0, B >= 0, B <= 1, X >= 0, b > 0, root >= 0, size >= 0)
            >> conj(X * (b * root * size * B) >= 0, four * root * b * size * (1 - B) >= 0)
        ),
        0, v**k, lam * eta, b, root, size,
    )  # fmt: skip
    nonneg = K.use(nonneg, K.arith(lam * eta >= 0, x_positive), *known[:4], scale, low_root,
                   low_size, K.arith(root * 0 >= 0))  # fmt: skip
    triangle = K.by("book.minkowski", Lambda((c,), f), Lambda((c,), g), d, way, length)
    longer = K.use(
        triangle,
        K.arith(way >= 0, nonneg), K.arith(length >= 0, nonneg),
        K.arith(sum_over(c, d, f**2) <= way**2, scaled, known[4]), short,
    )  # fmt: skip
    quarter = Fraction(four, 4)
    tele = K.lemma(
        forall(B, Z, eta, lam, b, root, size)(
            (Z == B * (1 - eta * lam / 4))
            >> (four * root * b * size * (1 - B) + quarter * lam * eta * (b * root * size * B)
                == four * root * b * size * (1 - Z))
        ),
        v**k, v ** (k + 1), eta, lam, b, root, size,
    )  # fmt: skip
    tele = K.use(tele, K.arith(v ** (k + 1) == v**k * (1 - eta * lam / 4), step_v))
    reach = far * (1 - v ** (k + 1))
    same = K.arith(way + length == reach, tele)
    end = K.arith(lam**2 * moved(k + 1, r) <= (way + length) ** 2, longer, split)
    end = K.unfold(same, end)
    step = K.discharge(K.both(*K.split(after), end), k + 1 <= T)
    whole = K.at(K.induction(k, always, base, step), k)
    both = K.assume((r < m) & (k <= T))
    result = K.split(K.apply(whole, K.part(both, 1)))
    final = K.lemma(
        forall(A, B, X)(
            given(A <= (X * (1 - B)) ** 2, B >= 0, B <= 1) >> (A <= X**2)
        ),
        lam**2 * moved(k, r), v**k, far,
    )  # fmt: skip
    final = K.use(final, result[4], *result[:3])
    final = K.apply(K.discharge(final, r < m), K.part(both, 0))
    return K.for_all(K.discharge(final, (r < m) & (k <= T)), r, k)


@claim(
    "relu2.cor-2.1",
    thesis("Corollary 2.1"),
    says=movement_says,
    uses=("book.minkowski", "relu2.gradient-norm"),
    instance=ONE_RUN,
)
def bounded_movement(judge, four=4):
    """Bounded movement: under the induction hypothesis |w_r(k) - w_r(0)| is at most
    R' = 4 sqrt(n) |y - u(0)|/(sqrt(m) lambda_0), for every neuron.
    """
    K = judge.theorem()
    scale, _, _, _, positive, _, *others = K.given

    def gradients(inside):
        return gradients_are_small(K, Lambda((r, c), w(k, r, c)), Lambda((i,), e(k, i)), inside)

    return K.qed(travelled(K, n, gradients, (scale, positive, *others), four))


bounded_movement.mutant("sqrt n/2", four=Fraction(1, 2))
