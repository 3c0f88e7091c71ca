"""One immutable picture of a store that a whole request is answered from."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from catalog.lowest_prices import LowestPrices, lowest_prices
from catalog.models import Store
from catalog.product_facts import CatalogueFacts, ProductFacts, catalogue_facts
from catalog.queries import RegionFacts, TierFacts, stock_breadth
from events.queries import daily_sales, return_rates
from ranking.artifacts import ArtifactError
from ranking.dataset import Catalogue
from ranking.model_folders import artefact_folder
from ranking.queries import catalogue_arrays, champion
from ranking.recall.serving import Serving
from ranking.recall.variants import Variants
from ranking.scoring import ServingModel, load_model, untrained_model
from rules.compiled import Compiled, MayAdmit, questions_of
from rules.engine.judgements import Question
from rules.engine.names import Names
from rules.engine.rule import Pooling
from rules.known_segments import Segments, segments_of
from rules.names import names_of
from rules.queries import LivePlacement, live_placements
from woorec.deliveries import Deliveries
from woorec.serviceable import serviceable
from woorec.static_facts import StaticFacts

PROVEN_CLASSES = ("A", "B")
Mask = NDArray[np.bool_]
log = logging.getLogger(__name__)
# Nobody knows them before the moment when a list is made.
OF_THE_MOMENT = frozenset({"stock", "days_of_cover", "bought", "material_match", "channels", "member_saving"})
# The catalogue knows the regular ones; those of a request hang on who asks.
OF_THE_SHOPPER = frozenset({"visible", "price", "margin", "margin_rate"})
OF_THE_DAY = frozenset({"days_since_launch"})
_SAME_DAY, _ANOTHER_DAY = OF_THE_MOMENT | OF_THE_SHOPPER, OF_THE_MOMENT | OF_THE_SHOPPER | OF_THE_DAY


@dataclass(frozen=True, slots=True)
class Version:
    """What a snapshot was made from. Equal versions, equal snapshots."""

    catalogue: int
    champion: str
    rules: str
    hour: int  # hours since 1970: sales are counted anew every hour, evidence expires at midnight

    def same_catalogue(self, other: "Version") -> bool:
        return self.catalogue == other.catalogue and self.hour // 24 == other.hour // 24

    def __str__(self) -> str:
        return f"{self.catalogue}.{self.champion or 'untrained'}.{self.rules[:8]}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A store's product facts, models and live rules. Rows are positions in `facts.products`."""

    store: Store
    version: Version
    facts: CatalogueFacts
    catalogue: Catalogue
    model: ServingModel
    model_problem: str  # why there is no trained model, or empty
    placements: Mapping[str, LivePlacement]
    names: Names  # what the store calls what its rules name
    segments: Segments
    deliveries: Deliveries  # the one part that moves: counts of campaigns, read anew beside the snapshot
    static: StaticFacts  # per row, the facts that rules may look at
    row_of: Mapping[int, int]
    row_of_sku: Mapping[str, int]
    variants: Variants
    product_ids: NDArray[np.int64]  # per row, ascending
    margin_rates: NDArray[np.float64]  # per row, nan where the cost is not known
    daily_sales: NDArray[np.float32]
    regions_sold: Mapping[str, Mask]
    proven: Mapping[str, Mask]
    lowest: LowestPrices  # what a reduced price may be compared with
    loaded_at: datetime
    compiled: Compiled  # what rules say of the facts in `static`

    def region(self, code: str | None) -> RegionFacts | None:
        """This will find a region, or the store's default one."""
        wanted = code or self.facts.default_region
        return next((region for region in self.facts.regions if region.code == wanted), None)

    def tier(self, code: str | None) -> TierFacts | None:
        """This will find a tier; without a known code it is the one of rank 0, which pays the regular price."""
        regular = next((tier for tier in self.facts.tiers if tier.rank == 0), None)
        return next((tier for tier in self.facts.tiers if tier.code == code), regular)

    def sold_in(self, region: str) -> Mask:
        """This will mask (P,) the products that are sold in a region; the caller may change the copy."""
        found = self.regions_sold.get(region)
        return np.ones(len(self.catalogue), dtype=np.bool_) if found is None else found.copy()

    def proven_for(self, allergen: str) -> Mask:
        """This will mask (P,) the products with evidence below the limit for who avoids the allergen."""
        found = self.proven.get(allergen)
        return np.zeros(len(self.catalogue), dtype=np.bool_) if found is None else found

    def product(self, row: int) -> ProductFacts:
        return self.facts.products[row]


def load_snapshot(store: Store, version: Version, *, previous: Snapshot | None = None) -> Snapshot:
    """This will read what changed since `previous` and keep the rest."""
    now = datetime.now(UTC)
    kept = previous if previous is not None and previous.version.same_catalogue(version) else None
    earlier = previous.facts if previous else None
    facts = kept.facts if kept else catalogue_facts(store, today=now.date(), previous=earlier)
    catalogue = kept.catalogue if kept else catalogue_arrays(facts, stocked=stock_breadth(store))
    model, problem = _model(store, version, catalogue, previous=previous, is_same_catalogue=kept is not None)
    sales = daily_sales(store, at=now)
    names = names_of(store.pk)
    placements = _placements(store, names=names)
    static = kept.static if kept else _static_facts(facts, store, today=now.date())
    compiled = kept.compiled if kept else Compiled(static, column=static.column)
    compiled.keep(_live_questions(placements))
    deliveries = previous.deliveries if previous else Deliveries(store)
    deliveries.begin([rule.rule_id for placement in placements.values() for rule in placement.rules.campaigns])
    return Snapshot(
        store=store,
        version=version,
        facts=facts,
        catalogue=catalogue,
        model=model,
        model_problem=problem,
        placements=placements,
        names=names,
        segments=_segments(store),
        deliveries=deliveries,
        static=static,
        compiled=compiled,
        row_of={product.product_id: row for row, product in enumerate(facts.products)},
        row_of_sku={product.sku: row for row, product in enumerate(facts.products)},
        variants=kept.variants if kept else Variants.of(catalogue.item_groups),
        product_ids=np.array([product.product_id for product in facts.products], dtype=np.int64),
        margin_rates=np.array([product.margin_rate for product in facts.products], dtype=np.float64),
        daily_sales=np.array([sales.get(product.product_id, 0.0) for product in facts.products], dtype=np.float32),
        regions_sold=kept.regions_sold if kept else _regions_sold(facts),
        proven=kept.proven if kept else _proven(facts),
        lowest=lowest_prices(store, now=now, previous=previous.lowest if previous else None),
        loaded_at=now,
    )


def facts_of_the_request(*, same_day: bool) -> frozenset[str]:
    """This will name the facts in which a candidate may differ from the catalogue; ages are right for a day."""
    return _SAME_DAY if same_day else _ANOTHER_DAY


def _live_questions(placements: Mapping[str, LivePlacement]) -> Iterator[tuple[Question[object], frozenset[str]]]:
    bodies = (rule.body for each in placements.values() for rule in each.rules.rules if rule.enabled)
    for body in bodies:
        yield from ((question, facts_of_the_request(same_day=True)) for question in questions_of(body))
        if isinstance(body, Pooling):
            yield from ((MayAdmit(pool, OF_THE_MOMENT), frozenset()) for pool in body.chain)


def _model(
    store: Store, version: Version, catalogue: Catalogue, *, previous: Snapshot | None, is_same_catalogue: bool
) -> tuple[ServingModel, str]:
    """This will keep the model, fit it to products that came since, or load another champion."""
    if previous is None or previous.version.champion != version.champion or previous.model_problem == "model_damaged":
        return _load_champion(store, catalogue)
    if is_same_catalogue:
        return previous.model, previous.model_problem
    return previous.model.renewed(catalogue), previous.model_problem


def _load_champion(store: Store, catalogue: Catalogue) -> tuple[ServingModel, str]:
    """This will load the champion; a missing or damaged artefact serves the untrained model and says so."""
    version, serving = champion(store), _serving()
    if version is None:
        return untrained_model(catalogue, serving=serving), "untrained"
    try:
        return load_model(artefact_folder(version.name), catalogue, serving=serving), ""
    except (OSError, ArtifactError) as error:
        log.error("The champion %s cannot be loaded: %s", version.name, error)
        return untrained_model(catalogue, serving=serving), "model_damaged"


def _serving() -> Serving:
    return Serving(
        new_share=settings.NEW_ARRIVALS_PERCENT / 100,
        new_days=settings.NEW_ARRIVALS_DAYS,
        exact_products=settings.EXACT_SEARCH_PRODUCTS,
    )


def _placements(store: Store, *, names: Names) -> dict[str, LivePlacement]:
    """This will read the placements as they can be served; what stands in for something is logged once a snapshot."""
    placements = {code: serviceable(placement) for code, placement in live_placements(store, names=names).items()}
    for code, placement in placements.items():
        for rule in placement.unreadable:
            log.error("%s: the rule %r on %s cannot be read: %s", store.code, rule.label, code, rule.error)
        for problem in placement.problems:
            log.error("%s: a setting of %s cannot be served: %s", store.code, code, problem)
    return placements


def _segments(store: Store) -> Segments:
    segments = segments_of(store)
    for code, error in segments.unreadable.items():
        log.error("%s: the segment %s cannot be read: %s", store.code, code, error)
    return segments


def _regions_sold(facts: CatalogueFacts) -> dict[str, Mask]:
    return {
        region.code: np.array([region.code not in p.regions_excluded for p in facts.products], dtype=np.bool_)
        for region in facts.regions
    }


def _proven(facts: CatalogueFacts) -> dict[str, Mask]:
    allergens = {allergen for product in facts.products for allergen in product.allergy}
    return {
        allergen: np.array([p.allergy.get(allergen) in PROVEN_CLASSES for p in facts.products], dtype=np.bool_)
        for allergen in allergens
    }


def _static_facts(facts: CatalogueFacts, store: Store, *, today: date) -> StaticFacts:
    return StaticFacts(facts.products, return_rates=return_rates(store), today=today)
