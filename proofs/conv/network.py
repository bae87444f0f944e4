"""The words of Chapter 5 for statements: the filter v, the second layer a, the teacher, the angle,
and one step of gradient descent (the gradients are those of Theorem 5.2).

A statement with k, p or d in it is one for every number of patches and every size of the filter.
"""

from __future__ import annotations

from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    cos,
    forall,
    functions,
    nats,
    pi,
    reals,
    sequences,
    sin,
    sum_over,
)

eta, phi, turned = reals("eta phi phi_next")
n, size = reals("n size")  # |w*| and |v|
c, d, i, k, t = nats("c d i k t")
v, w_star, a, a_star = sequences("v w_star a a_star")  # one state; d coordinates, k patches
V, A = functions("v a", "nat", "nat")  # a run: v(t, c) and a(t, i)
Phi, Size = sequences("phi size")  # its angles and |v|


def product(f, g, count, index=c):
    """f . g"""
    return sum_over(index, count, f(index) * g(index))


def square(f, count, index=c):
    """|f|^2"""
    return sum_over(index, count, f(index) ** 2)


def length(size, f, count, index=c):
    """size = |f|"""
    return conj(size >= 0, size**2 == square(f, count, index))


teacher = length(n, w_star, d)
N = square(a_star, k, i)
S = sum_over(i, k, a_star(i))


def total(second):
    """1 . a"""
    return sum_over(i, k, second(i))


def signal(second):
    """a . a*"""
    return product(second, a_star, k, i)


def g(angle):
    return (pi - angle) * cos(angle) + sin(angle)


def at(run, time):
    """The state of a run at a time, as a family."""
    return lambda index: run(time, index)


def layer_step(second, angle):
    """The second layer after a step, entry by entry: a - eta da."""
    return lambda index: (
        second(index)
        - eta / (2 * pi) * (total(second) + (pi - 1) * second(index))
        + eta / (2 * pi) * (n * S + n * (g(angle) - 1) * a_star(index))
    )


def layer_gradient(second, angle):
    """d l/da, entry by entry, as Theorem 5.2 gives it."""
    return lambda index: (
        1 / (2 * pi) * (total(second) + (pi - 1) * second(index))
        - 1 / (2 * pi) * (n * S + n * (g(angle) - 1) * a_star(index))
    )


def factor(inner, angle, size):
    """eta x (pi - phi)/(2 pi |v|)"""
    return eta * inner * (pi - angle) / (2 * pi * size)


def filter_gradient(weights, inner, angle, size):
    """d l/dv, entry by entry, as Theorem 5.2 gives it."""
    dot = product(weights, w_star, d)
    return lambda index: (
        -(inner * (pi - angle) / (2 * pi * size)) * (w_star(index) - dot / size**2 * weights(index))
    )


def speed(inner, angle, size):
    """lambda = |w*| (pi - phi) x/(2 pi |v|^2)"""
    return n * (pi - angle) * inner / (2 * pi * size**2)


def filter_step(weights, inner, angle, size):
    """The filter after a step: v + eta x (pi - phi)/(2 pi |v|) (w* - v v.w*/|v|^2)."""
    dot = product(weights, w_star, d)
    return lambda index: (
        weights(index)
        + factor(inner, angle, size) * (w_star(index) - dot / size**2 * weights(index))
    )


def is_angle(weights, size, angle):
    """0 <= phi <= pi is the angle of v != 0 and w* != 0, size = |v|."""
    cosine = size * n * cos(angle) == product(weights, w_star, d)
    lengths = conj(length(size, weights, d), size > 0)
    return conj(lengths, angle >= 0, angle <= pi, cosine)


def family(f, index):
    """The same family, to be put in for a sequence."""
    return Lambda((index,), f(index))


def layer_run():
    """Gradient descent on the second layer, whatever the angles do."""
    after = layer_step(at(A, t), Phi(t))
    return forall(t)(conj(Phi(t) >= 0, Phi(t) <= pi)), forall(t, i)(A(t + 1, i) == after(i))


def filter_run():
    """Gradient descent on the filter, with |v(t)| and the angle of v(t) and w* at all times."""
    moved = filter_step(at(V, t), signal(at(A, t)), Phi(t), Size(t))
    return forall(t)(is_angle(at(V, t), Size(t), Phi(t))), forall(t, c)(V(t + 1, c) == moved(c))


def error(second):
    """a - n a*, entry by entry."""
    return lambda index: second(index) - n * a_star(index)


def apart(second):
    """|a - n a*|^2"""
    return square(error(second), k, i)


def loss(second, angle):
    """The population loss, as Theorem 5.1 gives it."""
    return loss_from(N, square(second, k, i), signal(second), S, total(second), g(angle))


def loss_from(target, own, inner, target_sum, own_sum, level):
    """The loss from |a*|^2, |a|^2, a.a*, 1.a*, 1.a and g."""
    squares = (pi - 1) * (n**2 * target) + (pi - 1) * own
    mixed = 2 * (level - 1) * (n * inner)
    sums = 2 * (n * (own_sum * target_sum))
    return (squares - mixed + n**2 * target_sum**2 + own_sum**2 - sums) / (4 * pi)


def divisors(z):
    """That what a step of the second layer divides by is not zero, for every patch."""
    return [z.for_all(z.arith(2 * pi != 0), i)]
