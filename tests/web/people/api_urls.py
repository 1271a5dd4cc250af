"""The API with the router of people alone, framed as the whole one is."""

from django.urls import path

from potensi.web import urls
from potensi.web.api.frame import FramedAPI
from potensi.web.api.refusals import answer_refusals
from potensi.web.api.who import who_asks
from potensi.web.people.api import router

api = FramedAPI(title="People", version="1", urls_namespace="people-api", docs_url=None, auth=who_asks)
answer_refusals(api)
api.add_router("", router)
urlpatterns = [path("api/p/", api.urls), *urls.urlpatterns]
