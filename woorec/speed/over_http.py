"""A client that asks over HTTP and keeps its connection, and how much a server takes from several of them."""

import http.client
import re
import time
from collections.abc import Callable, Sequence

import orjson

from woorec.snapshot import Snapshot
from woorec.speed.together import together

PATH = "/api/v1/recommendations"
BROKEN = re.compile(
    r"untrained|model_damaged|(redis|stream|database)_missing|shopper_failed|(recall|ranker)_.+_(failed|missing|unknown)|.+_late"
)
UNTRAINED = re.compile(r"untrained|ranker_.+_missing")
Body = dict[str, object]


def refuse_broken(content: bytes, snapshot: Snapshot) -> None:
    """This will raise RuntimeError for an answer of ours that would be fast for the wrong reason.

    That is one of another model than the snapshot's, or one that names something failed, late or missing. A channel may
    be empty, and a shop that is untrained has no ranker.
    """
    answer = orjson.loads(content)
    if answer["model"] != snapshot.model.version:
        raise RuntimeError(f"The API answered with the model {answer['model']}, not with {snapshot.model.version}.")
    known = UNTRAINED if snapshot.model_problem == "untrained" else None
    broken = [name for name in answer["fallback"] if BROKEN.fullmatch(name) and not (known and known.fullmatch(name))]
    if broken:
        raise RuntimeError(f"The API answered without all that was to be timed: {', '.join(broken)}.")


class Client:
    """Asks one server in turns of bodies. Any status but 200 stops the run.

    What an answer of ours says is for `refuse_broken`, outside of what is timed.
    """

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
    until = time.perf_counter() + seconds

    def ask() -> list[float]:
        client, times = make(), list[float]()
        while (began := time.perf_counter()) < until:
            client()
            times.append((time.perf_counter() - began) * 1000)
        return times

    return [ms for times in together([ask] * clients) for ms in times]
