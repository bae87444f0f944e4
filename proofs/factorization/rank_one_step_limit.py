"""Lemma C.2 (Du, Hu, Lee 2018): the largest step for which J, K and L give K at t + 1."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, disj, exists, forall, given, reals
from steepest.proofs.engine.theorems.falsify import falsify

from .rank_one_constants import largest, step
from .rank_one_contraction import C1, large
from .rank_one_growth import eta, lack_after, next_state, sigma, signs, u, v, x, y
from .rank_one_stage2 import locus, thesis
from .rank_one_state import du_hu_lee

A, B, D, e, g = reals("A B D e g")  # names of single steps of the arithmetic
after_x, after_y, *_ = next_state(x, y, u, v)


def states():
    """J, K and eta xi <= 4 c_1, at this c_step."""
    return given(
        eta > 0, sigma > 0, eta * sigma == step, signs(x, y), large(x, y), x * y <= sigma,
        eta * (u**2 + v**2) <= 4 * C1,
    )  # fmt: skip


def keeps():
    """They give alpha beta <= sigma_1 after a step."""
    return forall(eta, sigma, x, y, u, v)(states() >> (after_x * after_y <= sigma))


@claim(
    "balance.lem-C.2.c_step",
    du_hu_lee(f"{locus}, 'c_step sufficiently small'", thesis),
    says=forall(C1)(given(C1 > 0, C1 < 1) >> largest(step, C1 / (1 + C1**2), keeps())),
)
def sharp_step(judge):
    """The implication J, K, L => K at t + 1 holds exactly up to c_step = c_1/(1 + c_1^2), for every
    c_1 in (0, 1), where eta xi <= 4 c_1.

    A larger step fails without noise at alpha = sigma_1 = c_1 and beta = 1 - e for small e > 0.
    """
    k = judge.theorem()
    up_to = step <= C1 / (1 + C1**2)
    first = k.discharge(suffices(k, k.assume(up_to)), up_to)
    beyond = step > C1 / (1 + C1**2)
    cover = k.arith(disj(up_to, beyond), k.arith(1 + C1**2 != 0))
    second = k.cases(cover, k.assume(up_to), past_it(k, k.assume(beyond), up_to))
    return k.qed(k.for_all(k.both(first, k.discharge(second, keeps())), step))


def suffices(k, soon):
    """K at t + 1, up to the limit."""
    state = k.split(k.assume(states()))
    below = forall(A, B)(given(B > 0, A <= B / (1 + B**2)) >> (A * (1 + B**2) <= B))
    below = k.use(k.lemma(below, step, C1), soon, *k.given)
    S, P, Q = x**2 + y**2, u**2, v**2
    keep, more, push, exact = lack_after(k)
    corner = k.arith((x**2 - C1 * sigma) * (y**2 - C1 * sigma) >= 0, *state)
    whole = k.arith(C1 * sigma * S <= C1**2 * sigma**2 + (x * y) ** 2, corner)
    divided = forall(A, D, g, sigma)(
        given(sigma > 0, A * sigma * D <= A**2 * sigma**2 + g**2)
        >> (A * (D / sigma) <= A**2 + (g / sigma) ** 2)
    )
    divided = k.use(k.lemma(divided, C1, S, x * y, sigma), whole, *state)
    unit = forall(g, sigma)(
        given(sigma > 0, g > 0, g <= sigma) >> conj(g / sigma > 0, g / sigma <= 1)
    )
    product = k.arith(x * y > 0, *state)
    unit = k.use(k.lemma(unit, x * y, sigma), product, *state)
    positive = k.arith(step > 0, *state)
    ranges = (A > 0, A < 1, B > 0, B * (1 + A**2) <= A, g > 0, g <= 1)
    names = C1, step, x * y / sigma
    one = forall(A, B, g, D)(
        given(*ranges, A * D <= A**2 + g**2) >> (B * D * A <= B * (A**2 + g**2))
    )
    one = k.use(
        k.lemma(one, *names, S / sigma, defined=state), divided, unit, positive, below, *k.given
    )
    two = forall(A, B, g)(given(*ranges) >> (B**2 * g * (1 - g) * A <= B * (1 - g)))
    two = k.use(k.lemma(two, *names, defined=state), unit, positive, below, *k.given)
    three = forall(A, B, g, D)(
        given(*ranges, B * D * A <= B * (A**2 + g**2), B**2 * g * (1 - g) * A <= B * (1 - g))
        >> (A * (1 - B * D + B**2 * g * (g - 1)) >= 0)
    )
    three = k.lemma(three, *names, S / sigma, defined=state)
    three = k.use(three, one, two, unit, positive, below, *k.given)
    back = forall(eta, sigma, A, B, D, g)(
        given(sigma > 0, A > 0, eta * sigma == B,
              A * (1 - B * (D / sigma) + B**2 * (g / sigma) * (g / sigma - 1)) >= 0)
        >> (1 - eta * D + eta**2 * g * (g - sigma) >= 0)
    )  # fmt: skip
    kept = k.use(k.lemma(back, eta, sigma, C1, step, S, x * y), three, *state, *k.given)
    least = k.lemma(
        forall(A, B, D)(given(A > 0, B > 0, A**2 >= D, B**2 >= D) >> (A * B >= D)), x, y, C1 * sigma
    )
    least = k.use(least, *state)
    squares = k.arith(conj(P >= 0, Q >= 0, more >= 0))
    paid = forall(eta, sigma, g, A, B, D)(
        given(eta > 0, sigma > 0, g >= A * sigma, B >= 0, D >= 0, eta * (B + D) <= 4 * A)
        >> (eta * g * (B + D) - eta**2 * sigma * B * D >= 0)
    )
    paid = k.use(k.lemma(paid, eta, sigma, x * y, C1, P, Q), least, squares, *state)
    end = forall(eta, A, B, D, g)(
        given(A >= 0, B >= 0, D >= 0, g >= 0) >> ((A + eta**2 * B) * D + g >= 0)
    )
    lack = k.arith(sigma - x * y >= 0, *state)
    end = k.use(k.lemma(end, eta, keep, more, sigma - x * y, push), kept, squares, lack, paid)
    stays = k.arith(after_x * after_y <= sigma, k.fold(exact, end))
    return k.for_all(k.discharge(stays, states()), eta, sigma, x, y, u, v)


def past_it(k, beyond, goal):
    """Anything, beyond the limit: `keeps` is false at a state without noise."""
    above = forall(A, B)(given(B > 0, A > B / (1 + B**2)) >> conj(A > 0, A * (1 + B**2) - B > 0))
    above = k.use(k.lemma(above, step, C1), beyond, *k.given)
    q = step * (1 + C1**2) - C1
    near = conj(e > 0, e <= 1 - C1, 2 * step * e < q)
    value = q * (1 - C1) / (2 * step + q)
    defined = k.arith(2 * step + q != 0, above)
    room = forall(A, B, D)(
        given(A > 0, A < 1, B > 0, D > 0)
        >> conj(
            D * (1 - A) / (2 * B + D) > 0, D * (1 - A) / (2 * B + D) <= 1 - A,
            2 * B * (D * (1 - A) / (2 * B + D)) < D,
        )
    )  # fmt: skip
    room = k.use(k.lemma(room, C1, step, q), above, *k.given)
    some = k.exhibit(exists(e)(near), value, room, defined)
    now = k.assume(near)
    nonzero = k.arith(C1 != 0, *k.given)
    at = k.at(k.assume(keeps()), step / C1, C1, C1, 1 - e, 0, 0, defined=[nonzero])
    ready = forall(A, B, D)(
        given(A > 0, A < 1, B > 0, D > 0, D <= 1 - A)
        >> conj(B / A > 0, B / A * A == B, A**2 >= A * A, (1 - D) ** 2 >= A * A, A * (1 - D) <= A)
    )
    ready = k.use(k.lemma(ready, C1, step, e), now, above, *k.given)
    claimed = k.use(at, ready, now, above, *k.given)
    inverse = k.lemma(forall(A, B)((A > 0) >> (B / A * A == B)), C1, step)
    inverse = k.use(inverse, *k.given)
    g = 1 - e
    after = (C1 - step * g**2 + step * g) * ((1 - step * C1) * g + step * C1)
    found = k.arith(after <= C1, claimed, inverse)
    more = forall(A, B, D)(
        given(A > 0, B > 0, D > 0, D <= 1 - A, 2 * B * D < B * (1 + A**2) - A)
        >> (D * (B * (1 - D) ** 2 + B * A**2 - A + B**2 * A * (1 - D) * D) > 0)
    )
    more = k.use(k.lemma(more, C1, step, e), now, above, *k.given)
    whole = k.arith(
        after - C1 == e * (step * (1 - e) ** 2 + step * C1**2 - C1 + step**2 * C1 * (1 - e) * e)
    )
    never = k.arith(~found.formula, more, whole)
    return k.obtain(some, k.absurd(found, never, goal), e)


@sharp_step.mutant
def one_percent_more(judge):
    """At c_1 = 1/2: a step of 0.404 from alpha = sigma_1 = 1/2 and beta = 999/1000."""
    says = forall(C1, step, eta, sigma, x, y, u, v)(
        given(C1 > 0, C1 < 1, step * (1 + C1**2) <= "101/100" * C1, states())
        >> (after_x * after_y <= sigma)
    )
    values = {
        "c_1": "1/2", "c_step": "101/250", "eta": "101/125", "sigma": "1/2", "x": "1/2",
        "y": "999/1000", "u": "0", "v": "0",
    }  # fmt: skip
    return falsify(says, hints=[{"values": values}])
