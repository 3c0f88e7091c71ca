"""Say which categories hold alternatives to each other: kinds of one thing, as totes and hobos are kinds of bag."""

from collections import Counter, defaultdict

import numpy as np

from ranking.dataset import Catalogue
from ranking.recall.attributes import DEEPEST
from ranking.recall.base import Floats, Rows

ALTERNATIVE = 0.1  # what is left of a link between two kinds of one thing, as long as no basket says otherwise
DEPARTMENT = 0.5  # share of its children whose names stand under a parent of another name as well


def alternative_links(catalogue: Catalogue) -> Floats:
    """Return [C + 1, C + 1]: 0.1 for two kinds of one thing, 1 for others; the last stands for no category.

    Kinds of one thing are the children of one parent, and the parent itself. Parents that only sort the shop do not
    count: those above the level on which the tree divides, and departments, as Women and Men with Bags under both.
    """
    things = _things(catalogue)
    table = np.ones((len(things) + 1, len(things) + 1), dtype=np.float32)
    table[:-1, :-1][things[:, None] == things[None, :]] = ALTERNATIVE
    return table


def _things(catalogue: Catalogue) -> Rows:
    """Return for each category what it is a kind of: its parent, or itself where its parent only sorts the shop."""
    parents = catalogue.category_parents
    sorting = _trunk(parents) | _departments(parents, catalogue.category_names) | {-1}
    own = range(len(parents))
    return np.array([each if parents[each] in sorting else parents[each] for each in own], dtype=np.int32)


def _trunk(parents: Rows) -> set[int]:
    paths = paths_of(parents)
    return {category for path in paths for category in path[: dividing_level(paths)]}


def _departments(parents: Rows, names: tuple[str, ...] | None) -> set[int]:
    if names is None:
        return set()
    above = [names[parent] if parent >= 0 else "" for parent in parents]
    elsewhere = defaultdict(set)
    for name, parent_name in zip(names, above, strict=True):
        elsewhere[name].add(parent_name)
    children = Counter(parents.tolist())
    shared = Counter(
        parent for parent, name in zip(parents.tolist(), names, strict=True) if name and len(elsewhere[name]) > 1
    )
    return {parent for parent, count in shared.items() if count >= DEPARTMENT * children[parent]}


def branches_of(parents: Rows) -> Rows:
    """Return each category's ancestor on the highest level on which the tree divides."""
    paths = paths_of(parents)
    level = dividing_level(paths)
    return np.array([path[min(level, len(path) - 1)] for path in paths], dtype=np.int32)


def dividing_level(paths: list[list[int]]) -> int:
    """Return the highest level on which there is more than one category."""
    level = 0
    while len({path[level] for path in paths if len(path) > level}) == 1:
        level += 1
    return level


def paths_of(parents: Rows) -> list[list[int]]:
    """Return for each category those from the root down to it; a loop in the tree ends it."""
    return [_path(category, parents) for category in range(len(parents))]


def _path(category: int, parents: Rows) -> list[int]:
    path = [category]
    while parents[path[-1]] >= 0 and len(path) < DEEPEST:
        path.append(int(parents[path[-1]]))
    return path[::-1]
