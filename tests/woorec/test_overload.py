"""Who comes when too much is asked is told so at once; who is answered is answered quickly."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

from catalog.limits import KeyThrottle
from catalog.time_limit import TookTooLong
from woorec.deadline import Deadline
from woorec.overload import Gate, WaitingLine

LISTS, EVENTS = "/api/v1/recommendations", "/api/v1/events"
OTHERS = ("/healthz", "/readyz", "/studio/leather/", "/api/v1/stock", "/api/v1/avoidances", "/static/css/base.css")


@dataclass
class Door:
    """A gate with half a second for a list, and a line whose clock stands still unless somebody waits."""

    now: float = 1000.0
    let_in: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line = WaitingLine(clock=lambda: self.now)
        self.turned_away = 0
        self.gate = Gate(self._inside, line=self.line, budget=0.5, count=self._count)

    def _count(self) -> None:
        self.turned_away += 1

    def _inside(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.let_in.append(environ["PATH_INFO"])
        start_response("200 OK", [])
        return [b"inside"]

    def come(self, path: str, *, after: float) -> tuple[str, dict[str, str], bytes]:
        """This will wait in line and knock."""
        joined_at = self.line.joined()
        self.now += after
        self.line.left(joined_at)
        return self.knock(path)

    def knock(self, path: str) -> tuple[str, dict[str, str], bytes]:
        answer: list[Any] = []
        body = b"".join(self.gate({"PATH_INFO": path}, lambda *said: answer.extend(said)))
        return answer[0], dict(answer[1]), body

    def never_empty(self, seconds: float) -> None:
        """Somebody always waits from now on."""
        self.line.joined()
        self.now += seconds


def test_a_burst_is_answered_though_it_waits_for_nearly_half_of_its_time() -> None:
    door = Door()
    assert [door.come(LISTS, after=each)[0] for each in (0.0, 0.1, 0.24)] == ["200 OK"] * 3


def test_who_waited_too_long_is_told_when_to_come_back_and_nothing_is_read_for_them() -> None:
    door = Door()
    status, headers, body = door.come(LISTS, after=0.3)
    assert status == "503 Service Unavailable"
    assert headers["Retry-After"] == "1"
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Cache-Control"] == "private, no-store"
    assert orjson.loads(body)["type"] == "/api/v1/problems#overloaded"
    assert door.let_in == []
    assert door.turned_away == 1


def test_where_the_line_stands_only_who_hardly_waited_is_answered_and_a_burst_again_once_it_was_empty() -> None:
    door = Door()
    door.never_empty(0.3)
    assert door.come(LISTS, after=0.03)[0].startswith("503")
    assert door.come(LISTS, after=0.02)[0] == "200 OK"
    door.line.left(door.now)
    assert door.come(LISTS, after=0.2)[0] == "200 OK"


def test_a_burst_after_a_quiet_minute_is_a_burst() -> None:
    door = Door()
    door.now += 60
    joined = [door.line.joined() for _ in range(8)]
    door.now += 0.03
    door.line.left(joined[0])
    assert not door.line.stands(since=0.25)
    door.now += 0.3
    assert door.line.stands(since=0.25)  # the other seven still wait


def test_events_are_turned_away_only_after_seconds() -> None:
    door = Door()
    door.never_empty(60)
    assert door.come(EVENTS, after=2.4)[0] == "200 OK"
    status, headers, _ = door.come(EVENTS, after=2.6)
    assert (status, headers["Retry-After"]) == ("503 Service Unavailable", "5")


@pytest.mark.parametrize("path", OTHERS)
def test_health_checks_and_the_studio_are_never_turned_away(path: str) -> None:
    door = Door()
    door.never_empty(60)
    assert door.come(path, after=600)[0] == "200 OK"


def test_without_a_limit_or_a_line_everybody_is_let_in() -> None:
    door = Door()
    assert door.knock(LISTS)[0] == "200 OK"
    door.gate = Gate(door._inside, line=door.line, budget=0, count=door._count)
    assert door.come(LISTS, after=600)[0] == "200 OK"


def test_what_was_spent_in_line_is_no_longer_there_for_the_list() -> None:
    left = Deadline(0.5, spent=0.2, clock=lambda: 7.0).left(1.0)
    assert left == pytest.approx(0.3)


def test_a_list_that_the_database_does_not_answer_in_time_is_a_503_that_says_when_to_come_back(
    storefront: APIClient, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RECOMMENDATION_BUDGET_MS = 60_000

    def too_slow(*args: object, **named: object) -> None:
        raise TookTooLong("slow")

    monkeypatch.setattr("woorec.live.BOOKS.facts", too_slow)
    answer = storefront.post(LISTS, {"placement": "home"}, format="json")
    assert answer.status_code == 503
    assert answer.json()["type"] == "/api/v1/problems#unavailable"
    assert int(answer["Retry-After"]) > 0


def test_a_list_made_without_redis_says_so(storefront: APIClient, settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "redis_missing" not in storefront.post(LISTS, {"placement": "home"}, format="json").json()["fallback"]
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(KeyThrottle, "_client", None)
    answer = storefront.post(LISTS, {"placement": "home"}, format="json").json()
    assert "redis_missing" in answer["fallback"]
    assert len(answer["items"]) == 6
