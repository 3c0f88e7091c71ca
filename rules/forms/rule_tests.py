"""The form of a rule test: for whom, how many of what, in how many lists."""

from collections.abc import Mapping, Sequence

from django import forms
from django.http import QueryDict

from rules.engine.contradictions import refuse_contradiction
from rules.engine.errors import RuleError
from rules.engine.names import with_names
from rules.forms.conditions import ConditionBuilder, Option, Vocabulary, plain_words
from rules.forms.kinds import number_field
from rules.models import RuleTest
from rules.rule_tests import AT_LEAST, AT_MOST, AUDIENCE, LAST_PLACE, MOST_LISTS, NONE, Expectation

QUANTITY_CHOICES = ((NONE, "None"), (AT_LEAST, "At least"), (AT_MOST, "At most"))


class RuleTestForm(forms.Form):
    """What a merchandiser expects of every list. `expectation` holds what was read when the form is valid."""

    shopper = forms.ChoiceField(label="Shopper", required=False)
    segment = forms.ChoiceField(label="Segment", required=False)
    tier = forms.ChoiceField(label="Tier", required=False)
    region = forms.ChoiceField(label="Region", required=False)
    seed = forms.CharField(
        label="Looking at SKU", required=False, max_length=80,
        help_text="Empty: the best sellers of every category in turn.",
    )  # fmt: skip
    category = forms.ChoiceField(label="Looking at a category", required=False)
    quantity = forms.ChoiceField(
        label="Every list holds", choices=QUANTITY_CHOICES, widget=forms.RadioSelect, initial=NONE
    )
    count = number_field(
        label="How many products", low=0, high=LAST_PLACE, whole=True, required=False,
        help_text="For at least and at most.",
    )  # fmt: skip
    first = number_field(
        label="Only the first … places", low=1, high=LAST_PLACE, whole=True, required=False, help_text="Empty: all."
    )
    lists = number_field(label="Lists to ask", low=1, high=MOST_LISTS, whole=True)
    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Give the test a name."})
    owner = forms.CharField(
        label="Owner", max_length=80, help_text="Whom colleagues ask about it.",
        error_messages={"required": "Say who answers for this test."},
    )  # fmt: skip

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        vocabulary: Vocabulary,
        shoppers: Sequence[tuple[str, str]],
        segments: Sequence[tuple[str, str]],
        row: RuleTest | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        stored = row.expectation if row is not None and isinstance(row.expectation, Mapping) else {}
        super().__init__(data, initial={"lists": 50} | dict(initial or {}) | self._stored(row, stored))
        self.vocabulary = vocabulary
        self.expectation: Expectation | None = None
        self.condition = (
            ConditionBuilder.from_data(data, vocabulary=vocabulary)
            if data is not None
            else ConditionBuilder.from_json(stored.get("condition"), vocabulary=vocabulary)
        )
        offered = {
            "shopper": [("", "Real shoppers and visitors"), *shoppers],
            "segment": [("", "Any"), *segments],
            "tier": [("", "Every tier"), *_pairs(vocabulary.tiers)],
            "region": [("", "Every region"), *_pairs(vocabulary.regions)],
            "category": [("", "Any"), *_pairs(vocabulary.categories)],
        }
        for name, choices in offered.items():
            self.fields[name].choices = _with_stored(choices, str(stored.get(name, "")))  # type: ignore[attr-defined]

    @staticmethod
    def _stored(row: RuleTest | None, stored: Mapping[str, object]) -> dict[str, object]:
        if row is None:
            return {}
        said = {name: stored.get(name, "") for name in (*AUDIENCE, "quantity", "count", "first")}
        return said | {"name": row.name, "owner": row.owner, "lists": row.lists}

    def clean_seed(self) -> str:
        sku = self.cleaned_data["seed"].strip()
        if sku and sku not in self.vocabulary.skus:
            raise forms.ValidationError(f"This shop has no product {sku}.")
        return sku

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("seed") and cleaned.get("category"):
            self.add_error("category", "Choose a product or a category, not both.")
        if cleaned.get("first") and cleaned["first"] > self.vocabulary.length:
            self.add_error("first", f"The page has {self.vocabulary.length} places.")
        condition = self.condition.to_json()
        if condition is None and not self.condition.has_errors:
            self.condition.error = "Say which products are meant."
        if self.condition.has_errors:
            self.add_error(None, "The condition is not complete. Look at the rows below.")
        if not self.errors:
            self._read(cleaned, condition)
        return cleaned

    def _read(self, cleaned: Mapping[str, object], condition: Mapping[str, object] | None) -> None:
        said = {name: cleaned.get(name) or "" for name in AUDIENCE} | {"quantity": cleaned["quantity"]}
        said |= {"condition": condition, "first": cleaned.get("first")}
        try:
            if cleaned["quantity"] != NONE and cleaned.get("count") is None:
                raise RuleError("count", "Write how many.")
            wish = with_names(Expectation.from_json(said | {"count": cleaned.get("count") or 0}), self.vocabulary.names)
            refuse_contradiction(wish.condition)
            self.expectation = wish
        except RuleError as error:
            self._take(error)

    def _take(self, error: RuleError) -> None:
        if error.field.startswith("condition"):
            self.condition.take(error)
            self.add_error(None, "The condition does not fit. Look at the rows below.")
        else:
            self.add_error(error.field if error.field in self.fields else None, plain_words(error))


def _pairs(options: Sequence[Option]) -> list[tuple[str, str]]:
    return [(option.value, option.label) for option in options]


def _with_stored(choices: list[tuple[str, str]], code: str) -> list[tuple[str, str]]:
    """What is gone from the store stays chosen, so that opening the form changes nothing by itself."""
    return choices if code in dict(choices) else [*choices, (code, f"{code} (gone)")]
