import numpy as np
import pytest
import torch

from ranking.artifacts import Model
from ranking.dataset import RETURN, TrainingData
from ranking.recall.attributes import attributes_of
from ranking.recall.base import Names, Trail, align, trail_of
from ranking.recall.towers import Towers
from ranking.recall.vector import Vector, history_mean, product_vectors
from ranking.recall.vector_examples import collect_examples, make_batch
from ranking.recall.vector_training import Sampler, VectorConfig, fit
from ranking.scoring import ServingModel, assemble
from tests.ranking.leather_shop import NAMES, catalogue, leather_of, shopper


def towers_of(model: Model, data: TrainingData) -> Towers:
    """Return the torch towers with the weights that were exported."""
    arrays = {name: torch.from_numpy(np.array(values)) for name, values in model.channels["vector"].arrays.items()}
    alignment = align(Names.of(data.catalogue), data.catalogue)
    towers = Towers(
        attributes=attributes_of(alignment, price_edges=arrays["price_edges"].numpy()),
        materials=data.catalogue.materials,
        regions=len(data.catalogue.region_codes),
        tiers=len(data.catalogue.tier_codes),
        dimension=arrays["bias"].shape[0],
    )
    tables = ("products", "attributes", "regions", "tiers")
    towers.load_state_dict(
        {
            f"{name}.weight" if name in tables else name: values
            for name, values in arrays.items()
            if name != "price_edges"
        }
    )
    return towers


@pytest.mark.parametrize("leather", ["pebbled", "smooth", "suede"])
def test_who_views_a_leather_gets_that_leather(serving: ServingModel, leather: str) -> None:
    found = serving.recall("vector", shopper(f"{leather} tote", f"{leather} belt"), k=2)
    assert {leather_of(product) for product in found.rows} == {leather}


def test_one_click_is_enough_for_a_visitor(serving: ServingModel) -> None:
    found = serving.recall("vector", shopper("suede pouch", tier=None), k=3)
    assert len(found) == 3


def test_a_visitor_without_a_click_gets_nothing(serving: ServingModel) -> None:
    assert len(serving.recall("vector", shopper(), k=3)) == 0


def test_a_seed_speaks_like_the_newest_event(serving: ServingModel) -> None:
    found = serving.recall("vector", shopper("smooth tote", seeds=["suede tote"]), k=1)
    assert leather_of(found.rows[0]) == "suede"


def test_numpy_serves_what_torch_learned(model: Model, data: TrainingData) -> None:
    """The skew test: both towers, region and tier included, agree to 1e-5."""
    towers = towers_of(model, data)
    part = model.channels["vector"]
    alignment = align(Names.of(data.catalogue), data.catalogue)
    served = Vector.load(part, alignment)
    every = torch.arange(len(NAMES))
    torch_products = towers.product(every).detach().numpy()
    assert np.abs(torch_products - product_vectors(part, alignment)).max() < 1e-5

    trail = trail_of(shopper("pebbled tote", "suede belt", "smooth pouch"), limit=50)
    mean = history_mean(served.vectors, trail, half_life=float(part.facts["half_life"]))
    torch_mean = torch.from_numpy(mean)[None]
    torch_user = towers.user(torch_mean, region=torch.tensor([2]), tier=torch.tensor([1])).detach().numpy()[0]
    assert np.abs(torch_user - served.user_vector(trail, region="us", tier="member")).max() < 1e-5


def test_training_and_serving_weigh_a_history_alike(data: TrainingData) -> None:
    examples = collect_examples(data, history_limit=50, most=10_000)
    place = int(np.argmax(examples.end - examples.start))
    batch = make_batch(examples, np.array([place]), half_life=30.0)
    events = slice(examples.start[place], examples.end[place])
    ages = ((examples.at[place] - examples.times[events]) / 86_400)[::-1].astype(np.float32)
    trail = Trail(rows=examples.rows[events][::-1], kinds=examples.kinds[events][::-1], ages=ages)
    served = history_mean(np.eye(len(NAMES), dtype=np.float32), trail, half_life=30.0)
    learned = np.zeros(len(NAMES))
    np.add.at(learned, batch.unique[batch.flat], batch.shares)
    assert np.abs(learned - served).max() < 1e-5


def test_an_example_sees_only_strictly_earlier_events_of_its_shopper(data: TrainingData) -> None:
    examples = collect_examples(data, history_limit=50, most=10_000)
    for place in range(0, len(examples), 17):
        earlier = examples.times[examples.start[place] : examples.end[place]]
        assert (earlier < examples.at[place]).all()
        assert examples.target[place] not in examples.rows[examples.start[place] : examples.end[place]]


def test_a_return_turns_a_product_against_itself(serving: ServingModel) -> None:
    vectors = np.eye(2, dtype=np.float32)
    trail = Trail(
        rows=np.array([0], dtype=np.int32), kinds=np.array([RETURN], dtype=np.int8), ages=np.zeros(1, dtype=np.float32)
    )
    assert history_mean(vectors, trail, half_life=10.0)[0] < 0


def test_a_new_product_gets_the_vector_of_its_attributes(model: Model) -> None:
    shop = catalogue((*NAMES, "pebbled pouch", "smooth pouch", "suede pouch"))
    grown = assemble(model, shop)
    new = np.zeros(len(shop), dtype=bool)
    new[len(NAMES) :] = True
    for place, leather in enumerate(("pebbled", "smooth", "suede")):
        found = grown.recall("vector", shopper(f"{leather} tote", f"{leather} wallet"), allowed=new, k=3)
        assert found.rows[0] == len(NAMES) + place


def test_the_correction_is_the_chance_to_be_drawn() -> None:
    sampler = Sampler(np.array([0, 0, 0, 1]), size=4, config=VectorConfig(negatives=2))
    random = np.random.default_rng(0)
    drawn = [sampler.draw(np.array([0, 1]), random=random)[0] for _ in range(4_000)]
    share = np.bincount(np.concatenate(drawn), minlength=4) / len(drawn)
    assert share[2] == pytest.approx(0.5, abs=0.05)
    candidates, logs = sampler.draw(np.array([2, 3]), random=random)
    expected = {2: 0.5, 3: 0.5}
    for row_number, chance in expected.items():
        assert np.exp(logs[candidates.tolist().index(row_number)]) == pytest.approx(chance, abs=1e-6)


def test_training_twice_with_one_seed_gives_one_result(data: TrainingData) -> None:
    torch.set_num_threads(1)
    config = VectorConfig(dimension=4, epochs=1, batch=128, negatives=6)
    first, second = (fit(data, config=config, seed=3) for _ in range(2))
    assert all(np.array_equal(first.arrays[name], second.arrays[name]) for name in first.arrays)


def test_an_epoch_is_chosen_by_the_held_out_loss(model: Model) -> None:
    losses = model.channels["vector"].facts["held_out_loss"]
    assert len(losses) >= 2
    assert min(losses) < losses[0]
