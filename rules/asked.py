"""One list that a study asks for, small enough to be stored and asked again."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

VISITOR = "visitor"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, where, and next to what. Empty texts leave it to the shopper and the store.

    `shopper` is a made-up shopper's code, or c and a customer's id; `seeds` are SKUs in view or in the cart; `clicked`
    is a SKU looked at just before; `draw` numbers the request, 0 explores nothing.
    """

    shopper: str = VISITOR
    tier: str = ""
    region: str = ""
    seeds: tuple[str, ...] = ()
    clicked: str = ""
    draw: int = 0

    @property
    def customer_id(self) -> int | None:
        known = self.shopper[:1] == "c" and self.shopper[1:].isdecimal()
        return int(self.shopper[1:]) if known else None

    @property
    def is_real(self) -> bool:
        return self.customer_id is not None

    @property
    def is_on_the_board(self) -> bool:
        """This will say whether the board can show exactly this list: it knows one product in view and no draw."""
        return not self.clicked and not self.draw and len(self.seeds) <= 1

    @property
    def query(self) -> str:
        """This will write the board's address of the same shopper, place and product."""
        said = {"shopper": self.shopper if self.shopper != VISITOR else "", "tier": self.tier, "region": self.region}
        return urlencode({name: text for name, text in (said | {"seed": next(iter(self.seeds), "")}).items() if text})

    def to_json(self) -> dict[str, object]:
        said: dict[str, object] = {"shopper": self.shopper, "tier": self.tier, "region": self.region}
        said |= {"seeds": list(self.seeds), "clicked": self.clicked, "draw": self.draw}
        return {name: value for name, value in said.items() if value}

    @classmethod
    def from_json(cls, said: Mapping[str, object]) -> "Asked":
        seeds = said.get("seeds") or ()
        return cls(**(dict(said) | {"seeds": tuple(seeds)}))  # type: ignore[arg-type]  # what to_json wrote
