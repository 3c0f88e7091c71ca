"""The slow truth: tries every arrangement. Shares nothing with the solver but the independent page check."""

from collections.abc import Iterator, Sequence
from itertools import permutations

from rules.engine import Candidate, Context, RuleSet, page_violations


def family_of(candidate: Candidate) -> object:
    return candidate.facts.get("item_group") or candidate.product_id


def full_pages(candidates: Sequence[Candidate], *, size: int) -> Iterator[tuple[Candidate, ...]]:
    """This will yield every full page without a repeated family, best first position by position."""
    ordered = sorted(candidates, key=lambda each: (-each.score, each.product_id))
    length = min(size, len({family_of(each) for each in candidates}))
    for page in permutations(ordered, length):
        if len({family_of(each) for each in page}) == length:
            yield page


def best_page(
    candidates: Sequence[Candidate], ruleset: RuleSet, *, size: int, context: Context
) -> tuple[Candidate, ...] | None:
    """This will return the best page that keeps every rule, or None where there is none."""
    pages = full_pages(candidates, size=size)
    return next((page for page in pages if not page_violations(page, ruleset, context)), None)
