"""A check as a person reads it in a terminal: what was understood, then every problem and what to do."""

from __future__ import annotations

from typing import Any

from potensi.errors import Problem
from potensi.language import number, say

_SHOWN = 50


def print_report(report: Any, lang: str) -> None:
    """Print what was understood of a file and its problems (the first 50, then how many more there are).

    ``report`` has file, understood and problems, as :func:`potensi.data.check.check` returns them.
    """
    from rich.console import Console
    from rich.text import Text

    console = Console()
    console.print(_understood(report, lang))
    if not report.problems:
        console.print(Text(say("check.fine", lang), style="green"))
        return
    console.print(_problems(report.problems[:_SHOWN], lang, len(report.problems)))
    if len(report.problems) > _SHOWN:
        console.print(Text(say("check.more", lang, count=number(len(report.problems) - _SHOWN, lang))))


def understood_rows(understood: Any, lang: str) -> list[tuple[str, str]]:
    """Return what was understood as (label, value) in the reader's language; what has no value is left out."""
    u = understood
    rows = {
        "kind": u.kind,
        "layouts": ", ".join(say(f"check.layout.{each}", lang) for each in u.layouts),
        "sheets": ", ".join(u.sheets),
        "sheets_left_out": ", ".join(u.sheets_left_out),
        "regions": _listed(u.regions, u.region_list, lang),
        "activities": _listed(u.activities, u.activity_list, lang),
        "years": _years(u.years),
        "provisional_years": _years(u.provisional_years),
        "unit": _stated(u.unit, u.unit_from, lang),
        "price": _stated(u.price, u.price_from, lang),
        "decimal_sign": u.decimal_sign or "",
        "figures": number(u.figures, lang),
        "missing": ", ".join(f"{number(n, lang)} {say(f'check.status.{s}', lang)}" for s, n in u.missing),
        "filled": number(u.filled, lang) if u.filled else "",
        "totals": _totals(u, lang),
        "parts_left_out": ", ".join(u.parts_left_out),
        "source": u.source,
    }
    return [(say(f"check.label.{name}", lang), value) for name, value in rows.items() if value]


def _understood(report: Any, lang: str) -> Any:
    from rich.table import Table
    from rich.text import Text

    if report.understood is None:
        return Text(say("check.nothing", lang))
    title = Text(say("check.title", lang, file=report.file), style="bold")
    table = Table(title=title, title_justify="left", show_header=False)
    for label, value in understood_rows(report.understood, lang):
        table.add_row(Text(label), Text(value))
    return table


def _problems(problems: tuple[Problem, ...], lang: str, count: int) -> Any:
    from rich.table import Table
    from rich.text import Text

    title = Text(say("check.problems", lang, count=number(count, lang)), style="bold")
    table = Table(title=title, title_justify="left", header_style="bold", show_lines=True)
    for name in ("place", "found", "todo"):
        table.add_column(say(f"check.{name}", lang), overflow="fold", no_wrap=False)
    for problem in problems:
        place = "!".join(filter(None, [problem.sheet, problem.cell])) or problem.file
        # what a file says is shown as text, never read as markup
        table.add_row(Text(place), Text(problem.message(lang)), Text(problem.hint(lang)))
    return table


def _listed(count: int, name: str, lang: str) -> str:
    if not name:
        return ""
    return say("check.value.listed", lang, count=number(count, lang), list=say(f"check.list.{name}", lang))


def _stated(value: str, origin: str, lang: str) -> str:
    if not value:
        return say("check.value.not_stated", lang)
    key = "check.value.from_option" if origin == "option" else "check.value.from_file"
    return say(key, lang, value=value)


def _totals(u: Any, lang: str) -> str:
    if not u.totals_found:
        return say("check.value.no_totals", lang)
    counts = {name: number(getattr(u, f"totals_{name}"), lang) for name in ("found", "compared", "agree")}
    return say("check.value.totals", lang, tolerance=number(u.totals_tolerance, lang, decimals=3), **counts)


def _years(years: tuple[int, ...]) -> str:
    whole = len(years) > 2 and years[-1] - years[0] == len(years) - 1
    return f"{years[0]}–{years[-1]}" if whole else ", ".join(map(str, years))
