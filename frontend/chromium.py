"""The browser that draws for us where there is no GPU, and the small server it reads from."""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

# WebGL in software. The default of a headless Chromium is none at all.
DRAWING = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
FLAGS = [*DRAWING, "--no-sandbox", "--hide-scrollbars", "--disable-dev-shm-usage", "--no-first-run"]


def browser_path() -> str:
    """This will find the browser: $CHROMIUM, or one that is installed."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        raise SystemExit("No browser found. Install Chromium, or set CHROMIUM to its path.")
    return path


@contextmanager
def open_page(*, width: int, height: int) -> Iterator[Page]:
    """This will open a window of width x height CSS pixels, and close the browser afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        try:
            yield browser.new_page(viewport={"width": width, "height": height})
        finally:
            browser.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *args: object, folders: dict[str, Path], **options: object) -> None:
        self.folders = folders
        super().__init__(*args, **options)

    def translate_path(self, path: str) -> str:
        prefix, _, rest = path.split("?")[0].lstrip("/").partition("/")
        folder = self.folders.get(prefix)
        if folder is None or ".." in rest.split("/"):
            return "/nowhere"
        return str(folder / rest)

    def log_message(self, *args: object) -> None:
        """This will say nothing: requests are no news."""


@contextmanager
def serving(folders: dict[str, Path]) -> Iterator[str]:
    """This will serve each folder below its name at an address of this machine, which it yields."""
    handler = functools.partial(_Quiet, folders=folders)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
