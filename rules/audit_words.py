"""What an entry of the audit log says, in plain sentences where the rules can say it themselves."""

from collections.abc import Iterator, Mapping

from rules.engine.diff import diff
from rules.engine.errors import RuleError
from rules.engine.names import NO_NAMES, Names, with_names
from rules.engine.rule import Rule
from rules.engine.ruleset import RuleSet
from rules.engine.segment import Segment
from rules.kinds import load_rule
from rules.models import AuditEntry
from rules.rule_tests import Expectation

Json = Mapping[str, object]
FIELDS = {
    "candidates": "Candidates",
    "champion": "Serves",
    "exclude_bought": "Leaves out what was bought",
    "exploration_share": "Exploration",
    "formula": "Formula",
    "four_eyes": "A second person approves each draft",
    "length": "Products on the page",
    "may sign in": "May sign in",
    "objective": "Goal",
    "promotes_itself": "A model that passes every check goes live by itself",
    "ranker": "Ranker",
    "recall_mix": "Recall mix",
}
HIDDEN = ("revision", "updated_at", "store_id", "placement_id")


def sentences(entry: AuditEntry, *, names: Names = NO_NAMES) -> tuple[str, ...]:
    """This will say what changed, one sentence each; whatever cannot be said as a rule is told field by field."""
    before, after = entry.before, entry.after
    if entry.subject == "rule":
        return tuple(_about_rule(before, after, names))
    if entry.action in SPOKEN:
        return tuple(SPOKEN[entry.action](before or {}, after or {}))
    return tuple(_field_by_field(before, after, names))


def _about_rule(before: Json | None, after: Json | None, names: Names) -> Iterator[str]:
    old, new = _rule(before, names), _rule(after, names)
    if (before and old is None) or (after and new is None):
        yield from _field_by_field(before, after, names)
        return
    if old and new:
        yield from diff(RuleSet((old,)), RuleSet((new,)))
    else:
        yield from (rule.describe() for rule in (old, new) if rule)


def _rule(said: Json | None, names: Names) -> Rule | None:
    """A kind or a field that is not known any more leaves the entry readable, field by field."""
    if not said:
        return None
    plain = {name: value for name, value in said.items() if name not in ("key", "order")}
    try:
        return with_names(load_rule({"rule_id": said.get("key"), **plain}), names)
    except (RuleError, AssertionError):
        return None


def _begun(before: Json, after: Json) -> Iterator[str]:
    based = after.get("based_on")
    yield f"Begun as a copy of version {based}." if based else "Begun with no rule."


def _discarded(before: Json, after: Json) -> Iterator[str]:
    rules = before.get("rules")
    names = [str(rule.get("label")) for rule in rules] if isinstance(rules, list) else []
    yield f"It held {', '.join(names)}." if names else "It held no rule."


def _submitted(before: Json, after: Json) -> Iterator[str]:
    yield "It waits for somebody else to look at it."


def _withdrawn(before: Json, after: Json) -> Iterator[str]:
    yield f"It had been handed in by {before.get('submitted_by') or 'somebody whose account is gone'}."


def _approved(before: Json, after: Json) -> Iterator[str]:
    yield f"It was handed in by {after.get('submitted_by') or 'somebody whose account is gone'}."


def _live(before: Json, after: Json) -> Iterator[str]:
    replaced = f" in place of version {before['version']}" if before.get("version") else ""
    yield f"Version {after.get('version')} is live{replaced}."
    if note := after.get("note"):
        yield f"“{note}”"
    changes = after.get("changes")
    yield from (str(change) for change in changes) if isinstance(changes, list) else ()


def _waived(before: Json, after: Json) -> Iterator[str]:
    yield f"“{after.get('said')}” was let pass: {after.get('reason')}"


SPOKEN = {
    "draft.begun": _begun,
    "draft.discarded": _discarded,
    "draft.submitted": _submitted,
    "draft.withdrawn": _withdrawn,
    "draft.approved": _approved,
    "ruleset.published": _live,
    "ruleset.rolled_back": _live,
    "ruleset.waived": _waived,
}


def _field_by_field(before: Json | None, after: Json | None, names: Names) -> Iterator[str]:
    fields = [name for name in {**(before or {}), **(after or {})} if name not in HIDDEN]
    for name in fields:
        was, now = (before or {}).get(name), (after or {}).get(name)
        if was == now:
            continue
        label = FIELDS.get(name, name.replace("_", " ").capitalize())
        if before is None or after is None:
            yield f"{label}: {_say_field(name, now if before is None else was, names)}"
        else:
            yield f"{label}: now {_say_field(name, now, names)} (was {_say_field(name, was, names)})"


def _say_field(name: str, value: object, names: Names) -> str:
    """What a rule test expects and whom a segment holds they say themselves, as long as they can be read."""
    try:
        if name == "expectation":
            wish = with_names(Expectation.from_json(value), names)
            return f"{wish.describe_audience(names.say)}: {wish.describe_wish()}"
        if name == "condition":
            return with_names(Segment.read(code="logged", name="", condition=value), names).condition.describe()
    except RuleError:
        pass  # it is told as it was written
    return _say(value)


def _say(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_say(each)}" for name, each in value.items()) or "nothing"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_say, value)) or "nothing"
    return "nothing" if value in (None, "") else str(value)
