"""Served lists that say something in every column."""

from datetime import UTC, datetime
from uuid import uuid4

from catalog.models import Store
from events.models import RankedList


def served(store: Store, **fields: object) -> RankedList:
    """This will make a list with numbers that are hard to write down, and what is not known left open."""
    values: dict[str, object] = {
        "request_id": uuid4(),
        "store": store,
        "at": datetime(2026, 3, 2, 12, 0, 0, 123457, tzinfo=UTC),
        "placement": "home",
        "customer_id": 2**40,
        "session": 'v-"1"\\ é\n\t',
        "region": "eu",
        "tier": "gold",
        "seed_ids": [7, 2**40],
        "ruleset": "home@3",
        "model": "leather-esmm",
        "arm": "b",
        "random_seed": 2**63 - 1,
        "explored": True,
        "fallback": ["untrained", "wider_recall"],
        "relaxed": [{"rule": "r-1", "label": "Löwe, {x}", "reason": "out_of_stock", "positions": [4, 10]}],
        "short": True,
        "latency_ms": 0.1 + 0.2,
        "product_ids": [1, 2, 3],
        "scores": [0.1 + 0.2, 5e-324, 1.7976931348623157e308 / 1e9],
        "propensities": [1.0, 1 / 3, 0.25],
        "alternatives": [[1, 2, 1 / 3], [2, 1, 0.25]],
        "slots": ["", "4f0c", "NULL"],
        "reasons": ["vector:3 hot:12", "", "a,b}"],
        "prices": [95.0, 129.99, 0.0],
        "stocks": [3, None, 0],
        "margins": [0.61, None, -0.1],
        "campaigns": {"a-key": {"owed": 1, "at": [4]}, "another": {"owed": 0, "at": []}},
        "candidate_ids": [3, 2, 1],
        "candidate_scores": [0.7, 1e-7, -0.0],
    }
    return RankedList(**(values | fields))
