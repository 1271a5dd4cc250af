"""Input–output tables read into arrays: the national one that comes with Potensi, or one's own in the same form.

A table is a folder: ``datapackage.json`` (year, unit, sources, and household_income where it is known), ``flows.csv``
(seller, buyer, value), ``industries.csv`` (activity, output, value_added, compensation; where known jobs, household).
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.impact import UNITS, InputOutput
from potensi.errors import UsageError
from potensi.measures import inputoutput as io

_TEXTS = {"activity": pl.String, "seller": pl.String, "buyer": pl.String}
_FOLDER = "indonesia_io_2020"


@cache
def national_table() -> InputOutput:
    """Return Indonesia's domestic table of 2020 (BPS), 17 industries, basic prices, million rupiah.

    >>> national_table().year, len(national_table().activities)
    (2020, 17)
    """
    return _table(resources.files("potensi.data.samples").joinpath(_FOLDER))


def read_table(folder: str | Path) -> InputOutput:
    """Return the table that stands in a folder; UsageError where it is none, or where it cannot be true.

    A flow or an industry given twice, a figure that is missing or negative, a unit that is not in rupiah, and
    industries that need more than they make are refused, each with its reason.
    """
    try:
        found = _table(Path(folder))
    except (OSError, KeyError, ValueError, TypeError, IndexError, pl.exceptions.PolarsError) as error:
        raise UsageError("io_table_unreadable", path=str(folder), reason=str(error).splitlines()[0]) from error
    if found.unit not in UNITS:
        raise UsageError("io_unit_unknown", path=str(folder), unit=found.unit, known=", ".join(UNITS))
    if not all((side >= 0).all() for side in (found.flows, found.output)):
        raise UsageError("io_figure_impossible", path=str(folder))
    if not io.spectral_radius(io.technical_coefficients(found.flows, found.output)) < 1:
        raise UsageError("io_table_endless", path=str(folder))
    return found


def _table(folder: Traversable | Path) -> InputOutput:
    papers = json.loads(folder.joinpath("datapackage.json").read_bytes())
    industries = pl.read_csv(BytesIO(folder.joinpath("industries.csv").read_bytes()), schema_overrides=_TEXTS)
    flows = pl.read_csv(BytesIO(folder.joinpath("flows.csv").read_bytes()), schema_overrides=_TEXTS)
    codes = industries["activity"].to_list()
    for keys in (industries.select("activity"), flows.select("seller", "buyer")):
        if keys.is_duplicated().any():
            raise UsageError("io_twice", what=", ".join(keys.filter(keys.is_duplicated()).row(0)))
    place = {code: i for i, code in enumerate(codes)}
    table = np.zeros((len(codes), len(codes)))
    rows, columns = ([place[code] for code in flows[side]] for side in ("seller", "buyer"))
    table[rows, columns] = flows["value"].to_numpy()
    sides = {name: _side(industries, name) for name in ("output", "value_added", "compensation")}
    known = {name: _side(industries, name) for name in ("jobs", "household") if name in industries.columns}
    return InputOutput(
        codes, int(papers["year"]), papers["unit"], papers["sources"][0]["title"], table, **sides, **known,
        household_income=papers.get("household_income"),
    )  # fmt: skip


def _side(industries: pl.DataFrame, name: str) -> NDArray[np.float64]:
    return industries[name].cast(pl.Float64).to_numpy()
