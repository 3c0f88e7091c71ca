"""The jeweller's alloys, platings, pearls, enamels and stones, with and without laboratory figures."""

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np

from catalog.demo.laboratory import EXTRACTABLE, RELEASE, RELEASE_AFTER_WEAR, SCREENING, Laboratory
from catalog.feeds.rows import EvidenceRow, MaterialRow

Alloy = tuple[tuple[str, float, float], ...]

# Designation, fineness and certificate. Where nickel is not listed, what the minima leave over is unknown.
ALLOYS: Mapping[str, tuple[str, int | None, Alloy]] = {
    "sterling": ("Sterling 925", 925,
                 (("Ag", 92.5, 93.2), ("Cu", 6.7, 7.5), ("Ni", 0.0, 0.02), ("Co", 0.0, 0.01), ("Pb", 0.0, 0.005))),
    "sterling-trade": ("Sterling 925", 925, (("Ag", 92.5, 93.5), ("Cu", 5.0, 7.5))),
    "argentium": ("Argentium 935", 935,
                  (("Ag", 93.5, 94.2), ("Cu", 4.6, 5.4), ("Ge", 1.0, 1.3), ("Ni", 0.0, 0.01), ("Pb", 0.0, 0.003))),
    "brass": ("CuZn37", None, (("Cu", 62.0, 64.0), ("Zn", 35.5, 37.5), ("Ni", 0.0, 0.3), ("Pb", 0.0, 0.09))),
    "leaded-brass": ("CuZn39Pb2", None, (("Cu", 58.0, 60.0), ("Zn", 37.0, 40.0), ("Pb", 1.6, 2.5), ("Ni", 0.0, 0.3))),
    "zamak": ("ZAMAK 3", None, (("Zn", 95.0, 96.2), ("Al", 3.7, 4.3), ("Cu", 0.0, 0.1))),
    "316l": ("AISI 316L", None, (("Fe", 62.0, 69.0), ("Cr", 16.5, 18.5), ("Ni", 10.0, 13.0), ("Mo", 2.0, 2.5))),
    "304": ("AISI 304", None, (("Fe", 66.0, 74.0), ("Cr", 17.5, 19.5), ("Ni", 8.0, 10.5))),
    "f2229": ("ASTM F2229", None, (("Fe", 50.0, 55.0), ("Mn", 21.0, 24.0), ("Cr", 19.0, 23.0), ("Ni", 0.0, 0.05))),
    "f136": ("ASTM F136 titanium", None, (("Ti", 88.5, 91.0), ("Al", 5.5, 6.5), ("V", 3.5, 4.5), ("Ni", 0.0, 0.01),
                                          ("Co", 0.0, 0.01), ("Cr", 0.0, 0.01), ("Cu", 0.0, 0.01))),
    "niobium": ("Niobium R04200", None, (("Nb", 99.96, 100.0),)),
    "gold-9k": ("9k yellow", 375, (("Au", 37.5, 38.0), ("Ag", 10.0, 11.5), ("Cu", 43.0, 46.0), ("Zn", 5.0, 8.0),
                                   ("Ni", 0.0, 0.02))),
    "gold-14k": ("14k yellow", 585, (("Au", 58.5, 59.0), ("Ag", 19.0, 21.0), ("Cu", 18.0, 21.0), ("Ni", 0.0, 0.02))),
    "gold-14k-white-nickel": ("14k white, nickel", 585,
                              (("Au", 58.5, 59.0), ("Cu", 22.0, 25.0), ("Ni", 7.0, 10.0), ("Zn", 6.0, 9.0))),
    "gold-14k-white-palladium": ("14k white, palladium", 585,
                                 (("Au", 58.5, 59.0), ("Pd", 12.0, 14.0), ("Ag", 25.0, 28.0), ("Ni", 0.0, 0.02))),
    "gold-18k": ("18k yellow 3N", 750, (("Au", 75.0, 75.4), ("Ag", 12.0, 13.0), ("Cu", 12.0, 13.0), ("Ni", 0.0, 0.01))),
    "gold-18k-rose": ("18k rose 5N", 750,
                           (("Au", 75.0, 75.4), ("Cu", 19.5, 21.0), ("Ag", 4.0, 5.0), ("Ni", 0.0, 0.01))),
    "gold-18k-white-palladium": ("18k white, palladium", 750,
                                 (("Au", 75.0, 75.4), ("Pd", 12.5, 14.0), ("Ag", 10.5, 12.0), ("Ni", 0.0, 0.01))),
    "gold-18k-white-nickel": ("18k white, nickel", 750,
                              (("Au", 75.0, 75.4), ("Ni", 5.0, 7.0), ("Cu", 12.0, 15.0), ("Zn", 3.0, 5.0))),
}  # fmt: skip

# Code, name, alloy, colour, hex, surface, layers from the substrate up, and nickel release with what may trouble it.
Figure = tuple[float, str] | None
METALS: tuple[tuple[str, str, str, str, str, str, tuple[tuple[str, float], ...], Figure], ...] = (
    ("silver-polished", "Sterling Silver, polished", "sterling", "Silver", "#c8c8c4", "polished", (), (0.05, "below")),
    ("silver-brushed", "Sterling Silver, brushed", "sterling", "Silver", "#bdbdb9", "brushed", (), None),
    ("silver-hammered", "Sterling Silver, hammered", "sterling", "Silver", "#c4c4c0", "hammered", (), None),
    ("silver-rhodium", "Rhodium-Plated Sterling", "sterling", "White", "#d2d2d2", "polished",
     (("rhodium", 0.3),), None),
    ("silver-nickel-rhodium", "Sterling, nickel and rhodium plated", "sterling", "White", "#d0d0cf", "polished",
     (("nickel", 3.0), ("rhodium", 0.2)), (0.16, "")),
    ("silver-trade", "Sterling Silver, trade casting", "sterling-trade", "Silver", "#c6c6c2", "polished", (), None),
    ("silver-trade-oxidised", "Sterling Silver, oxidised", "sterling-trade", "Dark silver", "#77777a", "brushed",
     (), None),
    ("argentium", "Argentium Silver 935", "argentium", "Silver", "#cfcfcc", "polished", (), None),
    ("vermeil", "Gold Vermeil, 18k on sterling", "sterling", "Gold", "#d9b25f", "polished",
     (("gold 18k 3N", 2.5),), None),
    ("vermeil-rose", "Rose Vermeil, 18k on sterling", "sterling", "Rose gold", "#cf957c", "polished",
     (("gold 18k 5N", 2.5),), None),
    ("vermeil-hammered", "Gold Vermeil, hammered", "sterling", "Gold", "#d6af5c", "hammered",
     (("gold 18k 3N", 3.0),), None),
    ("silver-gilt", "Gilt Silver, trade casting", "sterling-trade", "Gold", "#d8b463", "polished",
     (("hard gold (cobalt)", 0.4),), None),
    ("brass-gold", "Gold-Plated Brass, nickel under", "brass", "Gold", "#d9b763", "polished",
     (("nickel", 5.0), ("gold 18k 3N", 0.5)), (0.43, "")),
    ("brass-gold-bronze", "Gold-Plated Brass, white bronze under", "brass", "Gold", "#d8b55f", "polished",
     (("white bronze", 3.0), ("palladium", 0.3), ("gold 18k 3N", 1.0)), (0.07, "")),
    ("brass-rhodium", "Rhodium-Plated Brass", "brass", "White", "#cfcfce", "polished",
     (("nickel", 4.0), ("rhodium", 0.2)), None),
    ("brass-rhodium-palladium", "Rhodium on Palladium-Plated Brass", "brass", "White", "#d0d0cf", "polished",
     (("copper", 8.0), ("palladium", 0.5), ("rhodium", 0.2)), (0.21, "")),
    ("brass-raw", "Raw Brass", "leaded-brass", "Brass", "#b8964d", "hammered", (), (0.31, "")),
    ("brass-nickel", "Nickel-Plated Brass", "leaded-brass", "Steel grey", "#b9b6ad", "polished",
     (("nickel", 6.0),), (2.4, "")),
    ("zamak-gold", "Gold-Flashed Zamak", "zamak", "Gold", "#dbbd6e", "polished",
     (("copper", 10.0), ("nickel", 3.0), ("gold 24k", 0.1)), None),
    ("zamak-silver", "Silver-Plated Zamak", "zamak", "Silver", "#cacac8", "polished",
     (("copper", 10.0), ("silver", 4.0)), None),
    ("steel-polished", "Steel 316L, polished", "316l", "Steel", "#b4b6b8", "polished", (), (0.05, "")),
    ("steel-brushed", "Steel 316L, brushed", "316l", "Steel", "#a6a8aa", "brushed", (), (0.04, "")),
    ("steel-gold", "Steel 316L, gold PVD", "316l", "Gold", "#cfae62", "polished",
     (("titanium nitride", 1.0),), (0.03, "below")),
    ("steel-black", "Steel 316L, black PVD", "316l", "Black", "#2f3032", "brushed", (("chromium nitride", 1.5),), None),
    ("steel-304", "Steel 304", "304", "Steel", "#aeb0b1", "polished", (), (0.34, "")),
    ("steel-f2229", "Steel F2229, low nickel", "f2229", "Steel", "#b2b4b6", "polished", (), None),
    ("titanium", "Implant Titanium F136", "f136", "Titanium", "#9a9894", "polished", (), None),
    ("titanium-blasted", "Implant Titanium F136, blasted", "f136", "Titanium", "#86847f", "blasted", (), None),
    ("niobium", "Niobium", "niobium", "Grey blue", "#7f8794", "polished", (), None),
    ("gold-9k", "9k Yellow Gold", "gold-9k", "Gold", "#d3ad65", "polished", (), None),
    ("gold-14k", "14k Yellow Gold", "gold-14k", "Gold", "#d9b160", "polished", (), (0.05, "below")),
    ("gold-14k-white", "14k White Gold, nickel", "gold-14k-white-nickel", "White gold", "#d4d0c5", "polished",
     (("rhodium", 0.2),), (0.66, "")),
    ("gold-14k-white-palladium", "14k White Gold, palladium", "gold-14k-white-palladium", "White gold", "#cfccc4",
     "polished", (), None),
    ("gold-18k", "18k Yellow Gold", "gold-18k", "Gold", "#dcb356", "polished", (), None),
    ("gold-18k-rose", "18k Rose Gold", "gold-18k-rose", "Rose gold", "#cf9a80", "polished", (), None),
    ("gold-18k-white", "18k White Gold, palladium", "gold-18k-white-palladium", "White gold", "#cecbc4", "brushed",
     (), None),
    ("gold-18k-white-nickel", "18k White Gold, nickel", "gold-18k-white-nickel", "White gold", "#d3d0c8", "polished",
     (("rhodium", 0.2),), (0.38, "expired")),
)  # fmt: skip

PEARLS = (
    ("pearl-akoya", "Akoya Pearl", "akoya", 7.0, "AAA", "rosé", "#efe6de", True),
    ("pearl-freshwater", "Freshwater Pearl", "freshwater", 6.5, "AA", "cream", "#eee5d6", True),
    ("pearl-baroque", "Baroque Pearl", "freshwater", 10.0, "A", "peach", "#e8d3c1", False),
    ("pearl-tahitian", "Tahitian Pearl", "tahitian", 9.0, "AA", "peacock", "#4c5350", True),
    ("pearl-shell", "Shell Pearl", "shell", 8.0, "A", "white", "#f1efea", False),
)
ENAMELS = (
    ("enamel-black", "Black Enamel on Sterling", "Black", "#17171a", "silver-polished", "opaque", 0.04),
    ("enamel-cobalt", "Cobalt Blue Enamel on Brass", "Cobalt", "#1f3f91", "brass-gold-bronze", "translucent", 0.12),
    ("enamel-ivory", "Ivory Enamel on Brass", "Ivory", "#eee8d8", "brass-rhodium", "opaque", None),
)
STONES = (
    ("zirconia", "Cubic Zirconia", "gem", "Clear", "#e9edf0", 90.0, True),
    ("moonstone", "Moonstone", "gem", "Milky blue", "#d5dde3", 70.0, False),
    ("onyx", "Onyx", "gem", "Black", "#141416", 75.0, False),
    ("malachite", "Malachite", "gem", "Green", "#1f6a4f", 60.0, False),
    ("silk-cord", "Silk Cord", "textile", "Black", "#222024", 12.0, True),
)
SILK_CORD = {"weave": "cord", "thickness_mm": 1.5, "threads_per_cm": 14.0, "drape_percent": 40.0, "hand": ("silky",)}


def jewel_materials(*, rng: np.random.Generator, today: date) -> tuple[MaterialRow, ...]:
    """List every published material of the jeweller; base metals come before the enamels that lie on them."""
    laboratory = Laboratory(name="Prüfstelle Pforzheim", prefix="PP", rng=rng, today=today)
    metals = tuple(_metal(*line, laboratory=laboratory) for line in METALS)
    return (*metals, *_pearls(laboratory), *_enamels(laboratory), *_stones(laboratory))


def _metal(
    code: str,
    name: str,
    alloy: str,
    colour: str,
    hex_code: str,
    surface: str,
    layers: Iterable[tuple[str, float]],
    release: Figure,
    *,
    laboratory: Laboratory,
) -> MaterialRow:
    designation, fineness, composition = ALLOYS[alloy]
    process = "PVD" if code in ("steel-gold", "steel-black") else "galvanic"
    return MaterialRow(
        code=code,
        name=name,
        family="metal",
        colour_hex=hex_code,
        colour_name=colour,
        gloss_gu60={"polished": 92.0, "hammered": 62.0, "brushed": 38.0, "blasted": 14.0}[surface],
        metal={"designation": designation, "fineness_permille": fineness, "surface": surface},
        alloy=composition,
        coating=tuple((order, metal, um, process) for order, (metal, um) in enumerate(layers, start=1)),
        evidence=_release(release, plated=bool(layers), laboratory=laboratory),
    )


def _release(release: Figure, *, plated: bool, laboratory: Laboratory) -> tuple[EvidenceRow, ...]:
    if release is None:
        return ()
    value, note = release
    method = RELEASE_AFTER_WEAR if plated else RELEASE
    return (laboratory.figure("nickel", value, method=method, below=note == "below", expired=note == "expired"),)


def _pearls(laboratory: Laboratory) -> tuple[MaterialRow, ...]:
    return tuple(
        MaterialRow(
            code=code,
            name=name,
            family="pearl",
            colour_hex=hex_code,
            colour_name=overtone.capitalize(),
            gloss_gu60=65.0,
            pearl={"kind": kind, "diameter_mm": size, "lustre_grade": grade, "overtone": overtone},
            evidence=_contents(laboratory, method=SCREENING) if tested else (),
        )
        for code, name, kind, size, grade, overtone, hex_code, tested in PEARLS
    )


def _contents(laboratory: Laboratory, *, method: str) -> tuple[EvidenceRow, ...]:
    return tuple(
        laboratory.figure(allergen, 20.0, method=method, below=True) for allergen in ("nickel", "cobalt", "lead")
    )


def _enamels(laboratory: Laboratory) -> tuple[MaterialRow, ...]:
    return tuple(
        MaterialRow(
            code=code,
            name=name,
            family="enamel",
            colour_hex=hex_code,
            colour_name=colour,
            gloss_gu60=78.0,
            enamel={"base_metal": base, "opacity": opacity},
            evidence=() if release is None else (laboratory.figure("nickel", release, method=RELEASE),),
        )
        for code, name, colour, hex_code, base, opacity, release in ENAMELS
    )


def _stones(laboratory: Laboratory) -> tuple[MaterialRow, ...]:
    return tuple(
        MaterialRow(
            code=code,
            name=name,
            family=family,
            colour_hex=hex_code,
            colour_name=colour,
            gloss_gu60=gloss,
            textile=SILK_CORD if family == "textile" else None,
            fibres=(("silk", 100.0),) if family == "textile" else (),
            evidence=_contents(laboratory, method=EXTRACTABLE if family == "textile" else SCREENING) if tested else (),
        )
        for code, name, family, colour, hex_code, gloss, tested in STONES
    )
