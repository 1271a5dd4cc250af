"""Reading the audit trail: filtered, and told in the reader's language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from potensi.codes import regions
from potensi.language import knows, number, say
from potensi.web.actor import Actor
from potensi.web.audit import rules
from potensi.web.audit.models import AuditRow
from potensi.web.templatetags.words import day

# What holds accounts by their number; names are looked up when somebody reads, so that an erased one has none.
_PEOPLE = ("user", "users")
# Fields whose values are kept as keys, and the table of words that tells them.
_KEYED = {
    "role": "people.role",
    "roles": "people.role",
    "state": "datasets.state",
    "visit_state": "visits.state",
    "promise_state": "visits_take_homes.state",
    "running": "visits_practices.running",
    "visibility": "datasets.visibility",
}
# As many signs of a digest as tell two versions apart; the whole stands in the row and in the papers.
_DIGEST_SHOWN = 12
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Asked:
    """What somebody looks for in the trail; empty where they do not mind."""

    region: str = ""
    kind: str = ""
    action: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Line:
    """One write as it is told: who, in which office, did what to what, before and after, why, when."""

    at: datetime
    who: str
    office: str
    what: str
    kind: str
    name: str
    region: str
    changed: tuple[tuple[str, str, str], ...]
    why: str
    target: tuple[str, str] | None


def history(actor: Actor, asked: Asked) -> QuerySet[AuditRow]:
    """Return the rows this actor may read that are asked for, the latest first."""
    rows = rules.visible(actor).select_related("user")
    exact = {"region": asked.region, "target_kind": asked.kind, "action": asked.action}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    for word in asked.person.split():
        rows = rows.filter(Q(user__name__icontains=word) | Q(user__email__icontains=word))
    if asked.since:
        rows = rows.filter(at__date__gte=asked.since)
    if asked.until:
        rows = rows.filter(at__date__lte=asked.until)
    return rows


def latest(actor: Actor, lang: str, *, kind: str = "", key: str = "", region: str = "", count: int = 5) -> list[Line]:
    """Return the latest changes of an object or a region, for ``audit/latest.html``."""
    rows = history(actor, Asked(region=region, kind=kind))
    return lines((rows.filter(target_id=key) if key else rows)[:count], lang)


def choices(actor: Actor, lang: str) -> dict[str, list[tuple[str, str]]]:
    """Return the regions, kinds and actions that occur in what this actor may read, each with its name."""
    rows = rules.visible(actor).order_by()
    named = {
        "region": regions().name,
        "target_kind": lambda value, lang: word("kind", value, lang),
        "action": lambda value, lang: word("action", value, lang),
    }
    found = {}
    for column, name in named.items():
        values = [value for value in rows.values_list(column, flat=True).distinct() if value]
        found[column] = sorted(((value, name(value, lang)) for value in values), key=lambda pair: pair[1])
    return found


def lines(rows: Iterable[AuditRow], lang: str) -> list[Line]:
    """Return rows as they are told; names of people are looked up once for all of them."""
    found = list(rows)
    people = _people(found)
    return [_line(row, people, lang) for row in found]


def word(what: str, value: str, lang: str) -> str:
    """Return the word for an action, a kind or a field; the value itself where there is none yet."""
    key = f"audit.{what}.{value.replace('.', '_')}"
    return say(key, lang) if knows(key) else value


def _line(row: AuditRow, people: Mapping[int, str], lang: str) -> Line:
    return Line(
        at=row.at,
        who=str(row.user) if row.user is not None else say("audit.system", lang),
        office=row.office,
        what=word("action", row.action, lang),
        kind=word("kind", row.target_kind, lang) if row.target_kind else "",
        name=_target(row, people, lang),
        region=regions().name(row.region, lang) if row.region else "",
        changed=tuple(
            (
                word("field", name, lang),
                told(name, old, lang=lang, people=people),
                told(name, new, lang=lang, people=people),
            )
            for name, old, new in row.changed
        ),
        why=row.why,
        target=(row.target_kind, row.target_id) if row.target_kind and row.target_id else None,
    )


def told(name: str, value: Any, *, lang: str, people: Mapping[int, str]) -> str:
    """Return a value of the trail as somebody reads it."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return say("audit.yes" if value else "audit.no", lang)
    if isinstance(value, (list, tuple)):
        return ", ".join(told(name, each, lang=lang, people=people) for each in value)
    if name in _PEOPLE and isinstance(value, int):
        return people.get(value, say("audit.somebody", lang))
    if isinstance(value, (int, float)):
        return number(value, lang)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return _text(name, str(value), lang)


def _text(name: str, text: str, lang: str) -> str:
    if _ISO_DAY.fullmatch(text):
        return day(date.fromisoformat(text))
    if name == "digest":
        return f"{text[:_DIGEST_SHOWN]}…"
    key = f"{_KEYED[name]}.{text}" if name in _KEYED else ""
    if key and knows(key):
        return say(key, lang)
    return word("field", text, lang) if name == "changed" else text


def _target(row: AuditRow, people: Mapping[int, str], lang: str) -> str:
    if row.target_kind == "user" and row.target_id.isdigit():
        return people.get(int(row.target_id), say("audit.somebody", lang))
    return row.target_name


def _people(rows: Iterable[AuditRow]) -> dict[int, str]:
    keys: set[int] = set()
    for row in rows:
        if row.target_kind == "user" and row.target_id.isdigit():
            keys.add(int(row.target_id))
        for values in (row.before, row.after):
            for name in _PEOPLE:
                value = values.get(name)
                keys |= {each for each in (value if isinstance(value, list) else [value]) if isinstance(each, int)}
    return {key: str(user) for key, user in get_user_model().objects.in_bulk(keys).items()}
