"""From a register of records to a panel: everything that is wrong at once, or region × activity × period."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from potensi.data.records import kbli, names
from potensi.data.records.asked import Asked
from potensi.data.records.columns import columns_of
from potensi.data.records.crosswalk import read_crosswalk, through
from potensi.data.records.engine import FILE, Engine, Opened, opened
from potensi.data.records.outcome import Lists, Recorded, Target, described
from potensi.data.records.sources import Source, find, unreadable
from potensi.data.records.strangers import MOST, SCHEMA, strangers_frame
from potensi.errors import DataProblems, Problem, UsageError
from potensi.language import DEFAULT_LANGUAGE, number
from potensi.panel import KEY, Panel, Papers
from potensi.panel import SCHEMA as PANEL_SCHEMA

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MOST_ZEROS = 50_000_000
_MOST_TO_WITHHOLD = 3_000_000  # cells in one period: beyond, withholding takes hours and gigabytes
_MOST_ACTIVITIES = 100_000
# Of a register's villages, from how many on their codes are taken for those of the other system.
_NEARLY_ALL = 0.9
# What is wrong with single records, which can be left out.
_LEFT_OUT = ("records_date_unreadable", "records_size_unreadable")


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
    goal = None if out is None else _goal(Path(out), source)
    lists = _lists(asked, register)
    with _folder(engine, goal) as folder, opened(engine, folder / "spilled") as at_work, _faults_of(at_work, register):
        table = at_work.read(register)
        columns, asked = _understood(at_work, table, register, asked)
        counted = _count(at_work, expression.grouped(table, columns, asked), lists, asked)
        tally = _tally(at_work, counted)
        problems = _look_alike(at_work, counted, register, asked) + _faults(at_work, table, columns, tally, asked)
        if problems and not (asked.leave_out and all(each.code in _LEFT_OUT for each in problems)):
            raise DataProblems(problems)
        unknown, codes = _unknown(at_work, counted, tally, lists, asked)
        account = Recorded(None, 0, tally["records"], tally["kept"], unknown, codes, tuple(problems), tally["negative"])
        return _finish(at_work, counted, lists, Target(register, asked, account, folder, goal, lang))


def _goal(out: Path, source: str | Path) -> Path:
    """Return where the panel goes, its folder made; UsageError where it cannot be a file or would be the register's."""
    if out.is_dir() or out.suffix.lower() != ".parquet":
        raise UsageError("records_out", out=str(out))
    if "://" not in str(source) and Path(source).resolve() in (out.resolve(), *out.resolve().parents):
        raise UsageError("records_out_in_source", out=str(out), source=str(source))
    return out


@contextmanager
def _folder(engine: Engine, goal: Path | None) -> Iterator[Path]:
    """Give a folder for one run, gone afterwards, where the engine spills too: the one named, else beside the answer.

    There is room where the answer goes, and from there a finished file takes its place in one step.
    """
    for each in (engine.temp, goal and goal.parent):
        if each:
            each.mkdir(parents=True, exist_ok=True)
    within = engine.temp or (goal and goal.parent)
    folder = Path(tempfile.mkdtemp(prefix=".potensi-records-", suffix=".part", dir=within))
    try:
        (folder / "spilled").mkdir()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_place(path: Path, goal: Path) -> None:
    """Let a finished file be the answer in one step: whoever looks sees the old one or the new one, whole."""
    try:
        os.replace(path, goal)
    except OSError:  # the folder named for what does not fit lies on another disk
        part = goal.with_name(f".{goal.name}.{path.parent.name.strip('.')}")
        try:
            shutil.copyfile(path, part)
            os.replace(part, goal)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def _faults_of(at_work: Opened, register: Source) -> Iterator[None]:
    """Turn what an engine says of files that it cannot read into a problem."""
    try:
        yield
    except at_work.faults as error:
        told = str(error)
        if type(error).__name__ == "OutOfMemoryException" or "OutOfMemoryError" in told:
            raise UsageError("records_out_of_memory") from error
        if "No space left on device" in told:
            raise UsageError("records_no_space") from error
        raise unreadable(register, error) from error


def _lists(asked: Asked, register: Source) -> Lists:
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
        regions, found = names.read_regions(asked.regions, asked)
        problems += found
    if problems:
        raise DataProblems(problems)
    activities = ways["activity"].unique().sort().to_list()
    if len(activities) > _MOST_ACTIVITIES:
        raise UsageError("records_too_many_activities", count=number(len(activities)), most=number(_MOST_ACTIVITIES))
    return Lists(ways, activities, regions)


def _understood(at_work: Opened, table: ir.Table, register: Source, asked: Asked) -> tuple[dict[str, str], Asked]:
    """Return the column of each role, and the question with the decimal sign that the sizes show by themselves."""
    named = [name for name in table.columns if name != FILE]
    columns, problems = columns_of(named, asked.roles, asked.columns, register.name)
    problems += _of_no_use(table, columns, register)
    if not problems and asked.measure == "sum" and not asked.decimal_sign and table[columns["size"]].type().is_string():
        sign, problems = _sign(at_work, table, columns["size"], register)
        asked = replace(asked, decimal_sign=sign)
    if problems:
        raise DataProblems(problems)
    return columns, asked


def _sign(at_work: Opened, table: ir.Table, column: str, register: Source) -> tuple[str, list[Problem]]:
    """Return the decimal sign that most figures show; a problem where none does and some can be read in two ways."""
    from potensi.data.records import expression

    shown = at_work.frame(expression.decimal_signs(table, column)).row(0, named=True)
    point, comma, doubtful = (int(shown[name] or 0) for name in ("point", "comma", "doubtful"))
    if doubtful and not point and not comma:
        params = {"column": column, "count": doubtful}
        return "", [Problem("records_size_doubtful", file=register.name, value=shown["example"], params=params)]
    return ("comma" if comma > point else "point"), []


def _of_no_use(table: ir.Table, columns: dict[str, str], register: Source) -> list[Problem]:
    """Return a problem for each column of a type that cannot be read as its role.

    One of them is moments in a time zone: which day such a moment is depends on the reader.
    """
    problems = []
    for role, name in columns.items():
        kind = table[name].type()
        if role == "date" and kind.is_timestamp() and kind.timezone is not None:
            params = {"zone": kind.timezone}
            problems.append(Problem("records_date_zoned", file=register.name, value=name, params=params))
        elif not (
            kind.is_string() or kind.is_numeric() or (role == "date" and (kind.is_date() or kind.is_timestamp()))
        ):
            params = {"role": role, "type": str(kind)}
            problems.append(Problem("records_column_type", file=register.name, value=name, params=params))
    return problems


def _count(at_work: Opened, grouped: ir.Table, lists: Lists, asked: Asked) -> _Counted:
    from potensi.data.records import expression

    groups = at_work.keep("records_grouped", grouped)
    order = pl.DataFrame({"activity": lists.activities}).with_row_index("number")
    numbered = lists.ways.join(order, on="activity").select("code", "weight", activity=pl.col("number").cast(pl.Int64))
    ways = at_work.put("records_ways", numbered)
    known = None if lists.regions is None else at_work.put("records_regions", lists.regions.select("region"))
    placed = at_work.keep("records_placed", expression.places(groups, asked, names.provinces(asked.system), known))
    active = at_work.keep("records_active", expression.activities(groups, ways))
    looked = [
        at_work.frame(expression.looked_up(table, found)).row(0, named=True)
        for table, found in ((placed, "place"), (active, "activity"))
    ]
    whole, untidy = all(each["whole"] for each in looked), any(each["untidy"] for each in looked)
    return _Counted(groups, placed, active, whole, untidy)


def _look_alike(at_work: Opened, counted: _Counted, register: Source, asked: Asked) -> list[Problem]:
    """Return a problem where nothing was said of whose codes the regions have and they look like Kemendagri's."""
    from potensi.data.records import expression

    if asked.region_codes:
        return []
    row = at_work.frame(expression.other_system(counted.placed)).row(0, named=True)
    if int(row["alike"] or 0) <= _NEARLY_ALL * row["villages"]:
        return []
    params = {"count": row["villages"], "alike": number(int(row["alike"]))}
    return [Problem("records_codes_kemendagri", file=register.name, params=params)]


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
        tests["records_size_unreadable"] = ("size", expression.size_fault(table, columns["size"], asked))
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
    at_work: Opened, counted: _Counted, tally: dict[str, int], lists: Lists, asked: Asked
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


def _finish(at_work: Opened, counted: _Counted, lists: Lists, target: Target) -> Recorded:
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
        return described(written.regions, written.activities, lists, target)

    path = target.folder / "panel.parquet"
    written = write_cells(at_work.batches(cells), path, reading, papers if straight else None)
    if written.cells == 0:
        code = "records_none_kept" if account.records else "records_none"
        raise UsageError(code, count=number(account.records, target.lang))
    if straight and target.out is not None:
        _put_in_place(path, target.out)
        return replace(account, cells=written.cells)
    return _in_memory(path, written, lists, target)


def _in_memory(path: Path, written: Any, lists: Lists, target: Target) -> Recorded:
    from potensi.data.records.writing import read_cells

    asked = target.asked
    frame = read_cells(path)
    if asked.absent == "zero":
        frame = _with_zeros(frame)
    withheld, totals = (0, 0), pl.DataFrame()
    if asked.withhold_under:
        most = max(frame.filter(pl.col("records") > 0)["period"].value_counts()["count"].to_list())
        if most > _MOST_TO_WITHHOLD:
            raise UsageError("records_too_many_to_withhold", count=number(most), most=number(_MOST_TO_WITHHOLD))
        frame, totals, withheld = _withheld(frame, asked)
    account = replace(target.account, cells=frame.height, withheld=withheld, totals_withheld=totals)
    target = replace(target, account=account)
    papers, regions, activities = described(written.regions, written.activities, lists, target)
    panel = Panel(frame.select(list(PANEL_SCHEMA)), papers, regions, activities)
    if target.out is None:
        return replace(account, panel=panel)
    panel.write_parquet(path)
    _put_in_place(path, target.out)
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
    from potensi.data.records.disclosure import withheld_frame

    if asked.measure == "count":
        # A record that is split leaves parts of any size; else a withheld cell holds one record at least.
        floor: float | None = 1.0 if asked.crosswalk is None else 0.0
    else:
        floor = None if bool((frame["value"] < 0).any()) else 0.0
    above_regions = names.above(frame["region"].unique().sort(), asked)
    wholes = {"regions": _chains(above_regions), "activities": _chains(kbli.ancestors(asked.by))}
    done, totals = withheld_frame(frame, asked.withhold_under, floor=floor, **wholes)
    gone = done.filter(pl.col("status") == "withheld")
    small = gone.filter(pl.col("records") < asked.withhold_under).height
    return done, totals, (small, gone.height - small)


def _chains(table: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    return {row[0]: tuple(row[1:]) for row in table.iter_rows()}
