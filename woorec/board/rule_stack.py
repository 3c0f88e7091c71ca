"""The rules of a version in the order in which they act, each as a card."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.engine.rule import Excluding, Scoring
from rules.engine.rule import Rule as EngineRule
from rules.models import Rule
from woorec.answers import Answer
from woorec.board.reading import Rules
from woorec.board.words import (
    KIND_WORDS,
    count,
    say_day,
)


@dataclass(frozen=True, slots=True)
class CostChip:
    """What a rule costs a week in a few words, how sure that is, and the replay behind it."""

    label: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class RuleCard:
    key: str
    kind: str
    kind_label: str
    name: str  # the label, unless it says no more than the sentence
    sentence: str
    owner: str
    reason: str
    severity: str
    schedule: str
    enabled: bool
    change: str = ""
    effect: str = ""
    gave_way: str = ""
    problem: str = ""
    cost: CostChip | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the execution, with the rules that act in it."""

    title: str
    note: str
    built_in: tuple[str, ...]
    cards: tuple[RuleCard, ...]


def stages(
    rules: Rules,
    live: Rules,
    *,
    answer: Answer | None,
    exclude_bought: bool,
    now: datetime,
    costs: Mapping[str, CostChip],
) -> tuple[Stage, ...]:
    """This will order the rules as the engine runs them; `costs` are chips by the rule's key."""
    cards = {"never": [], "points": [], "places": []}
    for row in rules.rows:
        cards[_stage_of(rules.rule(str(row.key)), row)].append(
            _card(row, rules, live, answer=answer, now=now, cost=costs.get(str(row.key)))
        )
    always = (
        "Hidden, not sold in the region, or without a price there",
        "Sold out in the warehouses that serve the shopper",
        "Without evidence for what the shopper avoids",
        *(("Already bought by the shopper",) if exclude_bought else ()),
    )
    return (
        Stage("Never shown", "Nothing overrides this.", always, tuple(cards["never"])),
        Stage("Points", "Added to scores from 0 to 100.", (), tuple(cards["points"])),
        Stage("Places", "Slots, scatter and caps, solved together.", (), tuple(cards["places"])),
    )


def _stage_of(rule: EngineRule | None, row: Rule) -> str:
    if rule is None:
        return {"eligibility": "never", "boost": "points", "bury": "points"}.get(row.kind, "places")
    if isinstance(rule.body, Excluding):
        return "never"
    return "points" if isinstance(rule.body, Scoring) else "places"


def _card(
    row: Rule, rules: Rules, live: Rules, *, answer: Answer | None, now: datetime, cost: CostChip | None
) -> RuleCard:
    key = str(row.key)
    rule, before = rules.rule(key), live.rule(key)
    change = "" if rules.version == live.version or rule == before else "new" if before is None else "changed"
    gave_way = next((each for each in answer.relaxed if each.rule_id == key), None) if answer else None
    return RuleCard(
        key=key,
        kind=row.kind,
        kind_label=KIND_WORDS.get(row.kind, row.kind.capitalize()),
        name="" if rule is None or row.label == rule.body.describe()[:120] else row.label,
        sentence=_sentence(rule, row),
        owner=row.owner,
        reason=row.reason,
        severity=row.severity,
        schedule=_schedule(row, now=now),
        enabled=row.enabled,
        change=change,
        effect="" if answer is None or rule is None else _effect(rule, answer),
        gave_way=f"Gave way here: {gave_way.reason}" if gave_way else "",
        problem=rules.broken.get(key, ""),
        cost=cost,
    )


def _sentence(rule: EngineRule | None, row: Rule) -> str:
    """The schedule has a line of its own on the card, and the switch says whether it is on."""
    if rule is None:
        return row.label
    clauses = filter(None, (rule.body.describe(), rule.scope.describe()))
    return f"{', '.join(clauses)}."


def _schedule(row: Rule, *, now: datetime) -> str:
    if row.ends_at and row.ends_at <= now:
        return f"ended {say_day(row.ends_at)}"
    if row.starts_at and row.starts_at > now:
        return f"from {say_day(row.starts_at)}"
    return f"until {say_day(row.ends_at)}" if row.ends_at else "no expiry"


def _effect(rule: EngineRule, answer: Answer) -> str:
    """This will say what a rule does to the list in view."""
    items, key = answer.items, rule.rule_id
    held = [item.position for item in items if item.ladder.slot == key]
    scored = sum(any(each.rule_id == key for each in item.ladder.points) for item in items)
    moved = sum(any(each.rule_id == key for each in item.ladder.moved) for item in items)
    kept_out = sum(each.rule_id == key for each in answer.rejected)
    said: Iterable[str] = (
        f"holds place {', '.join(map(str, held))}" if held else "",
        f"gives points to {count(scored, 'product')}" if scored else "",
        f"decides {count(moved, 'place')}" if moved and not held else "",
        f"keeps {count(kept_out, 'product')} out" if kept_out else "",
    )
    return ", ".join(filter(None, said)) or "changes nothing here"
