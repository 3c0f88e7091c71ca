"""Asks a few lists twice after each publish: as the board makes them, and as the shop gets them. They must be equal.

The second way is the public API from a request's bytes to a response's bytes, so that whatever stands between the
pipeline and the storefront is asked too. The shoppers are made up, the lists are previews and are not logged.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import UUID

from django.core.handlers.wsgi import WSGIRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request as ApiRequest

from catalog.keys import Caller
from catalog.models import ApiKey, Store
from rules.models import Placement, Publication, RuleSet
from woorec.api import RecommendationView, page_json
from woorec.board.look import Look, viewpoint
from woorec.board.reading import read_rules
from woorec.holder import SNAPSHOTS
from woorec.personas import personas
from woorec.pipeline import recommend
from woorec.snapshot import Snapshot

OWN = ("request_id", "stages_ms")  # what two answers to one question never share
SAYABLE = ("visitor", "nora", "member")  # made-up shoppers that a request can describe from outside
MOST_KEPT = 6
SOON, LATE = timedelta(seconds=15), timedelta(days=1)
NO_KEY = 0
Json = Mapping[str, object]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in both languages: a look of the board, and a body for the API."""

    who: str
    look: Look
    body: Json


def publications_without_canary(*, now: datetime) -> list[int]:
    """This will name publications of the last day that nobody compared; a beat job hands them out again."""
    recent = Publication.objects.filter(at__gt=now - LATE, at__lt=now - SOON, canary={})
    return list(recent.order_by("at").values_list("pk", flat=True)[:20])


def compare_publication(publication_id: int) -> None:
    """This will store whether preview and shop agree on what a publication put live."""
    publication = Publication.objects.select_related("placement__store", "ruleset").get(pk=publication_id)
    if publication.ruleset.state == RuleSet.State.PUBLISHED:
        result = compare(publication.placement, publication.ruleset, now=datetime.now(UTC))
    else:
        result = {"asked": 0, "agree": 0, "differences": [], "why": "Another version was live before it was asked."}
    Publication.objects.filter(pk=publication.pk).update(canary=result)


def compare(placement: Placement, version: RuleSet, *, now: datetime) -> dict[str, object]:
    """This will ask every question both ways; one that differs is asked again, because stock may move in between."""
    snapshot = SNAPSHOTS.refresh(placement.store)
    questions = list(_questions(placement, snapshot, now=now))
    found = [(each, _difference(each, placement, version, snapshot, now=now)) for each in questions]
    found = [(each, said and _difference(each, placement, version, snapshot, now=now)) for each, said in found]
    differences = [{"who": each.who, "what": said} for each, said in found if said]
    for each in differences:
        log.error("%s %s: preview and shop differ for %s: %s", placement.store.code, placement.code, *each.values())
    return {
        "at": now.isoformat(),
        "asked": len(questions),
        "agree": len(questions) - len(differences),
        "differences": differences[:MOST_KEPT],
    }


def _questions(placement: Placement, snapshot: Snapshot, *, now: datetime) -> Iterator[Asked]:
    """Each made-up shopper in each region; on pages about a product, of the best seller."""
    for persona in personas(snapshot, at=now):
        if persona.code not in SAYABLE:
            continue
        for region in snapshot.facts.regions:
            look = Look(shopper=persona.code, region=region.code, tier=persona.shopper.tier or "")
            seen = viewpoint(look, snapshot, placement, now=now)
            body = {
                "placement": placement.code,
                "region": region.code,
                "at": now.isoformat(),
                "debug": True,
                "avoid": sorted(persona.shopper.avoids),
                "seed_products": _skus(seen.request.seeds, snapshot),
                "cart": _skus(seen.request.cart, snapshot),
            }
            body |= {"tier": persona.shopper.tier} if persona.shopper.tier else {}
            yield Asked(f"{persona.name}, {region.name}", look, body)


def _skus(product_ids: tuple[int, ...], snapshot: Snapshot) -> list[str]:
    return [snapshot.product(snapshot.row_of[pk]).sku for pk in product_ids]


def _difference(each: Asked, placement: Placement, version: RuleSet, snapshot: Snapshot, *, now: datetime) -> str:
    shop = _from_shop(each, placement.store)
    if "items" not in shop:
        return f"The shop gets no list: {shop.get('title', 'an error')}."
    try:
        board = _from_board(each, placement, version, snapshot, now=now, request_id=UUID(str(shop["request_id"])))
    except Exception as error:
        log.exception("The board makes no list for %s", each.who)
        return f"The board makes no list: {type(error).__name__}."
    shop = _comparable(shop)
    return "" if board == shop else _say(board, shop)


def _from_board(
    each: Asked, placement: Placement, version: RuleSet, snapshot: Snapshot, *, now: datetime, request_id: UUID
) -> Json:
    """This will make the list under the shop's own request id: what a campaign is owed is drawn from it."""
    seen = viewpoint(each.look, snapshot, placement, now=now)
    request = replace(seen.request, request_id=request_id)
    answer = recommend(request, snapshot, seen.live, placement=read_rules(version, names=snapshot.names).on(placement))
    return _comparable(json.loads(JSONRenderer().render(page_json(answer, debug=True))))


def _from_shop(each: Asked, store: Store) -> Json:
    """This will go through the view as a request from outside does; only the key is our own."""
    view = RecommendationView.as_view(authentication_classes=[_OurKey], throttle_classes=[])
    body = json.dumps(each.body).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/recommendations",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
        _OurKey.STORE: store,
    }
    return json.loads(view(WSGIRequest(environ)).render().content)


class _OurKey(BaseAuthentication):
    """Vouches for this process itself: no header that comes from outside can put a store into the environment."""

    STORE = "woorec.canary_store"

    def authenticate(self, request: ApiRequest) -> tuple[Caller, None]:
        scopes = frozenset({ApiKey.Scope.RECOMMEND, ApiKey.Scope.DEBUG})
        return Caller(NO_KEY, request.META[self.STORE], scopes), None


def _comparable(page: Json) -> Json:
    return {name: value for name, value in page.items() if name not in OWN}


def _say(board: Json, shop: Json) -> str:
    """This will name the first thing that differs, places before the rest."""
    ours, theirs = _places(board), _places(shop)
    for place, (mine, other) in enumerate(zip(ours, theirs, strict=False), 1):
        if mine != other:
            return f"Place {place}: the board has {mine}, the shop {other}."
    if len(ours) != len(theirs):
        return f"The board has {len(ours)} products, the shop {len(theirs)}."
    named = [name.replace("_", " ") for name in board if board[name] != shop.get(name)]
    return f"The same products, but not the same {' and '.join(named)}."


def _places(page: Json) -> list[object]:
    items = page["items"]
    return [item["sku"] for item in items] if isinstance(items, list) else []
