"""The finished page as items that screens, the API and the log can print."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from catalog.product_facts import ProductFacts
from ranking.recall.complement import Complement
from ranking.recall.feel import Feel
from rules.engine.candidate import Candidate
from rules.engine.page import Placed
from woorec.answers import Answer, Item, Ladder, Request
from woorec.candidates import VARIANT, Recall, Scored
from woorec.exploration import Explored
from woorec.paid import Part, parts_of
from woorec.scene import Scene
from woorec.snapshot import Snapshot

# The best-ranked channel speaks; on a tie the more personal one, in this order.
CHANNEL_WORDS: Mapping[str, str] = {
    "complement": "Goes with what you looked at",
    "feel": "Feels like what you looked at",
    "again": "You bought this before",
    "vector": "Close to what you have been looking at",
    "graph": "Shoppers who looked at the same also liked it",
    "hot": "Popular in {region}",
    "pool": "From our selection",
    "variant": "From our selection",
}
GOES_WITH, FEELS_LIKE, TOGETHER = "Goes with {}", "Feels like {}", "Bought together with {}"
UNPROMPTED = "From our range"


def finished_answer(
    request: Request,
    scene: Scene,
    recalled: Recall,
    scored: Scored,
    candidates: Sequence[Candidate],
    shown: Explored,
    *,
    snapshot: Snapshot,
    stages_ms: Mapping[str, float],
    late: Sequence[str] = (),
) -> Answer:
    """This will put together everything that is needed to show, explain, log and replay a page.

    `late` names what was left out for lack of time after recall and ranking.
    """
    page = shown.page
    problems = (
        *scene.problems,
        snapshot.model_problem,
        *scored.problems,
        *recalled.problems,
        *late,
        "rules_bounded" if page.bounded else "",
    )
    parts = parts_of(scene.campaigns, shown.placed, quotas=scene.context.quotas)
    return Answer(
        request=replace(request, customer_id=scene.shopper.customer_id) if request.pseudonym else request,
        items=_page_items(shown, recalled, scored, scene, snapshot, parts=parts),
        currency=scene.region.currency,
        region=scene.region.code,
        tier=scene.tier_code,
        personalised=len(scene.state.history_rows) > 0,
        ruleset=scene.placement.rules.ruleset_hash,
        ruleset_version=scene.placement.rules.version,
        model=snapshot.model.version,
        snapshot=str(snapshot.version),
        fallback=tuple(dict.fromkeys(filter(None, problems))),
        relaxed=page.relaxed,
        conflicts=page.infeasible,
        rejected=page.rejected,
        short=page.short,
        eligible=page.eligible,
        explored=shown.happened,
        campaigns=parts,
        candidate_ids=tuple(candidate.product_id for candidate in candidates),
        candidate_scores=tuple(candidate.score for candidate in candidates),
        alternatives=tuple(shown.alternatives()),
        stages_ms=stages_ms,
    )


def _page_items(
    explored: Explored,
    recalled: Recall,
    scored: Scored,
    scene: Scene,
    snapshot: Snapshot,
    *,
    parts: Mapping[str, Part],
) -> tuple[Item, ...]:
    """This will join each placed product with its facts and its ladder."""
    index_of = {pk: index for index, pk in enumerate(snapshot.product_ids[recalled.rows].tolist())}
    paid = {position: key for key, part in parts.items() for position in part.positions}
    return tuple(
        _item(
            placed,
            index_of[placed.candidate.product_id],
            explored,
            recalled,
            scored,
            scene,
            snapshot,
            campaign=paid.get(placed.position),
        )
        for placed in explored.placed
    )


def _item(
    placed: Placed,
    index: int,
    explored: Explored,
    recalled: Recall,
    scored: Scored,
    scene: Scene,
    snapshot: Snapshot,
    *,
    campaign: str | None,
) -> Item:
    facts = placed.candidate.facts
    paid, regular = float(facts["price"]), facts["regular_price"]  # type: ignore[arg-type]  # never without a price
    row, channels = int(recalled.rows[index]), recalled.sources[index]
    product, region = snapshot.product(row), scene.region
    return Item(
        position=placed.position,
        product_id=product.product_id,
        sku=product.sku,
        name=product.name,
        brand=product.brand_name,
        brand_kind=product.brand_kind,
        category_path=product.category_path,
        price=paid,
        regular_price=regular,  # type: ignore[arg-type]
        price_reason=str(facts["price_reason"]),
        score=placed.score,
        stock=facts["stock"],  # type: ignore[arg-type]
        margin=facts["margin"],  # type: ignore[arg-type]
        reason=_reason(channels, row, scene, snapshot),
        chips=product.chips[:4],
        image_url=picture_of(product),
        propensity=explored.propensity(placed),
        campaign=campaign,
        url=product.url,
        look=product.look,
        shape=product.shape,
        notices=product.notices,
        lowest_price=snapshot.lowest.of(
            product.product_id,
            region_id=region.region_id,
            currency=region.currency,
            paid=paid,
            regular=regular,  # type: ignore[arg-type]
        ),
        ladder=Ladder(
            channels=channels,
            heads={name: float(values[index]) for name, values in scored.heads.items()},
            terms={name: float(values[index]) for name, values in scored.terms.items()},
            base_score=float(scored.base[index]),
            points=placed.points,
            slot=placed.slot,
            moved=placed.moved,
            explored=explored.touched(placed.position),
            stand_in=placed.stand_in,
            campaigns=placed.campaigns,
        ),
    )


def picture_of(product: ProductFacts) -> str:
    """This will give the shop's own picture, or else the poster of the material that it is shown in."""
    if product.image_url or not product.look:
        return product.image_url
    return f"/looks/{product.look}/poster-{product.shape}.webp"


def _reason(channels: Mapping[str, int], row: int, scene: Scene, snapshot: Snapshot) -> str:
    if not channels:
        return UNPROMPTED
    order = list(CHANNEL_WORDS)
    best = min(channels, key=lambda name: (channels[name], order.index(name) if name in order else len(order)))
    mix = scene.placement.facts.recall_mix
    # What stands in for another colour was not recalled itself; the same may be true of it all the same.
    for name in [name for name in NAMED if mix.get(name)] if best == VARIANT else [best]:
        named = NAMED[name](row, scene, snapshot) if name in NAMED else ""
        if named:
            return named
    if best == Complement.name and snapshot.model.goes_with(scene.state, row)[0] < 0:
        # Where too little goes with it alternatives fill the list, and nothing is made of them.
        return _reason({name: rank for name, rank in channels.items() if name != best}, row, scene, snapshot)
    return CHANNEL_WORDS.get(best, UNPROMPTED).format(region=scene.region.name)


def _of_feel(row: int, scene: Scene, snapshot: Snapshot) -> str:
    return _naming(snapshot.model.alike_in_view(scene.state, row), FEELS_LIKE, snapshot)


def _of_complement(row: int, scene: Scene, snapshot: Snapshot) -> str:
    companion, together = snapshot.model.goes_with(scene.state, row)
    return _naming(companion, TOGETHER if together else GOES_WITH, snapshot)


def _naming(row: int, words: str, snapshot: Snapshot) -> str:
    """Any page can ask beside any product: one that no shopper may see yet is not named."""
    product = snapshot.product(row) if row >= 0 else None
    return words.format(product.name) if product and product.is_public else ""


# Reasons that name a product; empty where it would not be true, or the name is not for everybody.
NAMED: Mapping[str, Callable[[int, Scene, Snapshot], str]] = {
    Complement.name: _of_complement,
    Feel.name: _of_feel,
}
