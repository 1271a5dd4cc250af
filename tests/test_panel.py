"""The panel keeps its five kinds of absence apart and refuses what contradicts itself."""

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from potensi.errors import DataProblems, UsageError
from potensi.panel import KEY, Panel, Papers, panel_from, read_parquet

ROWS = {
    "region": ["3510", "3510", "3509", "3509"],
    "activity": ["A", "B", "A", "B"],
    "year": [2024] * 4,
    "value": [1.0, 0.0, None, 4.0],
    "status": ["final", "final", "withheld", "very_provisional"],
}
PAPERS = Papers(title="t", unit="miliar rupiah", price="constant2010", source="BPS", history=("read",))


@pytest.mark.parametrize("frame", [pl.DataFrame, pd.DataFrame, pa.table], ids=["polars", "pandas", "pyarrow"])
def test_any_data_frame_comes_in_and_means_the_same(frame):
    panel = panel_from(frame(ROWS), papers=PAPERS)
    assert panel.frame.rows() == [
        ("3509", "A", 2024, None, "withheld"),
        ("3509", "B", 2024, 4.0, "very_provisional"),
        ("3510", "A", 2024, 1.0, "final"),
        ("3510", "B", 2024, 0.0, "final"),
    ]


def test_pandas_comes_out():
    out = panel_from(pl.DataFrame(ROWS), papers=PAPERS).to_pandas()
    assert isinstance(out, pd.DataFrame)
    assert list(out.columns) == ["region", "activity", "period", "value", "status"]


def test_zero_and_missing_stay_apart_in_the_arrays():
    matrix = panel_from(pl.DataFrame(ROWS), papers=PAPERS).matrix(2024)
    np.testing.assert_array_equal(matrix, [[np.nan, 4.0], [1.0, 0.0]])


def test_the_cube_follows_the_order_of_the_codes_not_of_the_rows():
    shuffled = pl.DataFrame(ROWS)[[2, 0, 3, 1]]
    left, right = (panel_from(f, papers=PAPERS).cube() for f in (pl.DataFrame(ROWS), shuffled))
    np.testing.assert_array_equal(left, right)


def test_a_null_without_status_is_not_yet_available():
    frame = pl.DataFrame(ROWS).drop("status")
    assert panel_from(frame, papers=PAPERS).frame["status"].to_list()[0] == "not_available"


def test_nan_in_the_input_is_missing_not_undefined():
    frame = pd.DataFrame(ROWS).drop(columns="status").assign(value=[1.0, np.nan, 3.0, 4.0])
    assert panel_from(frame, papers=PAPERS).frame["value"].null_count() == 1


def test_every_contradiction_is_reported_at_once():
    frame = pl.DataFrame(
        {
            "region": ["1", "1", "2", "3", "4"],
            "activity": ["A"] * 5,
            "period": [2024] * 5,
            "value": [1.0, 1.0, float("inf"), None, 5.0],
            "status": ["final", "final", "final", "final", "guessed"],
        }
    )
    with pytest.raises(DataProblems) as caught:
        panel_from(frame, papers=PAPERS)
    codes = sorted(problem.code for problem in caught.value.problems)
    assert codes == [
        "duplicate_cell", "duplicate_cell", "status_contradicts_value", "unknown_status", "value_not_finite",
    ]  # fmt: skip
    for lang in ("id", "en"):
        assert all(p.message(lang) and p.hint(lang) for p in caught.value.problems)


@pytest.mark.parametrize("seed", range(20))
def test_any_order_of_rows_is_brought_into_one_and_any_cell_given_twice_is_found(seed):
    random = np.random.default_rng(seed)
    cells = pl.DataFrame({"region": ["1", "10", "2"]}).join(pl.DataFrame({"activity": ["B", "A"]}), how="cross")
    cells = cells.join(pl.DataFrame({"period": [2020, 2019]}), how="cross").with_row_index("value")
    order = random.permutation(cells.height)
    found = panel_from(cells[order], papers=PAPERS)
    assert found.frame.equals(found.frame.sort(KEY))
    assert panel_from(found.frame, papers=PAPERS).frame.equals(found.frame)
    again = random.integers(0, cells.height, random.integers(1, 4))
    rows = np.concatenate([order, again])
    for frame in (cells[rows], cells[rows].sort(KEY)):
        with pytest.raises(DataProblems) as caught:
            panel_from(frame, papers=PAPERS)
        expected = frame.filter(pl.struct(KEY).is_duplicated()).sort(KEY).select(KEY).rows()
        assert [
            (p.params["region"], p.params["activity"], p.params["period"]) for p in caught.value.problems
        ] == expected


def test_missing_columns_are_all_named():
    with pytest.raises(DataProblems) as caught:
        panel_from(pl.DataFrame({"region": ["1"]}), papers=PAPERS)
    assert [p.params["column"] for p in caught.value.problems] == ["activity", "period", "value"]


def test_a_panel_survives_its_parquet_file(tmp_path):
    panel = panel_from(pl.DataFrame(ROWS), papers=PAPERS)
    panel.write_parquet(tmp_path / "panel.parquet")
    again = read_parquet(tmp_path / "panel.parquet")
    assert isinstance(again, Panel)
    assert again.frame.equals(panel.frame)
    assert again.papers == panel.papers
    assert again.regions.equals(panel.regions)


def test_another_table_in_parquet_is_no_panel(tmp_path):
    pl.DataFrame(ROWS).write_parquet(tmp_path / "table.parquet")
    assert read_parquet(tmp_path / "table.parquet") is None


def test_steps_are_kept_and_leave_the_first_panel_alone():
    panel = panel_from(pl.DataFrame(ROWS), papers=PAPERS)
    assert panel.with_step("kept 2024").papers.history == ("read", "kept 2024")
    assert panel.papers.history == ("read",)


def test_a_year_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(UsageError, match="2024"):
        panel_from(pl.DataFrame(ROWS), papers=PAPERS).matrix(1999)


@pytest.mark.parametrize("text", ["3510", "35.10", "Kabupaten Banyuwangi", "Kab. Banyuwangi", "banyuwangi"])
def test_a_region_is_found_by_either_code_and_by_usual_spellings(text):
    from potensi.data.samples import load

    assert load("jatim").find_region(text) == "3510"


def test_an_unknown_region_comes_with_its_nearest_names():
    from potensi.data.samples import load

    with pytest.raises(UsageError, match="Banyuwangi"):
        load("jatim").find_region("Banyuwagi")


def test_a_table_with_gaps_gives_the_same_cube_as_the_slow_literal_way():
    rng = np.random.default_rng(7)
    keys = [(r, a, t) for r in "xyz" for a in "AB" for t in (2020, 2021, 2022)]
    kept = [keys[k] for k in rng.permutation(len(keys))[:12]]
    frame = pl.DataFrame(kept, schema=["region", "activity", "year"], orient="row").with_columns(
        value=pl.Series(rng.random(len(kept)))
    )
    panel = panel_from(frame, papers=PAPERS)
    for periods in ([2020, 2021, 2022], [2022, 2020], [2021]):
        slow = np.full((len(periods), len(panel.region_codes), len(panel.activity_codes)), np.nan)
        for row in panel.frame.iter_rows(named=True):
            if row["period"] in periods:
                place = (
                    periods.index(row["period"]),
                    panel.region_codes.index(row["region"]),
                    panel.activity_codes.index(row["activity"]),
                )
                slow[place] = row["value"]
        np.testing.assert_array_equal(panel.cube(periods), slow)
