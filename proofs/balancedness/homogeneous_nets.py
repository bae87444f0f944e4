"""Section 1 (Du, Hu, Lee 2018): a network of any depth with homogeneous activations does not change
when one layer is multiplied by c > 0 and another one divided by c.

Layer h has width(h) inputs x(h, j) and the outputs x(h + 1, i) = phi_h(sum_j W(h, i, j) x(h, j));
the activations may differ from layer to layer (the last one is the identity as a rule).
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    disj,
    forall,
    functions,
    given,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.engine.theorems.words import Function

from . import du_hu_lee
from .weights import same_sum

c, e, z = reals("c e z")
h, i, j, p, q = nats("h i j p q")
phi = functions("phi", "nat", "real")
W, V = functions("W V", "nat", "nat", "nat")
x, y = functions("x y", "nat", "nat")
width = Function("width", ("function", ("nat",), "nat"))


def incoming(weights: Any, values: Any, layer: Any = h) -> Any:
    """The preactivation of unit i."""
    return sum_over(j, width(layer), weights(layer, i, j) * values(layer, j))


def network(weights: Any, values: Any) -> Any:
    return forall(h, i)(values(h + 1, i) == phi(h, incoming(weights, values)))


def rescaled() -> Any:
    homogeneous = forall(h, e, z)((e > 0) >> (phi(h, e * z) == e * phi(h, z)))
    other = forall(i, j)(V(h, i, j) == W(h, i, j))
    return forall(phi, width, W, V, x, y, c, p, q)(
        given(
            homogeneous, c > 0, p < q,
            network(W, x), network(V, y), forall(i)(y(0, i) == x(0, i)),
            forall(i, j)(V(p, i, j) == c * W(p, i, j)),
            forall(i, j)(V(q, i, j) == 1 / c * W(q, i, j)),
            forall(h)(conj(h != p, h != q) >> other),
        )
        >> forall(h)((h > q) >> forall(i)(y(h, i) == x(h, i)))
    )  # fmt: skip


@claim(
    "balance.def-homogeneous-net",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"f(x; cW^{(1)}, \dots, \tfrac1c W^{(N)}) = f(x; W^{(1)}, \dots, W^{(N)}),\quad c > 0",
    hypotheses=("phi(c z) = c phi(z) for c > 0",),
    says=rescaled,
    uses=("book.sum-equal", "book.sum-scaled"),
)
def rescaling_two_layers(judge):
    """Multiplying one layer by c > 0 and a later one by 1/c leaves the network function unchanged.

    By induction on the layer: the values are the same up to layer p, c times as large up to layer
    q, and the same behind it. An activation commutes with positive factors
    (`balance.def-homogeneous-net.activation`).
    """
    k = judge.theorem()
    homogeneous, positive, order, first, second, inputs, up, down, plain = k.given
    off, one = k.arith(c != 0, positive), term(1)
    zones = [h <= p, conj(p < h, h <= q), q < h]
    values = [y(h, i) == x(h, i), y(h, i) == c * x(h, i), y(h, i) == x(h, i)]
    always = forall(i)(conj(*(where >> value for where, value in zip(zones, values))))
    below = k.split(k.at(k.assume(always), j))

    def layer(zone, factor, known, weights):
        """The values at h + 1 in this zone: of the inputs and the weights in layer h something is
        known that makes each product `factor` times as large.
        """
        before, after = incoming(W, x), incoming(V, y)
        body = W(h, i, j) * x(h, j)
        moved = k.arith(V(h, i, j) * y(h, j) == factor * body, known, weights, off)
        sums = same_sum(k, j, width(h), V(h, i, j) * y(h, j), factor * body, moved)
        out = k.by("book.sum-scaled", Lambda((j,), body), factor, width(h))
        sums = k.arith(after == factor * before, sums, out)
        grown = k.use(k.at(homogeneous, h, factor, before), k.arith(factor > 0, positive))
        grown = k.rewrite(sums, grown, phi(h, after) == factor * phi(h, before))
        ends = [k.at(each, h, i) for each in (first, second)]
        return k.arith(values[zone].put(h, h + 1), grown, *ends)

    def same_weights(*known):
        apart = k.arith(conj(h != p, h != q), order, *known)
        return k.at(k.use(k.at(plain, h), apart), i, j)

    early, middle, late = (k.assume(zone.put(h, h + 1)) for zone in zones)
    at_p, at_q, inside, behind = (k.assume(each) for each in (h == p, h == q, p < h, q < h))
    grown = k.rewrite(at_p, k.at(up, i, j), V(h, i, j) == c * W(h, i, j))
    shrunk = k.rewrite(at_q, k.at(down, i, j), V(h, i, j) == 1 / c * W(h, i, j))
    start = k.use(below[0], k.arith(h <= p, early))
    at_start = k.use(below[0], k.arith(h <= p, at_p))
    between = k.use(below[1], inside, k.arith(h <= q, middle))
    at_end = k.use(below[1], k.arith(conj(p < h, h <= q), at_q, order))
    end = k.use(below[2], behind)
    found = [
        layer(0, one, start, same_weights(early)),
        k.cases(
            k.arith(disj(h == p, p < h), middle),
            layer(1, c, at_start, grown),
            layer(1, c, between, same_weights(inside, middle)),
        ),
        k.cases(
            k.arith(disj(h == q, q < h), late),
            layer(2, one, at_end, shrunk),
            layer(2, one, end, same_weights(behind)),
        ),
    ]
    step = [k.discharge(each, zone.put(h, h + 1)) for each, zone in zip(found, zones)]
    first_zones = [k.assume(zone.put(h, 0)) for zone in zones]
    base = [
        k.discharge(k.arith(value.put(h, 0), k.at(inputs, i), here), here.formula)
        for here, value in zip(first_zones, values)
    ]
    made = k.induction(h, always, *(k.for_all(k.both(*parts), i) for parts in (base, step)))
    last = k.use(k.part(k.at(made, h, i), 2), k.assume(h > q))
    return k.qed(k.for_all(k.discharge(k.for_all(last, i), h > q), h))


@rescaling_two_layers.mutant
def the_last_layer_divided_twice(judge):
    """One neuron of each layer, linear, c = 2: the output is half as large."""
    out = forall(c, e, z)((c > 0) >> ((e / c**2) * (c * z) == e * z))
    return falsify(out, hints=[{"values": {"c": "2", "e": "1", "z": "1"}}])
