"""Ratios are taken round by round, and a machine that moved is not judged."""

import statistics
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from woorec.speed.history import append, last_like, moved
from woorec.speed.reports import Report, entry_of, keep
from woorec.speed.requests import Result, Setting
from woorec.speed.rounds import Rounds, measure

MACHINE = {
    "processor": "Abacus 3",
    "cores": 2,
    "memory_gib": 4.0,
    "kernel": "Linux 6",
    "python": "3.11",
    "postgresql": "15, fsync on",
    "load_average": 0.1,
    "libraries": {"Django": "5.2"},
}
SETTING = Setting(
    products=5000,
    customers=20_000,
    placement="home-10",
    candidates=640,
    published=10,
    in_scope=10,
    served_by="trained, ranked by esmm",
    rounds=3,
    requests=2,
    workers=1,
)
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
# The machine is twice as slow in the last round, for everybody.
TIMES = {
    "floor": [[4.0, 4.0], [4.0, 4.0], [8.0, 8.0]],
    "pipeline": [[6.0, 6.0], [6.0, 6.0], [12.0, 12.0]],
    "API": [[8.0, 8.0], [10.0, 10.0], [16.0, 16.0]],
    "hello world in DRF": [[2.0, 2.0], [2.0, 2.0], [4.0, 4.0]],
}


def rounds(*, calibration: tuple[float, ...] = (1.0, 1.0, 1.1), times: dict | None = None) -> Rounds:
    return Rounds(times or TIMES, calibration)


def kept(folder: Path, *, measured: Rounds, at: datetime = AT) -> str:
    result = Result(SETTING, measured, {"implicit ALS + LightGBM": "no lightgbm"}, {"live_facts": 1.25})
    report = keep(folder, at=at, commit="abc1234", machine=MACHINE, result=result)
    return (folder / f"requests-{report.name}.md").read_text()


def test_a_slow_round_does_not_move_a_ratio() -> None:
    pipeline = rounds().ratio("pipeline", to="floor")
    assert (pipeline.low, pipeline.median, pipeline.high) == (1.5, 1.5, 1.5)
    assert rounds().ratio("API", to="floor").median == 2.0


def test_the_tail_is_that_of_all_requests() -> None:
    assert rounds().p50("floor") == 4.0
    assert rounds().p99("API") == 16.0


@pytest.mark.parametrize(
    ("calibration", "drift", "steady"), [((1.0, 1.0, 1.15), 0.15, True), ((1.0, 1.0, 0.8), 0.2, False)]
)
def test_a_machine_that_moved_by_more_than_fifteen_percent_is_not_judged(
    calibration: tuple[float, ...], drift: float, steady: bool
) -> None:
    measured = rounds(calibration=calibration)
    assert measured.drift == pytest.approx(drift)
    assert measured.is_steady is steady


def test_every_subject_takes_its_turn_first() -> None:
    order: list[str] = []
    subjects = {name: (lambda name=name: order.append(name)) for name in ("a", "b", "c")}
    measured = measure(subjects, rounds=3, requests=1, warm=0)
    assert order == ["a", "b", "c", "b", "c", "a", "c", "a", "b"]
    assert {name: len(times) for name, times in measured.times.items()} == {"a": 3, "b": 3, "c": 3}
    assert len(measured.calibration) == 3


def test_a_report_names_the_machine_the_shop_the_tail_and_what_was_left_out(tmp_path: Path) -> None:
    said = kept(tmp_path, measured=rounds())
    for words in (
        *("abc1234", "Abacus 3, 2 cores, 4.0 GiB, Linux 6", "Python 3.11", "Django 5.2", "fsync on"),
        *("5,000 products", "20,000 customers", "640 candidates", "10 published rules", "10 are in scope"),
        *("| API | 10.00 | 16.00 |", "| API / floor | 2.00 | 2.00 to 2.25 |", "| hello world in DRF / API | 0.25 |"),
        *("moved by 10 % at most", "| live facts | 1.25 |", "Left out: implicit ALS + LightGBM: no lightgbm."),
    ):
        assert words in said, words


def test_a_report_that_cannot_be_judged_says_so(tmp_path: Path) -> None:
    assert "no judgement" in kept(tmp_path, measured=rounds(calibration=(1.0, 1.0, 2.0)))


def test_a_plot_has_a_bar_for_every_subject(tmp_path: Path) -> None:
    kept(tmp_path, measured=rounds())
    (plot,) = tmp_path.glob("*.svg")
    drawing = ElementTree.fromstring(plot.read_text())
    words = [element.text for element in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert words[2::2] == list(TIMES)
    assert "10.00 / 16.00 ms" in words
    wide = [float(element.attrib["width"]) for element in drawing.iter("{http://www.w3.org/2000/svg}rect")]
    assert wide[0] < wide[1] < wide[2]
    assert statistics.fmean(wide) < 420


def test_the_next_run_tells_what_moved_by_more_than_its_noise(tmp_path: Path) -> None:
    assert "Moved" not in kept(tmp_path, measured=rounds())
    slower = {**TIMES, "API": [[12.0, 12.0], [13.0, 13.0], [25.0, 25.0]]}
    said = kept(tmp_path, measured=rounds(times=slower), at=AT.replace(hour=13))
    assert "Moved by more than its noise: API / floor: 2.00 -> 3.12 (+56 %)." in said
    assert "pipeline / floor: 1.50 ->" not in said
    assert len((tmp_path / "history.jsonl").read_text().splitlines()) == 2


def test_a_change_within_the_noise_is_not_told(tmp_path: Path) -> None:
    kept(tmp_path, measured=rounds())
    near = {**TIMES, "API": [[9.0, 9.0], [8.4, 8.4], [18.0, 18.0]]}
    assert "Moved" not in kept(tmp_path, measured=rounds(times=near), at=AT.replace(hour=13))


def test_a_run_is_compared_with_the_last_steady_one_of_its_setting_alone(tmp_path: Path) -> None:
    entry = entry_of_run()
    path = tmp_path / "history.jsonl"
    append(path, entry | {"at": "2026-03-01", "commit": "first"})
    append(path, entry | {"at": "2026-03-02", "commit": "shaken", "steady": False})
    append(path, entry | {"at": "2026-03-03", "commit": "larger", "setting": {"products": 50_000}})
    append(path, entry | {"at": "2026-03-04", "commit": "elsewhere", "machine": {"processor": "Abacus 4", "cores": 2}})
    with path.open("a") as file:
        file.write("half a li\n")
    found = last_like(path, entry)
    assert found is not None
    assert found["commit"] == "first"
    assert moved(found, entry | {"steady": False}) == []


def entry_of_run() -> dict:
    return entry_of(Report(AT, "abc1234", MACHINE, Result(SETTING, rounds(), {})))
