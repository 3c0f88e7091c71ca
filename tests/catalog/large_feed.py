"""Writes product files as large as one likes, in the formats of Shopify, WooCommerce and Merchant Center and with their
usual columns."""

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

WORDS = ("Pebbled", "Smooth", "Woven", "Quilted", "Suede", "Saffiano", "Patent", "Grained")
KINDS = ("Tote", "Clutch", "Satchel", "Belt", "Wallet", "Boot", "Glove", "Case")
COLOURS = ("Cognac", "Black", "Ivory", "Oxblood", "Navy", "Olive")
TEXT = "Cut from full-grain leather, lined with cotton twill, finished by hand. " * 4
SHOPIFY = (
    *("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name", "Option1 Value"),
    *("Variant SKU", "Variant Inventory Qty", "Variant Price", "Variant Compare At Price", "Variant Barcode"),
    *("Image Src", "Cost per item", "Status"),
)
WOOCOMMERCE = (
    *("ID", "Type", "SKU", "Name", "Published", "Visibility in catalog", "Short description", "Description"),
    *("In stock?", "Stock", "Sale price", "Regular price", "Categories", "Tags", "Images", "Brands", "Upsells"),
    *("Attribute 1 name", "Attribute 1 value(s)"),
)
MERCHANT = (
    *("id", "title", "description", "link", "image_link", "additional_image_link", "availability", "price"),
    *("sale_price", "brand", "gtin", "item_group_id", "product_type", "google_product_category", "material", "color"),
    *("custom_label_0", "product_detail", "loyalty_program", "cost_of_goods_sold"),
)


def write_shopify(path: Path, *, products: int, price: int = 0) -> None:
    """This will write products of four variants each; `price` is added to all prices."""
    _write(path, SHOPIFY, (_variant(number, price=price) for number in range(products)))


def write_woocommerce(path: Path, *, products: int, price: int = 0) -> None:
    """This will write simple products, one in ten with an upsell."""
    rng = random.Random(4)
    _write(path, WOOCOMMERCE, (_simple(number, rng.randrange(products), price=price) for number in range(products)))


def write_merchant(path: Path, *, products: int, price: int = 0, tier: str = "") -> None:
    """This will write items of four a group, one in ten on sale and, where a tier is named, each with its price."""
    _write(path, MERCHANT, (_item(number, price=price, tier=tier) for number in range(products)), delimiter="\t")


def _write(path: Path, columns: Sequence[str], rows: Iterable[dict[str, object]], *, delimiter: str = ",") -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def _variant(number: int, *, price: int) -> dict[str, object]:
    style, variant = divmod(number, 4)
    row: dict[str, object] = {
        **{"Handle": f"style-{style}", "Option1 Value": COLOURS[variant], "Variant SKU": f"S-{style:06}-{variant}"},
        **{"Variant Inventory Qty": number % 40, "Variant Price": f"{50 + number % 900 + price}.00"},
        **{"Variant Barcode": f"{4006381000000 + number}", "Cost per item": f"{20 + number % 300}.00"},
    }
    if variant == 0:
        row |= {
            **{"Title": _name(style), "Body (HTML)": f"<p>{TEXT}</p>", "Vendor": f"Atelier {style % 300}"},
            **{"Type": KINDS[style % 8], "Tags": "leather, new", "Published": "true", "Option1 Name": "Colour"},
            **{"Image Src": f"https://shop.example.com/{style}.jpg", "Status": "active"},
        }
    return row


def _simple(number: int, other: int, *, price: int) -> dict[str, object]:
    return {
        **{"ID": number + 1, "Type": "simple", "SKU": f"W-{number:06}", "Name": _name(number), "Published": 1},
        **{"Visibility in catalog": "visible", "Description": TEXT, "In stock?": 1, "Stock": number % 40},
        **{"Regular price": f"{50 + number % 900 + price}", "Tags": "leather, new"},
        **{"Categories": f"Shop > {KINDS[number % 8]}s > Line {number % 40}", "Brands": f"Atelier {number % 300}"},
        **{"Images": f"https://shop.example.com/{number}.jpg", "Attribute 1 name": "Colour"},
        **{"Attribute 1 value(s)": COLOURS[number % 6], "Upsells": f"W-{other:06}" if number % 10 == 0 else ""},
    }


def _item(number: int, *, price: int, tier: str) -> dict[str, object]:
    group, variant = divmod(number, 4)
    amount = 50 + number % 900 + price
    return {
        **{"id": f"M-{group:06}-{variant}", "item_group_id": f"M-{group:06}", "title": _name(number)},
        **{"description": TEXT, "availability": "in_stock", "gtin": f"{4006381000000 + number}"},
        **{"link": f"https://shop.example.com/p/{number}", "image_link": f"https://shop.example.com/{number}.jpg"},
        **{"price": f"{amount}.00 EUR", "sale_price": f"{amount - 10}.00 EUR" if number % 10 == 0 else ""},
        **{"product_type": f"Shop > {KINDS[group % 8]}s > Line {group % 40}", "google_product_category": "6551"},
        **{"material": "leather/cotton", "color": COLOURS[variant], "custom_label_0": "new" if number % 3 else ""},
        **{"brand": f"Atelier {group % 300}", "product_detail": "General:Closure:Zip"},
        **{"cost_of_goods_sold": f"{20 + number % 30}.00 EUR"},
        **({"loyalty_program": f"club:{tier}:{amount - 20}.00 EUR"} if tier else {}),
    }


def _name(number: int) -> str:
    return f"{WORDS[number % 8]} {KINDS[number // 8 % 8]} {number}"
