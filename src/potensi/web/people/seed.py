"""The regions of the code lists as rows, so that agencies and figures can belong to them."""

from __future__ import annotations

from potensi.codes import COUNTRY, Entry, regions
from potensi.web.people.models import Region


def load_regions() -> int:
    """Write every region of the code lists that is not there yet or is called otherwise; return how many are known.

    Regions of one's own stay as they are. Not a service: the lists come with the program, nobody decides them here.
    """
    entries = regions().entries
    ordered = sorted(entries, key=lambda entry: (entry.code != COUNTRY, entry.kind != "province", entry.code))
    Region.objects.bulk_create(
        [_row(entry) for entry in ordered],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "kind", "code_kemendagri", "parent", "lat", "lon"],
    )
    return Region.objects.count()


def _row(entry: Entry) -> Region:
    return Region(
        code=entry.code,
        name=entry.name_id,
        name_en=entry.name_en,
        kind=entry.kind,
        code_kemendagri=entry.code_kemendagri,
        parent_id=None if entry.code == COUNTRY else entry.parent or COUNTRY,
        lat=entry.lat,
        lon=entry.lon,
    )
