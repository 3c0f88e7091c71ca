"""The look of a record that somebody is typing: maps small enough to be made between two strokes of a slider."""

import base64
from typing import Any

from catalog.feeds.rows import MaterialRow
from catalog.looks.derive import look_of
from catalog.looks.maps import DRAFT_SIZE, as_webp, bake


def draft_look(row: MaterialRow, *, size: int = DRAFT_SIZE) -> dict[str, Any]:
    """This will derive the look of a record as look.json has it, its maps of `size` px as data addresses."""
    look = look_of(row)
    files = as_webp(bake(look.surface, size=size))
    maps = {name: f"data:image/webp;base64,{base64.b64encode(file).decode()}" for name, file in files.items()}
    return look.as_json(maps=maps)
