"""Holding an office, as both reading and writing need it: which regions a role reaches, which roles an office has."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from potensi.web.actor import ADMINISTRATOR, COUNTRY
from potensi.web.people.models import Membership, Office, Region


def digest_of(text: str) -> str:
    """Return the digest by which a token is kept. A token is random and long: a plain digest keeps it safe."""
    return hashlib.sha256(text.encode()).hexdigest()


def below(codes: set[str]) -> frozenset[str]:
    """Return ``codes`` with every region under them."""
    found, layer = set(codes), set(codes)
    while layer:
        layer = set(Region.objects.filter(parent__in=layer).values_list("code", flat=True)) - found
        found |= layer
    return frozenset(found)


def above(code: str) -> list[str]:
    """Return ``code`` and every region above it, the nearest first."""
    parents = dict(Region.objects.values_list("code", "parent_id"))
    line = [code]
    while (parent := parents.get(line[-1])) and parent not in line:
        line.append(parent)
    return line


def common_region(codes: Iterable[str]) -> str:
    """Return the smallest region that holds all of ``codes``; the country for none."""
    lines = [above(code) for code in set(codes)]
    if not lines:
        return COUNTRY
    shared = set.intersection(*(set(line) for line in lines))
    return next((code for code in lines[0] if code in shared), COUNTRY)


def roles_of(office: Office, day: date) -> tuple[str, ...]:
    """Return the roles that go with an office: those held on ``day``, else those of whoever held it last."""
    held = office.memberships.on(day)  # type: ignore[attr-defined]
    rows = list(held) or list(office.memberships.filter(until__lt=day).order_by("-until"))
    last = rows[0].until if rows and not held else None
    return tuple(sorted({row.role for row in rows if last is None or row.until == last}))


def is_administered(region: str, day: date) -> bool:
    """Return whether on ``day`` somebody administers ``region``, or one above it, without an end in sight."""
    open_ended = Membership.objects.filter(role=ADMINISTRATOR, since__lte=day, until__isnull=True, user__is_active=True)
    return open_ended.filter(office__agency__region__in=above(region)).exists()
