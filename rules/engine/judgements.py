"""What rules say of candidates: one answer per question and candidate.

A question is the pure method of a kind, as in `body.admits`, and the method is the definition of the answer. The solver
asks through `Judgements`, so that who has the answers ready may hand them over (rules/compiled.py); nobody else needs
to: `Asking` asks the method.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from rules.engine.candidate import Candidate, Context
from rules.engine.rule import Facts

Seen = TypeVar("Seen")
Answers = TypeVar("Answers", covariant=True)
Question = Callable[[Facts], Seen]


class Column(Protocol[Answers]):
    """This will be the answers to one question, by candidate; going through it from the start costs least."""

    def __getitem__(self, index: int, /) -> Answers: ...

    def __iter__(self) -> Iterator[Answers]: ...


class Judgements(Protocol):
    """This will answer questions about the candidates of one rerank, in the order in which they were handed over."""

    def column(self, question: Question[Seen]) -> Column[Seen]:
        """This will answer for each candidate."""

    def where(self, question: Question[bool]) -> Sequence[int]:
        """This will list the candidates that the answer is yes for, in order."""

    def total(self, questions: Sequence[Question[float]]) -> Sequence[float]:
        """This will add up, for each candidate, the answers in the order of the questions."""

    def styles(self) -> Sequence[str | int | None]:
        """This will name, for each candidate, the style that it is a variant of; None for one that stands alone."""

    def suspects(self, context: Context) -> Iterable[int]:
        """This will list, in order, the candidates that may be unfit to be shown in a context, whatever rules say.

        One that is not listed is fit for certain; each that is listed is looked at.
        """


class Asking:
    """This will ask the rules themselves, each question once per candidate and only when the answer is wanted."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._facts = [candidate.facts for candidate in candidates]

    def column(self, question: Question[Seen]) -> Column[Seen]:
        return _Asked(question, self._facts)

    def where(self, question: Question[bool]) -> Sequence[int]:
        return [index for index, facts in enumerate(self._facts) if question(facts)]

    def total(self, questions: Sequence[Question[float]]) -> Sequence[float]:
        totals = [0.0] * len(self._facts)
        for question in questions:
            totals = [total + question(facts) for total, facts in zip(totals, self._facts, strict=True)]
        return totals

    def styles(self) -> Sequence[str | int | None]:
        return [_style(facts.get("item_group")) for facts in self._facts]

    def suspects(self, context: Context) -> Iterable[int]:
        return range(len(self._facts))


def _style(group: object) -> str | None:
    return None if group is None or group == "" else str(group)


class _Asked(Generic[Seen]):
    """This will remember what it asked; most pages look at the best few candidates only."""

    __slots__ = ("_facts", "_known", "_question")

    def __init__(self, question: Question[Seen], facts: Sequence[Facts]) -> None:
        self._question = question
        self._facts = facts
        self._known: dict[int, Seen] = {}

    def __getitem__(self, index: int) -> Seen:
        known = self._known
        if index not in known:
            known[index] = self._question(self._facts[index])
        return known[index]

    def __iter__(self) -> Iterator[Seen]:
        return (self[index] for index in range(len(self._facts)))
