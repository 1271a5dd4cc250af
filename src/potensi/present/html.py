"""A story as one web page: no script, no reference to anything outside, readable on a phone, in the dark, on paper."""

from __future__ import annotations

import base64
from functools import cache
from importlib import resources
from typing import Any

from potensi.language import say
from potensi.present import shown
from potensi.present.fragments import sections
from potensi.present.story import Story
from potensi.present.templating import render

_MIME = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}


def to_html(story: Story) -> bytes:
    """Return the story as one HTML page in UTF-8; every text of the story is escaped.

    Raises UsageError for an unreadable logo.
    """
    story = shown.clean(story)
    page = render(
        "story.html.j2",
        story=story,
        sections=sections(story),
        style=_style(),
        logo=_logo(story),
        source=shown.source(story.source, story.lang),
        printed=shown.printed(story),
        words={key: say(f"print.{key}", story.lang) for key in ("skip", "contents")},
    )
    return str(page).encode("utf-8")


@cache
def _style() -> Any:
    from markupsafe import Markup

    text = resources.files("potensi.present").joinpath("templates", "story.css").read_text(encoding="utf-8")
    return Markup(text.strip())


def _logo(story: Story) -> str:
    if story.letterhead is None or not story.letterhead.logo:
        return ""
    logo = story.letterhead.logo
    return f"data:{_MIME[shown.logo_kind(logo)]};base64,{base64.b64encode(logo).decode('ascii')}"
