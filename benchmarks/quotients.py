"""LQ + shift-share + classes on 514 regions × 1,790 activities × 10 years: ours, plain pandas, and econcomplex (LQ).

All start from the same long table in memory. The pandas form is written as an analyst would write it: group-by
sums joined back to the cells. ``econcomplex`` has the location quotient only, from a matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl

from potensi.measures import growth, location, typology
from potensi.panel import Papers, panel_from

REGIONS, ACTIVITIES, YEARS = 514, 1790, 10
SEED = 20150922


def made_up() -> pl.DataFrame:
    """Return a seeded long table: every cell positive, sizes spread as in real registers (log-normal)."""
    random = np.random.default_rng(SEED)
    size = random.lognormal(0, 1.5, (1, REGIONS, 1)) * random.lognormal(0, 1.5, (1, 1, ACTIVITIES))
    pace = np.exp(np.cumsum(random.normal(0.04, 0.05, (YEARS, REGIONS, ACTIVITIES)), axis=0))
    values = size * random.lognormal(0, 1, (1, REGIONS, ACTIVITIES)) * pace
    period, region, activity = (axis.ravel() for axis in np.indices(values.shape))
    return pl.DataFrame(
        {
            "region": np.char.add("R", np.char.zfill(region.astype(str), 4)),
            "activity": np.char.add("K", np.char.zfill(activity.astype(str), 5)),
            "period": (2015 + period).astype(np.int32),
            "value": values.ravel(),
        }
    )


def ours(cube: np.ndarray) -> dict[str, np.ndarray]:
    """Return LQ of every year, and DLQ, classes and shift-share from the first to the last."""
    quotients = [location.location_quotient(year) for year in cube]
    dynamic = growth.dynamic_location_quotient(cube[0], cube[-1], years=len(cube) - 1)
    parts = growth.shift_share(cube[0], cube[-1])
    classes = typology.sector_class(quotients[-1], dynamic)
    return {"lq": np.stack(quotients), "dlq": dynamic, "class": classes, "regional": parts.regional}


def in_pandas(table: pd.DataFrame) -> pd.DataFrame:
    """Return the same in plain pandas: sums by group, joined to the cells."""
    sums = {
        "E_j": table.groupby(["region", "period"])["value"].transform("sum"),
        "E_iN": table.groupby(["activity", "period"])["value"].transform("sum"),
        "E": table.groupby("period")["value"].transform("sum"),
    }
    table = table.assign(**sums)
    table["lq"] = (table["value"] / table["E_j"]) / (table["E_iN"] / table["E"])
    keys = ["region", "activity"]
    first = table[table["period"] == table["period"].min()].set_index(keys)
    last = table[table["period"] == table["period"].max()].set_index(keys)
    out = pd.DataFrame({"lq": last["lq"], "dlq": last["lq"] / first["lq"]})
    whole = last["E"] / first["E"] - 1
    mix = last["E_iN"] / first["E_iN"] - 1
    own = last["value"] / first["value"] - 1
    out["national"], out["mix"] = first["value"] * whole, first["value"] * (mix - whole)
    out["regional"] = first["value"] * (own - mix)
    choices = [(out["lq"] >= 1) & (out["dlq"] >= 1), (out["lq"] < 1) & (out["dlq"] >= 1), out["lq"] >= 1]
    out["class"] = np.select(choices, [0, 1, 2], default=3)
    return out


def compare(median_seconds: Callable[..., tuple[float, float, float]]) -> None:
    """Print medians and ratios, after checking that all give the same numbers."""
    import econcomplex

    long = made_up()
    panel = panel_from(long, papers=Papers(unit="orang"))
    table = long.to_pandas()
    cube = panel.cube()
    matrices = [pd.DataFrame(year, panel.region_codes, panel.activity_codes) for year in cube]
    check_equal(ours(cube), in_pandas(table), econcomplex.location_quotient(matrices[-1]))
    print(f"\n{REGIONS} regions × {ACTIVITIES} activities × {YEARS} years, all cells, the same input")
    rows = {
        "ours, arrays": median_seconds(lambda: ours(cube), 5),
        "ours, from the panel's long table": median_seconds(lambda: ours(replace(panel).cube()), 3),
        "plain pandas, from the long table": median_seconds(lambda: in_pandas(table), 3),
        "ours, LQ of every year": median_seconds(lambda: [location.location_quotient(y) for y in cube], 5),
        "econcomplex, LQ of every year": median_seconds(
            lambda: [econcomplex.location_quotient(m) for m in matrices], 3
        ),
    }
    for name, (least, middle, most) in rows.items():
        print(f"{name:<58} {middle:8.3f} s  ({least:.3f} … {most:.3f})")
    print_ratio(rows, "plain pandas, from the long table", "ours, from the panel's long table")
    print_ratio(rows, "plain pandas, from the long table", "ours, arrays")
    print_ratio(rows, "econcomplex, LQ of every year", "ours, LQ of every year")


def print_ratio(rows: dict[str, tuple[float, float, float]], peer: str, own: str) -> None:
    """Print how many times longer the peer's median is."""
    print(f"{peer} ÷ {own}: {rows[peer][1] / rows[own][1]:.1f} ×")


def check_equal(found: dict[str, np.ndarray], pandas: pd.DataFrame, peer: pd.DataFrame) -> None:
    """Stop unless ours, pandas and the peer agree: a race between different answers means nothing."""
    np.testing.assert_allclose(found["lq"][-1].ravel(), pandas["lq"], rtol=1e-9)
    np.testing.assert_allclose(found["dlq"].ravel(), pandas["dlq"], rtol=1e-9)
    np.testing.assert_allclose(found["regional"].ravel(), pandas["regional"], rtol=1e-6, atol=1e-6)
    assert (found["class"].ravel() == pandas["class"]).mean() > 0.999999
    np.testing.assert_allclose(found["lq"][-1], np.asarray(peer), rtol=1e-9)
