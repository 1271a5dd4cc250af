"""What the analyses of relatedness read: a plain Parquet file as it is, a sample, or any other file once checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from potensi.data import samples
from potensi.data.files import read
from potensi.errors import DataProblems
from potensi.language import DEFAULT_LANGUAGE, say
from potensi.panel import Panel

_ABSENT = {"cells_absent", "region_missing_in_period", "activity_missing_in_period"}
_COLUMNS = {"region", "activity", "value"}


@dataclass(frozen=True)
class Reading:
    """What the user states of a file that the file does not; see :func:`potensi.data.check.check`."""

    unit: str | None = None
    price: str | None = None
    sheet: str | None = None
    absent: str | None = None


def source_of(
    path: str, stated: Reading = Reading(), *, lang: str = DEFAULT_LANGUAGE
) -> tuple[Panel | Path, tuple[str, ...]]:
    """Return what to read, and the sentences (keys of ``words``) that must be said of how it was read.

    A Parquet file with region, activity and value is returned as its path, to be read in blocks. Of any other file a
    combination without a row is zero, as in a register, and a unit that nobody stated is called so: what is compared
    are shares. Both are said. Raises DataProblems with every other problem, OSError where the file cannot be had.

    >>> panel, said = source_of("jatim")
    >>> len(panel.activity_codes), said
    (17, ())
    """
    if not Path(path).exists() and path in {each.name for each in samples.samples()}:
        return samples.load(path, price=stated.price or "constant2010"), ()
    if path.lower().endswith(".parquet") and _is_plain(Path(path)):
        return Path(path), ()
    try:
        return _read(path, stated), ()
    except DataProblems as problems:
        found = {problem.code for problem in problems.problems}
        said = []
        if "unit_missing" in found:
            stated = replace(stated, unit=say("errors.unit_unstated_label", lang))
            said.append("errors.unit_unstated")
        if stated.absent is None and found & _ABSENT:
            stated = replace(stated, absent="zero")
            said.append("errors.absent_as_zero")
        if not said:
            raise
    return _read(path, stated), tuple(said)


def panel_of(path: str, stated: Reading = Reading()) -> Panel:
    """Return a sample or a file as a panel; where nothing says at which prices its figures are, at current ones."""
    if not Path(path).exists() and path in {each.name for each in samples.samples()}:
        return samples.load(path, price=stated.price or "current")
    try:
        return _read(path, stated)
    except DataProblems as problems:
        if {problem.code for problem in problems.problems} != {"price_missing"}:
            raise
    return _read(path, replace(stated, price="current"))


def _read(path: str, stated: Reading) -> Panel:
    return read(path, unit=stated.unit, price=stated.price, sheet=stated.sheet, absent=stated.absent)


def _is_plain(path: Path) -> bool:
    """Return whether a Parquet file has the columns; a broken one has none, and reading it says why."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.is_file():
        return False
    try:
        return set(pq.read_schema(path).names) >= _COLUMNS
    except (pa.ArrowException, OSError):
        return False
