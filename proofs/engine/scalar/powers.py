"""Facts about powers: power(b, k) with k made of integers, rpower(b, a) with real a.

`relations` are the exact ones (sums of exponents, products of bases, nested powers), `inequalities`
the order of powers with a common base or exponent, Bernoulli's bounds and those by exp.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..terms import POWERS, Term, names, subterms
from .forms import ONE, ZERO, functions, is_number, size
from .rational import Field, TooLarge

MOST = 8  # powers of one goal that are compared with each other
LARGEST_STEP = 12


def present(*terms: Term) -> list[Term]:
    """The powers that occur, inner ones first."""
    return [part for part in functions(*terms) if part[0] in POWERS][:MOST]


class Exponents:
    """Bases and exponents as rational functions, to see which are equal."""

    def __init__(self, powers: list[Term]):
        self.field = Field(*(part for power in powers for part in power[1:]))

    def key(self, term: Term) -> tuple[str, str]:
        return self.field.read(term).key

    def difference(self, a: Term, b: Term) -> Fraction | None:
        """a - b where that is a number."""
        return _constant(self.field.read(("-", a, b)))

    def split(self, exponent: Term) -> tuple[Fraction, list[tuple[int, Term]]] | None:
        """(number, [(coefficient, monomial)...]) of an exponent with integer coefficients."""
        quotient = self.field.read(exponent)
        if not quotient.denominator.is_constant() or functions(exponent):
            return None
        constant, parts = ZERO, []
        for exponents, c in quotient.numerator.terms():
            value = Fraction(int(c.p), int(c.q))
            if not any(exponents):
                constant = value
            elif value.denominator != 1:
                return None
            else:
                bare = self.field.context.term(coeff=1, exp_vec=tuple(int(e) for e in exponents))
                parts.append((int(value), self.field.term(bare)))
        return constant, parts


def _constant(quotient: Any) -> Fraction | None:
    top = quotient.numerator
    if not (top.is_constant() and quotient.denominator.is_constant()):
        return None
    if top.is_zero():
        return ZERO
    value = top.leading_coefficient()
    return Fraction(int(value.p), int(value.q))


def relations(*terms: Term) -> list[tuple]:
    """Exact relations between the powers of the terms."""
    powers = present(*terms)
    if not powers:
        return []
    # an integer power beside a real one of the same base counts as a real one too
    bases = {one[1] for one in powers if one[0] == "rpower"}
    powers += [("rpower", b, k) for head, b, k in powers if head == "power" and b in bases]
    try:
        return list(dict.fromkeys(_relations(powers, Exponents(powers))))
    except (TooLarge, ZeroDivisionError):
        return []


def _relations(powers: list[Term], known: Exponents) -> Iterator[tuple]:
    for head, base, exponent in powers:
        if head == "power":
            yield from _reduced(base, exponent, known, 6)
        elif is_number(exponent) and exponent.numerator == 1:
            yield ("rpower-root", base, exponent, Fraction(exponent.denominator))
        inner = _as_power(base, head)
        if inner is not None:
            whole, b, k = ("*", inner[2], exponent), *inner[1:]
            yield (f"{head}-nested", b, k, exponent, whole)
            if head == "power":
                if inner[0] == "number":
                    yield ("congruence", ("power", ("^", b, k), exponent), (head, base, exponent))
                yield from _reduced(b, whole, known, 6)
            for other, c, m in powers:
                same = other == head and known.key(c) == known.key(b) and m != whole
                if same and known.key(m) == known.key(whole):
                    yield ("congruence", (head, b, whole), (head, b, m))
        if known.key(base) == known.key(ONE):
            yield (f"{head}-of-one", base, exponent)
        for other in powers:
            if other[0] == "rpower" and head == "power" and known.key(base) == known.key(other[1]):
                yield ("power-real", base, exponent)
    yield from _triples(powers, known)
    for number, first in enumerate(powers):
        for second in powers[number + 1 :]:
            if first[0] == second[0] and all(
                known.key(a) == known.key(b) for a, b in zip(first[1:], second[1:])
            ):
                yield ("congruence", first, second)


def _as_power(base: Term, head: str) -> tuple[str, Term, Term] | None:
    """(kind, b, k) for a base that is itself a power b^k."""
    if isinstance(base, tuple) and base[0] == head:
        return base
    if head == "power" and isinstance(base, tuple) and base[0] == "^":
        return base
    if head == "power" and is_number(base) and base > 0 and base != 1:
        for k in range(2, 11):
            root = Fraction(round(float(base) ** (1 / k) * 10**6), 10**6).limit_denominator(1000)
            if root**k == base:
                return "number", root, Fraction(k)
    return None


def _triples(powers: list[Term], known: Exponents) -> Iterator[tuple]:
    for number, (head, base, exponent) in enumerate(powers):
        for other, b, k in powers[number:]:
            if other != head:
                continue
            same_base, same_exponent = (
                known.key(base) == known.key(b),
                known.key(exponent) == known.key(k),
            )
            if same_base:
                step = known.difference(k, exponent)
                if head == "power" and step is not None and 0 < abs(step) <= LARGEST_STEP:
                    yield ("power-sum", base, exponent, step, k)
                total = known.key(("+", exponent, k))
                if total == known.key(ZERO):
                    yield (f"{head}-sum", base, exponent, k, ZERO)
                    yield (f"{head}-zero", base, ZERO)
                for third, c, m in powers:
                    if (third, known.key(c), known.key(m)) == (head, known.key(base), total):
                        yield (f"{head}-sum", base, exponent, k, m)
            if same_exponent:
                product = known.key(("*", base, b))
                if product == known.key(ONE):
                    yield (f"{head}-product", base, b, ONE, exponent)
                    yield (f"{head}-of-one", ONE, exponent)
                for third, c, m in powers:
                    if (third, known.key(c), known.key(m)) == (head, product, known.key(k)):
                        yield (f"{head}-product", base, b, c, exponent)
                yield from _quotient(head, base, b, exponent, known)


def _quotient(head: str, base: Term, other: Term, exponent: Term, known: Exponents):
    """power(other, k) = power(base, k) * power(other/base, k) where the quotient is simple."""
    for a, b in ((base, other), (other, base)):
        ratio = ("/", b, a)
        if known.key(a) in (known.key(b), known.key(ONE), known.key(ZERO)):
            continue
        quotient = known.field.read(ratio)
        value = _constant(quotient)
        if value is not None and value.denominator == 1:
            yield (f"{head}-product", a, value, b, exponent)


def _reduced(base: Term, exponent: Term, known: Exponents, depth: int) -> Iterator[tuple]:
    """power(b, k) by powers with exponents that are single monomials."""
    split = known.split(exponent)
    if split is None or depth == 0:
        return
    constant, parts = split
    if known.key(base) == known.key(-ONE):
        yield ("power-product", base, base, ONE, exponent)
        yield ("power-of-one", ONE, exponent)
    if not parts or constant.denominator != 1:
        return
    if constant:
        rest = _sum([_times(c, m) for c, m in parts])
        if abs(constant) <= LARGEST_STEP:
            yield ("power-sum", base, rest, constant, exponent)
            yield from _reduced(base, rest, known, depth - 1)
        return
    (c, m), others = parts[0], [_times(c, m) for c, m in parts[1:]]
    if others:
        yield ("power-sum", base, _times(c, m), _sum(others), exponent)
        yield from _reduced(base, _times(c, m), known, depth - 1)
        yield from _reduced(base, _sum(others), known, depth - 1)
    elif c < 0:
        yield ("power-sum", base, exponent, _times(-c, m), ZERO)
        yield from _reduced(base, _times(-c, m), known, depth - 1)
    elif 1 < c <= LARGEST_STEP:
        half = c // 2
        yield ("power-sum", base, _times(half, m), _times(c - half, m), exponent)
        yield from _reduced(base, _times(half, m), known, depth - 1)
        if half != c - half:
            yield from _reduced(base, _times(c - half, m), known, depth - 1)


def _times(c: int, monomial: Term) -> Term:
    return monomial if c == 1 else ("*", Fraction(c), monomial)


def _sum(parts: list[Term]) -> Term:
    return parts[0] if len(parts) == 1 else ("+", *parts)


# --- inequalities ---------------------------------------------------------------------------------


def inequalities(*terms: Term) -> list[tuple]:
    """Signs, Bernoulli's bounds, bounds by exp, and the order of the powers of the terms."""
    powers = present(*terms)
    if not powers:
        return []
    try:
        return list(dict.fromkeys(_inequalities(powers, Exponents(powers), terms)))
    except (TooLarge, ZeroDivisionError):
        return []


def by_size(*terms: Term) -> list[tuple]:
    """The powers of |b| for those of b, which may be negative."""
    sizes = [
        ("power", ("abs", base), exponent)
        for head, base, exponent in present(*terms)
        if head == "power" and not is_number(base) and base[0] != "abs"
    ]
    if not sizes:
        return []
    return [*(("power-abs", one[1][1], one[2]) for one in sizes), *inequalities(*sizes)]


def _inequalities(powers: list[Term], known: Exponents, terms: tuple) -> Iterator[tuple]:
    exps = [part for part in functions(*terms) if part[0] == "exp"]
    for head, base, exponent in powers:
        yield (f"{head}-positive", base, exponent)
        yield (f"{head}-nonnegative", base, exponent)
        yield (f"{head}-nought", base, exponent)
        yield (f"{head}-bernoulli", base, exponent)
        if head == "power":
            yield ("power-reciprocal", base, exponent)
            yield ("power-nonzero", base, exponent)
            split = known.split(exponent)
            if split and split[0] % 2 == 0 and all(c % 2 == 0 for c, _ in split[1]):
                halves = [split[0] / 2] if split[0] else []
                half = _sum([*(_times(c // 2, m) for c, m in split[1]), *halves] or [ZERO])
                yield ("power-even", base, half)
                yield (
                    "congruence",
                    ("power", base, ("*", Fraction(2), half)),
                    (head, base, exponent),
                )
            yield from _by_log(base, exponent, terms)
        else:
            yield ("rpower-concave", base, exponent)
        yield from _rooted(head, base, exponent)
        for rule in ("exponent", "exponent-strict", "decay", "decay-strict"):
            for other in (ZERO, ONE):
                yield (f"{head}-{rule}", base, exponent, other)
        yield from _by_exp(head, base, exponent, exps, terms)
    yield from _compared(powers, known)


def _by_log(base: Term, exponent: Term, terms: tuple) -> Iterator[tuple]:
    """power(b, k) = exp(k*log(b)) where logarithms occur."""
    logs = [part for part in functions(*terms) if part[0] == "log"]
    if not logs:
        return
    inside = ("*", exponent, ("log", base))
    bound = ("*", exponent, ("-", base, ONE))
    for log in logs:  # b^k <= exp(k*(b - 1)) <= 1/t from k*(1 - b) >= log(t)
        yield ("power-tangent", base, exponent)
        yield ("exp-monotone", bound, ("-", log))
        yield ("exp-inverse", log)
        yield ("exp-log", log[1])
    yield ("power-log", base, exponent)
    yield ("exp-tangent", inside)
    for part in functions(*terms):
        if part == ("log", ("power", base, exponent)):
            yield ("log-exp", inside)
            yield ("congruence", part, ("log", ("exp", inside)))
        if part[0] == "exp":
            yield ("congruence", part, ("exp", inside))


def _rooted(head: str, base: Term, exponent: Term) -> Iterator[tuple]:
    """Roots of powers and powers of roots."""
    if not isinstance(base, tuple) or base[0] not in POWERS or base[0] == head:
        return
    inner, k = base[1:]
    if head == "rpower":
        yield ("power-root", inner, k)
        yield ("congruence", (head, base, ("/", ONE, k)), (head, base, exponent))
    else:
        root = ("rpower", inner, ("/", ONE, exponent))
        yield ("root-power", inner, exponent)
        yield ("congruence", root, base)
        yield ("congruence", (head, root, exponent), (head, base, exponent))


def _by_exp(head: str, base: Term, exponent: Term, exps: list[Term], terms: tuple):
    bound = ("exp", ("*", exponent, ("-", base, ONE)))
    if not exps and ("E",) not in {part for term in terms for part in subterms(term)}:
        return
    yield (f"{head}-tangent", base, exponent)
    if head == "power":
        yield ("power-tangent-inverse", base, exponent)
    for other in exps:
        yield ("congruence", bound, other)
        yield ("exp-monotone", bound[1], other[1])
    yield ("exp-one", bound[1])


def _compared(powers: list[Term], known: Exponents) -> Iterator[tuple]:
    for number, (head, base, exponent) in enumerate(powers):
        for other, b, k in powers[number + 1 :]:
            if head != other:
                continue
            if known.key(exponent) == known.key(k):
                yield from _by_base(head, base, b, exponent)
                yield from _congruent(head, b, exponent, k)
            elif known.key(base) == known.key(b):
                yield from _by_exponent(head, base, exponent, k)
                if base != b:
                    yield ("congruence", (head, base, k), (head, b, k))
            elif len(powers) <= 4:
                yield from _by_base(head, base, b, exponent)
                yield from _by_exponent(head, b, exponent, k)
                yield from _by_base(head, base, b, k)
                yield from _by_exponent(head, base, exponent, k)
            if head == "rpower":
                yield ("young", base, b, exponent, k)
                if known.key(("+", exponent, k)) == known.key(ONE):
                    yield ("weighted-means", base, b, exponent)
                    yield ("congruence", (head, b, ("-", ONE, exponent)), (head, b, k))


def _congruent(head: str, base: Term, exponent: Term, other: Term) -> Iterator[tuple]:
    if exponent != other:
        yield ("congruence", (head, base, exponent), (head, base, other))


def _by_base(head: str, a: Term, b: Term, exponent: Term) -> Iterator[tuple]:
    rules = ("base", "base-strict", "base-inverse") if head == "power" else ("base", "base-inverse")
    for rule in rules:
        yield (f"{head}-{rule}", a, b, exponent)
        yield (f"{head}-{rule}", b, a, exponent)


def _by_exponent(head: str, base: Term, m: Term, n: Term) -> Iterator[tuple]:
    for rule in ("exponent", "exponent-strict", "decay", "decay-strict"):
        yield (f"{head}-{rule}", base, m, n)
        yield (f"{head}-{rule}", base, n, m)


_GROUPS = (
    {"young", "weighted-means", "nought"},
    {"bernoulli", "concave", "reciprocal", "tangent", "tangent-inverse", "positive", "nought"},
    {"base", "base-strict", "exponent", "exponent-strict", "decay", "decay-strict", "positive"},
)


def groups(instances: list[tuple]) -> list[list[tuple]]:
    """Smaller lists, one for each way of arguing about powers, to be tried before all of them."""
    kinds = {one: _kind(one[0]) for one in instances}
    found = []
    for group in _GROUPS:
        some = [one for one in instances if kinds[one] is None or kinds[one] in group]
        if any(kinds[one] in group - {"nought", "positive"} for one in some):
            found.append(some)
    return found


def _kind(rule: str) -> str | None:
    """What a fact about powers is about; None for other facts."""
    if rule in ("young", "weighted-means"):
        return rule
    head, _, rest = rule.partition("-")
    return rest if head in POWERS else None


# --- large powers, left unexpanded ----------------------------------------------------------------


def unexpanded(*statements: Term) -> dict[Term, Term]:
    """Large powers b^n of sums as power(b, +n), which no engine multiplies out."""
    return {
        part: ("power", part[1], ("+", part[2]))
        for statement in statements
        for part in subterms(statement)
        if isinstance(part, tuple)
        and part[0] == "^"
        and abs(part[2]) >= 3
        and (size(part[1]) > 1 or abs(part[2]) > 6)
        and names(part[1])
    }


__all__ = ["by_size", "groups", "inequalities", "present", "relations", "unexpanded"]
