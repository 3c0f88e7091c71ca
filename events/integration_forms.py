"""Forms of the page Integrations: a new source, what it is called, and the secret that Shopify shows."""

from django import forms
from django.core.validators import RegexValidator

from catalog.models import Store
from events.models import WebhookSource

SECRET = RegexValidator(
    r"^\S{16,200}\Z", "This is no secret of Shopify: it has at least 16 signs and no blank. Copy it once more."
)
CHOOSE = ("", "Choose one")
NOWHERE = ("*", "None: stock figures are left out")


class SecretForm(forms.Form):
    """The secret that Shopify signs with; it cannot be made up here."""

    secret = forms.CharField(
        label="Shopify's secret", validators=[SECRET], strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Shopify shows it below its list of webhooks. Webhooks of an app are signed with the app's client "
        "secret.",
        error_messages={"required": "Paste the secret that Shopify shows."},
    )  # fmt: skip


class DescribeForm(forms.Form):
    """What a source is called, and whose stock its figures are."""

    name = forms.CharField(label="Name", max_length=80, help_text="As in Web shop Europe.")
    warehouse_code = forms.ChoiceField(
        label="Warehouse",
        help_text="Where the stock lies that this shop counts. A Shopify location whose number is the code of a "
        "warehouse counts there instead.",
        error_messages={"required": "Choose the warehouse, or say that stock figures are left out."},
    )

    def __init__(self, *args: object, store: Store, source: WebhookSource | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.store, self.source = store, source
        places = [(each.code, each.name) for each in store.warehouses.order_by("name")]
        options = [*places, NOWHERE]
        self.fields["warehouse_code"].choices = options if len(places) < 2 else [CHOOSE, *options]
        self.fields["name"].error_messages["required"] = "Give it a name by which your colleagues know it."

    def clean_warehouse_code(self) -> str:
        code: str = self.cleaned_data["warehouse_code"]
        return "" if code == NOWHERE[0] else code

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = self.store.webhook_sources.filter(name__iexact=name)
        if (others.exclude(pk=self.source.pk) if self.source else others).exists():
            raise forms.ValidationError(f"There is a source “{name}” already. Give this one another name.")
        return name


class SourceForm(DescribeForm):
    """A shop system to connect."""

    system = forms.ChoiceField(
        label="Shop system", choices=WebhookSource.System.choices, initial=WebhookSource.System.WOOCOMMERCE,
        widget=forms.RadioSelect,
    )  # fmt: skip
    secret = forms.CharField(
        label="Shopify's secret", required=False, validators=[SECRET],
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="If Shopify shows it already, below its list of webhooks; otherwise paste it later.",
    )  # fmt: skip
    field_order = ("system", "name", "warehouse_code", "secret")

    def clean(self) -> dict[str, object]:
        """WooCommerce takes the secret that is made up here, so another one is of no use."""
        cleaned = super().clean() or {}
        if cleaned.get("system") != WebhookSource.System.SHOPIFY:
            cleaned["secret"] = ""
            self.errors.pop("secret", None)
        return cleaned
