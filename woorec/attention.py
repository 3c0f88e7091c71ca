"""What on the home page asks for somebody's attention, worst first, each with where to act."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timeuntil

from catalog.missing import gap_query
from catalog.models import Store
from ranking.models import TrainingRun
from woorec.data_health import urgent
from woorec.home_data import Home, PlacementLine
from woorec.traffic_watch import concerns, drafts_for

# Fallbacks that mean trouble; a channel without an answer is usual for a shopper who was never seen before.
TROUBLE = {
    "untrained": "no trained model orders them",
    "model_damaged": "the champion’s files are damaged, so that no trained model orders them",
    "objective_unknown": "the placement’s goal is not known, so that purchases stand in",
    "formula_unreadable": "the placement’s formula cannot be read, so that purchases stand in",
    "recall_mix_unreadable": "the placement’s recall mix cannot be read, so that the usual one stands in",
    "rule_unreadable": "a live rule cannot be read any more and is left out",
    "wider_recall": "the channels found too little, so that the rest of the range was searched",
}
MOST_RULES = 3
MOST_EXPIRING = 4


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the list, as components/check.html shows it."""

    state: str  # failed, warning
    title: str
    text: str = ""
    action_url: str = ""
    action_label: str = ""


def notes(home: Home, store: Store, *, person: User | None = None) -> list[Note]:
    """This will put everything that needs a look in one list; with a person, what waits for them as well."""
    found = [
        *_model_notes(home, store),
        *(note for placement in home.placements for note in _placement_notes(placement, store)),
        *_traffic_notes(store, person),
        *_sold_out_notes(home, store),
        *_expiring_notes(home, store),
        *_evidence_notes(home, store),
        *_feed_notes(store),
    ]
    return sorted(found, key=lambda note: note.state != "failed")


def _model_notes(home: Home, store: Store) -> Iterator[Note]:
    model, place = home.model, reverse("models", args=[store.code])
    if model.champion is None and home.has_products:
        yield Note(
            "warning",
            "No model has been trained",
            "Lists go by what products are, not yet by what shoppers do.",
            place,
            "Models",
        )
    if model.is_old and model.champion:
        yield Note("warning", "The model is old", "It was trained more than two weeks ago.", place, "Train a new one")
    if model.last_run and model.last_run.state == TrainingRun.State.FAILED:
        why = reverse("run", args=[store.code, model.last_run.pk])
        yield Note("warning", "The last training failed", model.last_run.error[:160], why, "See why")


def _placement_notes(placement: PlacementLine, store: Store) -> Iterator[Note]:
    board = reverse("board", args=[store.code, placement.code])
    if placement.draft_changes is None:
        yield Note("failed", f"{placement.name}: a rule of the draft cannot be read", "", board, "Open the board")
    for rule, count in placement.relaxed[:MOST_RULES]:
        title = f"{placement.name}: “{rule}” gave way"
        yield Note("warning", title, f"In {_of(count, placement.lists)} of the last 24 hours.", board, "Open the board")
    if placement.short:
        text = (
            f"{_of(placement.short, placement.lists)} of the last 24 hours had fewer products than the page has places."
        )
        yield Note("warning", f"{placement.name}: short pages", text, board, "Open the board")
    stand_ins = [(_trouble(code), count) for code, count in placement.fallbacks]
    told = [f"{words} ({_of(count, placement.lists)})" for words, count in stand_ins if words]
    if told:
        title = f"{placement.name}: not served as planned"
        text = "; ".join(told)
        yield Note("warning", title, f"{text[:1].upper()}{text[1:]}.", reverse("models", args=[store.code]), "Models")


def _traffic_notes(store: Store, person: User | None) -> Iterator[Note]:
    """This will name what needs a look in traffic control, and the drafts that wait for this person."""
    waiting = drafts_for(person, store) if person else []
    for each in (*concerns(store, now=timezone.now()), *waiting):
        yield Note(each.state, each.title, each.text, each.url, each.link)


def _trouble(code: str) -> str:
    if code.startswith("ranker_"):
        return "the placement’s ranker is not part of the model"
    if code.startswith("recall_") and code.endswith("_unknown"):
        return f"the model has no channel {code.removeprefix('recall_').removesuffix('_unknown')}"
    return TROUBLE.get(code, "" if code.startswith("recall_") else code)


def _of(count: int, lists: int) -> str:
    return f"{count:,} of {lists:,} lists"


def _sold_out_notes(home: Home, store: Store) -> Iterator[Note]:
    count = len(home.sold_out) + home.more_sold_out
    if count:
        noun = "best seller is" if count == 1 else "best sellers are"
        address = f"{reverse('products', args=[store.code])}?stock=out&status=shown"
        yield Note("warning", f"{count} {noun} sold out somewhere", "", address, "Everything that is sold out")


def _expiring_notes(home: Home, store: Store) -> Iterator[Note]:
    rules = f"{reverse('all-rules', args=[store.code])}?look=expiring"
    for rule in home.expiring[:MOST_EXPIRING]:
        title = f"“{rule.label}” ends in {timeuntil(rule.ends_at, depth=1)}"
        board = reverse("board", args=[store.code, rule.ruleset.placement.code])
        yield Note("warning", title, f"{rule.ruleset.placement.name}, {rule.owner}.", board, "Open the board")
    more = len(home.expiring) - MOST_EXPIRING
    if more > 0:
        yield Note("warning", f"{more} more rules end within two weeks", "", rules, "See them all")


def _evidence_notes(home: Home, store: Store) -> Iterator[Note]:
    if not home.without_evidence:
        return
    number = f"{home.without_evidence:,}"
    noun = "product has" if home.without_evidence == 1 else "products have"
    address = f"{reverse('products', args=[store.code])}?{gap_query('nickel')}"
    text = "Shoppers who avoid nickel never see them."
    yield Note("warning", f"{number} {noun} no valid nickel figure", text, address, "See which")


def _feed_notes(store: Store) -> Iterator[Note]:
    """This will name what stopped arriving."""
    where = reverse("data-health", args=[store.code])
    for finding in urgent(store, now=timezone.now()):
        yield Note(finding.state, finding.title, finding.text, where, "Data health")
