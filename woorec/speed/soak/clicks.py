"""What the shoppers of a soak do with the lists that they are shown: some click a product, and some of those buy it.

Without this a ranker would learn from a soak that nobody ever clicks.
"""

import random
from collections import deque
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

CLICKED, BOUGHT = 0.25, 0.15  # of lists, of clicks
MOST = 5_000  # events that wait to be sent; the oldest are forgotten

Event = dict[str, object]


class Clicks:
    """Events that answer lists, waiting to be sent. Several threads may add and take at once."""

    def __init__(self) -> None:
        self._waiting = deque[Event](maxlen=MOST)

    def look_at(self, wish: Mapping[str, Any], page: Mapping[str, Any], rng: random.Random) -> None:
        """This will let whoever asked look at their list, the first places most, and perhaps click and buy."""
        if not page["items"] or rng.random() >= CLICKED:
            return
        places = range(len(page["items"]))
        place = rng.choices(places, weights=[1 / (1 + place) for place in places])[0]
        item = page["items"][place]
        who = {name: wish[name] for name in ("customer", "session") if name in wish}
        answer = who | {"request_id": page["request_id"]}
        self._add("select_item", answer, {"item_id": item["sku"], "index": place})
        if rng.random() < BOUGHT:
            sold = {"item_id": item["sku"], "quantity": 1, "price": item["price"]}
            order = {"transaction_id": f"soak-{uuid4()}", "currency": page["currency"], "value": item["price"]}
            self._add("purchase", answer | order, sold)

    def take(self, most: int) -> list[Event]:
        """This will give out those that waited longest, at most so many."""
        taken = list[Event]()
        while self._waiting and len(taken) < most:
            try:
                taken.append(self._waiting.popleft())
            except IndexError:  # another thread took the last one
                break
        return taken

    def _add(self, name: str, fields: Event, item: Event) -> None:
        self._waiting.append({"event_id": str(uuid4()), "name": name, "items": [item]} | fields)
