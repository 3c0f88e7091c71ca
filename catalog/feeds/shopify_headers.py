"""The column names of Shopify's product CSV, which changed once, and of its inventory CSV, which changed twice."""

import re
from collections.abc import Mapping

# Our field, the header until 2024, the header since.
PRODUCT_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("handle", "Handle", "URL handle"),
    ("title", "Title", "Title"),
    ("description", "Body (HTML)", "Description"),
    ("vendor", "Vendor", "Vendor"),
    ("category", "Product Category", "Product category"),
    ("type", "Type", "Type"),
    ("tags", "Tags", "Tags"),
    ("published", "Published", "Published on online store"),
    ("status", "Status", "Status"),
    ("sku", "Variant SKU", "SKU"),
    ("barcode", "Variant Barcode", "Barcode"),
    ("option1_name", "Option1 Name", "Option1 name"),
    ("option1_value", "Option1 Value", "Option1 value"),
    ("option2_name", "Option2 Name", "Option2 name"),
    ("option2_value", "Option2 Value", "Option2 value"),
    ("option3_name", "Option3 Name", "Option3 name"),
    ("option3_value", "Option3 Value", "Option3 value"),
    ("price", "Variant Price", "Price"),
    ("compare_at", "Variant Compare At Price", "Compare-at price"),
    ("cost", "Cost per item", "Cost per item"),
    ("tracker", "Variant Inventory Tracker", "Inventory tracker"),
    ("stock", "Variant Inventory Qty", "Inventory quantity"),
    ("image", "Image Src", "Product image URL"),
    ("image_position", "Image Position", "Image position"),
    ("variant_image", "Variant Image", "Variant image URL"),
)
FURTHER = {
    "custom product type": "type",
    "standardized product type": "category",
    "standard product type": "category",
    "variant compare-at price": "compare_at",
    "cost": "cost",
}
INVENTORY: Mapping[str, str] = {
    "handle": "handle",
    "url handle": "handle",
    "title": "",
    "option1 name": "",
    "option2 name": "",
    "option3 name": "",
    "option1 value": "option1_value",
    "option2 value": "option2_value",
    "option3 value": "option3_value",
    "sku": "sku",
    "hs code": "",
    "coo": "",
    "location": "location",
    "bin name": "",
    "incoming": "",
    "unavailable": "",
    "committed": "",
    "incoming (not editable)": "",
    "unavailable (not editable)": "",
    "committed (not editable)": "",
    "available": "available",
    "available (not editable)": "available",
    "on hand": "on_hand",
    "on hand (current)": "on_hand",
    "on hand (new)": "on_hand_new",
}
METAFIELD = re.compile(r"(.*?)\s*\((?:product|variant)\.metafields\.[\w.-]+\)", re.IGNORECASE)
_KNOWN = {header.casefold(): field for field, *headers in PRODUCT_COLUMNS for header in headers} | FURTHER


def product_field(header: str) -> str:
    """This will say what a column of the product CSV holds; metafields are attributes."""
    if METAFIELD.fullmatch(header):
        return "attribute"
    return _KNOWN.get(header.casefold(), "")


def attribute_name(header: str) -> str:
    """This will name an attribute: "Color" for "Color (product.metafields.shopify.color-pattern)"."""
    found = METAFIELD.fullmatch(header)
    return found[1] if found and found[1] else header
