"""A web process that is told to end says so before it does, unless another takes its place."""

import pytest
from django.test import Client

from woorec.draining import FINISHING, Leave
from woorec.management.commands.up import programs


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def leave(clock: Clock) -> Leave:
    found = Leave(clock=clock)
    found.arrive()
    return found


def test_a_process_that_is_told_to_end_serves_on_for_a_while_and_then_ends(leave: Leave, clock: Clock) -> None:
    assert (leave.has_begun, leave.is_over()) == (False, False)
    leave.take(seconds=15)
    clock.now += 14.9
    assert (leave.has_begun, leave.is_over()) == (True, False)
    clock.now += 0.1
    assert leave.is_over()


def test_without_a_grace_it_ends_at_once(leave: Leave) -> None:
    leave.take(seconds=0)
    assert (leave.has_begun, leave.is_over()) == (True, True)


def test_who_is_told_again_later_ends_at_once(leave: Leave, clock: Clock) -> None:
    leave.take(seconds=15)
    clock.now += 2.0
    leave.take(seconds=15)
    assert leave.is_over()


def test_who_is_told_by_the_system_and_by_the_server_at_the_same_moment_drains(leave: Leave, clock: Clock) -> None:
    leave.take(seconds=15)
    clock.now += 0.01
    leave.take(seconds=15)
    assert (leave.has_begun, leave.is_over()) == (True, False)


def test_who_is_replaced_ends_at_once_and_says_nothing_to_the_load_balancer(leave: Leave) -> None:
    leave.replace()
    leave.take(seconds=15)
    assert (leave.has_begun, leave.is_over()) == (False, True)


def test_the_successor_of_who_was_replaced_drains_again(leave: Leave) -> None:
    for _ in range(256):
        leave.replace()
        leave.arrive()
    leave.take(seconds=15)
    assert (leave.has_begun, leave.is_over()) == (True, False)


def test_a_server_that_drains_is_not_ready_and_lives(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get("/readyz").status_code == 200
    monkeypatch.setattr("woorec.health.LEAVE.has_begun", True)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    assert "draining" in answer.json()["reason"]
    assert Client().get("/healthz").status_code == 200


def test_whoever_ends_the_server_waits_for_the_draining_and_what_is_being_answered(settings) -> None:
    settings.WEB_DRAIN_SECONDS = 40
    (web,) = (program for program in programs(port=8000, bind="127.0.0.1") if program.name == "web")
    assert web.grace_seconds > 40 + FINISHING
    assert "--graceful-timeout" not in web.command  # it would hide that of woorec.web
