"""Effects of demand: identities of the national table, the derived region against its bounds, and what must be said."""

import json
from dataclasses import replace
from importlib import resources

import numpy as np
import polars as pl
import pytest

from potensi.analysis.impact import QUOTIENTS, InputOutput, _effects, impact
from potensi.data import samples
from potensi.data.inputoutput import national_table, read_table
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
        ({"amount": -5.0}, "more than zero"),
        ({"amount": 0.0}, "more than zero"),
        ({"amount": float("nan")}, "more than zero"),
        ({"amount": float("inf")}, "more than zero"),
        ({"activity": ""}, "Manufacturing"),
    ],
)
def test_what_cannot_be_asked_is_refused(panel, options, word):
    asked = {"region": "3510", "activity": "I", "amount": 1.0, "table": TABLE}
    with pytest.raises(UsageError, match=word):
        impact(panel, **(asked | options))


@pytest.mark.parametrize("name", ["i", "I", "Akomodasi", "akomodasi dan makan minum", "accommodation and food service"])
def test_an_industry_is_found_by_code_name_usual_spelling_or_a_part_of_its_own(panel, name):
    assert impact(panel, region="3510", activity=name, amount=1.0, table=TABLE).activity == "I"


def test_a_name_that_several_share_is_asked_back_in_the_reader_s_language(panel):
    with pytest.raises(UsageError) as stop:
        impact(panel, region="3510", activity="jasa", amount=1.0, table=TABLE)
    assert "Jasa Pendidikan (P)" in stop.value.message("id")
    assert "Education (P)" in stop.value.message("en")
    assert "Konstruksi" not in stop.value.message("id")


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


def whole_nation(panel):
    """A panel in which the region asked is the nation in small."""
    share = TABLE.value_added / TABLE.value_added.sum()
    frame = panel.frame.filter(panel.frame["period"] == 2020)
    places = {code: i for i, code in enumerate(TABLE.activities)}
    values = [float(share[places[code]]) * 1e6 for code in frame["activity"]]
    return type(panel)(frame.with_columns(value=np.array(values)), panel.papers, panel.regions, panel.activities)


def test_income_spreads_by_type_one_and_the_national_table_supports_no_more(panel):
    found = impact(panel, region="3510", activity="I", amount=1.0, table=TABLE)
    assert [effect.kind for effect in found.effects] == ["income"]
    effect = found.effects[0]
    assert effect.type_two is None
    place = TABLE.activities.index("I")
    direct = TABLE.compensation[place] / TABLE.output[place]
    assert effect.type_one == pytest.approx(found.table["compensation"].sum() / direct)
    assert effect.type_one > 1
    said = [refusal.code for refusal in found.refusals]
    assert said == ["impact_derived", "impact_type_one", "impact_no_jobs"]


def test_type_two_and_jobs_come_where_the_table_holds_households_and_jobs(panel):
    """In a region that is the nation in small, by SLQ, they are those of the nation's own closed table."""
    random = np.random.default_rng(1)
    jobs = random.lognormal(10, 1, len(TABLE.output))
    rich = replace(TABLE, jobs=jobs, household_income=1.5 * TABLE.household.sum())
    found = impact(whole_nation(panel), region="3510", activity="C", amount=1.0, table=rich, quotient="slq")
    place, technical = TABLE.activities.index("C"), io.technical_coefficients(TABLE.flows, TABLE.output)
    earned = TABLE.compensation / TABLE.output
    closed = io.closed_inverse(technical, earned, TABLE.household / rich.household_income)
    for effect, per_output in zip(found.effects, (earned, jobs / TABLE.output), strict=True):
        assert effect.type_one == pytest.approx(
            io.type_one(io.leontief_inverse(technical), per_output)[place], rel=1e-6
        )
        assert effect.type_two == pytest.approx(io.type_two(closed, per_output)[place], rel=1e-6)
        assert effect.type_two > effect.type_one > 1
    assert [refusal.code for refusal in found.refusals][:2] == ["impact_derived", "impact_type_two"]
    here = impact(panel, region="3510", activity="C", amount=1.0, table=rich)
    assert all(own.type_two < whole.type_two for own, whole in zip(here.effects, found.effects, strict=True))


def test_the_worked_example_of_the_textbook_is_what_the_multipliers_give():
    """Miller & Blair (2009), chapter 2 and 6: households of the two-sector example."""
    flows, output = np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0])
    table = InputOutput(
        ["A", "C"], 2020, "juta rupiah", "Miller & Blair", flows, output, np.array([650.0, 1400.0]),
        np.array([300.0, 500.0]), household=np.array([50.0, 400.0]), household_income=1000.0,
    )  # fmt: skip
    technical = io.technical_coefficients(flows, output)
    effect = _effects(technical, output, table, 0)[0]
    earned = np.array([0.3, 0.25])
    assert effect.type_one == pytest.approx(io.type_one(io.leontief_inverse(technical), earned)[0])
    assert effect.type_one == pytest.approx((0.3 * 1.2541 + 0.25 * 0.2640) / 0.3, abs=1e-3)
    closed = np.linalg.inv(np.eye(3) - np.array([[0.15, 0.25, 0.05], [0.20, 0.05, 0.4], [0.3, 0.25, 0.0]]))
    assert effect.type_two == pytest.approx((0.3 * closed[0, 0] + 0.25 * closed[1, 0]) / 0.3)


def test_a_table_of_one_s_own_is_read_and_a_folder_that_is_none_is_refused(tmp_path):
    source = resources.files("potensi.data.samples").joinpath("indonesia_io_2020")
    for name in ("flows.csv", "datapackage.json", "industries.csv"):
        (tmp_path / name).write_bytes(source.joinpath(name).read_bytes())
    assert read_table(tmp_path).jobs is None
    papers = json.loads((tmp_path / "datapackage.json").read_text())
    (tmp_path / "datapackage.json").write_text(json.dumps(papers | {"household_income": 12_000_000_000}))
    industries = pl.read_csv(tmp_path / "industries.csv").with_columns(jobs=pl.col("output") // 50)
    industries.write_csv(tmp_path / "industries.csv")
    own = read_table(tmp_path)
    assert own.has_households
    assert own.flows.tolist() == TABLE.flows.tolist()
    assert own.jobs.tolist() == (TABLE.output // 50).tolist()
    industries.drop("output").write_csv(tmp_path / "industries.csv")
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UsageError) as stop:
            read_table(folder)
        assert stop.value.code == "io_table_unreadable"


def own_table(folder, **papers):
    """The national table in a folder of one's own, with other papers."""
    source = resources.files("potensi.data.samples").joinpath("indonesia_io_2020")
    for name in ("flows.csv", "datapackage.json", "industries.csv"):
        (folder / name).write_bytes(source.joinpath(name).read_bytes())
    held = json.loads((folder / "datapackage.json").read_text())
    (folder / "datapackage.json").write_text(json.dumps(held | papers))


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("flows", lambda frame: pl.concat([frame, frame[:1]]), "io_twice"),
        ("industries", lambda frame: pl.concat([frame, frame[:1]]), "io_twice"),
        ("flows", lambda frame: frame.with_columns(value=-pl.col("value")), "io_figure_impossible"),
        ("flows", lambda frame: frame.with_columns(value=pl.lit(None, pl.Int64)), "io_figure_impossible"),
        ("flows", lambda frame: frame.with_columns(value=9 * pl.col("value")), "io_table_endless"),
        ("flows", lambda frame: frame.with_columns(seller="Z" + pl.col("seller")), "io_table_unreadable"),
    ],
)
def test_a_table_that_cannot_be_true_is_refused_with_the_reason(tmp_path, name, change, code):
    own_table(tmp_path)
    frame = pl.read_csv(tmp_path / f"{name}.csv")
    change(frame).write_csv(tmp_path / f"{name}.csv")
    with pytest.raises(UsageError) as stop:
        read_table(tmp_path)
    assert stop.value.code == code
    assert all("{" not in stop.value.message(lang) for lang in ("id", "en"))


def test_a_table_in_another_unit_is_refused(tmp_path):
    own_table(tmp_path, unit="USD")
    with pytest.raises(UsageError, match="USD"):
        read_table(tmp_path)
