"""One step of stage two of gradient descent on the rank-one problem (Lemma C.2, Du, Hu, Lee 2018).

From a state with both signals at least 2 sqrt(c_1 sigma), product at most sigma and noise at most
c_1 sigma/2, the signals never fall below half of what they were, their product never passes sigma,
and noise and error shrink by the factor 1 - c_1 eta sigma a step. Time is counted from the start of
the stage; c_1 = 1/80008, eta sigma <= 1/100000.

The printed proof bounds an infinite product by an exponential. Here the invariant is polynomial:
alpha_t >= alpha_0 (1 - (1 - r^t) xi_0/(c_1 sigma)), r = 1 - c_1 eta sigma, which also allows more
noise (c_1/2 in place of c_1 log(2)/2).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, reals

from .rank_one_growth import eta, next_state, sigma, signs, u, v, x, y
from .rank_one_state import du_hu_lee

C_1, C_STEP = "1/80008", "1/100000"
m, noise, power = reals("alpha_0 xi_0 r_t")  # the start of the stage, and r^t
C1 = reals("c_1")


def rate():
    """r = 1 - c_1 eta sigma"""
    return 1 - C1 * eta * sigma


def sizes(step=C_STEP, c_1=C_1):
    return conj(eta > 0, sigma > 0, eta * sigma <= step, C1 == c_1)


def large(alpha, beta):
    """J: both signals squared are at least c_1 sigma."""
    return conj(alpha**2 >= C1 * sigma, beta**2 >= C1 * sigma)


def within(step=C_STEP):
    """J, K and little noise: the states of stage two."""
    return given(
        sizes(step), signs(x, y), large(x, y), x * y <= sigma, u**2 + v**2 <= C1 * sigma / 2
    )


def kept(signal, start, left=power):
    """I, multiplied by c_1 sigma: signal >= start (1 - (1 - left) xi_0/(c_1 sigma)); left = r^t."""
    return C1 * sigma * signal >= start * (C1 * sigma - noise * (1 - left))


STATE = (eta, sigma, C1, x, y, u, v)


@claim(
    "balance.lem-C.2.size",
    du_hu_lee("proof of Lemma C.2, alpha, beta = Theta(sqrt(sigma_1))", "Lemma 4.6"),
    says=lambda step=C_STEP: forall(*STATE)(
        within(step)
        >> conj(
            C1 * (x**2 + y**2) <= (1 + C1**2) * sigma,
            eta * (x**2 + u**2) <= 1,
            eta * (y**2 + v**2) <= 1,
            x * y >= C1 * sigma,
        )
    ),
)
def signals_are_bounded(judge, step=C_STEP):
    """Signals that are large and have a bounded product are bounded, and steps are contractions."""
    k = judge.theorem()
    square = k.arith((x * y) ** 2 <= sigma**2, *k.given)
    corner = k.arith((x**2 - C1 * sigma) * (y**2 - C1 * sigma) >= 0, *k.given)
    scaled = k.arith(C1 * sigma * (x**2 + y**2) <= (1 + C1**2) * sigma * sigma, square, corner)
    total = k.arith(C1 * (x**2 + y**2) <= (1 + C1**2) * sigma, scaled, *k.given)
    whole = k.arith(x**2 + y**2 <= 80009 * sigma, total, *k.given)
    limited = k.arith(eta * (x**2 + y**2) <= 80009 * (eta * sigma), whole, *k.given)
    small = k.arith(
        conj(u**2 <= sigma, v**2 <= sigma, x**2 >= 0, y**2 >= 0, u**2 >= 0, v**2 >= 0), *k.given
    )
    quiet = k.arith(
        conj(
            eta * u**2 <= eta * sigma, eta * v**2 <= eta * sigma, eta * x**2 >= 0, eta * y**2 >= 0
        ),
        small,
        *k.given,
    )
    first = k.arith(eta * (x**2 + u**2) <= 1, limited, quiet, *k.given)
    second = k.arith(eta * (y**2 + v**2) <= 1, limited, quiet, *k.given)
    product_squared = k.arith((x * y) ** 2 >= (C1 * sigma) ** 2, *k.given)
    product = k.arith(x * y >= C1 * sigma, product_squared, *k.given)
    return k.qed(k.both(total, first, second, product))


signals_are_bounded.mutant("eta sigma <= 1/50000", step="1/50000")


@claim(
    "balance.lem-C.2.noise",
    du_hu_lee("proof of Lemma C.2, J, K, L imply L at t + 1", "Lemma 4.6"),
    says=lambda c=C1: forall(*STATE)(
        given(
            eta > 0,
            sigma > 0,
            C1 >= 0,
            large(x, y),
            eta * (x**2 + u**2) <= 1,
            eta * (y**2 + v**2) <= 1,
        )
        >> (
            next_state(x, y, u, v)[2] ** 2 + next_state(x, y, u, v)[3] ** 2
            <= (1 - c * eta * sigma) * (u**2 + v**2)
        )
    ),
)
def noise_contracts(judge, c=C1):
    """The noise energy loses the factor 1 - c_1 eta sigma in a step."""
    k = judge.theorem()
    _, _, after_u, after_v = next_state(x, y, u, v)
    done = []
    for signal, own, after in ((y, v, after_u), (x, u, after_v)):
        before = u if after is after_u else v
        shrink = eta * (signal**2 + own**2)
        least = k.arith(conj(shrink >= C1 * eta * sigma, shrink <= 1, shrink >= 0), *k.given)
        once = k.arith((1 - shrink) ** 2 <= 1 - C1 * eta * sigma, least)
        done.append(k.arith(after**2 <= (1 - C1 * eta * sigma) * before**2, once))
    A, B, U, V, r = reals("A B U V r")
    add = k.lemma(
        forall(A, B, U, V, r)(given(A <= r * U, B <= r * V) >> (A + B <= r * (U + V))),
        after_u**2, after_v**2, u**2, v**2, 1 - C1 * eta * sigma,
    )  # fmt: skip
    return k.qed(k.use(add, *done))


noise_contracts.mutant("rate 3 c_1 eta sigma", c=3 * C1)


@claim(
    "balance.lem-C.2.signal",
    du_hu_lee("proof of Lemma C.2, I, J, K, L imply I at t + 1", "Lemma 4.6"),
    says=lambda bound=sigma: forall(eta, sigma, C1, x, y, u, v, m, noise, power)(
        given(
            eta > 0,
            sigma > 0,
            C1 > 0,
            signs(x, y),
            x * y <= bound,
            m > 0,
            noise >= 0,
            noise <= C1 * sigma,
            eta * noise < 1,
            power >= 0,
            power <= 1,
            u**2 + v**2 <= power * noise,
            kept(x, m),
        )
        >> conj(kept(next_state(x, y, u, v)[0], m, power * rate()), next_state(x, y, u, v)[0] > 0)
    ),
)
def signal_is_kept(judge, bound=sigma):
    """In a step a signal loses at most the factor 1 - eta xi_0 r^t, and stays positive."""
    k = judge.theorem()
    after = next_state(x, y, u, v)[0]
    loss = eta * noise * power
    small = k.arith(conj(loss >= 0, loss <= eta * noise), *k.given)
    loses = k.arith(eta * v**2 <= loss, *k.given)
    gap = k.arith(eta * (sigma - x * y) * y >= 0, *k.given)
    lower = k.arith(after >= (1 - eta * v**2) * x, gap)
    next_lower = k.arith(after >= (1 - loss) * x, lower, loses, *k.given)
    scaled = k.arith(C1 * sigma * after >= (1 - loss) * (C1 * sigma * x), next_lower, *k.given)
    factor = k.arith(1 - loss >= 0, small, *k.given)
    chained = k.arith(
        (1 - loss) * (C1 * sigma * x) >= (1 - loss) * (m * (C1 * sigma - noise * (1 - power))),
        factor,
        *k.given,
    )
    rest = k.arith(m * loss * noise * (1 - power) >= 0, small, *k.given)
    A, G, D, s, xi, r, e = reals("A G D s xi r e")
    combine = k.lemma(
        forall(A, G, D, s, xi, r, e)(
            given(A >= G, G >= (1 - e) * (s * (D - xi * (1 - r))), s * e * xi * (1 - r) >= 0)
            >> (A >= s * (D - xi * (1 - r)) - s * e * D)
        ),
        C1 * sigma * after, (1 - loss) * (C1 * sigma * x), C1 * sigma, m, noise, power, loss,
    )  # fmt: skip
    combined = k.use(combine, scaled, chained, rest)
    ends = m * (C1 * sigma - noise * (1 - power)) - m * loss * (C1 * sigma)
    goal = m * (C1 * sigma - noise * (1 - power * rate()))
    kept_on = k.rewrite(k.arith(ends == goal), combined, kept(after, m, power * rate()))
    least = k.arith((1 - loss) * x > 0, small, *k.given)
    return k.qed(k.both(kept_on, k.arith(after > 0, next_lower, least)))


signal_is_kept.mutant("product up to 3 sigma", bound=3 * sigma)


def factor():
    """1 - eta S + eta^2 w with S = alpha^2 + beta^2: what the lack sigma - alpha beta is multiplied
    by in a step, up to noise.
    """
    mixed = x**2 * v**2 + y**2 * u**2 + u**2 * v**2
    return 1 - eta * (x**2 + y**2) + eta**2 * (mixed - x * y * (sigma - x * y))


A, B, C, D, F = reals("A B C D F")  # names of single steps of the arithmetic


@claim(
    "balance.lem-C.2.factor",
    du_hu_lee("proof of Lemma C.2, J, K, L imply K and M at t + 1", "Lemma 4.6"),
    says=lambda limit=C_STEP: forall(*STATE)(
        within(limit) >> conj(factor() >= 0, factor() <= rate())
    ),
    uses=("balance.lem-C.2.size",),
)
def lack_contracts(judge, limit=C_STEP):
    """The factor of the lack sigma - alpha beta lies between 0 and 1 - c_1 eta sigma."""
    k = judge.theorem()
    sized = k.use(k.by("balance.lem-C.2.size", *STATE), *k.given)
    S, g, lack, xi = x**2 + y**2, x * y, sigma - x * y, u**2 + v**2
    mixed = x**2 * v**2 + y**2 * u**2 + u**2 * v**2
    step = k.arith(conj(eta * sigma > 0, eta * sigma <= limit), *k.given)
    squares = k.arith(conj(u**2 >= 0, v**2 >= 0, x**2 >= 0, y**2 >= 0))
    capped = k.arith(conj(eta * S <= "9/10", eta * S >= 2 * C1 * eta * sigma), sized, *k.given)
    gains = k.arith(conj(eta * lack >= 0, eta * lack <= eta * sigma), *k.given)
    couples = k.arith(conj(eta * g >= 0, eta * g <= eta * sigma), *k.given)
    still = k.arith(conj(eta * xi >= 0, eta * xi <= "1/100000", xi <= S / 4), *k.given, squares)
    bound = k.lemma(
        forall(A, B, C)(given(A >= 0, A <= C, B >= 0, B <= C, C <= limit) >> (A * B <= "1/100")),
        eta * lack, eta * g, eta * sigma,
    )  # fmt: skip
    loss = k.use(bound, *k.split(gains), *k.split(couples), *k.split(step))
    positive = k.arith(conj(mixed >= 0, mixed <= (S + xi) * xi), squares)
    scaled = k.lemma(
        forall(A, B, C)((A <= B * C) >> (eta**2 * A <= eta * B * (eta * C))),
        mixed, S + xi, xi,
    )  # fmt: skip
    second = k.use(scaled, *k.split(positive))
    quarter = k.arith(conj(eta * (S + xi) <= eta * S * "5/4", eta * (S + xi) >= 0),
                      still, squares, *k.given[:1])  # fmt: skip
    product = k.lemma(
        forall(A, B, C)(
            given(A <= C * "5/4", A >= 0, B >= 0, B <= "1/100000") >> (A * B <= C / 2)
        ),
        eta * (S + xi), eta * xi, eta * S,
    )  # fmt: skip
    half = k.use(product, *k.split(quarter), *k.split(still))
    other = k.arith(eta**2 * mixed >= 0, *k.split(positive))
    expand = k.arith(factor() == 1 - eta * S + eta**2 * mixed - eta * lack * (eta * g))
    least = k.lemma(
        forall(A, B, C)(given(A <= "9/10", B >= 0, C <= "1/100") >> (1 - A + B - C >= 0)),
        eta * S, eta**2 * mixed, eta * lack * (eta * g),
    )  # fmt: skip
    nonnegative = k.lemma(forall(A, B)(given(A >= 0, B >= 0) >> (A * B >= 0)), eta * lack, eta * g)
    most = k.lemma(
        forall(A, B, C, D, F)(
            given(B <= F, F <= A / 2, C >= 0, A >= 2 * D) >> (1 - A + B - C <= 1 - D)
        ),
        eta * S, eta**2 * mixed, eta * lack * (eta * g), C1 * eta * sigma,
        eta * (S + xi) * (eta * xi),
    )  # fmt: skip
    low = k.use(least, *k.split(capped), other, loss)
    gain = k.use(nonnegative, *k.split(gains), *k.split(couples))
    high = k.use(most, second, half, gain, k.arith(eta * S >= 2 * (C1 * eta * sigma), capped))
    return k.qed(
        k.both(k.rewrite(expand, low, factor() >= 0), k.rewrite(expand, high, factor() <= rate()))
    )


lack_contracts.mutant("eta sigma <= 1/50000", limit="1/50000")


@claim(
    "balance.lem-C.2.product",
    du_hu_lee("proof of Lemma C.2, J, K, L imply K and M at t + 1", "Lemma 4.6"),
    says=lambda limit=C_STEP: forall(*STATE)(
        within(limit)
        >> conj(
            next_state(x, y, u, v)[0] * next_state(x, y, u, v)[1] <= sigma,
            sigma - next_state(x, y, u, v)[0] * next_state(x, y, u, v)[1]
            <= rate() * (sigma - x * y) + eta * sigma * (u**2 + v**2),
        )
    ),
    uses=("balance.lem-C.2.size", "balance.lem-C.2.factor"),
)
def product_stays_below(judge, limit=C_STEP):
    """The product of the signals never passes sigma, and what it lacks shrinks by the factor 1 -
    c_1 eta sigma, up to eta sigma times the noise.
    """
    k = judge.theorem()
    after_x, after_y, _, _ = next_state(x, y, u, v)
    sized = k.use(k.by("balance.lem-C.2.size", *STATE), *k.given)
    between = k.use(k.by("balance.lem-C.2.factor", *STATE), *k.given)
    lack, xi, pair = sigma - x * y, u**2 + v**2, u**2 * v**2
    gain, paid_for = eta * (x * y) * xi, eta * sigma * (eta * pair)
    identity = k.arith(sigma - after_x * after_y == factor() * lack + gain - paid_for)
    step = k.arith(conj(eta * sigma > 0, eta * sigma <= 1), *k.given)
    squares = k.arith(conj(u**2 >= 0, v**2 >= 0, xi >= 0, pair >= 0, pair <= xi * xi))
    noise_paid = k.lemma(
        forall(A, B, C, D, F)(
            given(A > 0, A <= 1, eta > 0, B >= 0, B <= C * C, C >= 0, C <= D / 2, D <= F)
            >> (A * (eta * B) <= eta * F * C)
        ),
        eta * sigma, pair, xi, C1 * sigma, x * y,
    )  # fmt: skip
    paid = k.use(noise_paid, *k.split(step), *k.split(squares), *k.split(sized), *k.given)
    rest = k.lemma(
        forall(A, B)(given(A > 0, eta > 0, B >= 0) >> (A * (eta * B) >= 0)), eta * sigma, pair
    )
    unpaid = k.use(rest, *k.split(step), *k.split(squares), *k.given)
    limited = k.lemma(
        forall(A, B)(given(eta > 0, A >= 0, B <= sigma) >> (eta * B * A <= eta * sigma * A)),
        xi, x * y,
    )  # fmt: skip
    most = k.use(limited, *k.split(squares), *k.given)
    lacks = k.arith(lack >= 0, *k.given)
    names = (factor(), lack, gain, paid_for)
    least = k.lemma(
        forall(A, B, C, D)(given(A >= 0, B >= 0, D <= C) >> (A * B + C - D >= 0)), *names
    )
    above = k.lemma(
        forall(A, B, C, D, F, sigma)(
            given(A <= F, B >= 0, C <= sigma, D >= 0) >> (A * B + C - D <= F * B + sigma)
        ),
        *names, rate(), eta * sigma * xi,
    )  # fmt: skip
    low = k.use(least, *k.split(between), lacks, paid)
    high = k.use(above, *k.split(between), lacks, most, unpaid)
    stays = k.rewrite(identity, low, sigma - after_x * after_y >= 0)
    turned = k.lemma(forall(A)((sigma - A >= 0) >> (A <= sigma)), after_x * after_y)
    shrinks = k.rewrite(
        identity, high, sigma - after_x * after_y <= rate() * lack + eta * sigma * xi
    )
    return k.qed(k.both(k.use(turned, stays), shrinks))


product_stays_below.mutant("eta sigma <= 1/50000", limit="1/50000")
