"""An asset entered where one stands, with a photo; without a position; without JavaScript; and a region's page after it."""

import shutil
from pathlib import Path

import pytest
from web.browser import looks
from web.browser.served import Installed, Site, populated, served
from web.photos.pictures import telling_jpeg

PHOTO = {"name": "IMG_2015.jpg", "mimeType": "image/jpeg", "buffer": telling_jpeg(6)}
HERE = {"latitude": -8.219123, "longitude": 114.369123, "accuracy": 9}
SAVE = "main form[method=post] button[type=submit]"


@pytest.fixture(scope="module")
def place(prepared: Path, tmp_path_factory):
    """A site of one's own."""
    installed = Installed(tmp_path_factory.mktemp("assets") / "potensi-data")
    shutil.copytree(prepared, installed.home)
    with served(installed, "--workers", "1", "--no-worker") as (address, _):
        yield Site(address, installed, **populated(installed))


def test_where_one_stands_and_what_one_sees(place, visit):
    page = visit(place, "/aset/baru/", role="participant", geolocation=HERE, permissions=["geolocation"])
    page.locator("button[data-locate]").click()
    page.get_by_text("ketepatan sekitar 9 meter").wait_for()
    assert page.locator("#id_lat").input_value() == "-8.219123"
    page.locator("#id_name").fill("Gudang kopi tua")
    page.locator("#id_kind").select_option("building")
    page.locator("#id_condition").select_option("idle")
    page.locator("#id_photo").set_input_files(PHOTO)
    looks.check(page)
    page.locator(SAVE).click()
    page.get_by_role("heading", name="Gudang kopi tua").wait_for()
    looks.check(page)
    assert page.evaluate("document.querySelector('main img').naturalWidth") > 0
    address = page.url
    page.goto(place / "/daerah/3510/#aset")
    section = page.locator("section[aria-labelledby=aset]")
    assert "1 bangunan" in section.inner_text()
    section.get_by_role("link", name="Gudang kopi tua").click()
    assert page.url == address
    page.context.close()
    reader = visit(place, "/en/daerah/3510/", width=1280)
    assert "Regional assets" in reader.locator("section[aria-labelledby=aset]").inner_text()
    looks.check(reader)


def test_a_position_that_is_refused_is_said_and_the_fields_are_typed(place, visit):
    page = visit(place, "/aset/baru/", role="participant", geolocation=HERE, permissions=[])
    page.locator("button[data-locate]").click()
    page.get_by_text("Letak tidak didapat").wait_for()
    page.locator("#id_name").fill("Sanggar Gandrung")
    page.locator("#id_kind").select_option("skill")
    page.locator("#id_lat").fill("114,3691")
    page.locator("#id_lon").fill("-8,2191")
    page.locator(SAVE).click()
    page.locator(".mistake").first.wait_for()
    assert "tertukar" in page.locator("#id_lat_error").inner_text()
    looks.check(page)
    page.locator("#id_lat").fill("-8,2191, 114,3691")
    page.locator("#id_lon").fill("")
    page.locator(SAVE).click()
    page.get_by_role("heading", name="Sanggar Gandrung").wait_for()
    assert "−8,2191" in page.locator("main").inner_text()


def test_without_javascript(place, visit):
    page = visit(place, "/aset/baru/", role="participant", java_script_enabled=False)
    assert page.locator("button[data-locate]").is_hidden()
    page.locator("#id_name").fill("Batik Gajah Oling")
    page.locator("#id_kind").select_option("craft")
    page.locator(SAVE).click()
    page.get_by_role("heading", name="Batik Gajah Oling").wait_for()
    page.goto(place / "/aset/?jenis=craft")
    assert page.get_by_role("link", name="Batik Gajah Oling").is_visible()


def test_a_spreadsheet_is_looked_over_and_then_saved(place, visit):
    text = "daerah;nama aset;jenis;lintang;bujur\n3510;Stasiun lama;bangunan;{lat};{lon}\n"
    page = visit(place, "/aset/impor/", role="participant")
    file = {"name": "aset.csv", "mimeType": "text/csv"}
    page.locator("#id_file").set_input_files(file | {"buffer": text.format(lat="114,36", lon="-8,21").encode()})
    page.locator(SAVE).click()
    page.locator(".problems").wait_for()
    assert "D2" in page.locator(".problems").inner_text()
    looks.check(page)
    page.locator("#id_file").set_input_files(file | {"buffer": text.format(lat="-8,21", lon="114,36").encode()})
    page.locator(SAVE).click()
    page.get_by_text("belum ada yang disimpan").wait_for()
    looks.check(page)
    page.get_by_role("button", name="Simpan semuanya").click()
    page.get_by_text("1 aset baru, 0 diubah").wait_for()
