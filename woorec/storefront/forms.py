"""What shoppers fill in. Nothing of it is kept but what the page says."""

from django import forms

from catalog.materials.vocabulary import ALLERGENS
from events.models import Return

REASONS = (
    (Return.Reason.FEEL, "It does not feel as I thought"),
    (Return.Reason.SKIN, "My skin reacted to it"),
    (Return.Reason.COLOUR, "The colour is another one"),
    (Return.Reason.SIZE, "It is too large or too small"),
    (Return.Reason.DAMAGED, "It came damaged"),
    (Return.Reason.OTHER, "Another reason"),
)
ABOUT_MATERIAL = (Return.Reason.FEEL, Return.Reason.SKIN)


class CheckoutForm(forms.Form):
    """Where an order goes. A demo sends nothing anywhere, so nothing of this is stored."""

    name = forms.CharField(label="Name", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    street = forms.CharField(
        label="Street and number", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "street-address"})
    )
    city = forms.CharField(
        label="Postcode and town", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    delivery = forms.ChoiceField(
        label="Delivery",
        choices=[("post", "By post, two to four days"), ("courier", "By courier, tomorrow")],
        widget=forms.RadioSelect,
        initial="post",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        words = {"name": "Say who gets it.", "street": "Say which street.", "city": "Say which town."}
        for field, said in words.items():
            self.fields[field].error_messages["required"] = said


class ReturnForm(forms.Form):
    """Which piece comes back, and why."""

    sku = forms.ChoiceField(label="Which piece comes back?", widget=forms.RadioSelect)
    reason = forms.ChoiceField(label="Why?", choices=REASONS, widget=forms.RadioSelect)
    is_about_material = forms.BooleanField(label="The material itself is the reason", required=False)

    def __init__(self, *args: object, skus: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sku"].choices = skus
        self.fields["sku"].error_messages |= {
            "required": "Choose the piece that comes back.",
            "invalid_choice": "This piece is not in the order, or has come back already.",
        }
        self.fields["reason"].error_messages["required"] = "Choose a reason."

    def blames_the_material(self) -> bool:
        """This will say whether the material is blamed: somebody who says feel or skin has said so."""
        return self.cleaned_data["is_about_material"] or self.cleaned_data["reason"] in ABOUT_MATERIAL


class AvoidancesForm(forms.Form):
    """What somebody's skin must avoid, with the consent without which nothing is kept."""

    allergens = forms.MultipleChoiceField(
        label="My skin must avoid", choices=list(ALLERGENS.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    consent = forms.BooleanField(
        label="I agree that the shop keeps this and uses it to leave out what I cannot wear.", required=False
    )

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        if said.get("allergens") and not said.get("consent"):
            self.add_error("consent", "Nothing is kept without your consent. Tick this, or untick what is above.")
        return said


class CartForm(forms.Form):
    """One product, and how many of it."""

    sku = forms.CharField(max_length=80)
    quantity = forms.IntegerField(min_value=0, max_value=99, required=False)
    request_id = forms.CharField(max_length=36, required=False)
    index = forms.IntegerField(min_value=0, max_value=1000, required=False)
    told = forms.BooleanField(required=False)  # the widget has sent add_to_cart itself
