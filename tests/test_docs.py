"""The pages of the measures are what their cards say today."""

from pathlib import Path

import pytest

from potensi.measures.catalogue import cards
from potensi.present.methods import page, write_pages

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize(("folder", "lang"), [("methods", "en"), ("metode", "id")])
def test_the_pages_are_read_off_the_cards(folder, lang, tmp_path):
    written = {path.name: path.read_text(encoding="utf-8") for path in write_pages(tmp_path, lang)}
    kept = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / folder).glob("*.md")}
    assert kept == written, "run: make docs"


def test_a_page_states_formula_unit_range_guards_and_source():
    for card in cards():
        for lang, words in (("en", ("Formula", "Unit", "Source")), ("id", ("Rumus", "Satuan", "Sumber"))):
            assert all(f"**{word}**" in page(card, lang) for word in words), card.name
