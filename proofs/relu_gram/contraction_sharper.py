"""One step of descent contracts for steps of order 1/|H|, and what flips within it cost: v is the
residual, H symmetric, and D collects the flips of the step.
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
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.bounded_forms import between, symmetric
from steepest.proofs.textbook.forms import bounded_below, form, image, length, norm_at_most

from . import thesis
from .certificate_neurons import kappa, pulled
from .network import W, active, b, c, d, eta, i, j, kernel, lam, m, n, pre, r, v, width, x
from .perturbation import D, gram_of, length_is_nonnegative, norm_by_frobenius

H = functions("H", "nat", "nat")
f = sequences("f")
q = reals("q")
gram = gram_of(W)
SIXTEENTH, HALF = lam / 16, 1 - eta * lam / 2


def after(matrix, i):
    """The entries of (I - eta (H + E)) v"""
    return v(i) - eta * sum_over(j, n, (matrix(i, j) + D(i, j)) * v(j))


def next_length(matrix):
    return sum_over(i, n, after(matrix, i) ** 2)


def along_says():
    new = v(i) - eta * (sum_over(j, n, H(i, j) * v(j)) + f(i))
    bounds = conj(bounded_below(H, 5 * lam / 8), between(H, kappa))
    sizes = conj(eta > 0, lam > 0, kappa > 0, eta * kappa <= "2/5")
    small = sum_over(i, n, f(i) ** 2) <= SIXTEENTH**2 * length()
    return forall(H, f, v, n, eta, lam, kappa)(
        given(sizes, symmetric(H), bounds, small) >> (sum_over(i, n, new**2) <= HALF * length())
    )


@claim(
    "relu2.thm-2.3-sharper.step-along",
    thesis("Theorem 2.3, sharper"),
    says=along_says,
    uses=("book.image-below-form", "book.cauchy-schwarz"),
)
def contraction_along(judge):
    """A step along -(H v + f) contracts by 1 - eta lambda_0/2 where |f| <= lambda_0 |v|/16, for
    steps of order 1/|H|.

    |H v|^2 <= |H| v^T H v, so that eta need not shrink with lambda_0. Of the bracket 2 eta v.Hv - 2
    eta^2 |Hv|^2 >= (3/4) eta lambda_0 |v|^2, and f costs at most 1/8 + 1/128 of eta lambda_0 |v|^2.
    kappa is at least |H|.
    """
    k = judge.theorem()
    positive, low, top, short, same, least, bounds, small = k.given
    own = sum_over(j, n, H(i, j) * v(j))
    A, B, C, F, N, P, t = reals("A B C F N P t")
    square = k.lemma(
        forall(B, C, F, t)(
            (F - t * (B + C)) ** 2
            <= F**2 - 2 * t * (F * B) - 2 * t * (F * C) + 2 * t**2 * B**2 + 2 * t**2 * C**2
        ),
        own, f(i), v(i), eta,
    )  # fmt: skip
    moved = (v(i) - eta * (own + f(i))) ** 2
    bodies = [moved, v(i) ** 2, v(i) * own, v(i) * f(i), own**2, f(i) ** 2]

    def whole_to(q):
        new, old, h, p, b, e2 = (sum_over(i, q, body) for body in bodies)
        return new <= old - 2 * eta * h - 2 * eta * p + 2 * eta**2 * b + 2 * eta**2 * e2

    whole = by_terms(k, i, n, whole_to, bodies, square)
    turned = k.use(k.by("book.image-below-form", H, n, kappa, v), same, bounds, top)
    schwarz = k.by("book.cauchy-schwarz", v, f, n)
    N_low = length_is_nonnegative(k)
    cross, cost = sum_over(i, n, bodies[3]), sum_over(i, n, bodies[5])
    rule = k.lemma(
        forall(P, N, F, t)(
            given(P**2 <= N * F, F <= t**2 * N, N >= 0, t > 0) >> (P >= -t * N)
        ),
        cross, length(), cost, SIXTEENTH,
    )  # fmt: skip
    mixed = k.use(rule, schwarz, small, N_low, k.arith(SIXTEENTH > 0, low))
    # N, B, C, P, F stand for |v|^2, v.Hv, |Hv|^2, v.f and |f|^2
    letters = (length(), form(H), image(H), cross, cost, eta, lam, kappa)
    main = k.lemma(
        forall(N, B, C, P, F, eta, lam, kappa)(
            given(eta > 0, eta * kappa <= "2/5", B >= 5 * lam / 8 * N, C <= kappa * B,
                  B >= 0)
            >> (2 * eta * B - 2 * eta**2 * C >= 3 * eta * lam / 4 * N)
        ),
        *letters,
    )  # fmt: skip
    forms = k.at(bounds, v)
    least = k.at(least, v)
    main = k.use(main, positive, short, least, turned, forms)
    rest = k.lemma(
        forall(N, B, C, P, F, eta, lam, kappa)(
            given(eta > 0, lam > 0, eta * kappa <= "2/5", P >= -(lam / 16) * N, N >= 0,
                  F <= (lam / 16) ** 2 * N, B >= 5 * lam / 8 * N, B <= kappa * N)
            >> (-2 * eta * P + 2 * eta**2 * F <= eta * lam / 4 * N)
        ),
        *letters,
    )  # fmt: skip
    rest = k.use(rest, positive, low, short, mixed, N_low, small, least, forms)
    end = k.lemma(
        forall(A, N, B, C, P, F, eta, lam)(
            given(A <= N - 2 * eta * B - 2 * eta * P + 2 * eta**2 * C + 2 * eta**2 * F,
                  2 * eta * B - 2 * eta**2 * C >= 3 * eta * lam / 4 * N,
                  -2 * eta * P + 2 * eta**2 * F <= eta * lam / 4 * N)
            >> (A <= (1 - eta * lam / 2) * N)
        ),
        sum_over(i, n, moved), *letters[:-1],
    )  # fmt: skip
    return k.qed(k.use(end, whole, main, rest))


@contraction_along.mutant
def along_a_longer_step(judge):
    """eta |H| <= 3 for a number."""
    one = conj(H(0, 0) >= 5 * lam / 8, H(0, 0) <= kappa, f(0) == 0, n == 1)
    sizes = conj(eta > 0, lam > 0, kappa > 0, eta * kappa <= 3)
    new = v(i) - eta * (sum_over(j, n, H(i, j) * v(j)) + f(i))
    hint = {
        "values": {"n": "1", "eta": "3", "lambda_0": "1", "kappa": "1"},
        "functions": {
            "H": {"of": ["i", "j"], "is": "1"},
            "f": {"table": ["0"]},
            "v": {"table": ["1"]},
        },
    }
    longer = given(sizes, one) >> (sum_over(i, n, new**2) <= HALF * length())
    return falsify(forall(H, f, v, n, eta, lam, kappa)(longer), hints=[hint])


def step_says():
    bounds = conj(bounded_below(H, 5 * lam / 8), between(H, kappa), norm_at_most(D, SIXTEENTH))
    sizes = conj(eta > 0, lam > 0, kappa > 0, eta * kappa <= "2/5")
    return forall(H, D, n, eta, lam, kappa)(
        given(sizes, symmetric(H), bounds) >> forall(v)(next_length(H) <= HALF * length())
    )


@claim(
    "relu2.thm-2.3-sharper.step",
    thesis("Theorem 2.3, sharper"),
    says=step_says,
    uses=("relu2.thm-2.3-sharper.step-along",),
)
def contraction_sharper(judge):
    """One step contracts by 1 - eta lambda_0/2 for steps of order 1/|H|.

    One step without splitting it: D collects every flip, and is what leads off the direction H v.
    kappa is at least |H|.
    """
    k = judge.theorem()
    *known, small = k.given
    own, flips = (sum_over(j, n, A(i, j) * v(j)) for A in (H, D))
    bodies = [(H(i, j) + D(i, j)) * v(j), H(i, j) * v(j), D(i, j) * v(j)]

    def row_to(q):
        whole, first, second = (sum_over(j, q, body) for body in bodies)
        return whole == first + second

    row = by_terms(k, j, n, row_to, bodies)
    lemma = k.by("relu2.thm-2.3-sharper.step-along", H, Lambda((i,), flips), v, n, eta, lam, kappa)
    along = k.use(lemma, *known, k.at(small, v))
    squares = [after(H, i) ** 2, (v(i) - eta * (own + flips)) ** 2]
    same = by_terms(
        k, i, n, lambda q: sum_over(i, q, squares[0]) == sum_over(i, q, squares[1]), squares,
        k.arith(squares[0] == squares[1], row),
    )  # fmt: skip
    end = k.arith(next_length(H) <= HALF * length(), along, same)
    return k.qed(k.for_all(end, v))


@contraction_sharper.mutant
def with_a_longer_step(judge):
    """eta |H| <= 3 for a number."""
    one = conj(H(0, 0) >= 5 * lam / 8, H(0, 0) <= kappa, D(0, 0) == 0, n == 1)
    sizes = conj(eta > 0, lam > 0, kappa > 0, eta * kappa <= 3)
    hint = {
        "values": {"n": "1", "eta": "3", "lambda_0": "1", "kappa": "1"},
        "functions": {
            "H": {"of": ["i", "j"], "is": "1"},
            "D": {"of": ["i", "j"], "is": "0"},
            "v": {"table": ["1"]},
        },
    }
    longer = given(sizes, one) >> (next_length(H) <= HALF * length())
    return falsify(forall(H, D, n, eta, lam, kappa, v)(longer), hints=[hint])


def flips_say():
    entries = forall(i, j)(((i < n) & (j < n)) >> (abs(D(i, j)) <= q))
    below = forall(v)(form(kernel) <= kappa * length())
    return forall(x, W, D, b, n, m, d, q, kappa)(
        given(width(), q >= 0, kappa >= 0)
        >> conj(entries >> norm_at_most(D, n * q), below >> between(gram, kappa))
    )


@claim(
    "relu2.thm-2.3-sharper.flips",
    thesis("Theorem 2.3, sharper"),
    says=flips_say,
    uses=("relu2.lem-2.2.perturbation", "relu2.eq-2.5.psd", "relu2.certificate.speed",
          "relu2.pattern"),
)  # fmt: skip
def flips_in_one_step(judge):
    """Flips within one step perturb H by at most n q, and 0 <= H <= |K|_2.

    An entry of D is at most q_i <= q, the share of the neurons that flip at x_i; and v^T D_r K D_r
    v <= |K|_2 |D_r v|^2 <= |K|_2 |v|^2, averaged over the neurons.
    """
    k = judge.theorem()
    scale, square, _, top = k.given
    entries, below = (k.target.part(one).left for one in range(2))
    A, B, C, N, t = reals("A B C N t")
    rule = k.lemma(forall(A, q)((abs(A) <= q) >> (A**2 <= q**2)), D(i, j), q)
    small = k.use(rule, k.use(k.at(k.assume(entries), i, j), k.assume(i < n), k.assume(j < n)))
    rows = by_terms(
        k,
        j,
        n,
        lambda count: sum_over(j, count, D(i, j) ** 2) <= count * q**2,
        [D(i, j) ** 2],
        small,
    )
    row = sum_over(j, n, D(i, j) ** 2)
    total = by_terms(
        k, i, n, lambda count: sum_over(i, count, row) <= count * (n * q**2), [row], rows
    )
    total = k.arith(sum_over(i, n, row) <= (n * q) ** 2, total)
    first = k.discharge(norm_by_frobenius(k, D, total, n * q), entries)
    # one neuron, by how fast it moves
    norm = k.assume(below)
    slopes = Lambda((i,), active(W, r, i))
    fraction = k.part(k.by("relu2.pattern", pre(W, r, i)), 1)
    fraction = k.both(fraction, k.part(k.by("relu2.pattern", pre(W, r, i)), 2))
    fraction = k.for_all(k.discharge(fraction, i < n), i)
    one = k.by("relu2.certificate.speed", x, slopes, v, 1, 1, kappa, n, d, 0)
    one = k.part(k.use(one, k.arith(term(1) ** 2 == 1), fraction, top, norm), 1)
    pull = pulled(lambda i: active(W, r, i), v, c)
    column = sum_over(i, n, v(i) * (x(i, c) * active(W, r, i)))
    bodies = [v(i) * (active(W, r, i) * x(i, c)), v(i) * (x(i, c) * active(W, r, i))]
    same = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies
    )
    rule = k.lemma(forall(A, B)((A == B) >> (B**2 == (1 * 1 * A) ** 2)), pull, column)
    squares = [column**2, (term(1) * 1 * pull) ** 2]
    same = by_terms(
        k, c, d, lambda q: sum_over(c, q, squares[0]) == sum_over(c, q, squares[1]), squares,
        k.use(rule, same),
    )  # fmt: skip
    own = sum_over(c, d, column**2)
    one = k.arith(own <= kappa * length(), one, same)
    neurons = by_terms(k, r, m, lambda q: sum_over(r, q, own) <= q * (kappa * length()), [own], one)
    mean = k.at(k.use(k.by("relu2.eq-2.5.psd", x, W, b, n, m, d), scale, square), v)
    rule = k.lemma(
        forall(A, B, N, t, kappa, b)(
            given(A == b**2 * B, B <= t * (kappa * N), b**2 * t == 1) >> (A <= kappa * N)
        ),
        form(gram), sum_over(r, m, own), length(), m, kappa, b,
    )  # fmt: skip
    second = k.both(k.part(mean, 1), k.use(rule, k.part(mean, 0), neurons, square))
    second = k.discharge(k.for_all(second, v), below)
    return k.qed(k.both(first, second))


@flips_in_one_step.mutant
def half_of_it(judge):
    """|E| <= n q/2 for a number."""
    one = conj(abs(D(0, 0)) <= q, n == 1, q >= 0)
    hint = {
        "values": {"n": "1", "q": "1"},
        "functions": {"D": {"of": ["i", "j"], "is": "1"}, "v": {"table": ["1"]}},
    }
    less = one >> (image(D) <= (n * q / 2) ** 2 * length())
    return falsify(forall(D, n, q, v)(less), hints=[hint])


def any_norms_say():
    sizes = conj(eta > 0, lam > 0, 2 * lam <= kappa, eta * kappa <= "2/5")
    below = forall(v)(form(kernel) <= kappa * length())
    bounds = conj(below, bounded_below(gram, 5 * lam / 8), norm_at_most(D, SIXTEENTH))
    return forall(x, W, D, b, n, m, d, eta, lam, kappa)(
        given(width(), sizes, bounds) >> forall(v)(next_length(gram) <= HALF * length())
    )


@claim(
    "relu2.thm-2.3-norms.step",
    thesis("after Theorem 2.2: the norms of the inputs"),
    says=any_norms_say,
    uses=("relu2.thm-2.3-sharper.step", "relu2.thm-2.3-sharper.flips", "relu2.eq-2.5.psd"),
)
def contraction_any_norms(judge):
    """One step contracts whatever the scale of the inputs: the Gram matrix H of any weights and
    inputs, with kappa = |K|_2.
    """
    k = judge.theorem()
    scale, square, positive, low, double, short, below, least, small = k.given
    top = k.arith(kappa > 0, low, double)
    flips = k.by("relu2.thm-2.3-sharper.flips", x, W, D, b, n, m, d, 0, kappa)
    flips = k.use(flips, scale, square, k.arith(term(0) >= 0), k.arith(kappa >= 0, top))
    bounds = k.apply(k.part(flips, 1), below)
    same = k.at(k.use(k.by("relu2.eq-2.5.psd", x, W, b, n, m, d), scale, square), v)
    step = k.by("relu2.thm-2.3-sharper.step", Lambda((i, j), gram(i, j)), D, n, eta, lam, kappa)
    same = k.part(same, 2)
    return k.qed(k.use(step, positive, low, top, short, same, least, bounds, small))


@contraction_any_norms.mutant
def with_a_step_of_three(judge):
    """eta kappa <= 3 for one input, one neuron and no flips."""
    one = conj(kernel(0, 0) <= kappa, gram(0, 0) >= 5 * lam / 8, D(0, 0) == 0, n == 1, m == 1)
    sizes = conj(eta > 0, lam > 0, 2 * lam <= kappa, eta * kappa <= 3)
    hint = {
        "values": {"n": "1", "m": "1", "d": "1", "b": "1", "eta": "3", "lambda_0": "1/2",
                   "kappa": "1"},
        "functions": {
            "x": {"of": ["i", "c"], "is": "1"},
            "W": {"of": ["r", "c"], "is": "1"},
            "D": {"of": ["i", "j"], "is": "0"},
            "v": {"table": ["1"]},
        },
    }  # fmt: skip
    longer = given(width(), sizes, one) >> (next_length(gram) <= HALF * length())
    return falsify(forall(x, W, D, b, n, m, d, eta, lam, kappa, v)(longer), hints=[hint])
