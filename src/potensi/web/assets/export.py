"""Assets as files: a csv and a workbook that can be filled in further and imported again, and the empty one."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from potensi.present.tables import as_csv
from potensi.web.assets.lists import creative_subsectors, field_name, subsector_name
from potensi.web.assets.models import CONDITIONS, KINDS, VISIBILITIES, Asset
from potensi.web.assets.shown import heading
from potensi.web.assets.values import choice_name
from potensi.web.blank_sheet import BlankColumn, blank_book

FORMS = ("csv", "xlsx")
_WIDTHS = {
    "region": 24, "name": 32, "kind": 16, "description": 40, "place": 30, "lat": 12, "lon": 12, "owner": 24,
    "business_field": 30, "creative_subsector": 24, "condition": 16, "evidence": 34, "seen": 14, "visibility": 18,
}  # fmt: skip
COLUMNS = tuple(_WIDTHS)
# A spreadsheet takes a csv for a text in its own old encoding unless these bytes come first.
_MARK = "\ufeff"
_Row = tuple[str | float | None, ...]


def assets_file(assets: Iterable[Asset], form: str, lang: str) -> bytes:
    """Return assets as a file of one of FORMS. Nothing in it is run as a formula; it can be imported as it is."""
    rows = [_row(asset, lang) for asset in assets]
    return _csv(rows, lang) if form == "csv" else blank_book(lang, "assets_sheet", _columns(lang), rows)


def _csv(rows: list[_Row], lang: str) -> bytes:
    kinds = {name: pl.Float64 if name in ("lat", "lon") else pl.String for name in COLUMNS}
    frame = pl.DataFrame(rows, schema=kinds, orient="row")
    return (_MARK + as_csv(frame.rename({name: heading(name, lang) for name in COLUMNS}))).encode("utf-8")


def blank_sheet(lang: str) -> bytes:
    """Return the empty spreadsheet, with the allowed words to choose from."""
    return blank_book(lang, "assets_sheet", _columns(lang))


def _columns(lang: str) -> list[BlankColumn]:
    choices = {
        "kind": tuple(choice_name("kind", code, lang) for code in KINDS),
        "condition": tuple(choice_name("condition", code, lang) for code in CONDITIONS),
        "visibility": tuple(choice_name("visibility", code, lang) for code in VISIBILITIES),
        "creative_subsector": tuple(each.name(lang) for each in creative_subsectors().values()),
    }
    return [BlankColumn(name, width, choices.get(name, ())) for name, width in _WIDTHS.items()]


def _row(asset: Asset, lang: str) -> _Row:
    code = asset.business_field
    return (
        f"{asset.region_id} {asset.region.name}",
        asset.name,
        choice_name("kind", asset.kind, lang),
        asset.description,
        asset.place,
        asset.lat,
        asset.lon,
        asset.owner,
        f"{code} {field_name(code, lang)}".strip(),
        subsector_name(asset.creative_subsector, lang),
        choice_name("condition", asset.condition, lang),
        asset.evidence,
        asset.seen.isoformat() if asset.seen else "",
        choice_name("visibility", asset.visibility, lang),
    )
