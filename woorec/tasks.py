"""Background work that needs the pipeline. A message only says which row to look at."""

from celery import shared_task
from django.utils import timezone

from catalog.models import Store
from ranking.trainer import train
from rules.campaign_counts import count_campaigns
from rules.studies import recover_silent_studies, waiting_studies
from woorec.canary import compare_publication, publications_without_canary
from woorec.dispatch import CANARY, STUDY, TRAIN, hand_out_canary, hand_out_study
from woorec.model_trials import try_model
from woorec.shadow_scoring import score_shadows
from woorec.studies import run_study


@shared_task(name=TRAIN)
def train_models(run_id: int) -> None:
    """This will carry out a training, whose result is tried on the shop's own lists."""
    train(run_id, attempt=try_model)


@shared_task(name=STUDY)
def study(study_id: int) -> None:
    run_study(study_id)


@shared_task(name="woorec.reconcile_studies")
def reconcile_studies() -> None:
    """This will put studies back whose worker died, and hand out studies whose message was lost."""
    recover_silent_studies(now=timezone.now())
    for study_id in waiting_studies():
        hand_out_study(study_id)


@shared_task(name="woorec.score_shadows")
def score_shadow_models() -> None:
    """This will ask challengers in the shadow what live shoppers asked lately."""
    score_shadows()


@shared_task(name="woorec.count_campaigns")
def count_all_campaigns() -> None:
    """This will bring the counts of every store's campaigns up to date."""
    for store in Store.objects.all():
        count_campaigns(store, now=timezone.now())


@shared_task(name=CANARY)
def canary(publication_id: int) -> None:
    """This will ask whether preview and shop agree on what was just published."""
    compare_publication(publication_id)


@shared_task(name="woorec.reconcile_canaries")
def reconcile_canaries() -> None:
    """This will hand out comparisons whose message was lost."""
    for publication_id in publications_without_canary(now=timezone.now()):
        hand_out_canary(publication_id)
