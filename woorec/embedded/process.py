"""The life of one server process: is it there, start it, wait for it, end it.

A server is recognised by its program and its working directory, which is its data folder. Numbers in pid files are not
trusted: after a crash or in a new container they may belong to somebody else.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from woorec.embedded.place import EmbeddedError, Place, require_entry

PATIENCE_SECONDS = 120.0  # replaying a long write-ahead log after a crash
PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0)  # a killed server's last children need a moment to leave
COMING_UP_SECONDS = 5.0  # from the start of a server's process to its socket
LARGEST_LOG = 10_000_000

# Kept so that a server that ends before we do is reaped.
_launched: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, slots=True)
class Server:
    """How one kind of server is found, started and ended.

    `ready` asks it whether it takes commands; `clear_the_way` comes before each try to start it.
    """

    name: str
    find_program: Callable[[], Path]
    arguments: Sequence[str]
    folder: Path
    socket: Path
    place: Place
    end_signal: signal.Signals
    ready: Callable[[], bool]
    clear_the_way: Callable[[], None] = lambda: None

    @property
    def log(self) -> Path:
        return self.place.folder / "server.log"


def ensure_running(server: Server) -> bool:
    """This will adopt the folder's server or start it, and wait until it takes commands. True if it was started."""
    _reap()
    if listening(server.socket) and _await_ready(server, up=lambda: listening(server.socket)):
        return False
    kill_left_behind(server.folder, program=server.name)
    _end_unreachable(server)
    require_entry(server.place)
    program = server.find_program()
    for pause in PAUSES:
        server.clear_the_way()
        if _await_ready(server, up=_launch(server, program=program)):
            return True
        time.sleep(pause)
    raise EmbeddedError(f"{server.name} does not start. The end of {server.log}:\n{_tail(server.log)}")


def launched_any() -> bool:
    """This will tell whether this process started a server, rather than adopting one that ran."""
    return bool(_launched)


def end(server: Server) -> None:
    """This will stop the folder's server, if one runs, and wait until it is gone."""
    _end_all(server, how=server.end_signal, patience=60.0)
    if server.place.sockets != server.place.folder:
        with suppress(OSError):
            server.place.sockets.rmdir()


def listening(path: Path) -> bool:
    """This will tell whether a process accepts connections on the socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(5)
        return probe.connect_ex(str(path)) == 0


def running_in(folder: Path, *, program: str) -> list[psutil.Process]:
    """This will list the processes of this program that work in this very folder."""
    return [process for process in _named(program) if _works_in(process, folder)]


def kill_left_behind(folder: Path, *, program: str) -> None:
    """This will kill servers whose data folder was deleted under them and may since have been made anew.

    Kill, not ask: a server that ends in peace writes its last state to its folder by name, which may be the new
    server's by then.
    """
    for process in _named(program):
        if str(folder) in _command_line(process) and _lost_its_folder(process, folder):
            _send(signal.SIGKILL, [process, *_children(process)])


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def _named(program: str) -> list[psutil.Process]:
    return [process for process in psutil.process_iter(["name"]) if process.info["name"] == program]


def _works_in(process: psutil.Process, folder: Path) -> bool:
    there = _working_directory(process)
    if there is None:
        return str(folder) in _command_line(process)
    return os.path.samestat(folder.stat(), there)


def _lost_its_folder(process: psutil.Process, folder: Path) -> bool:
    there = _working_directory(process)
    return there.st_nlink == 0 if there else not folder.exists()


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def _working_directory(process: psutil.Process) -> os.stat_result | None:
    # None on macOS, and in a container whose root may not look into other accounts' processes.
    try:
        return os.stat(f"/proc/{process.pid}/cwd")
    except OSError:
        return None


def _end_unreachable(server: Server) -> None:
    # It may be coming up, started by a process that was killed. Or its socket was removed by a cleaner of old files.
    if not running_in(server.folder, program=server.name):
        return
    if not _wait(lambda: listening(server.socket), seconds=COMING_UP_SECONDS):
        _end_all(server, how=server.end_signal, patience=20.0)


def _end_all(server: Server, *, how: signal.Signals, patience: float) -> None:
    def gone() -> bool:
        _reap()
        return not running_in(server.folder, program=server.name)

    _send(how, _heads(running_in(server.folder, program=server.name)))
    if _wait(gone, seconds=patience):
        return
    _send(signal.SIGKILL, running_in(server.folder, program=server.name))
    if not _wait(gone, seconds=10):
        raise EmbeddedError(f"The server in {server.folder} does not end.")


def _send(how: signal.Signals, processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(how)


def _heads(processes: list[psutil.Process]) -> list[psutil.Process]:
    # PostgreSQL's own children follow their parent.
    pids = {process.pid for process in processes}
    return [process for process in processes if _parent(process) not in pids]


def _parent(process: psutil.Process) -> int | None:
    try:
        return int(process.ppid())
    except psutil.NoSuchProcess:
        return None


def _launch(server: Server, *, program: Path) -> Callable[[], bool]:
    """This will start the server's process and return how to ask whether it is still there."""
    if server.log.exists() and server.log.stat().st_size > LARGEST_LOG:
        server.log.replace(server.log.with_suffix(".log.old"))
    account = server.place.account
    with open(server.log, "ab", opener=_without_following) as log:
        child = subprocess.Popen(
            [str(program), *server.arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=server.folder,
            env=clean_environment(),
            start_new_session=True,  # Ctrl-C in a terminal ends the program that started us, not the database
            umask=0o077,
            **(account.as_options() if account else {}),
        )
    _launched.append(child)
    return lambda: child.poll() is None


def _without_following(path: str, flags: int) -> int:
    # Root writes this log into a folder of another account, which might have put a link there.
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


def clean_environment() -> dict[str, str]:
    """This will give a server's environment: nothing of ours, no PGPORT or the like, no secrets."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}


def _await_ready(server: Server, *, up: Callable[[], bool]) -> bool:
    if not _wait(lambda: server.ready() or not up(), seconds=PATIENCE_SECONDS):
        raise EmbeddedError(f"{server.name} does not answer on {server.socket}. See {server.log}.")
    return up()


def _wait(condition: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _reap() -> None:
    _launched[:] = [child for child in _launched if child.poll() is None]


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else "(no log)"
