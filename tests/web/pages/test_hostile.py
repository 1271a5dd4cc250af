"""Names in figures that try to be more than names stay names, in pages, addresses and files."""

import re

import pytest
from django.conf import settings
from web.pages.reading import links_of, text_of

from potensi.web.datasets.addresses import address_of, code_of, file_name
from potensi.web.pages.industry_address import industry_address, industry_of_address

CODES = (
    "blok A/1",
    'x"><script>alert(1)</script>',
    "../../etc",
    "~x",
    "a b",
    "é",
    "..",
    ".",
    "a?b#c",
    "%2f",
    "3510\n",
    "a" * 100,
)


@pytest.mark.parametrize("code", CODES)
def test_any_code_can_stand_in_an_address_and_comes_back(code):
    address = address_of(code)
    assert re.fullmatch(r"[0-9A-Za-z~._-]+", address)
    assert address not in (".", "..")
    assert code_of(address) == code
    assert re.fullmatch(r"[0-9a-z_-]+", file_name(code))


@pytest.mark.parametrize("code", ["3510", "3500", "A", "0111"])
def test_official_codes_stand_as_they_are(code):
    assert address_of(code) == code == code_of(code)


@pytest.mark.parametrize("address", ["~", "~=", "~%%", "~////", "~_w", "~\x00"])
def test_an_address_that_is_none_of_ours_means_itself(address):
    assert code_of(address) == address


def test_industries_that_would_look_the_same_keep_apart():
    known = ["A-1", "A 1", "B", "m,n", "M,N", "…", "/"]
    addresses = [industry_address(code, known) for code in known]
    assert len(set(addresses)) == len(known)
    assert [industry_of_address(address, known) for address in addresses] == known


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_hostile_names_are_shown_as_text(client, hostile, prefix):
    regions = ("blok A/1", 'x"><script>alert(1)</script>', "../../etc")
    paths = [
        "/",
        "/daerah/",
        "/bandingkan/",
        "/cari/?q=img",
        "/lapangan-usaha/a/",
        "/cari/?q=%3Cscript%3Ealert(1)%3C/script%3E",
    ]
    for path in [*paths, *(f"/daerah/{address_of(code)}/" for code in regions)]:
        answer = client.get(prefix + path)
        page = answer.content.decode()
        assert answer.status_code == 200, path
        assert "<img" not in page
        assert "<script>" not in page
        assert "alert(1)</script" not in page
        assert "49" not in re.findall(r"@@data@@(\d+)", page)


@pytest.mark.django_db
def test_every_region_of_one_s_own_codes_has_its_page_and_files(client, hostile):
    listed = [link for link in links_of(client.get("/daerah/")) if re.fullmatch(r"/daerah/[^/]+/", link)]
    assert len(listed) == 3
    for link in listed:
        page = client.get(link)
        assert page.status_code == 200
        for path in ("tabel/cells.csv", "pratinjau.png"):
            assert client.get(link + path).status_code == 200
    shown = {text_of(client.get(link)) for link in listed}
    assert any("<img src=x onerror=alert(1)>" in text for text in shown)


@pytest.mark.django_db
def test_answers_stay_inside_their_folder(client, hostile):
    client.get(f"/daerah/{address_of('../../etc')}/")
    root = settings.INSTALLATION.results
    assert not list(root.parent.glob("etc*"))
    assert not [path for path in root.rglob("*") if root.resolve() not in path.resolve().parents]
