"""Django's admin over every table, with a shop in it."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from catalog.models import Store

OURS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in {"catalog", "events", "rules", "ranking"}),
    key=lambda model: model._meta.label,
)
LOGGED = {
    "catalog.PriceHistory",
    "catalog.StockLevel",
    "catalog.AllergenEvidence",
    "events.Interaction",
    "events.RankedList",
    "events.EventReceipt",
    "events.WebhookDelivery",
    "rules.RuleSet",
    "rules.Publication",
    "ranking.TrainingRun",
    "ranking.ModelVersion",
}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_table_can_be_listed_and_searched(model: type, leather: Store, studio, admin_user) -> None:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    client = studio(admin_user)

    assert client.get(address).status_code == 200
    assert client.get(address, {"q": "TOTE"}).status_code == 200


def test_versioned_and_logged_tables_are_read_only(rf, admin_user) -> None:
    request = rf.get("/admin/")
    request.user = admin_user
    seen = {model._meta.label: site for model, site in admin.site._registry.items() if model._meta.label in LOGGED}

    assert set(seen) == LOGGED
    for label, site in seen.items():
        assert not site.has_add_permission(request), label
        assert not site.has_change_permission(request), label
        assert not site.has_delete_permission(request), label


def test_every_table_of_ours_is_in_the_admin() -> None:
    ours = {m for m in apps.get_models() if m._meta.app_label in {"catalog", "events", "rules", "ranking"}}
    assert ours - set(admin.site._registry) == set()
