"""The API with every app's router in its place."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Field, Schema
from ninja.renderers import JSONRenderer

from potensi.web.api import texts
from potensi.web.api.body import OurParser
from potensi.web.api.frame import FramedAPI
from potensi.web.api.refusals import answer_refusals
from potensi.web.api.who import who_asks
from potensi.web.assets.api import router as assets
from potensi.web.changes.api import router as changes
from potensi.web.datasets.api import router as datasets
from potensi.web.ideas.api import router as ideas
from potensi.web.pages.api import router as pages
from potensi.web.people.api import router as people
from potensi.web.visits.api import router as visits


class StrictJSON(JSONRenderer):
    """JSON that every reader understands: a bare NaN is an error of ours, not an answer."""

    json_dumps_params = {"allow_nan": False, "ensure_ascii": False}


class Service(Schema):
    """What stands at the API's own address."""

    title: str
    version: str = Field(description="Version of the API: addresses and fields of one version keep their meaning.")
    openapi: str = Field(description="Address of the OpenAPI document.")


api = FramedAPI(
    title=texts.TITLE,
    version="1",
    description=texts.DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    auth=who_asks,
    parser=OurParser(),
    renderer=StrictJSON(),
    openapi_extra={"tags": texts.TAGS},
)
answer_refusals(api)
for router in (pages, datasets, people, assets, visits, ideas, changes):
    api.add_router("", router)


@api.get("/", response=Service, tags=["service"], summary="What this is", operation_id="service")
def service(request: HttpRequest) -> Service:
    """Return the name and version of the interface and where its OpenAPI document is."""
    return Service(title=api.title, version=api.version, openapi=request.build_absolute_uri("openapi.json"))
