"""What the forms share and where they could fail a reader: paper, breaks, room on slides, odd signs, bad logos."""

import io
import zipfile
from dataclasses import replace

import docx
import openpyxl
import pypdfium2
import pytest
from pptx import Presentation
from pptx.util import Inches
from present import made_up

from potensi.errors import UsageError
from potensi.present.docx import to_docx
from potensi.present.html import to_html
from potensi.present.markdown import to_markdown
from potensi.present.pdf import to_pdf
from potensi.present.pptx import to_pptx
from potensi.present.pptx_parts import Place, Words, fitted, height_of
from potensi.present.story import Letterhead, Paragraph, Section
from potensi.present.xlsx import to_xlsx


def pages_of(pdf):
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.get_textpage().get_text_range() for page in opened]


def deck_of(story):
    return Presentation(io.BytesIO(to_pptx(story)))


def test_a_pdf_table_that_breaks_repeats_its_head_and_the_pages_are_a4():
    pdf = to_pdf(made_up.story())
    heads = [text.count("Kesepakatan") for text in pages_of(pdf)]
    assert sum(heads) == sum(1 for count in heads if count) >= 2
    with pypdfium2.PdfDocument(pdf) as opened:
        assert all(abs(w - 595.28) < 0.1 and abs(h - 841.89) < 0.1 for w, h in (page.get_size() for page in opened))


def test_signs_without_a_shape_are_boxed_and_control_signs_dropped():
    text = "".join(pages_of(to_pdf(made_up.story(injected="Banyu\x00wangi 汉字 😀 \u202eabc"))))
    assert "Banyuwangi □□ □" in text


@pytest.mark.parametrize("printer", [to_pdf, to_html, to_pptx, to_docx])
def test_an_unreadable_logo_is_refused(printer):
    broken = replace(made_up.story(), letterhead=Letterhead("Badan", "", b"not a picture"))
    with pytest.raises(UsageError, match="logo"):
        printer(broken)


def test_the_page_has_looks_for_the_dark_for_paper_and_for_a_phone():
    page = to_html(made_up.story()).decode()
    for rule in ("prefers-color-scheme: dark", "@media print", "max-width: 34rem", "overflow-x: auto"):
        assert rule in page


@pytest.mark.parametrize("bad", ["+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "http://x.example/", "mailto:a@b", "{=1}"])
def test_no_text_becomes_a_formula_or_leads_out_of_the_workbook(bad):
    content = to_xlsx(made_up.story(injected=bad))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        whole = b"".join(archive.read(name) for name in names if name.startswith("xl/worksheets/sheet"))
    assert b"<f>" not in whole
    assert not [name for name in names if "worksheets/_rels" in name]
    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row]
    assert any(isinstance(cell.value, str) and bad.strip() in cell.value for cell in cells)


def test_words_on_a_slide_keep_clear_of_each_other():
    for slide in deck_of(made_up.story()).slides:
        boxes = [s for s in slide.shapes if s.has_text_frame and s.text_frame.text and s.name.startswith("TextBox")]
        for k, one in enumerate(boxes):
            for other in boxes[k + 1 :]:
                wide = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
                high = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
                assert min(wide, high) <= Inches(0.02), (one.text_frame.text, other.text_frame.text)


def test_quadrants_and_bars_are_native_charts_with_one_series_of_points():
    shapes = [shape for slide in deck_of(made_up.story()).slides for shape in slide.shapes if shape.has_chart]
    assert [shape.chart.chart_type.name for shape in shapes] == ["XY_SCATTER", "BAR_STACKED"]
    assert len(shapes[0].chart.plots[0].series) == 1


def test_a_long_section_is_cut_on_the_slide_and_whole_in_the_notes():
    long = " ".join(f"Kalimat nomor {k} tentang ekonomi daerah ini." for k in range(200))
    slide = deck_of(replace(made_up.story(), sections=(Section("Panjang", (Paragraph(long),)),))).slides[1]
    shown = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "nomor 199" not in shown
    assert "catatan slide" in shown
    assert long in slide.notes_slide.notes_text_frame.text


@pytest.mark.parametrize("high", [0.3, 1.0, 3.0, 6.0])
def test_fitted_words_fit(high):
    words = [Words("kata " * 300), Words("butir " * 50, bullet=True)]
    kept, size, whole = fitted(words, Place(0, 0, 4, high), (20, 16, 12))
    assert height_of(kept, size, 4) <= high
    assert whole == (kept == words)


def test_slides_are_marked_with_their_language():
    runs = [run for slide in deck_of(made_up.story("en")).slides for run in slide._element.iter("{*}rPr")]
    assert {run.get("lang") for run in runs} == {"en-GB"}


def test_the_word_document_counts_its_pages():
    footer = docx.Document(io.BytesIO(to_docx(made_up.story()))).sections[0].footer
    fields = [field.get(docx.oxml.ns.qn("w:instr")) for field in footer._element.iter("{*}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("# not a heading", r"\# not a heading"),
        ("1. not a list", r"1\. not a list"),
        ("- not a list", r"\- not a list"),
        ("line\nbreak | row", r"line break \| row"),
        ("2.1 Ekonomi", "2.1 Ekonomi"),
        ("12 dari 17 (70%)", "12 dari 17 (70%)"),
    ],
)
def test_markdown_escapes_what_it_must_and_no_more(text, safe):
    found = to_markdown(made_up.story(injected=text)).splitlines()
    assert safe in found
    assert f"- {safe}" in found
