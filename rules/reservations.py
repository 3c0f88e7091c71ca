"""The positions that live rules hold, as rows that the database keeps apart by itself."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from django.db import IntegrityError, transaction
from psycopg.types.range import Range

from catalog.models import Category, MembershipTier, Product, Region
from rules.engine.collisions import reserved_positions, slot_collisions
from rules.engine.rule import Rule as EngineRule
from rules.engine.ruleset import RuleSet as EngineRuleSet
from rules.gate import CannotPublish
from rules.models import RuleSet, SlotReservation
from rules.queries import has_one_in_view

ALL = Range(None, None, "[)")
Ids = Mapping[str, Mapping[str, int]]  # tiers, regions, categories, seeds: code -> row


def reserve(version: RuleSet, rules: EngineRuleSet) -> None:
    """This will hold the live positions; the database itself refuses a second rule for one of them.

    Raises CannotPublish naming both rules.
    """
    SlotReservation.objects.filter(placement=version.placement).delete()
    holding = [rule for rule in rules.rules if rule.enabled and reserved_positions(rule)]
    one_in_view = has_one_in_view(version.placement)
    try:
        with transaction.atomic():
            SlotReservation.objects.bulk_create(_rows(version, holding, one_in_view=one_in_view))
    except IntegrityError as error:
        found = slot_collisions(holding, one_in_view=one_in_view)
        said = found[0].describe() if found else "Two rules hold one slot at one time"
        raise CannotPublish(f"{said}. Change one of them, then publish.") from error


def _rows(version: RuleSet, rules: Iterable[EngineRule], *, one_in_view: bool) -> Iterator[SlotReservation]:
    """One row per position and combination of what keeps rules apart; a code that is gone is nobody's."""
    keys = {str(row.key): row for row in version.rules.all()}
    ids = _ids(version, one_in_view=one_in_view)
    for rule in rules:
        audiences = product(*(_values(getattr(rule.scope, name), ids[name]) for name in ids))
        for tiers, regions, categories, seeds in audiences:
            for position in reserved_positions(rule):
                yield SlotReservation(
                    placement=version.placement,
                    rule=keys[rule.rule_id],
                    position=position,
                    tiers=tiers,
                    regions=regions,
                    categories=categories,
                    seeds=seeds,
                    during=Range(rule.starts_at, rule.ends_at, "[)"),
                )


def _ids(version: RuleSet, *, one_in_view: bool) -> dict[str, Mapping[str, int] | None]:
    """Where several products may be in view, categories and products keep no two rules apart: None stands for all."""
    store = version.placement.store_id

    def codes(model: type, field: str = "code") -> dict[str, int]:
        return dict(model.objects.filter(store=store).values_list(field, "pk"))

    return {
        "tiers": codes(MembershipTier),
        "regions": codes(Region),
        "categories": codes(Category) if one_in_view else None,
        "seeds": codes(Product, "sku") if one_in_view else None,
    }


def _values(codes: frozenset[str], ids: Mapping[str, int] | None) -> list[Range]:
    if not codes or ids is None:
        return [ALL]
    return [Range(ids[code], ids[code] + 1, "[)") for code in sorted(codes) if code in ids]
