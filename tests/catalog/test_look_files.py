"""The files of looks: published with their material, open to every shop page, made when somebody asks."""

import base64
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from PIL import Image

from catalog import material_versions
from catalog.look_views import FOR_NOW, FOREVER
from catalog.looks import library
from catalog.looks.derive import look_of
from catalog.looks.draft import draft_look
from catalog.material_looks import bake_for_a_while, bake_looks, settle_digests
from catalog.material_versions import keep_materials, publish_material, start_draft
from catalog.models import Material, Store
from catalog.queries import material_row, published_materials
from tests.catalog.looks import leather as leather_row
from tests.catalog.looks import metal

RECORD = leather_row("draft", gloss=8, finish="aniline", grain_size_mm=1.8, thickness_mm=1.4, softness_mm=3.5)


@pytest.fixture(autouse=True)
def _small_maps(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of these stories lie in a folder of their own, and are drawn small."""
    settings.HOME = tmp_path
    library._shipped.cache_clear()
    library._maps.cache_clear()
    library._webp.cache_clear()
    monkeypatch.setattr(library, "bake", lambda surface: bake_small(surface, size=64))


bake_small = library.bake


def pebbled(store: Store) -> Material:
    return Material.objects.get(store=store, code="pebbled", state="published")


def address(material: Material, name: str) -> str:
    return f"/looks/{material.look_digest}/{name}"


def test_a_published_material_knows_its_look(leather: Store) -> None:
    for row in published_materials(leather).values():
        assert Material.objects.get(store=leather, code=row.code).look_digest == look_of(row).digest


def test_a_draft_that_was_changed_in_the_admin_has_its_look_when_it_is_published(leather: Store, petra: User) -> None:
    before = pebbled(leather)
    changed = start_draft(before)
    Material.objects.filter(pk=changed.pk).update(colour_hex="#101010")
    assert changed.look_digest == before.look_digest

    publish_material(Material.objects.get(pk=changed.pk), by=petra, now=timezone.now())

    after = pebbled(leather)
    assert after.look_digest == look_of(material_row(after)).digest != before.look_digest


def test_the_worker_is_told_once_of_what_a_publish_or_a_feed_changed(
    leather: Store,
    petra: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager],
) -> None:
    told: list[tuple[str, int]] = []
    monkeypatch.setattr(material_versions, "hand_out", lambda task, row_id: told.append((task, row_id)))
    rows = [replace(row, name=f"Other {row.name}") for row in published_materials(leather).values()]

    with django_capture_on_commit_callbacks(execute=True):
        keep_materials(leather, rows, now=timezone.now())
        keep_materials(leather, rows, now=timezone.now())
    assert told == [("catalog.bake_looks", leather.pk)]

    with django_capture_on_commit_callbacks(execute=True):
        publish_material(start_draft(pebbled(leather)), by=petra, now=timezone.now())
    assert len(told) == 2


@pytest.mark.parametrize("name", library.DERIVED)
def test_a_file_that_is_missing_is_made_for_whoever_asks(leather: Store, name: str) -> None:
    answer = Client().get(address(pebbled(leather), name))

    assert answer.status_code == 200
    assert {header: answer[header] for header in FOREVER} == FOREVER
    assert b"".join(answer.streaming_content)
    assert library.file_of(pebbled(leather).look_digest, name)


def test_the_look_says_what_a_browser_has_to_know(leather: Store) -> None:
    answer = Client().get(address(pebbled(leather), "look.json"))
    look = json.loads(b"".join(answer.streaming_content))

    assert answer["Content-Type"] == "application/json"
    assert look["schema"] == "woorec-look/1"
    assert look["digest"] == pebbled(leather).look_digest
    assert look["maps"] == {"normal": "normal.webp", "orm": "orm.webp", "tone": "tone.webp"}


@pytest.mark.parametrize(
    "path",
    [
        f"{'0' * 32}/look.json",
        "nonsense/look.json",
        "{digest}/secret_key",
        "{digest}/.lock",
        "{digest}/poster-sofa.webp",
        "{digest}/stand-in.webp",
        f"{'0' * 32}/poster-tote.webp",
        "..%2F..%2Fkeys/look.json",
    ],
)
def test_nothing_else_is_to_be_had(leather: Store, path: str) -> None:
    library.keep(look_of(material_row(pebbled(leather))))

    assert Client().get("/looks/" + path.format(digest=pebbled(leather).look_digest)).status_code == 404


def test_files_of_a_material_that_is_gone_stay(leather: Store) -> None:
    digest = pebbled(leather).look_digest
    library.keep(look_of(material_row(pebbled(leather))))
    Material.objects.filter(look_digest=digest).update(look_digest="")

    assert Client().get(f"/looks/{digest}/chip.webp").status_code == 200


def test_a_look_whose_recipes_changed_is_not_made_under_its_old_name(leather: Store) -> None:
    material = pebbled(leather)
    Material.objects.filter(pk=material.pk).update(look_digest="f" * 32)

    assert Client().get(f"/looks/{'f' * 32}/chip.webp").status_code == 404
    settle_digests(leather)
    assert Client().get(address(pebbled(leather), "chip.webp")).status_code == 200


def test_new_digests_reach_serving(leather: Store) -> None:
    Material.objects.filter(store=leather).update(look_digest="")

    settle_digests(leather)
    settle_digests(leather)

    assert Store.objects.get(pk=leather.pk).catalogue_revision == leather.catalogue_revision + 1


def test_a_poster_that_a_browser_took_is_shown(leather: Store) -> None:
    library.keep_poster(pebbled(leather).look_digest, "tote", b"a picture")

    answer = Client().get(address(pebbled(leather), "poster-tote.webp"))

    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (b"a picture", "image/webp")
    with pytest.raises(ValueError, match="sofa"):
        library.keep_poster(pebbled(leather).look_digest, "sofa", b"a picture")


def test_until_a_poster_is_taken_the_material_itself_is_shown_for_a_while(leather: Store) -> None:
    answer = Client().get(address(pebbled(leather), "poster-tote.webp"))

    assert {header: answer[header] for header in FOR_NOW} == FOR_NOW
    assert Image.open(BytesIO(b"".join(answer.streaming_content))).size == (320, 320)


def test_posters_that_came_with_the_product_are_shown(leather: Store, settings: LazySettings, tmp_path: Path) -> None:
    shipped = tmp_path / "static" / "woorec" / "posters" / f"{pebbled(leather).look_digest}-tote.webp"
    shipped.parent.mkdir(parents=True)
    shipped.write_bytes(b"a shipped picture")
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    finders.get_finder.cache_clear()

    answer = Client().get(address(pebbled(leather), "poster-tote.webp"))
    finders.get_finder.cache_clear()
    library._shipped.cache_clear()

    assert b"".join(answer.streaming_content) == b"a shipped picture"
    assert answer["Cache-Control"] == FOR_NOW["Cache-Control"], "somebody may take another one"


def test_a_file_is_never_half_there(leather: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    look = look_of(material_row(pebbled(leather)))
    monkeypatch.setattr(library.os, "replace", lambda *_: (_ for _ in ()).throw(OSError("disk full")))

    with pytest.raises(OSError, match="disk full"):
        library.keep(look)

    assert [path.name for path in library.folder(look.digest).iterdir()] == [".lock"]


def test_baking_makes_what_is_missing_once(leather: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = len(settle_digests(leather))
    assert bake_looks(leather) == (looks, 0)
    assert bake_looks(leather) == (0, 0)

    (library.folder(pebbled(leather).look_digest) / "chip.webp").unlink()
    assert bake_looks(leather) == (1, 0)
    assert bake_looks(leather, force=True) == (looks, 0)


def test_a_worker_comes_back_for_what_is_left(leather: Store) -> None:
    assert bake_for_a_while(leather.pk, seconds=-1)
    assert not bake_for_a_while(leather.pk, seconds=600)
    assert not bake_for_a_while(0, seconds=600)


def test_the_command_tells_how_many_it_made(leather: Store) -> None:
    out = StringIO()
    call_command("bake_looks", "leather", stdout=out)

    assert f"{len(settle_digests(leather))} looks made" in out.getvalue()
    with pytest.raises(CommandError, match="no store 'nowhere'"):
        call_command("bake_looks", "nowhere")


def test_a_draft_look_is_that_of_the_published_record() -> None:
    drafted = draft_look(RECORD, size=64)
    kept = look_of(RECORD).as_json()

    assert {**drafted, "maps": None, "at_once": None} == {**kept, "maps": None, "at_once": None}


def test_a_browser_may_polish_a_draft_before_the_server_has_answered() -> None:
    glosses = draft_look(leather_row(gloss=20), size=64)["at_once"]["gloss"]
    matt, now, shiny = (look_of(leather_row(gloss=gloss)) for gloss in (3, 20, 60))

    assert len(glosses) == 101
    assert glosses[20] == {"roughness": 1, "clearcoat": asdict(now.clearcoat)}
    assert glosses[3]["clearcoat"] is None
    assert glosses[3]["roughness"] == pytest.approx(matt.surface.roughness / now.surface.roughness, abs=1e-4)
    assert glosses[60]["clearcoat"] == asdict(shiny.clearcoat)


def test_a_browser_may_recolour_what_has_the_colour_of_its_record() -> None:
    steel, oxidised = metal("AISI 316L"), metal("Sterling silver 925", colour="#1c1e22")

    assert draft_look(leather_row(), size=64)["at_once"]["colour"]
    assert draft_look(oxidised, size=64)["at_once"]["colour"]
    assert not draft_look(steel, size=64)["at_once"]["colour"]


def test_the_maps_of_a_draft_come_inside_the_answer() -> None:
    kind, _, content = draft_look(RECORD, size=64)["maps"]["normal"].partition(",")

    assert kind == "data:image/webp;base64"
    assert Image.open(BytesIO(base64.b64decode(content))).size == (64, 64)
