"""Categories and brands: found by code, path or name, and made where a product names a new one."""

from collections.abc import Iterable, Mapping

from django.db.models import Model
from django.utils.text import slugify

from catalog.feeds.rows import ProductRow
from catalog.models import Brand, Category, Store
from catalog.writing.checks import path_parts

NO_CATEGORY = "Uncategorised"
NO_BRAND = "No brand"


def category_of(row: ProductRow) -> tuple[str, str]:
    """This will say how a row names its category: code, and path as we write it."""
    path = " > ".join(path_parts(row.category_path))
    return row.category, path or ("" if row.category else NO_CATEGORY)


def brand_of(row: ProductRow) -> tuple[str, str]:
    """This will say how a row names its brand: code, and name as we write it."""
    name = " ".join(row.brand_name.split())
    return row.brand, name or ("" if row.brand else NO_BRAND)


def ensure_categories(store: Store, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """This will find or make the categories that rows name; parents are made before their children."""
    rows = list(Category.objects.filter(store=store).values_list("code", "path", "pk"))
    by_code = {code: pk for code, _, pk in rows}
    by_path = {path.casefold(): pk for _, path, pk in rows}
    return {
        (code, path): by_code[code] if code in by_code else _category(store, code, path, by_code, by_path)
        for code, path in dict.fromkeys(wanted)
    }


def _category(store: Store, code: str, path: str, by_code: dict[str, int], by_path: dict[str, int]) -> int:
    if path.casefold() in by_path:
        return by_path[path.casefold()]
    above, _, name = path.rpartition(" > ")
    parent = _category(store, "", above, by_code, by_path) if above else None
    code = code if code and code == slugify(code) else _free_code(path, by_code, fallback="category")
    made = Category.objects.create(store=store, code=code, name=name, path=path, parent_id=parent)
    by_code[code] = by_path[path.casefold()] = made.pk
    return made.pk


def ensure_brands(store: Store, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """This will find or make the brands that rows name. A new one counts as another's until somebody says otherwise."""
    by_code = {brand.code: brand for brand in Brand.objects.filter(store=store).only("code", "name")}
    by_name = {brand.name.casefold(): brand for brand in by_code.values()}
    named, made = list(dict.fromkeys(wanted)), []
    for code, name in named:
        if code not in by_code and name.casefold() not in by_name:
            made.append(brand := Brand(store=store, code=_brand_code(code, name, by_code), name=name))
            by_code[brand.code] = by_name[name.casefold()] = brand
    Brand.objects.bulk_create(made)
    return {(code, name): (by_code.get(code) or by_name[name.casefold()]).pk for code, name in named}


def _brand_code(code: str, name: str, taken: Mapping[str, Brand]) -> str:
    return code if code and code == slugify(code) else _free_code(name, taken, fallback="brand")


def _free_code(words: str, taken: Mapping[str, object], *, fallback: str) -> str:
    """This will make a code of words that no other row has."""
    stem = slugify(words.replace(">", " "))[:70].strip("-_") or fallback
    number, code = 1, stem
    while code in taken:
        number, code = number + 1, f"{stem}-{number + 1}"
    return code


def ids_by_code(model: type[Model], store: Store) -> dict[str, int]:
    """This will map the codes of a store's rows to their keys."""
    return dict(model._default_manager.filter(store=store).values_list("code", "pk"))
