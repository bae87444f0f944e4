"""Sharp constants beside matrices: enclosed on both sides, bound to their claim, refused where the
constant does not stand linearly.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.judge.recording import Recording
from steepest.proofs.engine.language import ClaimFileError, decide
from steepest.proofs.engine.language.constants import coefficient
from steepest.proofs.engine.language.table import table
from steepest.verify.recheck.binding import covered
from steepest.verify.recheck.shown import leaves


def claim(text, matrix=None, real=("C",), **more):
    matrix = matrix or {"A": "m x n", "B": "m x n"}
    return table({"id": "a", "real": list(real), "matrix": matrix, "claim": text,
                  "sharpest": "C", **more})  # fmt: skip


SQUARE = {"A": "n x n, symmetric"}
SHARP = {
    "parallelogram": (claim("norm2(A + B) <= C*(norm2(A) + norm2(B))"), 2),
    "trace": (claim("tr(A)**2 <= C*n*norm2(A)", SQUARE), 1),
    "the largest": (claim("C*tr(A)**2 <= n*norm2(A)", SQUARE, direction="largest"), 1),
    "of matrices": (claim("A <= C*lmax(A)*eye(n)", {"A": "n x n, psd"}), 1),
    "eigenvalues": (claim("tr(A) - n*lmin(A) <= C*n*(lmax(A) - lmin(A))", SQUARE), 1),
}


@pytest.mark.parametrize("name", SHARP)
def test_both_ends_are_shown(name):
    one, value = SHARP[name]
    found = decide(one)
    assert found.verdict == "CERTIFIED", found.detail
    assert recheck(found.certificate).ok
    low, high = map(Fraction, found.certificate["interval"])
    assert low <= value <= high
    if name != "eigenvalues":  # (approached as n grows, and not attained)
        assert high - low <= Fraction(1, 10**5)
        assert value in (low, high)


def asked(one):
    judge = Recording()
    return list(leaves(decide(one, judge=judge).certificate))


def test_the_evidence_is_that_of_its_claim_alone():
    one = SHARP["trace"][0]
    certificate = decide(one).certificate
    assert list(covered(asked(one), list(leaves(certificate)))) == []
    others = [
        claim("tr(A)**2 <= C*n*norm2(A)", {"A": "n x n"}),
        claim("tr(A)**2 <= 2*C*n*norm2(A)", SQUARE),
        claim("tr(A)**2 <= C*n*norm2(A)", SQUARE, direction="largest"),
        claim("tr(A)**2 <= C*n*norm2(A)", SQUARE, where=["tr(A) == 1"]),
    ]
    for other in others[:3]:
        assert list(covered(asked(other), list(leaves(certificate))))
    less = certificate | {"fails": {**certificate["fails"], "left": "1"}}
    assert list(covered(asked(one), list(leaves(less))))
    # what is false of all matrices need not be false of those with trace 1
    assert list(covered(asked(others[3]), list(leaves(certificate))))


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (claim("norm2(A) <= C*tr(A)", SQUARE), "is not shown to be >= 0"),
        (claim("norm2(A) <= C*opnorm(A)**2", SQUARE, where=["C <= 0"]), "proved at no constant"),
        (claim("norm2(A) >= C*tr(A)**2 - norm2(B)", direction="largest",
               matrix={"A": "2 x 2", "B": "2 x 2"}, where=["C <= 1/4"]), "not known"),
    ],
)  # fmt: skip
def test_what_is_not_enclosed_says_what_is_known(one, said):
    found = decide(one, seconds=8)
    assert found.verdict == "UNDECIDED"
    assert said in found.detail


BAD = {
    "a square": ({"claim": "norm2(A) <= C**2*norm2(B)"}, "linearly"),
    "an equation": ({"claim": "norm2(A) == C*norm2(A)"}, "linearly"),
    "two comparisons": ({"claim": "0 <= norm2(A) <= C*norm2(A)"}, "linearly"),
    "in a hypothesis": ({"where": ["C*norm2(B) <= 1"]}, "stands in an eigenvalue"),
    "in an eigenvalue": ({"claim": "opnorm(C*A) <= C*opnorm(A)"}, "stands in an eigenvalue"),
    "under a fraction bar": ({"claim": "norm2(A)/C <= norm2(B)"}, "linearly"),
    "beside or": ({"where": ["C >= 1 or C <= -1"]}, "beside `or`"),
    "beside hadamard": ({"claim": "norm2(hadamard(A, B)) <= C*norm2(A)"}, "beside hadamard"),
    "not there": ({"claim": "norm2(A) <= norm2(B)"}, "does not occur"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_asked(name):
    changes, message = BAD[name]
    with pytest.raises(ClaimFileError, match=message):
        decide(claim(**{"text": "norm2(A) <= C*norm2(B)", **{"text" if k == "claim" else k: v
                        for k, v in changes.items()}}))  # fmt: skip


def test_the_coefficient_of_a_constant():
    tree = ("-", ("*", Fraction(2), "C", ("norm2", "A")), ("/", "C", "L"))
    assert coefficient(tree, "C") == ("-", ("*", Fraction(2), Fraction(1), ("norm2", "A")),
                                      ("/", Fraction(1), "L"))  # fmt: skip
    assert coefficient(("+", "x", "C"), "C") == 1
    assert coefficient(("-", "x", "C"), "C") == ("-", 1)
    assert coefficient("x", "C") is None
