"""What the baker makes: maps that continue at their edges, true to the mm and the same every time."""

from dataclasses import replace

import numpy as np
import pytest

from catalog.looks.chips import chip
from catalog.looks.colour import decoded
from catalog.looks.derive import look_of
from catalog.looks.look import TONE_MEAN, Surface
from catalog.looks.maps import DRAFT_SIZE, SIZE, Maps, as_webp, bake
from catalog.materials import lab
from tests.catalog.looks import demo_materials, leather, metal, surfaces

SURFACES = surfaces()
MOST_BYTES = 260 * 1024
FURTHEST = 9.0  # delta E (CIE 1976) of a chip's mean from the record's colour: shine and valleys are part of it
recipes = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES.keys())


def unit(maps: Maps) -> np.ndarray:
    return maps.normal.astype(np.float64) / 127.5 - 1


def seam_ratio(pixels: np.ndarray) -> float:
    """This will compare how much changes across the edges with how much changes inside, along both axes."""
    values = pixels.astype(np.float64).reshape(*pixels.shape[:2], -1)
    ratios = []
    for axis in (0, 1):
        steps = np.abs(np.diff(np.concatenate([values, np.take(values, [0], axis)], axis), axis=axis)).mean(
            axis=(1 - axis, 2)
        )
        ratios.append(steps[-1] / max(steps[:-1].mean(), 0.05))
    return max(ratios)


def cycles_per_mm(surface: Surface) -> float:
    """This will find the mean spatial frequency of a surface's slopes."""
    slopes = unit(bake(surface, size=DRAFT_SIZE))[..., 0]
    power = np.abs(np.fft.rfft2(slopes)) ** 2
    down, across = np.fft.fftfreq(DRAFT_SIZE)[:, None], np.fft.rfftfreq(DRAFT_SIZE)[None, :]
    return float((np.hypot(down, across) * power).sum() / power.sum()) * DRAFT_SIZE / surface.tile_mm


@recipes
def test_maps_continue_at_their_edges(surface: Surface) -> None:
    maps = bake(surface, size=DRAFT_SIZE)

    assert max(map(seam_ratio, (maps.normal, maps.orm, maps.tone))) < 1.3


@recipes
def test_the_same_surface_gives_the_same_bytes(surface: Surface) -> None:
    assert as_webp(bake(surface, size=128)) == as_webp(bake(surface, size=128))


@recipes
def test_normals_have_length_one_and_lean_to_no_side(surface: Surface) -> None:
    found = unit(bake(surface, size=DRAFT_SIZE))

    assert np.abs(np.linalg.norm(found, axis=-1) - 1).max() < 0.02
    assert np.abs((found[..., :2] / found[..., 2:]).mean(axis=(0, 1))).max() < 0.02


@recipes
def test_the_tone_map_keeps_the_record_s_brightness(surface: Surface) -> None:
    tone = decoded(bake(surface, size=DRAFT_SIZE).tone.astype(np.float32) / 255)

    assert float(tone.mean()) == pytest.approx(TONE_MEAN, abs=0.03)


@pytest.mark.parametrize("recipe", ["pebbled", "smooth", "saffiano", "croc", "woven"])
def test_a_finer_grain_has_a_higher_frequency(recipe: str) -> None:
    coarse = look_of(leather(grain_pattern=recipe, grain_size_mm=3.0)).surface
    fine = look_of(leather(grain_pattern=recipe, grain_size_mm=1.5)).surface

    assert cycles_per_mm(fine) > 1.3 * cycles_per_mm(coarse)


def test_a_deeper_grain_has_steeper_slopes() -> None:
    flat, deep = (look_of(leather(grain_depth_mm=depth)).surface for depth in (0.1, 0.4))

    assert unit(bake(deep, size=128))[..., 2].mean() < unit(bake(flat, size=128))[..., 2].mean()


def test_a_draft_shows_the_pattern_that_will_be_published() -> None:
    draft, whole = (bake(SURFACES["pebbled"], size=size).tone.astype(np.float64) for size in (DRAFT_SIZE, SIZE))
    halved = whole.reshape(DRAFT_SIZE, 2, DRAFT_SIZE, 2).mean(axis=(1, 3))

    assert np.corrcoef(draft.ravel(), halved.ravel())[0, 1] > 0.8


def test_the_heaviest_maps_stay_within_their_weight() -> None:
    assert sum(map(len, as_webp(bake(SURFACES["suede"])).values())) <= MOST_BYTES


@pytest.mark.slow
@recipes
def test_all_maps_stay_within_their_weight(surface: Surface) -> None:
    assert sum(map(len, as_webp(bake(surface)).values())) <= MOST_BYTES


MATT = [row for row in demo_materials() if row.family == "leather" and row.gloss_gu60 <= 10]


@pytest.mark.parametrize("row", MATT, ids=[row.code for row in MATT])
def test_the_chip_of_a_matt_leather_has_the_colour_of_its_record(row) -> None:
    look = look_of(row)
    mean = chip(look, bake(look.surface, size=DRAFT_SIZE), size=64).reshape(-1, 3).mean(axis=0)
    seen = lab("#" + "".join(f"{round(value):02x}" for value in mean))

    assert np.linalg.norm(np.subtract(seen, lab(row.colour_hex))) < FURTHEST


def test_the_chip_of_a_pearl_is_round() -> None:
    look = next(look_of(row) for row in demo_materials() if row.code == "pearl-tahitian")
    drawn = chip(look, bake(look.surface, size=128), size=64).astype(int)

    assert drawn[0, 0].min() > 220
    assert drawn[32, 32].max() < 200


def test_a_shiny_chip_has_lights_that_a_matt_one_lacks() -> None:
    matt, shiny = (
        look_of(leather(grain_pattern="smooth", finish=finish, gloss=gloss, colour="#400810"))
        for finish, gloss in (("semi_aniline", 3), ("patent", 95))
    )
    brightest = [chip(look, bake(look.surface, size=128), size=64).max() for look in (matt, shiny)]

    assert brightest[1] > brightest[0] + 40


@pytest.mark.parametrize("degrees", [0, 30, 45, 90, 120])
def test_lines_of_a_brush_run_as_recorded_and_the_light_lies_across_them(degrees: int) -> None:
    row = metal("AISI 316L", "brushed")
    look = look_of(replace(row, metal={**row.metal, "brush_direction_deg": degrees}))  # type: ignore[dict-item]
    normal = bake(look.surface, size=256).normal.astype(float) / 127.5 - 1
    along, up = normal[..., 0], normal[..., 1]  # of the slope; the second axis of a normal map points up
    steepest = np.degrees(0.5 * np.arctan2(2 * (along * up).mean(), (along**2 - up**2).mean()))
    assert abs((steepest - 90 - degrees + 90) % 180 - 90) < 15  # lines as fine as pixels lean towards their rows
    assert look.anisotropy is not None
    assert abs((np.degrees(look.anisotropy.rotation) - steepest + 90) % 180 - 90) < 15
