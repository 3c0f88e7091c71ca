"""In what share of lists the rules cannot all hold, in words and as a table of every tier in every region."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Count = Mapping[str, object]
NameOf = Callable[[str, str], str]  # kind and code to a name


@dataclass(frozen=True, slots=True)
class Cell:
    """One tier in one region; without a list there is nothing to say."""

    percent: str
    lists: int
    fails: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """Tiers down, regions across. `rows` pairs the name of a tier with its cells."""

    regions: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def grid_of(cells: Sequence[Count], *, name_of: NameOf) -> Grid | None:
    """This will lay the cells of a report out, or return None when they say no more than one row or column would."""
    found = {(str(cell["tier"]), str(cell["region"])): cell for cell in cells if cell["tier"] and cell["region"]}
    tiers, regions = (tuple(dict.fromkeys(sorted(key[side] for key in found))) for side in (0, 1))
    if len(tiers) < 2 or len(regions) < 2:
        return None
    rows = tuple((name_of("tier", tier), tuple(_cell(found.get((tier, place))) for place in regions)) for tier in tiers)
    return Grid(tuple(name_of("region", region) for region in regions), rows)


def say_part(part: int, whole: int) -> str:
    """This will write a share in percent so that a little is never nothing and not all is never all."""
    if not whole or part in (0, whole):
        return "100 %" if whole and part else "0 %"
    percent = 100 * part / whole
    return "under 1 %" if percent < 1 else "over 99 %" if percent > 99 else f"{percent:.0f} %"


def _cell(count: Count | None) -> Cell:
    if count is None:
        return Cell("–", 0, fails=False)
    lists, failing = int(str(count["lists"])), int(str(count["failing"]))
    return Cell(say_part(failing, lists), lists, fails=failing > 0)
