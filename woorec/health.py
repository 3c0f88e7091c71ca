"""Is the process alive, and can it serve?"""

import logging

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from woorec.holder import versions

log = logging.getLogger(__name__)


def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


def ready(request: HttpRequest) -> JsonResponse:
    """This will answer 200 when the database can be read, and 503 with the reason when not."""
    try:
        stores = len(versions())
    except Error:
        log.exception("The database does not answer")
        connection.close()
        return JsonResponse({"ready": False, "reason": "The database does not answer."}, status=503)
    return JsonResponse({"ready": True, "stores": stores})
