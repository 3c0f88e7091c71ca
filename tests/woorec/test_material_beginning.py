"""A material that nobody's feed has brought: Mia begins it, Petra puts it live, and a feed may come first."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.feeds.rows import MaterialRow
from catalog.material_beginning import BeginForm, begin
from catalog.material_edits import versions_of
from catalog.material_versions import keep_materials, save_draft, start_draft
from catalog.materials import facts_from_row, judge
from catalog.materials.vocabulary import FAMILIES
from catalog.models import Material, Store
from catalog.queries import material_row, published_materials
from catalog.services import load_store
from tests.factories import small_shop
from tests.woorec.browser_forms import BrowserForm
from tests.woorec.test_material_editor import as_browsers_send, open_page, post, published, sent

NEW = {"source": "", "family": "leather", "name": "Navy Calf", "code": "", "colour_name": "", "colour_hex": "#1f2a44"}


def begun(client: Client, store: Store, **changes: str) -> HttpResponse:
    return client.post(reverse("material-new", args=[store.code]), NEW | changes)


def draft_of(store: Store, code: str) -> Material:
    return store.materials.get(code=code, state=Material.State.DRAFT)


def test_mia_begins_a_leather_and_lands_in_its_editor(leather: Store, studio, mia: User) -> None:
    answer = begun(studio(mia), leather)

    assert answer["Location"] == reverse("material", args=["leather", "navy-calf"])
    assert (draft_of(leather, "navy-calf").family, draft_of(leather, "navy-calf").version) == ("leather", 1)
    page = open_page(studio(mia), leather, "navy-calf")
    assert "Species" in page
    assert '<option value="" selected>Choose</option>' in page  # nobody has said yet how it was tanned


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_can_be_begun_and_opened(leather: Store, studio, mia: User, family: str) -> None:
    begun(studio(mia), leather, family=family)
    assert "Draft" in open_page(studio(mia), leather, "navy-calf")


def test_a_begun_material_reaches_nobody_until_it_is_published(leather: Store, studio, mia: User, petra: User) -> None:
    before = leather.catalogue_revision
    begun(studio(mia), leather, source="pebbled")
    leather.refresh_from_db()
    assert leather.catalogue_revision == before
    assert "navy-calf" not in published_materials(leather)

    answer = post(studio(petra), leather, "navy-calf", action="publish")

    assert answer.status_code == 302
    assert published_materials(leather)["navy-calf"].colour_hex == "#1f2a44"


def test_a_copy_has_the_figures_and_nothing_that_a_laboratory_measured(leather: Store, studio, mia: User) -> None:
    tested = material_row(published(leather, "steel-low"))
    assert tested.evidence

    begun(studio(mia), leather, source="steel-low", family="", name="Steel, black", code="steel-black")

    copy = material_row(draft_of(leather, "steel-black"))
    assert (copy.family, copy.metal) == ("metal", tested.metal)
    assert (copy.evidence, copy.source_document, copy.measured_on) == ((), "", None)


def test_a_metal_is_not_proven_by_the_certificate_of_the_one_it_was_begun_from(
    leather: Store, studio, mia: User, petra: User
) -> None:
    pure = (("Ag", 92.5, 92.6), ("Cu", 7.46, 7.5))
    layers = ((1, "rhodium", 0.2, "galvanic"),)
    spec = {"designation": "Sterling 925", "surface": "polished"}
    silver = MaterialRow("silver", "Sterling", "metal", "#c8c8c8", metal=spec, alloy=pure, coating=layers)
    keep_materials(leather, [silver], now=timezone.now())

    begun(studio(mia), leather, source="silver", family="", name="Sterling, dark", code="dark")

    copy = material_row(draft_of(leather, "dark"))
    assert (copy.alloy, copy.coating) == ((), ())
    facts = facts_from_row(copy, materials={})
    assert judge(facts, allergen="nickel", contact="prolonged", on=timezone.localdate()).grade == "D"
    assert post(studio(petra), leather, "dark", action="publish").status_code == 422


def test_an_enamel_begins_like_one_whose_base_metal_is_live_no_more(leather: Store, studio, mia: User) -> None:
    enamel = {"opacity": "opaque", "base_metal": "steel-low"}
    save_draft(leather, MaterialRow("blue", "Blue Enamel", "enamel", "#2040a0", enamel=enamel))
    leather.materials.filter(code="steel-low").update(state=Material.State.RETIRED)

    assert begun(studio(mia), leather, source="blue", family="", name="Red Enamel", code="red").status_code == 302

    copy = draft_of(leather, "red").enamel
    assert (copy.opacity, copy.base_metal) == ("opaque", None)


def test_a_copied_leather_leaves_its_chromium_and_its_fastness(leather: Store, studio, mia: User) -> None:
    row = material_row(published(leather, "pebbled"))
    measured = {**(row.leather or {}), "chromium_vi_mg_kg": 1.2, "rub_dry": 4.0, "light_fastness": 5.0}
    save_draft(leather, MaterialRow("tested", "Tested Calf", "leather", "#8a4b24", leather=measured))

    begun(studio(mia), leather, source="tested")

    spec = draft_of(leather, "navy-calf").leather
    assert (spec.chromium_vi_mg_kg, spec.rub_dry, spec.light_fastness) == (None, None, None)
    assert spec.thickness_mm == measured["thickness_mm"]


def test_begin_from_this_one_brings_its_name_and_colour(leather: Store, studio, mia: User) -> None:
    assert "Begin from this one" in open_page(studio(mia), leather, "pebbled")
    page = studio(mia).get(reverse("material-new", args=["leather"]), {"from": "pebbled"}).content.decode()

    fields = BrowserForm(page, form="material-begin").fields
    like = published(leather, "pebbled")
    assert (fields["source"], fields["name"], fields["colour_hex"]) == ("pebbled", like.name, like.colour_hex)
    assert fields["code"] == ""


@pytest.mark.parametrize("nasty", ["\0", "9" * 5000, "\0pebbled", "no such"])
def test_nothing_that_an_address_or_a_form_says_breaks_the_page(leather: Store, studio, mia: User, nasty: str) -> None:
    address = reverse("material-new", args=["leather"])
    assert "New material" in studio(mia).get(address, {"from": nasty}).content.decode()
    for name in NEW:
        assert studio(mia).post(f"{address}?from=%00", NEW | {name: nasty}).status_code in (302, 422)
    for name in sent(leather, "pebbled"):
        assert post(studio(mia), leather, "pebbled", **{name: nasty}).status_code in (302, 422)
    for name in ("q", "family", "state"):
        assert studio(mia).get(reverse("materials", args=["leather"]), {name: nasty}).status_code == 200


def test_a_free_code_is_made_of_name_and_colour(leather: Store, studio, mia: User) -> None:
    for colour in ("Navy", "Sand", "Sand!"):
        begun(studio(mia), leather, name="Calf à l’été", colour_name=colour)
    codes = leather.materials.filter(state="draft").order_by("code").values_list("code", flat=True)
    assert list(codes) == ["calf-a-lete", "calf-a-lete-2", "calf-a-lete-sand"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"code": "pebbled"}, "pebbled is the code of Pebbled"),
        ({"code": "PEBBLED"}, "pebbled is the code of Pebbled"),
        ({"code": "retired"}, "retired is the code of a material of the past"),
        ({"code": "navy calf"}, "Write letters, digits, - and _ alone"),
        ({"name": "x" * 121}, "at most 120 characters"),
        ({"name": "  "}, "This field is required"),
        ({"family": ""}, "Choose the family"),
        ({"colour_hex": "navy"}, "Write the colour as #rrggbb"),
        ({"source": "kryptonite"}, "not one of the available choices"),
    ],
)
def test_what_cannot_begin_comes_back_with_everything_that_was_typed(
    leather: Store, studio, mia: User, changes: dict[str, str], says: str
) -> None:
    past = Material.objects.create(store=leather, code="retired", name="Old", family="leather", colour_hex="#000000")
    Material.objects.filter(pk=past.pk).update(state=Material.State.RETIRED)

    answer = begun(studio(mia), leather, **{"name": "Navy Calf, milled", "colour_name": "Midnight"} | changes)

    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert says in page
    assert 'value="Midnight"' in page
    assert not leather.materials.filter(state="draft").exists()


def test_a_copy_that_nobody_gave_a_name_of_its_own_does_not_begin(leather: Store, studio, mia: User) -> None:
    like = published(leather, "pebbled")
    answer = begun(studio(mia), leather, source=like.code, name=like.name.upper(), colour_name=like.colour_name)
    assert answer.status_code == 422
    assert "There is one of this name and colour name. Change either." in answer.content.decode()


def test_materials_of_one_name_are_told_apart_by_their_colour(leather: Store, studio, mia: User) -> None:
    for colour in ("Navy", "Sand"):
        begun(studio(mia), leather, name="Milled Calf", colour_name=colour)
    page = studio(mia).get(reverse("material-new", args=["leather"])).content.decode()
    assert ">Milled Calf, Navy</option>" in page
    assert ">Milled Calf, Sand</option>" in page


def test_of_two_who_take_one_code_at_a_time_the_second_is_told(leather: Store, studio, mia: User) -> None:
    form = BeginForm(NEW | {"code": "navy"}, store=leather)
    assert form.is_valid()
    begun(studio(mia), leather, code="navy", name="Hers")

    assert begin(leather, form) is None

    assert form.errors["code"] == ["Somebody has just taken the code navy. Choose another one."]
    assert draft_of(leather, "navy").name == "Hers"


def test_codes_of_another_store_are_free(leather: Store, studio, mia: User) -> None:
    other = load_store(small_shop(code="jewel"))
    assert begun(studio(mia), other).status_code == 302
    assert begun(studio(mia), leather).status_code == 302


def test_who_may_not_edit_is_offered_nothing_and_refused(leather: Store, studio, vera: User) -> None:
    assert begun(studio(vera), leather).status_code == 403
    assert studio(vera).get(reverse("material-new", args=["leather"])).status_code == 403
    assert "New material" not in studio(vera).get(reverse("materials", args=["leather"])).content.decode()
    assert "Begin from this one" not in open_page(studio(vera), leather, "pebbled")


def test_the_list_leads_to_a_new_material_also_where_there_is_none(leather: Store, studio, mia: User) -> None:
    address = reverse("material-new", args=["leather"])
    page = reverse("materials", args=["leather"])
    assert f'href="{address}"' in studio(mia).get(page).content.decode()

    leather.products.all().delete()
    leather.materials.all().delete()
    empty = studio(mia).get(page).content.decode()
    assert "This store has no materials yet" in empty
    assert empty.count(f'href="{address}"') == 2


def test_a_material_that_was_never_live_is_thrown_away_whole(leather: Store, studio, mia: User) -> None:
    begun(studio(mia), leather)
    assert "Throw this material away?" in open_page(studio(mia), leather, "navy-calf")

    answer = post(studio(mia), leather, "navy-calf", action="discard")

    assert answer["Location"] == reverse("materials", args=["leather"])
    assert versions_of(leather, "navy-calf") is None
    assert begun(studio(mia), leather)["Location"].endswith("/navy-calf/")


def test_the_screen_says_how_products_come_to_it(leather: Store, studio, mia: User) -> None:
    begun(studio(mia), leather)
    page = re.sub(r"<[^>]+>", "", open_page(studio(mia), leather, "navy-calf"))
    assert "there the field material of a product’s part says navy-calf" in page


def test_a_record_that_is_not_full_yet_can_be_looked_at(leather: Store, studio, mia: User) -> None:
    begun(studio(mia), leather)
    data = as_browsers_send(studio(mia), leather, "navy-calf", **{"own-gloss_gu60": "44"})
    address = reverse("material-look", args=["leather", "navy-calf"])
    assert studio(mia).post(address, data).json()["clearcoat"]["factor"] > 0

    slip = studio(mia).post(address, data | {"spec-thickness_mm": "900"})
    assert slip.status_code == 422
    assert slip.json()["errors"] == ["Thickness: Ensure this value is less than or equal to 20."]


def test_a_record_that_is_not_full_is_not_saved_as_if_it_were(leather: Store, studio, mia: User) -> None:
    begun(studio(mia), leather)
    data = as_browsers_send(studio(mia), leather, "navy-calf")
    answer = studio(mia).post(reverse("material", args=["leather", "navy-calf"]), data)
    assert answer.status_code == 422
    assert "Species: This field is required." in unescape(answer.content.decode())


@pytest.fixture
def overtaken(leather: Store, studio, mia: User) -> Store:
    """Mia has begun a navy calf when the tannery's feed brings it, with a report that failed."""
    begun(studio(mia), leather, source="pebbled")
    live = material_row(published(leather, "pebbled"))
    spec = {**(live.leather or {}), "softness_mm": 2.0, "chromium_vi_mg_kg": 2.5}
    row = MaterialRow("navy-calf", "Calf 1142 navy", "leather", "#202a40", leather=spec, evidence=live.evidence)
    keep_materials(leather, [row], now=timezone.now())
    return leather


def test_a_feed_that_brings_the_code_first_goes_live_and_the_draft_stays(overtaken: Store, studio, mia: User) -> None:
    assert published(overtaken, "navy-calf").name == "Calf 1142 navy"
    assert draft_of(overtaken, "navy-calf").name == "Navy Calf"
    page = open_page(studio(mia), overtaken, "navy-calf")
    assert "Version 2 went live after this draft was begun" in page
    assert "Old and new" in page


@pytest.mark.parametrize("action", ["save", "publish"])
def test_an_overtaken_draft_takes_nothing_back(overtaken: Store, studio, petra: User, action: str) -> None:
    answer = post(studio(petra), overtaken, "navy-calf", action=action, **{"own-name": "Navy Calf, milled"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "A feed has put a version live since this draft was begun" in page
    assert "Navy Calf, milled" in page
    assert published(overtaken, "navy-calf").name == "Calf 1142 navy"


def test_a_draft_catches_up_with_what_was_entered_and_what_the_laboratory_said(
    overtaken: Store, studio, mia: User, petra: User
) -> None:
    entered = {"own-name": "Navy Calf, milled", "spec-softness_mm": "6"}
    assert post(studio(mia), overtaken, "navy-calf", action="catch-up", **entered).status_code == 302

    draft = draft_of(overtaken, "navy-calf")
    assert (draft.version, draft.name, draft.leather.softness_mm) == (3, "Navy Calf, milled", 6)
    assert draft.leather.chromium_vi_mg_kg == 2.5
    assert "went live after" not in open_page(studio(mia), overtaken, "navy-calf")
    assert post(studio(petra), overtaken, "navy-calf", action="publish").status_code == 302
    assert published(overtaken, "navy-calf").name == "Navy Calf, milled"


def test_a_failed_report_of_the_live_version_stays_with_a_draft_that_catches_up(
    leather: Store, studio, mia: User, petra: User
) -> None:
    start_draft(published(leather, "steel-low"))
    live = material_row(published(leather, "steel-low"))
    failed = tuple(replace(each, value=4.0) for each in live.evidence)
    keep_materials(leather, [replace(live, evidence=failed)], now=timezone.now())

    post(studio(mia), leather, "steel-low", action="catch-up")

    assert {each.value for each in draft_of(leather, "steel-low").evidence.all()} >= {4.0}
    answer = post(studio(petra), leather, "steel-low", action="publish")
    assert answer.status_code == 422
    assert "the limit for prolonged skin contact is 0.5" in unescape(answer.content.decode())
