"""What is computed of a version's figures: made once by the job, or on the spot where the job is late.

``KINDS`` is the one list of answers. A new kind (opportunities, say) is a function that names its files and how each
is made; the job, the pages and the interface for programs then know it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from potensi.language import DEFAULT_LANGUAGE, LANGUAGES
from potensi.web.datasets.addresses import file_name
from potensi.web.datasets.answers_kept import folder, kept, put
from potensi.web.datasets.figures import codes_of
from potensi.web.datasets.models import Version

if TYPE_CHECKING:
    import polars as pl

# What stands in kept texts for the data set asked for ("?data=…" or nothing) and for the page's own address.
DATA, URL = "@@data@@", "@@url@@"
TABLES = ("cells", "regions", "activities", "disparity")
PAIRS = ("peers", "ahead", "hosts", "catchup")
FORMS = ("pdf", "pptx", "html", "xlsx", "docx", "md")
TABLE_FORMS = ("csv", "xlsx")
# With more regions than this, a region's answers are made when somebody first asks: most villages nobody opens.
MOST_AHEAD = 250


@dataclass(frozen=True)
class Step:
    """One piece of the job: what it is, how it is made, whether it is there already."""

    key: str
    make: Callable[[], None]
    ready: Callable[[], bool]


@dataclass(frozen=True)
class Answer:
    """One file: its place in the version's folder, and how its content is made."""

    place: str
    make: Callable[[], bytes]


@dataclass(frozen=True)
class Kind:
    """One kind of answers: what each piece is called, and the files that belong to it."""

    name: str
    keys: Callable[[Version], Iterable[str]]
    files: Callable[[Version, str], Iterable[Answer]]


def steps(version: Version) -> list[Step]:
    """Return the pieces of the job for one version, the most needed first."""
    found = []
    for kind in KINDS:
        for key in kind.keys(version):
            files = partial(kind.files, version, key)
            name = f"{kind.name}/{key}"
            found.append(Step(name, partial(_store, version, files), partial(_ready, version, files)))
    return found


def tables(version: Version, name: str) -> pl.DataFrame:
    """Return a table of the profile of all regions, one of TABLES."""
    return _frame(get(version, _table(version, name)))


def table_file(version: Version, name: str) -> bytes:
    """Return the same table as the bytes of a Parquet file."""
    return get(version, _table(version, name))


def pairs(version: Version, region: str, name: str) -> pl.DataFrame:
    """Return a region's table of other regions, one of PAIRS; without columns where nothing can be compared."""
    return _frame(get(version, _pair(version, region, name)))


def host_reasons(version: Version, region: str) -> dict[str, Any]:
    """Return whom a region should visit, best first, each with its reasons as codes and parameters, and the years."""
    return _page(get(version, _host_reasons(version, region)))


def region_page(version: Version, region: str, lang: str) -> dict[str, Any]:
    """Return everything that a region's page shows. Raises UsageError where the figures have no such region."""
    return _page(get(version, _region_page(version, region, lang)))


def industry_page(version: Version, activity: str, lang: str) -> dict[str, Any]:
    """Return everything that an industry's page shows. Raises UsageError where the figures have no such industry."""
    return _page(get(version, _industry_page(version, activity, lang)))


def site(version: Version, lang: str) -> dict[str, Any]:
    """Return what the first page shows of a version: maps, years, regions, industries."""
    return _page(get(version, _site(version, lang)))


def preview(version: Version, region: str, lang: str) -> bytes:
    """Return the picture that goes with a region's link (PNG)."""
    return get(version, _preview(version, region, lang))


def site_preview(version: Version, lang: str) -> bytes:
    """Return the picture that goes with the first page's link (PNG)."""
    return get(version, _site_preview(version, lang))


def file(version: Version, region: str, lang: str, kind: str) -> Path:
    """Return a region's prospectus (for docx and md: chapter II of a plan) as a file of one of FORMS.

    The job prints the form most asked for; the others are printed when somebody first asks, and kept. Raises
    UsageError where there is no such region.
    """
    answer = _printed(version, region, lang, kind)
    place = folder(version) / answer.place
    content = get(version, answer)
    if not place.exists():
        put(place, content)
    return place


def get(version: Version, answer: Answer) -> bytes:
    """Return an answer's content: as it is kept, or made now and kept."""
    return kept(folder(version) / answer.place, answer.make)


def _store(version: Version, files: Callable[[], Iterable[Answer]]) -> None:
    for answer in files():
        place = folder(version) / answer.place
        if not place.exists():
            put(place, answer.make())


def _ready(version: Version, files: Callable[[], Iterable[Answer]]) -> bool:
    return all((folder(version) / answer.place).exists() for answer in files())


def _table(version: Version, name: str) -> Answer:
    return Answer(f"{name}.parquet", lambda: _made().table(version, name))


def _pair(version: Version, region: str, name: str) -> Answer:
    return Answer(f"{_at(region)}/{name}.parquet", lambda: _made().pairs(version, region, name))


def _host_reasons(version: Version, region: str) -> Answer:
    return Answer(f"{_at(region)}/host_reasons.json", lambda: _made().host_reasons(version, region))


def _region_page(version: Version, region: str, lang: str) -> Answer:
    return Answer(f"{_at(region)}/{lang}.json", lambda: _made().region_page(version, region, lang))


def _preview(version: Version, region: str, lang: str) -> Answer:
    return Answer(f"{_at(region)}/{lang}.png", lambda: _made().preview_of(version, region, lang))


def _printed(version: Version, region: str, lang: str, kind: str) -> Answer:
    return Answer(f"{_at(region)}/{lang}.{kind}", lambda: _made().printed(version, region, lang, kind))


def _industry_page(version: Version, activity: str, lang: str) -> Answer:
    place = f"industries/{file_name(activity.lower())}/{lang}.json"
    return Answer(place, lambda: _made().industry_page(version, activity, lang))


def _site(version: Version, lang: str) -> Answer:
    return Answer(f"site/{lang}.json", lambda: _made().site(version, lang))


def _site_preview(version: Version, lang: str) -> Answer:
    return Answer(f"site/{lang}.png", lambda: _made().site_preview_of(version, lang))


def _tables_files(version: Version, key: str) -> Iterator[Answer]:
    yield _table(version, key)


def _site_files(version: Version, lang: str) -> Iterator[Answer]:
    yield _site(version, lang)
    yield _site_preview(version, lang)


def _region_files(version: Version, region: str) -> Iterator[Answer]:
    yield from (_pair(version, region, name) for name in PAIRS)
    yield _host_reasons(version, region)
    for lang in LANGUAGES:
        yield _region_page(version, region, lang)
        yield _preview(version, region, lang)


def _industry_files(version: Version, activity: str) -> Iterator[Answer]:
    yield from (_industry_page(version, activity, lang) for lang in LANGUAGES)


def _prospectus_files(version: Version, region: str) -> Iterator[Answer]:
    yield _printed(version, region, DEFAULT_LANGUAGE, FORMS[0])


def _regions_ahead(version: Version) -> tuple[str, ...]:
    regions = codes_of(version.digest).regions
    return regions if len(regions) <= MOST_AHEAD else ()


def _industries_ahead(version: Version) -> tuple[str, ...]:
    activities = codes_of(version.digest).activities
    return activities if len(activities) <= MOST_AHEAD else ()


KINDS = (
    Kind("table", lambda version: TABLES, _tables_files),
    Kind("site", lambda version: LANGUAGES, _site_files),
    Kind("region", _regions_ahead, _region_files),
    Kind("industry", _industries_ahead, _industry_files),
    Kind("prospectus", _regions_ahead, _prospectus_files),
)


def _at(region: str) -> str:
    return f"regions/{file_name(region)}"


def _frame(content: bytes) -> pl.DataFrame:
    import polars as pl

    return pl.read_parquet(io.BytesIO(content))


def _page(content: bytes) -> dict[str, Any]:
    page: dict[str, Any] = json.loads(content)
    return page


def _made() -> Any:
    """Return what makes answers; loaded when first needed, since it draws and prints."""
    from potensi.web.datasets import answers_made

    return answers_made
