"""An office: who holds it, handing it over, an acting holder, roles given and ended."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from potensi.web.people import queries, rules, services
from potensi.web.people.forms import ActingForm, EndRoleForm, GiveRoleForm, HandOverForm, RenameOfficeForm
from potensi.web.people.models import Office, User
from potensi.web.people.views.shared import actor_of_request, offered, posted, told
from potensi.web.refused import require


@login_required
@require_http_methods(["GET", "HEAD"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an office: who holds it, who will, and who did."""
    office = _visible(request, pk)
    may = rules.may_change_office(actor_of_request(request), office)
    return render(request, "people/office.html", {"office": office, "post": queries.post(office), "allowed": may})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an office another title."""
    office = _changeable(request, pk)
    form = RenameOfficeForm(posted(request), initial={"title": office.title})
    if not form.is_valid():
        return _form(request, form, "office_rename", office)
    services.rename_office(actor=actor_of_request(request), office=office, **form.cleaned_data)
    return _back(request, office, "saved")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand an office over to somebody, from a day on."""
    office = _changeable(request, pk)
    today = timezone.localdate()
    holders = User.objects.filter(memberships__in=office.memberships.on(today)).distinct()  # type: ignore[attr-defined]
    form = HandOverForm(posted(request), holders=holders, initial={"since": today})
    if not form.is_valid():
        return _form(request, form, "hand_over", office)
    data = form.cleaned_data
    services.hand_over(
        actor=actor_of_request(request),
        office=office,
        to_user=form.person,
        from_user=data.get("from_user"),
        since=data["since"],
        acting=data["acting"],
        why=data["why"],
    )
    return _back(request, office, "handed_over", name=str(form.person))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appoint_acting(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody act for an office until a day."""
    office = _changeable(request, pk)
    form = ActingForm(posted(request), initial={"since": timezone.localdate()})
    if not form.is_valid():
        return _form(request, form, "acting", office)
    data = form.cleaned_data
    services.appoint_acting(
        actor=actor_of_request(request),
        office=office,
        user=form.person,
        since=data["since"],
        until=data["until"],
        why=data["why"],
    )
    return _back(request, office, "acting_appointed", name=str(form.person))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody hold an office with a role; without an account one is made."""
    office = _changeable(request, pk)
    form = GiveRoleForm(posted(request))
    if not form.is_valid():
        return _form(request, form, "give_role", office)
    user = services.add_person(actor=actor_of_request(request), office=office, **form.cleaned_data)
    return _back(request, office, "role_given", name=str(user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role that somebody holds in an office."""
    actor = actor_of_request(request)
    membership = get_object_or_404(rules.changeable_memberships(actor), pk=pk)
    form = EndRoleForm(posted(request), initial={"day": timezone.localdate()})
    if not form.is_valid():
        return _form(request, form, "end_role", membership.office, membership=membership)
    data = form.cleaned_data
    services.end_role(actor=actor, memberships=[membership], last_day=data["day"], why=data["why"])
    return _back(request, membership.office, "role_ended", name=str(membership.user))


def _visible(request: HttpRequest, pk: int) -> Office:
    return get_object_or_404(rules.visible_offices(actor_of_request(request)), pk=pk)


def _changeable(request: HttpRequest, pk: int) -> Office:
    office = _visible(request, pk)
    require(rules.may_change_office(actor_of_request(request), office))
    return office


def _form(request: HttpRequest, form: object, what: str, office: Office, **more: object) -> HttpResponse:
    people = offered(actor_of_request(request))
    shown = {"form": form, "what": what, "office": office, "agency": office.agency, "offered": people, **more}
    return render(request, "people/form.html", shown)


def _back(request: HttpRequest, office: Office, what: str, **params: str) -> HttpResponse:
    told(request, what, **params)
    return redirect("people:office", office.pk)
