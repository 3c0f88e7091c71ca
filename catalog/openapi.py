"""What the API document says beyond the endpoints: how our keys are named, and the errors that each call may answer."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from catalog.problems import TITLES

Document = dict[str, Any]
ALWAYS = ("401", "403", "429", "503")
WITH_A_BODY = ("400", "413", "415", "422")
ONCE = ("409",)  # beside an Idempotency-Key
RETRIED = ("409", "429", "503")
OTHER_WORDS = {
    "409": "A call with this Idempotency-Key has not ended",
    "412": "The catalogue has changed",
    "500": "Something went wrong",
}
FIELD_ERROR: Document = {
    "type": "object",
    "properties": {
        "field": {"type": "string", "description": "Path of the field, as in rows.0.price."},
        "message": {"type": "string", "description": "What is wrong and what to do."},
    },
    "required": ["field", "message"],
}
PROBLEM: Document = {
    "type": "object",
    "description": "An error, as RFC 9457 has it.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "`/api/v1/problems#` and its name."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do."},
        "errors": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/FieldError"},
            "description": "Of `invalid-fields`: each field that is wrong.",
        },
    },
    "required": ["type", "title", "status"],
    "example": {
        "type": "/api/v1/problems#unknown-placement",
        "title": "There is no such placement",
        "status": 404,
        "detail": "The store has no placement 'front'. It has: cart, home, product.",
    },
}
RETRY_AFTER: Document = {"schema": {"type": "integer"}, "description": "Seconds after which to try again."}


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = "catalog.keys.ApiKeyAuthentication"
    name = "ApiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "The key of your store."}


def add_problems(result: Document, **_: object) -> Document:
    """This will write into the document which errors each operation may answer, so that clients can be typed by it."""
    components = result["components"]
    components["schemas"] = dict(
        sorted({**components["schemas"], "FieldError": FIELD_ERROR, "Problem": PROBLEM}.items())
    )
    components["responses"] = {f"Problem{status}": _response(status) for status in _all_statuses()}
    for path, operation in _operations(result):
        for response in operation["responses"].values():
            response["description"] = response["description"] or "Done."
        for status in sorted(_statuses(path, operation)):
            operation["responses"].setdefault(status, {"$ref": f"#/components/responses/Problem{status}"})
    return result


def _operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            yield path, operation


def _all_statuses() -> list[str]:
    return sorted({*ALWAYS, *WITH_A_BODY, *ONCE, "404", "412", "500"})


def _statuses(path: str, operation: Document) -> set[str]:
    """This will say which errors may come: by the body, the headers and the placement that an operation takes."""
    headers = {each["name"] for each in operation.get("parameters", ())}
    found = {*ALWAYS, "500"}
    found |= {*WITH_A_BODY} if "requestBody" in operation else {"400", "422"} if headers else set()
    found |= {*ONCE} if "Idempotency-Key" in headers else set()
    found |= {"412"} if "If-Match" in headers else set()
    return found | ({"404"} if path.endswith(("/recommendations", "/explanation")) else set())


def _response(status: str) -> Document:
    words = OTHER_WORDS.get(status) or TITLES[int(status)][1]
    body = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    found: Document = {"description": f"{words}.", "content": body}
    return found | {"headers": {"Retry-After": RETRY_AFTER}} if status in RETRIED else found
