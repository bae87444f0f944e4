"""The explicit widths of Theorems 2.2 and 2.3: with them the steps of the printed proofs close,
each event with delta/3.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, log, pi, reals, sqrt, term
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .network import C, R, delta, eta, lam, m, n, size

root = sqrt(2 * pi)
third = delta / 3


def sizes(constant):
    """lambda_0 <= 1/2, as for all unit inputs; size = |y - u(0)| is on the event of Markov's
    inequality.
    """
    wide = m * lam**4 * delta**3 >= constant * (C**2 + term("1/2")) * n**6
    return conj(
        n >= 1, m >= 1, lam > 0, lam <= "1/2", delta > 0, delta < 1, wide, size >= 0,
        size**2 <= n * (C**2 + term("1/2")) / third,
    )  # fmt: skip


def closed(speed):
    """R' < R, the width of Lemma 2.1 and the flips of Lemma 2.2, with delta/3"""
    moved = speed * sqrt(n) * size / (sqrt(m) * lam)
    lemma = m * lam**2 >= 8 * n**2 * log(n * (n + 1) / third)
    flips = 2 * (2 / root) * n**2 * R / third <= lam / 4
    return conj(moved < R, lemma, flips)


def close(k, speed, parts, constant):
    """The three conclusions, from R = sqrt(2 pi)/parts delta/3 lambda_0/n^2."""
    one, many, lam_pos, small, d_pos, d_less, wide, low, start, radius = k.given[:10]
    X, s, t = reals("X s t")
    unit = conj(sqrt(n) >= 0, sqrt(n) ** 2 == n, sqrt(m) > 0, sqrt(m) ** 2 == m)
    roots = k.arith(unit, one, many)
    circle = k.arith(conj(root > 0, root**2 == 2 * pi))
    scaled = k.arith(3 * parts * n**2 * R == root * delta * lam, radius, one)
    start = k.arith(size**2 * delta <= 3 * n * (C**2 + term("1/2")), start, d_pos)
    far = far_enough(k, speed, parts, constant, one, d_pos, circle, scaled, start, roots, wide)
    signs = k.arith(conj(sqrt(n) * size >= 0, R * (sqrt(m) * lam) > 0), roots, low, scaled, circle,
                    lam_pos, d_pos, one)  # fmt: skip
    rule = forall(s, t)(given(s**2 < t**2, s >= 0, t > 0) >> (s < t))
    far = k.use(k.lemma(rule, speed * (sqrt(n) * size), R * (sqrt(m) * lam)), far, signs)
    positive = k.arith(sqrt(m) * lam > 0, roots, lam_pos)
    goal = closed(speed)
    first = k.arith(goal.part(0), far, positive)
    inside = n * (n + 1) / third
    nonzero = k.arith(third > 0, d_pos)
    above = k.arith(inside > 0, one, nonzero)
    logarithm = k.arith(log(inside) <= inside, above)
    logarithm = k.arith(log(inside) * delta <= 3 * n * (n + 1), logarithm, d_pos)
    rule = forall(s, t, lam, delta, C)(
        given(
            s >= 1, lam > 0, lam <= "1/2", delta > 0, delta < 1, t >= 1,
            t * lam**4 * delta**3 >= constant * (C**2 + term("1/2")) * s**6,
        )
        >> conj(
            t * lam**4 * delta**3 >= 2000 * s**6,
            lam**2 * delta**2 <= "1/4",
            t * lam**2 * delta > 0,
            s**6 >= s**4,
        )
    )  # fmt: skip
    known = k.use(
        k.lemma(rule, n, m, lam, delta, C), one, lam_pos, small, d_pos, d_less, wide, many
    )
    A, B, D, F = reals("A B D F")  # t lambda_0^2 delta, lambda_0^2 delta^2, s^6, s^4
    rule = forall(A, B, D, F)(
        given(A * B >= 2000 * D, B <= "1/4", A > 0, D >= F) >> (A >= 8000 * F)
    )
    known = k.use(k.lemma(rule, m * lam**2 * delta, lam**2 * delta**2, n**6, n**4), known)
    rule = forall(s, t, X, lam, delta)(
        given(t * lam**2 * delta >= 8000 * s**4, s >= 1, delta > 0, X * delta <= 3 * s * (s + 1))
        >> (t * lam**2 >= 8 * s**2 * X)
    )
    wider = k.lemma(rule, n, m, log(inside), lam, delta, defined=[above])
    second = k.use(wider, known, one, d_pos, logarithm)
    third_part = k.arith(goal.part(2), scaled, circle, d_pos, lam_pos)
    return k.both(first, second, third_part)


def far_enough(k, speed, parts, constant, one, d_pos, circle, scaled, start, roots, wide):
    """(speed sqrt(n) |y - u(0)|)^2 < (R sqrt(m) lambda_0)^2"""
    c, X, Y, s, t, U, V, S = reals("c X Y s t U V S")
    length, mean = (R * (sqrt(m) * lam)) ** 2, C**2 + term("1/2")
    rule = forall(s, t, c, Y, R, lam, delta)(
        given(3 * parts * s**2 * R == c * delta * lam, c**2 == 2 * pi, Y**2 == t)
        >> ((R * (Y * lam)) ** 2 * (9 * parts**2 * s**4) == 2 * pi * delta**2 * lam**4 * t)
    )
    square = k.use(k.lemma(rule, n, m, root, sqrt(m), R, lam, delta), scaled, circle, roots)
    # V = (R sqrt(m) lambda_0)^2, X = delta^2 lambda_0^4 m, U = n^4, S n^2 = Y
    square = k.arith(length * (9 * parts**2) * n**4 == 2 * pi * (delta**2 * lam**4 * m), square)
    rule = forall(V, U, X, Y, c, delta)(
        given(V * U == c * X, X * delta >= U * Y, c > 0) >> (U * (V * delta) >= U * (c * Y))
    )
    large = k.lemma(rule, length * (9 * parts**2), n**4, delta**2 * lam**4 * m,
                    constant * mean * n**2, 2 * pi, delta)  # fmt: skip
    large = k.use(large, square, k.arith(large.formula.left.part(1), wide), k.arith(2 * pi > 0))
    rule = forall(s, t, U)(given(s >= 1, s**4 * t >= s**4 * U) >> (t >= U))
    sides = length * (9 * parts**2) * delta, 2 * pi * (constant * mean * n**2)
    large = k.use(k.lemma(rule, n, *sides), one, large)
    rule = forall(X, s, size, delta, S)(
        given(X**2 == s, size**2 * delta <= 3 * s * S, s >= 1)
        >> ((speed * (X * size)) ** 2 * delta <= 3 * speed**2 * s**2 * S)
    )
    little = k.use(k.lemma(rule, sqrt(n), n, size, delta, mean), roots, start, one)
    more = k.arith(2 * pi * constant > 27 * parts**2 * speed**2)
    rule = forall(U, V, X, c, delta)(
        given(
            U * delta <= 3 * speed**2 * X, V * (9 * parts**2) * delta >= c * X,
            c > 27 * parts**2 * speed**2, X > 0, delta > 0,
        )
        >> (U < V)
    )  # fmt: skip
    first = (speed * (sqrt(n) * size)) ** 2
    last = k.lemma(rule, first, length, n**2 * mean, 2 * pi * constant, delta)
    ends = [
        k.arith(last.formula.left.part(place), step) for place, step in ((0, little), (1, large))
    ]
    return k.use(last, *ends, more, d_pos, k.arith(n**2 * mean > 0, one))


def radius(parts):
    return root / parts * third * lam / n**2


def too_narrow(speed, parts, constant, width):
    """For one input at the level of Markov's inequality R' is above R."""
    says = forall(n, m, C, lam, delta, size)(
        sizes(constant) >> closed(speed).part(0).put(R, radius(parts))
    )
    at = {"n": "1", "m": width, "C": "0", "lambda_0": "1/2", "delta": "1/2"}
    return falsify(says, hints=[{"values": at | {"size": "17320/10000"}}])


def descent_says():
    steps = conj(eta > 0, 4 * eta * n**2 <= lam)
    return forall(n, m, C, lam, delta, R, size, eta)(
        given(sizes(70406), R == radius(32), steps) >> conj(closed(4), eta * lam <= 2)
    )


@claim(
    "relu2.thm-2.3-assembly",
    thesis("Section 2.3.1"),
    says=descent_says,
)
def descent(judge):
    """The width and the step for which the whole proof of Theorem 2.3 closes.

    m_min = 16 * 9 * 3 * 1024/(2 pi) (C^2 + 1/2) n^6/(lambda_0^4 delta^3), 70405.05 rounded up; k =
    0 is an identity. Three events suffice: Lemma 2.1, the residual, and Lemma 2.5, because sum_ij
    |H_ij - H_ij(0)| <= 2 n sum_i q_i makes Lemma 2.2 follow from it: 2 C n^2 R/(delta/3) =
    lambda_0/8 <= lambda_0/4, with C = 2/sqrt(2 pi). Also eta lambda_0 <= 2, and the width of Lemma
    2.1 is dominated. size = |y - u(0)|.
    """
    k = judge.theorem()
    *_, positive, step = k.given
    parts = close(k, 4, 32, 70406)
    short = k.arith(eta * lam <= 2, positive, step, k.given[0], k.given[2], k.given[3])
    return k.qed(k.both(parts, short))


@descent.mutant
def three_quarters(judge):
    """Three quarters of the constant."""
    return too_narrow(4, 32, 52804, "3379456")


def flow_says():
    return forall(n, m, C, lam, delta, R, size)(given(sizes(4401), R == radius(16)) >> closed(2))


@claim(
    "relu2.thm-2.2-assembly",
    thesis("Section 2.2, after Lemma 2.4"),
    says=flow_says,
)
def flow(judge):
    """The width for which the whole proof of Theorem 2.2 closes.

    All constants: 4 * 256/(2 pi) * 9 * 3 = 13824/pi = 4400.3. Three events of delta/3 each, where
    the printed proof uses delta three times (relu2.thm-2.2-assembly.failure-amended). The width of
    Lemma 2.1 (sharper form) at delta/3 is dominated, log(3 n(n + 1)/delta) <= 6 n^2/delta. size =
    |y - u(0)|.
    """
    k = judge.theorem()
    return k.qed(close(k, 2, 16, 4401))


@flow.mutant
def three_quarters_of_it(judge):
    """Three quarters of the constant."""
    return too_narrow(2, 16, 3301, "211264")
