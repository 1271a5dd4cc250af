"""Input–output: Miller & Blair's examples, the identities of Indonesia's table, and industries that are not there."""

from pathlib import Path

import numpy as np
import polars as pl
import pymrio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from potensi.measures import inputoutput as io

FLOWS, OUTPUT = np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0])
TABLE = Path(__file__).parents[3] / "shared" / "data" / "io_idn_2020_domestic_17.csv"


@st.composite
def tables(draw):
    """Flows and final demand, all of it sold: output is their sum, and every column needs less than it makes."""
    size = draw(st.integers(1, 6))
    cell = st.floats(0, 100, allow_subnormal=False)
    flows = np.array(draw(st.lists(st.lists(cell, min_size=size, max_size=size), min_size=size, max_size=size)))
    added = np.array(draw(st.lists(st.floats(1, 100), min_size=size, max_size=size)))
    demand_free = np.maximum(flows.sum(axis=0) + added, flows.sum(axis=1) + 1)
    return flows, demand_free


def test_miller_and_blair_chapter_2():
    a = io.technical_coefficients(FLOWS, OUTPUT)
    assert a == pytest.approx(np.array([[0.15, 0.25], [0.20, 0.05]]))
    assert io.leontief_inverse(a) == pytest.approx(np.array([[1.2541, 0.3300], [0.2640, 1.1221]]), abs=5e-5)


def test_miller_and_blair_households_inside():
    a, income = io.technical_coefficients(FLOWS, OUTPUT), np.array([0.3, 0.25])
    closed = io.closed_inverse(a, income, np.array([0.05, 0.40]), within=0.05)
    assert closed == pytest.approx(np.array([[1.3651, 0.4253], [0.5273, 1.3481]]), abs=5e-5)


def test_flegg_quotients_of_a_published_example():
    region = np.array([170.0, 2227, 403, 821, 4896, 2484])
    nation = np.array([24019.0, 129248, 36320, 63521, 484087, 216831])
    expected = [0.613793, 1.494254, 0.962249, 1.120866, 0.877094, 0.993478]
    assert io.simple_quotients(region, nation) == pytest.approx(expected, abs=1e-6)
    assert io.flegg_weight(region, nation, 0.3) == pytest.approx(0.2921234, abs=1e-7)
    first = np.array([0.179303, 0.119995, 0.186338, 0.159969, 0.204429, 0.180480])
    assert io.flegg_quotients(region, nation, 0.3)[0] == pytest.approx(first, abs=1e-6)
    # From the same printed figures: without the weight of size, and with that of the buyers that are special here.
    assert io.cross_quotients(region, nation)[0] == pytest.approx(first / 0.2921234, abs=5e-6)
    special = [1, np.log2(1 + 1.494254), 1, np.log2(1 + 1.120866), 1, 1]
    assert io.augmented_flegg_quotients(region, nation, 0.3)[0] == pytest.approx(first * special, abs=2e-6)


@given(tables())
def test_as_pymrio(table):
    flows, output = table
    a, b = io.technical_coefficients(flows, output), io.allocation_coefficients(flows, output)
    assert a == pytest.approx(pymrio.calc_A(flows, output))
    assert b == pytest.approx(pymrio.calc_B(flows, output))
    leontief, ghosh = pymrio.calc_L(a), pymrio.calc_G(b)
    assert io.leontief_inverse(a) == pytest.approx(leontief)
    assert io.ghosh_inverse(b) == pytest.approx(ghosh)
    jobs = np.linspace(0.1, 2, len(output))
    assert io.effect_multipliers(leontief, jobs) == pytest.approx(pymrio.calc_M(jobs, leontief))


@given(tables())
def test_the_inverse_gives_back_the_output(table):
    flows, output = table
    a = io.technical_coefficients(flows, output)
    inverse = io.leontief_inverse(a)
    assert inverse @ (output - flows.sum(axis=1)) == pytest.approx(output, rel=1e-8)
    series = sum((np.linalg.matrix_power(a, k) for k in range(1, 400)), np.eye(len(a)))
    if io.spectral_radius(a) < 0.9:
        assert inverse == pytest.approx(series, rel=1e-6, abs=1e-9)


@given(tables())
def test_both_sides_of_the_table_agree(table):
    flows, output = table
    leontief = io.leontief_inverse(io.technical_coefficients(flows, output))
    ghosh = io.ghosh_inverse(io.allocation_coefficients(flows, output))
    assert ghosh == pytest.approx(leontief * output[None, :] / output[:, None], rel=1e-6, abs=1e-12)
    found = io.linkages(leontief, ghosh)
    assert found.backward.mean() == pytest.approx(1)
    assert found.forward.mean() == pytest.approx(1)


@given(tables(), st.floats(0, 0.3))
def test_households_inside_call_for_the_same_output_by_what_is_left_of_demand(table, within):
    flows, output = table
    # Of final demand households spend a third; their income is what they spend, and what they pay each other.
    demand = output - flows.sum(axis=1)
    spent = demand / 3
    income = spent.sum() / (1 - within)
    earned = spent.sum() / output.sum() * np.ones(len(output))
    a = io.technical_coefficients(flows, output)
    closed = io.closed_inverse(a, earned, spent / income, within=within)
    assert closed @ (demand - spent) == pytest.approx(output, rel=1e-6)
    # Type II is type I times one number, the same for every industry (Miller & Blair 2009, section 6.2.2).
    ratio = io.type_two(closed, earned) / io.type_one(io.leontief_inverse(a), earned)
    assert ratio == pytest.approx(np.full(len(output), ratio[0]))
    assert ratio[0] > 1


@given(tables(), st.integers(0, 5))
def test_an_industry_without_output_is_undefined_and_the_others_do_not_notice(table, place):
    flows, output = table
    place = min(place, len(output))
    wider = np.insert(np.insert(flows, place, 3.0, axis=0), place, 4.0, axis=1)
    without = io.leontief_inverse(io.technical_coefficients(flows, output))
    inverse = io.leontief_inverse(io.technical_coefficients(wider, np.insert(output, place, 0.0)))
    assert np.isnan(inverse[place]).all()
    assert np.isnan(inverse[:, place]).all()
    assert np.delete(np.delete(inverse, place, 0), place, 1) == pytest.approx(without)
    multipliers = io.output_multipliers(inverse)
    assert np.isnan(multipliers[place])
    assert np.delete(multipliers, place) == pytest.approx(io.output_multipliers(without))
    ghosh = io.ghosh_inverse(io.allocation_coefficients(wider, np.insert(output, place, 0.0)))
    alone = io.ghosh_inverse(io.allocation_coefficients(flows, output))
    found, expected = io.linkages(inverse, ghosh), io.linkages(without, alone)
    for name in ("backward", "forward"):
        assert np.isnan(getattr(found, name)[place])
        assert np.delete(getattr(found, name), place) == pytest.approx(getattr(expected, name))


def test_no_industry_one_and_none_that_makes_anything():
    nothing, nobody = np.zeros((0, 0)), np.zeros(0)
    assert io.leontief_inverse(io.technical_coefficients(nothing, nobody)).shape == (0, 0)
    assert io.linkages(nothing, nothing).backward.shape == (0,)
    one = io.leontief_inverse(io.technical_coefficients(np.array([[20.0]]), np.array([100.0])))
    assert one == pytest.approx(np.array([[1.25]]))
    assert io.linkages(one, one).backward == pytest.approx([1])
    idle = io.leontief_inverse(io.technical_coefficients(np.zeros((2, 2)), np.zeros(2)))
    assert np.isnan(idle).all()
    assert np.isnan(io.linkages(idle, idle).forward).all()


def test_what_the_region_has_not_sells_nothing_and_buys_nothing():
    nation, region = np.array([100.0, 200, 300]), np.array([0.0, 20, 30])
    quotients = io.cross_quotients(region, nation)
    assert quotients[0, 1:].tolist() == [0, 0]
    assert np.isnan(quotients[:, 0]).all()
    assert quotients[1:, 1:] == pytest.approx(
        io.cross_quotients(region[1:], np.array([200.0, 300])) * [[1.2, 1], [1, 1.2]]
    )
    nobody = io.simple_quotients(np.zeros(3), nation)
    assert np.isnan(nobody).all()
    assert np.isnan(io.flegg_quotients(np.zeros(3), np.zeros(3))).all()


def test_rounds_that_never_end_have_no_inverse():
    a = np.array([[0.5, 0.6], [0.6, 0.5]])
    assert io.spectral_radius(a) == pytest.approx(1.1)
    assert np.isnan(io.leontief_inverse(a)).all()


def test_an_industry_that_pays_nobody_has_no_ratio_of_income():
    inverse = io.leontief_inverse(io.technical_coefficients(FLOWS, OUTPUT))
    ratio = io.type_one(inverse, np.array([0.0, 0.25]))
    assert np.isnan(ratio[0])
    assert ratio[1] == pytest.approx(inverse[1, 1])


@given(tables())
def test_a_derived_coefficient_is_never_larger_than_the_nation_s(table):
    flows, output = table
    a = io.technical_coefficients(flows, output)
    part = output * np.linspace(0.01, 0.2, len(output))
    for quotients in (
        io.simple_quotients(part, output),
        io.cross_quotients(part, output),
        io.flegg_quotients(part, output),
        io.augmented_flegg_quotients(part, output),
    ):
        assert (io.regional_coefficients(a, quotients) <= a + 1e-15).all()


@pytest.mark.skipif(not TABLE.exists(), reason="Indonesia's table of 2020 is not beside the project")
def test_indonesia_2020_holds_together():
    frame = pl.read_csv(TABLE)
    names = [str(k) for k in range(1, 18)]
    industries = frame.filter(pl.col("code").cast(pl.String).str.contains(r"^\d{1,2}$"))
    flows = industries.select(names).to_numpy().astype(float)
    output = industries["total_demand_3100"].to_numpy().astype(float)
    demand = industries["total_final_3090"].to_numpy().astype(float)
    rows = {str(row[0]): np.array(row[1:], dtype=float) for row in frame.select("code", *names).iter_rows()}
    inverse = io.leontief_inverse(io.technical_coefficients(flows, output))
    assert inverse @ demand == pytest.approx(output, rel=1e-6)
    assert (io.output_multipliers(inverse) >= 1).all()
    # The columns: what is bought at home, taxes, imports and value added are the output, by Ghosh from the other side.
    assert rows["2100"] == pytest.approx(output)
    bought_outside = rows["1950"] + rows["2000"] + rows["2090"]
    assert flows.sum(axis=0) + bought_outside == pytest.approx(output, rel=1e-6)
    ghosh = io.ghosh_inverse(io.allocation_coefficients(flows, output))
    assert bought_outside @ ghosh == pytest.approx(output, rel=1e-6)
    found = io.linkages(inverse, ghosh)
    assert found.backward.sum() == pytest.approx(17)
    assert found.forward.sum() == pytest.approx(17)
    # What a rupiah of final demand calls for ends as value added, imports and taxes: they add up to it.
    assert io.effect_multipliers(inverse, bought_outside / output) == pytest.approx(np.ones(17), rel=1e-6)
