"""Observations: written on a telephone, also without signal; read by the cohort; changed by who wrote them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from potensi.language import number, say
from potensi.web.actor import Actor
from potensi.web.datasets import uploads
from potensi.web.edits import Outdated
from potensi.web.photos import services as photos
from potensi.web.photos.models import Photo
from potensi.web.photos.picture import Picture
from potensi.web.photos.serving import photo_response
from potensi.web.refused import Invalid, require
from potensi.web.templatetags.words import language
from potensi.web.visits import rules
from potensi.web.visits.forms.observations import EditObservationForm, ObserveForm
from potensi.web.visits.models import Observation
from potensi.web.visits.models.learned import OBSERVED
from potensi.web.visits.queries import observations as queries
from potensi.web.visits.services import observations as services
from potensi.web.visits.views.shared import actor_of_request, load, overtaken, told

# By this a browser's worker knows the one page that it may keep.
SHELL = "X-Potensi-Observe"
SCRIPTS = ("store", "photo", "send", "list", "form", "start")
SENDING = ("store", "send", "list", "start")
# What the scripts say, and the places in it that they fill.
WORDS = (
    "ready", "not_ready", "left", "draft", "kept", "sent", "offline", "busy", "signed_out", "sign_in", "other_account",
    "reload", "full", "unkept", "waiting_one", "sent_one", "refused_one", "edit", "edit_of", "drop", "drop_of",
    "drop_sure", "open_of", "with_photo",
)  # fmt: skip
FILLED = {"left": {"count": "{count}"}, **{key: {"saw": "{saw}"} for key in ("edit_of", "drop_of", "open_of")}}


@uploads.bounded
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page on which an observation is written; take one where the browser runs no script."""
    actor, visit = actor_of_request(request), load(request, rules.visible_visits, pk)
    require(rules.may_take_part(actor, visit.cohort))
    key, stops = queries.account_key(actor), queries.stops_of(visit)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ObserveForm(data, files, stops=stops, initial={"account": key, "stop": request.GET.get("titik")})
    if form.is_valid():
        _same_account(actor, form.cleaned_data["account"])
        _send(actor, form)
        told(request, "sent", "visits_observe")
        return redirect("visits:observations", visit.pk)
    shown = {
        "visit": visit,
        "form": form,
        "stops": stops,
        "account": key,
        "longest": number(services.LONGEST, language()),
    }
    response = render(request, "visits/observe.html", shown | _page(SCRIPTS), status=422 if form.is_bound else 200)
    if not form.is_bound:
        response.headers[SHELL] = "1"
    return response


@login_required
@require_safe
def observe_at(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a stop to its visit's page for writing, so that a telephone keeps one page a visit."""
    stop = load(request, rules.visible_stops, pk)
    return redirect(f"{reverse('visits:observe_visit', args=[stop.visit_id])}?titik={stop.pk}")


@never_cache
@require_safe
def observe_key(request: HttpRequest) -> JsonResponse:
    """Say to a page that was kept without signal who is signed in by now, and give it a fresh protection."""
    return JsonResponse({"account": queries.account_key(actor_of_request(request)), "token": get_token(request)})


@require_safe
def observe_worker(request: HttpRequest) -> HttpResponse:
    """Hand out the script that keeps the page for writing when there is no signal. It works for the whole site.

    For the whole site, since it must see somebody sign out; of the pages it keeps only the ones marked as that page.
    """
    response = render(request, "visits/observe_worker.js", content_type="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Cache-Control"] = "no-cache"
    return response


@login_required
@require_safe
def observations(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a visit's observations by stop: all, of one stop, of one group, or one's own."""
    actor, visit = actor_of_request(request), load(request, rules.visible_visits, pk)
    require(rules.may_see_inside(actor, visit.cohort))
    chosen = {"stop": request.GET.get("titik", ""), "group": request.GET.get("kelompok", "")}
    own = request.GET.get("saya") == "1"
    found = queries.by_stop(actor, visit, own=own, **chosen)
    shown = {
        "visit": visit,
        "found": found,
        "count": sum(each.count for each in found),
        "own": own,
        "chosen": chosen,
        "stops": queries.stops_of(visit),
        "groups": queries.groups_of(visit),
        "may_observe": bool(rules.may_take_part(actor, visit.cohort)),
    }
    if shown["may_observe"]:
        shown |= {"account": queries.account_key(actor)} | _page(SENDING)
    return render(request, "visits/observations.html", shown)


@login_required
@require_safe
def observation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one observation."""
    found = load(request, rules.visible_observations, pk)
    may_change = bool(rules.may_change_observation(actor_of_request(request), found))
    answers = [(say(f"visits_observe.form.{name}", language()), getattr(found, name)) for name in OBSERVED]
    shown = {"observation": found, "answers": answers, "may_change": may_change}
    return render(request, "visits/observation.html", shown)


@login_required
@require_safe
def photo(request: HttpRequest, pk: int, size: str) -> HttpResponse:
    """Hand out the photo of an observation to who may read it."""
    found = load(request, rules.visible_observations, pk)
    if found.photo is None:
        raise Http404("no photo")
    return photo_response(request, found.photo, size)


@uploads.bounded
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own observation; where another device of theirs did so meanwhile, show what differs."""
    actor, found = actor_of_request(request), load(request, rules.visible_observations, pk)
    require(rules.may_change_observation(actor, found))
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EditObservationForm(data, files, observation=found)
    shown: dict[str, Any] = {"observation": found, "form": form}
    if not form.is_valid():
        return render(request, "visits/observation_edit.html", shown, status=422 if form.is_bound else 200)
    revision, shown_photo = form.cleaned_data["revision"], _photo_after(actor, found, form)
    try:
        services.edit(actor=actor, observation=found, revision=revision, answers=form.answers(), photo=shown_photo)
    except Outdated as error:
        return render(request, "visits/observation_edit.html", shown | overtaken(form, error), status=409)
    told(request, "edited", "visits_observe")
    return redirect("visits:observation", found.pk)


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own observation back."""
    found = load(request, rules.visible_observations, pk)
    services.withdraw(actor=actor_of_request(request), observation=found)
    told(request, "withdrawn", "visits_observe")
    return redirect("visits:observation", found.pk)


urls: list[URLPattern] = [
    path("kunjungan/<int:pk>/amati/", observe, name="observe_visit"),
    path("titik/<int:pk>/amati/", observe_at, name="observe"),
    path("amati/kunci/", observe_key, name="observe_key"),
    path("amati/pekerja.js", observe_worker, name="observe_worker"),
    path("kunjungan/<int:pk>/pengamatan/", observations, name="observations"),
    path("pengamatan/<int:pk>/", observation, name="observation"),
    path("pengamatan/<int:pk>/foto/<str:size>/", photo, name="observation_photo"),
    path("pengamatan/<int:pk>/ubah/", edit, name="observation_edit"),
    path("pengamatan/<int:pk>/tarik/", withdraw, name="observation_withdraw"),
]


def _page(scripts: tuple[str, ...]) -> dict[str, Any]:
    """Return the scripts of a page that sends what a telephone keeps, their words, and the addresses that they ask."""
    # One for both languages: a browser has one worker, and a program's addresses have no language.
    with translation.override("id"):
        worker, key = reverse("visits:observe_worker"), reverse("visits:observe_key")
    return {
        "scripts": [f"potensi/observe/{name}.js" for name in scripts],
        "words": [(word, say(f"visits_observe.live.{word}", language(), **FILLED.get(word, {}))) for word in WORDS],
        "worker": worker,
        "key_address": key,
        "send_address": reverse("api:visits_send_observation"),
    }


def _same_account(actor: Actor, account: str) -> None:
    """Refuse what was written under another account on the same telephone."""
    if account and account != queries.account_key(actor):
        raise Invalid("visits_observation_of_another")


def _send(actor: Actor, form: ObserveForm) -> None:
    said = form.cleaned_data
    if services.sent_before(actor=actor, client_id=said["client_id"]) is not None:
        return
    services.send(
        actor=actor,
        stop=said["stop"],
        client_id=said["client_id"],
        answers=form.answers(),
        written=said["written"],
        photo=_kept(actor, said["photo"]),
    )


def _photo_after(actor: Actor, found: Observation, form: EditObservationForm) -> Photo | None:
    if form.cleaned_data["photo"]:
        return _kept(actor, form.cleaned_data["photo"])
    return None if form.cleaned_data.get("without_photo") else found.photo


def _kept(actor: Actor, picture: Picture | None) -> Photo | None:
    return photos.keep(actor=actor, picture=picture) if picture else None
