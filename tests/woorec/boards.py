"""What stories about the placement board have in common: its addresses, its rules, its gestures."""

from uuid import uuid4

from django.test import Client
from django.utils import timezone

from catalog.models import Product, Store
from rules.models import Placement, RuleSet
from rules.services import RuleFields, ensure_draft, publish, save_rule
from woorec.answers import Answer, Request
from woorec.holder import SNAPSHOTS
from woorec.live import DatabaseLive
from woorec.pipeline import recommend

HOME = "/studio/leather/placements/home/"
HTMX = {"HTTP_HX_REQUEST": "true"}
HOUSE = {"fact": "brand_kind", "op": "is", "value": "house"}
PARTNER = {"fact": "brand_kind", "op": "is", "value": "partner"}


def slot(position: int, condition: dict[str, str], *, owner: str, severity: str = "taste") -> RuleFields:
    return RuleFields(
        kind="slot",
        label=f"{owner}'s place {position}",
        params={"positions": [position], "condition": condition},
        owner=owner,
        reason="Agreed for the season.",
        severity=severity,
    )


def put_live(placement: Placement, *rules: RuleFields) -> RuleSet:
    draft = ensure_draft(placement, by=None)
    for fields in rules:
        save_rule(draft, fields, by=None)
    publish(draft, by=None)
    return draft


def shop_answers(store: Store) -> Answer:
    """What the storefront gets: the snapshot of this process, with the rules that are live on it."""
    request = Request(request_id=uuid4(), placement="home", at=timezone.now(), explore=False)
    return recommend(request, SNAPSHOTS.refresh(store), DatabaseLive(store))


def skus(answer: Answer) -> list[str]:
    return [item.sku for item in answer.items]


def product_id(sku: str) -> int:
    return Product.objects.get(sku=sku).pk


def pin(client: Client, sku: str, position: int, **extra: str) -> object:
    return client.post(
        f"{HOME}act/", {"product": product_id(sku), "position": position, "action": "pin"}, **(HTMX | extra)
    )


def slot_form(**changes: object) -> dict[str, object]:
    usual = {"positions": "4", "pool": "house", "owner": "Mia", "reason": "Above the fold.", "severity": "taste"}
    return usual | {"label": "", "exploration": "0", "enabled": "on", "open_ended": "on"} | changes
