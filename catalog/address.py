"""Filters of a page as its address carries them: read from it, and written into links."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import ClassVar, Self
from urllib.parse import urlencode

from django.http import QueryDict

LONGEST = 200


@dataclass(frozen=True, slots=True)
class AddressFilters:
    """This will be the filters of one page: a frozen dataclass of texts, each with what it is when nobody chose.

    `LOOKS` names the fields that say how things are shown and narrow nothing.
    """

    LOOKS: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def known(cls, given: Mapping[str, str]) -> Mapping[str, Iterable[str]]:
        """This will list the values of the fields that take no others."""
        return {}

    @classmethod
    def from_query(cls, query: QueryDict) -> Self:
        """This will read the address. An unknown value means no filter: an old link still opens."""
        given = {each.name: query.get(each.name, "").replace("\0", "").strip()[:LONGEST] for each in fields(cls)}
        known = cls.known(given)
        return cls(**{name: value for name, value in given.items() if value and value in known.get(name, (value,))})

    @property
    def given(self) -> dict[str, str]:
        """The filters that narrow the page, by name."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in values.items() if value and name not in self.LOOKS}

    @property
    def narrows(self) -> bool:
        return bool(self.given)

    def query(self, **changes: str) -> str:
        """This will write the filters as an address, leaving out what is as usual."""
        changed, usual = replace(self, **changes), type(self)()
        values = {each.name: getattr(changed, each.name) for each in fields(self)}
        return urlencode({name: value for name, value in values.items() if value != getattr(usual, name)})
