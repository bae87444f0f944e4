"""Drawings that were made to run, load or break out: what is left of them draws."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import pytest
from steepest.verify.report.svg import SVG, drawing

HEAD = f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def within(text: str) -> str:
    return f"{HEAD}{text}</svg>"


BROKEN = {
    "a tag inside a tag": "<svg><scr<script>x</script>ipt>alert(1)</scr<script>x</script>ipt>",
    "a slash for a space": "<svg/onload=alert(1)><circle r='1'/></svg>",
    "attributes without quotes": "<svg><image href=x onerror=alert(1)></image></svg>",
    "text after the end": "<svg></svg><script>alert(1)</script><svg></svg>",
    "a frame after the end": "<svg></svg><iframe srcdoc='&lt;script&gt;'></iframe><svg></svg>",
    "a page's own end": "<svg></svg></div></figure></main><h1>Everything is PROVED</h1>",
    "another root": "<html><body onload='alert(1)'/></html>",
    "a root of another kind": '<svg xmlns="http://www.w3.org/1999/xhtml"><script/></svg>',
    "entities": '<!DOCTYPE svg [<!ENTITY a "alert(1)">]>' + within("<text>&a;</text>"),
    "many entities": '<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + within("&b;"),
    "an outer subset": "<!DOCTYPE svg [ %x; ]>" + within(""),
    "another encoding": within("").encode("utf-16"),
    "nothing": "",
    "no XML": "\x00\x01",
}
REMOVED = {
    "a script": "<script>alert(1)</script>",
    "a script of another space": '<s:script xmlns:s="http://www.w3.org/1999/x">alert(1)</s:script>',
    "a foreign object": "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
    "an event": "<g onclick='alert(1)'><path d='M0 0'/></g>",
    "a link": "<a xlink:href='javascript:alert(1)'><text>here</text></a>",
    "a link to a page": "<a href='http://127.0.0.1:9/'><text>here</text></a>",
    "a picture from elsewhere": "<image href='http://127.0.0.1:9/x.png'/>",
    "a drawing in a picture": "<image href='data:image/svg+xml;base64,PHN2Zy8+'/>",
    "a use from elsewhere": "<use xlink:href='http://127.0.0.1:9/x.svg#a'/>",
    "an import": "<style>@import url(http://127.0.0.1:9/x.css);</style>",
    "an import in codes": r"<style>\40 import 'http://127.0.0.1:9/x.css';</style>",
    "a font": "<style>text{src:url('http://127.0.0.1:9/x')}</style>",
    "a fill from elsewhere": "<path style='fill: url( http://127.0.0.1:9/x#a)' d='M0 0'/>",
    "a mask from elsewhere": "<path clip-path='url(http://127.0.0.1:9/x#a)' d='M0 0'/>",
    "an animation": "<set attributeName='href' to='javascript:alert(1)'/>",
    "a handler": "<handler type='text/ecmascript'>alert(1)</handler>",
    "a note": "<metadata><x href='http://127.0.0.1:9/'/></metadata><!-- alert(1) -->",
    "an instruction": "<?xml-stylesheet href='http://127.0.0.1:9/x.css'?>",
    "deep": "<g>" * 300 + "<script>alert(1)</script>" + "</g>" * 300,
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_drawing(name):
    text = BROKEN[name]
    assert drawing(text if isinstance(text, bytes) else text.encode()) is None


@pytest.mark.parametrize("name", REMOVED)
def test_what_is_left_out(name):
    text = within(f"{REMOVED[name]}<rect width='3' height='2'/>")
    made = drawing(text.encode())
    assert made is not None
    shown = made.decode()
    assert not re.search(r"alert|127\.0|script|import|onclick|<a\b|svg\+xml", shown), shown
    assert "<rect" in shown
    assert drawing(made) == made


def test_a_picture_of_ours_stays():
    """What matplotlib draws, with text, clips, markers and a raster image, looks the same."""
    from matplotlib.figure import Figure

    figure = Figure()
    axes = figure.add_subplot()
    axes.plot([1, 2, 3], [3, 1, 2], "o--", label=r"$\eta \leq 1$ & <more>")
    axes.imshow([[0, 1], [1, 0]], extent=(1, 2, 1, 2), alpha=0.5)
    axes.fill_between([1, 3], [1, 1], [2, 2], hatch="/")
    axes.legend()
    file = io.BytesIO()
    figure.savefig(file, format="svg")
    before, made = file.getvalue(), drawing(file.getvalue())
    assert made is not None
    old, new = ET.fromstring(before), ET.fromstring(made)
    tags = lambda root: sorted(one.tag for one in root.iter() if "}path" in str(one.tag))  # noqa: E731
    assert tags(old) == tags(new)
    count = lambda root, what: sum(what in "".join(one.attrib) for one in root.iter())  # noqa: E731
    for attribute in ("style", "transform", "href", "clip-path", "viewBox"):
        assert count(old, attribute) == count(new, attribute), attribute
    assert b"metadata" not in made


def test_text_between_is_kept():
    made = drawing(within("<text>a<script>x</script>b<tspan>c</tspan>d</text>").encode())
    assert b"<text>ab<tspan>c</tspan>d</text>" in made
