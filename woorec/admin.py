"""Raw rows whose values only the whole product knows: what a placement may name is ranking's to say."""

from django import forms
from django.contrib import admin

from ranking.objectives import OBJECTIVES
from ranking.rankers import RANKERS
from ranking.recall import RECALLS
from rules.admin import PlacementAdmin
from rules.models import Placement
from woorec.serviceable import is_mix


class PlacementRowForm(forms.ModelForm):
    """The row of a placement, with the goals, rankers and channels that there are."""

    objective = forms.ChoiceField(choices=[(each.code, each.label) for each in OBJECTIVES.values()])
    ranker = forms.ChoiceField()

    class Meta:
        model = Placement
        fields = (
            *("store", "code", "name", "surface", "length", "candidates", "ranker", "objective", "recall_mix"),
            *("exclude_bought", "exploration_share"),
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # The ranker of a row is kept, also one that this version does not have: recall's order stands in for it.
        names = dict.fromkeys([*RANKERS, *filter(None, [self.instance.ranker])])
        self.fields["ranker"].choices = [(name, name) for name in names]

    def clean_recall_mix(self) -> dict[str, float]:
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
