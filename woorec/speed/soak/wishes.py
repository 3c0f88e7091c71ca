"""What shoppers ask for during a soak, and how their lists are judged."""

import random

from catalog.models import Product, Store
from woorec.speed.json_calls import Answer
from woorec.speed.made_shoppers import external_id
from woorec.speed.soak.pins import Pins
from woorec.speed.soak.result import Asked


class Wishes:
    """What shoppers ask for: half are customers, the others visitors; four of ten look at a product, one has a cart."""

    def __init__(self, store: Store, placement: str, *, customers: int) -> None:
        self.skus = list(Product.objects.filter(store=store).order_by("pk").values_list("sku", flat=True)[:2_000])
        self._placement, self.customers = placement, customers

    def draw(self, rng: random.Random) -> dict[str, object]:
        wish: dict[str, object] = {"placement": self._placement}
        if rng.random() < 0.5:
            wish["customer"] = external_id(rng.randrange(self.customers))
        else:
            wish["session"] = f"soak-{rng.randrange(5_000)}"
        if rng.random() < 0.4:
            wish["seed_products"] = [rng.choice(self.skus)]
        elif rng.random() < 0.15:
            wish["cart"] = rng.sample(self.skus, 3)
        return wish


def judged(answer: Answer, pins: Pins, *, due: float, ms: float) -> Asked:
    if answer.status != 200:
        return Asked(due, ms, f"status {answer.status}")
    page = answer.body
    if not page["items"]:
        return Asked(due, ms, "empty list")
    given_way = any(each["rule"] == "Soak" for each in page["relaxed"])
    wanted = pins.of_version.get(page["ruleset_version"])
    if wanted is not None and not given_way and page["items"][0]["sku"] != wanted:
        return Asked(due, ms, "mixed versions")
    return Asked(due, ms, model=page["model"], fallback=tuple(page["fallback"]))
