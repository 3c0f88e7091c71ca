"""What Prometheus is told: of lists, stages, stand-ins, snapshots, queues, stock and trainings, and to whom."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
import redis
from django.conf import settings
from django.db import OperationalError
from django.test import override_settings
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from rest_framework.test import APIClient

from catalog.models import ApiKey, StockLevel, Store, Warehouse
from catalog.services import issue_key, revoke_key, touch_catalogue
from ranking.models import ModelVersion, TrainingRun
from rules.models import Placement
from rules.services import RuleFields
from tests.woorec.test_pipeline import put_live
from woorec.holder import SNAPSHOTS
from woorec.metrics_page import REMEMBERED_SECONDS, figures
from woorec.queues import BEAT, SENT_AT, note_beat

LISTS = "/api/v1/recommendations"
HOUR = timedelta(hours=1)


@pytest.fixture
def together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which several web processes count."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def prometheus(leather: Store) -> APIClient:
    """The shop's Prometheus, with a key of its own."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_key(leather, name='Prometheus', scopes=['metrics'])}")
    return client


@pytest.fixture
def queue() -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(settings.REDIS_URL)
    client.delete("work", "training", "studies")
    yield client
    client.delete("work", "training", "studies")


def figure(name: str, **labels: str) -> float | None:
    """One figure as Prometheus would read it; None when it is not there."""
    families = text_string_to_metric_families(figures().decode())
    found = (each.value for family in families for each in family.samples if (each.name, each.labels) == (name, labels))
    return next(found, None)


def counted(name: str, **labels: str) -> float:
    return figure(name, **labels) or 0.0


def ask(client: APIClient, **wish: object) -> int:
    return client.post(LISTS, {"placement": "home", **wish}, format="json").status_code


def test_a_list_counts_each_of_its_stages_and_its_candidates(storefront: APIClient, home_page: Placement) -> None:
    stages = ("shopper", "recall", "live_facts", "rank", "traffic_control", "explore", "total")
    before = [counted("woorec_list_stage_seconds_count", stage=stage) for stage in stages]
    candidates = counted("woorec_list_candidates_sum", store="leather", placement="home")
    assert ask(storefront) == 200
    assert [counted("woorec_list_stage_seconds_count", stage=stage) for stage in stages] == [n + 1 for n in before]
    assert counted("woorec_list_candidates_sum", store="leather", placement="home") >= candidates + 6


def test_the_stages_add_up_to_no_more_than_the_whole(storefront: APIClient, home_page: Placement) -> None:
    parts = ("shopper", "recall", "live_facts", "rank", "traffic_control", "explore")
    before = {stage: counted("woorec_list_stage_seconds_sum", stage=stage) for stage in (*parts, "total")}
    ask(storefront)
    took = {stage: counted("woorec_list_stage_seconds_sum", stage=stage) - was for stage, was in before.items()}
    assert 0 < sum(took[stage] for stage in parts) <= took["total"]


def test_a_preview_counts_as_a_call_and_not_as_a_list(backend: APIClient, home_page: Placement) -> None:
    stages = counted("woorec_list_stage_seconds_count", stage="total")
    calls = counted("woorec_lists_total", store="leather", placement="home", status="2xx")
    assert ask(backend, debug=True) == 200
    assert counted("woorec_list_stage_seconds_count", stage="total") == stages
    assert counted("woorec_lists_total", store="leather", placement="home", status="2xx") == calls + 1


def test_a_placement_that_is_made_up_gets_no_label_of_its_own(storefront: APIClient, home_page: Placement) -> None:
    before = counted("woorec_lists_total", store="leather", placement="unknown", status="4xx")
    assert ask(storefront, placement="nora@example.com") == 404
    assert counted("woorec_lists_total", store="leather", placement="unknown", status="4xx") == before + 1
    assert "nora" not in figures().decode()


def test_a_stranger_is_counted_without_a_store(leather: Store) -> None:
    labels = {"store": "unknown", "route": "api/v1/recommendations", "status": "4xx"}
    before = counted("woorec_requests_total", **labels)
    assert ask(APIClient()) == 401
    assert counted("woorec_requests_total", **labels) == before + 1


def test_the_address_of_a_call_is_counted_by_its_pattern(leather: Store) -> None:
    before = counted("woorec_requests_total", store="unknown", route="hooks/<str:token>", status="4xx")
    APIClient().post("/hooks/a-secret-token", {}, format="json")
    assert counted("woorec_requests_total", store="unknown", route="hooks/<str:token>", status="4xx") == before + 1
    assert "a-secret-token" not in figures().decode()


def test_a_stand_in_and_a_rule_that_gave_way_are_counted_by_kind(storefront: APIClient, home_page: Placement) -> None:
    StockLevel.objects.filter(product__sku="BELT-3").update(quantity=0)
    params = {"positions": [1], "skus": ["BELT-3"]}
    put_live(home_page, RuleFields("slot", "Secret autumn plan", params, "Mia", "Autumn"))
    untrained = counted("woorec_list_fallbacks_total", store="leather", fallback="untrained")
    slots = counted("woorec_list_relaxations_total", store="leather", kind="slot")
    ask(storefront)
    assert counted("woorec_list_fallbacks_total", store="leather", fallback="untrained") == untrained + 1
    assert counted("woorec_list_relaxations_total", store="leather", kind="slot") == slots + 1
    assert "autumn" not in figures().decode().lower()


def test_a_rule_that_cannot_be_read_is_counted_as_such(storefront: APIClient, home_page: Placement) -> None:
    put_live(home_page, RuleFields("cap", "Two a brand", {"limit": 2, "fact": "brand"}, "Mia", "Variety"))
    home_page.rulesets.get(state="published").rules.update(params={"limit": "many"})
    touch_catalogue(home_page.store)
    before = counted("woorec_list_relaxations_total", store="leather", kind="unreadable")
    ask(storefront)
    assert counted("woorec_list_relaxations_total", store="leather", kind="unreadable") == before + 1


def test_a_short_list_is_counted_where_it_was_short(storefront: APIClient, home_page: Placement) -> None:
    before = counted("woorec_short_lists_total", store="leather", placement="home")
    Placement.objects.filter(pk=home_page.pk).update(length=40)
    ask(storefront)
    assert counted("woorec_short_lists_total", store="leather", placement="home") == before + 1


@override_settings(RATE_LIMIT_PER_MINUTE=1)
def test_who_asks_too_often_is_counted(storefront: APIClient, home_page: Placement) -> None:
    before = counted("woorec_rate_limited_requests_total", store="leather")
    assert 429 in {ask(storefront) for _ in range(3)}
    assert counted("woorec_rate_limited_requests_total", store="leather") > before


def test_events_are_counted_by_what_became_of_them(storefront: APIClient) -> None:
    before = {state: counted("woorec_events_total", store="leather", state=state) for state in ("stored", "rejected")}
    good = {"event_id": "one", "name": "view_item", "session": "v-1", "items": [{"item_id": "TOTE-1"}]}
    storefront.post("/api/v1/events", {"events": [good, {"event_id": "two", "name": "sneeze"}]}, format="json")
    after = {state: counted("woorec_events_total", store="leather", state=state) for state in before}
    assert after == {state: count + 1 for state, count in before.items()}


def test_a_snapshot_tells_when_it_was_loaded_and_when_it_was_last_known_to_be_the_newest(leather: Store) -> None:
    started, loads = time.time(), counted("woorec_snapshot_load_seconds_count", store="leather")
    SNAPSHOTS.refresh_all()
    loaded = counted("woorec_snapshot_loaded_timestamp_seconds", store="leather")
    checked = counted("woorec_snapshot_checked_timestamp_seconds", store="leather")
    SNAPSHOTS.refresh_all()
    assert started <= loaded <= checked < counted("woorec_snapshot_checked_timestamp_seconds", store="leather")
    assert counted("woorec_snapshot_loaded_timestamp_seconds", store="leather") == loaded
    assert counted("woorec_snapshot_load_seconds_count", store="leather") == loads + 1


def test_a_snapshot_that_cannot_be_loaded_is_counted_and_stays_unchecked(leather: Store) -> None:
    SNAPSHOTS.refresh_all()
    checked = counted("woorec_snapshot_checked_timestamp_seconds", store="leather")
    failures = counted("woorec_snapshot_load_failures_total", store="leather")
    touch_catalogue(leather)
    with patch("woorec.holder.load_snapshot", side_effect=ValueError("A cell that nobody can read")):
        SNAPSHOTS.refresh_all()
    assert counted("woorec_snapshot_load_failures_total", store="leather") == failures + 1
    assert counted("woorec_snapshot_checked_timestamp_seconds", store="leather") == checked


def test_a_queue_tells_how_many_wait_and_for_how_long(leather: Store, queue: redis.Redis) -> None:
    assert figure("woorec_queue_waiting", queue="work") == 0
    assert figure("woorec_queue_oldest_seconds", queue="work") == 0
    for seconds in (90, 30):
        queue.lpush("work", json.dumps({"body": "", "headers": {SENT_AT: time.time() - seconds}}))
    queue.lpush("training", "not a message")
    assert figure("woorec_queue_waiting", queue="work") == 2
    assert figure("woorec_queue_oldest_seconds", queue="work") == pytest.approx(90, abs=20)
    assert (
        figure("woorec_queue_waiting", queue="training"),
        figure("woorec_queue_oldest_seconds", queue="training"),
    ) == (1, 0)


def test_beat_tells_when_it_last_handed_out_work(leather: Store, queue: redis.Redis) -> None:
    queue.delete(BEAT)
    assert figure("woorec_beat_timestamp_seconds") is None
    before = time.time()
    note_beat()
    assert before <= counted("woorec_beat_timestamp_seconds") <= time.time()
    queue.delete(BEAT)


def test_a_silent_redis_costs_its_own_figures_alone(leather: Store) -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        assert figure("woorec_part_up", part="redis") == 0
        assert figure("woorec_part_up", part="database") == 1
        assert figure("woorec_queue_waiting", queue="work") is None
        assert figure("woorec_served_lists_waiting") is None
    assert figure("woorec_served_lists_waiting") == figure("woorec_keeper_up") == 0


def test_old_stock_is_told_by_warehouse_as_the_data_page_judges_it(leather: Store) -> None:
    now, silent_since = timezone.now(), timezone.now() - 3 * HOUR
    Store.objects.update(stock_trusted_minutes=60)
    Warehouse.objects.update(heard_at=now)
    Warehouse.objects.filter(code="newark").update(heard_at=silent_since)
    labels = {"store": "leather", "warehouse": "newark"}
    assert figure("woorec_stock_heard_timestamp_seconds", **labels) == pytest.approx(
        (now - 3 * HOUR).timestamp(), abs=1
    )
    assert figure("woorec_stock_counts_as_low", **labels) == 1
    assert figure("woorec_stock_counts_as_low", store="leather", warehouse="florence") == 0
    assert (
        figure("woorec_stock_counts_as_low", store="leather", warehouse="singapore") is None
    )  # nothing is counted there
    Store.objects.update(stock_trusted_minutes=None)
    assert figure("woorec_stock_counts_as_low", **labels) == 0


def test_models_and_trainings_tell_when_they_ended(leather: Store) -> None:
    now = timezone.now()
    ModelVersion.objects.create(store=leather, name="m-1", state="champion", manifest_digest="d")
    for state, ago in (("succeeded", 5 * HOUR), ("succeeded", 2 * HOUR), ("failed", HOUR)):
        TrainingRun.objects.create(store=leather, state=state, finished_at=now - ago)
    TrainingRun.objects.create(store=leather, state="queued")
    assert figure("woorec_model_trained_timestamp_seconds", store="leather") == pytest.approx(now.timestamp(), abs=60)
    success = figure("woorec_training_success_timestamp_seconds", store="leather")
    assert success == pytest.approx((now - 2 * HOUR).timestamp(), abs=1)
    failure = figure("woorec_training_failure_timestamp_seconds", store="leather")
    assert failure == pytest.approx((now - HOUR).timestamp(), abs=1)
    assert figure("woorec_training_open", store="leather", state="queued") == 1
    assert figure("woorec_training_open", store="leather", state="running") is None


def test_prometheus_reads_the_figures_with_its_own_key(prometheus: APIClient) -> None:
    answer = prometheus.get(
        "/metrics", headers={"Accept": "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"}
    )
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert b"woorec_part_up" in answer.content


def test_nobody_without_a_key_reads_the_figures(leather: Store) -> None:
    answer = APIClient().get("/metrics")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert b"woorec_" not in answer.content


def test_no_key_of_a_shop_or_a_shopper_reads_the_figures(leather: Store) -> None:
    client = APIClient()
    others = [scope for scope in ApiKey.Scope.values if scope != "metrics"]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_key(leather, name='All', scopes=others)}")
    answer = client.get("/metrics")
    assert answer.status_code == 403
    assert answer.json()["detail"] == "This needs a key with the scope 'metrics'."


def test_a_key_for_the_figures_opens_nothing_else(prometheus: APIClient, home_page: Placement) -> None:
    assert ask(prometheus) == 403
    assert prometheus.get("/api/v1/products").status_code == 403


def silent_database() -> ExitStack:
    stack = ExitStack()
    for asked in ("catalog.keys.ApiKey.objects.select_related", "woorec.scrape.heard_of"):
        stack.enter_context(patch(asked, side_effect=OperationalError("gone")))
    return stack


def test_while_the_database_is_silent_a_key_that_it_knew_still_opens_the_figures(
    prometheus: APIClient, together: Path
) -> None:
    assert prometheus.get("/metrics").status_code == 200
    stranger = APIClient()
    stranger.credentials(HTTP_AUTHORIZATION="Bearer wr_made-up")
    with silent_database():
        answer = prometheus.get("/metrics")
        assert stranger.get("/metrics").status_code == 503
    assert answer.status_code == 200
    assert b'woorec_part_up{part="database"} 0.0' in answer.content


def test_a_key_is_remembered_for_ten_minutes_and_opens_nothing_else(
    prometheus: APIClient, home_page: Placement, together: Path
) -> None:
    prometheus.get("/metrics")
    (mark,) = together.glob("key-*")
    assert mark.stat().st_mode & 0o077 == 0
    with silent_database():
        assert ask(prometheus) == 503
        os.utime(mark, (0, time.time() - REMEMBERED_SECONDS - 1))
        assert prometheus.get("/metrics").status_code == 503


def test_a_revoked_key_is_not_remembered(prometheus: APIClient, together: Path) -> None:
    prometheus.get("/metrics")
    revoke_key(ApiKey.objects.get(name="Prometheus"))
    assert prometheus.get("/metrics").status_code == 401
    with silent_database():
        assert prometheus.get("/metrics").status_code == 503


def test_a_key_of_another_scope_is_not_remembered(storefront: APIClient, together: Path) -> None:
    assert storefront.get("/metrics").status_code == 403
    with silent_database():
        assert storefront.get("/metrics").status_code == 503


def test_a_process_that_counts_for_itself_remembers_nothing(prometheus: APIClient) -> None:
    prometheus.get("/metrics")
    with silent_database():
        assert prometheus.get("/metrics").status_code == 503
