"""Practice cards: the list for anybody, a card, the drafts merged from observations, and all that is done to a card."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from potensi.web.datasets.downloads import attachment
from potensi.web.photos.serving import photo_response
from potensi.web.templatetags.words import language
from potensi.web.visits import practice_file, rules
from potensi.web.visits.models import RUNNING_ANSWERS, Practice
from potensi.web.visits.practice_message import message, shortened
from potensi.web.visits.queries import practices as queries
from potensi.web.visits.queries.practices import Asked
from potensi.web.visits.services import practices as services
from potensi.web.visits.views.asked import text_asked_for, visit_asked_for, whole_address
from potensi.web.visits.views.practice_edits import edit_urls
from potensi.web.visits.views.shared import actor_of_request, load, told

SHOW = ["GET", "HEAD"]
PER_PAGE, MOST_IN_A_FILE = 20, 5_000


@require_http_methods(SHOW)
def practices(request: HttpRequest) -> HttpResponse:
    """Show the published cards that are looked for, and to those concerned what waits for them."""
    actor, asked = actor_of_request(request), _asked(request)
    page = Paginator(queries.published(asked), PER_PAGE).get_page(request.GET.get("page"))
    visit = asked.visit
    shown = {
        "page": page,
        "visit": visit,
        "may_draft": visit is not None and bool(rules.may_draft_practice(actor, visit)),
        "cards": [(each, shortened(each.what)) for each in page],
        "asked": asked,
        "regions": queries.host_regions(),
        "answers": RUNNING_ANSWERS,
        "drafts": queries.drafts(actor, visit),
        "overdue": queries.overdue(actor, timezone.localdate()),
        "received": rules.received(actor),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        "forms": practice_file.FORMS,
    }
    return render(request, "visits/practices.html", shown)


@require_http_methods(SHOW)
def practices_file(request: HttpRequest, form: str) -> HttpResponse:
    """Give the cards that are looked for as a file."""
    if form not in practice_file.FORMS:
        raise Http404
    found = queries.with_credits(queries.published(_asked(request)))[:MOST_IN_A_FILE]
    cards = [(each, whole_address(request, reverse("visits:practice", args=[each.pk]))) for each in found]
    source = whole_address(request, reverse("visits:practices"))
    content = practice_file.file(cards, form, language(), timezone.localdate(), source)
    return attachment(content, form, "praktik-baik")


@require_http_methods(SHOW)
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one card; those inside its cohort also see what was done to it."""
    actor, found = actor_of_request(request), load(request, rules.visible_practices, pk)
    url = whole_address(request, request.path)
    inside = bool(rules.may_see_inside(actor, found.visit.cohort))
    photo = reverse("visits:practice_photo", args=[pk, found.photo_id, "whole"]) if found.photo_id else ""
    shown = {
        "practice": found,
        "credits": queries.credits_of(found),
        "adopters": queries.adopters(found),
        "description": shortened(found.what, 200),
        "url": url,
        "photo": photo,
        "picture": whole_address(request, photo) if photo else "",
        "message": message(found, language(), url),
        "inside": inside,
        "history": queries.history(found) if inside else [],
        "late": found.state == "published" and found.ask_again and found.ask_again < timezone.localdate(),
        "may": _may(request, found),
    }
    return render(request, "visits/practice.html", shown)


@require_http_methods(SHOW)
def practice_photo(request: HttpRequest, pk: int, photo: int, size: str) -> HttpResponse:
    """Give the photo of a card; to those inside its cohort also the others that it could show."""
    found = load(request, rules.visible_practices, pk)
    if found.photo is not None and found.photo.pk == photo:
        return photo_response(request, found.photo, size)
    inside = rules.may_see_inside(actor_of_request(request), found.visit.cohort)
    others = {each.pk: each for each, _ in queries.candidates(found)} if inside else {}
    if photo not in others:
        raise Http404
    return photo_response(request, others[photo], size)


@login_required
@require_POST
def practice_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a card."""
    found = load(request, rules.visible_practices, pk)
    services.publish_practice(actor=actor_of_request(request), practice=found)
    told(request, "published", "visits_practices", title=found.title)
    return redirect("visits:practice", pk)


urls: list[URLPattern] = [
    path("praktik/", practices, name="practices"),
    path("praktik/unduh.<str:form>", practices_file, name="practices_file"),
    path("praktik/<int:pk>/", practice, name="practice"),
    path("praktik/<int:pk>/foto/<int:photo>/<slug:size>.jpg", practice_photo, name="practice_photo"),
    path("praktik/<int:pk>/terbitkan/", practice_publish, name="practice_publish"),
    *edit_urls,
]


def _may(request: HttpRequest, found: Practice) -> dict[str, Any]:
    actor = actor_of_request(request)
    stands, published = found.state != "withdrawn", found.state == "published"
    own = bool(rules.may_publish_practice(actor, found))
    return {
        "edit": stands and bool(rules.may_draft_practice(actor, found.visit)),
        "correct": stands and bool(rules.may_correct_practice(actor, found)),
        "publish": not published and own,
        "withdraw": stands and own,
        "answer": published and bool(rules.may_correct_practice(actor, found)),
        "promise": published and bool(rules.may_promise(actor, found.visit)),
    }


def _asked(request: HttpRequest) -> Asked:
    running = text_asked_for(request, "keadaan")
    return Asked(
        text=text_asked_for(request, "q"),
        region=text_asked_for(request, "daerah"),
        running=running if running in RUNNING_ANSWERS else "",
        visit=visit_asked_for(request),
    )
