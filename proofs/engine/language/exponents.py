"""Powers whose exponents are natural numbers, as statements of the kernel have them."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from ..terms import Term, by_twos

MOST = 20  # the largest multiple and the largest number added


def natural_power(base: Any, exponent: Term, naturals: Collection[str]) -> Any:
    """base^(m n + .. + c) for natural n and whole m, c >= 0 as the product of (base^m)^n, .. and
    base^c, which it is for every base; None for another exponent.
    """
    known = _linear(exponent)
    if known is None or any(value.denominator != 1 for value in known.values()):
        return None
    rest = int(known.pop("", Fraction(0)))
    if not known or not 0 <= rest <= MOST or not set(known) <= set(naturals):
        return None
    if not all(1 <= multiple <= MOST for multiple in known.values()):
        return None
    factors: list[Any] = [
        ("^", base if multiple == 1 else ("^", base, multiple), name)
        for name, multiple in known.items()
    ]
    if rest:
        factors.append(base if rest == 1 else ("^", base, Fraction(rest)))
    return factors[0] if len(factors) == 1 else by_twos("*", factors)


def _linear(tree: Term) -> dict[str, Fraction] | None:
    """{n: m, .., "": c} of m n + .. + c; None of anything else."""
    if isinstance(tree, Fraction):
        return {"": tree}
    if isinstance(tree, str):
        return {tree: Fraction(1)}
    if tree[0] not in ("+", "*"):
        return None
    parts = [_linear(part) for part in tree[1:]]
    total: dict[str, Fraction] = {} if tree[0] == "+" else {"": Fraction(1)}
    for part in parts:
        if part is None:
            return None
        if tree[0] == "+":
            zero = Fraction(0)
            total = {name: total.get(name, zero) + part.get(name, zero) for name in total | part}
        elif set(part) <= {""} or set(total) <= {""}:  # a number is a factor
            one, other = (part, total) if set(part) <= {""} else (total, part)
            total = {name: value * one.get("", 0) for name, value in other.items()}
        else:
            return None
    return total
