"""A segment: a named group of shoppers, by a condition on what they are and did."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.engine.conditions import Condition, facts_of
from rules.engine.parsing import parse_condition
from rules.engine.shopper_facts import ORDER_FACTS, PLAIN_FACTS, SHOPPER_FACTS


@dataclass(frozen=True, slots=True)
class Segment:
    """This will say who belongs to a group. Membership is worked out at each request and never stored."""

    code: str
    name: str
    condition: Condition
    facts: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", facts_of(self.condition))

    @property
    def is_behavioural(self) -> bool:
        """This will say whether it looks at what shoppers did."""
        return not self.facts <= PLAIN_FACTS

    @property
    def needs_orders(self) -> bool:
        """This will say whether the orders of a year have to be read for it."""
        return not self.facts.isdisjoint(ORDER_FACTS)

    def holds(self, facts: Mapping[str, object]) -> bool:
        """This will say whether a shopper belongs to it; who switched personal lists off is in no behavioural one."""
        return not (self.is_behavioural and not facts.get("personalise")) and self.condition.holds(facts)

    def describe(self) -> str:
        """This will say in one sentence who belongs to it."""
        said = self.condition.describe()
        return f"{said[:1].upper()}{said[1:]}."

    @classmethod
    def read(cls, *, code: str, name: str, condition: object) -> "Segment":
        """This will read a stored segment, or raise RuleError naming the place in its condition."""
        return cls(code=code, name=name, condition=parse_condition(condition, declared=SHOPPER_FACTS))
