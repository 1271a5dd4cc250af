"""The public part of the API: the same figures as the analysis, with their papers; undefined and missing kept apart."""

import io
import math

import polars as pl
import pytest
from polars.testing import assert_frame_equal

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
API = "/api/v1"


def got(client, path, status=200):
    answer = client.get(API + path)
    assert answer.status_code == status, answer.content[:300]
    return answer.json()


def same(value, truth):
    if isinstance(truth, float) and math.isnan(truth):
        return value == "NaN"
    return value == (pytest.approx(truth) if isinstance(truth, float) else truth)


def test_a_region_s_profile_is_the_analysis_s(client, sample, banyuwangi, shared):
    found = got(client, "/regions/3510")
    truth = banyuwangi.own.to_dicts()
    assert len(found["industries"]) == len(truth)
    for row, true in zip(found["industries"], truth, strict=True):
        assert row.keys() == true.keys()
        assert all(same(row[name], value) for name, value in true.items())
    whole = shared.profile.regions.filter(pl.col("region") == "3510").to_dicts()[0]
    assert all(same(found["region"][name], value) for name, value in whole.items())


def test_undefined_and_missing_are_told_apart(client, publish):
    from dataclasses import replace

    from potensi.data import samples

    panel = samples.load("jatim").keep(regions=["3509", "3510", "3511"], activities=["A", "C"])
    nothing = (pl.col("region") == "3510") & (pl.col("activity") == "C")
    publish(replace(panel, frame=panel.frame.with_columns(value=pl.when(nothing).then(0.0).otherwise(pl.col("value")))))
    row = next(row for row in got(client, "/regions/3510")["industries"] if row["activity"] == "C")
    assert row["value"] == 0
    values = {value for row in got(client, "/regions/3510")["industries"] for value in row.values()}
    assert None in values
    assert "NaN" in values
    csv = client.get(f"{API}/tables/cells.csv").content.decode()
    assert "NaN" in csv


def test_every_answer_with_figures_carries_their_papers(client, sample):
    paths = (
        "/regions",
        "/regions/3510",
        "/regions/3510/peers",
        "/regions/3510/hosts",
        "/regions/3510/catchup",
        "/regions/3510/report",
        "/industries",
        "/industries/M,N",
        "/industries/m-n/report",
        "/comparison?d=3510&d=3511",
    )
    for path in paths:
        papers = got(client, path)["papers"]
        assert (papers["unit"], papers["price"]) == ("miliar rupiah", "constant2010")
        assert "BPS Provinsi Jawa Timur" in papers["source"]
        assert (papers["base"], papers["year"], papers["dataset"]) == (2020, 2024, "contoh")
        assert papers["digest"] == sample.digest
        assert papers["sample"] is True


def test_peers_hosts_and_gaps_are_the_analysis_s(client, sample, banyuwangi):
    assert [row["region"] for row in got(client, "/regions/3510/peers")["items"]] == banyuwangi.peers.table[
        "region"
    ].to_list()
    hosts = got(client, "/regions/3510/hosts")["items"]
    assert [row["distance_km"] for row in hosts] == pytest.approx(banyuwangi.hosts.table["distance_km"].to_list())
    assert len(got(client, "/regions/3510/catchup")["items"]) == banyuwangi.catchup.table.height


@pytest.mark.parametrize("text", ["35.10", "Banyuwangi", "kab. banyuwangi"])
def test_a_region_may_be_named_as_people_do(client, sample, text):
    assert got(client, f"/regions/{text}")["code"] == "3510"


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/regions/Banyuwngi", "Kabupaten Banyuwangi"),
        ("/regions/Kediri/hosts", "Kota Kediri"),
        ("/industries/pertania", "Pertanian"),
    ],
)
def test_an_unknown_name_is_a_problem_with_the_nearest(client, sample, path, near):
    answer = client.get(API + path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert near in answer.json()["detail"]


def test_reports_are_in_the_language_asked_for(client, sample):
    assert got(client, "/regions/3510/report")["sections"][0]["heading"] == "Sekilas"
    english = got(client, "/regions/3510/report?lang=en")
    assert english["sections"][0]["heading"] == "At a glance"
    assert "@@" not in str(english)
    assert client.get(f"{API}/regions/3510/report", headers={"accept-language": "en"}).json() == english


def test_the_comparison_says_what_is_amiss(client, sample):
    assert got(client, "/comparison?d=3510&d=Bondowoso")["tables"]
    assert "sedikitnya 2" in got(client, "/comparison?d=3510", 422)["detail"]
    assert got(client, "/comparison?d=3510&d=x", 404)["detail"]
    got(client, "/comparison", 422)


@pytest.mark.parametrize("name", ["cells", "regions", "activities", "disparity"])
def test_whole_tables_come_as_csv_and_parquet(client, sample, shared, name):
    truth = getattr(shared.profile, name)
    answer = client.get(f"{API}/tables/{name}.parquet")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}.parquet"'
    assert_frame_equal(pl.read_parquet(io.BytesIO(answer.content)), truth)
    csv = pl.read_csv(client.get(f"{API}/tables/{name}.csv").content, infer_schema=False)
    assert (csv.columns, csv.height) == (truth.columns, truth.height)
    assert client.get(f"{API}/tables/nothing.csv").status_code in (404, 422)


def test_methods_and_search(client, sample):
    from potensi.measures.catalogue import cards

    assert [item["name"] for item in got(client, "/methods")["items"]] == [card.name for card in cards()]
    assert got(client, "/methods/lq?lang=en")["label"] == "Location quotient"
    got(client, "/methods/lqq", 404)
    hits = got(client, "/search?q=kediri")["items"]
    assert {hit["code"] for hit in hits} == {"3506", "3571"}
    assert all(hit["has_figures"] for hit in hits)
    assert got(client, "/search?q=Aceh")["items"][0]["has_figures"] is False


def test_figures_that_are_not_public_are_not_answered(client, publish, signed_in, people):
    from potensi.data import samples

    publish(samples.load("jatim").keep(regions=["3510", "3511"]), "tertutup", visibility="region", region="3510")
    got(client, "/regions/3510?data=tertutup", 404)
    assert client.get(f"{API}/tables/cells.parquet?data=tertutup").status_code == 404
    assert signed_in(people.analyst).get(f"{API}/regions/3510?data=tertutup").status_code == 200
    assert client.get(f"{API}/regions/3510?data=tertutup").status_code == 404


def test_answers_are_kept_and_tagged(client, sample, django_assert_num_queries):
    first = client.get(f"{API}/regions/3510")
    assert "Authorization" in first["Vary"]
    with django_assert_num_queries(1):
        assert client.get(f"{API}/regions/3510").content == first.content
    assert client.get(f"{API}/regions/3510", headers={"if-none-match": first["ETag"]}).status_code == 304
