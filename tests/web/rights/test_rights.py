"""Every address and every API operation, asked by four people: who is answered what (the table is table.py)."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from web.conftest import PASSWORD
from web.rights.allauth_addresses import ALLAUTH, is_allauth
from web.rights.rows import ANONYMOUS, SIGN_IN
from web.rights.table import ADDRESS_ROWS, OPERATION_ROWS
from web.rights.walk import addresses, api_routes, operations
from web.rights.watch_writes import watched

from potensi.web.audit.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_every_address_has_a_row_and_every_row_an_address():
    there = {each.name or each.route for each in addresses()}
    told = {row.name for row in ADDRESS_ROWS} | {each.name for each in ALLAUTH}
    assert there - told == set(), "addresses without a row in tests/web/rights/table.py"
    assert told - there == set(), "rows without an address"


def test_every_operation_has_a_row_and_every_row_an_operation():
    there, told = {each.name for each in operations()}, {row.name for row in OPERATION_ROWS}
    assert there - told == set(), "operations without a row in tests/web/rights/table.py"
    assert told - there == set(), "rows without an operation"


def test_the_api_has_no_address_that_its_document_keeps_secret():
    assert api_routes() - {each.path for each in operations()} == {"/api/v1/openapi.json"}


def test_only_third_party_addresses_are_grouped():
    grouped = {each.name for each in ALLAUTH}
    assert all(is_allauth(each) for each in addresses() if (each.name or each.route) in grouped)


def test_a_write_outside_services_is_noticed(people):
    with watched() as found:
        type(people.host).objects.filter(pk=people.host.pk).update(name="Lain")
    assert len(found) == 1


@pytest.mark.parametrize("row", ADDRESS_ROWS, ids=str)
def test_an_address_answers_each_asker_as_its_row_says(world, signed_in, row):
    address = reverse(row.name, kwargs=row.of(world))

    def ask(who):
        client, url = _client(row, world, who, signed_in), address + row.asked(world)
        return client.get(url) if row.method == "GET" else client.post(url, row.sent(world))

    _each_asker(row, world, ask)


@pytest.mark.parametrize("row", OPERATION_ROWS, ids=str)
def test_an_operation_answers_each_asker_as_its_row_says(world, row):
    operation = next(each for each in operations() if each.name == row.name and each.method == row.method)
    url = operation.path.format(**row.of(world)) + row.asked(world)
    tokens = {who: world.token(who) for who in row.expected if who != ANONYMOUS}

    def ask(who):
        headers = {} if who == ANONYMOUS else {"Authorization": f"Bearer {tokens[who]}"}
        data, client = row.sent(world), Client()
        if row.method == "GET":
            return client.get(url, headers=headers)
        if row.method == "POST" and {"file", "photo"} & set(data):
            return client.post(url, data, headers=headers)
        return client.generic(row.method, url, json.dumps(data), "application/json", headers=headers)

    _each_asker(row, world, ask)


def _client(row, world, who, signed_in):
    if who == ANONYMOUS:
        return Client()
    client = signed_in(getattr(world.people, who))
    if row.fresh:
        assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return client


def _each_asker(row, world, ask):
    for who, expected in row.expected.items():
        world.asking = who
        before = AuditRow.objects.count()
        with watched() as unserviced:
            answer = ask(who)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert _status(answer) == expected, f"{row} for {who}: {_sentence(body)}"
        succeeded = expected != SIGN_IN and int(expected) < 400
        rows = 1 if row.method != "GET" and succeeded and row.writes else 0
        assert unserviced == [], "written outside a service"
        assert AuditRow.objects.count() - before == rows, f"{row} for {who} left another trace than its answer says"


def _status(answer):
    sent_in = answer.status_code == 302 and answer["Location"].split("?")[0] == reverse(settings.LOGIN_URL)
    return SIGN_IN if sent_in else str(answer.status_code)


def _sentence(body):
    text = re.sub(r"<[^>]+>|\s+", " ", body.decode(errors="replace"))
    return re.sub(r" {2,}", " ", text)[:600]
