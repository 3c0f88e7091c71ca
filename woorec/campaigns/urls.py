"""Addresses below /studio/<store>/campaigns/."""

from django.urls import path

from woorec.campaigns import views

urlpatterns = [
    path("", views.campaigns, name="campaigns"),
    path("new/", views.campaign_new, name="campaign-new"),
    path("<uuid:key>/", views.campaign, name="campaign"),
    path("<uuid:key>/statement.csv", views.campaign_statement, name="campaign-statement"),
]
