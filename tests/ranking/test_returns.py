"""What comes back, as the return head learns it: a leather house, a jeweller with 18 % returns, a shop without."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ranking import artifacts, returns_training
from ranking.artifacts import Model
from ranking.dataset import DAY, PURCHASE, RETURN, VIEW, Interactions, OrderLines, TrainingData
from ranking.features import CROSS, FeatureSpace
from ranking.rankers.logistic import item_half
from ranking.rankers.logistic_training import LogisticConfig
from ranking.recall import RECALLS
from ranking.recall.base import Names, ShopperState, align
from ranking.request_features import RequestFeatures
from ranking.returns import OWN, RETURN_CROSS, Returns, return_cross
from ranking.returns_training import ReturnsConfig
from ranking.scoring import ServingModel, assemble, feature_space
from ranking.training import train
from tests.ranking.conftest import silent
from tests.ranking.leather_shop import NAMES, NOW, catalogue, moment_of, quick_config, row, rows, shopper

JEWELLER = 0.18


def lines(count: int, *, chance: np.ndarray | float, days: tuple[float, float], seed: int = 3) -> OrderLines:
    """Return single pieces of random products, bought between so many days ago; a return takes 3 to 12 days."""
    random = np.random.default_rng(seed)
    product = random.integers(0, len(NAMES), count).astype(np.int32)
    at = np.sort(NOW - DAY * random.uniform(*days, count))
    back = random.random(count) < np.broadcast_to(chance, len(NAMES))[product]
    delay = np.where(back, random.uniform(3, 12, count), np.nan) * DAY
    known = np.nan_to_num(at + delay, nan=np.inf) <= NOW
    customer = random.integers(0, 180, count)
    return OrderLines(
        order=np.arange(count),
        customer=customer,
        session=np.full(count, -1),
        product=product,
        at=at,
        region=(customer % 2).astype(np.int16),
        tier=(customer % 2).astype(np.int16),
        pieces=np.ones(count, dtype=np.int32),
        returned=(back & known).astype(np.int32),
        returned_at=np.where(known, at + delay, np.nan),
    )


def suede_comes_back() -> np.ndarray:
    """Return the jeweller's rate of 18 % on the whole, nearly all of it from one material."""
    return np.where([name.startswith("suede") for name in NAMES], 0.42, 0.06)


def space_of(data: TrainingData, model: Model) -> FeatureSpace:
    alignment = align(Names.of(data.catalogue), data.catalogue)
    channels = {name: RECALLS[name].load(part, alignment) for name, part in model.channels.items()}
    return feature_space(model.features, alignment, channels)


@pytest.fixture(scope="module")
def jeweller(data: TrainingData) -> TrainingData:
    told = lines(3000, chance=suede_comes_back(), days=(2, 200))
    return replace(data, order_lines=told, interactions=deeds_of(told))


@pytest.fixture(scope="module")
def learned(jeweller: TrainingData) -> Model:
    return train(jeweller, config=quick_config(), report=silent)


@pytest.fixture(scope="module")
def asked(learned: Model, jeweller: TrainingData) -> ServingModel:
    return assemble(learned, jeweller.catalogue)


def test_the_jeweller_learns_what_comes_back_and_what_stays(asked: ServingModel) -> None:
    who = shopper("pebbled tote", "smooth wallet", kind=PURCHASE)
    heads = asked.score("logistic", who, rows("suede belt", "pebbled belt"))
    assert heads["preturn"][0] > 0.3
    assert heads["preturn"][1] < 0.12


def test_what_is_foretold_on_the_whole_is_what_happened(learned: Model, asked: ServingModel) -> None:
    figures = learned.metrics["returns"]
    everything = np.arange(len(NAMES), dtype=np.int32)
    foretold = asked.score("logistic", shopper(), everything)["preturn"].mean()
    assert figures["method"] == "logistic"
    assert figures["rate"] == pytest.approx(JEWELLER, abs=0.03)
    assert foretold == pytest.approx(figures["rate"], abs=0.05)
    assert 0.6 < figures["calibration"] < 1.6
    assert figures["log_loss"] < figures["usual_log_loss"]


def test_a_new_product_is_judged_by_what_it_is_made_of(learned: Model) -> None:
    shop = catalogue((*NAMES, "suede tote", "smooth tote"))
    heads = assemble(learned, shop).score("logistic", shopper(), np.array([12, 13], dtype=np.int32))
    assert heads["preturn"][0] > 2 * heads["preturn"][1]


def test_who_sends_much_back_is_expected_to_do_so_again(jeweller: TrainingData) -> None:
    """Half of the customers send back every other piece, whatever it is; the others keep everything."""
    random = np.random.default_rng(5)
    told = lines(4000, chance=0.0, days=(30, 300))
    sends = told.customer % 2 == 0
    back = sends & (random.random(len(told)) < 0.5)
    told = replace(told, returned=back.astype(np.int32), returned_at=np.where(back, told.at + 4 * DAY, np.nan))
    data = replace(jeweller, order_lines=told, interactions=deeds_of(told))
    # Region and tier follow the customer here, and would give it away.
    told = replace(told, region=np.full_like(told.region, -1), tier=np.full_like(told.tier, -1))
    model = train(replace(data, order_lines=told), config=quick_config(), report=silent)
    serving = assemble(model, jeweller.catalogue)
    often, never = buyer(returned=6), buyer(returned=0)
    one = rows("smooth belt")
    assert serving.score("logistic", often, one)["preturn"] > 2 * serving.score("logistic", never, one)["preturn"]


def deeds_of(told: OrderLines) -> Interactions:
    """Return purchases and returns as events."""
    back = told.returned > 0
    at = np.concatenate([told.at, told.returned_at[back]])
    order = np.argsort(at, kind="stable")
    twice = lambda column: np.concatenate([column, column[back]])[order]  # noqa: E731
    kinds = np.concatenate([np.full(len(told), PURCHASE), np.full(back.sum(), RETURN)])[order]
    return Interactions(
        customer=twice(told.customer),
        session=twice(told.session),
        product=twice(told.product),
        kind=kinds.astype(np.int8),
        at=at[order],
        region=twice(told.region),
        tier=twice(told.tier),
        order=np.where(kinds == PURCHASE, twice(told.order), -1),
    )


def buyer(*, returned: int) -> ShopperState:
    kinds = np.array([PURCHASE] * 12 + [RETURN] * returned, dtype=np.int8)
    return replace(
        shopper(),
        history_rows=np.resize(rows("pebbled tote", "smooth wallet", "suede belt"), len(kinds)).astype(np.int32),
        history_kinds=kinds,
        history_ages=np.linspace(20, 200, len(kinds)).astype(np.float32),
    )


def test_a_shop_without_returns_is_told_so_and_ranks_on(data: TrainingData) -> None:
    model = train(
        replace(data, order_lines=lines(800, chance=0.0, days=(30, 200))), config=quick_config(), report=silent
    )
    assert model.returns is None
    assert model.metrics["returns"]["missing"].startswith("None of 800 pieces came back")
    assert "preturn" not in assemble(model, data.catalogue).score("logistic", shopper(), rows("suede tote"))


def test_a_shop_without_orders_is_told_so(first_day: Model) -> None:
    assert first_day.metrics["returns"]["missing"] == "No order is known yet."


def test_returns_that_are_too_fresh_do_not_count(data: TrainingData, first_day: Model) -> None:
    fresh = replace(data, order_lines=lines(800, chance=0.3, days=(1, 13)))
    part, figures = returns_training.fit(
        fresh, space_of(data, first_day), config=ReturnsConfig(), logistic=LogisticConfig()
    )
    assert part is None
    assert figures["missing"] == "Every order is younger than 14 days: too fresh to say what comes back."
    assert figures["fresh_lines"] == 800


@pytest.mark.parametrize(("slowest", "days"), [(4.0, 14.0), (30.0, 30.0), (400.0, 90.0)])
def test_an_order_is_old_enough_when_the_shops_own_returns_have_come(slowest: float, days: float) -> None:
    told = lines(400, chance=1.0, days=(500, 900))
    slow = replace(told, returned_at=told.at + slowest * DAY)
    assert returns_training.mature_days(slow, now=NOW, config=ReturnsConfig()) == days


def test_quick_returns_of_young_orders_do_not_make_a_shop_look_quick() -> None:
    old = lines(300, chance=1.0, days=(100, 300))
    old = replace(old, returned_at=old.at + 40 * DAY)
    young = lines(900, chance=1.0, days=(1, 40))
    young = replace(young, returned_at=young.at + 0.5 * DAY)
    both = OrderLines(**{name: np.r_[getattr(old, name), getattr(young, name)] for name in OrderLines.__slots__})
    assert returns_training.mature_days(both, now=NOW, config=ReturnsConfig()) == 40


def test_of_three_pieces_one_came_back() -> None:
    told = replace(lines(1, chance=0.0, days=(30, 40)), pieces=np.array([3]), returned=np.array([1]))
    owners, returned = returns_training.pieces_of(told, config=ReturnsConfig())
    assert owners.tolist() == [0, 0, 0]
    assert returned.tolist() == [True, False, False]


def test_a_bulk_order_speaks_with_ten_pieces_at_most() -> None:
    told = replace(lines(1, chance=0.0, days=(30, 40)), pieces=np.array([400]), returned=np.array([200]))
    _, returned = returns_training.pieces_of(told, config=ReturnsConfig())
    assert (len(returned), returned.sum()) == (10, 5)


def test_with_few_returns_a_category_stays_near_the_shops_rate(data: TrainingData, first_day: Model) -> None:
    """Thirty returns are too few for a regression: rates, and what was sold twice moves nearly nothing."""
    told = lines(400, chance=np.where([name.startswith("suede") for name in NAMES], 0.25, 0.02), days=(30, 200))
    few = replace(data, order_lines=told)
    space = space_of(data, first_day)
    part, figures = returns_training.fit(few, space, config=ReturnsConfig(), logistic=LogisticConfig())
    assert part is not None
    assert figures["method"] == "rates"
    assert figures["returned"] < 200
    head = Returns.load(part, space)
    foretold = head.score(RequestFeatures(space, shopper(), rows(*NAMES)))
    raw = [told.returned[told.product == product].mean() for product in range(12)]
    assert foretold.min() > 0.01
    assert foretold.max() < max(raw)
    assert foretold[8:].mean() > 2 * foretold[:8].mean()


def test_what_was_looked_at_on_the_way_to_the_order_is_not_known_when_a_list_is_made(
    data: TrainingData, first_day: Model
) -> None:
    bought_at = NOW - 40 * DAY
    told = lines(1, chance=0.0, days=(30, 40))
    told = replace(told, product=np.array([row("suede tote")]), at=np.array([bought_at]), customer=np.array([900]))
    days_before = np.array([20.0, 2.0, 1.0])
    looked = looks(900, ["suede tote", "suede tote", "smooth belt"], at=bought_at - days_before * DAY)
    space = space_of(data, first_day)
    moments = returns_training._before_it_was_found(
        replace(data, interactions=looked), told, space, config=ReturnsConfig()
    )
    assert [NAMES[each] for each in moments.rows] == ["smooth belt", "suede tote"]
    assert moments.ages == pytest.approx([1.0, 20.0], abs=1e-3)


def looks(customer: int, names: list[str], *, at: np.ndarray) -> Interactions:
    count = len(names)
    return Interactions(
        customer=np.full(count, customer),
        session=np.zeros(count, dtype=np.int64),
        product=rows(*names),
        kind=np.full(count, VIEW, dtype=np.int8),
        at=at,
        region=np.zeros(count, dtype=np.int16),
        tier=np.zeros(count, dtype=np.int16),
        order=np.full(count, -1),
    )


def test_training_and_serving_see_the_same_features(data: TrainingData, first_day: Model) -> None:
    """A shopper with one past, once as a row of the log and once as a request, to the last figure."""
    asked_at = NOW
    names = ["pebbled tote", "smooth belt", "suede wallet"]
    days_ago = np.array([30.0, 12.0, 9.0])
    past = looks(900, names, at=asked_at - days_ago * DAY)
    told = replace(lines(1, chance=0.0, days=(30, 40)), at=np.array([asked_at]), customer=np.array([900]))
    told = replace(told, product=np.array([row("suede belt")]))
    space = space_of(data, first_day)
    learned_from = returns_training.collect(
        replace(data, interactions=past),
        told,
        np.array([0]),
        np.array([False]),
        space,
        rate=0.2,
        config=ReturnsConfig(),
    )
    state = replace(
        shopper(*reversed(names)), history_ages=days_ago[::-1].astype(np.float32), region=None, tier=None, at=asked_at
    )
    moments, one = moment_of(state, limit=space.history_limit), rows("suede belt")
    owners = np.zeros(1, np.int64)
    cross = space.cross(moments, owners=owners, rows=one)
    served = return_cross(space, moments, owners=owners, rows=one, cross=cross, rate=0.2)
    assert served.shape[1] == len(RETURN_CROSS) == len(CROSS) + len(OWN)
    assert learned_from.cross == pytest.approx(served, abs=1e-5)


def test_a_request_gets_the_chance_that_its_features_have_in_training(learned: Model, jeweller: TrainingData) -> None:
    space = space_of(jeweller, learned)
    part = learned.returns
    assert part is not None
    who, each = shopper("suede tote", "suede belt", "smooth belt", kind=RETURN), rows(*NAMES)
    who = replace(who, history_kinds=np.array([RETURN, PURCHASE, PURCHASE], np.int8))
    moments, owners = moment_of(who, limit=space.history_limit), np.zeros(len(each), np.int64)
    cross = space.cross(moments, owners=owners, rows=each)
    pairs = return_cross(space, moments, owners=owners, rows=each, cross=cross, rate=float(part.facts["rate"]))
    weights, slope, offset = part.arrays, *part.arrays["calibration"]
    logits = item_half(dict(weights), space) + pairs @ weights["cross"] + weights["bias"][0]
    logits += weights["regions"][1] + weights["tiers"][1]
    served = Returns.load(part, space).score(RequestFeatures(space, who, each))
    assert served == pytest.approx(1 / (1 + np.exp(-(slope * logits + offset))), abs=1e-6)


def test_the_head_survives_the_folder(
    learned: Model, asked: ServingModel, jeweller: TrainingData, tmp_path: Path
) -> None:
    artifacts.write(learned, tmp_path / "model")
    again = assemble(artifacts.read(tmp_path / "model"), jeweller.catalogue)
    everything = np.arange(len(NAMES), dtype=np.int32)
    before = asked.score("logistic", shopper("suede tote"), everything)["preturn"]
    assert again.foretells_returns
    assert again.score("logistic", shopper("suede tote"), everything)["preturn"] == pytest.approx(before)


def test_a_folder_without_the_head_is_read(model: Model, tmp_path: Path) -> None:
    artifacts.write(model, tmp_path / "model")
    assert artifacts.read(tmp_path / "model").returns is None


def test_the_data_of_a_run_keep_their_orders(jeweller: TrainingData, tmp_path: Path) -> None:
    jeweller.save(tmp_path / "data")
    kept = TrainingData.load(tmp_path / "data").order_lines
    assert kept.returned.sum() == jeweller.order_lines.returned.sum()
