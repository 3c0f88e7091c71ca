"""The sentences of a difference as lines that say whether something came, went or changed."""

from collections.abc import Sequence


def diff_lines(sentences: Sequence[str]) -> list[dict[str, str]]:
    """This will split the engine's sentences into what components/diff_line.html marks with a sign."""
    return [_diff_line(sentence) for sentence in sentences]


def _diff_line(sentence: str) -> dict[str, str]:
    for word, change in (("Added: ", "added"), ("Removed: ", "removed")):
        if sentence.startswith(word):
            return {"change": change, "text": sentence.removeprefix(word), "was": ""}
    return {"change": "changed", "text": sentence, "was": ""}
