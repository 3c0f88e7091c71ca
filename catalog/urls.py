"""Addresses below /studio/<store>/products/."""

from django.urls import path

from catalog import views

urlpatterns = [
    path("", views.products, name="products"),
    path("<int:product_id>/", views.product, name="product"),
]
