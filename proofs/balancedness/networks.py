"""Two consecutive layers of a network of any depth and width, seen from inside.

On the sample s layer h receives u(s, k), k < m, and has the preactivations

    x_j = sum_{k < m} W(j, k) u(s, k) + beta(j),

and adds sum_j V(i, j) phi(x_j) to the preactivation i of layer h+1, to which all else (biases, skip
connections) adds rest(s, i). Whatever is above, and the loss, is one function L of the
preactivations of layer h+1 at all samples together, so that nothing is said of the number of
samples, the depth, or the kind of loss. Along the flow the other weights move as well: u, rest and
L depend on the time.

W(j, k) and V(i, j) are the weights themselves or made of free parameters, `incoming` and
`outgoing`; with one neuron alone (`neurons` = ()) the others belong to `rest`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from steepest.proofs.engine.theorems import (
    Lambda,
    family,
    forall,
    functions,
    given,
    nats,
    sum_over,
)

from . import scaling, smallest
from .weights import (
    Group,
    balance,
    balanced,
    by_symmetry,
    conserved,
    differentiable,
    end,
    gradient_flow,
    homogeneous,
    names,
    phi,
    same_sum,
    sort_of,
    start,
    stays,
    t,
)

s, i, j, k, m, n, p = nats("s i j k m n p")
BOOK = ("book.sum-equal", "book.sum-scaled")


@dataclass(frozen=True, eq=False)
class Network:
    """`groups` are the weights into the neurons, perhaps biases, and last those out of them."""

    groups: Sequence[Group]
    sizes: tuple[Any, ...]
    incoming: Callable[[Any], Any]  # the weight (j, k), from the family of free parameters
    outgoing: Callable[[Any], Any]  # the weight (i, j)
    neurons: tuple[Any, ...] = ()  # (j, n), or nothing for one neuron
    patterns: tuple[Any, ...] = ()  # functions of which the weights are made
    linear: bool = False  # phi(x) = x

    def around(self, *time: Any) -> tuple[Any, Any, Any]:
        """What comes from below, what all else adds to layer h+1, and the loss as a function of
        its preactivations.
        """
        more = list(map(sort_of, time))
        return (*functions("u rest", "nat", "nat", *more), functions("L", family(2), *more))

    def inner(self, w: Any, *time: Any) -> Any:
        u, _, _ = self.around(*time)
        return self.incoming(w) * u(s, k, *time)

    def loss(self, *time: Any) -> Any:
        """The loss as a function of the weights."""
        _, rest, outer = self.around(*time)

        def value(w: Any, *others: Any) -> Any:
            *biases, v = others
            inner = sum_over(k, m, self.inner(w, *time))
            for beta in biases:
                inner = inner + beta(*self.neurons[:1])
            added = self.outgoing(v) * (inner if self.linear else phi(inner))
            if self.neurons:
                added = sum_over(*self.neurons, added)
            return outer(Lambda((s, i), rest(s, i, *time) + added), *time)

        return value

    @property
    def fixed(self) -> tuple[Any, ...]:
        return (*self.sizes, *([] if self.linear else [phi]), *self.patterns)

    # --- statements

    def at_a_point(self, conclusion: Any = balanced) -> Any:
        """For all networks, and all weights with the gradient in them: the conclusion."""

        def says(positive: bool = True, factor: int = 1) -> Any:
            known = [*([homogeneous()] if positive and not self.linear else []), self.smooth()]
            every = forall(*self.fixed, *self.around(), *names(self.groups))
            return every(given(*known) >> conclusion(self.groups, factor))

        return says

    def smooth(self, *time: Any) -> Any:
        return differentiable(self.loss(*time), self.groups, *time)

    def along_the_flow(self, conclusion: Any = stays) -> Any:
        """For all networks that move with the time, and all flows of the weights: what stays."""

        def says(factor: int = 1) -> Any:
            def value(time: Any) -> Any:
                return balance(self.groups, time, factor=factor)

            flow = gradient_flow(self.loss(t), self.groups)
            every = forall(start, end, *self.fixed, *self.around(t), *names(self.groups, "real"))
            return every(given(homogeneous(), flow) >> conclusion(value))

        return says

    # --- proofs

    def symmetry(self, judge: Any) -> Any:
        """Weights into the neurons times exp(y), those out of them times exp(-y): the loss stays,
        and with it follows `balanced`.
        """
        proof = judge.theorem()
        positive, smooth = proof.given
        return proof.qed(by_symmetry(proof, self.groups, smooth, self.unchanged(proof, positive)))

    def unchanged(self, proof: Any, positive: Any) -> Any:
        first, *biases, last = self.groups
        _, rest, outer = self.around()
        up, down = _times(first, scaling.UP), _times(last, scaling.DOWN)
        grown = scaling.neuron(
            proof, positive, k, m, self.inner(first.at()), self.inner(up),
            *(one.here() for one in biases),
        )  # fmt: skip
        same = scaling.unchanged(proof, grown, self.outgoing(last.at()), self.outgoing(down))
        sides = same.sides
        if self.neurons:
            same = same_sum(proof, *self.neurons, *sides, same)
            sides = [sum_over(*self.neurons, one) for one in sides]
        entries = [rest(s, i) + one for one in sides]
        every = proof.for_all(proof.arith(entries[0] == entries[1], same), s, i)
        values = [outer(Lambda((s, i), one)) for one in entries]
        return scaling.near(proof, proof.same_family(values[0] == values[1], every))

    def moved(self, *time: Any) -> list[Any]:
        """The network, the weights and the gradient at a time, to be put in for those at a
        point.
        """
        u, rest, outer = self.around(*time)
        made = [one.put(one.here(*time)) for one in self.groups]
        made += [one.put(one.value(one.gradient, *time)) for one in self.groups]
        z = smallest.z
        return [
            *self.fixed,
            Lambda((s, k), u(s, k, *time)),
            Lambda((s, i), rest(s, i, *time)),
            Lambda((z,), outer(Lambda((s, i), z(s, i)), *time)),
            *made,
        ]

    def constancy(self, judge: Any, id: str) -> Any:
        """The balance stays along the flow, from the symmetry at every time (the claim `id`)."""
        proof = judge.theorem()
        return proof.qed(self.constant(proof, id))

    def constant(self, proof: Any, id: str) -> Any:
        positive, flow = proof.given

        def at_the_time(smooth: Any) -> Any:
            return proof.apply(proof.by(id, *self.moved(t)), proof.both(positive, smooth))

        return conserved(proof, self.groups, flow, at_the_time)


def _times(one: Group, factor: Any) -> Any:
    weights = one.at()
    return lambda *index: weights(*index) * factor


def any_weights(
    network: Network, *, moving: bool = True, claimed: Any = None, **more_values: str
) -> Any:
    """Without the flow, or without the gradient, the claim is false: only the weights into the
    neurons move, or have a gradient. `claimed` stands in the place of the balance of the norms;
    `more_values` are those of other names in it.
    """
    from steepest.proofs.engine.theorems.falsify import falsify

    groups, sizes = network.groups, {one.name: "1" for one in network.sizes}
    more = ("real",) if moving else ()
    weights, gradient = (
        [(letter(one), one.name(letter(one), *more), len(one.index)) for one in groups]
        for letter in (lambda one: one.letter, lambda one: one.gradient)
    )
    families = weights if moving else weights + gradient
    first = {weights[0][0], gradient[0][0]}
    values, functions_ = sizes | more_values, {}
    for name, _, dimensions in families:
        entry = ("time" if moving else "1") if name in first else "0"
        taken = [f"q{each}" for each in range(dimensions)] + ["time"] * moving
        if taken:
            functions_[name] = {"of": taken, "is": entry}
        else:
            values[name] = entry
    if claimed is None:
        claimed = stays(lambda time: balance(groups, time)) if moving else balanced(groups)
    says = forall(*network.sizes, *(one for _, one, _ in families))(claimed)
    if moving:
        says = forall(start, end)(says)
        values |= {"start": "-1", "end": "2", "t_1": "0", "t_2": "1"}
    return falsify(says, hints=[{"values": values, "functions": functions_}], attempts=0)
