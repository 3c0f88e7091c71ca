"""The one list that a peer answers, and the address that says that it is up."""

import os
from importlib import import_module

from django.http import HttpResponse
from django.urls import path

VIEWS = {"hello": "hello", "in-house": "in_house", "als": "als_lightgbm"}
view = import_module(f"tests.benchmarks.serving.{VIEWS[os.environ['PEER']]}").ListView.as_view()
urlpatterns = [path("healthz", lambda request: HttpResponse("ok")), path("api/v1/recommendations", view)]
