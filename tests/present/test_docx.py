"""The Word file: styles to paste by, repeated table heads, words for pictures, texts that stay texts."""

import io

import docx
import pytest
from docx.oxml.ns import qn
from present.made_up import INJECTIONS, SOURCE, story

from potensi.present.docx import to_docx


def opened(made):
    return docx.Document(io.BytesIO(to_docx(made)))


def texts(document):
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [line.text for line in document.paragraphs] + cells


def test_headings_are_headings_and_the_language_is_stated():
    document = opened(story())
    headings = [line.text for line in document.paragraphs if line.style.name == "Heading 1"]
    assert headings == [section.heading for section in story().sections]
    languages = {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"id-ID"}
    assert document.core_properties.title == "Potensi Kabupaten Contoh"


def test_tables_repeat_their_head_and_name_their_source():
    document = opened(story())
    assert len(document.tables) == 2
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert sum(SOURCE in line.text for line in document.paragraphs) == 7
    assert SOURCE in document.sections[0].footer.paragraphs[0].text
    assert "24 November 2026" in document.sections[0].footer.paragraphs[0].text


def test_every_picture_has_words():
    body = opened(story()).element.body
    words = [found.get("descr") for found in body.iter(qn("wp:docPr"))]
    assert len(words) == 6
    assert all(words)


def test_missing_and_undefined_are_told_apart():
    row = opened(story()).tables[1].rows[2]
    assert [cell.text for cell in row.cells] == ["Kabupaten B", "…", "–"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_texts_stay_texts(text):
    assert text in texts(opened(story(injected=text)))


def test_the_same_story_gives_the_same_bytes():
    assert to_docx(story("en")) == to_docx(story("en"))
