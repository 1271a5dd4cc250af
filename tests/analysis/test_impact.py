"""Effects of demand: identities of the national table, the derived region against its bounds, and what must be said."""

import numpy as np
import pytest

from potensi.analysis.impact import QUOTIENTS, impact
from potensi.data import samples
from potensi.data.inputoutput import national_table
from potensi.errors import UsageError
from potensi.measures import inputoutput as io

TABLE = national_table()


@pytest.fixture(scope="module")
def panel():
    return samples.load("jatim", price="current")


def test_the_table_s_identities_hold_and_its_inverse_gives_output_back():
    technical = io.technical_coefficients(TABLE.flows, TABLE.output)
    assert io.spectral_radius(technical) < 1
    final = TABLE.output - TABLE.flows.sum(axis=1)
    assert io.leontief_inverse(technical) @ final == pytest.approx(TABLE.output)
    allocation = io.allocation_coefficients(TABLE.flows, TABLE.output)
    primary = TABLE.output - TABLE.flows.sum(axis=0)
    assert primary @ io.ghosh_inverse(allocation) == pytest.approx(TABLE.output)
    # GRDP of the nation, 2020: 15,049 trillion rupiah of primary inputs.
    assert TABLE.value_added.sum() == pytest.approx(15_049_221_956)


@pytest.mark.parametrize("quotient", QUOTIENTS)
def test_a_region_buys_less_of_its_own_than_the_nation(panel, quotient):
    found = impact(panel, region="3510", activity="I", amount=100.0, table=TABLE, quotient=quotient)
    assert 1 < found.multiplier < found.national
    assert found.multiplier_low <= found.multiplier <= found.multiplier_high
    assert found.table["output"].sum() == pytest.approx(100 * found.multiplier)
    own = found.table.filter(found.table["activity"] == "I")["output"].item()
    assert own >= 100
    assert (found.table["value_added"] <= found.table["output"]).all()
    assert (found.table["compensation"] <= found.table["value_added"]).all()
    assert (found.table["output_low"] <= found.table["output"]).all()
    assert (found.table["output"] <= found.table["output_high"]).all()


def test_the_nation_itself_is_the_nation(panel):
    """A region that is the nation in small buys all at home by SLQ, and by CILQ."""
    share = TABLE.value_added / TABLE.value_added.sum()
    frame = panel.frame.filter(panel.frame["period"] == 2020)
    places = {code: i for i, code in enumerate(TABLE.activities)}
    values = [float(share[places[code]]) * 1e6 for code in frame["activity"]]
    nation = type(panel)(frame.with_columns(value=np.array(values)), panel.papers, panel.regions, panel.activities)
    for quotient in ("slq", "cilq"):
        found = impact(nation, region="3510", activity="C", amount=1.0, table=TABLE, quotient=quotient)
        assert found.multiplier == pytest.approx(found.national, rel=1e-6)


def test_effects_are_in_proportion(panel):
    one = impact(panel, region="3510", activity="I", amount=1.0, table=TABLE)
    many = impact(panel, region="banyuwangi", activity="Penyediaan Akomodasi dan Makan Minum", amount=50.0, table=TABLE)
    assert (many.region, many.activity) == ("3510", "I")
    assert many.table["output"].to_numpy() == pytest.approx(50 * one.table["output"].to_numpy())


def test_derived_is_said_and_so_are_households_and_prices(panel):
    found = impact(panel, region="3510", activity="I", amount=1.0, table=TABLE)
    assert found.year == 2020
    assert set(found.table["status"]) == {"derived"}
    assert "turunan" in found.refusals[0].message("id")
    assert "derived" in found.refusals[0].message("en")
    assert "0,1–0,5" in found.refusals[0].message("id")
    assert "type I" in found.refusals[1].message("en")
    constant = impact(samples.load("jatim"), region="3510", activity="I", amount=1.0, table=TABLE)
    assert "current prices" in constant.refusals[2].message("en")


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"region": "9999"}, "9999"),
        ({"activity": "hotel"}, "hotel"),
        ({"quotient": "xlq"}, "aflq"),
        ({"year": 1999}, "1999"),
    ],
)
def test_what_cannot_be_asked_is_refused(panel, options, word):
    asked = {"region": "3510", "activity": "I", "amount": 1.0, "table": TABLE}
    with pytest.raises(UsageError, match=word):
        impact(panel, **(asked | options))


def test_an_industry_that_is_not_here_and_data_that_are_not_product(panel):
    from dataclasses import replace

    gone = panel.frame.with_columns(
        value=np.where((panel.frame["region"] == "3510") & (panel.frame["activity"] == "B"), 0.0, panel.frame["value"])
    )
    without = replace(panel, frame=gone)
    with pytest.raises(UsageError, match="no industry B"):
        impact(without, region="3510", activity="B", amount=1.0, table=TABLE)
    found = impact(without, region="3510", activity="I", amount=1.0, table=TABLE)
    assert found.table.filter(found.table["activity"] == "B")["output"].item() == pytest.approx(0)
    people = replace(panel, papers=replace(panel.papers, unit="orang"))
    with pytest.raises(UsageError, match="orang"):
        impact(people, region="3510", activity="I", amount=1.0, table=TABLE)
    fewer = panel.keep(activities=panel.activity_codes[:10])
    with pytest.raises(UsageError, match="17 industries"):
        impact(fewer, region="3510", activity="C", amount=1.0, table=TABLE)
