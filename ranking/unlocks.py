"""What works in a shop with the data it has, and what the next data will unlock, in words for the Models page."""

from dataclasses import dataclass

from catalog.models import Product, Store
from events.queries import learning_counts
from ranking.dataset import EVENT_WEIGHTS
from ranking.recall.hot import HotConfig
from ranking.thresholds import FEWEST_POSITIVES

ENOUGH = 1_000  # counted no further; every threshold lies below


@dataclass(frozen=True, slots=True)
class Counts:
    """Hold how much a shop has of what models learn from; clicks and purchases are those of products in lists."""

    products: int
    events: int
    impressions: int
    clicks: int
    purchases: int


@dataclass(frozen=True, slots=True)
class Need:
    """Hold something that is counted, how much there is, and how much it takes."""

    one: str
    many: str
    have: int
    want: int

    @property
    def missing(self) -> int:
        return max(0, self.want - self.have)

    def __str__(self) -> str:
        """Return what is missing, as in "50 more clicks"."""
        return f"{self.missing:,} more {self.one if self.missing == 1 else self.many}"


@dataclass(frozen=True, slots=True)
class Rung:
    """Hold one thing that WooRec can do once its needs are met."""

    title: str
    ability: str  # continues "WooRec can ..."
    needs: tuple[Need, ...]

    @property
    def works(self) -> bool:
        return not any(need.missing for need in self.needs)

    @property
    def sentence(self) -> str:
        """Return what works, or what is missing for it."""
        if self.works:
            return f"WooRec can {self.ability}."
        missing = [str(need) for need in self.needs if need.missing]
        together = " and ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))
        return f"With {together} WooRec can {self.ability}."

    @property
    def percent(self) -> int:
        """Return how much of the scarcest need there is, 0 to 100."""
        return min(100 * min(need.have, need.want) // need.want for need in self.needs)


def ladder(counts: Counts) -> tuple[Rung, ...]:
    """Return what WooRec can do, the least demanding first, each with what it takes and what there is."""
    loud = round(HotConfig().guess_prior / EVENT_WEIGHTS["view"])
    ignored, hesitant = counts.impressions - counts.clicks, counts.clicks - counts.purchases
    return (
        Rung(
            "Lists by what products are",
            "show alike products, companions from other categories and new arrivals, by category, material and price",
            (Need("product", "products", counts.products, 1),),
        ),
        Rung(
            "Lists by what shoppers do",
            "be trained, and follow what is looked at, bought and bought together",
            (Need("event of a shopper", "events of shoppers", counts.events, 1),),
        ),
        Rung(
            "Popularity you can trust",
            "go more by what is popular than by what new, well stocked and mid-priced products promise",
            (Need("event of a shopper", "events of shoppers", counts.events, loud),),
        ),
        Rung(
            "Ranking by clicks",
            "learn which products are clicked, and put them first",
            (
                Need("click in a list", "clicks in lists", counts.clicks, FEWEST_POSITIVES),
                Need("product that is shown and left", "products that are shown and left", ignored, FEWEST_POSITIVES),
            ),
        ),
        Rung(
            "Ranking by sales, revenue and margin",
            "learn which clicked products are bought, and rank by sales, revenue or margin",
            (
                Need("click in a list", "clicks in lists", counts.clicks, FEWEST_POSITIVES),
                Need("purchase after such a click", "purchases after such clicks", counts.purchases, FEWEST_POSITIVES),
                Need("click without a purchase", "clicks without a purchase", hesitant, FEWEST_POSITIVES),
            ),
        ),
    )


def unlocks_of(store: Store) -> dict[str, object]:
    """This will give templates/ranking/unlocks.html its context: the ladder, and the next rung or None."""
    products = Product.objects.filter(store=store, visible=True, status=Product.Status.ACTIVE)[:ENOUGH].count()
    rungs = ladder(Counts(products, *learning_counts(store, enough=ENOUGH)))
    return {"rungs": rungs, "next_rung": next((rung for rung in rungs if not rung.works), None)}
