"""Section 5 (Du, Hu, Lee 2018) asks what happens beyond plain gradient flow; two exact answers, and
the question itself, for two consecutive layers of the networks of `networks`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.matrix import inner, matrices
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    exp,
    forall,
    given,
    reals,
    sum_over,
    term,
)

from . import du_hu_lee, smallest
from .layers import PLAIN, V, W
from .networks import BOOK, i, j, k
from .weights import (
    balance,
    constant_between,
    differentiable,
    end,
    homogeneous,
    names,
    same_sum,
    start,
    stays,
    t,
    y,
)

gamma, decay = reals("gamma lam")
inside = given(start < t, t < end)
USES = ("balance.cor-2.1.symmetry", "book.sum-linear", *BOOK)


@claim(
    "balance.future",
    du_hu_lee("Section 5"),
    formula=r"\text{invariance for accelerated and adaptive methods?}",
)
def open_directions(judge, asserted=False):
    """The source poses questions here (accelerated and adaptive methods, a general discretisation
    analysis) and asserts nothing.
    """
    if asserted:
        W, V, A, B = matrices("W: n x m, V: p x n, A: n x m, B: p x n")
        return judge.is_zero(2 * inner(W, A) - 2 * inner(V, B))
    return judge.undecided(
        "an open question, not an assertion; exact statements for heavy-ball flow and weight "
        "decay are given below it"
    )


open_directions.mutant("the balance is constant along heavy-ball flow", asserted=True)


def combination(k, one, pairs):
    """The sum over a group of c f + .. is c times the sum of f + .., from pairs (c, f)."""

    def mixed(place):
        made = None
        for factor, body in reversed(pairs):
            part = factor * one.sum(body, place)
            made = part if made is None else part + made
        return made

    last = len(one.index)
    step = k.arith(mixed(last) == mixed(last))
    for place in reversed(range(last)):
        index, count = one.index[place], one.count[place]
        left, right = one.sum(mixed(last), place + 1), mixed(place + 1)
        same = same_sum(k, index, count, left, right, step)
        parts = [(factor, one.sum(body, place + 1)) for factor, body in pairs]
        step = k.arith(
            sum_over(index, count, left) == mixed(place), same, *split(k, index, count, parts)
        )
    return step


def split(k, index, count, pairs):
    """Steps that together say that the sum of c f + (d g + ..) is c sum f + d sum g + .."""
    (factor, body), *others = pairs
    if not others:
        return [k.by("book.sum-scaled", Lambda((index,), body), factor, count)]
    rest = None
    for each, part in reversed(others):
        rest = each * part if rest is None else each * part + rest
    whole, ready = factor * body + rest, factor * body + 1 * rest
    same = same_sum(k, index, count, whole, ready, k.arith(whole == ready))
    two = k.by("book.sum-linear", factor, 1, Lambda((index,), body), Lambda((index,), rest), count)
    return [same, two, *split(k, index, count, others)]


def rate(k, one, body, pairs, moves):
    """The derivative at t of the sum of a body in y, as a combination; `moves` are what is known of
    the entries below the counts.
    """
    bounds = [k.assume(index < count) for index, count in zip(one.index, one.count)]
    known = [k.apply(k.at(move, *one.index), k.both(*bounds)) for move in moves]
    slope = None
    for factor, part in reversed(pairs):
        slope = factor * part if slope is None else factor * part + slope
    step = k.arith(deriv(y, body, t) == slope, k.derivative(deriv(y, body, t), *known), *known)
    for index, count in reversed(tuple(zip(one.index, one.count))):
        step = k.derivative_of_sum(k.for_all(k.discharge(step, index < count), index))
    total = None
    for factor, part in reversed(pairs):
        total = factor * one.sum(part) if total is None else factor * one.sum(part) + total
    return k.arith(deriv(y, one.sum(body), t) == total, step, combination(k, one, pairs))


# --- heavy ball -----------------------------------------------------------------------------------


def velocity(one, time):
    return one.value(f"{one.letter}_dot", time)


def speed(time):
    """The derivative of the balance: 2 <W, W'> - 2 <V, V'>."""
    first, last = (one.sum(one.here(time) * velocity(one, time)) for one in (W, V))
    return 2 * first - 2 * last


def heavy_ball(factor=2):
    moves = []
    for one in (W, V):
        force = -gamma * velocity(one, t) - one.value(one.gradient, t)
        moves.append(one.every(deriv(y, one.here(y), t) == velocity(one, t), below=True))
        moves.append(one.every(deriv(y, velocity(one, y), t) == force, below=True))
    flow = forall(t)(inside >> conj(differentiable(PLAIN.loss(t), (W, V), t), *moves))
    energies = [one.sum(velocity(one, t) ** 2) for one in (W, V)]
    driven = factor * (energies[0] - energies[1])
    rates = conj(
        deriv(y, balance((W, V), y), t) == speed(t),
        deriv(y, speed(y), t) + gamma * speed(t) == driven,
    )
    families = [one.name(f"{one.letter}_dot", "real") for one in (W, V)]
    every = forall(
        gamma, start, end, *PLAIN.fixed, *PLAIN.around(t), *names((W, V), "real"), *families
    )
    return every(given(homogeneous(), flow) >> forall(t)(inside >> rates))


@claim(
    "balance.future.momentum",
    du_hu_lee("Section 5"),
    formula=r"\ddot e+\gamma\dot e=2\left(\|\dot W\|_F^2-\|\dot V\|_F^2\right),\quad "
    r"e=\|W\|_F^2-\|V\|_F^2",
    hypotheses=(
        "heavy-ball flow: second derivative + gamma * first derivative = minus gradient",
        "phi_h homogeneous",
    ),
    says=heavy_ball,
    uses=USES,
)
def heavy_ball_flow(judge, factor=2):
    """With momentum the balance is not constant: it is driven by the difference of the kinetic
    energies of the two layers.
    """
    if factor != 2:
        return a_weight_that_coasts(judge)
    proof = judge.theorem()
    positive, flow = proof.given
    smooth, *moves = proof.split(proof.apply(proof.at(flow, t), proof.assume(inside)))
    same = proof.apply(
        proof.by("balance.cor-2.1.symmetry", *PLAIN.moved(t)), proof.both(positive, smooth)
    )
    squares, products = [], []
    for one, known in ((W, moves[:2]), (V, moves[2:])):
        here, dot = one.here(t), velocity(one, t)
        product = here * dot
        squares.append(rate(proof, one, one.here(y) ** 2, [(2, product)], known))
        body = one.here(y) * velocity(one, y)
        force = one.value(one.gradient, t) * here
        pairs = [(1, dot**2), (-gamma, product), (-1, force)]
        products.append(rate(proof, one, body, pairs, known))
    first, second = deriv(y, balance((W, V), y), t), deriv(y, speed(y), t)
    energies = [one.sum(velocity(one, t) ** 2) for one in (W, V)]
    ends = [
        proof.arith(first == speed(t), proof.derivative(first, *squares), *squares),
        proof.arith(
            second + gamma * speed(t) == 2 * (energies[0] - energies[1]),
            proof.derivative(second, *products), *products, same,
        ),
    ]  # fmt: skip
    return proof.qed(proof.for_all(proof.discharge(proof.both(*ends), inside), t))


def a_weight_that_coasts(judge):
    """Without a loss and without friction a weight W = t keeps its speed: the balance t^2 has the
    second derivative 2.
    """
    proof, zero, one = judge.refutation(), term(0), smallest.ONE
    z = smallest.z
    pairs = (j, k), (i, j)
    values = [
        0, -1, 1, 1, 1, 0, Lambda((smallest.x,), smallest.x),
        *(Lambda((smallest.s, each, t), zero) for each in (k, i)),
        Lambda((z, t), zero),
        *(Lambda((*each, t), body) for each, body in zip((*pairs, *pairs), (t, zero, zero, zero))),
        *(Lambda((*index, t), body) for index, body in zip(pairs, (one, zero))),
    ]  # fmt: skip
    claimed = proof.at(proof.claim, *values)
    smooth = _no_loss(proof)
    within = inside.put(start, -1).put(end, 1)
    moves = []
    for index, counts, here, dot in ((pairs[0], (1, 1), y, one), (pairs[1], (0, 1), zero, zero)):
        bound = conj(*(each < count for each, count in zip(index, counts)))
        speed_ = proof.arith(deriv(y, here, t) == dot, proof.derivative(deriv(y, here, t)))
        force = -zero * dot - zero
        change = proof.arith(deriv(y, dot, t) == force, proof.derivative(deriv(y, dot, t)))
        for step in (speed_, change):
            moves.append(proof.for_all(proof.discharge(step, bound), *index))
    flow = proof.for_all(proof.discharge(proof.both(smooth, *moves), within), t)
    held = proof.apply(
        claimed, proof.both(smallest.positively_homogeneous(proof, smallest.Power(1)), flow)
    )
    rates = proof.use(proof.at(held, 0))
    second = proof.part(rates, 1)
    body = y * one
    each = proof.arith(deriv(y, body, 0) == one, proof.derivative(deriv(y, body, 0)))
    row = proof.derivative_of_sum(proof.for_all(proof.discharge(each, k < one), k))
    column = proof.derivative_of_sum(proof.for_all(proof.discharge(row, j < one), j))
    nothing = sum_over(i, 0, sum_over(j, 1, zero * zero))
    whole = 2 * sum_over(j, 1, sum_over(k, 1, body)) - 2 * nothing
    table = proof.derivative(deriv(y, whole, 0), column)
    facts = [
        table,
        smallest.one_term(proof, k, one),
        smallest.one_term(proof, j, sum_over(k, 1, one)),
    ]
    left, right = second.sides
    return proof.qed(proof.falsehood(proof.arith(left <= right, second), *facts))


def _no_loss(proof):
    """The loss 0 is differentiable."""
    zero = term(0)
    curves = [one.name(f"{one.letter}_curve", "real") for one in (W, V)]
    slopes = [one.name(f"{one.letter}_slope") for one in (W, V)]
    moves = []
    for one, curve, slope, here in zip((W, V), curves, slopes, (t, zero)):
        begins = curve(*one.index, 0) == here
        moves.append(
            forall(*one.index)(begins & (deriv(y, curve(*one.index, y), 0) == slope(*one.index)))
        )
    held = given(*moves)
    row = sum_over(k, 1, zero * slopes[0](j, k))
    right = sum_over(j, 1, row) + sum_over(i, 0, sum_over(j, 1, zero * slopes[1](i, j)))
    facts = [
        smallest.one_term(proof, k, zero * slopes[0](0, k)),
        smallest.one_term(proof, j, row),
        proof.sum_empty(i, sum_over(j, 1, zero * slopes[1](i, j))),
        proof.derivative(deriv(y, zero, 0)),
    ]
    step = proof.arith(deriv(y, zero, 0) == right, *facts)
    return proof.for_all(proof.discharge(step, held), *curves, *slopes)


heavy_ball_flow.mutant("no driving term", factor=0)


# --- weight decay ---------------------------------------------------------------------------------


def grown(time):
    """The balance times exp(2 lam t)."""
    return exp(2 * decay * time) * balance((W, V), time)


def weight_decay():
    moves = []
    for one in (W, V):
        force = -one.value(one.gradient, t) - decay * one.here(t)
        moves.append(one.every(deriv(y, one.here(y), t) == force, below=True))
    flow = forall(t)(inside >> conj(differentiable(PLAIN.loss(t), (W, V), t), *moves))
    every = forall(decay, start, end, *PLAIN.fixed, *PLAIN.around(t), *names((W, V), "real"))
    return every(given(homogeneous(), flow) >> stays(grown))


@claim(
    "balance.future.weight-decay",
    du_hu_lee("Section 5"),
    formula=r"\dot e=-2\lambda e",
    hypotheses=("gradient flow of L + (lambda/2)(|W|^2 + |V|^2)", "phi_h homogeneous"),
    says=weight_decay,
    uses=USES,
)
def weight_decay_flow(judge):
    """Weight decay shrinks the imbalance exponentially: exp(2 lambda t) e(t) is constant, so that
    e(t) = exp(-2 lambda t) e(0).
    """
    proof = judge.theorem()
    positive, flow = proof.given
    smooth, *moves = proof.split(proof.apply(proof.at(flow, t), proof.assume(inside)))
    same = proof.apply(
        proof.by("balance.cor-2.1.symmetry", *PLAIN.moved(t)), proof.both(positive, smooth)
    )
    squares = []
    for one, move in zip((W, V), moves):
        product = one.value(one.gradient, t) * one.here(t)
        pairs = [(-2, product), (-2 * decay, one.here(t) ** 2)]
        squares.append(rate(proof, one, one.here(y) ** 2, pairs, [move]))
    change = deriv(y, balance((W, V), y), t)
    falls = proof.arith(
        change == -2 * decay * balance((W, V), t),
        proof.derivative(change, *squares), *squares, same,
    )  # fmt: skip
    whole = deriv(y, grown(y), t)
    flat = proof.arith(whole == 0, proof.derivative(whole, falls))
    return proof.qed(constant_between(proof, flat, grown))


@weight_decay_flow.mutant
def without_the_flow(judge):
    from steepest.proofs.engine.theorems.falsify import falsify

    says = forall(
        decay, start, end, *PLAIN.sizes, *(one.name(one.letter, "real") for one in (W, V))
    )
    values = {"lam": "0", "start": "-1", "end": "2", "t_1": "0", "t_2": "1"}
    values |= {one.name: "1" for one in PLAIN.sizes}
    entries = {"W": "time", "V": "0"}
    families = {
        letter: {"of": ["q0", "q1", "time"], "is": entry} for letter, entry in entries.items()
    }
    return falsify(
        says(stays(grown)), hints=[{"values": values, "functions": families}], attempts=0
    )
