"""What goes on beside the lists of a soak, each in a thread of its own until it is told to stop."""

import itertools
import random
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from uuid import uuid4

import psutil
from django.db import connection

from catalog.models import Store, Warehouse
from ranking.models import ModelVersion, TrainingRun
from ranking.queries import champion, open_run
from ranking.services import promote, request_stop, request_training
from ranking.trainer import train
from woorec.speed.json_calls import Answer, JsonClient
from woorec.speed.machine import private_mib
from woorec.speed.soak.clicks import Clicks, Event
from woorec.speed.soak.pins import PINNED, Pins
from woorec.speed.soak.probes import Probes
from woorec.speed.soak.result import Soak
from woorec.speed.soak.wishes import Wishes

STOCK_ROWS, STOCK_EVERY = 200, 1.0  # rows a call, seconds between calls
EVENTS, EVENTS_EVERY = 50, 0.5  # a call, what answers lists first
PUBLISH_EVERY, LOOK_EVERY, PROBE_EVERY = 30.0, 2.0, 2.0
Work = Callable[[], None]


class Beside:
    """Moves stock, sends events, publishes rules, trains and swaps models, asks what has one right answer, and watches.

    `server` is the process whose children serve. What went wrong is kept in `found.failures`.
    """

    def __init__(
        self, found: Soak, store: Store, pins: Pins, wishes: Wishes, clicks: Clicks, *, key: str, port: int,
        server: int, seconds: float,
    ) -> None:  # fmt: skip
        self._found, self._store, self._pins, self._wishes, self._clicks = found, store, pins, wishes, clicks
        self._key, self._port, self._server, self._seconds = key, port, server, seconds
        self._skus = wishes.skus[PINNED:]  # the others are the probes'
        self._began, self._stop = time.perf_counter(), threading.Event()
        works = (self._stock, self._events, self._publish, self._models, self._probe, self._look)
        self._threads = [threading.Thread(target=self.kept(work)) for work in works]

    @property
    def since(self) -> float:
        """This will say how many seconds it has gone on."""
        return time.perf_counter() - self._began

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """This will stop everything, a training too, and wait for it."""
        self._stop.set()
        if unfinished := open_run(self._store):
            request_stop(unfinished)
        for thread in self._threads:
            thread.join()

    def client(self) -> JsonClient:
        return JsonClient(self._port, self._key)

    def kept(self, work: Work) -> Work:
        """This will keep what goes wrong in a thread, and close its connection to the database."""

        def guarded() -> None:
            try:
                work()
            except Exception:
                self._found.failures.append(f"{work.__name__}: {traceback.format_exc(limit=-2)}")
            finally:
                connection.close()

        return guarded

    def _stock(self) -> None:
        client, rng, numbers = self.client(), random.Random(), itertools.count(int(1000 * time.time()))
        places = list(Warehouse.objects.filter(store=self._store).values_list("code", flat=True))
        for _ in self._every(STOCK_EVERY):
            rows = [
                {
                    "sku": rng.choice(self._skus),
                    "warehouse": rng.choice(places),
                    "sequence": next(numbers),
                    "quantity": 9,
                }
                for _ in range(STOCK_ROWS)
            ]
            self._note("stock rows", STOCK_ROWS, client.call("PUT", "stock", {"rows": rows}))

    def _events(self) -> None:
        client, rng = self.client(), random.Random()
        for _ in self._every(EVENTS_EVERY):
            answers = self._clicks.take(EVENTS)
            batch = answers + [self._event(rng) for _ in range(EVENTS - len(answers))]
            answer = client.call("POST", "events", {"events": batch})
            self._note("events", EVENTS, answer)
            self._found.done["of them answers to lists"] += len(answers)
            if answer.status == 200 and answer.body["rejected"]:
                errors = [each["errors"] for each in answer.body["results"] if each["errors"]]
                self._found.failures.append(f"events: {answer.body['rejected']} rejected, the first for {errors[0]}")

    def _event(self, rng: random.Random) -> Event:
        return {
            "event_id": str(uuid4()),
            "name": rng.choice(["view_item", "add_to_cart"]),
            "session": f"soak-{rng.randrange(5_000)}",
            "items": [{"item_id": rng.choice(self._skus)}],
        }

    def _publish(self) -> None:
        for _ in self._every(PUBLISH_EVERY):
            self._pins.publish_next()
            self._found.done["versions published"] += 1

    def _models(self) -> None:
        before = champion(self._store)
        if self._stop.wait(self._seconds / 6) or not self._train():
            return
        fresh = ModelVersion.objects.filter(store=self._store).latest("pk")
        for version in (fresh, before, fresh):
            if version is None or self._stop.wait(self._seconds / 12):
                return
            promote(ModelVersion.objects.get(pk=version.pk), reason="Soak.")
            self._found.swaps.append(self.since)
            self._found.done["models swapped"] += 1

    def _train(self) -> bool:
        """This will train a model without letting it go live, and say whether that went well."""
        began = self.since
        finished = train(request_training(self._store, config={"evaluate": False}).pk, promoted=False)
        self._found.training[:] = [began, self.since]
        went_well = finished.state == TrainingRun.State.SUCCEEDED
        self._found.done["models trained"] += went_well
        return went_well

    def _probe(self) -> None:
        probes = Probes(
            self._store,
            self.client(),
            placement=self._pins.placement.code,
            customers=self._wishes.customers,
            pinned=self._pins.now,
        )
        for _ in self._every(PROBE_EVERY):
            for question, is_right in probes.ask():
                self._found.note(question, is_right)

    def _look(self) -> None:
        for _ in self._every(LOOK_EVERY):
            workers = [process.pid for process in psutil.Process(self._server).children()]
            self._found.memory.append((self.since, sum(private_mib(pid) for pid in workers)))

    def _note(self, what: str, count: int, answer: Answer) -> None:
        if answer.status == 200:
            self._found.done[what] += count
        else:
            self._found.failures.append(f"{what}: status {answer.status}")

    def _every(self, seconds: float) -> Iterator[None]:
        while not self._stop.wait(seconds):
            yield
