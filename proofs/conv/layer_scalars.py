"""The sum and the signal of the second layer after one step, and along a run, for every number of
patches.
"""

from __future__ import annotations

from types import SimpleNamespace

from steepest.proofs import claim
from steepest.proofs.engine.theorems import by_terms, conj, forall, given, pi, reals, sum_over

from ..engine.relations import holds
from ..engine.theorems.falsify import falsify
from . import thesis
from .network import (
    A,
    N,
    Phi,
    S,
    a,
    a_star,
    at,
    divisors,
    eta,
    family,
    g,
    i,
    k,
    layer_run,
    layer_step,
    n,
    phi,
    signal,
    square,
    t,
    total,
)
from .state import state

ONE = {
    "values": {"phi": "0", "n": "1", "eta": "1", "k": "1", "d": "1"},
    "functions": {"a": {"table": ["1"]}, "a_star": {"table": ["1"]}, "w_star": {"table": ["1"]}},
}


def sum_after(z):
    """1.a after a step, from the scalars before it."""
    h = z.eta / (2 * pi)
    return z.s - h * ((z.k + pi - 1) * z.s) + h * ((z.k + z.g - 1) * (z.n * z.S))


def signal_after(z):
    """a.a* after a step."""
    h = z.eta / (2 * pi)
    return (
        z.x - h * ((pi - 1) * z.x) + h * ((z.g - 1) * (z.n * z.N)) + h * (z.S * (z.n * z.S - z.s))
    )


def scalars(before=a, angle=phi, after=None):
    """The scalars of a state and of the next one, as they are in the vectors: x = a.a*, s = 1.a, S
    = 1.a*, N = |a*|^2, n = |w*|, g = g(phi).
    """
    after = layer_step(before, angle) if after is None else after
    own = {"x": signal(before), "s": total(before), "S": S, "N": N, "n": n, "g": g(angle)}
    return SimpleNamespace(**own, eta=eta, k=k, x_next=signal(after), s_next=total(after))


LETTERS = SimpleNamespace(
    **{name: reals(name) for name in ("x", "s", "S", "N", "n", "g", "eta", "k", "x_next", "s_next")}
)
NAMES = tuple(vars(LETTERS))


def equations(z):
    return z.s_next == sum_after(z), z.x_next == signal_after(z)


@claim(
    "conv.layer-scalars",
    thesis("Theorem 5.2, Section 5.4.1"),
    says=lambda extra=0: forall(a, a_star, phi, n, eta, k)(
        conj(*equations(scalars())) if not extra else scalars().s_next == sum_after(scalars()) + 1
    ),
    instance=ONE,
)
def sum_and_signal(judge, extra=0):
    """The sum 1.a and the signal a.a* after a step of the second layer depend on a through
    themselves alone, for every number k of patches and every |w*| = n.
    """
    z = judge.theorem()
    own, star = a(i), a_star(i)
    s, target, rate, gap = reals("s target h gap")  # h = eta/(2 pi), gap = n (g - 1)
    body = own - rate * (s + (pi - 1) * own) + rate * (target + gap * star)

    def summed(value):
        return lambda q: sum_over(i, q, value)

    A, T, P, Q, B, C = map(summed, (own, star, own * star, star**2, body, body * star))
    sums = by_terms(
        z, i, k,
        lambda q: B(q)
        == A(q) - rate * (q * s + (pi - 1) * A(q)) + rate * (q * target + gap * T(q)),
        [body, own, star],
    )  # fmt: skip
    inner = by_terms(
        z, i, k,
        lambda q: C(q)
        == P(q) - rate * (s * T(q) + (pi - 1) * P(q)) + rate * (target * T(q) + gap * Q(q)),
        [body * star, own * star, star, star**2],
    )  # fmt: skip
    values = (total(a), n * S, eta / (2 * pi), n * (g(phi) - 1))
    both = [z.at(z.for_all(one, s, target, rate, gap), *values) for one in (sums, inner)]
    return z.qed(z.arith(z.target, *both))


sum_and_signal.mutant("one more", extra=1)


def along(time=t):
    """The scalars of a run at a time, and one step later."""
    return scalars(at(A, time), Phi(time), at(A, time + 1))


LAYER = (A, a_star, Phi, n, eta, k)


def for_runs(conclusion, *more):
    """For all runs of the second layer, with any angles, on which `more` holds."""
    return forall(*LAYER)(given(*layer_run(), *more) >> conclusion)


@claim(
    "conv.layer-run",
    thesis("Theorem 5.2, Section 5.4.1"),
    says=lambda: for_runs(forall(t)(conj(*equations(along())))),
    uses=("conv.layer-scalars",),
)
def scalars_of_a_run(judge):
    """The same along a run: the sum and the signal at t + 1 from those at t, for all t."""
    z = judge.theorem()
    _, rule = z.given
    values = (family(at(A, t), i), a_star, Phi(t), n, eta, k)
    known, moved = z.by("conv.layer-scalars", *values), layer_step(at(A, t), Phi(t))
    new, each = A(t + 1, i), z.at(rule, t, i)

    def same(f, h):
        return by_terms(
            z, i, k, lambda q: sum_over(i, q, f) == sum_over(i, q, h), [f, h], each,
            defined=divisors(z),
        )  # fmt: skip

    equal = [same(new, moved(i)), same(new * a_star(i), moved(i) * a_star(i))]
    pairs = [z.fold(one, two) for one, two in zip(equal, z.split(known), strict=True)]
    return z.qed(z.for_all(z.both(*pairs), t))


@scalars_of_a_run.mutant
def without_the_force(judge):
    """1.a shrinks by itself, in letters."""
    z = state()
    return holds(judge, (z.s_next, "<=", z.s), [(z.s, ">", 0), (z.n, ">", 0), (z.eta, ">", 0)])


def one_step(z, assume, conclude, *known, state=None, bound=()):
    """What follows for x_next and s_next, as z.x_next etc., by arithmetic with letters for the
    scalars, from the equations of the step, N >= 0 and what `assume` says of them; `bound` is one
    more letter, with its value.
    """
    real = scalars() if state is None else state
    made = given(*equations(LETTERS), LETTERS.N >= 0, *assume(LETTERS)) >> conclude(LETTERS)
    letters = (getattr(LETTERS, name) for name in NAMES)
    values = [getattr(real, name) for name in NAMES]
    lemma = z.lemma(forall(*bound[:1], *letters)(made), *bound[1:], *values, defined=divisors(z))
    return z.use(lemma, *known, z.by("book.squares-nonnegative", a_star, k))


def target_is_positive(z, second, *known):
    """a* != 0, that is |a*|^2 > 0, since a.a* > 0."""
    own = family(second, i)
    product = z.by("book.cauchy-schwarz", own, a_star, k)
    squares = [z.by("book.squares-nonnegative", one, k) for one in (own, a_star)]
    x, P, D = reals("x P D")
    positive = forall(x, P, D)(given(x > 0, x**2 <= P * D, P >= 0, D >= 0) >> (D > 0))
    values = (signal(second), square(second, k, i), N)
    return z.use(z.lemma(positive, *values), product, *squares, *known)


def refuted_at(says, second, target, **values):
    """A false variant about one step, at these two layers: |w*| = n = 1, phi = 0 unless said."""
    own = {name: {"table": [str(one) for one in table]} for name, table in
           (("a", second), ("a_star", target), ("w_star", [values.get("n", 1)]))}  # fmt: skip
    model = {
        "values": ONE["values"] | {"k": str(len(second))} | {x: str(y) for x, y in values.items()},
        "functions": own,
    }
    return falsify(says, hints=[model], attempts=0)
