"""Checks templates: their form with djade, and that the strict Content-Security-Policy lets all of each page through.

`python -m tests.lint.templates`, with `--fix` to repair the form.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FORBIDDEN = {
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:json|ld\+json)\")[^>]*>": "an inline script; use a file",
    r"<style\b": "an inline style sheet; use a file",
    r"<[^>]*\sstyle\s*=": "a style attribute; use a class",
    r"<[^>]*\son[a-z]+\s*=": "an inline handler; listen in a script file",
    r"\bhx-on\b": "hx-on, which evaluates text; listen in a script file",
    r"hx-(?:vals|headers)\s*=\s*[\"']js:": "a value that htmx evaluates; use plain JSON",
    r"(?:href|src|action)\s*=\s*[\"']\s*javascript:": "a javascript: address",
    r"\bsrc(?:set)?\s*=\s*[\"'](?:https?:)?//": "something loaded from another host; keep it in static/",
    r"<link\b[^>]*\bhref\s*=\s*[\"'](?:https?:)?//": "something loaded from another host; keep it in static/",
}


def templates(root: Path) -> list[Path]:
    """This will list every template of the project."""
    return sorted([*(root / "templates").rglob("*.html"), *root.glob("*/templates/**/*.html")])


def blocked(text: str) -> list[tuple[int, str]]:
    """This will list what the policy would block in a template, as line number and reason."""
    seen = _without_comments(text)
    found = [
        (seen.count("\n", 0, match.start()) + 1, reason)
        for pattern, reason in FORBIDDEN.items()
        for match in re.finditer(pattern, seen, re.IGNORECASE)
    ]
    return sorted(found)


def _without_comments(text: str) -> str:
    def blank(match: re.Match[str]) -> str:
        return "\n" * match.group().count("\n")

    return re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", blank, text, flags=re.DOTALL)


def _well_formed(paths: list[Path], *, fix: bool) -> bool:
    djade = Path(sys.executable).with_name("djade")
    command = [str(djade) if djade.exists() else shutil.which("djade") or "djade", "--target-version", "5.2"]
    return subprocess.run([*command, *([] if fix else ["--check"]), *map(str, paths)], check=False).returncode == 0


def main(*, fix: bool) -> int:
    """This will print every problem and return the exit status."""
    paths = templates(ROOT)
    problems = [
        f"{path.relative_to(ROOT)}:{line}: {reason}" for path in paths for line, reason in blocked(path.read_text())
    ]
    print("\n".join(problems) or f"{len(paths)} templates hold nothing that the policy blocks.")
    return int(bool(problems) | (bool(paths) and not _well_formed(paths, fix=fix) and not fix))


if __name__ == "__main__":
    sys.exit(main(fix="--fix" in sys.argv))
