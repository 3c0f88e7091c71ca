"""One form per rule kind."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from django import forms
from django.http import QueryDict

from rules.engine.boost import NUMBER_FACTS
from rules.engine.campaign import MOST_IMPRESSIONS
from rules.engine.errors import RuleError
from rules.engine.facts import FACTS
from rules.engine.pool import Pool
from rules.engine.positions import LAST_POSITION
from rules.engine.scatter import SHARED_FACTS
from rules.forms.conditions import Vocabulary
from rules.forms.rules import RuleForm
from rules.models import Rule

# The two pools that merchandisers reserve places for every day need no condition.
BRAND_POOLS = {"house": "House brand", "partner": "Partner brand"}
POOLS = (*BRAND_POOLS.items(), ("skus", "These products"), ("condition", "Products that fit a condition"))


def brand_condition(kind: str) -> dict[str, object]:
    return {"fact": "brand_kind", "op": "is", "value": kind}


def fact_choices(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, FACTS[name].label) for name in names]


def number_field(
    *, label: str, low: float, high: float, whole: bool = False, help_text: str = "", required: bool = True
):
    """This will be a number with both bounds said in plain words."""
    says = f"Write a {'whole ' if whole else ''}number from {low:g} to {high:g}."
    kind = forms.IntegerField if whole else forms.FloatField
    messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), says)
    field = kind(
        label=label, min_value=low, max_value=high, help_text=help_text, required=required, error_messages=messages
    )
    for validator in field.validators:
        validator.message = says
    return field


class SlotForm(RuleForm):
    kind = "slot"
    sentence = "Keep places on the page for the best product of a pool."

    positions = forms.TypedMultipleChoiceField(
        label="Places", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one place."},
    )  # fmt: skip
    pool = forms.ChoiceField(label="Reserved for", choices=POOLS, widget=forms.RadioSelect, initial="house")
    skus = forms.CharField(
        label="SKUs", required=False, widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text="One or more, with commas or spaces between. The best one that may be shown is taken.",
    )  # fmt: skip
    fill = forms.ChoiceField(
        label="Which of them", widget=forms.RadioSelect, initial="best", required=False,
        choices=[("best", "The best-scored"), ("listed", "In the order they are listed")],
    )  # fmt: skip
    fallback = forms.ChoiceField(
        label="When none of them can stand there", widget=forms.RadioSelect, initial="release", required=False,
        choices=[("release", "Give the place back to the list"), ("next", "Take another pool first")],
    )  # fmt: skip
    next_pool = forms.ChoiceField(label="The other pool", required=False, initial="house")
    next_skus = forms.CharField(
        label="SKUs of the other pool", required=False, widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text="Asked for when the other pool is “These products”.",
    )  # fmt: skip
    next_kept = forms.CharField(required=False, widget=forms.HiddenInput)
    exploration = number_field(
        label="Left open, percent of requests", low=0, high=50, required=False,
        help_text="To measure what the slot does. A contract is never left open.",
    )  # fmt: skip

    def prepare(self) -> None:
        named = {int(position) for position in self.initial.get("positions") or ()}
        last = min(LAST_POSITION, max([self.vocabulary.length, *named]))
        self.fields["positions"].error_messages["invalid_choice"] = f"Choose places from 1 to {last}."
        self.fields["positions"].choices = [(number, str(number)) for number in range(1, last + 1)]
        self.fields["exploration"].initial = self.fields["exploration"].initial or 0
        words = self._kept_words()
        kept = [("kept", f"As written: {words}")] if words else []
        self.fields["next_pool"].choices = [*BRAND_POOLS.items(), ("skus", "These products"), *kept]

    @property
    def places(self) -> list[tuple[object, str]]:
        """This will pair each place's box with who holds the place already, or nothing."""
        return [(box, self.vocabulary.taken.get(int(box.data["value"]), "")) for box in self["positions"]]

    @classmethod
    def initial_from(cls, params: Mapping[str, object]) -> dict[str, object]:
        condition = params.get("condition")
        pool = "condition" if condition else "skus"
        pool = next((kind for kind in BRAND_POOLS if condition == brand_condition(kind)), pool)
        share = float(params.get("exploration_share") or 0) * 100  # type: ignore[arg-type]
        skus = ", ".join(params.get("skus") or ())  # type: ignore[arg-type]
        own = {"positions": params.get("positions"), "pool": pool, "skus": skus, "exploration": share}
        choices = {"fill": params.get("fill", "best"), "fallback": params.get("fallback", "release")}
        return own | choices | _first_next_pool(params.get("next_pools") or ())  # type: ignore[arg-type]

    def clean_skus(self) -> list[str]:
        return self.known_skus(self.cleaned_data["skus"]) if self.data.get("pool") == "skus" else []

    def clean_next_skus(self) -> list[str]:
        is_asked = self.data.get("fallback") == "next" and self.data.get("next_pool") == "skus"
        return self.known_skus(self.cleaned_data["next_skus"]) if is_asked else []

    def params(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        share = (cleaned.get("exploration") or 0) / 100
        params = {"positions": sorted(cleaned.get("positions") or ()), "exploration_share": share}
        fill = (cleaned.get("fill") or "best") if cleaned.get("pool") == "skus" else "best"
        return params | self._pool(cleaned.get("pool", ""), cleaned) | {"fill": fill} | self._next_pools(cleaned)

    def _pool(self, pool: str, cleaned: Mapping[str, object]) -> dict[str, object]:
        if pool in BRAND_POOLS:
            return {"condition": brand_condition(pool)}
        if pool == "condition":
            condition = self.condition.to_json()
            if condition is None and not self.condition.has_errors:
                self.condition.error = "Say which products the place is for."
            return {"condition": condition}
        if not cleaned.get("skus"):
            self.add_error("skus", "Name at least one SKU.")
        return {"skus": cleaned.get("skus") or []}

    def _next_pools(self, cleaned: Mapping[str, object]) -> dict[str, object]:
        if cleaned.get("fallback") != "next":
            return {}
        chosen = cleaned.get("next_pool")
        if chosen == "kept":
            return {"fallback": "next", "next_pools": _read_json(cleaned.get("next_kept"))}
        if chosen == "skus" and not cleaned.get("next_skus"):
            self.add_error("next_skus", "Name at least one SKU.")
        pool = {"skus": cleaned.get("next_skus")} if chosen == "skus" else {"condition": brand_condition(str(chosen))}
        return {"fallback": "next", "next_pools": [pool]}

    def _kept_words(self) -> str:
        """This will say the pools that the choices cannot show."""
        text = self.data.get("next_kept") if self.is_bound else self.initial.get("next_kept")
        try:
            pools = [Pool.from_json(pool, field="next_pools") for pool in _read_json(text)]
        except RuleError:
            return ""
        return ", else ".join(pool.describe() for pool in pools)


def _first_next_pool(pools: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """More than one pool, or one with a condition of its own, is kept as it was written."""
    if not pools:
        return {}
    condition = pools[0].get("condition")
    brand = next((kind for kind in BRAND_POOLS if condition == brand_condition(kind)), "")
    if len(pools) > 1 or (condition is not None and not brand):
        return {"next_pool": "kept", "next_kept": json.dumps(pools)}
    skus: Sequence[str] = pools[0].get("skus") or ()  # type: ignore[assignment]
    return {"next_pool": brand or "skus", "next_skus": ", ".join(skus)}


def _read_json(text: object) -> list[object]:
    try:
        written = json.loads(str(text or "[]"))
    except (ValueError, RecursionError):
        return []
    return written if isinstance(written, list) else []


class PinForm(RuleForm):
    kind = "pin"
    sentence = "Keep one place for one product."
    has_condition = False

    position = number_field(label="Place", low=1, high=LAST_POSITION, whole=True)
    sku = forms.CharField(
        label="Product", max_length=200, help_text="Type a SKU or a part of the name, and choose.",
        widget=forms.TextInput(attrs={"list": "pin-products", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Say which product."},
    )  # fmt: skip

    @classmethod
    def initial_from(cls, params: Mapping[str, object]) -> dict[str, object]:
        return dict(params)

    @property
    def holder(self) -> str:
        """This will say who holds the place already, or nothing."""
        position = str(self["position"].value() or "")
        return next((holder for place, holder in self.vocabulary.taken.items() if str(place) == position), "")

    def clean_position(self) -> int:
        return self.on_the_page([self.cleaned_data["position"]], stored=[self.initial.get("position")])[0]

    def clean_sku(self) -> str:
        """The full name of a product is as good as its SKU, as long as only one has it."""
        typed = self.cleaned_data["sku"].strip()
        if typed in self.vocabulary.skus:
            return typed
        named = [option.value for option in self.vocabulary.products if option.label.casefold() == typed.casefold()]
        if len(named) == 1:
            return named[0]
        if named:
            raise forms.ValidationError("More than one product has this name. Write its SKU.")
        raise forms.ValidationError(f"This shop has no product {typed}.")

    def params(self) -> dict[str, object]:
        return {"position": self.cleaned_data["position"], "sku": self.cleaned_data["sku"]}


class ConditionForm(RuleForm):
    """A kind that needs a condition."""

    missing: ClassVar[str] = "Say which products this is about."

    def needed_condition(self) -> dict[str, object] | None:
        condition = self.condition.to_json()
        if condition is None and not self.condition.has_errors:
            self.condition.error = self.missing
        return condition


class CampaignForm(ConditionForm):
    kind = "campaign"
    must_end = True
    sentence = "Show a partner's products so many times between two dates, spread evenly."
    missing = "Say which products were promised."

    impressions = number_field(
        label="Impressions promised", low=1, high=MOST_IMPRESSIONS, whole=True,
        help_text="How often products of the campaign are shown, over its whole time.",
    )  # fmt: skip
    share = number_field(
        label="At most, percent of a page", low=1, high=100, help_text="At least one place, however short the page."
    )
    positions = forms.CharField(
        label="Places", required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="As in 4, 10. Empty: anywhere on the page, wherever they score best.",
    )  # fmt: skip

    def prepare(self) -> None:
        self.fields["share"].initial = 100
        for name in ("starts_at", "ends_at"):
            self.fields[name].required = True
            self.fields[name].help_text = "UTC."
            self.fields[name].error_messages["required"] = "A campaign runs between two dates."

    @classmethod
    def initial_from(cls, params: Mapping[str, object]) -> dict[str, object]:
        share = round(float(params.get("share_limit") or 1) * 100, 4)  # type: ignore[arg-type]
        positions = ", ".join(map(str, params.get("positions") or ()))  # type: ignore[call-overload]
        return {"impressions": params.get("impressions"), "share": share, "positions": positions}

    def clean_positions(self) -> list[int]:
        named = [number for number in re.split(r"[\s,;]+", self.cleaned_data["positions"]) if number]
        places = {str(place) for place in range(1, LAST_POSITION + 1)}
        if not places.issuperset(named):
            raise forms.ValidationError(f"Write places from 1 to {LAST_POSITION}, as in 4, 10.")
        stored = re.split(r"[\s,;]+", str(self.initial.get("positions") or ""))
        return self.on_the_page([int(number) for number in named], stored=stored)

    def params(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        promised = {"impressions": cleaned["impressions"], "share_limit": cleaned["share"] / 100}
        return {"condition": self.needed_condition()} | promised | {"positions": cleaned["positions"]}


class BoostForm(ConditionForm):
    kind = "boost"
    sentence = "Add points to some products. Scores run from 0 to 100 on every page."
    missing = "Say which products get the points, or let the points grow with a fact."

    points = number_field(label="Points", low=-100, high=100, help_text="Below 0 takes points away.")
    grows = forms.ChoiceField(
        label="How", widget=forms.RadioSelect, initial="fixed",
        choices=[("fixed", "The same for every product that fits"), ("by", "Growing with a fact")],
    )  # fmt: skip
    by_fact = forms.ChoiceField(
        label="Fact", choices=fact_choices(NUMBER_FACTS), required=False, initial="days_of_cover"
    )
    by_from = forms.FloatField(label="No points at", required=False)
    by_to = forms.FloatField(label="All points at", required=False)

    @classmethod
    def initial_from(cls, params: Mapping[str, object]) -> dict[str, object]:
        by = params.get("by")
        if not isinstance(by, Mapping):
            return {"points": params.get("points"), "grows": "fixed"}
        named = {"by_fact": by["fact"], "by_from": by["from"], "by_to": by["to"]}
        return {"points": by["points"], "grows": "by"} | named

    def params(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        if cleaned.get("grows") != "by":
            return {"points": cleaned["points"], "condition": self.needed_condition()}
        for name in ("by_from", "by_to"):
            if cleaned.get(name) is None:
                self.add_error(name, "Write a number.")
        by = {"fact": cleaned.get("by_fact"), "from": cleaned.get("by_from"), "to": cleaned.get("by_to")}
        return {"by": by | {"points": cleaned["points"]}, "condition": self.condition.to_json()}


class BuryForm(ConditionForm):
    kind = "bury"
    sentence = "Take points from some products, so that they sink without disappearing."

    points = number_field(label="Points to take", low=0, high=100)

    @classmethod
    def initial_from(cls, params: Mapping[str, object]) -> dict[str, object]:
        return {"points": params.get("points")}

    def params(self) -> dict[str, object]:
        return {"points": self.cleaned_data["points"], "condition": self.needed_condition()}


class EligibilityForm(ConditionForm):
    kind = "eligibility"
    sentence = "Never show some products here. Nothing overrides it."
    missing = "Say which products are never shown."

    def params(self) -> dict[str, object]:
        return {"condition": self.needed_condition()}


class ScatterForm(RuleForm):
    kind = "scatter"
    sentence = "Keep products that are alike apart."
    has_condition = False

    limit = number_field(label="At most", low=1, high=99, whole=True)
    fact = forms.ChoiceField(label="of the same", choices=fact_choices(SHARED_FACTS), initial="category")
    window = number_field(label="in any … neighbouring places", low=2, high=100, whole=True)

    @classmethod
    def initial_from(cls, params: Mapping[str, object]) -> dict[str, object]:
        return dict(params)

    def params(self) -> dict[str, object]:
        return {name: self.cleaned_data[name] for name in ("fact", "limit", "window")}


class CapForm(RuleForm):
    kind = "cap"
    sentence = "Limit how many products of one sort stand on the page."

    limit = number_field(label="At most", low=0, high=100, whole=True)
    fact = forms.ChoiceField(
        label="of the same", required=False, initial="brand",
        choices=[("", "(all that fit the condition)"), *fact_choices(SHARED_FACTS)],
    )  # fmt: skip

    @classmethod
    def initial_from(cls, params: Mapping[str, object]) -> dict[str, object]:
        return {"limit": params.get("limit"), "fact": params.get("fact", "")}

    def params(self) -> dict[str, object]:
        cleaned, condition = self.cleaned_data, self.condition.to_json()
        if not cleaned.get("fact") and condition is None and not self.condition.has_errors:
            self.condition.error = "Say what to count: choose what is the same, or give a condition."
        params = {"limit": cleaned["limit"], "condition": condition}
        return params | ({"fact": cleaned["fact"]} if cleaned.get("fact") else {})


RULE_FORMS: dict[str, type[RuleForm]] = {
    form.kind: form
    for form in (SlotForm, PinForm, CampaignForm, BoostForm, BuryForm, ScatterForm, CapForm, EligibilityForm)
}


def rule_form(
    kind: str,
    data: QueryDict | None = None,
    *,
    vocabulary: Vocabulary,
    row: Rule | None = None,
    initial: Mapping[str, object] | None = None,
) -> RuleForm:
    """This will build the form of a kind, empty, from a stored rule, or from what was sent."""
    return RULE_FORMS[kind](data, vocabulary=vocabulary, row=row, initial=dict(initial or {}))
