"""What the emitted text looks like, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sympy
from steepest.kernels.engine import laws
from steepest.kernels.engine.emit import body, functions, literal, source
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.engine.graph import Graph, Lowering
from steepest.kernels.engine.interpret import evaluate
from steepest.kernels.engine.program import Program
from steepest.kernels.engine.recurrence import Recurrence, content_hash, first_time, largest
from steepest.kernels.factorization import rank_one

GOLDEN = Path(__file__).parent / "golden"
x, y = sympy.symbols("x y", real=True)


def text(expression) -> str:
    graph = Graph()
    inputs = {symbol: graph.node("input", f"s{i}") for i, symbol in enumerate((x, y))}
    node = Lowering(graph, inputs, "test").all([expression])[0]
    return body(graph, [("return", node)], {"s": "s"})[-1].removeprefix("return ").removesuffix(";")


def value(expression, at_x=0.3, at_y=-0.7):
    graph = Graph()
    inputs = {symbol: graph.node("input", f"s{i}") for i, symbol in enumerate((x, y))}
    node = Lowering(graph, inputs, "test").all([expression])
    return evaluate(graph, node, {"s0": np.float64(at_x), "s1": np.float64(at_y)})[0]


@pytest.mark.parametrize("name", ["rank_one", "draws"])
def test_golden_text(name):
    """The whole emitted text, as it was read and approved."""
    made = {"rank_one": rank_one.recurrence, "draws": _with_draws}[name]()
    assert functions(Program(made)) == (GOLDEN / f"{name}.cuh").read_text()


def _with_draws() -> Recurrence:
    noise, c, size = sympy.symbols("noise c size", real=True)
    return Recurrence(
        "noisy descent",
        step={x: x - sympy.Rational(1, 10) * x**3 + size * noise},
        start={x: c},
        parameters=(size,),
        stop=sympy.Abs(x) < sympy.Rational(1, 100),
        record={"high": largest(x), "crossed": first_time(x < 0)},
        draws={noise: laws.truncated_normal(-2, 2)},
        starting_draws={c: laws.chi(3)},
        draw_when=x > 0,
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (x**2, "s0*s0"),
        (x**-1, "R(1.0)/s0"),
        (-x * y / 3, "-(R(0.3333333333333333)*s0*s1)"),
        (x - y - 1, "s0 - s1 - R(1.0)"),
        (x / (y * 7), "R(0.14285714285714285)*s0/s1"),
        (sympy.sqrt(x), "SQRT(s0)"),
        (x / sympy.sqrt(y), "s0/SQRT(s1)"),
        (sympy.Max(x, 0), "MAX(R(0.0), s0)"),
        (sympy.Piecewise((x, x > y), (0, True)), "((s1 < s0) ? s0 : R(0.0))"),
        (sympy.acos(x), "ACOS(((R(1.0) < s0) ? R(1.0) : ((s0 < R(-1.0)) ? R(-1.0) : s0)))"),
        (sympy.atan2(y, x), "ATAN2(s1, s0)"),
        (sympy.pi * x, "R(3.141592653589793)*s0"),
        (sympy.sign(x), "((R(0.0) < s0) ? R(1.0) : ((s0 < R(0.0)) ? R(-1.0) : R(0.0)))"),
    ],
)
def test_pieces_of_text(expression, expected):
    assert text(expression) == expected


def test_powers_are_multiplied_out_and_shared():
    graph = Graph()
    inputs = {x: graph.node("input", "s0")}
    nodes = Lowering(graph, inputs, "test").all([x**12, x**4])
    lines = body(graph, [("a =", nodes[0]), ("b =", nodes[1])], {"s": "s"})
    assert "pow" not in "".join(lines)
    assert lines == [
        "const REAL s0 = s[0];",
        "const REAL t0 = s0*s0;",
        "const REAL t1 = t0*t0;",
        "a = t1*(t1*t1);",
        "b = t1;",
    ]


@pytest.mark.parametrize("number", [0.1, 1e-300, 5e-324, 1.7976931348623157e308, -0.0, 1 / 3])
def test_literals_read_back_as_themselves(number):
    assert float(literal(number)[2:-1]).hex() == number.hex()


def test_infinite_literals_have_names():
    assert [literal(float(n)) for n in ("inf", "-inf", "nan")] == ["INF", "(-INF)", "NOT_A_NUMBER"]


@pytest.mark.parametrize(
    "expression",
    [
        x**5 - 3 * x**-2 + y**7 / 11,
        sympy.sqrt(1 + x**2) ** 3 * y,
        sympy.exp(x) * sympy.log(2 + y) - sympy.tanh(x * y),
        sympy.Piecewise((x, x < y), (y**2, sympy.Not(x < 0)), (1, True)),
        sympy.Heaviside(x, 1) + sympy.sign(y) + sympy.Min(x, y, 0),
        sympy.Abs(y) ** sympy.Rational(5, 2),
    ],
)
def test_values_are_those_of_sympy(expression):
    exact = expression.subs({x: sympy.Rational(3, 10), y: sympy.Rational(-7, 10)})
    assert value(expression) == pytest.approx(float(exact), rel=1e-14)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (sympy.besselj(0, x), "besselj has no kernel form"),
        (x**y, "has no kernel form; use integer or half-integer"),
        (x ** sympy.Rational(1, 3), "half-integer exponents"),
        (sympy.Piecewise((x, x > 0)), "has no value when no condition holds"),
        (sympy.Symbol("w", real=True) + x, "w has no value here"),
        (sympy.Integral(x, x), "has no kernel form"),
    ],
)
def test_what_has_no_kernel_form_is_refused(expression, message):
    with pytest.raises(KernelError, match=message):
        text(expression)


def test_matrices_without_a_kernel_form_are_refused():
    A = sympy.MatrixSymbol("A", 2, 2)
    recurrence = Recurrence("inverse", step={A: A.I}, start={A: sympy.eye(2).as_immutable()})
    with pytest.raises(KernelError, match="Inverse has no kernel form"):
        source(Program(recurrence))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"step": {x: x + sympy.Symbol("eta")}}, "unknown symbols eta"),
        ({"step": {x: x + sympy.Symbol("x")}}, "same name, other assumptions"),
        ({"start": {y: 1}}, "must list the same state variables"),
        ({"parameters": (x,)}, "declared twice: x"),
        ({"record": {"steps": largest(x)}}, "steps is taken"),
        ({"record": {"a b": largest(x)}}, "not a plain symbol"),
        ({"stop": sympy.Symbol("z", real=True) > 0}, "stop: unknown symbols z"),
    ],
)
def test_a_recurrence_checks_its_parts(changes, message):
    with pytest.raises(KernelError, match=message):
        Recurrence(**({"name": "r", "step": {x: x / 2}, "start": {x: 1}} | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stop": x + 1}, "must be a condition"),
        ({"record": {"a": first_time(x)}}, "needs a condition"),
        ({"record": {"a": largest(x > 0)}}, "needs a number"),
    ],
)
def test_conditions_and_numbers_are_told_apart(changes, message):
    with pytest.raises(KernelError, match=message):
        _ = Program(
            Recurrence(**({"name": "r", "step": {x: x / 2}, "start": {x: 1}} | changes))
        ).tick


def test_hostile_names_never_reach_the_text():
    bad = sympy.Symbol("x */ system(0); /*", real=True)
    with pytest.raises(KernelError, match="not a plain symbol"):
        Recurrence("r", step={bad: bad}, start={bad: 1})


def test_too_many_numbers_are_refused():
    many = sympy.symbols("a0:600", real=True)
    with pytest.raises(KernelError, match="at most 512"):
        source(Program(Recurrence("r", step={x: x + sum(many)}, start={x: 1}, parameters=many)))


def test_hashes_change_with_the_formula_and_not_with_the_process():
    one = Recurrence("r", step={x: x / 2}, start={x: 1})
    other = Recurrence("r", step={x: x / 3}, start={x: 1})
    assert one.hash != other.hash
    assert one.step_hash == content_hash({x: x / 2}) != other.step_hash
    assert one.hash == Recurrence("r", step={x: x / 2}, start={x: 1}).hash
    assert rank_one.recurrence().step_hash == content_hash(rank_one.STEP)
