"""The symmetry of two layers with a linear activation between them: the weights into neuron e gain
a multiple of those into neuron f, those out of f lose a multiple of those out of e.

With W -> W + rho E W, V -> V + sigma V E, E = e_e e_f^T, the product V W becomes

    V W + (rho + sigma + [e = f] rho sigma) V E W,

and stays for rho = y, sigma = -y if e != f, and for rho = exp(y) - 1, sigma = exp(-y) - 1 if e = f.
The derivative of the loss along it, 0, is <E W, A> - <V E, B>.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    forall,
    indicator,
    nats,
    reals,
    sum_over,
)

from .scaling import DOWN, UP, near
from .weights import along, same_sum, y

e, f = nats("e f")


def everywhere(body: Any, n: Any) -> Any:
    """For all neurons e, f of n."""
    return forall(e, f)((e < n) >> ((f < n) >> body))


def mixed(groups: Any, factor: int = 1) -> Any:
    """(A W^T + A_beta beta^T)(e, f) == (V^T B)(e, f) for all neurons e, f."""
    W, *biases, V = groups
    left = W.sum(W.name(W.gradient)(e, W.index[1]) * W.name(W.letter)(f, W.index[1]), 1)
    for one in biases:
        left = left + one.name(one.gradient)(e) * one.name(one.letter)(f)
    i, p = V.index[0], V.count[0]
    right = sum_over(i, p, V.name(V.gradient)(i, f) * V.name(V.letter)(i, e))
    equal = left == (right if factor == 1 else factor * right)
    return everywhere(equal, W.count[0])


class Mixing:
    """The proof for one network and one of the two cases, e == f or not."""

    def __init__(self, proof: Any, network: Any, smooth: Any, same: bool):
        self.k, self.network, self.smooth, self.same = proof, network, smooth, same
        self.W, *self.biases, self.V = network.groups
        (self.j, self.n), self.into = network.neurons, [self.W, *self.biases]
        self.case = e == f if same else ~(e == f)
        self.rho, self.sigma = (UP - 1, DOWN - 1) if same else (y, -y)
        self.inside = [proof.assume(e < self.n), proof.assume(f < self.n)]
        self.held = proof.assume(self.case)

    def entry(self, one: Any, letter: str, neuron: Any) -> Any:
        """The entry of a family at another neuron."""
        place = [each.name for each in one.index].index(self.j.name)
        return one.name(letter)(*one.index[:place], neuron, *one.index[place + 1 :])

    def change(self, one: Any) -> tuple[Any, Any, Any]:
        """(indicator, multiple, weight of the other neuron): what is added to the weights."""
        if one is self.V:
            return indicator(self.j == f), self.sigma, self.entry(one, one.letter, e)
        return indicator(self.j == e), self.rho, self.entry(one, one.letter, f)

    def moved(self, one: Any) -> Any:
        chosen, multiple, other = self.change(one)
        return one.here() + chosen * (multiple * other)

    def __call__(self) -> Any:
        k, bodies = self.k, []
        for one in self.network.groups:
            chosen, _, other = self.change(one)
            bodies.append((self.moved(one), chosen * (other if one is not self.V else -1 * other)))
        change = along(k, self.network.groups, self.smooth, bodies)
        fixed = self.network.loss()(*(one.at() for one in self.network.groups))
        flat = k.arith(deriv(y, fixed, 0) == 0, k.derivative(deriv(y, fixed, 0)))
        still = k.derivative_of_equal(near(k, self.unchanged(fixed)), flat)
        parts = [self.picked_gradient(one) for one in self.network.groups]
        return k.arith(equation(mixed(self.network.groups)), change, still, *parts)

    # --- the loss does not change

    def unchanged(self, fixed: Any) -> Any:
        k, network = self.k, self.network
        u, rest, outer = network.around()
        s, i = self.sample, self.V.index[0]
        before = self.preactivation(self.j, [one.here() for one in self.into])
        after = self.preactivation(self.j, [self.moved(one) for one in self.into])
        other = self.preactivation(f, None)
        chosen = indicator(self.j == e)
        shifted = self.shifted(before, after, other, chosen)  # after == before + chosen rho other
        v_e = self.entry(self.V, self.V.letter, e)
        last = indicator(self.j == f)
        here = self.V.here()
        first = self.rho * here * other + last * (self.rho * self.sigma * v_e * other)
        second = self.sigma * v_e * before
        body = self.moved(self.V) * after
        split = k.arith(body == here * before + (chosen * first + last * second), shifted)
        ready = k.arith(body == 1 * (here * before) + 1 * (chosen * first + last * second), split)
        again = same_sum(
            k, self.j, self.n, body, 1 * (here * before) + 1 * (chosen * first + last * second),
            ready,
        )  # fmt: skip
        outside = self.linear(here * before, chosen * first + last * second)
        units = k.arith(
            chosen * first + last * second == 1 * (chosen * first) + 1 * (last * second)
        )
        halves = same_sum(
            k, self.j, self.n, chosen * first + last * second,
            1 * (chosen * first) + 1 * (last * second), units,
        )  # fmt: skip
        inside = self.linear(chosen * first, last * second)
        one = self.pick(first, e)
        two = self.pick(second, f)
        total = sum_over(self.j, self.n, body)
        plain = sum_over(self.j, self.n, here * before)
        cross = self.crossing(last.put(self.j, e))
        at_e, at_f = (step.sides[1] for step in (one, two))
        sums = k.arith(total == plain + (at_e + at_f), again, outside, halves, inside, one, two)
        R, S, X, A, B = reals("R S X A B")
        gone = k.lemma(
            forall(R, S, X, A, B)(
                (R + S + X * (R * S) == 0) >> (R * A * B + X * (R * S * A * B) + S * A * B == 0)
            ),
            self.rho, self.sigma, last.put(self.j, e), v_e, other,
        )  # fmt: skip
        nothing = k.use(gone, cross)
        added = forall(A, B, R)(conj(A == B + R, R == 0) >> (A == B))
        equal = k.use(k.lemma(added, total, plain, at_e + at_f), sums, nothing)
        entries = rest(s, i) + total, rest(s, i) + plain
        every = k.for_all(k.arith(entries[0] == entries[1], equal), s, i)
        moved = outer(Lambda((s, i), entries[0]))
        return k.same_family(moved == fixed, every)

    @property
    def sample(self) -> Any:
        return nats("s")

    def preactivation(self, neuron: Any, weights: Any) -> Any:
        """x of a neuron on a sample, from these weights into it."""
        u, _, _ = self.network.around()
        k_, m = self.W.index[1], self.W.count[1]
        if weights is None:
            weights = [self.entry(one, one.letter, neuron) for one in self.into]
        made = sum_over(k_, m, weights[0] * u(self.sample, k_))
        for one in weights[1:]:
            made = made + one
        return made

    def shifted(self, before: Any, after: Any, other: Any, chosen: Any) -> Any:
        k = self.k
        u, _, _ = self.network.around()
        k_, m = self.W.index[1], self.W.count[1]
        input_ = u(self.sample, k_)
        here, there = self.W.here() * input_, self.entry(self.W, self.W.letter, f) * input_
        moved = self.moved(self.W) * input_
        right = 1 * here + (chosen * self.rho) * there
        same = same_sum(k, k_, m, moved, right, k.arith(moved == right))
        linear = k.by(
            "book.sum-linear", 1, chosen * self.rho, Lambda((k_,), here), Lambda((k_,), there), m
        )
        return k.arith(after == before + chosen * self.rho * other, same, linear)

    def linear(self, first: Any, second: Any) -> Any:
        index = (self.j,)
        return self.k.by(
            "book.sum-linear", 1, 1, Lambda(index, first), Lambda(index, second), self.n
        )

    def pick(self, body: Any, neuron: Any) -> Any:
        """The sum over j of indicator(j == neuron) * body is the body at the neuron."""
        both = self.k.by("book.sum-pick", Lambda((self.j,), body), neuron, self.n)
        here = self.inside[0] if neuron is e else self.inside[1]
        return self.k.use(self.k.part(both, 0), here)

    def crossing(self, chosen: Any) -> Any:
        """rho + sigma + [e = f] rho sigma is 0."""
        value = self.k.indicator(e == f, self.same, self.held)
        whole = self.rho + self.sigma + chosen * (self.rho * self.sigma) == 0
        lemmas = [DOWN * UP == 1] if self.same else []
        return self.k.arith(whole, value, lemmas=lemmas)

    # --- the gradient along it

    def picked_gradient(self, one: Any) -> Any:
        """The sum over the group of gradient * slope, with the one neuron picked out."""
        k = self.k
        chosen, _, other = self.change(one)
        slope = chosen * (other if one is not self.V else -1 * other)
        gradient = one.value(one.gradient)
        if one is self.V:
            i, p = one.index[0], one.count[0]
            body, ready = gradient * slope, gradient * (-1 * other)
            step = k.arith(body == chosen * ready)
            inner = same_sum(k, self.j, self.n, body, chosen * ready, step)
            at_f = self.entry(one, one.gradient, f) * other
            row = k.arith(sum_over(self.j, self.n, body) == -1 * at_f, inner, self.pick(ready, f))
            outer = same_sum(k, i, p, sum_over(self.j, self.n, body), -1 * at_f, row)
            out = k.by("book.sum-scaled", Lambda((i,), at_f), -1, p)
            return k.arith(one.sum(body) == -1 * sum_over(i, p, at_f), outer, out)
        body = gradient * slope
        if len(one.index) == 1:
            step = k.arith(body == chosen * (gradient * other))
            same = same_sum(k, self.j, self.n, body, chosen * (gradient * other), step)
            return k.both(same, self.pick(gradient * other, e))
        k_, m = one.index[1], one.count[1]
        step = k.arith(body == chosen * (gradient * other))
        inner = same_sum(k, k_, m, body, chosen * (gradient * other), step)
        out = k.by("book.sum-scaled", Lambda((k_,), gradient * other), chosen, m)
        whole = sum_over(k_, m, gradient * other)
        row = k.arith(sum_over(k_, m, body) == chosen * whole, inner, out)
        same = same_sum(k, self.j, self.n, sum_over(k_, m, body), chosen * whole, row)
        return k.both(same, self.pick(whole, e))


def equation(statement: Any) -> Any:
    """The equation inside "for all e, f: e < n implies f < n implies .."."""
    node = statement.node[-1][-1][-1][-1]
    return type(statement)(node, {**statement.sorts, "e": "nat", "f": "nat"})


def for_all_neurons(proof: Any, step: Any, n: Any) -> Any:
    """The step, which may assume e < n and f < n, as `everywhere` says it."""
    return proof.for_all(proof.discharge(proof.discharge(step, f < n), e < n), e, f)


def by_mixing(proof: Any, network: Any, smooth: Any) -> Any:
    """`mixed`, from the differentiability of the loss."""
    cases = [Mixing(proof, network, smooth, same)() for same in (True, False)]
    both = proof.cases(proof.excluded_middle(e == f), *cases)
    return for_all_neurons(proof, both, network.neurons[1])
