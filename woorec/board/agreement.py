"""How a comparison of preview and shop reads on the screens."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether preview and shop gave the same lists after a publish. `state` is waiting, agree, differ or not_asked."""

    state: str
    sentence: str
    differences: tuple[Mapping[str, str], ...] = ()


def agreement(canary: Mapping[str, object]) -> Agreement:
    """This will say in words what the comparison after a publish found."""
    if not canary:
        return Agreement("waiting", "Preview and shop are being compared.")
    asked, agree = canary.get("asked", 0), canary.get("agree", 0)
    if not asked:
        return Agreement("not_asked", str(canary.get("why") or "There was nobody to compare preview and shop for."))
    differences = canary.get("differences")
    if not isinstance(differences, list) or not differences:
        return Agreement("agree", f"Preview and shop agree: {agree} of {asked}.")
    return Agreement("differ", f"Preview and shop agree in {agree} of {asked} lists only.", tuple(differences))
