"""Who is no shopper: what calls itself a crawler, and what clicks faster than people do.

Their events are kept and counted, and never learned from.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import chain

import redis

from catalog.limits import quick_redis

# What crawlers, previews and monitors call themselves. Tools such as curl are left out: integrators use them.
CRAWLERS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|headless|lighthouse|pagespeed|pingdom|uptime|monitor|facebookexternalhit|"
    r"embedly|preview|phantomjs|selenium|puppeteer|playwright|scrapy|archiver",
    re.IGNORECASE,
)
EVENTS_A_MINUTE = 120  # of one visit, by the events' own times: a backlog that is delivered at once is no bot


def is_crawler(user_agent: str) -> bool:
    """This will tell whether a browser's name for itself is that of a machine."""
    return bool(user_agent) and CRAWLERS.search(user_agent) is not None


def hasty_sessions(store_id: int, done: Iterable[tuple[str, datetime]]) -> set[str]:
    """This will count what each session did in which minute and name those that are faster than people.

    While Redis does not answer nobody is counted, and nobody is taken for a bot.
    """
    minutes: dict[int, Counter[str]] = {}
    for session, at in done:
        minutes.setdefault(int(at.timestamp() // 60), Counter())[session] += 1
    try:
        totals = _count_up(store_id, minutes) if minutes else []
    except redis.RedisError:
        return set()
    return {session for session, count in totals if count > EVENTS_A_MINUTE}


def _count_up(store_id: int, minutes: dict[int, Counter[str]]) -> list[tuple[str, int]]:
    """This will add to the counters, which live for two minutes, and return each session with its new count."""
    with quick_redis().pipeline(transaction=False) as pipeline:
        for minute, counts in minutes.items():
            for session, count in counts.items():
                pipeline.hincrby(f"hasty:{store_id}:{minute}", session, count)
        for minute in minutes:
            pipeline.expire(f"hasty:{store_id}:{minute}", 120)
        totals = pipeline.execute()
    return [(session, int(total)) for session, total in zip(chain(*minutes.values()), totals, strict=False)]
