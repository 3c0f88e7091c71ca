"""What docs/models.md says of the benchmark of many examples is what it does."""

from pathlib import Path

import pytest

from ranking import funnel
from tests.benchmarks import many_examples

WORDS = {2: "two", 7: "seven"}


def test_it_trains_all_three_rankers_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def run(folder: Path, *, models: list[str]) -> dict:
        asked.extend(models)
        runs = {name: {"runs": [{"examples_per_second": None if name == "logistic" else 5_000.0}]} for name in models}
        return {"RssAnon": 1, "RssFile": 2, "seconds": 3, "results": runs}

    monkeypatch.setattr(many_examples, "run", run)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("sys.argv", ["many_examples", str(tmp_path), "0.001"])
    many_examples.main()
    assert asked == ["logistic", "deepfm", "esmm"]
    assert capsys.readouterr().out.splitlines()[-1].endswith("3 deepfm 5,000 esmm 5,000")


def test_the_docs_count_its_columns_as_they_are_read(tmp_path: Path) -> None:
    many_examples.write(tmp_path, count=200)
    columns = funnel._columns(sorted(tmp_path.glob("*.parquet")))
    said = f"{WORDS[len(columns.categories)]} categories and {WORDS[len(columns.numbers)]} numbers"
    assert said in Path("docs/models.md").read_text(encoding="utf-8")
    assert len(columns.fields) == len(columns.categories) + len(columns.numbers)
