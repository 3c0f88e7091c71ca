"""A rule: what it does (its kind), how binding it is, for whom and when, and who answers for it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal, Self, cast

from rules.engine.candidate import Context
from rules.engine.errors import RuleError
from rules.engine.fields import check_choice
from rules.engine.names import Names
from rules.engine.pool import Pool
from rules.engine.scope import Scope

Severity = Literal["safety", "contract", "taste"]
SEVERITIES: tuple[Severity, ...] = ("safety", "contract", "taste")
Facts = Mapping[str, object]
COUNTED: frozenset[str] = frozenset(("counted",))
NOT_COUNTED: frozenset[str] = frozenset()


class RuleKind(ABC):
    """This will be one kind of rule: typed fields, one pure method, one sentence about itself."""

    __slots__ = ()
    kind: ClassVar[str]
    severities: ClassVar[tuple[Severity, ...]] = ("taste", "contract")  # the range of the kind, the usual one first

    @classmethod
    @abstractmethod
    def from_params(cls, params: Mapping[str, object]) -> Self:
        """This will read the fields from JSON, or raise RuleError naming the field."""

    @abstractmethod
    def to_params(self) -> dict[str, object]:
        """This will write the fields as JSON that from_params reads back."""

    @abstractmethod
    def describe(self) -> str:
        """This will say in one sentence what the rule does."""

    def check_severity(self, severity: Severity) -> None:
        """This will refuse a severity that the kind cannot keep."""
        if severity not in self.severities:
            raise RuleError("severity", "only an eligibility rule can be safety; use contract or taste")

    def check_schedule(self, starts_at: datetime | None, ends_at: datetime | None) -> None:  # noqa: B027
        """This will refuse a schedule that the kind cannot work with."""

    def describe_change(self, before: "RuleKind") -> str:
        """This will say what is different from an earlier version of the rule."""
        return f"{self.describe()} (was: {before.describe()})"


class Excluding(RuleKind):
    """This will be a kind that keeps products off the page."""

    __slots__ = ()

    @abstractmethod
    def rejects(self, facts: Facts) -> bool:
        """This will say whether a product must not be shown."""


class Scoring(RuleKind):
    """This will be a kind that adds points to a product's score."""

    __slots__ = ()

    @abstractmethod
    def points_for(self, facts: Facts) -> float:
        """This will return the points to add; 0 leaves the product as it is."""


class Pooling(RuleKind):
    """This will be a kind that wants products of a pool on the page; `chain` lists pools, the preferred one first."""

    __slots__ = ()
    chain: tuple[Pool, ...]

    def admits(self, facts: Facts) -> bool:
        """This will say whether a product belongs to a pool of the chain."""
        return any(pool.admits(facts) for pool in self.chain)

    def may_admit(self, facts: Facts, *, unknown: Set[str]) -> bool:
        """This will say whether a product may belong to a pool, whatever the unknown facts turn out to be."""
        return any(pool.may_admit(facts, unknown=unknown) for pool in self.chain)


class Reserving(Pooling):
    """This will be a kind that keeps positions for products of a chain of pools."""

    __slots__ = ()
    positions: tuple[int, ...]

    def expected(self, position: int) -> int:
        """This will number the pool of the chain that a position is filled from when nothing stands in the way."""
        return 0


class Promising(Pooling):
    """This will be a kind that owes some products of a pool to each page, and allows only so many."""

    __slots__ = ()
    positions: tuple[int, ...]

    def counted(self, facts: Facts) -> frozenset[str]:
        """This will mark the products that count for the promise."""
        return COUNTED if self.admits(facts) else NOT_COUNTED

    def others(self, facts: Facts) -> frozenset[str]:
        """This will mark all other products: on a full page, to owe some of a pool is to allow only so many others."""
        return NOT_COUNTED if self.admits(facts) else COUNTED

    @abstractmethod
    def most_on(self, length: int) -> int:
        """This will return how many products of the pool a page of `length` may hold."""

    @abstractmethod
    def describe_owed(self, count: int) -> str:
        """This will say what the rule wants of one page."""

    @abstractmethod
    def describe_most(self, count: int) -> str:
        """This will say how many products of the pool one page may hold."""


class Spreading(RuleKind):
    """This will be a kind that limits how many products share a value among neighbours."""

    __slots__ = ()
    limit: int

    @property
    @abstractmethod
    def reach(self) -> int | None:
        """This will return how many neighbouring positions count together; None is the whole page."""

    @abstractmethod
    def values(self, facts: Facts) -> frozenset[str]:
        """This will return what the product shares with others; empty never conflicts."""

    @abstractmethod
    def describe_limit(self, limit: int) -> str:
        """This will say the rule as it would read with another limit."""


@dataclass(frozen=True, slots=True)
class Rule:
    """This will be one rule of a rule set; times know their zone, ends_at is the first moment it is off."""

    rule_id: str
    body: RuleKind
    severity: Severity = "taste"
    label: str = ""
    owner: str = ""
    reason: str = ""
    scope: Scope = Scope()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    enabled: bool = True

    def __post_init__(self) -> None:
        check_choice(self.severity, field="severity", choices=SEVERITIES)
        self.body.check_severity(self.severity)
        self.body.check_schedule(self.starts_at, self.ends_at)
        for name, moment in (("starts_at", self.starts_at), ("ends_at", self.ends_at)):
            if moment is not None and moment.tzinfo is None:
                raise RuleError(name, "needs a time zone")
        if self.starts_at and self.ends_at and self.starts_at >= self.ends_at:
            raise RuleError("ends_at", "must be later than the start")

    @property
    def kind(self) -> str:
        return self.body.kind

    @property
    def name(self) -> str:
        """This will say what to call the rule in a sentence."""
        return self.label or self.body.describe()

    @property
    def names(self) -> Names:
        """This will return the names that the rule says."""
        return self.scope.names

    def applies(self, context: Context) -> bool:
        """This will say whether the rule is on for this shopper at this moment."""
        started = self.starts_at is None or self.starts_at <= context.at
        ended = self.ends_at is not None and self.ends_at <= context.at
        return self.enabled and started and not ended and self.scope.covers(context)

    def describe(self) -> str:
        """This will say the whole rule in one sentence."""
        clauses = (self.body.describe(), self.scope.describe(), self.describe_schedule())
        sentence = ", ".join(clause for clause in clauses if clause)
        return f"{sentence}." if self.enabled else f"{sentence} (switched off)."

    def describe_schedule(self) -> str:
        """This will say from and until when, or nothing for always."""
        start = f"from {say_moment(self.starts_at)}" if self.starts_at else ""
        end = f"until {say_moment(self.ends_at)}" if self.ends_at else ""
        return " ".join(filter(None, (start, end)))


def say_moment(moment: datetime) -> str:
    """This will write a moment as in 5 March 2026 09:00 UTC."""
    return f"{moment.day} {moment:%B %Y %H:%M %Z}".strip()


def check_kind(value: object, *, kinds: Mapping[str, type[RuleKind]]) -> type[RuleKind]:
    """This will find the class of a kind by its name."""
    return kinds[check_choice(value, field="kind", choices=kinds)]


def check_severity_name(value: object) -> Severity:
    """This will accept safety, contract or taste."""
    return cast(Severity, check_choice(value, field="severity", choices=SEVERITIES))
