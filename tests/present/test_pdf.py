"""The PDF: tagged for PDF/UA, source and date on each page, described figures, texts that stay texts."""

import io
from functools import cache

import pikepdf
import pypdfium2
import pytest
from present.made_up import INJECTIONS, SOURCE, story

from potensi.present.pdf import to_pdf


@cache
def printed(lang="id", injected=""):
    return to_pdf(story(lang, injected=injected))


def pages(content):
    document = pypdfium2.PdfDocument(content)
    found = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return found


def elements(node):
    """Yield every element of the structure tree."""
    if isinstance(node, pikepdf.Array):
        for part in node:
            yield from elements(part)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_file_says_what_it_is(lang):
    with pikepdf.open(io.BytesIO(printed(lang))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).split("-")[0] == lang
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == "Potensi Kabupaten Contoh"


def test_figures_are_described_and_tables_have_heads():
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        found = list(elements(pdf.Root.StructTreeRoot.K))
        kinds = [str(element.S) for element in found]
        figures = [element for element in found if element.S == "/Figure"]
        assert len(figures) >= 5
        assert all(str(figure.get("/Alt", "")) for figure in figures)
    assert kinds.count("/Table") >= 2
    assert "/TH" in kinds
    assert kinds.count("/H1") + kinds.count("/H2") >= len(story().sections)


@pytest.mark.parametrize(("lang", "day"), [("id", "24 November 2026"), ("en", "November 24, 2026")])
def test_source_date_and_page_stand_on_each_page(lang, day):
    found = pages(printed(lang))
    assert len(found) > 2
    for count, text in enumerate(found, start=1):
        assert SOURCE in text
        assert day in text
        page = f"Halaman {count} dari {len(found)}" if lang == "id" else f"Page {count} of {len(found)}"
        assert page in text


@pytest.mark.parametrize("text", INJECTIONS)
def test_texts_stay_texts(text):
    whole = " ".join(pages(printed(injected=text)))
    assert text in whole
    assert "root:" not in whole


def test_signs_are_explained_below_the_table():
    whole = " ".join(pages(printed()))
    assert "tidak terdefinisi" in whole
    assert "Bukan nol" in whole


def test_a_story_without_letterhead_is_printed_too():
    assert pages(to_pdf(story(letterhead=False)))


def test_the_same_story_gives_the_same_bytes():
    assert to_pdf(story()) == printed()
