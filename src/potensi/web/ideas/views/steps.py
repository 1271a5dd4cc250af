"""From stage to stage, the small test, and the judgement of several reviewers."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from potensi.web.edits import Outdated
from potensi.web.ideas import rules, told
from potensi.web.ideas.forms.steps import (
    BackForm,
    BeginTrialForm,
    EndTrialForm,
    InviteForm,
    ReviewForm,
    StopForm,
    WhyForm,
)
from potensi.web.ideas.models import Review
from potensi.web.ideas.services import judging, moving, trials
from potensi.web.ideas.standing import earlier_stages
from potensi.web.ideas.views.shared import ONLY_TAKE, TAKE, done, form_page, idea_of
from potensi.web.refused import require
from potensi.web.routers import actor_of_request
from potensi.web.templatetags.words import language
from potensi.web.visits.views.shared import overtaken, posted


@login_required
@require_http_methods(ONLY_TAKE)
def onward(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an idea to the stage that the button names: the next one."""
    found = idea_of(request, pk)
    stage = request.POST.get("stage", "")
    moved = moving.move(actor=actor_of_request(request), idea=found, stage=stage)
    return done(request, "moved", found, name=told.stage_name(moved.stage, moved.stage_names, language()))


@login_required
@require_http_methods(TAKE)
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an idea back to an earlier stage, with the reason."""
    actor, found = actor_of_request(request), idea_of(request, pk)
    require(rules.may_move(actor, found))
    lang = language()
    stages = [(each, told.stage_name(each, found.stage_names, lang)) for each in reversed(earlier_stages(found))]
    form = BackForm(posted(request), stages=stages)
    if not form.is_valid():
        return form_page(request, "back", form, found)
    moved = moving.move(actor=actor, idea=found, **form.cleaned_data)
    return done(request, "moved", found, name=told.stage_name(moved.stage, moved.stage_names, lang))


@login_required
@require_http_methods(TAKE)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop an idea, with what was learnt."""
    actor, found = actor_of_request(request), idea_of(request, pk)
    require(rules.may_move(actor, found))
    form = StopForm(posted(request))
    if not form.is_valid():
        return form_page(request, "stop", form, found)
    moving.stop(actor=actor, idea=found, lesson=form.cleaned_data["lesson"])
    return done(request, "stopped", found)


@login_required
@require_http_methods(ONLY_TAKE)
def naming(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose whose names the stages carry."""
    found = idea_of(request, pk)
    moving.choose_naming(actor=actor_of_request(request), idea=found, names=request.POST.get("names", ""))
    return done(request, "naming_chosen", found)


@login_required
@require_http_methods(TAKE)
def begin_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the small test."""
    actor, found = actor_of_request(request), idea_of(request, pk)
    require(rules.may_edit(actor, found))
    form = BeginTrialForm(posted(request))
    if not form.is_valid():
        return form_page(request, "begin_trial", form, found)
    trials.begin(actor=actor, idea=found, began=form.cleaned_data["began"])
    return done(request, "trial_begun", found)


@login_required
@require_http_methods(TAKE)
def end_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """End a trial with what came out."""
    actor = actor_of_request(request)
    trial = get_object_or_404(rules.visible_trials(actor), pk=pk)
    require(rules.may_edit(actor, trial.idea))
    form = EndTrialForm(posted(request), began=trial.began)
    if not form.is_valid():
        return form_page(request, "end_trial", form, trial.idea)
    trials.end(actor=actor, trial=trial, **form.cleaned_data)
    return done(request, "trial_ended", trial.idea)


@login_required
@require_http_methods(TAKE)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody to judge."""
    actor, found = actor_of_request(request), idea_of(request, pk)
    require(rules.may_invite(actor, found))
    form = InviteForm(posted(request))
    if not form.is_valid():
        return form_page(request, "invite", form, found)
    judging.invite(actor=actor, idea=found, reviewer=form.reviewer)
    return done(request, "invited", found, name=str(form.reviewer))


@login_required
@require_http_methods(TAKE)
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's judgement, or correct it."""
    actor, review = actor_of_request(request), _own(request, pk)
    require(rules.may_judge(actor, review))
    form = ReviewForm(posted(request), initial={**review.scores, "note": review.note, "revision": review.revision})
    if not form.is_valid():
        return form_page(request, "judge", form, review.idea, review=review)
    sent = form.cleaned_data
    try:
        judging.judge(actor=actor, review=review, scores=form.scores(), note=sent["note"], revision=sent["revision"])
    except Outdated as error:
        return form_page(request, "judge", **overtaken(form, error), idea=review.idea, review=review)
    return done(request, "judged", review.idea)


@login_required
@require_http_methods(TAKE)
def decline_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare what binds one to an idea, or why one will not judge it."""
    review = _own(request, pk)
    form = WhyForm(posted(request))
    if not form.is_valid():
        return form_page(request, "decline_review", form, review.idea)
    judging.decline(actor=actor_of_request(request), review=review, why=form.cleaned_data["why"])
    return done(request, "review_declined", review.idea)


def _own(request: HttpRequest, pk: int) -> Review:
    return get_object_or_404(rules.own_reviews(actor_of_request(request)), pk=pk)


urls: list[URLPattern] = [
    path("<int:pk>/maju/", onward, name="onward"),
    path("<int:pk>/mundur/", back, name="back"),
    path("<int:pk>/berhenti/", stop, name="stop"),
    path("<int:pk>/nama-tahap/", naming, name="naming"),
    path("<int:pk>/uji-coba/", begin_trial, name="begin_trial"),
    path("uji-coba/<int:pk>/selesai/", end_trial, name="end_trial"),
    path("<int:pk>/undang-penilai/", invite, name="invite"),
    path("penilaian/<int:pk>/", judge, name="judge"),
    path("penilaian/<int:pk>/mundur/", decline_review, name="decline_review"),
]
