"""What hangs on a product in other tables: its components, where it is not sold, and what is linked to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set

from django.db import connection
from django.db.models import Model

from catalog.feeds.rows import ProductRow
from catalog.models import Product, ProductComponent, ProductLink, Store
from catalog.writing.checks import Known

# One array, where thousands of single values would take longer to write into the query than to look up.
LINKED = "SELECT sku, id FROM catalog_product WHERE store_id = %s AND sku = ANY(%s)"
Facts = frozenset[tuple[object, ...]]


def write_parts(
    store: Store, rows: Mapping[int, ProductRow], *, known: Known, fields: Set[str] | None, new: Collection[int]
) -> set[int]:
    """This will make the parts of products what their rows say, and return the products where that changed anything.

    `rows` has the key of the product that each row is about, `new` the keys of those that were just made.
    """
    changed: set[int] = set()
    for field, (model, columns, facts) in _kinds(store, rows, known=known).items():
        if fields is not None and field not in fields:
            wanted = {pk: facts(rows[pk]) for pk in new}
        else:
            wanted = {pk: facts(row) for pk, row in rows.items()}
        changed |= _replace(model, columns, wanted, new=new)
    return changed


def link_targets(store: Store, rows: Iterable[ProductRow]) -> dict[str, int]:
    """This will find the products that rows link to, SKU -> key; what is not there yet is left out."""
    wanted = {sku for row in rows for _, sku in row.links}
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(LINKED, [store.pk, list(wanted)])
        return dict(cursor.fetchall())


def _kinds(store: Store, rows: Mapping[int, ProductRow], *, known: Known) -> Mapping[str, tuple]:
    """This will say for each field: its table, the columns beside the product's, and how a row fills them."""
    targets = link_targets(store, rows.values())

    def components(row: ProductRow) -> Facts:
        return frozenset(
            (part.part, known.materials[part.material], part.contact, float(part.share_percent))
            for part in row.components
        )

    def regions(row: ProductRow) -> Facts:
        return frozenset((known.regions[code],) for code in row.not_sold_in)

    def links(row: ProductRow) -> Facts:
        return frozenset((kind, targets[sku]) for kind, sku in row.links if sku in targets and sku != row.sku)

    return {
        "components": (ProductComponent, ("part", "material_id", "contact", "share_percent"), components),
        "not_sold_in": (Product.not_sold_in.through, ("region_id",), regions),
        "links": (ProductLink, ("kind", "linked_id"), links),
    }


def _replace(
    model: type[Model], columns: Sequence[str], wanted: Mapping[int, Facts], *, new: Collection[int]
) -> set[int]:
    """This will store the facts of products whose facts are others now, and return their keys."""
    old = [pk for pk in wanted if pk not in new]
    present = _present(model, columns, old) if old else {}
    different = {pk: facts for pk, facts in wanted.items() if facts != present.get(pk, frozenset())}
    stale = [pk for pk in different if pk in present]
    if stale:
        model._default_manager.filter(product_id__in=stale).delete()
    _copy(model, columns, ((pk, *fact) for pk, facts in different.items() for fact in sorted(facts, key=repr)))
    return set(different)


def _present(model: type[Model], columns: Sequence[str], product_ids: list[int]) -> dict[int, Facts]:
    found: defaultdict[int, set[tuple]] = defaultdict(set)
    for pk, *fact in model._default_manager.filter(product_id__in=product_ids).values_list("product_id", *columns):
        found[pk].add(tuple(fact))
    return {pk: frozenset(facts) for pk, facts in found.items()}


def _copy(model: type[Model], columns: Sequence[str], rows: Iterable[tuple]) -> None:
    rows = list(rows)
    if not rows:
        return
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {model._meta.db_table} (product_id, {', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
