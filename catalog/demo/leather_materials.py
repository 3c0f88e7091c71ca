"""The leather house's hides, hardware and linings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from catalog.demo.laboratory import CHROMIUM_VI, EXTRACTABLE, RELEASE, RELEASE_AFTER_WEAR, Laboratory
from catalog.feeds.rows import EvidenceRow, MaterialRow

COLOURS: Mapping[str, str] = {
    "Black": "#1c1a19", "Cognac": "#8a4b24", "Bordeaux": "#571c26", "Sand": "#c9b394", "Forest": "#2b4034",
    "Terracotta": "#a8563a", "Oxblood": "#4a1418", "Navy": "#1f2a44", "Natural": "#c69c6d", "Honey": "#b5742f",
    "Espresso": "#3b2a20", "Powder": "#d8b9b1", "Taupe": "#8b7d6f", "Camel": "#b58a5a", "Moss": "#5f6043",
    "Chestnut": "#6d3f28", "Stone": "#b3aa9c", "Ivory": "#ece4d4", "Blush": "#d9a79c", "Emerald": "#0f4f3f",
    "Burgundy": "#5c1f2b", "Cherry": "#8f1526", "Havana": "#53301c", "Tan": "#a9713f", "Graphite": "#45474a",
    "Tobacco": "#6b4a2f", "Champagne": "#cdb58b", "Silver": "#b9bbbd", "Caramel": "#a5632a",
}  # fmt: skip


COTTON = (("cotton", 100.0),)
Hand = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """One leather as the tannery sells it, in several colours."""

    code: str
    name: str
    word: str  # how a product name carries it
    spec: Mapping[str, object]
    gloss: float
    colours: tuple[str, ...]
    chromium_vi: tuple[float, bool]  # figure, below
    tested_for_nickel: bool = True


def _spec(
    species: str,
    layer: str,
    pattern: str,
    finish: str,
    tannage: str,
    *,
    grain: float = 0.0,
    nap: float = 0.0,
    thick: float,
    soft: float,
) -> Mapping[str, object]:
    return {
        "species": species,
        "grain_layer": layer,
        "grain_pattern": pattern,
        "finish": finish,
        "tannage": tannage,
        "grain_size_mm": grain,
        "nap_length_mm": nap,
        "thickness_mm": thick,
        "softness_mm": soft,
    }


ARTICLES: tuple[Article, ...] = (
    Article("pebbled-calf", "Pebbled Calf", "Pebbled",
            _spec("calf", "full_grain", "pebbled", "semi_aniline", "chrome", grain=1.8, thick=1.5, soft=4.3),
            8, ("Cognac", "Black", "Bordeaux", "Sand"), (3.0, True)),
    Article("pebbled-goat", "Pebbled Goat", "Grained",
            _spec("goat", "full_grain", "pebbled", "aniline", "chrome_free", grain=1.1, thick=0.9, soft=5.0),
            7, ("Black", "Forest", "Terracotta"), (0.5, True)),
    Article("box-calf", "Box Calf", "Box Calf",
            _spec("calf", "full_grain", "smooth", "semi_aniline", "chrome", thick=1.3, soft=2.6),
            28, ("Black", "Oxblood", "Navy"), (1.2, False)),
    Article("vachetta", "Vachetta", "Vachetta",
            _spec("bovine", "full_grain", "smooth", "aniline", "vegetable", thick=2.2, soft=1.7),
            10, ("Natural", "Honey", "Espresso"), (0.5, True)),
    Article("saffiano", "Saffiano Calf", "Saffiano",
            _spec("calf", "corrected", "saffiano", "pigmented", "chrome", grain=0.6, thick=1.2, soft=2.0),
            18, ("Black", "Powder", "Taupe"), (3.0, True)),
    Article("suede", "Calf Suede", "Suede",
            _spec("calf", "suede", "suede", "aniline", "combination", nap=0.8, thick=1.1, soft=5.2),
            1, ("Camel", "Taupe", "Moss"), (2.1, False), tested_for_nickel=False),
    Article("nubuck", "Calf Nubuck", "Nubuck",
            _spec("calf", "nubuck", "nubuck", "aniline", "chrome", nap=0.2, thick=1.3, soft=4.4),
            1.5, ("Chestnut", "Stone"), (1.4, False)),
    Article("nappa", "Lamb Nappa", "Nappa",
            _spec("lamb", "full_grain", "smooth", "aniline", "chrome_free", thick=0.7, soft=6.4),
            12, ("Black", "Ivory", "Blush"), (0.4, False)),
    Article("croc-calf", "Croc-Embossed Calf", "Croc-Embossed",
            _spec("calf", "corrected", "croc", "pigmented", "chrome", grain=9.0, thick=1.4, soft=1.9),
            62, ("Black", "Emerald", "Burgundy"), (2.4, False)),
    Article("patent-calf", "Patent Calf", "Patent",
            _spec("calf", "corrected", "smooth", "patent", "chrome", thick=1.2, soft=1.6),
            92, ("Black", "Cherry"), (3.0, True), tested_for_nickel=False),
    Article("bridle", "English Bridle", "Bridle",
            _spec("bovine", "full_grain", "smooth", "pull_up", "vegetable", thick=3.4, soft=0.9),
            14, ("Havana", "Black", "Tan"), (0.5, True)),
    Article("ostrich", "Ostrich", "Ostrich",
            _spec("ostrich", "full_grain", "ostrich", "semi_aniline", "chrome", grain=2.2, thick=1.1, soft=4.0),
            16, ("Cognac", "Graphite"), (1.3, False)),
    Article("deerskin", "Deerskin", "Deerskin",
            _spec("deer", "full_grain", "pebbled", "aniline", "chrome_free", grain=1.4, thick=0.9, soft=6.8),
            5, ("Tobacco", "Black"), (0.6, False)),
    Article("foil-goat", "Metallic Goat", "Metallic",
            _spec("goat", "full_grain", "pebbled", "foil", "chrome", grain=0.8, thick=0.8, soft=4.2),
            45, ("Champagne", "Silver"), (3.0, True), tested_for_nickel=False),
    Article("woven-nappa", "Woven Nappa", "Woven",
            _spec("lamb", "full_grain", "woven", "aniline", "chrome_free", grain=3.0, thick=1.6, soft=5.6),
            10, ("Black", "Caramel"), (0.7, False)),
)  # fmt: skip
ARTICLE_BY_CODE: Mapping[str, Article] = {article.code: article for article in ARTICLES}

BRASS = (("Cu", 60.0, 63.0), ("Zn", 36.0, 40.0), ("Ni", 0.0, 0.3), ("Pb", 0.0, 0.09))
ZAMAK = (("Zn", 95.0, 96.4), ("Al", 3.7, 4.3), ("Cu", 0.0, 0.1), ("Ni", 0.0, 0.02), ("Pb", 0.0, 0.005))
STEEL = (("Fe", 62.0, 69.0), ("Cr", 16.5, 18.5), ("Ni", 10.0, 13.0), ("Mo", 2.0, 2.5), ("Co", 0.0, 0.1))


def material_code(article: Article, colour: str) -> str:
    """Name the material of an article in one colour."""
    return f"{article.code}-{colour.lower()}"


def leather_materials(*, rng: np.random.Generator, today: date) -> tuple[MaterialRow, ...]:
    """List every published material of the leather house."""
    laboratory = Laboratory(name="Istituto Prove Pelle, Santa Croce", prefix="IPP", rng=rng, today=today)
    hides = tuple(_hide(article, colour, laboratory) for article in ARTICLES for colour in article.colours)
    return (*hides, *_hardware(laboratory), *_linings(laboratory))


def _hide(article: Article, colour: str, laboratory: Laboratory) -> MaterialRow:
    value, below = article.chromium_vi
    figures = [laboratory.figure("chromium", value, method=CHROMIUM_VI, below=below)]
    if article.tested_for_nickel:
        figures += _extractable(laboratory)
    return MaterialRow(
        code=material_code(article, colour),
        name=f"{article.name}, {colour}",
        family="leather",
        colour_hex=COLOURS[colour],
        colour_name=colour,
        gloss_gu60=article.gloss,
        leather={**article.spec, "chromium_vi_mg_kg": value},
        evidence=tuple(figures),
    )


def _extractable(laboratory: Laboratory) -> list[EvidenceRow]:
    draw = laboratory.rng.uniform
    most = {"nickel": 4.0, "cobalt": 2.0, "copper": 30.0, "lead": 1.0}
    return [
        laboratory.figure(allergen, round(float(draw(0.1, value)), 1), method=EXTRACTABLE)
        for allergen, value in most.items()
    ]


def _metal(
    code: str,
    name: str,
    colour: str,
    hex_code: str,
    *,
    surface: str = "polished",
    alloy: tuple[tuple[str, float, float], ...],
    layers: tuple[tuple[str, float], ...] = (),
    process: str = "galvanic",
    evidence: tuple[EvidenceRow, ...] = (),
) -> MaterialRow:
    designation = {"Fe": "AISI 316L", "Zn": "ZAMAK 5"}.get(alloy[0][0], "CuZn37")
    return MaterialRow(
        code=code,
        name=name,
        family="metal",
        colour_hex=hex_code,
        colour_name=colour,
        gloss_gu60=88 if surface == "polished" else 40,
        metal={"designation": designation, "fineness_permille": None, "surface": surface},
        alloy=alloy,
        coating=tuple((order, metal, um, process) for order, (metal, um) in enumerate(layers, start=1)),
        evidence=evidence,
    )


def _hardware(laboratory: Laboratory) -> tuple[MaterialRow, ...]:
    figure = laboratory.figure
    return (
        _metal("brass-solid", "Solid Brass", "Brass", "#b5934a", alloy=BRASS,
               evidence=(figure("nickel", 0.11, method=RELEASE), figure("lead", 620.0, method="XRF"))),
        _metal("brass-palladium", "Palladium-Plated Brass", "Palladium", "#c4c3bd", alloy=BRASS,
               layers=(("copper", 8.0), ("palladium", 0.5)),
               evidence=(figure("nickel", 0.08, method=RELEASE_AFTER_WEAR),)),
        _metal("brass-gold", "Gold-Plated Brass", "Gold", "#d8b25a", alloy=BRASS,
               layers=(("nickel", 5.0), ("gold 18k 3N", 0.5)),
               evidence=(figure("nickel", 0.41, method=RELEASE_AFTER_WEAR),)),
        _metal("brass-antique", "Antique Brass", "Antique", "#7d6337", surface="brushed", alloy=BRASS,
               evidence=(figure("nickel", 0.19, method=RELEASE, expired=True),)),
        _metal("brass-nickel", "Nickel-Plated Brass", "Nickel", "#bfbcb3", alloy=BRASS, layers=(("nickel", 8.0),),
               evidence=(figure("nickel", 1.7, method=RELEASE_AFTER_WEAR),)),
        _metal("zamak-ruthenium", "Ruthenium-Plated Zamak", "Gunmetal", "#4a4a4d", alloy=ZAMAK,
               layers=(("copper", 10.0), ("nickel", 3.0), ("ruthenium", 0.3))),
        _metal("zamak-palladium", "Palladium-Plated Zamak", "Silver", "#c9c8c4", alloy=ZAMAK,
               layers=(("copper", 12.0), ("white bronze", 2.0), ("palladium", 0.4))),
        _metal("steel-brushed", "Brushed Steel 316L", "Steel", "#a9acae", surface="brushed", alloy=STEEL,
               evidence=(figure("nickel", 0.06, method=RELEASE),)),
    )  # fmt: skip


def _linings(laboratory: Laboratory) -> tuple[MaterialRow, ...]:
    table = (
        ("cotton-twill", "Cotton Twill", "Ecru", "#d9cfbd", 3.0, True, _cloth("twill", 190, 0.42, 22, 62), COTTON),
        ("microsuede", "Microsuede", "Taupe", "#8f8376", 1.0, True,
         _cloth("nonwoven", 210, 0.65, None, 48, nap=0.3, hand=("soft",)), (("polyester", 80.0), ("polyamide", 20.0))),
        ("jacquard", "Monogram Jacquard", "Cognac", "#7b5233", 6.0, True,
         _cloth("jacquard", 165, 0.36, 26, 55), (("viscose", 60.0), ("cotton", 40.0))),
        ("cashmere", "Cashmere Knit", "Oatmeal", "#cbbfa9", 1.0, False,
         _cloth("knit", 230, 1.3, 7, 28, hand=("soft", "warm")), (("cashmere", 100.0),)),
        ("silk-satin", "Silk Satin", "Oyster", "#d8cbbd", 32.0, False,
         _cloth("satin", 82.5, 0.16, 50, 22, hand=("silky",)), (("silk", 100.0),)),
        ("cotton-canvas", "Cotton Canvas", "Natural", "#cfc1a5", 2.0, False,
         _cloth("canvas", 400, 0.8, 11, 84, hand=("dry", "crisp")), COTTON),
    )  # fmt: skip
    return tuple(
        MaterialRow(
            code=code,
            name=name,
            family="textile",
            colour_hex=hex_code,
            colour_name=colour,
            gloss_gu60=gloss,
            textile=spec,
            fibres=fibres,
            evidence=(laboratory.figure("nickel", 0.5, method="OEKO-TEX 200", below=True),) if tested else (),
        )
        for code, name, colour, hex_code, gloss, tested, spec, fibres in table
    )


def _cloth(
    weave: str, mass: float, thick: float, threads: float | None, drape: float, *, nap: float = 0.0, hand: Hand = ()
) -> Mapping[str, object]:
    return {
        "weave": weave,
        "mass_gsm": mass,
        "thickness_mm": thick,
        "threads_per_cm": threads,
        "drape_percent": drape,
        "nap_length_mm": nap,
        "hand": hand,
    }
