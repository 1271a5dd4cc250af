"""What changed after the visit: the answer, the records behind each of its numbers, and its files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from potensi.language import say
from potensi.present.hand_over import print_as
from potensi.web.changes import story
from potensi.web.changes.queries import STEPS, Changed, what_changed
from potensi.web.changes.scopes import Scope, scope_of
from potensi.web.changes.shown import every_row, shown
from potensi.web.people.models import Region
from potensi.web.templatetags.words import language
from potensi.web.visits import rules
from potensi.web.visits.models import Cohort

FORMS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def index(request: HttpRequest) -> HttpResponse:
    """Answer of what one may ask: cohorts with their visits, hosts and regions that took part."""
    actor = request.actor  # type: ignore[attr-defined]
    visits = rules.visible_visits(actor).exclude(state="cancelled")
    cohorts = rules.visible_cohorts(actor).filter(pk__in=visits.order_by().values("cohort"))
    hosts = Region.objects.filter(pk__in=visits.order_by().values("host_region")).order_by("name")
    learners = Region.objects.filter(agencies__participants__cohort__visits__in=visits).distinct().order_by("name")
    context = {"cohorts": _with_visits(cohorts, visits), "hosts": hosts, "learners": learners}
    return render(request, "changes/index.html", context)


def answer(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Answer what changed: counts, dates, what is late, what an adoption cost, whom to invite."""
    scope = scope_of(request.actor, kind, key)  # type: ignore[attr-defined]
    found = what_changed(scope, timezone.localdate())
    lang = language()
    context: dict[str, Any] = {
        "scope": scope,
        "found": found,
        "chain": [_linked(scope, step, lang) for step in found.chain],
        "late": [_linked(scope, step, lang) for step in found.late if step.count],
        "sentence": story.sentence(found, lang),
        "late_sentence": story.late_sentence(found, lang),
        "cost_sentence": story.cost_sentence(found, lang),
        "invite_sentence": story.counted("invite", found.never_shared, lang),
        "invite_url": reverse(f"changes:{kind}_records", args=[key, "never_shared"]),
        "files": [(form, reverse(f"changes:{kind}_file", args=[key, form])) for form in FORMS],
    }
    return render(request, "changes/answer.html", context)


def records(request: HttpRequest, kind: str, key: str, step: str) -> HttpResponse:
    """Answer the records behind one number."""
    if step not in STEPS:
        raise Http404(step)
    actor = request.actor  # type: ignore[attr-defined]
    scope = scope_of(actor, kind, key)
    part = shown(actor, scope, step, timezone.localdate(), request.GET.get("page", "1"))
    lang = language()
    told = [story.counted("records", part.count, lang)]
    told += [story.counted("withheld", part.withheld, lang)] if part.withheld else []
    context = {"scope": scope, "step": step, "part": part, "page": part.page, "back": _back(scope), "told": told}
    return render(request, "changes/records.html", context)


def file(request: HttpRequest, kind: str, key: str, form: str) -> HttpResponse:
    """Answer the whole as a PDF or a workbook; its lists hold what the asker may open."""
    if form not in FORMS:
        raise Http404(form)
    actor = request.actor  # type: ignore[attr-defined]
    scope = scope_of(actor, kind, key)
    content = print_as(_story(actor, what_changed(scope, timezone.localdate())), form)
    name = say("changes.file", language(), kind=say(f"changes.kind.{kind}", language()), name=scope.key)
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=FORMS[form], headers=headers)


def _story(actor: Any, found: Changed) -> Any:
    lists = {step: every_row(actor, found.scope, step, found.day) for step in STEPS}
    return story.changed_story(found, lists, language())


def _linked(scope: Scope, step: Any, lang: str) -> dict[str, Any]:
    url = reverse(f"changes:{scope.kind}_records", args=[scope.key, step.key])
    return {"step": step, "name": story.step_name(step.key, lang), "url": url}


def _back(scope: Scope) -> str:
    return reverse(f"changes:{scope.kind}", args=[scope.key])


def _with_visits(cohorts: Any, visits: Any) -> list[tuple[Cohort, list[Any]]]:
    by_cohort: dict[int, list[Any]] = {}
    for visit in visits:
        by_cohort.setdefault(visit.cohort_id, []).append(visit)
    return [(cohort, by_cohort.get(cohort.pk, [])) for cohort in cohorts]
