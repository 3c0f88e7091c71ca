"""What one page of a shop says, as news: products, the variations of the variable ones, and what cannot be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from catalog.feeds.json_values import Unreadable, moment, text, time
from catalog.feeds.news import ProductNews
from catalog.feeds.woocommerce_json import product_news
from catalog.feeds.woocommerce_rest import Page
from catalog.pulls.asking import Crew

Body = Mapping[str, Any]
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Products of a page with their variations, as they were at a time."""

    products: Sequence[Body]
    variations: Mapping[str, Sequence[Body]]  # by the number of their product
    asked_at: datetime

    def numbers(self) -> list[str]:
        bodies = [*self.products, *(each for some in self.variations.values() for each in some)]
        return [number for body in bodies if (number := text(body.get("id")))]


def with_variations(crew: Crew, page: Page) -> Sheet:
    """This will ask for the variations of every variable product of a page."""
    variable = [text(each.get("id")) for each in page.products if each.get("type") == "variable"]
    variable = [number for number in variable if number.isdecimal()]
    found = crew.ask_all([partial(crew.shop.variations, number) for number in variable])
    return Sheet(page.products, dict(zip(variable, found, strict=True)), page.asked_at)


def news_of(
    sheet: Sheet, *, currency: str, paths: Mapping[str, str], gone: Mapping[str, datetime]
) -> tuple[list[ProductNews], list[str]]:
    """This will read a sheet, products before their variations, and say what of it is unreadable.

    `gone` says since when products were taken for gone: what the shop lists now is newer than that.
    """
    found: dict[str, ProductNews] = {}
    notes = []
    for product in sheet.products:
        own = [(product, None), *((each, product) for each in sheet.variations.get(text(product.get("id")), ()))]
        for body, style in own:
            try:
                at = moment(time(body.get("date_modified_gmt")), received=sheet.asked_at)
                each = product_news(body, currency=currency, at=at, style=style, paths=paths)
            except Unreadable as error:
                notes.append(f"{text(body.get('name')) or 'A product without a name'}: {error}")
            else:
                found[each.row.external_id] = _since(each, gone)
    return list(found.values()), notes


def _since(news: ProductNews, gone: Mapping[str, datetime]) -> ProductNews:
    back = gone.get(news.row.external_id)
    if back is None or back < news.at:
        return news
    at = back + MICROSECOND
    return replace(news, at=at, row=replace(news.row, source_updated_at=at))
