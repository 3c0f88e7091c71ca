"""Looks for the smallest change that lets rules hold together, by trying one after the other on lists that fail.

Changes are ordered in ladders, smallest first: a limit one step wider, two steps wider, and so on. A ladder is walked
on a few lists and what holds there is verified on all of them. What is found is the smallest of what was tried; other
changes may be smaller.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from rules.asked import Asked
from rules.engine.candidate import Candidate, Context
from rules.engine.errors import RuleError
from rules.engine.facts import FACTS
from rules.engine.fields import join_words
from rules.engine.names import with_names
from rules.engine.page import Relaxation
from rules.engine.rerank import rerank
from rules.engine.rule import Pooling, Rule, RuleKind, Spreading
from rules.engine.ruleset import RuleSet
from rules.imagined import imagined, models_of, varied
from rules.queries import LivePlacement

KINDS = ("limit", "cap", "release", "quota", "products", "severity")  # as they are told
PROBES = 24
MOST_STEPS = 6
MOST_ADDED = 12
WORTH_TELLING = 0.5  # of the failing lists, for a change that does not mend all
Facts = Mapping[str, object]
Failing = tuple[Asked, frozenset[str]]


class Answered(Protocol):
    @property
    def relaxed(self) -> Sequence[Relaxation]: ...


@dataclass(frozen=True, slots=True)
class Puzzle:
    """One list as the rule engine got it."""

    candidates: tuple[Candidate, ...]
    context: Context
    size: int


class Repair(Protocol):
    """What the search for a fix asks of the shop."""

    def answer(self, asked: Asked, placement: LivePlacement) -> Answered | None: ...

    def puzzle(self, asked: Asked, placement: LivePlacement) -> Puzzle | None: ...

    @property
    def catalogue(self) -> Sequence[Facts]: ...


@dataclass(frozen=True, slots=True)
class Change:
    """One change to the rules, or so many products more. `action` is what saving it takes, empty when nobody can."""

    kind: str  # one of KINDS
    rule_id: str
    words: str
    rules: RuleSet
    size: int  # steps from what is there now
    action: Mapping[str, object] | None = None
    added: int = 0


Ladder = Sequence[Change]


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that was tried, and in how many of the failing lists the rules hold with it."""

    change: Change
    held: int
    of: int

    @property
    def is_whole(self) -> bool:
        return self.held == self.of

    def to_json(self) -> dict[str, object]:
        change = self.change
        said = {"kind": change.kind, "rule": change.rule_id, "words": change.words, "action": change.action}
        return said | {"held": self.held, "of": self.of, "size": change.size}


@dataclass(frozen=True, slots=True)
class Walked:
    tried: int
    fix: Fix | None


class Remedies:
    """Tries changes for one set of rules on the lists in which they cannot hold."""

    def __init__(
        self, shop: Repair, placement: LivePlacement, rule_ids: Iterable[str], lists: Sequence[Failing]
    ) -> None:
        self._shop, self._placement, self._rule_ids = shop, placement, frozenset(rule_ids)
        self._lists = lists
        self._probes = lists[:: max(1, len(lists) // PROBES)][:PROBES]
        self._models: dict[str, list[Facts]] = {}
        self._puzzles: dict[Asked, Puzzle | None] = {}  # of the probes, which are solved again step by step

    def walk(self, ladder: Ladder) -> Walked:
        """This will climb until every list holds, or return the best that was found on the way."""
        best: Fix | None = None
        for tried, change in enumerate(ladder, 1):
            fix = self._try(change)
            if fix is not None and (best is None or fix.held > best.held):
                best = fix
            if best is not None and best.is_whole:
                return Walked(tried, best)
        worth = best is not None and best.held >= WORTH_TELLING * best.of
        return Walked(len(ladder), best if worth else None)

    def _try(self, change: Change) -> Fix | None:
        """What holds for too few of the probes is not tried on the rest."""
        held = self._count(change, self._probes)
        if held < WORTH_TELLING * len(self._probes):
            return None
        if len(self._probes) < len(self._lists):
            held = self._count(change, self._lists)
        return Fix(change, held, len(self._lists))

    def _count(self, change: Change, lists: Sequence[Failing]) -> int:
        return sum(self._holds(change, asked, before) for asked, before in lists)

    def _holds(self, change: Change, asked: Asked, before: frozenset[str]) -> bool:
        relaxed = self._relaxed(change, asked)
        if relaxed is None:
            return False
        after = {each.rule_id for each in relaxed}
        if change.kind == "severity":  # it may give way now, but nothing else
            after -= {change.rule_id}
        return after.isdisjoint(self._rule_ids) and after <= before

    def _relaxed(self, change: Change, asked: Asked) -> Sequence[Relaxation] | None:
        if change.added:
            return self._with_more(change, asked)
        answer = self._shop.answer(asked, replace(self._placement, rules=change.rules))
        return None if answer is None else answer.relaxed

    def _with_more(self, change: Change, asked: Asked) -> Sequence[Relaxation] | None:
        """This will solve the list again with made-up products among its candidates."""
        puzzle = self._puzzle(asked)
        rule = next(rule for rule in change.rules.rules if rule.rule_id == change.rule_id)
        if puzzle is None:
            return None
        more = self._more(rule, puzzle, count=change.added)
        if len(more) < change.added:
            return None
        page = rerank([*puzzle.candidates, *more], change.rules, size=puzzle.size, context=puzzle.context)
        return page.relaxed

    def _puzzle(self, asked: Asked) -> Puzzle | None:
        if asked in self._puzzles:
            return self._puzzles[asked]
        puzzle = self._shop.puzzle(asked, self._placement)
        if any(asked == probe for probe, _ in self._probes):
            self._puzzles[asked] = puzzle
        return puzzle

    def _more(self, rule: Rule, puzzle: Puzzle, *, count: int) -> list[Candidate]:
        if isinstance(rule.body, Pooling):
            if rule.rule_id not in self._models:
                self._models[rule.rule_id] = models_of(rule.body, self._shop.catalogue)
            models = self._models[rule.rule_id]
            return imagined(rule.body, puzzle, models=models, rules=self._placement.rules, count=count)
        return varied(str(rule.body.to_params().get("fact") or ""), puzzle, count=count)


def cheapest(fixes: Iterable[Fix]) -> list[Fix]:
    """This will keep one fix a kind: one that mends every list before one that does not, then the smallest."""
    best: dict[str, Fix] = {}
    for fix in sorted(fixes, key=lambda each: (-each.held / each.of, each.change.size)):
        best.setdefault(fix.change.kind, fix)
    return sorted(best.values(), key=lambda each: KINDS.index(each.change.kind))


def ladders(rule_ids: Iterable[str], rules: RuleSet, *, length: int) -> list[Ladder]:
    """This will list what can be tried for a set of rules, each way of changing them as one ladder."""
    wanted = set(rule_ids)
    named = [rule for rule in rules.rules if rule.rule_id in wanted]
    found = [ladder(rule, rules, length) for rule in named for ladder in LADDERS]
    return [ladder for ladder in found if ladder]


def _wider_limits(rule: Rule, rules: RuleSet, length: int) -> Ladder:
    if rule.kind not in ("scatter", "cap"):
        return ()
    params = rule.body.to_params()
    first = int(params["limit"]) + 1  # type: ignore[call-overload]  # both kinds write a number
    last = length if rule.kind == "cap" else int(params["window"])  # type: ignore[call-overload]
    changed = [params | {"limit": limit} for limit in range(first, last)]
    return list(_changed(rule, rules, changed, kind="cap" if rule.kind == "cap" else "limit"))


def _smaller_windows(rule: Rule, rules: RuleSet, length: int) -> Ladder:
    if rule.kind != "scatter":
        return ()
    params = rule.body.to_params()
    window, limit = int(params["window"]), int(params["limit"])  # type: ignore[call-overload]
    narrower = [params | {"window": each} for each in range(min(window, length + 1) - 1, limit, -1)]
    return list(_changed(rule, rules, narrower, kind="limit"))


def _fewer_places(rule: Rule, rules: RuleSet, length: int) -> Ladder:
    """This will release one place of a slot after the other, the last first, and in the end the whole rule."""
    params = rule.body.to_params()
    places = list(params.get("positions") or ()) if rule.kind == "slot" else []  # type: ignore[call-overload]
    fewer = [params | {"positions": places[:count]} for count in range(len(places) - 1, 0, -1)]
    released = [
        replace(each, words=_say_released(places[-each.size :], rule))
        for each in _changed(rule, rules, fewer, kind="release")
    ]
    off = _with(rules, replace(rule, enabled=False))
    words = f"Switch off “{rule.name}”" if rule.kind != "slot" else f"Release “{rule.name}”"
    return [*released, Change("release", rule.rule_id, words, off, len(released) + 1, {"enabled": False})]


def _say_released(places: Sequence[int], rule: Rule) -> str:
    noun = "place" if len(places) == 1 else "places"
    return f"Release {noun} {join_words([str(each) for each in places])} of “{rule.name}”"


def _less_binding(rule: Rule, rules: RuleSet, length: int) -> Ladder:
    """This will make a contract a matter of taste: the rules hold no better, but another contract may be kept."""
    if rule.severity != "contract" or "taste" not in rule.body.severities:
        return ()
    words = f"Make “{rule.name}” a matter of taste: it gives way where it must, is named, and stops no publish"
    changed = _with(rules, replace(rule, severity="taste"))
    return [Change("severity", rule.rule_id, words, changed, 1, {"severity": "taste"})]


def _lower_quota(rule: Rule, rules: RuleSet, length: int) -> Ladder:
    """This will let a campaign take one product of the page less, then two, and so on."""
    if rule.kind != "campaign":
        return ()
    params = rule.body.to_params()
    share = float(params.get("share_limit") or 0)  # type: ignore[arg-type]
    places = list(params.get("positions") or ())  # type: ignore[call-overload]
    most = int(share * length)
    changed = [params | {"share_limit": round(count / length, 4)} for count in range(most - 1, 0, -1)]
    changed += [params | {"positions": places[:count]} for count in range(len(places) - 1, 0, -1)]
    return list(_changed(rule, rules, changed, kind="quota"))


def _more_products(rule: Rule, rules: RuleSet, length: int) -> Ladder:
    if isinstance(rule.body, Pooling):
        said = "product{s} for “{name}” that these shoppers may be shown"
    elif isinstance(rule.body, Spreading) and rule.body.to_params().get("fact"):
        label = FACTS[str(rule.body.to_params()["fact"])].label
        said = f"product{{s}}, each of another {label}, that these shoppers may be shown"
    else:
        return ()
    return [
        Change("products", rule.rule_id, f"Add {count} {said.format(s='' if count == 1 else 's', name=rule.name)}",
               rules, count, added=count)
        for count in range(1, min(MOST_ADDED, length) + 1)
    ]  # fmt: skip


LADDERS: tuple[Callable[[Rule, RuleSet, int], Ladder], ...] = (
    _wider_limits,
    _smaller_windows,
    _fewer_places,
    _lower_quota,
    _less_binding,
    _more_products,
)


def _changed(rule: Rule, rules: RuleSet, each_params: Iterable[Facts], *, kind: str) -> Iterator[Change]:
    """This will turn params, smallest change first, into changes; what the kind refuses is left out."""
    readable = ((params, body) for params in each_params if (body := _read(rule, params)) is not None)
    for size, (params, body) in enumerate(islice(readable, MOST_STEPS), 1):
        words = f"Change “{rule.name}”: {body.describe_change(rule.body)}"
        yield Change(kind, rule.rule_id, words, _with(rules, replace(rule, body=body)), size, {"params": params})


def _read(rule: Rule, params: Facts) -> RuleKind | None:
    try:
        return with_names(type(rule.body).from_params(params), rule.names)
    except RuleError:
        return None


def _with(rules: RuleSet, changed: Rule) -> RuleSet:
    others = tuple(changed if rule.rule_id == changed.rule_id else rule for rule in rules.rules)
    return RuleSet(others, version=rules.version)
