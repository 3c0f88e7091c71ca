"""Checks of a draft: on the list in view, and on a sample of lists for real shoppers and visitors.

The sample is the same every time, so that a draft that passed does not fail by a draw.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import cycle, islice

from django.core.cache import cache

from events.models import Customer
from events.queries import Shopper, busiest_customers
from rules.engine.collisions import SlotCollision
from rules.gate import COLLISION, UNREADABLE, Obstacle
from rules.models import Placement
from rules.queries import LivePlacement, placement_facts
from woorec.answers import Answer, Request
from woorec.board.look import Look
from woorec.board.reading import Rules
from woorec.board.words import say_day, say_fallback
from woorec.live import Live, OnlookersLive
from woorec.personas import PersonaLive, page_id, personas
from woorec.pipeline import UnsafePage, recommend
from woorec.scene import NoRegion, StaleEvidence, UnreadableSafetyRule
from woorec.snapshot import Snapshot

CUSTOMERS = 18
BUSIEST = 150
KEPT_SECONDS = 600
QUIET = ("_empty",)  # a channel with nothing to say to this shopper is no fault


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checks; state is passed, warning, failed, waiting or note. A failed one has a code."""

    state: str
    title: str
    text: str = ""
    url: str = ""
    link: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Yielding:
    """How often one rule gives way in the sample, and one shopper for whom it does."""

    rule_id: str
    name: str
    owner: str
    severity: str
    lists: int
    reason: str
    example: str  # the query of a look


@dataclass(frozen=True, slots=True)
class Probe:
    """What the sample found. `shorter` counts lists that the draft, not the shop, made short."""

    lists: int
    held: int
    yielding: tuple[Yielding, ...] = ()
    shorter: int = 0
    short: int = 0
    unsafe: int = 0

    @property
    def percent(self) -> int:
        return 100 * self.held // self.lists if self.lists else 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of a draft. Without a probe it is not known yet."""

    checks: tuple[Check, ...]
    probe: Probe | None = None
    notes: tuple[Check, ...] = field(default=())

    @property
    def state(self) -> str:
        if any(check.state == "failed" for check in self.checks):
            return "failed"
        return "passed" if self.probe else "waiting"

    @property
    def failures(self) -> list[Check]:
        return [check for check in self.checks if check.state == "failed"]

    @property
    def colour(self) -> str:
        return "danger" if self.state == "failed" else "positive"

    @property
    def warnings(self) -> int:
        return sum(check.state == "warning" for check in self.checks)


@dataclass(frozen=True, slots=True)
class Sampled:
    request: Request
    live: Live
    look: Look


def verdict(
    rules: Rules,
    *,
    answer: Answer | None,
    problem: str,
    shopper: str,
    probe: Probe | None,
    board_url: str,
    length: int,
    collisions: Iterable[SlotCollision],
    never_filled: Iterable[Obstacle],
    now: datetime,
) -> Verdict:
    """This will judge a draft by its rules, by the list in view and, once it ran, by the sample."""
    checks = [*_rule_checks(rules, board_url, collisions), *_beyond_the_page(rules, board_url, length=length)]
    checks += [_said_by_the_gate(each, board_url) for each in never_filled]
    checks += [*_schedules(rules, board_url, now=now)]
    checks += [*_view_checks(rules, answer, problem=problem, shopper=shopper)]
    checks += [*_probe_checks(probe, board_url)] if probe else []
    notes = [Check("note", say_fallback(code)) for code in answer.fallback if code.endswith(QUIET)] if answer else []
    return Verdict(tuple(checks), probe, tuple(notes))


def _rule_checks(rules: Rules, board_url: str, collisions: Iterable[SlotCollision]) -> Iterator[Check]:
    """What these say cannot be waived: the gate refuses it too."""
    for row in rules.rows:
        if str(row.key) in rules.broken:
            text = f"{rules.broken[str(row.key)]} It is left out until it is mended. Owner: {row.owner}."
            title = f"“{row.label}” does not fit any more"
            yield Check("failed", title, text, f"{board_url}rules/{row.key}/", "Mend it", f"{UNREADABLE}{row.key}")
    for collision in collisions:
        title, url = f"Two rules want place {collision.position}", f"{board_url}rules/{collision.rule_ids[1]}/"
        code = f"{COLLISION}{collision.position}:{':'.join(collision.rule_ids)}"
        yield Check("failed", title, f"{collision.describe()}.", url, "Change it", code)


def _said_by_the_gate(obstacle: Obstacle, board_url: str) -> Check:
    url = f"{board_url}rules/{obstacle.rule}/"
    return Check("failed", obstacle.title, obstacle.text, url, "Change it", obstacle.code)


def _beyond_the_page(rules: Rules, board_url: str, *, length: int) -> Iterator[Check]:
    """This will name places that are reserved behind the last product of the page, where no shopper looks."""
    for rule in rules.engine.rules:
        beyond = [place for place in getattr(rule.body, "positions", ()) if place > length]
        if rule.enabled and beyond:
            places = " and ".join(map(str, beyond))
            text = f"The page shows {length} products, so this promise is not kept. Owner: {rule.owner}."
            state = "failed" if rule.severity == "contract" else "warning"
            title = f"“{rule.name}” holds place {places}, which the page does not have"
            yield Check(state, title, text, f"{board_url}rules/{rule.rule_id}/", "Change it", f"beyond:{rule.rule_id}")


def _schedules(rules: Rules, board_url: str, *, now: datetime) -> Iterator[Check]:
    """This will name rules that are over, and those that begin later: the sample knows only the rules of now."""
    for rule in rules.engine.rules:
        if not rule.enabled:
            continue
        if rule.ends_at and rule.ends_at <= now:
            text = f"It ended on {say_day(rule.ends_at)} and does nothing any more. Owner: {rule.owner}."
            yield Check("warning", f"“{rule.name}” is over", text, f"{board_url}rules/{rule.rule_id}/", "Change it")
        elif rule.starts_at and rule.starts_at > now:
            day = f"{board_url}?at={rule.starts_at:%Y-%m-%dT%H:%M}"
            text = "The sample is of now. Look at the list of that day before you publish."
            yield Check("warning", f"“{rule.name}” begins on {say_day(rule.starts_at)}", text, day, "Show that day")


def _view_checks(rules: Rules, answer: Answer | None, *, problem: str, shopper: str) -> Iterator[Check]:
    if answer is None:
        yield Check("failed", "This list cannot be shown", problem, code="view")
        return
    for given in answer.relaxed:
        rule = rules.rule(given.rule_id)
        kept = f" Kept instead: {given.kept[:1].lower()}{given.kept[1:]}." if given.kept not in ("", "released") else ""
        owner = f" Owner: {rule.owner}." if rule else ""
        yield Check("warning", f"“{given.label}” gives way here", f"{given.reason}{kept}{owner}")
    for conflict in answer.conflicts:
        owners = sorted({rule.owner for rule_id in conflict.rule_ids if (rule := rules.rule(rule_id))})
        yield Check("warning", "Rules that cannot all hold", f"{conflict.why} Owners: {', '.join(owners)}.")
    if not answer.relaxed and not answer.conflicts:
        yield Check("passed", f"Every rule holds for {shopper}")
    if answer.short:
        text = f"{len(answer.items)} of {answer.eligible} eligible families fill it."
        yield Check("warning", "The page is short here", text)
    for code in answer.fallback:
        if not code.endswith(QUIET):
            yield Check("warning", say_fallback(code))


def _probe_checks(probe: Probe, board_url: str) -> Iterator[Check]:
    if probe.unsafe:
        text = "A check that protects the shopper cannot be made, or a list would break a promise."
        yield Check("failed", f"{probe.unsafe} of {probe.lists} sampled lists cannot be shown", text, code="unsafe")
    if probe.shorter:
        text = "Live these pages are full. Look at the rules that never show products."
        yield Check("failed", f"{probe.shorter} of {probe.lists} sampled pages become short", text, code="short")
    for each in probe.yielding:
        state = "failed" if each.severity == "contract" else "warning"
        text = f"{each.reason} Owner: {each.owner}."
        yield Check(
            state,
            f"“{each.name}” gives way in {each.lists} of {probe.lists} lists",
            text,
            f"{board_url}?{each.example}",
            "Show one",
            f"yields:{each.rule_id}",
        )
    if not probe.lists:
        yield Check("warning", "Nobody to try the draft on", "The store has no shopper and no region yet.")
    elif probe.held == probe.lists:
        yield Check("passed", f"Every rule holds in all {probe.lists} sampled lists", "Real shoppers and visitors.")


def kept_probe(rules: Rules, snapshot: Snapshot, placement: Placement) -> Probe | None:
    """This will return what the sample found for exactly these rules on this snapshot, if it ran a while ago."""
    return cache.get(_probe_key(rules, snapshot, placement))


def run_probe(rules: Rules, snapshot: Snapshot, placement: Placement, *, now: datetime) -> Probe:
    """This will answer the sample under the draft and keep what it found for ten minutes."""
    found = kept_probe(rules, snapshot, placement)
    if found is None:
        found = probe(rules, snapshot, placement, now=now)
        cache.set(_probe_key(rules, snapshot, placement), found, KEPT_SECONDS)
    return found


def _probe_key(rules: Rules, snapshot: Snapshot, placement: Placement) -> str:
    parts = (snapshot.store.pk, snapshot.version, placement_facts(placement), rules.engine.ruleset_hash, rules.broken)
    return f"board-probe-{hashlib.sha256(repr(parts).encode()).hexdigest()}"


def probe(rules: Rules, snapshot: Snapshot, placement: Placement, *, now: datetime) -> Probe:
    draft = rules.on(placement)
    sampled = sample(snapshot, placement, now=now)
    answers = [(each, _answer(each, snapshot, draft)) for each in sampled]
    shown = [(each, answer) for each, answer in answers if answer is not None]
    short = [each for each, answer in shown if answer.short]
    return Probe(
        lists=len(sampled),
        held=sum(not answer.relaxed and not answer.conflicts for _, answer in shown),
        yielding=tuple(_yielding(shown, rules)),
        short=len(short),
        shorter=sum(_is_full_live(each, snapshot, draft) for each in short),
        unsafe=len(sampled) - len(shown),
    )


def sample(snapshot: Snapshot, placement: Placement, *, now: datetime) -> list[Sampled]:
    """This will choose about thirty shoppers: busy customers of every region and tier, and visitors of every region."""
    seeds = cycle(_seeds(snapshot, placement))
    customers = islice(_in_turn(_customers(snapshot)), CUSTOMERS)
    looks = [Look(shopper=f"c{customer.pk}") for customer in customers]
    for region in snapshot.facts.regions:
        looks += [Look(shopper="visitor", region=region.code), Look(shopper="nora", region=region.code)]
        looks += [Look(shopper="visitor", region=region.code, tier=tier.code) for tier in snapshot.facts.tiers[-2:]]
    made_up = {persona.code: persona.shopper for persona in personas(snapshot, at=now)}
    return [_sampled(replace(look, seed=next(seeds)), snapshot, placement, made_up, now=now) for look in looks]


def _sampled(
    look: Look, snapshot: Snapshot, placement: Placement, made_up: dict[str, Shopper], *, now: datetime
) -> Sampled:
    store = snapshot.store
    customer = int(look.shopper[1:]) if look.shopper not in made_up else None
    row = snapshot.row_of_sku.get(look.seed)
    seeds = () if row is None else (snapshot.product(row).product_id,)
    in_cart = placement.surface == Placement.Surface.CART
    request = Request(
        request_id=page_id(store, placement.code), placement=placement.code, at=now, customer_id=customer,
        region=look.region or None, tier=look.tier or None, explore=False,
        seeds=() if in_cart else seeds, cart=seeds if in_cart else (),
    )  # fmt: skip
    live = OnlookersLive(store) if customer else PersonaLive(store, made_up[look.shopper])
    return Sampled(request, live, look)


def _customers(snapshot: Snapshot) -> list[Customer]:
    ids = list(busiest_customers(snapshot.store, limit=BUSIEST))
    found = Customer.objects.filter(store=snapshot.store).in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def _in_turn(customers: Sequence[Customer]) -> Iterator[Customer]:
    """This will take one customer of each region and tier in turn, so that small groups are heard too."""
    groups: dict[tuple, list[Customer]] = {}
    for customer in customers:
        groups.setdefault((customer.region_id, customer.tier_id), []).append(customer)
    for number in range(max(map(len, groups.values()), default=0)):
        yield from (group[number] for group in groups.values() if number < len(group))


def _seeds(snapshot: Snapshot, placement: Placement) -> Sequence[str]:
    """On product and cart pages each shopper looks at another product: the best seller of each category."""
    if placement.surface not in (Placement.Surface.PRODUCT, Placement.Surface.CART):
        return [""]
    best: dict[str, str] = {}
    for row in (-snapshot.daily_sales).argsort(kind="stable").tolist():
        best.setdefault(snapshot.product(row).category, snapshot.product(row).sku)
    return list(best.values()) or [""]


def _answer(each: Sampled, snapshot: Snapshot, placement: LivePlacement) -> Answer | None:
    """A list that cannot be shown counts as unsafe; real shoppers are asked as if they avoided nothing."""
    try:
        return recommend(each.request, snapshot, each.live, placement=placement)
    except (UnreadableSafetyRule, StaleEvidence, UnsafePage, NoRegion):
        return None


def _is_full_live(each: Sampled, snapshot: Snapshot, draft: LivePlacement) -> bool:
    live = snapshot.placements.get(draft.facts.code)
    if live is None or live.rules.ruleset_hash == draft.rules.ruleset_hash:
        return False
    answer = _answer(each, snapshot, live)
    return answer is not None and not answer.short


def _yielding(shown: Iterable[tuple[Sampled, Answer]], rules: Rules) -> Iterator[Yielding]:
    counts: Counter[str] = Counter()
    first: dict[str, tuple[str, str]] = {}
    made_up: set[str] = set()
    for each, answer in shown:
        for rule_id, reason in {given.rule_id: given.reason for given in answer.relaxed}.items():
            counts[rule_id] += 1
            # A made-up shopper explains as well as a real one, and gives nobody away.
            if rule_id not in first or (each.request.customer_id is None and rule_id not in made_up):
                first[rule_id] = (reason, each.look.query())
            if each.request.customer_id is None:
                made_up.add(rule_id)
    for rule_id, lists in counts.most_common():
        rule = rules.rule(rule_id)
        if rule is not None:
            reason, example = first[rule_id]
            yield Yielding(rule_id, rule.name, rule.owner, rule.severity, lists, reason, example)
