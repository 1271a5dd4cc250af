"""Every fault of operations that the code raises, and every finding of the doctor, has its sentence with its parameters."""

import ast
import string
import tomllib
from pathlib import Path

import pytest

import potensi
from potensi.web.operations.findings import fine, note, wrong
from potensi.web.operations.start import OperationError

HERE = Path(potensi.__file__).parent
WORDS = tomllib.loads((HERE / "words" / "operations.toml").read_text(encoding="utf-8"))
SOURCES = [*sorted((HERE / "web" / "operations").glob("*.py")), HERE / "web" / "commands.py"]


def calls(*names):
    """Yield every call of a function of one of these names in the code of operations."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                yield node


def constants(nodes):
    return [node.value for node in nodes if isinstance(node, ast.Constant)]


RAISED = [(constants(node.args), {word.arg for word in node.keywords}) for node in calls("OperationError")]
FOUND = [
    (node.func.id, constants(node.args), {word.arg for word in node.keywords})
    for node in calls("fine", "note", "wrong")
]


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_walk_finds_them():
    assert len(RAISED) > 25
    assert len(FOUND) > 30


@pytest.mark.parametrize(("code", "given"), [(code[0], given) for code, given in RAISED if code])
def test_every_error_has_its_sentence(code, given):
    assert placeholders(WORDS["error"][code]["id"]) <= given
    error = OperationError(code, **dict.fromkeys(given, "x"))
    assert all(error.message(lang) for lang in ("id", "en"))


@pytest.mark.parametrize(("state", "code", "given"), FOUND)
def test_every_finding_has_its_sentence(state, code, given):
    made = {"fine": fine, "note": note, "wrong": wrong}[state](*code, **dict.fromkeys(given, "x"))
    assert all(made.message(lang) for lang in ("id", "en"))


def test_no_sentence_is_left_over():
    raised = {code[0] for code, _ in RAISED if code}
    refusals = {word.value.value for node in calls("_held") for word in node.keywords if word.arg == "refusal"}
    made = {"port_taken", "address_refused", "web_cannot_live"}
    assert set(WORDS["error"]) <= raised | refusals | made
