"""Every form of register, level and measure gives what one record after the other gives."""

from fractions import Fraction

import polars as pl
import pytest
from data.records import twin
from data.records.registers import cells, texts, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from potensi.data.records import Asked, Engine, records
from potensi.panel import Panel, read_parquet

QUESTIONS = [
    {},
    {"by": "kbli2", "level": "district", "period": "quarter"},
    {"by": "industry", "level": "province", "period": "half", "measure": "sum"},
    {"by": "section", "level": "regency", "period": "month", "measure": "sum", "decimals": 0},
]


def answer(asked):
    """Return how the twin is asked the same."""
    return {"kind" if name == "period" else name: value for name, value in asked.items()}


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("form", ["texts", "csv"])
def test_it_equals_the_literal_twin_and_accounts_for_every_record(tmp_path, asked, form):
    register = twin.rows(7, 900, strange=0.08)
    found = records(write(register, tmp_path, form), Asked(**asked, leave_out=True))
    expected, left = twin.count(register, **answer(asked))
    assert cells(found.panel.frame) == {key: float(value) for key, value in expected.items()}
    assert found.panel.frame.equals(found.panel.frame.sort("region", "activity", "period"))
    assert (found.records, found.records - found.kept) == (900, left["any"])
    assert found.unknown_codes == {"region": left["region"], "kbli": left["kbli"]}
    listed = found.unknown.group_by("kind").agg(pl.col("records").sum())
    assert dict(listed.iter_rows()) == found.unknown_codes
    assert (
        sum(problem.params["count"] for problem in found.problems if problem.code == "records_date_unreadable")
        == left["undated"]
    )
    if asked.get("measure") == "sum":
        unsized = [problem for problem in found.problems if problem.code == "records_size_unreadable"]
        assert sum(problem.params["count"] for problem in unsized) == left["unsized"]


@pytest.mark.parametrize("form", ["typed", "csv.gz", "folder"])
def test_the_form_of_the_files_makes_no_difference(tmp_path, form):
    register = twin.rows(11, 400)
    found = records(write(register, tmp_path, form), Asked(measure="sum"))
    expected, _ = twin.count(register, measure="sum")
    assert cells(found.panel.frame) == {key: float(value) for key, value in expected.items()}
    assert found.unknown.is_empty()
    assert found.problems == ()


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**6),
    level=st.sampled_from(["regency", "province"]),
    by=st.sampled_from(["kbli3", "industry"]),
)
def test_rolling_up_commutes_with_counting(tmp_path, seed, level, by):
    path = tmp_path / "r.parquet"
    texts(twin.rows(seed, 150)).write_parquet(path)
    rolled: dict[tuple[str, str, int], int] = {}
    for (region, activity, period), value in cells(records(path, Asked(measure="sum")).panel.frame).items():
        key = (twin.place(region, level), twin.FIELDS[activity][by], period)
        rolled[key] = rolled.get(key, 0) + round(value * 100)
    coarse = cells(records(path, Asked(by=by, level=level, measure="sum")).panel.frame)
    assert {key: value / 100 for key, value in rolled.items()} == coarse


def test_a_crosswalk_splits_records_without_loss(tmp_path):
    register = twin.rows(3, 500)
    used = sorted({row["kbli"] for row in register})
    crosswalk = {code: {code: Fraction(1)} for code in used[2:]}
    crosswalk |= {used[0]: {used[3]: Fraction(1, 4), used[4]: Fraction(3, 4)}, used[1]: {"01111": Fraction(1)}}
    lines = [f"{code},{target},{weight}" for code, targets in crosswalk.items() for target, weight in targets.items()]
    (tmp_path / "c.csv").write_text("source,target,weight\n" + "\n".join(lines))
    path = write(register, tmp_path / "r", "texts")
    for measure in ("count", "sum"):
        found = records(path, Asked(crosswalk=tmp_path / "c.csv", measure=measure, level="regency"))
        expected, _ = twin.count(register, crosswalk=crosswalk, measure=measure, level="regency")
        assert cells(found.panel.frame) == {key: float(value) for key, value in expected.items()}
    total = sum(Fraction(twin.units(row["size"], 2), 100) for row in register)
    assert found.panel.frame["value"].sum() == pytest.approx(float(total), abs=1e-6)
    assert any("c.csv" in step for step in found.panel.papers.history)


def test_targets_that_are_no_kbli_are_taken_as_they_stand(tmp_path):
    register = twin.rows(5, 200)
    codes = sorted({row["kbli"] for row in register})
    (tmp_path / "c.csv").write_text(
        "dari,ke\n" + "\n".join(f"{code},{'kuliner' if code < '5' else 'kriya'}" for code in codes)
    )
    found = records(
        write(register, tmp_path / "r", "texts"), Asked(by="own", crosswalk=tmp_path / "c.csv", level="province")
    )
    crosswalk = {code: {"kuliner" if code < "5" else "kriya": Fraction(1)} for code in codes}
    assert cells(found.panel.frame) == twin.count(register, by="own", crosswalk=crosswalk, level="province")[0]


def test_a_file_is_the_same_panel_with_its_papers(tmp_path):
    path = write(twin.rows(1, 300), tmp_path / "r", "texts")
    asked = Asked(by="industry", level="regency")
    kept = records(path, asked).panel
    assert (
        records(path, asked, Engine(memory="1GB", threads=1, temp=tmp_path / "spill"), out=tmp_path / "p.parquet").panel
        is None
    )
    again = read_parquet(tmp_path / "p.parquet")
    assert isinstance(again, Panel)
    assert again.frame.equals(kept.frame)
    assert again.papers == kept.papers
    assert again.regions.equals(kept.regions)
    assert again.activities.equals(kept.activities)
    assert list((tmp_path / "spill").iterdir()) == []


def test_absent_is_zero_only_where_the_user_says_so(tmp_path):
    register = [
        {"region": "3510010001", "kbli": "01111", "date": "2023-05-01", "size": "1"},
        {"region": "3510010002", "kbli": "01112", "date": "2024-05-01", "size": "1"},
    ]
    path = write(register, tmp_path / "r", "texts")
    assert len(cells(records(path).panel.frame)) == 2
    whole = cells(records(path, Asked(absent="zero")).panel.frame)
    assert len(whole) == 2 * 2 * 2
    assert sorted(whole.values()) == [0] * 6 + [1, 1]
    assert whole["3510010001", "01111", 2023] == 1


def test_names_and_parents_come_from_the_lists(tmp_path):
    (tmp_path / "villages.csv").write_text("kode,nama\n35.10.010.001,Kalipait\n3510010002,Sarongan\n3571010001,Satu\n")
    register = [
        {"region": code, "kbli": "01111", "date": "2024-01-01", "size": "1"} for code in ("3510010001", "3510010003")
    ]
    path = write(register, tmp_path / "r", "texts")
    found = records(path, Asked(regions=tmp_path / "villages.csv"))
    assert found.panel.regions.select("region", "name", "kind", "parent").rows() == [
        ("3510010001", "Kalipait", "village", "3510010")
    ]
    assert found.unknown.select("code", "reason", "records", "examples").rows() == [
        ("3510010003", "not_listed", 1, "01111")
    ]
    assert found.panel.activities.rows() == [("01111", "Pertanian Jagung", None, "0111")]
    regency = records(path, Asked(level="regency")).panel.regions
    assert regency.select("region", "name", "kind", "parent").rows() == [
        ("3510", "Kabupaten Banyuwangi", "regency", "3500")
    ]
