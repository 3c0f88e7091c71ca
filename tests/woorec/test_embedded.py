"""Real servers in folders of their own: nothing here touches the servers the other tests use."""

import multiprocessing
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
import redis
from cryptography.fernet import Fernet

from woorec import embedded
from woorec.embedded import place, postgres, process, valkey

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def home() -> Iterator[Path]:
    # Not pytest's own folder: nobody but its owner may enter that, which is the subject of one test below.
    parent = Path(tempfile.mkdtemp(prefix="woorec-test-", dir="/tmp"))
    parent.chmod(0o755)
    yield parent / "home"
    _clear(parent)


def _clear(parent: Path) -> None:
    for home in parent.glob("*home"):
        embedded.stop(home)
    shutil.rmtree(parent)


def _postmaster(home: Path) -> int:
    return int((home / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])


def _valkey(home: Path) -> int:
    return process.running_in((home / "valkey").resolve(), program="valkey-server")[0].pid


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, f"{pid} survived SIGKILL"
        time.sleep(0.01)


def test_the_database_is_a_current_postgresql_in_utf8(home: Path) -> None:
    url = embedded.database_url(home, fast=True)

    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version'), current_setting('server_encoding'), current_user, rolsuper,"
            " upper('zoë') FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    assert row is not None
    assert row[0].startswith("18.")
    assert row[1:] == ("UTF8", "woorec", False, "ZOË")


def test_both_servers_listen_on_sockets_that_nobody_else_may_open(home: Path) -> None:
    embedded.start(home, fast=True)

    for pid in (_postmaster(home), _valkey(home)):
        assert psutil.Process(pid).net_connections(kind="inet") == []
        assert psutil.Process(pid).uids().real != 0
    for folder in (home / "postgres", home / "valkey"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_second_start_adopts_the_running_servers(home: Path) -> None:
    first = embedded.start(home, fast=True)
    pids = (_postmaster(home), _valkey(home))

    assert embedded.start(home, fast=True) == first
    assert (_postmaster(home), _valkey(home)) == pids


def test_stop_ends_both_and_may_be_said_twice(home: Path) -> None:
    services = embedded.start(home, fast=True)

    embedded.stop(home)
    embedded.stop(home)

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(services.database_url)
    with pytest.raises(redis.ConnectionError):
        redis.from_url(services.redis_url).ping()


def _start_in_another_process(home: Path, results: "multiprocessing.Queue[str]") -> None:
    results.put(embedded.start(home, fast=True).database_url)


def test_many_that_start_at_once_share_one_server(home: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[str] = context.Queue()
    starters = [context.Process(target=_start_in_another_process, args=(home, results)) for _ in range(4)]

    for starter in starters:
        starter.start()
    urls = {results.get(timeout=120) for _ in starters}
    for starter in starters:
        starter.join()

    assert len(urls) == 1
    assert len(process._heads(process.running_in(home / "postgres" / "cluster", program="postgres"))) == 1
    assert len(process.running_in(home / "valkey", program="valkey-server")) == 1


def test_what_was_committed_survives_the_death_of_both_servers(home: Path) -> None:
    services = embedded.start(home)
    with psycopg.connect(services.database_url) as connection:
        connection.execute("CREATE TABLE tote AS SELECT 'Pebbled Tote' AS name")
    redis.from_url(services.redis_url).set("job", "row 7")
    time.sleep(1.2)  # Valkey writes to disk every second
    _kill(_postmaster(home))
    _kill(_valkey(home))

    services = embedded.start(home)

    with psycopg.connect(services.database_url) as connection:
        assert connection.execute("SELECT name FROM tote").fetchall() == [("Pebbled Tote",)]
    assert redis.from_url(services.redis_url).get("job") == b"row 7"


def _write_until_it_dies(url: str, number: int) -> int:
    connection = psycopg.connect(url, autocommit=True)
    with suppress(psycopg.OperationalError):
        while True:
            connection.execute("INSERT INTO written VALUES (%s)", [number])
            number += 1
    return number


@pytest.mark.faults
def test_every_row_that_was_acknowledged_is_there_after_many_kills(home: Path) -> None:
    url = embedded.database_url(home)
    written = 0
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE written (number int PRIMARY KEY)")

    for round_number in range(30):
        pid = _postmaster(home)
        threading.Timer(0.1 + 0.01 * round_number, os.kill, (pid, signal.SIGKILL)).start()
        written = _write_until_it_dies(url, written)
        url = embedded.database_url(home)
        assert _postmaster(home) != pid
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT count(*) FROM written").fetchone()
        assert row is not None
        # The last row may have been written and its answer lost with the server.
        assert row[0] in (written, written + 1)
        written = row[0]


def test_a_process_killed_while_it_starts_the_servers_does_no_harm(home: Path) -> None:
    code = f"from pathlib import Path; from woorec import embedded; embedded.start(Path({str(home)!r}), fast=True)"
    starter = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 30
    while not list(home.glob("postgres/unfinished-*")):
        assert time.monotonic() < deadline, "the database was never begun"
        time.sleep(0.005)
    starter.kill()
    starter.wait()

    url = embedded.database_url(home, fast=True)

    assert psycopg.connect(url).execute("SELECT 1").fetchone() == (1,)
    assert list(home.glob("postgres/unfinished-*")) == []


def test_after_the_folder_was_deleted_a_new_start_begins_afresh(home: Path) -> None:
    embedded.start(home, fast=True)
    old = [psutil.Process(_postmaster(home)), psutil.Process(_valkey(home))]
    shutil.rmtree(home)

    services = embedded.start(home, fast=True)

    assert psycopg.connect(services.database_url).execute("SELECT 1").fetchone() == (1,)
    assert redis.from_url(services.redis_url).ping() is True
    assert all(not one.is_running() or one.status() == psutil.STATUS_ZOMBIE for one in old)


def test_a_process_id_that_now_belongs_to_another_program_is_no_obstacle(home: Path) -> None:
    embedded.database_url(home, fast=True)
    lock = home / "postgres" / "cluster" / "postmaster.pid"
    pid = _postmaster(home)
    _kill(pid)
    # A process of the server's own account: PostgreSQL believes only those.
    account = {"user": psutil.Process().uids().real} if not AS_ROOT else {"user": "nobody"}
    other = subprocess.Popen(["sleep", "60"], **account)
    lock.write_text(lock.read_text().replace(str(pid), str(other.pid), 1))

    url = embedded.database_url(home, fast=True)

    assert psycopg.connect(url).execute("SELECT 1").fetchone() == (1,)
    assert other.poll() is None
    other.kill()
    other.wait()


def test_a_server_whose_socket_was_removed_is_started_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "COMING_UP_SECONDS", 0.2)
    services = embedded.start(home, fast=True)
    (home / "valkey" / "valkey.sock").unlink()

    assert embedded.redis_url(home, fast=True) == services.redis_url
    assert redis.from_url(services.redis_url).ping() is True
    assert len(process.running_in(home / "valkey", program="valkey-server")) == 1


def test_the_servers_of_another_folder_are_left_alone(home: Path) -> None:
    other = home.with_name("other-home")
    embedded.start(other, fast=True)
    pids = (_postmaster(other), _valkey(other))

    embedded.start(home, fast=True)
    embedded.stop(home)
    shutil.rmtree(home)
    embedded.start(home, fast=True)

    assert (_postmaster(other), _valkey(other)) == pids
    assert all(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in pids)


def test_a_path_too_long_or_odd_for_a_socket_gets_a_short_one(home: Path) -> None:
    odd = home.parent / ("a" * 90) / 'it\'s 100% "odd" home'
    odd.parent.mkdir()

    services = embedded.start(odd, fast=True)

    assert psycopg.connect(services.database_url).execute("SELECT 1").fetchone() == (1,)
    assert redis.from_url(services.redis_url).ping() is True
    assert "/tmp/woorec-" in services.redis_url
    sockets = Path(urlsplit(services.redis_url).path).parent
    embedded.stop(odd)
    assert not sockets.exists()


def test_a_socket_folder_that_somebody_else_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sockets").mkdir(mode=0o777)
    (tmp_path / "sockets").chmod(0o777)

    with pytest.raises(embedded.EmbeddedError, match="is not ours alone"):
        place._private_folder(tmp_path / "sockets", owner=os.geteuid())


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the servers as another account")
def test_below_a_folder_that_only_root_may_enter_the_data_lies_elsewhere(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "SHELTER", home.parent / "shelter")
    closed = home.parent / "closed"
    closed.mkdir(mode=0o700)

    services = embedded.start(closed / "home", fast=True)

    assert psycopg.connect(services.database_url).execute("SELECT 1").fetchone() == (1,)
    assert redis.from_url(services.redis_url).ping() is True
    assert (closed / "home" / "postgres").resolve().parent == home.parent / "shelter"
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert embedded.start(closed / "home", fast=True) == services
    embedded.stop(closed / "home")


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the servers as another account")
def test_programs_that_only_root_may_read_are_copied_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "SHELTER", home.parent / "shelter")
    monkeypatch.setattr(place, "_may_run", lambda path, *, account: False)

    url = embedded.redis_url(home, fast=True)

    assert redis.from_url(url).ping() is True
    assert psutil.Process(_valkey(home)).exe().startswith(str(home.parent / "shelter" / "programs"))


def test_a_database_of_another_major_version_is_named_and_left_alone(home: Path) -> None:
    embedded.database_url(home, fast=True)
    embedded.stop(home)
    version = home / "postgres" / "cluster" / "PG_VERSION"
    version.write_text("17\n")

    with pytest.raises(embedded.EmbeddedError, match="was made by PostgreSQL 17, and 18 is installed"):
        embedded.database_url(home, fast=True)

    version.write_text("18\n")


def test_a_server_that_cannot_start_shows_the_end_of_its_log(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PAUSES", (0.1,))
    monkeypatch.setitem(valkey.SETTINGS, "maxmemory", "plenty")

    with pytest.raises(embedded.EmbeddedError, match="(?s)valkey-server does not start.*plenty"):
        embedded.redis_url(home, fast=True)


def test_the_settings_of_the_caller_do_not_reach_the_database(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "9999")
    monkeypatch.setenv("PGDATABASE", "elsewhere")
    monkeypatch.setenv("SECRET_KEY", "nobody knows")

    url = embedded.database_url(home, fast=True)

    assert psycopg.connect(url).execute("SELECT current_database()").fetchone() == ("woorec",)
    assert "SECRET_KEY" not in psutil.Process(_postmaster(home)).environ()


def test_durable_unless_told_otherwise() -> None:
    assert not set(postgres.SETTINGS) & {"fsync", "synchronous_commit", "full_page_writes"}
    assert valkey.SETTINGS["appendonly"] == "yes"
    assert valkey.SETTINGS["maxmemory-policy"] == "noeviction"


@pytest.mark.parametrize(
    ("url", "for_celery"),
    [
        ("unix:///run/valkey.sock?db=3", "redis+socket:///run/valkey.sock?virtual_host=3"),
        ("unix:///run/valkey.sock", "redis+socket:///run/valkey.sock?virtual_host=0"),
        ("rediss://:secret@cache.example:6380/1", "rediss://:secret@cache.example:6380/1"),
    ],
)
def test_celery_gets_the_address_in_its_own_words(url: str, for_celery: str) -> None:
    assert embedded.celery_url(url) == for_celery


def test_celery_reaches_the_embedded_valkey(home: Path) -> None:
    from kombu import Connection

    with Connection(embedded.celery_url(embedded.redis_url(home, fast=True))) as connection:
        queue = connection.SimpleQueue("work")
        queue.put({"row": 7})
        assert queue.get(timeout=5).payload == {"row": 7}


def test_keys_are_made_once_and_only_their_owner_may_read_them(tmp_path: Path) -> None:
    secret = embedded.kept_secret(tmp_path, "secret_key")

    assert len(secret) >= 50
    assert embedded.kept_secret(tmp_path, "secret_key") == secret
    assert embedded.kept_secret(tmp_path, "customer_key") != secret
    assert stat.S_IMODE((tmp_path / "keys" / "secret_key").stat().st_mode) == 0o600


def test_a_kept_fernet_key_encrypts(tmp_path: Path) -> None:
    box = Fernet(embedded.kept_fernet_key(tmp_path, "avoidance_key"))

    assert box.decrypt(box.encrypt(b"nickel")) == b"nickel"


def test_home_is_beside_the_code_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WOOREC_HOME", raising=False)
    assert embedded.home() == embedded.CHECKOUT / ".woorec"

    monkeypatch.setenv("WOOREC_HOME", "/srv/woorec")
    assert embedded.home() == Path("/srv/woorec")

    monkeypatch.setenv("WOOREC_HOME", "data")
    assert embedded.home() == embedded.CHECKOUT / "data"


def test_a_socket_nobody_listens_on_is_not_taken_for_a_server(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))

        assert process.listening(path) is False
        bound.listen()
        assert process.listening(path) is True
