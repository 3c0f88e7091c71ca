"""The shapes in which shops send events, turned into one: flat, with the names of docs/event-schema.md."""

from typing import Any

from events.dialects import ga4, segment

Fields = dict[str, Any]
OF_A_BATCH = (
    *("session", "customer", "customer_if_allowed", "region", "consent"),
    *("is_bot", "sent_at", "user_agent", "at"),
)


def flatten(sent: Fields) -> Fields:
    """This will turn one event of any dialect into flat fields with our names."""
    return segment.flatten(sent) if is_segment(sent) else ga4.flatten(sent)


def is_segment(sent: Fields) -> bool:
    """This will tell a `track` call from an event with GA4's names."""
    return "event" in sent and "name" not in sent


def unpack(body: object) -> tuple[list[object], Fields]:
    """This will separate a body into its events and what it says about all of them. Raises ValueError."""
    if not isinstance(body, dict):
        raise ValueError("Send an object with a list of `events`.")
    common = {name: value for name, value in body.items() if name not in ("key", "shopper_token")}
    for name in ("events", "batch"):
        if name in common:
            events = common.pop(name)
            if not isinstance(events, list):
                raise ValueError(f"`{name}` must be a list of events.")
            return events, _common(common)
    if "name" in body or "event" in body:
        return [common], {}
    raise ValueError("Send an object with a list of `events`.")


def _common(body: Fields) -> Fields:
    """This will keep what applies to each event of a batch."""
    flat = segment.people(ga4.people(body))
    return {name: flat[name] for name in OF_A_BATCH if flat.get(name) is not None}
