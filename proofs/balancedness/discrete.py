"""Gradient descent instead of flow: the exact one-step change of each balance, and what it adds up
to.

The flow conserves the first-order term exactly, so a step of size eta changes a balance by eta^2
times a difference of squared gradients. These are corollaries that the paper uses for factorization
(Claim B.1) and illustrates by experiment; stated here for the networks of `networks`: any number of
samples, any widths, any loss that is differentiable where the run is.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    forall,
    given,
    nats,
    reals,
    sequences,
    sum_over,
    term,
)

from . import du_hu_lee, layers, neurons
from .networks import BOOK
from .weights import balance, differentiable, homogeneous, names, same_sum, total

eta, largest = reals("eta eta_max")
T, tau = nats("T tau")
steps, value, others = sequences("eta_t loss others")
LINEAR = ("book.sum-linear", *BOOK)


def moved_on(one, *time):
    """The weight after the step."""
    step = steps(*time) if time else eta
    return one.here(*time) - step * one.value(one.gradient, *time)


def squared(groups, sign, *time):
    return total(
        [one.sum(one.value(one.gradient, *time) ** 2) for one in groups if one.sign == sign]
    )


def change(groups, factor=1):
    """The balance after the step less that before it: eta^2 (|gradient into|^2 - |out of|^2)."""
    into = total([one.sum(moved_on(one) ** 2) for one in groups if one.sign > 0])
    out = total([one.sum(moved_on(one) ** 2) for one in groups if one.sign < 0])
    difference = squared(groups, 1) - squared(groups, -1)
    right = eta**2 * difference
    return into - out - balance(groups) == (right if factor == 1 else factor * right)


def expanded(k, one):
    """sum (w - eta A)^2 == sum w^2 + (-2 eta) sum A w + eta^2 sum A^2"""
    here, slope = one.here(), one.value(one.gradient)
    bodies = (moved_on(one) ** 2, here**2, slope * here, slope**2)

    def split(left, square, mixed, second):
        return left == square + (-2 * eta * mixed + eta**2 * second)

    step = k.arith(split(*bodies))
    for place in reversed(range(len(one.index))):
        index, count = one.index[place], one.count[place]
        left, square, mixed, second = (one.sum(body, place + 1) for body in bodies)
        rest = -2 * eta * mixed + eta**2 * second
        ready = k.arith(left == 1 * square + 1 * rest, step)
        same = same_sum(k, index, count, left, 1 * square + 1 * rest, ready)
        outer = linear(k, index, count, (1, square), (1, rest))
        inner = linear(k, index, count, (-2 * eta, mixed), (eta**2, second))
        step = k.arith(split(*(one.sum(body, place) for body in bodies)), same, outer, inner)
    return step


def linear(k, index, count, first, second):
    """The sum of a f + b g."""
    (a, f), (b, g) = first, second
    return k.by("book.sum-linear", a, b, Lambda((index,), f), Lambda((index,), g), count)


def one_step(network):
    return lambda factor=1: forall(eta)(network.at_a_point(change)(factor=factor))


def exact(judge, network, id):
    """From the symmetry (the claim `id`), which removes the first order."""
    proof = judge.theorem()
    same = proof.apply(proof.by(id, *network.moved()), proof.both(*proof.given))
    return proof.qed(proof.arith(change(network.groups), same, *_each(proof, network)))


def _each(proof, network):
    return [expanded(proof, one) for one in network.groups]


def any_step(network):
    """Without the gradient the claim is false: one weight moves against a family of ones."""
    from steepest.proofs.engine.theorems.falsify import falsify

    values, functions = {one.name: "1" for one in network.sizes} | {"eta": "1"}, {}
    for one in network.groups:
        taken = [f"q{each}" for each in range(len(one.index))]
        entry = "1" if one is network.groups[0] else "0"
        for letter in (one.letter, one.gradient):
            functions[letter] = {"of": taken, "is": entry}
    says = forall(eta, *network.sizes, *names(network.groups))(change(network.groups))
    return falsify(says, hints=[{"values": values, "functions": functions}], attempts=0)


@claim(
    "balance.discrete.neuron",
    du_hu_lee("Theorem 2.1, for gradient descent"),
    formula=r"\Delta\left(\|W[i,:]\|^2-\|V[:,i]\|^2\right)=\eta^2\left(\|\partial_{W[i,:]}L\|^2-\|"
    r"\partial_{V[:,i]}L\|^2\right)",
    hypotheses=("phi_h homogeneous", "simultaneous step of size eta", "any number of samples"),
    says=one_step(neurons.PLAIN),
    uses=(neurons.SYMMETRY, *LINEAR),
)
def neuron_step(judge):
    """One step changes the balance of a neuron by eta^2 times the difference of its squared
    gradients, exactly, for any number of samples.
    """
    return exact(judge, neurons.PLAIN, neurons.SYMMETRY)


@neuron_step.mutant
def a_step_along_any_family(judge):
    return any_step(neurons.PLAIN)


@claim(
    "balance.discrete.layer",
    du_hu_lee("Corollary 2.1, for gradient descent"),
    formula=r"\Delta\left(\|W\|_F^2-\|V\|_F^2\right)=\eta^2\left(\|\partial_WL\|_F^2-\|\partial_VL"
    r"\|_F^2\right)",
    hypotheses=("phi_h homogeneous", "simultaneous step of size eta", "any number of samples"),
    says=one_step(layers.PLAIN),
    uses=("balance.cor-2.1.symmetry", *LINEAR),
)
def layer_step(judge):
    """One step changes the difference of the squared layer norms by eta^2 times the difference of
    the squared gradient norms, for any number of samples.
    """
    return exact(judge, layers.PLAIN, "balance.cor-2.1.symmetry")


@layer_step.mutant
def a_step_of_the_layers_along_any_family(judge):
    return any_step(layers.PLAIN)


@claim(
    "balance.discrete.shared",
    du_hu_lee("Theorem 2.3, for gradient descent"),
    formula=r"\Delta\left(\|v^{(h)}\|^2-\|v^{(h+1)}\|^2\right)=\eta^2\left(\|\partial_{v^{(h)}}L"
    r"\|^2-"
    r"\|\partial_{v^{(h+1)}}L\|^2\right)",
    hypotheses=(
        "phi_h homogeneous",
        "any sharing patterns",
        "simultaneous step of size eta",
    ),
    says=one_step(layers.SHARED),
    uses=("balance.thm-2.3.symmetry", *LINEAR),
)
def shared_step(judge):
    """The same for free parameters under weight sharing, for any number of samples."""
    return exact(judge, layers.SHARED, "balance.thm-2.3.symmetry")


@shared_step.mutant
def a_step_of_the_parameters_along_any_family(judge):
    return any_step(layers.SHARED)


@claim(
    "balance.discrete.layer-norms",
    du_hu_lee("Corollary 2.1, for gradient descent"),
    formula=r"\langle W,\partial_WL\rangle=\langle V,\partial_VL\rangle,\quad\langle W[i,:],"
    r"\partial_{W[i,:]}L\rangle=\langle V[:,i],\partial_{V[:,i]}L\rangle",
    hypotheses=("phi_h homogeneous", "any number of samples"),
    says=lambda: conj(layers.PLAIN.at_a_point()(), neurons.PLAIN.at_a_point()()),
    uses=("balance.cor-2.1.symmetry", neurons.SYMMETRY),
)
def first_order_terms_cancel(judge):
    """Why the change is second order: the first-order terms of two layers are equal, for any number
    of samples; so are those of every neuron.
    """
    proof = judge.theorem()
    return proof.qed(
        proof.both(*(proof.by(id) for id in ("balance.cor-2.1.symmetry", neurons.SYMMETRY)))
    )


@first_order_terms_cancel.mutant
def of_any_families(judge):
    from .networks import any_weights

    return any_weights(layers.PLAIN, moving=False)


NET = layers.PLAIN


def gradient_squared(time):
    """|grad L|^2 at a time: of the two layers, and of all other weights."""
    return squared(NET.groups, 1, time) + squared(NET.groups, -1, time) + others(time)


def run():
    """Descent on the network: at every step the loss (as a function of these two layers) is
    differentiable at the weights, which move against the gradient by eta_t, at most eta_max; the
    value of the loss falls by at least eta_t |grad L_t|^2 / 2.
    """
    moves = [one.every(one.here(T + 1) == moved_on(one, T), below=True) for one in NET.groups]
    return forall(T)(
        conj(
            differentiable(NET.loss(T), NET.groups, T),
            *moves,
            steps(T) > 0,
            steps(T) <= largest,
            others(T) >= 0,
            value(T + 1) <= value(T) - steps(T) / 2 * gradient_squared(T),
        )
    )


def drifted(factor=2):
    """The drift so far is at most the sum of eta_t^2 |grad L_t|^2, and that at most 2 eta_max times
    the decrease of the loss.
    """
    gain = sum_over(tau, T, steps(tau) ** 2 * gradient_squared(tau))
    far = abs(balance(NET.groups, T) - balance(NET.groups, ZERO))
    return conj(far <= gain, gain <= factor * largest * (value(ZERO) - value(T)))


ZERO = term(0)


@claim(
    "balance.discrete.drift",
    du_hu_lee("Section 2, for gradient descent"),
    formula=r"\left|\Delta_T-\Delta_0\right|\le\sum_{t<T}\eta_t^2\|\nabla L_t\|^2\le "
    r"2\max_t\eta_t\,(L_0-L_T)\quad\text{if } L_{t+1}\le L_t-\tfrac{\eta_t}{2}\|\nabla L_t\|^2",
    hypotheses=(
        "each step decreases the loss by eta_t |grad L_t|^2 / 2, as a step below 1/beta does",
        "phi_h homogeneous",
    ),
    says=lambda factor=2: forall(
        largest, steps, value, others, *NET.fixed, *NET.around(T), *names(NET.groups, "nat")
    )(given(homogeneous(), run()) >> forall(T)(drifted(factor))),
    uses=("balance.discrete.layer", "book.sum-bound", "book.sum-constant", *BOOK),
)
def accumulated_drift(judge):
    """Over any number of steps the drift of the balance of two layers is at most the sum of
    eta_t^2 |grad L_t|^2, and so at most 2 max(eta) times the decrease of the loss.
    """
    proof = judge.theorem()
    positive, steps_of = proof.given
    smooth, *moves, up, cap, rest, falls = proof.split(proof.at(steps_of, T))
    always = drifted()
    gain = steps(tau) ** 2 * gradient_squared(tau)
    base = proof.arith(always.put(T, ZERO), proof.sum_empty(tau, gain))
    step = proof.by("balance.discrete.layer", steps(T), *NET.moved(T))
    moved = proof.apply(step, proof.both(positive, smooth))
    after = [after_the_step(proof, one, move) for one, move in zip(NET.groups, moves)]
    signs = [nonnegative(proof, one) for one in NET.groups]
    X, Y, R, E, M, D, N, S, P, Q = reals("X Y R step M D N S P Q")
    inherited = forall(X, Y, R, E, M, D, N, S, P, Q)(
        given(X >= 0, Y >= 0, R >= 0, E > 0, E <= M, Q <= P - E / 2 * (X + Y + R),
              N == E**2 * (X - Y), abs(D) <= S)
        >> conj(
            abs(D + N) <= S + E**2 * (X + Y + R),
            E**2 * (X + Y + R) <= 2 * M * (P - Q),
        )
    )  # fmt: skip
    known = proof.assume(always)
    difference = balance(NET.groups, T + 1) - balance(NET.groups, T)
    sizes = [squared(NET.groups, sign, T) for sign in (1, -1)]
    exact_ = proof.arith(difference == steps(T) ** 2 * (sizes[0] - sizes[1]), moved, *after)
    far = balance(NET.groups, T) - balance(NET.groups, ZERO)
    so_far = sum_over(tau, T, gain)
    lemma = one_more(
        proof, inherited, *sizes, others(T), steps(T), largest, far, difference, so_far,
        value(T), value(T + 1),
    )  # fmt: skip
    more = proof.use(lemma, *signs, rest, up, cap, falls, exact_, known)
    end = proof.arith(always.put(T, T + 1), more, known, proof.sum_step(tau, T, gain))
    return proof.qed(proof.induction(T, always, base, end))


def one_more(proof, statement, *values):
    """The statement, proved in two steps on its own names, at these values."""
    names_, node = [], statement.node
    while node[0] == "forall":
        names_.append(reals(node[1]))
        node = node[3]
    X, Y, R, E, M, D, N, S, P, Q = names_
    body = type(statement)(node, {one.name: "real" for one in names_})
    first, second = body.part(1).part(0), body.part(1).part(1)
    known = proof.assume(body.left)
    whole = proof.arith(X + Y + R >= 0, known)
    slope = proof.arith(E * (X + Y + R) <= 2 * (P - Q), known)
    a, b, c = reals("a b c")
    product = proof.lemma(
        forall(E, M, a)(given(E > 0, E <= M, a >= 0) >> conj(E * a >= 0, E**2 * a <= M * (E * a))),
        E, M, X + Y + R,
    )  # fmt: skip
    capped = proof.use(product, known, whole)
    second_lemma = proof.lemma(
        forall(M, a, b)(given(M > 0, a <= b) >> (M * a <= M * b)), M, E * (X + Y + R), 2 * (P - Q)
    )
    scaled = proof.use(second_lemma, slope, proof.arith(M > 0, known))
    upper = proof.arith(second, capped, scaled)
    square = proof.lemma(
        forall(E, a, b, c)(
            given(a >= 0, b >= 0, c >= 0)
            >> conj(E**2 * (a - b) <= E**2 * (a + b + c), -(E**2) * (a + b + c) <= E**2 * (a - b))
        ),
        E, X, Y, R,
    )  # fmt: skip
    both = proof.use(square, known)
    lower = proof.arith(first, both, known)
    step = proof.discharge(proof.both(lower, upper), body.left)
    return proof.at(proof.for_all(step, *names_), *values)


def after_the_step(proof, one, move):
    """The squared norm after the step, written with the step."""
    bounds = [proof.assume(index < count) for index, count in zip(one.index, one.count)]
    equal = proof.apply(proof.at(move, *one.index), proof.both(*bounds))
    left, right = one.here(T + 1) ** 2, moved_on(one, T) ** 2
    step = proof.arith(left == right, equal)
    for place in reversed(range(len(one.index))):
        index, count = one.index[place], one.count[place]
        step = same_sum(
            proof, index, count, one.sum(left, place + 1), one.sum(right, place + 1), step
        )
    return step


def nonnegative(proof, one):
    """A sum of squares over the group is not negative."""
    body = one.value(one.gradient, T) ** 2
    step = proof.arith(body >= 0)
    for place in reversed(range(len(one.index))):
        index, count = one.index[place], one.count[place]
        inner = one.sum(body, place + 1)
        each = proof.for_all(
            proof.discharge(proof.arith(ZERO <= inner, step), index < count), index
        )
        zero = proof.by("book.sum-constant", 0, count)
        known = proof.by("book.sum-bound", Lambda((index,), ZERO), Lambda((index,), inner), count)
        step = proof.arith(one.sum(body, place) >= 0, proof.apply(known, each), zero)
    return step


@accumulated_drift.mutant
def steps_along_any_family(judge):
    return any_step(NET)
