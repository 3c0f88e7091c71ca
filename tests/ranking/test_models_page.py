"""The models page: what serves, what could, and how a training is begun, watched, stopped and put live."""

from datetime import timedelta

import pytest
from celery import current_app
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from catalog.models import Store
from catalog.services import load_store
from ranking import dispatch, services, views
from ranking.artifacts import ArtifactError
from ranking.figures import compare, figures_of, steps, time_left
from ranking.model_folders import scratch_folder
from ranking.models import ModelVersion, TrainingRun
from ranking.services import request_training
from tests.conftest import StudioDoor
from tests.factories import small_shop
from tests.ranking.full_figures import full_figures

MODELS = "/studio/leather/models/"
HTMX = {"HX-Request": "true"}


def metrics(*, gauc: float | None = 0.62, positives: int = 400) -> dict:
    head = {"rows": 9000, "positives": positives, "auc": 0.7, "gauc": gauc, "calibration": 1.04, "log_loss": 0.3}
    channels = {"hybrid": {"all": {"recall@20": 0.2}, "new": {"recall@20": None}}}
    return {
        "logistic": {"pctr": head, "pcvr": {"missing": "3 of 40 rows are positive; at least 30 are needed."}},
        "recall": {"pairs": {"all": 500, "new": 0}, "channels": channels},
        "products": 12,
        "mystery": {"depth": 7},
    }


def version(store: Store, name: str, state: str, *, age: int = 0, **fields: object) -> ModelVersion:
    made = ModelVersion.objects.create(
        store=store, name=name, state=state, manifest_digest="d", **({"metrics": metrics()} | fields)
    )
    ModelVersion.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=age))
    return made


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The runs that were handed to a worker."""
    runs: list[int] = []
    monkeypatch.setattr(views, "hand_out", lambda run: runs.append(run.pk) or "")
    return runs


@pytest.fixture
def intact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Artefacts whose files are all there."""
    monkeypatch.setattr(services, "verify", lambda folder: None)


def test_recall_is_told_for_groups_that_bought_enough() -> None:
    known = metrics()
    known["recall"]["groups"] = {
        "New shoppers": {"customers": 40, "pairs": 60, "recall@20": 0.1},
        "Tier gold": {"customers": 9, "pairs": 29, "recall@20": 0.9},
    }
    told = {figure.label: (figure.text, figure.help) for figure in figures_of(known) if "groups" in figure.key}
    assert told == {
        "All channels mixed, new shoppers": (
            "10.0\xa0%",
            "The same for 40 customers alone, who bought 60 products.",
        )
    }


def test_a_shop_without_a_model_is_told_what_is_served_instead(studio: StudioDoor, vera: User, leather: Store) -> None:
    html = studio(vera).get(MODELS).content.decode()
    assert "No model has been trained yet" in html
    assert "by what your products are" in html


def test_petra_starts_a_training_and_a_worker_gets_it(
    studio: StudioDoor, petra: User, leather: Store, sent: list[int]
) -> None:
    answer = studio(petra).post(f"{MODELS}train/", follow=True)
    run = leather.training_runs.get()
    assert (sent, run.requested_by) == ([run.pk], petra)
    assert b"The training has been queued." in answer.content
    assert b'hx-trigger="every 2s"' in answer.content


@pytest.mark.parametrize(
    "address", ["train/", "runs/1/stop/", "runs/1/again/", "versions/1/promote/", "versions/1/shadow/"]
)
def test_vera_and_mia_may_not_change_anything(
    studio: StudioDoor, vera: User, mia: User, leather: Store, sent: list[int], address: str
) -> None:
    for person in (vera, mia):
        assert studio(person).post(f"{MODELS}{address}").status_code == 403
    assert sent == []
    assert not leather.training_runs.exists()


def test_a_second_training_is_refused_in_words(
    studio: StudioDoor, petra: User, leather: Store, sent: list[int]
) -> None:
    request_training(leather)
    answer = studio(petra).post(f"{MODELS}train/", follow=True)
    assert b"is already training" in answer.content
    assert sent == []


def test_without_a_broker_the_run_waits_and_petra_is_told(
    studio: StudioDoor, petra: User, leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("Connection refused")

    monkeypatch.setattr(current_app, "send_task", refuse)
    answer = studio(petra).post(f"{MODELS}train/", follow=True)
    assert b"The worker is not reachable" in answer.content
    assert leather.training_runs.get().state == "queued"


def test_the_message_to_the_worker_names_the_row_and_is_tried_once(
    leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    monkeypatch.setattr(current_app, "send_task", lambda *args, **more: calls.append((args, more)))
    run = request_training(leather)
    assert dispatch.hand_out(run) == ""
    (args, more), *others = calls
    assert others == []
    assert args == ("ranking.train",)
    assert (more["args"], more["retry"]) == ([run.pk], False)


def test_progress_is_polled_until_the_run_has_ended(studio: StudioDoor, vera: User, leather: Store) -> None:
    run = request_training(leather)
    TrainingRun.objects.filter(pk=run.pk).update(
        state="running", stage="vector", percent=40, message="epoch 2 of 4", heartbeat_at=timezone.now()
    )
    address = reverse("run-progress", args=["leather", run.pk])
    part = studio(vera).get(address, headers=HTMX)
    assert b"Learning which shopper likes which product" in part.content
    assert b'value="40"' in part.content
    assert "HX-Request" in part["Vary"]
    TrainingRun.objects.filter(pk=run.pk).update(state="succeeded", stage="done")
    assert studio(vera).get(address, headers=HTMX)["HX-Refresh"] == "true"


def test_progress_without_javascript_leads_to_the_runs_page(studio: StudioDoor, vera: User, leather: Store) -> None:
    run = request_training(leather)
    answer = studio(vera).get(reverse("run-progress", args=["leather", run.pk]))
    assert answer.url == reverse("run", args=["leather", run.pk])


def test_a_worker_that_has_gone_quiet_is_named(studio: StudioDoor, vera: User, leather: Store) -> None:
    run = request_training(leather)
    long_ago = timezone.now() - timedelta(seconds=50)
    TrainingRun.objects.filter(pk=run.pk).update(state="running", stage="vector", heartbeat_at=long_ago)
    assert b"It has gone quiet" in studio(vera).get(MODELS).content


def test_petra_stops_a_training_that_still_waits(studio: StudioDoor, petra: User, leather: Store) -> None:
    run = request_training(leather)
    studio(petra).post(reverse("stop-training", args=["leather", run.pk]))
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_a_failed_training_says_why_and_shows_the_end_of_its_log(
    studio: StudioDoor, vera: User, leather: Store
) -> None:
    run = TrainingRun.objects.create(
        store=leather, state="failed", error="No events <yet>.", log_tail="line 39\nline 40", finished_at=timezone.now()
    )
    html = studio(vera).get(reverse("run", args=["leather", run.pk])).content.decode()
    assert "No events &lt;yet&gt;." in html
    assert "line 40" in html


def test_a_refused_model_says_why_and_cannot_be_put_live(studio: StudioDoor, petra: User, leather: Store) -> None:
    refused = version(leather, "leather-2", "refused", refused_because="It ranks worse than chance.")
    client = studio(petra)
    assert b"It ranks worse than chance." in client.get(MODELS).content
    assert client.post(reverse("promote-model", args=["leather", refused.pk])).status_code == 404


def test_petra_is_asked_before_a_challenger_goes_live(
    studio: StudioDoor, petra: User, leather: Store, intact: None
) -> None:
    champion = version(leather, "leather-1", "champion", age=3)
    challenger = version(leather, "leather-2", "challenger")
    client, address = studio(petra), reverse("promote-model", args=["leather", challenger.pk])
    question = client.get(address).content.decode()
    assert "leather-2" in question
    assert "leather-1" in question
    champion.refresh_from_db()
    assert champion.state == "champion"
    assert b"leather-2 is live" in client.post(address, follow=True).content
    champion.refresh_from_db()
    challenger.refresh_from_db()
    assert (champion.state, challenger.state, challenger.promoted_by) == ("retired", "champion", petra)


def test_the_question_comes_as_a_dialog_when_htmx_asks(studio: StudioDoor, petra: User, leather: Store) -> None:
    challenger = version(leather, "leather-2", "challenger")
    part = studio(petra).get(reverse("promote-model", args=["leather", challenger.pk]), headers=HTMX)
    assert part.content.strip().startswith(b"<dialog")
    assert "HX-Request" in part["Vary"]


def test_an_earlier_champion_is_rolled_back_to(studio: StudioDoor, petra: User, leather: Store, intact: None) -> None:
    earlier = version(leather, "leather-1", "retired", age=3)
    version(leather, "leather-2", "champion")
    client, address = studio(petra), reverse("promote-model", args=["leather", earlier.pk])
    assert b"Roll back to this model?" in client.get(address).content
    client.post(address)
    earlier.refresh_from_db()
    assert earlier.state == "champion"


def test_a_damaged_model_stays_where_it_is_and_the_reason_is_shown(
    studio: StudioDoor, petra: User, leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(folder: object) -> None:
        raise ArtifactError("towers.npy does not match its checksum.")

    monkeypatch.setattr(services, "verify", damaged)
    champion = version(leather, "leather-1", "champion", age=1)
    challenger = version(leather, "leather-2", "challenger")
    answer = studio(petra).post(reverse("promote-model", args=["leather", challenger.pk]), follow=True)
    assert b"towers.npy does not match its checksum." in answer.content
    champion.refresh_from_db()
    assert champion.state == "champion"


def gate(state: str, **more: object) -> dict:
    return {"code": "reach", "label": "Shows as much of the catalogue", "state": state, "words": "7 of 12.", **more}


def test_a_model_that_failed_a_check_goes_live_only_with_a_reason_which_is_kept(
    studio: StudioDoor, petra: User, leather: Store, intact: None
) -> None:
    doubtful = version(leather, "leather-2", "challenger", gates=[gate("failed")])
    client, address = studio(petra), reverse("promote-model", args=["leather", doubtful.pk])
    assert b"Why may it serve all the same?" in client.get(address).content
    refused = client.post(address, {"reason": "  "}, headers=HTMX)
    assert refused.status_code == 422
    assert b"Say why it may serve all the same." in refused.content
    client.post(address, {"reason": "New season: half of the catalogue is gone."})
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.promoted_by) == ("champion", petra)
    assert doubtful.promotion_reason == "New season: half of the catalogue is gone."


@pytest.mark.parametrize("gates", [[], [gate("passed")], [gate("unsure")]])
def test_a_model_with_nothing_against_it_needs_no_reason(
    studio: StudioDoor, petra: User, leather: Store, intact: None, gates: list[dict]
) -> None:
    fine = version(leather, "leather-2", "challenger", gates=gates)
    studio(petra).post(reverse("promote-model", args=["leather", fine.pk]))
    fine.refresh_from_db()
    assert fine.state == "champion"


def test_the_checks_of_a_challenger_stand_beside_it(studio: StudioDoor, vera: User, leather: Store) -> None:
    version(leather, "leather-2", "challenger", gates=[gate("failed"), gate("unsure")])
    html = studio(vera).get(MODELS).content.decode()
    assert html.count("Shows as much of the catalogue") == 2
    assert "gates__item--failed" in html


def test_petra_lets_good_models_go_live_by_themselves_and_vera_may_not(
    studio: StudioDoor, petra: User, vera: User, leather: Store
) -> None:
    assert studio(vera).post(f"{MODELS}policy/", {"promotes_itself": "on"}).status_code == 403
    studio(petra).post(f"{MODELS}policy/", {"promotes_itself": "on"})
    assert services.promotes_itself(leather)
    assert studio(petra).get(MODELS).context["promotes_itself"]
    studio(petra).post(f"{MODELS}policy/")
    assert not services.promotes_itself(leather)


def test_one_challenger_at_a_time_stands_in_the_shadow(studio: StudioDoor, petra: User, leather: Store) -> None:
    first, second = (version(leather, f"leather-{number}", "challenger") for number in (1, 2))
    client = studio(petra)
    for each in (first, second):
        client.post(reverse("shadow-model", args=["leather", each.pk]))
    assert list(leather.model_versions.filter(shadow_since__isnull=False)) == [second]
    client.post(reverse("shadow-model", args=["leather", second.pk]))
    assert not leather.model_versions.filter(shadow_since__isnull=False).exists()


def test_petra_takes_a_failed_training_up_again(
    studio: StudioDoor, petra: User, leather: Store, sent: list[int], settings, tmp_path
) -> None:
    settings.ARTEFACTS = tmp_path
    run = TrainingRun.objects.create(store=leather, state="failed", error="Disk full", finished_at=timezone.now())
    address = reverse("run", args=["leather", run.pk])
    assert b"Take it up again" not in studio(petra).get(address).content
    scratch_folder(run).mkdir()
    assert b"Take it up again" in studio(petra).get(address).content
    studio(petra).post(reverse("take-up-training", args=["leather", run.pk]))
    run.refresh_from_db()
    assert (run.state, sent) == ("queued", [run.pk])


def test_the_log_is_read_while_the_training_works(studio: StudioDoor, vera: User, leather: Store) -> None:
    run = request_training(leather)
    TrainingRun.objects.filter(pk=run.pk).update(state="running", stage="vector", log_tail="vector 40 %: epoch 2 of 4")
    html = studio(vera).get(reverse("run", args=["leather", run.pk])).content.decode()
    assert "vector 40 %: epoch 2 of 4" in html
    assert f"{reverse('run-progress', args=['leather', run.pk])}?log" in html
    part = studio(vera).get(f"{reverse('run-progress', args=['leather', run.pk])}?log", headers=HTMX).content
    assert part.strip().startswith(b'<section class="panel" id="run-log"')


@pytest.mark.parametrize(
    ("percent", "gone", "usual", "words"),
    [
        (50, 600, None, "about 10 min left"),
        (50, 600, 1000.0, "about 8 min left"),
        (95, 60, None, "less than a minute left"),
        (1, 60, 1000.0, ""),
    ],
)
def test_the_time_that_is_left_is_guessed_from_the_pace_and_from_the_last_training(
    percent: int, gone: int, usual: float | None, words: str
) -> None:
    now = timezone.now()
    run = TrainingRun(state="running", percent=percent, started_at=now - timedelta(seconds=gone))
    assert time_left(run, now=now, usual=usual) == words


def test_a_challenger_older_than_the_champion_had_its_turn(studio: StudioDoor, vera: User, leather: Store) -> None:
    version(leather, "leather-1", "challenger", age=3)
    version(leather, "leather-2", "champion")
    assert studio(vera).get(MODELS).context["challenger"] is None


def test_another_stores_runs_and_versions_are_not_found(studio: StudioDoor, petra: User, leather: Store) -> None:
    other = load_store(small_shop("other"))
    run, theirs = request_training(other), version(other, "other-1", "challenger")
    client = studio(petra)
    assert client.get(reverse("run", args=["leather", run.pk])).status_code == 404
    assert client.post(reverse("stop-training", args=["leather", run.pk])).status_code == 404
    assert client.post(reverse("promote-model", args=["leather", theirs.pk])).status_code == 404


def test_figures_speak_plain_words_and_say_what_cannot_be_computed() -> None:
    found = {(figure.group, figure.label): figure.text for figure in figures_of(metrics())}
    assert found["Logistic regression, chance of a click", "Right order within one list"] == "62.0\xa0%"
    assert found["Logistic regression", "Chance of a purchase after a click"].startswith("not computable: 3 of 40")
    assert found["Products found again", "All channels mixed, products new to the shopper"] == "not computable"
    assert found["Other figures", "mystery.depth"] == "7"


def test_rankers_that_stand_together_are_read_alike() -> None:
    alone = metrics()
    together = {
        **{key: value for key, value in alone.items() if key != "logistic"},
        "rankers": {"logistic": alone["logistic"]},
    }
    assert figures_of(together) == figures_of(alone)


@pytest.mark.parametrize(
    ("champion", "challenger", "positives", "verdict"),
    [
        (0.60, 0.70, 4000, "better"),
        (0.70, 0.60, 4000, "worse"),
        (0.60, 0.61, 400, "within chance"),
        (0.60, 0.70, 20, "within chance"),
        (None, 0.70, 4000, ""),
    ],
)
def test_a_difference_counts_only_when_it_is_more_than_luck(
    champion: float | None, challenger: float, positives: int, verdict: str
) -> None:
    left, right = metrics(gauc=champion, positives=positives), metrics(gauc=challenger, positives=positives)
    line = next(line for line in compare(left, right) if line.label == "Right order within one list")
    assert line.verdict == verdict


def test_a_figure_that_only_one_model_has_is_kept_and_said_to_be_missing() -> None:
    line = next(line for line in compare({"seconds": 12.0}, {}) if line.label == "Seconds of training")
    assert (line.left, line.right) == ("12", "not measured")


def test_an_older_versions_ndcg_of_lists_as_shown_is_not_taken_for_todays() -> None:
    old, new = full_figures(), full_figures()
    figures = old["rankers"]["logistic"]["pctr"]
    figures["ndcg"] = figures.pop("ndcg@10")
    (line,) = [line for line in compare(old, new) if "logistic" in line.group.lower() and "near the top" in line.label]
    assert (line.left, line.right) == ("not measured", "0.41")
    assert not any(line.label == "ndcg" for line in compare(old, new))


def test_the_steps_of_a_run_show_where_it_stands() -> None:
    found = steps(TrainingRun(state="running", stage="graph"))
    assert [step.state for step in found[:5]] == ["done", "done", "done", "now", "next"]
    assert {step.state for step in steps(TrainingRun(state="succeeded", stage="done"))} == {"done"}
