"""Addresses below /studio/<store>/products/."""

from django.urls import path

from catalog import views

urlpatterns = [
    path("", views.products, name="products"),
    path("products.csv", views.products_csv, name="products-csv"),
    path("missing/", views.missing, name="missing"),
    path("<int:product_id>/", views.product, name="product"),
]
