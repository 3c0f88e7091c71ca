"""What changed from one rule set to the next, in plain sentences."""

from rules.engine.rule import Rule
from rules.engine.ruleset import RuleSet, rule_to_json

# What one sentence each says about a rule besides its params.
SAID_APART = ("severity", "label", "owner", "reason")


def diff(old: RuleSet, new: RuleSet) -> tuple[str, ...]:
    """This will say each change between two versions, in the order of the new one; nothing changed, nothing said."""
    before = {rule.rule_id: rule for rule in old.rules}
    after = {rule.rule_id: rule for rule in new.rules}
    sentences = [f"Removed: {rule.describe()}" for rule in old.rules if rule.rule_id not in after]
    for rule in new.rules:
        earlier = before.get(rule.rule_id)
        sentences += [f"Added: {rule.describe()}"] if earlier is None else _changes(earlier, rule)
    return (*sentences, *_order_change(old, new))


def _changes(old: Rule, new: Rule) -> list[str]:
    """The body speaks for itself; the other fields are named with the rule."""
    sentences = [new.body.describe_change(old.body)] if old.body != new.body else []
    if old.enabled != new.enabled:
        sentences.append(f"{'Switched on' if new.enabled else 'Switched off'}: {new.name}")
    if old.scope != new.scope:
        sentences.append(f"{new.name}: now {_say_scope(new)} (was {_say_scope(old)})")
    if (old.starts_at, old.ends_at) != (new.starts_at, new.ends_at):
        sentences.append(f"{new.name}: now {_say_schedule(new)} (was {_say_schedule(old)})")
    return sentences + _field_changes(old, new)


def _field_changes(old: Rule, new: Rule) -> list[str]:
    was, now = rule_to_json(old), rule_to_json(new)
    return [
        f"{new.name}: {field} now {now[field] or 'empty'} (was {was[field] or 'empty'})"
        for field in SAID_APART
        if was[field] != now[field]
    ]


def _say_scope(rule: Rule) -> str:
    return rule.scope.describe() or "for everybody"


def _say_schedule(rule: Rule) -> str:
    return rule.describe_schedule() or "always"


def _order_change(old: RuleSet, new: RuleSet) -> list[str]:
    """Order decides which of two equally severe rules gives way, so a new order is a change."""
    kept = {rule.rule_id for rule in old.rules} & {rule.rule_id for rule in new.rules}
    was = [rule.rule_id for rule in old.rules if rule.rule_id in kept]
    now = [rule for rule in new.rules if rule.rule_id in kept]
    if was == [rule.rule_id for rule in now]:
        return []
    return [f"New order: {', '.join(rule.name for rule in now)}"]
