"""Is the process alive, and can it serve?"""

import logging

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from catalog.database_door import answering
from catalog.time_limit import answered_within
from woorec.draining import LEAVE
from woorec.holder import versions

log = logging.getLogger(__name__)
ASKED_SECONDS = 2.0  # a load balancer asks again and again, and must not take all threads


def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


def ready(request: HttpRequest) -> JsonResponse:
    """This will answer 200 when requests are welcome and the database can be read, and 503 with the reason when not."""
    if LEAVE.has_begun:
        return JsonResponse({"ready": False, "reason": "This server is draining: it ends soon."}, status=503)
    try:
        with answering(), answered_within(ASKED_SECONDS):
            stores = len(versions())
    except Error:
        log.exception("The database does not answer")
        connection.close()
        return JsonResponse({"ready": False, "reason": "The database does not answer."}, status=503)
    return JsonResponse({"ready": True, "stores": stores})
