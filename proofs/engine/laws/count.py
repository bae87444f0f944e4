"""Every conservation law of a model: both ends of the count, the laws, and the certificate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from steepest.proofs.checker import recheck
from steepest.proofs.checker._free import rank
from steepest.proofs.checker._invariance import invariant
from steepest.proofs.checker._laws import entries, law_rows
from steepest.proofs.checker._network import Network
from steepest.proofs.checker._terms import Rejected

from .families import Family, families
from .fields import PRIMES, Point, pivots, upper_bound
from .model import Model
from .search import SMALL, Candidate, Search


class CountError(Exception):
    """More laws than the rank leaves room for: a defect of ours, never of the model."""


@dataclass(frozen=True)
class Count:
    """lower <= N <= upper independent laws of D weights (2 D + 1 variables with momentum)."""

    model: Model
    lower: int
    upper: int
    families: list[Family]
    laws: list[list[Candidate]] = field(repr=False)
    point: Point = field(repr=False)
    certificate: dict[str, Any] = field(repr=False)
    unproved: int = 0

    @property
    def exact(self) -> bool:
        return self.lower == self.upper

    @property
    def dimension(self) -> int:
        return self.point.dimension

    @property
    def reason(self) -> str:
        """Why the two ends differ."""
        if self.exact:
            return ""
        if self.point.reason:
            return f"there is no upper bound below {self.upper}: {self.point.reason}"
        return (
            f"{self.upper - self.lower} more are possible: brackets up to depth "
            f"{self.point.depth} at {self.point.dimension} variables stop there, and no other "
            f"linear or quadratic law was found; laws of higher degree may exist"
        )

    @property
    def words(self) -> str:
        return f"N = {self.lower} (exact)" if self.exact else f"{self.lower} <= N <= {self.upper}"


def count(model: Model, say: Callable[[str], None] = lambda text: None) -> Count:
    """Search, prove, bound; raises `CountError` if the ends contradict each other."""
    search = Search(model)
    say("searching laws")
    pure, every = search.by_axis()
    groups = [search.linear(), *sorted(pure, key=_breadth), search.norms()]
    groups = [one for one in groups + sorted(every, key=_breadth) if one]
    proved, unproved = _prove(model, groups)
    proved = _independent(model, proved)
    lower = _rank(model, proved)
    say(f"{lower} laws are proved; bounding from above")
    point = upper_bound(model, lower)
    if lower < point.upper and model.size <= SMALL:
        say("trying every quadratic form")
        more, failed = _prove(model, [search.every()])
        proved, unproved = _independent(model, proved + more), unproved + failed
        lower = _rank(model, proved)
    certificate = {
        "kind": "law-count",
        "network": model.network,
        "loss": model.loss,
        "momentum": model.momentum,
        "prime": point.prime,
        "point": point.point,
        "samples": point.samples,
        "words": point.words,
        "laws": [[one.law() for one in group] for group in proved],
        "lower": lower,
        "upper": point.upper,
    }
    if lower > point.upper:
        raise CountError(
            f"{lower} laws were proved but the rank leaves room for {point.upper}: this is a "
            f"defect of steepest; please report the model file"
        )
    flat = [one for group in proved for one in group]
    return Count(
        model, lower, point.upper, families(model, flat), proved, point, certificate, unproved
    )


def confirm(found: Count) -> str:
    """What the independent checker says of the certificate; raises `CountError` if it refuses."""
    outcome = recheck(found.certificate)
    if not outcome.ok:
        raise CountError(f"the checker refuses the certificate: {outcome.reason}")
    return outcome.shows[0]


def _breadth(group: list[Candidate]) -> int:
    return len({(part[0], part[1]) for one in group for u, _ in one.terms for part in u.parts})


def _prove(model: Model, groups: list[list[Candidate]]) -> tuple[list[list[Candidate]], int]:
    """The candidates that are proved; one at a time where a group is not proved together."""
    network, proved, unproved = Network(model.network), [], 0
    for group in groups:
        try:
            invariant(network, [entries(one.law(), model.size) for one in group], model.loss)
            proved.append(group)
        except Rejected:
            for one in group:
                try:
                    invariant(network, [entries(one.law(), model.size)], model.loss)
                    proved.append([one])
                except Rejected:
                    unproved += 1
    return proved, unproved


def _independent(model: Model, groups: list[list[Candidate]]) -> list[list[Candidate]]:
    """Leave out forms that are combinations of earlier ones."""
    flat = [one for group in groups for one in group]
    if not flat:
        return []
    p, draw = PRIMES[0], np.random.default_rng(7)
    theta, phi = (draw.integers(0, p, (len(flat) + 500, model.size)) for _ in range(2))
    rows, linear = [], []
    for one in flat:
        law, row = one.law(), np.zeros(len(theta), np.int64)
        for i, j, c in law["generator"]:
            row = (row + _residue(c, p) * (theta[:, i] * phi[:, j] % p)) % p
        shifts = [np.zeros(len(theta), np.int64) for _ in range(2)]
        for i, c in law["shift"]:
            for shift, at in zip(shifts, (theta, phi)):
                shift += _residue(c, p) * at[:, i] % p
        rows.append((row + shifts[0]) % p)
        if not law["generator"] and len(linear) < 30:
            linear.append([shift % p for shift in shifts])
    # products of linear laws are no news
    known = [(a[0] * b[1] + a[1] * b[0]) % p for i, a in enumerate(linear) for b in linear[: i + 1]]
    kept = {k - len(known) for k in pivots(np.array(known + rows), p)}
    out, at = [], 0
    for group in groups:
        left = [one for k, one in enumerate(group, at) if k in kept]
        at += len(group)
        out += [left] if left else []
    return out


def _residue(c: Any, p: int) -> int:
    from fractions import Fraction

    q = Fraction(c)
    return q.numerator * pow(q.denominator, -1, p) % p


def _rank(model: Model, groups: list[list[Candidate]]) -> int:
    """The number of independent laws at a random point."""
    p, draw = PRIMES[0], np.random.default_rng(11)
    size = model.size if model.momentum is None else 2 * model.size + 1
    point = draw.integers(0, p, size)
    rows = [
        row
        for group in groups
        for one in group
        for row in law_rows(*entries(one.law(), model.size), point, model.size, model.momentum, p)
    ]
    return rank(np.array(rows), p) if rows else 0
