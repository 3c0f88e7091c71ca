"""Rule tests: what a merchandiser expects of every list, asked of many really different lists.

"For Nora, avoids nickel: no product where the allergen class is one of nickel:C, nickel:D or nickel:X, in 50 lists."
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from rules.asked import Asked
from rules.engine.conditions import Condition
from rules.engine.errors import RuleError
from rules.engine.fields import check_choice, check_mapping, check_names, check_whole
from rules.engine.names import Names, with_names
from rules.engine.parsing import parse_condition
from rules.queries import LivePlacement
from rules.studies import Progress

NONE, AT_LEAST, AT_MOST = "none", "at_least", "at_most"
QUANTITIES: Mapping[str, str] = {NONE: "No product", AT_LEAST: "At least", AT_MOST: "At most"}
AUDIENCE = ("shopper", "segment", "tier", "region", "seed", "category")
MOST_LISTS = 500
LAST_PLACE = 100
KEPT_FAILURES = 20
LONGEST_NAME = 80
CalledBy = Callable[[str, str], str]  # what a shopper, segment, tier, region, product or category is called


class AudienceGone(LookupError):
    """There is nobody to ask for. The message says what to do."""


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """One product on a finished list with all that a condition may look at."""

    position: int
    sku: str
    name: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Expectation:
    """For whom, and how many products that fit a condition a list may or must hold, in its first `first` places.

    Empty texts of the audience mean everybody and everywhere; `first` None is the whole list.
    """

    quantity: str
    condition: Condition
    count: int = 0
    first: int | None = None
    shopper: str = ""
    segment: str = ""
    tier: str = ""
    region: str = ""
    seed: str = ""
    category: str = ""

    @classmethod
    def from_json(cls, data: object) -> Self:
        """This will read what to_json wrote, or raise RuleError naming the field."""
        given = check_mapping(data, field="expectation")
        check_names(given, allowed=("quantity", "count", "condition", "first", *AUDIENCE))
        quantity = check_choice(given.get("quantity"), field="quantity", choices=QUANTITIES)
        first = given.get("first")
        return cls(
            quantity=quantity,
            condition=parse_condition(given.get("condition")),
            count=_count(given.get("count", 0), quantity),
            first=None if first is None else check_whole(first, field="first", low=1, high=LAST_PLACE),
            **_audience(given),
        )

    def to_json(self) -> dict[str, object]:
        said: dict[str, object] = {"quantity": self.quantity, "condition": self.condition.to_json()}
        said |= {"count": self.count} if self.quantity != NONE else {}
        said |= {"first": self.first} if self.first else {}
        return said | {name: getattr(self, name) for name in AUDIENCE if getattr(self, name)}

    def describe(self, *, placement: str, lists: int, names: CalledBy) -> str:
        """This will say the whole expectation in one sentence."""
        return f"{self.describe_audience(names)} on {placement}: {self.describe_wish()}, in {_lists(lists)}."

    def describe_wish(self) -> str:
        """This will say what each list must keep to, as in "no product where brand is partner brand"."""
        where = f" in the first {self.first} places" if self.first and self.first > 1 else ""
        where = " in the first place" if self.first == 1 else where
        said = f"{self._say_quantity()} where {self.condition.describe()}{where}"
        return f"{said[:1].lower()}{said[1:]}"

    def describe_audience(self, names: CalledBy) -> str:
        """This will say for whom, as in "For Nora, avoids nickel, in Europe"."""
        who = names("shopper", self.shopper) if self.shopper else "real shoppers and visitors"
        parts = [f"For {who}"]
        parts += [f"of the segment {names('segment', self.segment)}"] if self.segment else []
        parts += [f"with the tier {names('tier', self.tier)}"] if self.tier else []
        parts += [f"in {names('region', self.region)}"] if self.region else []
        parts += [f"looking at {names('seed', self.seed)}"] if self.seed else []
        parts += [f"looking at {names('category', self.category)}"] if self.category else []
        return " ".join(parts)

    def offenders(self, shown: Sequence[ShownProduct]) -> list[ShownProduct] | None:
        """This will return None when a list is as expected, else the products that are too many (none: too few)."""
        looked_at = shown if self.first is None else [each for each in shown if each.position <= self.first]
        fitting = [each for each in looked_at if self.condition.holds(each.facts)]
        if self.quantity == AT_LEAST:
            return None if len(fitting) >= self.count else []
        return None if len(fitting) <= self._most else fitting[self._most :]

    @property
    def _most(self) -> int:
        return 0 if self.quantity == NONE else self.count

    def _say_quantity(self) -> str:
        if self.quantity == NONE:
            return QUANTITIES[NONE]
        return f"{QUANTITIES[self.quantity]} {self.count} product{'' if self.count == 1 else 's'}"


class StoredTest(Protocol):
    """A stored test, as far as a run reads it."""

    @property
    def pk(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def expectation(self) -> object: ...

    @property
    def lists(self) -> int: ...

    @property
    def revision(self) -> int: ...


class Asking(Protocol):
    """What a run of tests asks of the shop."""

    @property
    def names(self) -> Names: ...

    def lists_for(self, expectation: Expectation, count: int, placement: LivePlacement) -> list[Asked]:
        """This will choose so many different lists, or raise AudienceGone."""
        ...

    def shown(self, asked: Asked, placement: LivePlacement) -> Sequence[ShownProduct] | None: ...

    def describe(self, asked: Asked) -> str: ...

    def name_of(self, kind: str, code: str) -> str: ...


@dataclass(slots=True)
class Run:
    """One test with its lists, and what came of them. `problem` says why it could not be asked."""

    test: StoredTest
    expectation: Expectation | None = None
    lists: tuple[Asked, ...] = ()
    problem: str = ""
    failing: list[dict[str, object]] | None = None
    failed: int = 0

    def to_json(self, *, placement: str, names: CalledBy) -> dict[str, object]:
        said = self.problem
        if self.expectation is not None and not said:
            said = self.expectation.describe(placement=placement, lists=len(self.lists), names=names)
        return {
            "id": self.test.pk,
            "revision": self.test.revision,
            "name": self.test.name,
            "passed": not self.problem and bool(self.lists) and not self.failed,
            "said": said,
            "lists": len(self.lists),
            "failed": self.failed,
            "failing": self.failing or [],
        }


def run_tests(
    progress: Progress, shop: Asking, *, tests: Sequence[StoredTest], placement: LivePlacement
) -> dict[str, object]:
    """This will ask every list of every test; a test that cannot be asked fails and says what to do."""
    runs = [_prepare(test, shop, placement) for test in progress.steps(tests, message="Choosing lists")]
    progress.keep_sample({"test": run.test.pk, "lists": [each.to_json() for each in run.lists]} for run in runs)
    asked = [(run, each, number) for run in runs for number, each in enumerate(run.lists, 1)]
    for run, each, number in progress.steps(asked, message="Asking lists"):
        _judge(run, each, number, shop, placement)
    name = placement.facts.name
    return {"tests": [run.to_json(placement=name, names=shop.name_of) for run in runs]}


def _prepare(test: StoredTest, shop: Asking, placement: LivePlacement) -> Run:
    try:
        expectation = with_names(Expectation.from_json(test.expectation), shop.names)
    except RuleError as error:
        return Run(test, problem=f"The test cannot be read any more: {error}. Open it, mend it and save it.")
    try:
        lists = tuple(shop.lists_for(expectation, test.lists, placement))
    except AudienceGone as error:
        return Run(test, expectation, problem=str(error))
    problem = "" if lists else "There was nobody to ask. Choose another audience."
    return Run(test, expectation, lists, problem)


def _judge(run: Run, asked: Asked, number: int, shop: Asking, placement: LivePlacement) -> None:
    assert run.expectation is not None  # without one there are no lists
    shown = shop.shown(asked, placement)
    offenders = run.expectation.offenders(shown) if shown is not None else []
    if offenders is None:
        return
    run.failed += 1
    run.failing = run.failing or []
    if len(run.failing) < KEPT_FAILURES:
        run.failing.append(_failure(asked, number, offenders, shop, is_shown=shown is not None))


def _failure(
    asked: Asked, number: int, offenders: Sequence[ShownProduct], shop: Asking, *, is_shown: bool
) -> dict[str, object]:
    return {
        "list": number,
        "who": shop.describe(asked),
        "asked": asked.to_json(),
        "products": [{"position": each.position, "sku": each.sku, "name": each.name} for each in offenders[:5]],
        "is_shown": is_shown,
    }


def _count(value: object, quantity: str) -> int:
    if quantity == NONE:
        return 0
    return check_whole(value, field="count", low=1 if quantity == AT_LEAST else 0, high=LAST_PLACE)


def _audience(given: Mapping[str, object]) -> dict[str, str]:
    return {name: text for name, text in _texts(given) if text}


def _texts(given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in AUDIENCE:
        value = given.get(name, "")
        if not isinstance(value, str) or len(value) > LONGEST_NAME:
            raise RuleError(name, f"must be a text of at most {LONGEST_NAME} characters")
        yield name, value


def _lists(count: int) -> str:
    return f"{count} list{'' if count == 1 else 's'}"
