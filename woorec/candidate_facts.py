"""What rules may look at of each candidate: what never changes, what is true right now, what is about this shopper.

Most rules are answered from arrays (rules/compiled.py), so most facts of most candidates are never looked at. A fact of
the moment is laid out for all candidates when the first of them is asked for it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import starmap

import numpy as np
from numpy.typing import NDArray

from catalog.live_facts import LiveColumns
from events.queries import Shopper
from rules.engine.candidate import Candidate
from woorec.candidates import Recall, Scored, days_of_cover, margins_of
from woorec.snapshot import Snapshot

Values = Sequence[object]


def engine_candidates(
    recalled: Recall, scored: Scored, live: LiveColumns, shopper: Shopper, snapshot: Snapshot, *, at: datetime
) -> list[Candidate]:
    """This will join scores and facts; `live` has the order of the recalled rows, and what is gone is left out."""
    moment = Moment(recalled, scored, live, shopper, snapshot, at=at)
    known = np.flatnonzero(live.known)
    facts = map(partial(CandidateFacts, moment), known.tolist())
    return list(
        starmap(Candidate, zip(live.product_ids[known].tolist(), scored.base[known].tolist(), facts, strict=True))
    )


class CandidateFacts(Mapping[str, object]):
    """The facts of one candidate."""

    __slots__ = ("_moment", "_place")

    def __init__(self, moment: "Moment", place: int) -> None:
        self._moment, self._place = moment, place

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
        column = self._moment.columns.get(name)  # nearly always; asking for it here saves a call
        return self._moment.fact(name, self._place, default) if column is None else column[self._place]

    def __getitem__(self, name: str) -> object:
        if name not in self._moment:
            raise KeyError(name)
        return self._moment.fact(name, self._place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._moment)

    def __len__(self) -> int:
        return sum(1 for _ in self._moment)


class Moment:
    """What is known of all candidates of one request, by name and by their place among the recalled."""

    def __init__(
        self, recalled: Recall, scored: Scored, live: LiveColumns, shopper: Shopper, snapshot: Snapshot, *, at: datetime
    ) -> None:
        self._recalled, self._scored, self._live = recalled, scored, live
        self._shopper, self._snapshot = shopper, snapshot
        self._today = at.date().toordinal() - date(1970, 1, 1).toordinal()
        self._rows: list[int] = recalled.rows.tolist()
        self.columns: dict[str, Values] = {}

    def fact(self, name: str, place: int, default: object = None) -> object:
        """This will tell one fact; those that only this moment knows go before those of the catalogue."""
        lay_out = NOW.get(name)
        if lay_out is None:
            return self._snapshot.static.fact(self._rows[place], name, default)
        if name not in self.columns:
            self.columns[name] = lay_out(self)
        return self.columns[name][place]

    def __contains__(self, name: object) -> bool:
        return name in NOW or name in self._snapshot.static.names

    def __iter__(self) -> Iterator[str]:
        yield from NOW
        yield from (name for name in self._snapshot.static.names if name not in NOW)

    def visible(self) -> Values:
        return self._live.visible.tolist()

    def price(self) -> Values:
        return _plain(self._live.prices)

    def regular_price(self) -> Values:
        return _plain(self._live.regular_prices)

    def price_reason(self) -> Values:
        words = [reason.public_words for reason in self._live.said]
        return [words[reason] for reason in self._live.reasons.tolist()]

    def saving(self) -> Values:
        prices, regular = _plain(self._live.prices), _plain(self._live.regular_prices)
        return [member_saving(price, regular=other) for price, other in zip(prices, regular, strict=True)]

    def stock(self) -> Values:
        return [None if each != each else int(each) for each in self._live.stock.tolist()]  # noqa: PLR0124  # nan

    def margin(self) -> Values:
        return _plain(self._margins())

    def margin_rate(self) -> Values:
        prices = self._live.prices
        return _plain(self._margins() / np.where(prices == 0, np.nan, prices))

    def days_of_cover(self) -> Values:
        return _plain(days_of_cover(self._live.stock, sales=self._snapshot.daily_sales[self._recalled.rows]))

    def days_since_launch(self) -> Values:
        return _plain(self._today - self._snapshot.catalogue.launched_days[self._recalled.rows].astype(np.float64))

    def bought(self) -> Values:
        return [product in self._shopper.bought for product in self._live.product_ids.tolist()]

    def material_match(self) -> Values:
        return self._scored.material_match.tolist()

    def channels(self) -> Values:
        return [frozenset(found) for found in self._recalled.sources]

    def _margins(self) -> NDArray[np.float64]:
        return margins_of(self._live, rates=self._snapshot.margin_rates[self._recalled.rows])


NOW: Mapping[str, Callable[[Moment], Values]] = {
    "visible": Moment.visible,
    "price": Moment.price,
    "regular_price": Moment.regular_price,
    "price_reason": Moment.price_reason,
    "member_saving": Moment.saving,
    "stock": Moment.stock,
    "margin": Moment.margin,
    "margin_rate": Moment.margin_rate,
    "days_of_cover": Moment.days_of_cover,
    "days_since_launch": Moment.days_since_launch,
    "bought": Moment.bought,
    "material_match": Moment.material_match,
    "channels": Moment.channels,
}


def member_saving(price: float | None, *, regular: float | None) -> float | None:
    """This will say what share (0 to 1) of the regular price the shopper's tier saves; a visitor saves nothing.

    Where only members may buy there is no regular price to save from.
    """
    return None if price is None or not regular else max(0.0, 1.0 - price / regular)


def _plain(values: NDArray[np.float64]) -> list[float | None]:
    return [None if each != each else each for each in values.tolist()]  # noqa: PLR0124  # nan alone differs
