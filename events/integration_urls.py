"""Addresses below /studio/<store>/data/integrations/."""

from django.urls import path

from events import integration_actions as actions
from events import integration_views as views

urlpatterns = [
    path("", views.integrations, name="integrations"),
    path("new/", views.new, name="integration-new"),
    path("<int:source_id>/", views.source, name="integration"),
    path("<int:source_id>/edit/", views.edit, name="integration-edit"),
    path("<int:source_id>/secret/", actions.secret, name="integration-secret"),
    path("<int:source_id>/retire/", actions.retire, name="integration-retire"),
    path("<int:source_id>/switch/", actions.switch_source, name="integration-switch"),
    path("<int:source_id>/again/", actions.all_again, name="integration-all-again"),
    path("<int:source_id>/deliveries/<int:delivery_id>/", views.delivery, name="integration-delivery"),
    path("<int:source_id>/deliveries/<int:delivery_id>/again/", actions.again, name="integration-again"),
]
