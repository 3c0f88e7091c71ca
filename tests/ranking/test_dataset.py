import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from ranking.dataset import DatasetError, Interactions, TrainingData, identities, no_impressions, subset
from tests.ranking.leather_shop import catalogue, with_events


def test_what_is_saved_comes_back_unchanged(data: TrainingData, tmp_path: Path) -> None:
    data.save(tmp_path / "data")
    loaded = TrainingData.load(tmp_path / "data")
    assert loaded.now == data.now
    assert loaded.catalogue.category_codes == data.catalogue.category_codes
    assert np.array_equal(loaded.catalogue.tokens.indices, data.catalogue.tokens.indices)
    for column in fields(Interactions):
        before, after = (getattr(source.interactions, column.name) for source in (data, loaded))
        assert np.array_equal(before, after)
        assert before.dtype == after.dtype


def test_a_shop_without_impressions_keeps_the_right_types() -> None:
    assert no_impressions().clicked.dtype == bool
    assert no_impressions().position.dtype == np.int16


def test_a_folder_of_another_format_is_refused(data: TrainingData, tmp_path: Path) -> None:
    data.save(tmp_path)
    (tmp_path / "data.json").write_text(json.dumps({"format": "something else"}))
    with pytest.raises(DatasetError, match="format"):
        TrainingData.load(tmp_path)


def test_an_archive_with_pickled_objects_is_refused(data: TrainingData, tmp_path: Path) -> None:
    data.save(tmp_path)
    np.savez(tmp_path / "interactions.npz", customer=np.array([{"evil": 1}], dtype=object))
    with pytest.raises(DatasetError, match="interactions"):
        TrainingData.load(tmp_path)


def test_a_damaged_archive_is_refused(data: TrainingData, tmp_path: Path) -> None:
    data.save(tmp_path)
    (tmp_path / "catalogue.npz").write_bytes((tmp_path / "catalogue.npz").read_bytes()[:100])
    with pytest.raises(DatasetError, match="catalogue"):
        TrainingData.load(tmp_path)


def test_a_missing_column_is_named(data: TrainingData, tmp_path: Path) -> None:
    data.save(tmp_path)
    np.savez(tmp_path / "interactions.npz", customer=data.interactions.customer)
    with pytest.raises(DatasetError, match="session"):
        TrainingData.load(tmp_path)


@pytest.mark.parametrize(
    ("column", "change", "complaint"),
    [
        ("at", lambda values: values[::-1].copy(), "sorted by time"),
        ("product", lambda values: values + 12, "product"),
        ("product", lambda values: values - 12, "product"),
        ("kind", lambda values: values + 6, "kind"),
        ("session", lambda values: values[1:], "same length"),
        ("at", lambda values: values * np.nan, "finite"),
    ],
)
def test_events_that_cannot_be_are_refused(data: TrainingData, column: str, change, complaint: str) -> None:
    changed = change(getattr(data.interactions, column))
    with pytest.raises(DatasetError, match=complaint):
        with_events(data, **{column: changed})


@pytest.mark.parametrize(
    ("column", "values", "complaint"),
    [
        ("product_ids", np.arange(12)[::-1], "ascend"),
        ("prices", np.zeros(3, np.float32), "prices"),
        ("categories", np.full(12, 99, np.int32), "categories"),
        ("materials", np.zeros(12, np.float32), "materials"),
    ],
)
def test_a_catalogue_that_does_not_fit_together_is_refused(column: str, values: np.ndarray, complaint: str) -> None:
    with pytest.raises(DatasetError, match=complaint):
        replace(catalogue(), **{column: values})


def test_visitors_of_two_sessions_are_two_people_and_never_a_customer() -> None:
    people = identities(np.array([0, -1, -1, 5]), np.array([9, 0, 1, 0]))
    assert len(set(people.tolist())) == 4
    assert people[0] == 0


def test_a_subset_cuts_every_column(data: TrainingData) -> None:
    first = subset(data.interactions, np.arange(3))
    assert {len(getattr(first, column.name)) for column in fields(Interactions)} == {3}


def test_what_the_shop_puts_beside_a_product_is_saved_with_the_catalogue(data: TrainingData, tmp_path: Path) -> None:
    pairs = np.array([[0, 5], [5, 3]], dtype=np.int32)
    replace(data, catalogue=replace(data.catalogue, cross_sells=pairs)).save(tmp_path / "data")
    assert np.array_equal(TrainingData.load(tmp_path / "data").catalogue.cross_sells, pairs)


@pytest.mark.parametrize("pairs", [[[0, 12]], [[-1, 3]], [[0, 1, 2]]])
def test_a_link_to_a_product_that_is_nowhere_is_refused(pairs: list[list[int]]) -> None:
    with pytest.raises(DatasetError, match="cross_sells"):
        replace(catalogue(), cross_sells=np.array(pairs, dtype=np.int32))
