"""What of a product was sold after a click in a served list, in words for its panel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from catalog.cards import money
from catalog.models import Product
from events.attributed import attributed, usual_windows
from events.attribution import Credit, Windows

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ListSales:
    """Orders credited to lists, less what came back. `rule` says which orders count."""

    rule: str
    kept: int
    orders: int
    same_session: int  # orders of the sitting in which the product was clicked
    assisted: int  # orders after a look alone
    money: tuple[str, ...]


def list_sales(product: Product, *, since: datetime, until: datetime) -> ListSales:
    """This will count what lists are credited with for a product, by the windows of the settings."""
    windows = usual_windows()
    found = attributed(product.store, since=since, until=until, product_ids=[product.pk], windows=windows)
    return ListSales(
        rule=_rule(windows),
        kept=sum(credit.kept for credit in found),
        orders=_orders(found),
        same_session=_orders([credit for credit in found if credit.same_session]),
        assisted=_orders([credit for credit in found if credit.is_assisted]),
        money=tuple(money(amount, currency) for currency, amount in _revenue(found)),
    )


def _orders(found: Sequence[Credit]) -> int:
    return len({credit.line.order_id for credit in found})


def _revenue(found: Sequence[Credit]) -> list[tuple[str, Decimal]]:
    """This will add up by currency, the largest first."""
    sums: dict[str, Decimal] = {}
    for credit in found:
        sums[credit.line.currency] = sums.get(credit.line.currency, Decimal(0)) + credit.revenue
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))


def _rule(windows: Windows) -> str:
    days = windows.click.days
    clicked = f"bought at most {days} day{'' if days == 1 else 's'} after a click on it, or on its style, in a list"
    looked = f", or {windows.look // HOUR} h after it stood there in view (assisted)" if windows.look else ""
    return f"{clicked}{looked}. Some would have bought anyway: what lists add, only an experiment tells."
