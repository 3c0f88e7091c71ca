"""Addresses below /studio/<store>/models/."""

from django.urls import path

from ranking import decision_views, quality_views, views

urlpatterns = [
    path("", views.models_page, name="models"),
    path("quality/", quality_views.quality, name="model-quality"),
    path("policy/", decision_views.policy, name="model-policy"),
    path("train/", views.start, name="start-training"),
    path("runs/<int:run_id>/", views.run_page, name="run"),
    path("runs/<int:run_id>/progress/", views.progress, name="run-progress"),
    path("runs/<int:run_id>/stop/", views.stop, name="stop-training"),
    path("runs/<int:run_id>/again/", views.take_up, name="take-up-training"),
    path("versions/<int:version_id>/promote/", decision_views.promotion, name="promote-model"),
    path("versions/<int:version_id>/shadow/", decision_views.shadow, name="shadow-model"),
]
