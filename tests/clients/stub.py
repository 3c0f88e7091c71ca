"""A stand-in for WooRec that answers as a story says, and keeps what it was asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True)
class Said:
    """One answer. `hangs_up` closes the connection instead, `then_closes` after it."""

    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    then_closes: bool = False


@dataclass
class Heard:
    connections: int = 0
    bodies: list[dict] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


PAGE = {"placement": "home", "items": [{"sku": "TOTE-1", "position": 1}], "request_id": "r-1"}
GOOD = Said(body=PAGE)


@contextmanager
def stand_in(*answers: Said) -> Iterator[tuple[str, Heard]]:
    """This will answer the calls in turn, the last answer again and again, and give an address and what was heard."""
    heard, left = Heard(), list(answers)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            heard.connections += 1
            super().setup()

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            heard.bodies.append(json.loads(raw))
            heard.headers.append(dict(self.headers))
            said = left.pop(0) if len(left) > 1 else left[0]
            self.close_connection = said.hangs_up or said.then_closes
            if not said.hangs_up:
                self._answer(said)

        do_PUT = do_GET = do_POST

        def _answer(self, said: Said) -> None:
            raw = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(raw)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
