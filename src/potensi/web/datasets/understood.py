"""What was understood of a file, as lines that a person reads on a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from potensi.language import number, say
from potensi.web.datasets.papers import price_name

Line = tuple[str, str]


def lines(plain: Mapping[str, Any], lang: str) -> list[Line]:
    """Return what was understood (as a version keeps it) as (label, text); what has no value is left out."""
    missing = [f"{number(count, lang)} {say(f'check.status.{name}', lang)}" for name, count in _of(plain, "missing")]
    texts = {
        "layouts": ", ".join(say(f"check.layout.{each}", lang) for each in plain.get("layouts", ())),
        "sheets": ", ".join(plain.get("sheets", ())),
        "sheets_left_out": ", ".join(plain.get("sheets_left_out", ())),
        "regions": _listed(plain.get("regions"), plain.get("region_list"), lang),
        "activities": _listed(plain.get("activities"), plain.get("activity_list"), lang),
        "years": _years(tuple(plain.get("years", ()))),
        "provisional_years": _years(tuple(plain.get("provisional_years", ()))),
        "unit": _stated(str(plain.get("unit") or ""), plain.get("unit_from"), lang),
        "price": _stated(price_name(str(plain.get("price") or ""), lang), plain.get("price_from"), lang),
        "decimal_sign": str(plain.get("decimal_sign") or ""),
        "figures": number(plain.get("figures", 0), lang),
        "missing": ", ".join(missing),
        "filled": number(plain["filled"], lang) if plain.get("filled") else "",
        "parts_left_out": ", ".join(plain.get("parts_left_out", ())),
        "source": str(plain.get("source") or ""),
    }
    return [(say(f"check.label.{name}", lang), text) for name, text in texts.items() if text]


def totals_sentence(plain: Mapping[str, Any], lang: str) -> str:
    """Return the sentence that says whether the totals in the file add up; empty for a panel of our own."""
    totals = dict(plain.get("totals") or {})
    if not totals.get("found"):
        return say("datasets.totals.none", lang)
    if not totals.get("compared"):
        return say("datasets.totals.not_compared", lang, found=number(totals["found"], lang))
    counts = {name: number(totals[name], lang) for name in ("found", "compared", "agree")}
    return say("datasets.totals.compared", lang, **counts)


def _years(years: tuple[int, ...]) -> str:
    whole = len(years) > 2 and years[-1] - years[0] == len(years) - 1
    return f"{years[0]}–{years[-1]}" if whole else ", ".join(map(str, years))


def _of(plain: Mapping[str, Any], name: str) -> list[tuple[str, int]]:
    return list(dict(plain.get(name) or {}).items())


def _listed(count: int | None, name: str | None, lang: str) -> str:
    if not count or not name:
        return ""
    return say("check.value.listed", lang, count=number(count, lang), list=say(f"check.list.{name}", lang))


def _stated(value: str, origin: str | None, lang: str) -> str:
    if not value:
        return say("check.value.not_stated", lang)
    return value if origin != "file" else say("check.value.from_file", lang, value=value)
