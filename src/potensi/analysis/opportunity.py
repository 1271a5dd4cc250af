"""What can a region become, and why? What it has not yet, ranked by how near it is, each explained, near and far apart.

The explanation is the arithmetic itself: the parts of the region's own activities add up to the density.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.learned import Learned, learned
from potensi.analysis.matrix import Matrix, matrix_of
from potensi.analysis.reasons import Reason
from potensi.analysis.relatedness import FEWEST_ACTIVITIES, Relatedness, relatedness_of
from potensi.errors import Refusal, UsageError
from potensi.measures import relatedness as rel
from potensi.measures.resampling import Draws, uncertainty
from potensi.measures.space import block
from potensi.panel import Panel, unknown_region

Floats = NDArray[np.float64]

CRITERIA = ("density", "gain", "complexity", "growth", "share", "learned")
# Of what the region has not: the nearest quarter is near, the next half middling, the rest far.
_NEAR, _FAR = 0.75, 0.25


@dataclass(frozen=True)
class Wanted:
    """What the list is ordered by: weights of density, gain, complexity, growth, share, learned (CRITERIA).

    ``share``: how far the region is on the way already, its RCA; ``learned``: the chance by a ranker that has learnt
    from earlier years, to be had only where it was better than density out of time. Each criterion is counted as its
    percentile among the region's options, so that weights compare like with like. ``replicates``: draws for the rank
    interval, 0 for none.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: {"density": 1.0})
    count: int = 10
    replicates: int = 0


@dataclass(frozen=True, eq=False)
class Opportunities:
    """A region's options. ``table``: best first; ``parts``: what carries each; ``portfolio``: near, middling, far.

    ``table``: activity, names, rank, rca, density, relative_relatedness, pci, cog, growth, score, distance_class,
    regions_with, and density_error, rank_low, rank_high where draws were asked for. ``parts``: activity, carried_by,
    part (they add up to the density). ``missing``: activity, lacks, part: related activities that the region has not.
    ``similar``: activity, region, similarity: the likest regions that have it. ``options``: the table of every option,
    not only the best; ``space``: the activity space that all of it was read from; ``proof``: how right a learned
    ranking was, where it was asked for.
    """

    region: str
    year: int
    base: int | None
    table: pl.DataFrame
    parts: pl.DataFrame
    missing: pl.DataFrame
    similar: pl.DataFrame
    portfolio: pl.DataFrame
    options: pl.DataFrame
    space: Relatedness
    refusals: tuple[Refusal, ...]
    proof: tuple[Reason, ...] = ()


def opportunities(
    source: Panel | str | Path,
    *,
    region: str,
    year: int | None = None,
    base: int | None = None,
    wanted: Wanted = Wanted(),
    fewest: int = FEWEST_ACTIVITIES,
    missing: str = "region",
) -> Opportunities:
    """Return what ``region`` has not yet (RCA under 1), best first, each explained.

    Growth is the activity's own growth in the reference from ``base`` to ``year``, above the whole's (the mix part of
    shift-share, as a rate); without ``base`` there is none. Gain and complexity are shown above ``fewest`` activities
    only. Raises UsageError for an unknown region, year or criterion.

    >>> from potensi.data import samples
    >>> found = opportunities(samples.load("jatim"), region="3510", wanted=Wanted(count=3))
    >>> found.region, found.year, found.table["rank"].to_list()
    ('3510', 2024, [1, 2, 3])
    """
    found = relatedness_of(matrix_of(source, year=year, missing=missing), fewest=fewest)
    place = _place(found.matrix, source, region)
    if not found.has.diversity[place]:
        raise UsageError("region_without", region=found.matrix.region_name(region), year=found.matrix.year)
    growth, refusals = _growth(source, found.matrix, base, missing)
    taught = None
    if wanted.weights.get("learned", 0) > 0:
        taught = learned(source, region=found.matrix.regions[place], year=year)
    criteria = _criteria(found, place, growth, taught)
    _check(wanted.weights, criteria)
    options = _options(found, place, criteria, wanted)
    if wanted.replicates:
        options = _with_ranks(options, found, place, wanted.replicates)
    best = options.head(wanted.count)
    chosen = [found.matrix.activities.index(code) for code in best["activity"]]
    return Opportunities(
        found.matrix.regions[place],
        found.matrix.year,
        base,
        best,
        _parts(found, place, chosen, held=True),
        _parts(found, place, chosen, held=False),
        _similar(found, place, chosen),
        _portfolio(options),
        options,
        found,
        (*found.refusals, *refusals),
        taught.proof if taught else (),
    )


def _place(matrix: Matrix, source: Panel | str | Path, region: str) -> int:
    code = source.find_region(region) if isinstance(source, Panel) else region
    names = {name.lower(): known for known, name in matrix.region_names.items() if name}
    code = code if code in matrix.regions else names.get(code.strip().lower(), code)
    if code not in matrix.regions:
        raise unknown_region(region, {each: matrix.region_name(each) for each in matrix.regions})
    return matrix.regions.index(code)


def _growth(source: Panel | str | Path, matrix: Matrix, base: int | None, missing: str) -> tuple[Floats, list[Refusal]]:
    """Return each activity's growth in the reference above the whole's; NaN where there is none."""
    none = np.full(len(matrix.activities), np.nan)
    if base is None:
        return none, []
    before = matrix_of(source, year=base, missing=missing)
    regions = sorted(set(before.regions) & set(matrix.regions))
    first, last = (_totals(each, regions, matrix.activities) for each in (before, matrix))
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = last / first - last.sum() / first.sum()
    growth[~np.isfinite(growth)] = np.nan
    lost = int(np.isnan(growth).sum())
    said = [Refusal("growth", "growth_from_nothing", params={"count": lost, "base": base})] if lost else []
    return growth, said


def _totals(matrix: Matrix, regions: list[str], activities: list[str]) -> Floats:
    place = {code: j for j, code in enumerate(matrix.regions)}
    sums = np.asarray(matrix.values[[place[code] for code in regions]].sum(axis=0)).ravel()
    known = dict(zip(matrix.activities, sums, strict=True))
    return np.array([known.get(code, 0.0) for code in activities])


def _criteria(found: Relatedness, place: int, growth: Floats, taught: Learned | None) -> dict[str, Floats]:
    """Return every criterion, one value an activity; NaN where it is refused or undefined."""
    made, nothing = block(found.space, first=place, end=place + 1), np.full(found.has.width, np.nan)
    chances = taught.chances if taught else {}
    return {
        "density": made.density[0].astype(np.float64),
        "gain": made.gain[0].astype(np.float64) if found.complex else nothing,
        "complexity": found.space.indices.activities if found.complex else nothing,
        "growth": growth,
        "share": np.nan_to_num(found.quotients(place, place + 1)[0]),
        "learned": np.array([chances.get(code, np.nan) for code in found.matrix.activities]),
    }


def _check(weights: Mapping[str, float], criteria: Mapping[str, Floats]) -> None:
    unknown = sorted(set(weights) - set(CRITERIA))
    if unknown:
        raise UsageError("unknown_criterion", name=unknown[0], known=", ".join(CRITERIA))
    if not any(weight > 0 for weight in weights.values()) or min(weights.values()) < 0:
        raise UsageError("weights_not_positive")
    for name, weight in weights.items():
        if weight > 0 and np.isnan(criteria[name]).all():
            raise UsageError("criterion_refused", name=name)


def _options(found: Relatedness, place: int, criteria: dict[str, Floats], wanted: Wanted) -> pl.DataFrame:
    """Return what the region has not, best first."""
    held = found.has.dense(place, place + 1)[0]
    option = ~held & ~np.isnan(criteria["density"])
    chosen = np.nonzero(option)[0]
    scores = {name: _percentiles(criteria[name][chosen]) for name, weight in wanted.weights.items() if weight > 0}
    total = sum(wanted.weights[name] for name in scores)
    score = sum((wanted.weights[name] * each for name, each in scores.items()), np.zeros(len(chosen))) / total
    relative = rel.relative_relatedness(criteria["density"][None, :], held[None, :])[0]
    matrix = found.matrix
    near = _percentiles(criteria["density"][chosen])
    table = pl.DataFrame(
        {
            "activity": [matrix.activities[i] for i in chosen],
            "name_id": [matrix.activity_name(matrix.activities[i], "id") for i in chosen],
            "name_en": [matrix.activity_name(matrix.activities[i], "en") for i in chosen],
            "rca": criteria["share"][chosen],
            "density": criteria["density"][chosen],
            "relative_relatedness": relative[chosen],
            "pci": criteria["complexity"][chosen],
            "cog": criteria["gain"][chosen],
            "growth": criteria["growth"][chosen],
            "score": score,
            "distance_class": np.where(near >= _NEAR, "near", np.where(near < _FAR, "far", "middling")),
            "regions_with": found.has.ubiquity[chosen],
        }
    )
    return table.sort(["score", "activity"], descending=[True, False]).with_row_index("rank", offset=1)


def _percentiles(values: Floats) -> Floats:
    """Return each value's place among the others, 0 … 1; an unknown one counts as the lowest."""
    from scipy.stats import rankdata

    filled = np.where(np.isnan(values), -np.inf, values)
    return np.asarray((rankdata(filled) - 1) / max(len(filled) - 1, 1))


def _with_ranks(options: pl.DataFrame, found: Relatedness, place: int, replicates: int) -> pl.DataFrame:
    """Return the options with the error of their density and the interval of their rank by it, by draws of regions."""
    draws = Draws(replicates, threshold=found.threshold, cells=False)
    drawn = uncertainty(found.matrix.values, region=place, draws=draws)
    # A rank is a whole number: the interval is widened to the next ones.
    low, high = (pl.Series(each).fill_nan(None) for each in (drawn.rank_low, drawn.rank_high))
    ranks = pl.DataFrame(
        {
            "activity": found.matrix.activities,
            "density_error": drawn.density_error[0].astype(np.float64),
            "rank_low": low.floor().cast(pl.Int64),
            "rank_high": high.ceil().cast(pl.Int64),
        }
    )
    return options.join(ranks, on="activity", how="left", maintain_order="left")


def _parts(found: Relatedness, place: int, chosen: list[int], *, held: bool) -> pl.DataFrame:
    """Return what each related activity adds to the density (``held``), or would add if the region had it."""
    near = np.nan_to_num(found.space.proximity)
    mine = found.has.dense(place, place + 1)[0] == held
    rows = []
    for i in chosen:
        parts = np.where(mine, near[:, i], 0.0) / near[:, i].sum()
        parts[i] = 0.0
        order = np.argsort(-parts, kind="stable")
        rows += [(i, int(k), float(parts[k])) for k in order if parts[k] > 0]
    codes, matrix = found.matrix.activities, found.matrix
    columns = {
        "activity": [codes[i] for i, _, _ in rows],
        "carried_by" if held else "lacks": [codes[k] for _, k, _ in rows],
        "name_id": [matrix.activity_name(codes[k], "id") for _, k, _ in rows],
        "name_en": [matrix.activity_name(codes[k], "en") for _, k, _ in rows],
    }
    texts = [pl.Series(name, values, dtype=pl.String) for name, values in columns.items()]
    return pl.DataFrame([*texts, pl.Series("part", [part for _, _, part in rows], dtype=pl.Float64)])


def _similar(found: Relatedness, place: int, chosen: list[int], count: int = 3) -> pl.DataFrame:
    """Return, for each option, the likest regions that have it; alike is the cosine of what they have."""
    has, diversity = found.has.sparse(), found.has.diversity
    shared = np.asarray((has @ has[[place]].T).todense()).ravel()
    with np.errstate(divide="ignore", invalid="ignore"):
        alike = np.nan_to_num(shared / np.sqrt(diversity * diversity[place]))
    by_activity = has.tocsc()
    rows = []
    for i in chosen:
        regions = by_activity.indices[by_activity.indptr[i] : by_activity.indptr[i + 1]]
        order = sorted((int(j) for j in regions if j != place), key=lambda j: (-alike[j], j))[:count]
        codes = [found.matrix.regions[j] for j in order]
        rows += [
            (found.matrix.activities[i], code, found.matrix.region_name(code), float(alike[j]))
            for j, code in zip(order, codes, strict=True)
        ]
    schema = {"activity": pl.String, "region": pl.String, "name": pl.String, "similarity": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _middle(values: pl.Series) -> float | None:
    """Return the median of what is known, None where nothing is."""
    known = values.fill_nan(None).drop_nulls()
    return float(np.median(known.to_numpy())) if len(known) else None


def _portfolio(options: pl.DataFrame, count: int = 3) -> pl.DataFrame:
    """Return the best of near, middling and far options: near ones are likelier, far ones are worth more if they come.

    Only far options that are above the middle of the region's options by gain (by complexity, by growth, as known).
    Source of the balance: Pinheiro et al. (2022), Research Policy 51; Alshamsi, Pinheiro & Hidalgo (2018), Nature
    Communications 9.
    """
    worth = next((name for name in ("cog", "pci", "growth") if _middle(options[name]) is not None), "density")
    middle = _middle(options[worth])
    parts = []
    for kind in ("near", "middling", "far"):
        here = options.filter(pl.col("distance_class") == kind)
        if kind != "near":
            here = here if middle is None else here.filter(pl.col(worth) >= middle)
            here = here.sort([worth, "activity"], descending=[True, False])
        parts.append(here.head(count))
    return pl.concat(parts)
