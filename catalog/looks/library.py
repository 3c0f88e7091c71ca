"""The files of looks, below WOOREC_HOME/looks: a folder a digest. What is derived never changes, posters may."""

import fcntl
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from catalog.looks.chips import chip
from catalog.looks.look import MAPS, Look, Surface
from catalog.looks.maps import Maps, as_webp, bake, webp
from catalog.looks.shapes import SHAPES
from catalog.looks.swatch import swatch

LOOK, CHIP, SWATCH = "look.json", "chip.webp", "swatch.glb"
STAND_IN = "stand-in.webp"  # shown until somebody has taken the poster; never asked for by its name
DERIVED = (LOOK, *MAPS.values(), CHIP, SWATCH)
POSTERS = tuple(f"poster-{shape}.webp" for shape in SHAPES)
FILES = frozenset({*DERIVED, *POSTERS})
DIGEST = re.compile(r"[0-9a-f]{32}")
CHIP_QUALITY = 86
STAND_IN_SIZE, STAND_IN_MM = 320, 30.0


def folder(digest: str) -> Path:
    """This will name the folder of a look's files. Raises ValueError when that is no digest."""
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is not the digest of a look.")
    return Path(settings.HOME) / "looks" / digest


def file_of(digest: str, name: str) -> Path | None:
    """This will find a file of a look that is there; a poster may also have come with the product."""
    path = folder(digest) / name
    if name not in FILES:
        return None
    if path.is_file():
        return path
    return _shipped(digest, name) if name in POSTERS else None


@lru_cache(maxsize=4096)
def _shipped(digest: str, name: str) -> Path | None:
    found = finders.find(f"woorec/posters/{digest}-{name.removeprefix('poster-')}")
    return Path(found) if found else None


def missing(look: Look) -> list[str]:
    """This will name the derived files of a look that are not there yet."""
    here = folder(look.digest)
    return [name for name in DERIVED if not (here / name).is_file()]


def keep(look: Look, *, force: bool = False) -> list[str]:
    """This will make all derived files of a look that are missing, or all of them, and name those that it made."""
    with _alone(look.digest):
        wanted = list(DERIVED) if force else missing(look)
        _write(look, wanted)
    return wanted


def keep_file(look: Look, name: str) -> Path:
    """This will make one derived file of a look, and those that come with it, where it is missing."""
    path = folder(look.digest) / name
    if not path.is_file():
        with _alone(look.digest):
            if not path.is_file():
                _write(look, MAPS.values() if name in MAPS.values() else [name])
    return path


def keep_poster(digest: str, shape: str, picture: bytes) -> Path:
    """This will keep the picture that a browser took of a look on a shape."""
    if shape not in SHAPES:
        raise ValueError(f"{shape!r} is not a shape.")
    return _replace(folder(digest) / f"poster-{shape}.webp", picture)


def _write(look: Look, names: Iterable[str]) -> None:
    made: dict[str, bytes] = {}
    for name in names:
        if name not in made:
            made |= _made(look, name)
        _replace(folder(look.digest) / name, made[name])


def _made(look: Look, name: str) -> dict[str, bytes]:
    """This will make a file, and whatever falls out of the same work."""
    if name == LOOK:
        return {LOOK: look_json(look)}
    if name == CHIP:
        return {CHIP: webp(chip(look, _maps(look.surface)), quality=CHIP_QUALITY)}
    if name == STAND_IN:
        drawn = chip(look, _maps(look.surface), size=STAND_IN_SIZE, shown_mm=STAND_IN_MM)
        return {STAND_IN: webp(drawn, quality=CHIP_QUALITY)}
    if name == SWATCH:
        return {SWATCH: swatch(look, _maps(look.surface))}
    return {MAPS[kind]: content for kind, content in _webp(look.surface).items()}


def look_json(look: Look) -> bytes:
    """This will write a look as browsers read it."""
    return json.dumps(look.as_json(), ensure_ascii=False, separators=(",", ":")).encode()


# A leather in four colours has one surface: who makes the files of many looks bakes it once.
@lru_cache(maxsize=2)
def _maps(surface: Surface) -> Maps:
    return bake(surface)


@lru_cache(maxsize=2)
def _webp(surface: Surface) -> dict[str, bytes]:
    return as_webp(_maps(surface))


def _replace(path: Path, content: bytes) -> Path:
    """This will put a whole file into place, so that nobody reads half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
    return path


@contextmanager
def _alone(digest: str) -> Iterator[None]:
    """Ten visitors who ask for the same new map at once wait for one baker."""
    here = folder(digest)
    here.mkdir(parents=True, exist_ok=True)
    with (here / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
