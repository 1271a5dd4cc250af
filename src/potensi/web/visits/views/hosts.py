"""Hosts: listed, shown with their kit and who adopted what, made, edited; visits answered."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from potensi.web.edits import Outdated
from potensi.web.refused import require
from potensi.web.visits import rules
from potensi.web.visits.forms.hosts import AnswerForm, HostEditForm, HostForm
from potensi.web.visits.models import Host
from potensi.web.visits.queries import hosts as queries
from potensi.web.visits.services import hosts as services
from potensi.web.visits.services.hosts import Kit
from potensi.web.visits.views.shared import actor_of_request, load, overtaken, posted, told

_PER_PAGE = 30
_SEEN = 10


@require_http_methods(["GET", "HEAD"])
def index(request: HttpRequest) -> HttpResponse:
    """List the hosts that receive visitors."""
    actor = actor_of_request(request)
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    page = Paginator(queries.hosts(actor, text), _PER_PAGE).get_page(request.GET.get("page"))
    may_make = actor.anywhere(rules.RECEIVERS) and queries.possible_agencies(actor).exists()
    return render(request, "visits/hosts.html", {"page": page, "q": text, "may_make": may_make})


@require_http_methods(["GET", "HEAD"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a host: its kit, its next free slots, the visits it received."""
    actor, host = actor_of_request(request), load(request, rules.visible_hosts, pk)
    visits = queries.received_visits(actor, host)
    may_receive = bool(rules.may_receive(actor, host.agency.region_id))
    shown = {
        "host": host,
        "free": queries.next_free(host),
        "visits": visits.exclude(state="planned")[:_SEEN],
        "asked": visits.filter(state="planned").order_by("starts", "pk"),
        "contact": host.contact if rules.may_see_contact(actor, host) else "",
        "may_receive": may_receive,
    }
    return render(request, "visits/host.html", shown)


@require_http_methods(["GET", "HEAD"])
def adopted(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what became of what was seen at a host, and which region adopted it."""
    actor, host = actor_of_request(request), load(request, rules.visible_hosts, pk)
    return render(request, "visits/host_adopted.html", {"host": host, "found": queries.adopted(actor, host)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make an agency a host."""
    actor = actor_of_request(request)
    require(rules.may_receive_anywhere(actor))
    form = HostForm(posted(request), agencies=queries.possible_agencies(actor))
    if not form.is_valid():
        return _form(request, "host_new", {"form": form})
    host = services.make_host(actor=actor, agency=form.cleaned_data["agency"], kit=Kit(**form.kit()))
    told(request, "made", "visits_hosts", name=str(host.agency))
    return redirect("visits:host", host.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a host's kit; the later of two editors is shown what the earlier changed."""
    actor, host = actor_of_request(request), load(request, rules.visible_hosts, pk)
    require(rules.may_receive(actor, host.agency.region_id))
    form = HostEditForm(posted(request), host=host, offices=queries.offices_of(host))
    if not form.is_valid():
        return _form(request, "host_edit", {"form": form, "host": host})
    given = {"kit": Kit(**form.kit()), "office": form.cleaned_data["office"]}
    try:
        services.edit_host(actor=actor, host=host, revision=form.cleaned_data["revision"], **given)
    except Outdated as error:
        return _form(request, "host_edit", {"host": host, **overtaken(form, error)}, status=409)
    told(request, "saved", "visits_hosts")
    return redirect("visits:host", host.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or decline a planned visit."""
    actor = actor_of_request(request)
    visit = load(request, lambda asker: queries.with_people(rules.visible_visits(asker)), pk)
    require(rules.may_receive(actor, visit.host_region_id))
    form = AnswerForm(posted(request))
    if not form.is_valid():
        return render(request, "visits/answer.html", {"form": form, "visit": visit})
    accept = request.POST.get("answer") == "confirm"
    if not accept and not form.cleaned_data["why"].strip():
        form.wrong("why", "why_declined")
        return render(request, "visits/answer.html", {"form": form, "visit": visit}, status=422)
    services.answer_visit(actor=actor, visit=visit, accept=accept, why=form.cleaned_data["why"])
    told(request, "confirmed" if accept else "declined", "visits_hosts")
    host = visit.host or Host.objects.filter(agency__region=visit.host_region).first()
    return redirect("visits:host", host.pk) if host is not None else redirect("visits:hosts")


def _form(request: HttpRequest, what: str, shown: dict[str, object], status: int = 0) -> HttpResponse:
    failed = 422 if request.method == "POST" else 200
    return render(request, "visits/host_form.html", {"what": what, **shown}, status=status or failed)


urls: list[URLPattern] = [
    path("tuan-rumah/", index, name="hosts"),
    path("tuan-rumah/baru/", new, name="host_new"),
    path("tuan-rumah/<int:pk>/", detail, name="host"),
    path("tuan-rumah/<int:pk>/ubah/", edit, name="host_edit"),
    path("tuan-rumah/<int:pk>/adopsi/", adopted, name="host_adopted"),
    path("kunjungan/<int:pk>/jawaban/", answer, name="answer"),
]
