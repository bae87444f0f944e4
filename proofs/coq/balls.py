"""Goals on boxes: coq-interval decides them by bisection."""

from __future__ import annotations

from typing import Any


def proof(context: Any, data: Any) -> list[str]:
    names = [context.writer.name(one) for one in data["box"]]
    precision = max(53, int(data.get("precision", 53)))
    splits = "".join(f", i_bisect {one}" for one in names)
    call = f"interval with (i_prec {precision}{splits}, i_depth 30)"
    return [f"  ands; pieces; try reshaped; first [ {call} | real ]."]
