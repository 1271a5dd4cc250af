"""Whole tables and whole data sets as files: they open again, and hold the figures that the pages show."""

import io

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from web.rights.world import build

import potensi
from potensi.web.datasets import answers
from potensi.web.datasets.figures import panel_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

CELLS, FIGURES = "/api/v1/tables/cells", "/api/v1/datasets/pdrb-terbuka/versions/1/figures"
SHOWN = ["value", "share", "lq", "dlq", "growth_yearly"]
# What the pages write as percent is a fraction in the API.
PERCENT = ["share", "growth_yearly"]


@pytest.fixture
def version(people):
    return build(people).public.versions.get()


def content(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)


@pytest.mark.parametrize("name", ["cells", "regions", "activities", "disparity"])
def test_a_table_opens_again_as_what_was_computed(client, version, name):
    computed = answers.tables(version, name)
    parquet = pl.read_parquet(content(client, f"/api/v1/tables/{name}.parquet"))
    assert_frame_equal(parquet, computed)
    csv = pl.read_csv(content(client, f"/api/v1/tables/{name}.csv"), schema=computed.schema)
    assert_frame_equal(csv, computed)


def test_missing_and_undefined_stay_apart_in_csv(client, version, monkeypatch):
    frame = pl.DataFrame({"region": ["3509", "3510", "3511"], "lq": [1.5, None, float("nan")]})
    monkeypatch.setattr(answers, "tables", lambda version, name: frame)
    again = pl.read_csv(content(client, f"{CELLS}.csv?lang=en"), schema=frame.schema)
    assert again["lq"].is_null().to_list() == [False, True, False]
    assert again["lq"].is_nan().to_list() == [False, None, True]


def test_the_table_holds_what_the_region_s_page_shows(client, version):
    table = pl.read_parquet(content(client, f"{CELLS}.parquet")).filter(pl.col("region") == "3510")
    page = pl.read_csv(content(client, "/daerah/3510/tabel/industries.csv"))
    assert page.height == table.height == 4
    ours = table.sort("value", descending=True).select(pl.col(name) * (100 if name in PERCENT else 1) for name in SHOWN)
    assert_frame_equal(ours, page.sort("value", descending=True).select(SHOWN), rel_tol=1e-12)
    profile = client.get("/api/v1/regions/3510").json()["industries"]
    assert {row["activity"]: row["lq"] for row in profile} == dict(table.select("activity", "lq").iter_rows())


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_data_set_opens_again_with_every_figure(client, version, form):
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet}[form]
    found = read(content(client, f"{FIGURES}.{form}"))
    kept = panel_of(version).frame
    period = "year" if "year" in found.columns else "period"
    keys = [pl.col("region").cast(pl.String), "activity", pl.col(period).cast(pl.Int32).alias("period")]
    again = found.select(*keys, pl.col("value").cast(pl.Float64), "status").sort("region", "activity", "period")
    assert_frame_equal(again, kept.select(again.columns), check_row_order=True)


def test_the_workbook_reads_as_the_same_figures(client, version, tmp_path):
    place = tmp_path / "pdrb.xlsx"
    place.write_bytes(content(client, f"{FIGURES}.xlsx").getvalue())
    found = potensi.read(place).frame
    columns = ["region", "activity", "period", "value", "status"]
    assert_frame_equal(found.select(columns), panel_of(version).frame.select(columns))


def test_figures_page_by_page_are_those_of_the_file(client, version):
    whole, start = [], 0
    while len(part := client.get(f"{FIGURES}?limit=50&offset={start}").json()["items"]) > 0:
        whole += part
        start += 50
    kept = panel_of(version).frame
    assert [(row["region"], row["activity"], row["period"], row["value"], row["status"]) for row in whole] == list(
        kept.select("region", "activity", "period", "value", "status").iter_rows()
    )
