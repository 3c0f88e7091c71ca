"""When which price holds, for one product, region and tier: ranges that never overlap. No database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

ALWAYS = datetime.min.replace(tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """An amount that holds from `start` on and before `end`."""

    amount: Decimal
    start: datetime = ALWAYS
    end: datetime = FOREVER

    def meets(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


def with_span(spans: Sequence[Span], new: Span) -> list[Span]:
    """This will lay a new price over the old ones: what it covers goes, what reaches beyond it is cut and stays."""
    if already_holds(spans, new):
        return list(spans)
    kept = [piece for span in spans for piece in _beyond(span, new)]
    return sorted([*kept, new], key=lambda span: span.start)


def already_holds(spans: Sequence[Span], new: Span) -> bool:
    """This will say whether the amount is asked in the whole range as it is."""
    reached = new.start
    for span in sorted(spans, key=lambda span: span.start):
        if span.amount == new.amount and span.start <= reached < span.end:
            reached = span.end
    return reached >= new.end


def _beyond(span: Span, new: Span) -> list[Span]:
    if not span.meets(new):
        return [span]
    before = [Span(span.amount, span.start, new.start)] if span.start < new.start else []
    after = [Span(span.amount, new.end, span.end)] if new.end < span.end else []
    return [*before, *after]
