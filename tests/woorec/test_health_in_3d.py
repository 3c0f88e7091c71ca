"""Where Mia and Petra read how often 3D failed: the list of materials, and the page on data health."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from catalog.models import Store
from events.models import Interaction
from tests.conftest import StudioDoor
from woorec.data_health import data_health
from woorec.health_in_3d import health_in_3d, percent


def asked(store: Store, *reasons: str, opened: int = 0) -> None:
    """Visits that ask for the tote in 3D: one fails for each reason, the others see it."""
    tote = store.products.get(sku="TOTE-1")
    for number, reason in enumerate((*reasons, *[""] * opened)):
        Interaction.objects.create(
            store=store, product=tote, at=timezone.now(), session=f"v-{number}",
            kind="view_3d_failed" if reason else "view_3d", extra={"reason": reason} if reason else {},
        )  # fmt: skip


def page(store: Store, studio: StudioDoor, user: User, name: str) -> str:
    text = unescape(studio(user).get(reverse(name, args=[store.code])).content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(0, 9, "0 %"), (1, 400, "below 1 %"), (96, 1240, "8 %"), (3, 3, "100 %")]
)
def test_a_share_is_never_rounded_away(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


def test_a_shop_that_nobody_asked_for_3d_is_told_so(leather: Store, studio: StudioDoor, mia: User) -> None:
    found = health_in_3d(leather, now=timezone.now())
    assert (found.finding.state, found.finding.title) == ("waiting", "Nobody asked for 3D in 28 days")
    assert found.lines == ()
    assert "nobody asked for 3D in 28 days" in page(leather, studio, mia, "materials")


def test_a_shop_where_3d_always_opened_has_nothing_to_mend(leather: Store) -> None:
    asked(leather, opened=1240)
    finding = health_in_3d(leather, now=timezone.now()).finding
    assert (finding.state, finding.title) == ("passed", "3D opened every time, 1,240 times in 28 days")


def test_data_health_warns_and_says_for_each_reason_what_to_do(leather: Store, studio: StudioDoor, petra: User) -> None:
    asked(leather, *["no_webgl"] * 2, *["look_missing"] * 4, opened=14)
    found = data_health(leather, now=timezone.now())
    assert (found.in_3d.finding.state, found.worst in ("warning", "failed")) == ("warning", True)
    shown = page(leather, studio, petra, "data-health")
    assert "3D failed 6 of 20 times in 28 days, 30 %" in shown
    assert "did not load Run manage.py bake_looks, and see whether /looks/ is served. 4 4 20 %" in shown
    assert "In the last 7 days 6 of 20." in shown
    assert shown.index("The look of the material") < shown.index("The browser gives no 3D")


def test_a_few_failures_are_shown_without_a_warning(leather: Store) -> None:
    asked(leather, "timed_out", opened=3)
    finding = health_in_3d(leather, now=timezone.now()).finding
    assert (finding.state, finding.title) == ("passed", "3D failed 1 of 4 times in 28 days, 25 %")


def test_mia_sees_in_which_material_3d_fails(leather: Store, studio: StudioDoor, mia: User) -> None:
    asked(leather, *["maps_missing"] * 6, opened=14)
    lines = studio(mia).get(reverse("materials", args=["leather"])).context["lines"]
    counted = {line.shown.code: (line.views.month.failed, line.views.month.asked) for line in lines}
    assert counted.pop("pebbled") == (6, 20)
    assert set(counted.values()) == {(0, 0)}
    shown = page(leather, studio, mia, "materials")
    assert "30 % 6 of 20" in shown
    assert "3D failed 6 of 20 times in 28 days" in shown
