"""Drawings: an SVG is read as XML and written anew from the elements and attributes that draw.

Nothing that runs, links or loads is left, so that the file is safe in a page, as an image, and when
it is opened by itself. What is no SVG is no drawing: `None`.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_ELEMENTS = """
svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan
clipPath mask marker pattern linearGradient radialGradient stop image style"""
ELEMENTS = frozenset(_ELEMENTS.split())
_ATTRIBUTES = """
id class style transform d x y x1 y1 x2 y2 cx cy r rx ry fx fy dx dy width height viewBox
points version preserveAspectRatio clip-path clip-rule clipPathUnits fill fill-opacity fill-rule
stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-dasharray
stroke-dashoffset stroke-miterlimit opacity font font-size font-family font-style font-weight
text-anchor dominant-baseline letter-spacing rotate offset stop-color stop-opacity
gradientUnits gradientTransform patternUnits patternTransform marker-start marker-mid
marker-end markerWidth markerHeight markerUnits refX refY orient role aria-label type"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=\s]*\Z")
OUTSIDE = re.compile(r"url\(\s*(?!['\"]?#)|[@\\<]|expression|javascript|image-set|src\s*\(", re.I)
DEEPEST = 100


def drawing(data: bytes) -> bytes | None:
    """The drawing without anything else, in UTF-8; None if the data is no SVG."""
    try:
        text = data.decode("utf-8")
        if "<!ENTITY" in text or re.search(r"<!DOCTYPE[^>]*\[", text):
            return None  # entities of its own
        root = ET.fromstring(text)
    except (ET.ParseError, ValueError, LookupError):
        return None
    if root.tag not in (f"{{{SVG}}}svg", "svg"):
        return None
    kept = _kept(root, 0)
    if kept is None:
        return None
    kept.set("xmlns", SVG)
    kept.set("xmlns:xlink", XLINK)
    return ET.tostring(kept, encoding="utf-8")


def _kept(element: ET.Element, depth: int) -> ET.Element | None:
    name = str(element.tag).removeprefix(f"{{{SVG}}}")
    if name not in ELEMENTS or depth > DEEPEST:
        return None
    made = ET.Element(name)
    for key, value in element.attrib.items():
        if key in (f"{{{XLINK}}}href", "href"):
            fits = value.startswith("#") or (name == "image" and PICTURE.match(value))
            key = "xlink:href"
        else:
            fits = key in ATTRIBUTES and not OUTSIDE.search(value)
        if fits:
            made.set(key, value)
    made.text, made.tail = element.text, element.tail
    if name == "style":
        return made if not OUTSIDE.search(made.text or "") and not len(element) else None
    for part in element:
        if (one := _kept(part, depth + 1)) is not None:
            made.append(one)
        elif part.tail:  # the text after what is left out
            _add(made, part.tail)
    return made


def _add(made: ET.Element, tail: str) -> None:
    if len(made):
        made[-1].tail = (made[-1].tail or "") + tail
    else:
        made.text = (made.text or "") + tail
