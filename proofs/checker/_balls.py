"""Enclosures (Arb): a claim holds on a box, by subdivision, centred forms, Taylor expansions and
monotonicity; witness points.

A value is a pair of exact numbers: lo <= value <= hi.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx, fmpq

from ._algebra import same
from ._smt import entails
from ._terms import (
    COMPARE,
    NEGATED,
    TURNED,
    ZERO,
    Goal,
    Rejected,
    Term,
    field,
    names,
    need,
    negated,
    obligations,
    parse,
    read,
    substitute,
)

Pair = tuple[arb, arb]
HYPERBOLIC = {
    "sinh": read("(exp(T) - exp(-T))/2"),
    "cosh": read("(exp(T) + exp(-T))/2"),
    "tanh": read("1 - 2/(exp(2*T) + 1)"),
}


def pair(*balls: arb) -> Pair:
    need(
        all(one.is_finite() for one in balls),
        "an enclosure is not finite: the term may be undefined on the box",
    )
    return min(one.lower() for one in balls), max(one.upper() for one in balls)


def exact(value: Fraction) -> Pair:
    return pair(arb(fmpq(value.numerator, value.denominator)))


def test(head: str, left: Pair, right: Pair) -> bool | None:
    """Whether the relation holds everywhere, nowhere, or neither is certain."""
    (a, b), (c, d) = left, right
    certain = {
        "==": a == b == c == d,
        "!=": b < c or d < a,
        "<": b < c,
        "<=": b <= c,
        ">": a > d,
        ">=": a >= d,
    }
    return True if certain[head] else False if certain[NEGATED[head]] else None


def value(term: Term, box: dict[str, Pair], safe: frozenset = frozenset()) -> Pair:
    """An enclosure of the term on the box; the obligations in `safe` hold at the points that
    matter.
    """
    if isinstance(term, str):
        return box[term]
    if isinstance(term, Fraction):
        return exact(term)
    head, *parts = term
    if head in ("pi", "E"):
        return pair(arb.pi() if head == "pi" else arb.const_e())
    if head in ("sin", "cos") and (turns := over_pi(parts[0])) is not None:
        a, b = value(turns, box, safe)
        a, b = pair(getattr(a.union(b) if a < b else a, head + "_pi")())
        return max(a, arb(-1)), min(b, arb(1))
    if head in ("power", "rpower"):
        base, exponent = (value(part, box, safe) for part in parts)
        return raised(head, base, exponent, (">=", parts[0], ZERO) in safe)
    (a, b), *rest = (value(part, box, safe) for part in parts)
    for c, d in rest if head != "^" else ():
        if head == "/":
            need(c > 0 or d < 0, "a denominator may vanish on the box")
        if head in "*/":
            a, b = pair(*(x * y if head == "*" else x / y for x in (a, b) for y in (c, d)))
        else:
            a, b = {
                "+": (a + c, b + d),
                "-": (a - d, b - c),
                "min": (min(a, c), min(b, d)),
                "max": (max(a, c), max(b, d)),
            }[head]
            a, b = pair(a)[0], pair(b)[1]
    if rest and head != "^" or head in ("+", "*"):
        return a, b
    if head == "-":
        return -b, -a
    if head in ("abs", "cosh") or (head == "^" and parts[1] % 2 == 0):
        a, b = (a, b) if a >= 0 else (-b, -a) if b <= 0 else (arb(0), max(-a, b))
    if head == "abs":
        return a, b
    if head == "^":
        need(parts[1] >= 0 or a > 0 or b < 0, "a denominator may vanish on the box")
        return pair(a ** int(parts[1]), b ** int(parts[1]))
    for sign, left, right in (
        obligations((head, "_")) if head in ("sqrt", "log", "asin", "acos") else ()
    ):
        sides = [(a, b) if side == "_" else exact(side) for side in (left, right)]
        known = head != "log" and substitute((sign, left, right), {"_": parts[0]}) in safe
        need(test(sign, *sides) or known, f"{head} may leave its domain on the box")
    if head in ("sqrt", "asin", "acos"):
        low, high = (arb(0), b) if head == "sqrt" else (arb(-1), arb(1))
        a, b = max(a, low), min(b, high)
    if head in ("sin", "cos", "tan"):
        a, b = pair(getattr(a.union(b) if a < b else a, head)())
        return (a, b) if head == "tan" else (max(a, arb(-1)), min(b, arb(1)))
    return pair(getattr(a, head)(), getattr(b, head)())  # monotone: the ends decide


def raised(head: str, base: Pair, exponent: Pair, nonnegative: bool) -> Pair:
    """Powers: for a base > 0 monotone in base and exponent, so that the ends decide."""
    (a, b), (c, d) = base, exponent
    if head == "power" and c == d and c.is_integer() and abs(c) < 10**6:
        k = int(c.unique_fmpz())
        need(k >= 0 or a > 0 or b < 0, "the base of a negative power may vanish on the box")
        if k % 2 == 0:
            a, b = (a, b) if a >= 0 else (-b, -a) if b <= 0 else (arb(0), max(-a, b))
        return pair(a**k, b**k)
    if a > 0:
        return pair(*((x.log() * y).exp() for x in base for y in exponent))
    need(
        head == "rpower" and (a >= 0 or nonnegative) and c > 0,
        "a power may leave its domain on the box",
    )
    return pair(arb(0), *((b.log() * y).exp() for y in exponent)) if b > 0 else exact(ZERO)


def over_pi(term: Term) -> Term | None:
    """U if the term is written as pi times U."""
    if not isinstance(term, tuple) or term == ("pi",):
        return Fraction(1) if term == ("pi",) else Fraction(0) if term == 0 else None
    head, *parts = term
    turns = [over_pi(part) for part in (parts if head in ("+", "-", "*") else parts[:1])]
    if head in ("+", "-") and None not in turns:
        return (head, *turns)
    found = [i for i, one in enumerate(turns) if one is not None]
    if head in ("*", "/") and found:
        return (head, *(turns[i] if i == found[0] else part for i, part in enumerate(parts)))
    return None


def truth(statement: Term, box: dict[str, Pair], safe: frozenset = frozenset()) -> bool | None:
    """Whether the formula holds everywhere, nowhere, or neither is certain; every part of it is
    evaluated.
    """
    head, *parts = statement
    if head in COMPARE:
        return test(head, *(value(part, box, safe) for part in parts))
    answers = [truth(part, box, safe) for part in parts]
    if head == "not":
        return None if answers[0] is None else not answers[0]
    return (
        (head == "or") if (head == "or") in answers else None if None in answers else head == "and"
    )


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


class Tree:
    """Proves a claim on a box; `safe` are obligations proved from the hypotheses."""

    def __init__(self, safe: frozenset):
        self.safe = safe

    def walk(
        self, node: Any, claim: Term, box: dict[str, tuple[Fraction, Fraction]], where: tuple
    ) -> None:
        kind, *rest = [node] if isinstance(node, str) else node
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
        if term[:2] == ("*", ("pi",)) and isinstance(term[2], str)
    }
    need(
        len(fresh) == len(put) and not names(goal.claim, *goal.where) & set(fresh),
        "put takes pi times a new name",
    )
    moved, safe = goal.put(put), frozenset(substitute(one, put) for one in safe)
    with ctx.workprec(bits):
        for name, (lo, hi) in field(certificate, "box", dict).items():
            box[name] = lo, hi = parse(lo), parse(hi)
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


def point(goal: Goal, certificate: dict, proved: list[Goal]) -> None:
    """The hypotheses hold at the point, and the claim is false or undefined there."""
    values = {name: parse(data) for name, data in field(certificate, "values", dict).items()}
    need(names(goal.claim, *goal.where) | goal.integers <= set(values), "a variable has no value")
    need(not names(*values.values()), "a value contains a name")
    need(
        all(isinstance(values[n], Fraction) and values[n].denominator == 1 for n in goal.integers),
        "an integer has no integer value",
    )
    here = goal.put(values)
    for one in [
        part for hypothesis in here.where for part in (*obligations(hypothesis), hypothesis)
    ]:
        need(
            established(one, proved), f"a hypothesis is not certain at the point: {str(one)[:200]}"
        )
    for one in obligations(here.claim):
        if not established(one, proved):
            need(
                established(negated(one), proved),
                "whether the claim is defined at the point is not certain",
            )
            return
    need(established(negated(here.claim), proved), "the claim is not certainly false at the point")


def established(statement: Term, proved: list[Goal]) -> bool:
    """A statement without names is true: by enclosures, by a certificate at hand, or by z3."""
    for bits in (64, 256, 1024, 4096):
        with ctx.workprec(bits):
            try:
                if (answer := truth(statement, {})) is not None:
                    return answer
            except Rejected:
                continue
    if statement[0] == "and":
        return all(established(one, proved) for one in statement[1:])
    goal = Goal((), statement)
    return any(one.covers(goal) for one in proved) or entails(goal)
