"""Where a shop sells and from where, and the words it sorts its products by: a few rows, written one by one."""

from collections.abc import Callable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from catalog.feeds.rows import BrandRow, CategoryRow, FigureRow, MaterialRow, RegionRow, TierRow, WarehouseRow
from catalog.material_merging import figure_fault, with_figure
from catalog.material_versions import MaterialError, keep_materials, lock_published
from catalog.models import Brand, Category, Material, MembershipTier, Region, RegionWarehouse, Store, Warehouse
from catalog.outcomes import CHANGED, CREATED, REJECTED, UNCHANGED, Outcome
from catalog.writing.vocabulary import ids_by_code

PlaceRow = WarehouseRow | RegionRow | TierRow | BrandRow | CategoryRow


class _Refused(ValueError):
    """A row that cannot be written, with the field at fault."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def write_places(store: Store, rows: Sequence[PlaceRow]) -> list[Outcome]:
    """This will create or change what rows describe, and say of each what became of it."""
    return [_write(store, row) for row in rows]


def write_materials(store: Store, rows: Sequence[MaterialRow]) -> list[Outcome]:
    """This will publish what is new about materials, and say of each what became of it."""
    before = _versions(store)
    refused = _keep(store, rows)
    after = _versions(store)
    return [
        refused.get(row.code) or Outcome(row.code, _state(before.get(row.code), after.get(row.code))) for row in rows
    ]


def write_figures(store: Store, rows: Sequence[FigureRow]) -> list[Outcome]:
    """This will add laboratory figures to their materials and publish each that gained one, once, all else the same."""
    with transaction.atomic():
        known = lock_published(store, {row.material for row in rows})
        found = dict(known)
        outcomes = [_add_figure(found, row) for row in rows]
        keep_materials(store, [row for code, row in found.items() if row is not known[code]], now=timezone.now())
    return outcomes


def _add_figure(known: dict[str, MaterialRow], row: FigureRow) -> Outcome:
    if row.material not in known:
        error = f"There is no published material {row.material!r}. Load or publish it first, or correct its code."
        return Outcome(row.material, REJECTED, error, "material")
    field, error = figure_fault(row.figure)
    if error:
        return Outcome(row.material, REJECTED, error, field)
    known[row.material], state = with_figure(known[row.material], row)
    return Outcome(row.material, state)


def _keep(store: Store, rows: Sequence[MaterialRow]) -> dict[str, Outcome]:
    """This will try all at once; where one is refused, each by itself, so that the others get through."""
    try:
        with transaction.atomic():
            keep_materials(store, rows, now=timezone.now())
    except (MaterialError, IntegrityError, ValidationError) as error:
        if len(rows) == 1:
            return {rows[0].code: Outcome(rows[0].code, REJECTED, error=_lacking(rows[0], error) or _words(error))}
        metals_first = sorted(rows, key=lambda row: bool((row.enamel or {}).get("base_metal")))
        return {code: outcome for row in metals_first for code, outcome in _keep(store, [row]).items()}
    return {}


def _lacking(row: MaterialRow, error: Exception) -> str:
    """This will name what a spec may not be without, as PostgreSQL tells it; or nothing."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is None or not diagnosis.column_name:
        return ""
    spec = str(diagnosis.table_name).removeprefix("catalog_").removesuffix("spec")
    lacking = f"{spec}_{diagnosis.column_name}".replace("_", " ")
    return f"The material {row.code!r} has no {lacking}. Fill it in, or empty all columns of that spec."


def _versions(store: Store) -> dict[str, int]:
    published = Material.objects.filter(store=store, state=Material.State.PUBLISHED)
    return dict(published.values_list("code", "version"))


def _state(before: int | None, after: int | None) -> str:
    return UNCHANGED if before == after else CHANGED if before else CREATED


def _write(store: Store, row: PlaceRow) -> Outcome:
    try:
        with transaction.atomic():
            return Outcome(row.code, WRITERS[type(row)](store, row))
    except _Refused as error:
        return Outcome(row.code, REJECTED, error=str(error), field=error.field)
    except (ValidationError, IntegrityError) as error:
        return Outcome(row.code, REJECTED, error=_words(error))


def _words(error: Exception) -> str:
    """This will say what the model refuses; the database itself only says that there is a contradiction."""
    if isinstance(error, ValidationError):
        return " ".join(f"{field}: {texts[0]}" for field, texts in error.message_dict.items())
    if isinstance(error, IntegrityError):
        return "It contradicts another row, such as a second tier of the same rank. Correct one of them."
    return str(error)


def _save(model: type[Model], store: Store, code: str, values: Mapping[str, object]) -> str:
    """This will write a row if it differs from what is there. Raises ValidationError when the model refuses it."""
    found = model._default_manager.filter(store=store, code=code).first()
    if found is not None and all(getattr(found, name) == value for name, value in values.items()):
        return UNCHANGED
    row = found or model(store=store, code=code)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    return CHANGED if found else CREATED


def _warehouse(store: Store, row: WarehouseRow) -> str:
    return _save(Warehouse, store, row.code, {"name": row.name, "city": row.city, "continent": row.continent})


def _tier(store: Store, row: TierRow) -> str:
    names = ("name", "rank", "discount_percent", "minimum_spend", "spend_months", "note")
    return _save(MembershipTier, store, row.code, {name: getattr(row, name) for name in names})


def _brand(store: Store, row: BrandRow) -> str:
    return _save(Brand, store, row.code, {"name": row.name, "kind": row.kind})


def _category(store: Store, row: CategoryRow) -> str:
    parent = None
    if row.parent:
        parent = ids_by_code(Category, store).get(row.parent)
        if parent is None:
            raise _Refused(f"There is no category {row.parent!r}. Send parents before children.", field="parent")
    return _save(Category, store, row.code, {"name": row.name, "path": row.path, "parent_id": parent})


def _region(store: Store, row: RegionRow) -> str:
    state = _save(Region, store, row.code, {"name": row.name, "currency": row.currency})
    known = ids_by_code(Warehouse, store)
    for code in row.warehouses:
        if code not in known:
            raise _Refused(f"There is no warehouse {code!r}. Add it, or correct it.", field="warehouses")
    region = Region.objects.get(store=store, code=row.code)
    wanted = [known[code] for code in dict.fromkeys(row.warehouses)]
    if list(region.serving.order_by("rank").values_list("warehouse_id", flat=True)) == wanted:
        return state
    region.serving.all().delete()
    RegionWarehouse.objects.bulk_create(
        RegionWarehouse(region=region, warehouse_id=pk, rank=rank) for rank, pk in enumerate(wanted, 1)
    )
    return CREATED if state == CREATED else CHANGED


WRITERS: Mapping[type, Callable] = {
    WarehouseRow: _warehouse,
    RegionRow: _region,
    TierRow: _tier,
    BrandRow: _brand,
    CategoryRow: _category,
}
