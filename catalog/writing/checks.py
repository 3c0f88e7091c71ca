"""What the catalogue refuses of a product, judged from the row alone and the codes that the store knows."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal

from catalog.feeds.rows import ProductRow
from catalog.models import Category, Product, ProductComponent, ProductLink

LENGTHS = {
    **{"sku": 80, "external_id": 80, "gtin": 14, "item_group": 80, "name": 200, "image_url": 500, "brand": 80},
    **{"brand_name": 120, "category": 80, "category_path": 400},
}
# Two ways to say the same; whoever speaks of one speaks of the other.
SAME_FIELD = {"category_path": "category", "brand_name": "brand"}
MOST_MONEY = Decimal("9999999999.99")
TO_THE_CENT = Decimal("0.01")
STATUSES = frozenset(Product.Status.values)
CONTACTS = frozenset(ProductComponent.Contact.values)
LINK_KINDS = frozenset(ProductLink.Kind.values)
LONGEST_NAME = Category._meta.get_field("name").max_length


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused: the field at fault, what is wrong with it, and what to do."""

    field: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.reason} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Known:
    """Codes of the store -> primary key: what a product may name."""

    categories: Mapping[str, int]
    brands: Mapping[str, int]
    materials: Mapping[str, int]
    regions: Mapping[str, int]


def first_fault(row: ProductRow, *, known: Known, fields: Set[str] | None, is_new: bool) -> Fault | None:
    """This will name the first thing that is wrong with a row, looking only at what is to be written."""
    return next(_faults(row, known=known, fields=fields, is_new=is_new), None)


def path_parts(path: str) -> tuple[str, ...]:
    """This will split a category path such as "Bags > Totes" into its names."""
    return tuple(part for part in (" ".join(name.split()) for name in path.split(">")) if part)


def is_storable(text: str) -> bool:
    """This will say whether PostgreSQL can keep a text: NUL and halves of a pair have no place there."""
    return "\0" not in text and (text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text))


def _faults(row: ProductRow, *, known: Known, fields: Set[str] | None, is_new: bool) -> Iterator[Fault]:
    if not row.sku.strip():
        yield Fault("sku", "There is no SKU.", "Give every product one.")
    if is_new:
        yield from _missing(row, fields=fields)
    written = None if is_new else fields
    yield from _texts(row, fields=written)
    yield from _values(row, fields=written)
    yield from _places(row, known=known, fields=written)
    if _in("components", written):
        yield from _components(row, known=known)
    if _in("not_sold_in", written):
        for code in row.not_sold_in:
            if code not in known.regions:
                yield Fault("not_sold_in", f"There is no region {code!r}.", "Add it under Settings, or correct it.")
    if _in("links", written):
        for kind, _ in row.links:
            if kind not in LINK_KINDS:
                yield Fault("links", f"{kind!r} is no kind of link.", f"Use {_any_of(LINK_KINDS)}.")


def _in(field: str, fields: Set[str] | None) -> bool:
    return fields is None or field in fields


def _missing(row: ProductRow, *, fields: Set[str] | None) -> Iterator[Fault]:
    if not row.name.strip():
        yield Fault("name", "The product is new and has no name.", "Name it, or correct the SKU.")
    if not _in("price", fields):
        yield Fault("price", "The product is new and has no price.", "Give its price, or correct the SKU.")


def _texts(row: ProductRow, *, fields: Set[str] | None) -> Iterator[Fault]:
    for field, most in LENGTHS.items():
        value: str = getattr(row, field)
        if len(value) > most and (field == "sku" or _in(SAME_FIELD.get(field, field), fields)):
            yield Fault(field, f"The text has {len(value):,} characters; {most} fit.", "Shorten it.")
        if field == "name" and not value.strip() and _in("name", fields):
            yield Fault("name", "The name is empty.", "Name the product.")
        yield from _unstorable(field, value)
    yield from _unstorable("description", row.description)
    for field, most in (("tags", 80), ("more_image_urls", 500)):
        for value in getattr(row, field):
            if len(value) > most and _in(field, fields):
                yield Fault(field, f"One entry has {len(value):,} characters; {most} fit.", "Shorten it.")
            yield from _unstorable(field, value)
    for name, value in row.attributes.items():
        yield from _unstorable("attributes", f"{name}{value}")


def _unstorable(field: str, text: str) -> Iterator[Fault]:
    if not is_storable(text):
        yield Fault(field, "The text holds a character that is none.", "Save the file as UTF-8 again.")


def _values(row: ProductRow, *, fields: Set[str] | None) -> Iterator[Fault]:
    if _in("price", fields):
        yield from _money("price", row.price)
        if row.price.is_finite() and row.price != round(row.price, 2):
            yield Fault("price", f"{row.price} has more than two decimals.", "Round it.")
    if _in("cost", fields) and row.cost is not None:
        yield from _money("cost", row.cost)
    if _in("status", fields) and row.status not in STATUSES:
        yield Fault("status", f"{row.status!r} is no status.", f"Use {_any_of(STATUSES)}.")


def _money(field: str, amount: Decimal) -> Iterator[Fault]:
    if not amount.is_finite():
        yield Fault(field, f"{amount} is no amount of money.", "Write it as 120.00.")
    elif amount < 0:
        yield Fault(field, f"{amount} is below 0.", "Write 0 or more.")
    elif amount > MOST_MONEY:
        yield Fault(field, f"{amount} is above {MOST_MONEY:,}.", "Write a smaller amount.")


def _places(row: ProductRow, *, known: Known, fields: Set[str] | None) -> Iterator[Fault]:
    if _in("category", fields) and row.category and row.category not in known.categories and not row.category_path:
        yield Fault("category", f"There is no category {row.category!r}.", "Add it, or send its path as well.")
    if _in("category", fields) and any(len(part) > LONGEST_NAME for part in path_parts(row.category_path)):
        yield Fault("category_path", f"One name is longer than {LONGEST_NAME} characters.", "Shorten it.")
    if _in("brand", fields) and row.brand and row.brand not in known.brands and not row.brand_name:
        yield Fault("brand", f"There is no brand {row.brand!r}.", "Add it, or send its name as well.")


def _components(row: ProductRow, *, known: Known) -> Iterator[Fault]:
    parts = [component.part for component in row.components]
    for component in row.components:
        if not component.part.strip() or len(component.part) > 40:
            yield Fault("components", f"{component.part!r} cannot name a part.", "Use 1 to 40 characters.")
        if parts.count(component.part) > 1:
            yield Fault("components", f"The part {component.part!r} comes twice.", "Keep one of them.")
        if component.material not in known.materials:
            yield Fault(
                "components", f"There is no published material {component.material!r}.", "Publish it, or correct it."
            )
        if component.contact not in CONTACTS:
            yield Fault("components", f"{component.contact!r} is no contact class.", f"Use {_any_of(CONTACTS)}.")
        if not 0 <= component.share_percent <= 100:
            yield Fault("components", f"A share of {component.share_percent:g} %.", "Write 0 to 100.")


def _any_of(values: Set[str]) -> str:
    return ", ".join(sorted(values))
