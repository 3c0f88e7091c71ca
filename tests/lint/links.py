"""Checks that links in the documentation lead somewhere: `python -m tests.lint.links`."""

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")
FENCE = re.compile(r"^\s*(```|~~~)")
INLINE_CODE = re.compile(r"`[^`]*`")
MAKE_TARGET = re.compile(r"`make ([a-z0-9]+)`")


def broken_links(root: Path) -> list[str]:
    """This will list the broken links of all pages below `root`, one sentence each."""
    return [problem for page in _pages(root) for problem in _problems(page, root=root)]


def _pages(root: Path) -> list[Path]:
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])


def _problems(page: Path, *, root: Path) -> Iterator[str]:
    for number, line in _prose(page):
        place = f"{page.relative_to(root)}:{number}"
        for target in LINK.findall(INLINE_CODE.sub("", line)):
            if problem := _problem(target, page=page, root=root):
                yield f"{place}: {problem}"
        for name in MAKE_TARGET.findall(line):
            if name not in _make_targets(root):
                yield f"{place}: the Makefile has no target {name}"


def _prose(page: Path) -> Iterator[tuple[int, str]]:
    fenced = False
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, line


def _problem(target: str, *, page: Path, root: Path) -> str | None:
    path, _, anchor = unquote(target).partition("#")
    if re.match(r"[a-z][a-z0-9+.-]*:", path):
        return None
    place = (root / path.lstrip("/") if path.startswith("/") else page.parent / path) if path else page
    if not place.exists():
        return f"{target} does not exist"
    if anchor and place.suffix == ".md" and anchor not in _anchors(place):
        return f"{target}: {place.name} has no such heading"
    return None


@cache
def _anchors(page: Path) -> frozenset[str]:
    seen: dict[str, int] = {}
    anchors = set()
    for _, line in _prose(page):
        if heading := HEADING.match(line):
            slug = _slug(heading.group(1))
            anchors.add(f"{slug}-{seen[slug]}" if slug in seen else slug)
            seen[slug] = seen.get(slug, 0) + 1
    return frozenset(anchors)


def _slug(heading: str) -> str:
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


@cache
def _make_targets(root: Path) -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z0-9]+):", (root / "Makefile").read_text(), re.MULTILINE))


if __name__ == "__main__":
    problems = broken_links(ROOT)
    print("\n".join(problems) or "All links in the documentation lead somewhere.")
    sys.exit(bool(problems))
