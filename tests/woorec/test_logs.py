"""Each line of the log can be followed to its request or task, and tells nothing of a shopper."""

import io
import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from logging.config import DictConfigurator
from unittest.mock import patch

import pytest
import redis
from celery import current_app, shared_task
from celery.signals import after_task_publish, beat_init
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import override_settings
from rest_framework.test import APIClient

from catalog.dispatch import hand_out
from catalog.models import Store
from catalog.sealing import Unsealable
from events.customers import ensure_customer
from rules.models import Placement
from woorec.celery_traces import REQUEST_ID, _beat_lives
from woorec.logs import JSON, LINE, logging_settings
from woorec.pipeline import UnsafePage
from woorec.queues import BEAT, beat_seen, waiting
from woorec.tracing import Trace, follow

LISTS = "/api/v1/recommendations"


class Log:
    """What a machine would read from the standard error of a process."""

    def __init__(self, stream: io.StringIO) -> None:
        self.stream = stream

    @property
    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    @property
    def accesses(self) -> list[dict]:
        return [line for line in self.lines if line["logger"] == "woorec.access"]


@contextmanager
def written(form: str) -> Iterator[Log]:
    """What is logged meanwhile, through the handler that the settings name."""
    stream, settings_ = io.StringIO(), logging_settings(form=form, level="INFO")
    reader = DictConfigurator(settings_)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(reader.configure_formatter(settings_["formatters"][form]))
    for name in settings_["handlers"]["console"]["filters"]:
        handler.addFilter(reader.configure_filter(settings_["filters"][name]))
    root, access = logging.getLogger(), logging.getLogger("woorec.access")
    before = access.level
    root.addHandler(handler)
    access.setLevel(logging.INFO)
    yield Log(stream)
    access.setLevel(before)
    root.removeHandler(handler)


@pytest.fixture
def log() -> Iterator[Log]:
    with written(JSON) as log:
        yield log


def test_a_call_has_one_line_that_says_who_asked_for_what_and_how_it_went(
    storefront: APIClient, home_page: Placement, log: Log
) -> None:
    page = storefront.post(LISTS, {"placement": "home"}, format="json", headers={"X-Request-Id": "page-view-1"})
    (line,) = log.accesses
    assert line.pop("ms") > 0
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "woorec.access",
        "message": "POST api/v1/recommendations 200",
        "request_id": "page-view-1",
        "method": "POST",
        "route": "api/v1/recommendations",
        "status": 200,
        "store": "leather",
        "key": "Browser",
        "placement": "home",
        "list": page.json()["request_id"],
    }


def test_no_line_tells_of_the_shopper(backend: APIClient, home_page: Placement, log: Log) -> None:
    ensure_customer(home_page.store, external_id="nora-10027")
    wish = {"placement": "home", "customer": "nora-10027", "session": "v-81f2", "avoid": ["nickel"]}
    answer = backend.post(f"{LISTS}?email=nora@example.com", {**wish, "seed_products": ["TOTE-1"]}, format="json")
    assert answer.status_code == 200
    assert len(log.accesses) == 1
    assert not any(word in log.stream.getvalue() for word in ("nora", "v-81f2", "nickel", "TOTE-1", "email"))


@pytest.mark.parametrize("said", ["short", "x" * 65, "two words here", "nora@example.com", "line\\nbreak-123", ""])
def test_an_id_that_is_not_well_formed_is_replaced(leather: Store, said: str) -> None:
    answer = APIClient().get("/healthz", headers={"X-Request-Id": said})
    assert answer["X-Request-Id"] != said
    assert len(answer["X-Request-Id"]) == 32


def test_two_requests_without_an_id_get_two(leather: Store) -> None:
    first, second = (APIClient().get("/healthz")["X-Request-Id"] for _ in range(2))
    assert first != second


def test_what_goes_wrong_within_a_request_carries_its_id(
    storefront: APIClient, home_page: Placement, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise UnsafePage("sold out")

    monkeypatch.setattr("woorec.api.recommend", refuse)
    answer = storefront.post(LISTS, {"placement": "home"}, format="json", headers={"X-Request-Id": "page-view-2"})
    error = next(line for line in log.lines if line["logger"] == "woorec.api")
    assert answer.status_code == 503
    assert (error["level"], error["request_id"]) == ("ERROR", "page-view-2")
    assert "UnsafePage: sold out" in error["exception"]
    assert log.accesses[0]["status"] == 503
    assert {line.get("request_id") for line in log.lines} == {"page-view-2"}
    assert "django.request" in {line["logger"] for line in log.lines}


def test_a_line_outside_a_request_claims_none(log: Log, leather: Store) -> None:
    APIClient().get("/healthz")
    logging.getLogger("woorec.holder").warning("The database does not answer")
    assert "request_id" not in log.lines[-1]


def test_a_secret_in_an_address_is_no_part_of_the_line(leather: Store, log: Log) -> None:
    APIClient().post("/hooks/a-secret-token?why=not", {}, format="json")
    assert log.accesses[0]["route"] == "hooks/<str:token>"
    assert "a-secret-token" not in json.dumps(log.accesses)
    assert "a-secret-token" not in log.stream.getvalue()
    assert [each["message"] for each in log.lines if each["logger"] == "django.request"] == [
        "Not Found: hooks/<str:token>"
    ]


@pytest.mark.parametrize("form", [LINE, JSON])
@pytest.mark.parametrize("end", ["", "/", "/more", "-ünïcode", "?why=not"])
@pytest.mark.parametrize("fault", [None, Unsealable("another key"), ValueError("unforeseen"), PermissionDenied("no")])
def test_however_a_webhook_fails_no_line_holds_its_secret(
    leather: Store, form: str, end: str, fault: Exception | None
) -> None:
    door = patch("events.webhook_api._answer", side_effect=fault) if fault else nullcontext()
    with written(form) as log, door:
        answer = APIClient(raise_request_exception=False).post(f"/hooks/whk-81f2{end}", {}, format="json")
    said = log.stream.getvalue()
    assert answer.status_code >= 400
    assert "django.request" in said
    assert "81f2" not in said


def test_a_line_of_django_is_written_once_and_by_our_handler_alone() -> None:
    assert logging.getLogger("django").handlers == []
    assert logging.getLogger("django").propagate


def test_pages_of_the_studio_have_an_id_and_no_line(leather: Store, log: Log) -> None:
    assert APIClient().get("/login/")["X-Request-Id"]
    assert log.accesses == []


@shared_task(name="tests.say", bind=True)
def say(self: object) -> None:
    logging.getLogger("catalog.imports").warning("Half of it is read")


def test_a_line_of_a_task_names_the_task(log: Log) -> None:
    done = say.apply()
    logging.getLogger("catalog.imports").warning("Nothing runs")
    during, after = (line for line in log.lines if line["logger"] == "catalog.imports")
    assert (during["task_id"], during["task"]) == (done.id, "tests.say")
    assert "task_id" not in after


def test_a_task_knows_the_request_that_asked_for_it_and_when_it_was_sent() -> None:
    url = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://").replace("virtual_host", "db")
    client = redis.Redis.from_url(url)
    client.delete("studies")
    follow(Trace(request_id="page-view-3"))
    try:
        assert hand_out("woorec.run_study", 1)
        message = json.loads(client.lindex("studies", -1))
        with override_settings(REDIS_URL=url):
            (queue,) = waiting(["studies"])
    finally:
        follow(None)
        client.delete("studies")
    assert message["headers"][REQUEST_ID] == "page-view-3"
    assert (queue.waiting, 0 <= queue.age() < 60) == (1, True)
    assert current_app.conf.task_routes["woorec.run_study"]["queue"] == "studies"


def test_beat_leaves_a_sign_of_life_with_what_it_hands_out() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.delete(BEAT)
        after_task_publish.send(sender="ranking.reconcile")
        assert beat_seen() is None  # a web process that hands out work is no beat
        beat_init.send(sender=None)
        try:
            after_task_publish.send(sender="ranking.reconcile")
            assert beat_seen() == pytest.approx(time.time(), abs=30)
            with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
                after_task_publish.send(sender="ranking.reconcile")  # and goes on without Redis
        finally:
            after_task_publish.disconnect(_beat_lives)
            client.delete(BEAT)


def test_a_traceback_stays_on_one_line(log: Log) -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        logging.getLogger("woorec").exception("It went\nwrong")
    assert len(log.stream.getvalue().splitlines()) == 1
    assert log.lines[0]["message"] == "It went\nwrong"


def test_a_program_of_up_is_named(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WOOREC_PROGRAM", "trainer")
    logging.getLogger("woorec").warning("Look")
    assert log.lines[0]["program"] == "trainer"


def test_calls_have_lines_for_machines_alone() -> None:
    assert logging_settings(form=JSON, level="INFO")["loggers"]["woorec.access"]["level"] == "INFO"
    assert logging_settings(form=LINE, level="INFO")["loggers"]["woorec.access"]["level"] == "WARNING"
    assert "gunicorn.error" in logging_settings(form=JSON, level="INFO")["loggers"]
