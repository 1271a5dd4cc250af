"""Two programs change one record: the later is told what is stored by now, and begins again from there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from potensi.web.edits import Outdated
from potensi.web.errors import answer
from potensi.web.templatetags.words import language


def overtaken(request: HttpRequest, error: Outdated) -> HttpResponse:
    """Answer 409 with the newer revision and, field by field, what is stored and what was sent."""
    differences = [{"field": each.field, "stored": each.stored, "sent": each.sent} for each in error.differences]
    more = {"code": error.code, "revision": error.revision, "differences": differences}
    return answer(request, 409, error.message(language()), **more)
