"""Takes the posters of the demonstration shops that are not there yet, and throws away those nothing shows any more.

    python -m frontend.demo_posters

They lie in static/woorec/posters, named <digest>-<shape>.webp. A run that was stopped goes on where it was.
"""

import os
import tempfile
from datetime import date
from pathlib import Path

import django

from frontend.pictures import STATIC, read_pairs, take

POSTERS = STATIC / "posters"


def main() -> None:
    """This will bake what is needed, take the pictures, and end with 1 when one of them failed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woorec.settings")
    with tempfile.TemporaryDirectory(prefix="woorec-looks-") as folder:
        os.environ["WOOREC_HOME"] = folder
        django.setup()
        wanted = _wanted(Path(folder) / "looks")
        failed = take(read_pairs(wanted), out=POSTERS)
    for path in POSTERS.glob("*.webp"):
        if path.stem not in {f"{Path(line.split()[0]).parent.name}-{line.split()[1]}" for line in wanted}:
            path.unlink()
    print(*failed, sep="\n")
    raise SystemExit(bool(failed))


def _wanted(folder: Path) -> list[str]:
    """This will bake the looks whose posters are missing, and write all pairs as lines for `read_pairs`."""
    from catalog.demo import DEMO_STORES
    from catalog.demo.pictured import pictured
    from catalog.looks import library
    from catalog.looks.look import MAPS
    from woorec.shops import DEMO_SEED

    lines = []
    for make in DEMO_STORES.values():
        for (digest, shape), look in pictured(make(seed=DEMO_SEED, today=date.today())).items():
            names = [library.LOOK] if (POSTERS / f"{digest}-{shape}.webp").exists() else [library.LOOK, *MAPS.values()]
            for name in names:
                library.keep_file(look, name)
            lines.append(f"{folder / digest / library.LOOK} {shape}")
    return lines


if __name__ == "__main__":
    main()
