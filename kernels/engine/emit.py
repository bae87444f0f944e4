"""Emission: the C++/CUDA text of a recurrence. Positional names, typed literals, every shared term
named once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.resources import files
from itertools import count

from . import matrices
from .errors import KernelError
from .graph import Graph, Node
from .program import Fill, Program

INFIX = {"add": (" + ", 1), "sub": (" - ", 1), "mul": ("*", 2), "div": ("/", 2)}
COMPARE = {"lt": "<", "le": "<=", "eq": "==", "ne": "!="}
ATOM = 4
MANY = 32  # inputs of one kind beyond which they are not all named at the top


def literal(value: float) -> str:
    """A typed constant: the shortest decimal that reads back as the same float64."""
    if math.isinf(value):
        return "INF" if value > 0 else "(-INF)"
    if math.isnan(value):
        return "NOT_A_NUMBER"
    return f"R({value!r})"


def expression(
    graph: Graph, node: Node, names: dict[Node, str], root: bool = False
) -> tuple[str, int]:
    """The text of a node and its precedence; named nodes print as their names."""
    if node in names and not root:
        return names[node], ATOM
    operation, arguments = graph.nodes[node]
    if operation == "const":
        return literal(arguments[0]), ATOM
    if operation == "input":
        return arguments[0], ATOM

    def part(argument: Node, least: int) -> str:
        text, level = expression(graph, argument, names)
        return text if level >= least else f"({text})"

    if operation in INFIX:
        sign, level = INFIX[operation]
        return part(arguments[0], level) + sign + part(arguments[1], level + 1), level
    if operation == "neg":
        return f"-{part(arguments[0], 3)}", 2
    if operation in COMPARE:
        return f"({part(arguments[0], 1)} {COMPARE[operation]} {part(arguments[1], 1)})", ATOM
    if operation in ("and", "or"):
        return (
            f"({part(arguments[0], ATOM)} {'&' if operation == 'and' else '|'} "
            f"{part(arguments[1], ATOM)})",
            ATOM,
        )
    if operation == "not":
        return f"NOT({part(arguments[0], 0)})", ATOM
    if operation == "select":
        condition, yes, no = (part(argument, 1) for argument in arguments)
        return f"({condition} ? {yes} : {no})", ATOM
    return f"{operation.upper()}({', '.join(part(argument, 0) for argument in arguments)})", ATOM


def body(graph: Graph, targets: Sequence[tuple[str, Node]], arrays: dict[str, str]) -> list[str]:
    """Statements that read the inputs they need from `arrays`, name what is used twice, and assign
    the targets.
    """
    outputs = [node for _, node in targets]
    order = graph.needed(outputs)
    uses: dict[Node, int] = {}
    for node in order:
        for argument in graph.arguments(node):
            uses[argument] = uses.get(argument, 0) + 1
    for node in outputs:
        uses[node] = uses.get(node, 0) + 1
    lines, names = [], {}
    inputs = [
        (graph.nodes[n][1][0], n)
        for n in order
        if graph.nodes[n][0] == "input" and n not in graph.shape
    ]
    for name, node in sorted(inputs, key=lambda pair: (pair[0][0], int(pair[0][1:] or 0))):
        if name == "t":
            continue
        place = f"{arrays[name[0]]}[{name[1:]}]"
        if name[0] != "r" and sum(name[0] == other[0] for other, _ in inputs) > MANY:
            names[node] = place  # the compiler loads it where it is used
        else:
            lines.append(f"const REAL {name} = {place};")
    numbers = count()
    text = lambda node: expression(graph, node, names)[0]  # noqa: E731
    for node in order:
        if node in graph.shape:
            operation, arguments = graph.nodes[node]
            if operation == "input":
                names[node] = f"(s + {arguments[0][1:]})"
                continue
            name = f"m{next(numbers)}"
            rows, columns = graph.shape[node]
            lines += [
                f"REAL {name}[{rows * columns}];",
                matrices.statement(graph, node, name, text),
            ]
            names[node] = name
        elif graph.nodes[node][0] == "inner":
            name = f"t{next(numbers)}"
            left, right = graph.nodes[node][1]
            rows, columns = graph.shape[left]
            lines.append(
                f"const REAL {name} = inner<{rows}, {columns}>({text(left)}, {text(right)});"
            )
            names[node] = name
        elif uses.get(node, 0) > 1 and graph.nodes[node][0] not in ("const", "input"):
            value, _ = expression(graph, node, names, root=True)
            name = f"t{next(numbers)}"
            lines.append(f"const {'MASK' if graph.boolean(node) else 'REAL'} {name} = {value};")
            names[node] = name
    for target, node in targets:
        if node in graph.shape:
            rows, columns = graph.shape[node]
            lines.append(f"copy<{rows * columns}>({target.removesuffix(' =')}, {text(node)});")
        else:
            lines.append(f"{target} {text(node)};")
    return lines


def _draws(fills: Sequence[Fill], blocks: int) -> list[str]:
    base = f"t * {blocks}ULL + " if blocks else ""
    lines = []
    for fill in fills:
        place = f"{base}{fill.block}ULL, at"
        if fill.kind in ("uniform", "normal"):
            lines.append(f"fill_{fill.kind}<{fill.count}>(d + {fill.offset}, {place});")
        else:
            needs = 3 if fill.kind == "truncated" else 1
            numbers = ", ".join(f"p[{fill.constant + i}]" for i in range(needs))
            lines.append(f"fill_{fill.kind}(d + {fill.offset}, {place}, {numbers});")
    return lines


def _function(head: str, lines: list[str]) -> str:
    return head + " {\n" + "".join(f"    {line}\n" for line in lines) + "}\n"


def _state_targets(program: Program, array: str, nodes: Sequence[Node]) -> list[tuple[str, Node]]:
    places = zip(program.layout, nodes)
    matrix = lambda symbol: hasattr(symbol, "shape")  # noqa: E731
    return [
        (f"{array} + {offset}" if matrix(symbol) else f"{array}[{offset}] =", node)
        for (symbol, offset, _, _), node in places
    ]


def functions(program: Program) -> str:
    """The emitted functions: draws, first state, tick. This is the text that golden tests
    look at.
    """
    graph, first = program.start
    gate = ["return truth(true);"]
    if program.gate is not None:
        gate = body(program.gate[0], [("return", program.gate[1])], {"p": "p", "s": "s"})
    tick = program.tick
    targets = [(f"r[{i}] =", node) for i, node in enumerate(tick.records)]
    targets += _state_targets(program, "n", tick.step)
    halt = [("return", tick.stop)] if tick.stop is not None else []
    tick_lines = body(tick.graph, targets + halt, {"p": "p", "d": "d", "s": "s", "r": "r"})
    if not halt:
        tick_lines.append("return truth(false);")
    state = ", ".join(f"s{offset} {symbol.name}" for symbol, offset, _, _ in program.layout)
    numbers = ", ".join(f"p{i} {symbol.name}" for i, symbol in enumerate(program.numbers))
    return "\n".join(
        [
            f"// {program.recurrence.name}: {state}; {numbers}",
            _function(
                "INLINE void starting_draws(const REAL *p, const Place &at, REAL *d)",
                _draws(program.starting_fills, 0),
            ),
            _function(
                "INLINE void first_state(const REAL *p, const REAL *d, REAL *s)",
                body(graph, _state_targets(program, "s", first), {"p": "p", "d": "d"}),
            ),
            _function(
                "INLINE void step_draws(const REAL *p, const Place &at, unsigned long long t, "
                "REAL *d)",
                _draws(program.fills, program.blocks),
            ),
            _function("INLINE MASK wants_draws(const REAL *p, REAL t, const REAL *s)", gate),
            _function(
                "INLINE MASK tick(const REAL *p, const REAL *d, REAL t, const REAL *s, REAL *r, "
                "REAL *n)",
                tick_lines,
            ),
        ]
    )


def source(program: Program) -> str:
    """The whole translation unit, for every target."""
    if program.number_count > 512:
        raise KernelError(
            f"{program.recurrence.name} needs {program.number_count} numbers; a kernel takes at "
            f"most 512"
        )
    sizes = {
        "STATES": program.width,
        "RECORDS": len(program.recurrence.running),
        "NUMBERS": program.number_count,
        "DRAWS": len(program.recurrence.draws),
        "STARTING_DRAWS": len(program.recurrence.starting_draws),
        "HAS_STOP": int(program.recurrence.stop is not None),
        "BOUND": repr(float(program.recurrence.bound)),
    }
    head = "".join(f"#define {name} {value}\n" for name, value in sizes.items())
    folder = files("steepest.kernels.engine")
    parts = [
        folder.joinpath(f"{part}.cuh").read_text()
        for part in ("target", "draws", "matrices", "trial")
    ]
    return "\n".join([head, *parts, functions(program)])
