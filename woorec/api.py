"""What the storefront calls for its lists."""

import logging
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.db import Error
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.database_door import DatabaseIsSilent
from catalog.keys import Caller, RememberedKeyAuthentication
from catalog.limits import KeyThrottle
from catalog.models import AllergenEvidence
from catalog.problems import Problem
from catalog.time_limit import answered_within
from events.privacy import UnreadableAvoidances, pseudonym
from events.services import log_ranked_list
from events.shopper_door import TOKEN_HEADER, VISITOR_HEADER, claims_of, visitor_avoidances_of
from events.shopper_tokens import ShopperClaims
from woorec.answers import Answer, Item, Request
from woorec.deadline import deadline_now
from woorec.example_page import A_PAGE
from woorec.holder import SNAPSHOTS
from woorec.logbook import ranked_list
from woorec.metrics import count_list
from woorec.missing_parts import missing_parts
from woorec.pipeline import UnsafePage, recommend
from woorec.scene import NoRegion, StaleEvidence, UnknownPlacement, UnreadableSafetyRule
from woorec.snapshot import Snapshot
from woorec.stale_live import LiveOrLastKnown
from woorec.tracing import note_list, note_placement

log = logging.getLogger(__name__)
LOGGED_WITHIN = 1.0  # seconds
FARTHEST = timedelta(days=3650)  # of `at`, either side
BADGES = ("house", "partner")


def _skus(help_text: str) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.CharField(max_length=80), required=False, max_length=200, help_text=help_text
    )


class Wish(serializers.Serializer):
    """What the storefront asks for."""

    placement = serializers.CharField(max_length=60, help_text="Code of the placement.")
    customer = serializers.CharField(
        max_length=200, required=False, help_text="The shop's customer id. Needs a key with the scope `shopper`."
    )
    session = serializers.CharField(max_length=64, required=False, help_text="The visit, so that two clicks count.")
    shopper_token = serializers.CharField(
        required=False, help_text="Who the shopper is, in place of the header Shopper-Token."
    )
    visitor_avoidances = serializers.CharField(
        required=False,
        help_text="What a visitor avoids, as PUT /api/v1/avoidances sealed it; also as header Visitor-Avoidances.",
    )
    seed_products = _skus("SKUs that are being looked at.")
    cart = _skus("SKUs in the cart.")
    exclude = _skus("SKUs to leave out.")
    avoid = serializers.ListField(
        child=serializers.ChoiceField(choices=AllergenEvidence.Allergen.values),
        required=False,
        help_text="What a visitor's skin must avoid; a customer's own record always counts as well.",
    )
    region = serializers.CharField(max_length=20, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False, help_text="At most this many.")
    personalise = serializers.BooleanField(required=False, default=True)
    debug = serializers.BooleanField(required=False, default=False, help_text="Adds the ladder; scope `debug`.")
    at = serializers.DateTimeField(required=False, help_text="Answer as of this time; scope `debug`.")
    tier = serializers.CharField(max_length=20, required=False, help_text="Answer for this tier; scope `debug`.")

    def validate_at(self, value: datetime) -> datetime:
        if abs(value - datetime.now(UTC)) > FARTHEST:
            raise serializers.ValidationError("Give a time within ten years of now; farther away nothing is known.")
        return value


class PointsOut(serializers.Serializer):
    rule = serializers.CharField()
    points = serializers.FloatField()


class MovedOut(serializers.Serializer):
    rule = serializers.CharField()
    why = serializers.CharField()


class LadderOut(serializers.Serializer):
    """Why a product stands where it stands."""

    channels = serializers.DictField(child=serializers.IntegerField())
    heads = serializers.DictField(child=serializers.FloatField())
    terms = serializers.DictField(child=serializers.FloatField())
    base_score = serializers.FloatField()
    points = PointsOut(many=True)
    slot = serializers.CharField(allow_null=True)
    moved = MovedOut(many=True)
    explored = serializers.BooleanField()
    stand_in = serializers.CharField(allow_blank=True)
    campaigns = serializers.ListField(child=serializers.CharField())


class NoticeOut(serializers.Serializer):
    """What is known of an allergen that the skin may meet in a product."""

    allergen = serializers.ChoiceField(choices=AllergenEvidence.Allergen.values)
    grade = serializers.CharField(help_text="A and B: proven. C: within the legal limit. D: unknown. X: above it.")
    text = serializers.CharField(help_text="The figure with its method and date, or that there is none.")


class ItemOut(serializers.Serializer):
    sku = serializers.CharField()
    position = serializers.IntegerField()
    name = serializers.CharField()
    brand = serializers.CharField()
    price = serializers.FloatField(help_text="What this shopper pays, in `currency`.")
    regular_price = serializers.FloatField(
        allow_null=True, help_text="What everybody pays; null where only members have a price."
    )
    price_reason = serializers.CharField(help_text='Why, as in "Gold price" or "regular price".')
    reason = serializers.CharField()
    chips = serializers.ListField(child=serializers.CharField())
    badge = serializers.ChoiceField(choices=BADGES, allow_null=True, help_text="Whose brand it is.")
    slot = serializers.BooleanField(help_text="Whether a merchandiser's slot rule put it here.")
    sponsored = serializers.BooleanField(help_text="Whether a partner's campaign counts this place: label it as paid.")
    image_url = serializers.CharField(
        help_text="Of the shop; without one a poster of its material, as a path on this host. May be empty."
    )
    url = serializers.CharField(help_text="The product's page at the shop; empty where no feed told it.")
    look = serializers.CharField(
        allow_null=True, help_text="Names the files that show its material: `/looks/<look>/look.json`."
    )
    shape = serializers.CharField(help_text="The shape that shows it in 3D.")
    lowest_price_30_days = serializers.FloatField(
        allow_null=True, help_text="What alone may be struck through beside a lower `price`; null if not known."
    )
    notices = NoticeOut(many=True)
    score = serializers.FloatField(required=False)
    ladder = LadderOut(required=False)


class RelaxedOut(serializers.Serializer):
    rule = serializers.CharField()
    why = serializers.CharField()
    positions = serializers.ListField(child=serializers.IntegerField())


class PageOut(serializers.Serializer):
    """A ranked list. Send `request_id` back with every event that answers it."""

    request_id = serializers.UUIDField()
    placement = serializers.CharField()
    region = serializers.CharField()
    tier = serializers.CharField()
    currency = serializers.CharField()
    personalised = serializers.BooleanField()
    items = ItemOut(many=True)
    ruleset = serializers.CharField()
    ruleset_version = serializers.IntegerField()
    model = serializers.CharField()
    relaxed = RelaxedOut(many=True)
    fallback = serializers.ListField(child=serializers.CharField(), help_text="Every stand-in that was used.")
    short = serializers.BooleanField(help_text="Fewer products than asked for may be shown.")
    eligible = serializers.IntegerField(help_text="How many styles may be shown to this shopper here.")
    warnings = serializers.ListField(child=serializers.CharField())
    stages_ms = serializers.DictField(child=serializers.FloatField(), required=False)


# A list is one shopper's: with their price it must not reach the next one out of a cache.
@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class RecommendationView(APIView):
    """Ask for a ranked list."""

    scope = "recommend"
    authentication_classes = [RememberedKeyAuthentication]
    throttle_classes = [KeyThrottle]

    @extend_schema(
        operation_id="recommend",
        request=Wish,
        responses={200: PageOut},
        auth=[{"ApiKey": []}],
        parameters=[
            OpenApiParameter(name, str, OpenApiParameter.HEADER, description=says)
            for name, says in (
                (TOKEN_HEADER, "Who the browser's shopper is, signed by the shop's backend."),
                (VISITOR_HEADER, "What a visitor without an account avoids, as it was sealed for them."),
            )
        ],
        examples=[
            OpenApiExample("Home page", value={"placement": "home", "session": "v-81f2"}, request_only=True),
            OpenApiExample(
                "Product page",
                value={"placement": "product", "customer": "10027", "seed_products": ["TOTE-01"], "limit": 8},
                request_only=True,
            ),
            OpenApiExample("A page of one", value=A_PAGE, response_only=True, status_codes=["200"]),
        ],
    )
    def post(self, request: ApiRequest) -> Response:
        started = time.perf_counter()
        wish = Wish(data=request.data)
        wish.is_valid(raise_exception=True)
        caller: Caller = request.user
        _check_privileges(wish.validated_data, caller)
        claims = claims_of(request, caller.store, session=wish.validated_data.get("session", ""))
        avoids = visitor_avoidances_of(request, caller.store)
        snapshot = SNAPSHOTS.current(caller.store)
        note_placement(wish.validated_data["placement"], among=snapshot.placements)
        asked, warnings = _request(wish.validated_data, caller, snapshot, claims=claims, avoids=avoids)
        answer = _answer(asked, snapshot)
        warnings += _nobody(answer)
        note_list(asked.request_id)
        _log(answer, snapshot, latency_ms=(time.perf_counter() - started) * 1000)
        count_list(answer, snapshot, started=started)
        return Response(page_json(answer, warnings=warnings, debug=wish.validated_data["debug"]))


def page_json(answer: Answer, *, warnings: Iterable[str] = (), debug: bool = False) -> dict[str, object]:
    """This will write an answer as the API prints it; scores, margins and ladders only with `debug`."""
    body: dict[str, object] = {
        "request_id": str(answer.request.request_id),
        "placement": answer.request.placement,
        "region": answer.region,
        "tier": answer.tier,
        "currency": answer.currency,
        "personalised": answer.personalised,
        "items": [_item_json(item, debug=debug) for item in answer.items],
        "ruleset": answer.ruleset,
        "ruleset_version": answer.ruleset_version,
        "model": answer.model,
        "relaxed": [
            {"rule": each.label or each.rule_id, "why": each.reason, "positions": list(each.positions)}
            for each in answer.relaxed
        ],
        "fallback": list(answer.fallback),
        "short": answer.short,
        "eligible": answer.eligible,
        "warnings": list(warnings),
    }
    return body | {"stages_ms": dict(answer.stages_ms)} if debug else body


def _item_json(item: Item, *, debug: bool) -> dict[str, object]:
    body: dict[str, object] = {
        "sku": item.sku,
        "position": item.position,
        "name": item.name,
        "brand": item.brand,
        "price": item.price,
        "regular_price": item.regular_price,
        "price_reason": item.price_reason,
        "reason": item.reason,
        "chips": list(item.chips),
        "badge": item.brand_kind if item.brand_kind in BADGES else None,
        "slot": item.ladder.slot is not None,
        "sponsored": item.campaign is not None,
        "image_url": item.image_url,
        "url": item.url,
        "look": item.look or None,
        "shape": item.shape,
        "lowest_price_30_days": item.lowest_price,
        "notices": [{"allergen": each.allergen, "grade": each.grade, "text": each.text} for each in item.notices],
    }
    return body | {"score": item.score, "ladder": _ladder_json(item)} if debug else body


def _ladder_json(item: Item) -> dict[str, object]:
    ladder = item.ladder
    return {
        "channels": dict(ladder.channels),
        "heads": dict(ladder.heads),
        "terms": dict(ladder.terms),
        "base_score": ladder.base_score,
        "points": [{"rule": each.label or each.rule_id, "points": each.points} for each in ladder.points],
        "slot": ladder.slot,
        "moved": [{"rule": each.rule_id, "why": each.why} for each in ladder.moved],
        "explored": ladder.explored,
        "stand_in": ladder.stand_in,
        "campaigns": list(ladder.campaigns),
    }


def _check_privileges(wish: dict, caller: Caller) -> None:
    if "customer" in wish and "shopper" not in caller.scopes:
        raise Problem(
            "customer-needs-scope",
            "This key may not name a customer",
            detail="Ask from the shop's backend with a key that has the scope 'shopper', or leave `customer` out.",
            status_code=403,
        )
    privileged = _privileged(wish)
    if privileged and "debug" not in caller.scopes:
        raise Problem(
            "debug-needs-scope",
            "This key may not look inside",
            detail=f"{', '.join(privileged)} needs a key with the scope 'debug'.",
            status_code=403,
        )


def _privileged(wish: dict) -> list[str]:
    """This will name what only looks inside. Such a list is a preview: no shopper sees it, so it is no impression."""
    return [name for name in ("at", "tier") if name in wish] + (["debug"] if wish["debug"] else [])


def _request(
    wish: dict, caller: Caller, snapshot: Snapshot, *, claims: ShopperClaims | None, avoids: frozenset[str]
) -> tuple[Request, list[str]]:
    """This will turn a wish into a request. What a shopper token says counts before what the body says."""
    warnings: list[str] = []
    tier, region = (claims.tier, claims.region) if claims else (None, None)
    if region is not None and wish.get("region", region) != region:
        warnings.append(f"region: the shopper token says {region!r}; that counts.")

    def ids(name: str) -> tuple[int, ...]:
        rows = []
        for sku in wish.get(name, ()):
            row = snapshot.row_of_sku.get(sku)
            if row is None:
                warnings.append(f"{name}: the store has no product {sku!r}; it was left out of account.")
            else:
                rows.append(snapshot.product(row).product_id)
        return tuple(dict.fromkeys(rows))

    return Request(
        request_id=uuid4(),
        placement=wish["placement"],
        at=wish.get("at") or datetime.now(UTC),
        pseudonym=_pseudonym(claims.customer if claims else wish.get("customer"), caller),
        session=wish.get("session", ""),
        region=region or wish.get("region"),
        tier=wish.get("tier", tier),
        seeds=ids("seed_products"),
        cart=ids("cart"),
        excluded=frozenset(ids("exclude")),
        avoids=frozenset(wish.get("avoid", ())) | avoids,
        limit=wish.get("limit"),
        personalise=wish["personalise"],
        explore=not _privileged(wish),
        explain=bool(_privileged(wish)),
    ), warnings


def _pseudonym(external_id: str | None, caller: Caller) -> str:
    return "" if external_id is None else pseudonym(store_code=caller.store.code, external_id=external_id)


def _nobody(answer: Answer) -> list[str]:
    """This will say that a customer was named whom nobody has heard of."""
    if not answer.request.pseudonym or answer.request.customer_id is not None:
        return []
    return ["customer: this customer is not known yet; the list is for a visitor."]


def _answer(asked: Request, snapshot: Snapshot) -> Answer:
    deadline = deadline_now()
    live = LiveOrLastKnown(snapshot.store, asked, deadline=deadline)
    try:
        answer = recommend(asked, snapshot, live, deadline=deadline)
        return replace(answer, fallback=(*answer.fallback, *missing_parts(is_stale=live.is_stale)))
    except UnknownPlacement as error:
        raise Problem(
            "unknown-placement",
            "There is no such placement",
            detail=f"The store has no placement {asked.placement!r}. It has: {', '.join(sorted(snapshot.placements))}.",
            status_code=404,
        ) from error
    except NoRegion as error:
        raise _no_region(str(error), snapshot) from error
    except (UnreadableAvoidances, UnreadableSafetyRule, StaleEvidence, UnsafePage) as error:
        log.exception("No list can be shown safely")
        raise Problem(
            "unavailable",
            "No list can be shown safely now",
            detail="A check that protects the shopper cannot be made. Show your own fallback and try again.",
            status_code=503,
        ) from error


def _no_region(asked: str, snapshot: Snapshot) -> Problem:
    known = ", ".join(region.code for region in snapshot.facts.regions)
    if not known:
        said = "The store sells nowhere yet. Add a region in the Studio, under Settings, Regions; then ask again."
        return Problem("no-region", "The store has no region", detail=said, status_code=422)
    said = f"The store does not sell in {asked!r}. Its regions: {known}."
    return Problem("unknown-region", "There is no such region", detail=said, status_code=422)


def _log(answer: Answer, snapshot: Snapshot, *, latency_ms: float) -> None:
    """This will keep the served list; a list that cannot be logged is still shown. A preview is not kept."""
    if not answer.request.explore:
        return
    try:
        with answered_within(LOGGED_WITHIN):
            log_ranked_list(ranked_list(answer, snapshot, latency_ms=latency_ms))
    except DatabaseIsSilent:
        log.warning("The list %s was served and is not logged: the database does not answer", answer.request.request_id)
    except Error:
        log.exception("The list %s was served but could not be logged", answer.request.request_id)
