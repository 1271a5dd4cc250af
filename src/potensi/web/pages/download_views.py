"""What can be taken along: prospectus, chapter II, tables, and the pictures that go with links."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from potensi.errors import UsageError
from potensi.language import say
from potensi.present.story import Story
from potensi.present.story_tables import table_csv, table_of, table_xlsx
from potensi.web.datasets import answers
from potensi.web.datasets.addresses import code_of, file_name
from potensi.web.datasets.answers import TABLE_FORMS
from potensi.web.datasets.answers_made import industry_story_of, region_story
from potensi.web.pages.caching import public_file
from potensi.web.pages.choice import Choice, chosen
from potensi.web.pages.comparison_views import regions_asked, story_of
from potensi.web.pages.industry_address import industry_of_address
from potensi.web.pages.region_views import CHAPTER_FORMS, FORMS
from potensi.web.templatetags.words import language

TYPES = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
_NOT_IN_NAMES = re.compile(r"[^0-9a-z]+")


@public_file
def prospectus(request: HttpRequest, address: str, kind: str) -> FileResponse:
    """Answer a region's prospectus in one of its forms; printed when first asked for."""
    return _printed(request, address, kind, FORMS, "prospectus")


@public_file
def chapter(request: HttpRequest, address: str, kind: str) -> FileResponse:
    """Answer chapter II of a region's plan, ready to be edited."""
    return _printed(request, address, kind, CHAPTER_FORMS, "chapter")


@public_file
def region_table(request: HttpRequest, address: str, name: str, kind: str) -> HttpResponse:
    """Answer one table of a region's page as csv or xlsx."""
    choice, code = _region(request, address)
    return _table(lambda: region_story(choice.version, code, language()), name, kind, code)


@public_file
def industry_table(request: HttpRequest, address: str, name: str, kind: str) -> HttpResponse:
    """Answer one table of an industry's page as csv or xlsx."""
    choice = chosen(request)
    code = industry_of_address(address, choice.activities)
    if code is None:
        raise Http404(address)
    return _table(lambda: industry_story_of(choice.version, code, language()), name, kind, code)


@public_file
def comparison_table(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """Answer one table of a comparison as csv or xlsx."""
    choice = chosen(request)
    asked = regions_asked(request, choice)
    if not asked.enough:
        raise Http404("regions")
    return _table(lambda: story_of(choice, asked), name, kind, "-".join(asked.codes))


@public_file
def region_preview(request: HttpRequest, address: str) -> HttpResponse:
    """Answer the picture that goes with a region's link."""
    choice, code = _region(request, address)
    return HttpResponse(answers.preview(choice.version, code, language()), content_type="image/png")


@public_file
def site_preview(request: HttpRequest) -> HttpResponse:
    """Answer the picture that goes with the first page's link."""
    return HttpResponse(answers.site_preview(chosen(request).version, language()), content_type="image/png")


def _region(request: HttpRequest, address: str) -> tuple[Choice, str]:
    code = code_of(address)
    choice = chosen(request, code)
    if code not in choice.regions:
        raise Http404(address)
    return choice, code


def _printed(request: HttpRequest, address: str, kind: str, forms: tuple[str, ...], what: str) -> FileResponse:
    choice, code = _region(request, address)
    if kind not in forms:
        raise Http404(kind)
    place = answers.file(choice.version, code, language(), kind)
    name = say(f"pages.file.{what}", language(), code=file_name(code))
    return FileResponse(place.open("rb"), as_attachment=True, filename=f"{name}.{kind}", content_type=TYPES[kind])


def _table(make: Callable[[], Story], name: str, kind: str, what: str) -> HttpResponse:
    if kind not in TABLE_FORMS:
        raise Http404(kind)
    story = make()
    try:
        table = table_of(story, name)
    except UsageError as error:
        raise Http404(name) from error
    content = table_csv(table).encode() if kind == "csv" else table_xlsx(table, story)
    stem = _NOT_IN_NAMES.sub("-", f"{name}-{what}".lower()).strip("-")[:80]
    headers = {"Content-Disposition": f'attachment; filename="{stem}.{kind}"'}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)
