"""Every page, asked with strange queries and strange addresses, by nobody and by people: never a fault of ours."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from web.rights.table import ADDRESS_ROWS
from web.rights.walk import addresses, operations

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

# What no database could keep, and what no form has asked for.
BYTES = {"zero byte": "a%00b", "not utf-8": "%FF%FE%ED%A0%80", "percent": "%"}
VALUES = {
    "very long": "x" * 8000,
    "code": "%27%20OR%201%3D1%20--%3Cscript%3Ealert(1)%3C%2Fscript%3E%7B0%7D%25s%24%7Bx%7D",
    "path": "..%2F..%2F..%2Fetc%2Fpasswd",
    "negative": "-1",
    "not finite": "1e309",
    "beyond a big integer": "9223372036854775808",
    "signs": "%F0%9F%92%A9%E2%80%AE%C2%B2",
    "first day of all": "0001-01-01",
    "last day of all": "9999-12-31",
}
HOSTILE = BYTES | VALUES
# Every name that a page may look for in its query.
NAMES = ("q", "d", "a", "b", "data", "page", "lang", "daerah", "jenis", "aksi", "orang", "dari", "sampai", "token",
         "untuk", "next", "u", "ukuran", "peta", "limit", "offset", "region", "period", "name")  # fmt: skip
# The first row of every address is asked: the address with its parts.
FIRST = {row.name: row for row in reversed(ADDRESS_ROWS) if row.method == "GET"}


@pytest.fixture
def administrator(world, signed_in):
    """The region's administrator, to whom the most pages are open."""
    client = signed_in(world.people.local_administrator)
    client.raise_request_exception = False
    return client


@pytest.fixture
def anybody():
    """Somebody not signed in."""
    return Client(raise_request_exception=False)


def ask_all(client, world, kind):
    query = "&".join(f"{name}={HOSTILE[kind]}" for name in NAMES)
    for name, row in FIRST.items():
        answer = client.get(f"{reverse(name, kwargs=row.of(world))}?{query}")
        assert answer.status_code < 500, f"{name} with {kind}"
        _let_go(answer)


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_query_leads_an_administrator_to_a_fault(world, administrator, kind):
    ask_all(administrator, world, kind)


@pytest.mark.parametrize("kind", BYTES)
def test_no_query_leads_anybody_to_a_fault(world, anybody, kind):
    ask_all(anybody, world, kind)


def test_every_name_looked_for_is_asked():
    """A page that looks for another name in its query needs it in NAMES."""
    from potensi.web import pages, people
    from potensi.web.audit import views

    looked_for = re.compile(r"request\.GET(?:\.get|\.getlist)?[(\[]\"([a-z_]+)\"")
    places = [*pages.__path__, *people.__path__, views.__file__.rpartition("/")[0]]
    texts = [path.read_text(encoding="utf-8") for place in places for path in _python(place)]
    assert {name for text in texts for name in looked_for.findall(text)} - set(NAMES) == set()


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_address_leads_to_a_fault(world, anybody, kind):
    routes = [each.route for each in addresses() if not each.name.startswith("api:")]
    routes += [each.path.lstrip("/").replace("{", "<").replace("}", ">") for each in operations()]
    for route in routes:
        if "<" in route and "^" not in route:
            path = re.sub(r"<[^>]+>", HOSTILE[kind][:300], route)
            answer = anybody.get(f"/{path}")
            assert answer.status_code < 500, f"/{path} ({kind})"
            _let_go(answer)


def _let_go(answer):
    if answer.streaming:
        list(answer.streaming_content)


def _python(place):
    from pathlib import Path

    return Path(place).rglob("*.py")
