"""Installations, empty databases and free ports for the tests of operations."""

from __future__ import annotations

import shutil
import socket
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from web.operations.installed import Installed

# Times, nested values, long and odd texts, no value, an agency's former name, a token.
WORK = """
from datetime import date
from potensi.web.actor import SYSTEM
from potensi.web.people.models import Region
from potensi.web.people.services import make_agency, make_office, add_person, rename_agency, make_token
from potensi.web.people.queries import actor_of
from potensi.web.operations import demonstration
demonstration.open_for_a_day()
agency = make_agency(actor=SYSTEM, region=Region.objects.get(pk="3510"), name="Dinas “Perikanan” ≥ 2015 \\\\ 😀")
office = make_office(actor=SYSTEM, agency=agency, title="Kepala dinas", head=True)
user = add_person(actor=SYSTEM, email="sari@example.go.id", name="Sari", office=office, role="analyst",
                  since=date(2020, 1, 1), nip="198001012005012001")
rename_agency(actor=SYSTEM, agency=agency, name="Dinas Kelautan", since=date(2024, 1, 1), why="Perda\\nbaru")
make_token(actor=actor_of(user), name="skrip")
"""


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    """An installation as ``potensi serve`` prepares it, with an administrator; to be copied, never used."""
    home = tmp_path_factory.mktemp("template") / "potensi-data"
    Installed(home).run("createadmin", "wahyu@example.go.id", "--name", "Wahyu Prasetya")
    return home


@pytest.fixture(scope="session")
def worked_template(template, tmp_path_factory) -> Path:
    """An installation in which every kind of value has been written; to be copied, never used."""
    home = tmp_path_factory.mktemp("worked") / "potensi-data"
    shutil.copytree(template, home)
    Installed(home).python(WORK)
    return home


@pytest.fixture
def worked_on(worked_template, tmp_path) -> Installed:
    """An installation of one's own in which every kind of value has been written."""
    home = tmp_path / "worked" / "potensi-data"
    shutil.copytree(worked_template, home)
    return Installed(home)


@pytest.fixture
def installed(template, tmp_path) -> Installed:
    """An installation of one's own on SQLite."""
    home = tmp_path / "potensi-data"
    shutil.copytree(template, home)
    return Installed(home)


@pytest.fixture
def empty(tmp_path) -> Installed:
    """A folder in which nothing has been installed yet."""
    (tmp_path / "other").mkdir()
    return Installed(tmp_path / "other" / "potensi-data")


@pytest.fixture
def fresh_database(postgres_url) -> Iterator[Callable[[], str]]:
    """Return a function that makes an empty database on the PostgreSQL server and returns its DATABASE_URL."""
    made: list[str] = []

    def make() -> str:
        made.append(f"potensi_{uuid.uuid4().hex}")
        with psycopg.connect(postgres_url, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{made[-1]}"')
        return urlunsplit(urlsplit(postgres_url)._replace(path=f"/{made[-1]}"))

    yield make
    with psycopg.connect(postgres_url, autocommit=True) as server:
        for name in made:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
