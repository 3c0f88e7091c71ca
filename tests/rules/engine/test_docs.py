"""What merchandisers read is what the engine does."""

from pathlib import Path

import pytest

from rules.engine.eligibility import REASONS
from rules.engine.facts import FACTS
from rules.engine.operators import OPERATORS
from rules.kinds import RULE_KINDS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "rules.md").read_text(encoding="utf-8")
WORDS = {"number": "number", "text": "text", "set": "list", "flag": "yes/no"}


@pytest.mark.parametrize("name", [*RULE_KINDS, *OPERATORS, *REASONS])
def test_every_kind_operator_and_code_is_explained(name):
    assert f"`{name}`" in PAGE


@pytest.mark.parametrize("fact", FACTS.values(), ids=FACTS)
def test_every_fact_is_in_the_table_with_its_type(fact):
    assert f"| `{fact.name}` | {WORDS[fact.kind]} |" in PAGE
