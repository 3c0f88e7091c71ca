"""Takes the pictures of materials on shapes, as WebP: `python -m frontend.pictures PAIRS --out FOLDER`.

PAIRS is a file (or - for standard input) with one pair a line: the path of a look.json, a space, a shape. A picture is
named <digest>-<shape>.webp; pictures that are there already stay, so a run that was stopped goes on where it was.
"""

import argparse
import base64
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from playwright.sync_api import Error, Page

from frontend.chromium import open_page, serving

STATIC = Path(__file__).parents[1] / "static/woorec"
SIDE = 560  # pixels
MOST_BYTES = 25_000
QUALITIES = (0.88, 0.76, 0.66, 0.54, 0.42, 0.3)
PER_PAGE = 40  # a fresh page now and then keeps memory small

# Opens the view or changes what it shows, and encodes ever smaller; in one task, so that each picture is drawn once.
TAKE = """async ([stage, look, shape, side, most, qualities]) => {
  if (window.view) await window.view.set({ look, shape });
  else {
    const host = document.createElement("div");
    Object.assign(host.style, { width: `${side}px`, height: `${side}px` });
    document.body.style.margin = "0";
    document.body.replaceChildren(host);
    window.view = await (await import(stage)).show(host, look, { shape, interactive: false });
  }
  let blob;
  for (const quality of qualities) {
    blob = await window.view.poster({ type: "image/webp", quality, width: side, height: side });
    if (blob.size <= most) break;
  }
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


@dataclass(frozen=True)
class Pair:
    look: Path
    shape: str
    digest: str

    @property
    def name(self) -> str:
        return f"{self.digest}-{self.shape}.webp"


def read_pairs(lines: Iterable[str]) -> list[Pair]:
    """This will read the pairs; one that is named twice is taken once."""
    pairs = {}
    for line in lines:
        if line.strip():
            path, shape = line.rsplit(maxsplit=1)
            look = Path(path).resolve()
            pairs[look, shape] = Pair(look, shape, json.loads(look.read_text())["digest"])
    return list(pairs.values())


def take(pairs: list[Pair], *, out: Path) -> list[str]:
    """This will take all pictures that `out` lacks, and return a sentence for each that failed."""
    out.mkdir(parents=True, exist_ok=True)
    missing = [pair for pair in pairs if not (out / pair.name).exists()]
    folders = {f"look{n}": folder for n, folder in enumerate(sorted({pair.look.parent for pair in missing}))}
    names = {folder: name for name, folder in folders.items()}
    failed: list[str] = []
    with serving({"woorec": STATIC, "page": _blank(out), **folders}) as address:
        for _, some in groupby(enumerate(missing), key=lambda numbered: numbered[0] // PER_PAGE):
            with open_page(width=SIDE, height=SIDE) as page:
                page.goto(f"{address}/page/blank.html")
                for done, pair in some:
                    url = f"{address}/{names[pair.look.parent]}/{pair.look.name}"
                    failed += _one(page, pair, url=url, out=out, place=f"{done + 1} of {len(missing)}")
    (out / "blank.html").unlink(missing_ok=True)
    return failed


def _blank(out: Path) -> Path:
    (out / "blank.html").write_text("<!doctype html><title>pictures</title>")
    return out


def _one(page: Page, pair: Pair, *, url: str, out: Path, place: str) -> Iterator[str]:
    started = time.monotonic()
    try:
        content = _picture(page, url, pair.shape)
    except Error as error:
        page.reload()
        yield f"{pair.name}: {error.message.splitlines()[0]}"
        return
    half_written = out / f"{pair.name}.part"
    half_written.write_bytes(content)
    half_written.rename(out / pair.name)
    print(f"{place}: {pair.name} {len(content)} bytes, {time.monotonic() - started:.1f} s", flush=True)


def _picture(page: Page, url: str, shape: str) -> bytes:
    taken = page.evaluate(TAKE, ["/woorec/stage.js", url, shape, SIDE, MOST_BYTES, list(QUALITIES)])
    return base64.b64decode(taken)


def main() -> None:
    """This will take the pictures the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pairs", help="a file of pairs, or - for standard input")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the pictures")
    options = parser.parse_args()
    lines = sys.stdin if options.pairs == "-" else Path(options.pairs).read_text().splitlines()
    failed = take(read_pairs(lines), out=options.out)
    print(*failed, sep="\n", file=sys.stderr)
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
