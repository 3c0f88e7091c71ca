"""Which warehouses serve a region, nearest first."""

from collections.abc import Sequence

from django.db import transaction

from catalog.models import Region, RegionWarehouse, Store, Warehouse


def serve(region: Region, *, by: Sequence[int]) -> None:
    """This will let a region be served by these warehouses, in this order."""
    with transaction.atomic():
        Region.objects.select_for_update().get(pk=region.pk)
        RegionWarehouse.objects.filter(region=region).delete()
        RegionWarehouse.objects.bulk_create(
            RegionWarehouse(region=region, warehouse_id=warehouse, rank=rank) for rank, warehouse in enumerate(by, 1)
        )


def serving(region: Region) -> list[int]:
    """This will list the warehouses of a region by id, the first one first."""
    return list(region.serving.order_by("rank").values_list("warehouse_id", flat=True))


def moved(order: Sequence[int], *, warehouse: int, action: str) -> list[int]:
    """This will carry out one gesture on an order: first, up, down, remove or add."""
    rest = [each for each in order if each != warehouse]
    if action == "remove":
        return rest
    if warehouse not in order:
        return [*rest, warehouse]
    place = {"up": order.index(warehouse) - 1, "down": order.index(warehouse) + 1}.get(action, order.index(warehouse))
    place = max(0, place)
    return [*rest[:place], warehouse, *rest[place:]]


def not_serving(store: Store, region: Region) -> list[Warehouse]:
    return list(store.warehouses.exclude(pk__in=serving(region)).order_by("name"))
