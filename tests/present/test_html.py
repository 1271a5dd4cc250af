"""The page: one file, nothing from outside, readable by machines that read aloud, deaf to commands in its texts."""

import re
from html.parser import HTMLParser

import pytest
from present import made_up

from potensi.present.html import to_html


@pytest.fixture(scope="module")
def page():
    return to_html(made_up.story()).decode("utf-8")


class Reader(HTMLParser):
    """Gathers elements, ids, texts; and notices an element that is closed wrongly."""

    def __init__(self, page):
        super().__init__()
        self.found, self.open, self.ids, self.text = [], [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        self.ids += [value for name, value in attributes if name == "id"]
        if tag not in {"meta", "img", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def test_it_is_one_small_file_without_scripts_or_references(page):
    assert len(page.encode()) < 300_000
    reader = Reader(page)
    assert not reader.open
    assert not reader.all("script") + reader.all("link") + reader.all("iframe")
    for _, attributes in reader.found:
        for name in ("src", "href", "xlink:href", "srcset", "data", "action"):
            assert attributes.get(name, "#").startswith(("#", "data:image/")), attributes
        assert not any(name.startswith("on") for name in attributes)
    assert not re.search(r"url\(|@import", page)
    addresses = set(re.findall(r'https?://[^"\'<> ]+', page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_it_is_built_for_all_readers(page):
    reader = Reader(page)
    assert reader.all("html")[0]["lang"] == "id"
    assert "width=device-width" in str(reader.all("meta"))
    assert all(len(reader.all(tag)) == 1 for tag in ("header", "nav", "main", "footer", "h1"))
    assert len(reader.ids) == len(set(reader.ids))
    assert next(a["href"] for a in reader.all("a")) == "#content"
    assert {a["href"].removeprefix("#") for a in reader.all("a")} <= set(reader.ids)
    assert len(reader.all("table")) == len(reader.all("caption")) == 2
    assert all(th["scope"] in {"col", "row"} for th in reader.all("th"))
    charts = reader.all("svg")
    assert len(charts) == 10  # five charts, for a phone and for a wider page
    for chart in charts:
        assert chart["role"] == "img"
        assert set(chart["aria-labelledby"].split()) <= set(reader.ids)
        assert "width" not in chart


def test_it_has_looks_for_the_dark_for_paper_and_for_a_phone(page):
    for rule in ("prefers-color-scheme: dark", "@media print", "max-width: 34rem", "overflow-x: auto"):
        assert rule in page


def test_numbers_are_written_as_the_reader_writes_them(page):
    assert ">18.000<" in page
    assert ">−1,4<" in page
    assert ">18,000<" in to_html(made_up.story("en")).decode()


def test_missing_and_undefined_stay_apart(page):
    assert '<td class="n">…</td>' in page
    assert '<td class="n">–</td>' in page


def test_source_and_date_are_on_the_page(page):
    footer = page[page.index("<footer") :]
    assert "Sumber: BPS, angka rekaan" in footer
    assert "24 November 2026" in footer


@pytest.mark.parametrize("bad", [*made_up.INJECTIONS, '"><img src=x onerror=alert(1)>', "</style><b>", "</title><b>"])
def test_texts_stay_texts(bad):
    reader = Reader(to_html(made_up.story(injected=bad)).decode())
    assert "".join(reader.text).count(bad) >= 6
    assert not reader.all("script")
    assert not reader.all("b")
    assert len(reader.all("img")) == 1


def test_the_same_story_gives_the_same_bytes(page):
    assert to_html(made_up.story()).decode() == page
