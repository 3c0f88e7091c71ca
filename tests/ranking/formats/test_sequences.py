import json
from pathlib import Path

import numpy as np
import pytest

from ranking.evaluation import collect_cases, figures_of
from ranking.formats import FORMATS, read_split
from ranking.formats.split import FeedError
from ranking.recall.base import Recalled, best

LINES = "1 1 2 3 4\n2 2 3 1\n3 5 1\n\n4 4\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Bags.txt").write_text(LINES)
    (tmp_path / "README.txt").write_text("Four shoppers of a made-up shop.")
    (tmp_path / "Bags_item2attributes.json").write_text(json.dumps({"1": [7, 8], "5": [8], "99": [1]}))
    return tmp_path


def test_the_last_product_of_everybody_is_held_out(folder: Path) -> None:
    split = read_split("sequences", folder)
    assert dict(zip(split.test.customer.tolist(), split.test.product.tolist(), strict=True)) == {0: 3, 1: 0, 2: 0, 3: 3}
    events = split.train.interactions
    assert [events.product[events.customer == who].tolist() for who in range(4)] == [[0, 1, 2], [1, 2], [4], []]
    assert (np.diff(events.at) >= 0).all()


def test_shares_are_chosen_on_the_product_before_the_last(folder: Path) -> None:
    held_back = read_split("sequences", folder).held_back
    assert held_back is not None
    earlier, pairs = held_back
    assert pairs.product.tolist() == [2, 2, 4]
    assert len(earlier.interactions) == 3


def test_attributes_become_tokens_and_unknown_products_are_left_out(folder: Path) -> None:
    catalogue = read_split("sequences", folder).train.catalogue
    assert (len(catalogue), catalogue.token_names) == (5, ("7", "8"))
    assert np.diff(catalogue.tokens.indptr).tolist() == [2, 0, 0, 0, 1]


def test_without_attributes_the_sequences_stand_alone(folder: Path) -> None:
    (folder / "Bags_item2attributes.json").unlink()
    assert read_split("sequences", folder).train.catalogue.token_names == ()


def test_whoever_has_one_product_counts_as_not_found(folder: Path) -> None:
    class Everything:
        name = "everything"

        def recall(self, shopper, *, allowed, k: int) -> Recalled:
            scores = np.arange(5, 0, -1).astype(np.float32)
            return best(scores, allowed=allowed, excluded=np.zeros(0, dtype=np.int32), k=k)

    split = read_split("sequences", folder)
    cases = collect_cases(split.train, split.test, channels={"it": Everything()}, depth=10, wanted=split.cases)
    groups = split.train.catalogue.item_groups
    figures = figures_of(cases, split.test, split.train, ks=(5,), quotas={"it": 1}, item_groups=groups)
    assert figures["channels"]["it"]["new"]["recall@5"] == 0.75


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 2 3\n2 x 3\n", "line 2: 'x' is no whole number above 0"),
        ("1 2 0\n", "line 1: '0' is no whole number above 0"),
        ("1 2\n2\n", "line 2: shopper 2 has no product"),
        ("1 2\n1 3\n", "line 2: shopper 1 has a line already"),
        ("", "is empty"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "Bags.txt").write_text(text)
    with pytest.raises(FeedError, match=message):
        read_split("sequences", tmp_path)


def test_two_text_files_are_one_too_many(folder: Path) -> None:
    (folder / "Shoes.txt").write_text("1 2 3\n")
    with pytest.raises(FeedError, match=r"holds Bags.txt, Shoes.txt. Name a folder with exactly one"):
        read_split("sequences", folder)


def test_attributes_of_the_wrong_shape_are_refused(folder: Path) -> None:
    (folder / "Bags_item2attributes.json").write_text('{"one": [1]}')
    with pytest.raises(FeedError, match=r"Bags_item2attributes.json: .*Write"):
        read_split("sequences", folder)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"completejourney"}))
def test_a_folder_is_asked_for(name: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="needs a folder"):
        read_split(name, None)
    with pytest.raises(FeedError, match="does not exist"):
        read_split(name, tmp_path / "nowhere")
