"""The served list, as it is kept. Avoidances are no part of it."""

from events.models import RankedList
from woorec.answers import Answer, Item
from woorec.snapshot import Snapshot

KEPT_CANDIDATES = 100


def ranked_list(answer: Answer, snapshot: Snapshot, *, latency_ms: float) -> RankedList:
    """This will turn an answer into the row that attribution, training and replay read."""
    request, items = answer.request, answer.items
    candidates = sorted(
        zip(answer.candidate_scores, answer.candidate_ids, strict=True), key=lambda pair: (-pair[0], pair[1])
    )[:KEPT_CANDIDATES]
    return RankedList(
        request_id=request.request_id,
        store=snapshot.store,
        at=request.at,
        placement=request.placement,
        customer_id=request.customer_id,
        session=request.session,
        region=answer.region,
        tier=answer.tier,
        seed_ids=[*request.seeds, *request.cart],
        ruleset=answer.ruleset,
        model=answer.model,
        random_seed=request.random_seed,
        explored=answer.explored,
        fallback=list(answer.fallback),
        relaxed=[
            {"rule": each.rule_id, "label": each.label, "reason": each.reason, "positions": list(each.positions)}
            for each in answer.relaxed
        ],
        short=answer.short,
        latency_ms=latency_ms,
        product_ids=[item.product_id for item in items],
        scores=[item.score for item in items],
        propensities=[item.propensity for item in items],
        alternatives=[list(each) for each in answer.alternatives],
        slots=[item.ladder.slot or "" for item in items],
        reasons=[_reason_code(item) for item in items],
        prices=[item.price for item in items],
        stocks=[item.stock for item in items],
        margins=[item.margin for item in items],
        campaigns={key: part.to_json() for key, part in answer.campaigns.items()},
        candidate_ids=[product_id for _, product_id in candidates],
        candidate_scores=[score for score, _ in candidates],
    )


def _reason_code(item: Item) -> str:
    """This will name the channels with their ranks, as in "vector:3 hot:12", and exploration."""
    codes = [f"{channel}:{rank}" for channel, rank in sorted(item.ladder.channels.items(), key=lambda pair: pair[1])]
    return " ".join([*codes, "explored"] if item.ladder.explored else codes)[:80]
