"""What the replay page prints: the stored result of a study, in words, with names from the catalogue of today."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from catalog.materials.vocabulary import FAMILIES
from catalog.product_facts import ProductFacts
from rules.off_policy import LEAST_ESS
from woorec.board.replay_money import CostLine, EstimateLine, cost_lines, estimate_line, money, signed_money
from woorec.board.words import say_day, say_share
from woorec.past_requests import MARGIN_BANDS, NO_BAND, TOP_BAND
from woorec.snapshot import Snapshot

Json = Mapping[str, object]
SHOWN_VALUES = 8
DIMENSION_WORDS = {
    "brand": "Brand",
    "brand_kind": "Whose brand",
    "category": "Category",
    "material_family": "Material",
    "margin_band": "Margin rate",
}
BANDS = (*(label for _, label in MARGIN_BANDS), TOP_BAND, NO_BAND)  # in this order, lowest first
BRAND_WORDS = {"house": "House brands", "partner": "Partner brands", "other": "Other brands"}
CHANCE_NAMES = {"clicks": "Clicks per list", "orders": "Orders per list"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One value before and after. `live` and `draft` are words, `was` and `now` widths from 0 to 100."""

    label: str
    live: str
    draft: str
    was: float
    now: float
    change: str
    direction: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The exposure of one dimension: what is shown at once, and the rest."""

    title: str
    bars: tuple[Bar, ...]
    more: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: a name, its figures in words, and the address of the lists behind it."""

    name: str
    cells: tuple[str, ...]
    url: str = ""
    note: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ReplayView:
    """A finished replay. `address` opens the lists behind a figure."""

    result: Json
    snapshot: Snapshot
    address: Callable[[str], str]
    currency: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "currency", str(self.result["currency"]))

    @property
    def asked(self) -> int:
        return int(str(self.result["asked"]))

    @property
    def changed(self) -> dict[str, str]:
        found = self._part("changed")
        lists, of = int(str(found["lists"])), int(str(found["of"]))
        return {
            "share": say_share(lists / of) if of else "0 %",
            "of": f"{lists:,} of {of:,}",
            "url": self.address("changed") if lists else "",
        }

    @property
    def moves(self) -> dict[str, object]:
        found = self._part("moves")
        rows: Sequence[Json] = found["histogram"]  # type: ignore[assignment]
        most = max((int(str(row["products"])) for row in rows), default=0) or 1
        return {
            "mean": f"{float(str(found['mean'])):.2f}",
            "gone": f"{float(str(found['gone_per_list'])):.2f}",
            "bars": [
                {
                    "label": row["label"],
                    "share": say_share(_ratio(row["products"], row["of"])),
                    "width": round(100 * int(str(row["products"])) / most, 1),
                }
                for row in rows
            ],
        }

    @property
    def margin(self) -> dict[str, str]:
        live, draft = self._part("margin")["live"], self._part("margin")["draft"]
        before, after = live["mean"], draft["mean"]  # type: ignore[index]
        if before is None or after is None:
            return {}
        known = float(str(draft["known"]))  # type: ignore[index]
        step = after - before
        return {
            "live": money(before, currency=self.currency),
            "draft": money(after, currency=self.currency),
            "change": signed_money(step, currency=self.currency),
            "trend": "better" if step > 0.005 else "worse" if step < -0.005 else "",
            "known": "" if known > 0.995 else f"Known for {say_share(known)} of the places.",
        }

    @property
    def exposure(self) -> list[Group]:
        parts: Mapping[str, Sequence[Json]] = self._part("exposure")  # type: ignore[assignment]
        return [self._group(name, parts[name]) for name in DIMENSION_WORDS if parts.get(name)]

    @property
    def entered(self) -> list[Line]:
        return list(self._products("entered"))

    @property
    def left(self) -> list[Line]:
        return list(self._products("left"))

    @property
    def stock(self) -> list[Line]:
        found: Mapping[str, Json] = self._part("stock")  # type: ignore[assignment]
        words = {"low": "Products with 3 pieces or fewer", "cover": "Stock for less than 7 days"}
        return [self._shares(words[name], each) for name, each in found.items()]

    @property
    def trouble(self) -> list[Line]:
        words = {"relaxed": "Lists in which a rule gave way", "short": "Lists that are too short"}
        return [self._counts(label, self._part(name)) for name, label in words.items()]

    @property
    def rules(self) -> list[Line]:
        rows: Sequence[Json] = self.result["rules"]  # type: ignore[assignment]
        return [self._rule(row) for row in rows]

    @property
    def weights(self) -> str:
        curve = self._part("curve")
        clicks = int(str(curve["clicks"]))
        if curve["weights"]:
            return f"Places count as this placement's own shoppers click them ({clicks:,} clicks in the period)."
        return f"Every place counts the same: {clicks:,} clicks in the period are too few for a curve of its own."

    @property
    def curve(self) -> list[dict[str, object]]:
        weights: Sequence[float] = self._part("curve")["weights"]  # type: ignore[assignment]
        top = max(weights, default=1.0)
        return [
            {"x": 10 * index, "y": round(40 - 40 * weight / top, 1), "height": round(40 * weight / top, 1)}
            for index, weight in enumerate(weights)
        ]

    @property
    def closeness(self) -> dict[str, str]:
        found = self._part("closeness")
        lists, same = int(str(found["lists"])), int(str(found["same"]))
        if not lists:
            return {}
        return {
            "same": say_share(same / lists),
            "shared": say_share(float(str(found["shared"]))),
            "lists": f"{lists:,}",
        }

    @property
    def simulated(self) -> str:
        """This will say whether the requests are of the demo's simulated past."""
        simulated = int(str(self.result["simulated"]))
        return "" if not simulated else "all" if simulated == self.asked else f"{simulated:,}"

    @property
    def refused(self) -> list[str]:
        return list(self._part("estimates")["refused"])  # type: ignore[call-overload]

    @property
    def overlap(self) -> dict[str, str]:
        found: Json = self._part("estimates").get("overlap") or {}  # type: ignore[assignment]
        if not found:
            return {}
        return {
            "ess": f"{float(str(found['ess'])):,.0f}",
            "needed": f"{LEAST_ESS:,.0f}",
            "mean": f"{float(str(found['mean_weight'])):.2f}",
            "largest": say_share(float(str(found["largest_share"]))),
            "supported": say_share(float(str(found["supported"]))),
        }

    @property
    def estimates(self) -> list[EstimateLine]:
        found = self._part("estimates")
        return [estimate_line(label, found[name]) for name, label in CHANCE_NAMES.items() if name in found]  # type: ignore[arg-type]

    @property
    def costs(self) -> list[CostLine]:
        return cost_lines(self._part("costs")["rules"], currency=self.currency)  # type: ignore[arg-type]

    @property
    def cost_notes(self) -> list[str]:
        return list(self._cost_notes())

    def _cost_notes(self) -> Iterator[str]:
        costs = self._part("costs")
        lists = max((int(str(row["lists"])) for row in costs["rules"]), default=0)  # type: ignore[attr-defined]
        week = float(str(costs["lists_per_week"]))
        yield f"Worked out on {lists:,} lists. A week has {week:,.0f} lists at this period's traffic."
        if costs.get("net_of_returns"):
            yield "What the model expects to come back is taken off, and what a return costs by the shop's settings."
        else:
            yield "Returns are not taken off: the model does not know yet how likely one is."
        if int(str(costs["safety"])):
            yield "Rules of safety have no price and are left out."
        if int(str(costs["too_many"])) > 0:
            yield f"{costs['too_many']} more rules are not priced: that would take too long."

    @property
    def cost_problem(self) -> str:
        return str(self._part("costs")["problem"])

    def name_of(self, product_id: int) -> str:
        product = self.product(product_id)
        return product.name if product else "No longer in the catalogue"

    def product(self, product_id: int) -> ProductFacts | None:
        row = self.snapshot.row_of.get(product_id)
        return None if row is None else self.snapshot.product(row)

    def say_figure(self, figure: str) -> str:
        """This will name a figure as the heading of its lists."""
        kind, _, value = figure.partition(":")
        fixed = {
            "changed": "Lists that change",
            "low": "Lists with products that are nearly sold out",
            "cover": "Lists with stock for less than 7 days",
            "relaxed": "Lists in which a rule gave way",
            "short": "Lists that are too short",
        }
        if kind in ("entered", "left"):
            return f"Lists that {self.name_of(int(value))} {'enters' if kind == 'entered' else 'leaves'}"
        if kind == "rule":
            rows: Sequence[Json] = self.result["rules"]  # type: ignore[assignment]
            return f"Lists that break “{next((str(row['name']) for row in rows if row['key'] == value), 'a rule')}”"
        if kind in DIMENSION_WORDS:
            return f"Lists with more or less of {self._value(kind, value)}"
        return fixed.get(kind, "Lists")

    def _part(self, name: str) -> dict[str, Json]:
        return self.result[name]  # type: ignore[return-value]

    def _group(self, name: str, rows: Sequence[Json]) -> Group:
        top = max((max(float(str(row["live"])), float(str(row["draft"]))) for row in rows), default=1.0) or 1.0
        rows = sorted(rows, key=lambda row: BANDS.index(str(row["value"]))) if name == "margin_band" else rows
        bars = [self._bar(self._value(name, str(row["value"])), row, top=top) for row in rows]
        return Group(DIMENSION_WORDS[name], tuple(bars[:SHOWN_VALUES]), tuple(bars[SHOWN_VALUES:]))

    def _bar(self, label: str, row: Json, *, top: float) -> Bar:
        live, draft = float(str(row["live"])), float(str(row["draft"]))
        points = 100 * (draft - live)
        return Bar(
            label=label,
            live=say_share(live),
            draft=say_share(draft),
            was=round(100 * live / top, 2),
            now=round(100 * draft / top, 2),
            change="no change" if abs(points) < 0.05 else f"{points:+.1f} points".replace("-", "−"),
            direction="up" if points >= 0.05 else "down" if points <= -0.05 else "",
            url=self._behind(str(row["figure"])),
        )

    def _value(self, name: str, value: str) -> str:
        if not value:
            return "Not known"
        if name == "brand_kind":
            return BRAND_WORDS.get(value, value)
        if name == "material_family":
            return FAMILIES.get(value, value.capitalize())
        if name == "brand":
            return next((p.brand_name for p in self.snapshot.facts.products if p.brand == value), value)
        if name == "category":
            return next((p.category_path for p in self.snapshot.facts.products if p.category == value), value)
        return value

    def _products(self, name: str) -> Iterator[Line]:
        rows: Sequence[Json] = self.result[name]  # type: ignore[assignment]
        for row in rows:
            lists, product = int(str(row["lists"])), self.product(int(str(row["product"])))
            label = product.name if product else "No longer in the catalogue"
            share = say_share(lists / self.asked) if self.asked else ""
            yield Line(label, (share,), self._behind(str(row["figure"])), note=product.brand_name if product else "")

    def _shares(self, label: str, found: Json) -> Line:
        live, draft = float(str(found["live"])), float(str(found["draft"]))
        state = "worse" if draft > live + 0.0005 else "better" if draft < live - 0.0005 else ""
        return Line(label, (say_share(live), say_share(draft)), self._behind(str(found["figure"])), state=state)

    def _counts(self, label: str, found: Json) -> Line:
        live, draft = int(str(found["live"])), int(str(found["draft"]))
        state = "worse" if draft > live else "better" if draft < live else ""
        return Line(label, (f"{live:,}", f"{draft:,}"), self._behind(str(found["figure"])), state=state)

    def _rule(self, row: Json) -> Line:
        lists = int(str(row["lists"]))
        live, draft = (say_share(_ratio(row[side], lists)) if lists else "–" for side in ("live", "draft"))
        state = "worse" if int(str(row["draft"])) < int(str(row["live"])) else ""
        note = f"{'As it is live: ' if row['as_live'] else ''}{row['does']}"
        return Line(str(row["name"]), (f"{lists:,}", live, draft), self._behind(str(row["figure"])), note, state)

    def _behind(self, figure: str) -> str:
        """A figure without a list that may be shown has no address."""
        return self.address(figure) if self._part("behind").get(figure) else ""


def say_period(params: Mapping[str, object]) -> str:
    """This will write the period of a replay, as in 21 November 09:00 to 28 November 09:00."""
    since, until = (datetime.fromisoformat(str(params[name])) for name in ("since", "until"))
    return f"{say_day(since)} to {say_day(until)}"


def _ratio(part: object, of: object) -> float:
    total = float(str(of))
    return float(str(part)) / total if total else 0.0
