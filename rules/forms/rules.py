"""What every rule's form asks: a name, for whom and when, how binding, who answers for it and why."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone

from rules.engine.errors import RuleError
from rules.engine.names import with_names
from rules.engine.rule import Rule as EngineRule
from rules.engine.rule import RuleKind
from rules.engine.scope import Scope
from rules.forms.conditions import ConditionBuilder, Option, Vocabulary, plain_words
from rules.kinds import RULE_KINDS
from rules.models import Rule
from rules.queries import engine_rule
from rules.services import RuleFields

WHEN_IT_ENDS = "Give an end, or tick “Until further notice”."
USUAL_LIFE = timedelta(days=90)
MOMENT = "%Y-%m-%dT%H:%M"
SEVERITY_WORDS = {
    "safety": "Safety: never gives way",
    "contract": "Contract: gives way only to safety and a full page",
    "taste": "Taste: gives way first",
}
CHOSEN = ("tiers", "regions", "segments", "categories")
AUDIENCE = ("starts_at", *CHOSEN, "seeds")
SHARED_FIELDS = ("label", "severity", "owner", "reason", "starts_at", "ends_at", "enabled")
# Where the engine's name of a field is not the form's.
FIELD_OF = {
    "by.points": "points", "by.fact": "by_fact", "by.from": "by_from", "by.to": "by_to",
    "scope.tiers": "tiers", "scope.regions": "regions", "scope.segments": "segments", "scope.categories": "categories",
    "scope.seeds": "seeds", "share_limit": "share",
    "exploration_share": "exploration",
}  # fmt: skip


def usual_end(now: datetime) -> datetime:
    """This will say when a new rule ends unless somebody says otherwise: at midnight in 90 days."""
    return (now + USUAL_LIFE).replace(hour=0, minute=0, second=0, microsecond=0)


def pairs(options: tuple[Option, ...]) -> list[tuple[str, str]]:
    return [(option.value, option.label) for option in options]


def moment_field(*, label: str, help_text: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(
        label=label, help_text=help_text, required=False, widget=widget, input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"],
        error_messages={"invalid": "Write a date and a time, as in 2026-03-05 09:00."},
    )  # fmt: skip


class RuleForm(forms.Form):
    """The shared half of each rule's form. A kind adds its own fields and says how they become params."""

    kind: ClassVar[str]
    sentence: ClassVar[str]
    has_condition: ClassVar[bool] = True
    must_end: ClassVar[bool] = False  # what is agreed between two dates has no "until further notice"

    label = forms.CharField(
        label="Name", max_length=120, required=False, help_text="Empty: the rule's own sentence is its name."
    )
    severity = forms.ChoiceField(label="How binding", widget=forms.RadioSelect)
    owner = forms.CharField(
        label="Owner", max_length=80, help_text="Whom colleagues ask about it.",
        error_messages={"required": "Say who answers for this rule."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Reason", max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Why it exists. It is shown in the stack and in the log.",
        error_messages={"required": "Say why this rule exists, so that others can judge it later."},
    )  # fmt: skip
    starts_at = moment_field(label="From", help_text="UTC. Empty: from the moment it is published.")
    ends_at = moment_field(label="Until", help_text="UTC. The first moment at which the rule is off.")
    open_ended = forms.BooleanField(
        label="Until further notice", required=False,
        help_text="Then it is listed for review 90 days after its last change.",
    )  # fmt: skip
    tiers = forms.MultipleChoiceField(label="Tiers", required=False, widget=forms.CheckboxSelectMultiple)
    regions = forms.MultipleChoiceField(label="Regions", required=False, widget=forms.CheckboxSelectMultiple)
    segments = forms.MultipleChoiceField(
        label="Segments", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="In one of them is enough. None ticked: all.",
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label="While looking at", required=False, widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text="Categories of the product or basket that is looked at. None chosen: all.",
    )  # fmt: skip
    seeds = forms.CharField(
        label="On the pages of", required=False, widget=forms.TextInput(attrs={"spellcheck": "false"}),
        help_text="SKUs of the products that are looked at, with commas between. Empty: on every page.",
    )  # fmt: skip
    enabled = forms.BooleanField(label="Switched on", required=False, initial=True)

    SHARED = (
        "label",
        "severity",
        "owner",
        "reason",
        "starts_at",
        "ends_at",
        "open_ended",
        "tiers",
        "regions",
        "segments",
        "categories",
        "seeds",
        "enabled",
    )

    def __init__(self, data: QueryDict | None = None, *, vocabulary: Vocabulary, row: Rule | None = None, **kwargs):
        row = row if row is None or _is_readable(row) else _without_params(row)
        kwargs["initial"] = (_shared_initial(row) | self.initial_from(row.params) if row else {}) | kwargs.get(
            "initial", {}
        )
        if row is None:
            kwargs["initial"].setdefault("ends_at", usual_end(timezone.now()))
        super().__init__(data, **kwargs)
        self._ask_for_an_end(data)
        self.vocabulary = vocabulary
        severities = RULE_KINDS[self.kind].severities
        self.fields["severity"].choices = [(name, SEVERITY_WORDS[name]) for name in severities]
        self.fields["severity"].initial = severities[0]
        for name in CHOSEN:
            self.fields[name].choices = self._scope_choices(name)
        self.condition = (
            ConditionBuilder.from_data(data, vocabulary=vocabulary)
            if data is not None
            else ConditionBuilder.from_json(self._first_condition(row), vocabulary=vocabulary)
        )
        self.body: RuleKind | None = None
        self.prepare()
        if not self.is_bound and self.own_fields:
            self.own_fields[0].field.widget.attrs["autofocus"] = True

    def _ask_for_an_end(self, data: QueryDict | None) -> None:
        end = self.fields["ends_at"]
        end.required = self.must_end or data is None or not data.get("open_ended")
        end.error_messages["required"] = WHEN_IT_ENDS
        if self.must_end:
            del self.fields["open_ended"]
            end.error_messages["required"] = "It runs between two dates. Give the end."

    def prepare(self) -> None:
        """This will fill choices that depend on the shop."""

    @classmethod
    def initial_from(cls, params: Mapping[str, object]) -> dict[str, object]:
        """This will turn stored params into the fields of the form."""
        return {}

    def params(self) -> dict[str, object]:
        """This will turn valid fields into params for the engine."""
        raise NotImplementedError

    @property
    def own_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.SHARED]

    @property
    def limits_audience(self) -> bool:
        """This will say whether the part about schedule and audience holds anything, so that it opens by itself."""
        return any(self[name].value() or self[name].errors for name in AUDIENCE)

    def clean_seeds(self) -> list[str]:
        return self.known_skus(self.cleaned_data["seeds"])

    def known_skus(self, text: str) -> list[str]:
        """This will part SKUs at commas and spaces, or raise ValidationError naming those the shop does not have."""
        named = [sku for sku in re.split(r"[\s,;]+", text) if sku]
        unknown = [sku for sku in named if sku not in self.vocabulary.skus]
        if unknown:
            raise forms.ValidationError(f"This shop has no product {', '.join(unknown[:3])}.")
        return named

    def on_the_page(self, positions: Sequence[int], *, stored: Sequence[object]) -> list[int]:
        """This will refuse places beyond the page, apart from those that the rule had before the page was shortened."""
        kept, length = {str(each) for each in stored}, self.vocabulary.length
        if any(position > length and str(position) not in kept for position in positions):
            raise forms.ValidationError(f"The page has {length} places.")
        return list(positions)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("open_ended"):
            cleaned["ends_at"] = None
        self.body = self._read_body()
        if self.body is not None and not self.errors:
            self._check(self.engine_rule("new"))
        if self.condition.has_errors:
            self.add_error(None, "The condition is not complete. Look at the rows below.")
        return cleaned

    def engine_rule(self, rule_id: str) -> EngineRule | RuleError:
        """This will build the rule as it would be saved, or return what is wrong with it."""
        cleaned, usual = self.cleaned_data, RULE_KINDS[self.kind].severities[0]
        try:
            assert self.body is not None
            rule = EngineRule(
                rule_id=rule_id, body=self.body, severity=cleaned.get("severity") or usual,
                label=cleaned.get("label", ""), owner=cleaned.get("owner", ""), reason=cleaned.get("reason", ""),
                scope=Scope.from_json(self.scope()), enabled=True,
                starts_at=cleaned.get("starts_at"), ends_at=cleaned.get("ends_at"),
            )  # fmt: skip
        except RuleError as error:
            return error
        return with_names(rule, self.vocabulary.names)

    def scope(self) -> dict[str, list[str]]:
        named = {name: list(self.cleaned_data.get(name) or ()) for name in (*CHOSEN, "seeds")}
        return {name: values for name, values in named.items() if values}

    def rule_fields(self) -> RuleFields:
        """This will say the valid form as the service takes it."""
        assert self.body is not None
        cleaned = self.cleaned_data
        shared = {name: cleaned[name] for name in SHARED_FIELDS}
        return RuleFields(kind=self.kind, params=self.body.to_params(), scope=self.scope(), **shared)

    def take(self, error: RuleError) -> None:
        """This will put an error of the engine at the field it is about."""
        name = FIELD_OF.get(error.field, error.field)
        name = "position" if name == "positions" and "position" in self.fields else name
        if error.field.startswith("condition") and self.has_condition:
            self.condition.take(error)
        else:
            self.add_error(name if name in self.fields else None, plain_words(error))

    def _check(self, rule: EngineRule | RuleError) -> None:
        if isinstance(rule, RuleError):
            self.take(rule)

    def _read_body(self) -> RuleKind | None:
        own = {field.name for field in self.own_fields}
        if own & set(self.errors):
            return None
        params = self.params()
        if self.condition.has_errors or own & set(self.errors):
            return None
        try:
            return RULE_KINDS[self.kind].from_params(params)
        except RuleError as error:
            self.take(error)
            return None

    def _first_condition(self, row: Rule | None) -> object:
        return row.params.get("condition") if row else self.initial.get("condition")

    def _scope_choices(self, name: str) -> list[tuple[str, str]]:
        known = pairs(getattr(self.vocabulary, name))
        named = self.initial.get(name) or ()
        return known + [(code, f"{code} (gone)") for code in named if code not in dict(known)]


def _is_readable(row: Rule) -> bool:
    try:
        engine_rule(row)
    except RuleError:
        return False
    return True


def _without_params(row: Rule) -> Rule:
    """This will keep who wanted a rule and why; what it did has to be said anew, since it cannot be read."""
    shared = {name: getattr(row, name) for name in ("key", "kind", *SHARED_FIELDS)}
    return Rule(params={}, scope={}, **shared)


def _shared_initial(row: Rule) -> dict[str, object]:
    plain = {name: getattr(row, name) for name in SHARED_FIELDS} | {"open_ended": row.ends_at is None}
    scope = row.scope or {}
    chosen = {name: scope.get(name, []) for name in CHOSEN}
    return plain | chosen | {"seeds": ", ".join(scope.get("seeds", []))}
