"""Tries a model that does not serve yet: the shop's own pipeline makes lists with it, and the same with the champion.

Real shoppers are asked for as if they avoided nothing; who avoids something here is made up.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from statistics import fmean, median

import numpy as np

from ranking.gates import Trial
from ranking.model_folders import artefact_folder
from ranking.models import TrainingRun
from ranking.recall.base import NO_ROWS, ShopperState
from ranking.scoring import ServingModel, load_model
from rules.queries import LivePlacement
from woorec.answers import Answer, Request
from woorec.asking import NO_LIST, Shop
from woorec.holder import SNAPSHOTS
from woorec.personas import Persona, PersonaLive, every_persona, page_id
from woorec.pipeline import UnsafePage, recommend
from woorec.snapshot import Snapshot
from woorec.study_lists import feasibility_sample, seeds_of

SHOPPERS = 40  # real ones, for each placement
MOST_LISTS = 60  # of a placement, made-up shoppers included
SCORED = 500
TIMED = 15


@dataclass(slots=True)
class Tally:
    """What the lists of two models have in common, counted while they are made."""

    asked: int = 0
    lost: int = 0
    shorter: int = 0
    reached: set[int] = field(default_factory=set)
    reached_before: set[int] = field(default_factory=set)
    scores: list[float] = field(default_factory=list)
    scores_before: list[float] = field(default_factory=list)
    overlaps: list[float] = field(default_factory=list)

    def add(self, now: Answer | None, before: Answer | None) -> None:
        if now is None and before is None:
            return  # nobody can be shown a list there, whatever the model
        self.asked += 1
        self.lost += now is None
        _collect(now, reached=self.reached, scores=self.scores)
        _collect(before, reached=self.reached_before, scores=self.scores_before)
        if now and before:
            self.shorter += len(now.items) < len(before.items)
            self.overlaps.append(overlap(_ids(now), _ids(before)))


def try_model(run: TrainingRun, name: str, champion: str | None) -> Trial:
    """This will make lists with the model in a folder and with the champion; raises ArtifactError."""
    serving = SNAPSHOTS.refresh(run.store)
    fresh = replace(serving, model=load_model(artefact_folder(name), serving.catalogue), model_problem="")
    before = serving if champion and not serving.model_problem else None
    at, tally = datetime.now(UTC), Tally()
    unsafe: list[str] = []
    avoiders = 0
    for placement in serving.placements.values():
        for now, then in _lists(fresh, before, placement, at=at):
            tally.add(now, then)
        for persona in every_persona(fresh, at=at):
            if persona.shopper.avoids:
                said = shown_what_they_avoid(persona, fresh, placement, at=at)
                avoiders += said is not None
                unsafe += said or []
    return Trial(
        asked=tally.asked,
        lost=tally.lost,
        shorter=tally.shorter,
        unsafe=tuple(unsafe),
        avoiders=avoiders,
        sellable=int(np.logical_or.reduce([*serving.regions_sold.values()]).sum()) if serving.regions_sold else 0,
        reached=len(tally.reached),
        reached_before=len(tally.reached_before) if before else None,
        scores=tuple(tally.scores),
        scores_before=tuple(tally.scores_before),
        overlap=fmean(tally.overlaps) if tally.overlaps else None,
        slowness=slowness(fresh.model, before.model) if before else None,
    )


def overlap(ours: Sequence[int], theirs: Sequence[int], *, first: int = 10) -> float:
    """This will say which share (0 to 1) of the first places two lists have in common, whatever their order."""
    most = min(first, max(len(ours), len(theirs)))
    return len({*ours[:first]} & {*theirs[:first]}) / most if most else 1.0


def shown_what_they_avoid(
    persona: Persona, snapshot: Snapshot, placement: LivePlacement, *, at: datetime
) -> list[str] | None:
    """This will name the unproven products that a made-up shopper is shown; None where no list can be made."""
    try:
        answer = _ask(persona, snapshot, placement, at=at)
    except UnsafePage:
        return [f"{persona.name} would be shown an unproven product on {placement.facts.code}"]
    except NO_LIST:
        return None
    proven = np.logical_and.reduce([snapshot.proven_for(allergen) for allergen in persona.shopper.avoids])
    unproven = [item.name for item in answer.items if not proven[snapshot.row_of[item.product_id]]]
    return [f"{persona.name} is shown {name} on {placement.facts.code}" for name in unproven]


def slowness(ours: ServingModel, theirs: ServingModel) -> float | None:
    """This will say how many times as long one model takes to score the same products, in turns, by the median."""
    shared = [name for name in ours.rankers if name in theirs.rankers]
    if not shared:
        return None
    rows = np.arange(min(SCORED, ours.size), dtype=np.int32)
    state = _somebody(rows[:20])
    return max(_times(ours, theirs, ranker, state, rows) for ranker in shared)


def _times(ours: ServingModel, theirs: ServingModel, ranker: str, state: ShopperState, rows: np.ndarray) -> float:
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(TIMED):
        for model, times in zip((ours, theirs), taken, strict=True):
            began = time.perf_counter()
            model.score(ranker, state, rows)
            times.append(time.perf_counter() - began)
    return median(taken[0]) / max(median(taken[1]), 1e-9)


def _somebody(rows: np.ndarray) -> ShopperState:
    """A shopper who looked at some products; who it is makes no difference to the clock."""
    return ShopperState(
        history_rows=rows,
        history_kinds=np.zeros(len(rows), dtype=np.int8),
        history_ages=np.arange(len(rows), dtype=np.float32),
        seeds=NO_ROWS,
        cart=NO_ROWS,
        region=None,
        tier=None,
        at=time.time(),
    )


def _lists(
    fresh: Snapshot, before: Snapshot | None, placement: LivePlacement, *, at: datetime
) -> Iterator[tuple[Answer | None, Answer | None]]:
    surface = placement.facts.surface
    ours = Shop(fresh, at=at, surface=surface)
    theirs = Shop(before, at=at, surface=surface) if before else None
    for asked in feasibility_sample(fresh, placement, shoppers=SHOPPERS)[:MOST_LISTS]:
        yield ours.answer(asked, placement), theirs.answer(asked, placement) if theirs else None


def _ask(persona: Persona, snapshot: Snapshot, placement: LivePlacement, *, at: datetime) -> Answer:
    surface, code = placement.facts.surface, placement.facts.code
    seeds = [snapshot.product(snapshot.row_of_sku[sku]).product_id for sku in seeds_of(snapshot, surface)[:1]]
    request = Request(
        request_id=page_id(snapshot.store, code),
        placement=code,
        at=at,
        seeds=() if surface == "cart" else tuple(seeds),
        cart=tuple(seeds) if surface == "cart" else (),
        explore=False,
    )
    return recommend(request, snapshot, PersonaLive(snapshot.store, persona.shopper), placement=placement)


def _collect(answer: Answer | None, *, reached: set[int], scores: list[float]) -> None:
    for item in answer.items if answer else ():
        reached.add(item.product_id)
        if "pctr" in item.ladder.heads:
            scores.append(float(item.ladder.heads["pctr"]))


def _ids(answer: Answer) -> list[int]:
    return [item.product_id for item in answer.items]
