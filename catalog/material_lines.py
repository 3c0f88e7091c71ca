"""The lists that belong to a material's record, one form a line: alloy, plating, fibres, laboratory figures."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BaseForm, BaseFormSet, formset_factory

from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.material_fields import OneOf
from catalog.materials.vocabulary import LAYER_METALS, PLATING_PROCESSES
from catalog.models import AllergenEvidence
from catalog.textiles import FIBRES, fibres_fault, ordered, sum_fault

UNFINISHED = "unfinished"  # the error of a list to which lines are still to come
SPARE_ROWS = 1  # empty ones at the end of each list


class FibreForm(forms.Form):
    fibre = OneOf({"": "Choose", **FIBRES}, label="Fibre", error_messages={"required": "Choose the fibre."})
    percent = forms.FloatField(label="Percent", min_value=0.1, max_value=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fibre"].offer(self.initial.get("fibre"))  # type: ignore[attr-defined]


class FibreLines(BaseFormSet):
    """The fibres of a cloth, which add up to 100 once any is named."""

    def clean(self) -> None:
        found = rows_of("fibres", self)
        if not any(self.errors) and (wrong := fibres_fault(found)):
            raise forms.ValidationError(wrong, code=UNFINISHED if wrong == sum_fault(found) else "invalid")


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


LISTS: Mapping[str, type[BaseForm]] = {
    "alloy": AlloyForm,
    "coating": CoatingForm,
    "fibres": FibreForm,
    "evidence": EvidenceForm,
}
LISTS_OF: Mapping[str, tuple[str, ...]] = {"metal": ("alloy", "coating", "evidence"), "textile": ("fibres", "evidence")}
COLUMNS = {
    "alloy": ("element", "min_percent", "max_percent"),
    "coating": ("metal", "thickness_um", "process"),
    "fibres": ("fibre", "percent"),
}


def lines_of(name: str, row: MaterialRow, *, data: Mapping[str, Any] | None) -> BaseFormSet:
    base = FibreLines if name == "fibres" else BaseFormSet
    many = formset_factory(LISTS[name], formset=base, extra=SPARE_ROWS, can_delete=True, max_num=40)
    return many(data, initial=_initial(name, row), prefix=name)


def _initial(name: str, row: MaterialRow) -> list[dict[str, object]]:
    if name in ("alloy", "fibres"):
        return [dict(zip(COLUMNS[name], each, strict=True)) for each in getattr(row, name)]
    if name == "coating":
        return [dict(zip(COLUMNS[name], each[1:], strict=True)) for each in sorted(row.coating)]
    return [{field: getattr(each, field) for field in EvidenceRow.__slots__} for each in row.evidence]


def rows_of(name: str, found: BaseFormSet) -> tuple:
    """This will take the lines of a list that are filled in and stay; layers are numbered from the substrate."""
    said = [form.cleaned_data for form in found if form.is_valid()]
    kept = [line for line in said if line and not line.get("DELETE")]
    if name == "evidence":
        return tuple(EvidenceRow(**{field: each[field] for field in EvidenceRow.__slots__}) for each in kept)
    lines = [tuple(each[column] for column in COLUMNS[name]) for each in kept]
    if name == "fibres":
        return ordered(lines)
    if name == "alloy":
        return tuple(lines)
    return tuple((order, *line) for order, line in enumerate(lines, start=1))
