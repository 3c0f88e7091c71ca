"""One product in the words of the trade: what it is made of, what was measured, what it costs, what is left."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from catalog.cards import KnownMaterials
from catalog.materials import Verdict, product_verdicts
from catalog.materials.vocabulary import ALLERGENS, ALLERGY_CLASSES, CONTACTS
from catalog.models import ProductComponent, Warehouse
from catalog.product_facts import ProductFacts
from catalog.schema_org import CONTEXT, product_offer
from catalog.trade_units import trade_units
from woorec.storefront.pictures import UNKNOWN, Made, look_url, made_of, published
from woorec.storefront.pieces import Piece, pieces
from woorec.storefront.shop import Shop

PROVEN = ("A", "B")
MOST_VARIANTS = 12
IN_STOCK, SOLD_OUT = f"{CONTEXT}/InStock", f"{CONTEXT}/OutOfStock"
# What would end a script element, or a line of it, within text.
ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@dataclass(frozen=True, slots=True)
class PartFacts:
    """A part of the product, its material with figures in trade units, and where they touch."""

    part: str
    material: str
    colour: str
    contact: str
    share: float
    figures: tuple[tuple[str, str], ...]
    chip: str  # a close-up of the material, where its look has a name


@dataclass(frozen=True, slots=True)
class SkinLine:
    """What is known of one allergen. Never a promise."""

    name: str
    grade: str
    meaning: str
    sentence: str

    @property
    def is_proven(self) -> bool:
        return self.grade in PROVEN


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that a product's page shows."""

    facts: ProductFacts
    piece: Piece
    made: Made
    description: str
    parts: tuple[PartFacts, ...]
    skin: tuple[SkinLine, ...]
    warnings: tuple[SkinLine, ...]  # of what this visitor avoids, without proof
    variants: tuple[Piece, ...]
    ships_from: str
    json_ld: SafeString

    @property
    def close_ups(self) -> list[PartFacts]:
        """This will choose the parts to show from near, each material once."""
        return list({part.chip: part for part in reversed(self.parts) if part.chip}.values())[::-1][:3]

    @property
    def further(self) -> list[tuple[str, str]]:
        """This will list the further facts that say something here: the colour stands above."""
        return [(name, value) for name, value in self.facts.attributes.items() if name not in ("colour", "link")]

    @property
    def category(self) -> str:
        return self.facts.category_path.rpartition(" > ")[2]

    @property
    def main(self) -> PartFacts | None:
        return self.parts[0] if self.parts else None


def product_page(shop: Shop, facts: ProductFacts, *, address: str) -> Page | None:
    """This will read a product for its page; None when it is hidden or not sold here. `address` is the page's own."""
    found = pieces(shop, [facts])
    if not found:
        return None
    piece = found[0]
    row = shop.store.products.get(pk=facts.product_id)
    rows = list(row.components.select_related("material").order_by("-share_percent", "pk"))
    known = KnownMaterials(shop.store)
    skin = tuple(_skin(product_verdicts(known.parts(rows), on=shop.today)))
    avoided = {ALLERGENS[each] for each in shop.visitor.avoids}
    return Page(
        facts=facts,
        piece=piece,
        made=made_of([facts.product_id], among=published(shop.store)).get(facts.product_id, UNKNOWN),
        description=row.description,
        parts=tuple(_parts(shop, rows, known)),
        skin=skin,
        warnings=tuple(line for line in skin if line.name in avoided and not line.is_proven),
        variants=tuple(_variants(shop, facts)),
        ships_from=_ships_from(shop),
        json_ld=json_ld(structured(piece, description=row.description, currency=_currency(shop), address=address)),
    )


def structured(piece: Piece, *, description: str, currency: str, address: str) -> dict[str, object]:
    """This will describe a product in the words of schema.org, at the price that everybody may read."""
    found: dict[str, object] = {
        "@context": CONTEXT,
        "@type": "Product",
        "sku": piece.sku,
        "name": piece.name,
        "description": description,
        "brand": {"@type": "Brand", "name": piece.brand},
        "material": piece.material,
        "color": piece.colour,
        "image": piece.picture,
        "url": address,
    }
    found = {name: value for name, value in found.items() if value}
    if piece.amount is None or piece.price_note:  # a member's own price is nobody else's business
        return found
    offer = product_offer(currency=currency, regular=Decimal(piece.amount), members={}, publishes_member_prices=False)
    del offer["@context"]
    return found | {"offers": offer | {"availability": SOLD_OUT if piece.sold_out else IN_STOCK}}


def json_ld(said: dict[str, object]) -> SafeString:
    """This will write data so that no text in it can end the element that it stands in."""
    return mark_safe(json.dumps(said, ensure_ascii=False).translate(ESCAPED))


def _skin(verdicts: dict[str, Verdict]) -> Iterator[SkinLine]:
    for allergen, each in verdicts.items():
        sentence = each.sentence[:1].upper() + each.sentence[1:]
        yield SkinLine(ALLERGENS[allergen], each.grade, ALLERGY_CLASSES[each.grade], sentence)


def _parts(shop: Shop, rows: Sequence[ProductComponent], known: KnownMaterials) -> Iterator[PartFacts]:
    looks = published(shop.store)
    for part in rows:
        code = part.material.code
        row, made = known.rows.get(code), looks.get(code)
        yield PartFacts(
            part=part.part,
            material=part.material.name,
            colour=part.material.colour_hex,
            contact=CONTACTS.get(part.contact, part.contact),
            share=part.share_percent,
            figures=trade_units(row) if row else (),
            chip=look_url(made.digest, "chip.webp") if made and made.digest else "",
        )


def _variants(shop: Shop, facts: ProductFacts) -> list[Piece]:
    """This will list the visible variants of a style, leaving out what this visitor avoids."""
    skus = shop.store.products.filter(item_group=facts.item_group, visible=True).order_by("sku")
    known = [other for sku in skus.values_list("sku", flat=True) if (other := shop.find(sku)) is not None]
    shown = pieces(shop, [other for other in known if shop.may_recommend(other)][:MOST_VARIANTS])
    return shown if any(other.sku != facts.sku for other in shown) else []


def _ships_from(shop: Shop) -> str:
    ids = shop.visitor.region.warehouse_ids if shop.visitor.region else ()
    names = dict(Warehouse.objects.filter(pk__in=ids).values_list("pk", "city"))
    cities = [names[each] for each in ids if each in names]
    return " or ".join(cities)


def _currency(shop: Shop) -> str:
    return shop.visitor.region.currency if shop.visitor.region else shop.store.currency
