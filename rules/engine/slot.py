"""Slot: keeps positions for the best product of a pool, or for named products in their order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from rules.engine.conditions import Condition
from rules.engine.errors import RuleError
from rules.engine.fields import check_choice, check_list, check_mapping, check_names, check_number, join_words
from rules.engine.pool import Pool, read_pool
from rules.engine.positions import check_positions, say_positions
from rules.engine.rule import Reserving, RuleKind, Severity

MOST_EXPLORATION = 0.5
MOST_NEXT_POOLS = 5
FILLS = ("best", "listed")
FALLBACKS = ("release", "next")
FIELDS = ("positions", "condition", "skus", "fill", "fallback", "next_pools", "exploration_share")


@dataclass(frozen=True, slots=True)
class Slot(Reserving):
    """This will reserve positions (1-based) for a pool: a condition or a list of SKUs.

    `fill` "listed" takes the SKUs in their order, "best" the best-scored. `fallback` "next" tries `next_pools` one
    after the other before it gives the slot back; "release" gives it back at once. `exploration_share` is the share of
    requests in which the slot may stand open, so that its effect can be measured; the caller draws, the engine only
    carries it.
    """

    kind: ClassVar[str] = "slot"
    positions: tuple[int, ...]
    condition: Condition | None = None
    skus: tuple[str, ...] = ()
    fill: str = "best"
    fallback: str = "release"
    next_pools: tuple[Pool, ...] = ()
    exploration_share: float = 0.0
    chain: tuple[Pool, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        listed = tuple(Pool(skus=(sku,)) for sku in self.skus) if self.fill == "listed" else (self._pool,)
        object.__setattr__(self, "chain", (*listed, *self.next_pools))

    def expected(self, position: int) -> int:
        if self.fill != "listed":
            return 0
        return min(self.positions.index(position), len(self.skus) - 1)

    def check_severity(self, severity: Severity) -> None:
        RuleKind.check_severity(self, severity)
        if severity == "contract" and self.exploration_share:
            raise RuleError("exploration_share", "must be 0 for a contract: a promised slot is never opened")

    def describe(self) -> str:
        return f"{self._say_positions()} reserved for {self._say_chain()}"

    def describe_change(self, before: RuleKind) -> str:
        if not isinstance(before, Slot) or before.positions != self.positions or before.chain == self.chain:
            return RuleKind.describe_change(self, before)
        return f"{self._say_positions()} now reserved for {self._say_chain()} (was {before._say_chain()})"

    def to_params(self) -> dict[str, object]:
        """The fields that came later are left out as long as they say nothing, so that old hashes stay true."""
        carried = {"fallback": self.fallback, "exploration_share": float(self.exploration_share)}
        written = {"positions": list(self.positions), **self._pool.to_json(), **carried}
        if self.fill != "best":
            written |= {"fill": self.fill}
        return written | ({"next_pools": [pool.to_json() for pool in self.next_pools]} if self.next_pools else {})

    @classmethod
    def from_params(cls, params: Mapping[str, object]) -> "Slot":
        given = check_mapping(params, field="params")
        check_names(given, allowed=FIELDS)
        pool = read_pool(given)
        fallback = check_choice(given.get("fallback", "release"), field="fallback", choices=FALLBACKS)
        share = given.get("exploration_share", 0.0)
        return cls(
            positions=check_positions(given.get("positions")),
            condition=pool.condition,
            skus=pool.skus,
            fill=_check_fill(given.get("fill", "best"), pool=pool),
            fallback=fallback,
            next_pools=_check_next_pools(given.get("next_pools"), fallback=fallback),
            exploration_share=check_number(share, field="exploration_share", low=0, high=MOST_EXPLORATION),
        )

    @property
    def _pool(self) -> Pool:
        return Pool(self.condition, self.skus)

    def _say_positions(self) -> str:
        return say_positions(self.positions, noun="Slot")

    def _say_chain(self) -> str:
        is_listed = self.fill == "listed" and len(self.skus) > 1
        first = f"SKU {join_words(self.skus, last='then')} in this order" if is_listed else self._pool.describe()
        return ", else ".join([first, *(pool.describe() for pool in self.next_pools)])


def _check_fill(value: object, *, pool: Pool) -> str:
    fill = check_choice(value, field="fill", choices=FILLS)
    if fill == "listed" and not pool.skus:
        raise RuleError("fill", "needs a list of SKUs: only those have an order")
    return fill


def _check_next_pools(value: object, *, fallback: str) -> tuple[Pool, ...]:
    if fallback == "release":
        if value:
            raise RuleError("next_pools", "belongs to the fallback next")
        return ()
    entries = check_list(value or (), field="next_pools")
    if len(entries) > MOST_NEXT_POOLS:
        raise RuleError("next_pools", f"must have at most {MOST_NEXT_POOLS} entries")
    return tuple(Pool.from_json(entry, field=f"next_pools[{number}]") for number, entry in enumerate(entries))
