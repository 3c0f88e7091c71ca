"""Which served list gets the credit for what was sold. For dashboards: what lists add is measured by experiments alone.

The last click within seven days counts, on the product that was bought or on another of its item group. Looks count
only where they are asked for, within a day, where there was no click, and as assisted. What came back is taken off.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

PAUSE = timedelta(minutes=30)  # a browser that rests longer begins another sitting, as Nosto and GA4 count


@dataclass(frozen=True, slots=True)
class Windows:
    """How long before the order a click may lie, and a look; without a window looks do not count."""

    click: timedelta = timedelta(days=7)
    look: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """A product that was clicked in a served list, or merely seen there."""

    store_id: int
    request_id: UUID
    product_id: int
    at: datetime
    group: str = ""
    customer_id: int | None = None
    session: str = ""
    placement: str = ""
    is_click: bool = True
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of an order. `request_id` is the list that the shop says it answers.

    `sitting_since` is when the shopper sat down to what ended in the order; None where no browser told of it.
    """

    store_id: int
    order_id: int
    line_id: int
    product_id: int
    at: datetime
    quantity: int
    unit_price: Decimal
    currency: str = ""
    returned: int = 0
    group: str = ""
    customer_id: int | None = None
    session: str = ""
    request_id: UUID | None = None
    sitting_since: datetime | None = None
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """A sold line and the one touch that gets the credit for it."""

    line: SoldLine
    touch: Touch
    same_session: bool

    @property
    def is_assisted(self) -> bool:
        return not self.touch.is_click

    @property
    def kept(self) -> int:
        """This will count the pieces that did not come back."""
        return max(0, self.line.quantity - self.line.returned)

    @property
    def revenue(self) -> Decimal:
        """This will give what was paid for the pieces that were kept."""
        return self.kept * self.line.unit_price


def credits_of(lines: Iterable[SoldLine], touches: Iterable[Touch], *, windows: Windows) -> tuple[Credit, ...]:
    """This will find the touch behind each sold line. A line has one or none, whatever the order of the input.

    Lines and touches of bots are left out; those of several stores may be mixed and never meet.
    """
    found: dict[Hashable, list[Touch]] = defaultdict(list)
    for touch in touches:
        if not touch.is_bot:
            for key in _keys(touch):
                found[key].append(touch)
    sold = {(line.store_id, line.line_id): line for line in lines if not line.is_bot}
    credits = (_credit(sold[key], found, windows) for key in sorted(sold))
    return tuple(credit for credit in credits if credit is not None)


def _keys(one: Touch | SoldLine) -> Iterator[Hashable]:
    """This will name what a touch and a line have in common when they belong together: a shopper and a product."""
    products = (("product", one.product_id), *([("group", one.group)] if one.group else []))
    people = (("list", one.request_id), ("customer", one.customer_id), ("session", one.session))
    for who in people:
        if who[1]:
            yield from ((one.store_id, who, product) for product in products)


def _credit(line: SoldLine, found: Mapping[Hashable, Sequence[Touch]], windows: Windows) -> Credit | None:
    near = {touch for key in _keys(line) for touch in found.get(key, ()) if _may_count(touch, line, windows)}
    if not near:
        return None
    touch = max(near, key=lambda each: _weight(each, line))
    return Credit(line, touch, same_session=_is_same_sitting(touch, line))


def _may_count(touch: Touch, line: SoldLine, windows: Windows) -> bool:
    strangers = None not in (touch.customer_id, line.customer_id) and touch.customer_id != line.customer_id
    window = windows.click if touch.is_click else windows.look
    return not strangers and window is not None and timedelta(0) <= line.at - touch.at <= window


def _weight(touch: Touch, line: SoldLine) -> tuple[object, ...]:
    """This will rank touches: clicks above looks, then the last, then the very product; the rest decides ties."""
    is_same = touch.product_id == line.product_id
    rest = (touch.request_id, touch.product_id, touch.session, touch.customer_id or 0, touch.placement, touch.group)
    return touch.is_click, touch.at, is_same, *rest


def _is_same_sitting(touch: Touch, line: SoldLine) -> bool:
    is_one_browser = bool(line.session) and touch.session == line.session
    return is_one_browser and line.sitting_since is not None and touch.at >= line.sitting_since


def sitting_since(times: Iterable[datetime], *, at: datetime, pause: timedelta = PAUSE) -> datetime:
    """This will go back from `at` over what a browser did, until it rested longer than `pause`."""
    began = at
    for each in sorted((time for time in times if time <= at), reverse=True):
        if began - each > pause:
            break
        began = each
    return began
