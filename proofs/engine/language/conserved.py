"""Conserved quantities: is Q constant along gradient flow, and what does one step of gradient
descent change?

``conserved = { quantity = "W @ W.T - V.T @ V", loss = "L(V @ W @ u)", parameters = ["W", "V"] }``.
In the loss, an undeclared function of matrices (or numbers) such as L stands for every
differentiable function: only dL = <g, d output> is used, with g its unknown gradient. An optional
`step` names the step size (default eta).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...vocabulary import Evidence, Verdict
from ..goal import Goal
from ..terms import Term
from .calculus import derivative, minus, plus, substitute, times
from .syntax import Built

ONE = Fraction(1)


def flow_of_numbers(
    quantity: Term, loss: Term, outputs: dict[Term, tuple[Term, ...]], parameters: tuple[str, ...]
) -> tuple[dict[str, Term], Term]:
    """(gradients, dQ/dt) for scalar parameters; ``outputs`` maps each occurrence of an undefined
    function to its arguments.
    """
    unknown = {
        call: tuple(f"g{i}_{j}" for j in range(len(parts)))
        for i, (call, parts) in enumerate(outputs.items())
    }
    marked = {call: f"loss{i}" for i, call in enumerate(outputs)}
    plain = _replace(loss, marked)
    gradients = {}
    for name in parameters:
        total = derivative(plain, name)
        for call, parts in outputs.items():
            inside = plus(
                *(times(g, derivative(part, name)) for g, part in zip(unknown[call], parts))
            )
            total = plus(total, times(derivative(plain, marked[call]), inside))
        gradients[name] = total
    drift = plus(
        *(times(derivative(quantity, name), minus(gradients[name])) for name in parameters)
    )
    return gradients, drift


def _replace(tree: Term, values: dict[Term, Term]) -> Term:
    if tree in values:
        return values[tree]
    return (
        (tree[0], *(_replace(part, values) for part in tree[1:]))
        if isinstance(tree, tuple)
        else tree
    )


def conserved_numbers(
    spec: dict[str, Any], where: tuple[Term, ...], seconds: float, seed: int
) -> Evidence:
    from ..scalar import decide
    from ..terms import show

    gradients, drift = flow_of_numbers(
        spec["quantity"], spec["loss"], spec["outputs"], spec["parameters"]
    )
    found = decide(Goal.of(("==", drift, Fraction(0)), where), seconds=seconds, seed=seed)
    moved = {
        name: ("-", name, ("*", spec["step"], gradient)) for name, gradient in gradients.items()
    }
    change = ("-", substitute(spec["quantity"], moved), spec["quantity"])
    return _told(found, _expanded(change, spec["step"]) or show(change))


def _expanded(change: Term, step: str) -> str:
    """The change written by powers of the step size (display only: the evidence does not use
    it).
    """
    try:
        import sympy

        from ..terms import to_sympy

        return str(sympy.collect(sympy.expand(to_sympy(change)), sympy.Symbol(step, real=True)))
    except Exception:  # a display must not fail a claim
        return ""


def conserved_matrices(spec: dict[str, Any], frame: Any, seconds: float, seed: int) -> Evidence:
    """The same for matrix parameters, for all sizes; `frame` builds expressions."""
    from .. import matrix

    letters, scalars, build = frame.letters, frame.scalars, frame.build
    parameters = [letters[name] for name in spec["parameters"]]
    gradients = dict.fromkeys(spec["parameters"])
    number = 0
    for coefficient, call in spec["terms"]:
        # for an undefined function of outputs: <g, output> with its unknown gradient g. No input
        # can write a name that begins with an underscore.
        paired = [build(call)] if call not in spec["outputs"] else []
        for part in spec["outputs"].get(call, ()):
            output = build(part)
            if isinstance(output, matrix.Matrix) and output.shape != (1, 1):
                g = matrix.letter(f"_g{number}", *output.shape)
                paired.append(matrix.inner(g, output))
            else:
                paired.append(matrix.scalar(f"_g{number}") * matrix.Scalar.of(output))
            number += 1
        for one in paired:
            new = [matrix.gradient(one, parameter) for parameter in parameters]
            _add(gradients, spec["parameters"], new, build(coefficient))
    quantity, eta = build(spec["quantity"]), scalars[spec["step"]]
    velocity = {letters[name]: -gradients[name] for name in spec["parameters"]}
    drift = matrix.derivative(quantity, velocity)
    found = matrix.same(drift, 0, frame.rules, frame.where, seed=seed, seconds=seconds)
    moved = {letters[name]: letters[name] - eta * gradients[name] for name in spec["parameters"]}
    change = matrix.substitute(quantity, moved) - quantity
    powers = []
    for k in range(1, 7):
        part = matrix.coefficient(change, eta, k)
        if part != 0 * part:
            powers.append(f"{spec['step']}{'' if k == 1 else f'**{k}'}*({_normal(part)})")
    return _told(found, " + ".join(powers) or "0")


def _normal(part: Any) -> str:
    from .. import matrix

    plain = (
        matrix.Matrix(part.rows, part.cols, part.terms, part.letters)
        if isinstance(part, matrix.Matrix)
        else matrix.Scalar(part.polynomial, part.letters)
    )
    return str(plain)


def _add(total: dict[str, Any], names: tuple[str, ...], new: list[Any], factor: Any) -> None:
    for name, value in zip(names, new):
        total[name] = factor * value if total[name] is None else total[name] + factor * value


def _told(found: Evidence, change: str) -> Evidence:
    shown = change if len(change) <= 600 else change[:597] + "..."
    word = {
        Verdict.PROVED: "conserved along gradient flow.",
        Verdict.REFUTED: "not conserved along gradient flow.",
    }.get(found.verdict, "")
    return found.saying(
        f"{word} One step of gradient descent changes it by exactly {shown}.".strip()
    )


def additive(tree: Term, sign: Fraction = ONE) -> list[tuple[Term, Term]]:
    """The terms (coefficient, term) of a sum."""
    if isinstance(tree, tuple) and tree[0] in ("+", "-"):
        signs = (
            [sign] + [sign if tree[0] == "+" else -sign] * (len(tree) - 2)
            if len(tree) > 2
            else [-sign if tree[0] == "-" else sign]
        )
        return [pair for part, own in zip(tree[1:], signs) for pair in additive(part, own)]
    if isinstance(tree, tuple) and tree[0] == "*" and len(tree) == 3:
        for factor, call in (tree[1:], tree[:0:-1]):
            if isinstance(call, tuple) and call[0] == "loss":
                return [(("*", sign, factor), call)]
    if (
        isinstance(tree, tuple)
        and tree[0] == "/"
        and isinstance(tree[1], tuple)
        and tree[1][0] == "loss"
    ):
        return [(("/", sign, tree[2]), tree[1])]
    return [(sign, tree)]


def plain(parts: tuple[Built, ...]) -> tuple[Term, ...]:
    return tuple(part.tree for part in parts)
