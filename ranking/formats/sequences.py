"""One line a shopper, products in order, without dates: Protocol C, leave one out.

A folder holds one text file with lines of whole numbers above 0, `shopper product product ...`, oldest first, and
may hold NAME_item2attributes.json beside NAME.txt: {"product": [attribute, ...]}.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ranking.dataset import DAY, Catalogue, TrainingData, no_impressions
from ranking.evaluation import Pairs
from ranking.formats.plain import plain_catalogue, plain_interactions
from ranking.formats.split import FeedError, Split

NOW = 20_000 * DAY  # there are no dates: everybody's last product lies on this day, one product a day before it
Sequences = Sequence[NDArray[np.int64]]


def read(folder: Path) -> Split:
    """This will hold out everybody's last product; the one before it is for choosing shares of channels."""
    path = text_file(folder)
    sequences = list(read_lines(path))
    if not sequences:
        raise FeedError(f"{path} is empty. Write one line a shopper: number, then products in order.")
    count = max(int(line.max()) for line in sequences) + 1
    catalogue = plain_catalogue(count, tokens=read_attributes(path, count=count))
    train, test = leave_last_out(sequences, catalogue)
    return Split(
        train=train,
        test=test,
        protocol="C: leave one out, every product ranked but the shopper's own",
        cases=("new",),
        ks=(10, 20, 50, 100),
        held_back=leave_last_out([line[:-1] for line in sequences], catalogue),
    )


def leave_last_out(sequences: Sequences, catalogue: Catalogue) -> tuple[TrainingData, Pairs]:
    """This will split off the last product of everybody who has two; who has one only counts as not found."""
    long = [line for line in sequences if len(line)]
    lengths = np.array([len(line) - 1 for line in long], dtype=np.int64)
    who = np.repeat(np.arange(len(long), dtype=np.int64), lengths)
    steps_back = np.repeat(np.cumsum(lengths), lengths) - np.arange(lengths.sum()) - 1
    products = np.concatenate([line[:-1] for line in long]) if long else np.zeros(0, dtype=np.int64)
    events = plain_interactions(who, products, NOW - DAY * steps_back.astype(np.float64))
    last = np.array([line[-1] for line in long], dtype=np.int32)
    train = TrainingData(catalogue, events, no_impressions(), now=NOW)
    return train, Pairs(customer=np.arange(len(long), dtype=np.int64), product=last)


def text_file(folder: Path) -> Path:
    """This will find the one text file of a folder that is no README, or say what is wrong."""
    if folder.is_file():
        return folder
    found = sorted(path for path in folder.glob("*.txt") if not path.name.lower().startswith("readme"))
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "no .txt file"
        raise FeedError(f"{folder} holds {names}. Name a folder with exactly one, or the file itself.")
    return found[0]


def read_lines(path: Path) -> Iterator[NDArray[np.int64]]:
    """This will yield each shopper's products, numbered from 0. Raises FeedError naming file and line."""
    seen: set[int] = set()
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            words = line.split()
            if not words:
                continue
            values = _whole_numbers(words, where=f"{path}, line {number}")
            if values[0] in seen:
                raise FeedError(f"{path}, line {number}: shopper {values[0]} has a line already. Join the two.")
            seen.add(values[0])
            yield np.array(values[1:], dtype=np.int64) - 1


def _whole_numbers(words: Sequence[str], *, where: str) -> list[int]:
    wrong = next((word for word in words if not (word.isascii() and word.isdigit() and 0 < int(word) < 2**31)), None)
    if wrong is not None:
        raise FeedError(f"{where}: {wrong[:40]!r} is no whole number above 0. Number shoppers and products from 1.")
    if len(words) < 2:
        raise FeedError(f"{where}: shopper {words[0]} has no product. Leave the line out.")
    return [int(word) for word in words]


def read_attributes(path: Path, *, count: int) -> dict[int, list[str]]:
    """This will read the attributes beside a text file, if they are there, as tokens by product."""
    beside = path.with_name(f"{path.stem}_item2attributes.json")
    if not beside.is_file():
        return {}
    try:
        table = json.loads(beside.read_text(encoding="utf-8"))
        named = {int(product) - 1: [str(value) for value in values] for product, values in table.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise FeedError(f'{beside}: {error}. Write {{"product number": [attribute, ...]}}.') from error
    return {product: values for product, values in named.items() if 0 <= product < count}
