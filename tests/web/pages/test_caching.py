"""Public pages are light, kept compressed, told apart by tag, and never mixed up between readers."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from web.pages.reading import body_of, text_of

from potensi.data import samples
from potensi.web.datasets import answers_made
from potensi.web.datasets.models import PUBLISHED, REPLACED, Dataset, Version
from potensi.web.pages import caching

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MOST_BYTES = 100_000


def over_the_wire(client, path):
    """Return the bytes that a browser loads for a page: itself, its styles, scripts and pictures, compressed."""
    answer = client.get(path, headers={"accept-encoding": "br"})
    assert answer["Content-Encoding"] == "br"
    page = brotli.decompress(answer.content).decode()
    total = len(answer.content)
    for address in re.findall(
        r'<(?:script|img|link rel="(?:stylesheet|icon)")[^>]*?(?:src|href)="/static/([^"]+)"', page
    ):
        total += len(gzip.compress(Path(finders.find(address)).read_bytes()))
    return total


@pytest.mark.parametrize(
    "path",
    ["/", "/daerah/3510/", "/daerah/3578/", "/en/daerah/3510/", "/lapangan-usaha/c/", "/bandingkan/?d=3510&d=3511"],
)
def test_a_page_weighs_less_than_a_hundred_kilobytes(client, sample, path):
    assert over_the_wire(client, path) < MOST_BYTES


@pytest.mark.parametrize(
    ("accepted", "unpack"),
    [("gzip, deflate, br", brotli.decompress), ("gzip", gzip.decompress), ("br;q=0, gzip;q=0.5", gzip.decompress)],
)
def test_the_page_is_the_same_however_it_is_packed(client, sample, accepted, unpack):
    plain = client.get("/daerah/3510/").content
    for _ in range(2):
        packed = client.get("/daerah/3510/", headers={"accept-encoding": accepted})
        assert unpack(packed.content) == plain
        assert "Accept-Encoding" in packed["Vary"]
        assert "Cookie" in packed["Vary"]


def test_who_has_the_page_is_told_so(client, sample):
    first = client.get("/daerah/3510/")
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get("/daerah/3510/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    weak = client.get("/daerah/3510/", headers={"if-none-match": f'W/{first["ETag"]}, "other"'})
    assert weak.status_code == 304
    assert client.get("/daerah/3510/", headers={"if-none-match": '"other"'}).status_code == 200


def test_files_may_be_kept_by_browsers_for_a_while(client, sample):
    for path in ("/daerah/3510/prospektus.pdf", "/daerah/3510/pratinjau.png", "/daerah/3510/tabel/hosts.csv"):
        answer = client.get(path)
        body_of(answer)
        assert answer["Cache-Control"] == "public, max-age=600"
        assert client.get(path, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_a_kept_page_costs_one_query_and_no_computing(client, sample, monkeypatch, django_assert_num_queries):
    first = client.get("/daerah/3510/")
    monkeypatch.setattr(answers_made, "shared", None)
    monkeypatch.setattr("potensi.web.datasets.answers.region_page", None)
    with django_assert_num_queries(1):
        second = client.get("/daerah/3510/")
    assert second.content == first.content


def test_language_address_and_data_set_are_kept_apart(client, publish):
    publish(samples.load("jatim"), sample=True)
    publish(samples.load("jatim", "current"), "adhb")
    addresses = (
        "/daerah/3510/",
        "/en/daerah/3510/",
        "/daerah/3511/",
        "/daerah/3510/?data=adhb",
        "/daerah/3510/?data=contoh",
    )
    answers = [client.get(address) for address in addresses for _ in range(2)]
    assert len({answer["ETag"] for answer in answers}) == len(addresses)
    assert len({answer.content for answer in answers}) == len(addresses)


def test_another_host_never_gets_this_one_s_addresses(client, sample):
    first = client.get("/daerah/3510/", headers={"host": "a.example"}).content.decode()
    second = client.get("/daerah/3510/", headers={"host": "b.example"}).content.decode()
    assert "a.example" in first
    assert "a.example" not in second


def test_publishing_and_withdrawing_change_the_page_at_once(client, publish):
    old = publish(samples.load("jatim"))
    first = client.get("/daerah/3510/")
    assert "2020–2024" in text_of(first)
    Version.objects.filter(pk=old.pk).update(state=REPLACED)
    Dataset.objects.filter(pk=old.dataset_id).update(slug="lama")
    publish(samples.load("jatim").keep(periods=[2021, 2022, 2023]))
    second = client.get("/daerah/3510/", headers={"if-none-match": first["ETag"]})
    assert second.status_code == 200
    assert "2021–2023" in text_of(second)
    Version.objects.filter(state=PUBLISHED).update(state="withdrawn")
    assert client.get("/daerah/3510/").status_code == 404


def test_a_new_state_of_the_program_makes_pages_anew(client, sample, monkeypatch):
    first = client.get("/daerah/3510/")
    for name in ("measures_version", "program_version"):
        monkeypatch.setattr(caching, name, lambda: "another")
        answer = client.get("/daerah/3510/", headers={"if-none-match": first["ETag"]})
        assert answer.status_code == 200
        monkeypatch.undo()
    assert client.get("/daerah/3510/", headers={"if-none-match": first["ETag"]}).status_code == 304


def test_what_is_signed_in_is_never_kept_for_others(sample, signed_in, people):
    mine = signed_in(people.analyst).get("/daerah/3510/")
    assert mine["Cache-Control"] == "private, no-store"
    assert "ETag" not in mine
    nobody = Client().get("/daerah/3510/")
    assert people.analyst.name not in nobody.content.decode()
    assert nobody["Cache-Control"] == "public, no-cache"


def test_a_message_for_one_reader_is_not_kept(client, sample):
    client.cookies["messages"] = "something"
    assert client.get("/daerah/3510/")["Cache-Control"] == "private, no-store"


def test_what_is_not_there_is_not_kept(client, publish):
    assert client.get("/daerah/3510/").status_code == 404
    publish(samples.load("jatim"))
    assert client.get("/daerah/3510/").status_code == 200


def test_only_reading_is_kept(client, sample):
    assert client.head("/daerah/3510/").status_code == 200
    assert "ETag" not in client.post("/daerah/3510/")
