"""From a register of records to a panel: everything that is wrong at once, or region × activity × period."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from potensi.data.records import kbli, names
from potensi.data.records.asked import Asked
from potensi.data.records.columns import columns_of
from potensi.data.records.crosswalk import read_crosswalk, through
from potensi.data.records.disclosure import withheld_frame
from potensi.data.records.engine import FILE, Engine, Opened, opened
from potensi.data.records.sources import Source, find, unreadable
from potensi.data.records.strangers import MOST, SCHEMA, strangers_frame
from potensi.errors import DataProblems, Problem, UsageError
from potensi.language import DEFAULT_LANGUAGE, number, say
from potensi.panel import KEY, Panel, Papers
from potensi.panel import SCHEMA as PANEL_SCHEMA

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MOST_ZEROS = 50_000_000
_MOST_ACTIVITIES = 100_000


@dataclass(frozen=True, eq=False)
class Recorded:
    """What became of a register: the panel, and an account of every record that is not in it.

    ``records`` were read and ``kept``, the rest is accounted for in ``unknown`` (codes that no list knows: kind, code,
    reason, records, value, examples) and ``problems`` (dates and sizes that cannot be read, where the user said to
    leave them out). ``withheld`` counts the cells withheld for being small and for the sake of those;
    ``totals_withheld`` are the totals that must not be published beside the panel. ``panel`` is None where the
    answer went straight to a file.
    """

    panel: Panel | None
    cells: int
    records: int
    kept: int
    unknown: pl.DataFrame
    unknown_codes: dict[str, int]
    problems: tuple[Problem, ...] = ()
    withheld: tuple[int, int] = (0, 0)
    totals_withheld: pl.DataFrame = field(default_factory=pl.DataFrame)


@dataclass(frozen=True, eq=False)
class _Lists:
    """The code lists of one run: what each code counts as, the activities in order, the regions given."""

    ways: pl.DataFrame
    activities: list[str]
    regions: pl.DataFrame | None


@dataclass(frozen=True, eq=False)
class _Counted:
    """A register counted by its own codes, with its codes looked up: kept by the engine."""

    groups: ir.Table
    placed: ir.Table
    active: ir.Table
    whole: bool
    untidy: bool


def records(
    source: str | Path,
    asked: Asked | None = None,
    engine: Engine | None = None,
    *,
    out: str | Path | None = None,
    lang: str = DEFAULT_LANGUAGE,
) -> Recorded:
    """Return the panel of a register: region × activity × period, counted or summed.

    With ``out`` the panel is written there batch by batch, so that it need not fit in memory, and is not returned;
    withholding and filling in zeros do take memory. ``lang`` is the language of the papers' history.
    Raises DataProblems with everything that is wrong with the register, UsageError for a question that means nothing
    or an engine that is not installed, OSError where a file cannot be had.
    """
    from potensi.data.records import expression

    asked, engine = asked or Asked(), engine or Engine()
    register = find(source)
    lists = _lists(asked, register)
    with opened(engine) as at_work, _folder(engine) as folder, _engine_faults(at_work, register):
        table = at_work.read(register)
        columns, problems = columns_of(
            [c for c in table.columns if c != FILE], asked.roles, asked.columns, register.name
        )
        problems += _zoned(table, columns, register)
        if problems:
            raise DataProblems(problems)
        counted = _count(at_work, expression.grouped(table, columns, asked), lists, asked)
        tally = _tally(at_work, counted)
        faults = _faults(at_work, table, columns, tally, asked)
        if faults and not asked.leave_out:
            raise DataProblems(faults)
        unknown, codes = _unknown(at_work, counted, tally, lists, asked)
        account = Recorded(None, 0, tally["records"], tally["kept"], unknown, codes, tuple(faults))
        return _finish(at_work, counted, lists, _Target(register, asked, account, folder, out, lang))


@contextmanager
def _folder(engine: Engine) -> Iterator[Path]:
    """Give a folder for one run, gone afterwards, where the engine spills too."""
    if engine.temp:
        engine.temp.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="potensi-records-", dir=engine.temp))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _engine_faults(at_work: Opened, register: Source) -> Iterator[None]:
    """Turn what an engine says of files that it cannot read into a problem."""
    try:
        yield
    except at_work.faults as error:
        if type(error).__name__ == "OutOfMemoryException":
            raise UsageError("records_out_of_memory") from error
        raise unreadable(register, error) from error


def _lists(asked: Asked, register: Source) -> _Lists:
    """Return the code lists that the question needs; raise all that is wrong with them and the columns."""
    problems: list[Problem] = []
    if register.columns:
        problems += columns_of(register.columns, asked.roles, asked.columns, register.name)[1]
    ways = kbli.ways(asked.by) if asked.crosswalk is None else pl.DataFrame()
    if asked.crosswalk is not None:
        crosswalk, found = read_crosswalk(asked.crosswalk)
        if not found:
            ways, found = through(crosswalk, asked.by, asked.crosswalk.name)
        problems += found
    regions = None
    if asked.regions is not None:
        regions, found = names.read_regions(asked.regions, asked.level)
        problems += found
    if problems:
        raise DataProblems(problems)
    activities = ways["activity"].unique().sort().to_list()
    if len(activities) > _MOST_ACTIVITIES:
        raise UsageError("records_too_many_activities", count=number(len(activities)), most=number(_MOST_ACTIVITIES))
    return _Lists(ways, activities, regions)


def _zoned(table: ir.Table, columns: dict[str, str], register: Source) -> list[Problem]:
    """Return a problem where dates are moments in a time zone: which day such a moment is depends on the reader."""
    kind = table[columns["date"]].type() if "date" in columns else None
    if kind is None or not kind.is_timestamp() or kind.timezone is None:
        return []
    return [Problem("records_date_zoned", file=register.name, value=columns["date"], params={"zone": kind.timezone})]


def _count(at_work: Opened, grouped: ir.Table, lists: _Lists, asked: Asked) -> _Counted:
    from potensi.data.records import expression

    groups = at_work.keep("records_grouped", grouped)
    order = pl.DataFrame({"activity": lists.activities}).with_row_index("number")
    numbered = lists.ways.join(order, on="activity").select("code", "weight", activity=pl.col("number").cast(pl.Int64))
    ways = at_work.put("records_ways", numbered)
    known = None if lists.regions is None else at_work.put("records_regions", lists.regions.select("region"))
    placed = at_work.keep("records_placed", expression.places(groups, asked.level, names.provinces(), known))
    active = at_work.keep("records_active", expression.activities(groups, ways))
    looked = [
        at_work.frame(expression.looked_up(table, found)).row(0, named=True)
        for table, found in ((placed, "place"), (active, "activity"))
    ]
    whole, untidy = all(each["whole"] for each in looked), any(each["untidy"] for each in looked)
    return _Counted(groups, placed, active, whole, untidy)


def _tally(at_work: Opened, counted: _Counted) -> dict[str, int]:
    from potensi.data.records import expression

    tallies = expression.tallies(counted.groups, counted.placed, counted.active, whole=counted.whole)
    row = at_work.frame(tallies).row(0, named=True)
    return {name: int(value or 0) for name, value in row.items()}  # sums of integers leave DuckDB as decimals


def _faults(
    at_work: Opened, table: ir.Table, columns: dict[str, str], tally: dict[str, int], asked: Asked
) -> list[Problem]:
    """Return a problem for each file with dates or sizes that cannot be read, counted, with examples."""
    from potensi.data.records import expression

    tests = {}
    if tally["undated"]:
        tests["records_date_unreadable"] = ("date", expression.date_fault(table, columns["date"], asked.period))
    if tally["unsized"]:
        tests["records_size_unreadable"] = ("size", expression.size_fault(table, columns["size"], asked.decimals))
    problems = []
    for code, (role, fault) in tests.items():
        found = at_work.frame(expression.faulty(table, columns[role], fault, FILE)).sort("file")
        for row in found.iter_rows(named=True):
            examples = [each for each in dict.fromkeys((row["first"], row["last"])) if each is not None]
            shown = "; ".join(f'"{each}"' for each in examples) or "–"
            params = {"column": columns[role], "count": row["count"], "examples": shown}
            problems.append(Problem(code, file=_file_name(row["file"]), value=shown, params=params))
    return problems


def _file_name(address: str | None) -> str:
    return (address or "").rsplit("/", 1)[-1]


def _unknown(
    at_work: Opened, counted: _Counted, tally: dict[str, int], lists: _Lists, asked: Asked
) -> tuple[pl.DataFrame, dict[str, int]]:
    """Return the table of unknown codes, and how many records have an unknown code of each kind."""
    from potensi.data.records import expression

    codes = {kind: tally[f"strange_{kind}"] for kind in ("region", "kbli")}
    tables = {
        kind: at_work.frame(expression.strangers(counted.groups, counted.placed, counted.active, kind, MOST))
        for kind, count in codes.items()
        if count
    }
    known = set(lists.ways["code"].to_list()) if tables else set()
    return (strangers_frame(tables, known, asked) if tables else pl.DataFrame(schema=SCHEMA)), codes


@dataclass(frozen=True, eq=False)
class _Target:
    """Where one run's answer goes, and what is known of the run by then."""

    register: Source
    asked: Asked
    account: Recorded
    folder: Path
    out: str | Path | None
    lang: str


def _finish(at_work: Opened, counted: _Counted, lists: _Lists, target: _Target) -> Recorded:
    """Let the cells leave the engine: straight into the file asked for, or by way of memory."""
    from potensi.data.records import expression
    from potensi.data.records.writing import Reading, Written, write_cells

    asked, account = target.asked, target.account
    weighted = asked.crosswalk is not None
    regroup = asked.rolls_up or counted.untidy
    cells = expression.cells(
        counted.groups, counted.placed, counted.active, asked.period, regroup=regroup, weighted=weighted
    )
    share = kbli.WHOLE if weighted else 1
    value, by = ("records", share) if asked.measure == "count" else ("units", 10**asked.decimals * share)
    reading = Reading(lists.activities, asked.period, value, by, share)
    straight = target.out is not None and asked.withhold_under == 0 and asked.absent == "missing"

    def papers(written: Written) -> tuple[Papers, pl.DataFrame, pl.DataFrame]:
        return _described(written.regions, written.activities, lists, target)

    path = target.folder / "panel.parquet"
    written = write_cells(at_work.batches(cells), path, reading, papers if straight else None)
    if written.cells == 0:
        raise UsageError("records_none_kept", count=number(account.records, target.lang))
    if straight:
        shutil.move(path, str(target.out))
        return replace(account, cells=written.cells)
    return _in_memory(path, written, lists, target)


def _in_memory(path: Path, written: Any, lists: _Lists, target: _Target) -> Recorded:
    from potensi.data.records.writing import read_cells

    asked = target.asked
    frame = read_cells(path)
    if asked.absent == "zero":
        frame = _with_zeros(frame)
    withheld, totals = (0, 0), pl.DataFrame()
    if asked.withhold_under:
        frame, totals, withheld = _withheld(frame, asked)
    account = replace(target.account, cells=frame.height, withheld=withheld, totals_withheld=totals)
    target = replace(target, account=account)
    papers, regions, activities = _described(written.regions, written.activities, lists, target)
    panel = Panel(frame.select(list(PANEL_SCHEMA)), papers, regions, activities)
    if target.out is None:
        return replace(account, panel=panel)
    panel.write_parquet(target.out)
    return account


def _with_zeros(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with a nought for every combination without a record, of what the register holds at all."""
    axes = [frame.select(pl.col(name).unique().sort()) for name in KEY]
    size = axes[0].height * axes[1].height * axes[2].height
    if size > _MOST_ZEROS:
        raise UsageError("records_too_many_zeros", count=number(size), most=number(_MOST_ZEROS))
    whole = axes[0].join(axes[1], how="cross").join(axes[2], how="cross")
    filled = whole.join(frame, on=KEY, how="left", maintain_order="left")
    return filled.with_columns(pl.col("value", "records").fill_null(0.0), pl.col("status").fill_null("final"))


def _withheld(frame: pl.DataFrame, asked: Asked) -> tuple[pl.DataFrame, pl.DataFrame, tuple[int, int]]:
    """Return the cells with the small ones and their complements emptied, the totals to keep back, and both counts."""
    if asked.measure == "count":
        # A record that is split leaves parts of any size; else a withheld cell holds one record at least.
        floor: float | None = 1.0 if asked.crosswalk is None else 0.0
    else:
        floor = None if bool((frame["value"] < 0).any()) else 0.0
    above_regions = names.above(frame["region"].unique().sort(), asked.level)
    wholes = {"regions": _chains(above_regions), "activities": _chains(kbli.ancestors(asked.by))}
    done, totals = withheld_frame(frame, asked.withhold_under, floor=floor, **wholes)
    gone = done.filter(pl.col("status") == "withheld")
    small = gone.filter(pl.col("records") < asked.withhold_under).height
    return done, totals, (small, gone.height - small)


def _chains(table: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(row[1:]) for row in table.iter_rows()}


def _described(
    region_codes: pl.Series, activity_codes: list[str], lists: _Lists, target: _Target
) -> tuple[Papers, pl.DataFrame, pl.DataFrame]:
    """Return a panel's papers, regions and activities: what was counted, of what, and what is not in it."""
    asked, lang = target.asked, target.lang
    measure = "records" if asked.measure == "count" else "size"
    papers = Papers(
        title=say(f"records.title.{measure}", lang, source=target.register.name),
        measure=measure,
        unit=asked.unit or (say("records.unit", lang) if measure == "records" else ""),
        source=target.register.name,
        history=tuple(_steps(target)),
    )
    regions = names.region_names(region_codes, asked.level, lists.regions)
    return papers, regions, kbli.activity_names(activity_codes, asked.by)


def _steps(target: _Target) -> Iterator[str]:
    asked, account, lang = target.asked, target.account, target.lang

    def step(code: str, **params: Any) -> str:
        shown = {name: number(each, lang) if isinstance(each, int) else each for name, each in params.items()}
        return say(f"records.step.{code}", lang, **shown)

    yield step("read", count=account.records, source=target.register.name)
    yield step("counted", level=asked.level, by=asked.by, period=asked.period)
    if asked.crosswalk:
        yield step("crosswalk", file=asked.crosswalk.name)
    if account.records > account.kept:
        undated = sum(p.params["count"] for p in account.problems)
        yield step(
            "left_out", count=account.records - account.kept, regions=account.unknown_codes["region"],
            activities=account.unknown_codes["kbli"], unreadable=undated,
        )  # fmt: skip
    if asked.absent == "zero":
        yield step("zeros")
    if asked.withhold_under:
        small, more = account.withheld
        yield step(
            "withheld", bound=asked.withhold_under, small=small, more=more, totals=account.totals_withheld.height
        )
