from dataclasses import replace

import numpy as np
import pytest

from ranking import features
from ranking.artifacts import Model
from ranking.dataset import DAY, PURCHASE, TrainingData, subset
from ranking.features import CROSS, FeatureConfig, FeatureSpace
from ranking.rankers.examples import collect, moments_before
from ranking.recall import RECALLS
from ranking.recall.base import NO_ROWS, Names, ShopperState, align
from ranking.request_features import RequestFeatures
from ranking.scoring import feature_space
from tests.ranking.leather_shop import NAMES, NOW, row, rows, shopper


@pytest.fixture(scope="module")
def space(model: Model, data: TrainingData) -> FeatureSpace:
    alignment = align(Names.of(data.catalogue), data.catalogue)
    channels = {name: RECALLS[name].load(part, alignment) for name, part in model.channels.items()}
    return feature_space(model.features, alignment, channels)


def value(space: FeatureSpace, who: ShopperState, product: str, feature: str) -> float:
    return float(RequestFeatures(space, who, rows(product)).cross[0, CROSS.index(feature)])


def match(space: FeatureSpace, who: ShopperState, *products: str) -> list[float]:
    return [float(each) for each in RequestFeatures(space, who, rows(*products)).material_match]


def test_the_same_leather_matches_fully_and_another_not_at_all(space: FeatureSpace) -> None:
    who = shopper("pebbled tote", "pebbled belt")
    assert match(space, who, "pebbled pouch", "suede pouch") == pytest.approx([1.0, 0.0])


def test_nobody_matches_anything_without_a_history(space: FeatureSpace) -> None:
    assert match(space, shopper(), "pebbled pouch") == [0.0]


@pytest.mark.parametrize(
    ("feature", "product", "expected"),
    [
        ("seen", "pebbled tote", 1.0),
        ("seen", "pebbled pouch", 0.0),
        ("bought", "pebbled tote", 1.0),
        ("bought", "pebbled pouch", 0.0),
        ("recency", "pebbled tote", 0.5),
        ("recency", "pebbled pouch", 0.0),
        ("category_share", "suede tote", 1.0),
        ("category_share", "suede belt", 0.0),
        ("brand_share", "suede belt", 1.0),
        ("price_distance", "suede tote", 0.0),
        ("price_distance", "suede wallet", np.log(90 / 50)),
        ("history", "suede belt", np.log(2)),
    ],
)
def test_a_feature_means_what_its_name_says(space: FeatureSpace, feature: str, product: str, expected: float) -> None:
    """The shopper bought a pebbled tote yesterday, nothing else."""
    who = shopper("pebbled tote", kind=PURCHASE)
    assert value(space, who, product, feature) == pytest.approx(expected, abs=1e-5)


def test_a_wallet_is_the_companion_of_the_tote_in_view(space: FeatureSpace) -> None:
    who = shopper("suede belt", seeds=["pebbled tote"])
    assert value(space, who, "pebbled wallet", "companion") > 0
    assert value(space, who, "suede wallet", "companion") == 0


def test_affinity_prefers_the_leather_a_shopper_looks_at(space: FeatureSpace) -> None:
    who = shopper("suede belt", "suede tote")
    assert value(space, who, "suede pouch", "affinity") > value(space, who, "smooth pouch", "affinity")


def test_a_future_event_never_reaches_an_example(data: TrainingData, space: FeatureSpace) -> None:
    """Take away everything at or after each list, and no feature of that list may change."""
    whole = collect(data, space, most=10_000)
    for place in range(0, len(data.impressions), 211):
        at = data.impressions.at[place]
        past = replace(data, interactions=subset(data.interactions, data.interactions.at < at))
        alone = collect(replace(past, impressions=subset(data.impressions, np.array([place]))), space, most=1)
        assert np.allclose(alone.cross[0], whole.cross[place], atol=1e-5)


def test_an_event_at_the_very_moment_of_the_impression_does_not_count(data: TrainingData) -> None:
    shown = subset(data.impressions, np.array([0]))
    event = subset(data.interactions, np.array([0]))
    same = replace(event, customer=shown.customer, session=shown.session, at=shown.at)
    earlier = replace(same, at=shown.at - 1.0)
    assert moments_before(same, shown, limit=50)[0].counts.tolist() == [0]
    assert moments_before(earlier, shown, limit=50)[0].counts.tolist() == [1]


def test_somebody_elses_events_do_not_count(data: TrainingData) -> None:
    shown = subset(data.impressions, np.array([0]))
    event = subset(data.interactions, np.array([0]))
    stranger = replace(event, customer=shown.customer + 5_000, at=shown.at - 1.0)
    assert moments_before(stranger, shown, limit=50)[0].counts.tolist() == [0]


def test_training_and_serving_compute_the_same_features(data: TrainingData, space: FeatureSpace) -> None:
    """Replay impressions as requests: the state a web process would build gives the trainer's numbers."""
    whole = collect(data, space, most=10_000)
    events = data.interactions
    for place in range(0, len(data.impressions), 301):
        shown = subset(data.impressions, np.array([place]))
        mine = events.customer == shown.customer if shown.customer[0] >= 0 else events.session == shown.session
        mine &= (events.at < shown.at) & ((events.customer >= 0) == (shown.customer[0] >= 0))
        index = np.flatnonzero(mine)[::-1]
        who = ShopperState(
            history_rows=events.product[index],
            history_kinds=events.kind[index],
            history_ages=((shown.at - events.at[index]) / DAY).astype(np.float32),
            seeds=NO_ROWS,
            cart=NO_ROWS,
            region=None,
            tier=None,
            at=float(shown.at[0]),
        )
        served = RequestFeatures(space, who, shown.product).cross
        assert np.allclose(served[0], whole.cross[place], atol=1e-4)


def test_only_the_newest_events_up_to_the_limit_speak(data: TrainingData) -> None:
    moments, _ = moments_before(data.interactions, data.impressions, limit=2)
    assert moments.counts.max() == 2
    assert (moments.ages > 0).all()


def test_popularity_is_that_of_the_training_window(data: TrainingData) -> None:
    part = features.fit(data, config=FeatureConfig())
    assert len(part.arrays["popularity"]) == len(NAMES)
    assert part.arrays["popularity"][row("pebbled tote")] > part.arrays["popularity"][row("pebbled pouch")]


def test_a_new_arrival_is_fresh_and_an_old_product_is_not(model: Model, data: TrainingData) -> None:
    launched = np.full(len(NAMES), 10_000.0, dtype=np.float32)
    launched[0] = NOW / DAY
    launched[1] = np.nan
    shop = replace(data.catalogue, launched_days=launched)
    alignment = align(Names.of(shop), shop)
    grown = feature_space(model.features, alignment, {})
    assert [value(grown, shopper(), name, "freshness") for name in NAMES[:3]] == pytest.approx([1.0, 0.0, 0.0])
