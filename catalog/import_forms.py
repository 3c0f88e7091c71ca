"""Forms of the imports: the file, and what its columns mean."""

from typing import Any

from django import forms

from catalog.feeds import FORMATS
from catalog.feeds.base import FeedFormat, Option
from catalog.imports.intake import choices_of
from catalog.models import FeedImport

FIND_OUT = ("", "Find out by itself")


class UploadForm(forms.Form):
    file = forms.FileField(label="File", error_messages={"required": "Choose a file.", "empty": "The file is empty."})
    format = forms.ChoiceField(label="Format", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [FIND_OUT, *((each.code, each.label) for each in FORMATS)]  # type: ignore[attr-defined]


class MappingForm(forms.Form):
    """One choice for each column, and one for each question of the format."""

    def __init__(self, feed_import: FeedImport, feed_format: FeedFormat, data: Any = None) -> None:
        super().__init__(data)
        self._columns = {f"column-{number}": column for number, column in enumerate(_in_order(feed_import))}
        self._options = {f"option-{option.code}": option for option in feed_format.options}
        fields = [("", "Leave out"), *feed_format.fields.items()]
        for name, column in self._columns.items():
            self.fields[name] = forms.ChoiceField(
                label=column, choices=fields, required=False, initial=feed_import.mapping[column]
            )
        for name, option in self._options.items():
            chosen = feed_import.options.get(option.code, option.default)
            self.fields[name] = _question(option, choices_of(option, feed_import.store), chosen=chosen)

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in self._options]

    @property
    def understood(self) -> list[forms.BoundField]:
        return [self[name] for name in self._columns if self[name].value()]

    @property
    def left_out(self) -> list[forms.BoundField]:
        return [self[name] for name in self._columns if not self[name].value()]

    def mapping(self) -> dict[str, str]:
        return {column: self.cleaned_data[name] for name, column in self._columns.items()}

    def answers(self) -> dict[str, str]:
        return {option.code: self.cleaned_data[name] for name, option in self._options.items()}


def _in_order(feed_import: FeedImport) -> list[str]:
    """This will list the columns as they stand in the file; the database keeps a mapping in an order of its own."""
    place = {column: number for number, column in enumerate(feed_import.columns)}
    return sorted(feed_import.mapping, key=lambda column: place.get(column, len(place)))


def _question(option: Option, choices: list[tuple[str, str]], *, chosen: str) -> forms.Field:
    words: dict[str, Any] = {"label": option.label, "help_text": option.help, "initial": chosen, "required": False}
    if not choices and not option.source:
        return forms.CharField(max_length=200, **words)
    if not any(code == "" for code, _ in choices):
        choices = [("", "None"), *choices]
    return forms.ChoiceField(choices=choices, **words)
