"""Asks a challenger what the champion was asked: logged requests of live shoppers, away from any request's path.

Shoppers see nothing of it. Everybody is asked as if they avoided nothing (woorec/past_requests.py), and what is kept
names no shopper: counts, means, a few pairs of lists, and for shown products what either model had predicted.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from events.logged_lists import LoggedList, clicks_of, sampled_lists
from ranking.artifacts import ArtifactError
from ranking.model_folders import artefact_folder
from ranking.models import ModelVersion
from ranking.scoring import load_model
from rules.queries import LivePlacement
from woorec.holder import SNAPSHOTS
from woorec.model_trials import overlap
from woorec.past_requests import Pipeline
from woorec.pipeline import UnsafePage
from woorec.scene import NoRegion, UnreadableSafetyRule, set_scene
from woorec.snapshot import Snapshot

SETTLES = timedelta(minutes=30)  # after that, nearly every click on a list has come
LOOKS_BACK = timedelta(hours=1)
MOST_LISTS = 40  # of a placement, each time
KEPT_PAIRS = 6
KEPT_SHOWN = 6_000
FIRST = 10
ROLES = ("champion", "challenger")
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Findings:
    """What one look adds to a version's shadow."""

    placements: dict[str, dict[str, float]] = field(default_factory=dict)
    pairs: list[dict[str, Any]] = field(default_factory=list)
    shown: list[list[float]] = field(default_factory=list)  # list, position, clicked, champion's chance, challenger's


def score_shadows(*, now: datetime | None = None) -> int:
    """This will look at each store's shadow once; returns how many lists were asked for."""
    shadows = ModelVersion.objects.filter(shadow_since__isnull=False).select_related("store")
    return sum(look(version, now=now or datetime.now(UTC)) for version in shadows)


def look(version: ModelVersion, *, now: datetime) -> int:
    """This will ask the lists that have settled since the last look, and add what was found to the version."""
    snapshot = SNAPSHOTS.refresh(version.store)
    try:
        model = load_model(artefact_folder(version.name), snapshot.catalogue)
    except (OSError, ArtifactError) as error:
        log.warning("The shadow %s cannot be loaded: %s", version.name, error)
        return 0
    until = now - SETTLES
    since = max(_cursor(version), until - LOOKS_BACK)
    if snapshot.model_problem or since >= until:
        return 0
    found = Findings()
    asked = 0
    for number, placement in enumerate(snapshot.placements.values()):
        lists = sampled_lists(version.store, placement=placement.facts.code, since=since, until=until, most=MOST_LISTS)
        shadow = replace(snapshot, model=model)
        asked += _ask(found, lists, placement, champion=snapshot, challenger=shadow, first=number * MOST_LISTS, now=now)
    _keep(version, found, until=until)
    return asked


def summary_of(shadow: Mapping[str, Any]) -> dict[str, Any] | None:
    """This will sum up what was found so far: means over all placements, and log loss once enough was clicked."""
    sums = _added(shadow.get("placements", {}).values())
    lists = sums.get("lists", 0)
    if not lists:
        return None
    return {
        "lists": int(lists),
        "failed": int(sums.get("failed", 0)),
        "overlap": sums["overlap"] / lists,
        "moves": sums["moves"] / sums["moved"] if sums.get("moved") else None,
        "price": [_mean(sums, f"price_{role}", f"priced_{role}") for role in ROLES],
        "margin": [_mean(sums, f"margin_{role}", f"margined_{role}") for role in ROLES],
        "surprise": surprise_of(shadow.get("shown", [])),
    }


def surprise_of(shown: Sequence[Sequence[float]], *, fewest: int = 50, draws: int = 300) -> dict[str, Any]:
    """This will compare the log loss of both models on the same shown products, with its 95 % interval over lists.

    Both predict for the first position, so each model's chances at a position are scaled to the share clicked there;
    what is left is which products it thought likelier. Returns {"missing": why} with too few clicks.
    """
    rows = np.array(shown, dtype=np.float64).reshape(-1, 5)
    clicks = int(rows[:, 2].sum())
    if clicks < fewest:
        return {"missing": f"{clicks} clicks so far; {fewest} are needed before the two can be compared."}
    losses = [_losses(rows, column) for column in (3, 4)]
    _, lists = np.unique(rows[:, 0], return_inverse=True)
    gains = np.bincount(lists, weights=losses[0] - losses[1])
    sizes = np.bincount(lists).astype(np.float64)
    rng = np.random.default_rng(0)
    picks = (rng.integers(0, len(sizes), size=len(sizes)) for _ in range(draws))
    low, high = np.percentile([gains[pick].sum() / sizes[pick].sum() for pick in picks], [2.5, 97.5])
    return {
        "rows": len(rows),
        "clicks": clicks,
        "champion": float(losses[0].mean()),
        "challenger": float(losses[1].mean()),
        "low": float(low),
        "high": float(high),
    }


def _losses(rows: np.ndarray, column: int) -> np.ndarray:
    chances = rows[:, column].copy()
    for position in np.unique(rows[:, 1]):
        at = rows[:, 1] == position
        chances[at] *= (rows[at, 2].sum() + 0.5) / (chances[at].sum() + 0.5)
    chances = np.clip(chances, 1e-5, 1 - 1e-5)
    return -np.where(rows[:, 2] > 0, np.log(chances), np.log1p(-chances))


def _cursor(version: ModelVersion) -> datetime:
    said = version.shadow.get("until")
    assert version.shadow_since is not None
    return datetime.fromisoformat(said) if said else version.shadow_since - LOOKS_BACK


def _ask(
    found: Findings,
    lists: Sequence[LoggedList],
    placement: LivePlacement,
    *,
    champion: Snapshot,
    challenger: Snapshot,
    first: int,
    now: datetime,
) -> int:
    ours, theirs = Pipeline(challenger, placement, now=now), Pipeline(champion, placement, now=now)
    clicks = clicks_of(champion.store, lists)
    sums = found.placements.setdefault(placement.facts.code, {})
    for number, logged in enumerate(lists, first):
        new, old = ours(logged, placement.rules), theirs(logged, placement.rules)
        if new is None or old is None:
            _add(sums, failed=1)
            continue
        _compare(sums, old.ids, new.ids)
        for role, reply in zip(ROLES, (old, new), strict=True):
            _money(sums, role, reply.ids, [seen.margin for seen in reply.products], champion)
        if old.ids != new.ids:
            both = {"champion": list(old.ids[:FIRST]), "challenger": list(new.ids[:FIRST])}
            found.pairs.append({"placement": placement.facts.code, "at": logged.at.isoformat(), **both})
        clicked = clicks.get(logged.request_id, frozenset())
        found.shown += _chances(number, logged, clicked, theirs, ours, placement.facts.ranker)
    return len(lists)


def _compare(sums: dict[str, float], old: Sequence[int], new: Sequence[int]) -> None:
    places = {product: place for place, product in enumerate(old)}
    moves = [abs(place - places[product]) for place, product in enumerate(new) if product in places]
    _add(sums, lists=1, overlap=overlap(new, old), moves=sum(moves), moved=len(moves))


def _money(
    sums: dict[str, float], role: str, ids: Sequence[int], margins: Sequence[float | None], snapshot: Snapshot
) -> None:
    prices = [snapshot.product(snapshot.row_of[each]).price for each in ids]
    known = [margin for margin in margins if margin is not None]
    _add(sums, **{f"price_{role}": sum(prices), f"priced_{role}": len(prices)})
    _add(sums, **{f"margin_{role}": sum(known), f"margined_{role}": len(known)})


def _chances(
    number: int, logged: LoggedList, clicked: frozenset[int], old: Pipeline, new: Pipeline, ranker: str
) -> Iterator[list[float]]:
    """What both models had said of the products that were shown. Who was shown them is not kept."""
    if ranker not in old.snapshot.model.rankers or ranker not in new.snapshot.model.rankers:
        return
    known = [(place, each) for place, each in enumerate(logged.product_ids, 1) if each in old.snapshot.row_of]
    rows = np.array([old.snapshot.row_of[each] for _, each in known], dtype=np.int32)
    said = [_click(pipeline, logged, rows, ranker) for pipeline in (old, new)]
    if any(each is None for each in said):
        return
    for (place, product), champion, challenger in zip(known, *said, strict=True):
        yield [number, place, float(product in clicked), round(float(champion), 5), round(float(challenger), 5)]


def _click(pipeline: Pipeline, logged: LoggedList, rows: np.ndarray, ranker: str) -> np.ndarray | None:
    try:
        scene = set_scene(pipeline.request(logged), pipeline.snapshot, pipeline.live, placement=pipeline.placement)
    except (NoRegion, UnreadableSafetyRule, UnsafePage):
        return None
    return pipeline.snapshot.model.score(ranker, scene.state, rows).get("pctr")


def _keep(version: ModelVersion, found: Findings, *, until: datetime) -> None:
    before = version.shadow
    codes = {*before.get("placements", {}), *found.placements}
    lists = before.get("numbered", 0)
    shown = [*before.get("shown", []), *([lists + row[0], *row[1:]] for row in found.shown)]
    version.shadow = {
        "until": until.isoformat(),
        "numbered": lists + MOST_LISTS * max(len(found.placements), 1),
        "placements": {
            code: _added([before.get("placements", {}).get(code, {}), found.placements.get(code, {})]) for code in codes
        },
        "pairs": [*before.get("pairs", []), *found.pairs][-KEPT_PAIRS:],
        "shown": shown[-KEPT_SHOWN:],
    }
    version.save(update_fields=["shadow"])


def _add(sums: dict[str, float], **more: float) -> None:
    for name, value in more.items():
        sums[name] = sums.get(name, 0) + value


def _added(parts: Any) -> dict[str, float]:
    total: dict[str, float] = {}
    for part in parts:
        _add(total, **part)
    return total


def _mean(sums: Mapping[str, float], total: str, count: str) -> float | None:
    return sums[total] / sums[count] if sums.get(count) else None
