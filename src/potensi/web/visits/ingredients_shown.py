"""A kept answer to "does my region have what it takes?", as somebody reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from potensi.codes import regions
from potensi.language import number, percent, say
from potensi.web.assets.lists import field_name, subsector_name
from potensi.web.datasets.papers import price_name
from potensi.web.visits.ingredients import INDUSTRY, STRUCTURE, VERDICTS

WORDS = "visits_ingredients"


@dataclass(frozen=True)
class Line:
    """One ingredient: what it is, the verdict, what speaks for it, and assets to look at."""

    name: str
    verdict: str
    said: str
    examples: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Shown:
    """The answer: its lines, how many of each verdict, on which day, from which figures."""

    lines: tuple[Line, ...]
    counts: tuple[tuple[str, int], ...]
    made: date
    papers: str
    dataset: str  # the slug of the figures


def shown(snapshot: Mapping[str, Any], lang: str) -> Shown | None:
    """Return a kept answer as it is read; None where nothing was asked."""
    if not snapshot.get("items"):
        return None
    lines = tuple(_line(item, snapshot, lang) for item in snapshot["items"])
    counts = tuple((each, sum(line.verdict == each for line in lines)) for each in VERDICTS)
    figures = snapshot.get("figures") or {}
    return Shown(
        lines=lines,
        counts=tuple(pair for pair in counts if pair[1]),
        made=date.fromisoformat(snapshot["made"]),
        papers=_papers(figures, lang) if figures else "",
        dataset=str(figures.get("slug") or ""),
    )


def _line(item: Mapping[str, Any], snapshot: Mapping[str, Any], lang: str) -> Line:
    if item["what"] == INDUSTRY:
        return Line(str(item[f"name_{lang}"]), item["verdict"], _industry(item, snapshot, lang))
    if item["what"] == STRUCTURE:
        host = regions().name(snapshot["host"], lang)
        return Line(
            say(f"{WORDS}.ingredient.structure", lang, host=host), item["verdict"], _structure(item, host, lang)
        )
    examples = tuple((each["pk"], each["name"]) for each in item["examples"])
    return Line(_called(item, lang), item["verdict"], _asset(item, lang), examples)


def _called(item: Mapping[str, Any], lang: str) -> str:
    code = item["code"]
    names = {
        "kind": lambda: say(f"assets.kind.{code}", lang),
        "subsector": lambda: subsector_name(code, lang),
        "field": lambda: f"{code} {field_name(code, lang)}",
    }
    return say(f"{WORDS}.ingredient.{item['what']}", lang, name=names[item["what"]]() or code)


def _industry(item: Mapping[str, Any], snapshot: Mapping[str, Any], lang: str) -> str:
    """Return the figures of an industry at home, and beside them those of the host, with their years."""
    figures = snapshot.get("figures")
    if not figures or item.get("share") is None:
        return say(f"{WORDS}.ingredient.no_figure", lang)
    own = say(f"{WORDS}.ingredient.own", lang, **_said(item, "", figures, lang))
    if item.get("host_share") is None:
        return own
    host = regions().name(snapshot["host"], lang)
    there = say(f"{WORDS}.ingredient.host", lang, host=host, **_said(item, "host_", figures, lang))
    return f"{own} {there}"


def _said(item: Mapping[str, Any], side: str, figures: Mapping[str, Any], lang: str) -> dict[str, str]:
    return {
        "year": str(figures["year"]),
        "base": str(figures["base"]),
        "share": percent(item.get(f"{side}share"), lang, decimals=2),
        "lq": number(item.get(f"{side}lq"), lang, decimals=2),
        "growth": percent(item.get(f"{side}growth"), lang, decimals=2),
    }


def _structure(item: Mapping[str, Any], host: str, lang: str) -> str:
    if item.get("rank") is None:
        return say(f"{WORDS}.ingredient.no_figure", lang)
    of = {"rank": number(item["rank"], lang), "of": number(item["of"], lang), "host": host}
    similarity = number(item["similarity"], lang, decimals=3)
    return say(f"{WORDS}.ingredient.alike", lang, similarity=similarity, **of)


def _asset(item: Mapping[str, Any], lang: str) -> str:
    if item["verdict"] == "unknown":
        return say(f"{WORDS}.ingredient.no_assets", lang)
    if not item["count"]:
        return say(f"{WORDS}.ingredient.no_such", lang)
    counts = {name: number(item[name], lang) for name in ("count", "usable")}
    return say(f"{WORDS}.ingredient.assets", lang, **counts)


def _papers(figures: Mapping[str, Any], lang: str) -> str:
    about = {name: str(figures.get(name) or "") for name in ("title", "number", "source", "year")}
    return say(f"{WORDS}.ingredient.papers", lang, price=price_name(str(figures.get("price") or ""), lang), **about)
