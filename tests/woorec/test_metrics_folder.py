"""Web processes count together, dead ones leave no rubbish, and a full disk stops no list."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from woorec import metrics_folder
from woorec.metrics import forget_worker
from woorec.metrics_folder import RESERVED, claim, live_folders, living_workers, metrics_home, reserve
from woorec.metrics_page import counted

ROOT = Path(__file__).parents[2]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Path]:
    """The folder of a web server that runs for as long as the test."""
    folder = claim(tmp_path)
    assert folder is not None
    yield folder
    stop()


def stop() -> None:
    with suppress(IndexError):
        metrics_folder._held.pop().close()


def count_in(folder: Path, *, stored: int, first: str = "") -> None:
    """This will be another process of the server, which counts some events and ends."""
    code = f"{first}from events.metrics import count_events; count_events('leather', {{'stored': {stored}}})"
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)


def counted_by(folder: Path) -> set[int]:
    """The processes, living or dead, that counted something."""
    return {int(path.stem.rpartition("_")[2]) for path in folder.glob("*_*.db")}


def test_a_process_answers_for_all_even_for_those_that_died(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count_in(server, stored=2)
    count_in(server, stored=3)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(server))
    for pid in counted_by(server):
        forget_worker(pid)
    families = text_string_to_metric_families(counted().decode())
    values = [sample.value for family in families for sample in family.samples if sample.name == "woorec_events_total"]
    assert len(counted_by(server)) == 2
    assert values == [5]


def test_a_process_counts_in_the_room_that_was_kept_for_it(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import os; from pathlib import Path; from woorec.metrics_folder import reserve; "
    code += "reserve(Path(os.environ['PROMETHEUS_MULTIPROC_DIR']), pid=os.getpid()); "
    count_in(server, stored=7, first=code)
    file = next(server.glob("counter_*.db"))
    assert file.stat().st_size == RESERVED
    assert file.stat().st_blocks * 512 >= RESERVED  # no holes
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(server))
    assert b'woorec_events_total{state="stored",store="leather"} 7.0' in counted()
    (pid,) = counted_by(server)
    forget_worker(pid)
    assert [left.name for left in server.glob("*.db")] == [file.name]
    assert file.stat().st_size < 4096
    assert b'woorec_events_total{state="stored",store="leather"} 7.0' in counted()


def test_a_process_without_room_counts_for_itself_and_leaves_nothing_half_written(
    server: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def write(file: Path, content: bytes) -> None:
        file.touch()
        if file.name.startswith("histogram"):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write)
    other = reserve(server, pid=4242)
    try:
        assert other != server
        assert list(server.glob("*.db")) == []
        assert "Process 4242 counts for itself" in caplog.text
    finally:
        other.rmdir()


def test_what_only_a_living_worker_can_say_goes_with_it(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("gauge_livemin_4242.db", "gauge_livemin_4243.db"):
        (server / name).touch()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(server))
    assert living_workers(server) == {4242, 4243}
    forget_worker(4242)
    assert living_workers(server) == {4243}
    assert sorted(path.name for path in server.glob("*.db")) == ["gauge_livemin_4243.db"]


def test_the_folder_of_a_server_that_ended_goes_when_the_next_one_starts(tmp_path: Path) -> None:
    left = metrics_home(tmp_path) / "elsewhere-17"
    left.mkdir(parents=True)
    (left / "in-use").touch()
    (left / "counter_18.db").touch()
    folder = claim(tmp_path)
    try:
        assert not left.exists()
        assert live_folders(tmp_path) == [folder]
    finally:
        stop()
    assert live_folders(tmp_path) == []


def test_the_folder_of_a_server_that_still_runs_is_left_alone(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (server / "counter_18.db").touch()
    monkeypatch.setattr(os, "getpid", lambda: 99)
    home = server.parent.parent
    second = claim(home)
    try:
        assert (server / "counter_18.db").exists()
        assert live_folders(home) == sorted([server, second])
    finally:
        stop()


def test_a_folder_that_cannot_be_written_stops_no_server(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "metrics").write_text("a file, where a folder should be")
    assert claim(tmp_path) is None
    assert "Nothing is counted for /metrics" in caplog.text
