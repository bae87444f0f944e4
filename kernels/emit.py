"""Emission: the C++/CUDA text of a recurrence. Positional names, typed literals, every shared term named once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib.resources import files

from .errors import KernelError
from .graph import Graph, Node
from .program import Fill, Program

INFIX = {"add": (" + ", 1), "sub": (" - ", 1), "mul": ("*", 2), "div": ("/", 2)}
COMPARE = {"lt": "<", "le": "<=", "eq": "==", "ne": "!="}
ATOM = 4


def literal(value: float) -> str:
    """A typed constant: the shortest decimal that reads back as the same float64."""
    if math.isinf(value):
        return "INF" if value > 0 else "(-INF)"
    if math.isnan(value):
        return "NOT_A_NUMBER"
    return f"R({value!r})"


def expression(graph: Graph, node: Node, names: dict[Node, str], root: bool = False) -> tuple[str, int]:
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
        return f"({part(arguments[0], ATOM)} {'&' if operation == 'and' else '|'} {part(arguments[1], ATOM)})", ATOM
    if operation == "not":
        return f"NOT({part(arguments[0], 0)})", ATOM
    if operation == "select":
        condition, yes, no = (part(argument, 1) for argument in arguments)
        return f"({condition} ? {yes} : {no})", ATOM
    return f"{operation.upper()}({', '.join(part(argument, 0) for argument in arguments)})", ATOM


def body(graph: Graph, targets: Sequence[tuple[str, Node]], arrays: dict[str, str]) -> list[str]:
    """Statements that read the inputs they need from `arrays`, name what is used twice, and assign the targets."""
    outputs = [node for _, node in targets]
    order = graph.needed(outputs)
    uses: dict[Node, int] = {}
    for node in order:
        operation, arguments = graph.nodes[node]
        if operation not in ("const", "input"):
            for argument in arguments:
                uses[argument] = uses.get(argument, 0) + 1
    for node in outputs:
        uses[node] = uses.get(node, 0) + 1
    lines, names = [], {}
    inputs = sorted(
        (graph.nodes[n][1][0] for n in order if graph.nodes[n][0] == "input"), key=lambda name: (name[0], int(name[1:] or 0))
    )
    for name in inputs:
        if name != "t":
            lines.append(f"const REAL {name} = {arrays[name[0]]}[{name[1:]}];")
    for node in order:
        if uses.get(node, 0) > 1 and graph.nodes[node][0] not in ("const", "input"):
            text, _ = expression(graph, node, names, root=True)
            name = f"t{len(names)}"
            lines.append(f"const {'MASK' if graph.boolean(node) else 'REAL'} {name} = {text};")
            names[node] = name
    return lines + [f"{target} {expression(graph, node, names)[0]};" for target, node in targets]


def _draws(fills: Sequence[Fill], blocks: int) -> list[str]:
    base = f"t * {blocks}ULL + " if blocks else ""
    lines = []
    for fill in fills:
        place = f"{base}{fill.block}ULL, at"
        if fill.kind in ("uniform", "normal"):
            lines.append(f"fill_{fill.kind}(d + {fill.offset}, {fill.count}, {place});")
        else:
            needs = 3 if fill.kind == "truncated" else 1
            numbers = ", ".join(f"p[{fill.constant + i}]" for i in range(needs))
            lines.append(f"fill_{fill.kind}(d + {fill.offset}, {place}, {numbers});")
    return lines


def _function(head: str, lines: list[str]) -> str:
    return head + " {\n" + "".join(f"    {line}\n" for line in lines) + "}\n"


def functions(program: Program) -> str:
    """The emitted functions: draws, first state, tick. This is the text that golden tests look at."""
    graph, first = program.start
    tick = program.tick
    targets = [(f"r[{i}] =", node) for i, node in enumerate(tick.records)]
    targets += [(f"n[{i}] =", node) for i, node in enumerate(tick.step)]
    halt = [("return", tick.stop)] if tick.stop is not None else []
    tick_lines = body(tick.graph, targets + halt, {"p": "p", "d": "d", "s": "s", "r": "r"})
    if not halt:
        tick_lines.append("return truth(false);")
    state = ", ".join(f"s{i} {symbol.name}" for i, symbol in enumerate(program.states))
    numbers = ", ".join(f"p{i} {symbol.name}" for i, symbol in enumerate(program.numbers))
    return "\n".join(
        [
            f"// {program.recurrence.name}: {state}; {numbers}",
            _function("INLINE void starting_draws(const REAL *p, const Place &at, REAL *d)", _draws(program.starting_fills, 0)),
            _function(
                "INLINE void first_state(const REAL *p, const REAL *d, REAL *s)",
                body(graph, [(f"s[{i}] =", node) for i, node in enumerate(first)], {"p": "p", "d": "d"}),
            ),
            _function(
                "INLINE void step_draws(const REAL *p, const Place &at, unsigned long long t, REAL *d)",
                _draws(program.fills, program.blocks),
            ),
            _function("INLINE MASK tick(const REAL *p, const REAL *d, REAL t, const REAL *s, REAL *r, REAL *n)", tick_lines),
        ]
    )


def source(program: Program) -> str:
    """The whole translation unit, for every target."""
    if program.number_count > 512:
        raise KernelError(f"{program.recurrence.name} needs {program.number_count} numbers; a kernel takes at most 512")
    sizes = {
        "STATES": len(program.states),
        "RECORDS": len(program.recurrence.running),
        "NUMBERS": program.number_count,
        "DRAWS": len(program.recurrence.draws),
        "STARTING_DRAWS": len(program.recurrence.starting_draws),
        "HAS_STOP": int(program.recurrence.stop is not None),
        "BOUND": repr(float(program.recurrence.bound)),
    }
    head = "".join(f"#define {name} {value}\n" for name, value in sizes.items())
    return head + files("steepest.kernels").joinpath("trial.cuh").read_text() + "\n" + functions(program)
