"""Which products are of an allergy class: the materials are judged here, the database finds the products.

Materials are few and products many. A condition matches what `product_verdicts` would find: the worst of the parts that
touch the skin, or of all parts where none is marked.
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from catalog.materials import MaterialFacts, judge, standing_figures
from catalog.materials.allergy import GRADES
from catalog.materials.vocabulary import ALLERGENS
from catalog.models import ProductComponent
from catalog.moment import StoreMoment

SOON = timedelta(days=90)
Badness = Callable[[MaterialFacts, str], bool]
NOTHING = Q(pk__in=[])


def of_class(moment: StoreMoment, *, allergen: str, grade: str) -> Q:
    """This will match the products of one class."""
    worse = GRADES[GRADES.index(grade) + 1 :]
    # Every product is at least of class A.
    matches = at_least(moment, allergen=allergen, grade=grade) if grade != GRADES[0] else Q()
    return matches & ~at_least(moment, allergen=allergen, grade=worse[0]) if worse else matches


def at_least(moment: StoreMoment, *, allergen: str, grade: str, on: date | None = None) -> Q:
    """This will match the products of a class or a worse one, today or on another day."""
    day = on or moment.today

    def bad(facts: MaterialFacts, contact: str) -> bool:
        return judge(facts, allergen=allergen, contact=contact, on=day).grade >= grade

    nothing_known = ~Q(Exists(_parts(moment))) if grade <= "D" else NOTHING  # without any part the class is D
    return _with_a_part(moment, bad) | nothing_known


def evidence_ends_soon(moment: StoreMoment) -> Q:
    """This will match products that shoppers who avoid an allergen may see today and not in 90 days."""
    return _any(_loses(moment, allergen) for allergen in ALLERGENS)


def evidence_expired(moment: StoreMoment) -> Q:
    """This will match products whose class is unknown because a report has expired."""
    return _any(_expired(moment, allergen) for allergen in ALLERGENS)


def _loses(moment: StoreMoment, allergen: str) -> Q:
    later = moment.today + SOON

    def ends(facts: MaterialFacts, contact: str) -> bool:
        now, then = (judge(facts, allergen=allergen, contact=contact, on=day).grade for day in (moment.today, later))
        return now <= "B" < then

    if not any(ends(facts, contact) for facts in moment.materials.values() for contact in ("post", "prolonged")):
        return NOTHING
    return _with_a_part(moment, ends) & ~at_least(moment, allergen=allergen, grade="C")


def _expired(moment: StoreMoment, allergen: str) -> Q:
    def lapsed(facts: MaterialFacts, contact: str) -> bool:
        tested = any(row.allergen == allergen and row.tested_on <= moment.today for row in facts.evidence)
        return (
            tested
            and not standing_figures(facts, allergen=allergen, contact=contact, on=moment.today)
            and judge(facts, allergen=allergen, contact=contact, on=moment.today).grade == "D"
        )

    if not any(lapsed(facts, contact) for facts in moment.materials.values() for contact in ("post", "prolonged")):
        return NOTHING
    return _with_a_part(moment, lapsed) & of_class(moment, allergen=allergen, grade="D")


def _with_a_part(moment: StoreMoment, bad: Badness) -> Q:
    """This will match products with such a part on the skin, or with any such part when none is marked."""
    chosen = {
        contact: [pk for pk, facts in moment.materials.items() if bad(facts, contact)]
        for contact in ("post", "prolonged")
    }
    if not any(chosen.values()):
        return NOTHING
    parts = _parts(moment)
    on_skin = parts.filter(contact__in=chosen)
    bad_on_skin = on_skin.filter(
        Q(contact="post", material_id__in=chosen["post"]) | Q(contact="prolonged", material_id__in=chosen["prolonged"])
    )
    unmarked = ~Q(Exists(on_skin)) & Q(Exists(parts.filter(material_id__in=chosen["prolonged"])))
    return Q(Exists(bad_on_skin)) | unmarked


def _parts(moment: StoreMoment):  # type: ignore[no-untyped-def]  # a queryset with a reference to the outer row
    """This will find a product's parts that count: those of materials that were published."""
    parts = ProductComponent.objects.filter(product=OuterRef("pk")).order_by()
    return parts.filter(material_id__in=list(moment.materials)) if moment.unpublished else parts


def _any(conditions) -> Q:  # type: ignore[no-untyped-def]
    return reduce(or_, conditions, NOTHING)
