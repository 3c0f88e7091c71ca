"""Membership tiers, opened by Petra when the programme changes: who pays what, and what a change does to prices.

They mostly change a discount and look at what it means for a few products, add a tier, and see how many customers are
in each.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from catalog.cards import money
from catalog.live_facts import live_facts
from catalog.models import MembershipTier, Product, Store, TierPrice
from catalog.queries import RegionFacts, TierFacts, region_facts, tier_facts
from catalog.settings_forms import TierForm
from catalog.settings_page import edit_page, saved, settings_page
from catalog.settings_views import delete_page
from events.models import Customer
from woorec.studio import studio_store

EXAMPLES = 4
ASIDE = 32_767  # a rank that no tier has, for the moment in which two change places


@dataclass(frozen=True, slots=True)
class TierLine:
    tier: MembershipTier
    customers: int
    pays: str


@dataclass(frozen=True, slots=True)
class Example:
    """A product, and what members of a tier pay for it before and after a change."""

    name: str
    regular: str
    before: str
    after: str
    reason: str


@settings_page("catalog.change_membershiptier")
def tiers(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list the tiers in their order with what they pay."""
    store = studio_store(request, store_code)
    customers = dict(
        Customer.objects.filter(store=store, tier__isnull=False).values_list("tier").annotate(Count("pk")).order_by()
    )
    own = _own_prices(store)
    rows = {tier.pk: tier for tier in store.tiers.all()}
    lines = [
        TierLine(rows[tier.tier_id], customers.get(tier.tier_id, 0), pays(tier, own=own.get(tier.tier_id, 0)))
        for tier in tier_facts(store)
    ]
    return render(request, "woorec/tiers.html", {"store": store, "lines": lines})


@settings_page("catalog.change_membershiptier")
def tier(request: HttpRequest, store_code: str, tier_id: int | None = None) -> HttpResponse:
    """This will add a tier on top, or show and change one."""
    store = studio_store(request, store_code)
    row = get_object_or_404(store.tiers, pk=tier_id) if tier_id else _next_tier(store)
    name, now_paid = str(row), _facts(store, row)
    form = TierForm(request.POST or None, instance=row, store=store)
    if request.method == "POST" and form.is_valid():
        form.save()
        sentence = f"{row.name} is saved. {pays(_facts(store, row), own=_own_prices(store).get(row.pk, 0))}"
        return saved(request, store, to=_list(store), sentence=sentence)
    context = {
        "store": store,
        "title": name if tier_id else "Add a tier",
        "back": _list(store),
        "back_label": "Tiers",
        "may_change": request.user.has_perm("catalog.change_membershiptier"),
        "delete_url": reverse("settings-tier-delete", args=[store.code, row.pk]) if tier_id else "",
        "effect_url": reverse("settings-tier-effect", args=[store.code, row.pk]) if tier_id else "",
        "aside_template": "woorec/tiers.html#tier-effect",
        **_effect(store, now_paid, now_paid, own=_own_prices(store).get(row.pk, 0)),
    }
    return edit_page(request, form, **context)


@settings_page("catalog.change_membershiptier")
def effect(request: HttpRequest, store_code: str, tier_id: int) -> HttpResponse:
    """This will say what a change would do to prices, before it is saved."""
    store = studio_store(request, store_code)
    row = get_object_or_404(store.tiers, pk=tier_id)
    before = _facts(store, row)
    form = TierForm(request.POST or None, instance=row, store=store)
    form.is_valid()
    percent = form.cleaned_data.get("discount_percent", before.discount_percent)
    after = replace(before, name=form.cleaned_data.get("name") or before.name, discount_percent=percent)
    context = {
        "store": store,
        "effect_url": request.path,
        **_effect(store, before, after, own=_own_prices(store).get(row.pk, 0)),
    }
    return render(request, "woorec/tiers.html#tier-effect", context)


@settings_page("catalog.change_membershiptier")
def move(request: HttpRequest, store_code: str, tier_id: int) -> HttpResponse:
    """This will let a tier change places with its neighbour; the first one, which pays the regular price, stays."""
    store = studio_store(request, store_code)
    row = get_object_or_404(store.tiers, pk=tier_id)
    step = {"up": -1, "down": 1}.get(request.POST.get("action", ""))
    movable = list(store.tiers.filter(rank__gt=0).order_by("rank"))
    place = movable.index(row) + step if step and row in movable else -1
    if not 0 <= place < len(movable):
        return redirect(_list(store))
    _swap(row, movable[place])
    return saved(request, store, to=_list(store), sentence=f"{row.name} has another place. {_order_words(store)}")


@settings_page("catalog.change_membershiptier")
def delete(request: HttpRequest, store_code: str, tier_id: int) -> HttpResponse:
    """This will delete a tier that nobody is in and that has no prices."""
    store = studio_store(request, store_code)
    row = get_object_or_404(store.tiers, pk=tier_id)
    return delete_page(request, store, row, back=_list(store), title="Tiers")


def pays(tier: TierFacts, *, own: int) -> str:
    """This will say what members of a tier pay; `own` counts its own prices."""
    if tier.rank == 0:
        return "Pays the regular price."
    if tier.discount_percent is not None:
        otherwise = f"{tier.discount_percent.normalize():f} % off the regular price"
    else:
        otherwise = f"what {tier.below.name} pays" if tier.below and tier.below.rank else "the regular price"
    return f"Pays its own price where it has one ({own:,}), otherwise {otherwise}." if own else f"Pays {otherwise}."


def _effect(store: Store, before: TierFacts, after: TierFacts, *, own: int) -> dict[str, object]:
    regions = region_facts(store)
    default = store.default_region.code if store.default_region else ""
    region = next((each for each in regions if each.code == default), regions[0] if regions else None)
    return {
        "pays": pays(after, own=own),
        "examples": _examples(store, before, after, region=region) if region else [],
        "region": region.name if region else "",
    }


def _examples(store: Store, before: TierFacts, after: TierFacts, *, region: RegionFacts) -> list[Example]:
    """This will price a few products of the shop both ways, first those that the tier has no price of its own for."""
    shown = Product.objects.filter(store=store, visible=True, status=Product.Status.ACTIVE).exclude(
        not_sold_in=region.region_id
    )
    shown = shown.order_by("item_group", "pk").distinct("item_group")
    priced = TierPrice.objects.filter(tier=before.tier_id, region=region.region_id).values("product")
    products = [*shown.exclude(pk__in=priced)[:EXAMPLES], *shown[:EXAMPLES]][:EXAMPLES]
    names = {product.pk: product.name for product in products}
    now = timezone.now()
    old, new = (live_facts([*names], store=store, region=region, tier=each, at=now) for each in (before, after))
    return [
        Example(
            name=name,
            regular=_money(new[pk].regular_price, region),
            before=_money(old[pk].price, region),
            after=_money(new[pk].price, region),
            reason=new[pk].price_reason.sentence,
        )
        for pk, name in names.items()
        if pk in new
    ]


def _money(amount: float | None, region: RegionFacts) -> str:
    return "no price" if amount is None else money(amount, region.currency)  # type: ignore[arg-type]


def _facts(store: Store, row: MembershipTier) -> TierFacts:
    """This will place a tier, perhaps one that is not saved yet, above the one below it."""
    known = tier_facts(store)
    if row.pk:
        return next(tier for tier in known if tier.tier_id == row.pk)
    return TierFacts(0, row.code, row.name, row.rank, row.discount_percent, known[-1] if known else None)


def _next_tier(store: Store) -> MembershipTier:
    highest = store.tiers.order_by("-rank").values_list("rank", flat=True).first()
    has_regular = store.tiers.filter(rank=0).exists()
    return MembershipTier(store=store, rank=highest + 1 if has_regular and highest is not None else 0)


def _own_prices(store: Store) -> dict[int, int]:
    counted = TierPrice.objects.filter(tier__store=store).order_by().values_list("tier").annotate(Count("pk"))
    return dict(counted)


def _swap(one: MembershipTier, other: MembershipTier) -> None:
    with transaction.atomic():
        for row, rank in ((one, ASIDE), (other, one.rank), (one, other.rank)):
            MembershipTier.objects.filter(pk=row.pk).update(rank=rank)


def _order_words(store: Store) -> str:
    names: Sequence[str] = list(store.tiers.order_by("rank").values_list("name", flat=True))
    return f"From the lowest: {', '.join(names)}."


def _list(store: Store) -> str:
    return reverse("settings-tiers", args=[store.code])


urls: list[URLPattern] = [
    path("", tiers, name="settings-tiers"),
    path("new/", tier, name="settings-tier-new"),
    path("<int:tier_id>/", tier, name="settings-tier"),
    path("<int:tier_id>/effect/", effect, name="settings-tier-effect"),
    path("<int:tier_id>/move/", move, name="settings-tier-move"),
    path("<int:tier_id>/delete/", delete, name="settings-tier-delete"),
]
