"""The words of Lemma 3.1 (Du, Hu, Lee 2018): the objective f(U, V) = |U V^T - M*|_F^2/2 for
matrices of every size, gradient descent with the printed step sizes, the properties A, B, C.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import conj, forall, given, nats, reals, sqrt
from steepest.proofs.engine.theorems.arrays import (
    array_sequences,
    arrays,
    norm,
    norm2,
    size,
    stated,
)

from .step import STEP

U, V, M = arrays("U: d1 x r, V: d2 x r, M: d1 x d2")
A, B = arrays("A: d1 x r, B: d2 x r")  # a direction
u, v = array_sequences("u: d1 x r, v: d2 x r")  # the iterates
eps, eta, c = reals("epsilon eta c")
t, s = nats("t s")
r = size("r")
root = sqrt(r)


def residual(x, y):
    return x @ y.T - M


def loss(x, y):
    return norm2(residual(x, y)) / 2


def balance(x, y):
    return x.T @ x - y.T @ y


def gradient(x, y):
    """The two blocks of the gradient: (18)."""
    return residual(x, y) @ y, residual(x, y).T @ x


def next_iterate(x, y, step):
    """(9), as the matrix engine works with it."""
    at = {"U": x, "V": y, "M": M, "eta": step}
    first, second = STEP.values()
    return stated(first, at), stated(second, at)


def form(x, y, a, b):
    """The Hessian form of f at (x, y) in the direction (a, b), as in (12) (balance.eq-12)."""
    from steepest.proofs.engine.theorems.arrays import inner

    return 2 * inner(residual(x, y), a @ b.T) + norm2(x @ b.T + a @ y.T)


def square(a, b):
    """|(a, b)|_F^2"""
    return norm2(a) + norm2(b)


def small(eps):
    """0 < eps < |M*|_F"""
    return conj(eps > 0, eps < norm(M))


def nearly_balanced(x, y):
    """A"""
    return norm(balance(x, y)) <= eps


def low_loss(x, y, two=2):
    """f <= 2 |M*|_F^2, what B says of the size of the loss."""
    return loss(x, y) <= two * norm2(M)


def bounded(x, y, five=5):
    """C"""
    limit = five * root * norm(M)
    return conj(norm2(x) <= limit, norm2(y) <= limit)


def schedule(t, hundred=100):
    """eta_t, as printed."""
    return sqrt(eps / r) / (hundred * (t + 1) * (norm(M) * sqrt(norm(M))))


def run(hundred=100):
    """For all t the iterate at t + 1 is the step from the one at t."""
    step = next_iterate(u(t), v(t), schedule(t, hundred))
    return forall(t)(conj(u(t + 1) == step[0], v(t + 1) == step[1]))


def norms(k: Any, *matrices: Any) -> list[Any]:
    """|X|_F >= 0 and |X|_F^2 is the squared norm, as steps."""
    return [k.matrix(conj(norm(x) >= 0, norm(x) ** 2 == norm2(x), norm2(x) >= 0)) for x in matrices]


def sizes(k: Any) -> Any:
    """r >= 1"""
    return k.arith(r >= 1, k.matrix(r > 0))


def scalars(**values: Any) -> dict[str, Any]:
    """A model in which every matrix is 1 x 1: capitals are matrices, other names numbers."""
    return {
        "sizes": {"d1": 1, "d2": 1, "r": 1},
        "matrices": {name: [[str(one)]] for name, one in values.items() if name.isupper()},
        "values": {name: str(one) for name, one in values.items() if not name.isupper()},
    }


def schedule_is_defined(k: Any, t: Any, known: list[Any]) -> list[Any]:
    """The step size at t has a value: from 0 < eps < |M*| and r >= 1."""
    m = norm(M)
    positive = k.arith(m > 0, *known)
    rooted = k.arith(sqrt(m) > 0, positive)
    product = k.lemma(
        forall(A1, B1)(given(A1 > 0, B1 > 0) >> (100 * (t + 1) * (A1 * B1) != 0)),
        m,
        sqrt(m),
        defined=[k.arith(m >= 0, positive)],
    )
    ratio = k.lemma(forall(A1, B1)(given(A1 > 0, B1 >= 1) >> (A1 / B1 >= 0)), eps, r)
    return [
        *known,
        k.arith(r != 0, *known),
        k.use(ratio, *known),
        k.arith(m >= 0, positive),
        k.use(product, positive, rooted),
    ]


A1, B1 = reals("A_1 B_1")
