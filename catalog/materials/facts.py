"""One material as plain facts: what the vector, the chips and the allergy class read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.textiles import ordered


@dataclass(frozen=True, slots=True)
class MaterialFacts:
    """A material and its specs in trade units. A spec that the material does not have keeps its defaults."""

    code: str
    family: str
    name: str = ""
    colour_hex: str = "#808080"
    gloss_gu60: float = 10.0
    # leather
    species: str = ""
    grain_layer: str = ""
    grain_pattern: str = ""
    finish: str = ""
    tannage: str = ""
    coating_um: float | None = None
    grain_size_mm: float = 0.0
    nap_length_mm: float = 0.0
    thickness_mm: float | None = None
    softness_mm: float | None = None
    chromium_vi_mg_kg: float | None = None
    # metal
    designation: str = ""
    fineness_permille: int | None = None
    surface: str = ""
    alloy: tuple[tuple[str, float, float], ...] = ()  # element, least and most percent by mass
    coating: tuple[tuple[int, str, float, str], ...] = ()  # order (1 on the substrate), metal, um, process
    # textile
    weave: str = ""
    mass_gsm: float | None = None
    threads_per_cm: float | None = None
    drape_percent: float | None = None
    fibres: tuple[tuple[str, float], ...] = ()  # fibre and percent by mass
    # pearl and enamel
    pearl_kind: str = ""
    lustre_grade: str = ""
    opacity: str = ""
    base: "MaterialFacts | None" = None
    evidence: tuple[EvidenceRow, ...] = ()

    @property
    def grain(self) -> str:
        """This will name what the surface is like: the grain of a leather, the weave of a cloth, a metal's finish."""
        return self.grain_pattern or self.weave or self.surface


_SPEC_FIELDS: Mapping[str, Mapping[str, str]] = {
    "leather": {
        name: name
        for name in (
            *(
                "species",
                "grain_layer",
                "grain_pattern",
                "finish",
                "tannage",
                "coating_um",
                "grain_size_mm",
                "nap_length_mm",
            ),
            *("thickness_mm", "softness_mm", "chromium_vi_mg_kg"),
        )
    },
    "metal": {"designation": "designation", "fineness_permille": "fineness_permille", "surface": "surface"},
    "textile": {
        name: name for name in ("weave", "mass_gsm", "threads_per_cm", "drape_percent", "thickness_mm", "nap_length_mm")
    },
    "pearl": {"kind": "pearl_kind", "lustre_grade": "lustre_grade"},
    "enamel": {"opacity": "opacity"},
}


def facts_from_row(row: MaterialRow, *, materials: Mapping[str, MaterialRow]) -> MaterialFacts:
    """Read a feed's material, and the base metal of an enamel out of `materials` by its code.

    A base that is no metal, or not among them, stays unknown, and what is unknown is never taken for harmless.
    """
    specs: dict[str, Any] = {}
    for spec, names in _SPEC_FIELDS.items():
        values = getattr(row, spec) or {}
        specs |= {field: values[name] for name, field in names.items() if values.get(name) is not None}
    base = materials.get(str((row.enamel or {}).get("base_metal")))
    return MaterialFacts(
        code=row.code,
        family=row.family,
        name=row.name,
        colour_hex=row.colour_hex,
        gloss_gu60=row.gloss_gu60,
        alloy=row.alloy,
        coating=row.coating,
        fibres=ordered(row.fibres),
        evidence=row.evidence,
        base=facts_from_row(base, materials={}) if base and base.family == "metal" else None,
        **specs,
    )
