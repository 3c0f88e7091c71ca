"""Customer profiles under their pseudonyms: tiers with their history, regions, consents. Written in sets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from catalog.models import MembershipTier, Region, Store
from events.models import Consent, Customer
from events.privacy import pseudonym
from events.rows import CustomerRow

AHEAD = timedelta(minutes=10)  # clocks of other machines may be so far off
NEVER = "Send the tier that is in force now; a later one when its time has come."


@dataclass(frozen=True, slots=True)
class CustomerOutcome:
    """What became of one row, by its place: created, changed, unchanged, outdated or rejected. It names nobody."""

    place: int
    state: str
    error: str = ""


def ensure_customer(store: Store, *, external_id: str) -> int:
    """This will find or create the profile behind a shop's customer id."""
    found, _ = Customer.objects.get_or_create(
        store=store, pseudonym=pseudonym(store_code=store.code, external_id=external_id)
    )
    return found.pk


def write_customers(store: Store, rows: Sequence[CustomerRow], *, now: datetime, source: str) -> list[CustomerOutcome]:
    """This will create and change profiles, all in one transaction, and say what became of each row.

    Sending the same rows again changes nothing. A tier that is older than the one known goes into the history alone.
    """
    codes = _Codes.of(store)
    errors = {place: error for place, row in enumerate(rows) if (error := _fault(row, codes, now=now))}
    names = [pseudonym(store_code=store.code, external_id=row.external_id) for row in rows]
    last = {name: place for place, name in enumerate(names) if place not in errors}
    wanted = {name: rows[place] for name, place in sorted(last.items())}
    with transaction.atomic():
        created = _create(store, list(wanted))
        known = _known(store, list(wanted))
        plans = {name: _plan(row, known[name], codes, is_new=name in created, now=now) for name, row in wanted.items()}
        _write(list(plans.values()), source=source, now=now)
    return [
        CustomerOutcome(place, "rejected", errors[place])
        if place in errors
        else CustomerOutcome(place, plans[name].state)
        if last[name] == place
        else CustomerOutcome(place, "outdated", "The same customer stands again further down; that row counts.")
        for place, name in enumerate(names)
    ]


@dataclass(frozen=True, slots=True)
class _Codes:
    tiers: Mapping[str, int]
    regions: Mapping[str, int]

    @classmethod
    def of(cls, store: Store) -> "_Codes":
        return cls(
            tiers=dict(MembershipTier.objects.filter(store=store).values_list("code", "pk")),
            regions=dict(Region.objects.filter(store=store).values_list("code", "pk")),
        )


def _fault(row: CustomerRow, codes: _Codes, *, now: datetime) -> str:
    """This will say why a row cannot be written, or nothing."""
    if row.tier and row.tier not in codes.tiers:
        return f"tier: the store has no tier {row.tier!r}. It has: {', '.join(codes.tiers) or 'none'}."
    if row.region and row.region not in codes.regions:
        return f"region: the store has no region {row.region!r}. It has: {', '.join(codes.regions) or 'none'}."
    if row.tier_since and row.tier is None:
        return "tier_since: name the tier that it is about."
    for name, at in (("joined_at", row.joined_at), ("tier_since", row.tier_since)):
        if at and at > now + AHEAD:
            return f"{name}: lies in the future. {NEVER if name == 'tier_since' else 'Send when the customer joined.'}"
    return ""


@dataclass(frozen=True, slots=True)
class _Profile:
    """A profile as it is stored. `tiers` are the changes known of: since when -> tier."""

    pk: int
    tier_id: int | None
    region_id: int | None
    personalise: bool
    joined_at: datetime | None
    consent: bool | None
    tiers: Mapping[datetime, int | None]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be written of one profile."""

    state: str
    profile: _Profile
    tier_change: tuple[datetime, int | None] | None = None
    consent: bool | None = None


def _create(store: Store, names: list[str]) -> set[str]:
    """This will make the profiles that are missing. Names come sorted, so that two calls never wait for each other."""
    sql = """
        INSERT INTO events_customer (store_id, pseudonym, personalise)
        SELECT %s, name, true FROM unnest(%s::text[]) WITH ORDINALITY AS sent (name, place) ORDER BY place
        ON CONFLICT (store_id, pseudonym) DO NOTHING RETURNING pseudonym
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [store.pk, names])
        return {name for (name,) in cursor.fetchall()}


def _known(store: Store, names: list[str]) -> dict[str, _Profile]:
    """This will read the profiles and keep other writers from them until the transaction ends."""
    sql = """
        WITH held AS (
            SELECT id, pseudonym, tier_id, region_id, personalise, joined_at FROM events_customer
            WHERE store_id = %s AND pseudonym = ANY(%s) ORDER BY pseudonym FOR UPDATE
        )
        SELECT held.*,
               (SELECT granted FROM events_consent c WHERE c.customer_id = held.id AND c.purpose = %s
                ORDER BY c.at DESC, c.id DESC LIMIT 1),
               ARRAY(SELECT t.since FROM events_tierchange t WHERE t.customer_id = held.id ORDER BY t.since),
               ARRAY(SELECT t.tier_id FROM events_tierchange t WHERE t.customer_id = held.id ORDER BY t.since)
        FROM held
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [store.pk, names, Consent.Purpose.PERSONALISE])
        return {
            name: _Profile(pk, tier, region, personalise, joined, consent, dict(zip(since, tiers, strict=True)))
            for pk, name, tier, region, personalise, joined, consent, since, tiers in cursor.fetchall()
        }


def _plan(row: CustomerRow, old: _Profile, codes: _Codes, *, is_new: bool, now: datetime) -> _Plan:
    """This will settle what a row changes. The tier in force is that of the latest change known."""
    change = _tier_change(row, old, codes, now=now)
    tiers = {**old.tiers, **dict([change] if change else [])}
    new = _Profile(
        pk=old.pk,
        tier_id=tiers[max(tiers)] if tiers else old.tier_id,
        region_id=old.region_id if row.region is None else codes.regions.get(row.region),
        personalise=old.personalise if row.personalise is None else row.personalise,
        joined_at=row.joined_at or old.joined_at,
        consent=old.consent if row.personalise is None else row.personalise,
        tiers=tiers,
    )
    says_otherwise = row.tier is not None and codes.tiers.get(row.tier) != new.tier_id
    state = "created" if is_new else "outdated" if says_otherwise else "unchanged" if new == old else "changed"
    return _Plan(state, new, tier_change=change, consent=None if new.consent == old.consent else new.consent)


def _tier_change(
    row: CustomerRow, old: _Profile, codes: _Codes, *, now: datetime
) -> tuple[datetime, int | None] | None:
    if row.tier is None:
        return None
    tier = codes.tiers.get(row.tier)
    if row.tier_since is None:
        return None if tier == old.tier_id else (now, tier)
    is_known = row.tier_since in old.tiers and old.tiers[row.tier_since] == tier
    return None if is_known else (row.tier_since, tier)


def _write(plans: Sequence[_Plan], *, source: str, now: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CHANGE, _columns(_profile_rows(plans), width=5))
        changes = [(plan.profile.pk, *plan.tier_change, source) for plan in plans if plan.tier_change]
        if changes:
            cursor.execute(CHANGE_TIERS, _columns(changes, width=4))
        consents = [(plan.profile.pk, plan.consent, now, source) for plan in plans if plan.consent is not None]
        if consents:
            cursor.execute(KEEP_CONSENTS, [Consent.Purpose.PERSONALISE, *_columns(consents, width=4)])


CHANGE = """
UPDATE events_customer c SET tier_id = s.tier_id, region_id = s.region_id, personalise = s.personalise,
       joined_at = s.joined_at
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::boolean[], %s::timestamptz[])
     AS s (id, tier_id, region_id, personalise, joined_at)
WHERE c.id = s.id
"""
CHANGE_TIERS = """
INSERT INTO events_tierchange (customer_id, since, tier_id, source)
SELECT * FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[], %s::text[])
ON CONFLICT (customer_id, since) DO UPDATE SET tier_id = excluded.tier_id, source = excluded.source
"""
KEEP_CONSENTS = """
INSERT INTO events_consent (purpose, customer_id, granted, at, source)
SELECT %s, s.* FROM unnest(%s::bigint[], %s::boolean[], %s::timestamptz[], %s::text[]) AS s
"""


def _profile_rows(plans: Sequence[_Plan]) -> Iterator[tuple[object, ...]]:
    for plan in plans:
        if plan.state != "unchanged":
            new = plan.profile
            yield (new.pk, new.tier_id, new.region_id, new.personalise, new.joined_at)


def _columns(rows: Sequence[tuple[object, ...]] | Iterator[tuple[object, ...]], *, width: int) -> list[list[object]]:
    """This will turn rows into the columns that unnest takes."""
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
