"""Writing ideas: brought up, edited by two people at once, laid on assets and findings."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from potensi.web.assets import rules as asset_rules
from potensi.web.assets.models import Asset
from potensi.web.datasets.models import Version
from potensi.web.edits import Outdated
from potensi.web.ideas import findings, page, rules, told
from potensi.web.ideas.forms.texts import EditIdeaForm, NewIdeaForm
from potensi.web.ideas.models import Idea
from potensi.web.ideas.queries import origins
from potensi.web.ideas.queries.similar import Draft, draft_of, similar
from potensi.web.ideas.services import bases, texts
from potensi.web.ideas.views.shared import ONLY_TAKE, TAKE, done, form_page, idea_of
from potensi.web.refused import require
from potensi.web.routers import actor_of_request
from potensi.web.templatetags.words import language
from potensi.web.visits.views.shared import overtaken, posted


@login_required
@require_http_methods(TAKE)
def new(request: HttpRequest) -> HttpResponse:
    """Bring up an idea; one that comes from a promise or a practice begins with what stands there.

    Without a script the same page, sent by its second button, shows ideas like this one before anything is kept.
    """
    actor = actor_of_request(request)
    require(rules.may_write(actor))
    promises, practices = origins.take_homes(actor), origins.practices(actor)
    looking = request.method == "POST" and "look" in request.POST
    form = NewIdeaForm(
        None if looking else posted(request),
        initial=request.POST.dict() if looking else _prefilled(request, promises, practices),
        agencies=rules.own_agencies(actor),
        practices=practices,
        take_homes=promises,
    )
    if looking or not form.is_valid():
        return form_page(request, "new", form, **_like(request, form.initial if not form.is_bound else form.data))
    sent = form.cleaned_data
    made = texts.write(
        actor=actor,
        agency=sent["agency"],
        texts=form.texts(),
        practice=sent.get("practice"),
        take_home=sent.get("take_home"),
    )
    return done(request, "written", made)


@login_required
@require_http_methods(TAKE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit an idea's texts; who comes second sees what the first one changed."""
    actor, found = actor_of_request(request), idea_of(request, pk)
    require(rules.may_edit(actor, found))
    initial = {name: getattr(found, name) for name in (*texts.FIELDS, "revision")}
    form = EditIdeaForm(posted(request), initial=initial)
    if not form.is_valid():
        near = page.similar_rows(similar(actor, draft_of(found)), language())
        url = f"{reverse('ideas:similar')}?besides={found.pk}"
        return form_page(request, "edit", form, found, similar=near, live=True, typed=True, similar_url=url)
    try:
        texts.edit(actor=actor, idea=found, revision=form.cleaned_data["revision"], texts=form.texts())
    except Outdated as error:
        return form_page(request, "edit", **overtaken(form, error), idea=found)
    return done(request, "edited", found)


@login_required
@require_http_methods(TAKE)
def grounds(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay an idea on what its region has: assets, and findings of its figures."""
    actor, found = actor_of_request(request), idea_of(request, pk)
    require(rules.may_edit(actor, found))
    versions = findings.versions_for(actor, found.region_id)
    if request.method == "POST":
        bases.base_on(actor=actor, idea=found, **_chosen(request, found, versions))
        return done(request, "based_on", found)
    version = _asked_for(request, versions)
    assets = asset_rules.visible(actor).filter(region=found.region_id, withdrawn__isnull=True)
    there = {each.asset_id for each in found.bases.all()}
    context = {
        "idea": found,
        "grounds": told.grounds(actor, found, language()),
        "assets": assets.exclude(pk__in=there - {None}).order_by("name"),
        "versions": versions,
        "version": version,
        "findings": page.finding_rows(found, version, language()) if version is not None else [],
    }
    return render(request, "ideas/grounds.html", context)


@login_required
@require_http_methods(ONLY_TAKE)
def remove_ground(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away something that an idea stands on."""
    actor = actor_of_request(request)
    basis = get_object_or_404(rules.visible_bases(actor), pk=pk)
    bases.remove_base(actor=actor, basis=basis)
    return done(request, "base_removed", basis.idea)


def _prefilled(request: HttpRequest, promises: Any, practices: Any) -> dict[str, Any]:
    found = [
        get_object_or_404(every, pk=_number(request.GET[name])) if request.GET.get(name) else None
        for name, every in (("take_home", promises), ("practice", practices))
    ]
    return origins.prefilled(*found)


def _like(request: HttpRequest, typed: Any) -> dict[str, Any]:
    draft = Draft(str(typed.get("title") or ""), str(typed.get("summary") or ""))
    found = similar(actor_of_request(request), draft)
    typed, url = bool(draft.title or draft.summary), reverse("ideas:similar")
    return {"similar": page.similar_rows(found, language()), "live": True, "typed": typed, "similar_url": url}


def _chosen(request: HttpRequest, idea: Idea, versions: list[Version]) -> dict[str, Any]:
    """Return the asset or finding that was chosen, of those that the page offers; any other is not there."""
    if request.POST.get("asset"):
        visible = asset_rules.visible(actor_of_request(request))
        asset: Asset = get_object_or_404(visible, pk=_number(request.POST["asset"]))
        return {"asset": asset}
    version = next((each for each in versions if str(each.pk) == request.POST.get("version")), None)
    if version is None:
        return {}
    found = findings.finding_of(version, idea.region_id, request.POST.get("finding", ""))
    if found is None:
        raise Http404
    return {"finding": found}


def _asked_for(request: HttpRequest, versions: list[Version]) -> Version | None:
    slug = request.GET.get("data", "")
    asked = next((each for each in versions if each.dataset.slug == slug), None)
    if slug and asked is None:
        raise Http404(slug)
    return asked or next(iter(versions), None)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Http404(text)
    return int(text)


urls: list[URLPattern] = [
    path("baru/", new, name="new"),
    path("<int:pk>/ubah/", edit, name="edit"),
    path("<int:pk>/dasar/", grounds, name="grounds"),
    path("dasar/<int:pk>/lepas/", remove_ground, name="remove_ground"),
]
