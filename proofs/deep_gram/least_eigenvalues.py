"""Section 3.13.2: along residual layers the population Gram matrix only gains covariances, so that
its least eigenvalue does not fall.

rho(h, i) are the random features that layer h + 1 adds for datum i, K(h) and b(h) the second
moments and means of the features; lambda_min by the quadratic form.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    integrable,
    nats,
    reals,
    samples,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import form, i, j, n, v

from . import chapter_3

w = samples("w")
h, N = nats("h N")
K = functions("K", "nat", "nat", "nat")
b = functions("b", "nat", "nat")
rho = functions("rho", "nat", "nat", "sample")
A, B, C, X, Y, Z = reals("A B C X Y Z")


def mean(random, i):
    return E(w, random(i, w))


def moment(random, i, j):
    return E(w, random(i, w) * random(j, w))


def there(random):
    """The means exist."""
    return conj(
        forall(i)(integrable(mean(random, i))), forall(i, j)(integrable(moment(random, i, j)))
    )


def added(h):
    return lambda i, w: rho(h, i, w)


def layer(h, add):
    """Definition 3.4 with D the identity: x + rho in place of x"""
    cross = b(h, i) * mean(add, j) + b(h, j) * mean(add, i)
    gram = K(h + 1, i, j) == K(h, i, j) + cross + moment(add, i, j)
    return conj(there(add), forall(i, j)(gram), forall(i)(b(h + 1, i) == b(h, i) + mean(add, i)))


def centred(h):
    """K - b b^T"""
    return lambda i, j: K(h, i, j) - b(h, i) * b(h, j)


def layers(add=added):
    return forall(h)((h < N) >> layer(h, add(h)))


def gains_say(factor=1):
    least = form(centred(0)) if factor == 1 else factor * form(centred(0))
    chain = conj(form(lambda i, j: K(h, i, j)) >= form(centred(h)), form(centred(h)) >= least)
    fresh = forall(i)(b(0, i) == 0) >> forall(v)(form(centred(0)) == form(lambda i, j: K(0, i, j)))
    return forall(K, b, rho, n, N)(layers() >> conj(forall(h)((h <= N) >> forall(v)(chain)), fresh))


def related_forms(k, matrices, relation, entry, *defined):
    """A linear relation between the forms of matrices, from that between their entries; `defined`
    says for all i, j what has a value in them.
    """

    def total(index, bodies, step, defined):
        here = lambda q: relation(*(sum_over(index, q, body) for body in bodies))  # noqa: E731
        return by_terms(k, index, n, here, bodies, step, defined=defined)

    bodies = [one(i, j) * v(j) for one in matrices]
    here = [k.at(one, i, j) for one in defined]
    rows = total(j, bodies, entry, [k.for_all(one, j) for one in here])
    bodies = [v(i) * sum_over(j, n, body) for body in bodies]
    below = [k.for_all(k.for_all(k.discharge(one, j < n), j), i) for one in here]
    return total(i, bodies, rows, below)


@claim(
    "deep.lem-3.25",
    chapter_3("Lemma 3.25"),
    says=gains_say,
    uses=("book.covariance",),
)
def eigenvalues_do_not_decrease(judge):
    """lambda(K^(h)) >= lambda(K^(h) - b^(h) b^(h)T) >= lambda(K^(0)) for every depth h, if D^(h) is
    the identity for every h and b^(0) = 0: for the whole matrix, and for each of its blocks.

    K - b b^T only gains covariance matrices, and b b^T >= 0. As forms at every vector v; a block
    has the vectors that vanish outside of it.
    """
    k = judge.theorem()
    (run,) = k.given
    # |b.v|^2 >= 0
    pair = [K(h, i, j) * v(j), centred(h)(i, j) * v(j), b(h, j) * v(j)]
    rows = by_terms(
        k, j, n,
        lambda q: sum_over(j, q, pair[0])
        == sum_over(j, q, pair[1]) + b(h, i) * sum_over(j, q, pair[2]), pair,
    )  # fmt: skip
    column = sum_over(j, n, pair[2])
    bodies = [v(i) * sum_over(j, n, pair[0]), v(i) * sum_over(j, n, pair[1]), b(h, i) * v(i)]
    whole = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, bodies[0])
        == sum_over(i, q, bodies[1]) + column * sum_over(i, q, bodies[2]),
        bodies, rows,
    )  # fmt: skip
    above = k.arith(form(lambda i, j: K(h, i, j)) >= form(centred(h)), whole)
    # one layer more
    now = k.assume(h < N)
    first, second, grown, longer = k.split(k.apply(k.at(run, h), now))
    add = added(h)
    more = k.by("book.covariance", Lambda((i, w), rho(h, i, w)), v, n)
    more = k.part(k.apply(more, k.both(first, second)), 0)
    covariance = lambda i, j: moment(add, i, j) - mean(add, i) * mean(add, j)  # noqa: E731
    entry = k.arith(
        centred(h + 1)(i, j) == centred(h)(i, j) + covariance(i, j), k.at(grown, i, j),
        k.at(longer, i), k.at(longer, j),
    )  # fmt: skip
    defined = [second, *(k.for_all(k.at(first, one), i, j) for one in (i, j))]
    split = related_forms(
        k, [centred(h + 1), centred(h), covariance], lambda whole, one, two: whole == one + two,
        entry, *defined,
    )  # fmt: skip
    # K - b b^T grows from layer to layer
    here = (h <= N) >> forall(v)(form(centred(h)) >= form(centred(0)))
    base = k.for_all(k.arith(form(centred(0)) >= form(centred(0))), v)
    base = k.discharge(base, here.left.put(h, 0))
    soon = k.assume(h + 1 <= N)
    before = k.at(k.apply(k.assume(here), k.arith(h <= N, soon)), v)
    step = k.arith(form(centred(h + 1)) >= form(centred(0)), split, more, before)
    step = k.apply(k.discharge(step, h < N), k.arith(h < N, soon))
    step = k.discharge(k.for_all(step, v), soon.formula)
    always = k.at(k.induction(h, here, base, step), h)
    inside = k.assume(h <= N)
    chain = k.for_all(k.both(above, k.at(k.apply(always, inside), v)), v)
    chain = k.for_all(k.discharge(chain, inside.formula), h)
    # from b = 0
    start = k.assume(forall(i)(b(0, i) == 0))
    none = by_terms(
        k, j, n, lambda q: sum_over(j, q, b(0, j) * v(j)) == 0, [b(0, j) * v(j)], k.at(start, j)
    )
    same = k.at(k.for_all(whole, h), 0)
    same = k.arith(form(centred(0)) == form(lambda i, j: K(0, i, j)), same, none)
    same = k.discharge(k.for_all(same, v), start.formula)
    return k.qed(k.both(chain, same))


@eigenvalues_do_not_decrease.mutant
def twice_the_eigenvalue(judge):
    """Twice the least eigenvalue: one datum, rho = 0 and b = 0."""
    return falsify(
        forall(X, Y)(given(X == 1, Y == X) >> (Y >= 2 * X)),
        hints=[{"values": {"X": "1", "Y": "1"}}],
    )


z = functions("z", "nat", "sample")  # the features of the first layer, sigma(u_i)
c, root, kappa = reals("c_sigma root_c c_res")


def scaled_covariance(i, j):
    """c_sigma Cov(sigma(u_i), sigma(u_j))"""
    first = lambda i, w: z(i, w)  # noqa: E731
    return c * (moment(first, i, j) - mean(first, i) * mean(first, j))


def first_layer():
    """The first layer has no skip connection: K(0) and b(0) are those after it."""
    first = lambda i, w: z(i, w)  # noqa: E731
    gram = forall(i, j)(K(0, i, j) == c * moment(first, i, j))
    return conj(root**2 == c, there(first), gram, forall(i)(b(0, i) == root * mean(first, i)))


def resnet_says(factor=1):
    least = form(scaled_covariance) if factor == 1 else factor * form(scaled_covariance)
    above = forall(v)(form(lambda i, j: K(h, i, j)) >= least)
    return forall(K, b, rho, z, c, root, n, N)(
        given(first_layer(), layers()) >> forall(h)((h <= N) >> above)
    )


@claim(
    "deep.lem-3.25-amended",
    chapter_3("proof of Proposition 3.2"),
    says=resnet_says,
    amends="deep.lem-3.25.resnet",
    uses=("deep.lem-3.25",),
)
def eigenvalues_of_the_resnet(judge):
    """The chain starts after the first layer: K^(h) >= K^(1) - b^(1) b^(1)T = c_sigma
    Cov(sigma(u_i), sigma(u_j)) for all h >= 1, for the ResNet with D^(1) = 0 and D^(h) = I later.
    """
    k = judge.theorem()
    square, first, second, gram, bias, run = k.given
    chain = k.part(k.apply(k.by("deep.lem-3.25", K, b, rho, n, N), run), 0)
    inside = k.assume(h <= N)
    chain = k.at(k.apply(k.at(chain, h), inside), v)
    entry = k.arith(
        centred(0)(i, j) == scaled_covariance(i, j), k.at(gram, i, j), k.at(bias, i),
        k.at(bias, j), square,
    )  # fmt: skip
    defined = [second, *(k.for_all(k.at(first, one), i, j) for one in (i, j))]
    same = related_forms(
        k, [centred(0), scaled_covariance], lambda one, two: one == two, entry, *defined
    )
    end = k.arith(form(lambda i, j: K(h, i, j)) >= form(scaled_covariance), chain, same)
    return k.qed(k.for_all(k.discharge(k.for_all(end, v), inside.formula), h))


@eigenvalues_of_the_resnet.mutant
def twice_the_covariance(judge):
    """Twice the covariance: one layer, K(1) = c_sigma Var + b^2 with b = 0."""
    return falsify(
        forall(X, Y)(given(X == 1, Y == X) >> (Y >= 2 * X)),
        hints=[{"values": {"X": "1", "Y": "1"}}],
    )
