"""What a shopper does in a demo shop, in front of a browser."""

from django.test import Client

SHOP = "/shop/leather/"
LIST = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
ADDRESS = {"name": "Nora", "street": "Via Roma 1", "city": "50123 Firenze", "delivery": "post"}


def html_of(shop: Client, address: str = SHOP) -> str:
    return shop.get(address).content.decode()


def avoid_nickel(shop: Client, **fields: str):
    return shop.post(f"{SHOP}you/avoids/", {"allergens": ["nickel"], "consent": "on", **fields})


def put_forward(shop: Client) -> set[str]:
    """What the home page shows of the shop's own choice."""
    context = shop.get(SHOP).context
    return {piece.sku for part in ("hero", "arrivals", "fallback") for piece in context[part]}


def put_in_cart(shop: Client, sku: str, **fields: str):
    return shop.post(f"{SHOP}cart/add/", {"sku": sku, **fields})


def buy(shop: Client, *skus: str) -> str:
    """Buys one of each and returns the order's number."""
    for sku in skus:
        put_in_cart(shop, sku)
    answer = shop.post(f"{SHOP}checkout/", ADDRESS)
    return answer.url.split("/thanks/")[1].split("/")[0]


def skus_of(shop: Client, query: str) -> set[str]:
    return {piece.sku for piece in shop.get(f"{SHOP}list/?{query}").context["listing"].pieces}
