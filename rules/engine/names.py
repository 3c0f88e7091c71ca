"""What a store calls the things that rules know by code, so that sentences say "Ferrante Firenze" and not its code.

Names are carried beside a rule and are no part of what it says: rules with other names are equal and have one hash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeVar, cast

from rules.engine.fields import say_number

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Names:
    """This will hold names by what they belong to (a fact, or a list of a scope) and code, and the signs of the
    currencies that the store sells in."""

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    currencies: tuple[str, ...] = ()

    def say(self, about: str, code: str) -> str:
        """This will return what something is called; what has no known name keeps its code."""
        return self.values.get(about, {}).get(code, code)

    def know(self, about: str, code: str) -> bool:
        return code in self.values.get(about, {})

    def say_money(self, amount: float) -> str:
        """This will write an amount; of several currencies it is the shopper's."""
        if not self.currencies:
            return say_number(amount)
        written = f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.2f}"
        return f"{self.currencies[0]}{written}" if len(self.currencies) == 1 else f"{written} in local currency"


NO_NAMES = Names()


def with_names(part: Part, names: Names) -> Part:
    """This will copy a rule, or a part of one, so that it says these names; anything else is returned as it is."""
    if isinstance(part, tuple):
        return cast(Part, tuple(with_names(each, names) for each in part))
    if not is_dataclass(part) or isinstance(part, type):
        return part
    own: dict[str, Any] = {each.name: with_names(getattr(part, each.name), names) for each in fields(part) if each.init}
    if "names" in own:
        own["names"] = names
    return cast(Part, type(part)(**own))
