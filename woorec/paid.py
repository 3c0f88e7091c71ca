"""Which places of a finished page are a campaign's: what its promise counts, and what is labelled as paid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.engine.campaign import Campaign
from rules.engine.page import Placed
from rules.engine.rule import Rule


@dataclass(frozen=True, slots=True)
class Part:
    """What a page owed a campaign, and the positions that its products hold."""

    owed: int
    positions: tuple[int, ...]

    def to_json(self) -> dict[str, object]:
        return {"owed": self.owed, "at": list(self.positions)}


def parts_of(campaigns: Sequence[Rule], placed: Sequence[Placed], *, quotas: Mapping[str, int]) -> dict[str, Part]:
    """This will part a page among the campaigns that are on. A place is sold once: to the first that admits it."""
    held: dict[str, list[int]] = {rule.rule_id: [] for rule in campaigns}
    for each in placed:
        owner = _owner(campaigns, each)
        if owner is not None:
            held[owner].append(each.position)
    return {key: Part(quotas.get(key, 0), tuple(positions)) for key, positions in held.items()}


def _owner(campaigns: Sequence[Rule], placed: Placed) -> str | None:
    """A product that a campaign's own place holds is that campaign's, whatever else it fits."""
    fitting = [rule.rule_id for rule in campaigns if _fits(rule, placed)]
    return placed.slot if placed.slot in fitting else next(iter(fitting), None)


def _fits(rule: Rule, placed: Placed) -> bool:
    return isinstance(rule.body, Campaign) and rule.body.admits(placed.candidate.facts)
