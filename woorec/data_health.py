"""Whether everything that a shop should send arrives: stock, imports, webhooks, events; what the model learned, and 3D.

Each finding has a state and a place to act. The page on data health shows all of them, the home page those that hurt.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from catalog.models import Store
from events.models import Interaction, RejectedEvent
from events.rhythm import WATCHED, Rhythm, rhythms
from events.simulated import is_simulated
from ranking.queries import champion
from woorec.feed_health import DAY, Finding, ago, import_findings, page, since, stock_findings, webhook_findings
from woorec.health_in_3d import HealthIn3d, health_in_3d

OLD_MODEL = timedelta(days=14)
MANY_REJECTED = 0.05
LABELS = dict(Interaction.Kind.choices)


@dataclass(frozen=True, slots=True)
class EventLine:
    """One kind of event in the last 24 hours. `usual` is how many the same hours usually bring."""

    rhythm: Rhythm
    label: str
    usual: int
    state: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DataHealth:
    stock: tuple[Finding, ...]
    imports: tuple[Finding, ...]
    webhooks: tuple[Finding, ...]
    events: tuple[Finding, ...]
    event_lines: tuple[EventLine, ...]
    model: tuple[Finding, ...]
    in_3d: HealthIn3d
    is_simulated: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*self.stock, *self.imports, *self.webhooks, *self.events, *self.model, self.in_3d.finding)

    @property
    def worst(self) -> str:
        states = {finding.state for finding in self.findings}
        return next((state for state in ("failed", "warning", "passed") if state in states), "waiting")


def data_health(store: Store, *, now: datetime) -> DataHealth:
    """This will look at everything that comes in."""
    simulated = is_simulated(store.pk, now=now)
    found = rhythms(store, now=now)
    return DataHealth(
        stock=tuple(stock_findings(store, now=now)),
        imports=tuple(import_findings(store, now=now)),
        webhooks=tuple(webhook_findings(store, now=now)),
        events=tuple(_event_findings(store, found, simulated=simulated, now=now)),
        event_lines=tuple(_event_line(found[kind], simulated=simulated, now=now) for kind in LABELS if kind in found),
        model=tuple(_model_findings(store, now=now)),
        in_3d=health_in_3d(store, now=now),
        is_simulated=simulated,
    )


def urgent(store: Store, *, now: datetime) -> list[Finding]:
    """This will list what asks for somebody today: silent warehouses, silent events, failed deliveries."""
    found = [*stock_findings(store, now=now), *webhook_findings(store, now=now), *silences(store, now=now)]
    return [finding for finding in found if finding.state in ("warning", "failed")]


def _event_findings(store: Store, found: Mapping[str, Rhythm], *, simulated: bool, now: datetime) -> Iterator[Finding]:
    where = page("event-labels", store)
    if not found:
        text = "Lists cannot learn from shoppers until the shop sends events."
        yield Finding("waiting", "No event within 15 days", text, where, "How to send them")
        return
    silent = list(_silences(store, found, simulated=simulated, now=now))
    yield from silent
    if not silent:
        last = max(rhythm.last_at for rhythm in found.values() if rhythm.last_at)
        yield Finding("passed", f"Events come as usual, the last {ago(last, now)}")
    yield _rejected_finding(store, found, where=where, now=now)


def silences(store: Store, *, now: datetime) -> Iterator[Finding]:
    """This will name the kinds of events that stopped."""
    yield from _silences(store, rhythms(store, now=now), simulated=is_simulated(store.pk, now=now), now=now)


def _silences(store: Store, found: Mapping[str, Rhythm], *, simulated: bool, now: datetime) -> Iterator[Finding]:
    where = page("event-labels", store)
    for kind in WATCHED:
        if kind in found and found[kind].silence.state != "passed":
            state = "waiting" if simulated else found[kind].silence.state
            text = "The shoppers of this demonstration are simulated up to the day it was loaded." if simulated else (
                f"About {found[kind].silence.missing:,.0f} should have come. Has the shop’s tracking changed?"
            )  # fmt: skip
            yield Finding(state, _silence_sentence(found[kind], now=now), text, where, "What the shop sends")


def _silence_sentence(rhythm: Rhythm, *, now: datetime) -> str:
    """This will say it as in "No purchase events since 03:00; usually 12 an hour"."""
    at = localtime(rhythm.last_at)
    when = f"{at:%H:%M}" if now - rhythm.last_at < timedelta(hours=20) else f"{at:%-d %B %H:%M}"  # type: ignore[operator]
    pace = rhythm.silence.usual_an_hour
    usual = f"{pace:,.0f} an hour" if pace >= 1 else f"{24 * pace:,.0f} a day"
    return f"No {rhythm.kind} events since {when}; usually {usual}"


def _event_line(rhythm: Rhythm, *, simulated: bool, now: datetime) -> EventLine:
    judged = not simulated and rhythm.kind in WATCHED and rhythm.silence.state != "passed"
    return EventLine(
        rhythm=rhythm,
        label=LABELS[rhythm.kind],
        usual=round(sum(rhythm.usual)),
        state=rhythm.silence.state if judged else "passed",
        sentence=ago(rhythm.last_at, now),
    )


def _rejected_finding(store: Store, found: Mapping[str, Rhythm], *, where: str, now: datetime) -> Finding:
    rejected = RejectedEvent.objects.filter(store=store, at__gt=now - DAY).count()
    taken = sum(rhythm.count for rhythm in found.values())
    if not rejected:
        return Finding("passed", "No event was rejected in 24 hours", f"{taken:,} were taken.")
    noun = "event was" if rejected == 1 else "events were"
    state = "failed" if rejected > MANY_REJECTED * (taken + rejected) else "warning"
    title = f"{rejected:,} {noun} rejected in 24 hours"
    return Finding(state, title, f"{taken:,} were taken.", where, "See what was wrong")


def _model_findings(store: Store, *, now: datetime) -> Iterator[Finding]:
    where, model = page("models", store), champion(store)
    if model is None:
        yield Finding(
            "waiting",
            "No model has been trained",
            "Lists go by what products are, not yet by what shoppers do.",
            where,
            "Models",
        )
    elif now - model.created_at > OLD_MODEL:
        title = f"The model is {since(model.created_at, now)} old"
        yield Finding("warning", title, "It knows nothing of what came since.", where, "Train a new one")
    else:
        yield Finding("passed", f"The model was trained {ago(model.created_at, now)}")
