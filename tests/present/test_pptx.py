"""The slides: at most ten, titled, described, dated, with nothing outside the slide."""

import io

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Inches
from present import made_up

from potensi.present.pptx import to_pptx
from potensi.present.pptx_parts import Place, Words, fitted, height_of
from potensi.present.story import Paragraph, Section


def opened(story):
    return Presentation(io.BytesIO(to_pptx(story)))


@pytest.fixture(scope="module")
def deck():
    return opened(made_up.story())


def texts(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)


def test_at_most_ten_wide_slides_each_with_a_title(deck):
    assert 1 < len(deck.slides) <= 10
    assert round(deck.slide_width / deck.slide_height, 2) == 1.78
    assert all(slide.shapes.title.text_frame.text.strip() for slide in deck.slides)


def test_every_slide_has_source_and_date(deck):
    for slide in deck.slides:
        shown = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert "Sumber: BPS, angka rekaan" in shown
        assert "24 November 2026" in shown


def test_charts_are_native_and_all_pictures_are_described(deck):
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    charts = [shape.chart.chart_type.name for shape in shapes if shape.has_chart]
    assert charts == ["XY_SCATTER", "BAR_STACKED"]
    kinds = (MSO_SHAPE_TYPE.PICTURE, MSO_SHAPE_TYPE.GROUP, MSO_SHAPE_TYPE.CHART, MSO_SHAPE_TYPE.TABLE)
    seen = [shape for shape in shapes if shape.shape_type in kinds]
    assert len(seen) == 8  # logo, two charts, map, two tables, two pictures
    for shape in seen:
        assert shape._element.xpath(".//p:cNvPr")[0].get("descr")


def test_nothing_lies_outside_the_slide(deck):
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width + 10
            assert shape.top + shape.height <= deck.slide_height + 10


def test_words_keep_clear_of_each_other(deck):
    for slide in deck.slides:
        boxes = [s for s in slide.shapes if s.has_text_frame and s.text_frame.text and s.name.startswith("TextBox")]
        for k, one in enumerate(boxes):
            for other in boxes[k + 1 :]:
                wide = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
                high = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
                assert min(wide, high) <= Inches(0.02), (one.text_frame.text, other.text_frame.text)


def test_a_long_section_is_cut_on_the_slide_and_whole_in_the_notes():
    story = made_up.story()
    long = " ".join(f"Kalimat nomor {k} tentang ekonomi daerah ini." for k in range(200))
    changed = type(story)(**{**vars(story), "sections": (Section("Panjang", (Paragraph(long),)),)})
    slide = opened(changed).slides[1]
    shown = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "nomor 199" not in shown
    assert "catatan slide" in shown
    assert long in slide.notes_slide.notes_text_frame.text


def test_fitted_words_fit():
    words = [Words("kata " * 300), Words("butir " * 50, bullet=True)]
    for high in (0.3, 1.0, 3.0, 6.0):
        kept, size, whole = fitted(words, Place(0, 0, 4, high), (20, 16, 12))
        assert height_of(kept, size, 4) <= high
        assert whole == (kept == words)


def test_many_sections_still_make_ten_slides():
    story = made_up.story()
    changed = type(story)(**{**vars(story), "sections": story.sections * 3})
    assert len(opened(changed).slides) == 10


@pytest.mark.parametrize("bad", made_up.INJECTIONS)
def test_texts_stay_texts(bad):
    assert sum(bad in text for text in texts(opened(made_up.story(injected=bad)))) >= 4


def test_the_text_has_its_language_and_the_file_the_same_bytes():
    assert to_pptx(made_up.story()) == to_pptx(made_up.story())
    runs = [r for slide in opened(made_up.story("en")).slides for r in slide._element.iter("{*}rPr")]
    assert {run.get("lang") for run in runs} == {"en-GB"}
