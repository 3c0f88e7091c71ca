"""The Materials section: finding a material, changing it as a draft, and putting that live."""

import re
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog.feeds.rows import MaterialRow
from catalog.looks.posters import MOST_BYTES
from catalog.material_edits import versions_of
from catalog.material_forms import MaterialEdit
from catalog.material_versions import save_draft, start_draft
from catalog.models import Material, ProductComponent, Store
from catalog.queries import material_row
from rules.models import AuditEntry, Placement
from rules.services import RuleFields
from tests.woorec.browser_forms import BrowserForm
from tests.woorec.test_pipeline import put_live

PEBBLED, STEEL = "pebbled", "steel-low"


def published(store: Store, code: str) -> Material:
    return store.materials.get(code=code, state=Material.State.PUBLISHED)


def sent(store: Store, code: str, **changes: object) -> dict[str, object]:
    """Return what the form of a material's open version sends when nothing but `changes` is typed."""
    versions = versions_of(store, code)
    assert versions is not None
    shown = versions.shown
    edit = MaterialEdit(material_row(shown), metals={})
    data: dict[str, object] = {"seen": shown.pk}
    for form in filter(None, (edit.own, edit.spec)):
        data |= {form.add_prefix(name): form[name].value() for name in form.fields}
    for lines in edit.lists.values():
        data |= {f"{lines.prefix}-{name}": lines.management_form[name].value() for name in lines.management_form.fields}
        for form in lines.initial_forms:
            data |= {form.add_prefix(name): form[name].value() for name in form.fields if name != "DELETE"}
    data |= changes
    return {name: value for name, value in data.items() if value is not None and value is not False}


def open_page(client: Client, store: Store, code: str) -> str:
    return unescape(client.get(reverse("material", args=[store.code, code])).content.decode())


def post(client: Client, store: Store, code: str, **changes: object) -> HttpResponse:
    return client.post(reverse("material", args=[store.code, code]), sent(store, code, **changes))


def test_mia_finds_a_material_by_part_of_its_name(leather: Store, studio, mia: User) -> None:
    client, name = studio(mia), published(leather, PEBBLED).name
    page = client.get(reverse("materials", args=["leather"]), {"q": name[:5].upper()}).content.decode()
    assert name in page
    assert (
        "No material fits" in client.get(reverse("materials", args=["leather"]), {"q": "kryptonite"}).content.decode()
    )


def test_what_nobody_changed_is_saved_as_it_was(leather: Store, studio, mia: User) -> None:
    client = studio(mia)
    for material in leather.materials.filter(state="published"):
        before = material_row(material)
        assert post(client, leather, material.code).status_code == 302, material.code
        draft = leather.materials.get(code=material.code, state="draft")
        assert material_row(draft) == before


def test_mia_saves_a_draft_and_the_shop_keeps_what_is_published(leather: Store, studio, mia: User) -> None:
    client = studio(mia)
    answer = post(client, leather, PEBBLED, **{"own-gloss_gu60": "31", "spec-softness_mm": "6.5"})
    assert answer.status_code == 302
    draft = leather.materials.get(code=PEBBLED, state="draft")
    assert (draft.gloss_gu60, draft.leather.softness_mm) == (31, 6.5)
    assert published(leather, PEBBLED).gloss_gu60 != 31
    page = open_page(client, leather, PEBBLED)
    assert "Old and new" in page
    assert "31 GU at 60° (ISO 2813)" in page
    assert leather.materials.filter(code=PEBBLED, state="draft").count() == 1


def test_a_figure_that_cannot_be_comes_back_with_everything_that_was_typed(leather: Store, studio, mia: User) -> None:
    answer = post(studio(mia), leather, PEBBLED, **{"own-gloss_gu60": "140", "own-name": "Calf with a new name"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Calf with a new name" in page
    assert "Gloss" in page
    assert not leather.materials.filter(code=PEBBLED, state="draft").exists()


def test_nothing_is_overwritten_that_somebody_saved_meanwhile(leather: Store, studio, mia: User, petra: User) -> None:
    old = sent(leather, PEBBLED, **{"own-gloss_gu60": "40"})
    post(studio(petra), leather, PEBBLED, **{"own-gloss_gu60": "22"})
    answer = studio(mia).post(reverse("material", args=["leather", PEBBLED]), old)
    assert answer.status_code == 422
    assert "Somebody has changed this material while you wrote" in answer.content.decode()
    assert leather.materials.get(code=PEBBLED, state="draft").gloss_gu60 == 22
    again = old | {"seen": hidden(answer)}
    assert studio(mia).post(reverse("material", args=["leather", PEBBLED]), again).status_code == 422
    assert leather.materials.get(code=PEBBLED, state="draft").gloss_gu60 == 22


def test_petra_publishes_and_products_and_the_audit_log_follow(leather: Store, studio, petra: User) -> None:
    before = published(leather, PEBBLED)
    revision = leather.catalogue_revision
    made_of_it = ProductComponent.objects.filter(material=before).count()
    answer = post(studio(petra), leather, PEBBLED, action="publish", **{"own-gloss_gu60": "12.5"})
    assert answer.status_code == 302
    now = published(leather, PEBBLED)
    assert (now.version, now.gloss_gu60, now.published_by) == (before.version + 1, 12.5, petra)
    assert ProductComponent.objects.filter(material=now).count() == made_of_it > 0
    assert AuditEntry.objects.filter(action="material.published").count() == 1
    leather.refresh_from_db()
    assert leather.catalogue_revision > revision


def test_mia_may_not_publish_and_vera_may_not_save(leather: Store, studio, mia: User, vera: User) -> None:
    assert post(studio(mia), leather, PEBBLED, action="publish").status_code == 403
    assert post(studio(vera), leather, PEBBLED).status_code == 403
    assert "Save draft" not in open_page(studio(vera), leather, PEBBLED)
    assert "Save and publish" not in open_page(studio(mia), leather, PEBBLED)
    assert not leather.materials.filter(code=PEBBLED, state="draft").exists()


def test_a_figure_above_the_limit_is_saved_but_not_published(leather: Store, studio, petra: User) -> None:
    answer = post(studio(petra), leather, STEEL, action="publish", **{"evidence-0-value": "1.7"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "the limit for prolonged skin contact is 0.5 µg/cm²/week" in page
    assert leather.materials.get(code=STEEL, state="draft").evidence.get().value == 1.7


def test_a_laboratory_figure_is_added_in_the_empty_line_and_one_is_taken_out(leather: Store, studio, mia: User) -> None:
    tested = (date.today() - timedelta(days=9)).isoformat()
    figure = {"allergen": "cobalt", "measure": "content", "value": "3", "method": "XRF", "tested_on": tested}
    line = {f"evidence-1-{name}": value for name, value in figure.items()}
    post(studio(mia), leather, STEEL, **line, **{"evidence-TOTAL_FORMS": "2", "evidence-0-DELETE": "on"})
    draft = leather.materials.get(code=STEEL, state="draft")
    assert [(each.allergen, each.value) for each in draft.evidence.all()] == [("cobalt", 3.0)]


def test_a_discarded_draft_leaves_what_is_published(leather: Store, studio, mia: User) -> None:
    client, before = studio(mia), material_row(published(leather, PEBBLED))
    start_draft(published(leather, PEBBLED))
    assert "Draft waits" in client.get(reverse("materials", args=["leather"])).content.decode()
    post(client, leather, PEBBLED, action="discard")
    assert not leather.materials.filter(code=PEBBLED, state="draft").exists()
    assert material_row(published(leather, PEBBLED)) == before


def test_rules_that_look_at_what_changes_are_named(leather: Store, home_page: Placement, studio, mia: User) -> None:
    grain = published(leather, PEBBLED).leather.grain_pattern
    condition = {"all": [{"fact": "grain", "op": "is", "value": grain}]}
    fields = {"kind": "boost", "label": "Grain of the season", "owner": "Mia", "reason": "Season"}
    put_live(home_page, RuleFields(params={"points": 5, "condition": condition}, **fields))  # type: ignore[arg-type]
    client = studio(mia)
    post(client, leather, PEBBLED, **{"own-gloss_gu60": "33"})
    assert "No live rule looks at what the draft changes" in open_page(client, leather, PEBBLED)
    post(client, leather, PEBBLED, **{"spec-grain_pattern": "croc"})
    assert "Live rules that look at what the draft changes" in open_page(client, leather, PEBBLED)


def test_rules_about_allergens_follow_laboratory_figures(
    leather: Store, home_page: Placement, studio, mia: User
) -> None:
    condition = {"all": [{"fact": "avoidable", "op": "contains", "value": "nickel:A"}]}
    fields = {"kind": "boost", "label": "Proven pieces", "owner": "Mia", "reason": "Season"}
    put_live(home_page, RuleFields(params={"points": 5, "condition": condition}, **fields))  # type: ignore[arg-type]
    post(studio(mia), leather, STEEL, **{"evidence-0-value": "0.3"})
    assert "Live rules that look at what the draft changes" in open_page(studio(mia), leather, STEEL)


def test_a_material_that_is_not_there_is_not_found(leather: Store, studio, mia: User) -> None:
    assert studio(mia).get(reverse("material", args=["leather", "kryptonite"])).status_code == 404


def hidden(answer: HttpResponse) -> str:
    """Return the version that an answered page says the person has seen."""
    found = re.search(r'name="seen" value="(\w*)"', answer.content.decode())
    assert found is not None
    return found[1]


def as_browsers_send(client: Client, store: Store, code: str, **changes: object) -> dict[str, object]:
    """Return every field of the page, the empty lines too, as a browser sends them."""
    page = client.get(reverse("material", args=[store.code, code])).content.decode()
    return BrowserForm(page, form="material-editor").fields | changes


def test_every_material_is_saved_as_a_browser_sends_it(leather: Store, studio, mia: User) -> None:
    client = studio(mia)
    for material in leather.materials.filter(state="published"):
        before = material_row(material)
        data = as_browsers_send(client, leather, material.code)
        assert client.post(reverse("material", args=["leather", material.code]), data).status_code == 302, material
        assert material_row(leather.materials.get(code=material.code, state="draft")) == before


def test_a_layer_of_plating_is_added_in_the_empty_line(leather: Store, studio, mia: User) -> None:
    client = studio(mia)
    data = as_browsers_send(client, leather, STEEL, **{"coating-0-metal": "rhodium", "coating-0-thickness_um": "0.3"})
    assert client.post(reverse("material", args=["leather", STEEL]), data).status_code == 302
    layer = leather.materials.get(code=STEEL, state="draft").coating.get()
    assert (layer.order, layer.metal, layer.thickness_um) == (1, "rhodium", 0.3)


def test_a_draft_of_somebody_else_is_not_thrown_away_unseen(leather: Store, studio, mia: User, petra: User) -> None:
    post(studio(mia), leather, PEBBLED, **{"own-gloss_gu60": "40"})
    old = sent(leather, PEBBLED, action="discard")
    post(studio(petra), leather, PEBBLED, **{"own-gloss_gu60": "22"})
    answer = studio(mia).post(reverse("material", args=["leather", PEBBLED]), old)
    assert answer.status_code == 422
    assert "another draft since you opened this page" in answer.content.decode()
    assert leather.materials.get(code=PEBBLED, state="draft").gloss_gu60 == 22


def test_a_poster_is_kept_for_the_look_that_it_shows(leather: Store, studio, mia: User) -> None:
    answer = take_poster(studio(mia), picture((300, 300)), look="0" * 32)
    assert answer.status_code == 422
    assert "looks otherwise than this picture" in answer.json()["errors"][0]


def asked_look(client: Client, store: Store, code: str, **changes: object) -> HttpResponse:
    return client.post(reverse("material-look", args=[store.code, code]), sent(store, code, **changes))


def test_what_is_typed_is_answered_as_a_look_and_nothing_is_kept(leather: Store, studio, mia: User) -> None:
    before = asked_look(studio(mia), leather, PEBBLED).json()
    answer = asked_look(studio(mia), leather, PEBBLED, **{"own-gloss_gu60": "60", "spec-softness_mm": "7"})
    assert answer.json()["sheet"]["softness_mm"] == 7
    assert answer.json()["clearcoat"]["factor"] > 0
    assert answer.json()["maps"]["normal"].startswith("data:image/webp;base64,")
    assert answer.json()["digest"] != before["digest"]
    assert answer["Cache-Control"] == "no-store"
    assert not leather.materials.filter(code=PEBBLED, state="draft").exists()


def test_a_slip_of_the_hand_is_told_beside_the_picture(leather: Store, studio, mia: User) -> None:
    answer = asked_look(studio(mia), leather, PEBBLED, **{"spec-grain_size_mm": "900"})
    assert answer.status_code == 422
    assert "Grain size" in answer.json()["errors"][0]


def test_a_draft_has_a_look_of_its_own_beside_the_published_one(leather: Store, studio, mia: User) -> None:
    post(studio(mia), leather, PEBBLED, **{"own-colour_hex": "#223344"})
    draft, live = leather.materials.get(code=PEBBLED, state="draft"), published(leather, PEBBLED)
    assert draft.look_digest != live.look_digest
    page = open_page(studio(mia), leather, PEBBLED)
    assert f"/looks/{draft.look_digest}/chip.webp" in page
    assert f"/looks/{live.look_digest}/chip.webp" in page


def picture(size: tuple[int, int], *, busy: bool = False) -> bytes:
    file = BytesIO()
    (Image.effect_noise(size, 90) if busy else Image.radial_gradient("L").resize(size)).save(file, "PNG")
    return file.getvalue()


def take_poster(client: Client, content: bytes, *, shape: str = "tote", look: str = "") -> HttpResponse:
    address = reverse("material-poster", args=["leather", PEBBLED])
    look = look or Material.objects.get(code=PEBBLED, state="published").look_digest
    return client.post(f"{address}?shape={shape}&look={look}", content, content_type="image/webp")


def test_mia_takes_the_poster_from_her_own_canvas(
    leather: Store, studio, mia: User, settings: LazySettings, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    assert take_poster(studio(mia), picture((900, 900))).status_code == 204
    address = f"/looks/{published(leather, PEBBLED).look_digest}/poster-tote.webp"
    kept = b"".join(Client().get(address).streaming_content)
    assert len(kept) <= MOST_BYTES
    assert Image.open(BytesIO(kept)).size == (560, 560)


@pytest.mark.parametrize(
    ("content", "shape", "says"),
    [
        (b"<svg/>", "tote", "no picture"),
        (picture((300, 200)), "tote", "square"),
        (picture((300, 300)), "sofa", "not a shape"),
        (picture((560, 560), busy=True), "tote", "too busy"),
        (b"x" * 2_100_000, "tote", "smaller"),
    ],
)
def test_what_is_no_poster_is_refused_in_words(
    leather: Store, studio, mia: User, settings: LazySettings, tmp_path: Path, content: bytes, shape: str, says: str
) -> None:
    settings.HOME = tmp_path
    answer = take_poster(studio(mia), content, shape=shape)
    assert answer.status_code == 422
    assert says in answer.json()["errors"][0]


def test_vera_may_neither_draft_a_look_nor_take_a_poster(leather: Store, studio, vera: User) -> None:
    assert asked_look(studio(vera), leather, PEBBLED).status_code == 403
    assert take_poster(studio(vera), picture((300, 300))).status_code == 403


def woven(store: Store, *fibres: tuple[str, float]) -> Material:
    row = MaterialRow("scarf", "Scarf Twill", "textile", "#8c2f39", textile={"weave": "twill"}, fibres=fibres)
    return save_draft(store, row)


def test_a_cloth_is_edited_in_the_figures_of_its_mill(leather: Store, studio, mia: User) -> None:
    woven(leather, ("silk", 100.0))
    line = {"fibres-0-percent": "70", "fibres-1-fibre": "cashmere", "fibres-1-percent": "30"}
    figures = {"fibres-TOTAL_FORMS": "2", "spec-mass_gsm": "120", "spec-drape_percent": "28", "spec-hand": ["soft"]}
    assert post(studio(mia), leather, "scarf", **line, **figures).status_code == 302
    row = material_row(leather.materials.get(code="scarf"))
    assert row.fibres == (("silk", 70.0), ("cashmere", 30.0))
    assert row.textile is not None
    assert (row.textile["mass_gsm"], row.textile["hand"]) == (120, ["soft"])


def test_fibres_that_do_not_add_up_are_told_and_kept_in_the_form(leather: Store, studio, mia: User) -> None:
    woven(leather, ("silk", 100.0))
    answer = post(studio(mia), leather, "scarf", **{"fibres-0-percent": "64"})
    assert answer.status_code == 422
    assert "The fibres add up to 64 %, not to 100." in unescape(answer.content.decode())
    assert 'value="64"' in answer.content.decode()
    assert material_row(leather.materials.get(code="scarf")).fibres == (("silk", 100.0),)


def test_the_picture_follows_while_fibres_are_still_to_come(leather: Store, studio, mia: User) -> None:
    woven(leather, ("silk", 100.0))
    answer = asked_look(studio(mia), leather, "scarf", **{"fibres-0-percent": "60"})
    assert answer.status_code == 200

    twice = {"fibres-1-fibre": "silk", "fibres-1-percent": "40", "fibres-TOTAL_FORMS": "2"}
    wrong = asked_look(studio(mia), leather, "scarf", **{"fibres-0-percent": "60"} | twice)
    assert wrong.status_code == 422
    assert wrong.json()["errors"] == ["Fibres: Silk comes twice."]
