"""A product that is dragged onto a place of another rule: the offer to put it into that rule, and doing so."""

from collections.abc import Mapping
from uuid import UUID

from catalog.product_facts import ProductFacts
from rules.engine.collisions import reserved_positions
from rules.models import Rule, RuleSet
from rules.services import RuleFields
from woorec.board.desk import Desk

# What a slot says about its products; the rest of it stays as it is.
PRODUCTS = ("condition", "skus", "fill")


def holder_of(desk: Desk, position: int) -> Rule | None:
    """This will find the one rule that holds just this place now, for the shoppers that a pin on the board is for."""
    held = [rule for rule in desk.draft.engine.rules if rule.enabled and position in reserved_positions(rule)]
    if len(held) != 1 or held[0].kind not in ("slot", "pin") or reserved_positions(held[0]) != (position,):
        return None
    rule = held[0]
    is_on = (rule.starts_at is None or rule.starts_at <= desk.now) and (rule.ends_at is None or desk.now < rule.ends_at)
    if not is_on or rule.scope != desk.pin_scope:
        return None
    return next(row for row in desk.draft.rows if str(row.key) == rule.rule_id)


def offer(desk: Desk, product: ProductFacts, position: int) -> Mapping[str, object] | None:
    """This will offer to put the product into the rule that holds the place, as the board's alert takes it."""
    holder = holder_of(desk, position)
    if holder is None:
        return None
    repeat = {"action": "replace", "product": product.product_id, "position": position, "rule": holder.key}
    label = f"Put {product.name} into “{holder.label}” instead"
    return {"repeat": list(repeat.items()), "repeat_url": desk.url("board-act"), "repeat_label": label}


def with_product(draft: RuleSet, product: ProductFacts, *, key: UUID) -> RuleFields:
    """This will write a rule of the draft with this product alone; what else it says stays, and so does its owner."""
    row = draft.rules.get(key=key)
    kept = {name: value for name, value in row.params.items() if name not in PRODUCTS}
    is_pin = row.kind == "pin"
    return RuleFields(
        kind=row.kind, params=kept | ({"sku": product.sku} if is_pin else {"skus": [product.sku]}),
        label=(f"Pin {product.name}" if is_pin else f"Place {row.params['positions'][0]}: {product.name}")[:120],
        owner=row.owner, reason=row.reason, severity=row.severity, scope=row.scope,
        starts_at=row.starts_at, ends_at=row.ends_at, enabled=row.enabled,
    )  # fmt: skip
