"""The derivatives in w of sigma(w.z) and sigma'(w.z) z, of every order and in every dimension
(proofs of Lemmas 3.23 and 3.24).

f(k, x) is sigma^(k)(x), T(k, w) the entry of D^k with the indices index(0), .., index(k - 1): the
derivative of T(k - 1, w) in the last of them, where that exists; P(k) the same entry of z^(o k).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    family,
    forall,
    functions,
    given,
    indicator,
    integrable,
    nats,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3

k, m, d, j = nats("k m d j")
x, y = reals("x y")
f = functions("f", "nat", "real")
z, w, P = sequences("z w P")
index = functions("index", "nat", value="nat")
T = functions("T", "nat", family(1))
a, A, B = reals("a A B")


def tensor(k, at):
    return T(k, Lambda((m,), at))


def dot(at):
    """w.z"""
    return sum_over(m, d, at * z(m))


def along():
    """w + x e for the direction e of index(k)"""
    return w(m) + x * indicator(m == index(k))


def powers():
    """P(k) = z_index(0) .. z_index(k - 1)"""
    return conj(P(0) == 1, forall(k)(P(k + 1) == P(k) * z(index(k))))


def partials(first):
    """T(0, w) is `first`, and one derivative more at every step."""
    slope = deriv(x, tensor(k, along()), 0)
    return given(
        forall(k, y)(deriv(x, f(k, x), y) == f(k + 1, y)), powers(), forall(k)(index(k) < d),
        forall(w)(tensor(0, w(m)) == first),
        forall(k, w)(integrable(slope) >> (tensor(k + 1, w(m)) == slope)),
    )  # fmt: skip


def derivatives_say():
    return forall(f, T, z, P, index, d, a)(
        partials(a * f(0, dot(w(m)))) >> forall(k, w)(tensor(k, w(m)) == a * f(k, dot(w(m))) * P(k))
    )


@claim(
    "deep.lem-3.23-s2-amended",
    chapter_3("proof of Lemma 3.23"),
    says=derivatives_say,
    amends="deep.lem-3.23-s2",
    uses=("book.sum-pick",),
)
def derivatives(judge):
    """D^(n-1) [sigma(w.z)] = sigma^(n-1)(w.z) z^(o (n-1)): n - 1 derivatives give the (n-1)-st
    derivative of sigma times the (n-1)-st tensor power of z, for every n and every dimension.

    Also of a sigma(w.z) for a number a. One factor z and one derivative of sigma at every step; the
    order n - 1 is needed (deep.lem-3.31.order).
    """
    p = judge.theorem()
    smooth, one, more, inside, start, step = p.given
    value = lambda k, at: a * f(k, dot(at)) * P(k)  # noqa: E731
    here = forall(w)(tensor(k, w(m)) == value(k, w(m)))
    base = p.for_all(p.arith(tensor(0, w(m)) == value(0, w(m)), p.at(start, w), one), w)
    known = p.assume(here)
    # along the direction w.z moves by x z_index(k)
    picked = p.by("book.sum-pick", z, index(k), d)
    picked = p.apply(p.part(picked, 0), p.at(inside, k))
    bodies = [along() * z(m), w(m) * z(m), indicator(m == index(k)) * z(m)]

    def moved(q):
        new, old, hit = (sum_over(m, q, body) for body in bodies)
        return new == old + x * hit

    line = p.arith(
        dot(along()) == dot(w(m)) + x * z(index(k)), by_terms(p, m, d, moved, bodies), picked
    )
    straight = a * f(k, dot(w(m)) + x * z(index(k))) * P(k)
    same = p.at(known, Lambda((m,), along()))
    same = p.arith(tensor(k, along()) == straight, p.unfold(line, same))
    inner = p.at(smooth, k, dot(w(m)) + 0 * z(index(k)))
    table = p.derivative(deriv(x, straight, 0), inner)
    near = p.for_all(p.discharge(same, conj(term(-1) < x, x < 1)), x)
    found = p.derivative_of_equal(near, table)
    slope = found.sides[0]
    there = p.at(step, k, w)
    there = p.apply(there, p.arith(integrable(slope), found))
    still = p.unfold(p.arith(dot(w(m)) + 0 * z(index(k)) == dot(w(m))), found)
    next_ = p.arith(tensor(k + 1, w(m)) == value(k + 1, w(m)), there, still, p.at(more, k))
    always = p.induction(k, here, base, p.for_all(next_, w))
    return p.qed(always)


@derivatives.mutant
def one_derivative_fewer(judge):
    """sigma^(n-2) for sigma(t) = t^2 and n = 2: z = 1, w = 1 has the derivative 2, not 1."""
    return falsify(
        forall(A, B)(given(A == 1, B == 2 * A) >> (B == A**2)),
        hints=[{"values": {"A": "1", "B": "2"}}],
    )


@claim(
    "deep.lem-3.24-s1-amended",
    chapter_3("proof of Lemma 3.24"),
    says=lambda: forall(f, T, z, P, index, d, j)(
        partials(f(1, dot(w(m))) * z(j))
        >> forall(k, w)(tensor(k, w(m)) == f(k + 1, dot(w(m))) * P(k) * z(j))
    ),
    amends="deep.lem-3.24-s1",
    uses=("deep.lem-3.23-s2-amended",),
)
def derivative_count(judge):
    """D^(n-2) [sigma'(w.z) z] = sigma^(n-1)(w.z) z^(o (n-1)): the right order, for every n and
    every dimension.

    The last index is that of the vector z.
    """
    p = judge.theorem()
    smooth, one, more, inside, start, step = p.given
    first = p.by("deep.lem-3.23-s2-amended", Lambda((k, x), f(k + 1, x)), T, z, P, index, d, z(j))
    shifted = p.for_all(p.at(smooth, k + 1, y), k, y)
    begin = p.arith(tensor(0, w(m)) == z(j) * f(1, dot(w(m))), p.at(start, w))
    shift = tensor(0, w(m)) == z(j) * f(term(0) + 1, dot(w(m)))
    begin = p.rewrite(p.arith(term(0) + 1 == 1), begin, shift)
    begin = p.for_all(begin, w)
    end = p.apply(first, p.both(shifted, p.both(one, more), inside, begin, step))
    end = p.at(end, k, w)
    end = p.arith(tensor(k, w(m)) == f(k + 1, dot(w(m))) * P(k) * z(j), end)
    return p.qed(p.for_all(end, k, w))


@derivative_count.mutant
def the_printed_order(judge):
    """sigma^(n) for sigma(t) = t^2 and n = 2: sigma'(w) = 2 w is not 2."""
    return falsify(
        forall(A, B)(given(A == 2, B == 2 * A) >> (B == 2)),
        hints=[{"values": {"A": "2", "B": "4"}}],
    )
