"""Everything that can be read on the public pages, for programs; with every answer the papers of its figures."""

from __future__ import annotations

from typing import Any, Literal

import polars as pl
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router
from ninja.decorators import decorate_view

from potensi.codes import industries as industry_list
from potensi.codes import regions as region_list
from potensi.errors import UsageError
from potensi.measures.catalogue import Card, cards
from potensi.present.tables import as_csv
from potensi.web.datasets import answers
from potensi.web.pages import api_shapes as shapes
from potensi.web.pages.api_shapes import papers_of, report_of, rows_of
from potensi.web.pages.caching import public, public_file
from potensi.web.pages.choice import Choice, choose, chosen
from potensi.web.pages.comparison_views import Asked, one_meant, story_of
from potensi.web.pages.find import find
from potensi.web.pages.industry_address import industry_of_address
from potensi.web.pages.links import industry_url, region_url
from potensi.web.pages.views import known
from potensi.web.routers import a_file
from potensi.web.templatetags.words import language

router = Router(tags=["figures"])
Code = Path(..., max_length=120, description="The region's code (3510 or 35.10) or a usual spelling of its name.")
Industry = Path(..., max_length=120, description='The industry\'s code ("M,N" or "m-n") or its name.')
Data = Query("", max_length=80, description="Short name of the data set; without it the main one.")
PARQUET, CSV = "application/vnd.apache.parquet", "text/csv"


@router.get("/regions", response=shapes.Links, summary="Regions with figures")
@decorate_view(public)
def regions(request: HttpRequest, data: str = Data) -> dict[str, Any]:
    """Return every region with figures, in the order of their codes."""
    choice = chosen(request)
    names = known(choice).regions
    items = [{"code": code, "name": name, "url": region_url(code, choice)} for code, name in names.items()]
    return {"papers": papers_of(choice), "items": items}


@router.get("/regions/{code}", response=shapes.Profile, summary="Every measure of one region")
@decorate_view(public)
def region(request: HttpRequest, code: str = Code, data: str = Data) -> dict[str, Any]:
    """Return every measure of one region and of each of its industries."""
    choice, found = _region(request, code)
    own = rows_of(_of(answers.tables(choice.version, "regions"), "region", found))
    cells = rows_of(_of(answers.tables(choice.version, "cells"), "region", found))
    name = known(choice).regions[found]
    papers = papers_of(choice)
    return {"papers": papers, "code": found, "name": name, "region": own[0] if own else {}, "industries": cells}


@router.get("/regions/{code}/peers", response=shapes.Peers, summary="Regions that are alike")
@decorate_view(public)
def peers(request: HttpRequest, code: str = Code, data: str = Data) -> dict[str, Any]:
    """Return the regions most alike in structure, and in which indicators they are ahead."""
    choice, found = _region(request, code)
    tables = {name: rows_of(answers.pairs(choice.version, found, name)) for name in ("peers", "ahead")}
    return {"papers": papers_of(choice), "items": tables["peers"], "ahead": tables["ahead"]}


@router.get("/regions/{code}/hosts", response=shapes.Table, summary="Whom to visit")
@decorate_view(public)
def hosts(request: HttpRequest, code: str = Code, data: str = Data) -> dict[str, Any]:
    """Return the regions worth visiting: alike, ahead by their own doing, within reach."""
    choice, found = _region(request, code)
    return {"papers": papers_of(choice), "items": rows_of(answers.pairs(choice.version, found, "hosts"))}


@router.get("/regions/{code}/catchup", response=shapes.Table, summary="How far behind its peers")
@decorate_view(public)
def catchup(request: HttpRequest, code: str = Code, data: str = Data) -> dict[str, Any]:
    """Return gaps to peers, years behind them, and the pace that would close each gap."""
    choice, found = _region(request, code)
    return {"papers": papers_of(choice), "items": rows_of(answers.pairs(choice.version, found, "catchup"))}


@router.get("/regions/{code}/report", response=shapes.PageReport, summary="A region's page as it is read")
@decorate_view(public)
def region_report(request: HttpRequest, code: str = Code, data: str = Data) -> dict[str, Any]:
    """Return the sentences, charts and tables of a region's page, in the language asked for."""
    choice, found = _region(request, code)
    return report_of(choice, answers.region_page(choice.version, found, language()))


@router.get("/industries", response=shapes.Links, summary="Industries with figures")
@decorate_view(public)
def industries(request: HttpRequest, data: str = Data) -> dict[str, Any]:
    """Return every industry with figures, in the order of their codes."""
    choice = chosen(request)
    names = known(choice).industries
    items = [{"code": code, "name": name, "url": industry_url(code, choice)} for code, name in names.items()]
    return {"papers": papers_of(choice), "items": items}


@router.get("/industries/{code}", response=shapes.Table, summary="One industry in every region")
@decorate_view(public)
def industry(request: HttpRequest, code: str = Industry, data: str = Data) -> dict[str, Any]:
    """Return every measure of one industry in each region."""
    choice, found = _industry(request, code)
    return {
        "papers": papers_of(choice),
        "items": rows_of(_of(answers.tables(choice.version, "cells"), "activity", found)),
    }


@router.get("/industries/{code}/report", response=shapes.PageReport, summary="An industry's page as it is read")
@decorate_view(public)
def industry_report(request: HttpRequest, code: str = Industry, data: str = Data) -> dict[str, Any]:
    """Return the sentences, charts and tables of an industry's page, in the language asked for."""
    choice, found = _industry(request, code)
    return report_of(choice, answers.industry_page(choice.version, found, language()))


@router.get("/comparison", response=shapes.PageReport, summary="Two to ten regions side by side")
@decorate_view(public)
def comparison(
    request: HttpRequest,
    d: list[str] = Query(..., max_length=20, description="The regions, once each: codes or usual spellings."),  # noqa: B008
    data: str = Data,
) -> dict[str, Any]:
    """Return the comparison of two to ten regions as it is read, in the language asked for."""
    from potensi.web.datasets.answers_made import story_page

    choice = chosen(request)
    codes = tuple(dict.fromkeys(_meant(choice, text) for text in d))
    return report_of(choice, story_page(story_of(choice, Asked(codes, ()))))


@router.get("/methods", response=shapes.Methods, summary="The methods' cards")
@decorate_view(public)
def methods(request: HttpRequest) -> dict[str, Any]:
    """Return how each measure is computed and read, in the language asked for."""
    return {"items": [_card(card, language()) for card in cards()]}


@router.get("/methods/{name}", response=shapes.Method, summary="One method's card")
@decorate_view(public)
def method(request: HttpRequest, name: str = Path(..., max_length=80)) -> dict[str, Any]:
    """Return how one measure is computed and read, in the language asked for."""
    from potensi.present.methods import card_text

    found = next((card for card in cards() if card.name == name), None)
    if found is None:
        card_text(name, language())  # raises with the nearest names
    assert found is not None
    return _card(found, language())


@router.get("/search", response=shapes.Hits, summary="Which region or industry is meant")
@decorate_view(public)
def search(request: HttpRequest, q: str = Query(..., max_length=100), data: str = Data) -> dict[str, Any]:
    """Return what a name, a usual spelling or a code may mean; near ones where nothing is called exactly this."""
    choice = choose(request)
    held = {"region": choice.regions, "industry": choice.activities} if choice else {"region": (), "industry": ()}
    items = [
        {"kind": hit.kind, "code": hit.code, "name": hit.name, "likeness": hit.score}
        | {"has_figures": hit.code in held[hit.kind]}
        for hit in find(q, known(choice))
    ]
    return {"items": items}


@router.get("/tables/{name}.{kind}", openapi_extra=a_file(CSV, PARQUET), summary="A whole table as a file")
@decorate_view(public_file)
def table(
    request: HttpRequest,
    name: Literal["cells", "regions", "activities", "disparity"],
    kind: Literal["csv", "parquet"],
    data: str = Data,
) -> HttpResponse:
    """Return a table of all regions: cells (region × industry), regions, activities, disparity.

    In csv an empty field is missing and NaN undefined; Parquet keeps null and NaN apart itself.
    """
    version = chosen(request).version
    content = answers.table_file(version, name)
    if kind == "csv":
        content = as_csv(answers.tables(version, name)).encode()
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(
        content, content_type=PARQUET if kind == "parquet" else f"{CSV}; charset=utf-8", headers=headers
    )


def _region(request: HttpRequest, text: str) -> tuple[Choice, str]:
    code = text if choose(request, text) else region_list().find(text) or text
    choice = choose(request, code) or chosen(request)
    return choice, _meant(choice, code)


def _meant(choice: Choice, text: str) -> str:
    """Return the code of the region meant. Raises UsageError with the nearest names where that is not clear."""
    code = one_meant(text, choice)
    if code is None:
        near = [hit for hit in find(text, known(choice)) if hit.kind == "region"][:3]
        raise UsageError("unknown_region", region=text, candidates=_listed(near))
    return code


def _industry(request: HttpRequest, text: str) -> tuple[Choice, str]:
    choice = chosen(request)
    code = industry_of_address(text, choice.activities) or industry_list().find(text)
    if code is None or code not in choice.activities:
        near = [hit for hit in find(text, known(choice)) if hit.kind == "industry"][:3]
        raise UsageError("unknown_activity", activity=text, candidates=_listed(near))
    return choice, code


def _listed(hits: list[Any]) -> str:
    return "; ".join(f"{hit.name} ({hit.code})" for hit in hits) or "…"


def _of(frame: pl.DataFrame, column: str, code: str) -> pl.DataFrame:
    return frame.filter(pl.col(column) == code)


def _card(card: Card, lang: str) -> dict[str, Any]:
    texts = ("label", "formula", "unit", "range", "reading", "default_variant", "source")
    lists = ("needs", "guards", "variants")
    plain = {"name": card.name, "grain": card.grain, "also_in": list(card.also_in)}
    return plain | {f: str(card.text(f, lang)) for f in texts} | {f: list(card.text(f, lang)) for f in lists}
