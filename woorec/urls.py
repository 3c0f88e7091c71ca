"""Every address of the product."""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from catalog.api import PricesView, ProductsView, StockView
from catalog.look_views import look_file
from catalog.membership_api import MembershipView
from catalog.problems import problem_list
from events.api import EventsView
from events.avoidance_api import AvoidancesView
from events.customer_api import CustomersView, ShopperTokensView
from events.webhook_api import hook
from woorec import (
    audit_page,
    health,
    model_rankers,
    people,
    product_map,
    publishing_settings,
    rules_page,
    shadow_page,
    tiers,
    views,
)
from woorec.api import RecommendationView
from woorec.explanation_api import ExplanationView
from woorec.metrics_page import MetricsView

api = [
    path("recommendations", RecommendationView.as_view(), name="recommendations"),
    path("explanation", ExplanationView.as_view(), name="explanation"),
    path("events", EventsView.as_view(), name="events"),
    path("products", ProductsView.as_view(), name="products-api"),
    path("prices", PricesView.as_view(), name="prices-api"),
    path("stock", StockView.as_view(), name="stock-api"),
    path("customers", CustomersView.as_view(), name="customers"),
    path("shopper-tokens", ShopperTokensView.as_view(), name="shopper-tokens"),
    path("avoidances", AvoidancesView.as_view(), name="avoidances"),
    path("membership", MembershipView.as_view(), name="membership"),
    path("problems", problem_list, name="problems"),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
]

studio = [
    path("", views.front_door, name="studio"),
    path("patterns/", views.patterns, name="patterns"),
    path("<slug:store_code>/", views.home, name="home"),
    path("<slug:store_code>/placements/", include("woorec.board.urls")),
    path("<slug:store_code>/campaigns/", include("woorec.campaigns.urls")),
    path("<slug:store_code>/segments/", include("woorec.segments.urls")),
    path("<slug:store_code>/data/", views.data_health, name="data-health"),
    path("<slug:store_code>/products/<int:product_id>/activity/", views.product_activity, name="product-activity"),
    path("<slug:store_code>/products/<int:product_id>/company/", views.product_company, name="product-company"),
    path("<slug:store_code>/products/", include("catalog.urls")),
    path("<slug:store_code>/materials/", include("woorec.materials.urls")),
    path("<slug:store_code>/data/events/", include("events.label_urls")),
    path("<slug:store_code>/data/imports/", include("catalog.import_urls")),
    path("<slug:store_code>/data/integrations/", include("events.integration_urls")),
    path("<slug:store_code>/data/pulls/", include("catalog.pull_urls")),
    path("<slug:store_code>/rules/", include(rules_page.urls)),
    path("<slug:store_code>/audit/", include(audit_page.urls)),
    path("<slug:store_code>/models/rankers/", model_rankers.rankers_page, name="model-rankers"),
    path("<slug:store_code>/models/rankers/<slug:code>/", model_rankers.switch_ranker, name="switch-ranker"),
    path("<slug:store_code>/models/map/", product_map.product_map, name="model-map"),
    path("<slug:store_code>/models/shadow/", shadow_page.shadow_page, name="model-shadow"),
    path("<slug:store_code>/models/", include("ranking.urls")),
    path("<slug:store_code>/settings/tiers/", include(tiers.urls)),
    path("<slug:store_code>/settings/publishing/", include(publishing_settings.urls)),
    path("<slug:store_code>/settings/people/", include(people.urls)),
    path("<slug:store_code>/settings/", include("catalog.settings_urls")),
]

urlpatterns = [
    path("", views.front_door),
    path("studio/", include(studio)),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("welcome/<uidb64>/<token>/", people.ChoosePassword.as_view(), name="choose-password"),
    path("api/v1/", include(api)),
    path("shop/", include("woorec.storefront.urls")),
    path("admin/", admin.site.urls),
    path("looks/<str:digest>/<str:name>", look_file, name="look"),
    path("hooks/<str:token>/", hook, name="hook"),
    path("hooks/<str:token>", hook),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", MetricsView.as_view(), name="metrics"),
]

handler404 = "woorec.views.not_found"
handler500 = "woorec.views.server_error"
