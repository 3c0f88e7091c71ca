"""The shop's backend at the door of the public API: the addresses, keys, scopes and answers are those of the network.

The hop over the network is left out: a web process that waits for itself could wait for ever.
"""

import io
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve, reverse

from woorec.demo_keys import server_key

log = logging.getLogger(__name__)


class Refused(Exception):
    """The API did not do what it was asked. `problem` is its problem document."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status}: {problem.get('detail') or problem.get('title') or 'no answer'}")
        self.status, self.problem = status, problem


def call(
    store_code: str, method: str, name: str, body: object = None, *, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """This will ask the API with the key of the shop's server and return its answer. Raises Refused."""
    path = reverse(name)
    sent = _request(method, path, body, {"Authorization": f"Bearer {server_key(store_code)}", **(headers or {})})
    found = resolve(path)
    response = found.func(sent, *found.args, **found.kwargs)
    response.render()
    answer = json.loads(response.content) if response.content else {}
    if response.status_code >= 400:
        raise Refused(response.status_code, answer)
    return answer


def tell(store_code: str, events: Sequence[Mapping[str, object]], *, shared: Mapping[str, object]) -> bool:
    """This will send what a shopper did; `shared` holds for all of it. A shop goes on when that fails."""
    if not server_key(store_code):
        return False
    try:
        answer = call(
            store_code, "POST", "events", {"sent_at": datetime.now(UTC).isoformat(), **shared, "events": events}
        )
    except Refused as refused:
        log.warning("%s: events were not taken: %s", store_code, refused)
        return False
    for each in answer["results"]:
        if each["errors"]:
            log.warning("%s: an event was not taken: %s", store_code, " ".join(each["errors"]))
    return not answer["rejected"]


def _request(method: str, path: str, body: object, headers: Mapping[str, str]) -> WSGIRequest:
    raw = b"" if body is None else json.dumps(body, default=str).encode()
    named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return WSGIRequest(
        {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(raw)),
            "wsgi.input": io.BytesIO(raw),
            **named,
        }
    )
