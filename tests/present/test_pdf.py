"""The PDF: tagged, named, described, dated, the same every time, and deaf to commands in its texts."""

import io

import pikepdf
import pypdfium2
import pytest
from present import made_up

from potensi.errors import UsageError
from potensi.present.pdf import to_pdf
from potensi.present.story import Letterhead


@pytest.fixture(scope="module")
def story():
    return made_up.story()


@pytest.fixture(scope="module")
def pdf(story):
    return to_pdf(story)


def elements(pdf):
    """Yield every structure element of an opened PDF."""

    def below(node):
        if not isinstance(node, pikepdf.Dictionary):
            return
        if "/S" in node:
            yield node
        children = node.get("/K")
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            yield from below(child)

    yield from below(pdf.Root.StructTreeRoot)


def pages_of(pdf):
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.get_textpage().get_text_range() for page in opened]


def test_it_claims_pdf_ua_and_has_title_language_and_tags(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "id"
        assert opened.Root.MarkInfo.Marked is True or bool(opened.Root.MarkInfo.Marked)
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        with opened.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == "Potensi Kabupaten Contoh"
        assert "/Outlines" in opened.Root
        assert all(page.get("/Tabs") == "/S" for page in opened.pages if "/Annots" in page)


def test_every_figure_is_described_and_every_table_has_heads(pdf, story):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = list(elements(opened))
        kinds = [str(element.S) for element in found]
        figures = [element for element in found if str(element.S) == "/Figure"]
        assert len(figures) == 6  # five charts and the logo
        assert all(str(figure.Alt).strip() for figure in figures)
        assert kinds.count("/Table") == kinds.count("/THead") == 2
        assert kinds.count("/TH") == 8 + 3
        assert kinds.count("/H1") == len(story.sections)
        assert {"/L", "/LI", "/Caption", "/TR", "/TD"} <= set(kinds)


def test_every_page_has_source_date_and_number(pdf):
    pages = pages_of(pdf)
    for number, text in enumerate(pages, start=1):
        assert "Sumber: BPS, angka rekaan" in text
        assert "24 November 2026" in text
        assert f"Halaman {number} dari {len(pages)}" in text


def test_a_table_that_breaks_repeats_its_head(pdf):
    heads = [text.count("Kesepakatan") for text in pages_of(pdf)]
    assert sum(heads) == sum(1 for count in heads if count) >= 2


def test_the_pages_are_a4(pdf):
    with pypdfium2.PdfDocument(pdf) as opened:
        assert all(abs(w - 595.28) < 0.1 and abs(h - 841.89) < 0.1 for w, h in (page.get_size() for page in opened))


def test_the_same_story_gives_the_same_bytes(pdf):
    assert to_pdf(made_up.story()) == pdf


def test_english_and_no_letterhead():
    text = "".join(pages_of(to_pdf(made_up.story("en", letterhead=False))))
    assert "Source: BPS" in text
    assert "Page 1 of" in text
    assert "28.4" in text
    assert "Badan" not in text


@pytest.mark.parametrize("bad", made_up.INJECTIONS)
def test_texts_stay_texts(bad):
    text = " ".join(" ".join(pages_of(to_pdf(made_up.story(injected=bad)))).split())
    assert text.count(bad) >= 5
    assert "root:" not in text


def test_signs_without_a_shape_are_boxed_and_control_signs_dropped():
    text = "".join(pages_of(to_pdf(made_up.story(injected="Banyu\x00wangi 汉字 😀 \u202eabc"))))
    assert "Banyuwangi □□ □" in text


def test_missing_and_undefined_stay_apart(pdf):
    text = "".join(pages_of(pdf))
    assert "…" in text
    assert "–" in text


def test_an_unreadable_logo_is_refused():
    story = made_up.story()
    broken = type(story)(**{**vars(story), "letterhead": Letterhead("Badan", "", b"not a picture")})
    with pytest.raises(UsageError, match="logo"):
        to_pdf(broken)
