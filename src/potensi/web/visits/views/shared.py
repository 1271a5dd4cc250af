"""What the pages of a study visit share: who asks, what was sent, one line that tells what was done, two editors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from potensi.language import say
from potensi.web.actor import Actor
from potensi.web.edits import Outdated
from potensi.web.templatetags.words import language


def actor_of_request(request: HttpRequest) -> Actor:
    """Return who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def load(request: HttpRequest, visible: Callable[[Actor], Any], pk: Any) -> Any:
    """Return a record that whoever asks may see; what is another's is not there (404)."""
    return get_object_or_404(visible(actor_of_request(request)), pk=pk)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def told(request: HttpRequest, what: str, words: str = "visits_forms", **params: Any) -> None:
    """Tell on the next page what was done (``FILE.done.WHAT``)."""
    messages.success(request, say(f"{words}.done.{what}", language(), **params))


def overtaken(form: forms.Form, error: Outdated) -> dict[str, Any]:
    """Return what the page shows where somebody saved meanwhile: the form on top of that, and what differs."""
    data = form.data.copy()
    data[form.add_prefix("revision")] = str(error.revision)
    # Bound fields remember the form they were made for, so the form is copied without them.
    again = form.__class__.__new__(form.__class__)
    again.__dict__ = dict(form.__dict__, data=data, _bound_fields_cache={}, _errors={})
    shown = [_shown(form, asdict(each)) for each in error.differences]
    return {"form": again, "outdated": {"differences": shown}}


def _shown(form: forms.Form, difference: dict[str, Any]) -> dict[str, Any]:
    field = form.fields.get(difference["field"])
    found = difference | {"label": field.label if field is not None else difference["field"]}
    if not isinstance(field, forms.ModelChoiceField):
        return found
    names = {str(each.pk): str(each) for each in field.queryset or ()}
    stored, sent = (names.get(found[side], found[side]) for side in ("stored", "sent"))
    pieces = [{"words": stored, "kind": "removed"}, {"words": sent, "kind": "added"}]
    return found | {"stored": stored, "sent": sent, "pieces": [each for each in pieces if each["words"]]}
