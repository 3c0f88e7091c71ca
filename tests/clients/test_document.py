"""The API document is one that clients in other languages can be made from."""

import json
import re

import pytest
import yaml

from tests.clients.document import generated, operations, references, resolve, written

NAMES = [name for name, _ in operations()]
BY_NAME = dict(operations())


def test_the_document_in_docs_is_the_one_that_the_code_writes() -> None:
    plain = yaml.safe_load(json.dumps(generated(), default=str))
    assert plain == written(), "Run `make docs`."


def test_each_operation_has_a_name_of_its_own_that_makes_a_method() -> None:
    names = [operation["operationId"] for _, operation in operations()]
    assert len(names) == len(set(names)) > 10
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name)] == []


def test_each_reference_leads_somewhere() -> None:
    found = set(references(written()))
    assert "#/components/schemas/Wish" in found
    assert [each for each in found if not resolve(each)] == []


def test_nothing_is_described_that_no_operation_uses() -> None:
    used = set(references(written()))
    kinds = written()["components"]
    names = [f"#/components/{kind}/{name}" for kind in ("schemas", "responses") for name in kinds[kind]]
    assert [name for name in names if name not in used] == []


@pytest.mark.parametrize("name", NAMES)
def test_each_answer_of_an_operation_has_a_named_schema(name: str) -> None:
    answers = {status: _schema(answer) for status, answer in BY_NAME[name]["responses"].items() if status != "204"}
    assert {status for status, schema in answers.items() if "$ref" not in schema} == set()
    problems = {status for status, schema in answers.items() if schema["$ref"] == "#/components/schemas/Problem"}
    assert {"401", "403", "429", "500", "503"} <= problems
    assert len(BY_NAME[name]["responses"]) - len(problems) == 1


def _schema(answer: dict) -> dict:
    answer = resolve(answer["$ref"]) if "$ref" in answer else answer
    (body,) = answer["content"].values()
    return body["schema"]


@pytest.mark.parametrize("name", NAMES)
def test_each_operation_says_what_it_does_and_asks_for_a_key(name: str) -> None:
    operation = BY_NAME[name]
    assert operation["description"].endswith(".")
    known = written()["components"]["securitySchemes"]
    assert {scheme for each in operation["security"] for scheme in each} <= set(known)
    assert operation["security"]
    assert set(operation["tags"]) <= {tag["name"] for tag in written()["tags"]}


@pytest.mark.parametrize("name", [name for name in NAMES if "requestBody" in BY_NAME[name]])
def test_each_body_has_a_named_schema_and_an_example(name: str) -> None:
    body = BY_NAME[name]["requestBody"]["content"]["application/json"]
    assert list(body["schema"]) == ["$ref"]
    assert body["examples"]


def test_no_object_stands_unnamed_within_another() -> None:
    schemas = written()["components"]["schemas"]
    unnamed = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, inner in schema.get("properties", {}).items()
        if "properties" in inner or "properties" in inner.get("items", {}) or ("enum" in inner)
    ]
    assert unnamed == []
