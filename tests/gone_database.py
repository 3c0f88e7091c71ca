"""A database that is gone: simulated within a test's transaction, and really, behind a door that can be shut."""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

from django.db import OperationalError, connection

from catalog import database_door


class Tries(list[str]):
    """What was asked of the database that is gone."""

    def fail(self, sql: str) -> None:
        self.append(sql)
        raise OperationalError("connection to server failed: Connection refused")


@contextmanager
def gone() -> Iterator[Tries]:
    """Whatever is asked of the database in the block fails as if its server were gone."""
    tries = Tries()
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(lambda execute, sql, *more: tries.fail(sql)))
        stack.enter_context(patch("catalog.prepared._fetch", side_effect=lambda sql, values: tries.fail(sql)))
        # A test's transaction keeps the connection, whatever happens in it.
        stack.enter_context(patch.object(database_door, "_is_gone", return_value=True))
        try:
            yield tries
        finally:
            database_door.forget()


class Relay:
    """A socket that leads to the real server.

    Shut, connections break and no new one is taken; held, connections are taken and nothing comes back.
    """

    def __init__(self, folder: Path, *, real: str) -> None:
        self.folder, self._path, self._real = folder, folder / ".s.PGSQL.5432", real
        self._pipes: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self._flows = threading.Event()
        self._flows.set()

    def hold(self) -> None:
        self._flows.clear()

    def let_go(self) -> None:
        self._flows.set()

    def open(self) -> None:
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self._path))
        self._listener.listen(64)
        threading.Thread(target=self._take, args=(self._listener,), daemon=True).start()

    def shut(self) -> None:
        assert self._listener is not None
        self._path.unlink()
        for each in (self._listener, *self._pipes):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._pipes.clear()

    def _take(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._real)
                self._pipes += [client, server]
                threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        other = {client: server, server: client}
        with client, server, suppress(OSError):
            while True:
                for each in select.select([*other], [], [])[0]:
                    if not (told := each.recv(65536)):
                        return
                    self._flows.wait()
                    other[each].sendall(told)
