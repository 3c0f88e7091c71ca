"""Asks logged requests again under the live rules and under a draft, and says what the rules alone changed.

Both pages are made by the same pipeline, of one snapshot, for the same shopper: what is different between them comes
from the rules. How today's live page differs from what was served then is said beside it. The pipeline comes in as
`ask`; nothing here knows it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from events.logged_lists import LoggedList
from rules.engine.candidate import Candidate, Context
from rules.engine.check import page_violations
from rules.engine.rule import Rule, Scoring
from rules.engine.ruleset import RuleSet

AS_LIVE = "live:"  # begins the key of a rule that only the live version has in this form


@dataclass(frozen=True, slots=True)
class Seen:
    """One product on a page. `values` holds what exposure is counted by; money is in the store's currency.

    `click`, `purchase` and `returned` (once bought) are the model's chances at the first position, None where it has
    no such head. `contribution` is what a sale leaves on average when so many come back, the margin where nobody knows.
    """

    product_id: int
    values: Mapping[str, str]
    stock: int | None = None
    cover: float | None = None
    margin: float | None = None
    click: float | None = None
    purchase: float | None = None
    returned: float | None = None
    contribution: float | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A page, and how the judged rules fare on it."""

    products: tuple[Seen, ...]
    applied: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    relaxed: frozenset[str] = frozenset()
    short: bool = False

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(product.product_id for product in self.products)


@dataclass(frozen=True, slots=True)
class Pair:
    """One logged list, with the page of today's live rules and the draft's. `without`: per rule left out, the page."""

    logged: LoggedList
    live: Reply
    draft: Reply
    without: Mapping[str, Reply] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return self.live.ids != self.draft.ids


class Ask(Protocol):
    """Makes the page of a logged request under some rules; None where no page can be shown."""

    def __call__(self, logged: LoggedList, rules: RuleSet, *, judged: "Judged | None" = None) -> Reply | None: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """The rules whose keeping is looked at, each under a key of its own."""

    rules: Mapping[str, Rule]
    scoring: Mapping[str, Rule] = field(default_factory=dict)  # they apply or not, and cannot be broken

    def on(self, page: Sequence[Candidate], context: Context) -> tuple[frozenset[str], frozenset[str]]:
        """This will say which rules apply to a request, and which of them its page breaks."""
        here = {key: rule for key, rule in self.rules.items() if rule.applies(context)}
        anyway = set(page_violations(page, RuleSet(()), context))
        broken = (
            key for key, rule in here.items() if not anyway.issuperset(page_violations(page, RuleSet((rule,)), context))
        )
        scored = (key for key, rule in self.scoring.items() if rule.applies(context))
        return frozenset((*here, *scored)), frozenset(broken)


@dataclass(slots=True)
class Answered:
    """What came back. `failed` counts requests that cannot be answered today."""

    pairs: list[Pair]
    failed: int = 0


def judged_rules(live: RuleSet, draft: RuleSet) -> Judged:
    """This will choose the draft's rules that a page can break, and the live ones that the draft drops or changes."""
    kept = {rule.rule_id: rule for rule in draft.rules if _is_judged(rule)}
    before = {f"{AS_LIVE}{r.rule_id}": r for r in live.rules if _is_judged(r) and r not in draft.rules}
    return Judged(kept | before, {rule.rule_id: rule for rule in draft.rules if isinstance(rule.body, Scoring)})


def _is_judged(rule: Rule) -> bool:
    return rule.enabled and not isinstance(rule.body, Scoring)


def priced_rules(draft: RuleSet, *, lists: int, most_asks: int) -> tuple[tuple[Rule, ...], int]:
    """This will choose the rules whose cost is worked out, and on how many lists, within so many pages.

    What keeps somebody safe has no price, and a rule that is off costs nothing.
    """
    rules = tuple(rule for rule in draft.rules if rule.enabled and rule.severity != "safety")
    least = min(lists, 100)
    rules = rules[: max(1, most_asks // least)] if least else ()
    return rules, min(lists, most_asks // len(rules)) if rules else 0


def ask_again(
    lists: Iterable[LoggedList],
    *,
    ask: Ask,
    live: RuleSet,
    draft: RuleSet,
    priced: Sequence[Rule] = (),
    priced_ids: frozenset[object] = frozenset(),
) -> Answered:
    """This will make each page twice, and for the priced lists once more without each priced rule."""
    judged = judged_rules(live, draft)
    fewer = {rule.rule_id: _without(draft, rule) for rule in priced}
    found = Answered([])
    for logged in lists:
        before, after = ask(logged, live, judged=judged), ask(logged, draft, judged=judged)
        if before is None or after is None:
            found.failed += 1
            continue
        asks = fewer if logged.request_id in priced_ids else {}
        found.pairs.append(Pair(logged, before, after, dict(_less(logged, after, asks, ask))))
    return found


def _less(logged: LoggedList, with_all: Reply, fewer: Mapping[str, RuleSet], ask: Ask) -> Iterator[tuple[str, Reply]]:
    """This will make the page without each rule; one that does not apply here leaves it as it is."""
    for rule_id, rules in fewer.items():
        reply = ask(logged, rules) if rule_id in with_all.applied else with_all
        if reply is not None:
            yield rule_id, reply


def _without(rules: RuleSet, rule: Rule) -> RuleSet:
    return RuleSet(tuple(each for each in rules.rules if each is not rule), version=rules.version)
