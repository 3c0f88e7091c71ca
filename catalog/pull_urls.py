"""Addresses below /studio/<store>/data/pulls/."""

from django.urls import path

from catalog import pull_views as views

urlpatterns = [
    path("", views.pulls, name="pulls"),
    path("new/", views.connect, name="pull-new"),
    path("<int:shop_id>/", views.edit, name="pull-edit"),
    path("<int:shop_id>/progress/", views.progress, name="pull-progress"),
    path("<int:shop_id>/run/", views.run, name="pull-run"),
    path("<int:shop_id>/stop/", views.stop, name="pull-stop"),
    path("<int:shop_id>/switch/", views.switch_pulls, name="pull-switch"),
]
