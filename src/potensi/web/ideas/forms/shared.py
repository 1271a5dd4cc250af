"""What the forms of ideas share."""

from __future__ import annotations

from collections.abc import Sequence

from potensi.language import say
from potensi.web.templatetags.words import language
from potensi.web.visits.forms.shared import WordedForm


class IdeaForm(WordedForm):
    """A form whose words stand in ``words/ideas_form.toml``."""

    words = "ideas_form"


def choices(prefix: str, values: Sequence[str]) -> list[tuple[str, str]]:
    """Return values with what each is called (``ideas.PREFIX.VALUE``)."""
    lang = language()
    return [(value, say(f"ideas.{prefix}.{value}", lang)) for value in values]
