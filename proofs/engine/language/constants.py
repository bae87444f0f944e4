"""Sharp constants beside matrices: `sharpest = "C"` for one comparison in which C stands linearly.

The claim is left <= right with right - left = a + C b. Where b >= 0 is shown, it holds beyond every
C at which it holds (for the largest C: where b <= 0 is shown, below). So the smallest C lies in
[lo, hi] if the claim is proved with the hypothesis C == hi and false at a point with C == lo.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from ...vocabulary import Evidence, Verdict
from ..scalar.constants import decimal
from ..scalar.points import holds
from ..terms import Term, names
from .claim import UserClaim
from .errors import ClaimFileError
from .scope import ONE, ZERO

KIND = "between"
OUTWARD = (1, 2, 4, 10, 100, 1000)
INWARD = tuple(map(Fraction, ("1/2", "1/4", "1/10", "0", "-1/10", "-1", "-10", "-1000")))
SIMPLE = tuple(sorted({Fraction(p, q) for q in (1, 2, 3, 4, 5, 8) for p in range(-20, 21)}))
MOST_SIMPLE = 6  # constants that are tried between one that fails and one that holds
LINEAR = (
    "a sharp constant beside matrices stands in one comparison with <= or >=, linearly: in sums, "
    "and in products with what does not depend on it. For C**2 or sqrt(C) ask for a new constant "
    "in its place; of an equation ask for each side"
)


def coefficient(tree: Term, constant: str) -> Term | None:
    """b with tree == a + constant*b and a, b free of it; None for b == 0. Raises `ValueError`."""
    if tree == constant:
        return ONE
    if constant not in names(tree):
        return None
    assert isinstance(tree, tuple)
    head, *parts = tree
    found = [coefficient(part, constant) for part in parts]
    kept = [one for one in found if one is not None]
    if head in ("+", "-"):
        whole = len(kept) == 1 and len(parts) > 1 and (head == "+" or found[0] is not None)
        return kept[0] if whole else (head, *kept)
    moving = [i for i, one in enumerate(found) if one is not None]
    fits = head in ("*", "scale", "@", "inner", "T", "tr") or (head == "/" and moving == [0])
    if not fits or len(moving) != 1:
        raise ValueError(LINEAR)
    return (head, *(part if one is None else one for part, one in zip(parts, found)))


def rising(claim: UserClaim) -> UserClaim:
    """That the claim holds beyond every constant at which it holds: 0 <= b. Raises
    `ClaimFileError`.
    """
    place = {"file": claim.file, "claim": claim.id, "field": "sharpest", "line": claim.line or None}
    link = claim.relations[0]
    if len(claim.relations) != 1 or link[0] not in ("<=", ">="):
        raise ClaimFileError(LINEAR, **place)
    small, large = link[1:] if link[0] == "<=" else link[:0:-1]
    small, large = (small, large) if claim.smallest else (large, small)
    said = [*_apart(claim)[0], *(one.tree for one in claim.spectra)]
    if claim.constant in names(*said):
        raise ClaimFileError(
            f"the constant {claim.constant} stands in an eigenvalue, a norm or a hypothesis beside "
            f"other names; {LINEAR}",
            **place,
        )
    try:
        b = coefficient(("-", large, small), claim.constant)
    except ValueError as problem:
        raise ClaimFileError(str(problem), **place) from None
    if b is None:
        raise ClaimFileError(f"the constant {claim.constant} does not occur in the claim", **place)
    return replace(claim, constant="", where=_apart(claim)[0], relations=(("<=", ZERO, b),))


def _apart(claim: UserClaim) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """The hypotheses, and those on the constant alone: they say which constants are asked about."""
    alone = tuple(one for one in claim.where if set(names(one)) == {claim.constant})
    return tuple(one for one in claim.where if one not in alone), alone


def at(claim: UserClaim, value: Fraction | None) -> UserClaim:
    """The claim at a constant; None: with the constant as a number that nothing is said of."""
    where = _apart(claim)[0]
    own = () if value is None else (("==", claim.constant, value),)
    return replace(claim, constant="", where=(*where, *own))


def enclosed(
    claim: UserClaim, seconds: float, prove: Callable[[UserClaim, float], Evidence]
) -> Evidence:
    """CERTIFIED with an interval that holds the sharp constant, or UNDECIDED with what is known."""
    shown = prove(rising(claim), seconds)
    if shown.verdict != Verdict.PROVED:
        sign = ">=" if claim.smallest else "<="
        return _undecided(
            f"{claim.constant} is multiplied by a term that is not shown to be {sign} 0, so "
            f"that the constants for which the claim holds need not be all beyond one"
        )
    search = _Search(claim, seconds, prove)
    search.run()
    return search.evidence(shown)


class _Search:
    """Constants that are tried, and the best that hold and fail."""

    def __init__(self, claim: UserClaim, seconds: float, prove: Callable[..., Evidence]):
        self.claim, self.seconds, self.prove = claim, seconds, prove
        self.sign = 1 if claim.smallest else -1
        self.limits = _apart(claim)[1]
        self.holds: tuple[Fraction, Evidence] | None = None
        self.fails: tuple[Fraction, Evidence] | None = None

    def run(self) -> None:
        out = OUTWARD if self.sign > 0 else (*OUTWARD[:1], *INWARD)
        into = INWARD if self.sign > 0 else OUTWARD[1:]
        for c in map(Fraction, out):
            if self.test(c):
                break
        for c in map(Fraction, into if self.holds is not None and self.fails is None else ()):
            if self.test(c) is False:
                break
        if self.holds is None or self.fails is None:
            return
        for _ in range(MOST_SIMPLE):
            between = self.between()
            if not between:
                break
            if self.test(between[len(between) // 2]) is None:
                break
        for gap in (self.claim.width, 1e-4, 1e-2, 0.1):
            step = Fraction(str(gap)) * (abs(self.holds[0]) or 1)
            near = self.holds[0] - self.sign * step
            if (near - self.fails[0]) * self.sign <= 0 or self.test(near, 0.3) is False:
                break

    def between(self) -> list[Fraction]:
        assert self.holds is not None
        assert self.fails is not None
        low, high = sorted((self.holds[0], self.fails[0]))
        return [c for c in SIMPLE if low < c < high]

    def test(self, c: Fraction, share: float = 1.0) -> bool | None:
        """Whether the claim holds at a constant; the nearest ones on both sides are kept."""
        if not all(holds(one, {self.claim.constant: c}) is True for one in self.limits):
            return None
        found = self.prove(at(self.claim, c), share * self.seconds)
        if found.verdict == Verdict.PROVED:
            if self.holds is None or (self.holds[0] - c) * self.sign > 0:
                self.holds = c, found
            return True
        if found.verdict != Verdict.REFUTED:
            return None
        if self.fails is None or (c - self.fails[0]) * self.sign > 0:
            self.fails = c, found
        return False

    def evidence(self, shown: Evidence) -> Evidence:
        name, word = self.claim.constant, "smallest" if self.sign > 0 else "largest"
        beyond, short = (">=", "smaller") if self.sign > 0 else ("<=", "larger")
        if self.holds is None:
            return _undecided(
                f"no {word} {name} was found: the claim was proved at no constant tried"
                + (f", and is false at {name} = {self.fails[0]}" if self.fails else "")
            )
        good = self.holds[0]
        if self.fails is None:
            return _undecided(
                f"the claim holds for every {name} {beyond} {good}; whether a {short} one does is "
                f"not known: none that was tried is refuted"
            )
        bad, against = self.fails
        low, high = sorted((good, bad))
        certificate = {
            "kind": KIND,
            "constant": name,
            "smallest": self.sign > 0,
            "interval": [str(low), str(high)],
            "holds": self.holds[1].certificate,
            "rises": shown.certificate,
            "fails": against.witness,
        }
        wide = high - low > Fraction(str(self.claim.width)) * (abs(good) or 1) * Fraction(101, 100)
        said = (
            f"the {word} {name} lies in [{decimal(low)}, {decimal(high)}]: the claim is proved "
            f"at {decimal(good)}, and for every {name} that is not {short}; at {decimal(bad)} it "
            f"is {against.detail.removeprefix('False. ')}"
        )
        if wide:
            said = f"only enclosed, {short} constants are not decided between the ends: {said}"
        return Evidence(
            Verdict.CERTIFIED,
            f"{name}, for {self.holds[1].scope.removeprefix('for ')}",
            f"constants tried; {self.holds[1].method}",
            certificate=certificate,
            detail=said,
        )


def asked(claim: UserClaim, ask: Callable[[UserClaim], Evidence]) -> Evidence:
    """What `enclosed` asks: the claim with the constant left open, and the sign of its
    coefficient.
    """
    whole = ask(at(claim, None)).certificate
    certificate = {
        "asked": KIND,
        "constant": claim.constant,
        "smallest": claim.smallest,
        "holds": whole,
        "rises": ask(rising(claim)).certificate,
        "fails": whole,
    }
    return Evidence(Verdict.CERTIFIED, "", "asked", certificate=certificate)


def _undecided(reason: str) -> Evidence:
    return Evidence(Verdict.UNDECIDED, "", "constants tried", detail=reason)
