"""What goes with what in one year of a panel, made once for every question, with what must be said first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from potensi.analysis.matrix import Matrix
from potensi.errors import Refusal, UsageError
from potensi.language import LANGUAGES, number
from potensi.measures import relatedness as rel
from potensi.measures.complexity import Fitness, fitness
from potensi.measures.conventions import Conventions, conventions_of, known_conventions
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
    def scales(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """E / E_j a region and E_iN an activity: value · the one / the other is RCA."""
        values = self.matrix.values
        regions, activities = (np.asarray(values.sum(axis=axis), dtype=np.float64).ravel() for axis in (1, 0))
        with np.errstate(divide="ignore"):
            return np.where(regions > 0, regions.sum() / regions, 0.0), activities

    @cached_property
    def fitness(self) -> Fitness:
        """Fitness of regions and complexity of activities by it."""
        return fitness(self.has, most=_STEPS, tolerance=_STILL)

    def quotients(self, first: int = 0, end: int | None = None) -> NDArray[np.float64]:
        """Return RCA of some regions, dense."""
        rows, tops = self.scales
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.matrix.values[first:end].toarray() * rows[first:end, None] / tops[None, :]


def relatedness_of(
    matrix: Matrix,
    *,
    conventions: str | Conventions = "potensi",
    threshold: float = 1.0,
    fewest: int = FEWEST_ACTIVITIES,
) -> Relatedness:
    """Return the activity space of a year: presence where RCA reaches ``threshold``, proximity, complexity.

    With fewer than ``fewest`` activities complexity and outlook are refused in a sentence; an index that is not
    determined, and regions in groups that share nothing, are said. Raises UsageError for unknown conventions and for
    fewer than three regions.
    """
    if isinstance(conventions, str) and conventions not in known_conventions():
        raise UsageError("unknown_conventions", name=conventions, known=", ".join(known_conventions()))
    chosen = conventions_of(conventions)
    if len(matrix.regions) < FEWEST_REGIONS:
        raise UsageError("regions_too_few", count=len(matrix.regions), fewest=FEWEST_REGIONS)
    least = np.nextafter(threshold, np.inf) if chosen.presence == "more than" else threshold
    has = rel.presence_of_values(matrix.values, least)
    space = space_of(has, conventions=chosen)
    speaks = len(matrix.activities) >= fewest
    refusals = (*matrix.refusals, *_said(space, len(matrix.activities), fewest if not speaks else None))
    return Relatedness(matrix, has, space, threshold, speaks, refusals)


def _said(space: Space, activities: int, fewest: int | None) -> list[Refusal]:
    if fewest is not None:
        return [Refusal("complexity", "too_few_activities", params={"count": activities, "fewest": fewest})]
    indices, said = space.indices, []
    if indices.components > 1:
        said.append(Refusal("complexity", "blocks_apart", params={"count": indices.components}))
    if np.isnan(indices.regions).all():
        said.append(Refusal("complexity", "index_none"))
    elif indices.gap < 1 - _CLOSE:
        ratio = {f"ratio_{lang}": number(1 - indices.gap, lang, decimals=2) for lang in LANGUAGES}
        said.append(Refusal("complexity", "index_undetermined", params=ratio))
    return said
