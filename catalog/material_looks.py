"""Which look the published materials of a store have, and the files that show it."""

import logging
import math
import time
from collections.abc import Callable

from catalog.feeds.rows import MaterialRow
from catalog.looks import library
from catalog.looks.derive import look_of
from catalog.looks.look import Look
from catalog.models import Material, Store
from catalog.queries import material_row, published_materials
from catalog.services import touch_catalogue

log = logging.getLogger(__name__)
Progress = Callable[[str, int, int], None]


def look_by_digest(digest: str) -> Look | None:
    """This will derive the look that a material has under a digest; None where recipes have changed since."""
    material = Material.objects.filter(look_digest=digest).first()
    if material is None:
        return None
    look = look_of(material_row(material))
    return look if look.digest == digest else None


def settle_digests(store: Store) -> dict[str, Look]:
    """This will give each published material the digest of its look by today's recipes, and return digest -> look."""
    rows = published_materials(store)
    looks = {code: look for code, row in rows.items() if (look := _look(row)) is not None}
    published = Material.objects.filter(store=store, state=Material.State.PUBLISHED)
    stale = [each for each in published if each.code in looks and each.look_digest != looks[each.code].digest]
    for material in stale:
        material.look_digest = looks[material.code].digest
    if stale:
        Material.objects.bulk_update(stale, ["look_digest"])
        touch_catalogue(store)
    return {look.digest: look for look in looks.values()}


def _look(row: MaterialRow) -> Look | None:
    """One record that says nonsense keeps its own material from being shown, and no other."""
    try:
        return look_of(row)
    except ValueError:
        log.exception("The look of the material %s cannot be derived", row.code)
        return None


def bake_looks(
    store: Store, *, force: bool = False, seconds: float = math.inf, progress: Progress | None = None
) -> tuple[int, int]:
    """This will make the files of a store's looks that are missing, or all of them, for so many seconds.

    Returns how many looks it worked on and how many are left. What is made twice is made the same. Posters stay: they
    come from browsers.
    """
    looks = sorted(settle_digests(store).values(), key=lambda look: (repr(look.surface), look.digest))
    wanted = looks if force else [look for look in looks if library.missing(look)]
    end = time.monotonic() + seconds
    for done, look in enumerate(wanted):
        if time.monotonic() > end:
            return done, len(wanted) - done
        if progress:
            progress("looks", done, len(wanted))
        library.keep(look, force=force)
    return len(wanted), 0


def bake_for_a_while(store_id: int, *, seconds: float) -> bool:
    """This will make what a store's looks lack, and say whether something is left to make."""
    store = Store.objects.filter(pk=store_id).first()
    return store is not None and bake_looks(store, seconds=seconds)[1] > 0
