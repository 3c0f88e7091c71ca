"""A product's picture as an SVG file of its own: the same drawing as components/swatch.html, cut down to what it needs.

A page that is not the Studio's has neither its style sheet nor its definitions. Here styles become attributes, which a
strict content policy lets through, and only the shapes, grains and lights that the drawing refers to are kept.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from django.template.loader import render_to_string

from catalog.cards import Picture

SVG = "http://www.w3.org/2000/svg"
REFERENCE = re.compile(r"url\(#([\w-]+)\)")
# What swatch.css says about these classes.
STYLES: Mapping[str, Mapping[str, str]] = {
    "swatch__light": {"opacity": ".9"},
    "swatch__stitch": {
        "fill": "none", "stroke": "#f6e7cf", "stroke-opacity": ".62", "stroke-width": ".9",
        "stroke-dasharray": "2.6 2", "stroke-linecap": "round", "stroke-linejoin": "round",
    },
    "swatch__seam": {"fill": "none", "stroke": "#120703", "stroke-opacity": ".42", "stroke-width": ".9"},
    "swatch__fold": {"fill": "none", "stroke": "#120703", "stroke-opacity": ".38", "stroke-width": "1.8"},
    "swatch__edge": {"fill": "none", "stroke": "#fff", "stroke-opacity": ".34", "stroke-width": ".8"},
    "swatch__glint": {"fill": "none", "stroke": "#fff", "stroke-opacity": ".75", "stroke-width": "1.6"},
}  # fmt: skip
ElementTree.register_namespace("", SVG)


@lru_cache(maxsize=2048)
def swatch_svg(picture: Picture, *, plate: str) -> bytes:
    """This will draw a product's picture on a plate of the given colour."""
    context = {"family": picture.family, "colour": picture.colour, "grain": picture.grain}
    drawing = _svg(
        render_to_string("components/swatch.html", context | {"silhouette": picture.silhouette, "label": ""})
    )
    definitions = Element("defs")
    definitions.extend(_needed(drawing, _definitions()))
    drawing.insert(0, definitions)
    for element in drawing.iter():
        _style(element, plate=plate)
    drawing.set("width", "800")
    drawing.set("height", "680")
    for name in ("class", "aria-hidden", "focusable"):
        drawing.attrib.pop(name, None)
    return ElementTree.tostring(_in_namespace(drawing), encoding="utf-8")


@lru_cache(maxsize=1)
def _definitions() -> Mapping[str, Element]:
    """This will read every shape, grain and light of the design system by its id."""
    root = _svg(render_to_string("components/swatch_defs.html"))
    return {element.attrib["id"]: element for element in root.iter() if "id" in element.attrib}


def _svg(text: str) -> Element:
    return ElementTree.fromstring(text[text.index("<svg") : text.rindex("</svg>") + len("</svg>")])


def _needed(drawing: Element, known: Mapping[str, Element]) -> list[Element]:
    """This will follow the references of a drawing; a definition inside a kept one comes with it."""
    found: dict[str, Element] = {}
    waiting = list(_references(drawing))
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found[name] = known[name]
            waiting += _references(known[name])
    inside = {id(part) for element in found.values() for part in element.iter() if part is not element}
    # A copy: the definitions are shared by all pictures, and styling changes the elements.
    return [_copy(found[name]) for name in sorted(found) if id(found[name]) not in inside]


def _references(element: Element) -> Iterator[str]:
    for part in element.iter():
        for name, value in part.attrib.items():
            if name == "href" and value.startswith("#"):
                yield value[1:]
            yield from REFERENCE.findall(value)


def _style(element: Element, *, plate: str) -> None:
    classes = element.attrib.pop("class", "").split()
    if "swatch__plate" in classes:
        element.set("fill", plate)
    for name in classes:
        for attribute, value in STYLES.get(name, {}).items():
            element.attrib.setdefault(attribute, value)


def _copy(element: Element) -> Element:
    return ElementTree.fromstring(ElementTree.tostring(element))


def _in_namespace(element: Element) -> Element:
    for part in element.iter():
        if not part.tag.startswith("{"):
            part.tag = f"{{{SVG}}}{part.tag}"
    return element
