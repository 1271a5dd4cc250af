"""Everything about relatedness written to Parquet: cells, regions, activities, pairs; in blocks, and resumed if broken.

``cells`` is a folder of parts, each written whole or not at all. ``relate.json`` says what they were made of; a second
run with the same figures and options goes on where the first stopped, any other starts anew.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.matrix import matrix_of
from potensi.analysis.relatedness import FEWEST_ACTIVITIES, Relatedness, relatedness_of
from potensi.errors import Refusal
from potensi.measures import kernels
from potensi.measures.complexity import standardised
from potensi.measures.space import Block, block
from potensi.measures.threads import PART, in_parts
from potensi.panel import Panel

if TYPE_CHECKING:
    import pyarrow as pa

# What is wide takes some 60 MB a block at 1,789 activities.
ROWS = 4096
CANDIDATES = 50
_FORM = 1
_OUTLOOK = b"outlook"

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
            *(self.folder / f"{name}.parquet" for name in ("regions", "activities", "pairs")),
        )


@dataclass(frozen=True)
class Asked:
    """How the cells are asked for: ``candidates`` a region, or every cell; in blocks of ``rows`` regions."""

    candidates: int = CANDIDATES
    all_cells: bool = False
    rows: int = ROWS


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
    nearest candidates; ``progress(done, of)`` counts regions. See :func:`~potensi.analysis.matrix.matrix_of` for rows
    that are missing, :func:`~potensi.analysis.relatedness.relatedness_of` for what is refused.
    """
    folder = Path(out)
    found = relatedness_of(
        matrix_of(source, year=year, missing=missing), conventions=conventions, threshold=threshold, fewest=fewest
    )
    _start(folder, found, asked)
    outlook, cells = _write_cells(folder / "cells", found, asked, progress)
    refusals = list(found.refusals)
    if found.complex and found.fitness.stopped == "steps":
        refusals.append(Refusal("complexity", "fitness_unsettled", params={"steps": found.fitness.steps}))
    for name, table in tables(found, outlook).items():
        _write_whole(table.to_arrow(), folder / f"{name}.parquet")
    matrix = found.matrix
    return Related(folder, matrix.year, len(matrix.regions), len(matrix.activities), cells, tuple(refusals))


def tables(found: Relatedness, outlook: NDArray[np.float64]) -> dict[str, pl.DataFrame]:
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
        "coi": shown(np.where(np.isnan(indices.regions).all(), nothing, outlook)),
    }
    activities = {
        "activity": matrix.activities,
        "name_id": [matrix.activity_name(code, "id") for code in matrix.activities],
        "name_en": [matrix.activity_name(code, "en") for code in matrix.activities],
        "ubiquity": found.has.ubiquity,
        "pci": shown(indices.activities),
        "complexity_fitness": found.fitness.activities if speaks else shown(indices.activities),
    }
    return {"regions": pl.DataFrame(regions), "activities": pl.DataFrame(activities), "pairs": _pairs(found)}


def _pairs(found: Relatedness) -> pl.DataFrame:
    """Return the pairs of activities that are found together anywhere, each once."""
    near = np.triu(np.nan_to_num(found.space.proximity), 1)
    one, other = np.nonzero(near)
    names = pl.Series(found.matrix.activities, dtype=pl.Categorical)
    return pl.DataFrame({"activity": names.gather(one), "other": names.gather(other), "proximity": near[one, other]})


def _start(folder: Path, found: Relatedness, asked: Asked) -> None:
    """Make the folder ready: keep parts of the same figures and options, clear away any others."""
    cells, state = folder / "cells", folder / "relate.json"
    cells.mkdir(parents=True, exist_ok=True)
    now = {
        "form": _FORM,
        "figures": found.matrix.digest(),
        "year": found.matrix.year,
        "threshold": found.threshold,
        "complexity": found.complex,
        "conventions": asdict(found.space.conventions),
        "asked": asdict(asked),
    }
    before = json.loads(state.read_text(encoding="utf-8")) if state.exists() else None
    if before != now:
        for path in _parts(cells):
            path.unlink()
    for path in cells.glob("part-*.tmp"):
        path.unlink()
    state.write_text(json.dumps(now, indent=1), encoding="utf-8")


def _parts(cells: Path) -> list[Path]:
    return sorted(cells.glob("part-*.parquet"))


def _write_cells(
    folder: Path, found: Relatedness, asked: Asked, progress: Progress | None
) -> tuple[NDArray[np.float64], int]:
    """Write the parts that are not there yet; return every region's outlook and how many cells there are."""
    import pyarrow.parquet as pq

    total, cells = len(found.matrix.regions), 0
    outlook = np.empty(total)
    for number, first in enumerate(range(0, total, asked.rows)):
        end = min(first + asked.rows, total)
        path = folder / f"part-{number:05}.parquet"
        if not path.exists():
            made = block(found.space, first=first, end=end)
            table = _cells(found, made, first, asked)
            _write_whole(table.replace_schema_metadata({_OUTLOOK: base64.b64encode(made.outlook.tobytes())}), path)
        kept = pq.read_metadata(path)
        outlook[first:end] = np.frombuffer(base64.b64decode(pq.read_schema(path).metadata[_OUTLOOK]))
        cells += kept.num_rows
        if progress is not None:
            progress(end, total)
    return outlook, cells


def _write_whole(table: pa.Table, path: Path) -> None:
    """Write a file so that it is there whole or not at all."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [field.name for field in table.schema if not pa.types.is_floating(field.type)]
    part = path.with_suffix(".tmp")
    pq.write_table(table, part, compression="zstd", compression_level=1, use_dictionary=texts, write_statistics=False)
    os.replace(part, path)


def _cells(found: Relatedness, made: Block, first: int, asked: Asked) -> pa.Table:
    """Return the rows of one block: what the regions have, and their nearest candidates."""
    import pyarrow as pa

    places, picked, held = _picked(found, made, first, asked)
    rows = np.repeat(np.arange(len(made.outlook), dtype=np.int32), np.diff(places))
    dense = made.density[rows, picked]
    gain = made.gain[rows, picked] if found.complex and found.space.conventions.gain else np.full_like(dense, np.nan)
    regions = pa.array(found.matrix.regions[first : first + len(made.outlook)], pa.string())
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
    options = related.sum() - np.diff(sums[bounds])
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
    values, (rows, tops) = found.matrix.values, found.scales
    rca = np.empty(len(picked), dtype=np.float32)
    starts, columns = values.indptr.astype(np.int64), values.indices.astype(np.int32, copy=False)
    safe = np.where(tops > 0, tops, 1.0)

    def part(low: int, high: int) -> None:
        kernels.quotients_at(starts, columns, values.data, rows, safe, places[low : high + 1], picked, rca, first + low)

    in_parts(len(places) - 1, part, part=PART)
    return rca


def read_tables(folder: str | Path) -> Iterator[tuple[str, pl.LazyFrame]]:
    """Yield the tables that :func:`relate` wrote, by name, lazily: ``cells`` may be larger than memory."""
    for name in ("cells", "regions", "activities", "pairs"):
        place = Path(folder) / name
        yield name, pl.scan_parquet(place / "part-*.parquet" if name == "cells" else place.with_suffix(".parquet"))
