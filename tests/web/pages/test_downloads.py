"""What can be taken along: right type, a name, the same figures as the analysis, and no formula that would run."""

import io

import polars as pl
import pytest
from openpyxl import load_workbook
from PIL import Image
from web.pages.reading import body_of

from potensi.present.tables import FORMULA_STARTS
from potensi.web.datasets.addresses import address_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
OFFICE = b"PK\x03\x04"


@pytest.mark.parametrize(
    ("path", "start", "kind", "name"),
    [
        ("prospektus.pdf", b"%PDF-", "application/pdf", "prospektus-3510.pdf"),
        ("prospektus.pptx", OFFICE, "presentationml.presentation", "prospektus-3510.pptx"),
        ("prospektus.xlsx", OFFICE, "spreadsheetml.sheet", "prospektus-3510.xlsx"),
        ("prospektus.html", b"<!doctype html>", "text/html", "prospektus-3510.html"),
        ("bab-2.docx", OFFICE, "wordprocessingml.document", "bab-ii-3510.docx"),
        ("bab-2.md", b"#", "text/markdown", "bab-ii-3510.md"),
    ],
)
def test_the_prospectus_comes_in_every_form(client, sample, path, start, kind, name):
    answer = client.get(f"/daerah/3510/{path}")
    content = body_of(answer)
    assert answer.status_code == 200
    assert content.lstrip().lower().startswith(start.lower())
    assert kind in answer["Content-Type"]
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_english_pages_give_english_files(client, sample):
    answer = client.get("/en/daerah/3510/prospektus.html")
    content = body_of(answer).decode()
    assert answer["Content-Disposition"] == 'attachment; filename="prospectus-3510.html"'
    assert '<html lang="en"' in content


def test_the_second_who_asks_gets_the_same_bytes(client, sample):
    found = [client.get("/daerah/3511/prospektus.pdf") for _ in range(2)]
    contents = [body_of(each) for each in found]
    assert contents[0] == contents[1]


@pytest.mark.parametrize(
    "path", ["prospektus.exe", "prospektus.md", "bab-2.pdf", "tabel/hosts.pdf", "tabel/nothing.csv", "tabel/..%2f.csv"]
)
def test_what_is_not_offered_is_not_there(client, sample, path):
    assert client.get(f"/daerah/3510/{path}").status_code == 404
    assert client.get(f"/daerah/9999/{path}").status_code == 404


def test_a_table_as_csv_is_the_analysis_s(client, sample, banyuwangi):
    answer = client.get("/daerah/3510/tabel/cells.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="cells-3510.csv"'
    found = pl.read_csv(answer.content, infer_schema_length=None)
    truth = banyuwangi.own.sort("activity")
    found = found.sort("activity")
    for name in ("value", "lq", "dlq", "shift_regional"):
        assert found[name].to_list() == pytest.approx(truth[name].to_list(), nan_ok=True)


def test_a_table_as_xlsx_opens_and_says_its_source(client, sample, banyuwangi):
    book = load_workbook(io.BytesIO(client.get("/daerah/3510/tabel/hosts.xlsx").content))
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any("BPS Provinsi Jawa Timur" in text for text in texts)
    for name in banyuwangi.hosts.table["name"]:
        assert name in texts


def test_industries_and_comparisons_have_their_tables_too(client, sample, shared):
    industry = pl.read_csv(client.get("/lapangan-usaha/m-n/tabel/cells.csv").content)
    assert industry.height == len(shared.panel.region_codes)
    answer = client.get("/bandingkan/tabel/figures.csv?d=3510&d=3511")
    assert answer["Content-Disposition"] == 'attachment; filename="figures-3510-3511.csv"'
    assert pl.read_csv(answer.content).height == 2
    assert client.get("/bandingkan/tabel/figures.csv?d=3510").status_code == 404
    assert client.get("/lapangan-usaha/zz/tabel/cells.csv").status_code == 404


@pytest.mark.parametrize("path", ["/daerah/3510/pratinjau.png", "/pratinjau.png", "/en/daerah/3510/pratinjau.png"])
def test_the_picture_of_a_link_is_small_and_of_the_right_size(client, sample, path):
    answer = client.get(path)
    assert answer["Content-Type"] == "image/png"
    assert len(answer.content) < 300_000
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)


def test_no_text_in_a_csv_runs_as_a_formula(client, hostile):
    for region in ("blok A/1", "../../etc"):
        for name in ("hosts", "all_hosts", "peers", "cells", "industries", "years", "papers"):
            answer = client.get(f"/daerah/{address_of(region)}/tabel/{name}.csv")
            if answer.status_code == 200:
                frame = pl.read_csv(answer.content, infer_schema=False)
                texts = [value for column in frame for value in column if value]
                assert not [text for text in texts if text.startswith(FORMULA_STARTS) and not _is_number(text)]


def _is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True
