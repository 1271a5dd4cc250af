"""The activity space as a network: what is linked to what, and a place for each activity that stays its place.

A layout is made once for a classification and kept as a small file (activity, x, y). Whoever draws another region, or
another year, finds every activity where it was. The layouts of the classifications that come with Potensi stand in
``lists/layouts``; others are kept in a folder of the user's choice.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.relatedness import Relatedness
from potensi.errors import UsageError
from potensi.measures.layout import Links, backbone, beside, places

_SCHEMA = {"activity": pl.String, "x": pl.Float64, "y": pl.Float64}
# Digits of a place: finer than any screen, coarser than what differs between machines.
_DIGITS = 4


@dataclass(frozen=True, eq=False)
class Network:
    """Activities with their places (x from 0 to 1 across, y downward from 0) and the links worth drawing."""

    activities: list[str]
    at: NDArray[np.float64]
    links: Links


def network_of(found: Relatedness, *, kept: str | Path | None = None) -> Network:
    """Return the network of a year's activity space, each activity in the place of its classification.

    ``kept``: a folder in which layouts are looked for, and a new one is written. Where a kept one has places for half
    of the activities or more (another year, a new edition), those stay, and the others are put beside what they are
    nearest to. Without ``kept`` a classification whose layout does not come with Potensi is laid out from these
    figures, without chance. Raises UsageError for a layout that cannot be read.

    >>> from potensi.analysis.matrix import matrix_of
    >>> from potensi.analysis.relatedness import relatedness_of
    >>> from potensi.data import samples
    >>> drawn = network_of(relatedness_of(matrix_of(samples.load("jatim"))))
    >>> len(drawn.activities), drawn.at.shape
    (17, (17, 2))
    """
    activities, near = found.matrix.activities, found.space.proximity
    links, folder = backbone(near), Path(kept) if kept is not None else None
    layouts = [_layout(source) for source in _known(folder, digest(activities))]
    shared = [len(set(activities) & set(layout["activity"])) for layout in layouts]
    best = max(range(len(layouts)), key=lambda k: (shared[k], -k), default=None)
    if best is None or 2 * shared[best] < len(activities):
        at = np.round(places(near, links), _DIGITS)
    else:
        at = _in_order(layouts[best], activities)
        if shared[best] == len(activities):
            return Network(activities, at, links)
        at = np.round(beside(near, at), _DIGITS)
    if folder is not None:
        _keep(folder, activities, at)
    return Network(activities, at, links)


def digest(activities: list[str]) -> str:
    """Return a short fingerprint of a classification: its codes, in any order.

    >>> digest(["B", "A"]) == digest(["A", "B"])
    True
    """
    return hashlib.blake2b(json.dumps(sorted(activities)).encode(), digest_size=6).hexdigest()


def _known(folder: Path | None, own: str) -> Iterator[Traversable | Path]:
    """Yield the layouts there are: the user's first, that of these very codes before others, then Potensi's own."""
    if folder is not None and folder.is_dir():
        yield from sorted(folder.glob("layout-*.csv"), key=lambda each: (own not in each.name, each.name))
    ours = resources.files("potensi") / "lists" / "layouts"
    yield from sorted((each for each in ours.iterdir() if each.name.endswith(".csv")), key=lambda each: each.name)


def _layout(source: Traversable | Path) -> pl.DataFrame:
    """Return a layout; UsageError where it is none, or has no place or two for an activity."""
    try:
        table = pl.read_csv(source.read_bytes(), schema=_SCHEMA)
    except pl.exceptions.PolarsError as error:
        raise UsageError("layout_unreadable", path=str(source)) from error
    placed = table.drop_nulls().filter(pl.col("x").is_finite() & pl.col("y").is_finite())["activity"]
    if placed.n_unique() != table.height:
        raise UsageError("layout_unreadable", path=str(source))
    return table


def _keep(folder: Path, activities: list[str], at: NDArray[np.float64]) -> None:
    """Write a layout so that it is there whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    table = pl.DataFrame({"activity": activities, "x": at[:, 0], "y": at[:, 1]}, schema=_SCHEMA)
    name = f"layout-{digest(activities)}.csv"
    part = folder / f".{name}.{os.getpid()}.tmp"
    table.write_csv(part)
    os.replace(part, folder / name)


def _in_order(table: pl.DataFrame, activities: list[str]) -> NDArray[np.float64]:
    """Return the places of the activities; NaN for one that the layout does not have."""
    asked = pl.DataFrame({"activity": activities}, schema={"activity": pl.String})
    found = asked.join(table, on="activity", how="left", maintain_order="left").select("x", "y")
    return found.fill_null(np.nan).to_numpy()
