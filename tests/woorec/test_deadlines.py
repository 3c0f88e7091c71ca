"""What is slow is left out and named; what keeps shoppers safe is never left out, and no list is empty for it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, combinations
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.db import OperationalError

from catalog.live_facts import LiveFacts
from catalog.models import Store
from catalog.services import load_store
from catalog.time_limit import TookTooLong
from events.privacy import pseudonym
from events.queries import SHOPPER, Shopper
from ranking.recall.base import Recalled
from rules.models import Placement
from rules.segments import SegmentFields, save_segment
from rules.services import RuleFields, ensure_draft, publish, save_rule
from tests.conftest import NOON
from tests.factories import small_shop
from woorec.answers import Answer, Request
from woorec.candidates import CHEAP_FIRST
from woorec.deadline import NO_DEADLINE, TRY_AGAIN, Deadline, Pace
from woorec.holder import SNAPSHOTS
from woorec.live import DatabaseLive
from woorec.pipeline import recommend

SCATTER = {"fact": "category", "limit": 1, "window": 3}


@dataclass
class Clock:
    """Shows what it is told to."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class TroubledModel:
    """A model whose steps take as many seconds as they are told to, or fail."""

    model: Any
    clock: Clock
    takes: Mapping[str, float] = field(default_factory=dict)
    failing: frozenset[str] = frozenset()
    asked: list[str] = field(default_factory=list)
    rankers: tuple[str, ...] = ("logistic",)
    thinks_of: set[int] | None = None  # rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self.model, name)

    def recall(self, channel: str, *args: Any, **wish: Any) -> Any:
        self._work(channel)
        found = self.model.recall(channel, *args, **wish)
        keep = [self.thinks_of is None or row in self.thinks_of for row in found.rows.tolist()]
        return Recalled(found.rows[keep], found.scores[keep])

    def score(self, ranker: str, state: Any, rows: Any) -> dict[str, Any]:
        self._work(ranker)
        worst_first = np.linspace(0.1, 0.9, len(rows), dtype=np.float32)
        return {"pctr": worst_first * (np.nan if "nan" in self.failing else 1)}

    def _work(self, name: str) -> None:
        self.asked.append(name)
        self.clock.now += self.takes.get(name, 0.0)
        if name in self.failing:
            raise RuntimeError(f"{name} broke")


class SlowLive(DatabaseLive):
    """Takes its time to answer, or does not answer who asks at all."""

    def __init__(self, store: Store, clock: Clock, *, takes: float = 0.0, error: Exception | None = None) -> None:
        super().__init__(store)
        self._clock, self._takes, self._error = clock, takes, error

    def shopper(self, request: Request, *, orders: bool = False) -> Shopper:
        self._clock.now += self._takes
        if self._error is not None:
            raise self._error
        return super().shopper(request, orders=orders)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ask(leather: Store, clock: Clock) -> Callable[..., Answer]:
    """Asks for the home page with a second of time."""

    def answer(
        model: TroubledModel | None = None, live: DatabaseLive | None = None, pace: Pace | None = None, **wish: Any
    ) -> Answer:
        snapshot = SNAPSHOTS.refresh(leather)
        deadline = Deadline(1.0, clock=clock, pace=pace or Pace())
        wish = {"request_id": UUID(int=1), "placement": "home", "at": NOON, "explore": False} | wish
        asked = replace(snapshot, model=model) if model else snapshot
        return recommend(Request(**wish), asked, live or SlowLive(leather, clock), deadline=deadline)

    return answer


def model_of(store: Store, clock: Clock, **trouble: Any) -> TroubledModel:
    return TroubledModel(SNAPSHOTS.refresh(store).model, clock, **trouble)


def put_live(placement: Placement, *rules: RuleFields) -> None:
    draft = ensure_draft(placement, by=None)
    for fields in rules:
        save_rule(draft, fields, by=None)
    publish(draft, by=None)


def skus(answer: Answer) -> list[str]:
    return [item.sku for item in answer.items]


def late(answer: Answer) -> set[str]:
    return {name for name in answer.fallback if name.endswith("_late")}


def test_a_request_in_time_lacks_nothing(leather: Store, clock: Clock, ask: Callable[..., Answer]) -> None:
    assert late(ask(model_of(leather, clock))) == set()


def test_after_a_slow_channel_the_others_are_left_out_and_the_page_is_full(
    leather: Store, home_page: Placement, clock: Clock, ask: Callable[..., Answer]
) -> None:
    mix = dict.fromkeys(CHEAP_FIRST, 0.2)
    Placement.objects.update(recall_mix=dict(reversed(mix.items())))
    model = model_of(leather, clock, takes={"complement": 0.65})
    answer = ask(model)
    assert [name for name in model.asked if name in mix] == ["hot", "again", "feel", "complement"]
    assert late(answer) == {"recall_graph_late", "recall_vector_late"}
    assert len(answer.items) == 6
    assert "logistic" in model.asked


def test_a_channel_that_was_too_slow_is_left_out_from_then_on_and_tried_again_after_a_while(
    leather: Store, home_page: Placement, clock: Clock, ask: Callable[..., Answer]
) -> None:
    Placement.objects.update(recall_mix={"hot": 0.5, "vector": 0.5})
    model, pace = model_of(leather, clock, takes={"vector": 0.9}), Pace()
    assert "ranker_logistic_late" in ask(model, pace=pace).fallback
    second = ask(model, pace=pace)
    assert late(second) == {"recall_vector_late"}
    clock.now += TRY_AGAIN
    model.takes = {}
    assert [late(ask(model, pace=pace)) for _ in range(3)][-1] == set()


def test_a_ranker_without_time_leaves_the_order_of_recall(
    leather: Store, home_page: Placement, clock: Clock, ask: Callable[..., Answer]
) -> None:
    Placement.objects.update(recall_mix={"hot": 1.0})
    by_recall = skus(ask(model_of(leather, clock, failing=frozenset({"logistic"}))))
    ranked = skus(ask(model_of(leather, clock)))
    answer = ask(model_of(leather, clock, takes={"hot": 0.8}))
    assert skus(answer) == by_recall != ranked
    assert "ranker_logistic_late" in answer.fallback


def test_a_slow_ranker_is_waited_for_once(leather: Store, clock: Clock, ask: Callable[..., Answer]) -> None:
    model, pace = model_of(leather, clock, takes={"logistic": 2.0}), Pace()
    ask(model, pace=pace)
    assert late(ask(model, pace=pace)) == {"ranker_logistic_late"}
    assert model.asked.count("logistic") == 1


def test_a_late_page_takes_few_steps_of_the_search_and_is_full_and_says_so(
    leather: Store, home_page: Placement, clock: Clock, ask: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("woorec.pipeline.LATE_NODES", 1)
    totes = {"positions": [2, 5], "condition": {"fact": "category", "op": "is", "value": "totes"}}
    put_live(
        home_page,
        RuleFields("scatter", "One of three", SCATTER, "Mia", "Variety"),
        RuleFields("slot", "Totes", totes, "Mia", "Season"),
    )
    in_time, answer = ask(model_of(leather, clock)), ask(model_of(leather, clock, takes={"logistic": 0.82}))
    assert "rules_bounded" not in in_time.fallback
    assert "rules_bounded" in answer.fallback
    assert len(answer.items) == 6


def test_a_late_page_is_not_explored_and_its_chances_are_certain(
    leather: Store, home_page: Placement, clock: Clock, ask: Callable[..., Answer]
) -> None:
    Placement.objects.update(exploration_share=0.5)
    answer = ask(model_of(leather, clock, takes={"logistic": 0.9}), explore=True)
    assert "exploration_late" in answer.fallback
    assert not answer.explored
    assert {item.propensity for item in answer.items} == {1.0}
    assert "exploration_late" not in ask(model_of(leather, clock), explore=True).fallback


def test_a_late_page_that_is_short_is_shown_as_it_is(
    leather: Store, home_page: Placement, clock: Clock, ask: Callable[..., Answer]
) -> None:
    Placement.objects.update(recall_mix={"hot": 1.0})
    only = {SNAPSHOTS.refresh(leather).row_of_sku[sku] for sku in ("BELT-1", "TOTE-1")}
    answer = ask(model_of(leather, clock, takes={"logistic": 0.9}, thinks_of=only))
    assert answer.short
    assert set(skus(answer)) == {"BELT-1", "TOTE-1"}
    assert "wider_recall_late" in answer.fallback
    in_time = ask(model_of(leather, clock, thinks_of=only))
    assert "wider_recall" in in_time.fallback
    assert len(in_time.items) == 6


@dataclass
class LiveThatTires(DatabaseLive):
    """Reads the facts of the first pages at once; the next read takes its time, and may be cut."""

    store: Store
    clock: Clock
    reads: int = 1
    takes: float = 0.0
    is_cut: bool = True
    asked: int = 0
    deadline: Deadline = NO_DEADLINE

    def facts(self, *args: Any, **wish: Any) -> Mapping[int, LiveFacts]:
        self.asked += 1
        if self.asked > self.reads:
            self.clock.now += self.takes
            if self.is_cut:
                raise TookTooLong("slow")
        return super().facts(*args, **wish)


def short_page(store: Store, clock: Clock) -> TroubledModel:
    Placement.objects.update(recall_mix={"hot": 1.0})
    only = {SNAPSHOTS.refresh(store).row_of_sku[sku] for sku in ("BELT-1", "TOTE-1")}
    return model_of(store, clock, thinks_of=only)


def test_a_short_page_is_not_lost_when_the_search_for_more_is_cut(
    leather: Store, home_page: Placement, clock: Clock, ask: Callable[..., Answer]
) -> None:
    live = LiveThatTires(leather, clock, takes=0.9)
    answer = ask(short_page(leather, clock), live)
    assert live.asked == 2
    assert answer.short
    assert set(skus(answer)) == {"BELT-1", "TOTE-1"}
    assert "wider_recall_late" in answer.fallback
    assert "wider_recall" not in answer.fallback


def test_of_two_searches_for_more_the_page_of_the_first_is_kept_when_the_second_is_cut(
    leather: Store, home_page: Placement, clock: Clock, ask: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("woorec.widening.AT_ONCE", 2)
    answer = ask(short_page(leather, clock), LiveThatTires(leather, clock, reads=2))
    assert {"wider_recall", "wider_recall_late"} <= set(answer.fallback)
    assert len(answer.items) == 4


def test_an_empty_page_whose_search_for_more_is_cut_is_no_answer(
    leather: Store, home_page: Placement, clock: Clock, ask: Callable[..., Answer]
) -> None:
    with pytest.raises(TookTooLong):
        ask(model_of(leather, clock, thinks_of=set()), LiveThatTires(leather, clock))


def test_a_search_for_more_that_was_too_slow_is_not_begun_and_tried_again_after_a_while(
    leather: Store, home_page: Placement, clock: Clock, ask: Callable[..., Answer]
) -> None:
    model, pace = short_page(leather, clock), Pace()
    slow = LiveThatTires(leather, clock, takes=2.0, is_cut=False)
    assert "wider_recall" in ask(model, slow, pace=pace).fallback
    quick = LiveThatTires(leather, clock, is_cut=False)
    assert late(ask(model, quick, pace=pace)) == {"wider_recall_late"}
    assert quick.asked == 1
    clock.now += TRY_AGAIN
    assert len(ask(model, quick, pace=pace).items) == 6


def test_late_a_slot_takes_any_product_of_its_pool(
    leather: Store, home_page: Placement, clock: Clock, ask: Callable[..., Answer]
) -> None:
    Placement.objects.update(recall_mix={"hot": 1.0})
    totes = {"positions": [1], "condition": {"fact": "category", "op": "is", "value": "totes"}}
    put_live(home_page, RuleFields("slot", "Totes first", totes, "Mia", "Season"))
    only = {SNAPSHOTS.refresh(leather).row_of_sku["BELT-1"]}
    answer = ask(model_of(leather, clock, takes={"hot": 0.7}, thinks_of=only))
    assert "pools_late" in answer.fallback
    assert answer.items[0].category_path.lower().endswith("totes")
    assert "pools_late" not in ask(model_of(leather, clock, thinks_of=only)).fallback


def test_a_visitor_whose_past_comes_too_late_gets_a_list_without_it(
    leather: Store, clock: Clock, ask: Callable[..., Answer]
) -> None:
    answer = ask(live=SlowLive(leather, clock, error=TookTooLong("slow")), session="v-1")
    assert "shopper_late" in answer.fallback
    assert len(answer.items) == 6
    broken = ask(live=SlowLive(leather, clock, error=OperationalError("gone")), session="v-1")
    assert "shopper_failed" in broken.fallback


def test_what_a_visitor_said_to_avoid_counts_though_their_past_comes_too_late(
    leather: Store, clock: Clock, ask: Callable[..., Answer]
) -> None:
    wish = {"session": "v-1", "avoids": frozenset({"nickel"})}
    answer = ask(live=SlowLive(leather, clock, error=TookTooLong("slow")), **wish)
    assert set(skus(answer)) == set(skus(ask(**wish)))
    assert set(skus(answer)) < set(skus(ask(session="v-1", limit=12)) + skus(answer))


def test_nora_gets_no_list_when_what_she_avoids_cannot_be_read(
    leather: Store, clock: Clock, ask: Callable[..., Answer]
) -> None:
    nora = pseudonym(store_code="leather", external_id="nora")
    for named in ({"pseudonym": nora}, {"customer_id": 1}):
        with pytest.raises(TookTooLong):
            ask(live=SlowLive(leather, clock, error=TookTooLong("slow")), **named)


def test_a_safety_rule_for_some_shoppers_is_not_lost_with_their_past(
    leather: Store, home_page: Placement, clock: Clock, ask: Callable[..., Answer]
) -> None:
    personal = {"fact": "personalise", "op": "is", "value": True}
    save_segment(leather, SegmentFields("Browsing", personal, "Mia", "Try", code="browsing"), by=None)
    totes = {"condition": {"fact": "category", "op": "is", "value": "totes"}}
    some = {"segments": ["browsing"]}
    put_live(home_page, RuleFields("eligibility", "No totes", totes, "Mia", "Try", scope=some, severity="safety"))
    assert ask(session="v-1").items
    with pytest.raises(TookTooLong):
        ask(live=SlowLive(leather, clock, error=TookTooLong("slow")), session="v-1")


def every_combination(names: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(each) for each in chain.from_iterable(combinations(names, n) for n in range(len(names) + 1))]


@pytest.mark.parametrize("ranker", ["", "logistic", "nan", "missing"])
@pytest.mark.parametrize("spent", [0.0, 0.7, 5.0])
def test_no_list_is_empty_while_one_product_may_be_shown_whatever_fails_or_is_late(
    leather: Store, clock: Clock, ask: Callable[..., Answer], ranker: str, spent: float
) -> None:
    Placement.objects.update(recall_mix=dict.fromkeys(CHEAP_FIRST, 0.2))
    snapshot = SNAPSHOTS.refresh(leather)
    others = frozenset(row.product_id for row in snapshot.facts.products if row.sku != "BELT-1")
    for broken in every_combination(CHEAP_FIRST):
        failing = broken | ({ranker} - {"", "missing"})
        model = model_of(leather, clock, failing=failing, rankers=() if ranker == "missing" else ("logistic",))
        answer = ask(model, SlowLive(leather, clock, takes=spent), excluded=others)
        assert skus(answer) == ["BELT-1"], (broken, answer.fallback)
        said = "late" if spent else "failed"
        assert {f"recall_{name}_{said}" for name in (CHEAP_FIRST if spent else broken)} <= set(answer.fallback)
        assert (
            spent
            or not ranker
            or f"ranker_logistic_{'missing' if ranker == 'missing' else 'failed'}" in answer.fallback
        )


@pytest.mark.parametrize(("named", "seconds"), [({}, 0.4), ({"pseudonym": "a" * 64}, 0.75), ({"customer_id": 1}, 0.75)])
def test_a_customer_is_waited_for_longer_than_a_visitor_for_whom_a_list_can_be_made_without(
    leather: Store, clock: Clock, named: dict[str, Any], seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[float | None] = []

    @contextmanager
    def noted(limit: float | None) -> Iterator[None]:
        limits.append(limit)
        yield

    monkeypatch.setattr("woorec.live.answered_within", noted)
    deadline = Deadline(1.0, clock=clock, pace=Pace())
    request = Request(request_id=UUID(int=1), placement="home", at=NOON, explore=False, **named)
    recommend(request, SNAPSHOTS.refresh(leather), DatabaseLive(leather, deadline=deadline), deadline=deadline)
    assert limits == pytest.approx([seconds, 0.95])


def test_sql_that_sleeps_is_cut_and_the_visitor_gets_a_list(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = load_store(small_shop())
    Placement.objects.create(store=store, code="home", name="Home", surface="home", length=6)
    snapshot = SNAPSHOTS.refresh(store)
    slow = SHOPPER.replace("FROM unnest(", "FROM (SELECT pg_sleep(60)) nap CROSS JOIN unnest(")
    monkeypatch.setattr("events.queries.SHOPPER", slow)
    deadline = Deadline(1.0, pace=Pace())
    request = Request(request_id=UUID(int=1), placement="home", at=NOON, session="v-1", explore=False)
    answer = recommend(request, snapshot, DatabaseLive(store, deadline=deadline))
    assert "shopper_late" in answer.fallback
    assert len(answer.items) == 6
    deadline = Deadline(0.2, pace=Pace())
    with pytest.raises(TookTooLong):
        recommend(replace(request, customer_id=1), snapshot, DatabaseLive(store, deadline=deadline))
