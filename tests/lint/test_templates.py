import pytest

from tests.lint.templates import blocked


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<style>p { color: red }</style>",
        '<p style="color: red">',
        '<button\n  onclick="go()">',
        '<div hx-on:click="go()">',
        "<div hx-vals='js:{a: 1}'>",
        '<a href="javascript:go()">',
        '<img src="https://example.com/a.png">',
        '<script src="//example.com/a.js"></script>',
        '<link rel="stylesheet" href="https://example.com/a.css">',
    ],
)
def test_what_the_policy_would_block_is_found(text: str) -> None:
    assert len(blocked(f"<main>\n{text}\n</main>")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<script src=\"{% static 'js/app.js' %}\" defer></script>",
        '<script type="application/json" id="points">[1, 2]</script>',
        '<a href="https://example.com">Our shop</a>',
        '<p class="one" data-style="plain">only = words</p>',
        '{# <p style="color: red"> #}',
    ],
)
def test_what_the_policy_allows_passes(text: str) -> None:
    assert blocked(text) == []


def test_the_line_is_that_of_the_problem() -> None:
    template = '<p>\n{% comment %}\n\n{% endcomment %}\n<p style="color: red">'

    assert blocked(template) == [(5, "a style attribute; use a class")]
