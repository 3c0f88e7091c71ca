"""The facts a segment may look at: who the shopper is and what they did. Declared once, as those of products are.

What somebody must avoid is no fact here: nobody is sorted by their health.
"""

from collections.abc import Mapping

from rules.engine.facts import Fact

SHOPPER_FACTS: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("tier", "tier", "text", "membership tier at this moment"),
        Fact("region", "region", "text", "the region that the list is for"),
        Fact("signed_in", "signed in", "flag", "known by an account; a visitor is not"),
        Fact("personalise", "personal lists allowed", "flag", "the shopper did not switch personal lists off"),
        Fact("days_since_joined", "days since joining", "number", "age of the account, in days"),
        Fact("orders", "orders in a year", "number", "orders of the last 365 days, less those called off"),
        Fact("spend", "spent in a year", "number", "last 365 days, in the shopper's currency", unit="money"),
        Fact("average_order", "average order", "number", "spent in a year by orders, same currency", unit="money"),
        Fact("days_since_order", "days since the last order", "number", "missing without an order"),
        Fact(
            "return_share",
            "return share",
            "number",
            "share of a year's pieces that came back, 0 to 1",
            unit="share",
        ),
        Fact("views", "products viewed in 30 days", "number", "opened or clicked; the last 500 deeds count"),
        Fact("carts", "put into the cart in 30 days", "number", "the last 500 deeds count"),
        Fact("viewed_categories", "categories viewed", "set", "of the last 500 deeds"),
        Fact("bought_categories", "categories bought", "set", "of every order that was not called off"),
        Fact("material_taste", "material taste", "set", "materials of a third or more of at least 3 recent deeds"),
    )
}

# What a shopper is, not what they did: it holds for somebody who switched personal lists off as well.
PLAIN_FACTS = frozenset({"tier", "region", "signed_in", "personalise"})
# These need the shopper's orders of a year, which are read only when somebody asks.
ORDER_FACTS = frozenset({"orders", "spend", "average_order", "days_since_order", "return_share"})
