"""What a change of demand in one industry does to all of them here: a derived table, and labelled as one.

There is no regional input–output table; the national one is brought down by location quotients. The answer comes with
the span over the choices that nobody can check (δ of Flegg's quotients), and never as a single sure figure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from potensi.analysis.grid import make_grid
from potensi.codes import industries
from potensi.errors import Refusal, UsageError
from potensi.language import LANGUAGES, number
from potensi.measures import inputoutput as io
from potensi.panel import Panel

Floats = NDArray[np.float64]

QUOTIENTS = ("flq", "aflq", "cilq", "slq")
DELTA = 0.3
# Estimates of δ in the literature lie between these; the span is told with every answer.
DELTAS = (0.1, 0.5)
# Millions of rupiah in each unit that a panel or a table may have.
UNITS = {"juta rupiah": 1.0, "miliar rupiah": 1e3, "triliun rupiah": 1e6}


@dataclass(frozen=True, eq=False)
class InputOutput:
    """A national table: ``flows`` seller × buyer, and output, value added, compensation of employees by industry.

    ``jobs``: people at work by industry; ``household``: what households spend on each industry, ``household_income``:
    all that they earn, from work, property and transfers. What a table does not hold is None, and is not guessed:
    compensation alone is not households' income where most people work on their own account.
    """

    activities: list[str]
    year: int
    unit: str
    source: str
    flows: Floats
    output: Floats
    value_added: Floats
    compensation: Floats
    jobs: Floats | None = None
    household: Floats | None = None
    household_income: float | None = None

    @property
    def has_households(self) -> bool:
        """Whether households can be put inside: what they spend, and what they earn, are both there."""
        return self.household is not None and bool(self.household_income)


@dataclass(frozen=True)
class Effect:
    """``kind`` "income" or "jobs": how much of it in all industries for a unit of it in the one whose demand grows.

    ``type_one``: directly and indirectly; ``type_two``: with households' spending of what they earn anew, None where
    the table does not hold their income.
    """

    kind: str
    type_one: float
    type_two: float | None


@dataclass(frozen=True, eq=False)
class Impact:
    """What an amount of demand calls for. ``table``: one row an industry, ``derived`` all through.

    Columns: activity, names, output (with output_low and output_high over the span of δ), value_added, compensation,
    in the unit of the amount. ``multiplier``: output of all industries a unit of demand; ``national``: the same where
    nothing is bought outside the region. ``effects``: multipliers of income, and of jobs where the table counts them.
    """

    region: str
    year: int
    activity: str
    amount: float
    quotient: str
    multiplier: float
    multiplier_low: float
    multiplier_high: float
    national: float
    effects: tuple[Effect, ...]
    table: pl.DataFrame
    refusals: tuple[Refusal, ...]


def impact(
    panel: Panel,
    *,
    region: str,
    activity: str,
    amount: float,
    table: InputOutput,
    year: int | None = None,
    quotient: str = "flq",
) -> Impact:
    """Return what ``amount`` more of final demand for ``activity`` calls for in ``region``: direct and indirect.

    The panel's regional product by industry stands for output, at the nation's ratio of value added to output. ``year``
    defaults to the table's, or the panel's last. The table of the answer is of type I; multipliers of type II stand
    beside it where the national table holds households' income and spending. Raises UsageError for an unknown region,
    activity or quotient, an amount that is not more than zero, a panel that is not in rupiah by these industries, or a
    region without the industry.

    >>> from potensi.data import inputoutput, samples
    >>> table, panel = inputoutput.national_table(), samples.load("jatim", price="current")
    >>> found = impact(panel, region="3510", activity="I", amount=100.0, table=table)
    >>> round(found.multiplier, 2), round(found.national, 2), set(found.table["status"])
    (1.18, 1.84, {'derived'})
    """
    if not 0 < amount < np.inf:
        raise UsageError("amount_not_positive")
    if quotient not in QUOTIENTS:
        raise UsageError("unknown_quotient", name=quotient, known=", ".join(QUOTIENTS))
    when = _year(panel, year, table)
    product, code = _product(panel, region, when, table)
    place = _industry(panel, activity, table)
    nation = np.where(table.output > 0, table.output, np.nan)
    here = product * nation / np.where(table.value_added > 0, table.value_added, np.nan)
    if not here[place] > 0:
        raise UsageError("industry_absent", region=panel.region_name(code), activity=table.activities[place])
    technical = io.technical_coefficients(table.flows, table.output)
    derived = [
        io.regional_coefficients(technical, _quotients(here, table, quotient, delta)) for delta in (DELTA, *DELTAS)
    ]
    spans = [io.leontief_inverse(each)[:, place] for each in derived]
    output = amount * spans[0]
    low, high = (amount * end for end in (np.minimum(*spans[1:]), np.maximum(*spans[1:])))
    sums = [float(np.nansum(each)) for each in spans]
    whole = io.leontief_inverse(technical)[:, place]
    rows = {
        "activity": table.activities,
        "name_id": [panel.activity_name(each, "id") for each in table.activities],
        "name_en": [panel.activity_name(each, "en") for each in table.activities],
        "output": output,
        "output_low": np.minimum(low, output),
        "output_high": np.maximum(high, output),
        "value_added": output * table.value_added / nation,
        "compensation": output * table.compensation / nation,
        "status": ["derived"] * len(table.activities),
    }
    return Impact(
        code, when, table.activities[place], amount, quotient, sums[0], min(sums), max(sums),
        float(np.nansum(whole)), _effects(derived[0], here, table, place), pl.DataFrame(rows),
        _said(panel, table, when, quotient),
    )  # fmt: skip


def _effects(derived: Floats, here: Floats, table: InputOutput, place: int) -> tuple[Effect, ...]:
    """Return the multipliers of income and jobs for one industry, at the nation's ratios of both to output."""
    nation = np.where(table.output > 0, table.output, np.nan)
    earned, inverse, closed = table.compensation / nation, io.leontief_inverse(derived), None
    if table.household is not None and table.household_income:
        # Households too buy here only what is to be had here.
        near = np.minimum(np.nan_to_num(io.simple_quotients(np.nan_to_num(here), table.output)), 1.0)
        closed = io.closed_inverse(derived, earned, table.household / table.household_income * near)
    kinds = {"income": earned} | ({"jobs": table.jobs / nation} if table.jobs is not None else {})
    return tuple(
        Effect(
            kind,
            float(io.type_one(inverse, per_output)[place]),
            None if closed is None else float(io.type_two(closed, per_output)[place]),
        )
        for kind, per_output in kinds.items()
    )


def _quotients(here: Floats, table: InputOutput, quotient: str, delta: float) -> Floats:
    region, nation = np.nan_to_num(here), table.output
    match quotient:
        case "slq":
            found = io.simple_quotients(region, nation)
        case "cilq":
            found = io.cross_quotients(region, nation)
        case "flq":
            found = io.flegg_quotients(region, nation, delta)
        case _:
            found = io.augmented_flegg_quotients(region, nation, delta)
    # An industry that the region has not sells nothing here and buys nothing: no quotient, no flow.
    return np.nan_to_num(found, nan=0.0, posinf=0.0)


def _year(panel: Panel, year: int | None, table: InputOutput) -> int:
    if year is None:
        return table.year if table.year in panel.periods else panel.periods[-1]
    if year not in panel.periods:
        raise UsageError("unknown_period", period=year, known=", ".join(map(str, panel.periods)))
    return year


def _product(panel: Panel, region: str, year: int, table: InputOutput) -> tuple[Floats, str]:
    """Return the region's product by the table's industries, in the table's unit, and its code."""
    if panel.papers.unit not in UNITS:
        raise UsageError("unit_not_rupiah", unit=panel.papers.unit)
    grid = make_grid(panel, base=year, year=year)
    place = grid.place(region)
    lost = [code for code in table.activities if code not in grid.activities]
    if lost:
        raise UsageError("industries_not_17", lost=", ".join(lost[:5]))
    columns = [grid.activities.index(code) for code in table.activities]
    return grid.at(year)[place][columns] * UNITS[panel.papers.unit] / UNITS[table.unit], grid.reference[place]


def _industry(panel: Panel, activity: str, table: InputOutput) -> int:
    """Return the place of an industry called by its code, a name, a usual spelling, or a part that no other has."""
    wanted = activity.strip().casefold()
    names = {code: [panel.activity_name(code, lang).casefold() for lang in LANGUAGES] for code in table.activities}
    called = [code for code in table.activities if wanted in (code.casefold(), *names[code])]
    known = industries().find(activity)
    within = [code for code in table.activities if wanted and any(wanted in name for name in names[code])]
    found = called or [code for code in table.activities if code == known] or within
    if len(found) == 1:
        return table.activities.index(found[0])
    near = found or [code for code, _, _ in industries().nearest(activity) if code in names] or table.activities
    raise UsageError("unknown_activity", activity=activity, **{
        f"candidates_{lang}": "; ".join(f"{panel.activity_name(code, lang)} ({code})" for code in near)
        for lang in LANGUAGES
    })  # fmt: skip


def _said(panel: Panel, table: InputOutput, year: int, quotient: str) -> tuple[Refusal, ...]:
    """Return what must be said with the answer: derived, of which year and prices, without households."""
    spans = {f"low_{lang}": number(DELTAS[0], lang, decimals=1) for lang in LANGUAGES}
    spans |= {f"high_{lang}": number(DELTAS[1], lang, decimals=1) for lang in LANGUAGES}
    facts = {"quotient": quotient.upper(), "table": table.year, "year": year, "source": table.source}
    households = "impact_type_two" if table.has_households else "impact_type_one"
    said = [Refusal("impact", "impact_derived", params=facts | spans), Refusal("impact", households)]
    if panel.papers.price not in ("", "current"):
        said.append(Refusal("impact", "impact_prices", params={"year": year}))
    if table.jobs is None:
        said.append(Refusal("impact", "impact_no_jobs"))
    return tuple(said)
