"""The whole tables behind a prospectus, for the workbook: every figure that the story draws on."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from potensi.language import say
from potensi.measures.catalogue import cards
from potensi.panel import Panel
from potensi.present.facts import Facts
from potensi.present.methods import method_table
from potensi.present.story import DataSheet


def data_sheets(facts: Facts, lang: str) -> tuple[DataSheet, ...]:
    """Return the tables of one region: cells, year by year, the region, activities, peers, hosts, gaps, methods."""
    frames = {
        "cells": _named(facts, facts.own, lang),
        "years": _years(facts, lang),
        "regions": facts.profile.regions.filter(pl.col("region") == facts.region),
        "activities": facts.profile.activities,
        "disparity": facts.profile.disparity,
        "peers": None if facts.peers is None else facts.peers.table,
        "ahead": None if facts.peers is None else facts.peers.ahead,
        "hosts": None if facts.hosts is None else facts.hosts.table,
        "catchup": None if facts.catchup is None else facts.catchup.table,
        "methods": methods_table(lang),
        "papers": papers_table(facts.panel, lang),
    }
    return sheets_of(frames, lang)


def sheets_of(frames: Mapping[str, pl.DataFrame | None], lang: str) -> tuple[DataSheet, ...]:
    """Return the tables that are there as sheets, each under its name in the reader's language."""
    return tuple(
        DataSheet(say(f"sheets.{name}.name", lang), say(f"sheets.{name}.title", lang), frame, key=name)
        for name, frame in frames.items()
        if frame is not None and frame.height
    )


def papers_table(panel: Panel, lang: str) -> pl.DataFrame:
    """Return the papers of the figures, one line a fact."""
    papers = panel.papers
    fields = ("title", "measure", "unit", "price", "source", "licence", "accessed", "url")
    rows = [(say(f"sheets.field.{name}", lang), str(getattr(papers, name))) for name in fields]
    rows += [(say("sheets.field.note", lang), note) for note in papers.notes]
    rows += [(say("sheets.field.step", lang), step) for step in papers.history]
    return pl.DataFrame(rows, schema=["item", "text"], orient="row")


def _named(facts: Facts, frame: pl.DataFrame, lang: str) -> pl.DataFrame:
    names = [facts.panel.activity_name(code, lang) for code in frame["activity"]]
    first = pl.col("region", "activity")
    return frame.select(first, pl.Series("activity_name", names, dtype=pl.String), pl.exclude("region", "activity"))


def _years(facts: Facts, lang: str) -> pl.DataFrame:
    own = facts.panel.frame.filter(pl.col("region") == facts.region)
    return _named(facts, own, lang)


def methods_table(lang: str) -> pl.DataFrame:
    """Return what each measure is, with its formula and source, one line a measure."""
    formulas = pl.DataFrame({"name": [c.name for c in cards()], "formula": [c.formula for c in cards()],
                             "source": [c.source for c in cards()]})  # fmt: skip
    return method_table(lang).join(formulas, on="name", how="left", maintain_order="left")
