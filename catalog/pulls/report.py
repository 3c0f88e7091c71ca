"""What a pull did, in words."""

from catalog.models import WooCommerceShop

WORDS = (
    ("created", "new"),
    ("changed", "changed"),
    ("unchanged", "unchanged"),
    ("outdated", "known as they were later"),
    ("gone", "archived, as the shop no longer has them"),
    ("rejected", "not taken"),
    ("unreadable", "not readable"),
)


def sentence(shop: WooCommerceShop) -> str:
    """This will count what became of the products of a pull, as in "12 new, 3 changed."."""
    parts = [f"{count:,} {words}" for name, words in WORDS if (count := shop.counts.get(name, 0))]
    if parts:
        return f"{', '.join(parts)}."
    return "The shop lists no products." if shop.is_full else "Nothing had changed in the shop."


def missing(shop: WooCommerceShop) -> int:
    """This will say how many products the shop no longer lists that nobody agreed to archive."""
    return shop.counts.get("missing", 0)
