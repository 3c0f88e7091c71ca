"""What a store calls its brands, categories, materials, tiers, regions and segments, for the sentences of its rules."""

from collections import Counter
from collections.abc import Iterable, Mapping

from django.db.models import CharField, F, QuerySet, Value

from catalog.cards import SYMBOLS
from catalog.materials.vocabulary import ALLERGENS, ALLERGY_CLASSES, FAMILIES, FINISHES, GRAIN_PATTERNS, SURFACES
from catalog.models import Brand, Category, Material, MembershipTier, Region
from catalog.textiles import WEAVES
from rules.engine.names import Names
from rules.models import Segment

Called = Mapping[str, str]
# What facts of products and shoppers, and the lists of a scope, take their names from.
TAKEN_FROM: Mapping[str, tuple[str, ...]] = {
    "brand": ("brand",),
    "category": ("category", "categories", "viewed_categories", "bought_categories"),
    "material": ("materials",),
    "tier": ("tier", "tiers"),
    "region": ("region", "regions", "regions_excluded"),
    "segment": ("segment", "segments"),
}
GRADES = {f"{code}:{grade}": f"{name}, class {grade}" for code, name in ALLERGENS.items() for grade in ALLERGY_CLASSES}
# The trade's own words, the same in every shop.
TRADE: Mapping[str, Called] = {
    name: {code: word.lower() for code, word in words.items()}
    for name, words in {
        "material_family": FAMILIES,
        "material_taste": FAMILIES,
        "grain": GRAIN_PATTERNS | SURFACES | WEAVES,
        "finish": FINISHES,
    }.items()
} | {"avoidable": GRADES}


def names_of(store: int) -> Names:
    """This will read, in one query, what the store with this id calls things."""
    rows = list(_rows(store))
    shared = Counter(name for kind, _, name, _ in rows if kind == "category")
    found: dict[str, dict[str, str]] = {}
    for kind, code, name, more in rows:
        found.setdefault(kind, {})[code] = more if kind == "category" and shared[name] > 1 else name
    named = {about: codes for kind, codes in found.items() for about in TAKEN_FROM[kind]}
    currencies = sorted({more for kind, *_, more in rows if kind == "region"})
    return Names(named | TRADE, tuple(SYMBOLS.get(code, f"{code} ") for code in currencies))


def _rows(store: int) -> Iterable[tuple[str, str, str, str]]:
    """A row is a kind, a code, a name, and the path of a category or the currency of a region."""
    materials = Material.objects.filter(store=store, state=Material.State.PUBLISHED)
    parts = (
        _coded(Category.objects.filter(store=store), "category", more="path"),
        _coded(materials, "material"),
        _coded(MembershipTier.objects.filter(store=store), "tier"),
        _coded(Region.objects.filter(store=store), "region", more="currency"),
        _coded(Segment.objects.filter(store=store), "segment"),
    )
    return _coded(Brand.objects.filter(store=store), "brand").union(*parts, all=True)


def _coded(rows: QuerySet, kind: str, *, more: str = "") -> QuerySet:
    beside = F(more) if more else Value("", CharField())
    return rows.order_by().values_list(Value(kind, CharField()), F("code"), F("name"), beside)
