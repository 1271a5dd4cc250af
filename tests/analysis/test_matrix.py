"""One year as a sparse matrix: the same from a panel, from its file and from a bare file; what is wrong is said."""

import numpy as np
import polars as pl
import pytest
from analysis.made import long_of, panel_of, values_of

from potensi.analysis.matrix import matrix_of, years_in
from potensi.errors import DataProblems, UsageError
from potensi.panel import Papers, panel_from

VALUES = values_of(12, 9)


def test_a_panel_its_file_and_a_bare_file_are_the_same_matrix(tmp_path):
    panel = panel_of(VALUES, zeros=True)
    panel.write_parquet(tmp_path / "panel.parquet")
    shuffled = long_of(VALUES).sample(fraction=1.0, shuffle=True, seed=3)
    shuffled.write_parquet(tmp_path / "bare.parquet", row_group_size=17)
    found = [matrix_of(each) for each in (panel, tmp_path / "panel.parquet", tmp_path / "bare.parquet")]
    for each in found:
        assert (each.values.toarray() == VALUES).all()
        assert each.regions == sorted(each.regions)
        assert each.year == 2024
        assert not each.refusals
    assert found[0].digest() == found[1].digest()
    assert found[0].digest() != matrix_of(panel_of(VALUES + 1)).digest()


def test_names_come_with_a_panel_s_file(tmp_path):
    names = pl.DataFrame({"region": ["R001"], "name": ["Banyuwangi"]})
    activities = pl.DataFrame({"activity": ["A002"], "name_id": ["Kopi"], "name_en": ["Coffee"]})
    panel = panel_from(long_of(VALUES), papers=Papers(), regions=names, activities=activities)
    panel.write_parquet(tmp_path / "panel.parquet")
    for source in (panel, tmp_path / "panel.parquet"):
        found = matrix_of(source)
        assert found.region_name("R001") == "Banyuwangi"
        assert found.region_name("R009") == "R009"
        assert (found.activity_name("A002", "id"), found.activity_name("A002", "en")) == ("Kopi", "Coffee")


def test_the_year_is_the_last_unless_asked(tmp_path):
    both = pl.concat([long_of(VALUES, 2020), long_of(VALUES * 2, 2024)])
    both.write_parquet(tmp_path / "two.parquet", row_group_size=50)
    both.rename({"period": "year"}).write_parquet(tmp_path / "year.parquet")
    panel = panel_from(both, papers=Papers())
    for source in (panel, tmp_path / "two.parquet", tmp_path / "year.parquet"):
        assert (matrix_of(source).values.toarray() == VALUES * 2).all()
        assert (matrix_of(source, year=2020).values.toarray() == VALUES).all()
        with pytest.raises(UsageError, match="2021"):
            matrix_of(source, year=2021)
    both.drop("period").head(20).write_parquet(tmp_path / "none.parquet")
    assert matrix_of(tmp_path / "none.parquet").year == 0


def test_a_missing_cell_takes_its_region_out_or_only_itself_and_both_are_said():
    frame = long_of(VALUES, zeros=True).with_columns(
        value=pl.when((pl.col("region") == "R003") & (pl.col("activity") == "A001"))
        .then(None)
        .otherwise(pl.col("value"))
    )
    panel = panel_from(frame, papers=Papers())
    found = matrix_of(panel)
    assert "R003" not in found.regions
    assert (found.values.toarray() == np.delete(VALUES, 3, axis=0)).all()
    assert "R003" in found.refusals[0].message("en")
    lenient = matrix_of(panel, missing="cell")
    expected = VALUES.copy()
    expected[3, 1] = 0
    assert (lenient.values.toarray() == expected).all()
    assert "not present" in lenient.refusals[0].message("en")
    with pytest.raises(ValueError, match="'region' or 'cell'"):
        matrix_of(panel, missing="zero")


def test_rows_that_hold_others_are_left_out():
    tree = pl.DataFrame({"region": ["R000", "R001", "R002"], "parent": [None, "R000", "R000"]})
    found = matrix_of(panel_from(long_of(VALUES), papers=Papers(), regions=tree))
    assert "R000" not in found.regions
    assert any("R000" in refusal.message("en") for refusal in found.refusals)


@pytest.mark.parametrize(("place", "value", "word"), [(4, -1.0, "-1"), (7, float("inf"), "inf")])
def test_impossible_values_are_refused_with_their_place(place, value, word, tmp_path):
    frame = long_of(VALUES)
    frame = frame.with_columns(value=pl.Series(np.where(np.arange(len(frame)) == place, value, frame["value"])))
    frame.write_parquet(tmp_path / "bad.parquet")
    with pytest.raises(DataProblems) as stop:
        matrix_of(tmp_path / "bad.parquet")
    for lang in ("id", "en"):
        assert word in stop.value.message(lang)
        assert frame["region"][place] in stop.value.message(lang)


def test_a_cell_given_twice_is_refused_with_its_place(tmp_path):
    frame = pl.concat([long_of(VALUES), long_of(VALUES).slice(5, 1)])
    frame.write_parquet(tmp_path / "twice.parquet")
    with pytest.raises(DataProblems) as stop:
        matrix_of(tmp_path / "twice.parquet")
    assert len(stop.value.problems) == 1
    assert stop.value.problems[0].params["activity"] == frame["activity"][5]


def test_a_file_without_the_columns_is_refused(tmp_path):
    long_of(VALUES).drop("activity").write_parquet(tmp_path / "less.parquet")
    with pytest.raises(DataProblems, match="activity"):
        matrix_of(tmp_path / "less.parquet")
    long_of(VALUES).head(0).write_parquet(tmp_path / "empty.parquet")
    with pytest.raises(UsageError, match="no row"):
        matrix_of(tmp_path / "empty.parquet")


def test_codes_may_be_numbers(tmp_path):
    frame = long_of(VALUES).with_columns(region=pl.col("region").str.slice(1).cast(pl.Int64))
    frame.write_parquet(tmp_path / "numbers.parquet")
    assert matrix_of(tmp_path / "numbers.parquet").regions[:2] == ["0", "1"]


def first(column, value):
    """Change a column's first row: an expression."""
    return pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (pl.col("value").cast(pl.String), "column_of_other_kind"),
        (pl.date(2024, 1, 1).alias("value"), "column_of_other_kind"),
        (pl.col("activity").str.slice(1).cast(pl.Float64), "codes_as_fractions"),
        (first("region", None), "rows_without"),
        (first("activity", "  "), "rows_without"),
        (pl.lit(None, pl.String).alias("activity"), "rows_without"),
        (first("period", None), "rows_without"),
        (pl.lit("tahun lalu").alias("period"), "year_unreadable"),
        (pl.date(2024, 12, 31).alias("period"), "year_unreadable"),
        (pl.lit(2024.5).alias("period"), "year_unreadable"),
    ],
)
def test_what_is_no_panel_is_refused_in_a_sentence(change, code, tmp_path):
    long_of(VALUES).with_columns(change).write_parquet(tmp_path / "odd.parquet")
    with pytest.raises(DataProblems) as stop:
        matrix_of(tmp_path / "odd.parquet")
    assert [problem.code for problem in stop.value.problems] == [code]
    assert all("{" not in stop.value.message(lang) for lang in ("id", "en"))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("none.parquet", b"", "file_empty"),
        ("text.parquet", b"region,activity,value\n", "content_not_as_named"),
        ("text.csv", b"region,activity,value\n", "not_parquet"),
        ("half.parquet", None, "file_broken"),
    ],
)
def test_a_file_that_is_no_parquet_or_breaks_off_is_refused_in_a_sentence(name, content, code, tmp_path):
    path = tmp_path / name
    long_of(VALUES).write_parquet(path)
    path.write_bytes(path.read_bytes()[:700] if content is None else content)
    with pytest.raises(DataProblems) as stop:
        matrix_of(path)
    assert [problem.code for problem in stop.value.problems] == [code]
    assert all("{" not in stop.value.message(lang) for lang in ("id", "en"))
    (tmp_path / "folder.parquet").mkdir()
    for there in ("folder.parquet", "nowhere.parquet"):
        with pytest.raises(OSError, match=there):
            matrix_of(tmp_path / there)


def test_years_may_be_whole_numbers_of_any_kind_and_codes_have_spaces_around_them(tmp_path):
    path = tmp_path / "odd.parquet"
    for kind in (pl.Int64, pl.UInt16, pl.Float32, pl.String):
        frame = pl.concat([long_of(VALUES, 2020), long_of(VALUES * 2, 2024)]).with_columns(pl.col("period").cast(kind))
        frame.with_columns(first("region", " R000  ")).write_parquet(path, row_group_size=40)
        assert years_in(path) == [2020, 2024]
        assert (matrix_of(path).values.toarray() == VALUES * 2).all()
        assert (matrix_of(path, year=2020).values.toarray() == VALUES).all()
    frame.drop("period").write_parquet(path)
    assert years_in(path) == []
