"""The supervisor with toy children, in a process of its own: signals go to whole processes."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

STEADY = "import time; print('ready'); time.sleep(600)"


class Up:
    """A running supervisor with the given children."""

    def __init__(
        self, folder: Path, children: dict[str, str], *, grace_seconds: float, settled_after: float, as_json: bool
    ) -> None:
        self.output = folder / "output"
        script = textwrap.dedent(f"""
            import sys
            from woorec.supervisor import Patience, Program, supervise
            patience = Patience(first_pause=0.05, longest_pause=0.2, settled_after={settled_after}, attempts=3)
            children = {children!r}
            programs = [
                Program(name, [sys.executable, "-c", code], grace_seconds={grace_seconds})
                for name, code in children.items()
            ]
            sys.exit(supervise(programs, patience=patience, as_json={as_json}))
        """)
        with self.output.open("wb") as out:
            self.process = subprocess.Popen([sys.executable, "-c", script], stdout=out, stderr=subprocess.STDOUT)

    def text(self) -> str:
        return self.output.read_text()

    def wait_for(self, text: str, *, times: int = 1) -> None:
        wait_until(lambda: self.text().count(text) >= times, what=lambda: f"{text!r} in:\n{self.text()}")

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=20)


def wait_until(condition: Callable[[], bool], *, what: Callable[[], str], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"still waiting for {what()}"
        time.sleep(0.02)


@pytest.fixture
def up(tmp_path: Path) -> Iterator[Callable[..., Up]]:
    started: list[Up] = []

    def start(grace_seconds: float = 10, settled_after: float = 600, as_json: bool = False, **children: str) -> Up:
        up = Up(tmp_path, children, grace_seconds=grace_seconds, settled_after=settled_after, as_json=as_json)
        started.append(up)
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()


def test_each_line_carries_the_name_of_its_child(up: Callable[..., Up]) -> None:
    running = up(web=STEADY, worker=STEADY)

    running.wait_for("web    | ready")
    running.wait_for("worker | ready")

    assert running.stop() == 0


def test_for_machines_each_line_is_one_object_and_those_of_children_pass_as_they_are(up: Callable[..., Up]) -> None:
    said = """import os, time
print('{"message": "ready", "program": "%s"}' % os.environ["WOOREC_PROGRAM"])
print('bare')
time.sleep(600)"""
    running = up(as_json=True, web=said)
    running.wait_for("bare")
    assert running.stop() == 0
    lines = [json.loads(line) for line in running.text().splitlines()]
    assert [line["message"] for line in lines] == ["ready", "bare", "stopped"]
    assert {line["program"] for line in lines} == {"web"}


def test_for_machines_a_line_that_only_begins_like_an_object_becomes_one(up: Callable[..., Up]) -> None:
    said = """import time
print("{'a': 'dictionary of Python'}")
print('{"message": "cut of')
print('{"nested": ' * 100_000)
print('last')
time.sleep(600)"""
    running = up(as_json=True, web=said)
    running.wait_for("last")
    assert running.stop() == 0
    said_by_web = [json.loads(line)["message"] for line in running.text().splitlines()]
    assert said_by_web[:2] == ["{'a': 'dictionary of Python'}", '{"message": "cut of']
    assert said_by_web[2].count("nested") == 100_000
    assert said_by_web[3:] == ["last", "stopped"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_ends_the_children_in_reverse_order(up: Callable[..., Up], how: signal.Signals) -> None:
    running = up(worker=STEADY, beat=STEADY, web=STEADY)
    running.wait_for("ready", times=3)
    children = running.children()

    assert running.stop(how) == 0

    order = [line.split()[0] for line in running.text().splitlines() if line.endswith("stopped")]
    assert order == ["web", "beat", "worker"]
    assert not any(child.is_running() for child in children)


def test_a_killed_child_is_started_again(up: Callable[..., Up]) -> None:
    running = up(web=STEADY)
    running.wait_for("ready")
    first = running.children()[0]

    os.kill(first.pid, signal.SIGKILL)
    running.wait_for("ready", times=2)

    assert "ended by SIGKILL; starting it again in 0.05 s" in running.text()
    assert running.children()[0].pid != first.pid


def test_a_child_that_never_comes_up_is_given_up_and_the_others_end(up: Callable[..., Up]) -> None:
    running = up(worker=STEADY, web="import sys; sys.exit('the port is in use')")

    assert running.process.wait(timeout=20) == 1

    assert running.text().count("the port is in use") == 3
    assert "web    | ended with status 1; giving up" in running.text()
    assert "worker | stopped" in running.text()


def test_a_child_that_once_settled_is_never_given_up(up: Callable[..., Up]) -> None:
    running = up(settled_after=0.3, web="import time; print('ready'); time.sleep(0.6)")

    running.wait_for("ready", times=5)

    assert running.process.poll() is None


def test_a_program_that_does_not_exist_is_named() -> None:
    code = """
import sys
from woorec.supervisor import Patience, Program, supervise
sys.exit(supervise([Program("web", ["/no/such/program"])], patience=Patience(attempts=1)))
"""

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "web | cannot be started" in done.stdout


def test_a_stubborn_child_is_killed_after_its_grace(up: Callable[..., Up]) -> None:
    running = up(grace_seconds=0.3, web=f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {STEADY}")
    running.wait_for("ready")
    child = running.children()[0]

    assert running.stop() == 0

    assert "does not end and is killed" in running.text()
    assert not child.is_running()


def test_what_a_child_leaves_behind_ends_with_it(up: Callable[..., Up]) -> None:
    code = (
        "import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']).pid); "
        + STEADY
    )
    running = up(web=code)
    running.wait_for("ready")
    grandchild = psutil.Process(running.children()[0].children()[0].pid)

    running.stop()

    wait_until(
        lambda: not grandchild.is_running() or grandchild.status() == "zombie", what=lambda: "the grandchild's end"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent was killed")
def test_killed_outright_it_leaves_no_child_behind(up: Callable[..., Up]) -> None:
    running = up(web=STEADY)
    running.wait_for("ready")
    child = running.children()[0]

    running.process.kill()
    running.process.wait()

    wait_until(lambda: not child.is_running() or child.status() == "zombie", what=lambda: "the child's end")
