"""What a shop forgot to say about its products: one line a gap, each a condition that finds exactly these products.

The filter of the product list, the report above it and the page on data health all read this list.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q

from catalog.class_filter import evidence_ends_soon, evidence_expired, of_class
from catalog.models import Category, Product, ProductComponent, Region, TierPrice
from catalog.moment import StoreMoment
from catalog.stock_filter import counted, served_from

NOTHING = Q(pk__in=[])
SELLING, SKIN, MONEY, LOOKS = "selling", "skin", "money", "looks"  # what suffers


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing. `label` is what; `one` and `many` end a sentence that begins with a number."""

    code: str
    label: str
    one: str
    many: str
    why: str
    about: str
    condition: Callable[[StoreMoment], Q]
    by_department: bool = False

    def words(self, count: int) -> str:
        return self.one if count == 1 else self.many


def gaps_of(moment: StoreMoment) -> list[Gap]:
    """This will list what may be missing in a store, what hurts most first."""
    return [*SELLING_GAPS, *_price_gaps(moment), *OTHER_GAPS]


def gap_by_code(moment: StoreMoment, code: str) -> Gap | None:
    return next((gap for gap in gaps_of(moment) if gap.code == code), None)


def _price_gaps(moment: StoreMoment) -> Iterator[Gap]:
    """This will add a gap for each region whose currency the catalogue's prices are not in."""
    for region in moment.regions:
        if region.currency != moment.store.currency:
            yield Gap(
                f"price:{region.code}",
                f"a price in {region.name}",
                f"has no price in {region.name}",
                f"have no price in {region.name}",
                f"Nobody there is shown a product without a price in {region.currency}.",
                SELLING,
                lambda moment, region=region: _unpriced(moment, region),
            )


def _unpriced(moment: StoreMoment, region: Region) -> Q:
    """This will match products that a visitor of the region has no price for, unless they are not sold there."""
    regular = TierPrice.objects.filter(product=OuterRef("pk"), region=region, tier__rank=0).order_by()
    valid = regular.filter(Q(valid=None) | Q(valid__contains=moment.now))
    excluded = Product.not_sold_in.through.objects.filter(product=OuterRef("pk"), region=region)
    return ~Q(Exists(valid)) & ~Q(Exists(excluded))


def _sold_nowhere(moment: StoreMoment) -> Q:
    excluded = Product.not_sold_in.through.objects.filter(region__store=moment.store).values("product")
    everywhere = excluded.annotate(regions=Count("region")).filter(regions=len(moment.regions))
    return Q(pk__in=everywhere.values("product")) if moment.regions else NOTHING


def _stranded(moment: StoreMoment) -> Q:
    """This will match products of which all that is left lies in warehouses that serve no region."""
    serving = {warehouse for region in moment.regions for warehouse in served_from(region)}
    here = counted().filter(quantity__gt=0)
    return Q(Exists(here.exclude(warehouse_id__in=serving))) & ~Q(Exists(here.filter(warehouse_id__in=serving)))


def _uncounted(moment: StoreMoment) -> Q:
    return ~Q(Exists(counted())) if moment.store.warehouses.exists() else NOTHING


def _without_parts(moment: StoreMoment) -> Q:
    return ~Q(Exists(ProductComponent.objects.filter(product=OuterRef("pk")).order_by()))


def _of_unpublished_material(moment: StoreMoment) -> Q:
    parts = ProductComponent.objects.filter(product=OuterRef("pk"), material_id__in=moment.unpublished).order_by()
    return Q(Exists(parts)) if moment.unpublished else NOTHING


def _coarse_category(moment: StoreMoment) -> Q:
    """This will match products that lie in a category which has finer ones below it."""
    finer = Category.objects.filter(store=moment.store).exclude(parent=None)
    return Q(category_id__in=list(finer.values_list("parent_id", flat=True).distinct()))


SELLING_GAPS = (
    Gap(
        "free", "a price", "has the price 0", "have the price 0",
        "Shoppers would be shown a product that costs nothing.", SELLING, lambda _: Q(price=0),
    ),
    Gap(
        "regions", "a region that sells it", "is sold in no region", "are sold in no region",
        "Every region is excluded, so that nobody is ever shown them.", SELLING, _sold_nowhere,
    ),
    Gap(
        "stranded", "stock within reach", "lies only in warehouses that serve no region",
        "lie only in warehouses that serve no region", "They count as sold out everywhere.", SELLING, _stranded,
    ),
)  # fmt: skip
OTHER_GAPS = (
    Gap(
        "expired", "reports in date", "has a report that expired", "have a report that expired",
        "Their allergy class is unknown until a new report is on record.", SKIN, evidence_expired,
    ),
    Gap(
        "ending", "evidence for the next 90 days", "loses its evidence within 90 days",
        "lose their evidence within 90 days",
        "Shoppers who avoid that allergen stop seeing them on that day.", SKIN, evidence_ends_soon,
    ),
    Gap(
        "nickel", "a nickel figure", "has no valid nickel figure", "have no valid nickel figure",
        "Shoppers who avoid nickel never see them.", SKIN,
        lambda moment: of_class(moment, allergen="nickel", grade="D"), by_department=True,
    ),
    Gap(
        "material", "a material", "has no material on record", "have no material on record",
        "Rules and recommendations by material cannot reach them.", SKIN, _without_parts, by_department=True,
    ),
    Gap(
        "published", "published materials", "has a part whose material is not published",
        "have a part whose material is not published", "That part counts for nothing.", SKIN,
        _of_unpublished_material,
    ),
    Gap(
        "cost", "a cost", "has no cost, so its margin is unknown", "have no cost, so their margin is unknown",
        "Lists that weigh margin count them as earning nothing.", MONEY, lambda _: Q(cost=None),
    ),
    Gap(
        "loss", "a margin above zero", "costs more than it sells for", "cost more than they sell for",
        "Either the cost or the price is wrong, or each sale loses money.", MONEY,
        lambda _: Q(price__gt=0, cost__gt=F("price")),
    ),
    Gap(
        "stock", "a stock record", "is counted in no warehouse", "are counted in no warehouse",
        "They count as available everywhere, even when they are not.", SELLING, _uncounted,
    ),
    Gap(
        "image", "an image", "has no image", "have no image",
        "The shop shows a drawing of the material instead.", LOOKS, lambda _: Q(image_url=""),
    ),
    Gap(
        "description", "a description", "has no description", "have no description",
        "Shoppers read only its name.", LOOKS, lambda _: Q(description=""),
    ),
    Gap(
        "launch", "a launch date", "has no launch date", "have no launch date",
        "They are never among the new arrivals.", LOOKS, lambda _: Q(launched_on=None),
    ),
    Gap(
        "category", "a finer category", "lies in a category that has finer ones below it",
        "lie in a category that has finer ones below it",
        "Rules for the finer categories do not reach them.", LOOKS, _coarse_category,
    ),
)  # fmt: skip
