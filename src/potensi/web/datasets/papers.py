"""The papers of a version: as plain values in its row, and as lines that a person reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from potensi.language import knows, say
from potensi.panel import Panel, Papers
from potensi.web.templatetags.words import day

FIELDS = ("title", "measure", "unit", "price", "source", "licence", "accessed", "url")
_READ = re.compile(r"^read (?P<file>.+)$")
_BASE_YEAR = re.compile(r"^constant(\d{4})$")


def plain_papers(papers: Papers) -> dict[str, Any]:
    """Return papers as they are kept in a row."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(papers).items()}


def stated(panel: Panel, said: Mapping[str, str]) -> Panel:
    """Return the panel with what its bringer says of it; what they leave empty stays as the file says."""
    known: dict[str, Any] = {name: text for name, text in said.items() if text}
    return replace(panel, papers=replace(panel.papers, **known))


def lines(papers: Mapping[str, Any], lang: str) -> list[tuple[str, str]]:
    """Return the papers as (label, value) in the reader's language; what is empty is left out."""
    found = [(say(f"datasets.paper.{name}", lang), shown(name, str(papers.get(name) or ""), lang)) for name in FIELDS]
    found += [(say("datasets.paper.note", lang), note) for note in papers.get("notes", ())]
    return [(label, text) for label, text in found if text]


def shown(name: str, value: str, lang: str) -> str:
    """Return one paper's value as people write it: price bases, measures and dates by their words."""
    if name == "price":
        return price_name(value, lang)
    if name == "measure" and knows(f"datasets.measure.{value}"):
        return say(f"datasets.measure.{value}", lang)
    if name == "accessed":
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return value
    return value


def price_name(price: str, lang: str) -> str:
    """Return a price basis by its name: "harga konstan 2010"."""
    base = _BASE_YEAR.match(price)
    if base:
        return say("datasets.price.constant", lang, year=base[1])
    return say("datasets.price.current", lang) if price == "current" else price


def history(papers: Mapping[str, Any], lang: str) -> list[str]:
    """Return the steps that the figures went through, in order."""
    return [_step(str(step), lang) for step in papers.get("history", ())]


def _step(step: str, lang: str) -> str:
    read = _READ.match(step)
    return say("datasets.step.read", lang, file=read["file"]) if read else step
