"""A field that the forms of a material share: a word of a vocabulary."""

from collections.abc import Mapping
from typing import Any

from django import forms


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
