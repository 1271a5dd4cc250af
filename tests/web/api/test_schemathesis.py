"""schemathesis asks every operation of the API for what its document allows, and for what it does not.

Some parts of the addresses are replaced by ones that are there, so that more than 404 is met. Examples are the same at
every run. An operation answers only what its document says, in the form that it says, and never with a fault of ours.
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from web.rights.walk import operations
from web.rights.world import build

from potensi.web.api import api
from potensi.web.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 20
# Called without a connection, schemathesis does not unpack what is compressed.
PLAIN = {"Accept-Encoding": "identity"}
# What is there in the world, by the name of the part of the address or the query.
THERE = {
    "slug": ["pdrb-terbuka", "pdrb-daerah", "pdrb-jabatan", "tidak-ada"],
    "number": [1, 2, 3, 2**63],
    "code": ["3510", "Banyuwangi", "35.10", "a", "9999"],
    "name": ["cells", "regions", "lq", "growth_yearly"],
    "kind": ["csv", "parquet"],
    "form": ["csv", "xlsx", "parquet"],
    "data": ["pdrb-terbuka", "pdrb-daerah"],
    "d": [["3510", "3511"], ["Banyuwangi"], ["x"] * 12],
    "a": [1, 2],
    "b": [2, 3],
}
QUIET = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def schema():
    """The API's document with the program that answers."""
    found = schemathesis.openapi.from_dict(api.get_openapi_schema())
    found.app = application
    return found


@pytest.fixture(autouse=True)
def connection_kept():
    """Keep the test's connection, and with it its transaction, from one request to the next, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(people):
    """The token of an analyst, who sees and may change what is in the world."""
    return build(people).token("analyst")


def put_in(data, case):
    """Replace some parts of a case by ones that are there."""
    for parts in (case.path_parameters, case.query):
        for name in [name for name in (parts or {}) if name in THERE]:
            if data.draw(st.booleans()):
                parts[name] = data.draw(st.sampled_from(THERE[name]))


def modes(operation):
    """Return the ways to make cases: as the document allows, and otherwise where there is anything to get wrong."""
    found = [operation.as_strategy(generation_mode=GenerationMode.POSITIVE)]
    if any(True for _ in operation.iter_parameters()) or operation.body:
        found.append(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    return st.one_of(found)


def ask(schema, name, headers):
    """Ask one operation with many cases."""
    operation = schema.find_operation_by_id(name)

    @QUIET
    @given(case=modes(operation), data=st.data())
    def answered(case, data):
        put_in(data, case)
        case.call_and_validate(headers=headers | PLAIN, checks=CHECKS)

    answered()


@pytest.mark.parametrize("name", [each.name for each in operations()])
def test_nobody_meets_a_fault_or_an_undocumented_answer(schema, token, name):
    ask(schema, name, {})


@pytest.mark.parametrize("name", [each.name for each in operations()])
def test_an_analyst_meets_no_fault_and_no_undocumented_answer(schema, token, name):
    ask(schema, name, {"Authorization": f"Bearer {token}"})
