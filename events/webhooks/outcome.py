"""What came of acting on a delivery."""

from dataclasses import dataclass

from events.models import WebhookDelivery

State = WebhookDelivery.State
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Result:
    """`waits_for` names what has to come first, such as "order:1001"; `arrived` names what others may wait for."""

    state: str
    message: str
    waits_for: tuple[str, ...] = ()
    arrived: tuple[str, ...] = ()


def done(message: str, *, arrived: tuple[str, ...] = ()) -> Result:
    return Result(State.DONE, message, arrived=arrived)


def ignored(message: str) -> Result:
    return Result(State.IGNORED, message)


def outdated(message: str, *, arrived: tuple[str, ...] = ()) -> Result:
    return Result(State.OUTDATED, message, arrived=arrived)


def failed(message: str) -> Result:
    return Result(State.FAILED, message)


def waiting(message: str, *, for_: tuple[str, ...], arrived: tuple[str, ...] = ()) -> Result:
    return Result(State.FAILED, message, waits_for=for_, arrived=arrived)
