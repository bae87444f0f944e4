"""Laws in words: equal shapes of laws are gathered into families with a name, a formula and the
symmetry that generates them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from .model import Model
from .search import WHOLE, Candidate, Unknown

SHOWN = 8  # terms of a law that belongs to no family


@dataclass(frozen=True)
class Family:
    """`count` laws of one form. `norm` is the spectral norm of S, the law being
    theta^T S theta + a.theta (0 for linear laws).
    """

    kind: str
    count: int
    formula: str
    symmetry: str
    norm: Fraction


def families(model: Model, candidates: Iterable[Candidate]) -> list[Family]:
    groups: dict[tuple, list[Candidate]] = {}
    for one in candidates:
        groups.setdefault(_signature(model, one), []).append(one)
    out: list[Family] = []
    for key, members in groups.items():
        if key[0] == "gram":
            out += _grams(model, key[1], members, key[2])
        elif key[0] == "sum":
            out.append(_sums(model, key[1], members))
        elif key[0] == "frozen":
            names = ", ".join(_entry(one.terms[0][0].parts[0]) for one in members[:SHOWN])
            more = ", ..." if len(members) > SHOWN else ""
            move = f"{key[1]} -> {key[1]} + s"
            out.append(Family("frozen", len(members), names + more, move, Fraction(0)))
        elif key[0] == "norm":
            text = _joined((c, f"|{part[0]}{_at(model, part)}|^2") for part, c in key[1])
            parts = ", ".join(
                f"{_block(part)} -> {_power('c', c)} {_block(part)}" for part, c in key[1]
            )
            norm = max(abs(c) for _, c in key[1])
            out.append(Family("norm", len(members), text, parts, norm))
        else:
            out += [_other(one) for one in members]
    return out


def _signature(model: Model, one: Candidate) -> tuple:
    terms = one.terms
    if all(u.entries[0][1] < 0 for u, _ in terms):
        names = {u.parts[0][0] for u, _ in terms}
        if len(terms) == 1:
            return ("frozen", *names)
        axis = _common_axis(terms)
        return ("sum", (*names, axis)) if axis is not None else ("other", id(one))
    if any(u.entries[0][1] < 0 or len(u.parts) > 1 for u, _ in terms):
        return ("other", id(one))
    if any(u.parts[0][1] == WHOLE for u, _ in terms):
        pairs = _gathered(model, [(u.parts[0], c) for u, c in terms])
        sign = 1 if pairs[0][1] > 0 else -1
        return ("norm", tuple((part, c * sign) for part, c in pairs))
    spots = {(u.a, u.b) for u, _ in terms}
    if len(spots) == 1:
        key = _gathered(model, [(u.parts[0], c) for u, c in terms])
        first = key[0][1]
        if first < 0:
            key = tuple((part, -c) for part, c in key)
        blocks = {part[2] for part, _ in key}
        if len(blocks) == 1 and blocks != {()}:  # the same law in each block
            key = tuple((_merged(part), c) for part, c in key)
        return ("gram", tuple(sorted(key, key=lambda pair: (-pair[1], pair[0]))), one.skew)
    by: dict[tuple, set] = {}
    for u, c in terms:
        by.setdefault(u.parts[0], set()).add((u.a, u.b, c))
    flat = all(a == b for found in by.values() for a, b, _ in found)
    if flat and all(len({c for *_, c in found}) == 1 for found in by.values()):
        lengths = {len(found) for found in by.values()}
        full = len(lengths) == 1
        if full:
            pairs = [(part, next(iter(found))[2]) for part, found in by.items()]
            sign = 1 if pairs[0][1] > 0 else -1
            return ("norm", tuple((part, c * sign) for part, c in pairs), id(one))
    return ("other", id(one))


def _gathered(model: Model, key: list[tuple]) -> tuple:
    """Parts that cover every block with one coefficient become the part without blocks."""
    whole: dict[tuple, list] = {}
    for part, c in key:
        whole.setdefault((part[0], part[1], c), []).append(part)
    out = []
    for (name, axis, c), parts in whole.items():
        block = parts[0][2]
        full = block and len(parts) == model.graph.weights[name].shape[block[0][0]] > 1
        out += [((name, axis, ()), c)] if full else [(part, c) for part in parts]
    return tuple(sorted(out))


def _merged(part: tuple) -> tuple:
    name, axis, blocks = part
    return (name, axis, tuple((at, "h") for at, _ in blocks))


def _common_axis(terms: tuple) -> int | None:
    """The only axis along which the entries of a linear law differ, with equal coefficients."""
    if len({u.parts[0][0] for u, _ in terms}) > 1 or len({c for _, c in terms}) > 1:
        return None
    places = [u.parts[0][2] for u, _ in terms]
    moving = [i for i, values in enumerate(zip(*places)) if len(set(values)) > 1]
    return moving[0] if len(moving) == 1 else None


def _grams(model: Model, key: tuple, members: list[Candidate], skew: bool) -> list[Family]:
    """W W^T + b b^T - V^T V, or its diagonal alone."""
    weights = {part[0]: model.graph.weights[part[0]].shape for part, _ in key}
    (name, axis, blocks), _ = key[0]
    n = weights[name][axis]
    off = [one for one in members if one.terms[0][0].a != one.terms[0][0].b]
    copies = weights[name][blocks[0][0]] if blocks and blocks[0][1] == "h" else 1
    norm = max(abs(c) for _, c in key)
    if skew or (off and len(members) == copies * n * (n + 1) // 2):
        text = _joined((c, _gram(model, part)) for part, c in key)
        if skew:
            text = f"antisymmetric part of {_joined((c, _gram(model, p, True)) for p, c in key)}"
        move = ", ".join(_acted(model, part, c, "R" if skew else "A") for part, c in key)
        kind = "head" if blocks else "layer"
        return [Family(kind, len(members), text, move, norm)]
    diagonal = [one for one in members if one not in off]
    found = []
    if diagonal:
        text = _joined((c, f"|{_slice(model, part)}|^2") for part, c in key)
        move = ", ".join(f"{_slice(model, part)} times {_power('c', c)}" for part, c in key)
        found.append(Family(_kind(model, key), len(diagonal), text, move, norm))
    return found + [_other(one) for one in off]


def _kind(model: Model, key: tuple) -> str:
    shapes = [len(model.graph.weights[part[0]].shape) for part, _ in key]
    if any(part[2] for part, _ in key):
        return "head"
    for sign in (1, -1):
        side = [n for n, (_, c) in zip(shapes, key) if c * sign > 0]
        if side == [1] and len(shapes) > 1:
            return "gain"
    if max(shapes) > 2:
        return "channel"
    if any(word in line for line in model.layers for word in ("glu(", "bilinear(")) and all(
        n == 2 for n in shapes
    ):
        return "gate"
    return "neuron"


def _sums(model: Model, key: tuple, members: list[Candidate]) -> Family:
    name, axis = key
    letters = ["ijklm"[i] for i in range(len(model.graph.weights[name].shape))]
    where = f"{name}[{','.join(letters)}]"
    kind = "column sums" if axis == 0 else "sums"
    text = f"sum over {letters[axis]} of {where}"
    return Family(
        kind, len(members), text, f"{where} -> {where} + s for all {letters[axis]}", Fraction(0)
    )


def _other(one: Candidate) -> Family:
    """A law that belongs to no family: written out."""
    pieces, size = [], 0
    rows: dict[int, Fraction] = {}
    for u, c in one.terms:
        for i, j in u.entries:
            if j >= 0:
                half = c / 2 if i != j else c
                rows[i] = rows.get(i, Fraction(0)) + abs(half)
                if i != j:
                    rows[j] = rows.get(j, Fraction(0)) + abs(half)
        size += 1
        if size <= SHOWN:
            pieces.append((c, _term(u)))
    text = _joined(pieces) + (" + ..." if size > SHOWN else "")
    mixed = any(len(u.parts) > 1 and u.parts[0][0] != u.parts[1][0] for u, _ in one.terms)
    shift = all(u.entries[0][1] < 0 for u, _ in one.terms)
    kind = "linear" if shift else "swap" if mixed else "quadratic"
    move = "theta -> theta + s a" if shift else "theta -> exp(s B) theta, B the matrix of the law"
    return Family(kind, 1, text, move, max(rows.values(), default=Fraction(0)))


def _term(u: Unknown) -> str:
    if u.parts[0][1] < 0:
        names = [_entry(part) for part in u.parts]
        if len(names) == 2 and names[0] == names[1]:
            return f"{names[0]}^2"
        return " ".join(names)
    names = [_block(part) for part in u.parts]
    spots = (u.a, u.b)
    axes = [part[1] for part in u.parts] * (3 - len(u.parts))
    names = names * (3 - len(names))
    return f"<{names[0]}({axes[0]}:{spots[0]}), {names[1]}({axes[1]}:{spots[1]})>"


def _entry(part: tuple) -> str:
    name, _, at = part
    return f"{name}[{','.join(map(str, at))}]" if at else name


def _spots(model: Model, part: tuple) -> list[str]:
    name, _, blocks = part
    spots = [":"] * len(model.graph.weights[name].shape)
    for axis, value in blocks:
        spots[axis] = str(value)
    return spots


def _at(model: Model, part: tuple) -> str:
    return f"[{','.join(_spots(model, part))}]" if part[2] else ""


def _slice(model: Model, part: tuple) -> str:
    spots = _spots(model, part)
    spots[part[1]] = "i"
    return f"{part[0]}[{','.join(spots)}]"


def _block(part: tuple) -> str:
    return f"{part[0]}[{','.join(str(value) for _, value in part[2])}]" if part[2] else part[0]


def _rows(model: Model, part: tuple) -> bool:
    """The law acts on the first axis of the block."""
    fixed = [axis for axis, _ in part[2]]
    return part[1] == min(
        i for i in range(len(model.graph.weights[part[0]].shape)) if i not in fixed
    )


def _gram(model: Model, part: tuple, skew: bool = False) -> str:
    w = _block(part)
    left = f"d{w}/dt" if skew else w
    free = len(model.graph.weights[part[0]].shape) - len(part[2])
    if free <= 2:
        return f"{left} {w}^T" if _rows(model, part) else f"{left}^T {w}"
    return f"gram({left} by axis {part[1]})"


def _acted(model: Model, part: tuple, c: Fraction, letter: str) -> str:
    w, first = _block(part), _rows(model, part)
    if letter == "R":  # a rotation acts on both sides alike
        return f"{w} -> R {w}" if first else f"{w} -> {w} R^T"
    p = _power(letter, c)
    return f"{w} -> {p} {w}" if first else f"{w} -> {w} {p}"


def _power(letter: str, c: Fraction) -> str:
    if c == 1:
        return letter
    return f"{letter}^{c}" if c.denominator == 1 and c > 0 else f"{letter}^({c})"


def _joined(pieces: Iterable[tuple[Fraction, str]]) -> str:
    out = ""
    for c, text in pieces:
        size = "" if abs(c) == 1 else f"{abs(c)} "
        out += (" - " if c < 0 else " + " if out else "") + size + text
    return out.strip()
