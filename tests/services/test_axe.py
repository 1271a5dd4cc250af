"""axe finds what is wrong, under a policy as strict as ours, and is silent about a page that is well made."""

import pytest

from services import axe

STRICT = {"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"}


@pytest.fixture
def seen(page_at, site, page_of):
    """Open a page with a body under the strict policy."""

    def open_page(body: str):
        page = page_at(360)
        page.goto(site({"/": (STRICT, page_of(body))}))
        return page

    return open_page


def test_a_well_made_page_passes(seen):
    axe.check(seen("<p>Selamat datang</p><label>Nama <input></label>"))


def test_an_image_without_a_text_is_found_under_a_strict_policy(seen):
    page = seen("<img src='/a.png'><label>Nama <input></label>")
    found = axe.violations(page)
    assert len(found) == 1
    assert found[0].startswith("critical image-alt at img: ")
    with pytest.raises(AssertionError, match="image-alt"):
        axe.check(page)


def test_the_policy_holds_while_axe_runs(browser, site, page_of):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(site({"/": (STRICT, page_of("<script>document.title = 'dijalankan'</script>"))}))
        axe.check(page)
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 'document.title = 1'}))"
        )
        assert page.title() == "Contoh"


def test_each_element_has_a_line_of_its_own(seen):
    found = axe.violations(seen("<input id='a'><input id='b'>"), impacts=("critical",))
    assert [line.split(":")[0] for line in found] == ["critical label at #a", "critical label at #b"]


def test_faint_letters_are_found(page_at, site, page_of):
    page = page_at(360)
    page.goto(site({"/": ({}, page_of("<p style='color: #aaa; background: #fff'>Samar</p>"))}))
    assert any(line.startswith("serious color-contrast") for line in axe.violations(page))


def test_lesser_findings_are_there_on_demand(seen):
    page = seen("<h4>Loncat</h4>")
    assert axe.violations(page) == []
    assert any("heading-order" in line for line in axe.violations(page, ("minor", "moderate")))
