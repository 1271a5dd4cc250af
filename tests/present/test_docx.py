"""The Word file: styles to paste by, repeated table heads, words for pictures, texts that stay texts."""

import io
from dataclasses import replace
from functools import cache

import docx
import pytest
from docx.oxml.ns import qn
from present.made_up import INJECTIONS, SOURCE, story

from potensi.present.docx import to_docx


@cache
def opened(injected=""):
    return docx.Document(io.BytesIO(to_docx(story(injected=injected))))


def texts(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [line.text for line in document.paragraphs] + cells


def test_headings_are_headings_and_the_language_is_stated():
    document = opened()
    headings = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    assert headings == [section.heading for section in story().sections]
    languages = {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"id-ID"}
    assert document.core_properties.title == "Potensi Kabupaten Contoh"


def test_tables_repeat_their_head_and_name_their_source():
    document = opened()
    assert len(document.tables) == 2
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert sum(SOURCE in line.text for line in document.paragraphs) == 7
    foot = " ".join(line.text for line in document.sections[0].footer.paragraphs)
    assert SOURCE in foot
    assert "24 November 2026" in foot


def test_every_picture_has_words():
    body = opened().element.body
    words = [found.get("descr") for found in body.iter(qn("wp:docPr"))]
    assert len(words) == 6
    assert all(words)


def test_missing_and_undefined_are_told_apart():
    row = opened().tables[1].rows[2]
    assert [cell.text for cell in row.cells] == ["Kabupaten B", "…", "–"]


@pytest.mark.parametrize("text", INJECTIONS[:3])
def test_texts_stay_texts(text):
    assert text in texts(opened(text))


def test_the_same_story_gives_the_same_bytes():
    made = replace(story("en"), sections=story("en").sections[4:5])
    assert to_docx(made) == to_docx(made)
