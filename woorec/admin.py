"""Raw rows whose values only the whole product knows: what a placement may name is ranking's to say.

Every program loads the admin's modules, so what ranking knows is loaded when a row is opened: it brings FAISS.
"""

from django import forms
from django.contrib import admin

from ranking.objectives import FORMULA, MOST_WEIGHT, OBJECTIVES, TERMS, is_formula
from rules.admin import PlacementAdmin
from rules.models import Placement


class PlacementRowForm(forms.ModelForm):
    """The row of a placement, with the goals, rankers and channels that there are."""

    objective = forms.ChoiceField(choices=[(each.code, each.label) for each in OBJECTIVES.values()])
    ranker = forms.ChoiceField()

    class Meta:
        model = Placement
        fields = (
            *("store", "code", "name", "surface", "length", "candidates", "ranker", "objective", "formula"),
            *("recall_mix", "exclude_bought", "exploration_share"),
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        from ranking.rankers import RANKERS

        super().__init__(*args, **kwargs)
        # The ranker of a row is kept, also one that this version does not have: recall's order stands in for it.
        names = dict.fromkeys([*RANKERS, *filter(None, [self.instance.ranker])])
        self.fields["ranker"].choices = [(name, name) for name in names]

    def clean_formula(self) -> dict[str, float]:
        formula = self.cleaned_data["formula"] or {}
        needed = bool(formula) or self.cleaned_data.get("objective") == FORMULA
        if needed and not is_formula(formula):
            raise forms.ValidationError(
                f"Give terms weights from 0 to {MOST_WEIGHT:.0f}, one of them more than 0. "
                f"There are: {', '.join(TERMS)}."
            )
        return formula

    def clean_recall_mix(self) -> dict[str, float]:
        from ranking.recall import RECALLS
        from woorec.serviceable import is_mix

        mix = self.cleaned_data["recall_mix"]
        if not is_mix(mix):
            raise forms.ValidationError('Give each channel a number from 0, one of them more, as in {"hot": 2}.')
        if unknown := sorted(set(mix) - set(RECALLS)):
            raise forms.ValidationError(f"There is no channel {', '.join(unknown)}. There are: {', '.join(RECALLS)}.")
        return mix


admin.site.unregister(Placement)


@admin.register(Placement)
class PlacementRowAdmin(PlacementAdmin):
    form = PlacementRowForm
