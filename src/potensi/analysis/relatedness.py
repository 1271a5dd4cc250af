"""What goes with what in one year of a panel, made once for every question, with what must be said first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from potensi.analysis.matrix import Matrix
from potensi.errors import Refusal, UsageError
from potensi.language import LANGUAGES, number
from potensi.measures import relatedness as rel
from potensi.measures.complexity import Fitness, fitness
from potensi.measures.conventions import Conventions, conventions_of, known_conventions
from potensi.measures.kernels import Compared
from potensi.measures.relatedness import Presence
from potensi.measures.space import Space, space_of

# Under this many activities complexity misleads: on the 17 industries of the regional product it stands against income
# per head. The two-digit divisions of KBLI (87) pass, a list of commodities (35) does not.
FEWEST_ACTIVITIES = 60
FEWEST_REGIONS = 3
# Reflections and replicates wander where the third eigenvalue is nearer to the second than this.
_CLOSE = 0.85
# Steps after which fitness is taken as it stands, and how still it must then be.
_STEPS, _STILL = 200, 1e-6
# Codes that a sentence names.
_SHOWN = 5


@dataclass(frozen=True, eq=False)
class Relatedness:
    """A year's matrix with its activity space; ``complex``: whether complexity and outlook may be shown."""

    matrix: Matrix
    has: Presence
    space: Space
    threshold: float
    complex: bool
    refusals: tuple[Refusal, ...]

    @cached_property
    def compared(self) -> Compared:
        """The entries with what RCA compares them with, see :func:`potensi.measures.relatedness.compared`."""
        return rel.compared(self.matrix.values)

    @cached_property
    def fitness(self) -> Fitness:
        """Fitness of regions and complexity of activities by it."""
        return fitness(self.has, most=_STEPS, tolerance=_STILL)

    @cached_property
    def region_reasons(self) -> list[str | None]:
        """Why each region's index is undefined: "empty", "without" (under the threshold), "apart", "none"; or None."""
        index = self.space.indices.regions
        return _reasons(index, self.has.diversity == 0, np.isnan(self.compared[3]))

    @cached_property
    def activity_reasons(self) -> list[str | None]:
        """Why each activity's index is undefined, as for regions; "unrelated": its density is."""
        index, alone = self.space.indices.activities, self.space.unrelated
        found = _reasons(index, self.has.ubiquity == 0, np.isnan(self.compared[4]))
        return ["unrelated" if reason is None and lone else reason for reason, lone in zip(found, alone, strict=True)]

    def quotients(self, first: int = 0, end: int | None = None) -> NDArray[np.float64]:
        """Return RCA of some regions, dense; NaN for an empty region and for an activity that nobody has."""
        rows, tops, whole = self.compared[3:]
        return np.asarray(self.matrix.values[first:end].toarray() * whole / (rows[first:end, None] * tops[None, :]))


def relatedness_of(
    matrix: Matrix,
    *,
    conventions: str | Conventions = "potensi",
    threshold: float = 1.0,
    fewest: int = FEWEST_ACTIVITIES,
) -> Relatedness:
    """Return the activity space of a year: presence where RCA reaches ``threshold``, proximity, complexity.

    With fewer than ``fewest`` activities complexity and outlook are refused in a sentence. Said is also: an index that
    is not determined, regions in groups that share nothing, and who or what has no values since it is empty, nowhere
    above the threshold, or found with nothing else. Raises UsageError for unknown conventions and for fewer than three
    regions.
    """
    if isinstance(conventions, str) and conventions not in known_conventions():
        raise UsageError("unknown_conventions", name=conventions, known=", ".join(known_conventions()))
    chosen = conventions_of(conventions)
    if len(matrix.regions) < FEWEST_REGIONS:
        raise UsageError("regions_too_few", count=len(matrix.regions), fewest=FEWEST_REGIONS)
    least = np.nextafter(threshold, np.inf) if chosen.presence == "more than" else threshold
    has = rel.presence_of_values(matrix.values, least)
    space = space_of(has, conventions=chosen)
    said = (*matrix.refusals, *_index_said(space, matrix, fewest), *_undefined_said(space, matrix, threshold))
    return Relatedness(matrix, has, space, threshold, len(matrix.activities) >= fewest, said)


def _reasons(index: NDArray[np.float64], without: NDArray[np.bool_], empty: NDArray[np.bool_]) -> list[str | None]:
    unknown = np.isnan(index)
    names = ("empty", "without", "none" if unknown.all() else "apart")
    found = np.select([empty, without, unknown], names, "")
    return [str(reason) or None for reason in found]


def _index_said(space: Space, matrix: Matrix, fewest: int) -> list[Refusal]:
    """Return what must be said with the index of complexity: that there is none, or how far it holds."""
    indices, said = space.indices, list[Refusal]()
    if len(matrix.activities) < fewest:
        params = {"count": len(matrix.activities), "fewest": fewest}
        return [Refusal("complexity", "too_few_activities", params=params)]
    if np.isnan(indices.regions).all():
        return [Refusal("complexity", "index_none")]
    if indices.components > 1:
        apart = _named(np.isnan(indices.regions) & (space.has.diversity > 0), matrix.regions)
        params = {"count": indices.components, "outside": apart["count"], "codes": apart["codes"]}
        said.append(Refusal("complexity", "blocks_apart", params=params))
    if indices.gap < 1 - _CLOSE:
        ratio = {f"ratio_{lang}": number(1 - indices.gap, lang, decimals=2) for lang in LANGUAGES}
        said.append(Refusal("complexity", "index_undetermined", params=ratio))
    return said


def _undefined_said(space: Space, matrix: Matrix, threshold: float) -> list[Refusal]:
    """Return who and what has no values, and why: empty, nowhere above the threshold, or found with nothing else."""
    has, said = space.has, list[Refusal]()
    about = {f"threshold_{lang}": number(threshold, lang, decimals=2) for lang in LANGUAGES} | {"year": matrix.year}
    for side, axis, without in (("regions", 1, has.diversity == 0), ("activities", 0, has.ubiquity == 0)):
        # Nothing is missing as a rule, and then nothing is summed.
        if without.any():
            empty = without & (np.asarray(matrix.values.sum(axis=axis)).ravel() == 0)
            said += _said(f"{side}_empty", empty, getattr(matrix, side), about)
            said += _said(f"{side}_without", without & ~empty, getattr(matrix, side), about)
    return said + _said("activities_unrelated", space.unrelated & (has.ubiquity > 0), matrix.activities, about)


def _said(code: str, which: NDArray[np.bool_], codes: list[str], about: Mapping[str, Any]) -> list[Refusal]:
    return [Refusal("relatedness", code, params={**about, **_named(which, codes)})] if which.any() else []


def _named(which: NDArray[np.bool_], codes: list[str]) -> dict[str, Any]:
    """Return how many there are and the first of them by code."""
    places = np.nonzero(which)[0]
    more = " …" if len(places) > _SHOWN else ""
    return {"count": len(places), "codes": ", ".join(codes[place] for place in places[:_SHOWN]) + more}
