"""Writing on practice cards: merging observations, editing, correcting as the host, withdrawing, "still running?"."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from potensi.web.edits import Outdated
from potensi.web.refused import Invalid, require
from potensi.web.templatetags.words import language
from potensi.web.visits import rules
from potensi.web.visits.forms.practices import CardForm, PickForm, RunningForm, WithdrawForm
from potensi.web.visits.models import Practice, Visit
from potensi.web.visits.queries import practices as queries
from potensi.web.visits.services import practices as services
from potensi.web.visits.views.shared import actor_of_request, load, overtaken, posted, told

TAKE = ["GET", "HEAD", "POST"]
WORDS = "visits_practices"
_WRONG = 422


@login_required
@require_http_methods(TAKE)
def practice_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the observations of a stop or group beside each other; merge those that are ticked into a draft."""
    actor, visit = actor_of_request(request), load(request, rules.visible_visits, pk)
    require(rules.may_draft_practice(actor, visit))
    shown = _side_by_side(request, visit)
    form = PickForm(posted(request), observations=shown["found"])
    if not form.is_valid():
        return _page(request, "practice_new", shown | {"form": form, "visit": visit})
    chosen, title = form.cleaned_data["observations"], form.cleaned_data["title"]
    made = services.draft_practice(actor=actor, visit=visit, observations=chosen, title=title, lang=language())
    told(request, "drafted", WORDS)
    return redirect("visits:practice_edit", made.pk)


@login_required
@require_http_methods(TAKE)
def practice_observations(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the observations that are not on a card yet; add those that are ticked."""
    actor, practice = actor_of_request(request), load(request, rules.visible_practices, pk)
    require(rules.may_draft_practice(actor, practice.visit))
    shown = _side_by_side(request, practice.visit, but=practice)
    form = PickForm(posted(request), observations=shown["found"])
    if not form.is_valid():
        about = {"form": form, "visit": practice.visit, "practice": practice}
        return _page(request, "practice_new", shown | about)
    chosen = form.cleaned_data["observations"]
    services.add_observations(actor=actor, practice=practice, observations=chosen, lang=language())
    told(request, "added", WORDS)
    return redirect("visits:practice_edit", pk)


@login_required
@require_http_methods(TAKE)
def practice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a card, for its cohort; a host is led to correcting it."""
    actor, practice = actor_of_request(request), load(request, rules.visible_practices, pk)
    require(rules.may_edit_practice(actor, practice))
    if not rules.may_draft_practice(actor, practice.visit):
        return redirect("visits:practice_correct", pk)
    return _rewrite(request, practice, correcting=False)


@login_required
@require_http_methods(TAKE)
def practice_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a card, as its host."""
    practice = load(request, rules.visible_practices, pk)
    require(rules.may_correct_practice(actor_of_request(request), practice))
    return _rewrite(request, practice, correcting=True)


@login_required
@require_http_methods(TAKE)
def practice_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then take a card back."""
    actor, practice = actor_of_request(request), load(request, rules.visible_practices, pk)
    require(rules.may_publish_practice(actor, practice))
    form = WithdrawForm(posted(request))
    if not form.is_valid():
        return _page(request, "practice_withdraw", {"form": form, "practice": practice})
    services.withdraw_practice(actor=actor, practice=practice, why=form.cleaned_data["why"])
    told(request, "withdrawn", WORDS, title=practice.title)
    return redirect("visits:practice", pk)


@login_required
@require_http_methods(TAKE)
def practice_running(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the host whether a practice still runs."""
    actor, practice = actor_of_request(request), load(request, rules.visible_practices, pk)
    require(rules.may_correct_practice(actor, practice))
    if practice.state != "published":
        raise Invalid("visits_practice_not_published")
    form = RunningForm(posted(request), practice=practice)
    if not form.is_valid():
        return _page(request, "practice_running", {"form": form, "practice": practice})
    answer, why = form.answer(), form.cleaned_data["why"]
    services.answer_running(actor=actor, practice=practice, answer=answer, why=why)
    told(request, "answered", WORDS)
    return redirect("visits:practice", pk)


edit_urls: list[URLPattern] = [
    path("kunjungan/<int:pk>/praktik/baru/", practice_new, name="practice_new"),
    path("praktik/<int:pk>/pengamatan/", practice_observations, name="practice_observations"),
    path("praktik/<int:pk>/ubah/", practice_edit, name="practice_edit"),
    path("praktik/<int:pk>/koreksi/", practice_correct, name="practice_correct"),
    path("praktik/<int:pk>/tarik/", practice_withdraw, name="practice_withdraw"),
    path("praktik/<int:pk>/masih-berjalan/", practice_running, name="practice_running"),
]


def _rewrite(request: HttpRequest, practice: Practice, *, correcting: bool) -> HttpResponse:
    if practice.state == "withdrawn":
        raise Invalid("visits_practice_withdrawn")
    photos = queries.candidates(practice)
    form = CardForm(posted(request), practice=practice, photos=photos, why=correcting)
    shown = {"practice": practice, "form": form, "correcting": correcting}
    if not form.is_valid():
        return _page(request, "practice_edit", shown)
    sent: dict[str, Any] = {"practice": practice, "revision": form.cleaned_data["revision"], "card": form.card()}
    try:
        if correcting:
            services.correct_practice(actor=actor_of_request(request), why=form.cleaned_data["why"], **sent)
        else:
            services.edit_practice(actor=actor_of_request(request), **sent)
    except Outdated as error:
        return render(request, "visits/practice_edit.html", shown | overtaken(form, error), status=409)
    told(request, "corrected" if correcting else "edited", WORDS)
    return redirect("visits:practice", practice.pk)


def _side_by_side(request: HttpRequest, visit: Visit, but: Practice | None = None) -> dict[str, Any]:
    """Return the observations that may be read, of the stop and the group that are asked for."""
    stops, groups = list(visit.stops.order_by("starts", "pk")), list(visit.cohort.groups.order_by("number"))
    stop = next((each for each in stops if str(each.pk) == request.GET.get("titik")), None)
    group = next((each for each in groups if str(each.pk) == request.GET.get("kelompok")), None)
    found = queries.observations(actor_of_request(request), visit, stop=stop, group=group)
    found = found.exclude(practices=but.pk) if but is not None else found
    ticked = set(request.POST.getlist("observations"))
    return {"found": found, "stops": stops, "groups": groups, "stop": stop, "group": group, "ticked": ticked}


def _page(request: HttpRequest, name: str, shown: dict[str, Any]) -> HttpResponse:
    status = _WRONG if request.method == "POST" else 200
    return render(request, f"visits/{name}.html", shown, status=status)
