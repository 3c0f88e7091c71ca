"""A material that a person begins in the Studio: a draft of its first version, empty or like one that is there."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from catalog.feeds.rows import MaterialRow
from catalog.material_catching_up import BEGINNING
from catalog.material_fields import words
from catalog.material_forms import OwnForm
from catalog.material_versions import write_first_draft
from catalog.materials.vocabulary import FAMILIES
from catalog.models import Material, Store
from catalog.queries import material_row

LONGEST_STEM = 70  # leaves room for a number
# What a laboratory measured or a certificate says of one material proves nothing of another, however alike they are. A
# pure alloy is by itself the proof of class A.
PROVEN = {
    "leather": ("chromium_vi_mg_kg", "rub_dry", "rub_wet", "light_fastness"),
    "enamel": ("base_metal",),
}


class BeginForm(forms.ModelForm):
    """What a material is called, and which family it is of or which other one it is like."""

    source = forms.ChoiceField(label="Like one you have", required=False)
    family = forms.ChoiceField(
        label="Family",
        choices=words(FAMILIES, empty="Choose"),
        error_messages={"required": "Choose the family: the other fields follow from it."},
    )

    class Meta:
        model = Material
        fields = ["name", "code", "colour_name", "colour_hex"]
        labels = {"colour_name": "Colour name", "colour_hex": "Colour"}
        help_texts = {
            "code": "Feeds and rules know it by this, and it stays. Left empty, it is made from the name.",
            "colour_hex": OwnForm.Meta.help_texts["colour_hex"],
        }
        widgets = {"colour_hex": forms.TextInput(attrs={"type": "color"})}
        error_messages = {"code": {"invalid": "Write letters, digits, - and _ alone, as in pebbled-calf-navy."}}

    def __init__(self, data: Mapping[str, Any] | None = None, *, store: Store, like: Material | None = None) -> None:
        first: dict[str, object] = {"colour_hex": BEGINNING["colour_hex"]} if like is None else _first_of(like)
        super().__init__(data, initial=first)
        self._open = {each.code: each for each in open_materials(store)}
        self._taken = {code.casefold(): code for code in store.materials.values_list("code", flat=True)}
        self.fields["source"].choices = words(  # type: ignore[attr-defined]
            {code: _called(each) for code, each in self._open.items()}, empty="No, an empty record"
        )
        self.fields["code"].required = False
        self.fields["family"].required = not (data or {}).get("source")
        self.fields["code"].widget.attrs["data-code-of"] = self["name"].id_for_label

    def clean(self) -> dict[str, Any]:
        """This will take the family of the source, and a free code made of the name where none was written."""
        found: dict[str, Any] = self.cleaned_data
        if source := self._open.get(found.get("source", "")):
            found["family"] = source.family
        if self._is_there(found):
            self.add_error("name", "There is one of this name and colour name. Change either.")
        if not found.get("code") and "code" not in self.errors:
            found["code"] = self._free_code(found.get("name", ""), colour=found.get("colour_name", ""))
        return found

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if taken := self._taken.get(code.casefold()):
            has_it = self._open.get(taken)
            owner = f"the code of {has_it.name}" if has_it else "the code of a material of the past"
            raise forms.ValidationError(f"{taken} is {owner}. Choose another one.")
        return code

    @property
    def row(self) -> MaterialRow:
        """This will write a valid form as the row of a new material."""
        said = {name: self.cleaned_data[name] for name in ("name", "code", "colour_name", "colour_hex")}
        source = self._open.get(self.cleaned_data["source"])
        if source is None:
            return MaterialRow(family=self.cleaned_data["family"], **said)
        return replace(_without_proofs(material_row(source)), **said)

    def _is_there(self, found: Mapping[str, Any]) -> bool:
        """Two lines of the list that read alike would be taken for one another."""
        called = [(each.name.casefold(), each.colour_name.casefold()) for each in self._open.values()]
        return (found.get("name", "").casefold(), found.get("colour_name", "").casefold()) in called

    def _free_code(self, name: str, *, colour: str) -> str:
        """The name, else name and colour, else a number behind it."""
        stem = slugify(name)[:LONGEST_STEM] or "material"
        coloured = slugify(f"{stem} {colour}")[:LONGEST_STEM]
        numbered = (f"{stem}-{number}" for number in range(2, len(self._taken) + 3))
        return next(code for code in (stem, coloured, *numbered) if code not in self._taken)


def begin(store: Store, form: BeginForm) -> Material | None:
    """This will write a valid form as a draft, or say at the form that somebody took its code a moment ago."""
    try:
        with transaction.atomic():
            return write_first_draft(store, form.row)
    except IntegrityError:
        form.add_error("code", f"Somebody has just taken the code {form.cleaned_data['code']}. Choose another one.")
        return None


def open_materials(store: Store) -> Iterable[Material]:
    """This will list each material that is published or a draft, as its editor shows it, by name."""
    found = store.materials.filter(state__in=(Material.State.PUBLISHED, Material.State.DRAFT))
    shown = {each.code: each for each in found.order_by("-state", "version")}  # a draft comes after what is published
    return sorted(shown.values(), key=lambda each: each.name.casefold())


def _called(material: Material) -> str:
    """This will tell materials of one name apart by their colour."""
    colour = material.colour_name
    return material.name if not colour or colour in material.name else f"{material.name}, {colour}"


def _first_of(like: Material) -> dict[str, object]:
    own = ("name", "colour_name", "colour_hex")
    return {"source": like.code, **{name: getattr(like, name) for name in own}}


def _without_proofs(row: MaterialRow) -> MaterialRow:
    bare = replace(row, evidence=(), alloy=(), coating=(), source_document="", measured_on=None)
    specs = {name: dict(getattr(row, name) or {}) for name in PROVEN}
    kept = {
        name: {field: value for field, value in spec.items() if field not in PROVEN[name]} or None
        for name, spec in specs.items()
    }
    return replace(bare, **kept)
