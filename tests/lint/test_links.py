from pathlib import Path

import pytest

from tests.lint.links import broken_links


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "Makefile").write_text("demo: ## Start\n")
    (tmp_path / "docs" / "guide.md").write_text("# Guide\n\n## Pin a product\n\n## Pin a product\n")
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        "[guide](docs/guide.md)",
        "[pin](docs/guide.md#pin-a-product) and [again](docs/guide.md#pin-a-product-1)",
        "[elsewhere](https://example.com/nothing)",
        "`[not](a-link.md)`",
        "```\n[not](a-link.md)\n```",
        "Run `make demo`.",
    ],
)
def test_a_link_that_leads_somewhere_passes(pages: Path, text: str) -> None:
    (pages / "README.md").write_text(text)

    assert broken_links(pages) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[gone](docs/gone.md)", "docs/gone.md does not exist"),
        ("![picture](docs/gone.png)", "docs/gone.png does not exist"),
        ("[pin](docs/guide.md#unpin)", "docs/guide.md#unpin: guide.md has no such heading"),
        ("Run `make tea`.", "the Makefile has no target tea"),
    ],
)
def test_a_link_that_leads_nowhere_is_named_with_its_line(pages: Path, text: str, problem: str) -> None:
    (pages / "README.md").write_text(f"# Title\n{text}\n")

    assert broken_links(pages) == [f"README.md:2: {problem}"]
