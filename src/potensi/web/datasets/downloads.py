"""The figures of a version as files: csv and a workbook for a spreadsheet, Parquet for programs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
from django.http import HttpResponse
from django.utils import timezone

from potensi.language import say
from potensi.panel import Panel
from potensi.present import tables
from potensi.present.data_sheets import papers_table
from potensi.present.story import DataSheet, Story
from potensi.present.xlsx import to_xlsx
from potensi.web.datasets.comparison import Comparison
from potensi.web.datasets.models import Version

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
FORMS = tuple(TYPES)
# A spreadsheet takes a csv for a text in its own old encoding unless these bytes come first.
_MARK = "\ufeff"


def figures_file(panel: Panel, form: str, lang: str, day: date) -> bytes:
    """Return all figures of a panel as a file of one of FORMS; the csv can be read in again as it is."""
    makers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: (_MARK + tables.as_csv(readable(panel, lang))).encode("utf-8"),
        "xlsx": lambda: _book(panel, lang, day),
        "parquet": lambda: _parquet(panel),
    }
    return makers[form]()


def comparison_file(comparison: Comparison) -> bytes:
    """Return every differing cell as csv."""
    return (_MARK + tables.as_csv(comparison.cells)).encode("utf-8")


def readable(panel: Panel, lang: str) -> pl.DataFrame:
    """Return the figures with the names of their codes, and their unit and price basis in every row."""
    regions = {code: panel.region_name(code) for code in panel.region_codes}
    activities = {code: panel.activity_name(code, lang) for code in panel.activity_codes}
    return panel.frame.select(
        "region",
        pl.col("region").replace_strict(regions, return_dtype=pl.String).alias("region_name"),
        "activity",
        pl.col("activity").replace_strict(activities, return_dtype=pl.String).alias("activity_name"),
        pl.col("period").alias("year"),
        "value",
        "status",
        pl.lit(panel.papers.price).alias("price_basis"),
        pl.lit(panel.papers.unit).alias("unit"),
    )


def attachment(content: bytes, form: str, name: str) -> HttpResponse:
    """Return a file to be saved under ``name`` (made of letters, digits and hyphens)."""
    response = HttpResponse(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def day_of(version: Version) -> date:
    """Return the day that a version's files carry, so that the same version gives the same file."""
    return timezone.localdate(version.published or version.uploaded)


def _book(panel: Panel, lang: str, day: date) -> bytes:
    name = say("datasets.book.figures", lang)
    sheets = (
        DataSheet(name, panel.papers.title or name, readable(panel, lang)),
        DataSheet(say("sheets.papers.name", lang), say("sheets.papers.title", lang), papers_table(panel, lang)),
    )
    title = panel.papers.title or name
    return to_xlsx(Story(title, "", lang, "", day.isoformat(), panel.papers.source, (), tables=sheets))


def _parquet(panel: Panel) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "figures.parquet")
        panel.write_parquet(place)
        return place.read_bytes()
