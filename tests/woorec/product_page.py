"""What a product's page asks for, and what it is told."""

from rest_framework.test import APIClient

SETTINGS = "/studio/leather/placements/product/settings/"
LISTS = "/api/v1/recommendations"


def ask(client: APIClient, *seeds: str, **wish: object) -> dict:
    """This will ask for the list beside products, by their SKUs."""
    return client.post(LISTS, {"placement": "product", "seed_products": list(seeds), **wish}, format="json").json()


def reasons(answer: dict) -> dict[str, str]:
    """This will give the reason of each product of a list by its SKU."""
    return {item["sku"]: item["reason"] for item in answer["items"]}
