"""What became of a row that was to be written."""

from dataclasses import dataclass

CREATED, CHANGED, UNCHANGED, OUTDATED, REJECTED = "created", "changed", "unchanged", "outdated", "rejected"
STATES = (CREATED, CHANGED, UNCHANGED, OUTDATED, REJECTED)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`sku` is the code of a row that is no product. `error` says what is wrong, then what to do, for `field`."""

    sku: str
    state: str
    error: str = ""
    field: str = ""


class CatalogueError(ValueError):
    """A feed names something that does not exist. The message says what and what to do."""
