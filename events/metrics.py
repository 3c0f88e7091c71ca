"""What is counted of events, for Prometheus."""

from collections.abc import Mapping
from functools import cache

from prometheus_client import Counter

EVENTS = Counter("woorec_events", "Events that were sent, by what became of them.", ["store", "state"])


def count_events(store: str, states: Mapping[str, int]) -> None:
    """This will count a batch of events by their states, as in {"stored": 3, "duplicate": 1}."""
    for state, count in states.items():
        if count:
            _events(store, state).inc(count)


@cache
def _events(store: str, state: str) -> Counter:
    return EVENTS.labels(store, state)
