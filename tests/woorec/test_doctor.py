"""The doctor names what is wrong and what to do: one story for each thing that may go wrong."""

import http.server
import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import redis
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError
from django.test import override_settings
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError
from prometheus_client.mmap_dict import MmapedDict, mmap_key

from catalog.models import ApiKey, Store
from catalog.services import issue_key
from rules.models import Placement
from woorec import metrics_folder
from woorec.checkup import Finding, check_up
from woorec.checkup.database import BACKGROUND, look_at_database
from woorec.checkup.folders import look_at_folders
from woorec.checkup.production import look_at_production
from woorec.checkup.stores import look_at_store
from woorec.checkup.valkey import look_at_redis
from woorec.checkup.web import look_at_snapshots, look_at_web
from woorec.checkup.workers import look_at_workers
from woorec.management.commands.up import programs
from woorec.metrics_folder import claim, live_folders
from woorec.queues import BEAT, SENT_AT, note_beat
from woorec.shops import DEMO_PASSWORD

INFO = {
    "redis_version": "8.0.1", "used_memory": 10_000_000, "maxmemory": 0, "maxmemory_policy": "noeviction",
    "rdb_last_bgsave_status": "ok", "aof_last_write_status": "ok",
}  # fmt: skip
ALL_TAKEN = {
    f"{name}@shop": [{"name": queue}]
    for name, queue in (("worker", "work"), ("trainer", "training"), ("analyst", "studies"))
}


def named(subject: str, findings: Iterator[Finding]) -> Finding:
    return next(each for each in findings if each.subject == subject)


# --- PostgreSQL ---


def test_a_database_that_is_well_is_fine(db: None) -> None:
    assert [(each.subject, each.remedy) for each in look_at_database()] == [
        ("PostgreSQL", ""), ("Connections", ""), ("Clock", ""),
    ]  # fmt: skip


def test_a_silent_database_is_named_and_nothing_is_guessed_about_it(db: None) -> None:
    with patch("woorec.checkup.database._number", side_effect=OperationalError("connection refused")):
        found = list(check_up(web="http://127.0.0.1:1"))
    assert found[0].state == "does not answer: connection refused"
    assert "DATABASE_URL" in found[0].remedy
    assert not {"Connections", "Clock", "leather: keys"} & {each.subject for each in found}


def test_an_old_server_is_refused(db: None) -> None:
    with patch("woorec.checkup.database._number", return_value=140_011):
        (found,) = look_at_database()
    assert found.state == "is version 14"
    assert "version 15 or newer" in found.remedy


def test_migrations_that_wait_are_counted(db: None) -> None:
    with patch("woorec.checkup.database.MigrationExecutor.migration_plan", return_value=["one", "two"]):
        (found,) = look_at_database()
    assert (found.state, found.remedy) == ("lacks 2 migrations", "Run manage.py migrate.")


@override_settings(WEB_WORKERS=40, WEB_THREADS=9)
def test_more_threads_than_connections_are_named_with_how_many_are_missing(db: None) -> None:
    found = named("Connections", look_at_database())
    room = int(found.state.rpartition(" ")[2])
    assert found.state == f"this machine opens up to 488 of {room}"
    assert f"by {488 - room} or more" in found.remedy


def test_every_program_of_up_that_asks_the_database_has_a_connection(db: None) -> None:
    """One for each that runs beside web, without beat, which never asks, and one more that a training opens."""
    beside_web = {program.name for program in programs(port=1, bind="127.0.0.1")} - {"web", "beat"}
    assert beside_web == {"keeper", "worker", "trainer", "analyst"}
    assert len(beside_web) + 1 == BACKGROUND


@pytest.mark.parametrize("off", [-60, 60])
def test_a_clock_that_is_off_is_named(db: None, off: int) -> None:
    real = time.time
    with patch("woorec.checkup.database.time.time", lambda: real() + off):
        found = named("Clock", look_at_database())
    assert "differs by" in found.state
    assert "NTP" in found.remedy


# --- Redis ---


def redis_says(**told: object) -> list[Finding]:
    with patch("redis.Redis.info", return_value=INFO | told):
        return list(look_at_redis())


def test_a_redis_that_is_well_is_fine() -> None:
    assert all(each.fine for each in look_at_redis())
    assert all(each.fine for each in redis_says(maxmemory=100_000_000))


def test_a_silent_redis_is_named() -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        (found,) = look_at_redis()
    assert found.state.startswith("does not answer")
    assert "REDIS_URL" in found.remedy


@pytest.mark.parametrize(
    ("told", "state", "remedy"),
    [
        ({"redis_version": "6.2.7"}, "is version 6.2.7", "Redis 7 or Valkey 8"),
        ({"maxmemory": 10**9, "maxmemory_policy": "allkeys-lru"}, "may be thrown away", "noeviction"),
        ({"maxmemory": 10**7, "used_memory": 9_500_000}, "95 % of 10 MB used", "Raise maxmemory"),
        ({"rdb_last_bgsave_status": "err"}, "could not write", "Free its disk"),
        ({"aof_last_write_status": "err"}, "could not write", "Free its disk"),
    ],
)
def test_what_is_wrong_with_redis_is_named(told: Mapping[str, object], state: str, remedy: str) -> None:
    (found,) = [each for each in redis_says(**told) if not each.fine]
    assert state in found.state
    assert remedy in found.remedy


# --- The home folder ---


def test_folders_that_can_be_used_or_made_are_fine(tmp_path: Path) -> None:
    (tmp_path / "artefacts").mkdir()
    with override_settings(HOME=tmp_path, ARTEFACTS=tmp_path / "artefacts", IMPORTS=tmp_path / "imports"):
        assert all(each.fine for each in look_at_folders())


@pytest.mark.parametrize(("subject", "name"), [("Models", "artefacts"), ("Uploads", "imports"), ("Figures", "metrics")])
def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path, subject: str, name: str) -> None:
    (tmp_path / name).write_text("a file, where a folder should be")
    with override_settings(HOME=tmp_path, ARTEFACTS=tmp_path / "artefacts", IMPORTS=tmp_path / "imports"):
        (found,) = [each for each in look_at_folders() if not each.fine]
    assert found.subject == subject
    assert found.state == f"{tmp_path / name} cannot be used: Not a directory"
    assert "the right to read and write it" in found.remedy


def test_a_full_disk_is_named() -> None:
    with patch.object(shutil, "disk_usage", return_value=shutil._ntuple_diskusage(10**11, 10**11 - 10**9, 10**9)):
        found = named("Disk", look_at_folders())
    assert found.state == "has 1.0 GB left"
    assert not found.fine


# --- Production ---


@override_settings(PRODUCTION=True)
def test_what_is_for_laptops_is_named_in_production(db: None) -> None:
    User.objects.create_user("mia", password=DEMO_PASSWORD)
    User.objects.create_user("petra", password="one of her own")
    with override_settings(DEBUG=True):
        debug, people = look_at_production()
    assert debug.remedy.startswith("Set DEBUG=false")
    assert people.state == "mia still have the demo's password"
    User.objects.filter(username="mia").update(is_active=False)
    (people,) = look_at_production()
    assert people.fine


def test_on_a_laptop_nobody_is_scolded_for_it(db: None) -> None:
    User.objects.create_user("mia", password=DEMO_PASSWORD)
    assert list(look_at_production()) == []


# --- Stores ---


def test_a_store_without_a_key_that_may_ask_is_told_how_to_make_one(leather: Store) -> None:
    ApiKey.objects.all().delete()
    assert named("leather: keys", look_at_store(leather)).state == "none"
    issue_key(leather, name="Prometheus", scopes=["metrics"])
    found = named("leather: keys", look_at_store(leather))
    assert found.state == "1 in use, and none may ask for lists"
    assert found.remedy == "Run manage.py issue_key leather NAME --scope recommend --scope events."
    issue_key(leather, name="Pages", scopes=["recommend"])
    assert named("leather: keys", look_at_store(leather)).fine


def test_a_store_without_a_placement_is_told_what_that_means(leather: Store) -> None:
    Placement.objects.all().delete()
    assert "answered 404" in named("leather: rules", look_at_store(leather)).remedy


# --- The web server ---


@contextmanager
def answering(status: int) -> Iterator[str]:
    """A web server that answers everything with one status."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (200, ""),
        (301, ""),
        (400, "Add localhost to ALLOWED_HOSTS."),
        (500, "Look in the log of web for the error."),
        (503, "Look at DATABASE_URL of the web server."),
    ],
)
def test_a_web_server_is_judged_by_what_it_answers(status: int, remedy: str) -> None:
    with override_settings(ALLOWED_HOSTS=["localhost"]), answering(status) as address:
        assert named("Web", look_at_web(address)).remedy == remedy


def test_the_address_of_the_settings_is_asked_unless_another_is_named() -> None:
    with answering(200) as address, override_settings(WEB_BIND="0.0.0.0", WEB_PORT=int(address.rpartition(":")[2])):
        assert named("Web", look_at_web()).state == f"answers at {address}"


def test_a_web_server_that_is_not_there_is_named_with_how_to_start_it() -> None:
    found = named("Web", look_at_web("http://127.0.0.1:1"))
    assert found.state.startswith("nothing answers at http://127.0.0.1:1")
    assert "manage.py up" in found.remedy


@pytest.fixture
def web_says(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """A web server of this machine that runs, and what process 4242 of it has noted, in seconds ago."""
    folder = claim(tmp_path)

    def say(*, pid: int = 4242, **ago: float) -> None:
        values = MmapedDict(str(folder / f"gauge_livemin_{pid}.db"))  # type: ignore[operator]
        for name, seconds in ago.items():
            metric = f"woorec_snapshot_{name}_timestamp_seconds"
            key = mmap_key(metric, metric, ["store"], ["leather"], "What it says.")
            values.write_value(key, time.time() - seconds, time.time())
        values.close()

    with override_settings(HOME=tmp_path):
        yield say
    with suppress(IndexError):
        metrics_folder._held.pop().close()


def test_a_fresh_snapshot_is_fine(leather: Store, web_says: Callable[..., None]) -> None:
    web_says(loaded=600, checked=1)
    (found,) = look_at_snapshots()
    assert (found.state, found.fine) == ("the oldest was loaded 10 min ago", True)


def test_the_process_that_is_farthest_behind_counts(leather: Store, web_says: Callable[..., None]) -> None:
    web_says(loaded=600, checked=1)
    web_says(pid=4243, loaded=600, checked=420)
    (found,) = look_at_snapshots()
    assert found.state == "a web process last looked for changes 7 min ago"
    assert "could not be renewed" in found.remedy


def test_an_old_snapshot_is_named(leather: Store, web_says: Callable[..., None]) -> None:
    web_says(loaded=4 * 3600, checked=1)
    (found,) = look_at_snapshots()
    assert found.state == "the oldest was loaded 240 min ago"
    assert "an hour old at most" in found.remedy


def test_a_store_that_no_process_has_loaded_is_named(leather: Store, web_says: Callable[..., None]) -> None:
    (found,) = look_at_snapshots()
    assert found.state == "no web process has one yet"


def test_where_no_web_server_runs_nothing_is_said_of_snapshots(leather: Store, tmp_path: Path) -> None:
    with override_settings(HOME=tmp_path):
        assert list(look_at_snapshots()) == []


def test_a_web_process_that_holds_pytorch_is_named(
    web_says: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web_says(loaded=1)
    web_says(pid=4243, loaded=1)
    for pid, library in ((4242, "/lib/libc.so.6"), (4243, "/site-packages/torch/lib/libtorch_cpu.so")):
        (tmp_path / "proc" / str(pid)).mkdir(parents=True)
        (tmp_path / "proc" / str(pid) / "maps").write_text(f"7f00-7f01 r-xp 00000000 fe:00 12 {library}\n")
    monkeypatch.setattr("woorec.checkup.web.PROC", tmp_path / "proc")
    found = named("Web memory", look_at_web("http://127.0.0.1:1"))
    assert found.state == "PyTorch is loaded in process 4243"
    assert "Restart the web server" in found.remedy


def test_another_program_that_got_the_number_of_a_dead_web_process_is_not_blamed(
    web_says: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a dead process counted stays; what only a living one can say went with it. The trainer holds PyTorch."""
    web_says(loaded=1)
    (folder,) = live_folders(tmp_path)
    for sort in ("counter", "histogram"):
        (folder / f"{sort}_4243.db").touch()
    (tmp_path / "proc" / "4243").mkdir(parents=True)
    (tmp_path / "proc" / "4243" / "maps").write_text("7f00-7f01 r-xp 00000000 fe:00 12 /torch/lib/libtorch_cpu.so\n")
    monkeypatch.setattr("woorec.checkup.web.PROC", tmp_path / "proc")
    assert "Web memory" not in {each.subject for each in look_at_web("http://127.0.0.1:1")}


# --- Workers ---


@contextmanager
def workers(taken: Mapping[str, Any] | None) -> Iterator[None]:
    with patch("celery.app.control.Inspect.active_queues", return_value=taken):
        yield


@pytest.fixture
def queue() -> Iterator[redis.Redis]:
    """Empty queues, and a beat that was seen just now."""
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete("work", "training", "studies")
    note_beat()
    yield client
    client.delete("work", "training", "studies", BEAT)


def test_workers_that_all_answer_are_fine(queue: redis.Redis) -> None:
    with workers(ALL_TAKEN):
        assert [(each.subject, each.fine) for each in look_at_workers()] == [
            ("Worker", True), ("Trainer", True), ("Analyst", True), ("Beat", True),
        ]  # fmt: skip


def test_the_worker_that_is_missing_is_named_with_what_waits_for_it(queue: redis.Redis) -> None:
    queue.lpush("training", "{}")
    with workers({name: taken for name, taken in ALL_TAKEN.items() if not name.startswith("trainer")}):
        (found,) = [each for each in look_at_workers() if not each.fine]
    assert found.subject == "Trainer"
    assert found.state == "nobody takes work; 1 waiting in the queue training"
    assert "--queues training" in found.remedy


def test_without_any_worker_all_three_are_named(queue: redis.Redis) -> None:
    with workers(None):
        assert [each.subject for each in look_at_workers() if not each.fine] == ["Worker", "Trainer", "Analyst"]


def test_work_that_waits_though_somebody_takes_it_is_named(queue: redis.Redis) -> None:
    queue.lpush("work", json.dumps({"headers": {SENT_AT: time.time() - 601}}))
    with workers(ALL_TAKEN):
        found = named("Work", look_at_workers())
    assert found.state == "the first of 1 tasks has waited for 10 min"
    assert "Data > Imports" in found.remedy


def test_a_beat_that_fell_silent_or_never_spoke_is_named(queue: redis.Redis) -> None:
    queue.set(BEAT, time.time() - 420)
    with workers(ALL_TAKEN):
        found = named("Beat", look_at_workers())
        queue.delete(BEAT)
        never = named("Beat", look_at_workers())
    assert found.state == "last handed out work 7 min ago"
    assert "nothing is trained" in found.remedy
    assert never.state == "has never handed out anything"


def test_a_broker_that_breaks_off_is_named() -> None:
    with patch("celery.app.control.Inspect.active_queues", side_effect=BrokerError("gone")):
        (found,) = look_at_workers()
    assert found.state == "cannot be asked: gone"


# --- The command ---


def test_the_command_prints_what_to_do_and_ends_with_1(leather: Store, capsys: pytest.CaptureFixture[str]) -> None:
    leather.warehouses.update(heard_at=timezone.now() - timedelta(days=3))
    with workers(None), pytest.raises(SystemExit) as ended:
        call_command("doctor", web="http://127.0.0.1:1")
    told = capsys.readouterr().out
    assert ended.value.code == 1
    assert "fine   PostgreSQL" in told
    assert "wrong  Web" in told
    assert "Start it with manage.py up, or say with --web where it runs." in told
