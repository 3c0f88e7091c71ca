"""A store at one moment: what several filters need to know of it, read once however many of them ask."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from catalog.materials import MaterialFacts, facts_from_row
from catalog.models import Region, Store
from catalog.queries import published_materials


class StoreMoment:
    """A store and the time that its prices, reports and stock are asked for."""

    def __init__(self, store: Store, *, now: datetime) -> None:
        self.store = store
        self.now = now

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @cached_property
    def regions(self) -> list[Region]:
        """The selling regions with the warehouses that serve them."""
        return list(self.store.regions.prefetch_related("serving"))

    @cached_property
    def materials(self) -> Mapping[int, MaterialFacts]:
        """What is published about each material row; an older version counts as the published one."""
        rows = published_materials(self.store)
        facts = {code: facts_from_row(row, materials=rows) for code, row in rows.items()}
        return {pk: facts[code] for pk, code in self.store.materials.values_list("pk", "code") if code in facts}

    @cached_property
    def unpublished(self) -> list[int]:
        """The material rows of which no version is published."""
        return list(self.store.materials.exclude(pk__in=list(self.materials)).values_list("pk", flat=True))
