"""A claim holds on a box: subdivision, centred forms, Taylor expansions, monotonicity."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx

from ._algebra import same
from ._definedness import obligations
from ._expressions import read
from ._terms import TURNED, Goal, Rejected, Term, field, names, need, parse, substitute
from ._values import Pair, exact, over_pi, test, truth, value

HYPERBOLIC = {
    "sinh": read("(exp(T) - exp(-T))/2"),
    "cosh": read("(exp(T) + exp(-T))/2"),
    "tanh": read("1 - 2/(exp(2*T) + 1)"),
}


def series(term: Term, box: dict[str, arb_series], n: int) -> arb_series:
    """Taylor coefficients 0..n-1 of a term that is smooth on the whole box (n = 2: generalized
    derivatives will do).
    """
    if isinstance(term, str):
        return box[term]
    if isinstance(term, Fraction) or term[0] in ("pi", "E"):
        return arb_series([value(term, {})[0].union(value(term, {})[1])], n)
    head, *parts = term
    turns = over_pi(parts[0]) if head in ("sin", "cos") else None
    x, *rest = (
        series(part, box, n)
        for part in ([turns] if turns is not None else parts[:1] if head == "^" else parts)
    )
    if head == "^":
        power = arb_series([1], n)
        for _ in range(abs(int(parts[1]))):
            power = power * x
        result = power if parts[1] >= 0 else 1 / power
    elif head in ("min", "max", "abs"):
        gap = x - rest[0] if rest else x
        need(n <= 2 or gap[0] > 0 or gap[0] < 0, "a corner in a Taylor expansion")
        corner = (
            gap
            if gap[0] > 0
            else -gap
            if gap[0] < 0
            else arb_series([abs(gap[0]), gap[1].union(-gap[1])], n)
        )
        result = (
            corner if head == "abs" else (x + rest[0] + (corner if head == "max" else -corner)) / 2
        )
    elif head in ("power", "rpower"):
        need(x[0] > 0, "a power may leave its domain on the box")
        result = (rest[0] * x.log()).exp()
    elif head in HYPERBOLIC:
        result = series(HYPERBOLIC[head], {"T": x}, n)
    elif head in ("+", "-", "*", "/"):
        result = -x if head == "-" and not rest else x
        for y in rest:
            result = (
                result + y
                if head == "+"
                else result - y
                if head == "-"
                else result * y
                if head == "*"
                else result / y
            )
    else:
        result = getattr(x, head if turns is None else head + "_pi")()
    need(all(result[i].is_finite() for i in range(n)), f"{head} has no finite expansion on the box")
    return result


# how many parts a node of a tree has
NODES = {
    "split": 4,
    "or": 2,
    "direct": 0,
    "outside": 0,
    "mean": 0,
    "model": 1,
    "taylor": 3,
    "edge": 3,
}


class Tree:
    """Proves a claim on a box; `safe` are obligations proved from the hypotheses."""

    def __init__(self, safe: frozenset):
        self.safe = safe

    def walk(
        self, node: Any, claim: Term, box: dict[str, tuple[Fraction, Fraction]], where: tuple
    ) -> None:
        need(isinstance(node, str) or (isinstance(node, list) and node), "a node is a list")
        kind, *rest = [node] if isinstance(node, str) else node
        need(
            isinstance(kind, str)
            and len(rest) == (len(claim) - 1 if kind == "and" else NODES.get(kind)),
            "no tree node is written like ",
            node,
        )
        hull = {name: (exact(lo)[0], exact(hi)[1]) for name, (lo, hi) in box.items()}
        if kind == "split":
            name, at, left, right = rest
            need(
                isinstance(at := parse(at), Fraction) and box[name][0] <= at <= box[name][1],
                "a split outside the box",
            )
            self.walk(left, claim, box | {name: (box[name][0], at)}, where)
            self.walk(right, claim, box | {name: (at, box[name][1])}, where)
        elif kind == "and":
            need(
                claim[0] == "and" and len(rest) == len(claim) - 1,
                "an and node proves each part of a conjunction",
            )
            for part, sub in zip(claim[1:], rest):
                self.walk(sub, part, box, where)
        elif kind == "or":
            need(
                claim[0] == "or" and type(rest[0]) is int and 0 <= rest[0] < len(claim) - 1,
                "an or node names a part of a disjunction",
            )
            need(
                self.safe >= set(obligations(claim)),
                "an or node needs every part to be proved defined",
            )
            self.walk(rest[1], claim[1 + rest[0]], box, where)
        elif kind == "direct":
            need(
                truth(claim, hull, self.safe) is True, "a leaf is not decided by direct evaluation"
            )
        elif kind == "outside":
            need(
                any(fails(one, hull) for one in where),
                "no hypothesis is certainly false on an outside leaf",
            )
        else:
            need(claim[0] in ("<", "<=", ">", ">="), f"no node {str(kind)[:20]!r} for this claim")
            self.smooth(kind, rest, claim, box, hull, where)

    def smooth(
        self, kind: Any, rest: list, claim: Term, box: dict, hull: dict[str, Pair], where: tuple
    ) -> None:
        """g >= 0 (or > 0) for the difference g of the sides."""
        strict, g = (
            claim[0] in ("<", ">"),
            ("-", claim[2], claim[1]) if claim[0] in ("<", "<=") else ("-", *claim[1:]),
        )

        def expand(name: str, n: int, base: Pair, sign: int = 1) -> arb_series:
            ctx.cap = n
            start = {key: arb_series([lo.union(hi)], n) for key, (lo, hi) in hull.items()}
            return series(g, start | {name: arb_series([base[0].union(base[1]), sign], n)}, n)

        if kind == "mean":
            low = value(g, {name: exact((lo + hi) / 2) for name, (lo, hi) in box.items()})[0]
            for name, (lo, hi) in box.items():
                low = low - abs(expand(name, 2, hull[name])[1]) * exact((hi - lo) / 2)[1]
            need(low > 0 if strict else low >= 0, "a centred form does not decide")
            return
        if kind == "model":
            self.model(rest[0], strict, box, expand, hull)
            return
        need(kind in ("taylor", "edge"), f"unknown tree node {str(kind)[:20]!r}")
        name, end, last = rest
        need(end in ("lo", "hi"), "an end is lo or hi")
        face, sign = (box[name][0], 1) if end == "lo" else (box[name][1], -1)
        if kind == "edge":
            need(
                expand(name, 2, hull[name], sign)[1] >= 0,
                f"the derivative along {name} has no certain sign",
            )
            self.walk(
                last,
                claim,
                box | {name: (face, face)},
                tuple(one for one in where if name not in names(one)),
            )
            return
        need(
            type(last) is int and 1 <= last <= 60,
            "the order of a Taylor node is an integer from 1 to 60",
        )
        head, tail = expand(name, last, exact(face), sign), expand(name, last + 1, hull[name], sign)
        terms = [head[i] for i in range(last)] + [tail[last]]
        apart = (
            {(">", name, face), ("<", face, name)}
            if end == "lo"
            else {("<", name, face), (">", face, name)}
        )
        need(all(one >= 0 for one in terms), "a Taylor coefficient is not certainly nonnegative")
        need(
            not strict or any(one > 0 for one in (terms if apart & set(where) else terms[:1])),
            "only >= is shown, the claim is strict",
        )

    @staticmethod
    def model(order: Any, strict: bool, box: dict, expand: Callable, hull: dict[str, Pair]) -> None:
        """A Taylor polynomial about the middle of the one wide side, with Lagrange's remainder."""
        need(type(order) is int and 1 <= order <= 60, "the order of a model is from 1 to 60")
        wide = [name for name, (lo, hi) in box.items() if lo < hi]
        need(len(wide) == 1, "a model has one wide side")
        (lo, hi), name = box[wide[0]], wide[0]
        head, last = expand(name, order, exact((lo + hi) / 2)), expand(name, order + 1, hull[name])
        radius, low = exact((hi - lo) / 2)[1], head[0]
        for i in range(1, order + 1):
            term = (head[i] if i < order else last[i]) * radius**i
            low = low - (abs(term) if i % 2 else max(arb(0), -term.lower()))
        need(low > 0 if strict else low >= 0, "a Taylor model does not decide")


def fails(hypothesis: Term, box: dict[str, Pair]) -> bool:
    try:
        return names(hypothesis) <= set(box) and truth(hypothesis, box) is False
    except Rejected:
        return False


def bounded(name: str, lo: Fraction, hi: Fraction, where: tuple, unit: Term) -> bool:
    """The hypotheses say lo*unit <= name <= hi*unit in so many words."""
    sides = {(one[0], one[2]) for one in where if one[0] in TURNED and one[1] == name}
    sides |= {(TURNED[one[0]], one[1]) for one in where if one[0] in TURNED and one[2] == name}

    def met(heads: tuple[str, ...], limit: Fraction) -> bool:
        found = [end for head, end in sides if head in heads and not names(end)]
        edge = ("*", limit, unit)
        return any(
            same(end, edge) or test(heads[0], value(end, {}), value(edge, {})) for end in found
        )

    return met((">=", ">", "=="), lo) and met(("<=", "<", "=="), hi)


def on_box(goal: Goal, certificate: dict, safe: frozenset) -> None:
    """`put` may replace a variable by pi times a new one; the box is then one of the new
    variable.
    """
    bits, box, put = (
        certificate.get("precision", 64),
        {},
        {name: parse(term) for name, term in certificate.get("put", {}).items()},
    )
    need(type(bits) is int and 2 <= bits <= 20000, "precision is a number of bits from 2 to 20000")
    fresh = {
        term[2]: name
        for name, term in put.items()
        if term[:2] == ("*", ("pi",)) and len(term) == 3 and isinstance(term[2], str)
    }
    need(
        len(fresh) == len(put) and not names(goal.claim, *goal.where) & set(fresh),
        "put takes pi times a new name",
    )
    moved, safe = goal.put(put), frozenset(substitute(one, put) for one in safe)
    with ctx.workprec(bits):
        for name, side in field(certificate, "box", dict).items():
            need(isinstance(side, list) and len(side) == 2, "a side of the box is a pair")
            box[name] = lo, hi = parse(side[0]), parse(side[1])
            need(
                isinstance(lo, Fraction) and isinstance(hi, Fraction) and lo <= hi,
                f"the side of {name[:60]} is no interval",
            )
            old, unit = (fresh[name], ("pi",)) if name in fresh else (name, Fraction(1))
            need(
                bounded(old, lo, hi, goal.where, unit),
                f"the hypotheses do not say {lo} <= {name[:60]} <= {hi}",
            )
        need(names(moved.claim) <= set(box), "a variable of the claim has no side in the box")
        Tree(safe).walk(field(certificate, "tree"), moved.claim, box, moved.where)
