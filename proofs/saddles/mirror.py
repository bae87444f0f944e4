"""Lemma 7.3: a run on the octopus, reflected into the tube, is a run on the tube."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.checker.formal import put
from steepest.proofs.engine.theorems import Formula, Lambda, conj, forall, given, reals

from . import chapter_7
from .escape import (
    each,
    sizes_of,
)
from .lower_bound import RUN, n, until_the_power
from .paths import model, path, refuted_by
from .tube import (
    LETTERS,
    T,
    bent,
    bent_by,
    between,
    d,
    distance,
    grown,
    h,
    in_A,
    in_B,
    j,
    k,
    mirrored,
    numbers,
    octopus_run,
    octopus_start,
    risen,
    run,
    settled,
    shrunk,
    start,
    t,
    tau,
    wide,
    x,
)

a, b, c = reals("a b c")


def reflected():
    """The run |x|, put in for x."""
    return Lambda((t, j), abs(x(t, j)))


def mirror_of(formula):
    """What the formula says of |x| in place of x"""
    node = put(formula.node, {"x": ("lambda", ("t", "j"), distance(t, j).node)})
    return Formula(node, formula.sorts)


def times(scale, value):
    return value if scale == 1 else scale * value


def pieces_of(p, step):
    """The parts of a conjunction as they stand"""
    return [p.part(step, place) for place in range(len(step.theorem.conclusion) - 1)]


def octopus_descent(size=1):
    """Gradient descent up to T in d >= 1 dimensions from [-size, size]^d, tau >= e"""
    return given(numbers(), wide(), d >= 1, octopus_start(size), octopus_run())


def by_sign(p, premise, place, step, target, *more):
    """`target` from a mirrored step, for either sign of the place."""
    up = p.use(p.meet((place >= 0) >> premise(step(place)), *p.given), p.assume(place >= 0))
    low = p.arith(place < 0, p.assume(~(place >= 0)))
    down = p.use(p.meet((place < 0) >> premise(-step(-place)), *p.given), low)
    simple = [one for one in p.given if one.theorem.conclusion[0] != "implies"]
    return p.cases(
        p.excluded_middle(place >= 0),
        p.arith(target, up, p.assume(place >= 0), *simple, *more),
        p.arith(target, down, low, *simple, *more),
    )


@claim(
    "saddle.lem-7.3.reflect-settled",
    chapter_7("Lemma 7.3"),
    says=lambda limit=1: forall(*LETTERS, a, b)(
        given(numbers(limit), between(2 * tau, abs(a), 6 * tau), mirrored(b, a, settled))
        >> (abs(b) == settled(abs(a)))
    ),
    instance=model(a=-15, b=-16),
)
def reflected_settled(judge, limit=1):
    """A settled coordinate, reflected, takes the step of a settled coordinate."""
    p = judge.theorem()
    return p.qed(by_sign(p, lambda value: b == value, a, settled, p.target))


@reflected_settled.mutant
def settled_with_eta_up_to_2_over_L(judge):
    return refuted_by(judge, reflected_settled.says(limit=4), model(a=24, b=-8, eta=1))


@claim(
    "saddle.lem-7.3.reflect-linear",
    chapter_7("Lemma 7.3"),
    says=lambda limit=1: forall(*LETTERS, a)(
        given(numbers(limit))
        >> conj(abs(grown(a)) == grown(abs(a)), abs(shrunk(a)) == shrunk(abs(a)))
    ),
    instance=model(a=-1),
)
def reflected_linear(judge, limit=1):
    """The unstable and the later coordinates of a region, reflected, take their steps."""
    p = judge.theorem()
    return p.qed(p.arith(p.target, *p.given))


reflected_linear.mutant("eta up to 1/L", limit=2)


def plain(p):
    """The hypotheses without implications"""
    return [one for one in p.given if one.theorem.conclusion[0] != "implies"]


@claim(
    "saddle.lem-7.3.reflect-risen",
    chapter_7("Lemma 7.3"),
    seconds=240.0,
    says=lambda scale=1: forall(*LETTERS, a, b, c)(
        given(
            numbers(),
            between(tau, abs(a), 2 * tau),
            abs(c) <= tau,
            mirrored(b, a, lambda place: risen(place, times(scale, c))),
        )
        >> (abs(b) == risen(abs(a), abs(c)))
    ),
    uses=("saddle.lem-7.2.a",),
    instance=model(a=-4, b=-6, c=0),
)
def reflected_risen(judge, scale=1):
    """The coordinate in the buffer, reflected, takes its step; the sign of its neighbour does not
    matter.
    """
    p = judge.theorem()
    simple = plain(p)
    nonzero = p.arith(tau != 0, *simple)
    beside = p.arith(between(0, abs(c), tau), *simple)
    up = p.use(p.by("saddle.lem-7.2.a", *LETTERS, abs(a), abs(c)), *simple, beside)
    step = p.arith(h * tau > 0, *simple)
    positive = p.arith(risen(abs(a), abs(c)) > 0, up, step, *simple)
    even = p.arith(risen(abs(a), abs(c)) == risen(abs(a), times(scale, c)), nonzero)
    positive = p.unfold(even, positive)

    def case(assumed, place, value):
        same = p.arith(abs(a) == place, assumed)
        moved = p.use(p.meet(assumed.formula >> (b == value), *p.given), assumed)
        size = p.arith(
            abs(b) == risen(place, times(scale, c)), moved, p.unfold(same, positive), nonzero
        )
        return p.fold(even, p.fold(same, size))

    up_case = case(p.assume(a >= 0), a, risen(a, times(scale, c)))
    low = p.arith(a < 0, p.assume(~(a >= 0)))
    down_case = case(low, -a, -risen(-a, times(scale, c)))
    return p.qed(p.cases(p.excluded_middle(a >= 0), up_case, down_case))


reflected_risen.mutant("another size of the neighbour", scale=2)


@claim(
    "saddle.lem-7.3.reflect-bent",
    chapter_7("Lemma 7.3"),
    says=lambda sign=1: forall(*LETTERS, a, c)(
        given(numbers(), between(tau, a, 2 * tau))
        >> (abs(bent(a, c)) == bent(a, times(sign, abs(c))))
    ),
    uses=("saddle.eq-7.11.step",),
    instance=model(a=6, c=-1),
)
def reflected_bent(judge, sign=1):
    """The neighbour of the buffer, reflected, takes its step."""
    p = judge.theorem()
    nonzero = p.arith(tau != 0, *p.given)
    one = p.use(p.by("saddle.eq-7.11.step", *LETTERS, a, 1), *p.given)
    F = reals("F")
    factor = 1 - h * bent_by(a / tau - 1)
    known = forall(F)((1 * F >= 0) >> (abs(c * F) == times(sign, abs(c)) * F))
    made = p.at(p.lemma(known), factor, defined=[nonzero])
    return p.qed(p.use(made, p.part(one, 0)))


reflected_bent.mutant("with the other sign", sign=-1)


# --- a whole run ----------------------------------------------------------------------------------


@claim(
    "saddle.lem-7.3.reflection",
    chapter_7("Lemma 7.3"),
    says=lambda size=1: forall(*LETTERS, d, T, x)(
        given(numbers(), octopus_start(size), octopus_run())
        >> conj(mirror_of(start()), mirror_of(run()))
    ),
    uses=(
        "saddle.lem-7.3.reflect-settled",
        "saddle.lem-7.3.reflect-linear",
        "saddle.lem-7.3.reflect-risen",
        "saddle.lem-7.3.reflect-bent",
    ),
    instance=model(path((-1, 0), ("-3/2", 0)), d=1, T=1),
)
def reflection(judge, size=1):
    """The distances |x_j| of a run on the octopus from [-1, 1]^d are a run on the tube from [0,
    1]^d.
    """
    p = judge.theorem()
    sizes = sizes_of(p)
    inside, dummy = pieces_of(p, p.meet(octopus_start(size), *p.given))
    where = j < d
    one = p.apply(p.at(inside, j), p.assume(where))
    begins = each(p, j, where, p.arith(between(0, abs(x(0, j)), 1), one))
    begin = p.both(begins, p.arith(abs(x(0, d)) == 0, dummy))

    before, within = p.assume(t < T), p.assume(k < d)
    stepping = p.apply(p.at(p.apply(p.at(p.meet(octopus_run(), *p.given), t), before), k), within)

    def settling(now, moved):
        where = j < k
        bounds = p.apply(p.at(now, j), p.assume(where))
        step = p.apply(p.at(moved, j), p.assume(where))
        kept = p.by("saddle.lem-7.3.reflect-settled", *LETTERS, x(t, j), x(t + 1, j))
        return each(p, j, where, p.use(kept, *sizes, *p.split(bounds), step))

    def shrinking(first, moved):
        where = conj(j <= d, j >= first)
        step = p.apply(p.at(moved, j), p.assume(where))
        kept = p.part(p.use(p.by("saddle.lem-7.3.reflect-linear", *LETTERS, x(t, j)), *sizes), 1)
        return each(p, j, where, p.fold(step, kept))

    held = in_A(k, t, distance)
    there = p.assume(held)
    parts = pieces_of(p, p.apply(p.part(stepping, 0), there))
    moves, own = pieces_of(p, parts[0]), parts[1]
    grows = p.part(p.use(p.by("saddle.lem-7.3.reflect-linear", *LETTERS, x(t, k)), *sizes), 0)
    after = p.both(
        p.both(settling(p.part(there, 0), moves[0]), shrinking(k + 1, moves[1])),
        p.fold(own, grows),
    )
    region = p.discharge(after, held)

    held = in_B(k, t, distance)
    there = p.assume(held)
    parts = pieces_of(p, p.apply(p.part(stepping, 1), there))
    moves, own, beside = pieces_of(p, parts[0]), parts[1], parts[2]
    wide_enough, small_enough = p.part(there, 1), p.part(there, 2)
    here = (x(t, k), x(t + 1, k), x(t, k + 1))
    rises = p.use(
        p.by("saddle.lem-7.3.reflect-risen", *LETTERS, *here),
        *sizes, *p.split(wide_enough), p.arith(distance(t, k + 1) <= tau, small_enough), own,
    )  # fmt: skip
    bends = p.use(
        p.by("saddle.lem-7.3.reflect-bent", *LETTERS, distance(t, k), x(t, k + 1)),
        *sizes, *p.split(wide_enough),
    )  # fmt: skip
    after = p.both(
        p.both(settling(p.part(there, 0), moves[0]), shrinking(k + 2, moves[1])),
        rises,
        p.fold(beside, bends),
    )
    buffer = p.discharge(after, held)
    whole = p.for_all(p.discharge(p.both(region, buffer), k < d), k)
    runs = p.for_all(p.discharge(whole, t < T), t)
    return p.qed(p.both(begin, runs))


@reflection.mutant
def starts_in_a_larger_cube(judge):
    return refuted_by(judge, reflection.says(size=3), model(path((2, 0)), d=1, T=0))


@claim(
    "saddle.lem-7.3",
    chapter_7("Lemma 7.3"),
    formula=r"x^{(0)}\in[-1,1]^d,\ T\le\left(\frac{L+\gamma}\gamma\right)^{d-1}"
    r"\implies|x_d^{(T)}|\le2"
    r"\tau",
    hypotheses=(
        "tau = e (here tau >= e)",
        "eta <= 1/(2 L) (the relation is unreadable in our copy)",
        "the printed x_d^(T) read as |x_d^(T)|",
    ),
    says=lambda more=0: forall(*LETTERS, d, n, T, x)(
        given(octopus_descent(), d == n + 1, until_the_power(more)) >> (distance(T, n) <= 2 * tau)
    ),
    uses=("saddle.lem-7.2", "saddle.lem-7.3.reflection"),
    instance=model(path((-1, 0), ("-3/2", 0)), d=1, n=0, T=1),
)
def exponential_lower_bound(judge):
    """The bound of Lemma 7.2 on the whole cube, for every d and every T: the distances |x_j| are a
    run on the tube.

    Assumed is only that x is a run of gradient descent on f(x) = f_0(|x_1|, .., |x_d|): wherever
    |x| is in the tube before the end, the next iterate is the mirrored step on the piece of f
    there.
    """
    p = judge.theorem()
    run_of = p.use(p.by("saddle.lem-7.3.reflection", *LETTERS, d, T, x), *p.given)
    return p.qed(p.use(p.by("saddle.lem-7.2", *LETTERS, d, n, T, reflected()), run_of, *p.given))


@exponential_lower_bound.mutant
def two_more_powers(judge):
    says = exponential_lower_bound.says(more=2)
    return refuted_by(judge, says, model(RUN, d=1, n=0, T=6))
