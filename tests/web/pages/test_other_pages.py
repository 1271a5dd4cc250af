"""Industries, comparisons, methods, what machines read; and what holds for every page."""

import itertools
import re

import polars as pl
import pytest
from web.pages.reading import links_of, text_of

from potensi.data import samples
from potensi.language import number
from potensi.measures.catalogue import cards

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PAGES = (
    "", "daerah/", "daerah/3510/", "daerah/3578/", "lapangan-usaha/", "lapangan-usaha/c/", "lapangan-usaha/m-n/", "bandingkan/",
    "bandingkan/?d=3510&d=3511", "metode/", "metode/lq/", "metode/sector_class/", "tentang/", "cari/?q=kediri", "daerah/banyuwngi/",
)  # fmt: skip


def test_an_industry_s_page_shows_the_analysis_s_quotients(client, sample, shared):
    page = client.get("/lapangan-usaha/a/")
    rows = dict(re.findall(r'<tr><th scope="row">(.*?)</th><td class="n">(.*?)</td>', page.content.decode()))
    cells = shared.profile.cells.filter(pl.col("activity") == "A")
    for code, quotient in cells.select("region", "lq").iter_rows():
        assert rows[shared.panel.region_name(code)] == number(quotient, "id", decimals=2)


@pytest.mark.parametrize("address", ["M,N", "M-N", "Jasa Perusahaan"])
def test_an_industry_has_one_address(client, sample, address):
    answer = client.get(f"/lapangan-usaha/{address}/")
    assert (answer.status_code, answer["Location"]) == (301, "/lapangan-usaha/m-n/")


def test_an_unknown_industry_is_not_there(client, sample):
    assert client.get("/lapangan-usaha/zz/").status_code == 404


def test_every_industry_has_a_page(client, sample, shared):
    links = [link for link in links_of(client.get("/lapangan-usaha/")) if re.match("/lapangan-usaha/.+", link)]
    assert len(links) == len(shared.panel.activity_codes)
    assert client.get(links[-1]).status_code == 200


def test_a_comparison_shows_its_regions(client, sample, banyuwangi):
    text = text_of(client.get("/bandingkan/?d=3510&d=Bondowoso"))
    assert "Kabupaten Banyuwangi" in text
    assert "Kabupaten Bondowoso" in text
    assert number(banyuwangi.total, "id") in text


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("d=3510", "sedikitnya 2 daerah"),
        ("d=3510&d=3510", "sedikitnya 2 daerah"),
        ("&".join(f"d=35{k:02d}" for k in range(1, 12)), "Paling banyak 10 daerah"),
        ("d=3510&d=kediri", "“kediri” tidak jelas"),
        ("d=3510&d=Banyuwngi", "Kabupaten Banyuwangi"),
        ("d=%3Cscript%3E&d=3510", "tidak jelas"),
    ],
)
def test_a_comparison_that_cannot_be_made_says_why_and_offers_the_form(client, sample, query, sentence):
    answer = client.get(f"/bandingkan/?{query}")
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert 'name="d" value="3510"' in answer.content.decode()
    assert "<script>" not in answer.content.decode()


def test_the_form_keeps_what_was_chosen(client, sample):
    assert 'value="3511" checked' in client.get("/bandingkan/?d=3510&d=3511").content.decode()


@pytest.mark.parametrize(("lang", "prefix"), [("id", ""), ("en", "/en")])
def test_every_method_has_a_page_with_all_that_its_card_says(client, db, lang, prefix):
    listed = links_of(client.get(f"{prefix}/metode/"))
    for card in cards():
        assert f"{prefix}/metode/{card.name}/" in listed
    card = next(card for card in cards() if card.name == "lq")
    text = text_of(client.get(f"{prefix}/metode/lq/"))
    for field in ("label", "formula", "reading", "unit", "source"):
        assert card.text(field, lang) in text
    for guard in card.text("guards", lang):
        assert guard in text


def test_every_method_page_opens(client, db):
    for card in cards():
        assert client.get(f"/metode/{card.name}/").status_code == 200
    assert client.get("/metode/nothing/").status_code == 404


def test_the_sitemap_names_pages_that_are_there(client, sample):
    addresses = re.findall(r"<loc>http://testserver(.*?)</loc>", client.get("/sitemap.xml").content.decode())
    assert {"/", "/en/", "/daerah/3510/", "/en/daerah/3510/", "/lapangan-usaha/m-n/", "/metode/lq/"} <= set(addresses)
    assert len(addresses) == len(set(addresses))
    for address in addresses[::25]:
        assert client.get(address).status_code == 200, address


def test_crawlers_are_told_where_the_list_is(client, db):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://testserver/sitemap.xml" in answer.content.decode()


@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_script_or_style(client, sample, prefix, path):
    page = client.get(f"/{prefix}{path}").content.decode()
    tags = re.findall(r"<[a-zA-Z][^>]*>", page)
    assert tags
    assert not [tag for tag in tags if re.search(r"\s(style|on\w+)=", tag)]
    assert "<style" not in page
    assert all(" src=" in tag for tag in tags if tag.startswith("<script"))


@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_heading_a_title_and_its_language(client, sample, prefix, path):
    page = client.get(f"/{prefix}{path}").content.decode()
    assert page.count("<h1") == 1
    assert re.search(r"<title>[^<]+ Potensi|<title>Potensi", page)
    assert f'<html lang="{"en" if prefix else "id"}"' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("prefix", ["", "en/"])
@pytest.mark.parametrize("path", PAGES)
def test_no_figure_stands_as_a_program_writes_it(client, sample, prefix, path):
    text = text_of(client.get(f"/{prefix}{path}"))
    assert not re.findall(r"\d[.,]\d{4,}", text), "a raw float"
    assert not re.findall(r"\b(?:nan|None|null|True|False)\b", text.replace("NaN", ""))
    assert "{" not in text.replace("{{", "")


def test_no_code_or_year_gets_thousands_separators(client, sample):
    for path in PAGES:
        page = client.get(f"/{path}").content.decode()
        assert not re.findall(r'(?:href|value|id|name)="[^"]*3[.,]510', page)
        assert "2.024" not in text_of(client.get(f"/{path}"))


ENGLISH = re.compile(
    r"\b(?:the|of|and|with|which|region|regions|growth|industry|years|shown|data set)\b", re.IGNORECASE
)


@pytest.mark.parametrize("path", [path for path in PAGES if not path.startswith("metode/")])
def test_an_indonesian_page_speaks_indonesian(client, sample, path):
    found = ENGLISH.findall(text_of(client.get(f"/{path}")))
    assert not found


INDONESIAN = re.compile(r"\b(?:yang|dan|dengan|adalah|daerah|menurut|tidak|lapangan usaha)\b", re.IGNORECASE)


@pytest.mark.parametrize("path", [path for path in PAGES if not path.startswith("metode/")])
def test_an_english_page_speaks_english(client, sample, path):
    text = text_of(client.get(f"/en/{path}"))
    sources = {sample.papers["source"], *samples.load_indicators("jatim").frame["source"].unique()}
    for title in sorted(sources, key=len, reverse=True):  # titles stay in the language of their source
        text = text.replace(title, "")
    text = re.sub(r"http://\S+", "", text)
    assert not INDONESIAN.findall(text)


def test_where_regions_are_too_many_to_tick_their_names_are_typed(client, sample, monkeypatch):
    from potensi.web.pages import comparison_views

    monkeypatch.setattr(comparison_views, "LISTED", 3)
    page = client.get("/bandingkan/").content.decode()
    assert len(re.findall(r'<input id="d\d+" name="d"', page)) == 3
    assert "checkbox" not in page
    again = client.get("/bandingkan/?d=Banyuwangi&d=bondowoso&d=").content.decode()
    assert 'name="d" value="3510"' in again
    assert "Kabupaten Bondowoso" in again


def test_a_map_of_too_many_tiles_is_not_drawn(client, sample, monkeypatch):
    import shutil

    from potensi.web.datasets import answers_made
    from potensi.web.datasets.answers_kept import folder

    monkeypatch.setattr(answers_made, "MOST_TILES", 3)
    shutil.rmtree(folder(sample), ignore_errors=True)
    page = client.get("/")
    assert 'class="tiles"' not in page.content.decode()
    assert "/daerah/" in links_of(page)
    shutil.rmtree(folder(sample), ignore_errors=True)
