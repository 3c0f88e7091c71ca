"""Pin: keeps one position for one product."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from rules.engine.fields import check_mapping, check_names, check_text
from rules.engine.pool import Pool
from rules.engine.positions import check_position
from rules.engine.rule import Reserving, RuleKind


@dataclass(frozen=True, slots=True)
class Pin(Reserving):
    """This will reserve a position (1-based) for the product of a SKU.

    With seeds in its scope it is a pin on the pages of those products alone.
    """

    kind: ClassVar[str] = "pin"
    position: int
    sku: str
    positions: tuple[int, ...] = field(init=False, repr=False, compare=False)
    chain: tuple[Pool, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "positions", (self.position,))
        object.__setattr__(self, "chain", (Pool(skus=(self.sku,)),))

    def describe(self) -> str:
        return f"SKU {self.sku} pinned to position {self.position}"

    def describe_change(self, before: RuleKind) -> str:
        if not isinstance(before, Pin) or before.sku != self.sku:
            return RuleKind.describe_change(self, before)
        return f"SKU {self.sku} now pinned to position {self.position} (was position {before.position})"

    def to_params(self) -> dict[str, object]:
        return {"position": self.position, "sku": self.sku}

    @classmethod
    def from_params(cls, params: Mapping[str, object]) -> "Pin":
        given = check_mapping(params, field="params")
        check_names(given, allowed=("position", "sku"))
        return cls(position=check_position(given.get("position")), sku=check_text(given.get("sku"), field="sku"))
