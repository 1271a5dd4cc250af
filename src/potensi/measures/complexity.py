"""How much a region's structure knows: complexity by eigenvector and by reflections, fitness, PRODY and EXPY.

All work on :class:`~potensi.measures.relatedness.Presence`. Indices are standardised (mean 0, standard deviation 1 over
those that have any activity) and share one sign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh_tridiagonal

from potensi.measures import kernels
from potensi.measures.location import share
from potensi.measures.relatedness import Presence, column_sums, row_means, there_and_back

Floats = NDArray[np.float64]

# Under this many activities a full decomposition is as quick, and exact.
_SMALL = 300
# Steps of Lanczos between two looks at the residual.
_LOOK = 4
_GOLDEN = (5**0.5 - 1) / 2
_NOTHING = 1e-12
# Below this a value of fitness is on its way to zero, and the next step would overflow.
_ZERO_FRONT = 1e-290


@dataclass(frozen=True, eq=False)
class Complexity:
    """Complexity of regions and activities, and what to know of it.

    ``eigenvalues``: the second and the third; ``gap`` = 1 − third/second: near 0 the index is not determined.
    ``components``: how many blocks share no activity; the index is that of the largest, NaN elsewhere.
    """

    regions: Floats
    activities: Floats
    eigenvalues: tuple[float, float]
    components: int

    @property
    def gap(self) -> float:
        """How far the third eigenvalue is below the second, as a fraction of it; NaN where there is no second."""
        second, third = self.eigenvalues
        return 1 - third / second if second > _NOTHING else float("nan")


def complexity(has: Presence) -> Complexity:
    """Return the economic complexity index of regions (ECI) and of activities (PCI), by eigenvector.

    The second eigenvector of D⁻¹ M U⁻¹ Mᵀ, taken from its symmetric form. One sign for both: ECI rises with diversity,
    and a region's ECI with the mean PCI of what it has. NaN for who has nothing, outside the largest connected block,
    and everywhere where there is no second eigenvector (one region, one activity, all alike).
    Source: Hidalgo & Hausmann (2009), PNAS 106; Mealy, Farmer & Teytelboym (2019), Science Advances 5.

    >>> from potensi.measures.relatedness import presence
    >>> nested = presence(np.array([[1.0, 1, 1], [1, 1, 0], [1, 0, 0]]))
    >>> found = complexity(nested)
    >>> found.regions.round(4), np.round(found.eigenvalues, 4)
    (array([ 1.2247,  0.    , -1.2247]), array([0.25  , 0.1111]))
    """
    found = eigenvectors(has)
    return replace(found, regions=standardised(found.regions), activities=standardised(found.activities))


def eigenvectors(has: Presence) -> Complexity:
    """Return what :func:`complexity` standardises: each region's mean of its activities' part of the eigenvector.

    Its length is arbitrary, its sign that of :func:`complexity`.

    >>> from potensi.measures.relatedness import presence
    >>> found = eigenvectors(presence(np.array([[1.0, 1, 1], [1, 1, 0], [1, 0, 0]])))
    >>> (found.regions / found.regions[0]).round(4)
    array([ 1. , -0.5, -2. ])
    """
    blocks, region_in, activity_in = _largest_block(has)
    regions, activities = np.full(has.regions, np.nan), np.full(has.width, np.nan)
    part = _part(has, region_in, activity_in)
    values, vector = _second(part)
    if vector is not None:
        per_activity = vector / np.sqrt(part.ubiquity)
        per_region = row_means(part, per_activity)
        sign = _sign(per_region, part.diversity)
        regions[region_in], activities[activity_in] = sign * per_region, sign * per_activity
    return Complexity(regions, activities, values, blocks)


def standardised(values: Floats, deviation: int = 0) -> Floats:
    """Return values with mean 0 and standard deviation 1 (over those that are there); NaN where all are equal.

    ``deviation``: what is taken off n in the standard deviation, 0 or 1.

    >>> standardised(np.array([1.0, 3.0, np.nan]))
    array([-1.,  1., nan])
    """
    known = values[~np.isnan(values)]
    spread = known.std(ddof=deviation) if len(known) > deviation else 0.0
    if spread <= _NOTHING * max(1.0, np.abs(known).max(initial=0.0)):
        return np.full(values.shape, np.nan)
    return np.asarray((values - known.mean()) / spread)


def _largest_block(has: Presence) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
    """Return how many connected blocks there are, and the regions and activities of the largest."""
    label = np.arange(has.width, dtype=np.int32)
    kernels.join(has.starts, has.columns, label, int((has.ubiquity > 0).sum()))
    there, nobody = has.diversity > 0, np.empty(0, dtype=np.int64)
    if not there.any():
        return 0, nobody, nobody
    # What a region has first tells the block of all that it has.
    block = np.full(has.regions, -1, dtype=np.int32)
    block[there] = label[has.columns[has.starts[:-1][there]]]
    names, counts = np.unique(block[there], return_counts=True)
    largest = names[counts.argmax()]
    return len(names), np.nonzero(block == largest)[0], np.nonzero((label == largest) & (has.ubiquity > 0))[0]


def _part(has: Presence, regions: NDArray[np.int64], activities: NDArray[np.int64]) -> Presence:
    if len(regions) == has.regions and len(activities) == has.width:
        return has
    cut = has.sparse()[regions][:, activities].tocsr()
    cut.sort_indices()
    return Presence(cut.indptr.astype(np.int64), cut.indices.astype(np.int32), len(activities))


def _second(part: Presence) -> tuple[tuple[float, float], Floats | None]:
    """Return the second and third eigenvalue of U^-½ Mᵀ D⁻¹ M U^-½, and the eigenvector of the second."""
    none = (float("nan"), float("nan"))
    if min(part.regions, part.width) < 2:
        return none, None
    values, vectors = _all_of(part) if part.width <= _SMALL else _three_of(part)
    second, third = float(values[-2]), float(max(values[-3], 0.0)) if len(values) > 2 else 0.0
    return (second, third), vectors[:, -2] if second > _NOTHING else None


def _all_of(part: Presence) -> tuple[Floats, Floats]:
    scaled = part.dense() / np.sqrt(part.diversity)[:, None] / np.sqrt(part.ubiquity)[None, :]
    values, vectors = np.linalg.eigh(scaled.T @ scaled)
    return values, vectors


def _three_of(part: Presence) -> tuple[Floats, Floats]:
    """Return the third and second eigenvalue and the first, which is 1, with their vectors (no vector of the third).

    The first vector is known, sqrt(u), and taken out, so that what is sought is the largest that is left. The third
    value is there to be compared with the second, and two digits will do.
    """
    roots = np.sqrt(part.ubiquity)
    known = [roots / np.linalg.norm(roots)]
    work = there_and_back(part)

    def product(values: Floats) -> Floats:
        return work(values / roots) / roots

    second, vector = _largest(product, known, tolerance=1e-12)
    third, _ = _largest(product, [*known, vector], tolerance=1e-2)
    return np.array([third, second, 1.0]), np.stack([np.zeros_like(vector), vector, known[0]], axis=1)


def _largest(product: Callable[[Floats], Floats], without: list[Floats], *, tolerance: float) -> tuple[float, Floats]:
    """Return the largest eigenvalue and its vector of a symmetric ``product``, without the vectors that are known.

    By Lanczos, every step made orthogonal to all before it (Golub & Van Loan, Matrix Computations, 10.1–10.3), until
    the residual is within ``tolerance`` of the value. Not by ARPACK: its vectors are too short for the threads of BLAS,
    which wait for each other longer than they work.
    """
    basis, diagonal, beside = np.array(without), list[float](), list[float]()
    width = len(without[0])
    # A fixed start, for the same answer at every run; another for each search, or the second copy of an eigenvalue that
    # occurs twice would never be met: the vector found is all that the first start has of that value.
    step = _orthogonal(np.mod(np.arange(1.0, width + 1) * len(without) * _GOLDEN, 1.0), basis)
    step /= _length(step)
    while True:
        basis = np.vstack([basis, step])
        onward = _orthogonal(product(step), basis[: len(without)])
        diagonal.append(_dot(step, onward))
        onward = _orthogonal(onward, basis)
        beside.append(_length(onward))
        count = len(diagonal)
        done = beside[-1] <= _NOTHING or count == width - len(without)
        if done or count % _LOOK == 0:
            values, parts = eigh_tridiagonal(diagonal, beside[:-1], select="i", select_range=(count - 1, count - 1))
            if done or beside[-1] * abs(parts[-1, 0]) <= tolerance * values[0]:
                return float(values[0]), _combined(parts[:, 0], basis[len(without) :])
        step = onward / beside[-1]


def _orthogonal(vector: Floats, basis: Floats) -> Floats:
    """Return the vector without what lies along the rows of ``basis``; twice, since once leaves rounding behind."""
    for _ in range(2):
        vector = vector - _combined(np.einsum("ij,j->i", basis, vector), basis)
    return vector


def _combined(weights: Floats, basis: Floats) -> Floats:
    return np.asarray(np.einsum("i,ij->j", weights, basis))


def _dot(one: Floats, other: Floats) -> float:
    return float(np.einsum("i,i->", one, other))


def _length(vector: Floats) -> float:
    return float(np.sqrt(_dot(vector, vector)))


def _sign(index: Floats, diversity: NDArray[np.int64]) -> float:
    """Return the sign with which the index rises with diversity; where it does not lean, the farthest is positive."""
    lean = float(np.dot(index - index.mean(), diversity - diversity.mean()))
    if abs(lean) > _NOTHING * np.abs(index).max() * diversity.max() * len(index):
        return 1.0 if lean > 0 else -1.0
    return 1.0 if index[np.abs(index).argmax()] > 0 else -1.0


def reflections(has: Presence, steps: int = 20) -> tuple[Floats, Floats]:
    """Return complexity by reflections after an even number of ``steps``, standardised: regions, activities.

    For comparison only: it nears the eigenvector slowly where the third eigenvalue is close to the second.
    NaN for who has nothing. Source: Hidalgo & Hausmann (2009), PNAS 106.

    >>> from potensi.measures.relatedness import presence
    >>> reflections(presence(np.array([[1.0, 1, 1], [1, 1, 0], [1, 0, 0]])))[0].round(2)
    array([ 1.22,  0.  , -1.22])
    """
    ubiquity = np.maximum(has.ubiquity, 1)
    regions, activities = has.diversity.astype(np.float64), has.ubiquity.astype(np.float64)
    for _ in range(steps):
        regions, activities = (
            row_means(has, activities),
            column_sums(has, regions) / ubiquity,
        )
    regions[has.diversity == 0] = activities[has.ubiquity == 0] = np.nan
    return standardised(regions), standardised(activities)


@dataclass(frozen=True, eq=False)
class Fitness:
    """Fitness of regions, complexity of activities after ``steps``; ``stopped``: "converged", "zero front", "steps"."""

    regions: Floats
    activities: Floats
    steps: int
    stopped: str


def fitness(has: Presence, *, most: int = 1000, tolerance: float = 1e-10) -> Fitness:
    """Return fitness and complexity, F_j = Σ_i M_ji Q_i, Q_i = 1 / Σ_j M_ji / F_j, each brought to mean 1 every step.

    Stops where no value moves by more than ``tolerance`` of itself, or at the zero front (some values run towards 0
    and never settle: Pugliese, Zaccaria & Pietronero 2016), and says which. NaN for who has nothing.
    Source: Tacchella et al. (2012), Scientific Reports 2.

    >>> from potensi.measures.relatedness import presence
    >>> found = fitness(presence(np.array([[1.0, 1.0], [1.0, 1.0]])))
    >>> found.regions.tolist(), found.stopped
    ([1.0, 1.0], 'converged')
    """
    regions, activities = (has.diversity > 0).astype(np.float64), (has.ubiquity > 0).astype(np.float64)
    if not regions.any():
        return Fitness(np.full(has.regions, np.nan), np.full(has.width, np.nan), 0, "converged")
    there, stopped, step = has.diversity > 0, "steps", 0
    while step < most and stopped == "steps":
        before, step = regions, step + 1
        regions, activities = _fitness_step(has, regions, activities)
        if min(regions[there].min(), activities[has.ubiquity > 0].min()) < _ZERO_FRONT:
            stopped = "zero front"
        elif (np.abs(regions - before)[there] <= tolerance * regions[there]).all():
            stopped = "converged"
    regions[has.diversity == 0] = activities[has.ubiquity == 0] = np.nan
    return Fitness(regions, activities, step, stopped)


def _fitness_step(has: Presence, regions: Floats, activities: Floats) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        next_regions = row_means(has, activities) * has.diversity
        weakness = column_sums(has, np.where(has.diversity > 0, 1.0 / regions, 0.0))
        next_activities = np.where(has.ubiquity > 0, 1.0 / weakness, 0.0)
    return (
        next_regions / next_regions[has.diversity > 0].mean(),
        next_activities / next_activities[has.ubiquity > 0].mean(),
    )


def prody(values: Floats, income: Floats) -> Floats:
    """Return each activity's income, PRODY_i = Σ_j (s_ij / Σ_j s_ij) y_j: that of the regions that do it.

    ``values``: regions × activities; ``income``: per head, a region. Regions without income, without any value or with
    a missing one are left out; an activity that none of the others does is NaN.
    Source: Hausmann, Hwang & Rodrik (2007), Journal of Economic Growth 12.

    >>> prody(np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([10.0, 40.0])).round(2)
    array([10., 30.])
    """
    known = ~np.isnan(income) & (values.sum(axis=1) > 0)
    shares = share(values[known])
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((shares * income[known][:, None]).sum(axis=0) / shares.sum(axis=0))


def expy(values: Floats, income: Floats) -> Floats:
    """Return the income that a region's structure goes with, EXPY_j = Σ_i s_ij PRODY_i.

    Shapes and source as :func:`prody`. NaN for an empty region, and for one that does what has no PRODY.

    >>> expy(np.array([[1.0, 1.0], [0.0, 1.0]]), np.array([10.0, 40.0])).round(2)
    array([20., 30.])
    """
    shares = share(values)
    # What a region has not adds nothing, also where its PRODY is unknown; what it has and is unknown is not zero.
    parts = np.where(shares == 0, 0.0, shares * prody(values, income)[None, :])
    return np.asarray(parts.sum(axis=1))
