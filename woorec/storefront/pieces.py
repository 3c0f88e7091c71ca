"""Products as the shop's pages show them: the catalogue's facts beside what is true now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from catalog.cards import money
from catalog.live_facts import LiveFacts
from catalog.pricing import Because
from catalog.product_facts import ProductFacts
from woorec.storefront.pictures import UNKNOWN, Made, made_of, picture_url, published
from woorec.storefront.shop import Shop

NEW_FOR = timedelta(days=30)
FEW = 3
LOOKED_AT = 200  # looked at for what a page puts forward by itself
MEMBER = (Because.OWN, Because.DISCOUNT)


@dataclass(frozen=True, slots=True)
class Piece:
    """One product. `price` is what this visitor pays; `regular` what everybody pays, where a member pays less."""

    sku: str
    name: str
    brand: str
    brand_kind: str
    url: str
    picture: str
    digest: str
    shape: str
    material: str
    colour: str
    colour_hex: str
    chips: tuple[str, ...]
    amount: Decimal | None
    price: str
    price_note: str
    regular: str
    stock: int | None
    is_new: bool

    @property
    def full_name(self) -> str:
        """This will tell a piece from its other colours."""
        return f"{self.name}, {self.colour.lower()}" if self.colour else self.name

    @property
    def sold_out(self) -> bool:
        return self.stock == 0

    @property
    def is_scarce(self) -> bool:
        return self.stock is not None and 0 < self.stock <= FEW

    @property
    def can_be_bought(self) -> bool:
        return self.amount is not None and not self.sold_out


def pieces(shop: Shop, products: Sequence[ProductFacts]) -> list[Piece]:
    """This will show products in the order given; what is hidden, or not sold in the visitor's region, is left out."""
    now = shop.live(products)
    made = made_of([facts.product_id for facts in products], among=published(shop.store))
    return [
        _piece(shop, facts, now[facts.product_id], made.get(facts.product_id, UNKNOWN))
        for facts in products
        if facts.product_id in now and now[facts.product_id].visible
    ]


def recommendable(shop: Shop, skus: Sequence[str], *, count: int) -> list[Piece]:
    """This will choose what a page may put forward by itself, where no list came: proven, in stock, one of a style."""
    styles: dict[str, ProductFacts] = {}
    for sku in skus:
        facts = shop.find(sku)
        if facts is not None and shop.may_recommend(facts):
            styles.setdefault(facts.item_group, facts)
    return [piece for piece in pieces(shop, list(styles.values())) if piece.can_be_bought][:count]


def newest(shop: Shop, *, count: int) -> list[Piece]:
    """This will put the newest forward."""
    return recommendable(shop, _newest(shop), count=count)


def going_with(shop: Shop, facts: ProductFacts, *, count: int) -> list[Piece]:
    """This will put forward another kind of the same collection, or failing that of the same brand."""
    others = _newest(shop, category__code__lt=facts.category) + _newest(shop, category__code__gt=facts.category)
    known = [other for sku in others if (other := shop.find(sku)) is not None]
    known = [other for other in known if other.brand == facts.brand]
    collection = facts.attributes.get("collection")
    known.sort(key=lambda other: other.attributes.get("collection") != collection)
    return recommendable(shop, [other.sku for other in known], count=count)


def alike(shop: Shop, facts: ProductFacts, *, made: Made, count: int) -> list[Piece]:
    """This will put forward other styles of the same material, whatever its colour."""
    codes = [code for code, each in published(shop.store).items() if each.label == made.label]
    rows = shop.store.products.filter(components__material__code__in=codes, visible=True)
    rows = rows.exclude(item_group=facts.item_group).order_by("-launched_on", "sku").distinct()
    shown = recommendable(shop, list(rows.values_list("sku", flat=True)[:LOOKED_AT]), count=LOOKED_AT)
    return [piece for piece in shown if piece.material == made.label][:count]


def _newest(shop: Shop, **among: object) -> list[str]:
    rows = shop.store.products.filter(visible=True, launched_on__lte=shop.today, **among)
    return list(rows.order_by("-launched_on", "sku").values_list("sku", flat=True)[:LOOKED_AT])


def _piece(shop: Shop, facts: ProductFacts, now: LiveFacts, made: Made) -> Piece:
    currency = shop.visitor.region.currency if shop.visitor.region else shop.store.currency
    amount = None if now.price is None else Decimal(str(now.price))
    is_member = now.price_reason.because in MEMBER and now.regular_price is not None
    is_less = is_member and now.price is not None and now.price < now.regular_price
    return Piece(
        sku=facts.sku,
        name=facts.name,
        brand=facts.brand_name,
        brand_kind=facts.brand_kind,
        url=reverse("storefront-product", args=[shop.code, facts.sku]),
        picture=picture_url(facts, store_code=shop.code),
        digest=facts.look,
        shape=facts.shape,
        material=made.label,
        colour=facts.attributes.get("colour", "") or made.colour_name,
        colour_hex=made.colour_hex,
        chips=facts.chips[:4],
        amount=amount,
        price="" if amount is None else money(amount, currency),
        price_note=now.price_reason.public_words if is_less else "",
        regular=money(Decimal(str(now.regular_price)), currency) if is_less else "",
        stock=now.stock,
        is_new=facts.launched_on is not None and shop.today - facts.launched_on <= NEW_FOR,
    )
