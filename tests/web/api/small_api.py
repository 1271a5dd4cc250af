"""A small API in the frame, with one operation for everything that can go wrong; and the real addresses beside it."""

from django.db import OperationalError
from django.http import Http404
from django.urls import path
from ninja import Query, Schema
from ninja.errors import HttpError
from pydantic import Field

from potensi.errors import DataProblems, Problem, UsageError
from potensi.web import urls
from potensi.web.api.body import OurParser
from potensi.web.api.frame import FramedAPI
from potensi.web.api.mounted import StrictJSON
from potensi.web.api.refusals import answer_refusals
from potensi.web.api.who import who_asks
from potensi.web.people.models import Region
from potensi.web.refused import Forbidden, Invalid, no
from potensi.web.routers import Figure, Page, a_file, actor_of_request
from potensi.web.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

small = FramedAPI(
    title="Small", version="t", urls_namespace="small", docs_url=None, auth=who_asks,
    parser=OurParser(), renderer=StrictJSON(),
)  # fmt: skip
answer_refusals(small)

RAISED = {
    "not_there": Http404("no"),
    "forbidden": Forbidden(no("datasets_other_region")),
    "conflict": Invalid("datasets_not_a_draft"),
    "unknown_region": UsageError("unknown_region", region="Atlantis", candidates="–"),
    "compare_too_few": UsageError("compare_too_few", fewest=2, count=1),
    "stated": HttpError(413, "Terlalu besar, sungguh."),
    "data": DataProblems([Problem("file_empty", file="a.csv")]),
    "busy": OperationalError("database is locked"),
    "broken": RuntimeError("a fault of ours"),
}


class RegionOut(Schema):
    code: str
    name: str


class Regions(Schema):
    count: int
    items: list[RegionOut]


class Numbers(Schema):
    there: Figure
    missing: Figure
    undefined: Figure


class Body(Schema):
    title: str = Field(min_length=2)
    count: int = Field(ge=1, le=9)


@small.get("/raise/{name}")
def raises(request, name: str):
    raise RAISED[name]


@small.get("/regions", response=Regions)
def regions(request, page: Query[Page]):
    found = Region.objects.all()
    return {"count": found.count(), "items": list(found[page.offset : page.offset + page.limit])}


@small.get("/numbers", response=Numbers)
def numbers(request):
    return {"there": 0.0, "missing": None, "undefined": float("nan")}


@small.get("/me")
def me(request):
    return {"user": actor_of_request(request).user}


@small.post("/write")
def write(request, body: Body):
    return {"title": body.title, "user": actor_of_request(request).user}


@small.get("/file.csv", openapi_extra=a_file("text/csv"))
def file(request):
    return None


urlpatterns = [path("api/t/", small.urls), *urls.urlpatterns]
