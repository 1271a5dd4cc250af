"""Ideas as files: one idea on one page (PDF), and the list as a table (csv, xlsx)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from potensi.language import number, say
from potensi.present.hand_over import print_as
from potensi.present.parts import section
from potensi.present.story import Bullets, Column, Note, Paragraph, Section, Story, Table
from potensi.present.story_tables import table_csv, table_of, table_xlsx
from potensi.web.actor import Actor
from potensi.web.ideas import standing, told
from potensi.web.ideas.models import Idea
from potensi.web.ideas.queries.waiting import waits
from potensi.web.templatetags.words import day

FORMS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
TABLES = ("csv", "xlsx")
_NUMBERS = ("number", "cost_rupiah", "team", "bases")
# What keeps a sheet to one page: texts and lists longer than this are cut with a sign that they go on.
_POINTS, _LETTERS, _SUMMARY = 6, 200, 420


def one_page(actor: Actor, idea: Idea, lang: str, today: date) -> bytes:
    """Return an idea as one page, as far as ``actor`` may read what it stands on."""
    return print_as(idea_story(actor, idea, lang, today), "pdf")


def idea_story(actor: Actor, idea: Idea, lang: str, today: date) -> Story:
    """Return an idea as a story of one page."""
    waiting = waits([idea]).get(idea.pk, [])
    ground = [each.text for each in told.grounds(actor, idea, lang, look=False)]
    stop = " ".join(filter(None, (_cut(idea.stop_when), _stop_day(idea, lang))))
    stage = told.stage_name(idea.stage, idea.stage_names, lang)
    state = say("ideas.sheet.state", lang, stage=stage, waiting=told.state_line(idea, waiting, lang))
    sample = Note(say("ideas.sample", lang)) if idea.sample else None
    return Story(
        title=idea.title,
        subtitle=f"{idea.agency.name}, {idea.region.name}",
        lang=lang,
        region="",
        date=today.isoformat(),
        source=say("ideas.sheet.source", lang, number=idea.pk, day=day(today)),
        sections=(
            section("ideas.sheet", "what", lang, sample, Paragraph(_cut(idea.summary, _SUMMARY)), Paragraph(state)),
            _points("stands_on", ground or [say("ideas.warning.uses_nothing", lang)], lang),
            _text("cost", _cut(told.cost_sentence(idea, lang)), lang),
            _points("test", _test(idea, stop, lang), lang),
            _points("team", _team(idea, lang), lang),
        ),
    )


def table(ideas: QuerySet[Idea], form: str, lang: str, today: date) -> bytes:
    """Return a list of ideas as a table, one of TABLES."""
    story = list_story(list(ideas), lang, today)
    found = table_of(story, "ideas")
    # A spreadsheet takes a csv for a text in its own old encoding unless these bytes come first.
    return ("\ufeff" + table_csv(found)).encode() if form == "csv" else table_xlsx(found, story)


def list_story(ideas: Sequence[Idea], lang: str, today: date) -> Story:
    """Return a list of ideas as a story with one table."""
    waiting = waits(ideas)
    names = (
        "number",
        "title",
        "region",
        "agency",
        "stage",
        "since",
        "owner",
        "cost_rupiah",
        "team",
        "bases",
        "waiting",
    )
    columns = tuple(
        Column(say(f"ideas.column.{name}", lang), "number" if name in _NUMBERS else "text", key=name) for name in names
    )
    rows = tuple(_row(each, told.state_line(each, waiting.get(each.pk, []), lang), lang) for each in ideas)
    source = say("ideas.sheet.list_source", lang, day=day(today))
    shown = Table(say("ideas.title", lang), columns, rows, source, key="ideas")
    title, lead = say("ideas.title", lang), say("ideas.lead", lang)
    return Story(title, lead, lang, "", today.isoformat(), source, (Section(title, (shown,)),))


def _row(idea: Idea, waiting: str, lang: str) -> tuple[Any, ...]:
    cost = None if idea.cost_rupiah is None else float(idea.cost_rupiah)
    return (
        idea.pk,
        idea.title,
        idea.region.name,
        idea.agency.name,
        told.stage_name(idea.stage, idea.stage_names, lang),
        day(idea.stage_since),
        told.owner_name(idea),
        cost,
        len(standing.involved(idea)),
        len(idea.bases.all()),
        waiting,
    )


def _test(idea: Idea, stop: str, lang: str) -> list[str]:
    texts = {"trial": _cut(idea.trial), "wrong_if": _cut(idea.wrong_if), "stop": stop}
    unsaid = say("ideas.unsaid", lang)
    return [say(f"ideas.sheet.{name}", lang, text=text or unsaid) for name, text in texts.items()]


def _team(idea: Idea, lang: str) -> list[str]:
    found = [say("ideas.sheet.owner", lang, name=told.owner_name(idea) or say("ideas.unsaid", lang))]
    for each in idea.contributions.all():
        name = told.agency_name(each.agency, idea.region_id)
        text = _cut(each.what if each.state != "asked" else each.wish, _LETTERS // 2)
        found.append(say(f"ideas.sheet.{each.state}", lang, name=name, text=text))
    for decided in idea.agreements.all():
        name = told.agency_name(decided.agency, idea.region_id)
        state = {None: "waited", True: "agreed", False: "refused"}[decided.agreed]
        found.append(say(f"ideas.sheet.{state}", lang, name=name))
    return found


def _points(name: str, texts: list[str], lang: str) -> Section:
    most = _POINTS
    shown = [_cut(text) for text in texts[:most]]
    if len(texts) > most:
        shown.append(say("ideas.sheet.more", lang, count=number(len(texts) - most, lang)))
    return section("ideas.sheet", name, lang, Bullets(tuple(shown)))


def _text(name: str, text: str, lang: str) -> Section:
    return section("ideas.sheet", name, lang, Paragraph(text or say("ideas.unsaid", lang)))


def _stop_day(idea: Idea, lang: str) -> str:
    return "" if idea.stop_on is None else say("ideas.sheet.stop_on", lang, day=day(idea.stop_on))


def _cut(text: str, most: int = _LETTERS) -> str:
    """Return a text in one run of words, at most so long."""
    whole = " ".join(text.split())
    return whole if len(whole) <= most else whole[: most - 1].rsplit(" ", 1)[0] + "…"
