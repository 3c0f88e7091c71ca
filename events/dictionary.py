"""The label dictionary: every event that a shop may send, in plain words, and what becomes of it here.

What each one is used for is checked against the code by its tests; what it must carry comes from `events.ingest`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from events.dialects.segment import NAMES
from events.failed_views import REASONS
from events.ingest import OF_AN_ORDER, WITHOUT_PRODUCT
from events.models import Interaction, Return

RECALL, RANKING, ORDERS, RETURNS = "recall", "ranking", "orders", "returns"
RATINGS, FIGURES, ALARM, IN_3D = "ratings", "figures", "alarm", "3d"
USES: Mapping[str, str] = {
    RECALL: "Recall",
    RANKING: "Ranking",
    ORDERS: "Orders",
    RETURNS: "Returns",
    RATINGS: "Ratings",
    FIGURES: "KPI",
    ALARM: "Alarm",
    IN_3D: "3D views",
}
LEARNING = frozenset({RECALL, RANKING})
LEARNED = (RECALL, RANKING)

# kind -> what it is used for, and that in a sentence. Whatever names a product is counted on that product's page too.
PURPOSES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "view_item_list": (
        (ALARM,),
        "Kept. Lists that WooRec served are logged by WooRec itself, so no model needs it; health says when it stops.",
    ),
    "select_item": (
        (*LEARNED, FIGURES, ALARM),
        "The click that rankers learn to predict, if it carries the list’s request_id. Counted on the home page.",
    ),
    "view_item": ((*LEARNED, FIGURES, ALARM), "Popularity and taste. Counted in the product’s figures."),
    "view_3d": ((IN_3D,), "Kept, and learned from by no model yet. Data health sets beside it how often 3D failed."),
    "view_3d_failed": (
        (IN_3D,),
        "Counted by reason on Data health, and by material in the list of materials. It says something of the device "
        "and the network, not of taste: no model learns from it, and no figure of sales or clicks counts it.",
    ),
    "add_to_wishlist": (LEARNED, "Popularity and taste: it weighs twice a view."),
    "add_to_cart": ((*LEARNED, ALARM), "Popularity and taste: it weighs three times a view."),
    "remove_from_cart": ((), "Kept, and learned from by no model yet."),
    "view_cart": ((), "Kept. A cart’s list is asked for with its products, so no model needs it."),
    "begin_checkout": ((), "Kept, and learned from by no model yet."),
    "add_shipping_info": ((), "Kept, and learned from by no model yet."),
    "add_payment_info": ((), "Kept, and learned from by no model yet."),
    "purchase": (
        (*LEARNED, ORDERS, FIGURES, ALARM),
        "Makes the order, from which sales and days of cover follow. It weighs five times a view, says what is bought "
        "together, and with a request_id rankers learn from it which lists sell.",
    ),
    "refund": ((*LEARNED, RETURNS), "A return of the order’s line with its reason, and a mark against the product."),
    "return": (
        (*LEARNED, RETURNS),
        "A return of the order’s line with its reason and whether the material is to blame, and a mark against the "
        "product, as a refund is.",
    ),
    "rating": ((RATINGS,), "Kept as the rating of a known customer. No model and no figure reads ratings yet."),
    "search": ((), "Kept, and learned from by no model yet."),
    "list_seen": ((), "Kept, and learned from by no model yet."),
    "view_promotion": ((), "Kept, and learned from by no model yet."),
    "select_promotion": ((), "Kept, and learned from by no model yet."),
}
SEGMENT_NAMES: Mapping[str, str] = {ours: theirs for theirs, ours in NAMES.items()}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an event: `items.` before the name says that it stands with each product."""

    name: str
    type: str
    words: str


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field(
            "event_id", "text, up to 100", "The shop’s own id of this event. A second delivery of it counts nothing."
        ),
        Field("name", "text", "Which event it is."),
        Field("items", "list, up to 200", "The products it is about."),
        Field("items.item_id", "text, up to 80", "The product’s SKU."),
        Field("items.quantity", "1 to 10,000", "Pieces; 1 if left out."),
        Field("items.price", "amount such as 12.50", "Of one piece."),
        Field("items.index", "0 to 1,000", "Place in the list, from 0 as GA4 counts."),
        Field("items.position", "0 to 1,001", "Place in the list, from 1 as Segment counts."),
        Field("items.item_list_id", "text, up to 60", "The placement, where products of several are named."),
        Field(
            "request_id", "UUID", "The served list that this answers. Without it a ranker learns nothing of the list."
        ),
        Field("item_list_id", "text, up to 60", "The placement."),
        Field("transaction_id", "text, up to 80", "The order’s number."),
        Field("currency", "three capital letters", "Of the prices; the store’s own if left out."),
        Field("value", "amount such as 12.50", "Of the whole event; kept where it names no product."),
        Field(
            "reason",
            "one word",
            f"Of what came back: {', '.join(Return.Reason.values[:-1])}. Of 3D that failed: "
            f"{', '.join(list(REASONS)[:-1])}. Anything else counts as other.",
        ),
        Field("is_about_material", "true or false", "Whether the shopper blames the material."),
        Field("reference", "text, up to 80", "The shop’s number of the refund, so that it counts once."),
        Field("rating", "1 to 5", "Stars."),
        Field("at", "time with zone", "When it happened; now if left out."),
        Field("sent_at", "time with zone", "When it was sent, by the same clock: shows how far that clock is off."),
        Field("session", "text, up to 64", "The visit. Two clicks of one session shape a visitor’s next list."),
        Field("customer", "text, up to 200", "The shop’s customer id, kept as a pseudonym. Needs the scope shopper."),
        Field("region", "a region’s code", "Where the shopper is; the usual region if left out."),
        Field("utc_offset_minutes", "−840 to 840", "Of the shopper’s clock."),
        Field("consent", "true or false", "False: counted, not profiled."),
        Field("is_bot", "true or false", "True: kept, never learned from."),
        Field("user_agent", "text, up to 1,000", "To recognise bots; not kept."),
    )
}
# What every event may carry, and what matters for some.
COMMON = ("at", "sent_at", "session", "customer", "region", "utc_offset_minutes", "consent", "is_bot", "user_agent")
OF_A_LIST = ("request_id", "item_list_id", "items.index", "items.position", "items.item_list_id")
OF_A_BASKET = ("items.quantity", "items.price", "currency", "value")
OF_A_RETURN = ("reason", "is_about_material", "reference", "items.quantity", "items.price", "currency")
OWN: Mapping[str, tuple[str, ...]] = {
    "view_item_list": OF_A_LIST,
    "select_item": OF_A_LIST,
    "list_seen": OF_A_LIST,
    "view_item": ("request_id", "items.price"),
    "view_3d": ("request_id",),
    "view_3d_failed": ("request_id", "reason"),
    "add_to_wishlist": ("request_id", "items.price"),
    "add_to_cart": ("request_id", *OF_A_BASKET),
    "remove_from_cart": OF_A_BASKET,
    "view_cart": OF_A_BASKET,
    "begin_checkout": OF_A_BASKET,
    "add_shipping_info": OF_A_BASKET,
    "add_payment_info": OF_A_BASKET,
    "purchase": ("request_id", *OF_A_BASKET),
    "refund": OF_A_RETURN,
    "return": OF_A_RETURN,
}


@dataclass(frozen=True, slots=True)
class Label:
    """One event of the dictionary. `segment` is empty where Segment has no name for it."""

    kind: str
    words: str
    segment: str
    uses: tuple[str, ...]
    purpose: str
    required: tuple[Field, ...]
    optional: tuple[Field, ...]

    @property
    def is_learned_from(self) -> bool:
        return not LEARNING.isdisjoint(self.uses)

    @property
    def use_words(self) -> tuple[str, ...]:
        return tuple(USES[use] for use in self.uses)


def required_fields(kind: str) -> tuple[str, ...]:
    """This will name what an event is refused without."""
    return (
        *("event_id", "name"),
        *(("items", "items.item_id") if kind not in WITHOUT_PRODUCT else ()),
        *(("transaction_id",) if kind in OF_AN_ORDER else ()),
        *(("rating",) if kind == "rating" else ()),
    )


def _label(kind: str, words: str) -> Label:
    uses, purpose = PURPOSES[kind]
    required = required_fields(kind)
    products = () if "items" in required else ("items", "items.item_id")
    own = (*products, *OWN.get(kind, ()))
    return Label(
        kind=kind,
        words=words,
        segment=SEGMENT_NAMES.get(kind, ""),
        uses=uses,
        purpose=purpose,
        required=tuple(FIELDS[name] for name in required),
        optional=tuple(FIELDS[name] for name in own),
    )


DICTIONARY: Mapping[str, Label] = {kind: _label(kind, words) for kind, words in Interaction.Kind.choices}
COMMON_FIELDS = tuple(FIELDS[name] for name in COMMON)
