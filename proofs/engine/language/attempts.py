"""Claims with eigenvalues, operator norms and inverses: what is tried, and exact counterexamples.

A link `lmax(A) <= r` is A <= r I, that is x^T A x <= r |x|^2 for every x; `opnorm(A) <= r` is
|A x|^2 <= r^2 |x|^2 with r >= 0, and as well 2 u^T A v <= r (|u|^2 + |v|^2). So a value that stands
alone on its side is traded for a vector; the hypotheses of the others are given at that vector too.
What is left is asked with the eigenvectors of all values. Each form says what the claim says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from ..terms import TURNED, Term, names, substitute, subterms
from .claim import UserClaim
from .scope import ONE, ZERO
from .spectra import HAS_INVERSE, STRICT, Spectral

TWO = Fraction(2)
MARK = "_square"  # stands for the square of a value
TURN = TURNED | {"==": "=="}


def attempts(claim: UserClaim, link: Term) -> Iterator[tuple[UserClaim, bool]]:
    """Forms of one link of a claim, those that are easy to prove first, and whether one that is
    false makes the link false: whether all values are said in full.
    """
    for form in _forms(claim, link):
        if form.spectra:  # one that only suffices
            yield replace(form, spectra=()), False
            continue
        used = set(names(*form.where, *form.relations))
        valued = [one for one in claim.spectra if one.vector and one.name in used]
        full = all(one.vector in used for one in valued)
        yield form, full and (link[0] != HAS_INVERSE or form.relations[0][0] != ">")


def _forms(claim: UserClaim, link: Term) -> Iterator[UserClaim]:
    if link[0] == HAS_INVERSE:
        yield from _forms(without_inverse(claim, link), (STRICT, *link[1:]))
        yield regular(claim, link)
        return
    if link[0] == STRICT:
        _, form, size = link
        inverses = {one.name: one.tree for one in claim.spectra if one.head == "inv"}
        form = inverses.get(form, form)  # one is definite if the other is
        x = _fresh(claim, "x")
        where = ((">", ("norm2", x), ZERO),)
        goal = (">", ("inner", x, ("@", form, x)), ZERO)
        yield _at(claim, (goal,), {x: size}, where)
        return
    sign, left, right = link
    if sign in (">", ">="):
        sign, left, right = TURN[sign], right, left
    if sign in ("<=", "<"):
        for one in claim.spectra:
            yield from _traded(claim, one, sign, left, right)
    yield _at(claim, (link,), {}, ())
    if any(one.vector for one in claim.spectra):
        yield from _at_eigenvectors(claim, sign, left, right)
        yield exact(replace(claim, relations=(link,)), instances=True)


def _at_eigenvectors(claim: UserClaim, sign: str, left: Term, right: Term) -> Iterator[UserClaim]:
    """Of the values no more than their eigenvectors and what these say: the link, or for a <= s
    with an operator norm s its squares. They suffice for the link (and keep their `spectra`).
    """
    vectors = {one.vector: one.cols for one in claim.spectra if one.vector}
    said: list[Term] = []
    for one in claim.spectra:
        said += [(">=", one.name, ZERO)] if one.head == "opnorm" else []
        said += one.attained() if one.vector else one.hypotheses()
        said += _values(one, vectors)
    where = tuple(dict.fromkeys((*claim.where, *said)))
    norms = {one.name for one in claim.spectra if one.head == "opnorm"}
    if right in norms and sign in ("<=", "<"):
        squares = (sign, ("^", left, TWO), ("^", right, TWO))
        yield replace(claim, where=where, relations=(squares,))
    yield replace(claim, where=where, relations=((sign, left, right),))


def parts(claim: UserClaim) -> list[Term]:
    """The links; an equation between numbers with such values is two of them."""
    found = []
    valued = {one.name for one in claim.spectra if one.head != "inv"}
    for link in claim.relations:
        if link[0] == "==" and valued & set(names(*link[1:])):
            found += [("<=", *link[1:]), (">=", *link[1:])]
        else:
            found.append(link)
    return found


def exact(claim: UserClaim, instances: bool = False) -> UserClaim:
    """The claim with all that is said of its values: with their eigenvectors."""
    said = [fact for one in claim.spectra for fact in (*one.hypotheses(), *one.attained())]
    if instances:
        vectors = {one.vector: one.cols for one in claim.spectra if one.vector}
        said += [fact for one in claim.spectra for fact in _values(one, vectors)]
    return replace(claim, where=tuple(dict.fromkeys((*claim.where, *said))), spectra=())


def without_inverse(claim: UserClaim, link: Term) -> UserClaim:
    """The claim without what is said of the inverse that is to be shown to exist."""
    kept = [one for one in claim.spectra if one.head != "inv" or one.tree != link[1]]
    return replace(claim, spectra=tuple(kept))


def regular(claim: UserClaim, link: Term) -> UserClaim:
    """A y == 0 for y == 0 only."""
    _, form, size = link
    y = _fresh(claim, "y")
    plain = without_inverse(claim, link)
    killed = Spectral("null", form, size, size, y)
    return _at(
        replace(plain, spectra=(*plain.spectra, killed)),
        (("<=", ("norm2", y), ZERO),),
        {y: size},
        (),
    )


def _traded(
    claim: UserClaim, one: Spectral, sign: str, left: Term, right: Term
) -> Iterator[UserClaim]:
    if one.head not in ("lmin", "lmax", "opnorm"):
        return
    a, b = linear(left, one.name), linear(right, one.name)
    squared = one.head == "opnorm" and (a is None or b is None)
    if squared:
        put = {("^", one.name, TWO): MARK}
        a, b = (linear(substitute(side, put), MARK) for side in (left, right))
    if a is None or b is None or one.name in names(a[1], b[1]):
        return
    (a, left), (b, right) = a, b
    c = a - b
    if c == 0 or (c < 0) != (one.head == "lmin"):
        return
    bound = ("*", 1 / c, ("-", right, left))  # the value is at most (at least) this
    x = _fresh(claim, "x")
    apart = ((">", ("norm2", x), ZERO),) if sign == "<" else ()  # for every x other than 0
    if one.head != "opnorm":
        sign = sign if one.head == "lmax" else TURN[sign]
        goal = (sign, ("inner", x, ("@", one.tree, x)), ("*", bound, ("norm2", x)))
        yield _at(claim, (goal,), {x: one.cols}, apart, left_out=one)
        return
    vectors = {x: one.cols}
    most = bound if squared else ("^", bound, TWO)
    goal = (sign, ("norm2", ("@", one.tree, x)), ("*", most, ("norm2", x)))
    if squared:
        yield _at(claim, (goal,), vectors, apart, left_out=one)
        return
    squares = _at(claim, ((TURN[sign], bound, ZERO), goal), vectors, apart, left_out=one)
    if one.tree[0] == "@" or sign == "<":
        yield squares
    if sign == "<=":
        u, v = _fresh(claim, "u"), _fresh(claim, "v")
        both = ("*", bound, ("+", ("norm2", u), ("norm2", v)))
        goal = ("<=", ("*", TWO, ("inner", u, ("@", one.tree, v))), both)
        yield _at(claim, (goal,), {u: one.rows, v: one.cols}, (), left_out=one)
    if one.tree[0] != "@" and sign != "<":
        yield squares


def _at(
    claim: UserClaim,
    goals: Sequence[Term],
    vectors: dict[str, str],
    where: Sequence[Term],
    left_out: Spectral | None = None,
) -> UserClaim:
    """The claim with other links and new vectors, at which every value is compared."""
    used = set(names(*goals, *claim.where))
    spectra = [one for one in claim.spectra if one is not left_out or one.name in used]
    drop = {one.vector for one in claim.spectra if one.vector not in used}
    drop |= {one.name for one in claim.spectra if one not in spectra}
    said = [fact for one in spectra for fact in one.hypotheses()]
    said += [fact for one in spectra for fact in _values(one, vectors)]
    said += [fact for one in spectra for fact in _beside(one, *goals, *claim.where)]
    letters = {name: one for name, one in claim.letters.items() if name not in drop}
    letters |= {name: (rows, "1", "") for name, rows in vectors.items()}
    return replace(
        claim,
        relations=tuple(goals),
        where=tuple(dict.fromkeys((*claim.where, *where, *said))),
        letters=letters,
        scalars=tuple(name for name in claim.scalars if name not in drop),
        spectra=(),
    )


def _values(one: Spectral, vectors: dict[str, str]) -> Iterator[Term]:
    """What a value says at these vectors."""
    value, A = one.name, one.tree
    for x, rows in vectors.items():
        if one.head in ("lmin", "lmax") and rows == one.cols:
            sign = "<=" if one.head == "lmax" else ">="
            yield (sign, ("inner", x, ("@", A, x)), ("*", value, ("norm2", x)))
        for y, cols in vectors.items() if one.head == "opnorm" else ():
            if (rows, cols) == (one.rows, one.cols):
                mixed = ("*", TWO, ("inner", x, ("@", A, y)))
                squares = ("*", value, ("+", ("norm2", x), ("norm2", y)))
                yield ("<=", mixed, squares)
                yield (">=", mixed, ("-", squares))
        if one.head == "opnorm" and rows == one.cols:
            yield ("<=", ("norm2", ("@", A, x)), ("*", ("^", value, TWO), ("norm2", x)))


def _beside(one: Spectral, *trees: Term) -> Iterator[Term]:
    """What an operator norm says of every product A X that occurs."""
    if one.head != "opnorm":
        return
    for tree in trees:
        for part in subterms(tree):
            factors = _factors(part)
            for i, factor in enumerate(factors[:-1]):
                if factor in (one.tree, ("T", one.tree)):
                    rest = factors[i + 1] if i + 2 == len(factors) else ("@", *factors[i + 1 :])
                    moved = ("norm2", ("@", factor, rest))
                    yield ("<=", moved, ("*", ("^", one.name, TWO), ("norm2", rest)))
                    roots = ("sqrt", moved), ("sqrt", ("norm2", rest))
                    yield ("<=", roots[0], ("*", one.name, roots[1]))


def _factors(tree: Term) -> list[Term]:
    if isinstance(tree, tuple) and tree[0] == "@":
        return [one for part in tree[1:] for one in _factors(part)]
    return [tree]


def linear(tree: Term, name: str) -> tuple[Fraction, Term] | None:
    """(q, rest) with tree == q*name + rest and a number q; None if it is not of this form."""
    if tree == name:
        return ONE, ZERO
    if name not in names(tree):
        return ZERO, tree
    head, *inside = tree
    if head in ("+", "-"):
        found = [one for part in inside if (one := linear(part, name)) is not None]
        if len(found) < len(inside):
            return None
        signs = [ONE, *[ONE if head == "+" else -ONE] * (len(found) - 1)]
        signs = [-ONE] if head == "-" and len(found) == 1 else signs
        total = sum((s * q for s, (q, _) in zip(signs, found)), ZERO)
        return total, (head, *(rest for _, rest in found))
    if head == "*":
        factor, others = ONE, []
        for part in inside:
            if isinstance(part, Fraction):
                factor *= part
            else:
                others.append(part)
        found = linear(others[0], name) if len(others) == 1 else None
        return found and (factor * found[0], ("*", factor, found[1]))
    if head == "/" and isinstance(inside[1], Fraction) and inside[1]:
        found = linear(inside[0], name)
        return found and (found[0] / inside[1], ("/", found[1], inside[1]))
    return None


def _fresh(claim: UserClaim, stem: str) -> str:
    used = {
        *claim.letters,
        *claim.scalars,
        *(size for one in claim.letters.values() for size in one),
    }
    return next(n for n in (stem, *(f"{stem}_{k}" for k in range(1, 10**4))) if n not in used)


__all__ = ["attempts", "exact", "linear", "parts"]
