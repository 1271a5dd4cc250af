"""The commands of relatedness: what goes with what, what a region can become, whether such advice was right before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from potensi.errors import Refusal, UsageError
from potensi.language import number, say
from potensi.options import LANG, LangOpt

if TYPE_CHECKING:
    import polars as pl

    from potensi.analysis.impact import Effect, Impact
    from potensi.analysis.opportunity import Opportunities
    from potensi.panel import Panel


class Shown(StrEnum):
    """Forms in which a table is printed."""

    table = "table"
    csv = "csv"
    json = "json"


PanelArg = Annotated[str, typer.Argument(help="A file (Parquet, csv, xlsx …), or 'jatim' for the sample.")]
YearOpt = Annotated[int | None, typer.Option("--year", help="The year (default: the last there is).")]
OutArg = Annotated[Path, typer.Option("--out", help="Folder to write to.")]
ConventionsOpt = Annotated[
    str, typer.Option("--conventions", help="Whose choices: potensi, atlas, stata, ecomplexity, economic-complexity …")
]
ThresholdOpt = Annotated[float, typer.Option(help="RCA from which an activity counts as present.", min=0)]
FewestOpt = Annotated[int, typer.Option(help="Activities under which complexity is refused.", min=2)]
MissingOpt = Annotated[
    str,
    typer.Option(help="What a missing figure takes out: its 'region', or only its 'cell' (counted as not present)."),
]
RegionOpt = Annotated[str, typer.Option("--region", help="Code or name of the region, e.g. 3510.")]
ShownOpt = Annotated[Shown, typer.Option("--format", help="How to print the table.")]
BaseOpt = Annotated[int | None, typer.Option("--base", help="First year of growth (default: no growth).")]
WeightsOpt = Annotated[
    str, typer.Option(help="What orders the list, e.g. 'density=2,growth=1'; also gain, complexity, share, learned.")
]
UnitOpt = Annotated[str | None, typer.Option(help="Unit of the figures, e.g. 'miliar rupiah', 'orang'.")]
PriceOpt = Annotated[str | None, typer.Option(help="Price basis: constant2010, current …")]
SheetOpt = Annotated[str | None, typer.Option(help="Only this sheet of a workbook.")]
AbsentOpt = Annotated[
    str | None, typer.Option(help="What an absent row means: 'zero' (the default here) or 'missing'.")
]
# A dense history larger than this is not tested on the way to an answer.
_TESTED = 30_000_000


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    examples: dict[Callable[..., Any], str] = {
        relate: "potensi relate jatim --out related",
        opportunities: "potensi opportunities jatim --region 3510",
        backtest: "potensi backtest jatim --from 2021 --to 2024",
        impact: "potensi impact --region 3510 --activity I --amount 100",
    }
    for command, example in examples.items():
        app.command(epilog=f"Example: {example}")(command)


def relate(
    panel: PanelArg,
    out: OutArg,
    year: YearOpt = None,
    conventions: ConventionsOpt = "potensi",
    threshold: ThresholdOpt = 1.0,
    candidates: Annotated[int, typer.Option(help="Nearest candidates kept a region.", min=0)] = 50,
    all_cells: Annotated[bool, typer.Option("--all-cells", help="Every cell, not only the nearest.")] = False,
    draws: Annotated[int, typer.Option(help="Draws of regions for standard errors; 0 for none.", min=0)] = 0,
    fewest: FewestOpt = 60,
    missing: MissingOpt = "region",
    unit: UnitOpt = None,
    price: PriceOpt = None,
    sheet: SheetOpt = None,
    absent: AbsentOpt = None,
    lang: LangOpt = LANG,
) -> None:
    """What goes with what: cells, regions, activities and pairs as Parquet in OUT; a broken run goes on."""
    from potensi.analysis.relate import Asked
    from potensi.analysis.relate import relate as run

    source = _source(panel, lang.value, unit, price, sheet, absent)
    with bar(say("engine.relate.progress", lang.value)) as progress:
        found = run(
            source, out=out, year=year, conventions=conventions, threshold=threshold, fewest=fewest, missing=missing,
            asked=Asked(candidates=candidates, all_cells=all_cells, draws=draws), progress=progress,
        )  # fmt: skip
    said(found.refusals, lang.value)
    counts = {name: number(getattr(found, name), lang.value) for name in ("cells", "regions", "activities")}
    year_said = found.year or say("space.no_year", lang.value)
    typer.echo(say("engine.relate.done", lang.value, year=year_said, **counts))
    for path in found.paths:
        typer.echo(str(path))


def opportunities(
    panel: PanelArg,
    region: RegionOpt,
    year: YearOpt = None,
    base: BaseOpt = None,
    weights: WeightsOpt = "density=1",
    count: Annotated[int, typer.Option(help="How many.", min=1)] = 10,
    draws: Annotated[int, typer.Option(help="Draws of regions for rank intervals; 0 for none.", min=0)] = 0,
    fewest: FewestOpt = 60,
    missing: MissingOpt = "region",
    pictures: Annotated[
        Path | None, typer.Option(help="Folder for two pictures: the activity space, and near against worth.")
    ] = None,
    unit: UnitOpt = None,
    price: PriceOpt = None,
    sheet: SheetOpt = None,
    absent: AbsentOpt = None,
    fmt: ShownOpt = Shown.table,
    lang: LangOpt = LANG,
) -> None:
    """What can the region become, and why? Nearest first, each explained, with how right such advice was before."""
    from potensi.analysis.opportunity import Wanted
    from potensi.analysis.opportunity import opportunities as run
    from potensi.present.advice import explained

    source = _source(panel, lang.value, unit, price, sheet, absent)
    wanted = Wanted(_weights(weights), count, draws)
    with bar(say("engine.relate.progress", lang.value)):
        found = run(source, region=region, year=year, base=base, wanted=wanted, fewest=fewest, missing=missing)
    said(found.refusals, lang.value)
    if fmt is Shown.table:
        typer.echo(_title(found, lang.value))
    shown(found.table, fmt, lang.value, "opportunities")
    if fmt is Shown.table:
        for line in explained(found, lang.value):
            typer.echo(f"- {line}")
        typer.echo(say("engine.opportunities.portfolio", lang.value))
        shown(found.portfolio, fmt, lang.value, "opportunities")
        proof = [reason.message(lang.value) for reason in found.proof] or _proof(source, lang.value)
        for line in proof:
            typer.echo(line)
    if pictures is not None:
        for path in _drawn(found, source, pictures, lang.value):
            typer.echo(str(path), err=fmt is not Shown.table)


def backtest(
    panel: PanelArg,
    first: Annotated[
        int | None,
        typer.Option(
            "--from", help="Year in which the advice would have been given (default: every one that can be tested)."
        ),
    ] = None,
    last: Annotated[int | None, typer.Option("--to", help="Year in which it is looked at.")] = None,
    low: Annotated[float, typer.Option(help="An entry starts under this RCA.", min=0)] = 0.5,
    high: Annotated[float, typer.Option(help="An entry ends at this RCA or more.", min=0)] = 1.0,
    years: Annotated[int, typer.Option(help="Periods for which it must be so, before and after.", min=1)] = 2,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for every table, as csv.")] = None,
    unit: UnitOpt = None,
    price: PriceOpt = None,
    sheet: SheetOpt = None,
    absent: AbsentOpt = None,
    fmt: ShownOpt = Shown.table,
    lang: LangOpt = LANG,
) -> None:
    """Would such advice have been right before? Ranked as of --from, held against what was really taken up by --to.

    Without years: over every window that can be tested, with whole regions drawn for the intervals.
    """
    from potensi.analysis.backtest import backtest as run
    from potensi.analysis.entries import Rule
    from potensi.present import tables

    source = _source(panel, lang.value, unit, price, sheet, absent)
    with bar(say("engine.backtest.progress", lang.value)):
        found = run(source, first=first, last=last, rule=Rule(low, high, years))
    if len(found.scores):
        shown(_of_ten(found.scores) if fmt is Shown.table else found.scores, fmt, lang.value, "backtest")
        if fmt is Shown.table:
            shown(_of_ten(found.lifts.filter(found.lifts["kind"] == "all")), fmt, lang.value, "lifts")
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        for name in ("scores", "lifts", "calibration", "windows"):
            typer.echo(str(tables.write(getattr(found, name), out / name, "csv")))
    for reason in found.reasons:
        typer.echo(reason.message(lang.value), err=fmt is not Shown.table)


def impact(
    region: RegionOpt,
    activity: Annotated[str, typer.Option(help="Industry of the 17 whose final demand grows: code or name.")],
    amount: Annotated[
        str, typer.Option(help="By how much, in any unit of money; the answer is in the same. 1500000 or 1.500.000.")
    ],
    panel: Annotated[str, typer.Option(help="Regional product of the 17 industries, at current prices.")] = "jatim",
    year: YearOpt = None,
    quotient: Annotated[str, typer.Option(help="How the nation is brought down: flq, aflq, cilq, slq.")] = "flq",
    unit: UnitOpt = None,
    price: PriceOpt = None,
    sheet: SheetOpt = None,
    absent: Annotated[str | None, typer.Option(help="What an absent row means: 'zero' or 'missing'.")] = None,
    table: Annotated[
        Path | None, typer.Option(help="Folder of another input–output table (default: Indonesia's of 2020).")
    ] = None,
    fmt: ShownOpt = Shown.table,
    lang: LangOpt = LANG,
) -> None:
    """What more demand in one industry calls for in all of them here: derived from the national table of 2020."""
    from potensi.analysis.impact import impact as run
    from potensi.data.inputoutput import national_table, read_table
    from potensi.data.source import Reading, panel_of

    more = _amount(amount)
    national = national_table() if table is None else read_table(table)
    figures = panel_of(panel, Reading(unit, price, sheet, absent))
    code = figures.find_region(region)
    found = run(figures, region=code, activity=activity, amount=more, table=national, year=year, quotient=quotient)
    said(found.refusals, lang.value)
    shown(found.table, fmt, lang.value, "impact")
    if fmt is Shown.table:
        names = {"region": figures.region_name(code), "activity": figures.activity_name(found.activity, lang.value)}
        typer.echo(_total_said(found, lang.value, **names))
        for effect in found.effects:
            typer.echo(_effect_said(effect, lang.value, **names))


def _total_said(found: Impact, lang: str, **names: str) -> str:
    """Return what all industries together make of the amount, with the span over the choices."""
    money = {
        "amount": found.amount, "output": found.amount * found.multiplier, "low": found.amount * found.multiplier_low,
        "high": found.amount * found.multiplier_high, "added": found.table["value_added"].sum(),
        "multiplier": found.multiplier, "national": found.national,
    }  # fmt: skip
    figures = {name: number(float(value), lang, decimals=2) for name, value in money.items()}
    return say("engine.impact.total", lang, **names, **figures)


def _amount(text: str) -> float:
    """Return an amount in either way of writing; UsageError for one that could mean two, or is none."""
    import polars as pl

    from potensi.data.clean import columns_of, read_values

    frame, _ = read_values(pl.DataFrame(columns_of([text])))
    value, fault = frame.select("value", "fault").row(0)
    if fault == "ambiguous_number":
        raise UsageError("amount_ambiguous", text=text)
    if fault or value is None:
        raise UsageError("amount_unreadable", text=text)
    return float(value)


def _effect_said(effect: Effect, lang: str, **names: str) -> str:
    """Return how far income or jobs spread, with type II where it is known."""
    said = [say(f"engine.impact.{effect.kind}", lang, **names, one=number(effect.type_one, lang, decimals=2))]
    if effect.type_two is not None:
        said.append(say(f"engine.impact.{effect.kind}_two", lang, two=number(effect.type_two, lang, decimals=2)))
    return " ".join(said)


def _of_ten(frame: pl.DataFrame) -> pl.DataFrame:
    """Return shares of the first ten as how many of ten, as the sentences have them."""
    import polars as pl

    return frame.with_columns(pl.col("^(precision_10|lift).*$") * 10)


def _weights(text: str) -> dict[str, float]:
    """Return the weights of "density=2,growth=1"; UsageError for anything else."""
    parts = [part.partition("=") for part in text.split(",")]
    try:
        return {name.strip(): float(weight or 1) for name, _, weight in parts}
    except ValueError as error:
        raise UsageError("weights_unreadable", text=text) from error


def _title(found: Opportunities, lang: str) -> str:
    """Return whose options these are, of which year, and among whom and what they were found."""
    matrix = found.space.matrix
    counts = {"regions": number(len(matrix.regions), lang), "activities": number(len(matrix.activities), lang)}
    year = found.year or say("space.no_year", lang)
    return say("engine.opportunities.title", lang, region=matrix.region_name(found.region), year=year, **counts)


def _drawn(found: Opportunities, source: Panel | Path, folder: Path, lang: str) -> list[Path]:
    """Write the pictures of the options; say why where one of them cannot be drawn."""
    from potensi.present import space_pictures

    with bar(say("engine.opportunities.drawing", lang)):
        paths = space_pictures.write(found, lang, folder, space_pictures.source_said(found, source, lang))
    if not space_pictures.has_worth(found):
        typer.echo(say("errors.frontier_worthless", lang), err=True)
    return paths


def _proof(source: Panel | Path, lang: str) -> list[str]:
    """Return how right advice by relatedness was before in these data, or why that cannot be said."""
    from potensi.analysis.backtest import backtest as run
    from potensi.analysis.entries import size_of

    if size_of(source) > _TESTED:
        return [say("engine.opportunities.untested", lang)]
    with bar(say("engine.backtest.progress", lang)):
        reasons = run(source, learned=False).reasons
    return [reason.message(lang) for reason in reasons]


def shown(frame: pl.DataFrame, fmt: Shown, lang: str, view: str) -> None:
    """Print a table for the eye, or as csv or JSON."""
    from potensi.present import tables

    if fmt is Shown.csv:
        typer.echo(tables.as_csv(frame), nl=False)
    elif fmt is Shown.json:
        typer.echo(tables.as_json(frame))
    else:
        from rich.console import Console

        Console().print(tables.as_table(frame, lang, view))


def _source(
    path: str, lang: str, unit: str | None, price: str | None, sheet: str | None, absent: str | None
) -> Panel | Path:
    """Return what the analysis reads; say, where pipes do not catch it, what had to be taken for granted."""
    from potensi.data.source import Reading, source_of

    source, taken = source_of(path, Reading(unit, price, sheet, absent), lang=lang)
    for key in taken:
        typer.echo(say(key, lang), err=True)
    return source


def said(refusals: tuple[Refusal, ...], lang: str) -> None:
    """Print what must be said with the answer, where pipes do not catch it."""
    for refusal in refusals:
        typer.echo(refusal.message(lang), err=True)


@contextmanager
def bar(text: str) -> Iterator[Callable[[int, int], object]]:
    """Show a bar on the terminal's error stream; give the function that moves it."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(text, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)
