"""Walks the cards, and the public functions of the measures."""

import doctest
import inspect
from collections import Counter
from dataclasses import fields, is_dataclass
from importlib import import_module, resources

import numpy as np
import pytest

from potensi.measures.catalogue import GRAINS, card, cards
from potensi.measures.growth import Arcelus

MODULES = [
    "location",
    "specialisation",
    "growth",
    "typology",
    "disparity",
    "similarity",
    "inputoutput",
    "relatedness",
    "complexity",
    "conventions",
    "space",
    "threads",
    "resampling",
    "layout",
    "prediction",
    "catalogue",
]
TEXTS = ("label", "reading", "unit", "needs", "guards", "default_variant")
# Columns that say where a row stands, not what was measured.
KEYS = {"region", "activity", "period", "value", "status", "series", "regions"}


def public(module_name):
    module = import_module(f"potensi.measures.{module_name}")
    for name, member in vars(module).items():
        ours = getattr(member, "__module__", "") == module.__name__
        if ours and not name.startswith("_") and callable(member):
            yield name, member


FUNCTIONS = [
    pytest.param(member, id=f"{module}.{name}")
    for module in MODULES
    for name, member in public(module)
    if not is_dataclass(member)
]
RECORDS = [member for module in MODULES for _, member in public(module) if is_dataclass(member)]


def test_every_name_is_unique():
    text = resources.files("potensi.measures").joinpath("cards.toml").read_text(encoding="utf-8")
    heads = Counter(line for line in text.splitlines() if line.startswith("[cards."))
    assert max(heads.values()) == 1
    assert len(heads) == len(cards()) == len({each.name for each in cards()})


@pytest.mark.parametrize("each", cards(), ids=lambda each: each.name)
def test_every_card_is_complete_in_both_languages(each):
    assert {each.grain, *each.also_in} <= set(GRAINS)
    assert each.formula
    assert each.range
    for field in TEXTS:
        for lang in ("id", "en"):
            assert each.text(field, lang), (field, lang)
    assert each.reading_id != each.reading_en
    assert each.label_id != each.label_en
    assert len(each.variants) == len(each.variants_id)


def test_a_language_without_its_own_text_shares_the_formula():
    assert card("lq").text("formula", "id") == card("lq").text("formula", "en")
    with pytest.raises(AttributeError):
        card("lq").text("colour", "id")
    with pytest.raises(KeyError):
        card("nothing")


def test_every_shared_sentence_is_used():
    text = resources.files("potensi.measures").joinpath("cards.toml").read_text(encoding="utf-8")
    head, body = text.split("[cards.", 1)
    keys = [line.split(" = ")[0] for line in head.splitlines() if " = [" in line]
    unused = [key for key in keys if key != "no_variant" and f'"{key}"' not in body]
    assert not unused


def test_every_part_of_arcelus_has_a_card():
    assert {f"arcelus_{part.name}" for part in fields(Arcelus)} <= {each.name for each in cards()}


def test_every_column_of_the_tables_has_a_card():
    from potensi.analysis.profile import profile
    from potensi.data import samples

    found = profile(samples.load(), region="3510", indicators=samples.load_indicators())
    known = {(each.name, grain) for each in cards() for grain in (each.grain, *each.also_in)}
    for grain in ("cells", "regions", "activities", "disparity"):
        columns = [name for name in getattr(found, grain).columns if name not in KEYS]
        assert not [name for name in columns if (name, grain) not in known]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_is_typed_documented_and_short_of_arguments(function):
    function = inspect.unwrap(function)
    signature = inspect.signature(function)
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    assert sum(each.kind in kinds for each in signature.parameters.values()) <= 3
    assert all(each.annotation is not inspect.Parameter.empty for each in signature.parameters.values())
    assert signature.return_annotation is not inspect.Signature.empty
    assert ">>>" in (inspect.getdoc(function) or "")


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_every_record_is_frozen_and_documented(record):
    assert record.__dataclass_params__.frozen
    assert len(inspect.getdoc(record) or "") > 40


@pytest.mark.parametrize("name", MODULES)
def test_every_example_runs(name):
    module = import_module(f"potensi.measures.{name}")
    found = doctest.testmod(module, extraglobs={"np": np})
    assert found.attempted > 0
    assert found.failed == 0
