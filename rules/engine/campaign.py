"""Campaign: impressions promised to a partner between two dates, with a limit on its share of a page."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import ClassVar

from rules.engine.conditions import Condition
from rules.engine.errors import RuleError
from rules.engine.fields import check_mapping, check_names, check_number, check_whole, say_number
from rules.engine.parsing import parse_condition
from rules.engine.pool import Pool
from rules.engine.positions import check_positions, say_positions
from rules.engine.rule import Promising, Severity

MOST_IMPRESSIONS = 1_000_000_000
FIELDS = ("condition", "impressions", "share_limit", "positions")


@dataclass(frozen=True, slots=True)
class Campaign(Promising):
    """This will promise `impressions` of products the condition holds for, within the schedule of the rule.

    How many of them a page owes is the caller's to say (Context.quotas). With `positions` (1-based) the first so many
    of those are reserved, without any they may stand anywhere. At most `share_limit` (0 to 1) of a page is theirs, at
    least one position.
    """

    kind: ClassVar[str] = "campaign"
    severities: ClassVar[tuple[Severity, ...]] = ("contract", "taste")
    condition: Condition
    impressions: int
    share_limit: float = 1.0
    positions: tuple[int, ...] = ()
    chain: tuple[Pool, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "chain", (Pool(condition=self.condition),))

    def most_on(self, length: int) -> int:
        """Counted as it is written: 0.29 of 100 is 29, which floating point would make 28."""
        return max(1, math.floor(Fraction(repr(self.share_limit)) * length))

    def check_schedule(self, starts_at: datetime | None, ends_at: datetime | None) -> None:
        for name, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
            if moment is None:
                raise RuleError(name, "must be given: a campaign runs between two dates")

    def describe(self) -> str:
        where = f" in {say_positions(self.positions)}" if self.positions else ""
        limit = f", at most {say_number(round(self.share_limit * 100, 2))} % of a page" if self.share_limit < 1 else ""
        noun = "impression" if self.impressions == 1 else "impressions"
        return f"Promise {self.impressions} {noun} of {self._say_pool()}{where}{limit}"

    def describe_owed(self, count: int) -> str:
        return f"At least {count} of {self._say_pool()} on the page"

    def describe_most(self, count: int) -> str:
        return f"At most {count} of {self._say_pool()} on the page"

    def to_params(self) -> dict[str, object]:
        written: dict[str, object] = {
            "condition": self.condition.to_json(),
            "impressions": self.impressions,
            "share_limit": float(self.share_limit),
        }
        return written | ({"positions": list(self.positions)} if self.positions else {})

    @classmethod
    def from_params(cls, params: Mapping[str, object]) -> "Campaign":
        given = check_mapping(params, field="params")
        check_names(given, allowed=FIELDS)
        return cls(
            condition=parse_condition(given.get("condition")),
            impressions=check_whole(given.get("impressions"), field="impressions", low=1, high=MOST_IMPRESSIONS),
            share_limit=_check_share(given.get("share_limit", 1.0)),
            positions=check_positions(given["positions"]) if given.get("positions") else (),
        )

    def _say_pool(self) -> str:
        return f"products where {self.condition.describe()}"


def _check_share(value: object) -> float:
    share = check_number(value, field="share_limit", low=0, high=1)
    if not share:
        raise RuleError("share_limit", "must be above 0: a campaign without a place on any page cannot deliver")
    return share
