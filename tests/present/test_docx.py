"""The Word document: headings, repeated heads, described pictures, one language."""

import io

import docx
import pytest
from present import made_up

from potensi.present.docx import to_docx


def opened(story):
    return docx.Document(io.BytesIO(to_docx(story)))


@pytest.fixture(scope="module")
def paper():
    return opened(made_up.story())


def test_headings_and_captions_have_their_styles(paper):
    styles = [(line.style.name, line.text) for line in paper.paragraphs]
    assert ("Title", "Potensi Kabupaten Contoh") in styles
    assert sum(name == "Heading 1" for name, _ in styles) == 8
    assert [text for name, text in styles if name == "Caption"][
        1
    ] == "Tabel 1. Lapangan usaha dan kedudukannya, 2020–2024"


def test_tables_repeat_their_heads_and_hold_the_reader_s_numbers(paper):
    assert len(paper.tables) == 2
    assert all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in paper.tables)
    assert [cell.text for cell in paper.tables[0].rows[1].cells][1:4] == ["18.000", "28,4", "2,40"]
    assert paper.tables[1].cell(2, 1).text == "…"
    assert paper.tables[1].cell(2, 2).text == "–"


def test_every_picture_is_described(paper):
    described = [found.get("descr") for found in paper.element.body.iter("{*}docPr")]
    assert len(described) == 6
    assert all(described)


def test_language_paper_and_footer(paper):
    assert paper.styles.element.find(".//{*}rPrDefault/{*}rPr/{*}lang").values()[0] == "id-ID"
    assert round(paper.sections[0].page_width.cm, 1) == 21.0
    footer = "".join(line.text for line in paper.sections[0].footer.paragraphs)
    assert "Sumber: BPS" in footer
    assert "24 November 2026" in footer
    fields = [f.get(docx.oxml.ns.qn("w:instr")) for f in paper.sections[0].footer._element.iter("{*}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("bad", made_up.INJECTIONS[:3])
def test_texts_stay_texts(bad):
    assert sum(bad in line.text for line in opened(made_up.story(injected=bad)).paragraphs) >= 4


def test_the_same_story_gives_the_same_bytes():
    assert to_docx(made_up.story()) == to_docx(made_up.story())
