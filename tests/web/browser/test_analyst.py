"""An analyst: signs in, uploads a spoiled workbook, mends it from what the page says, publishes, is read by everybody."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect
from web.browser import act, looks, mending
from web.browser.served import TESTS
from web.conftest import PASSWORD

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAYS = [
    pytest.param(1280, True, id="at-a-desk"),
    pytest.param(360, True, id="on-a-phone"),
    pytest.param(360, False, id="without-scripts"),
]


@pytest.mark.parametrize(("width", "scripts"), WAYS)
def test_a_spoiled_workbook_is_mended_from_the_page_and_published(
    busy_site, visit, screenshot, width, scripts, request
):
    way = request.node.callspec.id
    title, reason = f"PDRB tiga kabupaten {way}", f"Terbitan pertama {way}"
    page = visit(busy_site, "/", width=width, java_script_enabled=scripts)
    act.sign_in(page, busy_site, "analyst", PASSWORD, "/data/unggah/")
    page.goto(busy_site / "/data/unggah/")
    _fill(page, title)

    table, said = mending.spoiled(), []
    for attempt in range(1, 4):
        _upload(page, table)
        _look(page, scripts)
        screenshot(page, f"analyst-{way}-{attempt}")
        if not page.locator("section.problem").count():
            break
        said.append(mending.problems(page))
        table = mending.mended(table, said[-1], mending.truth())
    _every_fault_was_named(said)
    assert table == mending.truth()

    text = page.locator("main").inner_text()
    assert "rancangan" in text
    assert "pdrb.xlsx" in text
    assert "14.950,32" in text
    page.get_by_label("Apa yang baru").fill(reason)
    page.get_by_role("button", name="Terbitkan versi ini").click()
    slug = page.url.split("/data/")[1].split("/")[0]
    expect(page.get_by_text("menunggu giliran")).to_be_visible()
    screenshot(page, f"analyst-{way}-published")

    _job_is_seen(busy_site, page, slug)
    _look(page, scripts)
    _everybody_reads(busy_site, visit, slug, title)
    page.goto(busy_site / "/riwayat/")
    expect(page.get_by_role("main")).to_contain_text(reason)


def _look(page: Page, scripts: bool) -> None:
    # What looks at a page is a script itself.
    if scripts:
        looks.check(page)


def _fill(page: Page, title: str) -> None:
    page.get_by_label("Judul").fill(title)
    page.get_by_label("Siapa yang boleh melihat").select_option("public")
    page.get_by_label("Satuan").select_option("miliar rupiah")
    page.get_by_label("Dasar harga").select_option("constant2010")
    page.get_by_role("textbox", name="Sumber", exact=True).fill("Badan Pusat Statistik")


def _upload(page: Page, table: mending.Table) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "pdrb.xlsx", "mimeType": XLSX, "buffer": mending.book(table)}
    )
    page.get_by_role("button", name="Periksa berkas").click()
    page.wait_for_load_state()


def _every_fault_was_named(said: list[list[mending.Said]]) -> None:
    """All that was spoiled is named at its cell at once; what only follows from it comes last and is gone then."""
    first = {(each.kind, cell) for each in said[0] for cell in each.cells}
    assert ("text_in_figure", mending.MISTYPED) in first
    assert ("unknown_region", mending.MISSPELT) in first
    assert ("activity_total_off", mending.WRONG_TOTAL) in first
    assert ("duplicate_cell", f"C{mending.TWICE}") in first
    assert said[0][-1].kind == "activity_total_off"
    assert [(each.kind, each.cells) for each in said[1]] == [("activity_total_off", (mending.WRONG_TOTAL,))]
    assert len(said) == 2


def _job_is_seen(site, page: Page, slug: str) -> None:
    """The page of the version tells how far the job is, and that it is done, without being asked again."""
    command = [sys.executable, "-m", "web.browser.installed_job", slug]
    env = site.installed.environment | {"PYTHONPATH": str(TESTS)}
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as job:
        try:
            done, total = job.stdout.readline().split()
            expect(page.get_by_text(f"{done} dari {total} langkah")).to_be_visible(timeout=60_000)
            expect(page.get_by_role("progressbar")).to_have_attribute("value", done)
        finally:
            job.communicate("\n")
    assert job.returncode == 0
    expect(page.get_by_text("sudah siap")).to_be_visible(timeout=60_000)


def _everybody_reads(site, visit, slug: str, title: str) -> None:
    page = visit(site, f"/data/{slug}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.goto(site / f"/daerah/3510/?data={slug}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kabupaten Banyuwangi")
    expect(page.get_by_role("row", name="Industri Pengolahan").first).to_contain_text("8.335")
    looks.check(page)
