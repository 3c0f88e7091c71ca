"""Addresses below /studio/<store>/settings/."""

from django.urls import path

from catalog import settings_views as views
from catalog import signing_views

urlpatterns = [
    path("", views.shop, name="settings-shop"),
    path("places/", views.places, name="settings-places"),
    path("places/regions/new/", views.region, name="settings-region-new"),
    path("places/regions/<int:region_id>/", views.region, name="settings-region"),
    path("places/regions/<int:region_id>/serves/", views.serves, name="settings-serves"),
    path("places/regions/<int:region_id>/delete/", views.region_delete, name="settings-region-delete"),
    path("places/warehouses/new/", views.warehouse, name="settings-warehouse-new"),
    path("places/warehouses/<int:warehouse_id>/", views.warehouse, name="settings-warehouse"),
    path("places/warehouses/<int:warehouse_id>/delete/", views.warehouse_delete, name="settings-warehouse-delete"),
    path("keys/", views.keys, name="settings-keys"),
    path("keys/<int:key_id>/revoke/", views.key_revoke, name="settings-key-revoke"),
    path("tokens/", signing_views.secrets, name="settings-signing"),
    path("tokens/<int:secret_id>/revoke/", signing_views.secret_revoke, name="settings-signing-revoke"),
]
