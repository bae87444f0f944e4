"""What stands beside matrices, and the field `conserved`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ..terms import Term
from .claim import UserClaim
from .conserved import additive, plain
from .scope import FUNCTIONS, MATRIX_FUNCTIONS
from .spectra import STRICT
from .stepping import Stepping

ALGEBRA = (
    *("@", "T", "+", "-", "*", "/", "^", "scale", "tr", "norm2", "inner"),
    *("==", "!=", "<=", ">=", "<", ">"),
)


def functions_in(tree: Term) -> Iterator[Term]:
    """The first terms in a tree that are no matrix algebra; a root of norm2 is a norm."""
    if not isinstance(tree, tuple) or tree[0] in ("I", "0", "loss"):
        return
    root = tree[0] == "sqrt" and isinstance(tree[1], tuple) and tree[1][0] == "norm2"
    if tree[0] not in ALGEBRA and not root:
        yield tree
    for part in tree[1:]:
        yield from functions_in(part)


class Conserving(Stepping):
    """A claim about matrices, or about what gradient flow conserves."""

    def _only_relations(self, field: str, parts: Sequence[Term], allowed: tuple[str, ...]) -> None:
        """Beside matrices a statement is a list of comparisons."""
        for one in parts:
            if one[0] == STRICT and STRICT in allowed:
                self._only_algebra(field, one[1])
                continue
            if one[0] not in allowed:
                raise self.error(
                    f"{one[0]!r} was given; statements with matrices are comparisons with "
                    f"{' '.join(allowed)}, chains of them, `and`, and in `where` `or`; write "
                    f"the opposite of a comparison, or state several claims",
                    field,
                )
            self._only_algebra(field, one)

    def _only_algebra(self, field: str, *trees: Term) -> None:
        """Beside matrices numbers are polynomials, quotients and norms."""
        for tree in trees:
            if problem := next(functions_in(tree), None):
                from ..matrix.tree import show

                raise self.error(
                    f"{show(problem)} is not supported in a claim with matrices; declare a "
                    "number in its place, and say in `where` what is known of it",
                    field,
                )

    def _conserved(self, common: dict[str, Any]) -> UserClaim:
        shape = (
            'a table, as in conserved = { quantity = "a**2 - b**2", loss = "L(a*b)", '
            'parameters = ["a", "b"] }'
        )
        spec = self.get("conserved", dict, {}, shape)
        for key in spec:
            if key not in ("quantity", "loss", "parameters", "step"):
                raise self.error(
                    f"the entry {key[:60]!r} is not known; expected {shape}", "conserved"
                )
        if "claim" in self.table:
            raise self.error(
                "`claim` and `conserved` were both given; a table states one of them", "conserved"
            )
        parameters = spec.get("parameters")
        pool = self.scope.letters if self.scope.letters else self.scope.scalars
        if (
            not isinstance(parameters, list)
            or not parameters
            or not all(isinstance(one, str) and one in pool for one in parameters)
        ):
            raise self.error(
                f"parameters = {parameters!r:.60} was given; expected a list of declared "
                f"names ({', '.join(sorted(pool))})",
                "conserved",
            )
        if self.scope.letters:
            self._only_relations("where", common["where"], ("==", "<=", ">=", "<", ">", "!="))
        if whole := [one for one in parameters if one in self.integers]:
            raise self.error(
                f"the parameter {whole[0]!r} is declared as an integer; gradient flow moves real "
                f"numbers, so declare it in `real`",
                "conserved",
            )
        eta = spec.get("step", "eta")
        if eta not in self.scope.scalars:
            self.declare(eta, "conserved")
        quantity = self.reader("conserved.quantity").expression(spec.get("quantity"))
        free = set(re.findall(r"\b([A-Za-z]\w{0,60})\s*\(", str(spec.get("loss"))[:10_000])) - {
            *FUNCTIONS,
            *MATRIX_FUNCTIONS,
        }
        self.scope.losses = {
            name: []
            for name in sorted(free)
            if name not in self.scope.letters and name not in self.scope.scalars
        }
        loss = self.reader("conserved.loss").expression(spec.get("loss"))
        if loss.shape is not None:
            raise self.error(
                f"the loss has the shape {loss.shape}; a loss is a number, such as norm2(V @ W - "
                f"M)",
                "conserved",
            )
        outputs = {
            ("loss", name, i): plain(parts)
            for name, calls in self.scope.losses.items()
            for i, parts in enumerate(calls)
        }
        terms = additive(loss.tree)
        if self.scope.letters:
            whole = {call for _, call in terms}
            if any(call not in whole for call in outputs):
                raise self.error(
                    "an undefined function is used inside another one; a loss is a sum such "
                    'as "L(V @ W) + norm2(V)/2"',
                    "conserved",
                )
            self._only_algebra("conserved", quantity.tree, loss.tree)
        entry = {
            "quantity": quantity.tree,
            "loss": loss.tree,
            "outputs": outputs,
            "parameters": tuple(dict.fromkeys(parameters)),
            "step": eta,
            "terms": terms,
        }
        text = (
            f"{spec['quantity']} is constant along gradient flow of {spec['loss']} in "
            f"{', '.join(parameters)}"
        )
        return UserClaim(**common, conserved=entry, text=text[:2000])
