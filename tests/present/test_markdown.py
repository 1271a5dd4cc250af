"""Markdown: every block in order, tables with their sources, texts that stay texts."""

import re
from dataclasses import replace

import pytest
from present.made_up import SOURCE, story

from potensi.present.markdown import to_markdown
from potensi.present.story import Paragraph, Section


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


def test_missing_and_undefined_are_told_apart():
    row = next(line for line in to_markdown(story()).splitlines() if line.startswith("| Kabupaten B"))
    assert row == "| Kabupaten B | … | – |"
    assert "… : belum ada" in to_markdown(story())
    assert "– : undefined" in to_markdown(story("en"))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<script>alert(1)</script>", "\\<script\\>alert(1)\\</script\\>"),
        ("# a", "\\# a"),
        ("1. a", "1\\. a"),
        ("- a", "\\- a"),
        ("2024", "2024"),
        ("*a* _b_ | c", "\\*a\\* \\_b\\_ \\| c"),
        ("[a](b)", "\\[a\\](b)"),
        ("a\n\n# b", "a \\# b"),
    ],
)
def test_a_text_cannot_become_markup(text, escaped):
    made = replace(story(), sections=(Section("x", (Paragraph(text),)),))
    assert f"\n\n{escaped}\n\n" in to_markdown(made)
