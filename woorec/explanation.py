"""Why a shopper sees what a placement shows, in plain words: the main parameters and what each weighs.

Regulation (EU) 2022/2065 (Digital Services Act), article 27, asks for them and for the choices that a shopper has. They
are read off the settings and rules that are live, so they change with them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ranking.objectives import weights_of
from rules.queries import LivePlacement

FOUND: Mapping[str, str] = {
    "hot": "What many shoppers look at and buy here, with a chance for new pieces.",
    "vector": "What is close to pieces that you looked at, in kind and in material.",
    "graph": "What other shoppers looked at in the same visit.",
    "complement": "What goes with the piece or the cart in front of you.",
    "feel": "What is made of the same material as the piece in front of you, or of one like it.",
    "again": "What you bought here before and may need again.",
}
OF_THE_SHOPPER = frozenset({"vector", "again"})  # channels that find nothing without a past
ORDERED: Mapping[str, str] = {
    "click": "How likely you are to open it.",
    "purchase": "How likely you are to buy it.",
    "revenue": "How likely you are to buy it, and its price.",
    "margin": "How likely you are to buy and keep it, and what the shop earns by it.",
    "kept": "How likely it is to be kept and not sent back.",
    "newness": "How new it is.",
    "cover": "How well it is in stock.",
    "material": "How near its material is to what you like.",
    "feel": "How near its material is to that of the piece in front of you.",
    "complement": "How well it goes with the piece or the cart in front of you.",
}
ARRANGED: Mapping[str, tuple[tuple[str, ...], str]] = {
    "places": (("slot", "pin"), "The shop keeps some places for pieces that it chose."),
    "moved": (("boost", "bury"), "The shop moves some pieces up or down."),
    "varied": (("scatter", "cap"), "The shop keeps the list varied."),
    "paid": (("campaign",), "Partners pay for some places. Each of these is labelled as sponsored."),
}
NEVER = "Nothing that is sold out, not sold in your region, or not proven against what you said your skin must avoid."
CHOICE = "You can switch personal lists off. Then what you looked at and bought here no longer shapes them."


@dataclass(frozen=True, slots=True)
class Parameter:
    """One of the main parameters. `share` (0 to 1) is its weight among those of its kind, None where it has none."""

    kind: str  # found, ordered, arranged or never
    code: str
    text: str
    share: float | None = None
    personal: bool = False  # whether it looks at this shopper's past


def parameters_of(placement: LivePlacement) -> list[Parameter]:
    """This will name what decides a placement's lists: how pieces are found, ordered and arranged, by weight."""
    facts = placement.facts
    return [
        *_weighed("found", facts.recall_mix, FOUND),
        *_weighed("ordered", weights_of(facts.objective, facts.formula), ORDERED),
        *_arranged(placement),
        Parameter("never", "never", NEVER),
    ]


def has_paid_places(placement: LivePlacement) -> bool:
    """This will say whether any place may be a campaign's."""
    return bool(placement.rules.campaigns)


def _weighed(kind: str, weights: Mapping[str, float], words: Mapping[str, str]) -> Iterator[Parameter]:
    total = sum(weights.values())
    for code, weight in sorted(weights.items(), key=lambda pair: -pair[1]):
        if weight > 0 and code in words:
            yield Parameter(kind, code, words[code], round(weight / total, 2), code in OF_THE_SHOPPER)


def _arranged(placement: LivePlacement) -> Iterator[Parameter]:
    live = {rule.body.kind for rule in placement.rules.rules if rule.enabled}
    for code, (kinds, text) in ARRANGED.items():
        if live.intersection(kinds):
            yield Parameter("arranged", code, text)
