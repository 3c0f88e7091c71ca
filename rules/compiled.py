"""What rules say of the products of a catalogue, worked out once and kept as arrays.

A question is the pure method of a rule kind, as in `body.admits`. It is asked here itself, of one product of each sort:
products are of one sort when every fact that the method looked at is the same. A method that looks at a fact of the
moment, such as stock, has no answer for that product before the moment; it is asked again for each candidate. So the
arrays cannot say anything else than the method, of whatever kind it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from rules.engine.candidate import Candidate, Context
from rules.engine.judgements import Question
from rules.engine.pool import Pool
from rules.engine.rule import Excluding, Pooling, Promising, RuleKind, Scoring, Spreading

Seen = TypeVar("Seen")
Facts = Mapping[str, object]
Rows = NDArray[np.int32]
Codes = NDArray[np.unsignedinteger]
Mask = NDArray[np.bool_]
Key = tuple[object, object, frozenset[str]]
NOTHING: frozenset[str] = frozenset()
# Of rules that are not live: those of drafts and of old versions somebody looks at.
MOST_TRIED = 500


@dataclass(frozen=True)
class Known(Generic[Seen]):
    """This will hold (P,) the number of each answer; `len(answers)` stands for open: it hangs on the moment."""

    codes: Codes
    answers: tuple[Seen, ...]

    @cached_property
    def holds(self) -> Mask:
        """This will mask (answers + 1,) the numbers of a yes; open is none."""
        return np.array([*map(bool, self.answers), False], dtype=np.bool_)

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """This will return (answers + 1,) the answers as numbers, NaN for open."""
        return np.array([*self.answers, np.nan], dtype=np.float64)


class Compiled:
    """This will keep the answers about one catalogue; `facts` are what it knows of each product, by row.

    `column` gives one fact of every product where that is quicker than asking each for all of its facts.
    """

    def __init__(self, facts: Sequence[Facts], *, column: Callable[[str], Iterable[object]] | None = None) -> None:
        self.facts = facts
        self._read_column = column or (lambda name: (each.get(name) for each in facts))
        self._columns: dict[str, NDArray[np.int64]] = {}
        self._live: dict[Key, Known[object]] = {}
        self._tried: dict[Key, Known[object]] = {}

    def known(self, question: Question[Seen], *, unknown: frozenset[str] = NOTHING) -> Known[Seen]:
        """This will answer a question for every product, as far as that goes without the unknown facts."""
        key = _key(question, unknown)
        found = self._live.get(key) or self._tried.get(key)
        if found is None:
            found = self._ask(question, unknown)
            if len(self._tried) >= MOST_TRIED:
                self._tried.clear()
            self._tried[key] = found
        return found  # type: ignore[return-value]  # the key holds the question

    def keep(self, asked: Iterable[tuple[Question[object], frozenset[str]]]) -> None:
        """This will answer the questions of live rules beforehand, and let go of those that are live no longer.

        Each comes with the facts that are unknown to it.
        """
        live = {_key(question, unknown): self.known(question, unknown=unknown) for question, unknown in asked}
        self._live, self._tried = live, {}

    def _ask(self, question: Question[Seen], unknown: frozenset[str]) -> Known[Seen]:
        """This will ask of one product per sort, and part the sorts again by each fact that was looked at."""
        seen: dict[str, None] = {}
        sorts = np.zeros(len(self.facts), dtype=np.int64)
        while True:
            before = len(seen)
            firsts, sorts = _firsts(sorts)
            answers = [_answer(question, self.facts[row], unknown=unknown, seen=seen) for row in firsts]
            if len(seen) == before:
                return _numbered(answers, sorts)
            for name in list(seen)[before:]:
                column = self._column(name)
                sorts = sorts * (int(column.max()) + 1) + column
                sorts = np.unique(sorts, return_inverse=True)[1].ravel()

    def _column(self, name: str) -> NDArray[np.int64]:
        """This will number (P,) the values of a fact, so that what no rule can tell apart has one number."""
        if name not in self._columns:
            numbers: dict[object, int] = {}
            values = map(_distinct, self._read_column(name))
            self._columns[name] = np.array([numbers.setdefault(each, len(numbers)) for each in values], dtype=np.int64)
        return self._columns[name]


@dataclass(frozen=True, slots=True)
class MayAdmit:
    """This will ask whether a product may belong to a pool, whatever the unknown facts turn out to be."""

    pool: Pool
    unknown: frozenset[str]

    def __call__(self, facts: Facts) -> bool:
        return self.pool.may_admit(facts, unknown=self.unknown)


def questions_of(body: RuleKind) -> tuple[Question[object], ...]:
    """This will list what the solver asks a rule about a product."""
    match body:
        case Excluding():
            return (body.rejects,)
        case Scoring():
            return (body.points_for,)
        case Pooling():
            whole = (body.admits,) if len(body.chain) > 1 or isinstance(body, Promising) else ()
            promised = (body.counted, body.others) if isinstance(body, Promising) else ()
            return (*(pool.admits for pool in body.chain), *whole, *promised)
        case Spreading():
            return (body.values,)
    return ()


class KnownJudgements:
    """This will hand the solver what is known of some candidates, and ask the rules for the rest.

    `rows` (n,) are the candidates' places in the catalogue; `unknown` names the facts in which they may differ from it;
    `styles` (n,) numbers the styles that they are variants of, -1 for those that stand alone; `fit` (n,) masks those
    that are known to be fit to be shown in a context.
    """

    def __init__(
        self,
        compiled: Compiled,
        candidates: Sequence[Candidate],
        *,
        rows: Rows,
        unknown: frozenset[str],
        styles: Rows,
        fit: tuple[Context, Mask] | None = None,
    ) -> None:
        self._compiled = compiled
        self._styles, self._fit = styles, fit
        self._candidates = candidates
        self._rows = rows
        self._unknown = unknown

    def column(self, question: Question[Seen]) -> Sequence[Seen]:
        known, codes = self._look_up(question)
        unasked = _open(known, codes)
        if not unasked:
            return list(map(known.answers.__getitem__, codes.tolist()))
        answers: list[Seen] = [*known.answers, None]  # type: ignore[list-item]  # open ones are asked for below
        column = list(map(answers.__getitem__, codes.tolist()))
        for index in unasked:
            column[index] = question(self._candidates[index].facts)
        return column

    def where(self, question: Question[bool]) -> Sequence[int]:
        known, codes = self._look_up(question)
        holds = known.holds[codes]
        for index in _open(known, codes):
            holds[index] = question(self._candidates[index].facts)
        return np.flatnonzero(holds).tolist()

    def total(self, questions: Sequence[Question[float]]) -> Sequence[float]:
        totals = np.zeros(len(self._rows))
        for question in questions:
            known, codes = self._look_up(question)
            points = known.points[codes]
            for index in _open(known, codes):
                points[index] = question(self._candidates[index].facts)
            totals += points
        return totals.tolist()

    def styles(self) -> Sequence[str | int | None]:
        return [None if style < 0 else style for style in self._styles.tolist()]

    def suspects(self, context: Context) -> Iterable[int]:
        if self._fit is None or context is not self._fit[0]:
            return range(len(self._candidates))
        return np.flatnonzero(~self._fit[1]).tolist()

    def _look_up(self, question: Question[Seen]) -> tuple[Known[Seen], Codes]:
        known = self._compiled.known(question, unknown=self._unknown)
        return known, known.codes[self._rows]


def _open(known: Known[Seen], codes: Codes) -> Sequence[int]:
    return np.flatnonzero(codes == len(known.answers)).tolist()


class _HangsOnTheMoment(Exception):  # noqa: N818
    """This will say that a method looked at a fact that nobody knows yet."""


class _Watched(Mapping[str, object]):
    """This will show a product's facts to a method, and note which ones it looked at."""

    __slots__ = ("_facts", "_seen", "_unknown")

    def __init__(self, facts: Facts, *, unknown: Set[str], seen: dict[str, None]) -> None:
        self._facts = facts
        self._unknown = unknown
        self._seen = seen

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
        if name in self._unknown:
            raise _HangsOnTheMoment
        self._seen[name] = None
        return self._facts.get(name, default)

    def __getitem__(self, name: str) -> object:
        if self.get(name) is None:
            raise KeyError(name)
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        raise TypeError("A rule looks at the facts that it names, not at all there are")

    def __len__(self) -> int:
        return len(self._facts)


_OPEN = object()


def _answer(question: Question[object], facts: Facts, *, unknown: Set[str], seen: dict[str, None]) -> object:
    try:
        return question(_Watched(facts, unknown=unknown, seen=seen))
    except _HangsOnTheMoment:
        return _OPEN


def _firsts(sorts: NDArray[np.int64]) -> tuple[list[int], NDArray[np.int64]]:
    """This will find one row of each sort, and number the sorts in the order of those rows."""
    _, firsts, numbers = np.unique(sorts, return_index=True, return_inverse=True)
    return firsts.tolist(), numbers.ravel()


def _numbered(answers: Sequence[object], sorts: NDArray[np.int64]) -> Known:  # type: ignore[type-arg]
    numbers: dict[object, int] = {}
    of_sort = [_OPEN if each is _OPEN else numbers.setdefault(each, len(numbers)) for each in answers]
    codes = np.array([len(numbers) if each is _OPEN else each for each in of_sort], dtype=np.int64)[sorts]
    return Known(codes.astype(np.min_scalar_type(len(numbers))), tuple(numbers))


def _key(question: Callable[..., object], unknown: frozenset[str]) -> Key:
    """Equal rules of two versions are the same question; Python takes bound methods of equal objects for different."""
    owner = getattr(question, "__self__", None)
    return (question, owner, unknown) if owner is None else (question.__func__, owner, unknown)  # type: ignore[attr-defined]


def _distinct(value: object) -> object:
    """1, 1.0 and True are equal in Python and read differently, and a mapping cannot be a key."""
    if isinstance(value, Mapping):
        return (dict, tuple(sorted((repr(key), repr(entry)) for key, entry in value.items())))
    if isinstance(value, float):
        return (float, repr(value))
    if isinstance(value, frozenset):
        return (frozenset, frozenset(map(repr, value)))
    return (type(value), repr(value) if not isinstance(value, (str, int)) else value)
