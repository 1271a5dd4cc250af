"""The answer as a story, so that the same printers make its PDF and its workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from potensi.language import knows, say
from potensi.present.numbers import listing
from potensi.present.parts import section, text
from potensi.present.story import Column, DataSheet, KeyFigure, KeyFigures, Note, Paragraph, Story, Table
from potensi.web.changes.queries import Changed, Step
from potensi.web.changes.shown import Row
from potensi.web.templatetags.words import count, day

# The numbers that stand at the top.
KEY = ("observations", "practices", "take_homes", "adoptions", "ideas", "running")


def sentence(found: Changed, lang: str) -> str:
    """Return the answer in one sentence."""
    if not found.count("visits"):
        return say("changes.answer.none", lang, name=found.scope.name)
    told = [
        counted(f"answer.{key}", found.count(key), lang)
        for key in ("practices", "take_homes", "adoptions", "ideas", "running")
        if found.count(key)
    ]
    if not told:
        return say("changes.answer.nothing_yet", lang, name=found.scope.name)
    return say(f"changes.answer.{found.scope.kind}", lang, name=found.scope.name, list=listing(told, lang))


def cost_sentence(found: Changed, lang: str) -> str:
    """Return what it cost and what an adoption cost, or why that cannot be told."""
    if found.scope.learner:
        return say("changes.cost.part", lang)
    if found.cost.stated is None:
        return say("changes.cost.unstated", lang)
    stated = count(found.cost.stated)
    if found.cost.unstated:
        unstated = counted("unstated", found.cost.unstated, lang)
        return say("changes.cost.incomplete", lang, stated=stated, unstated=unstated)
    if found.per_adoption is None:
        return say("changes.cost.no_adoption", lang, stated=stated)
    adopted = counted("answer.adoptions", found.count("adoptions"), lang)
    return say("changes.cost.told", lang, stated=stated, adopted=adopted, each=count(found.per_adoption))


def late_sentence(found: Changed, lang: str) -> str:
    """Return what is late, or that nothing is."""
    told = [counted(f"late.{step.key}", step.count, lang) for step in found.late if step.count]
    return say("changes.late.some", lang, list=listing(told, lang)) if told else say("changes.late.nothing", lang)


def changed_story(found: Changed, lists: Mapping[str, Sequence[Row]], lang: str) -> Story:
    """Return the answer as a story; ``lists`` are the records that its reader may open, by step, for the workbook."""
    source = say("changes.source", lang, day=day(found.day))
    key = KeyFigures(tuple(KeyFigure(step_name(k, lang), count(found.count(k))) for k in KEY))
    sample = Note(say("changes.sample", lang)) if found.scope.sample else None
    invite = counted("invite", found.never_shared, lang)
    return Story(
        title=say("changes.title", lang),
        subtitle=say(f"changes.subtitle.{found.scope.kind}", lang, name=found.scope.name),
        lang=lang,
        region="",
        date=found.day.isoformat(),
        source=source,
        sections=(
            section("changes", "answer", lang, sample, Paragraph(sentence(found, lang)), key),
            section("changes", "chain", lang, _chain(found.chain, "chain", source, lang)),
            section(
                "changes",
                "late",
                lang,
                Paragraph(late_sentence(found, lang)),
                _chain([step for step in found.late if step.count], "late", source, lang),
            ),
            section("changes", "cost", lang, Paragraph(cost_sentence(found, lang))),
            section("changes", "regions", lang, _regions(found, source, lang)),
            section(
                "changes", "invite", lang, text([invite]), _rows_table(lists.get("never_shared", ()), source, lang)
            ),
            section("changes", "how", lang, Paragraph(say("changes.how", lang))),
        ),
        tables=tuple(_sheet(key, rows, lang) for key, rows in lists.items() if rows),
    )


def counted(key: str, n: int, lang: str) -> str:
    """Return the sentence "changes.KEY" for none, one or several."""
    form = "none" if n == 0 and knows(f"changes.{key}.none") else "one" if n == 1 else "many"
    return say(f"changes.{key}.{form}", lang, count=count(n))


def step_name(key: str, lang: str) -> str:
    """Return what a step is called."""
    return say(f"changes.step.{key}", lang)


def _chain(steps: Sequence[Step], key: str, source: str, lang: str) -> Table | None:
    columns = (
        Column(say("changes.column.step", lang), key="step"),
        Column(say("changes.column.count", lang), "number", 0, key="count"),
        Column(say("changes.column.first", lang), key="first"),
        Column(say("changes.column.last", lang), key="last"),
    )
    rows = tuple((step_name(step.key, lang), step.count, _or_dash(step.first), _or_dash(step.last)) for step in steps)
    return Table(say(f"changes.table.{key}", lang), columns, rows, source, key=key) if rows else None


def _regions(found: Changed, source: str, lang: str) -> Table | None:
    names = ("participants", "observations", "take_homes", "adoptions", "ideas")
    columns = (
        Column(say("changes.column.region", lang), key="region"),
        *(Column(step_name(name, lang), "number", 0, key=name) for name in names),
    )
    rows = tuple((row.name, *(getattr(row, name) for name in names)) for row in found.regions)
    return Table(say("changes.table.regions", lang), columns, rows, source, key="regions") if rows else None


def _rows_table(rows: Sequence[Row], source: str, lang: str) -> Table | None:
    columns = tuple(Column(say(f"changes.column.{key}", lang), key=key) for key in ("agency", "region"))
    told = tuple((row.title, row.about) for row in rows)
    return Table(say("changes.table.invite", lang), columns, told, source, key="invite") if told else None


def _sheet(key: str, rows: Sequence[Row], lang: str) -> DataSheet:
    frame = pl.DataFrame(
        {
            "record": [row.title for row in rows],
            "about": [row.about for row in rows],
            "day": [row.on.isoformat() if row.on else None for row in rows],
        },
        schema={"record": pl.String, "about": pl.String, "day": pl.String},
    )
    name = step_name(key, lang)
    return DataSheet(name[:31], name, frame, key=key)


def _or_dash(moment: date | None) -> str:
    return day(moment) if moment else "–"
