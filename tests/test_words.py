"""Every sentence exists in both languages, asks for the same parameters, and every code has its sentence."""

import re
import string
import tomllib
from pathlib import Path

import pytest

import potensi
from potensi.language import LANGUAGES, number, percent, say

SOURCE = Path(potensi.__file__).parent
WORDS = sorted((SOURCE / "words").glob("*.toml"))


def sentences(node, path=()):
    if isinstance(node, dict) and set(node) == set(LANGUAGES):
        yield ".".join(path), node
    else:
        assert isinstance(node, dict), f"{'.'.join(path)} is not in both languages: {node!r}"
        for key, below in node.items():
            yield from sentences(below, (*path, key))


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.stem)
def test_both_languages_say_the_same_with_the_same_parameters(path):
    found = list(sentences(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert found or path.stem == "refusals"
    for key, texts in found:
        assert all(texts[lang].strip() for lang in LANGUAGES), key
        assert placeholders(texts["id"]) == placeholders(texts["en"]), key


def test_every_sentence_that_the_code_asks_for_by_name_exists():
    asked = set()
    for path in SOURCE.rglob("*.py"):
        asked |= set(re.findall(r"""\bsay\(\s*"([a-z_]+(?:\.[\w]+)+)\"""", path.read_text(encoding="utf-8")))
    assert len(asked) > 30
    for key in asked:
        name, *path = key.split(".")
        node = tomllib.loads((SOURCE / "words" / f"{name}.toml").read_text(encoding="utf-8"))
        for step in path:
            node = node[step]
        assert set(node) == set(LANGUAGES), key


@pytest.mark.parametrize("kind", ["PotensiError", "UsageError"])
def test_every_error_that_is_raised_has_its_sentence(kind):
    known = tomllib.loads((SOURCE / "words" / "errors.toml").read_text(encoding="utf-8"))
    for path in SOURCE.rglob("*.py"):
        for code in re.findall(rf"""raise {kind}\(\s*"(\w+)\"""", path.read_text(encoding="utf-8")):
            assert code in known, f"{path.name}: {code}"


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (-0.04, 1, "0,0", "0.0"),
        (-3.25, 2, "−3,25", "−3.25"),
        (1_000_000, 0, "1.000.000", "1,000,000"),
        (0, 0, "0", "0"),
        (None, 2, "…", "…"),
        (float("nan"), 2, "–", "–"),
    ],
)
def test_numbers_are_written_as_the_reader_writes_them(value, decimals, indonesian, english):
    assert number(value, "id", decimals=decimals) == indonesian
    assert number(value, "en", decimals=decimals) == english


def test_percent_spells_the_word_out():
    assert percent(0.0512, "id") == "5,1 persen"
    assert percent(None, "en") == "…"


def test_an_unknown_sentence_or_a_forgotten_parameter_is_an_error():
    with pytest.raises(KeyError):
        say("errors.no_such_sentence")
    with pytest.raises(KeyError):
        say("errors.unknown_period", period=2024)
