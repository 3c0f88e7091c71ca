"""The look of a record that somebody is typing: maps small enough to be made between two strokes of a slider."""

import base64
from dataclasses import asdict, replace
from typing import Any

from catalog.feeds.rows import MaterialRow
from catalog.looks.derive import look_of
from catalog.looks.look import Look
from catalog.looks.maps import DRAFT_SIZE, as_webp, bake

MOST_GLOSS = 100  # gloss units


def draft_look(row: MaterialRow, *, size: int = DRAFT_SIZE) -> dict[str, Any]:
    """This will derive the look of a record as look.json has it, its maps of `size` px as data addresses.

    `at_once` is what a browser may show before its next question is answered. `colour` says whether the picture
    follows the record's colour; it does not where a metal's own is measured. `gloss` has, for each unit from 0 to 100,
    by how much the roughness of these maps is multiplied, and the clear coat.
    """
    look = look_of(row)
    files = as_webp(bake(look.surface, size=size))
    maps = {name: f"data:image/webp;base64,{base64.b64encode(file).decode()}" for name, file in files.items()}
    return {**look.as_json(maps=maps), "at_once": {"colour": _follows_colour(row, look), "gloss": _glosses(row, look)}}


def _follows_colour(row: MaterialRow, look: Look) -> bool:
    return look_of(replace(row, colour_hex=_neighbour(row.colour_hex))).colour != look.colour


def _neighbour(colour_hex: str) -> str:
    """The same colour but for one step of its green."""
    green = int(colour_hex[3:5], 16)
    return f"{colour_hex[:3]}{green - 1 if green else 1:02x}{colour_hex[5:]}"


def _glosses(row: MaterialRow, look: Look) -> list[dict[str, Any]]:
    looks = [look_of(replace(row, gloss_gu60=float(gloss))) for gloss in range(MOST_GLOSS + 1)]
    rougher = [round(each.surface.roughness / look.surface.roughness, 4) for each in looks]
    coats = [each.clearcoat and asdict(each.clearcoat) for each in looks]
    return [{"roughness": rough, "clearcoat": coat} for rough, coat in zip(rougher, coats, strict=True)]
