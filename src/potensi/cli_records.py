"""The command ``potensi records``: a register of raw records in, a panel in a Parquet file out."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from potensi.errors import UsageError
from potensi.language import number, say
from potensi.options import LANG, LangOpt

if TYPE_CHECKING:
    import polars as pl

    from potensi.data.records import Recorded

_SHOWN = 5
_ROLES = ("region", "kbli", "date", "size")

SourceArg = Annotated[str, typer.Argument(help="A Parquet or CSV file, a folder of such files, or an address.")]
OutOpt = Annotated[Path, typer.Option("--out", help="Write the panel to this Parquet file.")]
EngineOpt = Annotated[str, typer.Option("--engine", help="duckdb (this machine) or spark.")]
MasterOpt = Annotated[str, typer.Option(help="Spark's master: local[4], spark://…, yarn, or sc://… for Spark Connect.")]
ByOpt = Annotated[str, typer.Option("--by", help="kbli5, kbli4, kbli3, kbli2, section, industry, or own (crosswalk).")]
LevelOpt = Annotated[str, typer.Option("--level", help="village, district, regency or province.")]
PeriodOpt = Annotated[str, typer.Option("--period", help="year, half, quarter or month.")]
MeasureOpt = Annotated[str, typer.Option("--measure", help="count the records, or sum their sizes.")]
ColumnOpt = Annotated[list[str] | None, typer.Option("--column", help="Which column is what: region=KODE_DESA …")]
CrosswalkOpt = Annotated[Path | None, typer.Option(help="Codes to other codes: source, target, weight.")]
RegionListOpt = Annotated[Path | None, typer.Option("--regions", help="The regions there are: code, name.")]
AbsentOpt = Annotated[str, typer.Option(help="A combination without a record is 'missing', or 'zero'.")]
WithholdOpt = Annotated[int, typer.Option(help="Withhold cells with fewer records, and others for their sake.")]
DecimalsOpt = Annotated[int, typer.Option(help="How many decimals of a size count.")]
LeaveOutOpt = Annotated[bool, typer.Option("--leave-out", help="Leave out records with unreadable dates or sizes.")]
CodesOpt = Annotated[str, typer.Option("--region-codes", help="Whose codes the regions have: bps or kemendagri.")]
SignOpt = Annotated[str, typer.Option("--decimal-sign", help="What parts off decimals in texts: point or comma.")]
UnitOpt = Annotated[str, typer.Option(help="Unit of the sizes, e.g. 'orang' or 'juta rupiah'.")]
MemoryOpt = Annotated[str, typer.Option(help="How much memory may be taken, e.g. 6GB.")]
ThreadsOpt = Annotated[int, typer.Option(help="How many threads (default: as many as the machine has).")]
TempOpt = Annotated[Path | None, typer.Option(help="A folder with room, for what does not fit in memory.")]


def add_to(app: typer.Typer) -> None:
    """Add the command to a command line."""
    app.command(epilog="Example: potensi records register --by industry --level regency --out panel.parquet")(records)


def records(
    source: SourceArg,
    out: OutOpt,
    engine: EngineOpt = "duckdb",
    master: MasterOpt = "",
    by: ByOpt = "kbli5",
    level: LevelOpt = "village",
    period: PeriodOpt = "year",
    measure: MeasureOpt = "count",
    column: ColumnOpt = None,
    crosswalk: CrosswalkOpt = None,
    regions: RegionListOpt = None,
    absent: AbsentOpt = "missing",
    withhold_under: WithholdOpt = 0,
    decimals: DecimalsOpt = 2,
    leave_out: LeaveOutOpt = False,
    region_codes: CodesOpt = "",
    decimal_sign: SignOpt = "",
    unit: UnitOpt = "",
    memory: MemoryOpt = "",
    threads: ThreadsOpt = 0,
    temp: TempOpt = None,
    lang: LangOpt = LANG,
) -> None:
    """Count a register of businesses, permits, jobs or invoices: region × activity × period. Exit code 1: problems."""
    from potensi.data.records import Asked, Engine
    from potensi.data.records import records as run

    asked = Asked(
        by=by, level=level, period=period, measure=measure, decimals=decimals, absent=absent, unit=unit,
        withhold_under=withhold_under, leave_out=leave_out, columns=_columns(column or []), crosswalk=crosswalk,
        regions=regions, region_codes=region_codes, decimal_sign=decimal_sign,
    )  # fmt: skip
    with _working(lang.value), _tidy_when_ended():
        found = run(source, asked, Engine(engine, memory, threads, temp, master), out=out, lang=lang.value)
    for line in _account(found, out, withhold_under, lang.value):
        typer.echo(line)


def _columns(said: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in said]
    for role, sign, name in pairs:
        if not (role and sign and name):
            raise UsageError(
                "unknown_kind", kind=f"{role}{sign}{name}", known=", ".join(f"{each}=…" for each in _ROLES)
            )
    return {role: name for role, _, name in pairs}


@contextmanager
def _working(lang: str) -> Iterator[None]:
    """Show on the terminal's error stream that work is going on; a pipe sees nothing of it."""
    from rich.console import Console

    with Console(stderr=True).status(say("records.account.working", lang)):
        yield


@contextmanager
def _tidy_when_ended() -> Iterator[None]:
    """Let a run that is ended (SIGTERM, SIGINT) leave nothing half done behind, and say nothing more."""
    ended: list[int] = []

    def end(number: int, _: object) -> None:
        ended.append(number)
        sys.exit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if ended:  # an engine may have put its own error in the place of the exit
            sys.exit(128 + ended[0])


def _account(found: Recorded, out: Path, bound: int, lang: str) -> Iterator[str]:
    """Yield what became of the records, and write the tables that go with the panel beside it."""
    from potensi.data.records.strangers import MOST

    def line(key: str, **params: object) -> str:
        shown = {name: number(each, lang) if isinstance(each, int) else each for name, each in params.items()}
        return say(f"records.account.{key}", lang, **shown)

    yield line("done", kept=found.kept, records=found.records, cells=found.cells, out=str(out))
    for problem in found.problems:
        yield f"{problem.message(lang)} {line('left_out')}"
    if found.negative:
        yield line("negative", count=found.negative)
    for kind, count in found.unknown_codes.items():
        if count:
            yield line("unknown", count=count, kind=say(f"records.kind.{kind}", lang))
        for row in found.unknown.filter(found.unknown["kind"] == kind).head(_SHOWN).iter_rows(named=True):
            yield line(
                "unknown_line", code=row["code"] or "", count=row["records"], examples=row["examples"] or "–",
                reason=say(f"records.reason.{row['reason']}", lang),
            )  # fmt: skip
    if path := _beside(found.unknown, out, "unknown"):
        yield line("unknown_saved", path=str(path), most=MOST)
    if bound:
        yield line("withheld", small=found.withheld[0], more=found.withheld[1], bound=bound)
    if path := _beside(found.totals_withheld, out, "totals"):
        yield line("totals", count=found.totals_withheld.height, path=str(path))


def _beside(table: pl.DataFrame, out: Path, name: str) -> Path | None:
    """Write a table beside the panel and return where; an earlier run's, of which there is nothing now, is removed."""
    path = out.with_suffix(f".{name}.csv")
    if table.is_empty():
        path.unlink(missing_ok=True)
        return None
    table.write_csv(path)
    return path
