"""What is proved, as a page shows it."""

from __future__ import annotations

from steepest.proofs.registry import claims
from steepest.verify.pages.proved import formal, heading


def test_sizes_are_said_although_no_quantifier_binds_them():
    shown = formal(claims()["balance.lem-3.1"])["for_all"]
    assert shown.startswith("sizes d1, d2, r >= 1, real epsilon, ")
    assert "size" not in formal(claims()["book.cauchy-schwarz"])["for_all"]


def test_what_nobody_has_shown_is_claimed():
    assert heading("PROVED") == "what is proved"
    assert heading("REFUTED") == "what is refuted"
    for verdict in ("UNDECIDED", "ERROR", "SUPPORTED", None):
        assert heading(verdict) == "what is claimed, formally"
    assert heading("PROVED", stale=True) == "what is claimed, formally"
