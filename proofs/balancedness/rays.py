"""Euler's identity layer by layer (Du, Hu, Lee 2018, Section 2.3 and Appendix A): along the ray on
which the weights of one layer are multiplied by exp(y), the loss moves as it does when the
preactivations above are, so that <weights, gradient> is <dL/dx, x>.

With N samples the inner products with dL/dx^(h+1) are sums over all of them. x^(h+1) stands for
what the two layers add to it: without biases and skip connections (rest = 0) it is all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    forall,
    given,
    nats,
    sum_over,
)

from . import scaling
from .networks import Network, i, k, m, p, s
from .weights import (
    Group,
    Point,
    along,
    differentiable,
    end,
    homogeneous,
    phi,
    pulled,
    same_sum,
    slope_of_squares,
    start,
    t,
    y,
)

N = nats("N_samples")


@dataclass(frozen=True, eq=False)
class Ray:
    """The weights of one group of a network move; `below` says that they lead into the neurons."""

    network: Network
    below: bool
    middle: bool = False  # with <dL/dx^(h), x^(h)> as well

    @property
    def group(self) -> Group:
        return self.network.groups[0 if self.below else -1]

    @property
    def others(self) -> list[Any]:
        return [one for one in self.network.groups if one is not self.group]

    def loss(self, *time: Any) -> Any:
        """As a function of the moving weights alone."""
        fixed = [one.at(*time) for one in self.others]

        def value(weights: Any) -> Any:
            both = [weights, *fixed] if self.below else [*fixed, weights]
            return self.network.loss(*time)(*both)

        return value

    def added(self, *time: Any) -> Any:
        """What the two layers add to x^(h+1)."""
        first, last = (one.at(*time) for one in self.network.groups)
        inner = sum_over(k, m, self.network.inner(first, *time))
        made = self.network.outgoing(last) * phi(inner)
        return sum_over(*self.network.neurons, made) if self.network.neurons else made

    def outputs(self) -> Point:
        def entry(*time: Any) -> Any:
            _, rest, _ = self.network.around(*time)
            return rest(s, i, *time) + self.added(*time)

        return Point("z", "G", (s, i), (N, p), entry=entry)

    def outer(self, *time: Any) -> Any:
        _, _, outer = self.network.around(*time)
        return lambda z: outer(Lambda((s, i), z(s, i)), *time)

    def preactivations(self) -> Point:
        """x^(h), on which the loss depends through phi."""
        network = self.network
        index, count = network.neurons

        def entry(*time: Any) -> Any:
            return sum_over(k, m, network.inner(network.groups[0].at(*time), *time))

        return Point("x_h", "H", (s, index), (N, count), entry=entry)

    def from_below(self, *time: Any) -> Any:
        """The loss as a function of x^(h)."""
        _, rest, outer = self.network.around(*time)
        weights = self.network.outgoing(self.network.groups[-1].at(*time))
        index, count = self.network.neurons

        def value(x: Any) -> Any:
            made = sum_over(index, count, weights * phi(x(s, index)))
            return outer(Lambda((s, i), rest(s, i, *time) + made), *time)

        return value

    def lower(self, *time: Any) -> Any:
        """<dL/dx^(h), x^(h)>"""
        inner = self.preactivations()
        return inner.sum(inner.value("H", *time) * inner.here(*time))

    def euler(self, *time: Any) -> Any:
        """<dL/dx^(h+1), x^(h+1)>"""
        out = self.outputs()
        return out.sum(out.value("G", *time) * self.added(*time))

    def says(self, factor: int = -2) -> Any:
        """At all times: the rate of the squared norm, for all flows of the moving weights."""
        group, out = self.group, self.outputs()
        moves = group.every(
            deriv(y, group.here(y), t) == -group.value(group.gradient, t), below=True
        )
        smooth = differentiable(self.loss(t), [group], t)
        above = differentiable(self.outer(t), [out], t)
        inside = given(start < t, t < end)
        parts, change = [smooth, moves, above], deriv(y, group.sum(group.here(y) ** 2), t)
        rate = change == factor * self.euler(t)
        if self.middle:
            inner = self.preactivations()
            parts.append(differentiable(self.from_below(t), [inner], t))
            rate = conj(change == factor * self.lower(t), rate)
        flow = forall(t)(inside >> conj(*parts))
        weights = [one.name(one.letter, "real") for one in self.network.groups]
        more = [group.name(group.gradient, "real"), out.name("G", "real")]
        more += [self.preactivations().name("H", "real")] if self.middle else []
        known = [homogeneous()] if self.below else []
        every = forall(start, end, N, *self.network.fixed, *self.network.around(t), *weights, *more)
        return every(given(*known, flow) >> forall(t)(inside >> rate))

    def prove(self, judge: Any) -> Any:
        proof = judge.theorem()
        *positive, flow = proof.given
        inside = given(start < t, t < end)
        facts = proof.split(proof.apply(proof.at(flow, t), proof.assume(inside)))
        smooth, moves, above, *below = facts
        group, out = self.group, Now(self.outputs(), t)
        weights = Now(group, t)
        up = scaling.UP
        first = along(proof, [weights], smooth, [(weights.here() * up, weights.here())])
        added = self.added(t)
        _, rest, outer = self.network.around(t)
        moved = rest(s, i, t) + up * added
        second = along(proof, [out], above, [(moved, added)])
        same = self.same(proof, positive, up, moved)
        equal = proof.derivative_of_equal(scaling.near(proof, same), second)
        each = slope_of_squares(proof, group, moves)
        twice = pulled(proof, group, -2, group.value(group.gradient, t) * group.here(t))
        change = deriv(y, group.sum(group.here(y) ** 2), t)
        end_of_it = proof.arith(change == -2 * self.euler(t), first, equal, each, twice)
        if self.middle:
            third = self.at_the_neurons(proof, positive[0], below[0], moved, second)
            lower = proof.arith(change == -2 * self.lower(t), end_of_it, third)
            end_of_it = proof.both(lower, end_of_it)
        return proof.qed(proof.for_all(proof.discharge(end_of_it, inside), t))

    def at_the_neurons(self, proof: Any, positive: Any, below: Any, moved: Any, second: Any) -> Any:
        """<dL/dx^(h), x^(h)> == <dL/dx^(h+1), x^(h+1)>"""
        network, up, inner = self.network, scaling.UP, Now(self.preactivations(), t)
        index, count = network.neurons
        x = inner.here()
        first = along(proof, [inner], below, [(up * x, x)])
        grown = proof.use(proof.at(positive, up, x), proof.arith(up > 0))
        weight = network.outgoing(network.groups[-1].at(t))
        after, before = weight * phi(up * x), weight * phi(x)
        step = proof.arith(after == up * before, grown)
        equal = same_sum(proof, index, count, after, up * before, step)
        out = proof.by("book.sum-scaled", Lambda((index,), before), up, count)
        _, rest, outer = network.around(t)
        left = rest(s, i, t) + sum_over(index, count, after)
        every = proof.for_all(proof.arith(left == moved, equal, out), s, i)
        values = [outer(Lambda((s, i), one), t) for one in (left, moved)]
        same = proof.same_family(values[0] == values[1], every)
        also = proof.derivative_of_equal(scaling.near(proof, same), second)
        return proof.arith(self.lower(t) == self.euler(t), first, also)

    def same(self, proof: Any, positive: Any, up: Any, moved: Any) -> Any:
        """The loss along the ray of the weights is that along the ray of the outputs."""
        network, group = self.network, self.group
        first, last = (one.at(t) for one in network.groups)
        weights = group.at(t)
        ray = lambda *index: weights(*index) * up  # noqa: E731
        plain = network.inner(first, t)
        inner = sum_over(k, m, plain)
        if self.below:
            grown = scaling.neuron(proof, positive[0], k, m, plain, network.inner(ray, t))
            after = network.outgoing(last) * grown.sides[0]
        else:
            grown, after = None, network.outgoing(ray) * phi(inner)
        before = network.outgoing(last) * phi(inner)
        step = proof.arith(after == up * before, *([grown] if grown else []))
        if network.neurons:
            index, count = network.neurons
            equal = same_sum(proof, index, count, after, up * before, step)
            out = proof.by("book.sum-scaled", Lambda((index,), before), up, count)
            after, before = (sum_over(index, count, one) for one in (after, before))
            step = proof.arith(after == up * before, equal, out)
        _, rest, outer = network.around(t)
        left = rest(s, i, t) + after
        every = proof.for_all(proof.arith(left == moved, step), s, i)
        values = [outer(Lambda((s, i), one), t) for one in (left, moved)]
        return proof.same_family(values[0] == values[1], every)


class Now:
    """A group at a time, as one at a point."""

    def __init__(self, one: Group, time: Any):
        self.one, self.time, self.index = one, time, one.index
        self.letter, self.gradient = one.letter, one.gradient

    def here(self) -> Any:
        return self.one.here(self.time)

    def put(self, body: Any) -> Any:
        return self.one.put(body)
