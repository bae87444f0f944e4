"""Bound names: free names, substitution that captures nothing, equality up to bound names."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from .._terms import need
from .syntax import AROUND, BINDERS, QUANTIFIERS, SIZED, Node


@functools.lru_cache(maxsize=2**14)
def free(*nodes: Node) -> frozenset[str]:
    """The names that occur free, those of functions among them."""
    return _free(*nodes)


def _free(*nodes: Node) -> frozenset[str]:
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, str):
            found.add(node)
        elif isinstance(node, tuple) and node[0] not in SIZED:
            head, *parts = node
            if head == "lambda":
                found |= _free(parts[1]) - set(parts[0])
            elif head in BINDERS:
                outer, body = parts[1:-1] if head in AROUND else [], parts[-1]
                found |= _free(*outer) | (_free(body) - {parts[0]})
            else:
                found |= _free(*parts)
    return frozenset(found)


def fresh(name: str, taken: Iterable[str]) -> str:
    """The name itself, or with a number behind it, so that it is not among `taken`."""
    taken = set(taken)
    if name not in taken:
        return name
    return next(new for k in range(1, 10**6) if (new := f"{name}_{k}") not in taken)


def put(node: Node, values: Mapping[str, Node]) -> Node:
    """The values in place of free names, all at once; bound names give way.

    The value of a function name is another function name, or ("lambda", (x, ...), body): its
    applications become the body with the arguments put in.
    """
    values = {name: value for name, value in values.items() if value != name}
    if not values:
        return node
    return _put(node, values)


def _put(node: Node, values: Mapping[str, Node]) -> Node:
    if isinstance(node, str):
        return values.get(node, node)
    if not isinstance(node, tuple) or node[0] in SIZED:
        return node
    head, *parts = node
    if head == "apply":
        arguments = [_put(part, values) for part in parts[1:]]
        function = values.get(parts[0], parts[0])
        if isinstance(function, tuple):
            need(function[0] == "lambda", "a function is put in for a function")
            need(len(function[1]) == len(arguments), "the function takes other arguments")
            return put(function[2], dict(zip(function[1], arguments)))
        need(isinstance(function, str), "a function is put in for a function")
        return ("apply", function, *arguments)
    if head == "lambda":
        return _put_inside(*parts, values)
    if head not in BINDERS:
        return (head, *(_put(part, values) for part in parts))
    name, *middle, body = parts
    if head in AROUND:
        middle = [_put(part, values) for part in middle]
    inner = {key: value for key, value in values.items() if key != name and key in free(body)}
    if not inner:
        return (head, name, *middle, body)
    used = frozenset().union(*(free(value) for value in inner.values()))
    if name in used:
        new = fresh(name, used | free(body) | set(inner))
        body, name = _put(body, {name: new}), new
    return (head, name, *middle, _put(body, inner))


def _put_inside(names: tuple[str, ...], body: Node, values: Mapping[str, Node]) -> Node:
    """The entries of a family with the values put in; indices that would capture give way."""
    inner = {key: value for key, value in values.items() if key not in names and key in free(body)}
    used = frozenset().union(*(free(value) for value in inner.values()))
    taken, renamed = used | free(body) | set(inner) | set(names), {}
    for name in names:
        if name in used:
            renamed[name] = fresh(name, taken)
            taken |= {renamed[name]}
    if renamed:
        body = _put(body, renamed)
    return ("lambda", tuple(renamed.get(name, name) for name in names), put(body, inner))


@functools.lru_cache(maxsize=2**12)
def canonical(node: Node) -> Node:
    """The same with bound names replaced by their depth: equal for statements that differ in
    bound names alone. The marks of depths are no strings: no text is taken for one.
    """
    return _canonical(node, 0, {})


def _canonical(node: Node, depth: int, bound: Mapping[str, Node]) -> Node:
    if isinstance(node, str):
        return bound.get(node, node)
    if not isinstance(node, tuple) or node[0] in SIZED:
        return node
    head, *parts = node
    if head == "lambda":
        names, body = parts
        marks = tuple((None, depth + k) for k in range(len(names)))
        inside = {**bound, **dict(zip(names, marks))}
        return (head, marks, _canonical(body, depth + len(names), inside))
    if head in BINDERS:
        name, *middle, body = parts
        mark = (None, depth)
        if head in AROUND:
            middle = [_canonical(part, depth, bound) for part in middle]
        return (head, mark, *middle, _canonical(body, depth + 1, {**bound, name: mark}))
    return (head, *(_canonical(part, depth, bound) for part in parts))


def alike(left: Node, right: Node) -> bool:
    """Equal up to the names of bound variables."""
    return canonical(left) == canonical(right)


def replaced(node: Node, old: Node, new: Node) -> Node:
    """Every occurrence of the term `old` by `new`, except where a binder captures a name of either:
    there it could mean something else.
    """
    return _replaced(node, old, new, free(old, new))


def _replaced(node: Node, old: Node, new: Node, names: frozenset[str]) -> Node:
    if node == old and type(node) is type(old):
        return new
    if not isinstance(node, tuple) or node[0] in SIZED:
        return node
    head, *parts = node
    if head == "lambda":
        own, body = parts
        return node if names & set(own) else (head, own, _replaced(body, old, new, names))
    if head in BINDERS:
        name, *middle, body = parts
        if head in AROUND:
            middle = [_replaced(part, old, new, names) for part in middle]
        if name not in names:
            body = _replaced(body, old, new, names)
        return (head, name, *middle, body)
    if head == "apply":  # the function itself is no term
        return (head, parts[0], *(_replaced(part, old, new, names) for part in parts[1:]))
    return (head, *(_replaced(part, old, new, names) for part in parts))


__all__ = ["QUANTIFIERS", "alike", "canonical", "free", "fresh", "put", "replaced"]
