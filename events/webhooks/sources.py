"""Sources of calls: added, changed, given a new secret, switched off and on."""

from catalog.models import Store
from events.models import WebhookSource
from events.webhooks.refused import forget_refused
from events.webhooks.signatures import has_readable_secrets, new_secret, new_token, sealed


def add_source(
    store: Store, *, name: str, system: str, warehouse_code: str = "", secret: str = ""
) -> tuple[WebhookSource, str]:
    """This will add a source and return it with its secret, which is made up where the system does not give one.

    Shopify gives one, in some places only after it knows the address: until then the source has none ("").
    """
    chosen = secret or ("" if system == WebhookSource.System.SHOPIFY else new_secret())
    source = WebhookSource.objects.create(
        store=store,
        name=name,
        system=system,
        warehouse_code=warehouse_code,
        token=new_token(),
        sealed_secret=sealed(chosen) if chosen else b"",
    )
    return source, chosen


def rotate_secret(source: WebhookSource, *, secret: str = "") -> str:
    """This will add a second secret beside the first and return it. Both are accepted until the first is retired.

    A first one that is missing or does not open any more is replaced at once.
    """
    chosen = secret or new_secret()
    if has_readable_secrets(source):
        source.sealed_next_secret = sealed(chosen)
    else:
        source.sealed_secret, source.sealed_next_secret = sealed(chosen), None
    source.save(update_fields=["sealed_secret", "sealed_next_secret"])
    forget_refused(source)
    return chosen


def retire_old_secret(source: WebhookSource) -> bool:
    """This will let the second secret take the place of the first, and say whether there was one."""
    if source.sealed_next_secret is None:
        return False
    source.sealed_secret, source.sealed_next_secret = source.sealed_next_secret, None
    source.save(update_fields=["sealed_secret", "sealed_next_secret"])
    return True


def describe(source: WebhookSource, *, name: str, warehouse_code: str) -> None:
    """This will change what a source is called and whose stock its figures are; what came before stays as it is."""
    source.name, source.warehouse_code = name, warehouse_code
    source.save(update_fields=["name", "warehouse_code"])


def switch(source: WebhookSource, *, is_active: bool) -> None:
    """This will let calls in or turn them away."""
    source.is_active = is_active
    source.save(update_fields=["is_active"])
