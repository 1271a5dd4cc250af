"""The OpenAPI document: kept under version control, whole, and the same as what is served."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema_rs import validator_for
from pydantic import BaseModel

from potensi.web.api import api
from potensi.web.api.document import as_text

KEPT = Path(__file__).parents[3] / "docs" / "openapi.json"
RENEW = "docs/openapi.json is not what the API is: write it anew with `python -m potensi.web.api > docs/openapi.json`"
DOCUMENT = api.get_openapi_schema()
OPERATIONS = {(method, path): about for path, methods in DOCUMENT["paths"].items() for method, about in methods.items()}


def test_the_document_kept_is_the_document_served(client, db):
    import json

    assert KEPT.read_text(encoding="utf-8") == as_text(api.get_openapi_schema()), RENEW
    assert json.loads(KEPT.read_text(encoding="utf-8")) == client.get("/api/v1/openapi.json").json(), RENEW


def test_the_command_writes_the_document():
    written = subprocess.run([sys.executable, "-m", "potensi.web.api"], capture_output=True, text=True, check=True)
    assert written.stdout == KEPT.read_text(encoding="utf-8"), RENEW
    assert written.stderr == ""


def test_the_document_is_one_that_openapi_allows():
    import schemathesis

    schemathesis.openapi.from_dict(api.get_openapi_schema()).validate()


def test_every_reference_leads_somewhere():
    text = as_text(DOCUMENT)
    for kind, name in re.findall(r'"\$ref": "#/components/(\w+)/([^"]+)"', text):
        assert name in DOCUMENT["components"][kind]


def test_operations_are_named_once_told_of_and_in_a_known_group():
    names = [about["operationId"] for about in OPERATIONS.values()]
    assert len(names) == len(set(names))
    groups = {each["name"] for each in DOCUMENT["tags"]}
    for about in OPERATIONS.values():
        assert re.fullmatch(r"[a-z][a-z0-9_]+", about["operationId"])
        assert about["summary"]
        assert about["description"]
        assert set(about["tags"]) <= groups
        assert about["tags"]


@pytest.mark.parametrize("key", OPERATIONS, ids=" ".join)
def test_an_operation_says_how_to_be_known_and_what_a_refusal_looks_like(key):
    about = OPERATIONS[key]
    anonymous = {} in about["security"]
    assert anonymous == (key[0] == "get")
    assert {"400", "401", "403", "404", "422", "503"} <= set(about["responses"])
    assert any(status.startswith("2") for status in about["responses"])
    assert [each["name"] for each in about["parameters"]].count("lang") == 1
    success = next(response for status, response in about["responses"].items() if status.startswith("2"))
    assert "content" in success or "204" in about["responses"], "an answer without a form"


def schemas_used():
    """Return every model that the operations take or give, with those inside them."""
    found, left = set(), []
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                left += [each for each in operation.response_models.values() if isinstance(each, type)]
                left += operation.models
    while left:
        model = left.pop()
        if model in found:
            continue
        found.add(model)
        for field in model.model_fields.values():
            left += [each for each in _models_in(field.annotation)]
    return found


def _models_in(kind):
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for inner in getattr(kind, "__args__", ()):
        yield from _models_in(inner)


def test_no_two_schemas_have_one_name():
    """ninja keeps one of two models of the same name, and the document would speak wrongly of the other."""
    by_name = {}
    for model in schemas_used():
        if not model.__name__.startswith(("NinjaResponseSchema", "BodyParams", "FormParams", "FileParams", "PathParams",
                                          "QueryParams", "HeaderParams", "CookieParams")):  # fmt: skip
            by_name.setdefault(model.__name__, set()).add(f"{model.__module__}.{model.__name__}")
    assert {name: sorted(models) for name, models in by_name.items() if len(models) > 1} == {}


def test_examples_of_the_document_fit_their_schemas():
    for schema in DOCUMENT["components"]["schemas"].values():
        for example in schema.get("examples", ()):
            validator_for(schema | {"components": DOCUMENT["components"]}).validate(example)
    assert DOCUMENT["components"]["schemas"]["Problem"]["examples"]
