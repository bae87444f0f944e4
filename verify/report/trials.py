"""Trials in the report: counts, the exact binomial interval, and a small picture of both."""

from __future__ import annotations

from typing import Any

from ..statistics import interval, rational


def trials(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Every count in the evidence of a record."""
    found: list[dict[str, Any]] = []
    _collect(record.get("certificate"), found)
    _collect(record.get("witness"), found)
    return [_shown(counts) for counts in found[:20]]


def _collect(node: Any, found: list[dict[str, Any]]) -> None:
    if isinstance(node, dict):
        if node.get("kind") == "counts" and node.get("trials"):
            found.append(node)
        else:
            for value in node.values():
                _collect(value, found)
    elif isinstance(node, list):
        for value in node:
            _collect(value, found)


def _shown(counts: dict[str, Any]) -> dict[str, Any]:
    from markupsafe import Markup

    successes, number = int(counts["successes"]), int(counts["trials"])
    low, high = (float(end) for end in interval(successes, number))
    claimed = float(rational(counts["at_least"])) if counts.get("at_least") is not None else None
    text = (
        f"{successes:,} of {number:,} trials succeeded ({100 * successes / number:.3g} %); 95 "
        f"% interval [{low:.4f}, {high:.4f}]"
    )
    if claimed is not None:
        text += f"; claimed at least {claimed:g}"
    for name in ("margin", "alpha"):
        if counts.get(name) not in (None, "", "0", 0):
            text += f"; {name} {float(rational(counts[name])):g}"
    text += "".join(
        f"; {name} {counts[name]}"
        for name in ("diverged", "censored", "seed", "backend")
        if counts.get(name)
    )
    if counts.get("name"):
        text = f"{counts['name']}: {text}"
    return {"text": text, "svg": Markup(picture(successes / number, low, high, claimed))}


def picture(share: float, low: float, high: float, claimed: float | None) -> str:
    """The interval on [0, 1], with a tick at the claimed probability."""
    at = lambda p: 20 + 440 * p  # noqa: E731
    tick = ""
    if claimed is not None:
        tick = (
            f'<line x1="{at(claimed):.1f}" x2="{at(claimed):.1f}" y1="8" y2="32" '
            f'stroke="var(--refuted)" stroke-width="2"/>'
        )
    left, width = at(low), max(2.0, at(high) - at(low))
    return (
        '<svg viewBox="0 0 480 46" role="img" aria-label="observed share and its interval">'
        '<line x1="20" x2="460" y1="20" y2="20" stroke="var(--line)" stroke-width="2"/>'
        f'<rect x="{left:.1f}" y="15" width="{width:.1f}" height="10" rx="3" '
        f'fill="var(--supported)" opacity=".45"/>'
        f'{tick}<circle cx="{at(share):.1f}" cy="20" r="5" fill="var(--supported)"/>'
        '<text x="20" y="43" text-anchor="middle">0</text><text x="460" y="43" '
        'text-anchor="middle">1</text></svg>'
    )
