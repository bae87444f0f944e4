"""The exact step of the filter along a run, for all t, and that |v| never shrinks."""

from __future__ import annotations

from types import SimpleNamespace

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    by_terms,
    conj,
    cos,
    forall,
    given,
    pi,
    reals,
    sin,
    sum_over,
    term,
)

from .. import symbols
from ..engine.relations import equal, holds
from . import thesis
from .layer_scalars import LAYER
from .network import (
    A,
    Phi,
    Size,
    V,
    a_star,
    at,
    c,
    d,
    eta,
    factor,
    family,
    filter_run,
    k,
    n,
    product,
    signal,
    speed,
    t,
    teacher,
    w_star,
)
from .shrinking_angle import exact, lengths
from .turning import locus

RUN = (V, A, w_star, a_star, Phi, Size, n, eta, k, d)


def along(time=t):
    """The scalars of the filter at a time, as in `shrinking_angle.state`."""
    return SimpleNamespace(
        lam=speed(signal(at(A, time)), Phi(time), Size(time)), eta=eta,
        cosine=cos(Phi(time)), sine=sin(Phi(time)),
        cosine_next=cos(Phi(time + 1)), sine_next=sin(Phi(time + 1)),
        size=Size(time), size_next=Size(time + 1),
    )  # fmt: skip


def nonzero(z, time=t):
    """What eta lambda divides by is not zero along a run of the filter."""
    return [z.arith(2 * pi * Size(time) ** 2 != 0, z.at(z.given[3], time))]


def norms(z):
    """|v| does not shrink and is at least 1, at all times of a run with |v(0)| = 1."""
    start = z.meet(Size(0) == 1, *z.given)
    return z.use(z.by("conv.lem-5.5-proof-step-size.norm", *RUN), *z.given[:5], start)


def step_along(z, time=t):
    """The equations of the second layer's step at a time of a run of both layers."""
    angles = z.for_all(z.arith(conj(Phi(t) >= 0, Phi(t) <= pi), z.at(z.given[3], t)), t)
    return z.at(z.use(z.by("conv.layer-run", *LAYER), angles, z.given[5]), time)


def energy(time=t):
    return Size(time) ** 2 + term("1/2") * sin(Phi(time)) ** 2


def bounded_energy(z, u, cosine, *known):
    """|v|^2 + sin^2(phi)/2 does not grow, so |v|^2 <= 3/2, where |v|^2 u <= cosine/2, sin^2 phi' <=
    (1 - u cosine) sin^2 phi and |v'|^2 = |v|^2 (1 + u^2 sin^2 phi).
    """
    own, (c, s, s_next, w, y) = along(), reals("c s s_next w y")
    a, b = reals("a b")
    falls = forall(w, c, s, s_next, a, b)(
        given(w >= 0, s_next**2 <= (1 - w * c) * s**2, b**2 == a**2 * (1 + w**2 * s**2),
              a**2 * w <= c / 2)
        >> (b**2 + term("1/2") * s_next**2 <= a**2 + term("1/2") * s**2)
    )  # fmt: skip
    values = (u, cosine, own.sine, own.sine_next, own.size, own.size_next)
    less = z.use(z.lemma(falls, *values, defined=nonzero(z)), *known)
    always = energy() <= energy(0)
    below = z.arith(always.put(t, t + 1), less, z.assume(always))
    ever = z.at(z.induction(t, always, z.arith(always.put(t, 0)), below), t)
    first = z.arith(energy(0) <= term("3/2"), z.meet(Size(0) == 1, *z.given))
    end = forall(s, y, a)(
        given(a + term("1/2") * s**2 <= y, y <= term("3/2")) >> (a <= term("3/2"))
    )
    return less, z.use(z.lemma(end, own.sine, energy(0), own.size**2), ever, first)


def for_runs(conclusion, *more):
    """For all runs of the filter, whatever the second layer does."""
    return forall(*RUN)(given(teacher, n > 0, *filter_run(), *more) >> conclusion)


def steps():
    z = along()
    return forall(t)(conj(lengths(z), exact(z)))


@claim(
    "conv.turn-run",
    thesis(locus),
    says=lambda: for_runs(steps()),
    uses=("conv.turn", "conv.lem-5.5-exact"),
)
def turn_along_a_run(judge):
    """conv.turn and conv.lem-5.5-exact at every step of a run."""
    z = judge.theorem()
    ends = [taken(z, one) for one in ("conv.turn", "conv.lem-5.5-exact")]
    return z.qed(z.for_all(z.both(*ends), t))


def taken(z, lemma, *more):
    """A claim about one step (shrinking_angle.TURN) at the time t of the run."""
    _, _, _, angles, rule = z.given[:5]
    before, after = z.at(angles, t), z.at(angles, t + 1)
    positive = z.meet(Size(t) > 0, before)
    # with m and r for what has quotients
    (m, r, P, Q, R), old = reals("m r P Q R"), at(V, t)
    loose, new = old(c) + m * (w_star(c) - r * old(c)), V(t + 1, c)
    alike = forall(c)(new == loose)
    dot, x = product(old, w_star, d), signal(at(A, t))
    quotients = 2 * pi * Size(t) != 0, Size(t) ** 2 != 0
    there = [positive, *(z.arith(one, positive) for one in quotients)]

    def same(value):
        entry = forall(P, Q, R)((P == Q) >> (value(P, R) == value(Q, R)))
        entry = z.use(z.lemma(entry, new, loose, w_star(c)), z.at(z.assume(alike), c))
        f, h = (value(one, w_star(c)) for one in (new, loose))
        sums = by_terms(
            z, c, d, lambda q: sum_over(c, q, f) == sum_over(c, q, h), [f, h], entry
        )  # fmt: skip
        sums = z.for_all(z.discharge(sums, alike), m, r)
        sums = z.at(sums, factor(x, Phi(t), Size(t)), dot / Size(t) ** 2, defined=there)
        return z.apply(sums, z.at(rule, t))

    squares, products = same(lambda one, _: one**2), same(lambda one, star: one * star)
    there_after = z.unfold(products, z.unfold(squares, after))
    values = (family(at(V, t), c), w_star, signal(at(A, t)), Phi(t), Phi(t + 1), Size(t),
              Size(t + 1), n, eta, d)  # fmt: skip
    return z.use(z.by(lemma, *values), *z.given[:3], before, there_after, *more)


@turn_along_a_run.mutant
def nothing_gained(judge):
    """|v| does not change, in letters."""
    V, u = symbols.reals("V u")
    return equal(judge, V**2 * (1 + u**2), V**2, [(V, ">", 0)])


def of_norms():
    return for_runs(forall(t)(conj(Size(t + 1) >= Size(t), Size(t) >= 1)), Size(0) == 1)


@claim(
    "conv.lem-5.5-proof-step-size.norm",
    thesis(locus),
    formula=r"\|v^{t+1}\|\ge\|v^t\|\ge1",
    says=of_norms,
    uses=("conv.turn-run",),
)
def norm_grows(judge):
    """The increment of |v|^2 is a square (the gradient is orthogonal to v), so |v^0| = 1 gives
    |v^t| >= 1.
    """
    z = judge.theorem()
    run, start = z.given[:-1], z.given[-1]
    angles = run[-2]
    moved = z.at(z.use(z.by("conv.turn-run", *RUN), *run), t)
    own, (P, Q, G) = along(), reals("P Q G")
    positive = z.meet(Size(t) > 0, z.at(angles, t))
    there, later = nonzero(z), z.at(angles, t + 1)
    rises = forall(P, Q, G)(given(P > 0, Q > 0, Q**2 == P**2 * (1 + G**2)) >> (Q >= P))
    u_s = own.eta * own.lam * own.sine
    square = Size(t + 1) ** 2 == Size(t) ** 2 * (1 + u_s**2)
    grown = z.use(
        z.lemma(rises, Size(t), Size(t + 1), u_s, defined=there), positive,
        z.meet(Size(t + 1) > 0, later), z.arith(square, z.part(moved, 0)),
    )  # fmt: skip
    floor = Size(t) >= 1
    step = z.arith(floor.put(t, t + 1), grown, z.assume(floor))
    always = z.induction(t, floor, z.arith(floor.put(t, 0), start), step)
    return z.qed(z.for_all(z.both(grown, z.at(always, t)), t))


@norm_grows.mutant
def increment_subtracted(judge):
    """The increment of |v|^2 subtracted, in letters."""
    V, m = symbols.reals("V m")
    return holds(judge, (V**2 - m**2, ">=", 1), [(V, ">=", 1)])


def angles_shrink():
    x = signal(at(A, t))
    sizes = conj(eta > 0, x > 0, eta * n * x <= 4 * Size(t) ** 2)
    return for_runs(forall(t)(sizes >> (Phi(t + 1) <= Phi(t))))


@claim(
    "conv.angle-run",
    thesis("Lemma 5.2"),
    says=angles_shrink,
    uses=("conv.lem-5.2-amended.step",),
)
def angle_along_a_run(judge):
    """Lemma 5.2 along a run: the angle does not grow where x > 0 and eta |w*| x <= 4 |v|^2."""
    z = judge.theorem()
    x = signal(at(A, t))
    sizes = conj(eta > 0, x > 0, eta * n * x <= 4 * Size(t) ** 2)
    inside = z.assume(sizes)
    both = taken(z, "conv.lem-5.2-amended.step", inside)
    enough = z.use(z.part(both, 1), inside)
    kept = z.use(z.part(both, 0), enough)
    return z.qed(z.for_all(z.discharge(kept, sizes), t))


@angle_along_a_run.mutant
def longer_steps(judge):
    """eta |w*| x <= 5 |v|^2, that is u = eta lambda <= 5/2, in letters."""
    c, u = symbols.reals("c u")
    where = [(c, ">=", 0), (c, "<", 1), (u, ">", 0), (2 * u, "<=", 5)]
    return holds(judge, (2 * c + u * (1 - 2 * c**2), ">=", 0), where)
