"""Whether shoppers who ask for 3D get it: how many did not, why, and what to do."""

from dataclasses import dataclass
from datetime import datetime

from catalog.models import Store
from events.failed_views import REASONS
from events.views_3d import DAYS, FEW, USUAL_SHARE, WEEK, Count, Views, total, views_by_product
from woorec.feed_health import Finding, page


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One reason, with how many failed for it."""

    words: str
    remedy: str
    week: int
    month: int
    share: str


@dataclass(frozen=True, slots=True)
class HealthIn3d:
    views: Views
    finding: Finding
    lines: tuple[ReasonLine, ...]  # the most frequent first
    few: int = FEW
    usual_share: str = f"{100 * USUAL_SHARE:.0f} %"


def health_in_3d(store: Store, *, now: datetime) -> HealthIn3d:
    """This will look at the last 28 days."""
    views = total(views_by_product(store, now=now).values())
    month, week = views.month, views.week
    lines = tuple(
        ReasonLine(REASONS[word].words, REASONS[word].remedy, week.reasons[word], failed, percent(failed, month.asked))
        for word, failed in month.reasons.most_common()
    )
    return HealthIn3d(views, _finding(store, views), lines)


def _finding(store: Store, views: Views) -> Finding:
    month, where = views.month, page("materials", store)
    if not month.asked:
        text = "The widget tells of it as soon as a shopper presses “View in 3D”."
        return Finding("waiting", f"Nobody asked for 3D in {DAYS} days", text)
    if not month.failed:
        return Finding("passed", f"3D opened every time, {month.asked:,} times in {DAYS} days")
    state = "warning" if views.needs_a_look else "passed"
    title = f"{said(month)} in {DAYS} days, {percent(month.failed, month.asked)}"
    text = f"In the last {WEEK} days {views.week.failed:,} of {views.week.asked:,}. These shoppers kept the picture."
    return Finding(state, title, text, where, "By material")


def said(count: Count) -> str:
    """This will say it as in "3D failed 96 of 1,240 times"."""
    return f"3D failed {count.failed:,} of {count.asked:,} times"


def percent(part: int, whole: int) -> str:
    """This will write a share, never as 0 % where there is some."""
    share = 100 * part / whole if whole else 0
    return "below 1 %" if 0 < share < 0.5 else f"{share:.0f} %"
