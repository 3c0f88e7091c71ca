"""Addresses below /studio/<store>/models/."""

from django.urls import path

from ranking import views

urlpatterns = [
    path("", views.models_page, name="models"),
    path("train/", views.start, name="start-training"),
    path("runs/<int:run_id>/", views.run_page, name="run"),
    path("runs/<int:run_id>/progress/", views.progress, name="run-progress"),
    path("runs/<int:run_id>/stop/", views.stop, name="stop-training"),
    path("versions/<int:version_id>/promote/", views.promotion, name="promote-model"),
]
