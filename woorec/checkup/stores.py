"""What each store needs to be served: a model, rules, a key, and fresh stock."""

from collections.abc import Iterator

from django.utils import timezone

from catalog.freshness import FRESH, Freshness, warehouse_freshness
from catalog.models import ApiKey, Store
from ranking.artifacts import ArtifactError, verify
from ranking.model_folders import artefact_folder
from ranking.queries import champion
from rules.names import names_of
from rules.queries import live_placements
from woorec.checkup.finding import Finding
from woorec.traffic_watch import concerns


def look_at_store(store: Store) -> Iterator[Finding]:
    """This will look at a store's model, rules, keys, stock and traffic control."""
    yield from (_model(store), _rules(store), _keys(store), _stock(store))
    yield from _traffic(store)


def _model(store: Store) -> Finding:
    subject, version = f"{store.code}: model", champion(store)
    if version is None:
        return Finding(
            subject, "none has been trained", "Train one on the Models page; until then lists go by what products are."
        )
    try:
        verify(artefact_folder(version.name))
    except (ArtifactError, OSError) as error:
        return Finding(subject, f"{version.name} is damaged: {error}", "Promote an earlier version or train again.")
    return Finding(subject, f"{version.name} serves")


def _rules(store: Store) -> Finding:
    subject = f"{store.code}: rules"
    placements = live_placements(store, names=names_of(store.pk))
    unreadable = [rule for placement in placements.values() for rule in placement.unreadable]
    if unreadable:
        named = "; ".join(f"{rule.label!r} ({rule.owner}): {rule.error}" for rule in unreadable)
        return Finding(subject, f"a live rule no longer fits: {named}", "Open the placement's board and mend it.")
    if not placements:
        return Finding(subject, "there is no placement", "Add one: without it every request is answered 404.")
    return Finding(subject, f"{sum(len(p.rules.rules) for p in placements.values())} on {len(placements)} placements")


def _traffic(store: Store) -> Iterator[Finding]:
    subject, found = f"{store.code}: traffic control", concerns(store, now=timezone.now())
    if not found:
        yield Finding(subject, "nothing needs a look")
    for each in found:
        yield Finding(subject, each.title, f"{each.text} See {each.url}")


def _keys(store: Store) -> Finding:
    subject, keys = f"{store.code}: keys", store.api_keys.filter(revoked_at=None)
    issue = f"Run manage.py issue_key {store.code} NAME --scope recommend --scope events."
    if not keys:
        return Finding(subject, "none", issue)
    if not any(ApiKey.Scope.RECOMMEND in key.scopes for key in keys):
        return Finding(subject, f"{len(keys)} in use, and none may ask for lists", issue)
    return Finding(subject, f"{len(keys)} in use")


def _stock(store: Store) -> Finding:
    """Old figures are wrong only where the store says for how long it trusts them."""
    subject, feeds = f"{store.code}: stock", warehouse_freshness(store, now=timezone.now())
    heard = ", ".join(f"{feed.name} {_age(feed)}" for feed in feeds) or "there is no warehouse"
    late = [feed for feed in feeds if feed.products and feed.state != FRESH]
    if not (late and store.stock_trusted_minutes):
        return Finding(subject, heard)
    names = ", ".join(feed.name for feed in late)
    remedy = f"Look at what sends the stock of {names}: after {store.stock_trusted_minutes} minutes it counts as low."
    return Finding(subject, heard, remedy)


def _age(feed: Freshness) -> str:
    if feed.age is None:
        return "was never heard of"
    minutes = int(feed.age.total_seconds() // 60)
    if minutes < 120:
        return f"heard of {minutes} min ago"
    return f"heard of {minutes // 60} h ago" if minutes < 48 * 60 else f"heard of {minutes // 1440} days ago"
