"""Decide claims with eigenvalues, operator norms and inverses: proofs by the forms of `attempts`,
counterexamples by matrices whose eigenvalues are rational.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import isqrt
from typing import Any

from ...vocabulary import Evidence, Verdict, together
from ..terms import Term
from .attempts import attempts, exact, parts, regular, without_inverse
from .claim import UserClaim, as_written
from .errors import ClaimFileError
from .matrices import Frame, asked_matrices, decide_matrices
from .spectra import HAS_INVERSE, STRICT, Spectral

NICE = [0, 1, -1, 2, -2, 3, "1/2", "-1/2", "1/3", "3/2", "1/10"]
POINTS = 400
MOST_TRIES = 6000


def is_spectral(claim: UserClaim) -> bool:
    """Whether it speaks of eigenvalues, or of a strict order between matrices."""
    return bool(claim.spectra) or any(link[0] == STRICT for link in claim.relations)


def decide_spectral(claim: UserClaim, seconds: float, seed: int) -> Evidence:
    """Each link by the first form that is proved, or a counterexample."""
    try:
        return _links(claim, seconds, seed)
    except ClaimFileError as problem:  # it names the values as they were written
        text = as_written(problem.problem, claim.written)
        raise ClaimFileError(text, file=claim.file, claim=claim.id) from None


def asked_spectral(claim: UserClaim, judge: Any, seconds: float) -> Evidence:
    """What `decide_spectral` asks: of each link one of its forms."""
    found = []
    for link in parts(claim):
        forms = [*attempts(claim, link), (against(claim, link), True)]
        made = [
            {"form": asked_matrices(form, judge, seconds).certificate, "exact": full}
            for form, full in forms
        ]
        certificate = {"asked": "one-of", "forms": made}
        found.append(Evidence(Verdict.PROVED, "", "asked", certificate=certificate))
    return together(*found)


def against(claim: UserClaim, link: Term) -> UserClaim:
    """The form that a counterexample is against: everything is said of its values."""
    whole, link = _refutable(claim, link)
    return replace(exact(whole), relations=(link,))


def _refutable(claim: UserClaim, link: Term) -> tuple[UserClaim, Term]:
    if link[0] == STRICT:
        form = next(attempts(claim, link))[0]
        return replace(form, spectra=claim.spectra), form.relations[0]
    if link[0] == HAS_INVERSE:
        form = regular(claim, link)
        killed = Spectral("null", link[1], link[2], link[2], form.relations[0][1][1])
        kept = without_inverse(claim, link).spectra
        return replace(form, spectra=(*kept, killed)), form.relations[0]
    return claim, link


def _links(claim: UserClaim, seconds: float, seed: int) -> Evidence:
    links = parts(claim)
    found = []
    for link in links:
        one = _link(claim, link, seconds / len(links), seed)
        found.append(one)
        if one.verdict == Verdict.REFUTED:
            break
    return together(*found)


def _link(claim: UserClaim, link: Term, seconds: float, seed: int) -> Evidence:
    _symmetric(claim, link)
    hit = refuted(claim, link, seed, POINTS)
    if hit is not None:
        return hit
    last: Evidence | None = None
    tried = list(attempts(claim, link))
    share = seconds / min(3, len(tried))  # those at eigenvectors take little
    for form, full in tried:
        last = decide_matrices(form, share, seed)
        if last.verdict == Verdict.PROVED or (full and last.verdict == Verdict.REFUTED):
            return last
    hit = refuted(claim, link, seed + 1, MOST_TRIES)
    if hit is not None:
        return hit
    return replace(last, verdict=Verdict.UNDECIDED, witness=None, certificate=None, detail=(
        "no argument by quadratic forms was found, and no matrices with rational eigenvalues "
        "refute it"))  # fmt: skip


def _symmetric(claim: UserClaim, link: Term) -> None:
    """Eigenvalues and strict orders are of symmetric matrices. Raises `MatrixError`."""
    from .. import matrix
    from ..matrix.question import Question

    frame = Frame(claim)
    trees = [one.tree for one in claim.spectra if one.head in ("lmin", "lmax", "pd")]
    trees += [link[1]] if link[0] == STRICT else []  # (an inverse needs no symmetry)
    for tree in trees:
        built = frame.build(tree)
        if isinstance(built, matrix.Matrix):
            question = Question(built, built, frame.rules, 0, frame.where)
            question.symmetry(question.left)


# --- counterexamples ------------------------------------------------------------------------------


def refuted(claim: UserClaim, link: Term, seed: int, tries: int) -> Evidence | None:
    """REFUTED with matrices at which the values are rational, or None. Counts tries."""
    from ..matrix.expressions import Matrix
    from ..matrix.inequality import Inequality
    from ..matrix.points import Irrational
    from ..matrix.question import Question
    from ..matrix.witnesses import fails
    from ..matrix.witnesses import refuted as told

    whole, link = _refutable(claim, link)
    full = exact(whole)
    frame = Frame(full)
    goal = frame.relation(link)
    sign = goal.operator
    sides = goal.left, goal.right, frame.rules
    if isinstance(goal.left, Matrix):
        question = Question(*sides, seed, frame.where)
    else:
        question = Inequality(*sides, frame.where, seed, sign == "<")
    draw = random.Random(seed)
    vectors = {one.vector for one in claim.spectra}
    done = 0
    for sizes in _sizes(question, draw, tries):
        done += 1
        point = _point(question, whole, sizes, draw, done, vectors)
        if point is None:
            continue
        try:
            _completed(point, question, frame)
            if question.sampler.satisfies(point) and fails(
                point, question.left, question.right, sign
            ):
                return told(question, point, sign)
        except (Irrational, ZeroDivisionError, KeyError, ValueError):
            continue
    return None


def _sizes(question: Any, draw: random.Random, tries: int) -> Iterator[dict[str, int]]:
    small = list(question.small_sizes(3)) or [{}]
    for k in range(tries):
        yield small[k] if k < len(small) and k % 2 else draw.choice(small)


def _point(
    question: Any,
    claim: UserClaim,
    sizes: dict[str, int],
    draw: random.Random,
    turn: int,
    vectors: set[str],
) -> Any:
    """Letters with simple singular values, then the values of the claim; None where one of them is
    irrational or has no value.
    """
    from ..matrix.points import Point

    own = {one.name for one in claim.spectra} | vectors
    point = Point(dict(sizes))
    bases = {n: _rotation(n, draw) for n in (1, 2, 3)}
    for name, letter in question.letters.items():
        if name in own or name.startswith("_"):
            continue
        point.matrices[name] = _letter(*point.shape(letter), letter.kind, draw, turn, bases)
    for name in question.scalars:
        if name not in own and not name.startswith("_"):
            point.scalars[name] = _fraction(draw)
    for one in claim.spectra:
        if not _valued(point, one, draw):
            return None
    return point


def _fraction(draw: random.Random) -> Any:
    from flint import fmpq

    return fmpq(*Fraction(draw.choice(NICE)).as_integer_ratio())


def _rotation(n: int, draw: random.Random) -> Any:
    """I - 2 w w^T/|w|^2: orthogonal and rational."""
    from flint import fmpq, fmpq_mat

    w = [fmpq(draw.choice((0, 1, 1, 2))) for _ in range(n)]
    square = sum((x * x for x in w), fmpq(0)) or fmpq(1)
    rows = [(i == j) - 2 * w[i] * w[j] / square for i in range(n) for j in range(n)]
    return fmpq_mat(n, n, rows)


def _letter(rows: int, cols: int, kind: str, draw: random.Random, turn: int, bases: dict) -> Any:
    """A matrix with rational singular values; those of one shape often share their directions."""
    from flint import fmpq, fmpq_mat

    if kind == "selector":
        made = fmpq_mat(rows, cols)
        i = draw.randrange(rows)
        made[i, i] = fmpq(1)
        return made
    if kind == "orthogonal":
        return _rotation(rows, draw)
    values = [_fraction(draw) for _ in range(min(rows, cols))]
    if kind == "psd":
        values = [abs(x) if x or draw.random() < 0.3 else fmpq(1) for x in values]
    made = fmpq_mat(rows, cols)
    for i, x in enumerate(values):
        made[i, i] = x
    style = turn % 4
    if kind == "diagonal" or style == 0:
        if kind == "" and rows != cols or (kind == "" and draw.random() < 0.3):
            entries = [fmpq(draw.choice((0, 0, 1, -1, 2))) for _ in range(rows * cols)]
            return fmpq_mat(rows, cols, entries)
        return made
    left = bases.get(rows) if style < 3 else _rotation(rows, draw)
    left = left if left is not None and left.nrows() == rows else _rotation(rows, draw)
    if kind in ("symmetric", "psd"):
        return left * made * left.transpose()
    right = left if rows == cols and style == 1 else _rotation(cols, draw)
    return left * made * right.transpose()


def _valued(point: Any, one: Spectral, draw: random.Random) -> bool:
    """Put in the value of a name, and its eigenvector."""
    from flint import fmpq

    A = point.value(one.tree)
    if one.head == "inv":
        if A.det() == 0:
            return False
        point.matrices[one.name] = A.inv()
        return True
    if one.head == "null":
        vector = _unit(A, fmpq(0)) if A.det() == 0 else None
        point.matrices[one.name] = vector
        return vector is not None
    if one.head == "pd":
        point.scalars[one.name] = fmpq(1, draw.choice((1, 2, 10, 1000)))
        return True
    form = A.transpose() * A if one.head == "opnorm" else A
    if form != form.transpose():
        return False
    values = _eigenvalues(form)
    if values is None:
        return False
    value = min(values) if one.head == "lmin" else max(values)
    vector = _unit(form, value)
    if vector is None:
        return False
    if one.head == "opnorm":
        value = _root(value)
        if value is None:
            return False
    point.scalars[one.name] = value
    point.matrices[one.vector] = vector
    return True


def _eigenvalues(form: Any) -> list[Any] | None:
    """All of them, if they are rational."""
    from flint import fmpq

    found = []
    for factor, times in form.charpoly().factor()[1]:
        if factor.degree() != 1:
            return None
        found += [fmpq(0) - factor[0] / factor[1]] * times
    return found


def _root(value: Any) -> Any:
    from flint import fmpq

    p, q = int(value.p), int(value.q)
    a, b = isqrt(max(p, 0)), isqrt(q)
    return fmpq(a, b) if a * a == p and b * b == q else None


def _unit(form: Any, value: Any) -> Any:
    """A rational eigenvector of length 1, if the obvious ones have one."""
    from flint import fmpq, fmpq_mat

    n = form.nrows()
    shifted = form - value * fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])
    echelon, rank = shifted.rref()
    pivots = [next(j for j in range(n) if echelon[i, j] != 0) for i in range(rank)]
    for free in (j for j in range(n) if j not in pivots):
        vector = [fmpq(0)] * n
        vector[free] = fmpq(1)
        for i, pivot in enumerate(pivots):
            vector[pivot] = -echelon[i, free]
        length = _root(sum((x * x for x in vector), fmpq(0)))
        if length:
            return fmpq_mat(n, 1, [x / length for x in vector])
    return None


def _completed(point: Any, question: Any, frame: Any) -> None:
    """The names that the engine adds: reciprocals, and what is left in an order."""
    for divisor in frame.divisors.made:
        point.scalars[divisor.name] = 1 / point.value(divisor.value.tree)
    for rule in question.rules:
        words = rule.reason.split()
        if words[0] == "order":  # the rule is larger == smaller + slack
            larger = point.value(rule.left.tree)
            point.matrices[words[1]] = larger - larger
            point.matrices[words[1]] = larger - point.value(rule.right.tree)
