"""A pace is what was answered, and who asks at a pace waits from the moment at which a list was to be asked for."""

from dataclasses import dataclass

import pytest

from woorec import overload_bench
from woorec.overload_bench import Asked, pace_of, run
from woorec.speed.json_calls import Answer, JsonClient


@dataclass
class Second:
    """A clock that moves when somebody sleeps, and by a second for each list."""

    now: float = 50.0

    def perf_counter(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def answer(self, *_asked: object) -> Answer:
        self.now += 1.0
        return Answer(200, {})


@pytest.fixture(autouse=True)
def second(monkeypatch: pytest.MonkeyPatch) -> Second:
    clock = Second()
    monkeypatch.setattr(overload_bench, "time", clock)
    monkeypatch.setattr(JsonClient, "call", clock.answer)
    return clock


def test_a_client_without_a_pace_asks_as_soon_as_it_was_answered() -> None:
    assert run(0, "", clients=1, due=None, seconds=3) == [Asked(200, 1000.0)] * 3


def test_at_a_pace_waiting_counts_also_where_there_are_as_many_clients_as_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(overload_bench, "THREADS", 1)
    asked = run(0, "", clients=1, due=lambda turn: turn / 2, seconds=3)
    assert [each.ms for each in asked] == [1000.0, 1500.0, 2000.0]


def test_what_was_turned_away_or_lost_is_no_pace() -> None:
    asked = [Asked(200, 20.0)] * 30 + [Asked(503, 1.0)] * 900 + [Asked(0, 1.0)] * 70
    assert pace_of(asked, seconds=10) == 3.0


def test_without_an_answer_there_is_no_pace_to_multiply() -> None:
    with pytest.raises(RuntimeError, match="None of 2 lists was answered"):
        pace_of([Asked(503, 1.0), Asked(0, 1.0)], seconds=10)
