"""A new model is tried on the shop's own lists before it may serve, and a roll back reaches every process."""

from pathlib import Path

import pytest

from catalog.models import Store
from events.backfill import load_history
from events.queries import Shopper
from ranking import services, trainer
from ranking.models import ModelVersion
from tests.ranking.test_training_runs import QUICK, past
from woorec import model_trials
from woorec.holder import SnapshotHolder
from woorec.personas import PersonaLive
from woorec.pipeline import recommend

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def artefacts(settings, tmp_path: Path) -> Path:
    settings.ARTEFACTS = tmp_path / "artefacts"
    return settings.ARTEFACTS


@pytest.fixture
def champion(leather: Store) -> ModelVersion:
    load_history(leather, past())
    trainer.train(services.request_training(leather, config=QUICK).pk, attempt=model_trials.try_model)
    return leather.model_versions.get()


def state_of(version: ModelVersion, code: str) -> str:
    return next(gate["state"] for gate in version.gates if gate["code"] == code)


def challenge(store: Store) -> ModelVersion:
    trainer.train(services.request_training(store, config=QUICK).pk, attempt=model_trials.try_model)
    return store.model_versions.first()


def test_the_first_model_is_tried_before_it_serves(champion: ModelVersion) -> None:
    assert champion.state == ModelVersion.State.CHAMPION
    assert [state_of(champion, code) for code in ("allergy", "lists", "reach")] == ["passed"] * 3


def test_a_challenger_that_shows_nora_nickel_is_refused_and_never_promoted(
    champion: ModelVersion, leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(request, snapshot, live, *, placement):
        return recommend(request, snapshot, PersonaLive(snapshot.store, Shopper()), placement=placement)

    monkeypatch.setattr(model_trials, "recommend", careless)
    refused = challenge(leather)
    assert refused.state == ModelVersion.State.REFUSED
    assert "Nora, avoids nickel is shown" in refused.refused_because
    with pytest.raises(services.CannotPromote, match="was refused"):
        services.promote(refused, reason="I know better")
    champion.refresh_from_db()
    assert champion.state == ModelVersion.State.CHAMPION


def test_a_trial_that_breaks_leaves_an_open_question_and_the_model_waits(
    champion: ModelVersion, leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("The database went away.")

    monkeypatch.setattr(model_trials, "feasibility_sample", broken)
    services.set_policy(leather, promotes_itself=True, by=None)
    version = challenge(leather)
    assert version.state == ModelVersion.State.CHALLENGER
    assert state_of(version, "trial") == "unsure"


def test_a_model_that_passes_every_check_goes_live_by_itself_where_the_shop_says_so(
    champion: ModelVersion, leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "judge", lambda *_arguments, **_more: [])
    waiting = challenge(leather)
    assert waiting.state == ModelVersion.State.CHALLENGER
    services.set_policy(leather, promotes_itself=True, by=None)
    assert challenge(leather).state == ModelVersion.State.CHAMPION


def test_a_roll_back_reaches_every_process_at_its_next_look(champion: ModelVersion, leather: Store) -> None:
    version = challenge(leather)
    services.promote(version, reason="Petra looked at its lists")
    processes = [SnapshotHolder() for _ in range(3)]
    newest = {holder.current(leather).model.version for holder in processes}
    services.promote(champion)
    for holder in processes:
        holder.refresh_all()
    assert {holder.current(leather).version.champion for holder in processes} == {champion.name}
    assert newest.isdisjoint({holder.current(leather).model.version for holder in processes})


@pytest.mark.parametrize(
    ("ours", "theirs", "share"), [([1, 2, 3], [3, 2, 1], 1.0), ([1, 2], [3, 4], 0.0), ([1, 2, 3, 4], [1, 2], 0.5)]
)
def test_the_overlap_of_two_lists_does_not_look_at_their_order(
    ours: list[int], theirs: list[int], share: float
) -> None:
    assert model_trials.overlap(ours, theirs) == share
