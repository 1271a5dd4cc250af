"""Pages that say no, and forms that say what is wrong: as good as every other page."""

import pytest
from playwright.sync_api import expect
from web.browser import looks

WIDTHS = pytest.mark.parametrize("width", [360, 1280])
REFUSALS = [
    ("", "/daerah/banyuwngi/", 404),
    ("", "/tidak/ada/", 404),
    ("", "/data/pdrb-daerah/", 404),
    ("", "/orang/tautan/masuk/?token=none", 410),
    ("participant", "/data/unggah/", 403),
    ("stranger", "/orang/", 403),
]
FORMS = [
    ("", "/akun/login/"),
    ("", "/akun/signup/"),
    ("", "/akun/password/reset/"),
    ("", "/orang/tautan/"),
    ("analyst", "/data/unggah/"),
    ("analyst", "/data/pdrb-daerah/ubah/"),
    ("visitor", "/akun/password/change/"),
    ("visitor", "/orang/saya/ubah/"),
    ("local_administrator", "/orang/impor/"),
    ("local_administrator", "/orang/perangkat-daerah/baru/"),
]
OF_ROWS = ["people:hand_over-GET-office", "people:give_role-GET-office", "people:end_role-GET-role",
           "people:rename_agency-GET-agency", "people:make_office-GET-agency", "people:acting-GET-office",
           "people:dissolve_agency-GET-empty_agency"]  # fmt: skip


@WIDTHS
@pytest.mark.parametrize(("role", "path", "status"), REFUSALS)
def test_a_page_that_says_no_is_good(busy_site, visit, fetch, screenshot, role, path, status, width):
    assert fetch(busy_site, path, role).status == status
    page = visit(busy_site, path, role=role, width=width)
    screenshot(page, f"error-{status}{path}-{width}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("main a").count(), "nowhere to go from here"
    looks.check(page)


@WIDTHS
def test_what_is_impossible_as_things_stand_is_said(busy_site, visit, screenshot, width):
    page = visit(busy_site, "/data/pdrb-daerah/versi/3/", role="analyst", width=width)
    page.get_by_label("Apa yang baru").fill(" ")
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_role("main")).to_contain_text("alasan")
    screenshot(page, f"error-409-{width}")
    looks.check(page)


@WIDTHS
@pytest.mark.parametrize(("role", "path"), FORMS)
def test_an_empty_form_says_what_is_missing(busy_site, visit, screenshot, role, path, width):
    _sent_empty(visit(busy_site, path, role=role, width=width), screenshot, f"form{path}-{width}")


@WIDTHS
@pytest.mark.parametrize("row", OF_ROWS)
def test_an_empty_form_of_an_administrator_says_what_is_missing(busy_site, visit, screenshot, row, width):
    page = visit(busy_site, busy_site.addresses[row], role="local_administrator", width=width)
    _sent_empty(page, screenshot, f"form-{row}-{width}")


def _sent_empty(page, screenshot, name) -> None:
    """Send a page's form with nothing in it, past the browser's own questions."""
    form = page.locator("main form[method=post]").first
    form.evaluate(
        """form => {
          form.noValidate = true;
          for (const each of form.elements)
            if (each.type !== "hidden" && each.type !== "submit") each.tagName === "SELECT" ? null : each.value = "";
        }"""
    )
    form.locator("button:not([type=button])").last.click()
    page.wait_for_load_state()
    screenshot(page, name)
    assert page.locator(".mistake").count(), "no field says what is missing"
    looks.check(page)
