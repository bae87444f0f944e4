"""Successive difference substitution: a form in coordinates >= 0 whose coefficients are all >= 0 is
>= 0; otherwise two coordinates are compared, the larger one is the smaller and a rest, and the form
is expanded again. Each comparison is a split of the certificate.
"""

from __future__ import annotations

from typing import Any

from .forms import Edge, Form

NODES, DEEPEST = 90, 12


def differences(form: Form, nodes: int = NODES) -> list | None:
    """The tree of a contradiction, or None."""
    return _Walk(form, nodes).tree(form.poly, form.edges, 0)


class _Walk:
    def __init__(self, form: Form, nodes: int):
        self.form, self.left = form, nodes
        self.gens = form.poly.context().gens()

    def tree(self, poly: Any, edges: tuple[Edge, ...], depth: int) -> list | None:
        self.left -= 1
        self.form.known.space.spend(10 + len(poly) * len(edges))
        terms = [(tuple(map(int, e)), c) for e, c in poly.terms()]
        if all(c > 0 for _, c in terms):
            return self._leaf(terms, edges)
        if self.left <= 0 or depth >= DEEPEST:
            return None
        if any(c < 0 and sum(map(bool, e)) == 1 for e, c in terms):
            return None  # negative on an edge
        pair = self._pair(terms, len(edges))
        if pair is None:
            return None
        i, j = pair
        space = self.form.known.space
        fact = space.fact(edges[i].poly - edges[j].poly, ">=")
        opposite = space.negation(fact)
        trees = []
        for large, small, new in ((i, j, fact), (j, i, opposite)):
            values = list(self.gens)
            values[large] = values[large] + values[small]
            inner = list(edges)
            inner[large] = Edge(new, new.poly)
            below = self.tree(poly.compose(*values), tuple(inner), depth + 1)
            if below is None:
                return None
            trees.append(below)
        return ["split", fact.formula, *trees]

    def _pair(self, terms: list, count: int) -> tuple[int, int] | None:
        """The coordinates of the edge on which the form has the most to lose."""
        weight: dict[tuple[int, int], float] = {}
        for exponents, c in terms:
            if c >= 0:
                continue
            inside = [i for i, e in enumerate(exponents) if e]
            size = float(-c.p) / float(c.q) / (1 if len(inside) == 2 else 1e6)
            for k, i in enumerate(inside):
                for j in inside[k + 1 :]:
                    weight[i, j] = weight.get((i, j), 0.0) + size * min(exponents[i], exponents[j])
        return max(weight, key=lambda pair: (weight[pair], pair)) if weight else None

    def _leaf(self, terms: list, edges: tuple[Edge, ...]) -> list | None:
        strict = self.form.denied.strict or any(
            all(edges[i].strict for i, k in enumerate(e) if k) for e, _ in terms
        )
        if not strict:
            return None
        products = [(c, e, ()) for e, c in terms]
        return self.form.leaf([(1, ())], products, edges)


__all__ = ["differences"]
