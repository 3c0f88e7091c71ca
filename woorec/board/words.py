"""How the board says things: money, shares, fallbacks, pictures, and why a product stands where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from catalog.cards import SYMBOLS
from catalog.materials.vocabulary import ALLERGENS, ALLERGY_CLASSES
from catalog.product_facts import ProductFacts
from ranking.objectives import TERMS
from woorec.answers import Item

CHANNELS: Mapping[str, str] = {
    "hot": "Popular",
    "vector": "Close in taste",
    "graph": "Looked at together",
    "complement": "Goes with it",
    "feel": "Feels like it",
    "again": "Bought before",
    "pool": "Brought in for a slot",
    "variant": "Another variant of what was recalled",
}
HEADS: Mapping[str, str] = {
    "pctr": "click",
    "pcvr": "purchase after a click",
    "pctcvr": "purchase",
    "preturn": "return once bought",
}
FALLBACKS: Mapping[str, str] = {
    "untrained": "No model is trained yet: popular and new products stand in for taste.",
    "model_damaged": "The champion model cannot be read: popular and new products stand in for taste.",
    "purchase_chance_missing": "Too few purchases to learn from: the chance of a click stands in for a purchase.",
    "rules_bounded": "The search for the best order reached its limit here: the list may be less than the best.",
    "return_chance_missing": "How likely a return is, is not known yet: every sale counts as kept.",
    "objective_unknown": "The placement's goal is not known here: purchases stand in for it.",
    "formula_unreadable": "The placement's formula cannot be read: purchases stand in for it.",
    "recall_mix_unreadable": "The placement's recall mix cannot be read: the usual mix stands in for it.",
    "rule_unreadable": "A rule cannot be read any more and is left out; the board says which.",
    "campaign_count_stale": "Campaigns were not counted for a while: they go on at an even pace until they are.",
    "recall_feel_empty": "Feels like it found nothing: no product of known material is in view, or none like it may be "
    "shown. The other channels share its places.",
    "wider_recall": "Recall found too few products that may be shown, so the whole shop was searched.",
}
KIND_WORDS: Mapping[str, str] = {
    "eligibility": "Never show",
    "boost": "Boost",
    "bury": "Bury",
    "slot": "Slot",
    "pin": "Pin",
    "campaign": "Campaign",
    "scatter": "Scatter",
    "cap": "Cap",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder, as components/ladder_step.html takes it."""

    kind: str
    title: str
    detail: str = ""
    value: str = ""
    sign: str = ""


def say_money(amount: float, *, currency: str) -> str:
    sign = SYMBOLS.get(currency, f"{currency} ")
    return f"{sign}{amount:,.0f}" if amount == round(amount) else f"{sign}{amount:,.2f}"


def count(number: int, noun: str) -> str:
    """This will write 1 product, 2 products."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def say_share(share: float) -> str:
    """This will write 0.062 as "6.2 %" and 0.61 as "61 %"."""
    percent = share * 100
    return f"{percent:.0f} %" if percent >= 10 or percent == round(percent) else f"{percent:.2g} %"


def say_day(moment: datetime) -> str:
    """This will write a moment as in 5 March 09:00, with the year when it is another one."""
    year = "" if moment.year == datetime.now(UTC).year else f" {moment.year}"
    return f"{moment.day} {moment:%B}{year} {moment:%H:%M}"


def say_fallback(code: str) -> str:
    """This will put a fallback's code in plain words."""
    if code in FALLBACKS:
        return FALLBACKS[code]
    if code.startswith("recall_") and code.endswith("_empty"):
        return f"{_channel(code[7:-6])} found nothing for this shopper; the other channels share its places."
    if code.startswith("recall_") and code.endswith("_unknown"):
        return f"{_channel(code[7:-8])} is in this placement's mix, but the model does not offer it."
    if code.startswith("segment_") and code.endswith("_unknown"):
        return f"Rules are for the segment “{code[8:-8]}”, which is not known here: they are on for nobody."
    if code.startswith("segment_") and code.endswith("_unreadable"):
        return f"The segment “{code[8:-11]}” cannot be read any more: rules for it are on for nobody."
    if code.startswith("ranker_") and code.endswith("_missing"):
        return f"The ranker “{code[7:-8]}” is not in the model: products stand as recall found them."
    return code.replace("_", " ").capitalize() + "."


def allergy_chip(product: ProductFacts, allergen: str) -> dict[str, str]:
    """This will say the class of a product's evidence, never that it is harmless."""
    grade = product.allergy.get(allergen, "D")
    name = ALLERGENS.get(allergen, allergen.capitalize())
    kind = "allergy" if grade in "AB" else "danger" if grade == "X" else "allergy-unknown"
    label = f"{name}: class {grade}" if grade != "D" else f"{name}: no evidence"
    return {"label": label, "kind": kind, "title": f"{name}, class {grade}: {ALLERGY_CLASSES[grade].lower()}"}


def short_ladder(item: Item) -> str:
    """This will say in one line how a product came here, for the tile itself."""
    ladder = item.ladder
    found = ", ".join(f"{_channel(name).lower()} {rank}" for name, rank in _best_first(ladder.channels)) or "found last"
    points = sum(each.points for each in ladder.points)
    return f"{found} · {ladder.base_score:.1f}" + (f" {points:+.1f}" if points else "")


def ladder_steps(item: Item, *, rule_names: Mapping[str, str], model: str) -> Iterator[Step]:
    """This will tell a product's way from recall to its place."""
    ladder = item.ladder
    yield Step("recall", *said_channels(ladder.channels))
    yield Step("eligible", "May be shown", "Visible, sold and priced here, in stock, and nothing the shopper avoids.")
    yield from term_steps(ladder.terms)
    detail = f"{said_heads(ladder.heads)}{said_mix(ladder.terms)} Model: {model}."
    yield Step("model", "Score before the rules", detail, f"{ladder.base_score:.1f}")
    for each in ladder.points:
        sign = "plus" if each.points > 0 else "minus"
        yield Step("points", each.label, "", say_points(each.points), sign)
    whys = {moved.rule_id: moved.why for moved in ladder.moved}
    if ladder.slot:
        name, why = rule_names.get(ladder.slot, "A slot rule"), whys.pop(ladder.slot, "")
        detail = f"{why}." if why else "It would stand here anyway."
        detail = f"{ladder.stand_in}." if ladder.stand_in else detail
        yield Step("slot", f"Place {item.position} is reserved: {name}", detail)
    for rule_id, why in whys.items():
        yield Step("moved", rule_names.get(rule_id, "A rule"), f"{why}.")
    yield Step("place", f"Place {item.position}", item.reason, f"{item.score:.1f}")


def term_steps(terms: Mapping[str, float]) -> Iterator[Step]:
    """This will say what each term of a formula gave, the largest first; a goal of one term is its own score."""
    if len(terms) > 1:
        for name, points in sorted(terms.items(), key=lambda pair: -pair[1]):
            term = TERMS[name]
            yield Step("model", f"{term.label} in the formula", term.sentence, f"{points:.1f}")


def said_mix(terms: Mapping[str, float]) -> str:
    """This will say how the terms of a formula became the score."""
    if len(terms) < 2:
        return ""
    return f" {sum(terms.values()):.1f} of 100 in the formula, stretched so that the best candidate has 100."


def said_channels(channels: Mapping[str, int]) -> tuple[str, str]:
    """This will say which channels found a product, as a title and a detail."""
    ranks = [f"{_channel(name)} rank {rank}" for name, rank in _best_first(channels)]
    if not ranks:
        return "Found by no channel", "The page was short, so the whole shop was searched."
    return f"Found by {len(ranks)} channel{'s' if len(ranks) > 1 else ''}", f"{', '.join(ranks)}."


def said_heads(heads: Mapping[str, float]) -> str:
    said = ", ".join(f"{HEADS.get(name, name)} {say_share(value)}" for name, value in heads.items())
    return f"Chance of {said}." if said else "Scored by its place in the recall alone."


def say_points(points: float) -> str:
    return f"{points:+.1f}".replace("-", "−")


def say_ordinal(number: int) -> str:
    """This will write 34 as 34th."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _best_first(channels: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(channels.items(), key=lambda pair: pair[1])


def _channel(name: str) -> str:
    return CHANNELS.get(name, name.capitalize())
