"""What needs a look in traffic control: campaigns, rules that ended, studies that nobody takes up, a shop that differs.

The Studio's home and `manage.py doctor` both say it, each line with what to do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.urls import reverse

from catalog.models import Store
from rules.audit import name_of
from rules.gate import PUBLISH, why_not_alone
from rules.models import Placement, Publication, Rule, RuleSet, Study
from woorec.campaigns.reading import Line, ending, lines_of, make_good

PATIENCE = timedelta(minutes=2)
ALIVE = timedelta(minutes=2)
PAGES = {"feasibility": "feasibility", "rule_tests": "rule-tests", "replay": "replay"}
START = "Start everything with “manage.py up”, or ask whoever looks after the server."


@dataclass(frozen=True, slots=True)
class Concern:
    """One line: what is the matter, what to do, and where. `state` is failed or warning."""

    state: str
    title: str
    text: str
    url: str
    link: str


def concerns(store: Store, *, now: datetime) -> list[Concern]:
    """This will name everything in a store's traffic control that somebody has to act on, whoever that is."""
    found = (_canaries(store), _campaigns(store, now=now), _ended(store, now=now), _waiting(store, now=now))
    return [concern for each in found for concern in each]


def drafts_for(person: User, store: Store) -> list[Concern]:
    """This will name the drafts that were handed in and that this person may put live."""
    if not person.has_perm(PUBLISH):
        return []
    drafts = RuleSet.objects.filter(
        placement__store=store, state=RuleSet.State.DRAFT, submitted_at__isnull=False
    ).select_related("placement__store", "submitted_by")
    return [
        Concern(
            "warning",
            f"{draft.placement.name}: a draft waits for you",
            f"{name_of(draft.submitted_by)} handed it in. Read what it changes, then put it live.",
            _at("board", draft.placement),
            "Open the board",
        )
        for draft in drafts
        if draft.submitted_by_id != person.pk and not why_not_alone(draft, by=person)
    ]


def _at(page: str, placement: Placement) -> str:
    return reverse(page, args=[placement.store.code, placement.code])


def _canaries(store: Store) -> Iterator[Concern]:
    newest = Publication.objects.filter(placement__store=store).order_by("placement_id", "-at", "-id")
    for publication in newest.distinct("placement_id").select_related("placement__store"):
        canary, placement = publication.canary, publication.placement
        if canary.get("differences"):
            first, asked = canary["differences"][0], canary["asked"]
            title = f"{placement.name}: preview and shop differ in {asked - canary['agree']:,} of {asked:,} lists"
            yield Concern("failed", title, f"{first['who']}: {first['what']}", _at("versions", placement), "See how")


def _campaigns(store: Store, *, now: datetime) -> Iterator[Concern]:
    lines = lines_of(store, now=now)
    yield from (_behind(line, store) for line in lines if line.state == "behind")
    if any(line.is_stale for line in lines):
        text = f"Lists owe an even pace until they are counted again. {START}"
        where = reverse("campaigns", args=[store.code])
        yield Concern("warning", "Campaigns were not counted for a while", text, where, "Campaigns")


def _behind(line: Line, store: Store) -> Concern:
    title = f"“{line.campaign.row.label}” is behind"
    ways = make_good(line)
    text = f"{line.delivered:,} impressions; an even pace makes {line.aim:,}. {ways[0] if ways else ending(line)}"
    return Concern("warning", title, text, reverse("campaign", args=[store.code, line.campaign.row.key]), "What to do")


def _ended(store: Store, *, now: datetime) -> Iterator[Concern]:
    """Rules that are about to end have lines of their own on the home page."""
    ended = Rule.objects.filter(
        ruleset__placement__store=store, ruleset__state=RuleSet.State.PUBLISHED, enabled=True, ends_at__lte=now
    )
    if count := ended.count():
        title = "A live rule has ended" if count == 1 else f"{count} live rules have ended"
        where = f"{reverse('all-rules', args=[store.code])}?look=ended"
        yield Concern("warning", title, "Give it a new end, or take it out.", where, "See which")


def _waiting(store: Store, *, now: datetime) -> Iterator[Concern]:
    """Behind another study of any store it waits its turn; without one nobody is there to take it up."""
    if Study.objects.filter(state=Study.State.RUNNING, heartbeat_at__gt=now - ALIVE).exists():
        return
    waiting = Study.objects.filter(
        placement__store=store, state=Study.State.WAITING, created_at__lt=now - PATIENCE
    ).select_related("placement__store")
    for study in waiting.order_by("created_at")[:1]:
        title = f"{study.placement.name}: nothing takes up the {study.get_kind_display().lower()}"
        text = f"The analyst does not run or cannot reach the broker. {START}"
        yield Concern("failed", title, text, _at(PAGES[study.kind], study.placement), "See it wait")
