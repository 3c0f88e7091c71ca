"""What shop systems call to say what happened there: checked, kept without personal data, then taken in.

`receive.py` answers the call, `woocommerce.py` and `shopify.py` reduce a body to what is needed, `process.py` acts on
what was kept.
"""
