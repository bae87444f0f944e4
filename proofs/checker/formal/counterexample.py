"""A statement is false in a model, or its hypotheses are true in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import ctx

from .._terms import need
from .arrays import fits, rows_from
from .defined import obligations
from .model import Model
from .reading import from_json
from .syntax import Node, check_formula, conjuncts, is_matrix, shape_of, sort_of

PRECISION = 160


def refuted(data: Mapping[str, Any]) -> Node:
    """The statement that is false in the model. Raises `Rejected`."""
    statement = _statement(data)
    fails(statement, data)
    return statement


def satisfied(data: Mapping[str, Any]) -> Node:
    """The statement whose hypotheses all hold in the model. Raises `Rejected`."""
    statement = _statement(data)
    _inside(statement, data)
    return statement


def fails(statement: Node, data: Mapping[str, Any]) -> None:
    """Raises `Rejected` unless this well-formed statement is false in the model."""
    model, env, rest = _inside(statement, data)
    with ctx.workprec(PRECISION):
        need(not model.formula(rest, env), "the conclusion is true in the model")


def _statement(data: Mapping[str, Any]) -> Node:
    fields = ("kind", "statement", "values", "functions", "weights", "normal", "sizes", "matrices")
    need(set(data) <= set(fields), "unknown fields in a model")
    statement = from_json(data.get("statement"))
    check_formula(statement, {})
    return statement


def _inside(statement: Node, data: Mapping[str, Any]) -> tuple[Model, dict[str, Any], Node]:
    """The model with its names, and the conclusion; every hypothesis is true."""
    model = Model(data)
    env, node = dict(model.values), statement
    with ctx.workprec(PRECISION):
        while node[0] in ("forall", "implies"):
            if node[0] == "forall":
                node = _opened(node, model, env)
                continue
            rest = [one for one in conjuncts(node[1]) if not model.define(one)]
            for one in rest:
                need(model.formula(one, env), "a hypothesis is false in the model: ", one)
            node = node[2]
    return model, env, node


def _opened(node: Node, model: Model, env: dict[str, Any]) -> Node:
    _, name, sort, body = node
    if is_matrix(sort):
        need(name in model.matrices, f"the matrix {name} is not in the model")
        need(fits(model.matrices[name], sort, model.sizes), f"{name} has another shape")
        env[name] = model.matrices[name]
        return body
    if isinstance(sort, tuple):
        need(name in model.functions, f"the function {name} is not in the model")
        own = model.functions[name]
        wanted = {"nat": ("start", "table", "is"), "sample": ("table", "linear"), "real": ("is",)}
        need(len(sort[1]) == 1 or "is" in own, f"{name} is given by a term")
        ways = wanted.get(sort[1][0], ("is",))  # a function of a family is given by a term
        need(any(key in own for key in ways), f"{name} is given in another way")
        need(sort[2] != "nat", "functions with values in the naturals are not in models")
        if "is" in own:  # a total function
            body_term, names = own["is"], own.get("of", [])
            need(len(set(names)) == len(names) == len(sort[1]), f"{name} takes other arguments")
            inside = dict(zip(names, sort[1]))  # no other names, and well formed
            if is_matrix(sort[2]):
                need(shape_of(body_term, inside) == sort[2][1:], f"{name} has another shape")
            else:
                sort_of(body_term, inside)
            need(not obligations(body_term), f"{name} may be undefined")
        elif "linear" in own:
            right = sort == ("function", ("sample",), "real") and isinstance(own["linear"], list)
            need(right and len(own["linear"]) == model.normal, f"{name} is no form of the sample")
        elif is_matrix(sort[2]):
            given = own.get("table", [own.get("start")])
            shaped = all(fits(rows_from(rows), sort[2], model.sizes) for rows in given)
            need(isinstance(given, list) and given and shaped, f"{name} has another shape")
        return body
    need(name in model.values, f"{name} has no value")
    value = model.values[name]
    if sort == "nat":
        need(value >= 0 and value.denominator == 1, f"{name} is no natural number")
    if sort == "sample":
        need(value.denominator == 1 and 0 <= value < len(model.weights), f"{name} is no sample")
    env[name] = value
    return body


__all__ = ["fails", "refuted", "satisfied"]
