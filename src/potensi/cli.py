"""The command line: read, call, print. What each command does stands in the modules it calls."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from potensi import cli_engine, cli_records, usage
from potensi.errors import DataProblems, PotensiError, UsageError
from potensi.language import DEFAULT_LANGUAGE, LANGUAGES, say
from potensi.options import LANG, Lang, LangOpt
from potensi.web import commands

if TYPE_CHECKING:
    import polars as pl

    from potensi.indicators import Indicators
    from potensi.panel import Panel

FINE, PROBLEMS, USAGE = 0, 1, 2

app = typer.Typer(
    name="potensi",
    help="From official figures to a region's potential and its prospectus. "
    "Dari angka resmi ke potensi daerah dan prospektusnya.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


class Format(StrEnum):
    """Forms in which a table can be had."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


class SampleFormat(StrEnum):
    """Forms in which a sample can be written out."""

    csv = "csv"
    xlsx = "xlsx"
    parquet = "parquet"


PanelArg = Annotated[str, typer.Argument(help="A file (xlsx, xls, ods, csv, parquet), or 'jatim' for the sample.")]
FileArg = Annotated[str, typer.Argument(help="A file: xlsx, xls, ods, csv or parquet.")]
FormatOpt = Annotated[Format, typer.Option("--format", help="How to print the table.")]
UnitOpt = Annotated[str | None, typer.Option(help="Unit of the figures, e.g. 'miliar rupiah'.")]
PriceOpt = Annotated[str | None, typer.Option(help="Price basis: constant2010, current …")]
SheetOpt = Annotated[str | None, typer.Option(help="Only this sheet of a workbook.")]
RegionsOpt = Annotated[str, typer.Option("--regions", help="Code list of regions: auto, own, indonesia.")]
ActivitiesOpt = Annotated[str, typer.Option("--activities", help="Code list of activities: auto, own, industries.")]
AbsentOpt = Annotated[str | None, typer.Option(help="What an absent row means: 'zero' or 'missing'.")]
RegionOpt = Annotated[str, typer.Option("--region", help="Code or name of the region, e.g. 3510.")]
YearOpt = Annotated[int | None, typer.Option("--year", help="Last year (default: the last there is).")]
BaseOpt = Annotated[int | None, typer.Option("--base", help="First year (default: the first there is).")]
IndicatorsOpt = Annotated[
    str,
    typer.Option(help="A tidy file of indicators, 'jatim' for the sample's, or 'none' (default: by region)."),
]
OutOpt = Annotated[Path | None, typer.Option("--out", help="Folder to write to.")]


def main() -> None:
    """Run the command line; an error ends in a sentence and an exit code, never in a traceback."""
    lang = _language_asked(sys.argv)
    try:
        code = app(standalone_mode=False)
    except typer.TyperException as error:
        _fail(usage.sentence(error, lang), error.exit_code)
    except typer.Abort:
        _fail(say("usage.stopped", lang), PROBLEMS)
    except UsageError as error:
        _fail(error.message(lang), USAGE)
    except PotensiError as error:
        _fail(error.message(lang), PROBLEMS)
    except OSError as error:
        place = error.filename or ""
        _fail(say("errors.file_system", lang, place=place, reason=error.strerror or str(error)), PROBLEMS)
    raise SystemExit(code)  # a command returns nothing; where it leaves with a code of its own, that is it


@app.command(epilog="Example: potensi demo --out out")
def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("out"),
    region: RegionOpt = "3510",
    lang: LangOpt = LANG,
) -> None:
    """Run the main job on East Java's official figures: tables and Banyuwangi's prospectus in OUT."""
    from potensi.demo import run

    for line in run(out, region=region, lang=lang.value):
        typer.echo(line)


@app.command(epilog="Example: potensi sample jatim --out sample --format xlsx")
def sample(
    name: Annotated[str | None, typer.Argument(help="Name of a sample; without it the samples are listed.")] = None,
    out: OutOpt = None,
    fmt: Annotated[SampleFormat, typer.Option("--format", help="How to write it.")] = SampleFormat.csv,
    lang: LangOpt = LANG,
) -> None:
    """List the samples that come with Potensi, or write one out."""
    from potensi.data import samples

    if name is None:
        for each in samples.samples():
            typer.echo(f"{each.name}: {each.title(lang.value)}")
        return
    for path in samples.write(name, out or Path(name), fmt.value):
        typer.echo(str(path))


@app.command(epilog="Example: potensi check pdrb.xlsx --unit 'miliar rupiah' --price constant2010")
def check(
    file: FileArg,
    unit: UnitOpt = None,
    price: PriceOpt = None,
    sheet: SheetOpt = None,
    regions: RegionsOpt = "auto",
    activities: ActivitiesOpt = "auto",
    absent: AbsentOpt = None,
    out: Annotated[Path | None, typer.Option(help="Write the checked panel to this Parquet file.")] = None,
    fmt: FormatOpt = Format.table,
    lang: LangOpt = LANG,
) -> None:
    """Say what was understood of FILE and every problem in it. Exit code 0: fine, 1: problems, 2: usage."""
    from potensi.data.check import check as run
    from potensi.present.report import print_report

    report = run(file, unit=unit, price=price, sheet=sheet, regions=regions, activities=activities, absent=absent)
    if fmt is Format.json:
        typer.echo(json.dumps(report.as_dict(lang.value), ensure_ascii=False, indent=1))
    else:
        print_report(report, lang.value)
    if report.problems:
        raise typer.Exit(PROBLEMS)
    if out is not None and report.panel is not None:
        report.panel.write_parquet(out)


@app.command(epilog="Example: potensi profile jatim --region 3510 --price constant2010")
def profile(
    panel: PanelArg,
    region: Annotated[str | None, typer.Option("--region", help="Code or name of the region.")] = None,
    all_regions: Annotated[bool, typer.Option("--all-regions", help="Every region of the panel.")] = False,
    year: YearOpt = None,
    base: BaseOpt = None,
    unit: UnitOpt = None,
    price: PriceOpt = None,
    sheet: SheetOpt = None,
    absent: AbsentOpt = None,
    indicators: IndicatorsOpt = "",
    out: OutOpt = None,
    fmt: FormatOpt = Format.table,
    lang: LangOpt = LANG,
) -> None:
    """What has this region? Base industries, rising and falling ones, with agreement and sensitivity."""
    from potensi.analysis.profile import profile as run

    if region is None and not all_regions:
        raise UsageError("region_or_all")
    figures = _panel(panel, unit=unit, price=price, sheet=sheet, absent=absent, unit_needed=False)
    code = None if all_regions or region is None else figures.find_region(region)
    result = run(figures, region=code, year=year, base=base, indicators=_indicators(indicators, figures))
    for refusal in result.refusals:
        if code is None or refusal.region in (None, code):
            typer.echo(refusal.message(lang.value), err=True)
    tables = {"cells": result.cells, "regions": result.regions, "activities": result.activities}
    if code is not None:
        tables = {k: _rows_of(v, code) for k, v in tables.items()}
    if out is not None:
        _write_tables(tables | {"disparity": result.disparity}, out, fmt)
    else:
        _print(tables["cells"], fmt, lang, "profile")


@app.command(epilog="Example: potensi peers jatim --region 3510 --price constant2010")
def peers(
    panel: PanelArg,
    region: RegionOpt,
    year: YearOpt = None,
    count: Annotated[int, typer.Option(help="How many peers.", min=1)] = 5,
    unit: UnitOpt = None,
    price: PriceOpt = None,
    sheet: SheetOpt = None,
    absent: AbsentOpt = None,
    indicators: IndicatorsOpt = "",
    fmt: FormatOpt = Format.table,
    lang: LangOpt = LANG,
) -> None:
    """Which regions are alike in structure, and which of those are ahead, on what?"""
    from potensi.analysis.peers import peers as run

    figures = _panel(panel, unit=unit, price=price, sheet=sheet, absent=absent, unit_needed=False)
    known = _indicators(indicators, figures)
    result = run(figures, region=figures.find_region(region), year=year, indicators=known, count=count)
    _print(result.table, fmt, lang, "peers")


@app.command(epilog="Example: potensi hosts jatim --region 3510 --price constant2010")
def hosts(
    panel: PanelArg,
    region: RegionOpt,
    year: YearOpt = None,
    base: BaseOpt = None,
    max_km: Annotated[float, typer.Option(help="Straight-line distance that a bus can cover.", min=1)] = 300,
    unit: UnitOpt = None,
    price: PriceOpt = None,
    sheet: SheetOpt = None,
    absent: AbsentOpt = None,
    indicators: IndicatorsOpt = "",
    fmt: FormatOpt = Format.table,
    lang: LangOpt = LANG,
) -> None:
    """Whom should we visit? Alike enough, ahead for reasons of their own, and near enough for a bus."""
    from potensi.analysis.hosts import hosts as run

    figures = _panel(panel, unit=unit, price=price, sheet=sheet, absent=absent, unit_needed=False)
    code = figures.find_region(region)
    known = _indicators(indicators, figures)
    result = run(figures, region=code, year=year, base=base, indicators=known, max_km=max_km)
    _print(result.table, fmt, lang, "hosts")
    if fmt is Format.table:
        from potensi.present.sentences import host_sentences

        for line in host_sentences(result, lang.value):
            typer.echo(f"- {line}")


@app.command(epilog="Example: potensi catchup jatim --region 3510 --by 2029 --price constant2010")
def catchup(
    panel: PanelArg,
    region: RegionOpt,
    by: Annotated[int | None, typer.Option(help="Year by which to close the gap (default: five years on).")] = None,
    year: YearOpt = None,
    unit: UnitOpt = None,
    price: PriceOpt = None,
    sheet: SheetOpt = None,
    absent: AbsentOpt = None,
    indicators: IndicatorsOpt = "",
    fmt: FormatOpt = Format.table,
    lang: LangOpt = LANG,
) -> None:
    """How far behind its peers is the region, by how many years, and how fast must it go?"""
    from potensi.analysis.catchup import catchup as run

    figures = _panel(panel, unit=unit, price=price, sheet=sheet, absent=absent, unit_needed=False)
    known = _indicators(indicators, figures)
    result = run(figures, region=figures.find_region(region), year=year, indicators=known, by=by)
    _print(result.table, fmt, lang, "catchup")


@app.command(epilog="Example: potensi prospectus jatim --region 3510 --to pdf,html --lang id --out out")
def prospectus(
    panel: PanelArg,
    region: Annotated[str | None, typer.Option("--region", help="Code or name of the region.")] = None,
    all_regions: Annotated[bool, typer.Option("--all-regions", help="One prospectus for every region.")] = False,
    to: Annotated[str, typer.Option(help="pdf, pptx, html, xlsx, md, docx: one or more, with commas.")] = "pdf",
    year: YearOpt = None,
    base: BaseOpt = None,
    unit: UnitOpt = None,
    price: PriceOpt = None,
    sheet: SheetOpt = None,
    absent: AbsentOpt = None,
    indicators: IndicatorsOpt = "",
    geojson: Annotated[Path | None, typer.Option(help="Boundaries, for a map of real polygons.")] = None,
    letterhead: Annotated[Path | None, typer.Option(help="A toml file with agency, address and logo.")] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("out"),
    lang: LangOpt = LANG,
) -> None:
    """Print the region's prospectus: PDF, slides, web page, workbook, text for chapter II."""
    from potensi.present.hand_over import hand_over, kinds_of

    if region is None and not all_regions:
        raise UsageError("region_or_all")
    kinds = kinds_of(to)
    figures = _panel(panel, unit=unit, price=price, sheet=sheet, absent=absent, unit_needed=True)
    codes = figures.region_codes if region is None else [figures.find_region(region)]
    known = _indicators(indicators, figures)
    paths = hand_over(
        figures, codes, kinds, out,
        lang=lang.value, year=year, base=base, indicators=known, geojson=geojson, letterhead=letterhead,
    )  # fmt: skip
    for path in _with_progress(paths, len(codes) * len(kinds)):
        typer.echo(str(path))


@app.command(epilog="Example: potensi methods lq")
def methods(
    name: Annotated[str | None, typer.Argument(help="One measure; without it all are listed.")] = None,
    out: OutOpt = None,
    fmt: FormatOpt = Format.table,
    lang: LangOpt = LANG,
) -> None:
    """What each measure means: formula, unit, range, guards, source. Read off the measures' cards."""
    from potensi.present.methods import card_text, method_table, write_pages

    if out is not None:
        for path in write_pages(out, lang.value):
            typer.echo(str(path))
    elif name is not None:
        typer.echo(card_text(name, lang.value))
    else:
        _print(method_table(lang.value), fmt, lang, "methods")


commands.add_to(app)
cli_engine.add_to(app)
cli_records.add_to(app)


def _language_asked(arguments: list[str]) -> str:
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        value = following if argument == "--lang" else argument.removeprefix("--lang=")
        if argument.startswith("--lang") and value in LANGUAGES:
            return value
    return LANG.value or DEFAULT_LANGUAGE


def _fail(message: str, code: int) -> None:
    typer.echo(message, err=True)
    raise SystemExit(code)


def _panel(path: str, *, unit_needed: bool, **options: Any) -> Panel:
    """Read the panel; where only ratios are asked for, a unit that nobody stated is said to be unstated."""
    from potensi.data import samples
    from potensi.data.files import read

    if not Path(path).exists() and path in {each.name for each in samples.samples()}:
        return samples.load(path, price=options["price"] or "constant2010")
    try:
        return read(path, **options)
    except DataProblems as problems:
        if unit_needed or {problem.code for problem in problems.problems} != {"unit_missing"}:
            raise
    typer.echo(say("errors.unit_unstated", _language_asked(sys.argv)), err=True)
    return read(path, **(options | {"unit": say("errors.unit_unstated_label", _language_asked(sys.argv))}))


def _indicators(choice: str, panel: Panel) -> Indicators | None:
    from potensi.data.indicators import indicators_for

    return indicators_for(choice, panel)


def _rows_of(frame: pl.DataFrame, region: str) -> pl.DataFrame:
    return frame.filter(frame["region"] == region) if "region" in frame.columns else frame


def _write_tables(tables: dict[str, pl.DataFrame], out: Path, fmt: Format) -> None:
    from potensi.present.tables import write

    out.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        typer.echo(str(write(frame, out / name, "csv" if fmt is Format.table else fmt.value)))


def _print(frame: pl.DataFrame, fmt: Format, lang: Lang, view: str) -> None:
    from potensi.present import tables

    if fmt is Format.csv:
        typer.echo(tables.as_csv(frame), nl=False)
    elif fmt is Format.json:
        typer.echo(tables.as_json(frame))
    elif fmt is Format.parquet:
        sys.stdout.buffer.write(tables.as_parquet(frame))
    else:
        from rich.console import Console

        Console().print(tables.as_table(frame, lang.value, view))


def _with_progress(items: Any, total: int) -> Any:
    """Yield the items behind a bar on the terminal's error stream, so that pipes stay clean."""
    from rich.console import Console
    from rich.progress import track

    return track(items, total=total, description="", console=Console(stderr=True), transient=True)


if __name__ == "__main__":
    main()
