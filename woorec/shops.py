"""Setting up a shop as a merchandiser would on the first day: catalogue, past, placements, keys, people."""

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.models import User

from catalog.demo import DEMO_STORES
from catalog.models import ApiKey, Store
from catalog.services import issue_key, load_store
from events.backfill import load_history
from events.simulation import facts_of_store, simulate
from ranking.models import ModelVersion, TrainingRun
from ranking.services import request_training
from ranking.trainer import train
from rules.models import Placement, RuleSet
from rules.services import RuleFields, ensure_draft, publish, save_rule
from woorec.model_trials import try_model
from woorec.roles import ensure_roles, give_role

Progress = Callable[[str, int, int], None]
DEMO_SEED = 2026
DEMO_PASSWORD = "woorec-demo"
DEMO_PEOPLE = (
    ("petra", "Petra", "publisher"),
    ("mia", "Mia", "merchandiser"),
    ("vera", "Vera", "viewer"),
)
BROWSER_SCOPES = ("recommend", "events")
SERVER_SCOPES = ("recommend", "events", "shopper", "debug", "catalogue")

PLACEMENTS = (
    {"code": "home", "name": "Home page · For you", "surface": "home", "length": 12},
    {
        "code": "product",
        "name": "Product page · Pairs with",
        "surface": "product",
        "length": 8,
        "recall_mix": {"complement": 1},
        "objective": "formula",
        "formula": {"complement": 90, "purchase": 10},
    },
    {
        "code": "cart",
        "name": "Cart · Goes well with it",
        "surface": "cart",
        "length": 8,
        "recall_mix": {"complement": 1},
        "objective": "formula",
        "formula": {"complement": 90, "purchase": 10},
    },
    {
        "code": "feel",
        "name": "Product page · Feels like this",
        "surface": "product",
        "length": 8,
        "recall_mix": {"feel": 1},
        "objective": "formula",
        "formula": {"feel": 97, "purchase": 3},
    },
    {
        "code": "thanks",
        "name": "Thank-you page · For the next time",
        "surface": "cart",
        "length": 8,
        "recall_mix": {"complement": 1},
        "objective": "formula",
        "formula": {"complement": 90, "purchase": 10},
        "exclude_bought": True,
    },
)


def load_demo_store(code: str, *, now: datetime, progress: Progress) -> Store:
    """This will create one of the invented shops with its simulated past; the same day gives the same shop.

    Its placements have no rules yet: woorec.demo_opening puts them live when a model can order the lists.
    """
    rows = DEMO_STORES[code](seed=DEMO_SEED, today=now.date())
    store = load_store(rows, progress=progress)
    # Each shop has dice of its own: the same ones would give both the same request ids.
    history = simulate(facts_of_store(rows, on=now.date()), seed=DEMO_SEED + zlib.crc32(code.encode()), end=now)
    load_history(store, history, progress=progress)
    set_up_placements(store)
    return store


def set_up_placements(
    store: Store, *, rules: Mapping[str, Sequence[RuleFields]] | None = None, **overrides: object
) -> None:
    """This will create the usual placements, with first rules if any, leaving alone what a person has set up since."""
    for values in PLACEMENTS:
        defaults = {name: value for name, value in values.items() if name != "code"} | overrides
        placement, _ = Placement.objects.get_or_create(store=store, code=values["code"], defaults=defaults)
        first = (rules or {}).get(placement.code)
        if first and not RuleSet.objects.filter(placement=placement).exists():
            draft = ensure_draft(placement, by=None)
            for fields in first:
                save_rule(draft, fields, by=None)
            publish(draft, by=None, note="First rules")


def train_now(store: Store, *, progress: Progress) -> TrainingRun:
    """This will train a store in this process' subprocess and wait for it, reporting stage by stage."""
    run = request_training(store)
    return train(run.pk, watch=lambda stage, percent: progress(stage, percent, 100), attempt=try_model)


def has_champion(store: Store) -> bool:
    return store.model_versions.filter(state=ModelVersion.State.CHAMPION).exists()


def ensure_demo_people() -> None:
    """This will create the people of the demo, whose password is printed for everybody to see."""
    ensure_roles()
    for username, name, role in DEMO_PEOPLE:
        user, created = User.objects.get_or_create(username=username, defaults={"first_name": name})
        if created:
            user.set_password(DEMO_PASSWORD)
            user.save()
            give_role(user, role=role)
    if not User.objects.filter(username="admin").exists():
        User.objects.create_superuser("admin", password=DEMO_PASSWORD, first_name="Admin")


def ensure_demo_keys(store: Store) -> dict[str, str]:
    """This will issue the demo shop's two keys once and keep them in the home folder, which only we can read."""
    path = settings.HOME / "demo_keys.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    if not _still_valid(store, known.get(store.code, {})):
        known[store.code] = {
            "browser": issue_key(store, name="Demo storefront", scopes=BROWSER_SCOPES),
            "server": issue_key(store, name="Demo backend", scopes=SERVER_SCOPES),
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(known, indent=2))
    return known[store.code]


def _still_valid(store: Store, keys: dict[str, str]) -> bool:
    known = set(ApiKey.objects.filter(store=store, revoked_at=None).values_list("prefix", flat=True))
    return bool(keys) and {key[:10] for key in keys.values()} <= known


def today() -> datetime:
    return datetime.now(UTC)
