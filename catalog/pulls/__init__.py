"""Products that we ask a shop for. The WooCommerceShop row is the truth; a queue only says which row."""
