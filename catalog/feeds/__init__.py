"""What a shop sends us as files. `FORMATS` is the visible list: one file a format, one entry here."""

from catalog.feeds.base import FeedError, FeedFormat
from catalog.feeds.esci import Esci
from catalog.feeds.merchant_table import MerchantTable
from catalog.feeds.merchant_xml import MerchantXml
from catalog.feeds.own_csv import OwnCsv
from catalog.feeds.own_jsonl import OwnJsonLines
from catalog.feeds.shopify import Shopify
from catalog.feeds.shopify_inventory import ShopifyInventory
from catalog.feeds.woocommerce_csv import WooCommerceCsv

FORMATS: tuple[FeedFormat, ...] = (
    WooCommerceCsv(),
    Shopify(),
    ShopifyInventory(),
    MerchantTable(),
    MerchantXml(),
    OwnCsv(),
    OwnJsonLines(),
    Esci(),
)


def format_by_code(code: str) -> FeedFormat:
    """This will find a format by its code. Raises FeedError naming the codes that there are."""
    for feed_format in FORMATS:
        if feed_format.code == code:
            return feed_format
    known = ", ".join(feed_format.code for feed_format in FORMATS)
    raise FeedError(f"There is no feed format {code!r}. Use one of: {known}.")
