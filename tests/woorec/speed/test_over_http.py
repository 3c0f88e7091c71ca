"""An answer that is fast for the wrong reason stops a bench."""

from dataclasses import replace

import orjson
import pytest

from catalog.models import Store
from rules.models import Placement
from woorec.holder import SNAPSHOTS
from woorec.snapshot import Snapshot
from woorec.speed import requests
from woorec.speed.over_http import refuse_broken
from woorec.speed.requests import settle

FINE = ["recall_vector_empty", "wider_recall", "rules_bounded", "campaign_count_stale"]


@pytest.fixture
def trained(leather: Store, home_page: Placement) -> Snapshot:
    return replace(SNAPSHOTS.refresh(leather), model_problem="")


def said(snapshot: Snapshot, *fallback: str, model: str = "") -> bytes:
    return orjson.dumps({"model": model or snapshot.model.version, "fallback": list(fallback)})


def test_an_answer_with_all_that_was_to_be_timed_goes_on(trained: Snapshot) -> None:
    refuse_broken(said(trained, *FINE), trained)


def test_an_answer_of_another_model_stops_the_run(trained: Snapshot) -> None:
    with pytest.raises(RuntimeError, match=f"the model older, not with {trained.model.version}"):
        refuse_broken(said(trained, model="older"), trained)


@pytest.mark.parametrize(
    "name",
    [
        *("untrained", "model_damaged", "ranker_esmm_failed", "ranker_esmm_late", "ranker_esmm_missing"),
        *("recall_graph_failed", "recall_graph_late", "recall_graph_unknown", "redis_missing", "stream_missing"),
        *("pools_late", "exploration_late", "shopper_late", "shopper_failed", "wider_recall_late"),
    ],
)
def test_an_answer_that_names_what_failed_is_late_or_missing_stops_the_run(trained: Snapshot, name: str) -> None:
    with pytest.raises(RuntimeError, match=name):
        refuse_broken(said(trained, *FINE, name), trained)


def test_an_untrained_shop_is_timed_without_a_ranker_but_not_without_a_channel(trained: Snapshot) -> None:
    untrained = replace(trained, model_problem="untrained")
    refuse_broken(said(untrained, "untrained", "ranker_logistic_missing"), untrained)
    with pytest.raises(RuntimeError, match="recall_hot_failed"):
        refuse_broken(said(untrained, "untrained", "recall_hot_failed"), untrained)


def test_before_anything_is_timed_the_answers_of_every_shopper_are_looked_at(
    trained: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requests.time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(requests.gc, "freeze", lambda: None)
    turns = iter(range(10**6))

    def api() -> bytes:
        """The last of the shoppers gets a broken answer each time."""
        is_last = next(turns) % requests.ASKING == requests.ASKING - 1
        return said(trained, *(["ranker_esmm_failed"] if is_last else FINE))

    with pytest.raises(RuntimeError, match="ranker_esmm_failed"):
        settle(trained.store, trained, {"API": api})
