"""Conditions as rows of fact, operator and value, joined by all or any.

The rows are numbered fields, so they work without scripts: a few empty rows wait at the end.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from rules.engine.conditions import Condition
from rules.engine.errors import RuleError
from rules.engine.facts import FACTS, Fact
from rules.engine.names import NO_NAMES, Names, with_names
from rules.engine.operators import OPERATORS, operators_for
from rules.engine.parsing import parse_condition

EMPTY_ROWS = 2
MOST_ROWS = 40
YES_NO = (("true", "yes"), ("false", "no"))
ROW_FIELD = re.compile(r"condition-(\d+)-(?:fact|op|value)")
ROW_ERROR = re.compile(r"condition\.(?:all|any)\[(\d+)\]")
# Codes of the pipeline itself; a merchandiser's sentence about products has no use for them.
NOT_OFFERED = ("visible", "regions_excluded")


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a picker."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a shop offers to choose from: values per fact, tiers, regions, categories, segments, SKUs, taken places.

    `declared` are the facts that conditions are about: products' unless told, or shoppers'; `names` are for sentences.
    """

    values: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    tiers: tuple[Option, ...] = ()
    regions: tuple[Option, ...] = ()
    categories: tuple[Option, ...] = ()
    segments: tuple[Option, ...] = ()
    skus: frozenset[str] = frozenset()
    products: tuple[Option, ...] = ()
    length: int = 12
    taken: Mapping[int, str] = field(default_factory=dict)
    declared: Mapping[str, Fact] = field(default_factory=lambda: FACTS)
    names: Names = NO_NAMES


@dataclass(slots=True)
class ConditionRow:
    """One comparison as it stands in the form; `values` are the texts that were typed."""

    index: int
    fact: str = ""
    op: str = ""
    values: tuple[str, ...] = ()
    error: str = ""
    offered: tuple[Option, ...] = ()
    declared: Mapping[str, Fact] = field(default_factory=lambda: FACTS)

    @property
    def facts(self) -> list[Option]:
        return [
            Option(name, fact.label)
            for name, fact in self.declared.items()
            if name not in NOT_OFFERED or name == self.fact
        ]

    @property
    def ops(self) -> list[Option]:
        """Without a fact every operator is offered, because nothing narrows the list without scripts."""
        names = operators_for(self.fact, declared=self.declared) if self.fact in self.declared else tuple(OPERATORS)
        return [Option(name, OPERATORS[name].words) for name in names]

    @property
    def about(self) -> str:
        return self.declared[self.fact].about if self.fact in self.declared else ""

    @property
    def widget(self) -> str:
        """This will name the control of the value: none, number, select, multiple or text."""
        if self.fact not in self.declared:
            return "text"
        takes = OPERATORS[self.op].takes if self.op in OPERATORS else "one"
        if takes == "none":
            return "none"
        if takes == "many":
            return "multiple" if self.choices else "text"
        if self.choices and self.op != "contains":
            return "select"
        return "number" if self.declared[self.fact].kind == "number" else "text"

    @property
    def choices(self) -> list[Option]:
        """This will list what the value may be; what the shop no longer has but the rule names stays in the list."""
        fact = self.declared.get(self.fact)
        if fact is None or fact.kind == "number":
            return []
        if fact.kind == "flag":
            return [Option(*pair) for pair in YES_NO]
        known = [Option(*pair) for pair in fact.choices.items()] or list(self.offered)
        names = {option.value for option in known}
        gone = [Option(value, f"{value} (not known here)") for value in self.values if value not in names]
        return [*known, *gone] if known else []

    @property
    def text(self) -> str:
        return ", ".join(self.values)

    @property
    def is_empty(self) -> bool:
        return not self.fact and not any(self.values)

    def to_json(self) -> dict[str, object]:
        """This will write the comparison as the engine reads it, or raise RuleError."""
        if not self.fact:
            raise RuleError("fact", "Choose what to look at.")
        op = self.op or operators_for(self.fact, declared=self.declared)[0]
        written: dict[str, object] = {"fact": self.fact, "op": op}
        takes = OPERATORS[self.op].takes if self.op in OPERATORS else "one"
        if takes == "none":
            return written
        values = [self._typed(value) for value in self._split(takes)]
        if not values:
            raise RuleError("value", "Give a value to compare with.")
        return written | {"value": values if takes == "many" else values[0]}

    def _split(self, takes: str) -> list[str]:
        texts = self.values
        if takes == "many" and len(texts) == 1 and self.widget == "text":
            texts = tuple(texts[0].split(","))
        return [text.strip() for text in texts if text.strip()]

    def _typed(self, text: str) -> object:
        kind = self.declared[self.fact].kind
        if kind == "flag":
            return text == "true"
        if kind != "number":
            return text
        try:
            return float(text.replace(",", "."))
        except ValueError:
            raise RuleError("value", "Write a number, as in 200 or 0.4.") from None


@dataclass(slots=True)
class ConditionBuilder:
    """The rows of one condition. `kept` holds a nested condition, as JSON, that rows cannot show."""

    vocabulary: Vocabulary
    rows: list[ConditionRow] = field(default_factory=list)
    join: str = "all"
    kept: str = ""
    error: str = ""

    @classmethod
    def from_json(cls, condition: object, *, vocabulary: Vocabulary) -> "ConditionBuilder":
        """This will lay a stored condition out as rows; a nested one is kept as it is."""
        builder = cls(vocabulary)
        join, parts = _flat(condition)
        if condition and not parts:
            builder.kept = json.dumps(condition)
        builder.join = join
        for index, part in enumerate(parts):
            builder.rows.append(builder.row(index, part["fact"], part["op"], _texts(part.get("value"))))
        builder.grow()
        return builder

    @classmethod
    def from_data(cls, data: QueryDict, *, vocabulary: Vocabulary) -> "ConditionBuilder":
        """This will read the rows that were sent, in their order."""
        builder = cls(vocabulary, join="any" if data.get("condition-join") == "any" else "all")
        builder.kept = data.get("condition-kept", "") if data.get("condition-rewrite") != "on" else ""
        numbers = sorted({int(found.group(1)) for name in data if (found := ROW_FIELD.fullmatch(name))})[:MOST_ROWS]
        for number in numbers:
            name = f"condition-{number}"
            values = tuple(value for value in data.getlist(f"{name}-value") if value.strip())
            row = builder.row(len(builder.rows), data.get(f"{name}-fact", ""), data.get(f"{name}-op", ""), values)
            if not row.is_empty:
                builder.rows.append(row)
        builder.grow()
        return builder

    def row(self, index: int, fact: str = "", op: str = "", values: Sequence[str] = ()) -> ConditionRow:
        declared = self.vocabulary.declared
        known = fact if fact in declared else ""
        fitting = operators_for(known, declared=declared) if known else ()
        right = op if not known or op in fitting else fitting[0]
        offered = self.vocabulary.values.get(known, ())
        return ConditionRow(index=index, fact=known, op=right, values=tuple(values), offered=offered, declared=declared)

    def grow(self) -> None:
        """This will add the empty rows that wait to be filled."""
        start = len(self.rows)
        self.rows += [self.row(index) for index in range(start, start + (1 if start else EMPTY_ROWS))]

    @property
    def filled(self) -> list[ConditionRow]:
        return [row for row in self.rows if not row.is_empty]

    @property
    def next_index(self) -> int:
        return len(self.rows)

    @property
    def has_errors(self) -> bool:
        return bool(self.error) or any(row.error for row in self.rows)

    def to_json(self) -> dict[str, object] | None:
        """This will write the condition, or None when no row is filled; errors stay at their rows."""
        if self.kept and not self.filled:
            return self._kept_condition()
        parts = list(self._parts())
        if not parts or self.has_errors:
            return None
        return parts[0] if len(parts) == 1 else {self.join: parts}

    def take(self, error: RuleError) -> None:
        """This will put an error of the engine at the row it is about."""
        found = ROW_ERROR.match(error.field)
        rows = self.filled
        if found and int(found.group(1)) < len(rows):
            rows[int(found.group(1))].error = plain_words(error)
        elif len(rows) == 1:
            rows[0].error = plain_words(error)
        else:
            self.error = plain_words(error)

    def _parts(self) -> Iterator[dict[str, object]]:
        for row in self.filled:
            try:
                yield row.to_json()
            except RuleError as error:
                row.error = error.message

    def _kept_condition(self) -> dict[str, object] | None:
        try:
            return self._read_kept().to_json()
        except (ValueError, RuleError, RecursionError):
            self.error = "The nested condition could not be read. Write it again in rows."
            return None

    @property
    def kept_sentence(self) -> str:
        return self._read_kept().describe() if self.kept and self._kept_condition() else ""

    def _read_kept(self) -> Condition:
        found = parse_condition(json.loads(self.kept), declared=self.vocabulary.declared)
        return with_names(found, self.vocabulary.names)


def plain_words(error: RuleError) -> str:
    """This will turn an engine's fragment ("must be a number") into a sentence for the field it stands at."""
    message = error.message.rstrip(".")
    if message.startswith(("must", "is ", "has ", "names ", "belongs ", "needs ", "cannot ")):
        message = f"This {message}"
    return f"{message[:1].upper()}{message[1:]}."


def _flat(condition: object) -> tuple[str, list[dict]]:
    """This will return how the comparisons are joined and what they are; nothing when the condition is nested."""
    if not isinstance(condition, Mapping):
        return "all", []
    if "fact" in condition:
        return "all", [dict(condition)]
    join = "any" if "any" in condition else "all"
    parts = condition.get(join, [])
    flat = isinstance(parts, list) and all(isinstance(part, Mapping) and "fact" in part for part in parts)
    return join, [dict(part) for part in parts] if flat else []


def _texts(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, (list, tuple)):
        return tuple(text for entry in value for text in _texts(entry))
    if isinstance(value, float) and value.is_integer():
        return (str(int(value)),)
    return (str(value),)
