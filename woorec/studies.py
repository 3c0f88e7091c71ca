"""Gives each kind of study what it works with: the rules' questions below, the pipeline and the snapshot from here."""

from collections.abc import Callable, Mapping

from rules.models import Study
from rules.studies import Progress, carry_out

Result = Mapping[str, object]
# One line a kind; a kind's function takes the claimed study and returns what is stored as its result.
WORK: dict[str, Callable[[Progress], Result]] = {}


def run_study(study_id: int) -> bool:
    """This will carry out a waiting study and say whether it was taken."""
    kind = Study.objects.values_list("kind", flat=True).get(pk=study_id)
    return carry_out(study_id, WORK[kind])
