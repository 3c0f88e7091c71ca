"""What stands between a draft and the shop: rules that cannot hold together, tests that fail, a second pair of eyes.

Each obstacle has a code and a sentence. A failing rule test and a pool that no product fills may be waived by name, by
somebody who may publish, with a reason; nothing else may. `rules.services.publish` asks here, so no page and no program
gets past it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from rules.audit import name_of, record
from rules.engine.collisions import slot_collisions
from rules.engine.rule import Pooling
from rules.engine.rule import Rule as EngineRule
from rules.engine.ruleset import RuleSet as EngineRuleSet
from rules.known_segments import lost_rules
from rules.models import AuditEntry, RuleSet, RuleTest, Study, Waiver
from rules.names import names_of
from rules.queries import has_one_in_view, readable_ruleset

PUBLISH = "rules.publish_ruleset"
# How the codes of obstacles begin.
UNREADABLE, COLLISION, SEGMENT, TEST, EMPTY = "unreadable:", "collision:", "segment:", "rule_test:", "empty:"
CanFill = Callable[[EngineRule], bool]  # whether a product of the shop can ever stand where the rule wants one


class CannotPublish(RuntimeError):
    """Why a version may not go live, in words for the merchandiser."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that holds a draft back. `rule` is the key of the rule to open, `test` the number of the rule test."""

    code: str
    title: str
    text: str
    waivable: bool = False
    rule: str = ""
    test: int | None = None


@dataclass(frozen=True, slots=True)
class Waived:
    """A check that a person lets pass by name."""

    code: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunOfTests:
    """Where the rule tests of a draft stand: `none` needed, `missing`, `open` (on their way), `broken` or `done`."""

    state: str
    study: Study | None = None

    @property
    def waits(self) -> bool:
        return self.state in ("missing", "open", "broken")


def refuse_or_waive(
    draft: RuleSet, *, by: User | None, waived: Sequence[Waived], can_fill: CanFill | None = None
) -> None:
    """This will raise CannotPublish for the first obstacle that is not waived, and keep what was waived."""
    if by is not None and not by.has_perm(PUBLISH):
        raise CannotPublish("Your role may not publish. Hand the draft in; a publisher puts it live.")
    if said := why_not_alone(draft, by=by):
        raise CannotPublish(said)
    named = {each.code: each for each in waived}
    for obstacle in obstacles(draft, can_fill=can_fill):
        if not obstacle.waivable or obstacle.code not in named:
            raise CannotPublish(f"{obstacle.title}. {obstacle.text}")
    if waived and (by is None or not all(each.reason.strip() for each in waived)):
        raise CannotPublish("To let a check pass, a person has to say why.")
    for each in waived:
        _waive(draft, each, by=by)


def obstacles(draft: RuleSet, *, can_fill: CanFill | None = None) -> tuple[Obstacle, ...]:
    """This will name everything that holds a draft back, apart from who may publish it.

    Without `can_fill` nothing is said about pools.
    """
    rules, unreadable = readable_ruleset(draft, names=names_of(draft.placement.store_id))
    found = [
        Obstacle(
            f"{UNREADABLE}{each.rule_id}",
            f"“{each.label}” does not fit any more",
            f"{each.error}. Open it, mend it and save it. Owner: {each.owner}.",
            rule=each.rule_id,
        )
        for each in unreadable
    ]
    for each in slot_collisions(rules.rules, one_in_view=has_one_in_view(draft.placement)):
        code = f"{COLLISION}{each.position}:{':'.join(each.rule_ids)}"
        title = f"Two rules want place {each.position}"
        found.append(Obstacle(code, title, f"{each.describe()}.", rule=each.rule_ids[1]))
    for lost in lost_rules(rules, draft.placement.store):
        title = f"“{lost.rule.name}” is for nobody"
        text = f"{lost.describe()}. Choose another one. Owner: {lost.rule.owner}."
        found.append(Obstacle(f"{SEGMENT}{lost.code}:{lost.rule.rule_id}", title, text, rule=lost.rule.rule_id))
    found += never_filled(rules, can_fill=can_fill) if can_fill else ()
    return (*found, *_test_obstacles(draft, digest=rules.ruleset_hash))


def never_filled(rules: EngineRuleSet, *, can_fill: CanFill) -> tuple[Obstacle, ...]:
    """This will name the slots, pins and campaigns that are on and that no product of the shop can ever fill.

    Until a rule begins its products may still arrive.
    """
    now = timezone.now()
    return tuple(
        _never_filled(rule, rule.body)
        for rule in rules.rules
        if rule.enabled and isinstance(rule.body, Pooling) and _has_begun(rule, now) and not can_fill(rule)
    )


def _has_begun(rule: EngineRule, now: datetime) -> bool:
    return (rule.starts_at is None or rule.starts_at <= now) and (rule.ends_at is None or now < rule.ends_at)


def _never_filled(rule: EngineRule, body: Pooling) -> Obstacle:
    pools = ", else ".join(pool.describe() for pool in body.chain)
    text = f"The shop has none of these: {pools}. Change the rule, or add such a product. Owner: {rule.owner}."
    title = f"“{rule.name}” can never be filled"
    return Obstacle(f"{EMPTY}{rule.rule_id}", title, text, waivable=True, rule=rule.rule_id)


def run_of_tests(draft: RuleSet, *, digest: str) -> RunOfTests:
    """This will say whether the rule tests ran for exactly these rules (by hash)."""
    if not RuleTest.objects.filter(placement=draft.placement_id).exists():
        return RunOfTests("none")
    studies = Study.objects.filter(ruleset=draft, kind=Study.Kind.RULE_TESTS)
    running = studies.filter(state__in=(Study.State.WAITING, Study.State.RUNNING)).first()
    if running is not None and running.digest == digest:
        return RunOfTests("open", running)
    last = studies.filter(digest=digest).exclude(state__in=(Study.State.WAITING, Study.State.RUNNING)).first()
    if last is None or not _covers_today(last, draft):
        return RunOfTests("missing", running)
    return RunOfTests("done" if last.state == Study.State.DONE else "broken", last)


def why_not_alone(draft: RuleSet, *, by: User | None) -> str:
    """This will say why this person may not put this draft live where a shop asks for four eyes, or nothing."""
    if not draft.placement.store.four_eyes:
        return ""
    if by is None:
        return "This shop asks for a second person; nobody approves by a program."
    if draft.submitted_at is None:
        return "This shop asks for a second person. Hand the draft in, so that somebody else can look at it."
    for person, deed in ((draft.submitted_by_id, "handed it in"), (draft.edited_by_id, "changed it last")):
        if person == by.pk:
            return f"You {deed}, so somebody else has to approve it."
    return ""


def _covers_today(study: Study, draft: RuleSet) -> bool:
    """Tests, segments and settings of the placement that were changed after the run began were not what it saw."""
    placement = draft.placement
    since = study.started_at or study.created_at
    written = AuditEntry.objects.filter(store=placement.store_id, at__gt=since).filter(
        Q(placement=placement.code, subject__in=("rule_test", "placement")) | Q(subject="segment")
    )
    known = {each.get("id") for each in study.result.get("tests", ())}
    wanted = set(RuleTest.objects.filter(placement=placement).values_list("pk", flat=True))
    return study.state != Study.State.DONE or (wanted <= known and not written.exclude(after=None).exists())


def _test_obstacles(draft: RuleSet, *, digest: str) -> Iterator[Obstacle]:
    run = run_of_tests(draft, digest=digest)
    if run.state == "missing":
        yield Obstacle("rule_tests", "The rule tests have not run", "They run for each state of a draft; start them.")
    elif run.state == "open":
        yield Obstacle("rule_tests", "The rule tests are running", "Wait for them to end.")
    elif run.state == "broken" and run.study:
        yield Obstacle("rule_tests", "The rule tests did not come to an end", f"{run.study.message} Run them again.")
    elif run.state == "done" and run.study:
        yield from _failing(run.study, draft)


def _failing(study: Study, draft: RuleSet) -> Iterator[Obstacle]:
    """A test that was deleted since holds nobody back."""
    wanted = set(RuleTest.objects.filter(placement=draft.placement_id).values_list("pk", flat=True))
    for each in study.result.get("tests", ()):
        if each.get("id") in wanted and not each.get("passed"):
            code, name = f"{TEST}{each['id']}", each.get("name", "")
            title = f"The test “{name}” does not pass"
            yield Obstacle(code, title, str(each.get("said", "")), waivable=True, test=each["id"])


def _waive(draft: RuleSet, waived: Waived, *, by: User | None) -> None:
    placement = draft.placement
    row = Waiver.objects.create(
        ruleset=draft, code=waived.code[:80], label=waived.label[:300], reason=waived.reason.strip()[:300], by=by
    )
    after = {"check": row.code, "said": row.label, "reason": row.reason, "by": name_of(by)}
    record(
        "ruleset.waived", draft, by=by, store=placement.store, placement=placement.code, label=row.label, after=after
    )
