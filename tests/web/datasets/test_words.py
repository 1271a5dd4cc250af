"""What a page says of a spoiled file speaks of the form, never of a command line."""

import re
import tomllib
from importlib import resources

import pytest

from potensi.errors import Problem
from potensi.language import LANGUAGES, knows

WORDS = tomllib.loads(resources.files("potensi").joinpath("words", "problems.toml").read_text(encoding="utf-8"))
# What is wrong with a register of businesses is said at the command line only: no page reads one.
CODES = sorted(code for code in WORDS if not code.startswith("records_"))
JARGON = re.compile(r"--|constant\d{4}|\bParquet\b|\boption\b|\bpilihan perintah\b")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_on_a_page_speaks_of_the_command_line(code, lang):
    for kind in ("message", "hint"):
        text = WORDS[code].get(f"{kind}_web", WORDS[code][kind])[lang]
        assert not JARGON.search(text), f"{code}.{kind}: {text}"


@pytest.mark.parametrize("code", CODES)
def test_every_kind_of_problem_has_a_name(code):
    assert knows(f"datasets.kind.{code}")


def test_the_command_line_keeps_its_own_words():
    problem = Problem("unit_missing")
    assert "--unit" in problem.hint("id")
    assert "--unit" not in problem.hint("id", surface="web")
    assert "Satuan" in problem.as_dict("id", surface="web")["hint"]
    assert problem.message("en", surface="web") == problem.message("en")


def test_figures_in_a_problem_are_written_as_the_reader_writes_them():
    params = {
        "name": "Kabupaten Jember",
        "year": "2024",
        "sum": 1234.5,
        "total": 1300.0,
        "gap": 65.5,
        "tolerance": 0.09,
    }
    said = Problem("activity_total_off", params=params).message("id")
    assert "1.234,5" in said
    assert "1.300 " in said
    assert "0,09" in said
    assert "1,234.5" in Problem("activity_total_off", params=params).message("en")
