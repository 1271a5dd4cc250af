"""Agencies of one's regions: listed, shown, made, renamed, dissolved; their offices made."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from potensi.web.people import queries, rules, services
from potensi.web.people.forms import AgencyForm, DissolveForm, OfficeForm, RenameAgencyForm
from potensi.web.people.models import Agency
from potensi.web.people.views.shared import actor_of_request, asked, posted, told
from potensi.web.refused import require

_PER_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD"])
def index(request: HttpRequest) -> HttpResponse:
    """List the agencies of one's regions, by name and by former name."""
    actor = actor_of_request(request)
    require(rules.is_member(actor))
    text, region = asked(request, "q"), asked(request, "daerah")
    found = queries.agencies(rules.visible_agencies(actor), text=text, region=region)
    page = Paginator(found.prefetch_related("former_names"), _PER_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "q": text, "region": region, "regions": rules.visible_regions(actor)}
    shown["allowed"] = rules.may_administer(actor)
    return render(request, "people/agencies.html", shown)


@login_required
@require_http_methods(["GET", "HEAD"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an agency: its names, its offices, who holds them since when."""
    actor = actor_of_request(request)
    agency = _visible(request, pk)
    shown = {"agency": agency, "posts": queries.posts(agency), "allowed": rules.may_administer(actor, agency.region_id)}
    return render(request, "people/agency.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """Make an agency."""
    actor = actor_of_request(request)
    require(rules.may_administer(actor))
    initial = {"region": request.GET.get("daerah")}
    form = AgencyForm(posted(request), regions=rules.administered(actor), initial=initial)
    if not form.is_valid():
        return _form(request, form, "agency_make")
    agency = services.make_agency(actor=actor, **form.cleaned_data)
    told(request, "agency_made", name=agency.name)
    return redirect("people:agency", agency.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename an agency; its former name is kept."""
    actor, agency = actor_of_request(request), _visible(request, pk)
    require(rules.may_administer(actor, agency.region_id))
    initial = {"name": agency.name, "short": agency.short, "since": timezone.localdate()}
    form = RenameAgencyForm(posted(request), initial=initial)
    if not form.is_valid():
        return _form(request, form, "agency_rename", agency)
    services.rename_agency(actor=actor, agency=agency, **form.cleaned_data)
    told(request, "saved")
    return redirect("people:agency", agency.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Dissolve an agency."""
    actor, agency = actor_of_request(request), _visible(request, pk)
    require(rules.may_administer(actor, agency.region_id))
    form = DissolveForm(posted(request), initial={"day": timezone.localdate()})
    if not form.is_valid():
        return _form(request, form, "agency_dissolve", agency)
    services.dissolve_agency(actor=actor, agency=agency, **form.cleaned_data)
    told(request, "agency_dissolved", name=agency.name)
    return redirect("people:agency", agency.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an office in an agency."""
    actor, agency = actor_of_request(request), _visible(request, pk)
    require(rules.may_administer(actor, agency.region_id))
    form = OfficeForm(posted(request))
    if not form.is_valid():
        return _form(request, form, "office_make", agency)
    office = services.make_office(actor=actor, agency=agency, **form.cleaned_data)
    told(request, "office_made", title=office.title)
    return redirect("people:office", office.pk)


def _visible(request: HttpRequest, pk: int) -> Agency:
    return get_object_or_404(rules.visible_agencies(actor_of_request(request)), pk=pk)


def _form(request: HttpRequest, form: object, what: str, agency: Agency | None = None) -> HttpResponse:
    back = {"agency": agency} if agency is not None else {}
    return render(request, "people/form.html", {"form": form, "what": what, **back})
