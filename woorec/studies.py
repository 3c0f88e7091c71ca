"""Gives each kind of study what it works with: the rules' questions below, the pipeline and the snapshot from here."""

import time
from collections.abc import Callable, Mapping

from django.utils import timezone

from rules.feasibility import feasibility
from rules.models import Study
from rules.names import names_of
from rules.queries import LivePlacement, engine_ruleset, live_version, placement_facts, readable_ruleset
from rules.rule_tests import run_tests
from rules.studies import Progress, StudyFailed, carry_out
from woorec.asking import Shop
from woorec.holder import SNAPSHOTS
from woorec.replaying import replay_study
from woorec.serviceable import serviceable
from woorec.study_lists import AudienceShop, feasibility_sample

Result = Mapping[str, object]
USUAL_SHOPPERS = 200
MOVED_ON = "The rules were changed before this began. Ask again, and the rules as they are now are studied."


def run_study(study_id: int) -> bool:
    """This will carry out a waiting study and say whether it was taken."""
    kind = Study.objects.values_list("kind", flat=True).get(pk=study_id)
    return carry_out(study_id, WORK[kind])


def _feasibility(progress: Progress) -> Result:
    study, began = progress.study, time.monotonic()
    placement, store = studied(study), study.placement.store
    snapshot = SNAPSHOTS.refresh(store)
    shop = Shop(snapshot, at=timezone.now(), surface=placement.facts.surface)
    shoppers = int(study.params.get("shoppers") or USUAL_SHOPPERS)
    sample = feasibility_sample(snapshot, placement, shoppers=shoppers)
    found = feasibility(progress, shop, draft=placement, live=_live(study, placement), sample=sample)
    return found | {"seconds": round(time.monotonic() - began, 1)}


def _rule_tests(progress: Progress) -> Result:
    study = progress.study
    placement = studied(study)
    shop = AudienceShop(SNAPSHOTS.refresh(study.placement.store), at=timezone.now(), surface=placement.facts.surface)
    return run_tests(progress, shop, tests=list(study.placement.rule_tests.all()), placement=placement)


def studied(study: Study) -> LivePlacement:
    """This will put the rules of a study on their placement, or raise StudyFailed when they are not those any more."""
    rules = engine_ruleset(study.ruleset, names=names_of(study.placement.store_id))
    if rules.ruleset_hash != study.digest:
        raise StudyFailed(MOVED_ON)
    return serviceable(LivePlacement(placement_facts(study.placement), rules))


def _live(study: Study, placement: LivePlacement) -> LivePlacement | None:
    """This will return what is live, to compare with, unless it is what is studied."""
    version = live_version(study.placement)
    if version is None or version.pk == study.ruleset_id:
        return None
    names = names_of(study.placement.store_id)
    return serviceable(LivePlacement(placement.facts, *readable_ruleset(version, names=names)))


# One line a kind; a kind's function takes the claimed study and returns what is stored as its result.
WORK: dict[str, Callable[[Progress], Result]] = {
    str(Study.Kind.FEASIBILITY): _feasibility,
    str(Study.Kind.RULE_TESTS): _rule_tests,
    str(Study.Kind.REPLAY): replay_study,
}
