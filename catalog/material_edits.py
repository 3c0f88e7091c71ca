"""What the material editor knows and does: open versions, what differs, who is affected, one save at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from catalog.feeds.rows import MaterialRow
from catalog.material_catching_up import CaughtUp, caught_up
from catalog.material_entered import figure_label
from catalog.material_versions import MaterialError, save_draft
from catalog.materials.vocabulary import FAMILIES
from catalog.models import Material, Product, Store
from catalog.queries import material_row, published_materials
from catalog.trade_units import trade_units

OVERTAKEN = "A feed has put a version live since this draft was begun. Bring the draft up to date first."
ANOTHER_FAMILY = (
    "A feed has put a material of another family live under this code. Throw the draft away and begin from the live "
    "one."
)
MOST_SHOWN = 12  # products that are named
OPEN = (Material.State.PUBLISHED, Material.State.DRAFT)


@dataclass(frozen=True, slots=True)
class Versions:
    """The published version of a material and the draft of the next one; one of them exists."""

    published: Material | None
    draft: Material | None

    @property
    def is_overtaken(self) -> bool:
        """This will say whether a version went live after the draft was begun, by a feed."""
        return bool(self.draft and self.published and self.published.version > self.draft.version)

    @property
    def may_catch_up(self) -> bool:
        """This will say whether an overtaken draft and the live version are of one family, so that they can be one."""
        return bool(self.is_overtaken and self.draft and self.published and self.draft.family == self.published.family)

    @property
    def shown(self) -> Material:
        found = self.draft or self.published
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that the draft says otherwise. Empty text: it says nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Affected:
    """Products that are made of a material: how many, and the first of them."""

    count: int
    first: Sequence[Product]


def versions_of(store: Store, code: str) -> Versions | None:
    """This will find the open versions of a material, or None when it has none."""
    found = {each.state: each for each in store.materials.filter(code=code, state__in=OPEN)}
    if not found:
        return None
    return Versions(found.get(Material.State.PUBLISHED), found.get(Material.State.DRAFT))


def save_changes(store: Store, row: MaterialRow, *, seen: int) -> Material:
    """This will write a row as the draft of its material.

    `seen` is the version that the person had before their eyes. Raises MaterialError when somebody else has saved or
    published another one since, or a feed has overtaken the draft: nothing is overwritten then.
    """
    with transaction.atomic():
        now = _locked(store, row.code, seen=seen)
        if now.is_overtaken:
            raise MaterialError(OVERTAKEN if now.may_catch_up else ANOTHER_FAMILY)
        return save_draft(store, row)


def catch_up(store: Store, row: MaterialRow, *, seen: int) -> tuple[Material, CaughtUp]:
    """This will write a row as the version after the live one, with what a feed has said since the draft was begun.

    Says with it what of the row and of the live version the draft lacks. Raises MaterialError as `save_changes` does,
    and when the live version is of another family.
    """
    with transaction.atomic():
        now = _locked(store, row.code, seen=seen)
        if now.draft is None or now.published is None or not now.is_overtaken:
            return save_draft(store, row), CaughtUp(row, ())
        if not now.may_catch_up:
            raise MaterialError(ANOTHER_FAMILY)
        live, materials = material_row(now.published), published_materials(store)
        merged = caught_up(row, live=live, base=_base_of(now.draft), on=timezone.localdate(), materials=materials)
        return save_draft(store, merged.row), merged


def _locked(store: Store, code: str, *, seen: int) -> Versions:
    list(store.materials.select_for_update().filter(code=code).values_list("pk"))
    now = versions_of(store, code)
    if now is None or now.shown.pk != seen:
        raise MaterialError(
            "Somebody has changed this material while you wrote. Open it in another tab, and enter there what you "
            "want to keep of this one."
        )
    return now


def _base_of(draft: Material) -> MaterialRow | None:
    """This will read the version that was live when a draft was begun, if any was."""
    earlier = Material.objects.filter(store=draft.store_id, code=draft.code, version__lt=draft.version)
    found = earlier.filter(state=Material.State.RETIRED, family=draft.family).order_by("-version").first()
    return found and material_row(found)


def discard_draft(draft: Material) -> None:
    """This will throw a draft away; what is published stays."""
    Material.objects.filter(pk=draft.pk, state=Material.State.DRAFT).delete()


def differences(versions: Versions) -> tuple[Difference, ...]:
    """This will list what the draft says otherwise than the published version, in trade units."""
    if versions.published is None or versions.draft is None:
        return ()
    before, after = (dict(_figures(material_row(each))) for each in (versions.published, versions.draft))
    labels = dict.fromkeys([*before, *after])
    return tuple(
        Difference(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label) != after.get(label)
    )


def changed_fields(versions: Versions) -> frozenset[str]:
    """This will name the fields of the record that the draft changes, a spec's fields by their own names."""
    if versions.published is None or versions.draft is None:
        return frozenset()
    before, after = (dict(_fields(material_row(each))) for each in (versions.published, versions.draft))
    return frozenset(name for name in {*before, *after} if before.get(name) != after.get(name))


def affected_products(store: Store, code: str) -> Affected:
    """This will count the products with a part of a material, whatever the version, and name the first by SKU."""
    made_of_it = Product.objects.filter(store=store, components__material__code=code).distinct()
    return Affected(made_of_it.count(), list(made_of_it.select_related("brand").order_by("sku")[:MOST_SHOWN]))


def products_by_material(store: Store) -> Mapping[str, int]:
    """This will count the products of each material, by its code."""
    counted = store.materials.values_list("code").annotate(found=Count("components__product", distinct=True))
    totals: dict[str, int] = {}
    for code, found in counted.order_by():
        totals[code] = totals.get(code, 0) + found
    return totals


def _figures(row: MaterialRow) -> Iterator[tuple[str, str]]:
    yield "Family", FAMILIES.get(row.family, row.family)
    yield "Name", row.name
    yield "Colour", f"{row.colour_name} {row.colour_hex}".strip()
    yield from trade_units(row)
    for each in row.evidence:
        bound = "<" if each.below else ""
        yield figure_label(each), f"{bound}{each.value:g}"


def _fields(row: MaterialRow) -> Iterator[tuple[str, object]]:
    for name in MaterialRow.__slots__:
        value = getattr(row, name)
        if isinstance(value, Mapping):
            yield from value.items()
        elif name != "left_out":
            yield name, value
