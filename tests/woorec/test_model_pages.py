"""Which ranker a placement uses, what a shadow would show, and the map of products."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from catalog.models import Store
from events.backfill import load_history
from rules.models import Placement
from tests.conftest import StudioDoor
from tests.ranking.full_figures import full_figures
from tests.ranking.test_models_page import metrics, version
from tests.ranking.test_training_runs import past
from woorec import model_rankers, product_map, shadow_scoring
from woorec.holder import SNAPSHOTS
from woorec.product_map import MOST_DRAWN, drawn_rows, flat_of, nearest
from woorec.shadow_scoring import look, summary_of, surprise_of

RANKERS, MAP, SHADOW = (f"/studio/leather/models/{name}/" for name in ("rankers", "map", "shadow"))


class TwoRankers:
    """A model that knows two rankers, so far as a switch looks at it."""

    rankers = ("logistic", "deepfm")


@pytest.fixture
def both_rankers(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = SimpleNamespace(refresh=lambda store: SimpleNamespace(model=TwoRankers()))
    monkeypatch.setattr(model_rankers, "SNAPSHOTS", fake)


def test_a_shop_without_a_model_is_told_what_is_served(studio: StudioDoor, vera: User, leather: Store) -> None:
    assert b"No ranker has learned yet" in studio(vera).get(RANKERS).content


def test_the_shops_own_events_say_which_ranker_to_use(studio: StudioDoor, vera: User, leather: Store) -> None:
    version(leather, "leather-1", "champion", metrics=full_figures())
    page = studio(vera).get(RANKERS)
    assert page.context["answer"][0] == "DeepFM"
    html = page.content.decode()
    assert "+1.40 for 1,000 shown (+0.60 to +2.20)" in html
    assert "12 of 27,000 rows are purchases" in html


def test_an_older_model_knows_its_one_ranker(studio: StudioDoor, vera: User, leather: Store) -> None:
    version(leather, "leather-1", "champion", metrics=metrics())
    assert studio(vera).get(RANKERS).context["answer"][0] == "Logistic regression"


def test_petra_switches_a_placement_with_one_click(
    studio: StudioDoor, petra: User, home_page: Placement, both_rankers: None
) -> None:
    version(home_page.store, "leather-1", "champion", metrics=full_figures())
    client = studio(petra)
    assert 'value="deepfm"' in client.get(RANKERS).content.decode()
    client.post(f"{RANKERS}home/", {"ranker": "deepfm", "was": "logistic"})
    home_page.refresh_from_db()
    assert home_page.ranker == "deepfm"


def test_a_switch_that_somebody_was_quicker_with_is_not_made(
    studio: StudioDoor, petra: User, home_page: Placement, both_rankers: None
) -> None:
    answer = studio(petra).post(f"{RANKERS}home/", {"ranker": "logistic", "was": "deepfm"}, follow=True)
    assert b"meanwhile. Look again" in answer.content


def test_a_ranker_that_the_model_lacks_is_not_switched_to(
    studio: StudioDoor, petra: User, home_page: Placement
) -> None:
    answer = studio(petra).post(f"{RANKERS}home/", {"ranker": "esmm", "was": "logistic"}, follow=True)
    assert b"is not in the model that serves" in answer.content
    home_page.refresh_from_db()
    assert home_page.ranker == "logistic"


def test_mia_may_look_and_not_switch(studio: StudioDoor, mia: User, home_page: Placement) -> None:
    version(home_page.store, "leather-1", "champion", metrics=full_figures())
    client = studio(mia)
    assert "switch-ranker" not in client.get(RANKERS).content.decode()
    assert client.post(f"{RANKERS}home/", {"ranker": "deepfm", "was": "logistic"}).status_code == 403


class Placed:
    """A model, so far as the map looks at it."""

    def __init__(self, vectors: np.ndarray) -> None:
        self.product_vectors = vectors.astype(np.float32)


def two_corners(names: list[str]) -> np.ndarray:
    """Totes in one corner and everything else in another."""
    corners = np.array([[1.0, 0.0, 0.0] if "Tote" in name else [0.0, 1.0, 0.0] for name in names])
    return corners + np.random.default_rng(1).normal(0, 0.02, corners.shape)


@pytest.fixture
def placed(leather: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = SNAPSHOTS.current(leather)
    model = Placed(two_corners([product.name for product in snapshot.facts.products]))
    monkeypatch.setattr(product_map, "flat_of", lambda _model: flat_of(model))  # type: ignore[arg-type]


def test_without_a_trained_model_products_lie_by_what_they_are(studio: StudioDoor, vera: User, leather: Store) -> None:
    page = studio(vera).get(MAP)
    assert len(page.context["dots"]) == len(SNAPSHOTS.current(leather).facts.products)
    assert b"No model has been trained yet: the products lie by what they are" in page.content


def test_a_tote_has_its_kind_for_neighbours(studio: StudioDoor, vera: User, leather: Store, placed: None) -> None:
    products = SNAPSHOTS.current(leather).facts.products
    tote = next(product for product in products if "Tote" in product.name)
    page = studio(vera).get(MAP, {"near": tote.sku})
    assert len(page.context["dots"]) == len(products)
    assert page.context["dots"][-1].role == "chosen"
    others = {product.item_group for product in products if "Tote" in product.name} - {tote.item_group}
    kinds = ["Tote" in near.name for near in page.context["near"]]
    assert kinds == sorted(kinds, reverse=True)
    assert sum(kinds) == len(others)


def test_a_product_is_found_by_a_piece_of_its_name(
    studio: StudioDoor, vera: User, leather: Store, placed: None
) -> None:
    found = studio(vera).get(MAP, {"q": "tote"}).context["found"]
    assert found
    assert all("tote" in each.name.lower() for each in found)
    assert b"No product has" in studio(vera).get(MAP, {"q": "spaceship"}).content


def test_of_fifty_thousand_products_an_even_sample_is_drawn_and_all_are_searched() -> None:
    keys = ["Leather"] * 40_000 + ["Metal"] * 9_000 + ["Pearl"] * 1_000
    drawn = drawn_rows(keys)
    assert len(drawn) == MOST_DRAWN
    assert 20 <= sum(keys[row] == "Pearl" for row in drawn) <= 40
    rng = np.random.default_rng(2)
    flat = flat_of(Placed(vectors=rng.normal(size=(50_000, 32))))  # type: ignore[arg-type]
    assert flat is not None
    assert flat.points.min() >= 0
    assert flat.points.max() <= 1
    styles = np.arange(50_000, dtype=np.int32)
    best = nearest(flat, 7, styles=styles)
    assert best[0][1] == pytest.approx(np.delete(flat.directions @ flat.directions[7], 7).max())


def shown(lists: int, *, champion: float, challenger: float) -> list[list[float]]:
    """Lists of two products of which the first is clicked; each model gives it a chance of its own."""
    rows = []
    for number in range(lists):
        first, second = (1, 2) if number % 2 else (2, 1)
        rows += [[number, first, 1.0, champion, challenger], [number, second, 0.0, 0.05, 0.05]]
    return rows


def test_the_model_that_thought_the_clicked_product_likelier_was_less_surprised() -> None:
    found = surprise_of(shown(80, champion=0.06, challenger=0.2))
    assert found["challenger"] < found["champion"]
    assert found["low"] > 0


def test_two_models_are_not_compared_on_a_handful_of_clicks() -> None:
    assert "12 clicks so far" in surprise_of(shown(12, champion=0.1, challenger=0.2))["missing"]


def test_without_a_shadow_the_page_says_how_to_get_one(studio: StudioDoor, vera: User, leather: Store) -> None:
    assert b"No model stands in the shadow" in studio(vera).get(SHADOW).content


@pytest.mark.django_db(transaction=True)
def test_a_challenger_is_asked_what_live_shoppers_asked_and_nobody_is_named(
    studio: StudioDoor, vera: User, leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    load_history(leather, past(lists=4, now=now - timedelta(minutes=20)))
    snapshot = SNAPSHOTS.current(leather)
    monkeypatch.setattr(shadow_scoring, "load_model", lambda _folder, _catalogue: snapshot.model)
    object.__setattr__(snapshot, "model_problem", "")
    challenger = version(leather, "leather-2", "challenger", shadow_since=now - timedelta(days=1))
    challenger.shadow = {"until": (now - timedelta(hours=3)).isoformat()}
    assert look(challenger, now=now) == 1
    assert look(challenger, now=now) == 0
    summary = summary_of(challenger.shadow)
    assert summary is not None
    assert (summary["lists"], summary["overlap"]) == (1, 1.0)
    assert str(UUID(int=3)) not in str(challenger.shadow)
    assert "customer" not in str(challenger.shadow)
    html = studio(vera).get(SHADOW).content.decode()
    assert "Lists asked of both" in html
    assert "0 clicks so far" in html
