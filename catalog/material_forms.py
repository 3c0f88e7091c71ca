"""The forms of a material's record: its fields in trade units, one form for each list that belongs to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BaseForm, BaseFormSet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from catalog.feeds.rows import MaterialRow
from catalog.looks.spec import RANGES
from catalog.material_fields import OneOf, words
from catalog.material_lines import LISTS_OF, UNFINISHED, lines_of, rows_of
from catalog.materials.vocabulary import (
    FINISHES,
    GRAIN_LAYERS,
    GRAIN_PATTERNS,
    HANDS,
    SURFACES,
    TANNAGES,
    TEMPERS,
)
from catalog.models import EnamelSpec, LeatherSpec, Material, MetalSpec, PearlSpec, TextileSpec
from catalog.textiles import TEXTILE_HANDS, TEXTILE_RANGES, WEAVES


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

    ranges: Mapping[str, tuple[float, float]] = RANGES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("data-live", "")
            if limits := self.ranges.get(name):
                field.validators += [MinValueValidator(limits[0]), MaxValueValidator(limits[1])]
            if isinstance(field, OneOf):
                field.offer(getattr(self.instance, name, ""))
                if field.required and not getattr(self.instance, name, ""):
                    field.choices = words(dict(field.choices), empty="Choose")  # nobody said it yet


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


class TextileForm(SpecForm):
    ranges = TEXTILE_RANGES
    weave = OneOf(WEAVES, label="Weave", help_text="Or knit, felt, cord.")
    hand = forms.MultipleChoiceField(
        choices=words(TEXTILE_HANDS), required=False, label="Hand", widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = TextileSpec
        fields = ["weave", "mass_gsm", "thickness_mm", "threads_per_cm", "drape_percent", "nap_length_mm", "hand"]
        labels = {
            "mass_gsm": "Mass, g/m²", "thickness_mm": "Thickness", "threads_per_cm": "Threads per cm",
            "drape_percent": "Drape", "nap_length_mm": "Nap length",
        }  # fmt: skip
        help_texts = {
            "mass_gsm": "ISO 3801. A momme of silk is 4.34 g/m².",
            "threads_per_cm": "Of the warp, ISO 7211-2; of a knit, its wales. Empty is usual for this weave.",
            "drape_percent": "Drape coefficient, ISO 9073-9: near 20 it falls softly, near 80 it stands.",
            "nap_length_mm": "Of brushed cloth and velvet; 0 is none.",
        }
        widgets = {
            "thickness_mm": Slider(least=0.1, most=5, step=0.05, unit="mm"),
            "threads_per_cm": Slider(least=4, most=80, step=1, unit=""),
            "drape_percent": Slider(least=0, most=100, step=1, unit="%"),
            "nap_length_mm": Slider(least=0, most=3, step=0.05, unit="mm"),
        }


SPEC_FORMS: Mapping[str, type[SpecForm]] = {
    "leather": LeatherForm,
    "metal": MetalForm,
    "pearl": PearlForm,
    "textile": TextileForm,
}


class MaterialEdit:
    """All forms of one material's record, filled from it or from what somebody sent."""

    def __init__(self, row: MaterialRow, *, metals: Mapping[str, str], data: Mapping[str, Any] | None = None) -> None:
        self.before = row
        own = {name: getattr(row, name) for name in OwnForm.Meta.fields}
        self.own = OwnForm(data, instance=Material(**own), prefix="own")
        self.spec = _spec_form(row, metals=metals, data=data)
        self.lists = {name: lines_of(name, row, data=data) for name in LISTS_OF.get(row.family, ("evidence",))}

    @property
    def is_valid(self) -> bool:
        judged = [form.is_valid() for form in self._forms()]  # each, so that all of them say what is wrong
        return all(judged)

    @property
    def errors(self) -> Sequence[str]:
        """This will list what is wrong beside the fields, each with its label."""
        return [f"{label}: {error}" for label, error in self._errors()]

    @property
    def slips(self) -> Sequence[str]:
        """This will list the errors but for what is not filled in yet: a record that grows can be looked at."""
        return [f"{label}: {error}" for label, error in self._errors(beside=("required", UNFINISHED))]

    @property
    def row(self) -> MaterialRow:
        """This will write forms as a row; what no form shows, or shows and is wrong, stays as it was."""
        own = {name: self.own.cleaned_data.get(name, getattr(self.before, name)) for name in OwnForm.Meta.fields}
        spec = {} if self.spec is None else {self.before.family: self._spec(self.spec)}
        return replace(self.before, **own, **spec, **{name: rows_of(name, found) for name, found in self.lists.items()})

    def _spec(self, form: SpecForm) -> dict[str, object]:
        return dict(getattr(self.before, self.before.family) or {}) | form.cleaned_data

    def _forms(self) -> Iterator[BaseForm | BaseFormSet]:
        yield self.own
        if self.spec is not None:
            yield self.spec
        yield from self.lists.values()

    def _errors(self, *, beside: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
        for form in self._forms():
            for each in form if isinstance(form, BaseFormSet) else (form,):
                for name, found in each.errors.as_data().items():
                    label = str(each.fields[name].label if name in each.fields else "Record")
                    yield from ((label, text) for error in found if error.code not in beside for text in error)
            if isinstance(form, BaseFormSet):
                found = [error for error in form.non_form_errors().as_data() if error.code not in beside]
                yield from ((str(form.prefix).capitalize(), text) for error in found for text in error)


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
