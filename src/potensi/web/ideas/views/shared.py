"""What the pages of ideas share: the idea that is asked for, a form's page, one line that tells what was done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from potensi.language import say
from potensi.web.ideas import rules
from potensi.web.ideas.models import Idea
from potensi.web.ideas.queries.lists import whole
from potensi.web.routers import actor_of_request
from potensi.web.templatetags.words import language

SHOW, TAKE, ONLY_TAKE = ["GET", "HEAD"], ["GET", "HEAD", "POST"], ["POST"]


def idea_of(request: HttpRequest, pk: int) -> Idea:
    """Return an idea that whoever asks may read, with its parts; any other is not there (404)."""
    return get_object_or_404(whole(rules.visible(actor_of_request(request))), pk=pk)


def form_page(request: HttpRequest, what: str, form: Any, idea: Idea | None = None, **more: Any) -> HttpResponse:
    """Show a form's page (``ideas_form.what.WHAT``), with the way back to the idea."""
    status = 422 if form.is_bound and not more.get("outdated") else 200
    context = {"what": what, "form": form, "idea": idea, **more}
    return render(request, "ideas/form.html", context, status=status)


def done(request: HttpRequest, what: str, idea: Idea | int, **params: Any) -> HttpResponse:
    """Tell what was done on the idea's page."""
    messages.success(request, say(f"ideas_form.done.{what}", language(), **params))
    return redirect(reverse("ideas:idea", args=[idea if isinstance(idea, int) else idea.pk]))
