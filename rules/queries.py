"""Reads of placements and their rules. Rows become the engine's frozen rules here, once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalog.models import Store
from rules.engine.rule import Rule as EngineRule
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
    recall_mix: Mapping[str, float]
    exclude_bought: bool
    exploration_share: float


@dataclass(frozen=True, slots=True)
class LivePlacement:
    """A placement with the rules that are live on it; without a published version the rules are empty."""

    facts: PlacementFacts
    rules: EngineRuleSet


def live_placements(store: Store) -> dict[str, LivePlacement]:
    """This will read every placement of a store with its published rules."""
    published = {
        ruleset.placement_id: ruleset
        for ruleset in RuleSet.objects.filter(placement__store=store, state=RuleSet.State.PUBLISHED).prefetch_related(
            "rules"
        )
    }
    return {
        placement.code: LivePlacement(placement_facts(placement), engine_ruleset(published.get(placement.pk)))
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
        recall_mix=placement.recall_mix,
        exclude_bought=placement.exclude_bought,
        exploration_share=placement.exploration_share,
    )


def engine_ruleset(ruleset: RuleSet | None) -> EngineRuleSet:
    """This will turn a stored version into the engine's rules; no version is an empty set of rules.

    Raises rules.engine.errors.RuleError when a stored rule no longer fits its kind.
    """
    if ruleset is None:
        return EngineRuleSet(rules=(), version=0)
    return EngineRuleSet(rules=tuple(map(engine_rule, ruleset.rules.all())), version=ruleset.version)


def engine_rule(row: Rule) -> EngineRule:
    return EngineRule(
        rule_id=str(row.key),
        body=RULE_KINDS[row.kind].from_params(row.params),
        severity=row.severity,  # type: ignore[arg-type]  # the database checks it
        label=row.label,
        owner=row.owner,
        reason=row.reason,
        scope=Scope.from_json(row.scope),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        enabled=row.enabled,
    )


def live_version(placement: Placement) -> RuleSet | None:
    return placement.rulesets.filter(state=RuleSet.State.PUBLISHED).first()


def draft_of(placement: Placement) -> RuleSet | None:
    return placement.rulesets.filter(state=RuleSet.State.DRAFT).first()


def rules_in_order(ruleset: RuleSet | None) -> Iterable[Rule]:
    return ruleset.rules.all() if ruleset else ()
