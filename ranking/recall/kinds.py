"""Say which categories hold alternatives to each other: kinds of one thing, as totes and hobos are kinds of bag."""

from collections import Counter, defaultdict

import numpy as np

from ranking.dataset import Catalogue
from ranking.recall.attributes import DEEPEST
from ranking.recall.base import Floats, Rows

ALTERNATIVE = 0.1  # what is left of a link between two kinds of one thing, as long as no basket says otherwise
DEPARTMENT = 0.5  # share of its children that stand elsewhere as well and are divided again, as Bags under Women
MOST_DEPARTMENTS = 3  # Rings, Earrings, Necklaces and Bracelets may each have Gold and Silver
MANY_CHILDREN = 5  # metals are fewer
ENOUGH_NAMES = 2


def alternative_links(catalogue: Catalogue) -> Floats:
    """Return [C + 1, C + 1]: 0.1 for two kinds of one thing, 1 for others; the last stands for no category.

    Kinds of one thing are all below one category, and the category itself. Those that only sort the shop do not count:
    all above the level on which the tree divides, and departments, as Women and Men with Bags under both.
    """
    things = _things(catalogue)
    table = np.ones((len(things) + 1, len(things) + 1), dtype=np.float32)
    table[:-1, :-1][things[:, None] == things[None, :]] = ALTERNATIVE
    return table


def _things(catalogue: Catalogue) -> Rows:
    """Return for each category what it is a kind of: the highest above it, or itself, that does not sort the shop."""
    paths, parents = paths_of(catalogue.category_parents), catalogue.category_parents
    departments = _departments(parents, catalogue.category_names)
    above = {each for path in paths if path[-1] in departments for each in path}
    sorting = _trunk(parents) | departments | above
    return np.array([_thing(path, sorting) for path in paths], dtype=np.int32)


def _thing(path: list[int], sorting: set[int]) -> int:
    """Return the first on the way down below everything that sorts; the category itself where it sorts as well."""
    return next((each for each in path if each not in sorting), path[-1])


def _trunk(parents: Rows) -> set[int]:
    paths = paths_of(parents)
    return {category for path in paths for category in path[: dividing_level(paths)]}


def _departments(parents: Rows, names: tuple[str, ...] | None) -> set[int]:
    """Return the parents whose children are things of their own.

    These stand under parents of another name as well and are divided again, wherever. Names alone tell little, as Gold
    and Sale may stand under Rings and under Earrings. Two are enough where a shop divides into few parts, each of many.
    """
    if names is None:
        return set()
    children, firsts = Counter(parents.tolist()), _firsts(parents)
    is_divided = {names[each] for each in children if each >= 0}
    shared = _shared(parents, names)
    found = set()
    for parent in shared:
        again, count = len(shared[parent] & is_divided), children[parent]
        is_first = parent in firsts and (again or count >= MANY_CHILDREN)
        if again >= min(ENOUGH_NAMES, DEPARTMENT * count) or (is_first and len(shared[parent]) >= ENOUGH_NAMES):
            found.add(parent)
    return found


def _shared(parents: Rows, names: tuple[str, ...]) -> dict[int, set[str]]:
    """Return for parents the names of their children that stand under a parent of another name, too."""
    above = [names[parent] if parent >= 0 else "" for parent in parents]
    elsewhere = defaultdict(set)
    for name, parent_name in zip(names, above, strict=True):
        elsewhere[name].add(parent_name)
    shared = defaultdict(set)
    for name, parent in zip(names, parents.tolist(), strict=True):
        if name and parent >= 0 and len(elsewhere[name]) > 1:
            shared[parent].add(name)
    return shared


def _firsts(parents: Rows) -> set[int]:
    """Return the parents on the level on which the tree divides, where they are few enough to be departments."""
    paths = paths_of(parents)
    level = dividing_level(paths)
    found = {path[level] for path in paths if len(path) > level + 1}
    return found if len(found) <= MOST_DEPARTMENTS else set()


def branches_of(parents: Rows) -> Rows:
    """Return each category's ancestor on the highest level on which the tree divides."""
    paths = paths_of(parents)
    level = dividing_level(paths)
    return np.array([path[min(level, len(path) - 1)] for path in paths], dtype=np.int32)


def dividing_level(paths: list[list[int]]) -> int:
    """Return the highest level on which there is more than one category, strays left out."""
    strays, level = _strays(paths), 0
    while len({path[level] for path in paths if len(path) > level and path[0] not in strays}) == 1:
        level += 1
    return level


def _strays(paths: list[list[int]]) -> set[int]:
    """Return roots of nothing beside a single tree, as "Uncategorized", if fewer than its parts that divide again."""
    trees, parts = {path[0] for path in paths if len(path) > 1}, {path[1] for path in paths if len(path) > 2}
    alone = {path[0] for path in paths} - trees
    return alone if len(trees) == 1 and len(alone) < len(parts) else set()


def paths_of(parents: Rows) -> list[list[int]]:
    """Return for each category those from the root down to it; a loop in the tree ends it."""
    return [_path(category, parents) for category in range(len(parents))]


def _path(category: int, parents: Rows) -> list[int]:
    path = [category]
    while parents[path[-1]] >= 0 and len(path) < DEEPEST:
        path.append(int(parents[path[-1]]))
    return path[::-1]
