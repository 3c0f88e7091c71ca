"""Which stones light passes, by their names: no figure of a record says so."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

# Refractive indices, the ordinary ray where there are two: as gemmology's tables give them. Each with the names of the
# stone in English, German, French, Italian and Spanish, folded to ASCII.
STONES: Mapping[float, str] = {
    2.65: "moissanite moissanit moissanita",
    2.417: "diamond diamant diamante diamanten diamanti",
    2.17: "zirconia zirkonia circonita zirconita zirconium zirconi",
    1.95: "zircon zirkon zircone circon",
    1.766: "ruby rubies rubin rubine rubis rubino rubini rubi sapphire saphir saphire zaffiro zaffiri zafiro",
    1.76: "garnet granat granate grenat granato granati",
    1.718: "spinel spinell spinelle spinello espinela",
    1.69: "tanzanite tansanit tanzanit tanzanita",
    1.67: "peridot peridoto",
    1.63: "tourmaline turmalin turmaline tormalina turmalina",
    1.62: "topaz topas topaze topazio topazi topacio",
    1.58: "emerald smaragd smaragde emeraude smeraldo smeraldi esmeralda aquamarine aquamarin aigue acquamarina "
    "aguamarina morganite morganit morganita beryl berillo berilo beril",
    1.56: "crystal kristall cristal cristallo cristalli",
    1.544: "amethyst amethyste ametista amatista citrine citrin citrino quartz quarz quarzo cuarzo bergkristall",
    1.52: "glass glas verre vetro vidrio strass rhinestone",
}
INDICES: Mapping[str, float] = {name: index for index, names in STONES.items() for name in names.split()}
# What clear stones are made of, and opaque ones, too: "opal glass", "tiger's eye quartz".
SHARED = frozenset(f"{STONES[1.56]} {STONES[1.52]} quartz quarz quarzo cuarzo".split())
# Stones that no light passes as it would a cut one, in the same five languages.
OPAQUE_NAMES = (
    "onyx onix onice malachite malachit malachita moonstone mondstein opal opale opalo opali turquoise turkis "
    "tuerkis turchese turquesa lapis lapislazuli lapislazzuli lapislazzulo jade giada jadeite jadeit jasper jaspis "
    "jaspe diaspro agate achat achate agata agathe coral koralle korallen corail coraux corallo coralli hematite "
    "haematite hamatit haematit ematite hematita carnelian cornelian karneol cornaline corniola cornalina "
    "chalcedony chalcedon chalzedon calcedoine calcedonio calcedonia labradorite labradorit labradorita obsidian "
    "obsidienne ossidiana obsidiana tiger tigerauge tigre howlite howlith howlita sodalite sodalith sodalita amber "
    "bernstein ambre ambra ambar"
)
OPAQUE = frozenset(OPAQUE_NAMES.split())
OPAQUE_PHRASES = ("pierre de lune", "pietra di luna", "piedra de luna", "piedra luna")


def refractive_index(code: str, name: str) -> float | None:
    """This will find the clear stone that a name, or else a code, speaks of by whole words, one or many of it.

    Cuts and colours are named after clear stones, so that an opaque one counts before them ("Onyx, emerald cut"), and
    opaque ones name colours, too ("Coral Sapphire"): what ends the name before its first comma is the stone.
    """
    last = _words(name.split(",")[0])[-1:]
    if found := [INDICES[word] for word in _singulars(last) if word in INDICES and word not in SHARED]:
        return found[0]
    words = _words(f"{name} {code}")
    singulars, text = _singulars(words), f" {' '.join(words)} "
    if OPAQUE.intersection(singulars) or any(f" {phrase} " in text for phrase in OPAQUE_PHRASES):
        return None
    return next((INDICES[word] for word in singulars if word in INDICES), None)


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.findall("[a-z]+", folded)


def _singulars(words: Sequence[str]) -> list[str]:
    return [word for each in words for word in (each, each.removesuffix("s"))]
