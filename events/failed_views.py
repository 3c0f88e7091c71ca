"""Why a shopper who asked for a product in 3D kept its picture: the reasons that are known, and what to do about each.

The widget and its stage (frontend/stage/failure.js) send one of these words and nothing else: no message of a browser,
no name of one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

OPENED, FAILED = "view_3d", "view_3d_failed"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reason:
    """What happened, and whose move it is."""

    words: str
    remedy: str


REASONS: Mapping[str, Reason] = {
    "no_webgl": Reason("The browser gives no 3D", "Its settings or its graphics forbid it. Nothing to mend here."),
    "context_lost": Reason(
        "The device took the view away", "It ran short of memory, or its graphics failed. Nothing to mend here."
    ),
    "stage_missing": Reason(
        "The 3D program did not load", "See whether the widget’s host serves what is below static/woorec/."
    ),
    "look_missing": Reason(
        "The look of the material did not load", "Run manage.py bake_looks, and see whether /looks/ is served."
    ),
    "maps_missing": Reason(
        "The maps of the material did not load", "Run manage.py bake_looks, and see whether /looks/ is served."
    ),
    "timed_out": Reason(
        "It took longer than 30 seconds", "Slow lines. If there are many, see how fast /looks/ is served."
    ),
    OTHER: Reason("Something else", "Open the product in 3D yourself and read the browser’s console."),
}


def reason_of(said: object) -> str:
    """This will take a word that is known; anything else is other, so that no free text is kept."""
    return said if isinstance(said, str) and said in REASONS else OTHER
