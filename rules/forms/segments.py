"""The form of a segment: a name, who belongs to it, who answers for it and why."""

from django import forms
from django.http import QueryDict

from rules.engine.errors import RuleError
from rules.engine.names import with_names
from rules.engine.segment import Segment as EngineSegment
from rules.forms.conditions import ConditionBuilder, Vocabulary, plain_words
from rules.models import Segment
from rules.segments import SegmentFields


class SegmentForm(forms.Form):
    """What the editor asks. The condition has rows of its own, as in the rules."""

    name = forms.CharField(
        label="Name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Give the group a name, as in “Loyal in Europe”."},
    )  # fmt: skip
    owner = forms.CharField(
        label="Owner", max_length=80, help_text="Whom colleagues ask about it.",
        error_messages={"required": "Say who answers for this segment."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Reason", max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="What the group is for.",
        error_messages={"required": "Say what this group is for, so that others can judge it later."},
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, vocabulary: Vocabulary, row: Segment | None = None, **kwargs):
        first = {name: getattr(row, name) for name in ("name", "owner", "reason")} if row else {}
        super().__init__(data, initial=first | kwargs.pop("initial", {}), **kwargs)
        self.condition = (
            ConditionBuilder.from_data(data, vocabulary=vocabulary)
            if data is not None
            else ConditionBuilder.from_json(row.condition if row else None, vocabulary=vocabulary)
        )
        self.segment: EngineSegment | None = None

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        self.segment = self._read_segment(cleaned)
        if self.condition.has_errors:
            self.add_error(None, "Who belongs to it is not complete. Look at the rows below.")
        return cleaned

    def segment_fields(self) -> SegmentFields:
        """This will say the valid form as the service takes it."""
        assert self.segment is not None
        said = {name: str(self.cleaned_data[name]) for name in ("name", "owner", "reason")}
        return SegmentFields(condition=self.segment.condition.to_json(), **said)

    def take(self, error: RuleError) -> None:
        """This will put an error of the service at the field it is about."""
        self.add_error(error.field if error.field in self.fields else None, plain_words(error))

    def stored(self) -> EngineSegment | None:
        """This will read the segment that a fresh form shows, or nothing when it cannot be read."""
        condition = self.condition.to_json()
        try:
            return None if condition is None else self._read(condition)
        except RuleError:
            return None

    def _read_segment(self, cleaned: dict[str, object]) -> EngineSegment | None:
        condition = self.condition.to_json()
        if condition is None:
            if not self.condition.has_errors:
                self.condition.error = "Say who belongs to it: at least one line."
            return None
        try:
            return self._read(condition, name=str(cleaned.get("name") or ""))
        except RuleError as error:
            self.condition.take(error)
            return None

    def _read(self, condition: object, *, name: str = "") -> EngineSegment:
        segment = EngineSegment.read(code="new", name=name, condition=condition)
        return with_names(segment, self.condition.vocabulary.names)
