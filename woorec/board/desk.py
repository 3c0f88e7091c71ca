"""One board, opened: the placement, its live and its draft rules, and the lists they make for the look in view."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from catalog.materials.vocabulary import ALLERGENS, ALLERGY_CLASSES, FAMILIES, FINISHES, GRAIN_PATTERNS, SURFACES
from catalog.models import Store
from catalog.textiles import WEAVES
from ranking.recall import RECALLS
from rules.engine.collisions import SlotCollision, reserved_positions, slot_collisions
from rules.engine.names import Names
from rules.engine.rule import Rule as EngineRule
from rules.engine.ruleset import RuleSet as EngineRuleSet
from rules.engine.scope import Scope
from rules.forms import Option, Vocabulary
from rules.models import Placement, RuleSet
from rules.names import names_of
from rules.queries import draft_of, has_one_in_view, live_version
from woorec.answers import Answer
from woorec.board.look import Look, Viewpoint, viewpoint
from woorec.board.reading import Rules, read_rules
from woorec.board.words import CHANNELS
from woorec.holder import SNAPSHOTS
from woorec.numbers import whole
from woorec.pipeline import UnsafePage, recommend
from woorec.pools import can_be_filled
from woorec.scene import NoRegion, StaleEvidence, UnreadableSafetyRule
from woorec.snapshot import Snapshot
from woorec.studio import studio_store

log = logging.getLogger(__name__)
GRAINS = {**GRAIN_PATTERNS, **SURFACES, **WEAVES}


@dataclass(frozen=True, slots=True)
class Shown:
    """A list, or why there is none."""

    answer: Answer | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a page about one placement works with. Without a draft, `draft` is what is live."""

    store: Store
    placement: Placement
    snapshot: Snapshot
    look: Look
    viewpoint: Viewpoint
    live: Rules
    draft: Rules
    base: Rules  # what the draft is compared with: what is live, or an earlier version
    now: datetime
    names: Names

    @property
    def has_draft(self) -> bool:
        return self.draft.version is not None and self.draft.version != self.live.version

    @property
    def revision(self) -> int:
        """This will say which state of the draft is on the screen; 0 stands for no draft."""
        return self.draft.version.revision if self.has_draft and self.draft.version else 0

    @property
    def base_title(self) -> str:
        """This will name the list on the left."""
        return "Live" if self.base is self.live else f"Version {self.base.engine.version}"

    @property
    def list_mode(self) -> str:
        """Without a choice the two lists stand side by side as soon as they can differ."""
        return self.look.show or ("both" if self.has_draft or self.base is not self.live else "draft")

    @property
    def may_pin_here(self) -> bool:
        """This will say whether a pin can hold on the page of the product in view alone."""
        return self.placement.surface == Placement.Surface.PRODUCT and self.viewpoint.seed is not None

    @property
    def pin_scope(self) -> Scope:
        """This will say where the pins hold that are made on the board as it is shown."""
        if self.look.here and self.may_pin_here and self.viewpoint.seed:
            return Scope(seeds=frozenset({self.viewpoint.seed.sku}))
        return Scope()

    @property
    def everywhere_url(self) -> str:
        return self.url("board", here=False)

    @property
    def here_url(self) -> str:
        return self.url("board", here=True)

    @property
    def plain_url(self) -> str:
        return self.url_of("board")

    @property
    def query(self) -> str:
        query = self.look.query()
        return f"?{query}" if query else ""

    @property
    def act_url(self) -> str:
        """This will carry the revision on the screen, because a gesture has no form to carry it in."""
        return self._url_with_revision("board-act")

    @property
    def checks_url(self) -> str:
        return self.url("board-checks")

    @property
    def publish_url(self) -> str:
        return self.url("board-publish")

    @property
    def submit_url(self) -> str:
        return self.url("board-submit")

    @property
    def undo_url(self) -> str:
        return self._url_with_revision("board-undo")

    @property
    def redo_url(self) -> str:
        return self._url_with_revision("board-redo")

    @property
    def find_url(self) -> str:
        return self.url("board-find")

    @property
    def discard_url(self) -> str:
        return self.url("board-discard")

    def collisions(self, rules: Rules) -> tuple[SlotCollision, ...]:
        """This will name the rules that want one place of this placement at once."""
        return slot_collisions(rules.engine.rules, one_in_view=has_one_in_view(self.placement))

    def can_fill(self, rule: EngineRule) -> bool:
        """This will say whether a product of the shop can ever stand where the rule wants one."""
        return can_be_filled(rule, snapshot=self.snapshot)

    def _url_with_revision(self, name: str) -> str:
        query = self.look.query()
        return f"{self.url_of(name)}?revision={self.revision}{f'&{query}' if query else ''}"

    def url_of(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.store.code, self.placement.code, *args])

    def url(self, name: str, *args: object, **changes: object) -> str:
        """This will address a page of this placement, with the look kept or changed."""
        query = self.look.query(**changes)
        return f"{self.url_of(name, *args)}{f'?{query}' if query else ''}"


def open_desk(request: HttpRequest, store_code: str, code: str) -> Desk:
    """This will open a placement of the store in the address, or answer 404, or 403 to who may not see customers.

    Every page about a placement begins here, so a real shopper is refused and logged on all of them.
    """
    look, now = Look.from_query(request.GET), datetime.now(UTC)
    _refuse_real_shoppers(request.user, look)
    store = studio_store(request, store_code)
    placement = get_object_or_404(Placement, store=store, code=code)
    names = names_of(store.pk)
    live = read_rules(live_version(placement), names=names)
    draft = draft_of(placement)
    snapshot = _snapshot(store, placement, live)
    seen = viewpoint(look, snapshot, placement, now=now)
    if seen.is_real:
        log.info("%s looked at the list of %s", request.user, seen.shopper_name)
    return Desk(
        store=store,
        placement=placement,
        snapshot=snapshot,
        look=look,
        viewpoint=seen,
        live=live,
        draft=read_rules(draft, names=names) if draft else live,
        base=_base(placement, look, names=names) or live,
        now=now,
        names=names,
    )


def _base(placement: Placement, look: Look, *, names: Names) -> Rules | None:
    """This will read the earlier version that the look asks for; there may be none of that number."""
    number = whole(look.version)
    if number is None:
        return None
    earlier = placement.rulesets.filter(version=number, state=RuleSet.State.SUPERSEDED).first()
    return read_rules(earlier, names=names) if earlier else None


def _refuse_real_shoppers(user: User, look: Look) -> None:
    """A list tells what somebody did, so it takes the right to see customers."""
    if look.is_of_customer and not user.has_perm("events.view_customer"):
        raise PermissionDenied("Only a role that may see customers looks through a real shopper's eyes.")


def _snapshot(store: Store, placement: Placement, live: Rules) -> Snapshot:
    """Another process may have published a moment ago: what is called live here must be what is live."""
    snapshot = SNAPSHOTS.current(store)
    known = snapshot.placements.get(placement.code)
    stored = live.on(placement)
    is_fresh = known is not None and (known.facts, known.rules.version) == (stored.facts, stored.rules.version)
    return snapshot if is_fresh else SNAPSHOTS.refresh(store)


def show(desk: Desk, rules: Rules) -> Shown:
    """This will ask the pipeline for the list under these rules, exactly as the storefront would."""
    placement = rules.on(desk.placement)
    try:
        return Shown(recommend(desk.viewpoint.request, desk.snapshot, desk.viewpoint.live, placement=placement))
    except NoRegion as error:
        named = f"The store does not sell in “{error}”." if str(error) else "The store has no selling region yet."
        return Shown(None, f"{named} Choose another region, or add one to the store.")
    except UnreadableSafetyRule as error:
        return Shown(None, str(error))
    except StaleEvidence as error:
        return Shown(None, f"{error} No list is shown to who avoids something until the snapshot is renewed.")
    except UnsafePage as error:
        return Shown(None, f"The finished page would break a promise and is not shown: {error}.")


def show_both(desk: Desk) -> tuple[Shown, Shown]:
    """This will make the list to compare with and the draft's; equal rules are asked once."""
    base = show(desk, desk.base)
    same = desk.draft.engine.ruleset_hash == desk.base.engine.ruleset_hash
    return base, base if same else show(desk, desk.draft)


def with_rule(rules: Rules, rule: EngineRule) -> Rules:
    """This will put a rule that is not saved yet in its place, or at the end."""
    others = [rule if each.rule_id == rule.rule_id else each for each in rules.engine.rules]
    if rule not in others:
        others.append(rule)
    unreadable = tuple(each for each in rules.unreadable if each.rule_id != rule.rule_id)
    return replace(rules, engine=EngineRuleSet(tuple(others), version=rules.engine.version), unreadable=unreadable)


def name_of(user: User) -> str:
    return user.get_full_name() or user.username.capitalize()


def vocabulary(desk: Desk, *, editing: str = "") -> Vocabulary:
    """This will gather what the forms offer to choose from, out of the catalogue of this store."""
    facts = desk.snapshot.facts
    return Vocabulary(
        values=dict(_values(desk.snapshot)),
        tiers=tuple(Option(tier.code, tier.name) for tier in facts.tiers),
        regions=tuple(Option(region.code, region.name) for region in facts.regions),
        categories=_options({product.category: product.category_path for product in facts.products}),
        segments=tuple(Option(each.code, each.name) for each in desk.snapshot.segments.readable.values()),
        skus=frozenset(desk.snapshot.row_of_sku),
        products=tuple(Option(product.sku, product.name) for product in facts.products),
        length=desk.placement.length,
        taken=_taken(desk.draft, editing=editing),
        names=desk.names,
    )


def _values(snapshot: Snapshot) -> Iterator[tuple[str, tuple[Option, ...]]]:
    products = snapshot.facts.products
    yield "category", _options({product.category: product.category_path for product in products})
    yield "category_path", _options({path: path for product in products for path in _steps(product.category_path)})
    yield "brand", _options({product.brand: product.brand_name for product in products})
    yield "material_family", _options({p.material_family: FAMILIES.get(p.material_family, "") for p in products})
    yield "materials", _options({code: code for product in products for code in product.materials})
    yield "grain", _options({product.grain: GRAINS.get(product.grain, "") for product in products})
    yield "finish", _options({product.finish: FINISHES.get(product.finish, "") for product in products})
    yield "colour", _options({product.colour: product.colour for product in products})
    yield "channels", _options({name: CHANNELS.get(name, "") for name in RECALLS})
    yield (
        "avoidable",
        tuple(
            Option(f"{code}:{grade}", f"{name}, class {grade}: {words.lower()}")
            for code, name in ALLERGENS.items()
            for grade, words in ALLERGY_CLASSES.items()
        ),
    )


def _steps(path: str) -> list[str]:
    names = path.split(" > ")
    return [" > ".join(names[:count]) for count in range(1, len(names) + 1)]


def _options(labels: dict[str, str]) -> tuple[Option, ...]:
    named = [Option(code, label or code) for code, label in labels.items() if code]
    return tuple(sorted(named, key=lambda option: option.label))


def _taken(rules: Rules, *, editing: str) -> dict[int, str]:
    """This will say which places other slot rules hold, so that a collision is seen before it is saved."""
    return {
        position: f"{rule.name} ({rule.owner})"
        for rule in rules.engine.rules
        if rule.enabled and rule.rule_id != editing
        for position in reserved_positions(rule)
    }
