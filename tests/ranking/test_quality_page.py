"""Curves and groups of shoppers, for champion and challenger, whatever a version knows of itself."""

import pytest
from django.contrib.auth.models import User

from catalog.models import Store
from ranking.charts import line, place, readable_top
from ranking.figures import OF_ITS_LISTS
from ranking.quality import quality_of, rankers_of
from tests.conftest import StudioDoor
from tests.ranking.full_figures import full_figures
from tests.ranking.full_figures import head as head_figures
from tests.ranking.test_models_page import metrics, version

QUALITY = "/studio/leather/models/quality/"


def test_both_models_are_drawn_with_their_numbers_beside(studio: StudioDoor, vera: User, leather: Store) -> None:
    version(leather, "leather-1", "champion", age=1, metrics=full_figures())
    version(leather, "leather-2", "challenger", metrics=full_figures(better=0.1))
    html = studio(vera).get(QUALITY, {"ranker": "deepfm", "head": "pctr"}).content.decode()
    assert html.count('class="plot__line plot__line--challenger"') == 2
    assert "champion 71.0\xa0%, challenger 81.0\xa0%" in html
    assert "the challenger orders better than the champion" in html
    assert "New visitors" in html


def test_the_top_of_the_lists_is_told_model_by_model(studio: StudioDoor, vera: User, leather: Store) -> None:
    old = full_figures()
    for name in OF_ITS_LISTS:
        del old["rankers"]["logistic"]["pctr"][name]
    sides = [
        ("champion", version(leather, "old", "champion", age=1, metrics=old)),
        ("challenger", version(leather, "new", "challenger", metrics=full_figures())),
    ]
    found = {each.label: each.texts for each in quality_of(sides, ranker="logistic", head="pctr").lists}
    assert found["Found in the first 4"] == ("not measured", "58.0\xa0%")
    assert found["Found in the first 10"] == ("not measured", "not computable")
    html = studio(vera).get(QUALITY, {"ranker": "logistic", "head": "pctr"}).content.decode()
    assert "Of the products with a click in a list" in html
    assert "48.0\xa0% in the first 4" in html


def test_what_only_the_clicked_tell_orders_no_list(leather: Store) -> None:
    known = full_figures()
    known["rankers"]["logistic"]["pcvr"] = head_figures()
    champion = version(leather, "leather-1", "champion", metrics=known)
    assert quality_of([("champion", champion)], ranker="logistic", head="pcvr").lists == ()


def test_a_version_without_curves_says_so(studio: StudioDoor, vera: User, leather: Store) -> None:
    version(leather, "leather-1", "champion", age=1)
    html = studio(vera).get(QUALITY).content.decode()
    assert "was trained before curves were kept" in html
    assert "plot__line" not in html


@pytest.mark.parametrize("known", [{}, {"rankers": {"logistic": {"missing": "No impression has been clicked yet."}}}])
def test_a_first_day_is_told_what_is_missing(studio: StudioDoor, vera: User, leather: Store, known: dict) -> None:
    version(leather, "leather-1", "champion", metrics=known)
    assert b"Nothing to draw yet" in studio(vera).get(QUALITY).content


def test_figures_that_nobody_asked_for_lead_nowhere(studio: StudioDoor, vera: User, leather: Store) -> None:
    version(leather, "leather-1", "champion", metrics=full_figures())
    asked = {"ranker": "oracle", "head": "luck", "version": "x"}
    assert studio(vera).get(QUALITY, asked).context["quality"].roc is not None


def test_who_avoids_something_is_shown_as_one_sum_of_enough_people(leather: Store) -> None:
    each = {"rows": 5000, "positives": 200, "auc": 0.7, "log_loss": 0.1, "calibration": 1.0}
    known = full_figures()
    known["rankers"]["logistic"]["pctr"]["segments"] = {
        "Shoppers with avoidances": each | {"shoppers": 99},
        "Region eu": each,
    }
    few = quality_of([("champion", version(leather, "few", "champion", metrics=known))], ranker="logistic", head="pctr")
    known["rankers"]["logistic"]["pctr"]["segments"]["Shoppers with avoidances"]["shoppers"] = 100
    enough = version(leather, "enough", "challenger", metrics=known)
    many = quality_of([("challenger", enough)], ranker="logistic", head="pctr")
    assert [row.name for row in few.segments.rows] == ["Region eu"]
    assert "Shoppers with avoidances" in [row.name for row in many.segments.rows]


def test_a_figure_that_hangs_on_too_few_of_them_is_not_computable(
    studio: StudioDoor, vera: User, leather: Store
) -> None:
    known = full_figures()
    left_out = dict.fromkeys(("positives", "auc", "calibration", "recall@4", "recall@10"))
    known["rankers"]["logistic"]["pctr"]["segments"] = {
        "Shoppers with avoidances": {"shoppers": 110, "rows": 1700, "log_loss": 0.1, **left_out}
    }
    champion = version(leather, "leather-1", "champion", metrics=known)
    (row,) = quality_of([("champion", champion)], ranker="logistic", head="pctr").segments.rows
    assert (row.marks, row.texts) == ((), ("not computable, predicted not computable, 1,700 shown",))
    html = studio(vera).get(QUALITY, {"ranker": "logistic", "head": "pctr"}).content.decode()
    assert "A figure that hangs on fewer than 100 of them, or of the others, is “not computable”" in html


def test_groups_with_too_few_shown_products_are_left_out(leather: Store) -> None:
    champion = version(leather, "leather-1", "champion", metrics=full_figures())
    found = quality_of([("champion", champion)], ranker="logistic", head="pctr")
    assert [row.name for row in found.segments.rows] == ["New visitors", "Tier gold", "Region eu"]


def test_only_what_has_figures_can_be_chosen(leather: Store) -> None:
    versions = [version(leather, "old", "retired", metrics=metrics()), version(leather, "new", "champion", metrics={})]
    assert rankers_of(versions) == {"logistic": ["pctr"]}
    full = version(leather, "full", "challenger", metrics=full_figures())
    assert rankers_of([full]) == {"logistic": ["pctr"], "deepfm": ["pctr", "pctcvr"]}


def test_a_chart_begins_at_the_lower_left_and_keeps_what_lies_outside_on_its_edge() -> None:
    assert line([(0.0, 0.0), (1.0, 1.0)], most_x=1.0, most_y=1.0) == "M0.0 300.0 L300.0 0.0"
    assert place((2.0, -1.0), most_x=1.0, most_y=1.0) == (300.0, 300.0)


@pytest.mark.parametrize(("values", "top"), [([], 0.01), ([0.013], 0.02), ([0.05, 0.3], 0.4), ([1.4], 1.0)])
def test_an_axis_ends_at_a_round_number(values: list[float], top: float) -> None:
    assert readable_top(values) == top
