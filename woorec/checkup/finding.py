"""What a look at something found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` is empty when it is fine."""

    subject: str
    state: str
    remedy: str = ""

    @property
    def fine(self) -> bool:
        return not self.remedy
