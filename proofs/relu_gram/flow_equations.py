"""Equations (2.4) and (2.6): the predictions along the flow inside a pattern cell, for all sizes.
The notation is that of `flow_dynamics`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    forall,
    given,
    integrable,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .certificate_neurons import gram
from .flow_dynamics import LETTERS, moves, pattern, speed, t, tau, toward_labels, u, w, z
from .network import a, b, c, d, i, j, m, n, r, relu, signs, width, x, y


def cell():
    """The time is inside a pattern cell: no preactivation is zero."""
    return forall(r, i)(((r < m) & (i < n)) >> (z(r, i) != 0))


def within_a_cell(k, signed, moving, inside):
    """du_i/dt = (H (y - u))_i with the Gram matrix of the pattern, as i < n."""
    pair = (r < m) & (i < n)
    apart = k.apply(k.at(inside, r, i), k.assume(pair))
    zero = z(r, i) == 0
    part = integrable(deriv(tau, relu(z(r, i, tau)), t))
    kink = k.absurd(k.assume(zero), k.arith(~zero, apart), part)
    own = k.discharge(k.arith(pattern(r, i) == pattern(r, i)), z(r, i) != 0)
    kinks = k.both(own, k.discharge(kink, zero))
    kinks = k.for_all(k.discharge(kinks, pair), r, i)
    lemma = k.by("relu2.flow.inclusion", *LETTERS, Lambda((r, i), pattern(r, i)))
    return k.apply(k.at(k.part(k.use(lemma, signed, moving, kinks), 0), i), k.assume(i < n))


def gradient(r, i, c):
    """The derivative of f(x_i) in coordinate c of w_r, by (2.3)"""
    return b * a(r) * (x(i, c) * pattern(r, i))


def prediction_says():
    products = sum_over(r, m, sum_over(c, d, gradient(r, i, c) * gradient(r, j, c)))
    return forall(*LETTERS)(
        given(width(), signs(), moves(pattern), cell())
        >> forall(i)((i < n) >> (speed(i) == sum_over(j, n, (y(j) - u(j)) * products)))
    )


@claim(
    "relu2.eq-2.4",
    thesis("equation (2.4)"),
    says=prediction_says,
    uses=("relu2.flow.inclusion", "relu2.eq-2.5"),
)
def prediction_dynamics(judge):
    """The dynamics of one prediction.

    At every time inside a pattern cell. The derivative of f(x_i) in w_r is a_r x_i 1{w_r . x_i >=
    0}/sqrt(m) there.
    """
    k = judge.theorem()
    scale, square, signed, moving, inside = k.given
    equation = within_a_cell(k, signed, moving, inside)
    entries = k.by("relu2.eq-2.5", x, Lambda((r, c), w(r, c, t)), a, b, m, d, i, j)
    entries = k.use(entries, scale, square, signed)
    products, entry = entries.sides
    bodies = [gram(pattern)(i, j) * (y(j) - u(j)), (y(j) - u(j)) * products]
    same = k.arith(bodies[0] == bodies[1], entries)
    rows = by_terms(
        k, j, n, lambda q: sum_over(j, q, bodies[0]) == sum_over(j, q, bodies[1]), bodies, same
    )
    end = k.arith(speed(i) == sum_over(j, n, bodies[1]), equation, rows)
    return k.qed(k.for_all(k.discharge(end, i < n), i))


def one_neuron(speed):
    """b a x of one active neuron times its velocity b a (y - u) x, for unit b, a and x"""
    B, G, U, Y = reals("B G U Y")
    moving = given(B**2 == 1, G == B * (Y - U))
    return forall(B, G, U, Y)(moving >> (B * G == speed(Y - U)))


@prediction_dynamics.mutant
def twice_as_fast(judge):
    """2 (y - u) for one neuron."""
    hint = {"values": {"B": "1", "G": "1", "U": "1", "Y": "2"}}
    return falsify(one_neuron(lambda gap: 2 * gap), hints=[hint])


def energy(time):
    return sum_over(i, n, (u(i, time) - y(i)) ** 2) / 2


def compact_says():
    H = gram(pattern)
    falls = deriv(tau, energy(tau), t) == -sum_over(i, n, (y(i) - u(i)) * toward_labels(H, i))
    return forall(*LETTERS)(
        given(signs(), moves(pattern), cell())
        >> conj(forall(i)((i < n) >> (speed(i) == toward_labels(H, i))), falls)
    )


@claim(
    "relu2.eq-2.6",
    thesis("equation (2.6)"),
    says=compact_says,
    uses=("relu2.flow.inclusion",),
)
def compact_form(judge):
    """The dynamics of the predictions in matrix form: du/dt = H (y - u) at every time inside a
    pattern cell, and the loss falls at the rate (y - u)^T H (y - u).

    At kinks it is relu2.flow.inclusion, where preactivations slide relu2.eq-2.6.sliding-amended.
    """
    k = judge.theorem()
    signed, moving, inside = k.given
    equation = within_a_cell(k, signed, moving, inside)
    H = toward_labels(gram(pattern), i)
    square = k.derivative(deriv(tau, (u(i, tau) - y(i)) ** 2, t), equation)
    own = -2 * ((y(i) - u(i)) * H)
    each = k.arith(deriv(tau, (u(i, tau) - y(i)) ** 2, t) == own, square)
    total = k.derivative_of_sum(k.for_all(k.discharge(each, i < n), i))
    half = k.derivative(deriv(tau, energy(tau), t), total)
    bodies = [own, (y(i) - u(i)) * H]
    rows = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == -2 * sum_over(i, q, bodies[1]), bodies
    )
    falls = deriv(tau, energy(tau), t) == -sum_over(i, n, bodies[1])
    falls = k.arith(falls, half, rows)
    return k.qed(k.both(k.for_all(k.discharge(equation, i < n), i), falls))


@compact_form.mutant
def the_other_sign(judge):
    """u - y for one neuron."""
    hint = {"values": {"B": "1", "G": "1", "U": "1", "Y": "2"}}
    return falsify(one_neuron(lambda gap: -gap), hints=[hint])
