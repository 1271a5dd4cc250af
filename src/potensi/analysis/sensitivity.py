"""How much a class hangs on the years and the reference: the same question asked several ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.cells import class_column
from potensi.analysis.grid import Floats, Grid, gather
from potensi.measures import growth, location, typology

# The long table of variants is kept for every region up to this many rows, beyond it for one region only.
MOST_ROWS = 200_000
CLASSES = ("sector_class", "klassen_class", "lq_base")
Places = NDArray[np.int8]


@dataclass(frozen=True)
class Variant:
    """One other way to ask: its name, its years, and whether the reference leaves the region itself out."""

    name: str
    base: int
    year: int
    minus_self: bool = False


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Agreement columns for the reference's cells, every variant by name, and the classes each one gives."""

    variants: tuple[Variant, ...]
    columns: dict[str, pl.Series]
    table: pl.DataFrame


def variants_of(grid: Grid) -> tuple[Variant, ...]:
    """Return the variants these years allow, each once.

    ``base_later`` and ``year_earlier`` move one end by one year, ``both_moved`` both; ``final_years`` ends
    (and begins) with the last (first) year whose every figure is final; ``minus_self`` compares each region
    with the sum of the others over the same years.
    """
    if grid.base == grid.year or len(grid.reference) < 2:
        return ()
    inner = [year for year in grid.years if grid.base <= year <= grid.year]
    later, earlier = inner[1], inner[-2]
    final = sorted(_final_years(grid) & set(inner))
    wanted = [
        Variant("base_later", later, grid.year),
        Variant("year_earlier", grid.base, earlier),
        Variant("both_moved", later, earlier),
    ]
    if len(final) > 1:
        wanted.append(Variant("final_years", final[0], final[-1]))
    seen = {(grid.base, grid.year)}
    kept = []
    for variant in wanted:
        years = (variant.base, variant.year)
        if years not in seen and variant.base < variant.year:
            seen.add(years)
            kept.append(variant)
    return (*kept, Variant("minus_self", grid.base, grid.year, minus_self=True))


def sensitivity(grid: Grid, *, region: str | None = None) -> Sensitivity:
    """Return the share of variants that give the same class as the main answer, for every cell.

    Only variants in which the class could be judged are counted; ``sector_class_variants`` says how many. A
    cell without a class, or without a judged variant, has null. ``table`` is long: region, activity,
    variant, base, year and the three classes.
    """
    variants = variants_of(grid)
    main = classes_of(grid, Variant("main", grid.base, grid.year)) if variants else {}
    answers = [(variant, classes_of(grid, variant)) for variant in variants]
    size = len(grid.reference) * len(grid.activities)
    columns: dict[str, pl.Series] = {}
    for name in CLASSES:
        same = np.zeros(size, dtype=np.int16)
        judged = np.zeros(size, dtype=np.int16)
        for _, classes in answers:
            both = (classes[name] >= 0) & (main[name] >= 0)
            judged += both.ravel()
            same += (both & (classes[name] == main[name])).ravel()
        share = np.divide(same, judged, out=np.full(size, np.nan), where=judged > 0)
        columns[f"{name}_agreement"] = pl.Series(share).fill_nan(None)
        if name == "sector_class":
            columns["sector_class_variants"] = pl.Series(judged)
    return Sensitivity(variants, columns, _long(grid, answers, region))


def classes_of(grid: Grid, variant: Variant) -> dict[str, Places]:
    """Return the three classes of every cell of the reference under one variant; −1 where there is none."""
    start, end = grid.at(variant.base), grid.at(variant.year)
    known = ~(np.isnan(start) | np.isnan(end)).any(axis=1)
    classes = {name: np.full(start.shape, -1, dtype=np.int8) for name in CLASSES}
    if known.sum() < 2:
        return classes
    judge = _minus_self if variant.minus_self else _whole
    for name, places in judge(start[known], end[known], variant.year - variant.base).items():
        classes[name][known] = places
    return classes


def _whole(start: Floats, end: Floats, years: int) -> dict[str, Places]:
    quotient = location.location_quotient(end)
    dynamic = growth.dynamic_location_quotient(start, end, years=years)
    return {
        "sector_class": typology.sector_class(quotient, dynamic),
        "klassen_class": typology.klassen_activities(start, end, years=years, against="reference"),
        "lq_base": _base(quotient),
    }


def _minus_self(start: Floats, end: Floats, years: int) -> dict[str, Places]:
    first, last = location.location_quotient_minus_self(start), location.location_quotient_minus_self(end)
    positive = (start > 0) & (first > 0)
    # With geometric growth and the span as exponent the dynamic quotient is the ratio of the two quotients.
    dynamic = np.divide(last, first, out=np.full(first.shape, np.nan), where=positive)
    return {
        "sector_class": typology.sector_class(last, dynamic),
        "klassen_class": _klassen_minus_self(start, end, last),
        "lq_base": _base(last),
    }


def _klassen_minus_self(start: Floats, end: Floats, quotient: Floats) -> Places:
    """Klassen's classes against the sum of the other regions: share by the quotient, growth by the whole
    span."""
    others_start, others_end = start.sum(axis=0) - start, end.sum(axis=0) - end
    usable = (start > 0) & (others_start > 0) & ~np.isnan(quotient)
    ones = np.ones_like(start)
    own = np.divide(end, start, out=ones.copy(), where=usable)
    theirs = np.divide(others_end, others_start, out=ones, where=usable)
    places = np.select(
        [
            (own >= theirs) & (quotient >= 1),
            (own < theirs) & (quotient >= 1),
            (own >= theirs) & (quotient < 1),
        ],
        [0, 1, 2],
        default=3,
    )
    return np.where(usable, places, -1).astype(np.int8)


def _base(quotient: Floats) -> Places:
    return np.where(np.isnan(quotient), -1, quotient >= 1).astype(np.int8)


def _final_years(grid: Grid) -> set[int]:
    """Return the years in which no figure is provisional; a derived figure is as final as what it is made
    of."""
    open_statuses = ("provisional", "very_provisional")
    frame = grid.panel.frame.filter(pl.col("status").is_in(open_statuses))
    return set(grid.years) - set(frame["period"].unique())


def _long(grid: Grid, answers: list[tuple[Variant, dict[str, Places]]], region: str | None) -> pl.DataFrame:
    rows = np.arange(len(grid.reference))
    if len(rows) * len(grid.activities) * len(answers) > MOST_ROWS:
        rows = rows[[code == region for code in grid.reference]]
    frames = [_variant_rows(grid, variant, classes, rows) for variant, classes in answers]
    return pl.concat(frames) if frames else _variant_rows(grid, Variant("", 0, 0), None, rows[:0])


def _variant_rows(
    grid: Grid, variant: Variant, classes: dict[str, Places] | None, rows: NDArray[np.int64]
) -> pl.DataFrame:
    width = len(grid.activities)
    places = classes or {name: np.zeros((len(rows), width), dtype=np.int8) for name in CLASSES}
    base = pl.Series(places["lq_base"][rows].ravel())
    return pl.DataFrame(
        [
            gather(grid.reference, np.repeat(rows, width), "region"),
            gather(grid.activities, np.tile(np.arange(width), len(rows)), "activity"),
            pl.Series("variant", [variant.name] * (len(rows) * width), dtype=pl.String),
            pl.Series("base", np.full(len(rows) * width, variant.base, dtype=np.int32)),
            pl.Series("year", np.full(len(rows) * width, variant.year, dtype=np.int32)),
            class_column(typology.SECTOR_CLASSES, places["sector_class"][rows], "sector_class"),
            class_column(typology.KLASSEN_CLASSES, places["klassen_class"][rows], "klassen_class"),
            base.set(base < 0, None).cast(pl.Boolean).alias("lq_base"),
        ]
    )
