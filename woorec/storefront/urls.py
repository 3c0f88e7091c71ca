"""The addresses of the demo shops."""

from django.urls import URLPattern, path

from woorec.storefront import cart_views, order_views, views, you_views

urlpatterns: list[URLPattern] = [
    path("<slug:store_code>/", views.home, name="storefront"),
    path("<slug:store_code>/list/", views.product_list, name="storefront-list"),
    path("<slug:store_code>/p/<path:sku>/", views.product, name="storefront-product"),
    path("<slug:store_code>/swatch/<path:sku>.svg", views.swatch, name="storefront-swatch"),
    path("<slug:store_code>/cart/", cart_views.cart, name="storefront-cart"),
    path("<slug:store_code>/cart/add/", cart_views.add, name="storefront-add"),
    path("<slug:store_code>/cart/change/", cart_views.change, name="storefront-change"),
    path("<slug:store_code>/checkout/", cart_views.checkout, name="storefront-checkout"),
    path("<slug:store_code>/thanks/<slug:number>/", order_views.thanks, name="storefront-thanks"),
    path("<slug:store_code>/orders/", order_views.history, name="storefront-orders"),
    path("<slug:store_code>/orders/<slug:number>/return/", order_views.send_back, name="storefront-return"),
    path("<slug:store_code>/you/", you_views.you, name="storefront-you"),
    path("<slug:store_code>/you/become/", you_views.become, name="storefront-become"),
    path("<slug:store_code>/you/region/", you_views.region, name="storefront-region"),
    path("<slug:store_code>/you/avoids/", you_views.avoids, name="storefront-avoids"),
]
