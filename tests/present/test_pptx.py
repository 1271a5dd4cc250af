"""The slides: at most ten, each with source and date, everything drawn described, texts that stay texts."""

import io
from dataclasses import replace
from functools import cache

import pytest
from present.made_up import INJECTIONS, SOURCE, story

from potensi.present.pptx import to_pptx


@cache
def opened(injected=""):
    from pptx import Presentation

    return Presentation(io.BytesIO(to_pptx(story(injected=injected))))


def texts(slide):
    found = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            found += [cell.text for row in shape.table.rows for cell in row.cells]
    return found


def test_at_most_ten_slides_each_with_title_source_and_date():
    slides = list(opened().slides)
    assert 2 < len(slides) <= 10
    for slide in slides:
        assert slide.shapes.title.text_frame.text
        whole = " ".join(texts(slide))
        assert SOURCE in whole
        assert "24 November 2026" in whole


def test_more_sections_than_slides_are_left_out_not_squeezed_in():
    from pptx import Presentation

    long = replace(story(), sections=story().sections * 3)
    assert len(Presentation(io.BytesIO(to_pptx(long))).slides) == 10


def test_everything_drawn_is_described():
    for slide in opened().slides:
        for shape in slide.shapes:
            if shape.shape_type is not None and (
                shape.has_chart or shape.has_table or "PICTURE" in str(shape.shape_type)
            ):
                properties = next(shape._element.iter("{*}cNvPr"))
                assert properties.get("descr"), shape.name


def test_every_point_is_inside_its_chart():
    """An axis that ends before the largest value would hide it."""
    charts = [shape.chart for slide in opened().slides for shape in slide.shapes if shape.has_chart]
    (chart,) = [chart for chart in charts if "SCATTER" in str(chart.chart_type)]
    for axis, name in ((chart.category_axis, "xVal"), (chart.value_axis, "yVal")):
        found = [float(value.text) for part in chart._chartSpace.iter(f"{{*}}{name}") for value in part.iter("{*}v")]
        assert len(found) >= 17
        assert axis.minimum_scale <= min(found) <= max(found) <= axis.maximum_scale


def test_nothing_leaves_the_slide():
    deck = opened()
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_every_section_is_in_the_notes_in_full():
    notes = " ".join(slide.notes_slide.notes_text_frame.text for slide in opened().slides if slide.has_notes_slide)
    assert all(section.blocks[0].text in notes for section in story().sections[1:6])


@pytest.mark.parametrize("text", INJECTIONS)
def test_texts_stay_texts(text):
    assert any(text in found for slide in opened(text).slides for found in texts(slide))


def test_the_same_story_gives_the_same_bytes():
    made = replace(story(), sections=story().sections[:3])
    assert to_pptx(made) == to_pptx(made)
