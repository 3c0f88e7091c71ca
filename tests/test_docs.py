"""What the code can do is written down, and what is written down is there."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands
from django.db import connection
from rest_framework import serializers

from catalog import api as catalogue_api
from catalog import problems
from catalog.models import AllergenEvidence, ApiKey
from events import api as events_api
from events.models import Interaction, Return
from ranking.features import CROSS, FeatureConfig
from ranking.objectives import OBJECTIVES, TERMS
from ranking.rankers import RANKERS
from ranking.rankers.ladder import RankersConfig
from ranking.recall import RECALLS
from ranking.recall.again import AgainConfig
from ranking.recall.hot import HotConfig
from ranking.returns import OWN, PRIOR_PURCHASES
from ranking.returns_training import ReturnsConfig
from rules.engine.facts import FACTS
from rules.engine.rule import SEVERITIES
from rules.kinds import RULE_KINDS
from woorec import api as lists_api
from woorec import explanation_api, missing_parts
from woorec.candidates import VARIANT
from woorec.pipeline import EXPLORATION_LATE, LATE_NODES, SEARCH_NODES
from woorec.pools import BROUGHT_IN, ENOUGH, SOURCE
from woorec.pools import LATE as POOLS_LATE
from woorec.scene import EVIDENCE_HOLDS
from woorec.shops import DEMO_PASSWORD, DEMO_PEOPLE
from woorec.widening import AT_ONCE, WIDER, WIDER_LATE

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
OUR_APPS = ("catalog", "events", "rules", "ranking")
PATH_IN_THE_MAP = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)
HOST = re.compile(r"\bhttps?://([^/\s`'\"<)]+)")
OF_EXAMPLES = {"studio.example.com", "shop.example.com", "recs.shop.example"}
KNOWN_HOSTS = {"127.0.0.1:8000", "keepachangelog.com", "semver.org", *OF_EXAMPLES}
COMMAND = re.compile(r"manage\.py\s([a-z_]+)")


def page(name: str) -> str:
    return (ROOT / name).read_text()


def unwritten(names: Iterable[str], *, text: str) -> list[str]:
    """This will list the names that a text does not hold as code, as in `name`."""
    return sorted({name for name in names if f"`{name}`" not in text})


def fields_of(module: object) -> set[str]:
    """This will name every field of the serializers that a module defines."""
    kinds = [
        kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, serializers.Serializer)
    ]
    return {name for kind in kinds if kind.__module__ == module.__name__ for name in kind().fields}  # type: ignore[attr-defined]


def texts_in(path: Path, *, function: str) -> set[str]:
    """This will collect the words of a function's texts; what an f-string fills in stands as <>."""
    tree = ast.parse(path.read_text())
    bodies = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == function]
    assert bodies, f"{path.name} has no function {function}"
    return {text for body in bodies for node in ast.walk(body) if (text := _text(node))}


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "<>" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def fallback_names() -> set[str]:
    """This will collect the names of every stand-in that an answer may report."""
    sources = (("candidates.py", "score"), ("scene.py", "_who_asks"))
    found = {text for name, function in sources for text in texts_in(ROOT / "woorec" / name, function=function)}
    found |= texts_in(ROOT / "woorec" / "snapshot.py", function="_load_champion")
    found |= texts_in(ROOT / "woorec" / "items.py", function="finished_answer")
    for part, function in (("recall", "_hear"), ("ranker", "_heads")):
        found |= {f"{part}_<>_{word}" for word in texts_in(ROOT / "woorec" / "candidates.py", function=function)}
    found = {text for text in found if re.fullmatch(r"[a-z]+(_(<>|[a-z]+))*_[a-z]+", text)}
    return found | {"untrained", WIDER, WIDER_LATE, POOLS_LATE, EXPLORATION_LATE, *missing_parts.ALL}


def problem_codes() -> Iterator[str]:
    """This will name every error that the API may answer with."""
    yield "overloaded"
    yield from (code for code, _ in problems.TITLES.values())
    for name in (*OUR_APPS, "woorec"):
        for path in (ROOT / name).rglob("*.py"):
            yield from re.findall(r"\bProblem\(\s*\"([a-z-]+)\"", path.read_text())


def settings_in_the_example() -> list[str]:
    return re.findall(r"^#([A-Z_]+)=", page(".env.example"), re.MULTILINE)


def test_a_name_that_is_written_nowhere_is_found() -> None:
    assert unwritten(["known", "unknown"], text="`known`, and unknown without quotes") == ["unknown"]


def test_a_field_of_the_api_is_seen() -> None:
    assert {"placement", "seed_products", "request_id", "ladder", "relaxed"} <= fields_of(lists_api)
    assert {"event_id", "transaction_id", "item_id", "rejected"} <= fields_of(events_api)


def test_a_stand_in_of_the_pipeline_is_seen() -> None:
    assert {"wider_recall", "model_damaged", "recall_<>_empty", "ranker_<>_late", "shopper_late"} <= fallback_names()


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("docs/rules.md", RULE_KINDS),
        ("docs/rules.md", FACTS),
        ("docs/rules.md", SEVERITIES),
        ("docs/data-model.md", FACTS),
        ("docs/models.md", RECALLS),
        ("docs/models.md", RANKERS),
        ("docs/models.md", OBJECTIVES),
        ("docs/models.md", TERMS),
        ("docs/models.md", OWN),
        ("docs/models.md", CROSS),
        ("docs/event-schema.md", Interaction.Kind.values),
        ("docs/event-schema.md", Return.Reason.values),
        ("docs/event-schema.md", fields_of(events_api)),
        ("docs/api.md", fields_of(lists_api)),
        ("docs/api.md", fields_of(explanation_api)),
        ("docs/catalogue-api.md", fields_of(catalogue_api)),
        ("docs/api.md", ApiKey.Scope.values),
        ("docs/api.md", list(problem_codes())),
        ("docs/allergy.md", AllergenEvidence.Allergen.values),
        ("docs/operations.md", settings_in_the_example()),
    ],
)
def test_every_name_is_on_its_page(name: str, names: Iterable[str]) -> None:
    wanted = list(names)

    assert wanted
    assert unwritten(wanted, text=page(name)) == []


def test_every_stand_in_is_named_in_plain_words() -> None:
    text = re.sub(r"<[a-z]+>", "<>", page("docs/api.md"))

    assert unwritten(fallback_names(), text=text) == []


def test_the_numbers_of_the_models_are_those_of_the_code() -> None:
    text = " ".join(page("docs/models.md").split())

    assert f"halved every {HotConfig().half_life:g} days" in text
    assert f"a purchase is halved every {AgainConfig().half_life:g} days" in text
    assert f"at least {RankersConfig().fewest_positives} positive" in text
    assert f"at most {FeatureConfig().history_limit} events" in text
    returns = ReturnsConfig()
    assert f"never under {returns.shortest_days:g} nor over {returns.longest_days:g}" in text
    assert f"Under {returns.fewest_pieces} pieces or {returns.fewest_returned} that came back there is no head" in text
    assert f"counts as {PRIOR_PURCHASES:g} purchases" in text
    assert f"({returns.fewest_for_regression} pieces that came back" in text


def test_the_limits_of_a_request_are_those_of_the_code() -> None:
    hours = f"{EVIDENCE_HOLDS.total_seconds() / 3600:g} hours"

    assert [name for name in ("docs/allergy.md", "docs/api.md", "docs/operations.md") if hours not in page(name)] == []
    assert f"limit of {SEARCH_NODES:,} steps" in page("docs/rules.md")
    assert f"after {LATE_NODES} of its {SEARCH_NODES:,} steps" in page("docs/operations.md")
    pools = " ".join(page("docs/models.md").split())
    assert f"fewer than {ENOUGH} products were recalled: the best {BROUGHT_IN}" in pools
    assert f"up to {AT_ONCE:,} products of the rest of the store" in pools
    assert unwritten([SOURCE, VARIANT], text=pools) == []


def test_every_command_of_ours_is_in_the_operations() -> None:
    ours = {name for name, app in get_commands().items() if str(app) in {*OUR_APPS, "woorec"}}

    assert {"up", "evaluate", "audit"} <= ours
    assert sorted(ours - set(COMMAND.findall(page("docs/operations.md")))) == []


def test_newcomers_read_who_may_sign_in() -> None:
    names = [DEMO_PASSWORD, *(name for name, _, _ in DEMO_PEOPLE)]

    assert unwritten(names, text=page("README.md")) == []


def test_every_table_and_constraint_is_in_the_data_model() -> None:
    tables = [model._meta for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OUR_APPS]
    names = {meta.db_table for meta in tables}
    names |= {constraint.name for meta in tables for constraint in meta.constraints}

    assert {"events_rankedlist", "one_live_rule_per_slot"} <= names
    assert unwritten(names, text=page("docs/data-model.md")) == []


def test_no_table_or_constraint_is_invented(db: None) -> None:
    metas = [model._meta for model in apps.get_models(include_auto_created=True)]
    known = {meta.db_table for meta in metas} | {each.name for meta in metas for each in meta.constraints}
    known |= {field.name for meta in metas for field in meta.get_fields()} | {*FACTS}
    known |= {*connection.introspection.table_names()}  # some are written by triggers alone
    cells = re.findall(r"`([a-z0-9]+(?:_[a-z0-9]+)+)`", page("docs/data-model.md"))

    assert cells
    assert sorted(set(cells) - known) == []


def test_every_page_is_linked_from_the_index() -> None:
    index = page("docs/README.md")
    others = [path.relative_to(DOCS).as_posix() for path in PAGES if path != DOCS / "README.md"]

    assert "rules.md" in others
    assert [name for name in others if f"({name})" not in index] == []


def test_every_path_in_the_map_exists() -> None:
    paths = [path for path in PATH_IN_THE_MAP.findall(page("ARCHITECTURE.md")) if "/" in path]

    assert "woorec/pipeline.py" in paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_file_and_function_in_the_promises_exists() -> None:
    named = set(re.findall(r"`((?:woorec|catalog|events|rules|ranking|tests)/[\w/]+\.py)`", page("ARCHITECTURE.md")))

    assert len(named) > 20
    assert sorted(path for path in named if not (ROOT / path).is_file()) == []


def test_every_command_in_the_documentation_exists() -> None:
    written = {name for path in [*ROOT.glob("*.md"), *PAGES] for name in COMMAND.findall(path.read_text())}

    assert {"evaluate", "up", "migrate"} <= written
    assert sorted(written - set(get_commands())) == []


def test_the_documents_send_nobody_to_a_host_that_is_not_ours_or_an_example() -> None:
    found = {host for path in [*ROOT.glob("*.md"), *PAGES] for host in HOST.findall(path.read_text())}

    assert "127.0.0.1:8000" in found
    assert sorted(found - KNOWN_HOSTS) == []


def test_the_number_of_a_decision_is_its_place() -> None:
    names = sorted(path.name for path in (DOCS / "decisions").glob("*.md"))

    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
