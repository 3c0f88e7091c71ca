"""Nora looks at a material in 3D: one canvas, few triangles, hands and keys, and what happens when it is taken away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Page, expect

from frontend.chromium import serving
from tests.e2e.stage_page import (
    CLEAR,
    ENAMEL,
    GOLD,
    OPAQUE,
    OPEN,
    PAGE,
    PEARL,
    PEBBLED,
    PICTURE,
    STYLE,
    SUEDE,
    look,
)

pytestmark = pytest.mark.e2e

STATIC = Path(__file__).resolve().parents[2] / "static/woorec"
WRONG = ("Content Security Policy", "Shader Error")
SET = ["ring-gold", "stud-rose", "drop-silver", "hoop-rose", "pendant-dark"]
SHAPES_OF = {
    "leather": (PEBBLED, ["drape", "tote", "crossbody", "clutch", "wallet", "card", "belt"]),
    "leather bags": (PEBBLED, ["duffle", "backpack", "briefcase", "hobo"]),
    "small leather": (PEBBLED, ["keyring", "strap", "gloves", "wrap"]),
    "metal": (GOLD, ["ring", "bangle", "hoop", "stud", "drop", "chain", "pendant"]),
    "clear stone": (CLEAR, SET),
    "opaque stone": (OPAQUE, SET),
    "enamel": (ENAMEL, SET),
    "pearl": (PEARL, ["pearls", *SET]),
}


@pytest.fixture
def shop(page: Page, tmp_path: Path) -> Iterator[Page]:
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "page.css").write_text(STYLE)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if any(word in said.text for word in WRONG) else None)
    with serving({"shop": tmp_path, "woorec": STATIC}) as address:
        page.goto(f"{address}/shop/index.html")
        yield page
    assert complaints == []


def show(page: Page, parts: dict[str, Any], *, shape: str, host: str = "first") -> None:
    page.evaluate(OPEN, [host, look(parts), {"shape": shape, "label": "Pebbled Tote in 3D"}])


@pytest.mark.parametrize("family", SHAPES_OF)
def test_no_shape_asks_too_much_of_a_phone(shop: Page, family: str) -> None:
    parts, shapes = SHAPES_OF[family]
    show(shop, parts, shape=shapes[0])
    heavy = []
    for shape in shapes:
        shop.evaluate("async (shape) => { await view.set({ shape }); view.draw(); }", shape)
        stats = shop.evaluate("view.stats()")
        assert stats["triangles"] > 1000, shape
        if stats["triangles"] > 100_000 or stats["calls"] > 20:
            heavy.append((shape, stats))

    assert heavy == []


def test_a_stone_is_set_in_the_metal_of_its_product(shop: Page) -> None:
    show(shop, OPAQUE, shape="stud-gold")
    gold = shop.evaluate(PICTURE)
    shop.evaluate("async () => { await view.set({ shape: 'stud-silver' }); }")

    assert shop.evaluate(PICTURE) != gold


def test_a_look_with_a_tone_that_nobody_knows_is_shown_with_gold(shop: Page) -> None:
    show(shop, {**PEBBLED, "fitting": "bronze"}, shape="tote")
    bronze = shop.evaluate(PICTURE)
    show(shop, PEBBLED, shape="tote")

    assert shop.evaluate(PICTURE) == bronze


def test_another_gloss_leaves_a_clear_stone_clear(shop: Page) -> None:
    show(shop, CLEAR, shape="pendant-gold")
    before = shop.evaluate(PICTURE)
    shop.evaluate("view.set({ gloss: { roughness: 1, clearcoat: { factor: 1, roughness: 0.3 } } })")

    assert shop.evaluate(PICTURE) == before


def test_what_is_seen_in_a_clear_stone_depends_on_how_it_breaks_light(shop: Page) -> None:
    show(shop, CLEAR, shape="pendant-gold")
    zirconia = shop.evaluate(PICTURE)
    show(shop, {**CLEAR, "ior": 1.54}, shape="pendant-gold")

    assert shop.evaluate(PICTURE) != zirconia


def test_two_products_share_one_canvas(shop: Page) -> None:
    show(shop, GOLD, shape="ring", host="first")
    show(shop, GOLD, shape="hoop", host="second")

    assert shop.evaluate("[...document.querySelectorAll('canvas')].map((one) => one.parentElement.id)") == ["second"]
    assert shop.evaluate("view.stats().canvases") == 1
    assert shop.evaluate("ended") == [["first", "replaced", None]]


def test_keys_turn_and_zoom_and_escape_closes(shop: Page) -> None:
    show(shop, GOLD, shape="ring")
    canvas = shop.locator("canvas")
    canvas.focus()
    seen = [shop.evaluate(PICTURE)]
    for key in ("ArrowLeft", "ArrowUp", "+"):
        canvas.press(key)
        seen.append(shop.evaluate(PICTURE))

    assert len(set(seen)) == 4
    assert canvas.get_attribute("aria-label") == "Pebbled Tote in 3D"
    canvas.press("Escape")
    expect(canvas).to_have_count(0)
    assert shop.evaluate("ended") == [["first", "escape", None]]


def test_a_drag_turns_and_the_wheel_zooms_once_the_view_has_the_focus(shop: Page) -> None:
    show(shop, GOLD, shape="ring")
    box = shop.locator("canvas").bounding_box()
    assert box
    x, y = box["x"] + 75, box["y"] + 90
    shop.mouse.move(x, y)
    shop.mouse.wheel(0, -120)
    place = "[view.orbit.azimuth, view.orbit.distance]"
    resting = shop.evaluate(place)
    shop.mouse.down()
    shop.mouse.move(x + 30, y)
    shop.mouse.up()
    turned = shop.evaluate(place)
    shop.mouse.wheel(0, -120)
    shop.wait_for_timeout(100)
    nearer = shop.evaluate(place)

    assert turned[0] != resting[0]
    assert turned[1] == resting[1]
    assert nearer[1] < turned[1]


def test_nothing_is_drawn_while_nobody_moves_it(shop: Page) -> None:
    show(shop, GOLD, shape="ring")
    frames = "new Promise((done) => setTimeout(() => done(view.one.drawing.info.render.frame), 500))"

    assert shop.evaluate(frames) == shop.evaluate(frames)


def test_a_hand_leaves_its_mark_on_suede_alone(shop: Page) -> None:
    stroke = "() => { for (let k = 0; k < 8; k++) view.stroke(-0.2 + 0.05 * k, -0.2, 0.05, 0); }"
    changed = []
    for parts in (SUEDE, PEBBLED):
        show(shop, parts, shape="drape")
        before = shop.evaluate(PICTURE)
        shop.evaluate(stroke)
        changed.append(shop.evaluate(PICTURE) != before)

    assert changed == [True, False]


def test_soft_leather_hangs_unlike_stiff_leather(shop: Page) -> None:
    heights = []
    for softness in (1, 7):
        show(shop, {**PEBBLED, "sheet": {"thickness_mm": 1.5, "softness_mm": softness}}, shape="drape")
        heights.append(shop.evaluate("view.stage.main.geometry.boundingBox.min.y"))

    assert heights[1] < heights[0] - 10  # mm: the hem of the soft one hangs lower


def test_a_page_hears_when_the_browser_takes_the_view_and_can_open_it_again(shop: Page) -> None:
    show(shop, GOLD, shape="ring")
    shop.evaluate("view.one.drawing.getContext().getExtension('WEBGL_lose_context').loseContext()")
    shop.wait_for_function("ended.length === 1")

    assert shop.evaluate("ended") == [["first", "lost", "The browser took the 3D view away."]]
    show(shop, GOLD, shape="ring")
    expect(shop.locator("canvas")).to_have_count(1)


def test_a_look_that_is_missing_is_an_error_that_can_be_caught(shop: Page) -> None:
    with pytest.raises(Error, match="The look of the material is missing"):
        shop.evaluate(OPEN, ["first", "/woorec/no-such-look.json", {"shape": "ring"}])

    expect(shop.locator("canvas")).to_have_count(0)
