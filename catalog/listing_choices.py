"""What each filter of the product list offers, and the filters that are set, as chips with a way to take them off."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from catalog.gaps import gaps_of
from catalog.listing import Filters
from catalog.materials.vocabulary import ALLERGENS, ALLERGY_CLASSES
from catalog.models import Brand, Material, Store
from catalog.moment import StoreMoment

MOST_OFFERED = 300  # of brands and tags; the others are found by the search
MOST_CATEGORIES = 1000
MOST_TAGS_READ = 20_000
Pairs = Sequence[tuple[str, str]]
STATUSES: Pairs = (
    ("shown", "Shown"),
    ("hidden", "Hidden"),
    ("draft", "Draft"),
    ("archived", "Archived"),
)
MARGINS: Pairs = (
    ("loss", "Below cost"),
    ("thin", "Under 20 %"),
    ("fair", "20 to 40 %"),
    ("good", "40 to 60 %"),
    ("high", "60 % and more"),
    ("unknown", "Not known"),
)
SORTS: Pairs = (
    ("sku", "SKU"),
    ("name", "Name"),
    ("price", "Price, lowest first"),
    ("-price", "Price, highest first"),
    ("-margin", "Margin, highest first"),
    ("margin", "Margin, lowest first"),
    ("stock", "Stock, least first"),
    ("-stock", "Stock, most first"),
    ("-launched", "Newest first"),
    ("launched", "Oldest first"),
)
TITLES = {
    "q": "Search",
    "category": "Category",
    "brand_kind": "Brand kind",
    "brand": "Brand",
    "style": "Style",
    "family": "Main material",
    "tag": "Tag",
    "stock": "Stock",
    "status": "Status",
    "margin": "Margin",
    "since": "Launched since",
    "missing": "Missing",
    **ALLERGENS,
}
FRONT = ("category", "stock", "status", "missing", "brand_kind")  # the others fold away
TAGS = """
SELECT tag, count(*) FROM (SELECT tags FROM catalog_product WHERE store_id = %s AND tags <> '{}' LIMIT %s) looked_at,
unnest(looked_at.tags) tag GROUP BY tag ORDER BY count(*) DESC, tag LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter as components/field.html shows it."""

    name: str
    label: str
    options: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the query of the list without it."""

    label: str
    value: str
    query: str


def choices(moment: StoreMoment, filters: Filters) -> list[Choice]:
    """This will list every filter with what it offers."""
    offered = _offered(moment)
    return [_choice(name, offered[name], getattr(filters, name)) for name in offered]


def chips(moment: StoreMoment, filters: Filters) -> list[Chip]:
    """This will name the filters that are set."""
    return [
        Chip(TITLES[name], _spoken(moment, name, value), filters.query(**{name: ""}))
        for name, value in filters.given.items()
    ]


def _spoken(moment: StoreMoment, name: str, value: str) -> str:
    """This will say a value in words, reading no more than it needs."""
    store = moment.store
    if name == "category":
        return store.categories.filter(code=value).values_list("path", flat=True).first() or value
    if name == "brand":
        return store.brands.filter(code=value).values_list("name", flat=True).first() or value
    if name == "missing":
        return next((gap.label for gap in gaps_of(moment) if gap.code == value), value)
    fixed = {**_small(), "stock": _stock(moment)}
    return dict(fixed.get(name, ())).get(value, value)


def _small() -> dict[str, Pairs]:
    """The filters whose values are the same in every store."""
    grades = [(grade, f"{grade} · {words}") for grade, words in ALLERGY_CLASSES.items()]
    return {
        "status": STATUSES,
        "brand_kind": Brand.Kind.choices,
        "family": Material.Family.choices,
        "margin": MARGINS,
        **dict.fromkeys(ALLERGENS, grades),
    }


def _offered(moment: StoreMoment) -> dict[str, Pairs]:
    store, small = moment.store, _small()
    return {
        "category": list(store.categories.order_by("path").values_list("code", "path")[:MOST_CATEGORIES]),
        "stock": _stock(moment),
        "status": small.pop("status"),
        "missing": [(gap.code, f"{gap.label[:1].upper()}{gap.label[1:]}") for gap in gaps_of(moment)],
        "brand_kind": small.pop("brand_kind"),
        "brand": list(store.brands.order_by("name").values_list("code", "name")[:MOST_OFFERED]),
        "tag": [(tag, tag) for tag in _tags(store)],
        **small,
    }


def _stock(moment: StoreMoment) -> Pairs:
    return [
        ("out", "Sold out everywhere"),
        *((f"out:{region.code}", f"Sold out in {region.name}") for region in moment.regions),
        ("low", "Low everywhere together"),
        *((f"low:{region.code}", f"Low in {region.name}") for region in moment.regions),
        ("fine", "In stock in every region"),
        ("untracked", "Not counted"),
    ]


def _tags(store: Store) -> Iterator[str]:
    """This will read the usual tags; of a very large range, those of a part."""
    with connection.cursor() as cursor:
        cursor.execute(TAGS, [store.pk, MOST_TAGS_READ, MOST_OFFERED])
        yield from (tag for tag, _ in cursor.fetchall())


def sort_options(filters: Filters) -> list[dict[str, object]]:
    """This will list the orders."""
    return list(options(SORTS, filters.sort))


def _choice(name: str, pairs: Pairs, chosen: str) -> Choice:
    anything = "Any" if name not in ("category", "brand_kind", "brand", "family") else "All"
    if chosen and chosen not in dict(pairs):  # beyond what is offered, or of an old link
        pairs = [*pairs, (chosen, chosen)]
    if name == "missing":
        anything = "No matter"
    return Choice(name, TITLES[name], tuple(options([("", anything), *pairs], chosen)))


def options(pairs: Iterable[tuple[str, str]], chosen: str) -> Iterator[dict[str, object]]:
    return ({"value": value, "label": label, "selected": value == chosen} for value, label in pairs)
