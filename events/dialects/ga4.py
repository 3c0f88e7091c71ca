"""Google Analytics 4: a `name` with its `params` (Measurement Protocol), or all fields flat (gtag, a data layer)."""

from datetime import UTC, datetime
from typing import Any

OTHER_NAMES = {"client_id": "session", "user_pseudo_id": "session", "user_id": "customer_if_allowed"}


def flatten(sent: dict[str, Any]) -> dict[str, Any]:
    """This will lift what stands in `params` to its event and name the people as we do."""
    params = sent.get("params")
    if isinstance(params, dict):
        sent = {**params, **sent}
        del sent["params"]
    return people(sent)


def people(sent: dict[str, Any]) -> dict[str, Any]:
    """This will rename GA4's ids of browsers and users, and read its time in microseconds."""
    if "timestamp_micros" in sent:
        sent = {**sent, "at": sent.get("at") or _moment(sent["timestamp_micros"])}
        del sent["timestamp_micros"]
    for name, ours in OTHER_NAMES.items():
        if name in sent:
            sent = {ours: sent[name], **sent}
            del sent[name]
    return sent


def _moment(micros: object) -> object:
    try:
        return datetime.fromtimestamp(int(micros) / 1e6, UTC).isoformat()  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError, OSError):
        return micros  # the reader of `at` says what is wrong with it
