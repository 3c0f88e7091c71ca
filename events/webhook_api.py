"""POST /hooks/<token>/: where shop systems call. The token leads to the source, the signature proves who calls.

A call is kept first and then acted on at once, for as long as the caller may be left waiting. Whatever does not get
done in that time is done by `events.settle_deliveries`.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from catalog.sealing import Unsealable
from events.models import WebhookSource
from events.webhooks.process import process
from events.webhooks.receive import LARGEST_BODY, Answer, Received, receive

log = logging.getLogger(__name__)
# Shopify gives up after 5 seconds. No statement begins after the first limit, and none may take longer than the second.
BEGINS_WITHIN = 2.0
STATEMENT_SECONDS = 1.5
RETRY_SECONDS = 10
LONGEST_TOKEN = 32


class OutOfTime(OperationalError):
    """The caller has waited long enough."""


@csrf_exempt
def hook(request: HttpRequest, token: str) -> HttpResponse:
    """This will answer a call of a shop system; docs/webhooks.md lists what each status means."""
    if request.method != "POST":
        response = _said(Answer(405, "Shop systems send their news here with POST."))
        response["Allow"] = "POST"
        return response
    try:
        answer = _answer(request, token)
        if answer.delivery_id is not None:
            _act(answer.delivery_id)
    except (OperationalError, InterfaceError):
        log.exception("The database does not answer")
        connection.close()
        answer = Answer(503, "The database does not answer. Send it again.")
    except Unsealable:
        log.error("The secrets of a webhook source do not open: SECRET_KEY was changed. Issue a new secret.")
        answer = Answer(503, "The secret of this source cannot be read. Somebody has to issue a new one.")
    return _said(answer)


def _answer(request: HttpRequest, token: str) -> Answer:
    length = request.META.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit()):
        return Answer(411, "Say how long the body is: Content-Length is missing.")
    if int(length) > LARGEST_BODY:
        return Answer(413, "The body is larger than 1 MB.")
    source = _source(token)
    if source is None:
        return Answer(404, "No source has this address. Copy it from the Integrations page.")
    if not source.is_active:
        return Answer(410, "This source was switched off.")
    try:
        body = request.body
    except UnreadablePostError:
        return Answer(400, "The body did not arrive whole. Send it again.")
    if len(body) != int(length):
        return Answer(400, "The body is shorter than announced. Send it again.")
    return receive(source, Received(body, request.headers, timezone.now()))


def _source(token: str) -> WebhookSource | None:
    if len(token) > LONGEST_TOKEN or not (token.isascii() and token.isalnum()):
        return None
    return WebhookSource.objects.select_related("store").filter(token=token).first()


def _act(delivery_id: int) -> None:
    """This will act on a delivery within the time there is; if that does not suffice, it is done later."""
    try:
        with _limited_time():
            process(delivery_id, now=timezone.now())
    except DatabaseError as error:
        log.warning("Delivery %s is acted on later: %s", delivery_id, error)


@contextmanager
def _limited_time() -> Iterator[None]:
    ends = time.monotonic() + BEGINS_WITHIN

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        # What undoes a savepoint must get through, or nothing could be taken back.
        if time.monotonic() > ends and not sql.startswith(("ROLLBACK", "RELEASE")):
            raise OutOfTime("There was no more time for this statement.")
        return execute(sql, params, many, context)

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, false)", [str(int(STATEMENT_SECONDS * 1000))])
    try:
        with connection.execute_wrapper(watch):
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")


def _said(answer: Answer) -> JsonResponse:
    response = JsonResponse({"message": answer.says}, status=answer.status)
    if answer.status in (429, 503):
        response["Retry-After"] = str(RETRY_SECONDS)
    return response
