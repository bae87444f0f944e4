"""Theorem 3.2 (Du, Hu, Lee 2018), amended, for random starts: statement and proof.

The four scalars at t on the outcome w are functions of both; their start has the law of
`rank_one_normal`.
"""

from __future__ import annotations

from steepest.proofs.checker.formal import put
from steepest.proofs.checker.formal.names import free
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    exists,
    forall,
    functions,
    given,
    indicator,
    integrable,
    reals,
)
from steepest.proofs.engine.theorems.words import Formula
from steepest.proofs.textbook.events import implied, w

from .rank_one_contraction import C1
from .rank_one_growth import T, c, eta, run, sigma, t
from .rank_one_noise import delta, noise
from .rank_one_normal import LAW, Z_1, Z_2, law, printed_start
from .rank_one_rate import close, iterations, ratios
from .rank_one_times import RUN, d

RANDOM = functions("alpha beta alpha_perp beta_perp", "nat", "sample")
alpha, beta, alpha_perp, beta_perp = RANDOM
A, B, F = reals("A B F")


def scalars(signs=(1, 1)):
    """The four scalars at t on the outcome w; the signals with these signs."""
    return [f(t, w) if sign == 1 else -f(t, w) for f, sign in zip(RANDOM, (*signs, 1, 1))]


def on_the_outcome(formula, signs=(1, 1)):
    """A statement about one run for the run on the outcome w."""
    values = {one.name: ("lambda", ("t",), f.node) for one, f in zip(RUN, scalars(signs))}
    known = {**formula.sorts, **w.sorts, **{f.name: f.sort for f in RANDOM}}
    node = put(formula.node, {name: one for name, one in values.items() if name in formula.sorts})
    return Formula(node, {name: known[name] for name in free(node)})


def starts():
    """The scalars at t = 0: signals delta Z_1, delta Z_2, noise delta^2 times a sum of squares."""
    return forall(w)(
        conj(
            alpha(0, w) == delta * Z_1(w),
            beta(0, w) == delta * Z_2(w),
            alpha_perp(0, w) ** 2 + beta_perp(0, w) ** 2 == delta**2 * noise(),
        )
    )


def converges(constant=3):
    """There is T <= 1 + (log(d)/2 + log(5/c_init))/log(1 + c_step/3) from which the squared
    distance is at most 3 sigma_1^2 exp(-c_1 c_step t), and the ratio of the signals stays bounded.
    """
    return exists(T)(conj(iterations(), forall(t)(conj(ratios(), close(T + t, constant)))))


def sizes():
    return conj(eta > 0, eta * sigma <= "1/100000", C1 == "1/80008", c <= "1/25000000")


def succeeds(ends, sized, least, *more):
    """`ends` happens with probability at least `least`, in a run of sizes `sized`."""
    success = E(w, indicator(on_the_outcome(ends)))
    measured = integrable(success), integrable(E(w, indicator(printed_start())))
    return forall(*RANDOM, *LAW, eta, C1, *more)(
        given(law(), sized, starts(), forall(w)(on_the_outcome(run())), *measured)
        >> (success >= least)
    )


def theorem_says(least="4233/10000"):
    return succeeds(converges(), sizes(), least)


def proved(k, least):
    """The amended theorem."""
    return with_probability(k, least, converges(), "balance.thm-3.2.from-range", turned)


def with_probability(k, least, ends, from_range, turned, *more):
    """From the probability of the start and `ends` for one run from every such start, the claim
    `from_range`; `turned` takes it from both signals with their signs changed to the signals.
    """
    laws = k.given[:15]
    *sizes_, begin, moves, own, measured = k.given[15:]
    event, success = printed_start(), on_the_outcome(ends)
    likely = k.by("balance.init-C-amended", *LAW)
    likely = k.part(k.use(likely, *laws, measured), 0)
    positive = k.arith(conj(delta > 0), *laws[10:14])
    yes = k.split(k.assume(event))
    agree = forall(A, B, F)(given(F > 0, F * A * (F * B) > 0) >> (A * B > 0))
    agree = k.use(k.lemma(agree, Z_1(w), Z_2(w), delta), positive, yes[0])
    known = (*laws, *sizes_, *yes, *k.split(k.at(begin, w)), positive)
    ends_of = []
    for sign, part in ((1, Z_1(w) > 0), (-1, Z_1(w) < 0)):
        signs = k.arith(part & (Z_2(w) > 0 if sign == 1 else Z_2(w) < 0), agree, k.assume(part))
        found = on_the_range(k, from_range, sign, signs, moves, *known, numbers=more)
        ends_of.append(found if sign == 1 else turned(k, found))
    happens = k.cases(k.arith((Z_1(w) > 0) | (Z_1(w) < 0), agree), *ends_of)
    bound = implied(k, event, success, happens, measured, own)
    return k.qed(k.arith(E(w, indicator(success)) >= least, bound, likely))


def on_the_range(k, claim, sign, signs, moves, *known, numbers=()):
    """A claim about one run on the outcome w, for positive signals or, with both signs changed,
    negative ones.
    """
    pair = (sign, sign)
    values = [Lambda((t,), f) for f in scalars(pair)]
    step = k.at(moves, w)
    if sign == -1:
        one_step = on_the_outcome(inside(run()), pair)
        step = k.for_all(k.arith(one_step, k.at(step, t)), t)
    return k.use(k.by(claim, eta, sigma, C1, c, d, *numbers, *values), step, signs, *known)


def turned(k, found):
    """`converges` for the signals, from that for the signals with their signs changed."""
    known = k.such(found, T)
    now = k.at(k.part(known, 1), t)
    here, bounds = k.part(now, 0), k.part(now, 1)
    early = on_the_outcome(ratios())
    before = k.discharge(
        k.arith(early.part(0).part(1), k.apply(k.part(here, 0), k.assume(t <= T))), t <= T
    )
    after = k.arith(early.part(1), k.part(here, 1))
    near = k.arith(on_the_outcome(close(T + t)), bounds)
    all_t = k.for_all(k.both(k.both(before, after), near), t)
    whole = on_the_outcome(converges())
    end = k.exhibit(whole, T, k.both(k.part(known, 0), all_t))
    return k.obtain(found, end, T)


def inside(formula):
    """What stands under the first quantifier."""
    _, name, sort, body = formula.node
    return Formula(body, {**formula.sorts, name: sort})
