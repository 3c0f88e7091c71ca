"""What a gloss meter reads, as the roughness of a shader."""

from collections.abc import Sequence

# GGX lobe of a dielectric with n = 1.5, lit and read at 60 degrees through the receptor of ISO 2813 (4.4 x 11.7
# degrees), in parts of the black glass standard (n = 1.567). Worked out once, by integration; the ends are extended.
ROUGHNESS: Sequence[float] = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8, 1.0)
GLOSS: Sequence[float] = (100, 88, 79, 58, 38, 24, 16, 10, 6.6, 4.4, 2.9, 2.0, 1.4, 0.7, 0.3, 0.1)


def roughness_of(gloss_gu60: float) -> float:
    """This will give the roughness, 0.02 to 1, whose surface reads so many gloss units at 60 degrees."""
    if gloss_gu60 >= GLOSS[0]:
        return ROUGHNESS[0]
    for at in range(1, len(GLOSS)):
        if gloss_gu60 >= GLOSS[at]:
            share = (GLOSS[at - 1] - gloss_gu60) / (GLOSS[at - 1] - GLOSS[at])
            return ROUGHNESS[at - 1] + share * (ROUGHNESS[at] - ROUGHNESS[at - 1])
    return ROUGHNESS[-1]
