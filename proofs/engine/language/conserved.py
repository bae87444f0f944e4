"""Conserved quantities: is Q constant along gradient flow, and what does one step of gradient
descent change?

``conserved = { quantity = "W @ W.T - V.T @ V", loss = "L(V @ W @ u)", parameters = ["W", "V"] }``.
In the loss, an undeclared function of matrices (or numbers) such as L stands for every
differentiable function: only dL = <g, d output> is used, with g its unknown gradient. An optional
`step` names the step size (default eta).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from ...vocabulary import Evidence, Verdict
from ..goal import Goal
from ..terms import Term, names
from .calculus import derivative, minus, plus, substitute, times
from .scope import Built

ONE = Fraction(1)


@dataclass(frozen=True)
class Flow:
    """Gradient flow of a scalar loss: the gradient, dQ/dt, and the unknowns that stand for the
    undefined functions (`slopes`: their partial derivatives, `marks`: their values).
    """

    gradients: dict[str, Term]
    drift: Term
    slopes: dict[Term, tuple[str, ...]]
    marks: dict[Term, str]
    loss: tuple[Term, ...]  # what has to have a value for the loss to have one


def flow_of_numbers(
    quantity: Term,
    loss: Term,
    outputs: dict[Term, tuple[Term, ...]],
    parameters: tuple[str, ...],
    taken: Iterable[str] = (),
) -> Flow:
    """The flow for scalar parameters; ``outputs`` maps each occurrence of an undefined function to
    its arguments. `taken`: names that mean something already.
    """
    fresh = _Fresh(
        {*taken, *names(quantity, loss, *(x for parts in outputs.values() for x in parts))}
    )
    marks = {call: fresh(f"loss{i}") for i, call in enumerate(outputs)}
    inside = {
        call: tuple(_replace(part, marks) for part in parts) for call, parts in outputs.items()
    }
    slopes: dict[Term, tuple[str, ...]] = {}
    for i, (call, parts) in enumerate(inside.items()):
        same = [one for one in slopes if one[1] == call[1] and _equal(inside[one], parts)]
        slopes[call] = (
            slopes[same[0]] if same else tuple(fresh(f"g{i}_{j}") for j in range(len(parts)))
        )
    calls = {mark: call for call, mark in marks.items()}
    plain = _replace(loss, marks)

    def total(term: Term, name: str) -> Term:
        """The derivative, through the undefined functions."""
        found = derivative(term, name)
        for mark in names(term):
            if mark in calls:
                call = calls[mark]
                inner = plus(
                    *(times(g, total(part, name)) for g, part in zip(slopes[call], inside[call]))
                )
                found = plus(found, times(derivative(term, mark), inner))
        return found

    gradients = {name: total(plain, name) for name in parameters}
    drift = plus(
        *(times(derivative(quantity, name), minus(gradients[name])) for name in parameters)
    )
    whole = (plain, *(part for parts in inside.values() for part in parts))
    return Flow(gradients, drift, slopes, marks, whole)


class _Fresh:
    """Names that nothing else has."""

    def __init__(self, taken: set[str]):
        self.taken = taken

    def __call__(self, wanted: str) -> str:
        while wanted in self.taken:
            wanted += "_"
        self.taken.add(wanted)
        return wanted


def _equal(first: tuple[Term, ...], second: tuple[Term, ...]) -> bool:
    """The same arguments, as rational functions."""
    from ..scalar.rational import Field, TooLarge

    try:
        return len(first) == len(second) and all(
            Field(a, b).difference(("==", a, b)).numerator.is_zero() for a, b in zip(first, second)
        )
    except (TooLarge, ZeroDivisionError):
        return first == second


def _replace(tree: Term, values: dict[Term, Term]) -> Term:
    if tree in values:
        return values[tree]
    return (
        (tree[0], *(_replace(part, values) for part in tree[1:]))
        if isinstance(tree, tuple)
        else tree
    )


def conserved_numbers(
    spec: dict[str, Any],
    where: tuple[Term, ...],
    seconds: float,
    seed: int,
    integers: tuple[str, ...] = (),
) -> Evidence:
    """Q is constant wherever the loss and its gradient have values."""
    from ..scalar import decide
    from ..scalar.forms import conditions
    from ..terms import show

    taken = {spec["step"], *names(*where)}
    flow = flow_of_numbers(
        spec["quantity"], spec["loss"], spec["outputs"], spec["parameters"], taken
    )
    hypotheses = where
    for one in conditions(*flow.loss, *flow.gradients.values()):
        if one not in hypotheses and not _follows(one, hypotheses):
            hypotheses = (*hypotheses, one)
    claim = ("==", flow.drift, Fraction(0))
    variables = names(*hypotheses, claim)
    goal = Goal(variables, hypotheses, claim, tuple(n for n in integers if n in variables))
    found = _realised(decide(goal, seconds=seconds, seed=seed), flow, spec["outputs"])
    if found.certificate is not None:
        unknown = {*flow.marks.values(), *(g for slopes in flow.slopes.values() for g in slopes)}
        functions = sorted({call[1] for call in flow.marks})
        every = f"every differentiable {', '.join(functions)}" if functions else ""
        found = replace(found, scope=" and ".join(filter(None, (every, goal.domain(unknown)))))
    moved = {
        name: ("-", name, ("*", spec["step"], gradient))
        for name, gradient in flow.gradients.items()
    }
    change = ("-", substitute(spec["quantity"], moved), spec["quantity"])
    return _told(found, _expanded(change, spec["step"]) or show(change))


def _follows(condition: Term, hypotheses: tuple[Term, ...]) -> bool:
    """The hypotheses say it already, such as w != 0 for 2*w != 0."""
    from ..scalar import axioms, smt

    goal = Goal(names(condition, *hypotheses), hypotheses, condition)
    answer = smt.prove_here(goal, axioms.instances(condition, *hypotheses), seconds=0.1)
    return answer is not None and answer.result == "unsat"


def _realised(found: Evidence, flow: Flow, outputs: dict[Term, tuple[Term, ...]]) -> Evidence:
    """A counterexample gives each undefined function one slope at a place: a function that is used
    twice must be used at two different places there.
    """
    if found.verdict != Verdict.REFUTED or found.witness.get("kind") != "point":
        return found
    from ..scalar.points import holds
    from ..terms import from_json

    point = {name: from_json(value) for name, value in found.witness["values"].items()}
    calls = list(outputs)
    for number, first in enumerate(calls):
        for second in calls[number + 1 :]:
            if first[1] != second[1] or flow.slopes[first] == flow.slopes[second]:
                continue
            parts = [[_replace(x, flow.marks) for x in outputs[one]] for one in (first, second)]
            apart = any(holds(("!=", a, b), point) is True for a, b in zip(*parts))
            if not apart:
                return Evidence(
                    Verdict.UNDECIDED,
                    "",
                    found.method,
                    detail=f"a counterexample uses {first[1]} twice at one place with two slopes",
                )
    return found


def _expanded(change: Term, step: str) -> str:
    """The change written by powers of the step size (display only: the evidence does not use
    it).
    """
    try:
        import sympy

        from ..terms import to_sympy

        eta = sympy.Symbol(step, real=True)
        powers = sympy.collect(sympy.expand(to_sympy(change)), eta, evaluate=False)
        return str(sum(power * sympy.cancel(part) for power, part in powers.items()))
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
