"""The pages of one placement, as tabs above them."""

from django.urls import NoReverseMatch, reverse

from rules.models import Placement

# Label and name of the page; one that is not installed has no tab.
PAGES = (
    ("Board", "board"),
    ("Matrix", "board-matrix"),
    ("Feasibility", "feasibility"),
    ("Tests", "rule-tests"),
    ("Replay", "replay"),
    ("Versions", "versions"),
    ("Settings", "placement-settings"),
)


def placement_tabs(placement: Placement, here: str, *, query: str = "", can_configure: bool) -> list[dict[str, object]]:
    """This will list the pages about a placement; `here` is the name of the one that is open."""
    found = []
    for label, name in PAGES:
        url = _url(name, placement)
        if url and (can_configure or name != "placement-settings"):
            kept = query if name in ("board", "board-matrix") else ""
            found.append({"label": label, "url": f"{url}{kept}", "active": name == here, "count": ""})
    return found


def _url(name: str, placement: Placement) -> str:
    try:
        return reverse(name, args=[placement.store.code, placement.code])
    except NoReverseMatch:
        return ""
