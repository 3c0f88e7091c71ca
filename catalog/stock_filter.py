"""Which products have how much, everywhere or for one region."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from catalog.models import Region, StockLevel
from catalog.moment import StoreMoment

LOW = 3  # units in all warehouses together
STATES = ("out", "low", "fine", "untracked")
REGIONAL = ("out", "low")  # may be followed by a region, as in out:us


def in_stock_state(moment: StoreMoment, state: str) -> Q:
    """This will match the products in a state; one of an unknown region or name matches nothing."""
    word, _, code = state.partition(":")
    region = next((region for region in moment.regions if region.code == code), None)
    if word not in STATES or (code and (region is None or word not in REGIONAL)):
        return Q(pk__in=[])
    if word == "untracked":
        return ~Q(Exists(counted()))
    if word == "fine":
        return ~Q(Exists(counted())) | _in_every(moment.regions)
    levels = StockLevel.objects.filter(warehouse__store=moment.store)
    if region is not None:
        levels = levels.filter(warehouse_id__in=served_from(region))
    if word == "low":
        return Q(pk__in=_few(levels))
    left = Q(Exists(_here(region))) if region is not None else Q(Exists(counted().filter(quantity__gt=0)))
    return Q(Exists(counted())) & ~left


def counted() -> QuerySet[StockLevel]:
    """This will find the stock rows of a product in the query around it."""
    return StockLevel.objects.filter(product=OuterRef("pk")).order_by()


def served_from(region: Region) -> list[int]:
    return [link.warehouse_id for link in region.serving.all()]


def _in_every(regions: Iterable[Region]) -> Q:
    found = Q()
    for region in regions:
        found &= Q(Exists(_here(region)))
    return found


def _here(region: Region) -> QuerySet[StockLevel]:
    return counted().filter(warehouse_id__in=served_from(region), quantity__gt=0)


def _few(levels: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
    """This will find the products of which something is left, but little; counted in one pass over the stock."""
    sums = levels.order_by().values("product").annotate(total=Sum("quantity"))
    return sums.filter(total__range=(1, LOW)).values("product")
