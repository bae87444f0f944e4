"""Dependency graphs as static SVG with links: what a theorem rests on, what rests on it.

Layers, the order in them and the components are networkx's; a box says its verdict in words.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any

WIDE, HIGH, GAP, DROP, MARGIN = 184, 40, 18, 46, 6
PER_ROW = 4
LABEL = 25  # letters that fit into a box
Edge = tuple[str, str, str]  # above, below, "uses" or "part"


def around(entry: Mapping[str, Any], most: int = 36) -> tuple[dict[str, Any], list[Edge], int]:
    """The claims around one: all that it rests on, its parts, what uses it directly; the edges
    between them; and how many claims had no room.
    """
    nodes: dict[str, Any] = {entry["id"]: entry}
    wanted = [*entry["used_by"], *entry["below"], *entry["parts"], *entry["amended"]]
    wanted += [entry["whole"]] if entry["whole"] else []
    left = 0
    for one in wanted:
        if one["id"] in nodes:
            continue
        if len(nodes) < most:
            nodes[one["id"]] = one
        else:
            left += 1
    return nodes, edges(nodes.values(), nodes), left


def edges(entries: Iterable[Mapping[str, Any]], nodes: Mapping[str, Any]) -> list[Edge]:
    """The edges between the given nodes."""
    found: list[Edge] = []
    for one in entries:
        uses = [other["id"] for other in one["uses"]]
        found += [(one["id"], other, "uses") for other in uses if other in nodes]
        parts = [other["id"] for other in one["parts"] if other["id"] not in uses]
        found += [(one["id"], other, "part") for other in parts if other in nodes]
    return found


def of_paper(found: list[Any], most: int = 90) -> tuple[dict[str, Any], list[Edge], int]:
    """The claims of a paper that use one another, with their edges; what uses nothing and is used
    by nothing is not drawn.
    """
    linked = [one for one in found if one["uses"] or one["used_by"]]
    nodes = {one["id"]: one for one in linked[:most]}
    drawn = [edge for edge in edges(nodes.values(), nodes) if edge[2] == "uses"]
    return nodes, drawn, len(linked) - len(nodes)


def layers(nodes: Iterable[str], drawn: list[Edge]) -> list[list[str]]:
    """The nodes in layers, every edge from an earlier layer to a later one, ordered in each by the
    middle of the neighbours above. An edge that would close a circle is left out.
    """
    import networkx

    graph = networkx.DiGraph()
    graph.add_nodes_from(nodes)
    for above, below, _ in drawn:
        if not networkx.has_path(graph, below, above):
            graph.add_edge(above, below)
    rows = [list(row) for row in networkx.topological_generations(graph)]
    place: dict[str, float] = {}
    for row in rows:
        row.sort(key=lambda one: _middle(graph, place, one))
        place |= {one: (index + 0.5) / len(row) for index, one in enumerate(row)}
    return rows


def _middle(graph: Any, place: Mapping[str, float], one: str) -> float:
    """Where the neighbours above stand, on average."""
    above = list(graph.predecessors(one))
    return sum(place[other] for other in above) / max(1, len(above))


def svg(
    nodes: Mapping[str, Any], drawn: list[Edge], here: str = "", base: str = "", label: str = ""
) -> Any:
    """The graph as markup; "" for a single node. `base`: the folder of the claims' pages."""
    from markupsafe import Markup

    if len(nodes) < 2 or not drawn:
        return Markup("")
    rows = [
        row[start : start + PER_ROW]
        for row in layers(nodes, drawn)
        for start in range(0, len(row), PER_ROW)
    ]
    widest = max(map(len, rows))
    width = widest * (WIDE + GAP) - GAP + 2 * MARGIN
    height = len(rows) * (HIGH + DROP) - DROP + 2 * MARGIN
    at: dict[str, tuple[float, float]] = {}
    for level, row in enumerate(rows):
        left = (width - len(row) * (WIDE + GAP) + GAP) / 2
        for index, one in enumerate(row):
            at[one] = (left + index * (WIDE + GAP), MARGIN + level * (HIGH + DROP))
    parts = [_edge(at[above], at[below], kind) for above, below, kind in drawn]
    parts += [_node(nodes[id], at[id], id == here, base) for id in at]
    return Markup(
        f'<svg class="graph" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="group" aria-label="{html.escape(label, quote=True)}">{"".join(parts)}</svg>'
    )


def _edge(above: tuple[float, float], below: tuple[float, float], kind: str) -> str:
    x, y, u, v = above[0] + WIDE / 2, above[1] + HIGH, below[0] + WIDE / 2, below[1]
    bend = max(18.0, (v - y) / 2)
    return (
        f'<path class="{kind}" d="M{x:g} {y:g}C{x:g} {y + bend:g} {u:g} {v - bend:g} {u:g} {v:g}"/>'
    )


def _node(entry: Mapping[str, Any], at: tuple[float, float], here: bool, base: str) -> str:
    x, y = at
    id, verdict = entry["id"], entry["verdict"]
    shown = id if len(id) <= LABEL else f"..{id[-LABEL + 2 :]}"
    tone = "none" if verdict == "NOT RUN" else verdict.lower()
    box = f'<rect x="{x:g}" y="{y:g}" width="{WIDE}" height="{HIGH}" rx="5"/>'
    text = (
        f'<text class="name" x="{x + 9:g}" y="{y + 17:g}">{html.escape(shown)}</text>'
        f'<text class="word" x="{x + 9:g}" y="{y + 32:g}">{verdict}</text>'
    )
    title = f"<title>{html.escape(id)}: {verdict}</title>"
    own = " here" if here else ""
    href = html.escape(f"{base}{entry['file']}.html", quote=True)
    return f'<a href="{href}" class="{tone}{own}">{title}{box}{text}</a>'
