"""Versions of the rules that can be told apart by the product on the first place."""

import itertools
from uuid import UUID

from catalog.models import Product
from rules.models import Placement, Rule, RuleSet
from rules.services import RuleFields, delete_rule, ensure_draft, publish, save_rule

PINNED = 24  # products that take turns on the first place


class Pins:
    """Publishes version after version, each with another product on the first place."""

    def __init__(self, placement: Placement) -> None:
        self.placement = placement
        products = Product.objects.filter(store=placement.store, visible=True, status="active")
        self._skus = list(products.order_by("pk").values_list("sku", flat=True)[:PINNED])
        self._turn = itertools.count()
        self._key = self._left_over()
        self.of_version: dict[int, str] = {}

    def _left_over(self) -> UUID | None:
        """This will find the rule of a run that was killed."""
        rules = Rule.objects.filter(ruleset__placement=self.placement, label="Soak")
        return rules.order_by("-ruleset__version").values_list("key", flat=True).first()

    def take_off(self) -> None:
        """This will publish what was live before."""
        draft = ensure_draft(self.placement, by=None)
        if self._key and draft.rules.filter(key=self._key).exists():
            delete_rule(draft, key=self._key, by=None)
            publish(draft, by=None)

    def now(self) -> str:
        """This will name the product on the first place of the version that is live."""
        return self.of_version[max(self.of_version)]

    def publish_next(self) -> None:
        sku = self._skus[next(self._turn) % len(self._skus)]
        draft: RuleSet = ensure_draft(self.placement, by=None)
        fields = RuleFields(
            kind="pin", label="Soak", params={"position": 1, "sku": sku}, owner="Petra", reason="Tells versions apart."
        )
        rule: Rule = save_rule(draft, fields, by=None, key=self._key)
        self._key = rule.key
        self.of_version[draft.version] = sku
        publish(draft, by=None)
