"""Every recipe of a relief, by the name that a surface carries."""

from collections.abc import Callable, Mapping

from catalog.looks.grains.cloth import cord, jacquard, knit, plain_weave, satin, twill
from catalog.looks.grains.embossed import croc, saffiano
from catalog.looks.grains.hide import ostrich, pebbled, smooth
from catalog.looks.grains.metals import blasted, brushed, hammered, polished
from catalog.looks.grains.nap import suede
from catalog.looks.grains.plain import flat
from catalog.looks.grains.plaited import woven
from catalog.looks.grains.relief import Relief
from catalog.looks.look import Surface
from catalog.looks.tile import Tile

GRAINS: Mapping[str, Callable[[Tile, Surface], Relief]] = {
    "pebbled": pebbled,
    "smooth": smooth,
    "saffiano": saffiano,
    "croc": croc,
    "ostrich": ostrich,
    "woven": woven,
    "suede": suede,
    "flat": flat,
    "polished": polished,
    "brushed": brushed,
    "hammered": hammered,
    "blasted": blasted,
    "plain": plain_weave,
    "twill": twill,
    "satin": satin,
    "jacquard": jacquard,
    "knit": knit,
    "cord": cord,
}

__all__ = ["GRAINS", "Relief"]
