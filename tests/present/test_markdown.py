"""Markdown: every block in order, tables with their sources, texts that stay texts."""

import re

import pytest
from present.made_up import INJECTIONS, SOURCE, story

from potensi.present.markdown import literal, to_markdown


def test_every_section_and_table_is_there_in_order():
    text = to_markdown(story())
    headings = re.findall(r"^#+ (.*)$", text, flags=re.M)
    assert headings == ["Potensi Kabupaten Contoh", *(section.heading for section in story().sections)]
    assert text.index("Tabel 1. ") < text.index("Tabel 2. ")
    assert "Gambar 5. " in text
    assert text.count(f"Sumber: {SOURCE}") == 8


def test_a_table_is_a_table_in_the_readers_locale():
    text = to_markdown(story())
    assert "| Lapangan usaha | Nilai 2024 | Bagian (%) | LQ |" in text
    assert "| Pertanian, Kehutanan, dan Perikanan | 18.000 | 28,4 | 2,40 |" in text
    assert "| Pertanian, Kehutanan, dan Perikanan | 18,000 | 28.4 | 2.40 |" in to_markdown(story("en"))
    tables = re.findall(r"(?:^\|.*\|$\n?)+", text, flags=re.M)
    for table in tables:
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


def test_missing_and_undefined_are_told_apart_and_explained():
    text = to_markdown(story())
    row = next(line for line in text.splitlines() if line.startswith("| Kabupaten B"))
    assert row == "| Kabupaten B | … | – |"
    assert "… : belum ada" in text
    assert "– : tidak terdefinisi" in text


@pytest.mark.parametrize("text", INJECTIONS)
def test_markup_in_texts_is_escaped(text):
    made = to_markdown(story(injected=text))
    assert literal(text) in made
    assert "<script>" not in made
    assert re.sub(r"\\(.)", r"\1", literal(text)) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("# a", "\\# a"), ("1. a", "1\\. a"), ("- a", "\\- a"), ("2024", "2024"), ("a\n\n# b", "a # b")],
)
def test_a_line_cannot_become_a_heading_or_list(text, escaped):
    assert literal(text) == escaped
