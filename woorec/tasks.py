"""Background work that needs the pipeline. A message only says which row to look at."""

from celery import shared_task
from django.utils import timezone

from catalog.dispatch import hand_out
from catalog.models import Store
from rules.campaign_counts import count_campaigns
from rules.studies import recover_silent_studies, waiting_studies
from woorec.studies import run_study

STUDY = "woorec.run_study"


@shared_task(name=STUDY)
def study(study_id: int) -> None:
    run_study(study_id)


@shared_task(name="woorec.reconcile_studies")
def reconcile_studies() -> None:
    """This will put studies back whose worker died, and hand out studies whose message was lost."""
    recover_silent_studies(now=timezone.now())
    for study_id in waiting_studies():
        hand_out(STUDY, study_id)


@shared_task(name="woorec.count_campaigns")
def count_all_campaigns() -> None:
    """This will bring the counts of every store's campaigns up to date."""
    for store in Store.objects.all():
        count_campaigns(store, now=timezone.now())
