"""What a soak counts as wrong, and what it tells of a run."""

from collections import Counter

import pytest

from catalog.models import Store
from rules.models import Placement
from tests.woorec.test_pipeline import ask
from woorec.speed.json_calls import Answer
from woorec.speed.soak.pins import Pins
from woorec.speed.soak.result import Asked, Soak, describe
from woorec.speed.soak.wishes import judged

PAGE = {"ruleset_version": 3, "items": [{"sku": "TOTE-1"}], "relaxed": [], "model": "m", "fallback": ["hot_late"]}


class Pinned:
    """Version 3 pins TOTE-1, version 4 TOTE-2."""

    of_version = {3: "TOTE-1", 4: "TOTE-2"}


@pytest.mark.parametrize(
    ("status", "change", "problem"),
    [
        (200, {}, ""),
        (200, {"ruleset_version": 4}, "mixed versions"),
        (200, {"ruleset_version": 4, "relaxed": [{"rule": "Soak"}]}, ""),
        (200, {"ruleset_version": 2}, ""),
        (200, {"items": []}, "empty list"),
        (503, {}, "status 503"),
        (0, {}, "status 0"),
    ],
)
def test_an_answer_is_judged_by_the_version_that_it_names(status: int, change: dict, problem: str) -> None:
    answer = judged(Answer(status, PAGE | change), Pinned(), due=1.0, ms=2.0)  # type: ignore[arg-type]
    assert answer.problem == problem
    assert (answer.model == "m") == (not problem)


def test_each_version_pins_another_product_to_the_first_place(leather: Store, home_page: Placement) -> None:
    pins = Pins(home_page)
    for _ in range(3):
        pins.publish_next()
        version = max(pins.of_version)
        answer = ask(leather)
        assert answer.ruleset_version == version
        assert answer.items[0].sku == pins.of_version[version]
    assert len(set(pins.of_version.values())) == 3


def test_what_went_wrong_and_what_a_swap_cost_is_told() -> None:
    asked = [Asked(at, 10.0, model="a") for at in range(100)] + [Asked(50.5, 90.0, "mixed versions"), Asked(51, 80.0)]
    found = Soak(30.0, 20.0, 14.0, asked, memory=[(0, 70.0), (1, 71.0), (2, 90.0)], swaps=[50.0], training=[0.0, 10.0])
    found.done = Counter({"events": 500})
    told = "\n".join(describe(found))
    assert "30 lists/s at most, 20 with all but a training beside" in told
    assert "wrong: {'mixed versions': 1}" in told
    assert "within 5 s of a swap   p50    10.00 ms" in told
    assert "7 lists" in told
    assert "500 events" in told
    assert "70 MiB at first, 90 at last" in told
