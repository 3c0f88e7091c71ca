"""A whole shop's rows, arranged so that a writer finds what belongs to a product."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from catalog.feeds.rows import PriceRow, ProductRow, StoreRows


class Shop:
    """Looks up what the shop systems keep with a product and we keep beside it."""

    def __init__(self, shop: StoreRows, *, warehouse: str = "") -> None:
        self.currency = shop.currency
        self._paths = {category.code: category.path for category in shop.categories}
        self._brands = {brand.code: brand.name for brand in shop.brands}
        self._materials = {material.code: material.name for material in shop.materials}
        self._stock = _stock(shop, warehouse=warehouse)
        self._prices = _prices(shop)
        self.tiers = {tier.code: tier for tier in shop.tiers}

    def category_path(self, product: ProductRow) -> str:
        return product.category_path or self._paths.get(product.category, product.category)

    def brand_name(self, product: ProductRow) -> str:
        return product.brand_name or self._brands.get(product.brand, product.brand)

    def material_names(self, product: ProductRow) -> list[str]:
        """This will name the materials of a product, the largest share first."""
        parts = sorted(product.components, key=lambda component: -component.share_percent)
        return list(dict.fromkeys(self._materials.get(part.material, part.material) for part in parts))

    def stock(self, product: ProductRow) -> int | None:
        """This will say what lies in the chosen warehouse, or in all of them; None is not counted."""
        return self._stock.get(product.sku)

    def sale(self, product: ProductRow, *, dated: bool = True) -> PriceRow | None:
        """This will find the regular tier's price below the regular price; of several the one that begins last."""
        known = self._prices.get((product.sku, ""), ())
        lower = [
            price
            for price in known
            if price.amount < product.price and (dated or not (price.valid_from or price.valid_until))
        ]
        return max(lower, key=lambda price: price.valid_from.timestamp() if price.valid_from else 0.0, default=None)

    def member_prices(self, product: ProductRow) -> list[PriceRow]:
        """This will list the prices of the tiers above the regular one, by rank."""
        return [price for tier in self.tiers.values() if tier.rank for price in self._of_tier(product, tier.code)]

    def _of_tier(self, product: ProductRow, tier: str) -> Iterable[PriceRow]:
        return self._prices.get((product.sku, tier), ())


def _stock(shop: StoreRows, *, warehouse: str) -> Mapping[str, int]:
    found: dict[str, int] = defaultdict(int)
    for row in shop.stock:
        if not warehouse or row.warehouse == warehouse:
            found[row.sku] += row.quantity
    return dict(found)


def _prices(shop: StoreRows) -> Mapping[tuple[str, str], list[PriceRow]]:
    """This will keep the prices in the store's currency by SKU and tier; the regular tier is "".

    A price of the default region stands before one of all regions of the currency; other regions' are left out, as a
    file of another system has one price.
    """
    regular = {tier.code for tier in shop.tiers if tier.rank == 0}
    home = next((region for region in shop.regions if region.code == shop.default_region), None)
    found: dict[tuple[str, str], list[PriceRow]] = defaultdict(list)
    for row in shop.prices:
        is_home = row.region == shop.default_region and (home is None or home.currency == shop.currency)
        if (row.region and not is_home) or (row.currency and row.currency != shop.currency):
            continue
        found[row.sku, "" if row.tier in regular else row.tier].append(row)
    return found
