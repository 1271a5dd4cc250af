"""Who is in it: the owner, what agencies bring, the head's agreement."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from potensi.web.edits import Outdated
from potensi.web.ideas import rules
from potensi.web.ideas.forms.team import AgreementForm, AskForm, DecideForm, DeclineForm, OwnerForm, PromiseForm
from potensi.web.ideas.models import Idea
from potensi.web.ideas.services import agreements, contributions, moving
from potensi.web.ideas.standing import involved
from potensi.web.ideas.views.shared import TAKE, done, form_page, idea_of
from potensi.web.people.models import Agency
from potensi.web.refused import Forbidden, no, require
from potensi.web.routers import actor_of_request
from potensi.web.visits.views.shared import overtaken, posted


@login_required
@require_http_methods(TAKE)
def owner(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the office in charge."""
    actor, found = actor_of_request(request), idea_of(request, pk)
    require(rules.may_move(actor, found))
    form = OwnerForm(posted(request), initial={"office": found.owner_id}, offices=rules.owning_offices(found))
    if not form.is_valid():
        return form_page(request, "owner", form, found)
    moving.name_owner(actor=actor, idea=found, office=form.cleaned_data["office"])
    return done(request, "owner_named", found)


@login_required
@require_http_methods(TAKE)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask an agency for something."""
    actor, found = actor_of_request(request), idea_of(request, pk)
    require(rules.may_edit(actor, found))
    there = [each.agency_id for each in found.contributions.all() if each.state != "declined"]
    form = AskForm(posted(request), agencies=rules.askable_agencies(actor, found).exclude(pk__in=there))
    if not form.is_valid():
        return form_page(request, "ask", form, found)
    contributions.ask(actor=actor, idea=found, **form.cleaned_data)
    return done(request, "asked", found, name=form.cleaned_data["agency"].name)


@login_required
@require_http_methods(TAKE)
def promise(request: HttpRequest, pk: int, agency: int) -> HttpResponse:
    """Promise what an agency brings, asked or not; who comes second of the agency sees what the first one wrote."""
    actor, found = actor_of_request(request), idea_of(request, pk)
    own = _own_agency(request, agency)
    stored = next((each for each in found.contributions.all() if each.agency_id == own.pk), None)
    begun = {"revision": 0} if stored is None else {"kind": stored.kind, "revision": stored.revision}
    if stored is not None and stored.state == "promised":
        begun["what"] = stored.what
    form = PromiseForm(posted(request), initial=begun)
    shown = {"named": own.name, "asked_for": stored.wish if stored is not None else ""}
    if not form.is_valid():
        return form_page(request, "promise", form, found, **shown)
    try:
        contributions.promise(actor=actor, idea=found, agency=own, **form.cleaned_data)
    except Outdated as error:
        return form_page(request, "promise", **overtaken(form, error), idea=found, **shown)
    return done(request, "promised", found)


@login_required
@require_http_methods(TAKE)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Decline what one's agency was asked for, or take back what it promised."""
    actor = actor_of_request(request)
    stored = get_object_or_404(rules.visible_contributions(actor), pk=pk)
    require(rules.may_answer(actor, stored.agency))
    form = DeclineForm(posted(request), initial={"revision": stored.revision})
    shown = {"named": stored.agency.name, "asked_for": stored.wish or stored.what}
    if not form.is_valid():
        return form_page(request, "decline", form, stored.idea, **shown)
    try:
        contributions.decline(actor=actor, contribution=stored, **form.cleaned_data)
    except Outdated as error:
        return form_page(request, "decline", **overtaken(form, error), idea=stored.idea, **shown)
    return done(request, "declined", stored.idea)


@login_required
@require_http_methods(TAKE)
def ask_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the head of an agency that is in it to agree."""
    actor, found = actor_of_request(request), idea_of(request, pk)
    require(rules.may_edit(actor, found))
    decided = [each.agency_id for each in found.agreements.all() if each.agreed is not False]
    form = AgreementForm(posted(request), agencies=_in_it(found).exclude(pk__in=decided))
    if not form.is_valid():
        return form_page(request, "ask_agreement", form, found)
    agreements.ask_agreement(actor=actor, idea=found, agency=form.cleaned_data["agency"])
    return done(request, "agreement_asked", found)


@login_required
@require_http_methods(TAKE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide as the head, or acting head, of an agency that is in it."""
    actor, found = actor_of_request(request), idea_of(request, pk)
    led = _in_it(found).filter(pk__in=rules.headed(actor))
    if not led.exists():
        raise Forbidden(no("ideas_not_head"))
    form = DecideForm(posted(request), agencies=led)
    if not form.is_valid():
        return form_page(request, "decide", form, found)
    sent = form.cleaned_data
    agreed = sent["agreed"] == "yes"
    agreements.decide(actor=actor, idea=found, agency=sent["agency"], agreed=agreed, note=sent["note"])
    return done(request, "agreed" if agreed else "refused", found)


def _in_it(idea: Idea) -> Any:
    return Agency.objects.filter(pk__in=involved(idea)).select_related("region").order_by("name")


def _own_agency(request: HttpRequest, agency: int) -> Agency:
    """Return an agency that whoever asks may speak for; that others speak for it is told as such."""
    own = rules.held_agencies(actor_of_request(request)).filter(pk=agency).first()
    if own is None:
        raise Forbidden(no("ideas_other_agency"))
    return own


urls: list[URLPattern] = [
    path("<int:pk>/pemilik/", owner, name="owner"),
    path("<int:pk>/minta/", ask, name="ask"),
    path("<int:pk>/sumbang/<int:agency>/", promise, name="promise"),
    path("sumbangan/<int:pk>/tolak/", decline, name="decline"),
    path("<int:pk>/minta-persetujuan/", ask_agreement, name="ask_agreement"),
    path("<int:pk>/setuju/", decide, name="decide"),
]
