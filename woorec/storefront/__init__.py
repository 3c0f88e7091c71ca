"""The demo shops, opened by anybody who wants to see the lists as a shopper does: clients of the public API.

They mostly open a product and what goes with it, put something in the cart and buy it, send it back, and change who
they are: another region, a member, somebody whose skin avoids nickel. Lists, events, shopper tokens and avoidances go
through /api/v1/ with the shop's own keys; the pages read the catalogue as a shop's own backend would.
"""
