"""From the record of a material in trade units to its look. Python alone derives; a browser is told the result."""

from collections.abc import Callable, Mapping

from catalog.feeds.rows import MaterialRow
from catalog.looks.jewels import enamel_look, gem_look, pearl_look
from catalog.looks.leather import leather_look
from catalog.looks.look import Look
from catalog.looks.metal import metal_look
from catalog.looks.plain import other_look
from catalog.looks.textile import textile_look

LOOKS: Mapping[str, Callable[[MaterialRow], Look]] = {
    "leather": leather_look,
    "metal": metal_look,
    "pearl": pearl_look,
    "enamel": enamel_look,
    "textile": textile_look,
    "gem": gem_look,
    "other": other_look,
}


def look_of(row: MaterialRow) -> Look:
    """This will derive how a material looks. A spec that is missing is taken as the usual one of its family."""
    return LOOKS.get(row.family, other_look)(row)
