"""The form of a connected shop: where it is, its keys, whose stock it tells, how often it is asked."""

from typing import Any

from django import forms
from django.conf import settings

from catalog.feeds.addresses import BadAddress, checked_address
from catalog.models import Store, WooCommerceShop

OFTEN = (
    *((15, "Every 15 minutes"), (30, "Every 30 minutes"), (60, "Every hour"), (180, "Every 3 hours")),
    *((360, "Every 6 hours"), (1440, "Once a day")),
)
SELDOM = ((6, "Every 6 hours"), (24, "Once a day"), (72, "Every 3 days"), (168, "Once a week"))
KEPT = "Empty: the one that is kept."
FROM_SHOP = "From WooCommerce > Settings > Advanced > REST API. It needs to read, no more."


class WooCommerceForm(forms.Form):
    name = forms.CharField(label="Name", max_length=80, help_text="For your colleagues.", initial="WooCommerce")
    url = forms.CharField(label="Address of the shop", max_length=300, help_text="As in https://shop.example.com")
    key = forms.CharField(label="Consumer key", max_length=200, help_text=FROM_SHOP)
    secret = forms.CharField(label="Consumer secret", max_length=200)
    warehouse_code = forms.ChoiceField(label="Its stock lies in", required=False)
    every_minutes = forms.TypedChoiceField(label="Ask what changed", choices=OFTEN, coerce=int, initial=60)
    full_every_hours = forms.TypedChoiceField(
        label="Read everything", choices=SELDOM, coerce=int, initial=24, help_text="This finds what was deleted."
    )

    def __init__(self, *args: Any, store: Store, shop: WooCommerceShop | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_facts(shop) if shop else None, **kwargs)
        self.shop = shop
        places = store.warehouses.order_by("name").values_list("code", "name")
        self.fields["warehouse_code"].choices = [("", "None: leave its stock figures out"), *places]  # type: ignore[attr-defined]
        for name in ("key", "secret"):
            self.fields[name].widget = forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"})
            if shop:
                self.fields[name].required = False
                self.fields[name].help_text = KEPT
        for name in ("every_minutes", "full_every_hours"):
            _offer(self.fields[name], shop)  # what was set elsewhere stays a choice

    def clean_url(self) -> str:
        try:
            return checked_address(self.cleaned_data["url"], plain_allowed=not settings.PRODUCTION)
        except BadAddress as error:
            raise forms.ValidationError(str(error)) from error

    def clean_key(self) -> str:
        return self._clean_kind("key", other="cs_", named="secret")

    def clean_secret(self) -> str:
        return self._clean_kind("secret", other="ck_", named="key")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_elsewhere = self.shop and cleaned.get("url", self.shop.url) != self.shop.url
        if is_elsewhere and not (cleaned.get("key") and cleaned.get("secret")):
            self.add_error("key", "Enter both keys again: those that are kept belong to the old address.")
        return cleaned

    def _clean_kind(self, field: str, *, other: str, named: str) -> str:
        value: str = self.cleaned_data[field].strip()
        if value.startswith(other):
            raise forms.ValidationError(f"This begins with {other}, so it is the {named}. Swap the two.")
        if not value.isascii() or not value.isprintable():
            raise forms.ValidationError("Keys are plain letters and digits. Copy it again.")
        return value


def _facts(shop: WooCommerceShop) -> dict[str, Any]:
    names = ("name", "url", "warehouse_code", "every_minutes", "full_every_hours")
    return {name: getattr(shop, name) for name in names}


def _offer(field: Any, shop: WooCommerceShop | None) -> None:
    chosen = shop and getattr(shop, "every_minutes" if field.choices[0][0] == 15 else "full_every_hours")
    if chosen and chosen not in dict(field.choices):
        unit = "minutes" if field.choices[0][0] == 15 else "hours"
        field.choices = [*field.choices, (chosen, f"Every {chosen} {unit}")]
