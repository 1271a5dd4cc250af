"""What is taken home: the lists (mine, a region's, a visit's; late first), a promise, and all that is done to it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from potensi.web.audit import rules as audit
from potensi.web.edits import Outdated
from potensi.web.refused import Invalid, require
from potensi.web.templatetags.words import language
from potensi.web.visits import rules
from potensi.web.visits.forms.take_homes import CloseForm, EditPromiseForm, PromiseForm, StepForm
from potensi.web.visits.ingredients import ingredients
from potensi.web.visits.ingredients_shown import shown as as_read
from potensi.web.visits.models import Practice, TakeHome
from potensi.web.visits.models.learned import MUST_CHANGE
from potensi.web.visits.queries import take_homes as queries
from potensi.web.visits.queries.take_homes import Asked
from potensi.web.visits.services import take_homes as services
from potensi.web.visits.views.asked import text_asked_for, visit_asked_for
from potensi.web.visits.views.shared import actor_of_request, load, overtaken, posted, told

SHOW, TAKE = ["GET", "HEAD"], ["GET", "HEAD", "POST"]
WORDS = "visits_take_homes"
PER_PAGE = 30
_WRONG = 422


@login_required
@require_http_methods(SHOW)
def take_homes(request: HttpRequest) -> HttpResponse:
    """Show the promises that are asked for, the late ones first."""
    actor, today = actor_of_request(request), timezone.localdate()
    visit, stand = visit_asked_for(request), text_asked_for(request, "keadaan")
    asked = Asked(queries.MINE in request.GET, text_asked_for(request, "daerah"), visit, stand)
    found = queries.take_homes(actor, asked, today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "rows": [(each, queries.STANDS[each.stand], queries.late_days(each, today)) for each in page],
        "counts": queries.counts(found),
        "asked": asked,
        "visit": visit,
        "regions": queries.regions_of(actor),
        "stands": queries.STANDS,
        "mine_name": queries.MINE,
        "may_promise": visit is not None and bool(rules.may_promise(actor, visit)),
    }
    return render(request, "visits/take_homes.html", shown)


@login_required
@require_http_methods(SHOW)
def take_home(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one promise: what must change, what the region has for it, the first step, what became of it."""
    actor, found, today = actor_of_request(request), load(request, rules.visible_take_homes, pk), timezone.localdate()
    first = services.first_day(found)
    shown = {
        "promise": found,
        "must_change": [(name, getattr(found, name)) for name in MUST_CHANGE if getattr(found, name)],
        "ingredients": as_read(found.ingredients, language()),
        "stand": queries.stand_of(found, today),
        "late_days": queries.late_days(found, today),
        "first_day": first,
        "extended": found.step_by != first,
        "has_history": audit.visible(actor).filter(target_kind="takehome", target_id=str(pk)).exists(),
        "may_keep": bool(rules.may_keep_promise(actor, found)),
        "may_read_practice": rules.visible_practices(actor).filter(pk=found.practice_id).exists(),
    }
    return render(request, "visits/take_home.html", shown)


@login_required
@require_http_methods(TAKE)
def take_home_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Promise something of a visit for one's own region; first look what the region has for it, where one wants."""
    actor, visit = actor_of_request(request), load(request, rules.visible_visits, pk)
    require(rules.may_promise(actor, visit))
    region = rules.own_participations(actor).get(cohort=visit.cohort_id).agency.region
    practices = queries.offered(actor, visit)
    practice = _practice_asked_for(request, practices)
    form = PromiseForm(posted(request), initial=_begun(practice), region=region.pk, practices=practices)
    shown: dict[str, Any] = {"form": form, "visit": visit, "region": region, "practice": practice}
    if "look" in request.POST:
        return _looked(request, shown)
    if not form.is_valid():
        return _form(request, shown)
    found = ingredients(actor, region.pk, visit.host_region_id, form.needs())
    made = services.promise_take_home(actor=actor, visit=visit, promise=form.promise(), found=found)
    told(request, "promised", WORDS)
    return redirect("visits:take_home", made.pk)


@login_required
@require_http_methods(TAKE)
def take_home_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit a promise that is not closed."""
    actor, kept = actor_of_request(request), load(request, rules.visible_take_homes, pk)
    require(rules.may_keep_promise(actor, kept))
    _open(kept)
    practices = queries.offered(actor, kept.visit, kept.practice)
    form = EditPromiseForm(posted(request), kept=kept, region=kept.region_id, practices=practices)
    shown: dict[str, Any] = {"form": form, "visit": kept.visit, "region": kept.region, "promise": kept}
    if "look" in request.POST:
        return _looked(request, shown)
    if not form.is_valid():
        return _form(request, shown)
    needs = (kept.region_id, kept.visit.host_region_id, form.needs())
    found = ingredients(actor, *needs) if form.look_again() else None
    sent = {"take_home": kept, "revision": form.cleaned_data["revision"], "promise": form.promise(), "found": found}
    try:
        services.edit_take_home(actor=actor, **sent)
    except Outdated as error:
        return render(request, "visits/take_home_form.html", shown | overtaken(form, error), status=409)
    told(request, "edited", WORDS)
    return redirect("visits:take_home", pk)


@login_required
@require_http_methods(TAKE)
def take_home_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask on which day the first step was taken."""
    actor, kept = actor_of_request(request), load(request, rules.visible_take_homes, pk)
    require(rules.may_keep_promise(actor, kept))
    _open(kept)
    form = StepForm(posted(request), first=kept.visit.starts)
    if not form.is_valid():
        return _act(request, "step", form, kept)
    services.do_step(actor=actor, take_home=kept, on=form.cleaned_data["on"], why=form.cleaned_data["why"])
    told(request, "step_done", WORDS)
    return redirect("visits:take_home", pk)


@login_required
@require_http_methods(TAKE)
def take_home_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what became of a promise."""
    actor, kept = actor_of_request(request), load(request, rules.visible_take_homes, pk)
    require(rules.may_keep_promise(actor, kept))
    _open(kept)
    form = CloseForm(posted(request), first=kept.visit.starts)
    if not form.is_valid():
        return _act(request, "close", form, kept)
    services.close_take_home(actor=actor, take_home=kept, **form.cleaned_data)
    told(request, form.cleaned_data["state"], WORDS)
    return redirect("visits:take_home", pk)


urls: list[URLPattern] = [
    path("bawa-pulang/", take_homes, name="take_homes"),
    path("bawa-pulang/<int:pk>/", take_home, name="take_home"),
    path("bawa-pulang/<int:pk>/ubah/", take_home_edit, name="take_home_edit"),
    path("bawa-pulang/<int:pk>/langkah/", take_home_step, name="take_home_step"),
    path("bawa-pulang/<int:pk>/tutup/", take_home_close, name="take_home_close"),
    path("kunjungan/<int:pk>/bawa-pulang/", take_home_new, name="take_home_new"),
]


def _open(kept: TakeHome) -> None:
    if kept.state != "open":
        raise Invalid("visits_promise_closed")


def _practice_asked_for(request: HttpRequest, practices: Any) -> Practice | None:
    number = request.GET.get("praktik", "")
    return next((each for each in practices if str(each.pk) == number), None)


def _begun(practice: Practice | None) -> dict[str, Any]:
    return {"practice": practice, "title": practice.title} if practice is not None else {}


def _looked(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    """Show the form as it was sent with what the region has; what else is still missing is not complained of yet."""
    form, visit, region = shown["form"], shown["visit"], shown["region"]
    if not form.needs_are_clear():
        return _form(request, shown)
    found = ingredients(actor_of_request(request), region.pk, visit.host_region_id, form.needs())
    looked = {"looked": True, "ingredients": as_read(found.snapshot, language())}
    return render(request, "visits/take_home_form.html", shown | looked)


def _form(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
    status = _WRONG if request.method == "POST" else 200
    return render(request, "visits/take_home_form.html", shown, status=status)


def _act(request: HttpRequest, act: str, form: StepForm, kept: TakeHome) -> HttpResponse:
    status = _WRONG if request.method == "POST" else 200
    return render(request, "visits/take_home_act.html", {"act": act, "form": form, "promise": kept}, status=status)
