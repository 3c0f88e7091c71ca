"""A client that asks over HTTP and keeps its connection, and how much a server takes from several of them."""

import http.client
import threading
import time
from collections.abc import Callable, Sequence

import orjson

PATH = "/api/v1/recommendations"
Body = dict[str, object]


class Client:
    """Asks one server in turns of bodies. A broken answer stops the run: it would be fast for the wrong reason."""

    def __init__(self, port: int, bodies: Sequence[Body], *, key: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._bodies = [orjson.dumps(body) for body in bodies]
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._turn = 0

    def __call__(self) -> bytes:
        body = self._bodies[self._turn % len(self._bodies)]
        self._turn += 1
        self._connection.request("POST", PATH, body, self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"The server answered {answer.status}: {content[:300]!r}")
        return content


def load(make: Callable[[], Client], *, clients: int, seconds: float) -> list[float]:
    """This will let several clients ask without a pause and give the milliseconds of every answer."""
    times, failures = list[float](), list[BaseException]()
    until = time.perf_counter() + seconds

    def ask() -> None:
        try:
            client = make()
            while (began := time.perf_counter()) < until:
                client()
                times.append((time.perf_counter() - began) * 1000)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return times
