"""Amounts, units and lists as a person reads them."""

import pytest

from potensi.present.numbers import listing, money, price_name, short_name, signed_percent, unit_name


@pytest.mark.parametrize(
    ("value", "unit", "lang", "text"),
    [
        (63693.56, "miliar rupiah", "id", "63,69 triliun rupiah"),
        (63693.56, "miliar rupiah", "en", "63.69 trillion rupiah"),
        (443.2, "miliar rupiah", "id", "443 miliar rupiah"),
        (33.51, "miliar rupiah", "en", "33.51 billion rupiah"),
        (0.5, "miliar rupiah", "id", "500 juta rupiah"),
        (1757886.39, "miliar rupiah", "id", "1.758 triliun rupiah"),
        (-9.87, "miliar rupiah", "id", "−9,87 miliar rupiah"),
        (0.0, "miliar rupiah", "id", "0 rupiah"),
        (1200, "rupiah", "en", "1,200 rupiah"),
        (12.5, "ton", "id", "12,50 ton"),
        (None, "miliar rupiah", "id", "…"),
        (float("nan"), "miliar rupiah", "id", "–"),
    ],
)
def test_amounts_spell_out_miliar_and_triliun(value, unit, lang, text):
    assert money(value, unit, lang) == text


def test_signs_are_shown_where_asked():
    assert money(443.2, "miliar rupiah", "id", signed=True) == "+443 miliar rupiah"
    assert signed_percent(0.195, "id") == "+19,5 persen"
    assert signed_percent(-0.01, "en") == "−1.0 percent"
    assert signed_percent(None, "en") == "…"


def test_units_and_price_bases_are_named_in_the_readers_language():
    assert unit_name("miliar rupiah", "en") == "billion rupiah"
    assert unit_name("orang", "en") == "orang"
    assert price_name("constant2010", "id") == "atas dasar harga konstan 2010"
    assert price_name("current", "en") == "at current prices"


@pytest.mark.parametrize(
    ("parts", "lang", "text"),
    [([], "id", ""), (["a"], "id", "a"), (["a", "b"], "id", "a dan b"), (["a", "b", "c"], "en", "a, b, and c")],
)
def test_lists_read_as_sentences(parts, lang, text):
    assert listing(parts, lang) == text


def test_industries_have_short_names_and_others_keep_their_own():
    assert short_name("A", "Pertanian, Kehutanan, dan Perikanan", "id") == "Pertanian"
    assert short_name("01111", "Pertanian jagung", "id") == "Pertanian jagung"
