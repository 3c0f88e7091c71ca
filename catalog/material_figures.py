"""Laboratory figures of a draft and of the version that a feed put live meanwhile, made one set. Plain rows.

Each report is compared by itself with what it said when the draft was begun. One that only one of the two changed is as
that one says; of two readings the worse one counts. A figure proves something of the composition that it was entered
beside: where the merged one is another, nothing of it is taken over but what is above its limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.feeds.rows import EvidenceRow
from catalog.materials import MaterialFacts, judge

Figures = Sequence[EvidenceRow]


@dataclass(frozen=True, slots=True)
class Beside:
    """Whose composition the merged one is, which can be both's or, mixed, nobody's."""

    family: str
    is_hers: bool
    is_live: bool


def merged_figures(hers: Figures, live: Figures, before: Figures, *, beside: Beside) -> tuple[EvidenceRow, ...]:
    """This will merge the figures of a draft with the live ones, report by report, the live ones first."""
    found: list[EvidenceRow] = []
    for identity in dict.fromkeys(each.identity for each in (*live, *hers)):
        own, theirs, was = (_of(identity, figures) for figures in (hers, live, before))
        found += theirs if _same(own, theirs) else _with_failed(own, theirs, was, beside=beside)
    return tuple(found)


def is_above_limit(figure: EvidenceRow, *, family: str) -> bool:
    """This will say whether a figure alone fails a material, as one that stays in contact with the skin."""
    alone = MaterialFacts(code="", family=family, evidence=(figure,))
    return judge(alone, allergen=figure.allergen, contact="prolonged", on=figure.tested_on).grade == "X"


def _of(identity: object, figures: Figures) -> Figures:
    return [each for each in figures if each.identity == identity]


def _same(one: Figures, other: Figures) -> bool:
    return set(one) == set(other)


def _with_failed(own: Figures, live: Figures, was: Figures, *, beside: Beside) -> Figures:
    word = _word(own, live, was, beside=beside)
    if any(is_above_limit(each, family=beside.family) for each in word):
        return word
    told = [] if _same(own, was) else [*own]
    if not _same(live, was) or not (own or beside.is_live):
        told += live
    failed = [each for each in told if is_above_limit(each, family=beside.family)]
    return failed or word


def _word(own: Figures, live: Figures, was: Figures, *, beside: Beside) -> Figures:
    if beside.is_live and not beside.is_hers:
        return live
    if not beside.is_hers:
        return ()
    if _same(live, was):
        return own
    if not beside.is_live:
        return () if _same(own, was) else own
    return live if _same(own, was) else _worse(own, live)


def _worse(own: Figures, live: Figures) -> Figures:
    """Of two readings the higher one; where one of them took the report out, none."""
    if not own or not live:
        return ()
    return max((live, own), key=lambda figures: max(each.value for each in figures))
