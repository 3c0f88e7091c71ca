"""From a draft to a published version, and what stands in the way."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.material_versions import (
    MaterialError,
    NotPublishable,
    keep_materials,
    publish_material,
    retire_material,
    save_draft,
    start_draft,
)
from catalog.models import Material, Product, Store
from catalog.queries import material_row, published_materials

NOW = datetime.now(UTC)
RECENTLY = date.today() - timedelta(days=30)


def steel(**changes: object) -> MaterialRow:
    row = MaterialRow(
        code="clasp-steel",
        name="Clasp steel",
        family="metal",
        colour_hex="#c0c0c0",
        metal={"designation": "AISI 316L", "surface": "polished"},
        alloy=(("Fe", 60, 72), ("Cr", 16, 18), ("Ni", 10, 13)),
        evidence=(release(0.08),),
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def release(value: float, *, report: str = "R-1") -> EvidenceRow:
    return EvidenceRow("nickel", "release", value, "EN 1811:2023", RECENTLY, laboratory="Lab", report=report)


def tote(leather: Store) -> Product:
    return leather.products.get(sku="TOTE-1")


def test_a_draft_that_keeps_every_limit_is_published(leather: Store, petra) -> None:
    published = publish_material(save_draft(leather, steel()), by=petra, now=NOW)

    assert (published.state, published.version, published.published_by) == ("published", 1, petra)
    assert published_materials(leather)["clasp-steel"].evidence[0].value == 0.08


@pytest.mark.parametrize(
    ("changes", "figure", "limit"),
    [
        ({"evidence": (release(0.7),)}, "0.7 µg/cm²/week", "0.5 µg/cm²/week"),
        ({"evidence": (EvidenceRow("lead", "content", 620, "XRF", RECENTLY),)}, "620 mg/kg", "500 mg/kg"),
        ({"alloy": (("Fe", 60, 72), ("Cr", 16, 18))}, "90", "100"),
        ({"alloy": (("Fe", 90, 95), ("Cr", 16, 18))}, "106", "100"),
        ({"coating": ((2, "gold 24k", 1.0, "galvanic"),)}, "numbered from 1", "without a gap"),
        ({"name": "Hypoallergenic steel"}, "Hypoallergenic", "the figure"),
        ({"name": "Gold vermeil steel"}, "0 % silver", "92.5 %"),
    ],
)
def test_what_breaks_a_limit_is_not_published_and_the_figure_is_named(
    leather: Store, petra, changes: dict, figure: str, limit: str
) -> None:
    draft = save_draft(leather, steel(**changes))
    with pytest.raises(NotPublishable) as told:
        publish_material(draft, by=petra, now=NOW)

    assert figure in str(told.value)
    assert limit in str(told.value)
    draft.refresh_from_db()
    assert draft.state == Material.State.DRAFT


def test_leather_with_too_much_chromium_is_not_published(leather: Store, petra) -> None:
    calf = replace(
        published_materials(leather)["pebbled"],
        code="calf",
        evidence=(EvidenceRow("chromium", "content", 3.0, "EN ISO 17075", RECENTLY),),
    )
    with pytest.raises(NotPublishable, match="below 3 mg/kg"):
        publish_material(save_draft(leather, calf), by=petra, now=NOW)


def test_a_part_through_a_piercing_is_held_to_the_stricter_limit(leather: Store, petra) -> None:
    published = publish_material(save_draft(leather, steel(evidence=(release(0.3),))), by=petra, now=NOW)
    tote(leather).components.create(part="post", material=published, contact="post", share_percent=1)

    with pytest.raises(NotPublishable, match=r"below 0\.2"):
        publish_material(start_draft(published), by=petra, now=NOW)


def test_the_fineness_that_is_printed_is_in_the_alloy(leather: Store, petra) -> None:
    silver = steel(
        metal={"designation": "Silver", "surface": "polished", "fineness_permille": 925},
        alloy=(("Ag", 80, 85), ("Cu", 15, 20)),
        evidence=(),
    )
    with pytest.raises(NotPublishable, match="925 ‰ and the alloy holds 800 ‰ silver"):
        publish_material(save_draft(leather, silver), by=petra, now=NOW)


def test_a_published_version_never_changes_and_its_products_follow_the_next_one(leather: Store, petra) -> None:
    body = tote(leather).components.get(part="body")
    first = body.material
    before = material_row(first)
    draft = save_draft(leather, replace(before, colour_name="Chestnut"))
    assert tote(leather).components.get(part="body").material == first

    second = publish_material(draft, by=petra, now=NOW)

    first.refresh_from_db()
    assert (first.state, second.version) == (Material.State.RETIRED, 2)
    assert material_row(first) == before
    assert tote(leather).components.get(part="body").material == second


def test_a_version_is_published_once(leather: Store, petra) -> None:
    published = publish_material(save_draft(leather, steel()), by=petra, now=NOW)
    with pytest.raises(MaterialError, match="Start a draft"):
        publish_material(published, by=petra, now=NOW)


def test_a_feed_that_says_the_same_again_makes_no_version(leather: Store) -> None:
    rows = list(published_materials(leather).values())

    assert keep_materials(leather, rows, now=NOW) == {"new": 0, "changed": 0, "unchanged": len(rows)}
    assert leather.materials.filter(version__gt=1).count() == 0


def test_a_failed_report_in_a_feed_counts_at_once(leather: Store) -> None:
    before = published_materials(leather)["steel-low"]
    failed = replace(before, evidence=(*before.evidence, release(2.0, report="R-2")))

    assert keep_materials(leather, [failed], now=NOW)["changed"] == 1
    assert {figure.value for figure in published_materials(leather)["steel-low"].evidence} == {0.08, 2.0}
    assert leather.materials.get(code="steel-low", version=1).evidence.count() == 1


def test_a_feed_leaves_a_persons_draft_and_the_draft_takes_nothing_back(leather: Store, petra) -> None:
    publish_material(save_draft(leather, steel()), by=petra, now=NOW)
    draft = save_draft(leather, steel(name="Brushed clasp steel"))

    keep_materials(leather, [steel(evidence=(release(0.08), release(2.4, report="R-2")))], now=NOW)

    draft.refresh_from_db()
    assert (draft.state, draft.name) == ("draft", "Brushed clasp steel")
    with pytest.raises(MaterialError, match="v3 was published after"):
        publish_material(draft, by=petra, now=NOW)
    assert len(published_materials(leather)["clasp-steel"].evidence) == 2
    again = start_draft(Material.objects.get(store=leather, code="clasp-steel", state="published"))
    assert (again.version, again.evidence.count()) == (4, 2)


def test_an_enamel_may_come_before_its_metal_in_a_feed(leather: Store) -> None:
    enamel = MaterialRow(
        code="red",
        name="Red",
        family="enamel",
        colour_hex="#aa0000",
        enamel={"base_metal": "clasp-steel", "opacity": "opaque"},
    )
    assert keep_materials(leather, [enamel, steel()], now=NOW)["new"] == 2
    with pytest.raises(MaterialError, match="not in the shop"):
        keep_materials(leather, [replace(enamel, enamel={"base_metal": "nowhere", "opacity": "opaque"})], now=NOW)


def test_a_material_in_use_is_not_retired(leather: Store) -> None:
    with pytest.raises(MaterialError, match="Give them another material"):
        retire_material(leather.materials.get(code="pebbled"))


def test_the_admin_publishes_by_action_and_says_why_not(leather: Store, studio, admin_user) -> None:
    refused, fine = save_draft(leather, steel(evidence=(release(0.7),))), save_draft(leather, steel(code="other"))
    answer = studio(admin_user).post(
        reverse("admin:catalog_material_changelist"),
        {"action": "publish_drafts", "_selected_action": [refused.pk, fine.pk]},
        follow=True,
    )

    assert "0.5 µg/cm²/week" in answer.content.decode()
    refused.refresh_from_db()
    fine.refresh_from_db()
    assert (refused.state, fine.state) == (Material.State.DRAFT, Material.State.PUBLISHED)


def test_the_admin_shows_a_published_version_and_changes_only_drafts(leather: Store, studio, admin_user) -> None:
    published = leather.materials.get(code="pebbled")
    address = reverse("admin:catalog_material_change", args=[published.pk])
    studio(admin_user).post(address, {"name": "Other"})

    assert studio(admin_user).get(address).status_code == 200
    published.refresh_from_db()
    assert published.name == "Pebbled calf"
