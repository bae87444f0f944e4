"""Reading pages: a parser that minds the nesting, and figures as `reproduce` registers them."""

from __future__ import annotations

import hashlib
from html.parser import HTMLParser

from steepest.verify.store.database import Store

VOID = {"meta", "link", "br", "hr", "img", "input"}
SVG = """<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"
 xmlns:xlink="http://www.w3.org/1999/xlink" width="10pt" height="5pt" viewBox="0 0 10 5"
 onload="x()">
<metadata><a href="http://example.org"/></metadata><script>alert(1)</script><!-- note -->
<defs><clipPath id="p1"/></defs>
<g id="g1" clip-path="url(#p1)"><use xlink:href="#g1"/><a xlink:href="javascript:alert(1)">x</a>
<image href="http://example.org/x.png"/></g></svg>"""


class Page(HTMLParser):
    """Collects ids, links and the stack of open elements."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.tags, self.open, self.names = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.names += [name for name, _ in attrs]
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        self.links += [value for name, value in attrs if name in ("href", "src", "xlink:href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def read(folder):
    """Every page below a folder: {path: text}."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.html"))
    }


def put(store_path, files):
    """Files of figures below the store, registered as `reproduce` does it."""
    folder = store_path.parent / "figures"
    folder.mkdir(exist_ok=True)
    sums = {}
    for name, text in files.items():
        (folder / name).write_text(text)
        sums[f"figures/{name}"] = hashlib.sha256(text.encode()).hexdigest()
    with Store(store_path, "join") as store:
        store.put_figures(sums)
