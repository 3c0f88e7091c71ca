"""Addresses below /studio/<store>/data/events/."""

from django.urls import path

from events import label_views

urlpatterns = [
    path("", label_views.event_labels, name="event-labels"),
    path("tail/", label_views.event_tail, name="event-tail"),
]
