"""What people decide about models and the shop's settings stands in the audit log, beside what they decide on rules."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from catalog.models import Store
from ranking import services
from ranking.artifacts import ArtifactError
from ranking.models import ModelVersion
from rules.audit_words import sentences
from rules.models import AuditEntry
from tests.conftest import StudioDoor

pytestmark = pytest.mark.django_db


def version(store: Store, name: str, state: str) -> ModelVersion:
    return ModelVersion.objects.create(store=store, name=name, state=state, manifest_digest="0" * 64)


def test_a_model_that_goes_live_is_told_with_who_and_instead_of_what(
    leather: Store, petra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "verify", lambda folder: None)
    version(leather, "leather-1", "champion")
    services.promote(version(leather, "leather-2", "challenger"), by=petra)
    entry = AuditEntry.objects.get(action="model.promoted")
    assert entry.by == petra
    assert sentences(entry) == ("Serves: now leather-2 (was leather-1)",)


def test_a_model_that_could_not_go_live_leaves_no_entry(leather: Store, petra: User) -> None:
    with pytest.raises(ArtifactError):
        services.promote(version(leather, "leather-3", "challenger"), by=petra)
    assert not AuditEntry.objects.exists()


def test_who_lets_models_go_live_by_themselves_is_told(leather: Store, petra: User) -> None:
    services.set_policy(leather, promotes_itself=True, by=petra)
    entry = AuditEntry.objects.get(action="model.policy")
    assert sentences(entry) == ("A model that passes every check goes live by itself: now yes (was no)",)


def test_the_shadow_is_told_when_it_falls_and_when_it_lifts(leather: Store, petra: User) -> None:
    challenger = version(leather, "leather-4", "challenger")
    services.put_in_shadow(challenger, by=petra)
    services.take_out_of_shadow(challenger, by=petra)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", "who")) == [
        ("model.shadowed", "Petra"),
        ("model.unshadowed", "Petra"),
    ]


def test_a_changed_shop_setting_is_told_and_an_unchanged_form_is_not(
    studio: StudioDoor, leather: Store, django_user_model: type[User]
) -> None:
    boss = django_user_model.objects.create_superuser("boss", password="x")
    client, page = studio(boss), reverse("settings-shop", args=[leather.code])
    form = client.get(page).context["form"]
    posted = {name: "" if value is None else value for name, value in form.initial.items()}
    assert client.post(page, posted).status_code in (200, 204, 302)
    assert not AuditEntry.objects.filter(action="shop.changed").exists()
    assert client.post(page, posted | {"name": "Maison Leather"}).status_code in (200, 204, 302)
    entry = AuditEntry.objects.get(action="shop.changed")
    assert entry.by == boss
    assert "Maison Leather" in sentences(entry)[0]
