"""The files of looks, for every shop page."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from catalog.looks import library
from catalog.material_looks import look_by_digest

TYPES = {".json": "application/json", ".webp": "image/webp", ".glb": "model/gltf-binary"}
# A file is named by all that made it, so that it never changes, but for a poster, which may be taken again. Any shop
# page may load it.
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
FOREVER = OPEN | {"Cache-Control": "public, max-age=31536000, immutable"}
FOR_NOW = OPEN | {"Cache-Control": "public, max-age=300"}


@require_safe
def look_file(request: HttpRequest, digest: str, name: str) -> FileResponse:
    """This will send a file of a look to anybody, and make it before where it is missing."""
    path = _found(digest, name)
    if path is None:
        raise Http404(f"There is no {name} of this look.")
    lasting = FOR_NOW if name in library.POSTERS else FOREVER
    return FileResponse(path.open("rb"), content_type=TYPES[path.suffix], headers=lasting)


def _found(digest: str, name: str) -> Path | None:
    if name not in library.FILES or not library.DIGEST.fullmatch(digest):
        return None
    if path := library.file_of(digest, name):
        return path
    look = look_by_digest(digest)
    return library.keep_file(look, library.STAND_IN if name in library.POSTERS else name) if look else None
