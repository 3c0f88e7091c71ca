"""What is kept of a call: plain JSON without personal data, in one shape for both systems.

Times are ISO 8601 texts, amounts are texts. `kind` says which; `""` is for topics that nothing is learned from.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.models import Store


@dataclass(frozen=True, slots=True)
class Call:
    """What came, once its signature is known to be right. `triggered_at` is Shopify's own time of the event."""

    store: Store
    topic: str
    body: Mapping[str, Any]
    received_at: datetime
    triggered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reduced:
    """What to keep, and why nothing follows from it if nothing does."""

    content: Mapping[str, Any]
    ignored: str = ""


DEEPEST = 12
NOTHING_LEARNED = "Nothing is learned from {topic}. You may remove this webhook in the shop."


def ignored(topic: str) -> Reduced:
    return Reduced({}, NOTHING_LEARNED.format(topic=topic or "a call without a topic"))


def storable(value: Any, *, depth: int = 0) -> Any:
    """This will take out what a JSON column cannot hold: NUL, infinite numbers, and nesting without end."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if depth > DEEPEST:
        return None
    if isinstance(value, Mapping):
        return {storable(name): storable(each, depth=depth + 1) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each, depth=depth + 1) for each in value]
    return value
