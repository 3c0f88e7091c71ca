"""A poster: the picture of a look on a shape, as a browser took it."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

POSTER_PX = 560
MOST_BYTES = 25_000  # of a kept poster
MOST_SENT = 2_000_000
QUALITIES = (88, 80, 72, 62, 50)


def poster_of(sent: bytes) -> bytes:
    """This will write a picture anew as WebP of at most 560 px and 25 kB, without anything that came beside it.

    Raises ValueError when it is no picture, not square, too large or too busy.
    """
    if len(sent) > MOST_SENT:
        raise ValueError(
            f"The picture has {len(sent) / 1e6:.1f} MB, {MOST_SENT / 1e6:g} MB fit. Take it again, smaller."
        )
    try:
        with Image.open(BytesIO(sent), formats=("WEBP", "PNG", "JPEG")) as opened:
            picture = opened.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise ValueError("That is no picture as WebP, PNG or JPEG. Take it again.") from error
    if picture.width != picture.height:
        raise ValueError(f"A poster is square, and this is {picture.width} by {picture.height} px.")
    picture.thumbnail((POSTER_PX, POSTER_PX))
    for quality in QUALITIES:
        if len(written := _webp(picture, quality=quality)) <= MOST_BYTES:
            return written
    raise ValueError(f"The picture is too busy for {MOST_BYTES / 1e3:g} kB. Take it from a little farther away.")


def _webp(picture: Image.Image, *, quality: int) -> bytes:
    file = BytesIO()
    picture.save(file, "WEBP", quality=quality, method=6)
    return file.getvalue()
