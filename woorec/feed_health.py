"""Whether stock, files and webhooks arrive, each finding with a state and a place to act."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.urls import NoReverseMatch, reverse
from django.utils.timesince import timesince

from catalog.freshness import FRESH, NEVER, Freshness, warehouse_freshness
from catalog.models import FeedImport, Store
from events.webhooks.deliveries import SourceLine, source_lines

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line, as components/check.html shows it: passed, waiting (nothing to judge yet), warning or failed."""

    state: str
    title: str
    text: str = ""
    action_url: str = ""
    action_label: str = ""


def stock_findings(store: Store, *, now: datetime) -> Iterator[Finding]:
    """This will say of each warehouse how old its figures are, and what that does to the shop."""
    lines = warehouse_freshness(store, now=now)
    if not lines:
        yield Finding("waiting", "No warehouse", "Every product counts as available until stock is sent.")
    for line in lines:
        yield _stock_finding(store, line, now=now)


def _stock_finding(store: Store, line: Freshness, *, now: datetime) -> Finding:
    counted = f"{line.products:,} product{'' if line.products == 1 else 's'} counted there."
    if line.state == FRESH:
        return Finding("passed", f"{line.name}: heard {ago(line.heard_at, now)}", counted)
    if line.state == NEVER and not line.products:
        return Finding("waiting", f"{line.name}: no stock was ever sent")
    limited = store.stock_trusted_minutes is not None
    effect = f"They count as at most {store.low_stock_quantity} in stock." if limited else "They still count in full."
    if line.state == NEVER:
        state, title = "warning" if limited else "waiting", f"{line.name}: nobody knows when it was counted"
    else:
        state, title = "failed" if limited else "warning", f"{line.name}: nothing heard for {since(line.heard_at, now)}"
    return Finding(state, title, f"{counted} {effect}", page("settings-shop", store), "Stock settings")


def import_findings(store: Store, *, now: datetime) -> Iterator[Finding]:
    """This will say how the newest import of each format went."""
    where = page("imports", store)
    newest = FeedImport.objects.filter(store=store).order_by("format", "-created_at").distinct("format").values("pk")
    imports = list(FeedImport.objects.filter(pk__in=newest).annotate(errors=Count("row_errors")))
    if not imports:
        yield Finding(
            "waiting", "Nothing was imported yet", "Products may come through the API alone.", where, "Import"
        )
    for each in imports:
        yield _import_finding(each, where=reverse("import", args=[store.code, each.pk]), now=now)


def _import_finding(each: FeedImport, *, where: str, now: datetime) -> Finding:
    state, when = FeedImport.State, ago(each.finished_at or each.created_at, now)
    told = f"{each.file_name}, {each.format}: {each.get_state_display().lower()} {when}"
    if each.state == state.FAILED:
        return Finding("failed", told, each.error[:200], where, "See why")
    if each.state in (state.UPLOADED, state.CHECKED, state.STOPPED):
        return Finding("waiting", told, "It waits for somebody to go on with it.", where, "Go on")
    if each.errors:
        rows = f"{each.errors:,} row{'' if each.errors == 1 else 's'} could not be read"
        return Finding("warning", told, f"{rows}; the others are in.", where, "See which")
    return Finding("passed", told, f"{each.rows_done:,} rows.")


def webhook_findings(store: Store, *, now: datetime) -> Iterator[Finding]:
    """This will say of each connected shop system when it last called and what failed."""
    for line in source_lines(store, now=now):
        if line.source.is_active:
            where = reverse("integration", args=[store.code, line.source.pk])
            yield _webhook_finding(line, where=where, now=now)


def _webhook_finding(line: SourceLine, *, where: str, now: datetime) -> Finding:
    name = f"{line.source.name} ({line.source.get_system_display()})"
    if line.last_at is None:
        return Finding("waiting", f"{name}: no delivery yet", "Check its address in the shop.", where, "Its address")
    of_day = f"of {line.calls:,} deliveries"
    if line.failed:
        title = f"{name}: {line.failed:,} {of_day} failed in 24 hours"
        where, action = f"{where}?state=failed", "See why and process them again"
        return Finding("failed", title, "What they said was not taken over.", where, action)
    if line.waiting:
        title = f"{name}: {line.waiting:,} {'delivery waits' if line.waiting == 1 else 'deliveries wait'}"
        return Finding("warning", title, "Something has to come first.", f"{where}?state=waiting", "See for what")
    return Finding("passed", f"{name}: last delivery {ago(line.last_at, now)}", f"{line.calls:,} in 24 hours.")


def page(name: str, store: Store) -> str:
    """This will find the address of a Studio page of the store; a page that is not there has none."""
    try:
        return reverse(name, args=[store.code])
    except NoReverseMatch:
        return ""


def since(at: datetime | None, now: datetime) -> str:
    return timesince(at, now, depth=1).replace("\xa0", " ") if at else ""


def ago(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "never"
    return "just now" if now - at < timedelta(minutes=1) else f"{since(at, now)} ago"
