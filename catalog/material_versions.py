"""Materials as versions: a draft is changed freely, a published version never, and a new look is a new version.

Two ways lead to a published version. A person publishes a draft, and every fault of its record stands in the way. A
feed brings what the shop already sells: its figures count at once, a failed one included, because a laboratory's
report that waited for somebody's approval would leave the class that it disproves in force.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model

from catalog.dispatch import hand_out
from catalog.feeds.rows import MaterialRow
from catalog.looks.derive import look_of
from catalog.looks.look import Look
from catalog.material_merging import completed
from catalog.materials import facts_from_row
from catalog.materials.compliance import Fault, faults
from catalog.models import (
    AllergenEvidence,
    AlloyComponent,
    CoatingLayer,
    EnamelSpec,
    FibreShare,
    LeatherSpec,
    Material,
    MetalSpec,
    PearlSpec,
    ProductComponent,
    Store,
    TextileSpec,
)
from catalog.queries import material_row, published_materials
from catalog.textiles import ordered

SPECS: Mapping[str, type[Model]] = {
    "leather": LeatherSpec,
    "metal": MetalSpec,
    "pearl": PearlSpec,
    "enamel": EnamelSpec,
    "textile": TextileSpec,
}
NEEDED = {"name": "name", "family": "family", "colour_hex": "colour"}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
BAKE_LOOKS = "catalog.bake_looks"
OWN_FIELDS = ("name", "family", "colour_hex", "colour_name", "gloss_gu60", "source_document", "measured_on")


class NotPublishable(ValueError):
    """The record breaks a limit or uses a word that it does not earn. `faults` say which, with figure and limit."""

    def __init__(self, material: Material, found: Sequence[Fault]) -> None:
        super().__init__(f"{material.name} cannot be published. " + " ".join(fault.sentence for fault in found))
        self.faults = tuple(found)


class MaterialError(ValueError):
    """A version cannot be changed so. The message says what to do."""


def keep_materials(store: Store, rows: Iterable[MaterialRow], *, now: datetime) -> dict[str, int]:
    """This will publish a new version of each material that a feed describes otherwise than the published one.

    What a row leaves out stays as it is. Returns how many are new, changed and unchanged. Raises MaterialError when an
    enamel names an unknown base metal, or a new material lacks its name, family or colour.
    """
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    # An enamel may name a metal of the same feed: what names no other material comes first.
    metals_first = sorted(rows, key=lambda row: bool((row.enamel or {}).get("base_metal")))
    with transaction.atomic():
        known = lock_published(store, {row.code for row in metals_first})
        for row in metals_first:
            counts[_keep(store, row, known, now=now)] += 1
        if counts["new"] or counts["changed"]:
            _have_looks_baked(store)
    return counts


def _keep(store: Store, said: MaterialRow, known: dict[str, MaterialRow], *, now: datetime) -> str:
    before = known.get(said.code)
    row = known[said.code] = completed(said, before)
    if missing := [words for name, words in NEEDED.items() if not getattr(row, name)]:
        lacking = ", no ".join(missing)
        raise MaterialError(f"The material {row.code!r} has no {lacking}. Fill it in, or correct the code.")
    if not COLOUR.fullmatch(row.colour_hex):
        raise MaterialError(f"The material {row.code!r} has the colour {row.colour_hex!r}. Write it as #rrggbb.")
    if before is not None and _same(before, row):
        return "unchanged"
    _put_live(_written(store, row), look=look_of(row), by=None, now=now)  # beside a person's open draft, which stays
    return "changed" if before else "new"


def lock_published(store: Store, codes: Collection[str]) -> dict[str, MaterialRow]:
    """This will read the published materials of a store; nobody else publishes those of `codes` meanwhile."""
    published = Material.objects.filter(store=store, code__in=codes, state=Material.State.PUBLISHED)
    with transaction.atomic():
        list(published.select_for_update().order_by("code").values_list("pk"))
    return published_materials(store)


def save_draft(store: Store, row: MaterialRow) -> Material:
    """This will write a row as the draft of its material; there is one draft at most, and it is replaced."""
    with transaction.atomic():
        Material.objects.filter(store=store, code=row.code, state=Material.State.DRAFT).delete()
        return _written(store, row)


def write_first_draft(store: Store, row: MaterialRow) -> Material:
    """This will write a row as the draft of a material that nobody knew. Raises IntegrityError when its code is taken.

    Nothing of it reaches a shopper or a product before it is published.
    """
    with transaction.atomic():
        return _write(store, row, version=1)


def _written(store: Store, row: MaterialRow) -> Material:
    """This will write a row as the next version of its material, not published yet."""
    last = Material.objects.filter(store=store, code=row.code).order_by("-version").first()
    return _write(store, row, version=last.version + 1 if last else 1)


def _write(store: Store, row: MaterialRow, *, version: int) -> Material:
    own = {name: getattr(row, name) for name in OWN_FIELDS} | {"look_digest": look_of(row).digest}
    material = Material.objects.create(store=store, code=row.code, version=version, **own)
    for name, model in SPECS.items():
        if spec := getattr(row, name):
            model._default_manager.create(material=material, **_spec(store, row, spec))
    _write_composition(material, row)
    return material


def start_draft(published: Material) -> Material:
    """This will copy a published version as the draft of the next one."""
    return save_draft(published.store, material_row(published))


def faults_of(material: Material, *, on: date) -> tuple[Fault, ...]:
    """This will list what stands in the way of publishing a version, judged by how products use its material."""
    rows = published_materials(material.store) | {material.code: material_row(material)}
    used = ProductComponent.objects.filter(product__store=material.store, material__code=material.code)
    contacts = used.order_by().values_list("contact", flat=True).distinct()
    return faults(facts_from_row(rows[material.code], materials=rows), contacts=list(contacts), on=on)


def publish_material(draft: Material, *, by: User | None, now: datetime) -> Material:
    """This will make a draft the published version; products with the earlier version follow it.

    Raises NotPublishable with every fault, and MaterialError when it is no draft, or older than what is published: it
    would take back what a feed has said since, a failed report included. Nothing changes then.
    """
    if draft.state != Material.State.DRAFT:
        raise MaterialError(f"{draft} is {draft.get_state_display().lower()}. Start a draft from it, and publish that.")
    if newer := _published_since(draft):
        raise MaterialError(
            f"{newer} was published after {draft} was begun. Note what you changed, start a draft from {newer}, and "
            "enter it there; that draft takes the place of this one."
        )
    if found := faults_of(draft, on=now.date()):
        raise NotPublishable(draft, found)
    with transaction.atomic():
        _have_looks_baked(draft.store)
        return _put_live(draft, look=look_of(material_row(draft)), by=by, now=now)


def _have_looks_baked(store: Store) -> None:
    """Without a worker each file is made when somebody asks for it."""
    transaction.on_commit(lambda: hand_out(BAKE_LOOKS, store.pk))


def _published_since(draft: Material) -> Material | None:
    versions = Material.objects.filter(store=draft.store_id, code=draft.code, version__gt=draft.version)
    return versions.filter(state=Material.State.PUBLISHED).first()


def retire_material(material: Material) -> None:
    """This will take a published version out of use. Raises MaterialError while products are made of it."""
    used = ProductComponent.objects.filter(material=material).count()
    if used:
        raise MaterialError(f"{used} parts of products are {material}. Give them another material first.")
    Material.objects.filter(pk=material.pk).update(state=Material.State.RETIRED)


def _put_live(draft: Material, *, look: Look, by: User | None, now: datetime) -> Material:
    earlier = Material.objects.select_for_update().filter(
        store=draft.store, code=draft.code, state=Material.State.PUBLISHED
    )
    replaced = list(earlier.values_list("pk", flat=True))
    earlier.update(state=Material.State.RETIRED)
    draft.state, draft.published_at, draft.published_by = Material.State.PUBLISHED, now, by
    draft.look_digest = look.digest  # the draft may have been changed since, in the admin
    draft.save(update_fields=["state", "published_at", "published_by", "look_digest"])
    ProductComponent.objects.filter(material_id__in=replaced).update(material=draft)
    return draft


def _same(before: MaterialRow, after: MaterialRow) -> bool:
    """This will compare what two rows say; a spec may leave out what it does not know."""
    for name in SPECS:
        was, is_now = getattr(before, name) or {}, getattr(after, name) or {}
        if any(was.get(field) != value for field, value in _plain(is_now).items()):
            return False
        if bool(was) != bool(is_now):
            return False
    return _comparable(before) == _comparable(after)


def _plain(spec: Mapping[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in spec.items()}


def _comparable(row: MaterialRow) -> MaterialRow:
    """This will put a row's lists in one order and its numbers in one type, and leave its specs aside."""
    return replace(
        row,
        gloss_gu60=float(row.gloss_gu60),
        alloy=tuple(sorted((element, float(least), float(most)) for element, least, most in row.alloy)),
        coating=tuple(sorted((order, metal, float(um), process) for order, metal, um, process in row.coating)),
        fibres=tuple((fibre, float(percent)) for fibre, percent in ordered(row.fibres)),
        evidence=tuple(
            sorted(row.evidence, key=lambda each: (each.allergen, each.measure, each.tested_on, each.value))
        ),
        **dict.fromkeys(SPECS),
    )


def _spec(store: Store, row: MaterialRow, spec: Mapping[str, object]) -> dict[str, object]:
    """This will replace the base metal's code by its row."""
    values = dict(spec)
    code = values.pop("base_metal", None)
    if code:
        base = store.materials.filter(code=code, state=Material.State.PUBLISHED).first()
        if base is None:
            raise MaterialError(
                f"The enamel {row.code!r} lies on the metal {code!r}, which is not in the shop. Add it."
            )
        values["base_metal"] = base
    return values


def _write_composition(material: Material, row: MaterialRow) -> None:
    AlloyComponent.objects.bulk_create(
        AlloyComponent(material=material, element=element, min_percent=least, max_percent=most)
        for element, least, most in row.alloy
    )
    CoatingLayer.objects.bulk_create(
        CoatingLayer(material=material, order=order, metal=metal, thickness_um=thickness, process=process)
        for order, metal, thickness, process in row.coating
    )
    FibreShare.objects.bulk_create(
        FibreShare(material=material, fibre=fibre, percent=percent) for fibre, percent in row.fibres
    )
    AllergenEvidence.objects.bulk_create(
        AllergenEvidence(material=material, **{name: getattr(figure, name) for name in figure.__slots__})
        for figure in row.evidence
    )
