"""The first page and the search: names, codes, usual spellings, typing errors; each tile and door leads somewhere."""

import re

import pytest
from web.pages.reading import links_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_the_first_page_leads_to_every_region(client, sample, shared):
    page = client.get("/")
    for code in shared.panel.region_codes:
        assert links_of(page).count(f"daerah/{code}/") == 2, "a tile for phones, one for wider pages"
    assert "Contoh" in text_of(page)
    assert page.content.decode().count("<h1") == 1


def test_every_door_leads_somewhere(client, sample):
    page = client.get("/")
    doors = re.search(r'<ul class="doors">(.*?)</ul>', page.content.decode(), re.S)[1]
    links = re.findall(r'href="([^"]+)"', doors)
    assert len(links) >= 5
    for link in links:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("measure", ["growth", "per_head", "total", "largest"])
def test_the_map_can_be_coloured_otherwise(client, sample, measure):
    page = client.get(f"/?peta={measure}").content.decode()
    assert re.search(rf'href="\?peta={measure}#peta" aria-current="true"', page)


def test_the_map_shows_the_analysis_s_growth(client, sample, banyuwangi):
    from potensi.language import percent

    assert f"Kabupaten Banyuwangi: {percent(banyuwangi.growth, 'id')}" in client.get("/").content.decode()


def test_an_unknown_colouring_falls_back(client, sample):
    assert client.get("/?peta=%3Cscript%3E").content.decode().count('aria-current="true"') == 1


def test_without_any_figures_the_pages_say_so(client, db):
    for path in ("/", "/daerah/", "/lapangan-usaha/", "/bandingkan/"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Belum ada angka yang diterbitkan" in text_of(answer)
    for path in ("/metode/", "/tentang/", "/cari/?q=banyuwangi", "/sitemap.xml"):
        assert client.get(path).status_code == 200
    for path in ("/daerah/3510/", "/pratinjau.png", "/lapangan-usaha/c/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("Banyuwangi", "/daerah/3510/"),
        ("banyuwangi ", "/daerah/3510/"),
        ("Kab. Banyuwangi", "/daerah/3510/"),
        ("KABUPATEN  BANYUWANGI", "/daerah/3510/"),
        ("3510", "/daerah/3510/"),
        ("35.10", "/daerah/3510/"),
        ("Kota Kediri", "/daerah/3571/"),
        ("pertanian, kehutanan, dan perikanan", "/lapangan-usaha/a/"),
        ("M,N", "/lapangan-usaha/m-n/"),
    ],
)
def test_what_is_clear_is_opened_at_once(client, sample, text, target):
    answer = client.get("/cari/", {"q": text})
    assert (answer.status_code, answer["Location"]) == (302, target)


def test_english_finds_english_pages(client, sample):
    assert client.get("/en/cari/", {"q": "Banyuwangi Regency"})["Location"] == "/en/daerah/3510/"


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Kediri", {"/daerah/3506/", "/daerah/3571/"}),
        ("Malang", {"/daerah/3507/", "/daerah/3573/"}),
        ("Banyuwngi", {"/daerah/3510/"}),
        ("situbndo", {"/daerah/3512/"}),
        ("banyu", {"/daerah/3510/"}),
        ("pertania", {"/lapangan-usaha/a/"}),
    ],
)
def test_what_is_not_clear_names_candidates(client, sample, text, targets):
    answer = client.get("/cari/", {"q": text})
    assert answer.status_code == 200
    assert targets <= set(links_of(answer))


def test_two_of_one_name_are_told_apart_by_their_kind(client, sample):
    text = text_of(client.get("/cari/?q=Kediri"))
    assert "Kabupaten Kediri" in text
    assert "Kota Kediri" in text
    assert "Ada beberapa" in text


def test_a_region_without_figures_is_named_without_a_link(client, sample):
    answer = client.get("/cari/?q=Aceh")
    assert "belum ada angkanya di sini" in text_of(answer)


@pytest.mark.parametrize(
    "text", ["", " ", "zzqqxxyy", "<script>alert(1)</script>", "'; DROP TABLE", "%", "\x00", "é" * 500]
)
def test_nothing_found_is_said_and_nothing_breaks(client, sample, text):
    answer = client.get("/cari/", {"q": text})
    assert answer.status_code in (200, 400)
    assert "<script>alert" not in answer.content.decode()


def test_the_list_of_regions_stands_by_province(client, sample, shared):
    page = client.get("/daerah/")
    assert {f"/daerah/{code}/" for code in shared.panel.region_codes} <= set(links_of(page))
    assert "Jawa Timur" in re.search(r"<h2[^>]*>(.*?)</h2>", page.content.decode())[1]
    assert "38 daerah" in text_of(page)
