"""Each look at a page finds what it looks for, so that a page without findings means something."""

import pytest
from services import axe
from web.browser import looks
from web.browser.keyboard import here

BAD = """<!doctype html><html lang="en"><head><title>Buruk</title>
<link rel="preconnect" href="http://127.0.0.1:9"></head><body><main><h1>Buruk</h1>
<p style="width: 900px">Lebar</p>
<p><a href="#a" style="display: inline-block; width: 9px; height: 9px; overflow: hidden">a</a
><a href="#b" style="display: inline-block; width: 9px; height: 9px; overflow: hidden">b</a></p>
<form action="http://127.0.0.1:9/"><label for="x">Isian</label><input id="x" aria-invalid="true">
<div class="mistake" id="x_error">Keliru</div></form></main></body></html>"""


@pytest.fixture
def page(page_at):
    """A page with one fault of every kind."""
    page = page_at(360)
    page.set_content(BAD)
    return page


@pytest.mark.parametrize(
    ("look", "words"),
    [
        (looks.too_wide, "px wide where 360 are"),
        (looks.fetched_outside, "preconnect"),
        (looks.fetched_outside, "<form"),
        (looks.inline, "width: 900px"),
        (looks.untied_mistakes, "without its field: Keliru"),
        (looks.untied_mistakes, "a wrong field without words"),
        (looks.unlabelled_language, "by its address 'id'"),
        (axe.violations, "target-size"),
    ],
)
def test_a_look_finds_its_fault(page, look, words):
    assert words in "\n".join(look(page))


def test_a_stop_without_a_frame_or_out_of_sight_is_told(page_at):
    page = page_at(1280)
    page.set_content(
        "<style>:focus { outline: 3px solid } a:focus { outline: none }</style><a href='#a'>satu</a><br><button>dua</button>"
    )
    page.keyboard.press("Tab")
    assert not here(page).framed
    page.keyboard.press("Tab")
    assert here(page).framed
    page.set_content("<a href='#a' style='position: absolute; left: -9999px'>jauh</a>")
    page.keyboard.press("Tab")
    assert not here(page).seen
