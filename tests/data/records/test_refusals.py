"""What is wrong with a register, its columns or its crosswalk is said at once, in sentences; lists are whole."""

import sys
from fractions import Fraction

import polars as pl
import pytest
from data.records import twin
from data.records.registers import refused, texts, write
from hypothesis import given
from hypothesis import strategies as st

from potensi.codes import industries
from potensi.data.records import Asked, records
from potensi.data.records.columns import USUAL, columns_of
from potensi.data.records.crosswalk import fraction, read_crosswalk, through
from potensi.data.records.kbli import WHOLE, ancestors, business_fields, kbli
from potensi.errors import UsageError


def codes(problems):
    return [problem.code for problem in problems]


def test_every_usual_name_is_read_whatever_its_case():
    for role, names in USUAL.items():
        for name in names.split(","):
            assert columns_of([name.upper().replace(" ", "_"), "x"], [role], {}, "f")[1] == []


def test_columns_missing_and_doubtful_are_said_together_with_a_bad_crosswalk(tmp_path):
    table = texts(twin.rows(1, 3)).rename({"kbli": "sektor"}).with_columns(tanggal=pl.col("date"))
    table.write_parquet(tmp_path / "r.parquet")
    (tmp_path / "c.csv").write_text("source,target,weight\n01111,01111,0.5\n01111,01112,0.4\n01112,01112,x\n")
    problems = refused(tmp_path / "r.parquet", crosswalk=tmp_path / "c.csv")
    assert codes(problems) == [
        "records_column_missing", "records_columns_ambiguous", "records_weight_unreadable", "records_weights_off",
    ]  # fmt: skip
    assert "0.9" in problems[-1].message("en")
    assert "sektor" in problems[0].message("id")
    records(tmp_path / "r.parquet", Asked(columns={"kbli": "sektor", "date": "tanggal"}, level="province"))


def test_files_that_do_not_belong_together(tmp_path):
    (tmp_path / "none").mkdir()
    assert codes(refused(tmp_path / "none")) == ["records_no_files"]
    write(twin.rows(1, 4), tmp_path / "mixed", "folder")
    (tmp_path / "mixed" / "more.csv").write_text("region,kbli,date\n")
    assert codes(refused(tmp_path / "mixed")) == ["records_forms_mixed"]
    write(twin.rows(1, 4), tmp_path / "unlike", "folder")
    texts(twin.rows(1, 1)).drop("size").write_parquet(tmp_path / "unlike" / "z.parquet")
    (problem,) = refused(tmp_path / "unlike")
    assert (problem.code, problem.file) == ("records_columns_differ", "z.parquet")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and nothing more")
    assert codes(refused(tmp_path / "broken.parquet")) == ["records_unreadable"]
    with pytest.raises(OSError, match="nowhere"):
        records(tmp_path / "nowhere.parquet")


def test_a_line_with_too_many_cells_is_not_dropped(tmp_path):
    (tmp_path / "r.csv").write_text("region,kbli,date\n3510010001,01111,2024-01-01\n3510010001,01111,2024-01-01,4,5\n")
    assert codes(refused(tmp_path / "r.csv")) == ["records_line_misshapen"]


def test_moments_in_a_time_zone_have_no_certain_day(tmp_path):
    day = pl.lit("2024-01-01").str.to_datetime(time_zone="Asia/Jakarta")
    texts(twin.rows(1, 2)).with_columns(date=day).write_parquet(tmp_path / "r.parquet")
    assert codes(refused(tmp_path / "r.parquet")) == ["records_date_zoned"]


def test_a_register_of_strangers_is_no_panel(tmp_path):
    register = [row | {"region": "9910010001"} for row in twin.rows(1, 5)]
    with pytest.raises(UsageError, match="5"):
        records(write(register, tmp_path, "texts"))


def test_zeros_for_every_village_are_refused_before_they_are_made(tmp_path, monkeypatch):
    monkeypatch.setattr("potensi.data.records.run._MOST_ZEROS", 10)
    with pytest.raises(UsageError, match="zeros"):
        records(write(twin.rows(1, 50), tmp_path, "texts"), Asked(absent="zero"))


def test_more_cells_than_can_be_withheld_in_are_refused_before_it_is_tried(tmp_path, monkeypatch):
    monkeypatch.setattr("potensi.data.records.run._MOST_TO_WITHHOLD", 20)
    with pytest.raises(UsageError, match="coarser"):
        records(write(twin.rows(1, 50), tmp_path, "texts"), Asked(withhold_under=2))
    assert records(tmp_path / "r.parquet", Asked(withhold_under=2, level="province", by="industry")).cells > 10
    assert records(tmp_path / "r.parquet").cells > 40


def test_an_engine_that_is_not_installed_is_named_with_its_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UsageError, match=r"potensi\[records\]"):
        records(write(twin.rows(1, 2), tmp_path, "texts"))


def test_a_crosswalk_names_targets_that_exist_once(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("source,target\n1,01111\n1,01111\n")
    assert codes(read_crosswalk(path)[1]) == ["records_crosswalk_twice", "records_weights_off"]
    path.write_text("source,target\n1,00000\n")
    crosswalk, problems = read_crosswalk(path)
    assert problems == []
    assert codes(through(crosswalk, "kbli5", "c.csv")[1]) == ["records_target_unknown"]
    path.write_text("apa,siapa\n1,2\n")
    assert codes(read_crosswalk(path)[1]) == ["records_column_missing"] * 2


def test_lists_are_read_however_their_cells_are_parted_and_refused_in_a_sentence(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("dari;ke;bobot\n01111;01111;0,25\n01111;01112;0,75\n", encoding="utf-8-sig")
    crosswalk, problems = read_crosswalk(path)
    assert problems == []
    assert crosswalk.rows() == [("01111", "01111", WHOLE // 4), ("01111", "01112", WHOLE * 3 // 4)]
    source = write(twin.rows(1, 2), tmp_path / "r", "texts")
    path.write_text("")
    assert codes(refused(source, crosswalk=path)) == ["records_file_empty"]
    path.write_text("source,target\n1,2,3\n")
    assert codes(refused(source, crosswalk=path)) == ["records_unreadable"]
    (tmp_path / "c.parquet").write_bytes(b"no Parquet")
    assert codes(refused(source, regions=tmp_path / "c.parquet")) == ["records_unreadable"]
    with pytest.raises(OSError, match="nowhere"):
        records(source, Asked(regions=tmp_path / "nowhere.csv"))


@given(parts=st.lists(st.integers(1, 50), min_size=1, max_size=9))
def test_weights_stay_whole_and_near(tmp_path_factory, parts):
    path = tmp_path_factory.mktemp("c") / "c.csv"
    targets = business_fields()["kbli5"].head(len(parts)).to_list()
    lines = [f"9,{target},{part}/{sum(parts)}" for target, part in zip(targets, parts, strict=True)]
    path.write_text("source,target,weight\n" + "\n".join(lines))
    crosswalk, problems = read_crosswalk(path)
    assert problems == []
    assert crosswalk["weight"].sum() == WHOLE
    held = dict(crosswalk.select("target", "weight").iter_rows())
    assert all(abs(held[t] - Fraction(p * WHOLE, sum(parts))) < 1 for t, p in zip(targets, parts, strict=True))
    rolled, _ = through(crosswalk, "industry", "c.csv")
    assert rolled["weight"].sum() == WHOLE


@pytest.mark.parametrize(
    ("text", "value"), [("0.25", Fraction(1, 4)), ("0,5", Fraction(1, 2)), ("2/3", Fraction(2, 3))]
)
def test_a_weight_is_read_as_it_is_written(text, value):
    assert fraction(text) == value


@pytest.mark.parametrize("text", [None, "", "x", "1/0", "inf", "nan", "1/2/3"])
def test_what_is_no_weight_is_none(text):
    assert fraction(text) is None


def test_the_list_of_business_fields_is_whole():
    fields = business_fields()
    assert fields.height == 1790
    assert fields.null_count().sum_horizontal()[0] == 0
    assert set(fields["industry"]) == set(industries().codes())
    assert kbli()["code"].is_unique().all()
    listed = set(kbli()["code"])
    assert {code for code in kbli()["parent"].drop_nulls() if code not in listed} == {"4942", "7410", "7730"}
    assert "92" not in set(fields["kbli2"])  # as the list's README says
    assert ancestors("kbli2").columns == ["activity", "section", "industry"]
    assert ancestors("kbli5").height == 1790
