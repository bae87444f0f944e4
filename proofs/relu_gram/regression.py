"""Gradient descent on least squares, for all sizes and ranks: the words and the steps of the rates
of the introduction.

L = c |X theta - y|^2, theta_* solves the normal equations, e = theta - theta_*, b = |X|_2^2, beta =
2 c b and eta = 1/beta. Then L - min L = c |X e|^2, and a step is e - X^T X e/b. In the scaled
A = X^T X/b, 0 <= A <= I:

    |e_{k+1}|^2 + 2 (k + 1) <e_{k+1}, A e_{k+1}> <= |e_k|^2 + 2 k <e_k, A e_k>.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import conj, forall, given, nats, reals, term
from steepest.proofs.engine.theorems.arrays import array_sequences, arrays, norm, norm2, zeros

X, y, best, phi = arrays("X: n x d, y: n x 1, theta_star: d x 1, phi: d x 1")
v, z, w = arrays("v: d x 1, z: n x 1, w: d x 1")
(theta,) = array_sequences("theta: d x 1")
c, b, m, eta, beta, mu = reals("c b m eta beta mu")
LETTERS = P, Q, R, S = reals("P Q R S")
s, x, a_1, b_1, t = reals("s x a_1 b_1 t")
k = nats("k")


def loss(at: Any) -> Any:
    return c * norm2(X @ at - y)


def gradient(at: Any) -> Any:
    return (2 * c) * (X.T @ (X @ at - y))


def norm_of_the_data() -> Any:
    """|X v|^2 <= b |v|^2 and |X^T z|^2 <= b |z|^2"""
    return conj(forall(v)(norm2(X @ v) <= b * norm2(v)), forall(z)(norm2(X.T @ z) <= b * norm2(z)))


def lipschitz() -> Any:
    """|grad L(phi) - grad L(theta_*)| <= 2 c b |phi - theta_*| for any two points."""
    change = norm(gradient(phi) - gradient(best))
    return forall(c, b, X, y, best, phi)(
        given(c > 0, b > 0, norm_of_the_data()) >> (change <= 2 * c * b * norm(phi - best))
    )


def lipschitz_proof(p: Any) -> Any:
    """The change is 2 c X^T X (phi - theta_*)."""
    *positive, wide, tall = p.given
    way, change = phi - best, gradient(phi) - gradient(best)
    same = p.matrix(norm2(change) == 4 * c**2 * norm2(X.T @ (X @ way)))
    lengths = [
        p.matrix(conj(norm(one) >= 0, norm(one) ** 2 == norm2(one))) for one in (way, change)
    ]
    lemma = forall(P, Q, R, S, x, t, b, c)(
        given(
            P == 4 * c**2 * R, R <= b * S, S <= b * Q, x >= 0, t >= 0, x**2 == P, t**2 == Q,
            b > 0, c > 0,
        )
        >> (x <= 2 * c * b * t)
    )  # fmt: skip
    values = norm2(change), norm2(way), norm2(X.T @ (X @ way)), norm2(X @ way)
    made = p.lemma(lemma, *values, norm(change), norm(way), b, c)
    return p.use(made, same, p.at(tall, X @ way), p.at(wide, way), *lengths, *positive)


def run() -> Any:
    return forall(k)(theta(k + 1) == theta(k) - eta * gradient(theta(k)))


def setting(*more: Any) -> list[Any]:
    """beta = 2 c |X|_2^2, eta = 1/beta, theta_* a stationary point"""
    return [
        c > 0,
        b > 0,
        beta == 2 * c * b,
        eta * beta == 1,
        norm_of_the_data(),
        X.T @ (X @ best - y) == zeros("d", "1"),
        *more,
        run(),
    ]


def rates(conclusion: Any, *more: Any) -> Any:
    """theta_* is a minimum, and what is said of the loss above it."""
    lowest = forall(phi)(loss(best) <= loss(phi))
    names = [m, mu] if more else []
    return forall(c, b, eta, beta, *names, X, y, best, theta)(
        given(*setting(*more)) >> conj(lowest, forall(k)(conclusion))
    )


def above(k: Any) -> Any:
    return loss(theta(k)) - loss(best)


def sublinear() -> Any:
    """L(theta_k) - min L <= beta |theta_0 - theta_*|^2/(2 (2 k + 1))"""
    return rates(above(k) <= start() / (2 * (2 * k + 1)))


def printed() -> Any:
    """L(theta_k) - min L <= beta |theta_0 - theta_*|^2/(2 k) for k >= 1"""
    return rates((k >= 1) >> (above(k) <= start() / (2 * k)))


def start() -> Any:
    return beta * norm2(theta(0) - best)


def linear() -> Any:
    """L(theta_k) - min L <= (1 - mu/beta)^(2 k) (L(theta_0) - min L), mu = 2 c m, with m at most
    the positive eigenvalues of X^T X.
    """
    spread = forall(v)(norm2(X.T @ X @ v) >= m * norm2(X @ v))
    bound = (1 - eta * mu) ** (2 * k) * above(0)
    return rates(above(k) <= bound, m > 0, mu == 2 * c * m, spread)


class Descent:
    """A proof of one of the rates: what a step does to e, and that theta_* is a minimum."""

    def __init__(self, proof: Any):
        self.p = proof
        *self.numbers, self.wide, self.tall, self.normal = proof.given[:7]
        self.step = proof.at(proof.given[-1], k)
        self.e, self.q = theta(k) - best, eta * (2 * c)
        e = self.e
        # |e|^2, |X e|^2, |X^T X e|^2, |X X^T X e|^2
        back = X.T @ (X @ e)
        self.sizes = norm2(e), norm2(X @ e), norm2(back), norm2(X @ back)
        self.signs = [proof.matrix(one >= 0) for one in self.sizes]
        self.bounds = [
            proof.at(self.wide, e), proof.at(self.tall, X @ e), proof.at(self.wide, back)
        ]  # fmt: skip
        self.unit = proof.arith(self.q * b == 1, *self.numbers)

    def lowest(self) -> Any:
        gap, some = self.gap(phi), self.p.matrix(norm2(X @ (phi - best)) >= 0)
        return self.p.for_all(self.p.arith(loss(best) <= loss(phi), gap, some, *self.numbers), phi)

    def gap(self, at: Any) -> Any:
        """L - min L = c |X e|^2"""
        return self.p.matrix(loss(at) - loss(best) == c * norm2(X @ (at - best)), self.normal)


def sublinear_proof(proof: Any) -> Any:
    """|e|^2 + 2 k q |X e|^2 does not grow, q = 1/b."""
    run = Descent(proof)
    (A, B, H, G), q, after = run.sizes, run.q, theta(k + 1) - best
    always = A + 2 * k * q * B <= norm2(theta(0) - best)
    first = proof.matrix(norm2(after) == A - 2 * q * B + q**2 * H, run.step, run.normal)
    second = proof.matrix(norm2(X @ after) == B - 2 * q * H + q**2 * G, run.step, run.normal)
    lemma = forall(k, *LETTERS, a_1, b_1, s, x, b)(
        given(
            a_1 == P - 2 * s * Q + s**2 * R, b_1 == Q - 2 * s * R + s**2 * S, S <= b * R, R >= 0,
            s * b == 1, s > 0, P + 2 * k * s * Q <= x,
        )
        >> (a_1 + 2 * (k + 1) * s * b_1 <= x)
    )  # fmt: skip
    values = k, A, B, H, G, norm2(after), norm2(X @ after), q, norm2(theta(0) - best), b
    above_zero = proof.arith(q > 0, *run.numbers)
    step = proof.use(
        proof.lemma(lemma, *values),
        first, second, *run.bounds, *run.signs, run.unit, above_zero, proof.assume(always),
    )  # fmt: skip
    every = proof.induction(k, always, proof.arith(always.put(k, 0)), step)
    lemma = forall(k, P, Q, s, x, b, c, beta)(
        given(
            P + 2 * k * s * Q <= x, Q <= b * P, s * b == 1, s > 0, b > 0, c > 0, beta == 2 * c * b
        )
        >> (c * Q <= beta * x / (2 * (2 * k + 1)))
    )
    values = k, A, B, q, norm2(theta(0) - best), b, c, beta
    end = proof.use(
        proof.lemma(lemma, *values),
        proof.at(every, k), *run.bounds, run.unit, above_zero, *run.numbers,
    )  # fmt: skip
    goal = above(k) <= start() / (2 * (2 * k + 1))
    found = proof.for_all(proof.arith(goal, run.gap(theta(k)), end), k)
    return proof.both(run.lowest(), found)


def printed_proof(proof: Any, id: str) -> Any:
    """From the rate with 2 k + 1, the claim `id`."""
    values = c, b, eta, beta, X, y, best, theta
    lowest, rate = proof.split(proof.use(proof.by(id, *values), *proof.given))
    some, late = proof.matrix(norm2(theta(0) - best) >= 0), proof.assume(k >= 1)
    lemma = forall(x, P, beta, k)(
        given(x <= beta * P / (2 * (2 * k + 1)), P >= 0, beta > 0, k >= 1)
        >> (x <= beta * P / (2 * k))
    )
    lemma = proof.lemma(lemma, above(k), norm2(theta(0) - best), beta, k)
    positive = proof.arith(beta > 0, *proof.given[:4])
    found = proof.use(lemma, proof.at(rate, k), some, positive, late)
    return proof.both(lowest, proof.for_all(proof.discharge(found, k >= 1), k))


def linear_proof(proof: Any) -> Any:
    """|T z|^2 <= (b - m)^2 |z|^2 for z = X e and T = b - X X^T, from 0 <= <z, T z> and <T z, z> <=
    (b - m) |z|^2 in the range of X.
    """
    run = Descent(proof)
    positive, least, spread = proof.given[7:10]
    e, q, after = run.e, run.q, norm2(X @ (theta(k + 1) - best))
    _, B, H, G = run.sizes
    turned = b * e - X.T @ (X @ e)
    image = X @ turned  # T z
    long, seen = norm2(image), norm2(X.T @ image)
    length = proof.matrix(long == b**2 * B - 2 * b * H + G)
    moved = proof.matrix(after == B - 2 * q * H + q**2 * G, run.step, run.normal)
    rows = [proof.at(spread, one) for one in (e, turned)]
    rows += [proof.matrix(one == norm2(X.T @ X @ at)) for one, at in ((H, e), (seen, turned))]
    test = s * (X @ e) - image
    form = s**2 * (b * B - H) - 2 * s * long + (b * long - seen)
    same = proof.matrix(b * norm2(test) - norm2(X.T @ test) == form)
    square = proof.arith(form >= 0, same, proof.at(run.tall, test))
    square = proof.for_all(square, s)
    tests = [proof.at(square, one) for one in (term(0), term(1), b - m)]
    lemma = forall(P, Q, R, S, b, m)(
        given(
            Q >= m * P, S >= m * R, P >= 0, R >= 0,
            *(x**2 * (b * P - Q) - 2 * x * R + (b * R - S) >= 0 for x in (0, 1, b - m)),
        )
        >> (R <= (b - m) ** 2 * P)
    )  # fmt: skip
    most = proof.use(
        proof.lemma(lemma, B, H, long, seen, b, m),
        *rows,
        *run.signs,
        proof.matrix(long >= 0),
        *tests,
    )
    rate, first = 1 - eta * mu, norm2(X @ (theta(0) - best))
    always = B <= rate ** (2 * k) * first
    lemma = forall(P, Q, R, S, a_1, b, s, m, t)(
        given(
            R <= (b - m) ** 2 * P, R == b**2 * P - 2 * b * Q + S, a_1 == P - 2 * s * Q + s**2 * S,
            s * b == 1, t == 1 - s * m,
        )
        >> (a_1 <= t**2 * P)
    )  # fmt: skip
    slope = proof.arith(rate == 1 - q * m, *run.numbers, least)
    values = B, H, long, G, after, b, q, m, rate
    step = proof.use(proof.lemma(lemma, *values), most, length, moved, run.unit, slope)
    powers = [proof.power_step(rate, 2 * k), proof.power_step(rate, 2 * k + 1)]
    powers[1] = proof.unfold(proof.arith(2 * k + 1 + 1 == 2 * (k + 1)), powers[1])
    lemma = forall(P, Q, R, S, x, t)(
        given(P <= t**2 * Q, Q <= R * x, S == R * t * t) >> (P <= S * x)
    )
    powers = proof.arith(rate ** (2 * (k + 1)) == rate ** (2 * k) * rate * rate, *powers)
    lemma = proof.lemma(lemma, after, B, rate ** (2 * k), rate ** (2 * (k + 1)), first, rate)
    step = proof.use(lemma, step, powers, proof.assume(always))
    none = 2 * term(0)
    zero = proof.rewrite(proof.arith(none == 0), proof.power_zero(rate), rate**none == 1)
    base = proof.arith(always.put(k, 0), zero)
    every = proof.at(proof.induction(k, always, base, step), k)
    gaps = [run.gap(theta(one)) for one in (k, 0)]
    goal = above(k) <= rate ** (2 * k) * above(0)
    found = proof.arith(goal, every, *gaps, *run.numbers)
    return proof.both(run.lowest(), proof.for_all(found, k))
