"""The rule editor's forms, without the pages around them."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from rules.engine.errors import RuleError
from rules.forms import RULE_FORMS, ConditionBuilder, Option, RuleForm, Vocabulary, plain_words, rule_form
from rules.forms.rules import usual_end
from rules.kinds import RULE_KINDS
from rules.models import Rule

SHOP = Vocabulary(
    values={"grain": (Option("suede", "Suede"), Option("pebbled", "Pebbled"))},
    tiers=(Option("gold", "Gold"),),
    regions=(Option("eu", "Europe"),),
    skus=frozenset({"TOTE-1", "TOTE-2"}),
    products=(Option("TOTE-1", "Pebbled Tote"), Option("TOTE-2", "Two of a name"), Option("TOTE-3", "Two of a name")),
    length=12,
)
SHARED = {"owner": "Mia", "reason": "Spring", "severity": "taste", "enabled": "on", "open_ended": "on"}
CHEAP = {"fact": "price", "op": "at_most", "value": 99.5}
BOUGHT = {"fact": "bought", "op": "is", "value": True}
NESTED = {
    "all": [
        {"fact": "price", "op": "at_least", "value": 100.0},
        {"any": [{"fact": "grain", "op": "is", "value": "suede"}, {"fact": "brand", "op": "is_missing"}]},
    ]
}


def sent(**fields: object) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in (SHARED | fields).items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return data


def filled(kind: str, **fields: object) -> RuleForm:
    return rule_form(kind, sent(**fields), vocabulary=SHOP)


def lines(*rows: tuple[str, str, str | list[str]]) -> dict[str, object]:
    return {
        f"condition__{index}__{name}": value
        for index, row in enumerate(rows)
        for name, value in zip(("fact", "op", "value"), row, strict=True)
    }


DATES = {"starts_at": "2026-03-01T09:00", "ends_at": "2026-04-01T09:00"}
CAMPAIGN = DATES | {"impressions": "5", "share": "50", **lines(("grain", "is", "suede"))}
SUEDE = {"condition": {"fact": "grain", "op": "is", "value": "suede"}}


def test_every_rule_kind_has_a_form() -> None:
    assert set(RULE_FORMS) == set(RULE_KINDS)


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        (
            "slot",
            {"positions": ["4", "10"], "pool": "house"},
            "Slots 4 and 10 reserved for products where brand is house brand",
        ),
        (
            "slot",
            {"positions": "1", "pool": "skus", "skus": "TOTE-1, TOTE-2"},
            "Slot 1 reserved for SKU TOTE-1 or TOTE-2",
        ),
        (
            "slot",
            {"positions": "1", "pool": "skus", "skus": "TOTE-2, TOTE-1", "fill": "listed", "fallback": "next"}
            | {"next_pool": "partner"},
            "Slot 1 reserved for SKU TOTE-2 then TOTE-1 in this order, else products where brand is partner brand",
        ),
        ("pin", {"position": "4", "sku": "TOTE-2"}, "SKU TOTE-2 pinned to position 4"),
        ("pin", {"position": "4", "sku": "pebbled tote"}, "SKU TOTE-1 pinned to position 4"),
        (
            "campaign",
            {"impressions": "5000", "share": "25", "positions": "4, 10", **DATES, **lines(("grain", "is", "suede"))},
            "Promise 5000 impressions of products where grain is suede in slots 4 and 10, at most 25 % of a page",
        ),
        ("boost", {"points": "8", **lines(("grain", "is", "suede"))}, "Add 8 points where grain is suede"),
        (
            "boost",
            {"points": "8", "grows": "by", "by_fact": "days_of_cover", "by_from": "30", "by_to": "120"},
            "Add up to 8 points as days of cover rises from 30 to 120",
        ),
        ("bury", {"points": "5", **lines(("price", "at_most", "100"))}, "Take 5 points where price at most 100"),
        (
            "scatter",
            {"limit": "2", "fact": "category", "window": "3"},
            "At most 2 products of the same category in any 3 neighbouring positions",
        ),
        ("cap", {"limit": "1", "fact": "brand"}, "At most 1 product of the same brand on the page"),
        (
            "eligibility",
            {"condition__join": "any", **lines(("grain", "is", "suede"), ("visible", "is", "false"))},
            "Never show products where grain is suede or visible is no",
        ),
        (
            "eligibility",
            lines(("grain", "in", ["suede", "pebbled"])),
            "Never show products where grain is one of suede or pebbled",
        ),
        ("eligibility", lines(("grain", "is_missing", "")), "Never show products where grain is missing"),
    ],
)
def test_a_filled_form_becomes_the_rule_it_says(kind: str, fields: dict, sentence: str) -> None:
    form = filled(kind, **({"grows": "fixed"} if kind == "boost" else {}) | fields)

    assert form.is_valid(), form.errors
    assert form.body is not None
    assert form.body.describe() == sentence


@pytest.mark.parametrize(
    ("kind", "fields", "field", "message"),
    [
        ("slot", {"pool": "house"}, "positions", "Choose at least one place."),
        ("slot", {"positions": "1", "pool": "skus", "skus": "HAT-9"}, "skus", "This shop has no product HAT-9."),
        ("slot", {"positions": "1", "pool": "skus", "skus": ""}, "skus", "Name at least one SKU."),
        ("slot", {"positions": "1", "pool": "house", "reason": " "}, "reason", "Say why this rule exists"),
        (
            "slot",
            {"positions": "1", "pool": "house", "severity": "contract", "exploration": "10"},
            "exploration",
            "must be 0 for a contract",
        ),
        ("slot", {"positions": "1", "pool": "house", "fallback": "next", "next_pool": "skus"}, "next_skus", "Name at"),
        ("pin", {"position": "0", "sku": "TOTE-1"}, "position", "from 1 to 100"),
        ("pin", {"position": "13", "sku": "TOTE-1"}, "position", "The page has 12 places."),
        ("pin", {"position": "1", "sku": "HAT-9"}, "sku", "This shop has no product HAT-9."),
        ("pin", {"position": "1", "sku": "two of a name"}, "sku", "Write its SKU."),
        ("cap", {"limit": "1", "fact": "brand", "seeds": "HAT-9"}, "seeds", "This shop has no product HAT-9."),
        ("campaign", CAMPAIGN | {"impressions": "0"}, "impressions", "whole number from 1"),
        ("campaign", CAMPAIGN | {"share": "0"}, "share", "from 1 to 100"),
        ("campaign", CAMPAIGN | {"positions": "4, x"}, "positions", "as in 4, 10"),
        ("campaign", CAMPAIGN | {"positions": "4, 13"}, "positions", "The page has 12 places."),
        ("campaign", CAMPAIGN | {"positions": "9" * 5000}, "positions", "as in 4, 10"),
        ("boost", {"grows": "fixed", "points": "nan"}, "points", "from -100 to 100"),
        ("boost", {"grows": "fixed", "points": "inf"}, "points", "from -100 to 100"),
        ("scatter", {"limit": "1", "fact": "category", "window": "0"}, "window", "from 2 to 100"),
        ("scatter", {"limit": "1", "fact": "shoe_size", "window": "3"}, "fact", "shoe_size"),
        ("campaign", CAMPAIGN | {"positions": "4, 4"}, "positions", "twice"),
        ("campaign", CAMPAIGN | {"ends_at": ""}, "ends_at", "between two dates"),
        ("bury", {"points": "500", **lines(("price", "at_most", "1"))}, "points", "from 0 to 100"),
        ("scatter", {"limit": "3", "fact": "category", "window": "3"}, "window", "must be larger than the limit of 3"),
        (
            "cap",
            {"limit": "1", "fact": "brand", "starts_at": "2026-03-05T09:00", "ends_at": "2026-03-01T09:00"}
            | {"open_ended": ""},
            "ends_at",
            "must be later than the start",
        ),
    ],
)
def test_an_error_stands_at_its_field_in_plain_words(kind: str, fields: dict, field: str, message: str) -> None:
    form = filled(kind, **fields)

    assert not form.is_valid()
    assert message in " ".join(form.errors[field])


def test_a_wrong_number_stands_at_its_line() -> None:
    form = filled("bury", points="5", **lines(("grain", "is", "suede"), ("price", "at_most", "cheap")))

    assert not form.is_valid()
    assert [row.error for row in form.condition.filled] == ["", "Write a number, as in 200 or 0.4."]
    assert [row.text for row in form.condition.filled] == ["suede", "cheap"]


def test_a_condition_without_lines_is_asked_for() -> None:
    form = filled("eligibility")

    assert not form.is_valid()
    assert form.condition.error == "Say which products are never shown."


@pytest.mark.parametrize(
    "params",
    [
        {"positions": [4, 10], "condition": {"fact": "brand_kind", "op": "is", "value": "house"}},
        {"positions": [2], "skus": ["TOTE-1"]},
        {"positions": [2], "condition": {"any": [CHEAP, BOUGHT]}},
        {"positions": [2], "skus": ["TOTE-2", "TOTE-1"], "fill": "listed"},
        {"positions": [2], "skus": ["TOTE-2"], "fallback": "next", "next_pools": [{"skus": ["TOTE-1"]}]},
        {"positions": [2], "skus": ["TOTE-2"], "fallback": "next", "next_pools": [{"condition": CHEAP}, SUEDE]},
    ],
)
def test_a_stored_rule_that_is_opened_and_saved_stays_the_same(params: dict) -> None:
    stored = RULE_KINDS["slot"].from_params(params)
    row = Rule(
        kind="slot", label="Mine", params=stored.to_params(), owner="Mia", reason="Spring", scope={"tiers": ["gold"]}
    )
    form = rule_form("slot", vocabulary=SHOP, row=row)

    again = rule_form("slot", resent(form), vocabulary=SHOP, row=row)

    assert again.is_valid(), again.errors
    assert again.body == stored
    assert again.scope() == {"tiers": ["gold"]}


def resent(form: RuleForm) -> QueryDict:
    """What a browser sends when the form is saved as it was shown."""
    data = QueryDict(mutable=True)
    for bound in form:
        value = bound.value()
        data.setlist(bound.name, [str(entry) for entry in (value if isinstance(value, list) else [value or ""])])
    for row in form.condition.rows:
        data[f"condition-{row.index}-fact"], data[f"condition-{row.index}-op"] = row.fact, row.op
        data.setlist(f"condition-{row.index}-value", list(row.values))
    data["condition-join"], data["condition-kept"] = form.condition.join, form.condition.kept
    return data


def test_a_nested_condition_is_kept_as_it_is() -> None:
    builder = ConditionBuilder.from_json(NESTED, vocabulary=SHOP)

    assert not builder.filled
    assert builder.kept_sentence == "price at least 100 and (grain is suede or brand is missing)"
    assert builder.to_json() == NESTED


def test_a_nested_condition_gives_way_to_written_lines() -> None:
    data = sent(
        condition__kept=ConditionBuilder.from_json(NESTED, vocabulary=SHOP).kept, **lines(("grain", "is", "suede"))
    )

    assert ConditionBuilder.from_data(data, vocabulary=SHOP).to_json() == {
        "fact": "grain",
        "op": "is",
        "value": "suede",
    }


def test_a_segment_that_is_gone_stays_in_the_form_until_somebody_unticks_it() -> None:
    row = Rule(kind="cap", label="Mine", params={"limit": 1, "fact": "brand"}, scope={"segments": ["vip"]})
    shown = rule_form("cap", vocabulary=SHOP, row=row)
    kept = rule_form("cap", sent(limit="2", fact="brand", segments="vip"), vocabulary=SHOP, row=row)
    dropped = rule_form("cap", sent(limit="2", fact="brand"), vocabulary=SHOP, row=row)

    assert shown.fields["segments"].choices == [("vip", "vip (gone)")]
    assert kept.is_valid(), kept.errors
    assert dropped.is_valid(), dropped.errors
    assert (kept.rule_fields().scope, dropped.rule_fields().scope) == ({"segments": ["vip"]}, {})


def test_a_fact_offers_what_the_shop_has() -> None:
    row = ConditionBuilder(SHOP).row(0, "grain", "is", ("suede",))

    assert row.widget == "select"
    assert [option.value for option in row.choices] == ["suede", "pebbled"]


def test_a_value_that_left_the_catalogue_stays_in_the_list() -> None:
    row = ConditionBuilder(SHOP).row(0, "grain", "is", ("ostrich",))

    assert Option("ostrich", "ostrich (not known here)") in row.choices


def test_an_engines_fragment_becomes_a_sentence() -> None:
    assert plain_words(RuleError("window", "must be a whole number")) == "This must be a whole number."


def test_a_rule_for_the_page_of_one_product_is_opened_and_saved_as_it_was() -> None:
    row = Rule(
        kind="pin", label="Mine", params={"position": 2, "sku": "TOTE-1"}, owner="Mia", reason="Set",
        scope={"seeds": ["TOTE-2"]},
    )  # fmt: skip
    again = rule_form("pin", resent(rule_form("pin", vocabulary=SHOP, row=row)), vocabulary=SHOP, row=row)

    assert again.is_valid(), again.errors
    assert again.rule_fields().params == {"position": 2, "sku": "TOTE-1"}
    assert again.scope() == {"seeds": ["TOTE-2"]}


# ---- the end of a rule


def test_a_new_rule_ends_in_ninety_days_unless_somebody_says_otherwise() -> None:
    form = rule_form("scatter", vocabulary=SHOP)

    assert form.initial["ends_at"] == usual_end(timezone.now())
    assert not form["open_ended"].value()


def test_a_rule_has_an_end_or_lasts_until_further_notice_by_choice() -> None:
    neither = filled("scatter", limit="2", window="3", fact="category", open_ended="")
    assert "tick “Until further notice”" in str(neither.errors["ends_at"])

    chosen = filled("scatter", limit="2", window="3", fact="category", ends_at="2027-01-01T00:00", open_ended="on")
    assert chosen.is_valid()
    assert chosen.rule_fields().ends_at is None


def test_a_campaign_has_no_until_further_notice() -> None:
    assert "open_ended" not in rule_form("campaign", vocabulary=SHOP).fields


def test_a_pin_that_a_shorter_page_left_behind_can_still_be_saved() -> None:
    row = Rule(
        kind="pin",
        label="Pin",
        params={"position": 20, "sku": "TOTE-1"},
        owner="Mia",
        reason="Spring",
        severity="taste",
    )
    form = rule_form("pin", sent(position="20", sku="TOTE-1"), vocabulary=SHOP, row=row)
    assert form.is_valid(), form.errors


def test_a_taken_place_stands_at_the_place_of_a_pin() -> None:
    form = filled("pin", position="4", sku="TOTE-1")
    form.is_valid()
    form.take(RuleError("positions", "Slot 4 is taken twice"))
    assert form.errors["position"] == ["Slot 4 is taken twice."]
