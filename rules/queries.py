"""Reads of placements and their rules. Rows become the engine's frozen rules here, once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Store
from rules.engine.errors import RuleError
from rules.engine.names import NO_NAMES, Names, with_names
from rules.engine.rule import Rule as EngineRule
from rules.engine.rule import check_kind
from rules.engine.ruleset import RuleSet as EngineRuleSet
from rules.engine.scope import Scope
from rules.kinds import RULE_KINDS
from rules.models import Placement, Rule, RuleSet


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """A placement's settings, as the pipeline reads them."""

    placement_id: int
    code: str
    name: str
    surface: str
    length: int
    candidates: int
    ranker: str
    objective: str
    formula: Mapping[str, float]
    recall_mix: Mapping[str, float]
    exclude_bought: bool
    exploration_share: float


@dataclass(frozen=True, slots=True)
class UnreadableRule:
    """A stored rule that no longer fits its kind. The others hold without it."""

    rule_id: str
    label: str
    severity: str
    owner: str
    error: RuleError
    enabled: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def is_on(self, at: datetime) -> bool:
        """This will say whether the rule would be on; for whom can no longer be told, so it is on for everybody."""
        started = self.starts_at is None or self.starts_at <= at
        return self.enabled and started and not (self.ends_at is not None and self.ends_at <= at)


@dataclass(frozen=True, slots=True)
class LivePlacement:
    """A placement with the rules that are live on it; without a published version the rules are empty.

    `problems` names what stands in for settings that cannot be served.
    """

    facts: PlacementFacts
    rules: EngineRuleSet
    unreadable: tuple[UnreadableRule, ...] = ()
    problems: tuple[str, ...] = ()


def live_placements(store: Store, *, names: Names) -> dict[str, LivePlacement]:
    """This will read every placement of a store with its published rules; what cannot be read is named beside them."""
    published = {
        ruleset.placement_id: ruleset
        for ruleset in RuleSet.objects.filter(placement__store=store, state=RuleSet.State.PUBLISHED).prefetch_related(
            "rules"
        )
    }
    return {
        placement.code: LivePlacement(
            placement_facts(placement), *readable_ruleset(published.get(placement.pk), names=names)
        )
        for placement in store.placements.all()
    }


def placement_facts(placement: Placement) -> PlacementFacts:
    return PlacementFacts(
        placement_id=placement.pk,
        code=placement.code,
        name=placement.name,
        surface=placement.surface,
        length=placement.length,
        candidates=placement.candidates,
        ranker=placement.ranker,
        objective=placement.objective,
        formula=placement.formula,
        recall_mix=placement.recall_mix,
        exclude_bought=placement.exclude_bought,
        exploration_share=placement.exploration_share,
    )


def engine_ruleset(ruleset: RuleSet | None, *, names: Names = NO_NAMES) -> EngineRuleSet:
    """This will turn a stored version into the engine's rules; no version is an empty set of rules.

    Whoever prints what the rules say gives the store's names (rules.names); whoever only runs them needs none.
    Raises rules.engine.errors.RuleError when a stored rule no longer fits its kind.
    """
    if ruleset is None:
        return EngineRuleSet(rules=(), version=0)
    return EngineRuleSet(tuple(engine_rule(row, names=names) for row in ruleset.rules.all()), version=ruleset.version)


def readable_ruleset(
    ruleset: RuleSet | None, *, names: Names = NO_NAMES
) -> tuple[EngineRuleSet, tuple[UnreadableRule, ...]]:
    """This will read a version rule by rule, so that one that does not fit cannot hide the others."""
    rules, unreadable = readable_rules(rules_in_order(ruleset), names=names)
    return EngineRuleSet(rules=rules, version=ruleset.version if ruleset else 0), unreadable


def readable_rules(
    rows: Iterable[Rule], *, names: Names = NO_NAMES
) -> tuple[tuple[EngineRule, ...], tuple[UnreadableRule, ...]]:
    """This will part stored rules into those that fit their kind and those that do not."""
    fitting, unreadable = [], []
    for row in rows:
        try:
            fitting.append(engine_rule(row, names=names))
        except RuleError as error:
            unreadable.append(_unreadable(row, error))
    return tuple(fitting), tuple(unreadable)


def _unreadable(row: Rule, error: RuleError) -> UnreadableRule:
    return UnreadableRule(
        rule_id=str(row.key),
        label=row.label,
        severity=row.severity,
        owner=row.owner,
        error=error,
        enabled=row.enabled,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )


def engine_rule(row: Rule, *, names: Names = NO_NAMES) -> EngineRule:
    rule = EngineRule(
        rule_id=str(row.key),
        body=check_kind(row.kind, kinds=RULE_KINDS).from_params(row.params),
        severity=row.severity,  # type: ignore[arg-type]  # the database checks it
        label=row.label,
        owner=row.owner,
        reason=row.reason,
        scope=Scope.from_json(row.scope),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        enabled=row.enabled,
    )
    return rule if names is NO_NAMES else with_names(rule, names)


def has_one_in_view(placement: Placement) -> bool:
    """This will say whether every page of a placement is about exactly one product."""
    return placement.surface == Placement.Surface.PRODUCT


def live_version(placement: Placement) -> RuleSet | None:
    return placement.rulesets.filter(state=RuleSet.State.PUBLISHED).first()


def draft_of(placement: Placement) -> RuleSet | None:
    return placement.rulesets.filter(state=RuleSet.State.DRAFT).first()


def rules_in_order(ruleset: RuleSet | None) -> Iterable[Rule]:
    return ruleset.rules.all() if ruleset else ()
