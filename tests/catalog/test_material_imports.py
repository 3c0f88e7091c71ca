"""Tables of materials and of laboratory figures: what they say is added, and what they leave out stays."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings

from catalog.export import store_rows
from catalog.feeds import format_by_code
from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.imports import work
from catalog.imports.intake import receive
from catalog.imports.running import run_import
from catalog.imports.states import request_apply, request_check, request_stop
from catalog.models import FeedImport, Store
from catalog.queries import published_materials

HEADER = "material,allergen,measure,value,below,method,tested_on,laboratory,report"
NICKEL = EvidenceRow("nickel", "release", 0.3, "EN 1811:2023", date(2026, 1, 5), False, "Lab", "R-7")
STEEL = "steel-low,nickel,release,0.3,false,EN 1811:2023,2026-01-05,Lab,R-7"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: LazySettings) -> None:
    settings.HOME, settings.IMPORTS = tmp_path, tmp_path / "imports"


def uploaded(store: Store, *rows: str, name: str = "table.csv") -> FeedImport:
    return receive(store, ["\n".join((*rows, "")).encode()], name=name)


def applied(found: FeedImport) -> FeedImport:
    request_apply(found, unchecked=True)
    assert run_import(found.pk)
    found.refresh_from_db()
    assert found.state == FeedImport.State.APPLIED, found.error
    return found


def checked(found: FeedImport) -> FeedImport:
    request_check(found)
    assert run_import(found.pk)
    found.refresh_from_db()
    return found


def figures(*rows: str) -> tuple[str, ...]:
    return (HEADER, *rows)


def test_a_table_of_figures_adds_to_the_material_and_leaves_all_else(leather: Store) -> None:
    before = published_materials(leather)["pebbled"]

    found = applied(uploaded(leather, *figures("pebbled,chromium,content,0.5,true,EN ISO 17075,2026-01-05,Lab,C-1")))

    after = published_materials(leather)["pebbled"]
    figure = EvidenceRow("chromium", "content", 0.5, "EN ISO 17075", date(2026, 1, 5), True, "Lab", "C-1")
    assert after == replace(before, evidence=(figure,))
    assert found.counts["evidence_new"] == 1
    assert leather.materials.get(code="pebbled", state="published").version == 2
    assert leather.products.get(sku="TOTE-1").components.get(part="body").material.version == 2


def test_the_same_report_again_changes_nothing_and_a_corrected_one_takes_its_place(leather: Store) -> None:
    first = published_materials(leather)["steel-low"].evidence
    applied(uploaded(leather, *figures(STEEL)))
    again = applied(uploaded(leather, *figures(STEEL)))
    assert again.counts == {"evidence_unchanged": 1}
    assert leather.materials.get(code="steel-low", state="published").version == 2

    corrected = applied(uploaded(leather, *figures(STEEL.replace("0.3", "0.4"))))

    assert corrected.counts["evidence_changed"] == 1
    assert set(published_materials(leather)["steel-low"].evidence) == {*first, replace(NICKEL, value=0.4)}


def test_two_samples_of_one_report_both_count(leather: Store) -> None:
    rows = figures(STEEL, STEEL.replace("0.3", "0.9"))
    applied(uploaded(leather, *rows))
    assert applied(uploaded(leather, *rows)).counts == {"evidence_unchanged": 2}

    found = published_materials(leather)["steel-low"].evidence
    assert {figure.value for figure in found if figure.report == "R-7"} == {0.3, 0.9}


def test_a_figure_for_an_unknown_material_is_an_error_of_its_row_alone(leather: Store) -> None:
    impossible = STEEL.replace("0.3", "-1")
    found = applied(uploaded(leather, *figures(STEEL, STEEL.replace("steel-low", "stele"), impossible)))

    unknown, negative = found.row_errors.order_by("row")
    assert (unknown.row, unknown.column, unknown.value) == (3, "material", "stele")
    assert (unknown.reason, unknown.remedy) == (
        "There is no published material 'stele'.",
        "Load or publish it first, or correct its code.",
    )
    assert (negative.row, negative.column) == (4, "value")
    assert not leather.materials.filter(code="stele").exists()
    assert NICKEL in published_materials(leather)["steel-low"].evidence


def spread(materials: tuple[str, ...] = ("steel-low", "pebbled")) -> list[str]:
    """Reports in their order, so that the figures of a material are nowhere next to each other."""
    return [STEEL.replace("steel-low", material).replace("R-7", f"S-{n}") for n in range(5) for material in materials]


def reports(store: Store, code: str) -> set[str]:
    return {figure.report for figure in published_materials(store)[code].evidence}


def test_figures_that_are_spread_over_chunks_all_end_up_in_their_material(
    leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "CHUNK", 3)
    found = uploaded(leather, *figures(*spread()))
    assert checked(found).counts == {"evidence_new": 10}

    assert applied(found).counts == {"evidence_new": 10}
    wanted = {f"S-{n}" for n in range(5)}
    assert reports(leather, "pebbled") == wanted
    assert reports(leather, "steel-low") == wanted | {"R-1"}


def test_a_stopped_table_of_figures_goes_on_to_the_same_end(leather: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "CHUNK", 1)
    found = uploaded(leather, *figures(STEEL, STEEL.replace("0.3", "0.9"), *spread()))
    request_apply(found, unchecked=True)
    run_import(found.pk, watch=lambda row: request_stop(row) if row.rows_done == 1 else None)
    found.refresh_from_db()
    assert (found.state, found.rows_done) == ("stopped", 1)

    applied(found)

    assert reports(leather, "pebbled") == {f"S-{n}" for n in range(5)}
    both = [figure.value for figure in published_materials(leather)["steel-low"].evidence if figure.report == "R-7"]
    assert sorted(both) == [0.3, 0.9]


def test_a_figure_needs_its_method_and_its_day(leather: Store) -> None:
    found = checked(uploaded(leather, "material,allergen,value", "steel-low,nickel,0.3"))

    assert found.error.startswith("A figure needs its measure, method, tested_on as well.")


def test_an_export_of_figures_read_again_changes_nothing(leather: Store, tmp_path: Path) -> None:
    path = tmp_path / "evidence.csv"
    with path.open("w", newline="") as out:
        format_by_code("own_csv").write(store_rows(leather), out, options={"kind": "evidence"})

    found = applied(uploaded(leather, *path.read_text().splitlines()))

    assert set(found.counts) == {"evidence_unchanged"}


def test_a_table_of_materials_changes_what_it_speaks_of(leather: Store) -> None:
    before = published_materials(leather)

    found = applied(
        uploaded(
            leather,
            "material,family,colour_name,leather_thickness_mm,metal_surface",
            "pebbled,leather,Chestnut,1.6,",
            "steel-low,metal,,,brushed",
        )
    )

    after = published_materials(leather)
    assert found.counts == {"materials_changed": 2}
    assert after["pebbled"] == replace(
        before["pebbled"], colour_name="Chestnut", leather={**(before["pebbled"].leather or {}), "thickness_mm": 1.6}
    )
    assert after["steel-low"] == replace(
        before["steel-low"], metal={**(before["steel-low"].metal or {}), "surface": "brushed"}
    )
    assert after["steel-low"].evidence


def test_an_empty_cell_of_a_table_of_materials_empties_its_field(leather: Store) -> None:
    applied(uploaded(leather, "material,family,colour_name,alloy", "steel-low,metal,,"))

    assert (published_materials(leather)["steel-low"].alloy, "AISI 316L") == ((), designation(leather))


def designation(store: Store) -> object:
    return (published_materials(store)["steel-low"].metal or {})["designation"]


def test_a_new_material_needs_a_name(leather: Store) -> None:
    found = applied(uploaded(leather, "material,family,gloss_gu60", "brass,metal,40"))

    assert found.counts["materials_rejected"] == 1
    assert found.row_errors.get().reason == "The material 'brass' has no name, no colour."
    assert not leather.materials.filter(code="brass").exists()


def test_a_new_material_lacking_a_figure_of_its_spec_says_which(leather: Store) -> None:
    row = "goat,Goat,leather,#8a5a3b,goat"
    found = applied(uploaded(leather, "material,name,family,colour_hex,leather_species", row))

    assert found.row_errors.get().reason == "The material 'goat' has no leather thickness mm."


def test_a_material_of_json_lines_without_evidence_keeps_its_figures(leather: Store) -> None:
    before = published_materials(leather)["steel-low"]
    line = '{"kind": "material", "material": "steel-low", "name": "Fine", "family": "metal", "colour_hex": "#c0c0c0"}'
    new = line.replace("steel-low", "brass")

    found = applied(uploaded(leather, line, new, name="materials.jsonl"))

    assert found.counts == {"materials_changed": 1, "materials_new": 1}
    assert published_materials(leather)["steel-low"] == replace(before, name="Fine")
    assert published_materials(leather)["brass"] == MaterialRow("brass", "Fine", "metal", "#c0c0c0")


def test_a_material_that_becomes_another_family_keeps_no_spec(leather: Store) -> None:
    applied(uploaded(leather, "material,family", "pebbled,textile"))

    assert published_materials(leather)["pebbled"].leather is None


def test_parts_of_a_product_stay_together_and_say_nothing_else(leather: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "CHUNK", 1)
    tote = leather.products.get(sku="TOTE-1")
    rows = ("TOTE-1,body,pebbled,incidental", "TOTE-1,clasp,steel-low,prolonged", "TOTE-9,body,pebbled,incidental")

    found = applied(uploaded(leather, "sku,part,material,contact", *rows, "TOTE-1,post,steel-low,post"))

    assert sorted(tote.components.values_list("part", flat=True)) == ["body", "clasp"]
    tote.refresh_from_db()
    assert (tote.name, tote.price > 0) == ("Pebbled Tote", True)
    assert [error.value for error in found.row_errors.order_by("row")][-1] == "TOTE-1"
