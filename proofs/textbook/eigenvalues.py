"""The eigenvalues of a symmetric matrix of two rows."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, disj, exists, forall, given, reals, term
from steepest.proofs.engine.theorems.falsify import falsify

from . import inequalities

a, b, d, r, s, lam, x, y = reals("a b d r s lambda x y")


def eigenvector(a, b, d, value, x, y):
    """(x, y) is an eigenvector of ((a, b), (b, d)), with this eigenvalue."""
    return conj(x**2 + y**2 > 0, a * x + b * y == value * x, b * x + d * y == value * y)


def eigenvalue(a, b, d, value):
    """The value is an eigenvalue of ((a, b), (b, d))."""
    return exists(x, y)(eigenvector(a, b, d, value, x, y))


def spectrum(a, b, d, first, second):
    """The eigenvalues of ((a, b), (b, d)) are these two numbers."""
    one, either = eigenvalue(a, b, d, lam), disj(lam == first, lam == second)
    return forall(lam)(conj(one >> either, either >> one))


def two_says():
    return forall(a, b, d, r, s)(
        given(a + d == r + s, a * d - b**2 == r * s) >> spectrum(a, b, d, r, s)
    )


@claim("book.two-eigenvalues", inequalities("section 2.4"), says=two_says)
def two_eigenvalues(judge):
    """Trace and determinant determine the eigenvalues of a symmetric matrix of two rows."""
    k = judge.theorem()
    one, either = eigenvalue(a, b, d, lam), disj(lam == r, lam == s)
    some = k.assume(one)
    beside = k.such(some, x)
    vector = k.such(beside, y)
    product = (lam - r) * (lam - s)
    zero = k.arith(conj(product * x == 0, product * y == 0), vector, *k.given)
    into = k.obtain(some, k.obtain(beside, k.arith(either, zero, vector), y), x)

    def shown(found, *known):
        return k.exhibit_all(one, found, k.arith(eigenvector(a, b, d, lam, *found), *known))

    root = k.arith(product == 0, k.assume(either))
    general = (term(b), lam - a)  # where it is 0 the first axis is an eigenvector
    apart = general[0] ** 2 + general[1] ** 2 > 0
    found = k.cases(
        k.excluded_middle(apart),
        shown(general, k.assume(apart), root, *k.given),
        shown((term(1), term(0)), k.arith(conj(b == 0, lam == a), k.assume(~apart))),
    )
    both = k.both(k.discharge(into, one), k.discharge(found, either))
    return k.qed(k.for_all(both, lam))


@two_eigenvalues.mutant
def by_the_trace_alone(judge):
    """((1, 1), (1, 1)) has the trace 1 + 1 and the eigenvalue 2."""
    either = disj(lam == r, lam == s)
    model = dict.fromkeys(("a", "b", "d", "r", "s", "x", "y"), "1") | {"lambda": "2"}
    return falsify(
        forall(a, b, d, r, s, lam, x, y)(
            given(a + d == r + s, eigenvector(a, b, d, lam, x, y)) >> either
        ),
        hints=[{"values": model}],
    )
