"""The national input–output table that comes with Potensi, read into arrays."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from io import BytesIO

import numpy as np
import polars as pl

from potensi.analysis.impact import InputOutput

_FOLDER = "indonesia_io_2020"


@cache
def national_table() -> InputOutput:
    """Return Indonesia's domestic table of 2020 (BPS), 17 industries, basic prices, million rupiah.

    >>> national_table().year, len(national_table().activities)
    (2020, 17)
    """
    papers = json.loads(_bytes("datapackage.json"))
    industries = pl.read_csv(BytesIO(_bytes("industries.csv")))
    flows = pl.read_csv(BytesIO(_bytes("flows.csv")))
    codes = industries["activity"].to_list()
    place = {code: i for i, code in enumerate(codes)}
    table = np.zeros((len(codes), len(codes)))
    rows, columns = ([place[code] for code in flows[side]] for side in ("seller", "buyer"))
    table[rows, columns] = flows["value"].to_numpy()
    sides = {name: industries[name].to_numpy().astype(np.float64) for name in ("output", "value_added", "compensation")}
    source = papers["sources"][0]["title"]
    return InputOutput(codes, papers["year"], papers["unit"], source, table, **sides)


def _bytes(name: str) -> bytes:
    return resources.files("potensi.data.samples").joinpath(_FOLDER, name).read_bytes()
