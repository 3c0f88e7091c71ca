"""The settings of a placement."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from rules.forms.kinds import number_field
from rules.models import Placement


@dataclass(frozen=True, slots=True)
class RankingChoices:
    """What ranking offers: rankers as code and label; objectives, terms and channels with their sentences.

    `formula` is the code of the objective that mixes terms, each with a weight up to `most_weight`.
    """

    rankers: tuple[tuple[str, str], ...]
    objectives: tuple[tuple[str, str, str], ...]
    channels: tuple[tuple[str, str, str], ...]
    terms: tuple[tuple[str, str, str], ...]
    formula: str
    most_weight: float


class PlacementForm(forms.ModelForm):
    """What a placement shows and optimises. It takes effect at once, on the next request."""

    length = number_field(label="Products on the page", low=1, high=100, whole=True)
    candidates = number_field(
        label="Candidates", low=10, high=2000, whole=True, help_text="Products that recall hands to the ranker."
    )
    ranker = forms.ChoiceField(label="Ranker", help_text="How the candidates are scored.")
    objective = forms.ChoiceField(label="Goal", widget=forms.RadioSelect)
    exploration = number_field(
        label="Exploration, percent of requests", low=0, high=50,
        help_text="How often one pair of neighbours may be swapped, so that the model learns.",
    )  # fmt: skip

    class Meta:
        model = Placement
        fields = ["name", "length", "candidates", "ranker", "objective", "exclude_bought"]
        labels = {"name": "Name", "exclude_bought": "Leave out what the shopper already bought"}
        help_texts = {"exclude_bought": ""}

    def __init__(self, data: QueryDict | None = None, *, instance: Placement, choices: RankingChoices) -> None:
        super().__init__(data, instance=instance, initial={"exploration": round(instance.exploration_share * 100, 2)})
        self.ranking = choices
        self.fields["ranker"].choices = _with_current(choices.rankers, instance.ranker)
        self.fields["objective"].choices = [
            (code, f"{label}: {sentence}") for code, label, sentence in choices.objectives
        ]
        for code, label, sentence in choices.terms:
            self.fields[f"weight_{code}"] = number_field(
                label=label, low=0, high=choices.most_weight, required=False, help_text=sentence
            )
            self.initial[f"weight_{code}"] = instance.formula.get(code, 0)
        for code, label, sentence in self._channels(instance.recall_mix):
            self.fields[f"recall_{code}"] = number_field(
                label=label, low=0, high=100, required=False, help_text=sentence
            )
            self.initial[f"recall_{code}"] = instance.recall_mix.get(code, 0)

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("weight_")]

    @property
    def recall_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("recall_")]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        self.mix, self.formula = _given(cleaned, "recall_"), _given(cleaned, "weight_")
        weights = [name for name in self.fields if name.startswith("weight_")]
        if cleaned.get("objective") == self.ranking.formula and not self.formula and not {*weights} & {*self.errors}:
            self.add_error(weights[0], "Give at least one term a weight above 0, or choose another goal.")
        if not self.mix and not any(name.startswith("recall_") for name in self.errors):
            self.add_error(None, "Give at least one recall channel a share, or there is nothing to rank.")
        if "length" in cleaned and "candidates" in cleaned and cleaned["candidates"] < cleaned["length"]:
            self.add_error("candidates", "There must be at least as many candidates as products on the page.")
        return cleaned

    def save(self, commit: bool = True) -> Placement:
        self.instance.recall_mix, self.instance.formula = self.mix, self.formula
        self.instance.exploration_share = self.cleaned_data["exploration"] / 100
        return super().save(commit=commit)

    def _channels(self, mix: Mapping[str, float]) -> list[tuple[str, str, str]]:
        known = {code for code, _, _ in self.ranking.channels}
        gone = [(code, code, "The model has no such channel any more.") for code in mix if code not in known]
        return [*self.ranking.channels, *gone]


def _given(cleaned: Mapping[str, object], start: str) -> dict[str, float]:
    """This will collect the shares above 0 of the fields whose names start alike."""
    found = {
        name.removeprefix(start): float(str(value))
        for name, value in cleaned.items()
        if name.startswith(start) and value
    }
    return {name: int(share) if share.is_integer() else share for name, share in found.items()}


def _with_current(choices: tuple[tuple[str, str], ...], current: str) -> list[tuple[str, str]]:
    """A ranker that the model lost stays visible, so that opening the form changes nothing by itself."""
    known = [*choices]
    return known if current in dict(known) else [*known, (current, f"{current} (not in the model)")]
