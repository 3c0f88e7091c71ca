"""Which pieces a refund was for, where the shop system names the money alone. Pure.

WooCommerce's order says only how much went back. Where exactly one line, or everything that is left, costs just that,
it is taken to have come back; in all other cases nothing is guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Sold:
    """A line of an order: what was paid for all its pieces, without and for tax."""

    line: str
    sku: str
    external_id: str
    style_id: str
    quantity: int
    net: Decimal
    tax: Decimal

    @property
    def piece(self) -> Decimal:
        return (self.net + self.tax) / self.quantity if self.quantity > 0 else Decimal(0)

    def less(self, pieces: int) -> "Sold":
        """This will take pieces out of the line at their price."""
        if not pieces or self.quantity <= 0:
            return self
        kept = self.quantity - pieces
        return replace(self, quantity=kept, net=self.net * kept / self.quantity, tax=self.tax * kept / self.quantity)


def guess(money: Decimal, left: Sequence[Sold], *, is_everything: bool) -> Mapping[str, int]:
    """This will name line -> pieces that a refund of so much money was for, or nothing where that is not certain."""
    there = [each for each in left if each.quantity > 0]
    everything = {each.line: each.quantity for each in there}
    if is_everything:
        return everything
    if money <= 0:
        return {}
    found = [{each.line: count} for each in there if (count := _pieces_of(money, each))]
    if _is_about(money, sum((each.net + each.tax for each in there), Decimal(0)), cents=len(there)):
        found.append(everything)
    different = [each for place, each in enumerate(found) if each not in found[:place]]
    return different[0] if len(different) == 1 else {}


def _pieces_of(money: Decimal, sold: Sold) -> int:
    """This will say how many pieces of a line cost so much, or 0."""
    if sold.piece <= 0:
        return 0
    count = int((money / sold.piece).to_integral_value())
    return count if 0 < count <= sold.quantity and _is_about(money, sold.piece * count, cents=count) else 0


def _is_about(money: Decimal, price: Decimal, *, cents: int) -> bool:
    """Tax is rounded once for each line or piece."""
    return abs(money - price) <= CENT * cents
