"""What the public part of the API answers: the papers that go with every answer, and tables as rows."""

from __future__ import annotations

from typing import Any

import polars as pl
from ninja import Field, Schema

from potensi.web.datasets import answers
from potensi.web.datasets.measures_version import measures_version
from potensi.web.pages.choice import Choice
from potensi.web.routers import in_json
from potensi.web.templatetags.words import language

# One field of a row: null is missing, "NaN" undefined. Which columns a row has stands on the methods' cards.
Value = bool | int | float | str | None
Row = dict[str, Value]


class FigurePapers(Schema):
    """What must be known of the figures in an answer."""

    dataset: str = Field(description="The data set's short name, for ?data=.")
    title: str
    version: int = Field(description="Number of the data set's version.")
    digest: str = Field(description="Fingerprint of the figures: the same digest, the same figures.")
    measures: str = Field(description="Fingerprint of the program that computed the answer.")
    sample: bool = Field(description="Whether these are the demonstration's figures.")
    measure: str
    unit: str
    price: str
    source: str
    licence: str
    accessed: str
    url: str
    notes: list[str]
    history: list[str]
    base: int = Field(description="First year: growth is counted from here.")
    year: int = Field(description="Last year: levels and shares are of this year.")
    variant: str = Field(description="The variant of every measure that is not stated otherwise on its card.")


class Link(Schema):
    """A region or an industry and where its page is."""

    code: str
    name: str
    url: str


class Links(Schema):
    """Regions or industries with figures."""

    papers: FigurePapers
    items: list[Link]


class Found(Schema):
    """What a text may mean."""

    kind: str = Field(description="region or industry")
    code: str
    name: str
    likeness: float = Field(description="100: it is called exactly this.")
    has_figures: bool


class Hits(Schema):
    """What a search found, the likeliest first."""

    items: list[Found]


class Table(Schema):
    """One table: a row each, columns named as on the methods' cards. null is missing, "NaN" undefined."""

    papers: FigurePapers
    items: list[Row]


class Profile(Schema):
    """Every measure of one region."""

    papers: FigurePapers
    code: str
    name: str
    region: Row = Field(description="Measures of the region as a whole.")
    industries: list[Row] = Field(description="Measures of each of its industries.")


class Peers(Schema):
    """Regions alike in structure, and how many of them do better in what."""

    papers: FigurePapers
    items: list[Row]
    ahead: list[Row]


class KeyFigure(Schema):
    """A figure to remember, ready to be read."""

    label: str
    value: str
    note: str


class Part(Schema):
    """A section of a report: an HTML fragment without scripts or styles."""

    heading: str
    anchor: str
    html: str


class TableName(Schema):
    """A table of a report, to be had as csv and xlsx below the page's address."""

    key: str
    caption: str
    shown: bool
    rows: int
    columns: int


class PageReport(Schema):
    """A page as it is read, in the language asked for."""

    papers: FigurePapers
    title: str
    subtitle: str
    lang: str
    source: str
    key: list[KeyFigure]
    sections: list[Part]
    tables: list[TableName]


class Method(Schema):
    """One measure's card."""

    name: str
    grain: str
    also_in: list[str]
    label: str
    formula: str
    unit: str
    range: str
    reading: str
    needs: list[str]
    guards: list[str]
    default_variant: str
    variants: list[str]
    source: str


class Methods(Schema):
    """Every measure's card."""

    items: list[Method]


def papers_of(choice: Choice) -> dict[str, Any]:
    """Return the papers of the figures shown."""
    version, papers = choice.version, choice.version.papers
    years = answers.site(version, language())["years"]
    texts = ("measure", "unit", "price", "source", "licence", "accessed", "url")
    return {name: str(papers.get(name, "")) for name in texts} | {
        "dataset": version.dataset.slug,
        "title": version.dataset.title,
        "version": version.number,
        "digest": version.digest,
        "measures": measures_version(),
        "sample": version.dataset.sample,
        "notes": list(papers.get("notes", ())),
        "history": list(papers.get("history", ())),
        "base": years[0],
        "year": years[-1],
        "variant": "default",
    }


def rows_of(frame: pl.DataFrame) -> list[Row]:
    """Return a frame as rows: null for missing, "NaN" for undefined."""
    return [{name: in_json(value) for name, value in row.items()} for row in frame.iter_rows(named=True)]


def report_of(choice: Choice, page: dict[str, Any]) -> dict[str, Any]:
    """Return a page's content with its papers; the gaps in its texts are filled."""
    sections = [each | {"html": each["html"].replace(answers.DATA, choice.query)} for each in page["sections"]]
    names = ("title", "subtitle", "lang", "source", "key", "tables")
    return {"papers": papers_of(choice), "sections": sections} | {name: page[name] for name in names}
