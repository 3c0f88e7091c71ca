"""Every address of the product."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from catalog.problems import problem_list
from events.api import EventsView
from woorec import health, storefront, views
from woorec.api import RecommendationView

api = [
    path("recommendations", RecommendationView.as_view(), name="recommendations"),
    path("events", EventsView.as_view(), name="events"),
    path("problems", problem_list, name="problems"),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
]

studio = [
    path("", views.front_door, name="studio"),
    path("patterns/", views.patterns, name="patterns"),
    path("<slug:store_code>/", views.home, name="home"),
    path("<slug:store_code>/placements/", include("woorec.board.urls")),
    path("<slug:store_code>/products/<int:product_id>/activity/", views.product_activity, name="product-activity"),
    path("<slug:store_code>/products/", include("catalog.urls")),
    path("<slug:store_code>/models/", include("ranking.urls")),
]

urlpatterns = [
    path("", views.front_door),
    path("studio/", include(studio)),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("api/v1/", include(api)),
    path("shop/", include(storefront.urls)),
    path("admin/", admin.site.urls),
    path("healthz", health.alive),
    path("readyz", health.ready),
]

handler404 = "woorec.views.not_found"
handler500 = "woorec.views.server_error"
