"""The web page: one small file that asks for nothing, with names for everything, and texts that stay texts."""

import html
import re
from functools import cache
from html.parser import HTMLParser

import pytest
from present.made_up import INJECTIONS, SOURCE, story

from potensi.present.html import to_html


@cache
def page(lang="id", injected=""):
    return to_html(story(lang, injected=injected)).decode("utf-8")


class Tags(HTMLParser):
    """Gathers every opening tag with its attributes."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def tags(text, name=None):
    reader = Tags()
    reader.feed(text)
    return [attributes for tag, attributes in reader.found if name in (None, tag)]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_it_is_one_small_file_that_asks_for_nothing(lang):
    text = page(lang)
    assert len(text.encode()) < 300_000
    assert tags(text, "html")[0]["lang"] == lang
    assert not tags(text, "script") + tags(text, "link") + tags(text, "iframe")
    for attributes in tags(text):
        for name in ("src", "href", "xlink:href"):
            assert attributes.get(name, "#").startswith(("#", "data:"))
        assert not [name for name in attributes if name.startswith("on")]
    styles = "".join(re.findall(r"<style>(.*?)</style>", text, flags=re.S))
    assert "@import" not in styles
    assert not re.search(r"url\(\s*['\"]?(?!#|data:)", styles)


def test_it_can_be_walked_through_without_seeing_it():
    text = page()
    names = [attributes["id"] for attributes in tags(text) if "id" in attributes]
    assert len(names) == len(set(names))
    assert all(link["href"][1:] in names for link in tags(text, "a"))
    drawings = tags(text, "svg")
    assert len(drawings) == 10
    for drawing in drawings:
        assert drawing["role"] == "img"
        assert set(drawing["aria-labelledby"].split()) <= set(names)
    assert {cell["scope"] for cell in tags(text, "th")} == {"col", "row"}
    assert len(tags(text, "caption")) == len(tags(text, "table")) == 2
    assert all(tags(text, name) for name in ("header", "nav", "main", "footer", "figure", "figcaption"))
    assert len(tags(text, "h1")) == 1


def test_source_and_date_are_there_and_signs_are_explained():
    text = html.unescape(page())
    assert text.count(SOURCE) >= 8
    assert "24 November 2026" in text
    assert "– : tidak terdefinisi" in text


@pytest.mark.parametrize("injected", INJECTIONS)
def test_texts_stay_texts(injected):
    text = page(injected=injected)
    assert "<script" not in text
    assert injected in html.unescape(text)


def test_the_same_story_gives_the_same_bytes():
    assert to_html(story()) == page().encode()
