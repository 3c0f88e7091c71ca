"""Connected shops: added, changed, switched off and on. Their keys are sealed and never shown again."""

from django.db import transaction

from catalog.models import Store, WooCommerceShop
from catalog.pulls.states import ENDED, PullRefused
from catalog.sealing import Unsealable, seal, unseal

PURPOSE = "woocommerce keys"
# Whatever follows from what an address or a warehouse says begins anew with another one.
FORGOTTEN = {"modified_after": None, "began_at": None, "last_full_at": None, "pages_done": 0}


def add_shop(store: Store, *, key: str, secret: str, **facts: object) -> WooCommerceShop:
    """This will connect a shop. Its first pull has to be asked for, or comes with the next turn."""
    return WooCommerceShop.objects.create(store=store, **sealed(key=key, secret=secret), **facts)


def change_shop(shop: WooCommerceShop, *, key: str = "", secret: str = "", **facts: object) -> None:
    """This will change what is known of a shop; empty keys stay as they are.

    Another address or warehouse means that all is read again, since what is known came from elsewhere; raises
    PullRefused while the shop is being pulled.
    """
    differs = {name for name in ("url", "warehouse_code") if name in facts and facts[name] != getattr(shop, name)}
    rows = WooCommerceShop.objects.filter(pk=shop.pk)
    changes = {**facts, **sealed(key=key, secret=secret), **(FORGOTTEN if differs else {})}
    with transaction.atomic():
        if not (rows.filter(state__in=ENDED) if differs else rows).update(**changes):
            raise PullRefused(f"{shop.name} is being pulled. Stop it first, then move it.")
        if "url" in differs:
            shop.pulled.all().delete()
    shop.refresh_from_db()


def switch(shop: WooCommerceShop, *, is_active: bool) -> None:
    """This will let pulls happen or not; one that runs ends by itself."""
    WooCommerceShop.objects.filter(pk=shop.pk).update(is_active=is_active)
    shop.refresh_from_db()


def sealed(*, key: str, secret: str) -> dict[str, bytes]:
    found = {"sealed_key": key, "sealed_secret": secret}
    return {name: seal(value, purpose=PURPOSE) for name, value in found.items() if value}


def keys_of(shop: WooCommerceShop) -> tuple[str, str]:
    """This will open the key and the secret. Raises Unsealable when SECRET_KEY is another one now."""
    return unseal(shop.sealed_key, purpose=PURPOSE), unseal(shop.sealed_secret, purpose=PURPOSE)


def has_readable_keys(shop: WooCommerceShop) -> bool:
    try:
        return all(keys_of(shop))
    except Unsealable:
        return False
