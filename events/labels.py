"""The page of the label dictionary as plain values: a line for each event, what never comes, what nobody asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from catalog.models import Product, Store
from events.arrivals import Arrivals, arrivals
from events.dictionary import DICTIONARY, Label
from events.examples import Examples, Goods, examples
from events.models import RejectedEvent, UnknownField
from events.rhythm import WEEK, Rhythm, rhythms
from events.simulated import is_simulated

MOST_FIELDS = 30
NEVER, QUIET, COMES = "never", "quiet", "comes"
ALIKE = {"refund": "return", "return": "refund"}  # either of them says that something came back


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the dictionary with what came of it in this store."""

    label: Label
    arrivals: Arrivals
    rhythm: Rhythm | None
    examples: Examples
    state: str
    is_missed: bool  # models learn from it, and neither it nor its like comes


@dataclass(frozen=True, slots=True)
class Labels:
    lines: tuple[Line, ...]
    unknown: tuple[UnknownField, ...]
    more_unknown: int
    rejected: int
    is_simulated: bool

    @property
    def missed(self) -> tuple[Line, ...]:
        """The events that models would learn from and that do not come."""
        return tuple(line for line in self.lines if line.is_missed)

    @property
    def is_empty(self) -> bool:
        return not self.rejected and all(line.state == NEVER for line in self.lines)

    @property
    def first_call(self) -> Line:
        """The event that an integrator tries first."""
        return next(line for line in self.lines if line.label.kind == "view_item")


def labels(store: Store, *, address: str, now: datetime) -> Labels:
    """This will gather the page. `address` is where events are sent to."""
    came = arrivals(store, midnight=midnight(now))
    found = rhythms(store, now=now) if came else {}
    goods = goods_of(store)
    unknown = UnknownField.objects.filter(store=store).order_by("-count", "event", "field")
    count = unknown.count()
    return Labels(
        lines=tuple(
            _line(label, came, found.get(kind), examples(label, goods, address=address), now=now)
            for kind, label in DICTIONARY.items()
        ),
        unknown=tuple(unknown[:MOST_FIELDS]),
        more_unknown=max(0, count - MOST_FIELDS),
        rejected=rejected_today(store, now=now),
        is_simulated=is_simulated(store.pk, now=now),
    )


def _line(label: Label, came: Mapping[str, Arrivals], rhythm: Rhythm | None, calls: Examples, *, now: datetime) -> Line:
    own, alike = (came.get(kind, Arrivals()) for kind in (label.kind, ALIKE.get(label.kind, "")))
    state = _state(own, now=now)
    is_missed = label.is_learned_from and COMES not in (state, _state(alike, now=now))
    return Line(label, own, rhythm, calls, state, is_missed)


def _state(came: Arrivals, *, now: datetime) -> str:
    if came.last_at is None:
        return NEVER
    return QUIET if came.last_at < now - timedelta(days=WEEK) else COMES


def rejected_today(store: Store, *, now: datetime) -> int:
    return RejectedEvent.objects.filter(store=store, at__gt=now - timedelta(hours=24)).count()


def midnight(now: datetime) -> datetime:
    """This will give the moment at which the installation's day began."""
    return timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)


def goods_of(store: Store) -> Goods | None:
    """This will choose the product that stands in the examples."""
    product = Product.objects.filter(store=store, visible=True).only("sku", "price").order_by("pk").first()
    return Goods(product.sku, f"{product.price:.2f}", store.currency) if product else None


def kinds_to_choose(chosen: str) -> Sequence[dict[str, object]]:
    """This will list the events for the tail's filter."""
    return [{"value": "", "label": "Every event", "selected": not chosen}] + [
        {"value": kind, "label": kind, "selected": kind == chosen} for kind in DICTIONARY
    ]
