"""API errors as RFC 9457 problem documents."""

import logging

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response

from catalog.database_door import DatabaseIsSilent

log = logging.getLogger(__name__)


class Problem(exceptions.APIException):
    """An error with a name of its own. `detail` says what is wrong and what to do."""

    def __init__(self, code: str, title: str, *, detail: str, status_code: int = 400, **extra: object) -> None:
        super().__init__(detail=detail, code=code)
        self.code, self.title, self.status_code, self.extra = code, title, status_code, extra


class _TooLarge(exceptions.APIException):
    status_code = 413
    default_detail = "The body is larger than 10 MB. Send it in several parts."


class _Unavailable(exceptions.APIException):
    status_code = 503
    default_detail = "The database does not answer. Show your own fallback and try again in a few seconds."
    wait = 5


TITLES = {
    400: ("malformed-request", "The request could not be read"),
    401: ("key-missing", "A valid API key is needed"),
    403: ("not-allowed", "This key may not do that"),
    404: ("not-found", "There is nothing here"),
    405: ("method-not-allowed", "This method is not offered here"),
    406: ("not-acceptable", "Only JSON is offered"),
    413: ("too-large", "The request is too large"),
    415: ("not-json", "Send JSON"),
    422: ("invalid-fields", "Some fields are not valid"),
    429: ("too-many-requests", "Too many requests"),
    503: ("unavailable", "The service cannot answer now"),
}


def problem_response(error: Exception, context: dict) -> Response | None:
    """This will turn an exception into application/problem+json; an unknown one is logged and named by id only."""
    if isinstance(error, RequestDataTooBig):
        error = _TooLarge()
    elif isinstance(error, DatabaseIsSilent):
        log.warning("The database is not asked, as it does not answer")
        error = _Unavailable()
    elif isinstance(error, OperationalError | InterfaceError):
        log.exception("The database does not answer")
        error = _Unavailable()
    elif isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    code, title = TITLES.get(error.status_code, ("error", "Something went wrong"))
    if isinstance(error, Problem):
        code, title = error.code, error.title
    body: dict[str, object] = {
        "type": f"/api/v1/problems#{code}",
        "title": title,
        "status": error.status_code,
    }
    http_status = error.status_code
    if isinstance(error, exceptions.ValidationError):
        body |= {"type": "/api/v1/problems#invalid-fields", "title": TITLES[422][1], "status": 422}
        body["errors"] = _field_errors(error.detail)
        http_status = status.HTTP_422_UNPROCESSABLE_ENTITY
    else:
        body["detail"] = str(error.detail)
    if isinstance(error, Problem):
        body |= error.extra
    response = Response(body, status=http_status, content_type="application/problem+json")
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    if http_status == status.HTTP_401_UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def not_found(request: object, *_args: object, **_kwargs: object) -> JsonResponse:
    """This will answer an unknown address under /api/."""
    body = {
        "type": "/api/v1/problems#not-found",
        "title": TITLES[404][1],
        "status": 404,
        "detail": "The API document at /api/v1/schema lists every address.",
    }
    return JsonResponse(body, status=404, content_type="application/problem+json")


def problem_list(request: object) -> JsonResponse:
    """This will say what the names in `type` mean."""
    return JsonResponse(dict(TITLES.values()))


def server_error(request: object, *_args: object, **_kwargs: object) -> JsonResponse:
    """This will answer an unexpected error under /api/ without a word of what happened inside."""
    body = {"type": "/api/v1/problems#error", "title": "Something went wrong", "status": 500}
    return JsonResponse(body, status=500, content_type="application/problem+json")


def _field_errors(detail: object, *, path: str = "") -> list[dict[str, str]]:
    if isinstance(detail, dict):
        return [
            error
            for name, inner in detail.items()
            for error in _field_errors(inner, path=_join(path, "" if name == "non_field_errors" else str(name)))
        ]
    if isinstance(detail, list):
        if detail and all(isinstance(item, exceptions.ErrorDetail) for item in detail):
            return [{"field": path or "body", "message": str(item)} for item in detail]
        return [
            error
            for number, inner in enumerate(detail)
            for error in _field_errors(inner, path=_join(path, str(number)))
        ]
    return [{"field": path or "body", "message": str(detail)}]


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path and name else path or name
