"""The forms of a shop's settings. Codes are chosen once: rules, feeds and the API name things by them."""

from decimal import Decimal

from django import forms
from django.core.validators import RegexValidator

from catalog.models import ApiKey, MembershipTier, Product, Region, Store, TierPrice, Warehouse
from catalog.services import origin_of

CURRENCY = RegexValidator(r"^[A-Z]{3}$", "Write the three letters of ISO 4217, as in EUR.")
CODE_HELP = "How feeds, rules and the API name it. It cannot be changed later."
SCOPE_WORDS = {
    "recommend": "For the shop's pages. Everybody may read it there.",
    "events": "For the shop's pages and its server.",
    "catalogue": "For the shop system that knows products, prices and stock. Server only.",
    "customers": "For the system that knows who is a member. Server only.",
    "shopper": "Lists at a customer's own prices. Server only.",
    "debug": "Scores and ladders, lists as of another time or tier. For integrators only.",
    "metrics": "For Prometheus: how the whole installation does, all stores. Server only.",
}


class CurrencyField(forms.CharField):
    """A currency in capital letters, whatever was typed."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(max_length=3, validators=[CURRENCY], **kwargs)

    def to_python(self, value: object) -> str:
        return super().to_python(value).upper()


class ShopForm(forms.ModelForm):
    """What the shop is called, and how far its stock figures and prices reach."""

    currency = CurrencyField(label="Currency")
    return_parcel_cost = forms.DecimalField(
        label="For each piece", min_value=0, max_digits=10, decimal_places=2, required=False,
        help_text="Postage, checking, cleaning and packing anew.",
        error_messages={"min_value": "Write an amount from 0."},
    )  # fmt: skip
    return_lost_percent = forms.DecimalField(
        label="And of its price, percent", min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False,
        help_text="What a returned piece is worth less when it is sold again.",
        error_messages={"min_value": "Write a number from 0 to 100.", "max_value": "Write a number from 0 to 100."},
    )  # fmt: skip

    class Meta:
        model = Store
        fields = [
            "name", "currency", "default_region", "stock_trusted_minutes", "low_stock_quantity",
            "return_parcel_cost", "return_lost_percent", "publishes_member_prices",
        ]  # fmt: skip
        labels = {
            "default_region": "Region of visitors who name none",
            "stock_trusted_minutes": "Trust stock figures for, in minutes",
            "low_stock_quantity": "Then count at most, in pieces",
            "publishes_member_prices": "Publish member prices",
        }
        help_texts = {
            "default_region": "",
            "stock_trusted_minutes": "Empty: for ever. A warehouse that is silent for longer counts as low stock.",
            "low_stock_quantity": "What a silent warehouse counts for each product that it last reported. "
            "0 treats them as sold out; a product reported as sold out stays so.",
            "publishes_member_prices": "Lets feeds and pages that everybody can read name what members pay. "
            "Otherwise members alone see their price, and nobody sees another tier's.",
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["default_region"].queryset = self.instance.regions.order_by("name")
        self.fields["default_region"].empty_label = "The first one by code"
        self.fields["return_parcel_cost"].label = f"For each piece, in {self.instance.currency}"
        self.fields["stock_trusted_minutes"].min_value = 1
        self.fields["stock_trusted_minutes"].widget.attrs["min"] = 1
        if Product.objects.filter(store=self.instance).exists():
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = "Products are priced in it, so it can no longer be changed."
        else:
            self.fields["currency"].help_text = "Of the prices in the catalogue. It is fixed with the first product."

    def clean_return_parcel_cost(self) -> Decimal:
        return self.cleaned_data["return_parcel_cost"] or Decimal(0)

    def clean_return_lost_percent(self) -> Decimal:
        return self.cleaned_data["return_lost_percent"] or Decimal(0)

    def clean_stock_trusted_minutes(self) -> int | None:
        minutes = self.cleaned_data["stock_trusted_minutes"]
        if minutes == 0:
            raise forms.ValidationError("Give at least one minute, or leave it empty to trust the figures for ever.")
        return minutes


class _CodedForm(forms.ModelForm):
    """A form of something with a code that is chosen when it is made, once per store."""

    def __init__(self, *args: object, store: Store, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.store = store
        self.instance.store = store
        self.fields["code"].help_text = CODE_HELP
        if self.instance.pk:
            self.fields["code"].disabled = True

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        others = type(self.instance)._default_manager.filter(store=self.store, code=code).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(f"The code “{code}” is taken. Choose another one.")
        return code


class TierForm(_CodedForm):
    """A membership tier. Its place among the others is set in the list."""

    discount_percent = forms.DecimalField(
        label="Discount, percent", required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2,
        help_text="Off the regular price, where the tier has no price of its own. "
        "Empty: it pays what the next lower tier pays.",
    )  # fmt: skip
    minimum_spend = forms.DecimalField(
        label="Minimum spend", required=False, min_value=0, max_digits=12, decimal_places=2,
        help_text="What a member must have spent to be in it, in the shop's currency.",
    )  # fmt: skip
    spend_months = forms.IntegerField(
        label="Within how many months", required=False, min_value=1, max_value=600, help_text="Empty: ever."
    )

    class Meta:
        model = MembershipTier
        fields = ["name", "code", "discount_percent", "minimum_spend", "spend_months", "note"]
        labels = {"note": "Who belongs here"}
        help_texts = {"note": "In words, for your colleagues."}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.rank == 0:
            self.fields["discount_percent"].disabled = True
            self.fields["discount_percent"].help_text = "The first tier pays the regular price."

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("spend_months") and cleaned.get("minimum_spend") is None and "minimum_spend" in cleaned:
            self.add_error("minimum_spend", "Say how much must be spent in these months, or leave the months empty.")
        return cleaned


class RegionForm(_CodedForm):
    """Where the shop sells and in which currency."""

    currency = CurrencyField(label="Currency", help_text="What is paid there.")

    class Meta:
        model = Region
        fields = ["name", "code", "currency"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and TierPrice.objects.filter(region=self.instance).exists():
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = "Prices are written in it, so it can no longer be changed."


class WarehouseForm(_CodedForm):
    """Where products lie."""

    class Meta:
        model = Warehouse
        fields = ["name", "code", "city", "continent"]


class KeyForm(forms.Form):
    """What a new API key is for and what it opens."""

    name = forms.CharField(label="What it is for", max_length=80, help_text='As in "Checkout" or "Product pages".')
    scopes = forms.MultipleChoiceField(label="What it may do", widget=forms.CheckboxSelectMultiple)
    origins = forms.CharField(
        label="Whose pages may use it", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="As in https://shop.example.com, one a line. Empty: pages of any address. A server is not asked.",
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [
            (scope.value, f"{scope.label}. {SCOPE_WORDS[scope.value]}") for scope in ApiKey.Scope
        ]
        self.fields["scopes"].error_messages["required"] = "Tick at least one; a key without any opens nothing."

    def clean_origins(self) -> list[str]:
        try:
            return [origin_of(line) for line in self.cleaned_data["origins"].split()]
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class SigningSecretForm(forms.Form):
    """What a new signing secret is for."""

    name = forms.CharField(
        label="Where it goes", max_length=80, help_text='The system that will hold it, as in "Shop backend".'
    )
