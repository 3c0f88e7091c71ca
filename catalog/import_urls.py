"""Addresses below /studio/<store>/data/imports/."""

from django.urls import path

from catalog import import_views

urlpatterns = [
    path("", import_views.imports, name="imports"),
    path("<int:import_id>/", import_views.feed_import, name="import"),
    path("<int:import_id>/progress/", import_views.progress, name="import-progress"),
    path("<int:import_id>/check/", import_views.check, name="check-import"),
    path("<int:import_id>/format/", import_views.change_format, name="import-format"),
    path("<int:import_id>/apply/", import_views.apply, name="apply-import"),
    path("<int:import_id>/stop/", import_views.stop, name="stop-import"),
    path("<int:import_id>/report/", import_views.download_report, name="import-report"),
]
