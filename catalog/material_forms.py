"""The forms of a material's record: its fields in trade units, one form for each list that belongs to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BaseForm, BaseFormSet, formset_factory
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.looks.spec import RANGES
from catalog.materials.vocabulary import (
    FINISHES,
    GRAIN_LAYERS,
    GRAIN_PATTERNS,
    HANDS,
    LAYER_METALS,
    PLATING_PROCESSES,
    SURFACES,
    TANNAGES,
    TEMPERS,
)
from catalog.models import AllergenEvidence, EnamelSpec, LeatherSpec, Material, MetalSpec, PearlSpec

SPARE_ROWS = 1  # empty ones at the end of each list


def words(vocabulary: Mapping[str, str], *, empty: str = "") -> list[tuple[str, str]]:
    """This will offer the words of a vocabulary; `empty` names the choice of none, if there is one."""
    return ([("", empty)] if empty else []) + list(vocabulary.items())


class OneOf(forms.ChoiceField):
    """One word of a vocabulary. What a feed has brought and no vocabulary knows stays on offer until it is changed."""

    def __init__(self, vocabulary: Mapping[str, str], *, empty: str = "", **options: Any) -> None:
        super().__init__(choices=words(vocabulary, empty=empty), required=not empty, **options)

    def offer(self, value: object) -> None:
        """This will add a value that is in use to the choices."""
        if value and not self.valid_value(value):
            self.choices = [*self.choices, (str(value), str(value))]


class Slider(forms.NumberInput):
    """A number with a slider beside it that moves with it; without JavaScript the number is enough."""

    def __init__(self, *, least: float, most: float, step: float, unit: str, live: str = "") -> None:
        super().__init__(attrs={"step": "any", "data-live": live})
        self.range = {"least": least, "most": most, "step": step, "unit": unit}

    def render(self, name: str, value: Any, attrs: Any = None, renderer: object = None) -> SafeString:
        """This will use the Studio's own templates, which Django's forms do not look at."""
        context = self.get_context(name, value, attrs) | {"range": self.range}
        return mark_safe(render_to_string("catalog/materials/slider.html", context))


class OwnForm(forms.ModelForm):
    """What every material has."""

    class Meta:
        model = Material
        fields = ["name", "colour_name", "colour_hex", "gloss_gu60", "source_document", "measured_on"]
        labels = {
            "colour_name": "Colour name",
            "colour_hex": "Colour",
            "gloss_gu60": "Gloss",
            "source_document": "Data sheet or report",
            "measured_on": "Measured on",
        }
        help_texts = {"colour_hex": "In daylight, of a flat and matt place."}
        widgets = {
            "colour_hex": forms.TextInput(attrs={"type": "color", "data-live": "colour"}),
            "gloss_gu60": Slider(least=0, most=100, step=1, unit="GU", live="gloss"),
            "measured_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }


class SpecForm(forms.ModelForm):
    """A spec whose words come from vocabularies."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("data-live", "")
            if name in RANGES:
                field.validators += [MinValueValidator(RANGES[name][0]), MaxValueValidator(RANGES[name][1])]
            if isinstance(field, OneOf):
                field.offer(getattr(self.instance, name, ""))


class LeatherForm(SpecForm):
    grain_layer = OneOf(GRAIN_LAYERS, label="Grain layer", help_text="EN 15987.")
    grain_pattern = OneOf(GRAIN_PATTERNS, label="Grain")
    finish = OneOf(FINISHES, label="Finish")
    tannage = OneOf(TANNAGES, label="Tannage")
    temper = OneOf(TEMPERS, empty="Not recorded", label="Temper")
    hand = forms.MultipleChoiceField(
        choices=words(HANDS), required=False, label="Hand", widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = LeatherSpec
        fields = [
            "species", "skin", "grain_layer", "grain_pattern", "grain_size_mm", "grain_depth_mm", "grain_irregularity",
            "finish", "tannage", "nap_length_mm", "nap_angle_deg", "thickness_mm", "softness_mm", "temper", "hand",
            "coating_um", "mass_gsm", "rub_dry", "rub_wet", "light_fastness", "chromium_vi_mg_kg",
        ]  # fmt: skip
        labels = {
            "coating_um": "Coating, µm", "grain_size_mm": "Grain size", "grain_depth_mm": "Grain depth",
            "grain_irregularity": "Irregularity of the grain", "nap_length_mm": "Nap length",
            "nap_angle_deg": "Nap direction", "thickness_mm": "Thickness", "softness_mm": "Softness",
            "mass_gsm": "Mass, g/m²", "rub_dry": "Rub fastness, dry", "rub_wet": "Rub fastness, wet",
            "light_fastness": "Light fastness", "chromium_vi_mg_kg": "Chromium(VI), mg/kg",
        }  # fmt: skip
        help_texts = {
            "species": "Calf, goat, lamb, bovine.",
            "skin": "Hide, side, skin, shoulder.",
            "grain_size_mm": "Across one pebble or from line to line; 0 is usual for this grain.",
            "grain_depth_mm": "From hill to valley; 0 is usual for this grain.",
            "grain_irregularity": "Near 0 a regular print, 1 a natural grain; 0 is usual for this grain.",
            "nap_length_mm": "Of suede and nubuck.",
        }
        widgets = {
            "grain_size_mm": Slider(least=0, most=6, step=0.05, unit="mm"),
            "grain_depth_mm": Slider(least=0, most=0.8, step=0.01, unit="mm"),
            "grain_irregularity": Slider(least=0, most=1, step=0.05, unit=""),
            "nap_length_mm": Slider(least=0, most=2, step=0.05, unit="mm"),
            "nap_angle_deg": Slider(least=0, most=180, step=1, unit="°"),
            "thickness_mm": Slider(least=0.3, most=5, step=0.1, unit="mm"),
            "softness_mm": Slider(least=0, most=8, step=0.1, unit="mm"),
        }


class MetalForm(SpecForm):
    surface = OneOf(SURFACES, label="Surface")

    class Meta:
        model = MetalSpec
        fields = [
            "designation", "fineness_permille", "surface", "gold_colour", "roughness_um", "brush_direction_deg",
        ]  # fmt: skip
        labels = {
            "fineness_permille": "Fineness, ‰", "gold_colour": "Colour of gold",
            "roughness_um": "Roughness Ra, µm", "brush_direction_deg": "Direction of brushing, °",
        }  # fmt: skip
        help_texts = {"roughness_um": ""}


class PearlForm(SpecForm):
    class Meta:
        model = PearlSpec
        fields = ["kind", "diameter_mm", "lustre_grade", "overtone", "nacre_mm"]
        labels = {"kind": "Pearl", "diameter_mm": "Diameter", "lustre_grade": "Lustre", "nacre_mm": "Nacre, mm"}
        widgets = {"diameter_mm": Slider(least=2, most=16, step=0.5, unit="mm")}


class EnamelForm(SpecForm):
    base_metal = OneOf({}, empty="Not recorded", label="Base metal", help_text="Its nickel counts.")

    class Meta:
        model = EnamelSpec
        fields = ["opacity"]
        help_texts = {"opacity": "Opaque, translucent or transparent."}

    def __init__(self, *args: Any, metals: Mapping[str, str], base_metal: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: OneOf = self.fields["base_metal"]  # type: ignore[assignment]
        field.choices = words(metals, empty="Not recorded")
        field.offer(base_metal)  # also one that is no longer published: its nickel counts all the same
        self.initial["base_metal"] = base_metal


class AlloyForm(forms.Form):
    element = forms.RegexField(
        r"^[A-Z][a-z]?$", label="Element", error_messages={"invalid": "Write the symbol, as in Ni."}
    )
    min_percent = forms.FloatField(label="At least, %", min_value=0, max_value=100)
    max_percent = forms.FloatField(label="At most, %", min_value=0, max_value=100)

    def clean(self) -> None:
        least, most = self.cleaned_data.get("min_percent"), self.cleaned_data.get("max_percent")
        if least is not None and most is not None and least > most:
            self.add_error("max_percent", f"It is less than {least:g}.")


class CoatingForm(forms.Form):
    metal = OneOf(
        {"": "Choose", **{name: name[:1].upper() + name[1:] for name in LAYER_METALS}},
        label="Layer",
        error_messages={"required": "Choose what the layer is."},
    )
    thickness_um = forms.FloatField(label="Thickness, µm", min_value=0.001)
    process = OneOf(PLATING_PROCESSES, empty="Not recorded", label="Process")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("metal", "process"):
            self.fields[name].offer(self.initial.get(name))  # type: ignore[attr-defined]


class EvidenceForm(forms.ModelForm):
    class Meta:
        model = AllergenEvidence
        fields = list(EvidenceRow.__slots__)
        help_texts = {"below": "", "method": ""}
        labels = {"below": "Only a bound (<)", "tested_on": "Tested on", "expires_on": "Valid until"}
        widgets = {
            name: forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}) for name in ("tested_on", "expires_on")
        }


SPEC_FORMS: Mapping[str, type[SpecForm]] = {"leather": LeatherForm, "metal": MetalForm, "pearl": PearlForm}
LISTS: Mapping[str, type[BaseForm]] = {"alloy": AlloyForm, "coating": CoatingForm, "evidence": EvidenceForm}
COLUMNS = {"alloy": ("element", "min_percent", "max_percent"), "coating": ("metal", "thickness_um", "process")}


class MaterialEdit:
    """All forms of one material's record, filled from it or from what somebody sent."""

    def __init__(self, row: MaterialRow, *, metals: Mapping[str, str], data: Mapping[str, Any] | None = None) -> None:
        self.before = row
        own = {name: getattr(row, name) for name in OwnForm.Meta.fields}
        self.own = OwnForm(data, instance=Material(**own), prefix="own")
        self.spec = _spec_form(row, metals=metals, data=data)
        self.lists = {name: _list(name, row, data=data) for name in _lists_of(row.family)}

    @property
    def is_valid(self) -> bool:
        judged = [form.is_valid() for form in self._forms()]  # each, so that all of them say what is wrong
        return all(judged)

    @property
    def errors(self) -> Sequence[str]:
        """This will list what is wrong beside the fields, each with its label."""
        return [f"{label}: {error}" for label, error in self._errors()]

    @property
    def row(self) -> MaterialRow:
        """This will write valid forms as a row; what no form shows stays as it was."""
        own = {name: self.own.cleaned_data[name] for name in OwnForm.Meta.fields}
        spec = {} if self.spec is None else {self.before.family: self._spec(self.spec)}
        return replace(self.before, **own, **spec, **{name: _rows(name, found) for name, found in self.lists.items()})

    def _spec(self, form: SpecForm) -> dict[str, object]:
        return dict(getattr(self.before, self.before.family) or {}) | form.cleaned_data

    def _forms(self) -> Iterator[BaseForm | BaseFormSet]:
        yield self.own
        if self.spec is not None:
            yield self.spec
        yield from self.lists.values()

    def _errors(self) -> Iterator[tuple[str, str]]:
        for form in self._forms():
            for each in form if isinstance(form, BaseFormSet) else (form,):
                for name, found in each.errors.items():
                    label = each.fields[name].label if name in each.fields else "Record"
                    yield from ((str(label), str(error)) for error in found)


def _spec_form(row: MaterialRow, *, metals: Mapping[str, str], data: Mapping[str, Any] | None) -> SpecForm | None:
    if row.family == "enamel":
        said = dict(row.enamel or {})
        base = str(said.pop("base_metal", "") or "")
        return EnamelForm(data, instance=EnamelSpec(**said), prefix="spec", metals=metals, base_metal=base)
    form = SPEC_FORMS.get(row.family)
    if form is None:
        return None
    said = dict(getattr(row, row.family) or {})
    return form(data, instance=form._meta.model(**said), prefix="spec")


def _lists_of(family: str) -> tuple[str, ...]:
    return ("alloy", "coating", "evidence") if family == "metal" else ("evidence",)


def _list(name: str, row: MaterialRow, *, data: Mapping[str, Any] | None) -> BaseFormSet:
    many = formset_factory(LISTS[name], extra=SPARE_ROWS, can_delete=True, max_num=40)
    return many(data, initial=_initial(name, row), prefix=name)


def _initial(name: str, row: MaterialRow) -> list[dict[str, object]]:
    if name == "alloy":
        return [dict(zip(COLUMNS[name], each, strict=True)) for each in row.alloy]
    if name == "coating":
        return [dict(zip(COLUMNS[name], each[1:], strict=True)) for each in sorted(row.coating)]
    return [{field: getattr(each, field) for field in EvidenceRow.__slots__} for each in row.evidence]


def _rows(name: str, found: BaseFormSet) -> tuple:
    """This will take the lines of a list that are filled in and stay; layers are numbered from the substrate."""
    kept = [form.cleaned_data for form in found if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    if name == "evidence":
        return tuple(EvidenceRow(**{field: each[field] for field in EvidenceRow.__slots__}) for each in kept)
    lines = [tuple(each[column] for column in COLUMNS[name]) for each in kept]
    if name == "alloy":
        return tuple(lines)
    return tuple((order, *line) for order, line in enumerate(lines, start=1))
