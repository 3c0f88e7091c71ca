"""Bakes the studio's light into static/woorec/env.bin: `python -m frontend.bake_environment`, then `make frontend`."""

import base64
import subprocess
import tempfile
from pathlib import Path

from frontend.chromium import open_page, serving

HERE = Path(__file__).parent
TARGET = HERE.parent / "static/woorec/env.bin"


def main() -> None:
    """This will build the baker, run it in a browser and keep what it made."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["node", HERE / "build.mjs", "bake", folder], check=True)
        Path(folder, "index.html").write_text("<!doctype html><title>bake</title>")
        with serving({"bake": Path(folder)}) as address, open_page(width=200, height=200) as page:
            page.goto(f"{address}/bake/index.html")
            made = page.evaluate("async () => (await import('./bake.js')).bake()")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(base64.b64decode(made))
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
