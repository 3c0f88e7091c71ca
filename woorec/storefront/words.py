"""What the two shops say of themselves: their own words, by their look, and the edits that they offer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from woorec.storefront.listing import Choice

LEAST = 4  # products that an edit must hold


@dataclass(frozen=True, slots=True)
class Words:
    """A shop's own voice on its pages."""

    over: str
    title: str
    text: str
    call: str
    promise: tuple[tuple[str, str], ...]


VOICES: Mapping[str, Words] = {
    "warm": Words(
        over="The leather house",
        title="Know how it feels before you hold it",
        text="Every piece says which hide it is, how it was tanned, and how firm or soft it lies in the hand.",
        call="See the collection",
        promise=(
            ("Named hides", "Species, grain, tannage, thickness: as the tannery measured them."),
            ("To the millimetre", "Turn the leather in 3D and look at its grain at its true size."),
            ("Back within 30 days", "Tell us what did not feel right. The next choice will know."),
        ),
    ),
    "cool": Words(
        over="The jeweller",
        title="Jewellery that tells what it is made of",
        text="Every piece names its metal and its plating and, where a laboratory has tested it, the figure, the "
        "method and the day.",
        call="See the collection",
        promise=(
            ("Metal, named", "Alloy, plating and thickness. Not “gold tone”: which gold, and how much."),
            ("Tested, dated", "Where we know what reaches the skin, we print it. Where we do not, we say so."),
            ("Back within 30 days", "Skin that reacts is a reason. Tell us, and we leave that metal out."),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """A choice of the house: the products of a material that has the word in its name."""

    word: str
    title: str
    text: str


EDITS: Mapping[str, Sequence[Edit]] = {
    "warm": (
        Edit("suede", "Suede, to stroke", "A short nap that takes the light one way and gives it back the other."),
        Edit("vachetta", "Vachetta, to grow old with", "Vegetable tanned and left bare, so that it darkens with you."),
        Edit("pebbled", "Pebbled, for every day", "A full grain that hides what a day does to a bag."),
        Edit("saffiano", "Saffiano, for rain", "Pressed, sealed and firm: the hide that minds nothing."),
        Edit("nappa", "Nappa, to hold", "Lamb, the softest hand we know."),
    ),
    "cool": (
        Edit("vermeil", "Vermeil", "Gold on silver, thick enough to be called so."),
        Edit("titanium", "Titanium, for bare skin", "What surgeons use, with its composition on the label."),
        Edit("gold", "Solid gold", "Nine to eighteen carats, all the way through."),
        Edit("pearl", "Pearls", "Sorted by hand, by lustre and overtone."),
        Edit("silver", "Sterling silver", "Polished, brushed or hammered, and named as what it is."),
    ),
}


def edits(look: str, *, materials: Sequence[Choice]) -> Iterator[tuple[Edit, Choice]]:
    """This will offer the edits that a shop can fill, each with the material that fills it most."""
    for edit in EDITS[look]:
        fitting = [each for each in materials if edit.word in each.label.lower().split() and each.count >= LEAST]
        if fitting:
            yield edit, max(fitting, key=lambda each: each.count)
