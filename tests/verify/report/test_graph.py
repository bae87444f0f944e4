"""Dependency graphs."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

from steepest.verify.report.graph import around, edges, layers, of_paper, svg

EMPTY = ("uses", "used_by", "parts", "below", "above", "amended")


def claims(**uses):
    """Entries that use one another: claims(a="bc", b="c", c="")."""
    found = {
        id: {"id": id, "file": id, "verdict": "PROVED", "whole": None} | {key: [] for key in EMPTY}
        for id in uses
    }
    for id, below in uses.items():
        for other in below:
            found[id]["uses"].append(found[other])
            found[other]["used_by"].append(found[id])
    return found


def test_layers_go_down_and_a_circle_does_no_harm():
    found = claims(a="bc", b="c", c="", d="")
    drawn = edges(found.values(), found)
    assert [sorted(row) for row in layers(found, drawn)] == [["a", "d"], ["b"], ["c"]]
    round_ = claims(a="b", b="a")
    assert sorted(map(len, layers(round_, edges(round_.values(), round_)))) == [1, 1]


def test_it_is_svg_with_links_and_words():
    found = claims(a="bc", b="c", c="")
    found["b"]["id"] = "b"
    text = svg(found, edges(found.values(), found), "a", "../claims/", "a & b")
    root = ElementTree.fromstring(text)
    links = [one.get("href") for one in root.iter("a")]
    assert sorted(links) == ["../claims/a.html", "../claims/b.html", "../claims/c.html"]
    assert text.count(">PROVED<") == 3
    assert text.count("<path") == 3
    assert "style=" not in text
    assert svg({"a": found["a"]}, []) == ""


def test_what_has_no_room_is_counted():
    found = claims(a="bcdef", b="", c="", d="", e="", f="", g="")
    found["a"]["below"] = found["a"]["uses"]
    nodes, drawn, left = around(found["a"], most=4)
    assert (len(nodes), len(drawn), left) == (4, 3, 2)
    nodes, _, left = of_paper(list(found.values()), most=3)
    assert (sorted(nodes), left) == (["a", "b", "c"], 3)
