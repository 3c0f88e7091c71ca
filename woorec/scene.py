"""Who asks, from where, and under which rules: everything about a request that comes before the first product."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.db import InterfaceError, OperationalError

from catalog.queries import RegionFacts, TierFacts
from catalog.time_limit import TookTooLong
from events.queries import Shopper
from ranking.recall.base import ShopperState
from rules.engine.candidate import Context
from rules.engine.rule import Rule
from rules.engine.segment import Segment
from rules.queries import LivePlacement
from woorec.answers import Request
from woorec.candidates import Mask, allowed_rows, shopper_state
from woorec.deliveries import campaigns_on, quotas_of, stale_counts
from woorec.live import Live
from woorec.shopper_facts import shopper_facts
from woorec.snapshot import Snapshot

log = logging.getLogger(__name__)
# Snapshots are renewed every hour; one that could not be renewed for so long no longer knows which reports expired.
EVIDENCE_HOLDS = timedelta(hours=26)


class UnknownPlacement(LookupError):
    """The store has no placement of this code."""


class NoRegion(LookupError):
    """The store has no such region, or none at all."""


class StaleEvidence(RuntimeError):
    """The snapshot is too old to vouch for what a shopper must avoid."""


class UnreadableSafetyRule(RuntimeError):
    """A safety rule of the placement cannot be read or is for an unknown segment: nobody knows what it keeps off."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The shopper's situation. `allowed` masks (P,) what could be eligible as far as the snapshot knows.

    `problems` names what the rules ask for and nobody can say, as codes for the answer.
    """

    placement: LivePlacement
    shopper: Shopper
    region: RegionFacts
    tier: TierFacts | None
    state: ShopperState
    context: Context
    allowed: Mask
    size: int
    problems: tuple[str, ...] = ()
    campaigns: Sequence[Rule] = field(default_factory=tuple)  # that are on for this shopper

    @property
    def tier_code(self) -> str:
        return self.tier.code if self.tier else ""


def set_scene(request: Request, snapshot: Snapshot, live: Live, *, placement: LivePlacement | None) -> Scene:
    """This will read who asks and settle region, tier and what may be shown. One read.

    Raises UnknownPlacement, NoRegion, StaleEvidence, UnreadableSafetyRule, events.privacy.UnreadableAvoidances, and
    django.db.OperationalError where who asks cannot be read and it may matter to their safety.
    """
    placement = placement or _placement(request, snapshot)
    problems = snapshot.segments.problems_of(placement.rules.segments)
    _refuse_without_safety(placement, snapshot, at=request.at)
    segments = _named_segments(placement, snapshot)
    shopper, unread = _who_asks(request, live, placement, orders=any(segment.needs_orders for segment in segments))
    asked_region = request.region or shopper.region
    region = snapshot.region(asked_region)
    if region is None:
        raise NoRegion(asked_region or "")
    tier = snapshot.tier(request.tier or shopper.tier)
    tier_code = tier.code if tier else ""
    avoids = shopper.avoids | request.avoids
    if avoids and datetime.now(UTC) - snapshot.loaded_at > EVIDENCE_HOLDS:
        raise StaleEvidence(
            f"The snapshot is of {snapshot.loaded_at:%Y-%m-%d %H:%M}; laboratory reports may have expired."
        )
    context = _context(
        request,
        snapshot,
        placement,
        avoids=avoids,
        region=region.code,
        tier=tier_code,
        segments=_segments_of(segments, shopper, request, snapshot, region=region.code, tier=tier_code),
    )
    size = min(request.limit or placement.facts.length, placement.facts.length)
    campaigns = campaigns_on(placement.rules, context)
    quotas = quotas_of(campaigns, snapshot.deliveries, context, size=size, seed=request.random_seed)
    return Scene(
        placement=placement,
        shopper=shopper,
        region=region,
        tier=tier,
        state=shopper_state(request, shopper, snapshot, region=region.code, tier=tier_code),
        context=replace(context, quotas=quotas),
        allowed=allowed_rows(request, snapshot, avoids=avoids, region=region.code),
        size=size,
        problems=(*problems, *unread, *stale_counts(campaigns, snapshot.deliveries, at=request.at)),
        campaigns=campaigns,
    )


def _who_asks(
    request: Request, live: Live, placement: LivePlacement, *, orders: bool
) -> tuple[Shopper, tuple[str, ...]]:
    """This will read who asks; a visitor's past may be missing, what keeps somebody safe may not.

    Who is named may avoid something or have a say against personal lists, so without them there is no list.
    """
    try:
        return live.shopper(request, orders=orders), ()
    except (OperationalError, InterfaceError) as error:
        if request.names_somebody or _depends_on_a_segment(placement, at=request.at):
            raise
        log.warning("What a visitor did cannot be read: %s", error)
        problem = "shopper_late" if isinstance(error, TookTooLong) else "shopper_failed"
        return Shopper(session=request.session), (problem,)


def _depends_on_a_segment(placement: LivePlacement, *, at: datetime) -> bool:
    """This will say whether a safety rule is for some shoppers only, told by their past."""
    return any(_is_safety(rule, at=at) and rule.scope.segments for rule in placement.rules.rules)


def _placement(request: Request, snapshot: Snapshot) -> LivePlacement:
    if request.placement not in snapshot.placements:
        raise UnknownPlacement(request.placement)
    return snapshot.placements[request.placement]


def _named_segments(placement: LivePlacement, snapshot: Snapshot) -> list[Segment]:
    """This will find the segments that the placement's rules name; nobody pays for the others."""
    known = snapshot.segments.readable
    return [known[code] for code in placement.rules.segments if code in known]


def _segments_of(
    segments: Sequence[Segment], shopper: Shopper, request: Request, snapshot: Snapshot, *, region: str, tier: str
) -> frozenset[str]:
    """This will name the segments that the shopper is in."""
    if not segments:
        return frozenset()
    personal = request.personalise and shopper.personalise
    # Only members have a tier, so who asks with one counts as signed in, made up or not.
    known = replace(shopper, tier=shopper.tier or request.tier)
    facts = shopper_facts(known, snapshot, at=request.at, tier=tier, region=region, personal=personal)
    return frozenset(segment.code for segment in segments if segment.holds(facts))


def _refuse_without_safety(placement: LivePlacement, snapshot: Snapshot, *, at: datetime) -> None:
    """Safety is never relaxed: without a rule that keeps somebody safe there is no list."""
    _refuse_for_nobody(placement, snapshot, at=at)
    missing = [rule for rule in placement.unreadable if rule.severity == "safety" and rule.is_on(at)]
    if missing:
        named = ", ".join(f"“{rule.label}” ({rule.owner}): {rule.error}" for rule in missing)
        raise UnreadableSafetyRule(f"A safety rule cannot be read any more, so no list is shown here. {named}.")


def _refuse_for_nobody(placement: LivePlacement, snapshot: Snapshot, *, at: datetime) -> None:
    known = snapshot.segments.readable
    if placement.rules.segments <= known.keys():
        return
    lost = [rule for rule in placement.rules.rules if _is_lost(rule, known, at=at)]
    if lost:
        named = ", ".join(f"“{rule.name}” ({rule.owner})" for rule in lost)
        raise UnreadableSafetyRule(f"A safety rule is for a segment that is not known, so no list is shown. {named}.")


def _is_lost(rule: Rule, known: Mapping[str, Segment], *, at: datetime) -> bool:
    return _is_safety(rule, at=at) and not rule.scope.segments <= known.keys()


def _is_safety(rule: Rule, *, at: datetime) -> bool:
    begun = rule.starts_at is None or rule.starts_at <= at
    is_on = rule.enabled and begun and not (rule.ends_at is not None and rule.ends_at <= at)
    return rule.severity == "safety" and is_on


def _context(
    request: Request,
    snapshot: Snapshot,
    placement: LivePlacement,
    *,
    avoids: frozenset[str],
    region: str,
    tier: str,
    segments: frozenset[str],
) -> Context:
    at_hand = (*request.seeds, *request.cart)
    seen = [snapshot.product(snapshot.row_of[pk]) for pk in at_hand if pk in snapshot.row_of]
    return Context(
        at=request.at,
        tier=tier,
        region=region,
        segments=segments,
        categories=frozenset(product.category for product in seen),
        avoids=avoids,
        placement=placement.facts.code,
        exclude_bought=placement.facts.exclude_bought,
        excluded=request.excluded | {*at_hand},
        seeds=frozenset(snapshot.product(snapshot.row_of[pk]).sku for pk in request.seeds if pk in snapshot.row_of),
    )
