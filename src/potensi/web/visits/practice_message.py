"""A practice card in a text to send on: what, why it works, whether it still runs, the host, the address; no names."""

from __future__ import annotations

import re

from potensi.language import say
from potensi.web.templatetags.words import day
from potensi.web.visits.models import Practice

LONGEST = 900
_LONGEST_POINT = 260
# The signs that WhatsApp reads as bold, italic, struck out and typewriter, and every kind of space and line end.
_MARKS, _SPACES = re.compile(r"[*_~`]"), re.compile(r"\s+")
# Whose words each line is, as the merged draft says at its end, and the dash before it.
_DASH, _WHOSE = re.compile(r"^\s*–\s*", re.M), re.compile(r"\s*\([^()\n]*,[^()\n]*,[^()\n]*\)\s*$", re.M)


def message(practice: Practice, lang: str, url: str) -> str:
    """Return the text of one card in WhatsApp's own marks, ending with its address, in about LONGEST signs at most."""
    about = {"title": _plain(practice.title), "host": practice.visit.host_region.name}
    lines = [say("visits_practices.message.head", lang, **about), ""]
    for name in ("what", "works_because", "cost"):
        text = shortened(getattr(practice, name))
        if text:
            lines.append(say(f"visits_practices.message.{name}", lang, text=text))
    if practice.running_on is not None:
        state = say(f"visits_practices.running.{practice.running}", lang)
        lines.append(say("visits_practices.message.running", lang, state=state, day=day(practice.running_on)))
    return "\n".join([*lines, "", say("visits_practices.message.more", lang, url=url)])


def shortened(text: str, most: int = _LONGEST_POINT) -> str:
    """Return a text as one line without the names in it, cut at a word where it is too long."""
    plain = _plain(_WHOSE.sub("", _DASH.sub("", text)))
    if len(plain) <= most:
        return plain
    return plain[:most].rsplit(" ", 1)[0].rstrip(",.;:") + " …"


def _plain(text: str) -> str:
    return _SPACES.sub(" ", _MARKS.sub("", text)).strip()
