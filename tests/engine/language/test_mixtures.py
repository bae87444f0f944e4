"""Numbers of any law where E does not stand linearly, and `or` in `where` beside matrices."""

from __future__ import annotations

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.language import ClaimFileError, decide
from steepest.proofs.engine.language.mixtures import Mixture
from steepest.proofs.engine.language.table import table


def claim(text, where=(), **more):
    return table({"id": "a", "random": {"X": "any law"}, "where": list(where), "claim": text,
                  **more})  # fmt: skip


def test_a_law_with_finitely_many_values_averages():
    law = Mixture(("p", "q"), ({"X": "a"}, {"X": "b"}))
    assert law.put(("^", ("E", "X"), 2)) == ("^", ("+", ("*", "p", "a"), ("*", "q", "b")), 2)
    assert law.everywhere((">=", "X", 0)) == [(">=", "a", 0), (">=", "b", 0)]
    assert law.everywhere((">=", "c", 0)) == [(">=", "c", 0)]


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (claim("E(X)**2 <= E(X**2)"), "PROVED"),
        (claim("E(X**2) <= E(X)**2"), "REFUTED"),
        (claim("E(X**2) - E(X)**2 <= 1/4", ["0 <= X", "X <= 1"]), "PROVED"),
        (claim("E(X**2) - E(X)**2 <= 1/5", ["0 <= X", "X <= 1"]), "REFUTED"),
        (claim("E(X)*E(X) <= E(X**2)"), "PROVED"),
        (claim("Prob(X >= 1) <= E(X)", ["X >= 0"]), "PROVED"),  # linear, as before
    ],
)
def test_squares_of_means(one, verdict):
    found = decide(one)
    assert found.verdict == verdict, found.detail
    assert recheck(found.certificate or found.witness).ok
    assert ("enough to look at laws" in found.detail) == bool(one.law)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("E(X)**2 <= X", "X stands outside of E and Prob"),
        ("Prob(X >= 1)**2 <= E(X)", "Prob stands linearly"),
        ("E(X)**2 + E(X**2) + E(X**3) <= E(X**4)", "at most 3"),
    ],
)
def test_what_stays_out(text, said):
    with pytest.raises(ClaimFileError, match=said):
        claim(text)


def among(where, text="tr(A) <= c**2*tr(A)"):
    return table({"id": "a", "real": ["c"], "matrix": {"A": "n x n, psd"}, "where": [where],
                  "claim": text})  # fmt: skip


@pytest.mark.parametrize(
    ("where", "verdict"),
    [
        ("c >= 1 or c <= -1", "PROVED"),
        ("c >= 1 or c <= 0", "REFUTED"),
        ("c == 0 and tr(A) == 0 or c >= 2", "PROVED"),
        ("A == 0 or c >= 1", "PROVED"),
    ],
)
def test_a_hypothesis_with_or_beside_matrices(where, verdict):
    found = decide(among(where))
    assert found.verdict == verdict, found.detail
    assert recheck(found.certificate or found.witness).ok


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("not (c >= 1)", "write the opposite of a comparison"),
        ("A > 0 or c >= 1", "was given"),
        (" or ".join(f"c == {k}" for k in range(9)), "more than 8 cases"),
    ],
)
def test_what_or_cannot_join(where, said):
    with pytest.raises(ClaimFileError, match=said):
        among(where)
