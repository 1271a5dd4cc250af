"""Looking at what an installation does: database, address, letters, sign-in, worker, contents."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection

from potensi.web.operations import databases, environment, tables, upkeep
from potensi.web.operations.findings import Finding, fine, note, wrong

_MAIL_SECONDS = 5


def database() -> Iterator[Finding]:
    """Whether the database answers, is one of the two that are tested, sound, and of this version."""
    if connection.vendor not in (databases.SQLITE, databases.POSTGRESQL):
        yield wrong("database", "unsupported", name=connection.vendor)
        return
    try:
        state = tables.state_of(connection)
        yield from _tables(state)
        yield from _file()
    except DatabaseError as error:
        yield wrong("database", "away", reason=str(error).strip().splitlines()[0])


def _tables(state: tables.State) -> Iterator[Finding]:
    if state.unknown:
        yield wrong("database", "newer", names=", ".join(state.unknown[:3]))
    elif state.pending:
        yield wrong("database", "pending", count=len(state.pending))
    else:
        yield fine("database", name=connection.display_name, version=_version())


def _file() -> Iterator[Finding]:
    """What only SQLite's file can have: damage; and a file left behind after a move to PostgreSQL."""
    if connection.vendor == databases.SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            answer = str(cursor.fetchone()[0])
        if answer != "ok":
            yield wrong("database", "damaged", reason=answer)
    elif settings.INSTALLATION.database.exists():
        yield note("database", "left_behind", place=settings.INSTALLATION.database)


def address() -> Iterator[Finding]:
    """Under which address people reach it, and whether by https."""
    url = settings.INSTALLATION.url
    parts = urlsplit(url)
    if not url:
        yield note("address", "none")
    elif parts.scheme not in ("http", "https") or not parts.hostname:
        yield wrong("address", url=url)
    elif not settings.INSTALLATION.secure:
        yield note("address", "plain", url=url)
    else:
        yield fine("address", url=url, hosts=", ".join(settings.ALLOWED_HOSTS))


def letters() -> Iterator[Finding]:
    """Whether letters leave: the mail server is asked for its greeting, nothing is sent."""
    from django.core.mail import get_connection

    if "filebased" in settings.EMAIL_BACKEND:
        yield note("mail", "files", place=settings.INSTALLATION.mail)
        return
    server = get_connection()
    server.timeout = _MAIL_SECONDS
    where = f"{getattr(server, 'host', '')}:{getattr(server, 'port', '')}"
    try:
        server.open()
        server.close()
    except OSError as error:  # SMTPException is one
        yield wrong("mail", server=where, reason=str(error))
        return
    yield fine("mail", server=where, sender=settings.DEFAULT_FROM_EMAIL)
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield note("mail", "sender", sender=settings.DEFAULT_FROM_EMAIL)


def open_id() -> Iterator[Finding]:
    """Whether signing in by an identity provider is set wholly, or not at all."""
    names = ("POTENSI_OIDC_URL", "POTENSI_OIDC_CLIENT_ID", "POTENSI_OIDC_SECRET")
    missing = [name for name in names if not os.environ.get(name)]
    if missing and len(missing) < len(names):
        yield wrong("oidc", names=", ".join(missing))
    else:
        yield fine("oidc", "none") if missing else fine("oidc", url=os.environ[names[0]])


def variables() -> Iterator[Finding]:
    """Variables that look like ours and are none."""
    for name, meant in environment.strangers():
        yield note("variable", "meant", name=name, meant=meant) if meant else note("variable", name=name)


def clock() -> Iterator[Finding]:
    """In which time zone days begin."""
    from django.utils import timezone

    now = timezone.localtime()
    yield fine("clock", zone=settings.TIME_ZONE, now=now.strftime("%Y-%m-%d %H:%M"))


def worker() -> Iterator[Finding]:
    """Whether the background worker lives, and whether a computation has failed."""
    from potensi.web.datasets.models import FAILED, Computation

    beat = upkeep.last_beat(settings.INSTALLATION.home)
    if beat is not None and beat.alive:
        yield fine("worker", machine=beat.machine, seconds=int(beat.seconds))
    else:
        yield wrong("worker")
    failed = Computation.objects.filter(state=FAILED).count()
    if failed:
        yield note("worker", count=failed)


def contents() -> Iterator[Finding]:
    """Whether there is anything to read, and anybody to look after it."""
    from potensi.web.datasets.models import PUBLISHED, Version
    from potensi.web.operations.administrators import there_are_administrators

    published = Version.objects.filter(state=PUBLISHED, dataset__visibility="public").count()
    yield fine("published", count=published) if published else note("published")
    yield fine("administrators") if there_are_administrators() else wrong("administrators")


def _version() -> str:
    if connection.vendor == databases.SQLITE:
        import sqlite3

        return sqlite3.sqlite_version
    connection.ensure_connection()
    return ".".join(map(str, divmod(connection.pg_version, 10_000)))  # type: ignore[attr-defined]
