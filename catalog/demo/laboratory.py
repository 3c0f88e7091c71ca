"""Invented laboratory reports, dated back from the day of the demo."""

from datetime import date, timedelta

import numpy as np

from catalog.feeds.rows import EvidenceRow

RELEASE = "EN 1811:2023"
RELEASE_AFTER_WEAR = "EN 1811:2023 after EN 12472:2020"
EXTRACTABLE = "ISO 17072-1:2019"
CHROMIUM_VI = "EN ISO 17075-1:2017"
SCREENING = "XRF, IEC 62321-3-1:2013"
VALID_DAYS = 3 * 365


class Laboratory:
    """Writes reports with running numbers."""

    def __init__(self, *, name: str, prefix: str, rng: np.random.Generator, today: date) -> None:
        self.name, self.prefix, self.rng, self.today = name, prefix, rng, today
        self.count = 0

    def figure(
        self, allergen: str, value: float, *, method: str, below: bool = False, expired: bool = False
    ) -> EvidenceRow:
        """Report one figure; an expired one was measured more than three years ago."""
        self.count += 1
        age = int(self.rng.integers(VALID_DAYS + 30, VALID_DAYS + 400) if expired else self.rng.integers(30, 800))
        tested_on = self.today - timedelta(days=age)
        return EvidenceRow(
            allergen=allergen,
            measure="release" if method in (RELEASE, RELEASE_AFTER_WEAR) else "content",
            value=value,
            method=method,
            tested_on=tested_on,
            below=below,
            laboratory=self.name,
            report=f"{self.prefix}-{tested_on.year}-{self.count:04d}",
            expires_on=tested_on + timedelta(days=VALID_DAYS),
        )
