"""Addresses below /studio/<store>/materials/."""

from django.urls import path

from woorec.materials import beginning, editor, listing

urlpatterns = [
    path("", listing.materials, name="materials"),
    path("new/material/", beginning.material_new, name="material-new"),  # "new/" may be a material's own
    path("<slug:material_code>/", editor.material, name="material"),
    path("<slug:material_code>/look/", editor.look, name="material-look"),
    path("<slug:material_code>/poster/", editor.poster, name="material-poster"),
]
