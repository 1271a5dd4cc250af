"""The activity space as a network: what is linked to what, and a place for each activity that stays its place.

A layout is made once for a classification and kept as a small file (activity, x, y). Whoever draws another region, or
another year, finds every activity where it was. The layouts of the classifications that come with Potensi stand in
``lists/layouts``; others are kept in a folder of the user's choice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.relatedness import Relatedness
from potensi.measures.layout import Links, backbone, places

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

    ``kept``: a folder in which layouts are looked for, and a new one is written. Without it a classification whose
    layout does not come with Potensi is laid out from these figures.
    """
    activities = found.matrix.activities
    links = backbone(found.space.proximity)
    for source in _known(Path(kept) if kept is not None else None):
        table = pl.read_csv(source.read_bytes(), schema=_SCHEMA)
        if set(activities) <= set(table["activity"]):
            return Network(activities, _in_order(table, activities), links)
    at = np.round(places(found.space.proximity, links), _DIGITS)
    if kept is not None:
        Path(kept).mkdir(parents=True, exist_ok=True)
        _table(activities, at).write_csv(Path(kept) / f"layout-{digest(activities)}.csv")
    return Network(activities, at, links)


def digest(activities: list[str]) -> str:
    """Return a short fingerprint of a classification: its codes, in any order.

    >>> digest(["B", "A"]) == digest(["A", "B"])
    True
    """
    return hashlib.blake2b(json.dumps(sorted(activities)).encode(), digest_size=6).hexdigest()


def _known(folder: Path | None) -> Iterator[Traversable | Path]:
    """Yield the layouts there are: the user's first, then those that come with Potensi."""
    if folder is not None and folder.is_dir():
        yield from sorted(folder.glob("layout-*.csv"))
    own = resources.files("potensi") / "lists" / "layouts"
    yield from sorted((each for each in own.iterdir() if each.name.endswith(".csv")), key=lambda each: each.name)


def _table(activities: list[str], at: NDArray[np.float64]) -> pl.DataFrame:
    return pl.DataFrame({"activity": activities, "x": at[:, 0], "y": at[:, 1]}, schema=_SCHEMA)


def _in_order(table: pl.DataFrame, activities: list[str]) -> NDArray[np.float64]:
    asked = pl.DataFrame({"activity": activities}, schema={"activity": pl.String})
    return asked.join(table, on="activity", how="left", maintain_order="left").select("x", "y").to_numpy()
