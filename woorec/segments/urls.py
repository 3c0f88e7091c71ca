"""Addresses below /studio/<store>/segments/."""

from django.urls import path

from woorec.segments import views

urlpatterns = [
    path("", views.segments, name="segments"),
    path("new/", views.segment_new, name="segment-new"),
    path("count/", views.segment_preview, name="segment-count"),
    path("condition-row/", views.segment_row, name="segment-row"),
    path("<slug:code>/", views.segment_edit, name="segment"),
    path("<slug:code>/delete/", views.segment_delete, name="segment-delete"),
]
