"""Markdown: paragraphs and tables ready to paste, with nothing that turns into something else."""

import re

import pytest
from present import made_up

from potensi.present.markdown import to_markdown


@pytest.fixture(scope="module")
def text():
    return to_markdown(made_up.story())


def test_headings_paragraphs_and_sources(text):
    lines = text.splitlines()
    assert lines[0] == "# Potensi Kabupaten Contoh"
    assert "## Sekilas" in lines
    assert made_up.TEXT in lines
    assert text.count("*Sumber: BPS, angka rekaan") == 8  # five figures, two tables, the story
    assert "Dicetak 24 November 2026" in text


def test_tables_have_caption_ruler_and_the_same_number_of_cells(text):
    table = text[text.index("**Tabel 1.") :].split("\n\n")[1].splitlines()
    assert table[1] == "| :--- | ---: | ---: | ---: | ---: | ---: | :--- | :--- |"
    assert len(table) == 19
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {9}
    assert "| 18.000 | 28,4 | 2,40 |" in table[2]
    assert "| … |" in table[5]
    assert "| – |" in table[6]


@pytest.mark.parametrize(
    ("bad", "safe"),
    [
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("a|b", r"a\|b"),
        ("*b* _u_ `c` [l](x)", r"\*b\* \_u\_ \`c\` \[l\](x)"),
        ("# not a heading", r"\# not a heading"),
        ("1. not a list", r"1\. not a list"),
        ("- not a list", r"\- not a list"),
        ("line\nbreak | row", r"line break \| row"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("2.1 Ekonomi", "2.1 Ekonomi"),
        ("12 dari 17 (70%)", "12 dari 17 (70%)"),
    ],
)
def test_texts_stay_texts(bad, safe):
    found = to_markdown(made_up.story(injected=bad)).splitlines()
    assert safe in found
    assert f"- {safe}" in found
    assert f"> **Catatan.** {safe}" in found
