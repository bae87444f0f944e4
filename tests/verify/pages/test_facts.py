"""`steepest facts`: what calls a fact, and what rests on it."""

from __future__ import annotations

import json

from steepest.proofs.checker.kernel.facts import FACTS
from steepest.verify.pages.facts import show_facts, used_in, users


def test_facts_are_found_inside_a_proof():
    proof = {"kind": "theorem", "lines": [{"rule": "fact", "name": "f"}, {"rule": "assume"}]}
    assert used_in([None, {"kind": "negation", "certificate": proof}]) == {"f"}
    assert used_in(None) == set()


def test_what_rests_on_a_fact_through_others():
    uses = {"a": ("b",), "b": ("c", "a"), "c": (), "d": ()}
    assert users({"c": ["f"], "a": ["g"]}, uses) == {
        "f": (["c"], ["a", "b"]),
        "g": (["a"], ["b"]),
    }


def test_every_fact_is_listed_once_without_a_store(tmp_path, capsys):
    show_facts(tmp_path / "none.sqlite", json=True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["name"] for line in lines] == list(FACTS)
    assert len(FACTS) <= 15
    assert all(line["text"] and line["claims"] == [] for line in lines)
    show_facts(tmp_path / "none.sqlite", json=False)
    out = capsys.readouterr().out
    assert "called by 0 claims, 0 more rest on it" in out
    assert f"{len(FACTS)} facts; 0 of" in out
