"""A region's page: what stands on it is what the analysis says; every way of writing its code leads to it."""

import re

import polars as pl
import pytest
from web.pages.reading import body_of, links_of, text_of

from potensi.data import samples
from potensi.language import number, percent
from potensi.present.numbers import money

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize(("lang", "prefix"), [("id", ""), ("en", "/en")])
def test_the_figures_shown_are_the_analysis_s(client, sample, banyuwangi, lang, prefix):
    text = text_of(client.get(f"{prefix}/daerah/3510/"))
    assert "Kabupaten Banyuwangi" in text
    assert money(banyuwangi.total, banyuwangi.unit, lang) in text
    assert percent(banyuwangi.growth, lang, decimals=2) in text
    quotients = banyuwangi.own.filter(pl.col("lq") >= 1)["lq"].to_list()
    assert quotients
    for quotient in quotients:
        assert f"LQ {number(quotient, lang, decimals=2)}" in text
    for name in banyuwangi.hosts.table["name"]:
        assert name in text
    for code in banyuwangi.peers.table["region"].head(3):
        assert banyuwangi.panel.region_name(code) in text


def test_the_whole_table_of_industries_stands_on_the_page(client, sample, banyuwangi):
    page = client.get("/daerah/3510/").content.decode()
    rows = dict(re.findall(r'<tr><th scope="row">(.*?)</th><td class="n">(.*?)</td>', page))
    for code, value in banyuwangi.own.select("activity", "value").iter_rows():
        assert rows[banyuwangi.panel.activity_name(code, "id")] == number(value, "id")


def test_method_data_and_neighbours_are_one_tap_away(client, sample, banyuwangi):
    links = links_of(client.get("/daerah/3510/"))
    for name in ("lq", "dlq", "sector_class", "shift_regional", "similarity", "years_behind"):
        assert f"/metode/{name}/" in links
    for code in (*banyuwangi.hosts.table["region"], *banyuwangi.peers.table["region"]):
        assert f"/daerah/{code}/" in links
    assert any(link.startswith("/bandingkan/?d=3510&d=") for link in links)


def test_every_link_on_the_page_leads_somewhere(client, sample):
    page = client.get("/daerah/3510/")
    ids = set(re.findall(r'\sid="([^"]+)"', page.content.decode()))
    for link in set(links_of(page)):
        if link.startswith("#"):
            assert link[1:] in ids
        elif not link.startswith("https://wa.me/"):
            address = link if link.startswith("/") else f"/daerah/3510/{link}"
            answer = client.get(address, follow=True)
            body_of(answer)
            assert answer.status_code == 200, link


def test_no_id_stands_twice(client, sample):
    ids = re.findall(r'\sid="([^"]+)"', client.get("/daerah/3510/").content.decode())
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", ["35.10", "Banyuwangi", "kab-banyuwangi", "kabupaten banyuwangi"])
def test_other_ways_of_writing_lead_to_the_page(client, sample, address):
    answer = client.get(f"/daerah/{address}/")
    assert (answer.status_code, answer["Location"]) == (301, "/daerah/3510/")


def test_an_unknown_region_names_the_nearest(client, sample):
    answer = client.get("/daerah/Banyuwngi/")
    assert answer.status_code == 404
    assert "/daerah/3510/" in links_of(answer)


def test_what_could_be_two_is_not_decided(client, sample):
    answer = client.get("/daerah/kediri/")
    assert answer.status_code == 404
    assert {"/daerah/3506/", "/daerah/3571/"} <= set(links_of(answer))


@pytest.mark.parametrize("address", ["3200", "9999", "x" * 300, "~%%%", "..%2f..%2fetc", "%00", "~AAAA"])
def test_a_region_without_figures_is_not_there(client, sample, address):
    assert client.get(f"/daerah/{address}/").status_code in (400, 404)


def test_the_sample_is_marked_as_an_example_and_one_s_own_figures_are_not(client, publish):
    publish(samples.load("jatim"), sample=True)
    assert "Contoh Angka di halaman ini" in text_of(client.get("/daerah/3510/"))
    publish(samples.load("jatim").keep(periods=[2022, 2023, 2024]), "resmi")
    text = text_of(client.get("/daerah/3510/"))
    assert "Contoh" not in text
    assert "2022–2024" in text


def test_another_data_set_can_be_asked_for_and_stays_chosen(client, publish):
    publish(samples.load("jatim"), sample=True)
    publish(samples.load("jatim", "current"), "adhb", sample=True)
    first = client.get("/daerah/3510/")
    assert "?data=adhb" in links_of(first)
    page = client.get("/daerah/3510/?data=adhb")
    assert "atas dasar harga berlaku mencapai" in text_of(page)
    assert "atas dasar harga konstan 2010 mencapai" in text_of(first)
    inner = [
        link
        for link in links_of(page)
        if link.startswith(("prospektus", "bab-2", "tabel/", "/daerah/35", "/bandingkan/?"))
    ]
    assert len(inner) > 20
    assert all("data=adhb" in link for link in inner)
    assert "@@" not in page.content.decode()


@pytest.mark.parametrize("visibility", ["region", "office"])
def test_figures_that_are_not_public_stay_closed(client, publish, visibility):
    publish(samples.load("jatim").keep(regions=["3509", "3510", "3511"]), "tertutup", visibility=visibility)
    assert client.get("/daerah/3510/").status_code == 404
    for path in ("", "prospektus.pdf", "tabel/hosts.csv", "pratinjau.png"):
        assert client.get(f"/daerah/3510/{path}?data=tertutup").status_code == 404
    assert "3510" not in client.get("/sitemap.xml").content.decode()


def test_people_of_the_region_read_their_own_closed_figures(signed_in, people, publish):
    publish(
        samples.load("jatim").keep(regions=["3509", "3510", "3511"]), "tertutup", visibility="region", region="3510"
    )
    answer = signed_in(people.analyst).get("/daerah/3510/?data=tertutup")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert signed_in(people.stranger).get("/daerah/3510/?data=tertutup").status_code == 404


def test_the_link_carries_its_picture_and_sentence(client, sample, banyuwangi):
    page = client.get("/daerah/3510/").content.decode()
    found = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', page))
    assert found["og:image"] == "http://testserver/daerah/3510/pratinjau.png"
    assert found["og:url"] == "http://testserver/daerah/3510/"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert money(banyuwangi.total, banyuwangi.unit, "id") in found["og:description"]
    assert found["og:description"] == found["description"]


def test_the_whatsapp_text_ends_with_the_page_s_address(client, sample):
    page = client.get("/daerah/3510/").content.decode()
    message = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1]
    assert "http://testserver/daerah/3510/" in message
    assert "*" in message
    assert re.search(r'href="https://wa\.me/\?text=[^"]*daerah%2F3510%2F', page)


def test_one_year_and_one_region_still_make_a_page(client, publish):
    publish(samples.load("jatim").keep(regions=["3510"], periods=[2024]), "sendiri")
    answer = client.get("/daerah/3510/")
    assert answer.status_code == 200
    assert "Kabupaten Banyuwangi" in text_of(answer)
