"""``potensi doctor``: what is set and what is missing, in sentences. It looks and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from potensi.web.operations import look_at_place as place
from potensi.web.operations import look_at_service as service
from potensi.web.operations.findings import WRONG, Finding, wrong

Look = Callable[[], Iterator[Finding]]
# What can be seen without a database first; the rest needs its tables.
BEFORE: tuple[Look, ...] = (
    place.versions,
    place.folder,
    place.disk,
    place.secret_key,
    place.served_files,
    service.clock,
    service.address,
    service.letters,
    service.open_id,
    service.variables,
    service.database,
)
WITH_TABLES: tuple[Look, ...] = (service.worker, service.contents, place.figures, place.photos, place.backups)


@dataclass(frozen=True)
class Report:
    """Everything that was looked at."""

    findings: tuple[Finding, ...]

    @property
    def healthy(self) -> bool:
        """Whether nothing has to be mended."""
        return not any(finding.state == WRONG for finding in self.findings)

    def as_dict(self, lang: str) -> dict[str, Any]:
        """Return it as plain values, ready for JSON."""
        return {"healthy": self.healthy, "findings": [finding.as_dict(lang) for finding in self.findings]}


def examine() -> Report:
    """Look at everything, and at what needs the tables only where there are tables of this version."""
    found = [finding for look in BEFORE for finding in look()]
    if not any(finding.code == "database" and finding.state == WRONG for finding in found):
        for look in WITH_TABLES:
            found += _looked(look)
    return Report(tuple(found))


def _looked(look: Look) -> list[Finding]:
    try:
        return list(look())
    except DatabaseError as error:
        return [wrong("database", "away", reason=str(error).strip().splitlines()[0])]
