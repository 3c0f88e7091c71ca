"""Takes up a pull that waits and carries it out, page by page.

A page and the count of pages done are one transaction, so whoever goes on after a stop or a kill begins with the page
that was not written. The time from which the next pull asks for changes moves with a whole pull alone, and it is read
off the shop's own clock. A worker that was taken for dead finds its claim gone and ends.
"""

import logging
import time

from django.db import OperationalError
from django.utils import timezone

from catalog.dispatch import hand_out
from catalog.feeds.base import FeedError
from catalog.feeds.web import Closed
from catalog.feeds.woocommerce_rest import WooCommerce
from catalog.models import WooCommerceShop
from catalog.pulls.asking import Crew
from catalog.pulls.pages import Paused, pull_pages
from catalog.pulls.shops import keys_of
from catalog.pulls.states import State
from catalog.pulls.work import Lost, Stopped, Watch, Work
from catalog.sealing import Unsealable

log = logging.getLogger(__name__)
TASK = "catalog.pull"
SEALED = "The keys cannot be read: SECRET_KEY is another one since they were entered. Enter them again."


def run_pull(shop_id: int, *, watch: Watch | None = None, seconds: float | None = None) -> bool:
    """This will carry out a waiting pull and say whether it was taken: not if another worker has it.

    `watch` sees the row after each page. After `seconds` the pull goes to the end of the queue, so that other work has
    its turn. An unexpected error ends the pull and is raised again.
    """
    row = _claim(shop_id)
    if row is None:
        return False
    work = Work(row, watch=watch or (lambda _row: None))
    try:
        _pull(work, until=None if seconds is None else time.monotonic() + seconds)
    except Lost:
        log.warning("The pull of shop %s was taken over by another worker", shop_id)
    except Paused:
        work.finish(State.QUEUED)
        hand_out(TASK, shop_id)
    except (Stopped, Closed):
        work.finish(State.STOPPED)
    except FeedError as error:
        work.finish(State.FAILED, error=str(error))
    except KeyboardInterrupt:
        work.finish(State.STOPPED)
        raise
    except OperationalError:
        raise  # the database went away; the row is found silent and taken up again
    except Exception:
        error = f"Something unexpected happened after page {row.pages_done}. The log says what."
        work.finish(State.FAILED, error=error)
        raise
    return True


def _pull(work: Work, *, until: float | None) -> None:
    try:
        key, secret = keys_of(work.row)
    except Unsealable as error:
        raise FeedError(SEALED) from error
    with Crew(WooCommerce(work.row.url, key=key, secret=secret), pulse=work.pulse) as crew:
        pull_pages(work, crew, until=until)


def _claim(shop_id: int) -> WooCommerceShop | None:
    """One update decides: of two workers with the same message the second finds nothing that waits."""
    waiting = WooCommerceShop.objects.filter(pk=shop_id, state=State.QUEUED)
    if not waiting.update(state=State.RUNNING, heartbeat_at=timezone.now()):
        return None
    return WooCommerceShop.objects.select_related("store").get(pk=shop_id)
