"""What a material is made of, what that means for skin, and how near two materials are in the hand."""

from catalog.materials.allergy import (
    Part,
    Verdict,
    allergy_class,
    judge,
    product_allergy_classes,
    product_verdicts,
    standing_figures,
    worst,
)
from catalog.materials.chips import material_chips
from catalog.materials.facts import MaterialFacts, facts_from_row
from catalog.materials.notices import Notice, notices
from catalog.materials.vector import (
    MATERIAL_AXES,
    MATERIAL_VECTOR_SIZE,
    MATERIAL_VECTOR_VERSION,
    lab,
    material_vector,
    product_vector,
)

__all__ = [
    "MATERIAL_AXES",
    "MATERIAL_VECTOR_SIZE",
    "MATERIAL_VECTOR_VERSION",
    "MaterialFacts",
    "Notice",
    "Part",
    "Verdict",
    "allergy_class",
    "facts_from_row",
    "judge",
    "lab",
    "material_chips",
    "material_vector",
    "notices",
    "product_allergy_classes",
    "product_vector",
    "product_verdicts",
    "standing_figures",
    "worst",
]
