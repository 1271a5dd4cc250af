"""Everything about relatedness written to Parquet: cells, regions, activities, pairs; in blocks, and resumed if broken.

``cells`` is a folder of parts, each written whole or not at all, each with the mark of the run that it belongs to.
``relate.json`` says what that run was made of, and whether it is complete; a second run with the same figures and
options goes on where the first stopped, any other clears the old tables away and starts anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.matrix import matrix_of
from potensi.analysis.relatedness import FEWEST_ACTIVITIES, Relatedness, relatedness_of
from potensi.errors import Refusal, UsageError
from potensi.measures import kernels
from potensi.measures.complexity import standardised
from potensi.measures.conventions import POTENSI
from potensi.measures.resampling import Draws, Uncertainty, uncertainty
from potensi.measures.space import Block, block
from potensi.measures.threads import PART, in_parts
from potensi.panel import Panel

if TYPE_CHECKING:
    import pyarrow as pa

# What is wide takes some 60 MB a block at 1,789 activities.
ROWS = 4096
CANDIDATES = 50
TABLES = ("regions", "activities", "pairs")
# To be raised whenever the same figures and options give other tables.
_FORM = 3
_OUTLOOK, _RUN = b"outlook", b"run"
_PART = re.compile(r"part-\d{5}\.parquet")
# Cells of which 200 draws keep errors of density at once: 2 gigabytes.
_MOST_DRAWN, _USUAL_DRAWS = 25_000_000, 200

Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Related:
    """Where the tables went, how many cells there are, and what must be said with them."""

    folder: Path
    year: int
    regions: int
    activities: int
    cells: int
    refusals: tuple[Refusal, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        """The folder of the cells and the files of the other tables."""
        return (
            self.folder / "cells",
            *(self.folder / f"{name}.parquet" for name in TABLES),
        )


@dataclass(frozen=True)
class Asked:
    """How the cells are asked for: ``candidates`` a region, or every cell; in blocks of ``rows`` regions.

    ``draws``: draws of regions for standard errors and for intervals of ECI's rank; 0 for none.
    """

    candidates: int = CANDIDATES
    all_cells: bool = False
    rows: int = ROWS
    draws: int = 0


def relate(
    source: Panel | str | Path,
    *,
    out: str | Path,
    year: int | None = None,
    conventions: str = "potensi",
    threshold: float = 1.0,
    fewest: int = FEWEST_ACTIVITIES,
    missing: str = "region",
    asked: Asked = Asked(),
    progress: Progress | None = None,
) -> Related:
    """Write what goes with what, of one year, to the folder ``out``; return where, and what must be said with it.

    ``source``: a panel or a Parquet file (region, activity, period, value). ``cells`` holds what a region has and its
    nearest candidates; ``reason`` in ``regions`` and ``activities`` says why a value is undefined;
    ``progress(done, of)`` counts regions. See :func:`~potensi.analysis.matrix.matrix_of` for rows that are missing,
    :func:`~potensi.analysis.relatedness.relatedness_of` for what is refused. RCA, density, distance and gain are
    float32: density within 4e-6 of float64, gain within 4e-6 of its largest value. Raises UsageError where ``out``
    holds tables of these names that :func:`relate` did not write, and for draws under another package's conventions.

    >>> import tempfile
    >>> from potensi.data import samples
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = relate(samples.load("jatim"), out=folder)
    ...     regions = dict(read_tables(folder))["regions"].collect()
    >>> found.regions, found.activities, found.year, regions.columns
    (38, 17, 2024, ['region', 'name', 'diversity', 'eci', 'fitness', 'coi', 'reason'])
    """
    folder = Path(out)
    found = relatedness_of(
        matrix_of(source, year=year, missing=missing), conventions=conventions, threshold=threshold, fewest=fewest
    )
    drawn = _drawn(found, asked.draws)
    state = _start(folder, found, asked)
    outlook, cells = _write_cells(folder / "cells", found, asked, drawn, progress, state["run"].encode())
    refusals = list(found.refusals)
    if found.complex and found.fitness.stopped == "steps":
        refusals.append(Refusal("complexity", "fitness_unsettled", params={"steps": found.fitness.steps}))
    if drawn is not None and not len(drawn.density_error):
        refusals.append(Refusal("relatedness", "draws_of_regions", params={"most": _MOST_DRAWN}))
    for name, table in tables(found, outlook, drawn).items():
        _write_whole(table.to_arrow(), folder / f"{name}.parquet")
    _write_state(folder, state | {"complete": True})
    matrix = found.matrix
    return Related(folder, matrix.year, len(matrix.regions), len(matrix.activities), cells, tuple(refusals))


def _drawn(found: Relatedness, draws: int) -> Uncertainty | None:
    """Return standard errors by ``draws`` draws of regions; those of density where they have room in memory."""
    if not draws:
        return None
    if found.space.conventions != POTENSI:
        raise UsageError("draws_of_others", name=found.space.conventions.name)
    values = found.matrix.values
    size = values.shape[0] * values.shape[1] * draws
    asked = Draws(draws, threshold=found.threshold, cells=size <= _MOST_DRAWN * _USUAL_DRAWS)
    return uncertainty(values, draws=asked)


def tables(
    found: Relatedness, outlook: NDArray[np.float64], drawn: Uncertainty | None = None
) -> dict[str, pl.DataFrame]:
    """Return the tables of regions, activities and pairs; what is refused or undefined is NaN."""
    matrix, indices, nothing = found.matrix, found.space.indices, float("nan")
    speaks, shown = found.complex, (lambda values: values if found.complex else np.full(len(values), nothing))
    if found.space.conventions.coi == "standardised":
        outlook = standardised(outlook)
    outlook = outlook if found.space.conventions.coi else np.full(len(outlook), nothing)
    regions = {
        "region": matrix.regions,
        "name": [matrix.region_name(code) for code in matrix.regions],
        "diversity": found.has.diversity,
        "eci": shown(indices.regions),
        "fitness": found.fitness.regions if speaks else shown(indices.regions),
        "coi": shown(outlook),
        "reason": found.region_reasons,
    }
    if drawn is not None:
        regions |= {name: shown(getattr(drawn, name)) for name in ("eci_error", "eci_rank_low", "eci_rank_high")}
    activities = {
        "activity": matrix.activities,
        "name_id": [matrix.activity_name(code, "id") for code in matrix.activities],
        "name_en": [matrix.activity_name(code, "en") for code in matrix.activities],
        "ubiquity": found.has.ubiquity,
        "pci": shown(indices.activities),
        "complexity_fitness": found.fitness.activities if speaks else shown(indices.activities),
        "reason": found.activity_reasons,
    }
    return {"regions": pl.DataFrame(regions), "activities": pl.DataFrame(activities), "pairs": _pairs(found)}


def _pairs(found: Relatedness) -> pl.DataFrame:
    """Return the pairs of activities that are found together anywhere, each once."""
    near = np.triu(np.nan_to_num(found.space.proximity), 1)
    one, other = np.nonzero(near)
    names = pl.Series(found.matrix.activities, dtype=pl.Categorical)
    return pl.DataFrame({"activity": names.gather(one), "other": names.gather(other), "proximity": near[one, other]})


def _start(folder: Path, found: Relatedness, asked: Asked) -> dict[str, Any]:
    """Make the folder ready: keep parts of the same run, clear away those of any other; return what the run is."""
    now: dict[str, Any] = {
        "form": _FORM,
        "figures": found.matrix.digest(),
        "year": found.matrix.year,
        "threshold": found.threshold,
        "complexity": found.complex,
        "conventions": asdict(found.space.conventions),
        "asked": asdict(asked),
    }
    now |= {"run": hashlib.blake2b(json.dumps(now).encode(), digest_size=16).hexdigest(), "complete": False}
    before = _state(folder)
    if before is None:
        _refuse_others(folder)
    (folder / "cells").mkdir(parents=True, exist_ok=True)
    if before is not None and before.get("run") != now["run"]:
        # Nobody's, until all of the old is gone: whoever is stopped here begins with clearing away.
        _write_state(folder, {"complete": False})
        _clear(folder)
    left = [path for name in (*TABLES, "relate") for path in folder.glob(f".{name}.*.tmp")]
    for path in (*left, *folder.glob("cells/.part-*.tmp")):
        path.unlink(missing_ok=True)
    _write_state(folder, now)
    return now


def _state(folder: Path) -> dict[str, Any] | None:
    """Return what stands in ``relate.json``, {} where it cannot be read, None where there is none."""
    try:
        found = json.loads((folder / "relate.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _write_state(folder: Path, state: dict[str, Any]) -> None:
    part = folder / f".relate.{os.getpid()}.tmp"
    part.write_text(json.dumps(state, indent=1), encoding="utf-8")
    os.replace(part, folder / "relate.json")


def _refuse_others(folder: Path) -> None:
    """Refuse a folder with tables of these names that no run of this kind has written: they would be lost."""
    others = [*(folder / "cells").glob("*"), *(folder / f"{name}.parquet" for name in TABLES)]
    there = next((path for path in others if path.exists()), None)
    if there is not None:
        raise UsageError("relate_folder_taken", folder=str(folder), name=there.relative_to(folder).as_posix())


def _clear(folder: Path) -> None:
    for path in (*(folder / f"{name}.parquet" for name in TABLES), *_parts(folder / "cells")):
        path.unlink(missing_ok=True)


def _parts(cells: Path) -> list[Path]:
    return sorted(path for path in cells.glob("part-*.parquet") if _PART.fullmatch(path.name))


def _write_cells(
    folder: Path, found: Relatedness, asked: Asked, drawn: Uncertainty | None, progress: Progress | None, run: bytes
) -> tuple[NDArray[np.float64], int]:
    """Write the parts that are not there yet; return every region's outlook and how many cells there are."""
    total, cells = len(found.matrix.regions), 0
    outlook, starts = np.empty(total), range(0, total, asked.rows)
    for number, first in enumerate(starts):
        end, path = min(first + asked.rows, total), folder / f"part-{number:05}.parquet"
        if _kept(path, run) is None:
            made = block(found.space, first=first, end=end)
            papers = {_OUTLOOK: base64.b64encode(made.outlook.tobytes()), _RUN: run}
            _write_whole(_cells(found, made, first, asked, drawn).replace_schema_metadata(papers), path)
        if progress is not None:
            progress(end, total)
    for number, first in enumerate(starts):
        kept = _kept(folder / f"part-{number:05}.parquet", run)
        if kept is None:
            raise UsageError("relate_folder_disturbed", folder=str(folder.parent))
        outlook[first : first + asked.rows], rows = kept
        cells += rows
    return outlook, cells


def _kept(path: Path, run: bytes) -> tuple[NDArray[np.float64], int] | None:
    """Return the outlook and the number of cells of a part of this run; None where there is none, or half of one."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            papers, rows = file.schema_arrow.metadata or {}, file.metadata.num_rows
    except (FileNotFoundError, pa.ArrowException, OSError):
        return None
    if papers.get(_RUN) != run:
        return None
    return np.frombuffer(base64.b64decode(papers[_OUTLOOK])), rows


def _write_whole(table: pa.Table, path: Path) -> None:
    """Write a file so that it is there whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [field.name for field in table.schema if not pa.types.is_floating(field.type)]
    part = path.with_name(f".{path.stem}.{os.getpid()}.tmp")
    try:
        pq.write_table(
            table, part, compression="zstd", compression_level=1, use_dictionary=texts, write_statistics=False
        )
        os.replace(part, path)
    except OSError as error:
        # Arrow does not say which file, and the reader of the error must know.
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise OSError(error.errno or 0, reason, str(path)) from error
    finally:
        part.unlink(missing_ok=True)


def _cells(found: Relatedness, made: Block, first: int, asked: Asked, drawn: Uncertainty | None) -> pa.Table:
    """Return the rows of one block: what the regions have, and their nearest candidates."""
    import pyarrow as pa

    places, picked, held = _picked(found, made, first, asked)
    rows = np.repeat(np.arange(len(made.outlook), dtype=np.int32), np.diff(places))
    dense = made.density[rows, picked]
    gain = made.gain[rows, picked] if found.complex and found.space.conventions.gain else np.full_like(dense, np.nan)
    regions = pa.array(found.matrix.regions[first : first + len(made.outlook)], pa.string())
    errors = {}
    if drawn is not None and len(drawn.density_error):
        errors["density_error"] = drawn.density_error[first + rows, picked]
    return pa.table(
        {
            "region": pa.DictionaryArray.from_arrays(pa.array(rows), regions),
            "activity": pa.DictionaryArray.from_arrays(
                pa.array(picked), pa.array(found.matrix.activities, pa.string())
            ),
            "rca": _quotients(found, places, picked, first),
            "presence": held,
            "density": dense,
            "distance": np.float32(found.space.conventions.density_scale) - dense,
            "cog": gain,
        }
        | errors
    )


def _picked(
    found: Relatedness, made: Block, first: int, asked: Asked
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_]]:
    """Return where each region's cells begin, their activities, and whether the region has them."""
    has, count, width = found.has, len(made.outlook), found.has.width
    if asked.all_cells:
        places = np.arange(count + 1, dtype=np.int64) * width
        every = np.tile(np.arange(width, dtype=np.int32), count)
        return places, every, has.dense(first, first + count).ravel()
    related = ~found.space.unrelated
    mine = slice(has.starts[first], has.starts[first + count])
    sums = np.concatenate([[0], np.cumsum(related[has.columns[mine]])])
    bounds = has.starts[first : first + count + 1] - has.starts[first]
    # Who has nothing has no candidates: nothing is near to it.
    options = np.where(np.diff(bounds) > 0, related.sum() - np.diff(sums[bounds]), 0)
    sizes = np.diff(bounds) + np.minimum(options, asked.candidates)
    places = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    picked, held = np.empty(places[-1], dtype=np.int32), np.empty(places[-1], dtype=np.bool_)

    def part(low: int, high: int) -> None:
        given = (has.starts, has.columns, made.density[low:high], asked.candidates, places[low:high])
        kernels.pick(*given, picked, held, first + low)

    in_parts(count, part, part=PART)
    return places, picked, held


def _quotients(
    found: Relatedness, places: NDArray[np.int64], picked: NDArray[np.int32], first: int
) -> NDArray[np.float32]:
    rca = np.empty(len(picked), dtype=np.float32)

    def part(low: int, high: int) -> None:
        kernels.quotients_at(found.compared, places[low : high + 1], picked, rca, first + low)

    in_parts(len(places) - 1, part, part=PART)
    return rca


def read_tables(folder: str | Path) -> Iterator[tuple[str, pl.LazyFrame]]:
    """Yield the tables that :func:`relate` wrote, by name, lazily: ``cells`` may be larger than memory.

    Raises UsageError where no run has come to its end there: half of the tables would pass for all of them.
    """
    place = Path(folder)
    if not (_state(place) or {}).get("complete"):
        raise UsageError("relate_unfinished", folder=str(folder))
    for name in ("cells", *TABLES):
        yield name, pl.scan_parquet(place / ("cells/part-*.parquet" if name == "cells" else f"{name}.parquet"))
