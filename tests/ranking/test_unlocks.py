"""What a shop's data allows, and what more of it will unlock, as the Models page says it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.template.loader import render_to_string

from catalog.models import Store
from events.backfill import load_history
from events.rows import History, InteractionRow, RankedListRow
from ranking.queries import training_data
from ranking.rankers.ladder import RankersConfig
from ranking.recall.hot import HotConfig
from ranking.unlocks import Counts, Rung, ladder, unlocks_of
from tests.factories import PRODUCTS

NOTHING = Counts(products=0, events=0, impressions=0, clicks=0, purchases=0)
BUSY = Counts(products=12, events=900, impressions=5_000, clicks=300, purchases=60)
SKUS = [product.sku for product in PRODUCTS]


def working(counts: Counts) -> int:
    return sum(rung.works for rung in ladder(counts))


def next_of(counts: Counts) -> Rung:
    return next(rung for rung in ladder(counts) if not rung.works)


@pytest.mark.parametrize(
    ("counts", "works"),
    [
        (NOTHING, 0),
        (replace(NOTHING, products=12), 1),
        (replace(NOTHING, products=12, events=1), 2),
        (replace(NOTHING, products=12, events=20), 3),
        (replace(BUSY, clicks=50, purchases=0), 4),
        (replace(BUSY, clicks=99, purchases=50), 4),
        (replace(BUSY, clicks=100, purchases=50), 5),
    ],
)
def test_each_step_needs_its_own_data(counts: Counts, works: int) -> None:
    assert working(counts) == works


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (
            replace(BUSY, clicks=0, purchases=0),
            "With 50 more clicks in lists WooRec can learn which products are clicked, and put them first.",
        ),
        (
            replace(BUSY, clicks=49, purchases=0),
            "With 1 more click in a list WooRec can learn which products are clicked, and put them first.",
        ),
        (
            replace(BUSY, clicks=30, impressions=40, purchases=0),
            "With 20 more clicks in lists and 40 more products that are shown and left WooRec can learn which products "
            "are clicked, and put them first.",
        ),
        (
            Counts(products=12, events=900, impressions=5_000, clicks=38, purchases=3),
            "With 12 more clicks in lists WooRec can learn which products are clicked, and put them first.",
        ),
        (
            replace(BUSY, purchases=38),
            "With 12 more purchases after such clicks WooRec can learn which clicked products are bought, and rank by "
            "sales, revenue or margin.",
        ),
    ],
)
def test_what_is_missing_is_said_in_words(counts: Counts, sentence: str) -> None:
    assert next_of(counts).sentence == sentence


def test_three_things_that_are_missing_are_listed() -> None:
    last = ladder(replace(BUSY, clicks=38, purchases=3))[-1]
    assert last.sentence.startswith(
        "With 12 more clicks in lists, 47 more purchases after such clicks and 15 more clicks without a purchase WooRec"
    )


def test_a_step_that_works_says_what_it_does() -> None:
    assert ladder(BUSY)[3].sentence == "WooRec can learn which products are clicked, and put them first."


def test_the_scarcest_need_says_how_far_a_step_is() -> None:
    assert next_of(replace(BUSY, clicks=30, impressions=40, purchases=0)).percent == 20
    assert {rung.percent for rung in ladder(BUSY)} == {100}


def test_the_thresholds_are_those_of_training() -> None:
    rungs = ladder(BUSY)
    assert {need.want for rung in rungs[3:] for need in rung.needs} == {RankersConfig().fewest_positives}
    assert rungs[2].needs[0].want == HotConfig().guess_prior


def history(*, lists: int, clicked: int, bought: int) -> History:
    """Lists of six products; the first product of the first lists is clicked, and of the very first bought."""
    now = datetime.now(UTC)
    times = [now - timedelta(hours=lists - number) for number in range(lists)]
    answers = [("select_item", number) for number in range(clicked)] + [
        ("purchase", number) for number in range(bought)
    ]
    return History(
        ranked_lists=(
            RankedListRow(
                request_id=UUID(int=number + 1),
                at=at,
                placement="home",
                skus=tuple(SKUS[:6]),
                scores=(0.0,) * 6,
                propensities=(1 / 12,) * 6,
                prices=(100.0,) * 6,
                session=f"s-{number}",
                region="eu",
            )
            for number, at in enumerate(times)
        ),
        interactions=iter(
            InteractionRow(
                event_id=UUID(int=10_000 + place),
                kind=kind,
                at=times[number] + timedelta(minutes=1 if kind == "select_item" else 2),
                sku=SKUS[0],
                session=f"s-{number}",
                request_id=UUID(int=number + 1),
            )
            for place, (kind, number) in enumerate(
                sorted(answers, key=lambda answer: (answer[1], answer[0] != "select_item"))
            )
        ),
    )


def test_a_shop_is_counted_as_training_counts_it(leather: Store) -> None:
    load_history(leather, history(lists=20, clicked=9, bought=4))
    data = training_data(leather, now=datetime.now(UTC), days=None)
    needs = {need.many: need.have for rung in unlocks_of(leather)["rungs"] for need in rung.needs}
    assert needs["products"] == 12
    assert needs["events of shoppers"] == len(data.interactions) == 13
    assert needs["clicks in lists"] == data.impressions.clicked.sum() == 9
    assert needs["purchases after such clicks"] == data.impressions.bought.sum() == 4
    assert needs["products that are shown and left"] == (~data.impressions.clicked).sum() == 111


def test_the_page_marks_the_next_step_and_no_other(leather: Store) -> None:
    load_history(leather, history(lists=4, clicked=2, bought=0))
    html = render_to_string("ranking/unlocks.html", unlocks_of(leather))
    assert html.count('aria-current="step"') == 1
    assert "With 18 more events of shoppers WooRec can go more by what is popular" in html


def test_a_shop_that_has_it_all_is_told_so() -> None:
    html = render_to_string("ranking/unlocks.html", {"rungs": ladder(BUSY), "next_rung": None})
    assert "Nothing is missing." in html
    assert "aria-current" not in html
