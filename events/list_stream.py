"""The way of a served list out of a web process: one trip to Redis, from where a keeper stores it a moment later.

Lists go this way only while a keeper says that it lives and few of them wait. Otherwise they are for whoever served
them to write. A list that Redis took although it seemed to fail is written both ways and stored once.
"""

import logging
import math
import time
from dataclasses import dataclass
from itertools import chain

import orjson
import redis

from catalog.limits import quick_redis
from events.models import RankedList

log = logging.getLogger(__name__)
STREAM = "lists:served"
KEEPER = "lists:keeper"  # lives as long as a keeper stores lists
ASIDE = "lists:aside"  # what no keeper could store
BODY = b"list"
MOST_WAITING = 10_000  # 40 MB of usual lists
FEW_WAITING = 1_000
# Redis forgets lists above this. Writers stop at MOST_WAITING, so only one that runs mad gets here.
LAST_BOUND = 5 * MOST_WAITING
PAUSE = 5.0
COLUMNS = tuple(field.column for field in RankedList._meta.concrete_fields if not field.primary_key)


class _Door:
    """Whether this process sends its lists to the stream. Closed at first: nobody has asked for a keeper yet."""

    open = False
    refused = False  # Redis answered, and lists could not go there
    ask_again_at = 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lies in the stream: how many lists, for how many seconds the oldest, and how many were set aside."""

    lists: int
    seconds: float
    aside: int
    keeper: bool


def push(served: RankedList) -> bool:
    """This will hand a list to the keeper. False: it was not handed over, or may not have been; write it yourself."""
    try:
        if not (_Door.open or _opens()):
            return False
        with quick_redis().pipeline(transaction=False) as pipeline:
            pipeline.xadd(STREAM, {BODY: encoded(served)}, maxlen=LAST_BOUND, approximate=True)
            _, waiting, alive = pipeline.xlen(STREAM).exists(KEEPER).execute()
    except redis.RedisError as error:
        _close(f"Redis does not take them: {error}", refused=isinstance(error, redis.ResponseError))
        return False
    except (TypeError, ValueError) as error:
        log.warning("The list %s does not fit the stream: %s", served.request_id, error)
        return False
    if waiting > MOST_WAITING or not alive:
        _close(f"{waiting} wait" if alive else "no keeper takes them", refused=True)
    return True


def forget() -> None:
    """This will make the next list ask again, as that of a new process does."""
    _Door.open, _Door.refused, _Door.ask_again_at = False, False, 0.0


def is_missing() -> bool:
    """This will say whether lists could not go to the stream when this process last asked, though Redis answered."""
    return _Door.refused


def encoded(served: RankedList) -> bytes:
    """This will write a list as JSON. Raises TypeError or ValueError for what JSON cannot hold."""
    numbers = (served.scores, served.propensities, served.prices, filter(None, served.margins), served.candidate_scores)
    if not math.isfinite(sum(chain(*numbers))):
        raise ValueError("a number is not finite")
    return orjson.dumps({column: getattr(served, column) for column in COLUMNS}, default=float)


def waiting(client: redis.Redis) -> Waiting:
    """This will look at the stream. Raises RedisError."""
    with client.pipeline(transaction=False) as pipeline:
        pipeline.xlen(STREAM).xrange(STREAM, count=1).time().xlen(ASIDE).exists(KEEPER)
        lists, oldest, (seconds, _), aside, keeper = pipeline.execute()
    since = int(oldest[0][0].split(b"-")[0]) / 1000 if oldest else seconds
    return Waiting(lists, max(0.0, seconds - since), aside, bool(keeper))


def _opens() -> bool:
    """This will ask now and then whether a keeper lives and few lists wait, and open the door if so."""
    if time.monotonic() < _Door.ask_again_at:
        return False
    _Door.ask_again_at = time.monotonic() + PAUSE  # before asking: one thread asks, the others go on
    with quick_redis().pipeline(transaction=False) as pipeline:
        waiting, alive = pipeline.xlen(STREAM).exists(KEEPER).execute()
    _Door.open = bool(alive) and waiting <= FEW_WAITING
    _Door.refused = not _Door.open
    return _Door.open


def _close(why: str, *, refused: bool) -> None:
    if _Door.open:
        log.warning("Served lists go straight to the database: %s", why)
    _Door.open, _Door.refused, _Door.ask_again_at = False, refused, time.monotonic() + PAUSE
