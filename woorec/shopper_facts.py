"""What segments may look at: a shopper's situation and past, as declared in rules/engine/shopper_facts.py."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from events.queries import Shopper
from woorec.snapshot import Snapshot

DAY = 86_400.0
MONTH = 30 * DAY
VIEWS = ("view_item", "select_item")
TASTE_DEEDS, FEWEST_DEEDS, TASTE_SHARE = 50, 3, 1 / 3
Facts = Mapping[str, object]


def shopper_facts(
    shopper: Shopper, snapshot: Snapshot, *, at: datetime, tier: str, region: str, personal: bool
) -> Facts:
    """This will lay out a shopper's facts; without consent to personal lists, only what they are and not what they did.

    What cannot be known is missing: orders of a visitor, or those of a read that left them out.
    """
    plain: Facts = {
        "tier": tier or None,
        "region": region,
        "signed_in": shopper.customer_id is not None or shopper.tier is not None,
        "personalise": personal,
    }
    if not personal:
        return plain
    return {**plain, **_deeds(shopper, snapshot, now=at.timestamp()), **_orders(shopper, now=at.timestamp())}


def _deeds(shopper: Shopper, snapshot: Snapshot, *, now: float) -> Facts:
    month = Counter(deed.kind for deed in shopper.history if deed.at > now - MONTH)
    return {
        "views": float(sum(month[kind] for kind in VIEWS)),
        "carts": float(month["add_to_cart"]),
        "viewed_categories": _categories({deed.product_id for deed in shopper.history}, snapshot),
        "bought_categories": _categories(shopper.bought, snapshot),
        "material_taste": _taste(shopper, snapshot),
    }


def _orders(shopper: Shopper, *, now: float) -> Facts:
    joined = None if shopper.joined_at is None else (now - shopper.joined_at) / DAY
    found = shopper.purchases
    if found is None:
        return {"days_since_joined": joined}
    return {
        "days_since_joined": joined,
        "orders": float(found.orders),
        "spend": found.spend,
        "average_order": found.average,
        "days_since_order": None if found.last_at is None else (now - found.last_at) / DAY,
        "return_share": found.return_share,
    }


def _categories(product_ids: set[int] | frozenset[int], snapshot: Snapshot) -> frozenset[str]:
    """This will name the categories of products that the snapshot still knows."""
    rows = (snapshot.row_of[pk] for pk in product_ids if pk in snapshot.row_of)
    return frozenset(snapshot.product(row).category for row in rows)


def _taste(shopper: Shopper, snapshot: Snapshot) -> frozenset[str]:
    """This will name the material families that a third or more of the latest deeds are about."""
    rows = [
        snapshot.row_of[deed.product_id] for deed in shopper.history[:TASTE_DEEDS] if deed.product_id in snapshot.row_of
    ]
    families = Counter(snapshot.product(row).material_family for row in rows)
    if len(rows) < FEWEST_DEEDS:
        return frozenset()
    return frozenset(family for family, count in families.items() if family and count >= TASTE_SHARE * len(rows))
