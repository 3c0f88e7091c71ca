"""A material's figures in the units of the trade, each with the standard that measures it."""

from collections.abc import Mapping

from catalog.feeds.rows import MaterialRow
from catalog.materials.vocabulary import FINISHES, GRAIN_LAYERS, GRAIN_PATTERNS, SURFACES, TANNAGES
from catalog.textiles import TEXTILE_HANDS, WEAVES, label


def trade_units(row: MaterialRow) -> tuple[tuple[str, str], ...]:
    """This will write a material's figures in the units of the trade, with the standard that measures them."""
    found = [*_leather(row.leather), *_metal(row), *_pearl(row.pearl), *_enamel(row.enamel), *_textile(row)]
    gloss = ("Gloss", f"{row.gloss_gu60:g} GU at 60° (ISO 2813)")
    return tuple((label, text) for label, text in [*found, gloss] if text)


def _leather(spec: Mapping[str, object] | None) -> list[tuple[str, str]]:
    if not spec:
        return []
    chromium = spec["chromium_vi_mg_kg"]
    return [
        ("Species", str(spec["species"]).capitalize()),
        ("Grain layer", GRAIN_LAYERS.get(str(spec["grain_layer"]), str(spec["grain_layer"]))),
        ("Grain", GRAIN_PATTERNS.get(str(spec["grain_pattern"]), str(spec["grain_pattern"]))),
        ("Finish", FINISHES.get(str(spec["finish"]), str(spec["finish"]))),
        ("Tannage", TANNAGES.get(str(spec["tannage"]), str(spec["tannage"]))),
        ("Thickness", f"{spec['thickness_mm']:g} mm (ISO 2589)"),
        ("Softness", f"{spec['softness_mm']:g} mm (ISO 17235, ring 25)"),
        ("Nap", f"{spec['nap_length_mm']:g} mm" if spec["nap_length_mm"] else ""),
        ("Chromium(VI)", "" if chromium is None else f"{chromium:g} mg/kg (EN ISO 17075, limit 3)"),
    ]


def _metal(row: MaterialRow) -> list[tuple[str, str]]:
    if not (row.metal or row.alloy or row.coating):
        return []
    spec = row.metal or {}
    fineness = spec.get("fineness_permille")
    alloy = ", ".join(f"{element} {_between(least, most)} %" for element, least, most in row.alloy)
    layers = " under ".join(f"{metal} {thick:g} µm" for _, metal, thick, _ in sorted(row.coating))
    return [
        ("Metal", str(spec.get("designation", ""))),
        ("Fineness", f"{fineness} ‰ (ISO 9202)" if fineness else ""),
        ("Surface", SURFACES.get(str(spec.get("surface", "")), str(spec.get("surface", "")))),
        ("Alloy", alloy),
        ("Plating", layers),
    ]


def _between(least: float, most: float) -> str:
    return f"{most:g}" if least == most else f"{least:g} to {most:g}"


def _pearl(spec: Mapping[str, object] | None) -> list[tuple[str, str]]:
    if not spec:
        return []
    return [
        ("Pearl", str(spec["kind"]).capitalize()),
        ("Diameter", f"{spec['diameter_mm']:g} mm"),
        ("Lustre", str(spec["lustre_grade"])),
        ("Overtone", str(spec["overtone"]).capitalize()),
    ]


def _enamel(spec: Mapping[str, object] | None) -> list[tuple[str, str]]:
    return [("Enamel", str(spec["opacity"]).capitalize()), ("Over", str(spec["base_metal"]))] if spec else []


def _textile(row: MaterialRow) -> list[tuple[str, str]]:
    spec = row.textile or {}
    weave = str(spec.get("weave") or "")
    hand = [TEXTILE_HANDS.get(word, word) for word in spec.get("hand") or ()]  # type: ignore[attr-defined]
    return [
        ("Weave", WEAVES.get(weave, weave)),
        ("Fibres", label(row.fibres)),
        ("Mass", _figure(spec, "mass_gsm", "g/m² (ISO 3801)")),
        ("Thickness", _figure(spec, "thickness_mm", "mm (ISO 5084)")),
        ("Threads", _figure(spec, "threads_per_cm", "per cm (ISO 7211-2)")),
        ("Drape", _figure(spec, "drape_percent", "% (ISO 9073-9)")),
        ("Nap", _figure(spec, "nap_length_mm", "mm")),
        ("Hand", ", ".join(hand)),
    ]


def _figure(spec: Mapping[str, object], name: str, unit: str) -> str:
    return f"{spec[name]:g} {unit}" if spec.get(name) else ""
