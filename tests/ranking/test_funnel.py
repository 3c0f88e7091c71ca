"""Impressions in parquet files, read for `evaluate ranking`."""

import json
from io import StringIO
from pathlib import Path

import numpy as np
import pyarrow
import pytest
from django.core.management import CommandError, call_command
from pyarrow import parquet

from ranking import funnel, ranking_measurement
from ranking.funnel import FunnelError
from ranking.rankers.network_training import NetworkConfig
from ranking.ranking_measurement import Setup

QUICK = NetworkConfig(dimension=2, hidden=(4,), batch=256, epochs=2)


def rows(count: int = 2_400, *, seed: int = 1) -> dict[str, np.ndarray]:
    """Return impressions of a shop whose shoppers click their own brand, and buy it when it is cheap."""
    random = np.random.default_rng(seed)
    brand, taste = random.integers(0, 3, count), random.integers(0, 3, count)
    price = random.uniform(10, 100, count)
    click = random.random(count) < np.where(brand == taste, 0.6, 0.1)
    split = np.array(["train", "valid", "test"])[np.repeat([0, 1, 2], [count // 2, count // 4, count - 3 * count // 4])]
    return {
        "split": split,
        "click": click.astype(np.int64),
        "conversion": (click & (random.random(count) < np.where(price < 40, 0.7, 0.1))).astype(np.int64),
        "basket_id": np.arange(count) // 6,
        "brand": np.array(["Aurel", "Brise", "Corail"])[brand],
        "taste": taste,
        "price": price,
        "ts": np.datetime64("2026-03-02T00:00:00") + 60 * np.arange(count),
        "week": np.ones(count, np.int64),
    }


def folder_with(tmp_path: Path, *tables: dict[str, np.ndarray]) -> Path:
    folder = tmp_path / "impressions"
    folder.mkdir()
    for number, table in enumerate(tables):
        parquet.write_table(pyarrow.table(table), folder / f"part-{number}.parquet")
    return folder


def read(tmp_path: Path, *tables: dict[str, np.ndarray]) -> funnel.Funnel:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return funnel.read(folder_with(tmp_path, *tables), scratch=scratch)


def test_words_are_categories_fractions_numbers_and_times_hours(tmp_path: Path) -> None:
    data = read(tmp_path, rows())
    assert data.fields == ("brand", "taste", "ts hour", "ts weekday", "price bin")
    assert data.table.sides["example"].dense.shape == (2_400, 1)
    assert [len(data.rows(name)) for name in funnel.SPLITS] == [1_200, 600, 600]


def test_a_monday_is_the_first_day_and_midnight_the_first_hour(tmp_path: Path) -> None:
    ids = read(tmp_path, rows()).table.sides["example"].ids
    assert ids[0, 3] - ids[:, 3].min() == 0
    assert ids[0, 2] == ids[:, 2].min()


def test_a_word_unseen_in_training_is_unknown_and_not_an_error(tmp_path: Path) -> None:
    table = rows()
    table["brand"] = table["brand"].astype("U12")
    table["brand"][-1] = "Nouveau"
    ids = read(tmp_path, table).table.sides["example"].ids
    assert ids[-1, 0] == 0
    assert (ids[:1_200, 0] > 0).all()


def test_several_files_are_one_data_set(tmp_path: Path) -> None:
    data = read(tmp_path, rows(seed=1), rows(seed=2))
    assert len(data.table) == 4_800


def test_a_purchase_without_a_click_does_not_count(tmp_path: Path) -> None:
    table = rows()
    table["click"][:], table["conversion"][:] = 0, 1
    assert not read(tmp_path, table).table.bought.any()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"click": None}, "lacks click"),
        ({"split": np.full(2_400, "holdout")}, "not 'holdout'"),
        ({"click": np.full(2_400, 3)}, "click must be 0 or 1"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, change: dict, words: str) -> None:
    table = {name: values for name, values in (rows() | change).items() if values is not None}
    with pytest.raises(FunnelError, match=words):
        read(tmp_path, table)


def test_files_with_different_columns_are_refused(tmp_path: Path) -> None:
    other = rows()
    del other["price"]
    with pytest.raises(FunnelError, match="other columns"):
        read(tmp_path, rows(), other)


def test_every_model_foretells_and_is_measured(tmp_path: Path) -> None:
    data = read(tmp_path, rows())
    found = ranking_measurement.evaluate(
        data, models=list(ranking_measurement.MODELS), seeds=2, setup=Setup(QUICK), told=lambda line: None
    )
    for model, figures in found.items():
        assert len(figures["runs"]) == (1 if model == "logistic" else 2)
        assert all(run["never_above_a_click"] for run in figures["runs"])
        assert 0.5 < figures["mean"]["ctr_auc"] < 1  # the taste is plain to see


def test_chances_are_judged_on_clicked_rows_where_a_click_comes_first(tmp_path: Path) -> None:
    data = read(tmp_path, rows())
    test = data.rows("test")
    clicked, bought = data.table.clicked[test], data.table.bought[test]
    knows = np.where(bought, 0.9, 0.1).astype(np.float32)
    misleads = np.where(clicked, knows, 1.0).astype(np.float32)  # unclicked rows have no say in what follows a click
    figures = ranking_measurement.figures(data, (clicked * np.float32(0.98) + np.float32(0.01), misleads))
    assert figures["cvr_auc"] == 1.0
    assert figures["ctr_auc"] == 1.0


def test_the_top_of_the_test_lists_is_judged_where_the_product_is_named(tmp_path: Path) -> None:
    """Lists of six show the same six products; who puts one of them first everywhere shows four of six at the top."""
    products = {"product_id": np.tile(np.array(["a", "b", "c", "d", "e", "f"]), 400)}
    data = read(tmp_path, rows() | products)
    clicked = data.table.clicked[data.rows("test")]
    knows, always = clicked.astype(np.float32), np.tile(np.arange(6, 0, -1), 100).astype(np.float32) / 10
    found = ranking_measurement.figures(data, (always, always))
    assert found["ctr_coverage@4"] == pytest.approx(4 / 6)
    assert ranking_measurement.figures(data, (knows, knows))["ctr_recall@4"] > found["ctr_recall@4"]
    assert found["ctr_recall@10"] is None


def test_without_a_product_there_is_no_coverage(tmp_path: Path) -> None:
    half = np.full(600, 0.5, np.float32)
    assert ranking_measurement.figures(read(tmp_path, rows()), (half, half))["ctr_coverage@4"] is None


def test_without_a_purchase_nothing_is_made_up(tmp_path: Path) -> None:
    table = rows()
    table["conversion"][:] = 0
    data = read(tmp_path, table)
    half = np.full(600, 0.5, np.float32)
    figures = ranking_measurement.figures(data, (half, half))
    assert figures["cvr_auc"] is None
    assert figures["ctcvr_calibration"] is None


def test_the_command_prints_figures_that_can_be_read_again(tmp_path: Path) -> None:
    config = tmp_path / "quick.json"
    config.write_text(json.dumps({"dimension": 2, "hidden": [4], "epochs": 1}))
    out = StringIO()
    folder = folder_with(tmp_path, rows())
    asked = ["--format", "funnel", "--models", "logistic", "esmm", "--seeds", "1", "--config", config, "--json"]
    call_command("evaluate", "ranking", *map(str, [folder, *asked]), stdout=out, stderr=StringIO())
    assert set(json.loads(out.getvalue())) == {"logistic", "esmm"}


def test_the_command_prints_a_table_of_chances_and_one_of_lists(tmp_path: Path) -> None:
    out = StringIO()
    asked = ["--format", "funnel", "--models", "logistic"]
    call_command("evaluate", "ranking", str(folder_with(tmp_path, rows())), *asked, stdout=out, stderr=StringIO())
    chances, lists = out.getvalue().split("\n\n")
    assert ["ctcvr log loss" in table for table in (chances, lists)] == [True, False]
    assert ["ctr recall@4" in table for table in (chances, lists)] == [False, True]
    assert lists.splitlines()[1].startswith("logistic")
    assert "not computable" in lists  # the rows do not say which product they show


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "completejourney"], "invalid choice"),
        (["--format", "funnel", "--models", "oracle"], "no model oracle"),
        (["--format", "funnel"], "holds no parquet file"),
        (["--format", "funnel", "--seeds", "0"], "at least one seed"),
    ],
)
def test_a_wrong_call_says_what_to_do(tmp_path: Path, options: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("evaluate", "ranking", str(tmp_path), *options, stdout=StringIO(), stderr=StringIO())
