"""Calls of the API that are judged by their answers, whatever those are."""

import http.client
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, 0 where none came, and what was said."""

    status: int
    body: Any


class JsonClient:
    """Keeps a connection to a server of this machine."""

    def __init__(self, port: int, key: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}

    def call(self, method: str, what: str, body: object) -> Answer:
        try:
            self._connection.request(method, f"/api/v1/{what}", orjson.dumps(body), self._headers)
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return Answer(0, None)
        return Answer(answer.status, orjson.loads(content) if answer.status == 200 else content[:300])
