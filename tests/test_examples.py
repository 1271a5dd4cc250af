"""The examples in the docstrings of what a library's user calls run; those of the measures have their own test."""

import doctest
from importlib import import_module

import pytest

import potensi

MODULES = [
    "potensi",
    "potensi.analysis.backtest",
    "potensi.analysis.impact",
    "potensi.analysis.network",
    "potensi.analysis.opportunity",
    "potensi.analysis.relate",
    "potensi.data.inputoutput",
    "potensi.data.source",
    "potensi.panel",
    "potensi.present.space_pictures",
]


@pytest.mark.parametrize("name", MODULES)
def test_every_example_runs(name):
    found = doctest.testmod(import_module(name))
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("name", ["relate", "opportunities", "backtest", "impact", "national_table"])
def test_what_relatedness_answers_is_one_call_away(name):
    assert name in dir(potensi)
    assert ">>>" in (getattr(potensi, name).__doc__ or "")
