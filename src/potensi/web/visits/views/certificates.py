"""Certificates: who earned one, issued, verified by anybody, printed; and the other printed forms of a visit."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from potensi.language import number as shown_number
from potensi.web.refused import require
from potensi.web.templatetags.words import language
from potensi.web.visits import rules
from potensi.web.visits.queries import attendance as queries
from potensi.web.visits.queries import printed
from potensi.web.visits.services import attendance as services
from potensi.web.visits.views.addresses import whole_address
from potensi.web.visits.views.shared import actor_of_request, load, told

_LONGEST = 80


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who holds or earned a certificate and who is short of one; POST issues those that are earned."""
    actor, cohort = actor_of_request(request), load(request, rules.visible_cohorts, pk)
    if request.method == "POST":
        issued = services.issue_certificates(actor=actor, cohort=cohort)
        told(request, "issued", "visits_attendance", count=shown_number(len(issued), language()))
        return redirect("visits:certificates", cohort.pk)
    require(rules.may_see_hours(actor, cohort))
    awards = queries.awards(queries.hours_shown(actor, cohort))
    shown = {"cohort": cohort, "awards": awards, "may_run": bool(rules.may_run(actor, cohort))}
    return render(request, "visits/certificates.html", shown)


@require_http_methods(["GET", "HEAD"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a certificate's number and say whose it is."""
    text = request.GET.get("nomor", "").replace("\0", "").strip()[:_LONGEST]
    return _verified(request, text)


@require_http_methods(["GET", "HEAD"])
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Say whose a certificate is, how many training hours it tells of and of which cohort: nothing else."""
    return _verified(request, number)


@login_required
@require_http_methods(["GET", "HEAD"])
def certificates_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out certificates: all of a cohort to who runs it, one's own to a participant."""
    actor, cohort = actor_of_request(request), load(request, rules.visible_cohorts, pk)
    require(rules.may_see_hours(actor, cohort))
    found = list(rules.visible_certificates(actor).filter(participant__cohort=cohort).order_by("number"))
    if not found:
        raise Http404("no certificate")
    content = printed.certificates(cohort, found, partial(whole_address, request), language())
    return _pdf(content, f"sertifikat-{cohort.pk}")


@login_required
@require_http_methods(["GET", "HEAD"])
def booklet(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the booklet of a visit to who is inside of its cohort."""
    actor, visit = actor_of_request(request), load(request, rules.visible_visits, pk)
    require(rules.may_see_inside(actor, visit.cohort))
    return _pdf(printed.booklet(visit, language()), f"buku-kunjungan-{visit.pk}")


@login_required
@require_http_methods(["GET", "HEAD"])
def attendance_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the list to be signed at a stop, to who keeps it and to who receives."""
    actor, stop = actor_of_request(request), load(request, rules.visible_stops, pk)
    require(rules.may_show_code(actor, stop))
    return _pdf(printed.attendance_list(stop, language()), f"daftar-hadir-{stop.pk}")


@login_required
@require_http_methods(["GET", "HEAD"])
def question_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the question sheet of a stop."""
    actor, stop = actor_of_request(request), load(request, rules.visible_stops, pk)
    require(rules.may_see_inside(actor, stop.visit.cohort))
    content = printed.question_sheets([stop], partial(whole_address, request), language())
    return _pdf(content, f"lembar-pertanyaan-{stop.pk}")


@login_required
@require_http_methods(["GET", "HEAD"])
def question_sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the question sheets of all stops of a visit."""
    actor, visit = actor_of_request(request), load(request, rules.visible_visits, pk)
    require(rules.may_see_inside(actor, visit.cohort))
    stops = list(rules.visible_stops(actor).filter(visit=visit).select_related("office").order_by("starts", "pk"))
    if not stops:
        raise Http404("no stop")
    content = printed.question_sheets(stops, partial(whole_address, request), language())
    return _pdf(content, f"lembar-pertanyaan-kunjungan-{visit.pk}")


def _verified(request: HttpRequest, number: str) -> HttpResponse:
    found = queries.certificate(number) if number else None
    shown = {"number": number, "certificate": found}
    return render(request, "visits/certificate.html", shown, status=404 if number and found is None else 200)


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


urls: list[URLPattern] = [
    path("angkatan/<int:pk>/sertifikat/", certificates, name="certificates"),
    path("angkatan/<int:pk>/sertifikat.pdf", certificates_file, name="certificates_file"),
    path("sertifikat/", verify, name="verify"),
    path("sertifikat/<str:number>/", certificate, name="certificate"),
    path("kunjungan/<int:pk>/buku.pdf", booklet, name="booklet"),
    path("kunjungan/<int:pk>/lembar-pertanyaan.pdf", question_sheets, name="question_sheets"),
    path("titik/<int:pk>/daftar-hadir.pdf", attendance_sheet, name="attendance_sheet"),
    path("titik/<int:pk>/lembar-pertanyaan.pdf", question_sheet, name="question_sheet"),
]
