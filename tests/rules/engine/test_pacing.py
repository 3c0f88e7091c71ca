"""Pacing: a promise is kept evenly, whatever the traffic turns out to be, and never far overshot."""

import math
import random
from datetime import UTC, datetime, timedelta

import pytest

from rules.engine.pacing import (
    DAY,
    Delivery,
    days_to_make_good,
    draw_of,
    forecast,
    lists_to_make_good,
    owed,
    per_list,
    share_to_make_good,
    state_of,
)

START = datetime(2026, 3, 1, tzinfo=UTC)
END = START + timedelta(days=30)
PROMISE = 30_000
MINUTE = timedelta(minutes=1)


def delivery(delivered: float = 0.0, **changed: object) -> Delivery:
    first = {"promised": PROMISE, "starts": START, "ends": END, "lists_per_day": 2000.0}
    return Delivery(**(first | {"delivered": delivered} | changed))


class Month:
    """Lists of a month as a shop serves them, busy in the evening; the count is a minute old, as in the shop."""

    def __init__(self, *, lists_per_day: float, expected: float, most: int = 2, seed: int = 7) -> None:
        self.lists_per_day, self.expected, self.most = lists_per_day, expected, most
        self.rng = random.Random(seed)
        self.delivered, self.worst = 0, 0.0
        self.past: list[int] = []

    def run(self, *, starts: datetime = START, pause: tuple[int, int] = (0, 0)) -> "Month":
        at = START
        while at < END:
            if at.hour == 0 and at.minute == 0 and len(self.past) >= 1440:
                self.expected = sum(self.past[-1440:]) or self.expected
            day = (at - START).days
            is_on = at >= starts and not pause[0] <= day < pause[1]
            self._minute(at, is_on=is_on)
            at += MINUTE
        return self

    def _minute(self, at: datetime, *, is_on: bool) -> None:
        busy = 1 + 0.8 * math.sin((at.hour - 14) / 24 * 2 * math.pi)
        wanted = self.lists_per_day / 1440 * busy
        lists = math.floor(wanted) + (self.rng.random() < wanted % 1)
        self.past.append(lists)
        known = delivery(self.delivered, lists_per_day=self.expected, counted_at=at)
        if is_on:
            self.delivered += sum(owed(known, at=at, most=self.most, draw=self.rng.random()) for _ in range(lists))
            self.worst = max(self.worst, abs(known.aim(at) - self.delivered) / PROMISE)


@pytest.mark.parametrize("traffic", [2000, 4000, 1000], ids=["as expected", "twice as much", "half as much"])
def test_a_month_ends_at_its_promise_whatever_the_traffic(traffic: float) -> None:
    month = Month(lists_per_day=traffic, expected=2000).run()
    assert abs(month.delivered - PROMISE) <= 0.01 * PROMISE
    assert month.worst < 0.05


def test_a_late_start_catches_up_within_days() -> None:
    month = Month(lists_per_day=2000, expected=2000).run(starts=START + 3 * DAY)
    assert abs(month.delivered - PROMISE) <= 0.01 * PROMISE


def test_a_pause_in_the_middle_is_made_up() -> None:
    month = Month(lists_per_day=2000, expected=2000).run(pause=(10, 13))
    assert abs(month.delivered - PROMISE) <= 0.01 * PROMISE


def test_a_shop_with_too_few_lists_gives_what_its_share_allows_and_no_more() -> None:
    month = Month(lists_per_day=300, expected=300, most=2).run()
    assert month.delivered <= 2 * len(month.past)
    assert month.delivered == pytest.approx(2 * 300 * 30, rel=0.05)


def test_the_promise_is_overshot_by_no_more_than_a_minute_of_lists() -> None:
    month = Month(lists_per_day=20_000, expected=2000).run()
    assert month.delivered <= PROMISE + 2 * 20_000 / 1440 * 2


@pytest.mark.parametrize(
    ("found", "at", "page"),
    [
        (delivery(), START - MINUTE, 0),
        (delivery(), END, 0),
        (delivery(PROMISE), START + 15 * DAY, 0),
        (delivery(PROMISE - 1), END - MINUTE, 1),
        (delivery(20_000), START + 10 * DAY, 0),
        (delivery(0), START + 15 * DAY, 2),
        (delivery(0, lists_per_day=None), START + 15 * DAY, 1),
    ],
)
def test_what_a_page_owes_in_the_plain_cases(found: Delivery, at: datetime, page: int) -> None:
    assert owed(found, at=at, most=2, draw=0.0) == page


def test_the_fraction_is_drawn_so_that_many_pages_come_to_the_exact_number() -> None:
    found, at = delivery(10_000), START + 10 * DAY
    pages = [owed(found, at=at, most=3, draw=draw_of(seed, "rule")) for seed in range(4000)]
    assert set(pages) == {0, 1}
    assert sum(pages) / len(pages) == pytest.approx(per_list(found, at=at), abs=0.03)


def test_the_same_request_owes_the_same_again() -> None:
    assert draw_of(42, "a") == draw_of(42, "a")
    assert draw_of(42, "a") != draw_of(42, "b")


def test_a_count_that_stopped_is_taken_for_an_even_pace_and_never_for_nothing() -> None:
    counted = START + 5 * DAY
    stale = delivery(5000, counted_at=counted)
    later = counted + 10 * DAY
    assert stale.is_stale(later)
    assert stale.believed(later) == pytest.approx(15_000)
    assert per_list(stale, at=later) == pytest.approx(0.5)
    assert stale.believed(END + DAY) == 5000
    assert not stale.is_stale(counted + MINUTE)


@pytest.mark.parametrize(
    ("delivered", "at", "state"),
    [
        (0, START - DAY, "planned"),
        (15_000, START + 15 * DAY, "running"),
        (14_500, START + 15 * DAY, "running"),
        (12_000, START + 15 * DAY, "behind"),
        (30_001, START + 15 * DAY, "made"),
        (29_000, END, "ended short"),
    ],
)
def test_a_state_in_one_word(delivered: int, at: datetime, state: str) -> None:
    assert state_of(delivery(delivered), at=at) == state


def test_the_forecast_says_what_is_missing_and_what_would_make_it_good() -> None:
    behind = delivery(5000, lists_per_day=500.0)
    at = START + 20 * DAY
    found = forecast(behind, at=at, most=2, fill=1.0)
    assert (found.expected, found.shortfall) == (15_000, 15_000)
    assert days_to_make_good(behind, found) == 15
    assert share_to_make_good(found, length=12, fill=1.0) == pytest.approx(5 / 12)
    assert lists_to_make_good(behind, found, at=at) == 750


def test_what_cannot_be_made_good_is_not_promised() -> None:
    silent = delivery(5000, lists_per_day=0.0)
    found = forecast(silent, at=START + 20 * DAY, most=2, fill=1.0)
    assert found.shortfall == 25_000
    assert days_to_make_good(silent, found) is None
    assert share_to_make_good(found, length=12, fill=1.0) is None


def test_a_campaign_on_its_way_falls_short_of_nothing() -> None:
    found = forecast(delivery(15_000), at=START + 15 * DAY, most=2, fill=0.9)
    assert (found.expected, found.shortfall) == (PROMISE, 0)
